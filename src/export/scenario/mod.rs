//! A scenario: a school's day as it would be if something were otherwise, kept beside others (format daybreak.scenario/1).
//!
//! For staff: it says who would gain, and names services. It is written into no night.

mod figures;
mod gains;

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::report::Report;
use serde::{Deserialize, Serialize};

pub use figures::{Figures, Minutes};
pub use gains::{Gains, GroupFigures, GroupGain, LearnerGain, Moved};

/// The format's name; another number means another meaning.
pub const SCENARIO_FORMAT: &str = "daybreak.scenario/1";

/// The names of the day beside which scenarios stand, and of the same planned once more: what the search alone brings.
pub const BASE: &str = "base";
pub const AGAIN: &str = "again";

/// What would be otherwise, and what would come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    pub format: String,
    pub name: String,
    pub date: String,
    /// In the order of the call; none: the base itself, or the base planned once more.
    pub changes: Vec<Change>,
    /// From what it was made: also the base's own plan is found by this.
    pub base: Base,
    pub seed: u64,
    pub effort: f64,
    /// Of search for a site at most; none: the budget is in rounds.
    pub seconds: Option<f64>,
    pub figures: Figures,
    /// By the site's id.
    pub sites: BTreeMap<String, Figures>,
    /// What is not as it is in the base; none: it is the base.
    pub moved: Option<Moved>,
    /// What it is for whom, and beside what that is counted: the base may gain by a second search too.
    pub gains: Option<Gains>,
    pub beside: Option<Beside>,
    /// That it ends below that though it only adds; none: it does not.
    pub below: Option<Below>,
    /// Whether the clock or a person ended the search of a site before its budget.
    pub cut_short: bool,
    /// Sites that have no plan in it, and why.
    pub left_aside: BTreeMap<String, String>,
}

/// One thing that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    /// As it was asked for: `staff:speech@10:00-11:00`, a rule's id, a table.
    pub what: String,
    /// Of what is added: where, and in which slots (none: all day).
    pub site: Option<String>,
    pub slots: Option<Vec<String>>,
    /// Of a room, the one that it is like.
    pub like: Option<String>,
    /// Of a table, the SHA-256 of what takes its place.
    pub sha256: Option<String>,
}

/// How something is otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// One more person or room, more devices.
    More,
    /// A rule is off.
    Without,
    /// A table in place of the package's.
    With,
}

impl ChangeKind {
    /// The option that asks for it.
    pub fn option(self) -> &'static str {
        match self {
            ChangeKind::More => "--more",
            ChangeKind::Without => "--without",
            ChangeKind::With => "--with",
        }
    }
}

/// The day beside which a scenario stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// The published night, as `nights` names it; none: the day was planned for this.
    pub night: Option<String>,
    /// Of the night's card; of a day that was planned for this, of all that it was planned from.
    pub sha256: String,
    /// The tables and the files of rules from which the scenario was made, by name with their SHA-256.
    pub inputs: BTreeMap<String, String>,
    /// Of these, the ones that are not those of the published night: the scenario holds their changes too.
    pub changed_since: Vec<String>,
    pub figures: Figures,
}

/// Beside what it is counted who gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    Base,
    /// The base planned once more from its own plan, with nothing otherwise.
    Again,
}

/// A day with more resources whose plan is worth fewer points: what they make possible may be asked of the day too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below {
    /// By how many points.
    pub points: Points,
    /// What the plan that it stands beside would be worth by what is asked of this day; none: it does not keep its rules.
    pub its_plan: Option<Points>,
}

impl Scenario {
    /// The base itself.
    pub fn of_base(base: &Base, report: &Report, seed: u64, effort: f64) -> Scenario {
        Scenario {
            format: SCENARIO_FORMAT.to_owned(),
            name: BASE.to_owned(),
            date: report.date.to_string(),
            changes: Vec::new(),
            base: base.clone(),
            seed,
            effort,
            seconds: None,
            figures: base.figures.clone(),
            sites: Figures::of(report).1,
            moved: None,
            gains: None,
            beside: None,
            below: None,
            cut_short: false,
            left_aside: BTreeMap::new(),
        }
    }
}
