//! What educators decide rule by rule: who may have what, what earns points, whose word goes first, how groups are made,
//! and the ladders for struggle and for mastery.
//!
//! Read from `rules/*.toml` (and tables beside them); the school-wide policies are in [`super::rules`], and what every rule
//! says beside these is in [`super::posted`].

use super::condition::{Condition, Test};
use super::school::{EvidenceKind, Grade};
use daybreak_day::problem::Points;

/// How binding a rule is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It holds, whatever it costs.
    #[default]
    Hard,
    /// It may be broken; each time is listed for a person.
    Warn,
    /// It may be broken at this price.
    Weight(Points),
}

/// Learners whom a rule does not concern by a person's signed word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exception {
    /// Ids.
    pub learners: Vec<String>,
    /// Who signed, an id or a role.
    pub by: String,
    pub reason: String,
}

/// Who may, or may not, have which lessons.
#[derive(Clone, Debug, PartialEq)]
pub struct EligibilityRule {
    /// Which learners and lessons it speaks of.
    pub when: Condition,
    /// Of these only those may for which this holds (`allow`) or does not hold (`deny`).
    pub verdict: Verdict,
}

/// What an eligibility rule demands of the pairs that it speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nobody but those for whom the condition holds.
    Allow(Condition),
    /// Nobody for whom the condition holds.
    Deny(Condition),
}

impl Verdict {
    /// The condition behind it.
    pub fn condition(&self) -> &Condition {
        match self {
            Verdict::Allow(condition) | Verdict::Deny(condition) => condition,
        }
    }
}

/// Points for lessons of which a condition, or a row of a table, holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsRule {
    pub when: Condition,
    pub earns: Earns,
}

/// What a rule earns a lesson, or costs it (negative).
#[derive(Clone, Debug, PartialEq)]
pub enum Earns {
    Points(Points),
    Table(DecisionTable),
}

/// A decision table: each row says when it holds, and its points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionTable {
    /// The file beside the rules.
    pub file: String,
    pub hit: HitPolicy,
    /// The names of the facts that its columns test.
    pub columns: Vec<String>,
    pub rows: Vec<TableRow>,
}

/// Which rows of a decision table count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HitPolicy {
    /// At most one row ever holds.
    #[default]
    Unique,
    /// The first that holds.
    First,
    /// The sum of all that hold.
    Collect,
}

impl HitPolicy {
    /// The words of `hit`.
    pub const WORDS: [(&str, HitPolicy); 3] =
        [("unique", HitPolicy::Unique), ("first", HitPolicy::First), ("collect", HitPolicy::Collect)];
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// One entry a column; none: anything.
    pub cells: Vec<Option<Test>>,
    pub points: Points,
}

/// How groups are made; numbers count learners or school days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupingRule {
    /// Only sessions of lessons with one of these tags (as requirements count them); empty: all, stations apart.
    pub lessons: Vec<String>,
    /// Learners in a group.
    pub size_min: Option<u32>,
    pub size_max: Option<u32>,
    /// Grades from the youngest to the oldest of a session at most; stations are opened by bands of so many.
    pub grade_span_max: Option<u32>,
    /// Like or mixed readiness.
    pub readiness: Option<Readiness>,
    /// School days in a row that the same group may stay together.
    pub persist_days_max: Option<u32>,
    /// School days after which a pair of partners changes.
    pub rotate_after: Option<u32>,
    /// Learners who share one of these tags stay together (an advisory, a project).
    pub keep_together_tags: Vec<String>,
}

/// Whom a group brings together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// Learners who are about as far.
    Like,
    /// Learners who are further with others who are less far.
    Mixed,
}

impl Readiness {
    /// The words of `readiness`.
    pub const WORDS: [(&str, Readiness); 2] = [("like", Readiness::Like), ("mixed", Readiness::Mixed)];
}

/// What a badge is awarded for: so many competencies mastered, so many times shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BadgeRule {
    pub title: String,
    /// Ids of competencies, each with all its parts; empty: any.
    pub competencies: Vec<String>,
    pub subject: Option<String>,
    pub grade: Option<Grade>,
    /// Competencies among these that must be mastered; none: all, or none where `shown_by` asks for something else.
    pub mastered_min: Option<u32>,
    /// Kinds of evidence of which successes are asked for; empty: none is.
    pub shown_by: Vec<EvidenceKind>,
    /// Successes of these kinds, on different days or in different competencies.
    pub successes_min: u32,
}

/// Whose request goes first when not all can be granted.
#[derive(Clone, Debug, PartialEq)]
pub struct PriorityRule {
    /// The first that tells two requests apart decides; what stands earlier outranks what stands later or nowhere.
    pub order: Vec<Claim>,
}

/// What may put a request ahead of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Asked by somebody with this tag.
    StaffTag(String),
    /// The learner is owed this service.
    Service(String),
    /// It serves a goal of the learner whose date is in danger.
    UrgentGoal,
    /// It serves a goal of the learner.
    Goal,
    /// It concerns this subject.
    Subject(String),
    /// Whoever asked has lost on an earlier day: the one who has waited longest.
    Waited,
    /// The request's own priority, 1 first.
    OwnPriority,
}

impl Claim {
    /// Reads the word of an `order`; none: there is no such.
    pub fn read(word: &str) -> Option<Self> {
        let named = |rest: &str| (!rest.trim().is_empty()).then(|| rest.trim().to_string());
        match word.split_once(':') {
            Some(("staff", tag)) => named(tag).map(Claim::StaffTag),
            Some(("service", id)) => named(id).map(Claim::Service),
            Some(("subject", subject)) => named(subject).map(Claim::Subject),
            Some(_) => None,
            None => match word {
                "urgent_goal" => Some(Claim::UrgentGoal),
                "goal" => Some(Claim::Goal),
                "waited" => Some(Claim::Waited),
                "priority" => Some(Claim::OwnPriority),
                _ => None,
            },
        }
    }

    /// What an `order` may hold.
    pub const WORDS: [&str; 7] =
        ["staff:TAG", "service:ID", "subject:SUBJECT", "urgent_goal", "goal", "waited", "priority"];
}

/// What is tried, one after the other, when a competency stays unmastered.
#[derive(Clone, Debug, PartialEq)]
pub struct StruggleLadder {
    /// Each step from so many tries in vain since the last success; sorted by tries.
    pub steps: Vec<(StruggleStep, u32)>,
    /// The chance that going on as before will not do, 0 to 1, from which evidence counts as tries in vain and a person is
    /// told before the last step.
    pub spinning_from: f64,
}

/// A step of the ladder for struggle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StruggleStep {
    /// Another lesson of the competency.
    OtherLesson,
    /// Another modality.
    OtherWay,
    /// A smaller group.
    SmallerGroup,
    /// The weakest prerequisite is looked at again.
    PrerequisiteCheck,
    /// A person is told.
    Alert,
}

impl StruggleStep {
    /// The words of `step`.
    pub const WORDS: [(&str, StruggleStep); 5] = [
        ("other_lesson", StruggleStep::OtherLesson),
        ("other_way", StruggleStep::OtherWay),
        ("smaller_group", StruggleStep::SmallerGroup),
        ("prerequisite_check", StruggleStep::PrerequisiteCheck),
        ("alert", StruggleStep::Alert),
    ];
}

impl Default for StruggleLadder {
    fn default() -> Self {
        use StruggleStep::{Alert, OtherLesson, OtherWay, PrerequisiteCheck, SmallerGroup};
        StruggleLadder {
            steps: vec![(OtherLesson, 1), (OtherWay, 3), (PrerequisiteCheck, 3), (SmallerGroup, 5), (Alert, 10)],
            spinning_from: 0.8,
        }
    }
}

impl StruggleLadder {
    /// Tries in vain from which a step is taken; none: never.
    pub fn after(&self, step: StruggleStep) -> Option<u32> {
        self.steps.iter().find(|(other, _)| *other == step).map(|(_, after)| *after)
    }
}

/// What is open to who has mastered a competency.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvanceLadder {
    /// Each step from this mastery on, 0 to 1; in the order in which they are offered.
    pub steps: Vec<(AdvanceStep, f64)>,
    /// Days after mastery within which a learner is asked to help others learn it; 0: any time.
    pub mentor_within_days: u32,
}

/// A step of the ladder for mastery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdvanceStep {
    /// What builds on it.
    Next,
    /// Going deeper.
    Deepen,
    /// Helping others learn it.
    Mentor,
    /// A longer piece of work.
    Project,
}

impl AdvanceStep {
    /// The words of `step`.
    pub const WORDS: [(&str, AdvanceStep); 4] = [
        ("next", AdvanceStep::Next),
        ("deepen", AdvanceStep::Deepen),
        ("mentor", AdvanceStep::Mentor),
        ("project", AdvanceStep::Project),
    ];
}

impl Default for AdvanceLadder {
    fn default() -> Self {
        use AdvanceStep::{Deepen, Mentor, Next, Project};
        AdvanceLadder {
            steps: vec![(Next, 0.8), (Mentor, 0.8), (Deepen, 0.8), (Project, 0.85)],
            mentor_within_days: 20,
        }
    }
}

impl AdvanceLadder {
    /// Mastery from which a step is open; none: never.
    pub fn from(&self, step: AdvanceStep) -> Option<f64> {
        self.steps.iter().find(|(other, _)| *other == step).map(|(_, from)| *from)
    }
}
