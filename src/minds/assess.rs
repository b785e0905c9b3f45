//! What assessments would show of a hidden mind: kinds of evidence, each with its own grain and noise.
//!
//! Tasks can be guessed and slipped; items differ in difficulty; a rubric has four levels; an observer errs; a
//! self-rating leans to the learner's own bias. What is known is [`Mind`]'s secret.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use daybreak_school::school::EvidenceKind;

use super::mind::{Mind, logistic};
use super::random::{between, chance, normal};

/// Chance to get a task right without knowing how, and to get it wrong although one knows.
const GUESS: f64 = 0.15;
const SLIP: f64 = 0.07;

/// Forms of a task.
const FORMS: u8 = 6;

/// How work is set up, as far as it decides what it teaches and what shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// One to three learners and an adult.
    Tutoring,
    /// A small group that an adult teaches.
    Guided,
    /// Everybody and an adult.
    Whole,
    /// Hands-on work of a group: a laboratory, a workshop.
    Workshop,
    /// A group that talks or reads together.
    Circle,
    /// Two or more learners who work with one another.
    Peer,
    /// On a screen.
    Online,
    /// On one's own.
    Practice,
    /// A longer piece of work.
    Project,
    /// Mastery is shown.
    Show,
    /// A talk about goals and progress.
    Conference,
}

impl Setting {
    /// How much it teaches, against a usual lesson.
    pub fn effect(self) -> f64 {
        match self {
            Setting::Tutoring => 1.3,
            Setting::Guided => 1.15,
            Setting::Whole | Setting::Workshop | Setting::Circle => 1.0,
            Setting::Peer | Setting::Online => 0.95,
            Setting::Practice | Setting::Project => 0.9,
            Setting::Show | Setting::Conference => 0.4,
        }
    }

    /// The kinds of assessment that it leads to, in percent.
    fn kinds(self) -> [(u32, EvidenceKind); 3] {
        match self {
            Setting::Whole | Setting::Guided => {
                [(70, EvidenceKind::ExitTicket), (20, EvidenceKind::Observation), (10, EvidenceKind::Quiz)]
            }
            Setting::Tutoring => {
                [(60, EvidenceKind::ExitTicket), (35, EvidenceKind::Observation), (5, EvidenceKind::TeacherJudgement)]
            }
            Setting::Peer | Setting::Circle => {
                [(50, EvidenceKind::ExitTicket), (25, EvidenceKind::Observation), (25, EvidenceKind::SelfRating)]
            }
            Setting::Practice => {
                [(60, EvidenceKind::Practice), (25, EvidenceKind::Homework), (15, EvidenceKind::SelfRating)]
            }
            Setting::Online => [(60, EvidenceKind::Practice), (35, EvidenceKind::Quiz), (5, EvidenceKind::SelfRating)],
            Setting::Project | Setting::Workshop => {
                [(55, EvidenceKind::PerformanceTask), (25, EvidenceKind::Portfolio), (20, EvidenceKind::Observation)]
            }
            Setting::Show => [(55, EvidenceKind::Quiz), (35, EvidenceKind::Test), (10, EvidenceKind::PerformanceTask)],
            Setting::Conference => {
                [(70, EvidenceKind::SelfRating), (20, EvidenceKind::Portfolio), (10, EvidenceKind::TeacherJudgement)]
            }
        }
    }

    /// The kind of an assessment in it.
    fn kind(self, rng: &mut ChaCha8Rng) -> EvidenceKind {
        let kinds = self.kinds();
        let mut draw = rng.random_range(0..100);
        for (share, kind) in kinds {
            if draw < share {
                return kind;
            }
            draw -= share;
        }
        kinds[0].1
    }
}

/// Tasks in a piece of a kind; 0 for a judgement.
fn n_tasks(kind: EvidenceKind) -> u32 {
    match kind {
        EvidenceKind::ExitTicket => 5,
        EvidenceKind::Quiz => 8,
        EvidenceKind::Test => 12,
        EvidenceKind::Practice | EvidenceKind::Homework | EvidenceKind::Other => 10,
        EvidenceKind::PerformanceTask
        | EvidenceKind::Observation
        | EvidenceKind::Portfolio
        | EvidenceKind::SelfRating
        | EvidenceKind::TeacherJudgement => 0,
    }
}

/// Whether an adult judges.
pub fn is_judged(kind: EvidenceKind) -> bool {
    match kind {
        EvidenceKind::PerformanceTask
        | EvidenceKind::Observation
        | EvidenceKind::Portfolio
        | EvidenceKind::TeacherJudgement => true,
        EvidenceKind::ExitTicket
        | EvidenceKind::Quiz
        | EvidenceKind::Test
        | EvidenceKind::SelfRating
        | EvidenceKind::Practice
        | EvidenceKind::Homework
        | EvidenceKind::Other => false,
    }
}

/// Whether a piece of a kind is one of several forms, each with its own difficulty.
fn has_forms(kind: EvidenceKind) -> bool {
    n_tasks(kind) > 0 && kind != EvidenceKind::Homework
}

/// A score in thousandths for knowledge in log odds (less the item's difficulty).
pub fn score(kind: EvidenceKind, knowledge: f64, self_bias: f64, rng: &mut ChaCha8Rng) -> u16 {
    let rubric = |seen: f64, steps: &[f64]| {
        let level = steps.iter().filter(|step| seen > **step).count();
        (1_000 * level / steps.len()) as u16
    };
    match kind {
        EvidenceKind::ExitTicket
        | EvidenceKind::Quiz
        | EvidenceKind::Test
        | EvidenceKind::Practice
        | EvidenceKind::Homework
        | EvidenceKind::Other => {
            // Homework is done with help at hand.
            let help = if kind == EvidenceKind::Homework { 0.5 } else { 0.0 };
            let p = success(knowledge + help);
            let right = (0..n_tasks(kind)).filter(|_| chance(rng, p)).count() as u32;
            ((1_000 * right + n_tasks(kind) / 2) / n_tasks(kind)) as u16
        }
        EvidenceKind::PerformanceTask => rubric(knowledge + 0.7 * normal(rng), &[-1.5, -0.2, 0.8, 1.9]),
        EvidenceKind::Portfolio => rubric(knowledge + 0.6 * normal(rng), &[-1.6, -0.3, 0.7, 1.8]),
        EvidenceKind::Observation => rubric(knowledge + 0.9 * normal(rng), &[0.0, 1.2]),
        EvidenceKind::SelfRating => rubric(knowledge + self_bias + 0.5 * normal(rng), &[-1.0, 0.0, 1.0, 2.0]),
        EvidenceKind::TeacherJudgement => (100.0 * (10.0 * logistic(knowledge + 0.35 * normal(rng))).round()) as u16,
    }
}

/// Chance to get a task right at these log odds of knowing how: guessed now and then, and missed.
pub fn success(knowledge: f64) -> f64 {
    GUESS + (1.0 - GUESS - SLIP) * logistic(knowledge)
}

/// Log odds of knowing behind log odds of success at tasks that may be guessed: who succeeds hardly more often than by guessing
/// knows nothing. What slips take is another matter.
pub fn behind_guesses(success: f64) -> f64 {
    // Below a fiftieth it makes no difference any more.
    let known = ((logistic(success) - GUESS) / (1.0 - GUESS)).max(0.02);
    (known / (1.0 - known)).ln()
}

/// What an assessment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub kind: EvidenceKind,
    /// Thousandths, 0 to 1,000.
    pub score: u16,
    /// Which form of the task; none: it has none.
    pub form: Option<u8>,
}

/// An assessment at the end of a lesson: what a mind shows of these competencies on a day, the lesson's own one first.
pub fn assess(mind: &Mind, competencies: &[usize], day: i16, setting: Setting, rng: &mut ChaCha8Rng) -> Shown {
    let kind = setting.kind(rng);
    let knowledge = competencies.iter().map(|&c| mind.knowledge(c, day)).sum::<f64>() / competencies.len() as f64;
    let form = has_forms(kind).then(|| between(rng, 1, usize::from(FORMS)) as u8);
    let difficulty = form.map_or(0.0, |form| item_difficulty(competencies[0], form, mind.world.items));
    Shown { kind, score: score(kind, knowledge - difficulty, mind.traits.self_bias, rng), form }
}

/// Tasks on one competency, each of another form, apart from any lesson: a share that was right, in thousandths.
pub fn ask(mind: &Mind, competency: usize, day: i16, n_tasks: u32, rng: &mut ChaCha8Rng) -> u16 {
    let first = between(rng, 1, usize::from(FORMS)) as u32;
    let right = (0..n_tasks).filter(|task| {
        let form = ((first + task) % u32::from(FORMS) + 1) as u8;
        let difficulty = item_difficulty(competency, form, mind.world.items);
        let p = success(mind.knowledge(competency, day) - difficulty);
        chance(rng, p)
    });
    let n = n_tasks.max(1);
    ((1_000 * right.count() as u32 + n / 2) / n) as u16
}

/// How much harder a form of a task is than the competency's typical one, in log odds, -0.8 to 0.8 times `spread`.
fn item_difficulty(competency: usize, form: u8, spread: f64) -> f64 {
    let mixed = (competency * 7_919 + usize::from(form) * 104_729) % 997;
    spread * (1.6 * mixed as f64 / 996.0 - 0.8)
}
