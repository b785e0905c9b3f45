//! Learners with hidden knowledge that learn and forget, for tests: what is estimated can be held against the truth.
//!
//! It is not the model turned round: knowledge starts from ability, difficulty and a chance of its own, grows by an
//! amount per opportunity and decays by a power of time, with the published figures (Koedinger et al. 2023: 0.1 log
//! odds an opportunity, more at first instruction; forgetting as measured on public logs).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak_school::school::{
    Competency, Evidence, EvidenceKind, Grade, Learner, Prerequisite, School, Site, Strength,
};

/// How a school is simulated.
pub(super) struct Spec {
    pub seed: u64,
    pub learners: usize,
    pub competencies: usize,
    pub days: i32,
    pub trials_a_day: usize,
}

/// A school and what its learners really know on `today`.
pub(super) struct Simulated {
    pub school: School,
    pub today: Date,
    /// Probability of success, learners × competencies.
    pub truth: Vec<f64>,
}

/// Competencies of a strand, each needing the one before.
const STRAND: usize = 12;

/// Mean log odds of a first trial, and the standard deviations of its parts.
const START: f64 = -0.7;
const SD_ABILITY: f64 = 0.7;
const SD_DIFFICULTY: f64 = 0.7;
const SD_PAIR: f64 = 1.2;

/// Log odds gained at the first opportunities (instruction) and at later ones.
const GAIN_FIRST: f64 = 0.9;
const GAIN: f64 = 0.1;
const N_FIRST: u32 = 4;

/// A learner goes on after so many good trials in a row, or after so many trials.
const IN_A_ROW: u32 = 3;
const TRIALS_MAX: u32 = 12;

/// What one learner has of one competency.
#[derive(Clone, Copy)]
struct Knowledge {
    start: f64,
    learned: f64,
    opportunities: u32,
    in_a_row: u32,
    day: i32,
}

impl Knowledge {
    fn log_odds(&self, day: i32) -> f64 {
        self.start + self.learned * kept(f64::from(day - self.day))
    }

    fn practise(&mut self, day: i32, score: f64) {
        let gain = if self.opportunities < N_FIRST { GAIN_FIRST } else { GAIN };
        self.learned = self.learned * kept(f64::from(day - self.day)) + gain;
        self.opportunities += 1;
        self.in_a_row = if score > 0.6 { self.in_a_row + 1 } else { 0 };
        self.day = day;
    }
}

/// Share of what was learned that is left after so many days.
fn kept(days: f64) -> f64 {
    (1.0 + 31.0 * days / 60.0).powf(-0.2)
}

/// Runs a school day by day: each learner works at the first competency of a strand that is not done, sometimes at
/// an earlier one.
pub(super) fn simulate(spec: &Spec) -> Simulated {
    let mut rng = ChaCha8Rng::seed_from_u64(spec.seed);
    let difficulty: Vec<f64> = (0..spec.competencies).map(|_| SD_DIFFICULTY * normal(&mut rng)).collect();
    let first = Date::constant(2026, 9, 1);
    let mut school = school(spec);
    let mut truth = Vec::with_capacity(spec.learners * spec.competencies);
    let mut piece = 0;
    for learner in 0..spec.learners {
        let ability = SD_ABILITY * normal(&mut rng);
        let mut knowledge: Vec<Knowledge> = (0..spec.competencies)
            .map(|c| Knowledge {
                start: START + ability - difficulty[c] + SD_PAIR * normal(&mut rng),
                learned: 0.0,
                opportunities: 0,
                in_a_row: 0,
                day: 0,
            })
            .collect();
        for day in 0..spec.days {
            for trial in 0..spec.trials_a_day {
                let at = choose(&knowledge, &mut rng);
                let x = knowledge[at].log_odds(day);
                let (kind, score) = outcome(x, &mut rng);
                let date = first.saturating_add(jiff::Span::new().days(i64::from(day)));
                school.evidence.push(Evidence {
                    learner: LearnerIdx::at(learner),
                    competency: CompetencyIdx::at(at),
                    at: date.at(9 + i8::try_from(trial % 8).expect("below 8"), 0, 0, 0),
                    kind,
                    score: score as f32,
                    weight: 1.0,
                    item: None,
                    lesson: None,
                    piece,
                });
                piece += 1;
                knowledge[at].practise(day, score);
            }
        }
        truth.extend(knowledge.iter().map(|k| sigmoid(k.log_odds(spec.days))));
    }
    school.evidence.sort_by_key(|row| (row.learner, row.at, row.competency));
    Simulated { school, today: first.saturating_add(jiff::Span::new().days(i64::from(spec.days))), truth }
}

/// The first competency of a random strand that is not done; one time in five any earlier one.
fn choose(knowledge: &[Knowledge], rng: &mut ChaCha8Rng) -> usize {
    let strand = rng.random_range(0..knowledge.len().div_ceil(STRAND));
    let of = strand * STRAND..((strand + 1) * STRAND).min(knowledge.len());
    let is_done = |k: &Knowledge| k.in_a_row >= IN_A_ROW || k.opportunities >= TRIALS_MAX;
    let next = of.clone().find(|&c| !is_done(&knowledge[c])).unwrap_or(of.end - 1);
    if next > of.start && rng.random_bool(0.2) { rng.random_range(of.start..next) } else { next }
}

/// A kind of assessment and how it went at these log odds.
fn outcome(x: f64, rng: &mut ChaCha8Rng) -> (EvidenceKind, f64) {
    let single = |x: f64, rng: &mut ChaCha8Rng| f64::from(u8::from(rng.random_bool(sigmoid(x))));
    let mean_of = |n: usize, rng: &mut ChaCha8Rng| (0..n).map(|_| single(x, rng)).sum::<f64>() / n as f64;
    match rng.random_range(0..10) {
        0..5 => (EvidenceKind::ExitTicket, single(x, rng)),
        5..7 => (EvidenceKind::Practice, single(x + 0.3, rng)),
        7 => (EvidenceKind::Quiz, mean_of(3, rng)),
        8 => (EvidenceKind::Test, mean_of(6, rng)),
        _ => (EvidenceKind::SelfRating, sigmoid(x + 0.7 + normal(rng))),
    }
}

/// A standard normal value (Box and Muller).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Sites, learners and competencies of the usual grade, strand by strand.
pub(super) fn school(spec: &Spec) -> School {
    let competency = |i: usize| Competency {
        id: format!("C{i:04}"),
        subject: "math".into(),
        title: String::new(),
        grade: Some(Grade(5)),
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: None,
        grade_until: None,
        credits: 0.0,
        code: String::new(),
    };
    let learner = |i: usize| Learner {
        site: SiteIdx::at(0),
        id: format!("L{i:04}"),
        grade: Grade(5),
        tags: vec![],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    };
    let needs = |c: usize| Prerequisite {
        competency: CompetencyIdx::at(c),
        needs: CompetencyIdx::at(c - 1),
        any_of: None,
        strength: Strength::Hard,
        encompasses: 0.0,
    };
    School {
        sites: vec![Site { id: "S".into(), time_zone: None }],
        competencies: (0..spec.competencies).map(competency).collect(),
        prerequisites: (0..spec.competencies).filter(|c| c % STRAND != 0).map(needs).collect(),
        learners: (0..spec.learners).map(learner).collect(),
        ..School::default()
    }
}
