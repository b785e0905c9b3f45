//! Terms lived through night by night, to see what plans bring.
//!
//! A building is handed over as a school would: a package of tables, and the minds of its learners, which no planner sees.
//! Every evening somebody decides the next day ([`Policy`]); the day takes place (`term`), minds learn and forget,
//! assessments show some of it with their noise, and what was shown goes back into the package through the same tables as a
//! real school's. At the end of the term it is counted what learners know that they would not know otherwise, four weeks
//! later (`measure`).
//!
//! Policies differ in who decides and in nothing else: the same staff, rooms, bells, absences, minds and lots. The planner
//! itself is handed in ([`Nightly`]), so that this crate knows no stage of a night.

mod bound;
mod catalogue;
mod desk;
mod gradebook;
mod measure;
mod package;
pub mod page;
mod plain;
mod policy;
mod sitting;
mod study;
mod term;

pub use measure::{MEASURES, Measures};
pub use policy::Policy;
pub use sitting::{Sitting, What, setting};
pub use study::{Arm, Results, Study, run};
pub use term::{Building, Truth};

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::{EvidenceKind, School};
use daybreak_school::tables::SourceFile;

/// What a planner is told of what learners know.
pub enum Knowing<'a> {
    /// Nothing but the package.
    Estimated,
    /// The truth, instead of estimates.
    Truth(&'a Truth),
    /// The truth, and what each lesson would bring each learner, in points.
    Oracle(&'a Truth, Worth<'a>),
}

/// What a lesson would bring a learner today, in points; 0 or less: nothing.
pub type Worth<'a> = &'a (dyn Fn(LearnerIdx, LessonIdx) -> i64 + Sync);

/// A day as a planner decided it.
#[derive(Clone, Debug, Default)]
pub struct Night {
    pub sittings: Vec<Sitting>,
    /// What is asked of whom, beside what lessons end with anyway.
    pub asked: Vec<Asked>,
    /// What the night leaves the next one, as files by their path in its folder.
    pub left: Vec<SourceFile>,
    /// Steps that the night before told for this week, and those of them that this night took away although they are not
    /// mastered.
    pub told: usize,
    pub taken_away: usize,
    /// When each step of each way is expected to be mastered.
    pub expected: Vec<(LearnerIdx, CompetencyIdx, Date)>,
    /// Chance of success by evidence.
    pub mastery: Vec<(LearnerIdx, CompetencyIdx, f32)>,
    /// How far from the best possible the plans can be, at most, as a share of it.
    pub gap: f64,
}

/// Some tasks for one learner on one competency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    pub learner: LearnerIdx,
    /// Position in the day of the session's first slot.
    pub slot: usize,
    pub competency: CompetencyIdx,
    pub n_tasks: u32,
    /// As what the answer is handed back.
    pub kind: EvidenceKind,
    pub weight: f32,
    /// Minutes that it takes from the session, at its beginning.
    pub minutes: f64,
}

/// Reads a package and plans its days: the planner that is tried out.
pub trait Nightly: Sync {
    /// The school of a package.
    ///
    /// # Errors
    /// Why it cannot be read, in a sentence.
    fn school(&self, package: &[SourceFile]) -> Result<School, String>;

    /// Plans a day; `left` is what the night before left, empty on the first, and `arm` the position of the rules that
    /// are in force.
    ///
    /// # Errors
    /// Why there is no plan, in a sentence.
    fn night(
        &self,
        arm: usize,
        package: &[SourceFile],
        date: Date,
        left: &[SourceFile],
        knowing: &Knowing<'_>,
    ) -> Result<Night, String>;
}

#[cfg(test)]
mod tests;
