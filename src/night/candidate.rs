//! Tomorrow's possibilities: for each learner the lessons that suit, with points and typed reasons.

use super::concern::Concern;
use daybreak_day::problem::Points;
use daybreak_school::ids::{
    CompetencyIdx, GoalIdx, LearnerIdx, LessonIdx, PinIdx, ProposalIdx, RequestIdx, RuleIdx, ServiceIdx, WishIdx,
};
use daybreak_school::pathway::StepWhy;

/// The candidates of one site's learners who are there, in order of learner.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    pub learners: Vec<LearnerCandidates>,
    /// What was asked for and cannot be proposed today, sorted.
    pub concerns: Vec<Concern>,
    /// Lessons with a purpose for a learner that a rule of the school leaves out, sorted.
    pub ruled_out: Vec<RuledOut>,
    /// What stands against lessons that people decided on and is not signed for, sorted.
    pub against: Vec<Against>,
}

/// Something that would keep a learner from a lesson, had not a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Against {
    pub pin: PinIdx,
    pub bar: Bar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// A hard rule of the school.
    Rule(RuleIdx),
    /// What the lesson's competency needs is not known well enough: this least of all, where it is one competency.
    Prerequisites(Option<CompetencyIdx>),
    /// The lesson is in no language of the learner.
    Language,
    /// The lesson's smallest group is larger than the learner's largest.
    GroupSize,
}

/// A learner may not have a lesson, by a hard rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuledOut {
    pub learner: LearnerIdx,
    pub lesson: LessonIdx,
    pub rule: RuleIdx,
}

impl Candidates {
    /// Every candidate with its learner, in order.
    pub fn each(&self) -> impl Iterator<Item = (LearnerIdx, &Candidate)> {
        self.learners.iter().flat_map(|own| own.candidates.iter().map(|candidate| (own.learner, candidate)))
    }

    /// The candidates of a learner; none when the learner is not there.
    pub fn of(&self, learner: LearnerIdx) -> Option<&LearnerCandidates> {
        self.learners.binary_search_by_key(&learner, |entry| entry.learner).ok().map(|at| &self.learners[at])
    }
}

/// One learner's candidates, best first.
#[derive(Clone, Debug)]
pub struct LearnerCandidates {
    pub learner: LearnerIdx,
    pub candidates: Vec<Candidate>,
}

impl LearnerCandidates {
    /// The candidate behind an offering's activity in a place: the same activity if the learner has it, else the
    /// same lesson (classmates of a learner who is served with the class do the same lesson) or another
    /// learner's service of the same kind, which `same_service` recognises.
    pub fn behind(
        &self,
        activity: Activity,
        place: Option<&str>,
        same_service: impl Fn(ServiceIdx, ServiceIdx) -> bool,
    ) -> Option<&Candidate> {
        let is_same = |candidate: &&Candidate| match (candidate.activity, activity) {
            (Activity::Service(a), Activity::Service(b)) => same_service(a, b),
            (Activity::LessonWithService(a, s), Activity::LessonWithService(b, t)) => a == b && same_service(s, t),
            (a, b) => a == b,
        };
        let here = |candidate: &&Candidate| candidate.place.as_deref() == place;
        let lesson = activity.lesson();
        self.candidates
            .iter()
            .find(|candidate| is_same(candidate) && here(candidate))
            .or_else(|| self.candidates.iter().find(|c| lesson.is_some() && c.activity.lesson() == lesson))
    }
}

/// A lesson (or service) that the learner may have today.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub activity: Activity,
    /// The sum of the reasons' points.
    pub utility: Points,
    /// Points on top when it starts in the slot with this id.
    pub slot_bonus: Vec<(String, Points)>,
    /// Why it is proposed, with the points of each reason; the weightiest first.
    pub reasons: Vec<(Reason, Points)>,
    /// Sessions of it in the day, at most.
    pub times_max: u32,
    /// Of the learner's candidates with the same key at most one is used: one taught lesson of a competency a day,
    /// one demonstration, and so on. None: no such limit.
    pub exclusive: Option<String>,
    /// The zone (`zone:X`) or room (`room:ID`) in which the learner wishes to do it; none: wherever it takes place.
    pub place: Option<String>,
    /// Follows this lesson, which is a candidate of the same day.
    pub after: Option<LessonIdx>,
    /// The slots, by id, in which an exception lets the learner have it; none: any.
    pub only_in: Option<Vec<String>>,
    /// What it is for this learner, beside what the lesson is for everybody; sorted (see [`daybreak_school::tag`]).
    pub tags: Vec<&'static str>,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    Lesson(LessonIdx),
    /// A service apart from the class.
    Service(ServiceIdx),
    /// A lesson in which a specialist serves the learner with the class.
    LessonWithService(LessonIdx, ServiceIdx),
}

impl Activity {
    /// The lesson that is done, if it is one.
    pub fn lesson(self) -> Option<LessonIdx> {
        match self {
            Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => Some(lesson),
            Activity::Service(_) => None,
        }
    }
}

/// Why a lesson is proposed. Words are made in `explain/wording/` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A next step toward a goal of the learner, in which what is learned is this.
    GoalStep(GoalIdx, CompetencyIdx),
    /// The goal's date is near.
    GoalUrgent(GoalIdx),
    /// A next step of the work that the school's policy gives a learner without an open goal, and what it is for.
    WithoutGoal(CompetencyIdx, StepWhy),
    /// Ready to learn, and usual in the learner's grade.
    GradeLevel(CompetencyIdx),
    /// Ready to learn.
    Ready(CompetencyIdx),
    /// Begun, and fewer lessons are left than for a typical step: finishing it brings more.
    NearlyThere(CompetencyIdx),
    /// Less is left to learn than a lesson would teach, or what it needs is not there yet (points are negative).
    PerhapsKnown(CompetencyIdx),
    /// Mastered before, and due for another look: in a lesson of its own or by the way of other work.
    Review(CompetencyIdx),
    /// Nearly mastered: a chance to show it.
    Demonstrate(CompetencyIdx),
    /// Mastered: a chance to go deeper, when little else is open.
    Deepen(CompetencyIdx),
    /// Mastered: a chance to help others learn it.
    Mentor(CompetencyIdx),
    /// Tried several times without mastering it: another way of learning it.
    NewApproach(CompetencyIdx),
    /// Tried several times without mastering it: a smaller group with a teacher.
    SmallerGroup(CompetencyIdx),
    Wish(WishIdx),
    Request(RequestIdx),
    /// The learner proposed it for a slot.
    Proposal(ProposalIdx),
    Service(ServiceIdx),
    /// It touches an interest of the learner (the position in the learner's list).
    Interest(u32),
    /// It builds on a strength of the learner (the position in the learner's list).
    Strength(u32),
    /// It continues a lesson that the learner has had.
    Follows(LessonIdx),
    /// A conference on goals and progress.
    Advisor,
    /// The learner has had it before without mastering it (points are negative).
    Repeat,
    /// Its level is away from what fits (points are negative).
    LevelMismatch,
    /// A person decided.
    Pinned(PinIdx),
    /// It was published for the day.
    Published,
    /// A rule of the school gives or takes points; with none it warns.
    Rule(RuleIdx),
}
