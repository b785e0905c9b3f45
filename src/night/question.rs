//! What should be found out today, since the plan hangs on it.

use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::EvidenceKind;

/// A few questions to one learner about one competency, in a session of the day's plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub learner: LearnerIdx,
    /// Ids of the session's first slot and of the session.
    pub slot: String,
    pub session: String,
    pub form: QuestionForm,
    pub competency: CompetencyIdx,
    pub n_tasks: u32,
    /// Minutes that it takes from the session, at its beginning.
    pub minutes: f64,
    pub doubt: Doubt,
    /// Lessons that the answer is expected to save.
    pub worth: f64,
}

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionForm {
    /// One of many single questions that take a session of own work and say where a learner stands.
    Placement,
    /// In the first minutes of own work.
    Probe,
}

impl QuestionForm {
    /// As what kind of evidence, and with what weight, its answer is handed back.
    pub fn evidence(self) -> (EvidenceKind, f32) {
        match self {
            // A quarter of a quiz's four tasks that count apart.
            QuestionForm::Placement => (EvidenceKind::Quiz, 0.25),
            QuestionForm::Probe => (EvidenceKind::ExitTicket, 1.0),
        }
    }

    /// The word in `questions.csv`.
    pub fn word(self) -> &'static str {
        match self {
            QuestionForm::Placement => "placement",
            QuestionForm::Probe => "probe",
        }
    }
}

/// What the answer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Where the learner stands on the whole.
    Standing,
    /// Whether what comes next has to be learned at all.
    PerhapsKnown,
    /// Whether what this competency, a next step, builds on is there.
    Needed(CompetencyIdx),
}

impl Doubt {
    /// The word in `questions.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::Standing => "standing",
            Doubt::PerhapsKnown => "perhaps known",
            Doubt::Needed(_) => "needed",
        }
    }

    /// What builds on what is asked about.
    pub fn step(self) -> Option<CompetencyIdx> {
        match self {
            Doubt::Needed(step) => Some(step),
            Doubt::Standing | Doubt::PerhapsKnown => None,
        }
    }
}
