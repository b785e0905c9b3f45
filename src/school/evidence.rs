//! What learners have shown: assessments of every kind, and a teacher's word that stands above them.

use super::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_day::time::{Date, DateTime};

/// What kind of assessment a piece of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    ExitTicket,
    Quiz,
    Test,
    PerformanceTask,
    Observation,
    Portfolio,
    SelfRating,
    Practice,
    Homework,
    TeacherJudgement,
    /// A kind we do not know; it counts like practice.
    Other,
}

impl EvidenceKind {
    /// The kinds by the words of `evidence.csv`.
    pub const WORDS: [(&str, EvidenceKind); 10] = [
        ("exit_ticket", EvidenceKind::ExitTicket),
        ("quiz", EvidenceKind::Quiz),
        ("test", EvidenceKind::Test),
        ("performance_task", EvidenceKind::PerformanceTask),
        ("observation", EvidenceKind::Observation),
        ("portfolio", EvidenceKind::Portfolio),
        ("self_rating", EvidenceKind::SelfRating),
        ("practice", EvidenceKind::Practice),
        ("homework", EvidenceKind::Homework),
        ("teacher_judgement", EvidenceKind::TeacherJudgement),
    ];

    /// The word in `evidence.csv`; `other` where it was none of those.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("other", |(word, _)| word)
    }

    /// The kind in words, for people.
    pub fn words(self) -> &'static str {
        match self {
            EvidenceKind::ExitTicket => "exit ticket",
            EvidenceKind::Quiz => "quiz",
            EvidenceKind::Test => "test",
            EvidenceKind::PerformanceTask => "performance task",
            EvidenceKind::Observation => "observation",
            EvidenceKind::Portfolio => "portfolio",
            EvidenceKind::SelfRating => "self-rating",
            EvidenceKind::Practice => "practice",
            EvidenceKind::Homework => "homework",
            EvidenceKind::TeacherJudgement => "teacher's judgement",
            EvidenceKind::Other => "assessment",
        }
    }
}

/// A teacher overrules the estimate: a person's word that a competency is mastered, or is not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub mastered: bool,
    /// From `at` on, until and including the last day; none: until somebody says otherwise.
    pub at: Date,
    pub until: Option<Date>,
    /// Who said so.
    pub by: String,
    pub reason: String,
}

impl Overrule {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.at <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// One assessment of one competency; sorted by learner, instant, competency, kind, item, score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub at: DateTime,
    pub kind: EvidenceKind,
    /// 0 to 1.
    pub score: f32,
    /// 0 to 10.
    pub weight: f32,
    /// Position in `School::items`.
    pub item: Option<u32>,
    pub lesson: Option<LessonIdx>,
    /// The piece of evidence it belongs to: rows of one assessment of several competencies share it.
    pub piece: u32,
}
