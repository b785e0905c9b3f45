//! What a run hands to the exporters: everything, still typed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::candidate::Candidates;
use super::explanation::{Exception, Explanations};
use super::formulation::Formulation;
use super::promise::Kept;
use super::question::Question;
use super::standing::Standing;
use daybreak_day::certificate::Certificate;
use daybreak_day::issue::Issue;
use daybreak_day::plan::Plan;
use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_day::verdict::Verdict;
use daybreak_school::awards::Awards;
use daybreak_school::calibration::Calibration;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::pathway::{Fix, OnTrack, Pathway, Pathways, StepWhy};
use daybreak_school::quality::{QualityRow, SiteQuality};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;
use daybreak_school::tables::RowCounts;
use daybreak_school::voice::{AccessRow, BandOutcome, LearnerDay, Turns};

/// One run over one package.
pub struct Report {
    pub date: Date,
    pub school: School,
    pub rules: Rules,
    pub states: LearnerStates,
    pub awards: Awards,
    /// Whether the states are right on the whole, by subgroup.
    pub calibration: Calibration,
    pub pathways: Pathways,
    /// What each wish and request was worth.
    pub standing: Standing,
    /// What is said of the ways.
    pub way_words: WayWords,
    /// In order of site; sites without school on the date are in `closed`.
    pub sites: Vec<SiteReport>,
    pub failed: Vec<SiteFailure>,
    /// Sites where nothing is planned on the date, and why.
    pub closed: Vec<SiteIdx>,
    /// What a person should see of the package, ranked, each with its site (none: of the whole package); what a site's plan shows
    /// is with the site.
    pub exceptions: Vec<(Option<SiteIdx>, Exception)>,
    /// Kind, site, subject and slot of what the former night told; none: nothing is known of one.
    pub told_before: Option<BTreeSet<[String; 4]>>,
    /// What the next night should remember.
    pub turns: Turns,
    /// Who gets teachers, choice and work of their grade.
    pub access: Vec<AccessRow>,
    /// What an educator would read off the day, by group, with the night before.
    pub quality: Vec<QualityRow>,
    pub issues: Vec<Issue>,
    pub run: RunCard,
}

/// Sentences on ways, by the typed reason or change that each of them tells: the tables look them up where they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WayWords {
    /// Why a step is on its way.
    pub steps: BTreeMap<StepWhy, String>,
    /// Of a way without steps, since its goal is reached, or since nothing leads to it.
    pub reached: String,
    pub no_way: String,
    /// What would help a way.
    pub fixes: BTreeMap<Fix, String>,
}

impl WayWords {
    /// Why a step is on its way; empty where nothing was said of such a reason.
    pub fn step(&self, why: StepWhy) -> &str {
        self.steps.get(&why).map_or("", String::as_str)
    }

    /// Said of a way without steps.
    pub fn no_steps(&self, on_track: OnTrack) -> &str {
        match on_track {
            OnTrack::Reached => &self.reached,
            OnTrack::OnTrack | OnTrack::Tight | OnTrack::OutOfReach | OnTrack::NoDate => &self.no_way,
        }
    }

    /// What would help a way; empty: nothing is needed, or nothing small helps.
    pub fn would_help(&self, way: &Pathway) -> String {
        way.fixes.iter().filter_map(|fix| self.fixes.get(fix)).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// One site's day.
pub struct SiteReport {
    pub site: SiteIdx,
    pub formulation: Formulation,
    pub candidates: Candidates,
    pub plan: Plan,
    pub certificate: Certificate,
    pub search: SearchCard,
    /// What became of what was published for the day; none: nothing was to be kept to.
    pub kept: Option<Kept>,
    pub verdict: Verdict,
    pub explanations: Explanations,
    /// What should be found out, in order of learner and slot.
    pub questions: Vec<Question>,
    /// Each learner's day in figures, in order of learner.
    pub days: Vec<LearnerDay>,
    /// What became of the rules on access that may be told.
    pub bands: Vec<BandOutcome>,
    /// What an educator would read off the day.
    pub quality: SiteQuality,
    /// The bytes of `problem.json`, whose hash the plan names.
    pub problem_json: Vec<u8>,
}

/// What is known of the search for a plan besides the plan and its bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchCard {
    /// The most that a single opening, closing or moving of a session would gain, in points; none: nobody looked.
    pub gain_of_a_change: Option<Points>,
    /// Entries of the former plan, and of the former prices, that name what the problem does not know.
    pub unknown_in_start: u64,
    pub unknown_in_prices: u64,
}

/// A site that could not be planned.
#[derive(Debug)]
pub struct SiteFailure {
    pub site: SiteIdx,
    /// What happened, in a sentence.
    pub why: String,
    /// Whether it is a bug of ours.
    pub bug: bool,
}

/// What a run was: its inputs and settings. Together with the version they determine every byte of output
/// except the seconds.
#[derive(Clone, Debug, Default)]
pub struct RunCard {
    pub version: String,
    pub seed: u64,
    pub inputs: Vec<InputCard>,
    /// Dates of which a person said that there is school.
    pub school_days: Vec<Date>,
    /// Gates that a person let pass.
    pub accepted: Vec<Accepted>,
    /// What each site's feeds hold.
    pub feeds: Vec<SiteFeeds>,
    /// What the call was: options by name, as they were in force.
    pub options: BTreeMap<&'static str, String>,
    /// The settings: where they were found, and the SHA-256 of the file; none: the defaults.
    pub settings: Option<(String, String)>,
    /// The night of which this one knows: the folder, and the SHA-256 of its card; none: none.
    pub former: Option<(String, String)>,
    /// Sites that could not be planned and keep the plan of an earlier run of the date.
    pub kept: Vec<String>,
    /// Where the rules were found, for people.
    pub rules_from: String,
    /// Files of rules with their SHA-256.
    pub rules: Vec<(String, String)>,
    /// Stage and wall-clock seconds, in order.
    pub stages: Vec<(&'static str, f64)>,
}

/// A gate that a person let pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    pub gate: String,
    pub why: String,
    /// Who, as the machine knows the person.
    pub by: String,
}

/// What the feeds of a site hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFeeds {
    pub site: String,
    /// Usable rows by table, of tables whose rows are of a site.
    pub rows: BTreeMap<String, u64>,
    /// Rows of the site's last five school days, by table; empty where there are not so many within sixty days.
    pub recent: BTreeMap<String, u64>,
    /// The newest day by table.
    pub newest: BTreeMap<String, Date>,
}

/// One input table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputCard {
    pub table: TableKind,
    pub sha256: String,
    pub bytes: u64,
    pub rows: RowCounts,
}
