//! Floors under a learner's day: requirements that count what a lesson is for this learner, such as work that the
//! learner is ready for, or a first wish.
//!
//! A floor asks for no more than the learner's candidates could give: what cannot be had is told in words, not paid for
//! in points every night.

use std::collections::BTreeSet;

use crate::voice;
use daybreak_day::problem::{Candidate, Requirement};
use daybreak_night::candidate::Candidate as Proposed;
use daybreak_school::day::SiteDay;
use daybreak_school::rules::Rules;
use daybreak_school::school::Learner;
use daybreak_school::tag;
use daybreak_school::voice::{BandDemand, Measure};

/// The tags of candidates that rules speak of (no others enter the problem), and what rules on access ask.
pub struct Floors {
    spoken_of: BTreeSet<&'static str>,
    bands: Vec<BandDemand>,
}

impl Floors {
    pub fn new(day: &SiteDay<'_>, rules: &Rules) -> Self {
        let bands = voice::demands(day, rules);
        let mut spoken_of: BTreeSet<&'static str> = tag::ALL
            .iter()
            .map(|(tag, _)| *tag)
            .filter(|tag| rules.requirements.iter().any(|r| r.body.tag == *tag))
            .collect();
        spoken_of.extend(bands.iter().filter(|band| band.slots_min > 0).map(|band| tag_of(band.measure)));
        Floors { spoken_of, bands }
    }

    /// What rules on access ask for the learner: as much as the candidates could give.
    pub fn bands(&self, learner: &Learner, n_slots: u32, candidates: &[Candidate]) -> Vec<Requirement> {
        let concerns = |band: &&BandDemand| band.slots_min > 0 && learner.tags.contains(&band.tag);
        let requirement = |band: &BandDemand| {
            let tag = tag_of(band.measure);
            let slots_min = self.within_reach(tag, band.slots_min.min(n_slots), candidates)?;
            Some(Requirement {
                id: format!("access:{}", band.rule),
                tag: tag.to_string(),
                slots_min,
                slots_max: None,
                shortfall_cost: Some(band.cost),
                excess_cost: None,
            })
        };
        self.bands.iter().filter(concerns).filter_map(requirement).collect()
    }

    /// The proposal's tags that some rule counts.
    pub fn kept(&self, proposed: &Proposed) -> Vec<String> {
        proposed.tags.iter().filter(|tag| self.spoken_of.contains(*tag)).map(|tag| (*tag).to_string()).collect()
    }

    /// How much of a minimum the candidates could give; none: nothing, and no requirement is made of it. A tag of
    /// offerings keeps its minimum.
    pub fn within_reach(&self, tag: &str, slots_min: u32, candidates: &[Candidate]) -> Option<u32> {
        if !self.spoken_of.contains(tag) {
            return Some(slots_min);
        }
        let has = |candidate: &&Candidate| candidate.tags.iter().any(|own| own == tag);
        let n_uses = candidates.iter().filter(has).map(|candidate| candidate.times_max).fold(0, u32::saturating_add);
        (n_uses > 0).then(|| slots_min.min(n_uses))
    }
}

/// The tag of candidates that a rule on access counts.
fn tag_of(measure: Measure) -> &'static str {
    match measure {
        Measure::TeacherMinutes => tag::TAUGHT,
        Measure::OnGrade => tag::ON_GRADE,
    }
}
