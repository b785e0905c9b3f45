//! What each learner knows: mastery with its uncertainty, per learner and competency.

use super::ids::{CompetencyIdx, LearnerIdx};
use super::school::EvidenceKind;
use daybreak_day::time::Date;

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
    /// Who works at what in vain, sorted by learner and competency.
    pub stuck: Vec<Stuck>,
    /// What is believed beyond what evidence has shown; empty: nothing.
    pub beliefs: Beliefs,
}

/// What learners probably know on a day: log odds of success at a typical task and their standard error, for every learner
/// and competency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beliefs {
    n_competencies: usize,
    /// Hundredths; a district of 50,000 learners and 700 competencies takes 140 MB.
    mean: Vec<i16>,
    spread: Vec<i16>,
}

/// The chance from which what is believed to be known may be built upon, though nobody has shown it twice.
const BELIEVED_FROM: f64 = 0.7;

/// The chance below which what was taken as known is looked at again.
const DOUBTED_BELOW: f64 = 0.4;

/// Threshold of mastery where the states name none.
const THRESHOLD: f64 = 0.8;

/// Log odds by which who knows something falls short of a threshold now and then: tasks are misread and items differ, so that
/// nine of ten are seldom seen even of what is known well.
pub const SLIPS: f64 = 0.7;

/// Log odds of success from which a competency counts as known, where so much is asked.
pub fn goal(threshold: f64) -> f64 {
    let threshold = threshold.clamp(0.01, 0.99);
    (threshold / (1.0 - threshold)).ln() - SLIPS
}

/// Log odds from the first meeting of a competency to mastery, which take its typical minutes (Koedinger et al. 2023: evenly
/// in log odds).
const LOG_ODDS_TO_LEARN: f64 = 3.0;

/// Log odds beyond the goal at which something is finished: what only just reaches it is below it in a week.
const BEYOND: f64 = 0.6;

/// What a lesson brings, as a share, where something that it needs is not known; published tutors show about half.
pub const UNREADY: f64 = 0.5;

/// The share of a competency's typical minutes that is left for who stands at these log odds, 0 to 1: who failed at it is a
/// beginner, and no further away than one.
pub fn share_left(mean: f64, threshold: f64) -> f64 {
    ((goal(threshold) + BEYOND - mean) / LOG_ODDS_TO_LEARN).clamp(0.0, 1.0)
}

/// The chance that a competency is known, when its log odds of success are believed to be `mean`, give or take `spread`.
pub fn chance_known(mean: f64, spread: f64, threshold: f64) -> f64 {
    // Logistic, close to normal.
    1.0 / (1.0 + (1.702 * (goal(threshold) - mean) / spread.max(0.3)).exp())
}

/// The mean at which the chance that it is known would be `chance`: [`chance_known`] the other way round.
pub fn mean_of(chance: f64, spread: f64, threshold: f64) -> f64 {
    goal(threshold) + spread.max(0.3) * (chance / (1.0 - chance)).ln() / 1.702
}

impl Beliefs {
    /// None yet; they are pushed learner by learner, in order of competency.
    pub fn with_capacity(n_learners: usize, n_competencies: usize) -> Self {
        let n = n_learners * n_competencies;
        Beliefs { n_competencies, mean: Vec::with_capacity(n), spread: Vec::with_capacity(n) }
    }

    /// The next pair's log odds and standard error.
    pub fn push(&mut self, mean: f32, spread: f32) {
        let hundredths = |value: f32| (value * 100.0).round().clamp(-3_000.0, 3_000.0) as i16;
        self.mean.push(hundredths(mean));
        self.spread.push(hundredths(spread));
    }

    /// Log odds and standard error of a learner and competency; none where nothing is believed.
    pub fn of(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<(f64, f64)> {
        let at = learner.i() * self.n_competencies + competency.i();
        let hundredths = |value: i16| f64::from(value) / 100.0;
        Some((hundredths(*self.mean.get(at)?), hundredths(*self.spread.get(at)?)))
    }
}

/// A learner who has tried a competency several times without mastering it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stuck {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    /// Pieces of evidence, at most ten.
    pub tries: u32,
    /// The chance that ten tries will pass without three successes in a row, 0 to 1; 1: they have.
    pub chance: f32,
}

/// What is known of one learner and one competency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MasteryState {
    pub competency: CompetencyIdx,
    /// Probability of success at a typical task after the policy's delay, 0 to 1.
    pub mastery: f32,
    /// Its standard error, 0 to 0.5.
    pub uncertainty: f32,
    /// Pieces of evidence of this competency; 0: inferred from what builds on it or from what it needs.
    pub evidence: u32,
    /// Day of the latest evidence that speaks for or against it.
    pub last_seen: Date,
    pub status: MasteryStatus,
    /// The day on which it was mastered (last, if it was lost in between); none: it is not.
    pub mastered_on: Option<Date>,
    /// The day from which it should be looked at again.
    pub due_review: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MasteryStatus {
    NotStarted,
    Learning,
    /// Nearly there: a demonstration could show it.
    ReadyToShow,
    /// A person's word in an earlier record, and nothing shown since, for it or against it.
    TakenAsKnown,
    Mastered,
    /// Mastered once, and fading: success has fallen well below the threshold, and the first look at it is past due.
    ReviewSoon,
    /// A teacher's word that it is mastered, whatever the estimate.
    OverruledMastered,
    /// A teacher's word that it is not mastered yet, whatever the estimate.
    OverruledOpen,
}

impl MasteryStatus {
    /// The word in `mastery.csv`.
    pub fn word(self) -> &'static str {
        match self {
            MasteryStatus::NotStarted => "not started",
            MasteryStatus::Learning => "learning",
            MasteryStatus::ReadyToShow => "ready to show",
            MasteryStatus::Mastered => "mastered",
            MasteryStatus::TakenAsKnown => "taken as known",
            MasteryStatus::ReviewSoon => "review soon",
            MasteryStatus::OverruledMastered => "overruled: mastered",
            MasteryStatus::OverruledOpen => "overruled: not yet",
        }
    }

    /// Whether what builds on it may be learned.
    pub fn is_mastered(self) -> bool {
        match self {
            MasteryStatus::TakenAsKnown
            | MasteryStatus::Mastered
            | MasteryStatus::ReviewSoon
            | MasteryStatus::OverruledMastered => true,
            MasteryStatus::NotStarted
            | MasteryStatus::Learning
            | MasteryStatus::ReadyToShow
            | MasteryStatus::OverruledOpen => false,
        }
    }
}

/// How the estimate of one learner and competency came about: what each piece of evidence moved, and what time took.
#[derive(Clone, Debug, PartialEq)]
pub struct MasteryAccount {
    /// What grade alone suggests.
    pub prior: f32,
    /// What the learner's ability elsewhere and the competency's difficulty suggest, before any evidence of it.
    pub start: f32,
    /// In order of time.
    pub moves: Vec<Move>,
    /// Right after the latest move, and today, when forgetting has done its part; both after the policy's delay.
    pub latest: f32,
    pub today: f32,
    /// The policy's delay.
    pub delay_days: u32,
}

/// One piece of evidence and what it did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    pub day: Date,
    pub kind: EvidenceKind,
    /// Itself, or what encompasses it.
    pub competency: CompetencyIdx,
    /// 0 to 1.
    pub score: f32,
    /// Mastery on that day, before and after.
    pub before: f32,
    pub after: f32,
}

impl MasteryState {
    /// The interval within which mastery lies with a chance of 80 %: normal in log odds, so never beyond 0 and 1.
    pub fn interval(&self) -> (f32, f32) {
        const NORMAL_80: f64 = 1.2816;
        let p = f64::from(self.mastery).clamp(1e-4, 1.0 - 1e-4);
        let (log_odds, sd) = ((p / (1.0 - p)).ln(), f64::from(self.uncertainty) / (p * (1.0 - p)));
        let at = |z: f64| (1.0 / (1.0 + (-(log_odds + z * sd)).exp())) as f32;
        (at(-NORMAL_80), at(NORMAL_80))
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

    /// Where a learner is stuck, by competency.
    pub fn stuck_of(&self, learner: LearnerIdx) -> &[Stuck] {
        let first = self.stuck.partition_point(|stuck| stuck.learner < learner);
        let n = self.stuck[first..].partition_point(|stuck| stuck.learner == learner);
        &self.stuck[first..first + n]
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

    /// The pace of a learner; 1 where nothing is known of it.
    pub fn pace_of(&self, learner: LearnerIdx) -> f64 {
        self.pace.get(learner.i()).map_or(1.0, |&pace| f64::from(pace))
    }

    /// Probability from which something counts as known where the competency itself says nothing.
    pub fn threshold(&self) -> f64 {
        self.known_from.map_or(THRESHOLD, f64::from)
    }

    /// The chance that a competency is known and will last, by all that is believed; none where nothing is believed.
    pub fn believed(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<f64> {
        let (mean, spread) = self.beliefs.of(learner, competency)?;
        Some(chance_known(mean, spread, self.threshold()))
    }

    /// Whether what builds on the competency may be learned: mastered, believed to be known, or taken for granted (usual in earlier
    /// grades, or needed for what the learner has shown) while no evidence speaks against it.
    pub fn knows(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let granted = |p: f32| self.known_from.is_some_and(|known_from| p >= known_from);
        match self.get(learner, competency) {
            Some(MasteryState { status: MasteryStatus::OverruledOpen, .. }) => false,
            // An earlier record holds until what builds on it fails and fails.
            Some(entry) if entry.status == MasteryStatus::TakenAsKnown => {
                self.believed(learner, competency).is_none_or(|known| known >= DOUBTED_BELOW)
            }
            Some(entry) if entry.status.is_mastered() => true,
            _ if self.believed(learner, competency).is_some() => {
                self.believed(learner, competency).is_some_and(|known| known >= BELIEVED_FROM)
            }
            None => granted(self.prior(learner, competency)),
            Some(entry) => {
                let foreseen = entry.evidence == 0 || granted(self.prior(learner, competency));
                foreseen && granted(entry.mastery)
            }
        }
    }

    /// The status; without evidence: not started, whatever the prior.
    pub fn status(&self, learner: LearnerIdx, competency: CompetencyIdx) -> MasteryStatus {
        self.get(learner, competency).map_or(MasteryStatus::NotStarted, |entry| entry.status)
    }
}
