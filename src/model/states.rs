//! What each learner knows: mastery with its uncertainty, per learner and competency.

use super::ids::{CompetencyIdx, LearnerIdx};
use super::time::Date;

/// The states of all learners; a row of entries a learner, sorted by competency, only where there is evidence or
/// where the evidence of neighbours in the graph says otherwise than the prior (then with 0 pieces of evidence).
#[derive(Clone, Debug, Default)]
pub struct LearnerStates {
    /// `learners + 1` positions into `entries`.
    pub first: Vec<u32>,
    pub entries: Vec<MasteryState>,
    /// Probability of mastery without evidence, learners × competencies by `prior_class` (below).
    pub prior: Vec<f32>,
    /// The class of each learner (grade and band of ability); `prior` holds `classes × competencies`, row by row.
    pub prior_class: Vec<u8>,
    pub n_competencies: usize,
    /// Pace per learner: minutes a typical learner needs divided by minutes this one needs; 1 is typical, above is faster.
    pub pace: Vec<f32>,
    /// Probability from which [`knows`](Self::knows) takes knowledge for granted where evidence is thin: the policy's
    /// threshold of mastery; none: never.
    pub known_from: Option<f32>,
}

/// What is known of one learner and one competency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MasteryState {
    pub competency: CompetencyIdx,
    /// Probability of mastery on the day of the run, 0 to 1.
    pub mastery: f32,
    /// Its standard error, 0 to 0.5.
    pub uncertainty: f32,
    /// Pieces of evidence of this competency; 0: inferred from what builds on it or from what it needs.
    pub evidence: u32,
    /// Day of the latest evidence that speaks for or against it.
    pub last_seen: Date,
    pub status: MasteryStatus,
    /// The day from which it should be looked at again.
    pub due_review: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MasteryStatus {
    NotStarted,
    Learning,
    /// Nearly there: a demonstration could show it.
    ReadyToShow,
    Mastered,
    /// Mastered once, and the review is due.
    DueForReview,
}

impl MasteryStatus {
    /// The word in `mastery.csv`.
    pub fn word(self) -> &'static str {
        match self {
            MasteryStatus::NotStarted => "not started",
            MasteryStatus::Learning => "learning",
            MasteryStatus::ReadyToShow => "ready to show",
            MasteryStatus::Mastered => "mastered",
            MasteryStatus::DueForReview => "due for review",
        }
    }

    /// Whether what builds on it may be learned.
    pub fn is_mastered(self) -> bool {
        matches!(self, MasteryStatus::Mastered | MasteryStatus::DueForReview)
    }
}

impl LearnerStates {
    /// The entries of a learner, by competency.
    pub fn of(&self, learner: LearnerIdx) -> &[MasteryState] {
        &self.entries[self.first[learner.i()] as usize..self.first[learner.i() + 1] as usize]
    }

    /// The entry of a learner and competency, if there is evidence.
    pub fn get(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<&MasteryState> {
        let row = self.of(learner);
        row.binary_search_by_key(&competency, |entry| entry.competency).ok().map(|at| &row[at])
    }

    /// Probability of mastery, from evidence or else from the prior.
    pub fn mastery(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f32 {
        self.get(learner, competency).map_or_else(|| self.prior(learner, competency), |entry| entry.mastery)
    }

    /// Probability of mastery that grade and ability suggest, before any evidence of the competency.
    pub fn prior(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f32 {
        let class = usize::from(self.prior_class[learner.i()]);
        self.prior[class * self.n_competencies + competency.i()]
    }

    /// Whether what builds on the competency may be learned: mastered, or taken for granted (usual in earlier
    /// grades, or needed for what the learner has shown) while no evidence speaks against it.
    pub fn knows(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let granted = |p: f32| self.known_from.is_some_and(|known_from| p >= known_from);
        match self.get(learner, competency) {
            None => granted(self.prior(learner, competency)),
            Some(entry) => {
                let foreseen = entry.evidence == 0 || granted(self.prior(learner, competency));
                entry.status.is_mastered() || (foreseen && granted(entry.mastery))
            }
        }
    }

    /// The status; without evidence: not started, whatever the prior.
    pub fn status(&self, learner: LearnerIdx, competency: CompetencyIdx) -> MasteryStatus {
        self.get(learner, competency).map_or(MasteryStatus::NotStarted, |entry| entry.status)
    }
}
