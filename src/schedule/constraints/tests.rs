//! Every place at which a sentence of the contract is said to be kept keeps it: without the sentence the place lets
//! pass what it stops with it.

use super::can_join;
use super::kept::{Keeper, kept_by};
use super::rooms::room_is_open;
use super::staff::can_serve;
use crate::assign::place;
use crate::ids::{ActivityIdx, CandIdx, Id, SessionIdx, Table};
use crate::instance::{Instance, NEVER};
use crate::search::settle::settle;
use crate::state::State;
use crate::{ScheduleConfig, ScheduleError, exact, schedule};
use daybreak_day::problem::Problem;
use daybreak_day::read::read_problem;
use daybreak_day::verdict::Breach;
use daybreak_milp::Limits;

/// A day in which nothing below is forbidden.
const DAY: &str = r#"{
  "format": "daybreak.problem/1", "site": "oak", "date": "2026-11-23",
  "slots": [
    {"id": "s1", "start": "08:00", "end": "08:45", "block": "am"},
    {"id": "s2", "start": "08:50", "end": "09:35", "block": "am"}],
  "rooms": [{"id": "hall", "capacity": 3, "sessions_at_once": 2}, {"id": "lab", "capacity": 3, "features": ["sink"]}],
  "staff": [{"id": "tom", "tags": ["math"]}, {"id": "uma", "tags": ["math"]}],
  "devices": [{"id": "laptop", "count": 3}],
  "offerings": [
    {"id": "algebra", "modality": "small", "tags": ["math"], "slots": 1, "size_min": 1, "size_max": 3,
     "staff": [{"tag": "math", "count": 1}]},
    {"id": "reading", "size_min": 1, "size_max": 3, "modality": "peers"},
    {"id": "online", "modality": "online", "station": "desk", "size_min": 1, "size_max": 3, "devices": {"laptop": 1}}],
  "stations": [{"id": "desk", "size_min": 1, "size_max": 3}],
  "learners": [
    {"id": "ana", "idle_cost": 5, "tags": ["new"], "candidates": [
      {"offering": "algebra", "utility": 10, "times_max": 2}, {"offering": "reading", "utility": 8, "times_max": 2},
      {"offering": "online", "utility": 6, "times_max": 2}]},
    {"id": "ben", "idle_cost": 5, "candidates": [
      {"offering": "algebra", "utility": 10, "times_max": 2}, {"offering": "reading", "utility": 8, "times_max": 2},
      {"offering": "online", "utility": 6, "times_max": 2}]}]
}"#;

/// A session that is held without asking anybody: activity, slot, room, people, (learner, offering).
type Held = (&'static str, usize, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// Something that a place lets pass or stops; other sessions are held already.
#[derive(Clone, Copy)]
enum Ask {
    /// Whether the day is numbered at all.
    Numbers,
    /// Whether the learner could ever start the offering in the slot.
    Gains(&'static str, &'static str, usize),
    /// Whether the learner may join the last session on the offering.
    Joins(&'static [Held], &'static str, &'static str),
    /// Whether the room could hold one more session in the slot.
    Hosts(&'static [Held], &'static str, usize),
    /// Whether the person could serve one more session in the slot.
    Serves(&'static [Held], &'static str, usize),
    /// Whether one more session of the activity could open in the slot.
    Opens(&'static [Held], &'static str, usize),
    /// Whether the first session is left as it is when the move ends.
    Stays(&'static [Held]),
    /// Whether no hard demand is left.
    Met(&'static [Held]),
}

/// A sentence that binds: the day changes in one place (from, to), and what passed before does so no longer.
struct Case {
    breach: Breach,
    edit: (&'static str, &'static str),
    ask: Ask,
}

const BEN_READS: Held = ("reading", 0, "hall", &[], &[("ben", "reading")]);
const BEN_READS_LATER: Held = ("reading", 1, "hall", &[], &[("ben", "reading")]);
const ANA_COUNTS: Held = ("algebra", 0, "lab", &["tom"], &[("ana", "algebra")]);

const CASES: &[Case] = &[
    Case { breach: Breach::Overflow, edit: ("\"utility\": 10", "\"utility\": 9223372036854775807"), ask: Ask::Numbers },
    Case { breach: Breach::BeyondBlock, edit: ("\"slots\": 1", "\"slots\": 2"), ask: Ask::Gains("ana", "algebra", 1) },
    Case {
        breach: Breach::LearnerAbsent,
        edit: ("\"id\": \"ana\"", "\"id\": \"ana\", \"slots\": [\"s1\"]"),
        ask: Ask::Gains("ana", "algebra", 1),
    },
    Case {
        breach: Breach::StartSlot,
        edit: ("\"utility\": 10", "\"utility\": 10, \"slots\": [\"s1\"]"),
        ask: Ask::Gains("ana", "algebra", 1),
    },
    Case {
        breach: Breach::TimesMax,
        edit: ("\"utility\": 8, \"times_max\": 2", "\"utility\": 8"),
        ask: Ask::Joins(&[("reading", 0, "lab", &[], &[("ana", "reading")]), BEN_READS_LATER], "ana", "reading"),
    },
    Case {
        breach: Breach::Exclusive,
        edit: (
            "\"times_max\": 2}, {\"offering\": \"reading\",",
            "\"times_max\": 2, \"exclusive\": \"x\"}, {\"offering\": \"reading\", \"exclusive\": \"x\",",
        ),
        ask: Ask::Joins(&[ANA_COUNTS, BEN_READS_LATER], "ana", "reading"),
    },
    Case {
        breach: Breach::After,
        edit: ("\"utility\": 8", "\"utility\": 8, \"after\": \"algebra\""),
        ask: Ask::Joins(&[BEN_READS_LATER], "ana", "reading"),
    },
    Case {
        breach: Breach::SizeMax,
        edit: (
            "\"id\": \"reading\", \"size_min\": 1, \"size_max\": 3",
            "\"id\": \"reading\", \"size_min\": 1, \"size_max\": 1",
        ),
        ask: Ask::Joins(&[BEN_READS], "ana", "reading"),
    },
    Case {
        breach: Breach::GroupSizeMax,
        edit: ("\"id\": \"ana\"", "\"id\": \"ana\", \"group_size_max\": 1"),
        ask: Ask::Joins(&[BEN_READS], "ana", "reading"),
    },
    Case {
        breach: Breach::RoomFeature,
        edit: ("\"id\": \"ana\"", "\"id\": \"ana\", \"room_features\": [\"sink\"]"),
        ask: Ask::Joins(&[BEN_READS], "ana", "reading"),
    },
    Case {
        breach: Breach::Capacity,
        edit: ("\"capacity\": 3", "\"capacity\": 1"),
        ask: Ask::Joins(&[BEN_READS], "ana", "reading"),
    },
    Case {
        breach: Breach::Barred,
        edit: ("\"id\": \"ana\"", "\"id\": \"ana\", \"staff_barred\": [\"tom\"]"),
        ask: Ask::Joins(&[("algebra", 0, "hall", &["tom"], &[("ben", "algebra")])], "ana", "algebra"),
    },
    Case {
        breach: Breach::DevicesOver,
        edit: ("\"count\": 3", "\"count\": 1"),
        ask: Ask::Joins(&[("desk", 0, "hall", &[], &[("ben", "online")])], "ana", "online"),
    },
    Case {
        breach: Breach::NotApart,
        edit: ("\"learners\": [", "\"apart\": [[\"ana\", \"ben\"]], \"learners\": ["),
        ask: Ask::Joins(&[BEN_READS], "ana", "reading"),
    },
    Case {
        breach: Breach::SamePlace,
        edit: ("\"learners\": [", "\"apart_places\": [[\"ana\", \"ben\"]], \"learners\": ["),
        ask: Ask::Joins(&[BEN_READS, ("desk", 0, "hall", &[], &[])], "ana", "online"),
    },
    Case {
        breach: Breach::SlotsMax,
        edit: (
            "\"id\": \"ana\"",
            "\"id\": \"ana\", \"requirements\": [{\"id\": \"enough\", \"tag\": \"math\", \"slots_max\": 1}]",
        ),
        ask: Ask::Joins(&[ANA_COUNTS, ("algebra", 1, "lab", &["tom"], &[("ben", "algebra")])], "ana", "algebra"),
    },
    Case {
        breach: Breach::RoomAbsent,
        edit: ("\"id\": \"hall\"", "\"id\": \"hall\", \"slots\": [\"s2\"]"),
        ask: Ask::Hosts(&[], "hall", 0),
    },
    Case {
        breach: Breach::SessionsAtOnce,
        edit: ("\"sessions_at_once\": 2", "\"sessions_at_once\": 1"),
        ask: Ask::Hosts(&[BEN_READS], "hall", 0),
    },
    Case {
        breach: Breach::StaffAbsent,
        edit: ("\"id\": \"tom\"", "\"id\": \"tom\", \"slots\": [\"s2\"]"),
        ask: Ask::Serves(&[], "tom", 0),
    },
    Case {
        breach: Breach::StaffSessionsMax,
        edit: ("\"id\": \"tom\"", "\"id\": \"tom\", \"sessions_max\": 1"),
        ask: Ask::Serves(&[ANA_COUNTS], "tom", 1),
    },
    Case {
        breach: Breach::ConsecutiveMax,
        edit: ("\"id\": \"tom\"", "\"id\": \"tom\", \"consecutive_max\": 1"),
        ask: Ask::Serves(&[ANA_COUNTS], "tom", 1),
    },
    Case { breach: Breach::NeedUnfilled, edit: ("\"count\": 1", "\"count\": 3"), ask: Ask::Opens(&[], "algebra", 0) },
    Case {
        breach: Breach::CopiesOver,
        edit: ("\"id\": \"algebra\"", "\"id\": \"algebra\", \"sessions_max\": 1"),
        ask: Ask::Opens(&[ANA_COUNTS], "algebra", 1),
    },
    Case {
        breach: Breach::SizeMin,
        edit: ("\"id\": \"reading\", \"size_min\": 1", "\"id\": \"reading\", \"size_min\": 2"),
        ask: Ask::Stays(&[
            ("reading", 0, "hall", &[], &[("ana", "reading")]),
            ("desk", 0, "lab", &[], &[("ben", "online")]),
        ]),
    },
    Case {
        breach: Breach::Alone,
        edit: ("\"learners\": [", "\"never_alone\": [{\"tag\": \"new\"}], \"learners\": ["),
        ask: Ask::Stays(&[("reading", 0, "hall", &[], &[("ana", "reading"), ("ben", "reading")])]),
    },
    Case {
        breach: Breach::PinBroken,
        edit: ("\"learners\": [", "\"pins\": [{\"learner\": \"ana\", \"slot\": \"s2\"}], \"learners\": ["),
        ask: Ask::Met(&[ANA_COUNTS]),
    },
    Case {
        breach: Breach::SlotsMin,
        edit: (
            "\"id\": \"ana\"",
            "\"id\": \"ana\", \"requirements\": [{\"id\": \"twice\", \"tag\": \"math\", \"slots_min\": 2}]",
        ),
        ask: Ask::Met(&[ANA_COUNTS]),
    },
];

#[test]
fn every_place_keeps_what_it_is_said_to_keep() {
    for case in CASES {
        let (breach, edited) = (case.breach, edited(case));
        assert_eq!(case.ask.of(), kept_by(breach), "{breach:?}");
        assert!(case.ask.passes(&day(DAY)), "{breach:?} is not what stops it");
        assert!(!case.ask.passes(&day(&edited)), "{breach:?} is not kept by {:?}", kept_by(breach));
    }
}

#[test]
fn two_places_at_once_are_kept_without_a_word_in_the_day() {
    let both = [ANA_COUNTS, BEN_READS];
    let problem = day(DAY);
    let inst = Instance::new(&problem, None).expect("a day");
    let (mut one, mut two) = (State::new(&inst), State::new(&inst));
    let reading = hold(&mut one, &both[1]);
    let (ana, on) = (find(&inst.names.learners, "ana"), candidate(&inst, "ana", "reading"));
    assert!(can_join(&one, ana, on, reading));
    hold(&mut two, &both[0]);
    let reading = hold(&mut two, &both[1]);
    assert!(!can_join(&two, ana, on, reading), "{:?}", Breach::LearnerTwice);
    let tom = find(&inst.names.staff, "tom");
    assert!(can_serve(&one, tom, 0..1, SessionIdx::NONE));
    assert!(!can_serve(&two, tom, 0..1, SessionIdx::NONE), "{:?}", Breach::StaffTwice);
}

#[test]
fn every_breach_has_its_case() {
    for breach in Breach::ALL {
        let by_test = match kept_by(breach) {
            Keeper::Numbering | Keeper::Gain | Keeper::Seat | Keeper::Room | Keeper::Person => true,
            Keeper::Opening | Keeper::Settle | Keeper::Demand => true,
            // These are the types' to keep, and the judge's to look at in every test that plans.
            Keeper::Form | Keeper::Writing | Keeper::Proof => false,
        };
        let asked = CASES.iter().any(|case| case.breach == breach)
            || matches!(breach, Breach::LearnerTwice | Breach::StaffTwice);
        assert_eq!(asked, by_test, "{breach:?}");
    }
}

#[test]
fn the_integer_program_keeps_them_too() {
    for case in CASES {
        let problem = day(&edited(case));
        let Ok(inst) = Instance::new(&problem, None) else { continue };
        let config = ScheduleConfig { effort: 0.05, ..ScheduleConfig::default() };
        let searched = schedule(&problem, "", &config, &()).expect("a plan").plan.objective;
        let limits = Limits { nodes: 10_000, seconds: None };
        let exact::Verdict::Found { plan: Some(plan), .. } = exact::solve(&inst, limits) else {
            panic!("{:?}: no plan that passes the predicates", case.breach)
        };
        assert_eq!(plan.points, searched, "{:?}", case.breach);
    }
}

impl Ask {
    /// The place that is asked.
    fn of(self) -> Keeper {
        match self {
            Ask::Numbers => Keeper::Numbering,
            Ask::Gains(..) => Keeper::Gain,
            Ask::Joins(..) => Keeper::Seat,
            Ask::Hosts(..) => Keeper::Room,
            Ask::Serves(..) => Keeper::Person,
            Ask::Opens(..) => Keeper::Opening,
            Ask::Stays(_) => Keeper::Settle,
            Ask::Met(_) => Keeper::Demand,
        }
    }

    /// Whether the place lets it pass.
    fn passes(self, problem: &Problem) -> bool {
        let inst = match Instance::new(problem, None) {
            Ok(inst) => inst,
            Err(ScheduleError::TooLarge { .. }) => return false,
            Err(error) => panic!("{error}"),
        };
        let mut state = State::new(&inst);
        let mut held = |sessions: &[Held]| -> Vec<SessionIdx> {
            sessions.iter().map(|session| hold(&mut state, session)).collect()
        };
        match self {
            Ask::Numbers => true,
            Ask::Gains(learner, offering, slot) => inst.gain(candidate(&inst, learner, offering), slot) != NEVER,
            Ask::Joins(sessions, learner, offering) => {
                let last = *held(sessions).last().expect("a session to join");
                can_join(&state, find(&inst.names.learners, learner), candidate(&inst, learner, offering), last)
            }
            Ask::Hosts(sessions, room, slot) => {
                held(sessions);
                room_is_open(&state, find(&inst.names.rooms, room), slot..slot + 1)
            }
            Ask::Serves(sessions, person, slot) => {
                held(sessions);
                can_serve(&state, find(&inst.names.staff, person), slot..slot + 1, SessionIdx::NONE)
            }
            Ask::Opens(sessions, activity, slot) => {
                held(sessions);
                place(&mut state, find(&inst.names.activities, activity), slot, 1, None, &[]).is_some()
            }
            Ask::Stays(sessions) => {
                let first = held(sessions)[0];
                let before = state.size(first);
                settle(&mut state, 0);
                state.sessions[first].open && state.size(first) == before
            }
            Ask::Met(sessions) => {
                held(sessions);
                state.hard == 0
            }
        }
    }
}

/// The day with the sentence of a case.
fn edited(case: &Case) -> String {
    assert!(DAY.contains(case.edit.0), "{:?} changes nothing", case.breach);
    DAY.replacen(case.edit.0, case.edit.1, 1)
}

fn day(text: &str) -> Problem {
    read_problem("problem.json", text.as_bytes()).expect("a readable day")
}

/// Holds a session whether or not that is allowed.
fn hold(state: &mut State<'_>, &(activity, start, room, people, seats): &Held) -> SessionIdx {
    let inst = state.inst;
    let activity: ActivityIdx = find(&inst.names.activities, activity);
    let staff = people.iter().map(|person| find(&inst.names.staff, person)).collect();
    let k = state.open(activity, start, find(&inst.names.rooms, room), staff);
    for (learner, offering) in seats {
        state.join(find(&inst.names.learners, learner), candidate(inst, learner, offering), k);
    }
    k
}

fn find<I: Id>(names: &Table<I, String>, name: &str) -> I {
    names.numbered().find(|(_, known)| *known == name).expect("a known name").0
}

fn candidate(inst: &Instance, learner: &str, offering: &str) -> CandIdx {
    let offering = find(&inst.names.offerings, offering);
    let mut cands = inst.cands_of(find(&inst.names.learners, learner));
    cands.find(|c| inst.cands[*c].offering == offering).expect("a candidate")
}
