//! The judge sees every way of breaking a plan, and nothing else.
//!
//! A sound day (`tests/sabotage/`) uses every kind of rule and every term of the objective. Each sabotage breaks it
//! in one way and names the one violation that it must yield; each term has a value counted by hand. A breach without
//! a sabotage fails the test, so a new kind of rule cannot stay untested.

use std::collections::BTreeSet;

use daybreak::check::{check, check_hash, check_rules, recount};
use daybreak::model::plan::{Plan, Seat, Session, gap};
use daybreak::model::problem::{
    Candidate, Device, Learner, Offering, Pin, Previous, Problem, Requirement, Room, Signed, Staff, StaffNeed,
};
use daybreak::model::verdict::{Breach, Objective, Rule, Violation};

/// A problem and a plan, to be changed in one way.
struct Day {
    problem: Problem,
    plan: Plan,
}

impl Day {
    fn sound() -> Self {
        Day {
            problem: serde_json::from_str(include_str!("../sabotage/problem.json")).expect("a problem"),
            plan: serde_json::from_str(include_str!("../sabotage/plan.json")).expect("a plan"),
        }
    }

    fn session(&mut self, id: &str) -> &mut Session {
        self.plan.sessions.iter_mut().find(|x| x.id == id).expect("a session")
    }

    fn seat(&mut self, session: &str, learner: &str) -> &mut Seat {
        self.session(session).learners.iter_mut().find(|x| x.id == learner).expect("a seat")
    }

    fn leave(&mut self, session: &str, learner: &str) {
        self.session(session).learners.retain(|x| x.id != learner);
    }

    fn join(&mut self, session: &str, learner: &str, offering: &str) {
        let seat = Seat { id: learner.into(), offering: offering.into() };
        self.session(session).learners.push(seat);
    }

    /// One more desk session at s2, where cem does what he did at s1.
    fn second_desk(&mut self) {
        let learners = vec![Seat { id: "cem".into(), offering: "online".into() }];
        let (id, slot, station, room) = ("E".into(), "s2".into(), Some("desk".into()), "hall".into());
        self.plan.sessions.push(Session {
            id,
            slot,
            offering: None,
            station,
            room,
            staff: vec!["uma".into()],
            learners,
        });
    }

    fn learner(&mut self, id: &str) -> &mut Learner {
        self.problem.learners.iter_mut().find(|x| x.id == id).expect("a learner")
    }

    fn candidate(&mut self, learner: &str, offering: &str) -> &mut Candidate {
        self.learner(learner).candidates.iter_mut().find(|x| x.offering == offering).expect("a candidate")
    }

    fn requirement(&mut self, learner: &str) -> &mut Requirement {
        &mut self.learner(learner).requirements[0]
    }

    fn offering(&mut self, id: &str) -> &mut Offering {
        self.problem.offerings.iter_mut().find(|x| x.id == id).expect("an offering")
    }

    fn room(&mut self, id: &str) -> &mut Room {
        self.problem.rooms.iter_mut().find(|x| x.id == id).expect("a room")
    }

    fn staff(&mut self, id: &str) -> &mut Staff {
        self.problem.staff.iter_mut().find(|x| x.id == id).expect("a person")
    }

    /// The plan claims what it earns.
    fn claim(&mut self) {
        self.plan.objective = recount(&self.problem, &self.plan).total();
        self.plan.bound = self.plan.objective;
        self.plan.gap = 0.0;
    }
}

fn strings<const N: usize>(ids: [&str; N]) -> Vec<String> {
    ids.map(str::to_owned).to_vec()
}

/// `Breach session slot learner`, with `-` for what is not concerned.
fn short(violation: &Violation) -> String {
    let [session, slot, learner] =
        [&violation.session, &violation.slot, &violation.learner].map(|id| id.as_deref().unwrap_or("-"));
    format!("{:?} {session} {slot} {learner}", violation.breach)
}

/// One change of a day.
type Change = fn(&mut Day);

/// A sabotage: what it does, how, and the violation that it must yield.
type Sabotage = (&'static str, Change, &'static str);

const FORM: &[Sabotage] = &[
    ("another format", |d| d.plan.format = "daybreak.plan/2".into(), "Format - - -"),
    ("an id used twice", |d| d.session("T").id = "S".into(), "SessionTwice S - -"),
    ("an unknown slot", |d| d.session("S").slot = "s9".into(), "Unknown S - -"),
    ("an unknown offering", |d| d.session("S").offering = Some("spech".into()), "Unknown S - -"),
    ("an unknown station", |d| d.session("D").station = Some("desks".into()), "Unknown D - -"),
    ("an unknown room", |d| d.session("S").room = "den2".into(), "Unknown S - -"),
    ("an unknown person", |d| d.session("T").staff = strings(["zoe"]), "Unknown T - -"),
    ("an unknown learner", |d| d.seat("S", "ben").id = "bob".into(), "Unknown S - -"),
    ("an unknown offering of a seat", |d| d.seat("S", "ben").offering = "spech".into(), "Unknown S - ben"),
    ("neither offering nor station", |d| d.session("S").offering = None, "Kind S - -"),
    ("offering and station", |d| d.session("D").offering = Some("online".into()), "Kind D - -"),
    (
        "a session on an offering of a station",
        |d| {
            d.leave("D", "cem");
            (d.session("D").station, d.session("D").offering) = (None, Some("reading".into()));
            d.session("D").staff.clear();
            d.problem.never_alone.clear();
        },
        "Kind D - -",
    ),
    ("another offering than the session's", |d| d.seat("T", "ana").offering = "speech".into(), "SeatOffering T - ana"),
    ("an offering of no station", |d| d.seat("D", "dee").offering = "speech".into(), "SeatOffering D - dee"),
    ("a learner listed twice", |d| d.join("A", "ana", "algebra"), "ListedTwice A - ana"),
    ("a person listed twice", |d| d.session("A").staff.push("tom".into()), "ListedTwice A - -"),
    ("a long lesson at the end of its block", |d| d.session("B").slot = "s4".into(), "BeyondBlock B s4 -"),
    (
        "points beyond 64 bits",
        |d| {
            d.candidate("ana", "talk").utility = i64::MAX;
            d.candidate("dee", "talk").utility = i64::MAX;
        },
        "Overflow - - -",
    ),
];

const LEARNERS: &[Sabotage] = &[
    ("two sessions in a slot", |d| d.join("S", "ana", "speech"), "LearnerTwice T s2 ana"),
    ("an absent learner", |d| d.learner("eli").slots = Some(strings(["s1"])), "LearnerAbsent T s2 eli"),
    (
        "a learner absent in the second slot of a long lesson",
        |d| d.learner("ben").slots = Some(strings(["s1", "s2", "s3"])),
        "LearnerAbsent B s4 ben",
    ),
    ("no candidate", |d| d.seat("D", "cem").offering = "reading".into(), "NotCandidate D - cem"),
    ("a start that is not allowed", |d| d.candidate("eli", "talk").slots = Some(strings(["s1"])), "StartSlot T s2 eli"),
    (
        "a start that is not allowed although the lesson runs over an allowed slot",
        |d| d.candidate("ana", "bridges").slots = Some(strings(["s4"])),
        "StartSlot B s3 ana",
    ),
    ("a candidate used twice", Day::second_desk, "TimesMax - - cem"),
    (
        "two candidates with one key",
        |d| {
            d.candidate("cem", "online").exclusive = Some("one".into());
            d.candidate("cem", "bridges").exclusive = Some("one".into());
        },
        "Exclusive - - cem",
    ),
    (
        "what it comes after is not used",
        |d| {
            d.leave("A", "ana");
            d.problem.pins.remove(0);
        },
        "After B s3 ana",
    ),
    ("what it comes after is later", |d| d.candidate("ana", "talk").after = Some("bridges".into()), "After T s2 ana"),
    (
        "what it comes after is no candidate",
        |d| d.candidate("eli", "talk").after = Some("speech".into()),
        "After T s2 eli",
    ),
    (
        "too few learners",
        |d| {
            d.leave("B", "ana");
            d.leave("B", "ben");
        },
        "SizeMin B - -",
    ),
    ("too few learners on a station", |d| d.problem.stations[0].size_min = 3, "SizeMin D - -"),
    ("too many learners", |d| d.offering("algebra").size_max = 1, "SizeMax A - -"),
    ("too many learners on a station", |d| d.problem.stations[0].size_max = 1, "SizeMax D - -"),
    ("a group too large for one of them", |d| d.learner("eli").group_size_max = Some(2), "GroupSizeMax T - eli"),
    ("two apart in a session", |d| d.problem.apart.push(["eli".into(), "ana".into()]), "NotApart T - eli"),
    ("two apart on a station", |d| d.problem.apart.push(["cem".into(), "dee".into()]), "NotApart D - cem"),
    ("another room than pinned", |d| d.session("A").room = "den".into(), "PinBroken A s1 ana"),
    ("another person than pinned", |d| d.problem.pins[0].staff = Some("uma".into()), "PinBroken A s1 ana"),
    ("another offering than pinned", |d| d.problem.pins[1].offering = Some("talk".into()), "PinBroken B s4 cem"),
    (
        "a pinned learner without a session",
        |d| {
            let pin = Pin { learner: "dee".into(), slot: "s3".into(), offering: None, room: None, staff: None };
            d.problem.pins.push(pin);
        },
        "PinBroken - s3 dee",
    ),
    ("too few slots with a tag", |d| d.leave("A", "ben"), "SlotsMin - - ben"),
    (
        "too many slots with a tag: a long lesson counts two",
        |d| d.requirement("ana").slots_max = Some(1),
        "SlotsMax - - ana",
    ),
    ("the only one with a tag", |d| d.leave("T", "eli"), "Alone T - dee"),
];

const PLACES: &[Sabotage] = &[
    ("an absent room", |d| d.room("den").slots = Some(strings(["s1", "s3"])), "RoomAbsent S s2 -"),
    (
        "a room absent in the second slot of a long lesson",
        |d| d.room("lab").slots = Some(strings(["s1", "s2", "s3"])),
        "RoomAbsent B s4 -",
    ),
    ("a room without the offering's feature", |d| d.session("S").room = "hall".into(), "RoomFeature S - -"),
    (
        "a room without the station's feature",
        |d| d.problem.stations[0].room_features = strings(["sink"]),
        "RoomFeature D - -",
    ),
    (
        "a room without a learner's feature",
        |d| d.learner("eli").room_features = strings(["ramp"]),
        "RoomFeature T - eli",
    ),
    ("two sessions in a room for one", |d| d.session("T").room = "den".into(), "SessionsAtOnce - s2 -"),
    ("too many learners over the sessions of a room", |d| d.room("hall").capacity = 3, "Capacity - s1 -"),
    ("too many units in use", |d| d.problem.devices[0].count = 0, "DevicesOver - s1 -"),
    (
        "too many units in both slots of a long lesson",
        |d| {
            d.problem.devices.push(Device { id: "tablet".into(), count: 5 });
            d.offering("bridges").devices.insert("tablet".into(), 2);
        },
        "DevicesOver - s3 -; DevicesOver - s4 -",
    ),
    (
        "too many sessions of a station",
        |d| {
            d.second_desk();
            d.candidate("cem", "online").times_max = 2;
            d.problem.stations[0].sessions_max = Some(1);
        },
        "CopiesOver - - -",
    ),
    (
        "apart in place, in two sessions of one room",
        |d| d.problem.apart_places.push(["ben".into(), "dee".into()]),
        "SamePlace A s1 ben",
    ),
    (
        "apart in place, in one long session",
        |d| d.problem.apart_places.push(["cem".into(), "ben".into()]),
        "SamePlace B s3 cem; SamePlace B s4 cem; SamePlace D s1 cem",
    ),
    ("too many sessions of an offering", |d| d.offering("bridges").sessions_max = Some(0), "CopiesOver - - -"),
];

const STAFF: &[Sabotage] = &[
    (
        "a need of two people filled by one with both tags",
        |d| d.session("B").staff = strings(["tom"]),
        "NeedUnfilled B - -",
    ),
    (
        "people who all have the same tag",
        |d| {
            d.offering("bridges").staff = vec![StaffNeed { tag: "math".into(), count: 2 }];
        },
        "NeedUnfilled B - -",
    ),
    ("somebody without the tag", |d| d.session("S").staff = strings(["uma"]), "NeedUnfilled S - -"),
    ("nobody on a station", |d| d.session("D").staff.clear(), "NeedUnfilled D - -"),
    ("somebody beyond the needs", |d| d.session("T").staff = strings(["uma"]), "BeyondNeeds T - -"),
    (
        "somebody in two sessions",
        |d| {
            d.session("D").staff = strings(["tom"]);
            d.learner("dee").staff_barred.clear();
        },
        "StaffTwice D s1 -",
    ),
    ("somebody absent", |d| d.staff("vic").slots = Some(strings(["s1", "s3"])), "StaffAbsent S s2 -"),
    (
        "somebody absent in the second slot of a long lesson",
        |d| d.staff("uma").slots = Some(strings(["s1", "s3"])),
        "StaffAbsent B s4 -",
    ),
    ("too many sessions of a person", |d| d.staff("tom").sessions_max = Some(1), "StaffSessionsMax - - -"),
    ("too many busy slots in a row", |d| d.staff("uma").consecutive_max = Some(1), "ConsecutiveMax - s4 -"),
    ("somebody barred", |d| d.learner("ben").staff_barred = strings(["vic"]), "Barred S - ben"),
    ("somebody barred on a station", |d| d.learner("dee").staff_barred = strings(["uma"]), "Barred D - dee"),
];

const CLAIMS: &[Sabotage] = &[
    (
        "another objective",
        |d| {
            d.plan.objective += 1;
            d.plan.gap = gap(d.plan.objective, d.plan.bound);
        },
        "ClaimedObjective - - -",
    ),
    (
        "a bound below the objective",
        |d| {
            d.plan.bound = d.plan.objective - 1;
            d.plan.gap = gap(d.plan.objective, d.plan.bound);
        },
        "ClaimedBound - - -",
    ),
    ("another gap", |d| d.plan.gap = 0.01, "ClaimedGap - - -"),
    ("a gap that is no number", |d| d.plan.gap = f64::NAN, "ClaimedGap - - -"),
];

/// Asserts that a sabotage yields its violation (none when it has none) and no other.
fn yields(day: &Day, (name, _, expected): &Sabotage) {
    let verdict = check(&day.problem, &day.plan);
    let found: Vec<String> = verdict.violations.iter().map(short).collect();
    let expected: Vec<&str> = expected.split("; ").filter(|one| !one.is_empty()).collect();
    assert_eq!(found, expected, "{name}: {:#?}", verdict.violations);
}

#[test]
fn the_sound_day_is_sound() {
    let day = Day::sound();
    let issues = daybreak::validate::problem::validate_problem("problem.json", &day.problem);
    // The previous plan knows a learner who is gone; nothing else is odd about the day.
    assert_eq!(issues.iter().map(|i| i.code).collect::<Vec<_>>(), ["P116"], "{issues:#?}");
    let verdict = check(&day.problem, &day.plan);
    assert!(verdict.is_valid(), "{:#?}", verdict.violations);
}

#[test]
fn every_sabotage_yields_its_violation_and_no_other() {
    let mut seen = BTreeSet::from([Breach::ClaimedProblem]); // a_plan_answers_one_file
    for sabotage in [FORM, LEARNERS, PLACES, STAFF].into_iter().flatten() {
        let mut day = Day::sound();
        sabotage.1(&mut day);
        day.claim();
        yields(&day, sabotage);
        seen.extend(check_rules(&day.problem, &day.plan).violations.iter().map(|v| v.breach));
    }
    for sabotage in CLAIMS {
        let mut day = Day::sound();
        sabotage.1(&mut day);
        yields(&day, sabotage);
        seen.extend(check(&day.problem, &day.plan).violations.iter().map(|v| v.breach));
    }
    // Certificates have their own sabotages, in tests/contract/bound.rs.
    let of_plans = Breach::ALL.iter().filter(|breach| breach.rule() != Rule::Bound);
    let missing: Vec<&Breach> = of_plans.filter(|breach| !seen.contains(breach)).collect();
    assert!(missing.is_empty(), "no sabotage for {missing:?}");
}

#[test]
fn a_plan_answers_one_file() {
    let day = Day::sound();
    assert_eq!(check_hash(&day.plan, "").as_ref().map(short), None);
    assert_eq!(check_hash(&day.plan, "00ff").as_ref().map(short).as_deref(), Some("ClaimedProblem - - -"));
    let named = Plan { problem_sha256: "00FF".into(), ..day.plan };
    assert_eq!(check_hash(&named, "00ff"), None, "hexadecimal digits have no case");
}

/// A broken rule, the violation, and the signature by which it is none.
type Lifted = (&'static str, Change, &'static str, fn() -> Signed);

fn signed(learner: &str, slot: &str, offering: &str) -> Signed {
    let (learner, slot, offering) = (learner.into(), slot.into(), offering.into());
    Signed { learner, slot, offering, size_max: false, group_size: false, never_alone: vec![], apart: vec![] }
}

const LIFTED: &[Lifted] = &[
    (
        "one learner more than a lesson takes",
        |d| d.offering("talk").size_max = 2,
        "SizeMax T - -",
        || Signed { size_max: true, ..signed("eli", "s2", "talk") },
    ),
    (
        "one learner more than a station takes",
        |d| d.problem.stations[0].size_max = 1,
        "SizeMax D - -",
        || Signed { size_max: true, ..signed("cem", "s1", "online") },
    ),
    (
        "a group too large for one of them",
        |d| d.learner("eli").group_size_max = Some(2),
        "GroupSizeMax T - eli",
        || Signed { group_size: true, ..signed("eli", "s2", "talk") },
    ),
    (
        "two apart in a session",
        |d| d.problem.apart.push(["eli".into(), "ana".into()]),
        "NotApart T - eli",
        || Signed { apart: strings(["ana"]), ..signed("eli", "s2", "talk") },
    ),
    (
        "two apart on a station, signed for the other one",
        |d| d.problem.apart.push(["cem".into(), "dee".into()]),
        "NotApart D - cem",
        || Signed { apart: strings(["cem"]), ..signed("dee", "s1", "reading") },
    ),
    (
        "the only one with a tag",
        |d| d.learner("eli").tags.clear(),
        "Alone T - dee",
        || Signed { never_alone: strings(["new"]), ..signed("dee", "s2", "talk") },
    ),
];

#[test]
fn a_signature_lifts_what_it_names_and_nothing_else() {
    for (name, change, violation, signature) in LIFTED {
        let with = |rows: Vec<Signed>, more: Change| {
            let mut day = Day::sound();
            change(&mut day);
            more(&mut day);
            day.problem.signed = rows;
            day.claim();
            let verdict = check(&day.problem, &day.plan);
            verdict.violations.iter().map(short).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(with(vec![], |_| {}), *violation, "{name}");
        assert_eq!(with(vec![signature()], |_| {}), "", "{name}, signed for");
        // Another slot, lesson or learner, and everything but what is broken.
        let sound = Day::sound();
        let others = sound.problem.learners.iter().map(|l| l.id.clone()).filter(|id| *id != signature().learner);
        // Either of two who are kept apart may be the one, and whoever of a full session.
        let sits = |id: &String| {
            let session = sound.plan.sessions.iter().find(|x| violation.split(' ').nth(1) == Some(x.id.as_str()));
            session.is_some_and(|x| x.learners.iter().any(|seat| seat.id == *id))
        };
        let others = others.filter(|id| !(signature().apart.contains(id) || signature().size_max && sits(id)));
        let mut missed: Vec<Signed> = others.map(|learner| Signed { learner, ..signature() }).collect();
        missed.extend(["s1", "s2", "s3", "s4"].map(|slot| Signed { slot: slot.into(), ..signature() }));
        missed.extend(["algebra", "speech", "bridges"].map(|id| Signed { offering: id.into(), ..signature() }));
        missed.retain(|row| *row != signature());
        let everything = Signed {
            size_max: true,
            group_size: true,
            never_alone: strings(["new", "far"]),
            apart: sound.problem.learners.iter().map(|l| l.id.clone()).collect(),
            ..signature()
        };
        missed.push(match signature() {
            Signed { size_max: true, .. } => Signed { size_max: false, ..everything },
            Signed { group_size: true, .. } => Signed { group_size: false, ..everything },
            Signed { apart, .. } if !apart.is_empty() => {
                let others = everything.apart.iter().filter(|id| !apart.contains(id)).cloned().collect();
                Signed { apart: others, ..everything }
            }
            Signed { .. } => Signed { never_alone: strings(["far"]), ..everything },
        });
        for row in missed {
            assert_eq!(with(vec![row.clone()], |_| {}), *violation, "{name}, with {row:?}");
        }
        // What is no rule stays: a room that is full.
        let full = with(vec![signature()], |d| d.room("hall").capacity = 1);
        assert!(full.contains("Capacity"), "{name}: {full}");
    }
}

#[test]
fn what_looks_broken_and_is_not() {
    let sound: &[(&str, Change)] = &[
        ("group_size_max does not count on a station", |d| {
            d.leave("B", "cem");
            d.problem.pins.remove(1);
            d.learner("cem").group_size_max = Some(1);
        }),
        ("a row of busy slots ends with its block", |d| {
            d.second_desk(); // uma: s1, s2 in one block, s3, s4 in the next
            d.candidate("cem", "online").times_max = 2;
        }),
        ("one candidate with a key may be used twice", |d| {
            d.second_desk();
            d.candidate("cem", "online").times_max = 2;
            d.candidate("cem", "online").exclusive = Some("one".into());
        }),
        ("people are matched with needs whatever their order", |d| d.session("B").staff.reverse()),
        ("alone of a tag on a station", |d| d.problem.never_alone[0].tag = "desk".into()),
        ("a pin in the second slot of a long lesson", |d| d.problem.pins[1].offering = Some("bridges".into())),
        ("a learner apart from somebody elsewhere", |d| d.problem.apart.push(["cem".into(), "eli".into()])),
        ("apart in place, in two rooms of one slot", |d| d.problem.apart_places.push(["ben".into(), "eli".into()])),
        ("a soft requirement is not hard", |d| d.requirement("dee").slots_min = 4),
        ("somebody barred elsewhere", |d| d.learner("eli").staff_barred = strings(["vic"])),
        ("no people where nobody is needed", |d| d.session("T").staff.clear()),
    ];
    for (name, change) in sound {
        let mut day = Day::sound();
        change(&mut day);
        day.claim();
        yields(&day, &(name, *change, ""));
    }
}

#[test]
fn every_term_counted_by_hand() {
    let day = Day::sound();
    let by_hand = Objective {
        // ana 100 + 10 (starts at s1) + 40 + 150, ben 90 + 70 + 140, cem 60 + 130, dee 50 + 45, eli 35
        utility: 920,
        // ben and tom in A and B: 7 + 7; cem and uma in D and B: 3 + 3
        staff_bonus: 20,
        // ana and ben in A and B: 12 + 12; cem and dee on the desk: 5
        together: 29,
        // A 20, D 5 (the station's, not 500), S 8, T 0, B 30
        open_cost: 63,
        // cem at s2: 30; dee at s3 and s4: 20 + 20; eli is not there at s1, s3, s4
        idle_cost: 70,
        // dee reads in one slot of two
        shortfall_cost: 11,
        // cem is online in one slot, none is wanted
        excess_cost: 6,
        // ana alone of "far" in T, ben in S
        never_alone_cost: 18,
        place_cost: 0,
        early_cost: 0,
        // cem s1 (reading before), ana, dee, eli s2 (idle before), cem s3, s4 (idle before): 6;
        // session A has another room: 1; session B has the same people: 0; S is another id than Z: 0
        change_cost: 28,
    };
    assert_eq!(recount(&day.problem, &day.plan), by_hand);
    assert_eq!(by_hand.total(), 920 + 20 + 29 - 63 - 70 - 11 - 6 - 18 - 28);
}

#[test]
fn changes_of_place_are_counted_between_neighbouring_slots() {
    // ana: hall, hall, lab, lab; ben: hall, den, lab, lab; cem: hall, nowhere, lab, lab; tom: hall, nowhere, lab, lab.
    let with_zones = |d: &mut Day| {
        (d.room("hall").zone, d.room("den").zone, d.room("lab").zone) = ("near".into(), "near".into(), "far".into());
    };
    assert_eq!(differing(|d| d.learner("ana").room_change_cost = 5), [("place_cost", 5)]);
    assert_eq!(differing(|d| d.learner("ben").room_change_cost = 5), [("place_cost", 10)]);
    assert_eq!(differing(|d| d.learner("cem").room_change_cost = 5), []);
    assert_eq!(differing(|d| d.learner("ben").zone_change_cost = 5), [], "rooms that name no zone");
    let ben = |d: &mut Day| {
        with_zones(d);
        (d.learner("ben").room_change_cost, d.learner("ben").zone_change_cost) = (5, 70);
    };
    assert_eq!(differing(ben), [("place_cost", 80)]);
    assert_eq!(
        differing(|d| {
            ben(d);
            d.room("lab").zone = String::new();
        }),
        [("place_cost", 10)],
        "one of two rooms names no zone"
    );
    assert_eq!(differing(|d| d.staff("tom").room_change_cost = 5), []);
    assert_eq!(
        differing(|d| {
            with_zones(d);
            d.session("T").staff = strings(["tom"]);
            (d.staff("tom").room_change_cost, d.staff("tom").zone_change_cost) = (5, 70);
        }),
        [("staff_bonus", 0), ("place_cost", 75)].into_iter().filter(|t| t.1 != 0).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_had_before_what_it_follows_is_lost_once() {
    let early = |learner: &'static str, offering: &'static str, follows: &'static str| {
        let lost = differing(|d| {
            let candidate = d.candidate(learner, offering);
            (candidate.follows, candidate.early_cost) = (Some(follows.into()), 7);
        });
        lost.first().map_or(0, |term| if term.0 == "early_cost" { term.1 } else { -1 })
    };
    assert_eq!(early("ana", "bridges", "talk"), 0, "in order");
    assert_eq!(early("ana", "talk", "bridges"), 7, "before, over both its slots");
    assert_eq!(early("ana", "algebra", "talk"), 7);
    assert_eq!(early("ana", "algebra", "speech"), 0, "the other is not done");
    assert_eq!(early("ana", "speech", "algebra"), 0, "itself is not done");
    assert_eq!(early("ana", "talk", "online"), 0, "no candidate of the learner");
}

/// The sound day's terms after a change, those that differ from before.
fn differing(change: impl Fn(&mut Day)) -> Vec<(&'static str, i64)> {
    let (before, mut day) = (Day::sound(), Day::sound());
    change(&mut day);
    let [a, b] = [&before, &day].map(|d| serde_json::to_value(recount(&d.problem, &d.plan)).expect("an object"));
    let names = [
        "utility",
        "staff_bonus",
        "together",
        "open_cost",
        "idle_cost",
        "shortfall_cost",
        "excess_cost",
        "never_alone_cost",
        "place_cost",
        "early_cost",
        "change_cost",
    ];
    names
        .into_iter()
        .map(|name| (name, b[name].as_i64().expect("points") - a[name].as_i64().expect("points")))
        .filter(|(_, difference)| *difference != 0)
        .collect()
}

#[test]
fn every_term_moves_as_its_sentence_says() {
    assert_eq!(differing(|d| d.candidate("ana", "algebra").utility += 3), [("utility", 3)]);
    assert_eq!(
        differing(|d| {
            d.candidate("cem", "bridges").slot_bonus.insert("s4".into(), 9);
        }),
        []
    );
    assert_eq!(
        differing(|d| {
            d.candidate("cem", "bridges").slot_bonus.insert("s3".into(), 9);
        }),
        [("utility", 9)]
    );
    assert_eq!(
        differing(|d| {
            d.learner("ben").staff_bonus.insert("vic".into(), 2);
        }),
        [("staff_bonus", 2)]
    );
    assert_eq!(differing(|d| d.problem.together[0].bonus = -12), [("together", -48)]);
    assert_eq!(differing(|d| d.problem.stations[0].open_cost = -5), [("open_cost", -10)]);
    assert_eq!(differing(|d| d.offering("online").open_cost = 0), []);
    assert_eq!(differing(|d| d.learner("dee").slots = Some(strings(["s1", "s2", "s3"]))), [("idle_cost", -20)]);
    assert_eq!(differing(|d| d.requirement("dee").slots_min = 4), [("shortfall_cost", 22)]);
    assert_eq!(differing(|d| d.requirement("cem").tag = "science".into()), [("excess_cost", 6)]);
    // A candidate's tags count for its learner alone, a slot once, every slot of a long lesson.
    assert_eq!(differing(|d| d.candidate("dee", "talk").tags = strings(["english"])), [("shortfall_cost", -11)]);
    assert_eq!(differing(|d| d.candidate("eli", "talk").tags = strings(["english"])), []);
    assert_eq!(differing(|d| d.candidate("dee", "reading").tags = strings(["english"])), []);
    assert_eq!(differing(|d| d.candidate("cem", "bridges").tags = strings(["screen"])), [("excess_cost", 12)]);
    assert_eq!(differing(|d| d.learner("cem").tags = strings(["far"])), []);
    assert_eq!(differing(|d| d.learner("eli").tags = strings(["far"])), [("never_alone_cost", -9)]);
    assert_eq!(differing(|d| d.session("S").id = "Z".into()), [("change_cost", 4)]); // room and people differ: once
    assert_eq!(differing(|d| d.session("A").id = "a".into()), [("change_cost", -4)]);
    assert_eq!(differing(|d| d.problem.previous = None), [("change_cost", -28)]);
    // By people: six slots with another lesson (the session that kept its id and left its room costs nothing by itself),
    // ana and ben in another room, ben with vic instead of uma; tom, uma and vic have another duty.
    let changes = |edit: fn(&mut Previous)| {
        let costs = differing(|d| {
            let previous = d.problem.previous.as_mut().expect("a previous plan");
            previous.change_cost = 0;
            edit(previous);
        });
        costs.first().map_or(0, |cost| cost.1 + 28)
    };
    assert_eq!(changes(|_| {}), 0);
    assert_eq!(changes(|p| p.room_cost = 100), 300);
    assert_eq!(changes(|p| p.people_cost = 10), 10);
    assert_eq!(changes(|p| p.duty_cost = 1), 3);
    assert_eq!(changes(|p| (p.change_cost, p.duty_cost) = (1000, 1)), 6_003);
    assert_eq!(changes(|p| (p.change_cost, p.room_cost, p.people_cost, p.duty_cost) = (1000, 100, 10, 1)), 6_313);
    // Who is not there in a slot counts nothing.
    let away = |costs: [i64; 3]| {
        let costs = move |d: &mut Day| {
            let previous = d.problem.previous.as_mut().expect("a previous plan");
            [previous.change_cost, previous.room_cost, previous.duty_cost] = costs;
            d.learner("eli").slots = Some(vec![]);
            d.problem.staff.iter_mut().find(|p| p.id == "vic").expect("vic").slots = Some(vec![]);
        };
        differing(costs).iter().find(|cost| cost.0 == "change_cost").map_or(0, |cost| cost.1 + 28)
    };
    assert_eq!(away([1000, 100, 1]), 5_302);
}
