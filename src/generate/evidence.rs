//! What assessments would show of a hidden mind: kinds of evidence, each with its own grain and noise.
//!
//! Tasks can be guessed and slipped; items differ in difficulty; a rubric has four levels; an observer errs; a
//! self-rating leans to the learner's own bias. What is known is [`Mind`]'s secret.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::model::time::{Date, TimeOfDay};

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
    pub(super) kind: Kind,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
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
}

impl Kind {
    /// The word of the data dictionary.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::ExitTicket => "exit_ticket",
            Kind::Quiz => "quiz",
            Kind::Test => "test",
            Kind::PerformanceTask => "performance_task",
            Kind::Observation => "observation",
            Kind::Portfolio => "portfolio",
            Kind::SelfRating => "self_rating",
            Kind::Practice => "practice",
            Kind::Homework => "homework",
            Kind::TeacherJudgement => "teacher_judgement",
        }
    }

    /// Tasks in it; 0 for a judgement.
    fn n_tasks(self) -> u32 {
        match self {
            Kind::ExitTicket => 5,
            Kind::Quiz => 8,
            Kind::Test => 12,
            Kind::Practice | Kind::Homework => 10,
            Kind::PerformanceTask | Kind::Observation | Kind::Portfolio | Kind::SelfRating | Kind::TeacherJudgement => {
                0
            }
        }
    }

    /// Whether an adult judges.
    fn is_judged(self) -> bool {
        match self {
            Kind::PerformanceTask | Kind::Observation | Kind::Portfolio | Kind::TeacherJudgement => true,
            Kind::ExitTicket | Kind::Quiz | Kind::Test | Kind::SelfRating | Kind::Practice | Kind::Homework => false,
        }
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
    let item = (kind.n_tasks() > 0 && kind != Kind::Homework).then(|| between(rng, 1, 6) as u8);
    let difficulty = item.map_or(0.0, |form| item_difficulty(competencies[0], form));
    Evidence {
        competencies: competencies.iter().map(|&c| c as u16).collect(),
        date: occasion.date,
        time: Some(occasion.time),
        kind,
        score: score(kind, knowledge - difficulty, mind.traits.self_bias, rng),
        item,
        lesson: Some(occasion.lesson),
        assessor: occasion.staff.filter(|_| kind.is_judged()),
        is_weighty: kind == Kind::Test,
    }
}

/// The kind of assessment that a way of learning leads to.
fn kind_for(way: Way, rng: &mut ChaCha8Rng) -> Kind {
    let kinds: [(u32, Kind); 3] = match way {
        Way::Whole | Way::Guided => [(70, Kind::ExitTicket), (20, Kind::Observation), (10, Kind::Quiz)],
        Way::Tutoring => [(60, Kind::ExitTicket), (35, Kind::Observation), (5, Kind::TeacherJudgement)],
        Way::Peer | Way::Circle => [(50, Kind::ExitTicket), (25, Kind::Observation), (25, Kind::SelfRating)],
        Way::Practice => [(60, Kind::Practice), (25, Kind::Homework), (15, Kind::SelfRating)],
        Way::Online => [(60, Kind::Practice), (35, Kind::Quiz), (5, Kind::SelfRating)],
        Way::Project | Way::Lab | Way::Workshop => {
            [(55, Kind::PerformanceTask), (25, Kind::Portfolio), (20, Kind::Observation)]
        }
        Way::Show => [(55, Kind::Quiz), (35, Kind::Test), (10, Kind::PerformanceTask)],
        Way::Conference => [(70, Kind::SelfRating), (20, Kind::Portfolio), (10, Kind::TeacherJudgement)],
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
pub(super) fn score(kind: Kind, knowledge: f64, self_bias: f64, rng: &mut ChaCha8Rng) -> u16 {
    let rubric = |seen: f64, steps: &[f64]| {
        let level = steps.iter().filter(|step| seen > **step).count();
        (1_000 * level / steps.len()) as u16
    };
    match kind {
        Kind::ExitTicket | Kind::Quiz | Kind::Test | Kind::Practice | Kind::Homework => {
            // Homework is done with help at hand.
            let help = if kind == Kind::Homework { 0.5 } else { 0.0 };
            let p = GUESS + (1.0 - GUESS - SLIP) * logistic(knowledge + help);
            let right = (0..kind.n_tasks()).filter(|_| chance(rng, p)).count() as u32;
            ((1_000 * right + kind.n_tasks() / 2) / kind.n_tasks()) as u16
        }
        Kind::PerformanceTask => rubric(knowledge + 0.7 * normal(rng), &[-1.5, -0.2, 0.8, 1.9]),
        Kind::Portfolio => rubric(knowledge + 0.6 * normal(rng), &[-1.6, -0.3, 0.7, 1.8]),
        Kind::Observation => rubric(knowledge + 0.9 * normal(rng), &[0.0, 1.2]),
        Kind::SelfRating => rubric(knowledge + self_bias + 0.5 * normal(rng), &[-1.0, 0.0, 1.0, 2.0]),
        Kind::TeacherJudgement => (100.0 * (10.0 * logistic(knowledge + 0.35 * normal(rng))).round()) as u16,
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
    let plain = |competencies: Vec<u16>, kind: Kind, score: u16| Evidence {
        competencies,
        date: first_day,
        time: None,
        kind,
        score,
        item: None,
        lesson: None,
        assessor: advisor.filter(|_| kind.is_judged()),
        is_weighty: false,
    };
    for subject in &catalogue.subjects {
        for earlier in 0..grade {
            let of_grade = subject.clone().filter(|&c| catalogue.competencies[c].grade == earlier);
            // An error in the record now and then: two in a hundred.
            let known = of_grade.filter(|&c| mind.knowledge(c, 0) > 0.9 || chance(rng, 0.02));
            let known: Vec<u16> = known.map(|c| c as u16).collect();
            if !known.is_empty() {
                evidence.push(plain(known, Kind::TeacherJudgement, 900));
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
            let score = score(Kind::Quiz, mind.knowledge(competency, 0), 0.0, rng);
            evidence.push(plain(vec![competency as u16], Kind::Quiz, score));
        }
    }
    evidence
}
