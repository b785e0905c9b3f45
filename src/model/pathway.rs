//! The way to a goal: what is still to be learned, in order, in minutes and dates.

use super::ids::{CompetencyIdx, GoalIdx};
use super::time::Date;

/// All pathways, in the order of `School::goals`.
#[derive(Clone, Debug, Default)]
pub struct Pathways {
    pub pathways: Vec<Pathway>,
}

/// The way of one learner to one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Pathway {
    pub goal: GoalIdx,
    /// In the order in which they can be learned; empty when the goal is reached.
    pub steps: Vec<Step>,
    pub on_track: OnTrack,
    /// Expected minutes of all steps for this learner.
    pub minutes: f64,
    /// Minutes of learning time until the goal's date that the learner can give it; none: no date.
    pub minutes_available: Option<f64>,
}

/// One competency on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub competency: CompetencyIdx,
    /// Expected minutes for this learner.
    pub minutes: f64,
    /// The day on which it is expected to be mastered; none: beyond the calendar.
    pub expected: Option<Date>,
    /// Ready to be learned now.
    pub ready: bool,
    pub why: StepWhy,
}

/// Why a competency is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepWhy {
    /// It is the goal.
    Goal,
    /// What follows needs it.
    NeededFor(CompetencyIdx),
    /// The cheapest of several alternatives that what follows accepts.
    AlternativeFor(CompetencyIdx),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnTrack {
    Reached,
    OnTrack,
    Tight,
    OutOfReach,
    /// The goal has no date.
    NoDate,
}

impl OnTrack {
    /// The word in `pathways.csv`.
    pub fn word(self) -> &'static str {
        match self {
            OnTrack::Reached => "reached",
            OnTrack::OnTrack => "on track",
            OnTrack::Tight => "tight",
            OnTrack::OutOfReach => "out of reach",
            OnTrack::NoDate => "no date",
        }
    }
}
