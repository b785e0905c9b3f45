//! The way to a goal: what is still to be learned, in order, in minutes and dates; and when what is known is looked at
//! again.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{CompetencyIdx, GoalIdx, LearnerIdx};
use super::school::School;
use daybreak_day::time::Date;

/// All pathways.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pathways {
    /// In the order of `School::goals`.
    pub pathways: Vec<Pathway>,
    /// What learners without an open goal work on, by learner.
    pub focus: Vec<Focus>,
    /// By learner and date.
    pub reviews: Vec<Review>,
    /// What has changed in the next week of a learner since another night, by learner; empty without one.
    pub changes: Vec<Change>,
}

impl Pathways {
    /// The steps of every way with whose they are: to the goals, then of those without one.
    pub fn ways<'a>(&'a self, school: &'a School) -> impl Iterator<Item = (LearnerIdx, &'a [Step])> {
        let to_goals = self.pathways.iter().map(|way| (school.goals[way.goal.i()].learner, way.steps.as_slice()));
        to_goals.chain(self.focus.iter().map(|focus| (focus.learner, focus.steps.as_slice())))
    }

    /// Expected minutes of the steps of each of these learners (ascending), in whole minutes as `pathways.csv` has them; of a
    /// step on several ways the most.
    pub fn minutes_left(&self, school: &School, learners: &[LearnerIdx]) -> Vec<BTreeMap<CompetencyIdx, u32>> {
        let mut left = vec![BTreeMap::new(); learners.len()];
        for (learner, steps) in self.ways(school) {
            let Ok(at) = learners.binary_search(&learner) else { continue };
            for step in steps {
                let minutes: &mut u32 = left[at].entry(step.competency).or_default();
                *minutes = (*minutes).max(step.minutes.max(0.0).round() as u32);
            }
        }
        left
    }

    /// What a learner without an open goal works on; none for who has one, or where the policy leaves nothing.
    pub fn focus_of(&self, learner: LearnerIdx) -> Option<&Focus> {
        self.focus.binary_search_by_key(&learner, |focus| focus.learner).ok().map(|at| &self.focus[at])
    }
}

/// The way of one learner to one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Pathway {
    pub goal: GoalIdx,
    /// In the order in which they can be learned; empty when the goal is reached.
    pub steps: Vec<Step>,
    pub on_track: OnTrack,
    /// Expected minutes of all steps for this learner (each step's median).
    pub minutes: f64,
    /// Minutes that suffice in four cases of five.
    pub minutes_p80: f64,
    /// Minutes of learning time until the goal's date that the learner can give it; none: no date.
    pub minutes_available: Option<f64>,
    /// Minutes of learning time that are missing for the way to be on track (done in time in four cases of five); 0:
    /// none, or no date.
    pub minutes_short: f64,
    /// When the goal is expected to be reached; none: beyond the calendar, or reached already.
    pub expected: Option<Date>,
    /// By when it is reached in four cases of five; none as above.
    pub expected_p80: Option<Date>,
    /// What would bring a way that is tight or out of reach on track, the smallest change first.
    pub fixes: Vec<Fix>,
    /// A step for which the learner's site has no lesson; none: each has one. With one the goal is out of reach, whatever
    /// its date.
    pub lacks_lesson: Option<CompetencyIdx>,
    /// Credits earned by now, for a goal in credits.
    pub credits_earned: Option<f64>,
}

/// One competency on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub competency: CompetencyIdx,
    /// Expected minutes for this learner (the median).
    pub minutes: f64,
    /// Minutes that suffice in four cases of five.
    pub minutes_p80: f64,
    /// The day on which it is expected to be mastered; none: beyond the calendar.
    pub expected: Option<Date>,
    /// The first day on which it could be mastered if nothing but what it needs came before it; none: as above.
    pub earliest: Option<Date>,
    /// The last day on which to begin it, in the order of the steps, so that every date after it still holds; none: no
    /// date depends on it.
    pub latest_start: Option<Date>,
    /// School days by which it may slip, below 0 when it is late already; none: no date depends on it.
    pub slack_days: Option<i32>,
    /// On the chain of needs with the most minutes: no other order makes the way shorter than this chain.
    pub critical: bool,
    /// Ready to be learned now.
    pub ready: bool,
    pub why: StepWhy,
}

/// Why a competency is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepWhy {
    /// It is the goal.
    Goal,
    /// It earns credits toward the goal.
    Credits,
    /// It is a part of the goal, which is a whole of parts.
    PartOfGoal,
    /// What follows needs it.
    NeededFor(CompetencyIdx),
    /// The cheapest of several alternatives that what follows accepts.
    AlternativeFor(CompetencyIdx),
    /// Without a goal: a competency of an earlier grade that the learner's own grade builds on.
    Gap,
    /// Without a goal: usual in the learner's grade.
    GradeLevel,
    /// Without a goal: its lessons touch an interest of the learner.
    Interest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnTrack {
    Reached,
    /// Done by the date in four cases of five.
    OnTrack,
    /// Done by the date in half of all cases.
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

/// A change that would help a way, found by plotting anew with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    pub change: FixBy,
    /// What the way would be then: better than it is.
    pub then: OnTrack,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixBy {
    /// So many more slots a week for the subject.
    MoreSlots(u32),
    /// The goal's date moves here.
    Later(Date),
    /// Through this competency, although it shares less with the learner's other goals.
    Through(CompetencyIdx),
    /// Another goal is dropped.
    Without(GoalIdx),
}

/// What a learner without an open goal works on in the coming weeks, by the school's policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Focus {
    pub learner: LearnerIdx,
    /// In the order in which they can be learned.
    pub steps: Vec<Step>,
}

/// A look at something known, planned for a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub date: Date,
    /// Minutes set aside for it; 0 when other work does it by the way.
    pub minutes: f64,
    /// Probability of success foreseen for the day before the review, 0 to 1.
    pub foreseen: f64,
    /// Success that it saves until the end of its week, times 1 for the competency itself, 1 for each step of the learner's
    /// ways that builds on it and 0.1 for anything else that does; by the way only the share that is practised counts.
    pub saved: f64,
    /// The work that practises it by the way; none: it has its own time.
    pub by: Option<CompetencyIdx>,
}

/// Days of the week that a night tells people, and that the next one keeps to.
pub const WEEK_DAYS: i64 = 7;

/// What another night expected, by learner; what nobody knows any more is left out.
pub type FormerWays = BTreeMap<LearnerIdx, FormerWay>;

/// What another night expected of a learner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormerWay {
    /// What was to be mastered within the days of its week that still lie ahead, in the order of expected dates.
    pub week: Vec<CompetencyIdx>,
    /// Everything on the ways.
    pub steps: BTreeSet<CompetencyIdx>,
    /// The goals.
    pub goals: BTreeSet<CompetencyIdx>,
}

/// A change of a learner's next week since another night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub what: ChangeWhat,
    pub why: ChangeWhy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeWhat {
    /// It is in the next week and was not.
    Added,
    /// It was in the next week and is not.
    Removed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeWhy {
    /// It has been mastered.
    Mastered,
    /// It is known no longer.
    Forgotten,
    /// No goal needs it any more.
    GoalGone,
    /// A goal needs it now.
    GoalNew,
    /// What comes before it takes less time than thought, so there is room.
    Ahead,
    /// What comes before it takes longer than thought.
    Behind,
    /// Another order is better by more than the policy's threshold.
    Better,
}

impl ChangeWhat {
    /// The word in `changes.csv`.
    pub fn word(self) -> &'static str {
        match self {
            ChangeWhat::Added => "added",
            ChangeWhat::Removed => "removed",
        }
    }
}

impl ChangeWhy {
    /// The word in `changes.csv`.
    pub fn word(self) -> &'static str {
        match self {
            ChangeWhy::Mastered => "mastered",
            ChangeWhy::Forgotten => "forgotten",
            ChangeWhy::GoalGone => "no goal needs it",
            ChangeWhy::GoalNew => "new goal",
            ChangeWhy::Ahead => "ahead",
            ChangeWhy::Behind => "behind",
            ChangeWhy::Better => "better order",
        }
    }
}
