//! What assessments would show of a hidden mind: kinds of evidence, each with its own grain and noise.
//!
//! Tasks can be guessed and slipped; items differ in difficulty; a rubric has four levels; an observer errs; a
//! self-rating leans to the learner's own bias. What is known is [`Mind`]'s secret.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use daybreak_day::time::{Date, TimeOfDay};
use daybreak_school::school::EvidenceKind;

use super::catalogue::Catalogue;
use super::knowledge::{Mind, logistic};
use super::modalities::Way;
use super::random::{between, chance, normal};

/// Chance to get a task right without knowing how, and to get it wrong although one knows.
const GUESS: f64 = 0.15;
const SLIP: f64 = 0.07;

/// One piece of evidence of one learner.
pub(super) struct Evidence {
    /// Positions in the catalogue; more than one for a task of several competencies.
    pub(super) competencies: Vec<u16>,
    pub(super) date: Date,
    pub(super) time: Option<TimeOfDay>,
    pub(super) kind: EvidenceKind,
    /// Thousandths, 0 to 1,000.
    pub(super) score: u16,
    /// Which form of the task.
    pub(super) item: Option<u8>,
    /// Position in the lessons.
    pub(super) lesson: Option<u32>,
    /// Position in the site's staff.
    pub(super) assessor: Option<u16>,
    /// Counts double.
    pub(super) is_weighty: bool,
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
fn is_judged(kind: EvidenceKind) -> bool {
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

/// Where and when an assessment takes place.
pub(super) struct Occasion {
    pub(super) date: Date,
    /// When the lesson ends.
    pub(super) time: TimeOfDay,
    /// Calendar days since the history began.
    pub(super) day: i16,
    pub(super) lesson: u32,
    pub(super) way: Way,
    pub(super) staff: Option<u16>,
}

/// A piece of evidence that a lesson leaves behind.
pub(super) fn assess(mind: &Mind, competencies: &[usize], occasion: &Occasion, rng: &mut ChaCha8Rng) -> Evidence {
    let kind = kind_for(occasion.way, rng);
    let n = competencies.len() as f64;
    let knowledge = competencies.iter().map(|&c| mind.knowledge(c, occasion.day)).sum::<f64>() / n;
    let item = (n_tasks(kind) > 0 && kind != EvidenceKind::Homework).then(|| between(rng, 1, 6) as u8);
    let difficulty = item.map_or(0.0, |form| item_difficulty(competencies[0], form));
    Evidence {
        competencies: competencies.iter().map(|&c| c as u16).collect(),
        date: occasion.date,
        time: Some(occasion.time),
        kind,
        score: score(kind, knowledge - difficulty, mind.traits.self_bias, rng),
        item,
        lesson: Some(occasion.lesson),
        assessor: occasion.staff.filter(|_| is_judged(kind)),
        is_weighty: kind == EvidenceKind::Test,
    }
}

/// The kind of assessment that a way of learning leads to.
fn kind_for(way: Way, rng: &mut ChaCha8Rng) -> EvidenceKind {
    let kinds: [(u32, EvidenceKind); 3] = match way {
        Way::Whole | Way::Guided => {
            [(70, EvidenceKind::ExitTicket), (20, EvidenceKind::Observation), (10, EvidenceKind::Quiz)]
        }
        Way::Tutoring => {
            [(60, EvidenceKind::ExitTicket), (35, EvidenceKind::Observation), (5, EvidenceKind::TeacherJudgement)]
        }
        Way::Peer | Way::Circle => {
            [(50, EvidenceKind::ExitTicket), (25, EvidenceKind::Observation), (25, EvidenceKind::SelfRating)]
        }
        Way::Practice => [(60, EvidenceKind::Practice), (25, EvidenceKind::Homework), (15, EvidenceKind::SelfRating)],
        Way::Online => [(60, EvidenceKind::Practice), (35, EvidenceKind::Quiz), (5, EvidenceKind::SelfRating)],
        Way::Project | Way::Lab | Way::Workshop => {
            [(55, EvidenceKind::PerformanceTask), (25, EvidenceKind::Portfolio), (20, EvidenceKind::Observation)]
        }
        Way::Show => [(55, EvidenceKind::Quiz), (35, EvidenceKind::Test), (10, EvidenceKind::PerformanceTask)],
        Way::Conference => {
            [(70, EvidenceKind::SelfRating), (20, EvidenceKind::Portfolio), (10, EvidenceKind::TeacherJudgement)]
        }
    };
    let mut draw = rng.random_range(0..100);
    for (share, kind) in kinds {
        if draw < share {
            return kind;
        }
        draw -= share;
    }
    kinds[0].1
}

/// A score in thousandths for knowledge in log odds (less the item's difficulty).
pub(super) fn score(kind: EvidenceKind, knowledge: f64, self_bias: f64, rng: &mut ChaCha8Rng) -> u16 {
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
            let p = GUESS + (1.0 - GUESS - SLIP) * logistic(knowledge + help);
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

/// How much harder a form of a task is than the competency's typical one, in log odds, -0.8 to 0.8.
fn item_difficulty(competency: usize, form: u8) -> f64 {
    let mixed = (competency * 7_919 + usize::from(form) * 104_729) % 997;
    1.6 * mixed as f64 / 996.0 - 0.8
}

/// What the school knows when the history begins: the record of earlier years, confirmed by the advisor, and an
/// autumn screening around the place where the learner stands.
pub(super) fn records(
    catalogue: &Catalogue,
    mind: &Mind,
    grade: i8,
    advisor: Option<u16>,
    first_day: Date,
    rng: &mut ChaCha8Rng,
) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let plain = |competencies: Vec<u16>, kind: EvidenceKind, score: u16| Evidence {
        competencies,
        date: first_day,
        time: None,
        kind,
        score,
        item: None,
        lesson: None,
        assessor: advisor.filter(|_| is_judged(kind)),
        is_weighty: false,
    };
    for subject in &catalogue.subjects {
        for earlier in 0..grade {
            let of_grade = subject.clone().filter(|&c| catalogue.competencies[c].grade == earlier);
            // An error in the record now and then: two in a hundred.
            let known = of_grade.filter(|&c| mind.knowledge(c, 0) > 0.9 || chance(rng, 0.02));
            let known: Vec<u16> = known.map(|c| c as u16).collect();
            if !known.is_empty() {
                evidence.push(plain(known, EvidenceKind::TeacherJudgement, 900));
            }
        }
    }
    for (subject, range) in catalogue.subjects.iter().enumerate() {
        let position = mind.traits.position[subject];
        let near = range.clone().filter(|&c| {
            let away = catalogue.competencies[c].level - position;
            (-0.9..0.35).contains(&away) && chance(rng, 0.2)
        });
        for competency in near.collect::<Vec<_>>() {
            let score = score(EvidenceKind::Quiz, mind.knowledge(competency, 0), 0.0, rng);
            evidence.push(plain(vec![competency as u16], EvidenceKind::Quiz, score));
        }
    }
    evidence
}
