//! Words: typed answers in, sentences out. The only place where sentences are made.
//!
//! What does not depend on the language stands beside this file: `told` decides what a learner's sheet may tell at all,
//! `exceptions` makes the lines for the coordinator. Every sentence is made through [`Words`], by one language: a second one
//! is a variant of [`Language`] and a file that implements the trait. The compiler asks for each of its sentences, and
//! within them for every variant.

mod english;
mod exceptions;
mod name;
pub mod told;

use daybreak_day::time::Date;
use daybreak_night::concern::{Concern, PackageConcern};
use daybreak_night::explanation::{LearnerAnswer, Scarce};
use daybreak_night::part::Part;
use daybreak_night::promise::MovedWhy;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{Fix, StepWhy};
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, MasteryAccount};

use super::briefs::Together;
use super::gather::Gathered;
use super::inquiry::{Found, Since};
use super::scene::Scene;
pub use exceptions::{exceptions, matters, package_exceptions, ranked};
use told::{ChoiceTold, Contested, Reason, Reply, SlotTold, TeacherReply};

/// In which language words are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
}

impl Language {
    /// The words of the language.
    pub(super) fn words(self) -> &'static dyn Words {
        match self {
            Language::English => &english::English,
        }
    }
}

/// All that is said of a night, each in one language.
///
/// Sentences are whole, with a capital and a full stop, where nothing else is said. Whoever reads the first group of them is
/// a learner or may see a learner's sheet; the second group is for staff.
pub trait Words: Sync {
    /// Why a lesson stands in a learner's slot: one of perhaps several reasons.
    fn reason(&self, school: &School, reason: Reason<'_>) -> String;
    /// What else stands in a learner's slot.
    fn slot(&self, told: SlotTold) -> String;
    /// What a learner may take instead of what is planned.
    fn choice(&self, school: &School, told: ChoiceTold<'_>) -> String;
    /// What the minutes of a slot are for, where that is more than one thing.
    fn parts(&self, school: &School, parts: &[Part]) -> String;
    /// How a learner's wish or proposal was answered.
    fn reply(&self, reply: Reply) -> String;
    /// How a teacher's request was answered.
    fn teacher_reply(&self, reply: &TeacherReply<'_>) -> String;
    /// What a teacher is told of another who asks for the same learner and slot.
    fn contested(&self, contested: Contested<'_>) -> String;
    /// Why a competency is on a way.
    fn step(&self, school: &School, why: StepWhy) -> String;
    /// Said of a way without steps: its goal is reached, or nothing leads to it.
    fn no_steps(&self, is_reached: bool) -> String;
    /// A change that would help a way, and how it would stand then.
    fn fix(&self, school: &School, fix: &Fix) -> String;

    /// Why learners are together in a session, in a few words without a full stop; none: they are served apart from the class,
    /// which is not told.
    fn together(&self, together: Option<&Together>) -> String;
    /// What, why and what would help, of all that a person should see.
    fn concern(&self, scene: &Scene<'_>, concern: &Concern) -> Sentences;
    /// What has one cause in one sentence, and the next step in another.
    fn matter(&self, scene: &Scene<'_>, gathered: &Gathered<'_>) -> (String, String);
    /// The same of what was handed over.
    fn package(&self, concern: &PackageConcern) -> Sentences;
    /// Why somebody is moved from where they were published to be, as part of a sentence; for coordinators.
    fn moved(&self, why: &MovedWhy) -> String;
    /// A resource by name, as part of a sentence.
    fn resource(&self, scene: &Scene<'_>, resource: &Scarce) -> String;
    /// A learner's day in several lines, for a coordinator: it may name services and accommodations.
    fn learner(&self, scene: &Scene<'_>, answer: &LearnerAnswer) -> String;
    /// What was found of something that was asked about, in several lines, for a coordinator.
    fn found(&self, scene: &Scene<'_>, found: &Found, since: &[Since]) -> String;
    /// How an estimate of mastery came about, in several lines, for the teacher who doubts it.
    fn mastery(&self, asked: &MasteryAsked<'_>) -> String;
}

/// What is said of a concern.
pub struct Sentences {
    pub what: String,
    pub why: String,
    pub help: String,
}

/// An estimate that is asked about, with how it came about.
#[derive(Clone, Copy)]
pub struct MasteryAsked<'a> {
    pub school: &'a School,
    pub day: Date,
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub states: &'a LearnerStates,
    pub account: &'a MasteryAccount,
}
