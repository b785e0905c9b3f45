//! Makes day problems of any size from a seed, without a school behind them: for benches, and for whoever
//! compares planners.
//!
//! A day has subjects; each subject a ladder of lessons; each learner a level in each subject and wishes around
//! it. Supply is counted against demand: rich, short of people, of rooms, of both, or a little short of both. The
//! long tail spreads levels and lessons so that most lessons have few takers. With all rules, every kind of
//! constraint and of points is used, with places also those of where and in what order. Every generated day has a valid plan: what could make one impossible (pins,
//! requirements without a cost) is asked for only as far as a small plan, the witness, keeps it.

mod places;
mod rules;
mod witness;

use std::collections::BTreeMap;

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use daybreak_day::problem::{
    Candidate, Device, Learner, Offering, PROBLEM_FORMAT, Problem, Room, Slot, Staff, StaffNeed, Station,
};
use daybreak_day::time::{Date, TimeOfDay};

/// What is there, against what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// A place for everybody: demand and taste decide.
    Rich,
    /// People for two thirds of the learners at a time.
    ScarceStaff,
    /// Rooms for three quarters of the learners at a time.
    ScarceRooms,
    /// Both people and rooms are short.
    ScarceBoth,
    /// People and rooms half way between rich and scarce: now the one is short, now the other.
    Mixed,
}

/// How wishes spread over lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// A few lessons that many want.
    Even,
    /// Half as many lessons again: some large groups, some with few takers.
    Spread,
    /// Twice the lessons, most with few takers.
    LongTail,
}

/// Which parts of the format are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Sizes, rooms and people only.
    Plain,
    /// Every kind of constraint and of points, but for places and order.
    All,
    /// All, and what it costs to change places, who is kept apart in place, what is better had before what.
    Places,
}

/// What problem to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemSpec {
    pub n_learners: usize,
    /// At least 1; blocks of three or four.
    pub n_slots: usize,
    /// Wishes a learner, about.
    pub n_candidates: usize,
    pub supply: Supply,
    pub demand: Demand,
    pub rules: Rules,
    pub seed: u64,
}

impl Default for ProblemSpec {
    fn default() -> Self {
        ProblemSpec {
            n_learners: 300,
            n_slots: 6,
            n_candidates: 20,
            supply: Supply::Rich,
            demand: Demand::Even,
            rules: Rules::Plain,
            seed: 1,
        }
    }
}

const SUBJECTS: [&str; 6] = ["mathematics", "reading", "writing", "science", "history", "arts"];
const MODALITIES: [&str; 3] = ["small_group", "peer_collaboration", "whole_group"];

/// Makes the problem. The same spec gives the same problem.
pub fn generate_problem(spec: &ProblemSpec) -> Problem {
    let mut rng = ChaCha8Rng::seed_from_u64(spec.seed);
    let slots = slots(spec.n_slots.clamp(1, 128));
    let mut problem = Problem {
        format: PROBLEM_FORMAT.to_owned(),
        site: "generated".to_owned(),
        date: Date::constant(2025, 10, 6),
        rooms: rooms(spec, &mut rng),
        staff: staff(spec, &slots, &mut rng),
        devices: vec![Device { id: "laptop".into(), count: (spec.n_learners / 4).max(1) as u32 }],
        offerings: offerings(spec, &mut rng),
        stations: stations(spec),
        learners: Vec::new(),
        apart: Vec::new(),
        apart_places: Vec::new(),
        together: Vec::new(),
        never_alone: Vec::new(),
        pins: Vec::new(),
        signed: Vec::new(),
        previous: None,
        slots,
    };
    problem.learners = (0..spec.n_learners).map(|i| learner(spec, i, &problem, &mut rng)).collect();
    match spec.rules {
        Rules::Plain => {}
        Rules::All => rules::add(&mut problem, &mut rng),
        Rules::Places => {
            rules::add(&mut problem, &mut rng);
            places::add(&mut problem, &mut rng);
        }
    }
    problem
}

/// Back to back from 07:00 as long as the day lasts, in blocks of three.
fn slots(n: usize) -> Vec<Slot> {
    let minutes = (16 * 60 / n as u32).min(45);
    (0..n)
        .map(|i| {
            let start = 7 * 60 + i as u32 * minutes;
            let time = |m| TimeOfDay::from_minutes(m).expect("sixteen hours from seven o'clock end before midnight");
            Slot {
                id: format!("s{:02}", i + 1),
                start: time(start),
                end: time(start + minutes - 1),
                block: format!("b{}", i / 3 + 1),
            }
        })
        .collect()
}

fn rooms(spec: &ProblemSpec, rng: &mut ChaCha8Rng) -> Vec<Room> {
    let share = match spec.supply {
        Supply::Rich | Supply::ScarceStaff => 1.3,
        Supply::ScarceRooms | Supply::ScarceBoth => 0.75,
        Supply::Mixed => 1.0,
    };
    let mut places = spec.n_learners as f64 * share;
    let mut rooms = Vec::new();
    while places > 0.0 || rooms.is_empty() {
        let i = rooms.len();
        let commons = i % 9 == 8;
        let capacity = if commons { 60 } else { *[12, 16, 20, 24, 28].choose(rng).expect("five sizes") };
        let mut features = Vec::new();
        if i % 5 == 1 {
            features.push("lab".to_owned());
        }
        if i % 3 == 0 {
            features.push("step_free".to_owned());
        }
        rooms.push(Room {
            id: format!("room{i:03}"),
            capacity,
            sessions_at_once: if commons { 3 } else { 1 },
            features,
            zone: format!("zone{}", i % 4),
            slots: None,
        });
        places -= f64::from(capacity) * 0.8;
    }
    rooms
}

fn staff(spec: &ProblemSpec, slots: &[Slot], rng: &mut ChaCha8Rng) -> Vec<Staff> {
    let per_person = match spec.supply {
        Supply::Rich | Supply::ScarceRooms => 13.0,
        Supply::ScarceStaff | Supply::ScarceBoth => 19.0,
        Supply::Mixed => 16.0,
    };
    let n = ((spec.n_learners as f64 / per_person).ceil() as usize).max(2);
    (0..n)
        .map(|i| {
            let mut tags = vec![format!("teacher:{}", SUBJECTS[i % SUBJECTS.len()])];
            if rng.random_bool(0.3) {
                tags.push(format!("teacher:{}", SUBJECTS[rng.random_range(0..SUBJECTS.len())]));
            }
            if i % 8 == 1 {
                tags = vec!["aide".to_owned()];
            }
            tags.sort_unstable();
            tags.dedup();
            let part_time = rng
                .random_bool(0.15)
                .then(|| slots.iter().take(slots.len().div_ceil(2)).map(|s| s.id.clone()).collect());
            Staff {
                id: format!("staff{i:03}"),
                tags,
                slots: part_time,
                sessions_max: (slots.len() > 4).then_some(slots.len() as u32 - 1),
                consecutive_max: None,
                room_change_cost: 0,
                zone_change_cost: 0,
            }
        })
        .collect()
}

fn offerings(spec: &ProblemSpec, rng: &mut ChaCha8Rng) -> Vec<Offering> {
    let rungs = 4 + spec.n_learners / 90;
    let rungs = match spec.demand {
        Demand::Even => rungs,
        Demand::Spread => rungs + rungs / 2,
        Demand::LongTail => rungs * 2,
    };
    let mut offerings = Vec::new();
    for subject in SUBJECTS {
        for rung in 0..rungs {
            let modality = MODALITIES[rng.random_range(0..MODALITIES.len())];
            let (size_min, size_max) = match modality {
                "small_group" => (3, 8),
                "peer_collaboration" => (6, 16),
                _ => (8, 24),
            };
            offerings.push(Offering {
                id: format!("{subject}.{rung:03}"),
                competency: format!("{subject}.{rung:03}"),
                modality: modality.to_owned(),
                tags: vec![subject.to_owned()],
                slots: 1,
                station: None,
                size_min,
                size_max,
                staff: vec![StaffNeed { tag: format!("teacher:{subject}"), count: 1 }],
                room_features: if subject == "science" && rung % 3 == 0 { vec!["lab".into()] } else { vec![] },
                devices: BTreeMap::new(),
                open_cost: 200,
                sessions_max: None,
                competencies_also: vec![],
            });
        }
    }
    for subject in SUBJECTS {
        offerings.push(online(subject));
    }
    offerings
}

/// Practice on a device, at the station that everybody shares.
fn online(subject: &str) -> Offering {
    Offering {
        id: format!("{subject}.online"),
        competency: subject.to_owned(),
        modality: "online".to_owned(),
        tags: vec![subject.to_owned()],
        slots: 1,
        station: Some("practice".to_owned()),
        size_min: 1,
        size_max: 40,
        staff: vec![],
        room_features: vec![],
        devices: BTreeMap::from([("laptop".to_owned(), 1)]),
        open_cost: 0,
        sessions_max: None,
        competencies_also: vec![],
    }
}

fn stations(spec: &ProblemSpec) -> Vec<Station> {
    vec![Station {
        id: "practice".to_owned(),
        size_min: 4,
        size_max: 40,
        staff: match spec.rules {
            Rules::Plain => vec![],
            Rules::All | Rules::Places => vec![StaffNeed { tag: "aide".to_owned(), count: 1 }],
        },
        room_features: vec![],
        open_cost: 300,
        sessions_max: None,
    }]
}

fn learner(spec: &ProblemSpec, i: usize, problem: &Problem, rng: &mut ChaCha8Rng) -> Learner {
    let taught: Vec<&Offering> = problem.offerings.iter().filter(|o| o.station.is_none()).collect();
    let rungs = taught.len() / SUBJECTS.len();
    let per_subject = (spec.n_candidates / SUBJECTS.len()).max(1);
    // More wishes reach further up and down the ladder, else they would be the same few lessons.
    let reach = (per_subject as f64 / 2.0).max(1.5);
    let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
    let general: f64 = rng.random_range(0.0..1.0);
    for (s, subject) in SUBJECTS.iter().enumerate() {
        let level = (general * 0.7 + rng.random_range(0.0..0.3)) * rungs as f64;
        for _ in 0..per_subject {
            let near = level + rng.random_range(-reach..reach);
            let rung = (near.max(0.0) as usize).min(rungs - 1);
            let offering = &taught[s * rungs + rung].id;
            let utility = rng.random_range(300..1_500);
            candidates.entry(offering.clone()).or_insert_with(|| wish(offering, utility));
        }
        let practice = format!("{subject}.online");
        candidates.insert(practice.clone(), wish(&practice, rng.random_range(50..400)));
    }
    Learner {
        id: format!("learner{i:05}"),
        slots: None,
        idle_cost: 100,
        candidates: candidates.into_values().collect(),
        requirements: vec![],
        group_size_max: None,
        room_features: vec![],
        staff_barred: vec![],
        staff_bonus: BTreeMap::new(),
        tags: vec![],
        room_change_cost: 0,
        zone_change_cost: 0,
    }
}

fn wish(offering: &str, utility: i64) -> Candidate {
    Candidate {
        offering: offering.to_owned(),
        utility,
        slots: None,
        slot_bonus: BTreeMap::new(),
        times_max: 1,
        exclusive: None,
        after: None,
        tags: vec![],
        follows: None,
        follows_also: vec![],
        early_cost: 0,
    }
}
