//! For every check a document with exactly that fault; a sound document has none.

use serde_json::{Value, json};

use super::validate_problem;
use crate::issue::Severity;
use crate::problem::Problem;

/// A sound problem in which every kind of thing occurs.
fn sound() -> Value {
    json!({
        "format": "daybreak.problem/1", "site": "s", "date": "2026-11-23",
        "slots": [
            {"id": "s1", "start": "08:00", "end": "08:45", "block": "am"},
            {"id": "s2", "start": "08:50", "end": "09:35", "block": "am"},
            {"id": "s3", "start": "10:00", "end": "10:45", "block": "pm"},
        ],
        "rooms": [
            {"id": "r1", "capacity": 6, "features": ["sink"]},
            {"id": "r2", "capacity": 8, "sessions_at_once": 2, "slots": ["s1", "s2"]},
        ],
        "staff": [
            {"id": "t1", "tags": ["math", "aide"]},
            {"id": "t2", "tags": ["aide"], "slots": ["s1", "s2"]},
        ],
        "devices": [{"id": "laptop", "count": 4}],
        "offerings": [
            {"id": "algebra", "modality": "small", "tags": ["math"], "size_min": 1, "size_max": 3,
             "staff": [{"tag": "math", "count": 1}], "room_features": ["sink"]},
            {"id": "project", "modality": "project", "slots": 2, "size_min": 2, "size_max": 6,
             "staff": [{"tag": "aide", "count": 1}], "sessions_max": 1},
            {"id": "online", "modality": "online", "station": "desk", "size_min": 1, "size_max": 4,
             "devices": {"laptop": 2}},
            {"id": "reading", "modality": "independent", "station": "desk", "size_min": 1, "size_max": 4},
        ],
        "stations": [{"id": "desk", "size_min": 1, "size_max": 6, "staff": [{"tag": "aide", "count": 1}]}],
        "learners": [
            {"id": "ana", "idle_cost": 10, "group_size_max": 4, "tags": ["new"],
             "candidates": [
                {"offering": "algebra", "utility": 100, "times_max": 2, "slot_bonus": {"s1": 5}},
                {"offering": "project", "utility": 80, "after": "algebra"},
                {"offering": "online", "utility": 50, "exclusive": "desk"},
                {"offering": "reading", "utility": 40, "exclusive": "desk"}],
             "requirements": [{"id": "q", "tag": "math", "slots_min": 1, "slots_max": 2}]},
            {"id": "ben", "idle_cost": 10, "staff_barred": ["t2"], "staff_bonus": {"t1": 3}, "tags": ["new"],
             "candidates": [
                {"offering": "algebra", "utility": 100, "slots": ["s1", "s3"]},
                {"offering": "project", "utility": 80},
                {"offering": "online", "utility": 50}]},
            {"id": "cem", "idle_cost": 10, "slots": ["s1", "s2"], "room_features": ["sink"],
             "candidates": [{"offering": "algebra", "utility": 90}, {"offering": "online", "utility": 20}]},
        ],
        "apart": [["ana", "cem"]],
        "together": [{"learners": ["ana", "ben"], "bonus": 7}],
        "never_alone": [{"tag": "new", "cost": 4}],
        "pins": [{"learner": "ben", "slot": "s1", "offering": "algebra", "room": "r1", "staff": "t1"}],
        "previous": {"change_cost": 2, "plan": {
            "format": "daybreak.plan/1", "problem_sha256": "", "objective": 0, "bound": 0, "gap": 0, "stopped": "gap",
            "sessions": [{"id": "a", "slot": "s1", "offering": "algebra", "room": "r1", "staff": ["t1"],
                          "learners": [{"id": "ben", "offering": "algebra"}]}]}},
    })
}

/// The sound problem with the value at a JSON pointer replaced (added where the parent has none).
fn with(changes: &[(&str, Value)]) -> Value {
    let mut document = sound();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match document.pointer_mut(parent).expect("the parent") {
            Value::Object(object) => {
                object.insert(key.to_owned(), value.clone());
            }
            Value::Array(list) => match key.parse::<usize>() {
                Ok(i) if i < list.len() => list[i] = value.clone(),
                _ => list.push(value.clone()),
            },
            other => panic!("{parent} is {other}"),
        }
    }
    document
}

fn issues(document: Value) -> Vec<(String, String)> {
    let problem: Problem = serde_json::from_value(document).expect("readable");
    validate_problem("p.json", &problem)
        .iter()
        .map(|issue| (issue.code.to_owned(), issue.place.column.clone().unwrap_or_default()))
        .collect()
}

/// Asserts that the changes yield exactly these issues, as `code path`.
fn check(changes: &[(&str, Value)], expected: &[&str]) {
    let found: Vec<String> = issues(with(changes)).iter().map(|(code, path)| format!("{code} {path}")).collect();
    assert_eq!(found, expected, "after {changes:?}");
}

/// The sound problem with one more pin.
fn pin(pin: Value, expected: &[&str]) {
    check(&[("/pins/-", pin)], expected);
}

#[test]
fn a_sound_problem_has_no_issue() {
    check(&[], &[]);
}

#[test]
fn single_values() {
    check(&[("/format", json!("daybreak.problem/2"))], &["P101 format"]);
    check(&[("/slots/2/end", json!("09:59"))], &["P120 slots[2].end"]);
    check(&[("/slots/1/start", json!("08:40"))], &["P120 slots[1].start"]);
    check(&[("/offerings/0/size_max", json!(0))], &["P121 offerings[0].size_max"]);
    check(&[("/stations/0/size_min", json!(7))], &["P121 stations[0].size_min"]);
    check(&[("/offerings/0/slots", json!(0))], &["P122 offerings[0].slots"]);
    check(&[("/offerings/2/slots", json!(2))], &["P122 offerings[2].slots"]);
    check(&[("/learners/0/idle_cost", json!(2_000_000_000_000_i64))], &["P123 learners[0].idle_cost"]);
    check(
        &[("/learners/0/candidates/0/slot_bonus/s1", json!(i64::MIN))],
        &["P123 learners[0].candidates[0].slot_bonus.s1"],
    );
    check(&[("/previous/change_cost", json!(-1))], &["P124 previous.change_cost"]);
}

#[test]
fn ids_are_unique_and_known() {
    check(&[("/learners/2/id", json!("ben")), ("/apart", json!([]))], &["P102 learners[2].id"]);
    let twice = json!([{"id": "q", "tag": "math"}, {"id": "q", "tag": "math"}]);
    check(&[("/learners/0/requirements", twice)], &["P102 learners[0].requirements[1].id"]);
    check(&[("/rooms/1/slots/0", json!("s9"))], &["P110 rooms[1].slots[0]"]);
    check(&[("/learners/0/candidates/0/slot_bonus/s9", json!(1))], &["P110 learners[0].candidates[0].slot_bonus.s9"]);
    check(&[("/learners/1/candidates/0/slots/1", json!("s9"))], &["P110 learners[1].candidates[0].slots[1]"]);
    pin(json!({"learner": "ana", "slot": "s9"}), &["P110 pins[1].slot"]);
    check(&[("/learners/2/candidates/1/offering", json!("onlin"))], &["P111 learners[2].candidates[1].offering"]);
    check(&[("/offerings/2/station", json!("desks"))], &["P112 offerings[2].station"]);
    check(&[("/learners/1/staff_barred/0", json!("t9"))], &["P113 learners[1].staff_barred[0]"]);
    check(&[("/offerings/2/devices/tablet", json!(1))], &["P114 offerings[2].devices.tablet"]);
    pin(json!({"learner": "ana", "slot": "s3", "room": "r9"}), &["P114 pins[1].room"]);
    check(&[("/apart/0/1", json!("cen"))], &["P115 apart[0][1]"]);
    check(&[("/together/0/learners/1", json!("bem"))], &["P115 together[0].learners[1]"]);
    check(&[("/previous/plan/sessions/0/room", json!("r9"))], &["P116 previous.plan.sessions[0]"]);
}

#[test]
fn an_unknown_id_names_the_nearest() {
    let document = with(&[("/learners/2/candidates/1/offering", json!("onlin"))]);
    let problem: Problem = serde_json::from_value(document).expect("readable");
    let text = validate_problem("p.json", &problem)[0].to_string();
    assert_eq!(
        text,
        "P111 p.json learners[2].candidates[1].offering: found \"onlin\", expected an offering of the problem. Maybe online."
    );
}

#[test]
fn learners_bring_what_fits_together() {
    check(&[("/apart/0/1", json!("ana"))], &["P130 apart[0]"]);
    check(&[("/together/0/learners/1", json!("ana"))], &["P130 together[0].learners"]);
    check(&[("/learners/2/candidates/1/offering", json!("algebra"))], &["P131 learners[2].candidates[1].offering"]);
    check(&[("/learners/1/candidates/1/after", json!("reading"))], &["P132 learners[1].candidates[1].after"]);
    check(&[("/learners/1/candidates/1/after", json!("project"))], &["P133 learners[1].candidates[1].after"]);
    check(
        &[("/learners/0/candidates/0/after", json!("online")), ("/learners/0/candidates/2/after", json!("algebra"))],
        &["P133 learners[0].candidates[0].after"],
    );
    check(
        &[("/learners/0/requirements/0/slots_min", json!(3))],
        &["P134 learners[0].requirements[0].slots_min", "P135 learners[0].requirements[0].slots_min"],
    );
    let out_of_reach = json!([{"id": "q", "tag": "math", "slots_min": 2}]);
    check(&[("/learners/1/requirements", out_of_reach)], &["P135 learners[1].requirements[0].slots_min"]);
    let with_a_cost = json!([{"id": "q", "tag": "math", "slots_min": 2, "shortfall_cost": 5}]);
    check(&[("/learners/1/requirements", with_a_cost)], &[]);
}

#[test]
fn single_pins_against_the_rules() {
    pin(json!({"learner": "cem", "slot": "s3"}), &["P140 pins[1].slot"]);
    pin(json!({"learner": "cem", "slot": "s2", "offering": "project"}), &["P141 pins[1].offering"]);
    pin(json!({"learner": "ben", "slot": "s3", "offering": "project"}), &["P142 pins[1].slot"]);
    pin(json!({"learner": "ana", "slot": "s3", "offering": "algebra", "room": "r2"}), &["P143 pins[1].room"]);
    pin(json!({"learner": "cem", "slot": "s2", "room": "r2"}), &["P143 pins[1].room"]);
    pin(json!({"learner": "ana", "slot": "s3", "staff": "t2"}), &["P144 pins[1].staff"]);
    pin(json!({"learner": "ben", "slot": "s2", "staff": "t2"}), &["P144 pins[1].staff"]);
    pin(json!({"learner": "ana", "slot": "s2", "offering": "algebra", "staff": "t2"}), &["P144 pins[1].staff"]);
    let small = [("/learners/0/group_size_max", json!(1)), ("/learners/0/candidates/1/after", json!(null))];
    let pinned = json!({"learner": "ana", "slot": "s2", "offering": "project"});
    check(&[&small[..], &[("/pins/-", pinned)]].concat(), &["P145 pins[1].offering"]);
}

#[test]
fn pins_against_each_other() {
    pin(json!({"learner": "ben", "slot": "s1", "offering": "online"}), &["P150 pins[1].offering"]);
    pin(json!({"learner": "ben", "slot": "s3", "offering": "algebra"}), &["P151 pins[1].slot"]);
    let desk = |slot: &str, offering: &str| json!({"learner": "ana", "slot": slot, "offering": offering});
    check(&[("/pins/-", desk("s2", "online")), ("/pins/-", desk("s3", "reading"))], &["P151 pins[2].offering"]);
    pin(json!({"learner": "ana", "slot": "s1", "offering": "project"}), &["P151 pins[1].slot"]);
    pin(json!({"learner": "cem", "slot": "s1", "staff": "t1", "offering": "online"}), &["P152 pins[1]"]);
    pin(json!({"learner": "ana", "slot": "s1", "staff": "t1", "room": "r2"}), &["P152 pins[1]"]);
    let third = json!({"learner": "cem", "slot": "s1", "staff": "t1"});
    check(
        &[("/pins/-", json!({"learner": "ana", "slot": "s1", "staff": "t1"})), ("/pins/-", third)],
        &["P152 pins[2]"],
    );
    let crowd = [("/rooms/1/capacity", json!(1)), ("/pins", json!([]))];
    let in_r2 = |learner: &str| ("/pins/-", json!({"learner": learner, "slot": "s2", "room": "r2"}));
    check(&[&crowd[..], &[in_r2("ana"), in_r2("ben")]].concat(), &["P153 pins[1].room"]);
    let online = |learner: &str| ("/pins/-", json!({"learner": learner, "slot": "s2", "offering": "online"}));
    check(&[online("ana"), online("ben"), online("cem")], &["P154 pins[3].offering"]);
}

#[test]
fn doubts_are_warnings() {
    // (what is changed in the problem: path and value; the doubts that it raises)
    type Doubt<'a> = (&'a [(&'a str, Value)], &'a [&'a str]);
    let doubts: &[Doubt] = &[
        (&[("/offerings/0/staff/0/tag", json!("maths")), ("/pins", json!([]))], &["P180 offerings[0].staff"]),
        (&[("/stations/0/staff/0/count", json!(3))], &["P180 stations[0].staff"]),
        (&[("/offerings/1/room_features", json!(["stage"]))], &["P181 offerings[1]"]),
        (&[("/devices/0/count", json!(1))], &["P182 offerings[2].devices.laptop"]),
        (&[("/learners/2/candidates", json!([]))], &["P183 learners[2].candidates"]),
        (
            &[("/learners/2/slots", json!(["s3"])), ("/learners/2/candidates/0/slots", json!(["s1"]))],
            &["P184 learners[2].candidates[0]"],
        ),
        (&[("/never_alone/0/tag", json!("news"))], &["P185 never_alone[0].tag"]),
        (&[("/learners/2/candidates/0/times_max", json!(0))], &["P186 learners[2].candidates[0].times_max"]),
        (&[("/never_alone/0/cost", json!(-4))], &["P187 never_alone[0].cost"]),
        (&[("/apart/0/1", json!("ben"))], &["P188 together[0].learners"]),
    ];
    for (changes, expected) in doubts {
        check(changes, expected);
        let problem: Problem = serde_json::from_value(with(changes)).expect("readable");
        assert!(validate_problem("p.json", &problem).iter().all(|issue| issue.severity == Severity::Warning));
    }
}

#[test]
fn all_faults_come_at_once() {
    let found = issues(with(&[
        ("/format", json!("x")),
        ("/rooms/1/slots/0", json!("s9")),
        ("/learners/1/staff_barred/0", json!("t9")),
        ("/apart/0/1", json!("ana")),
    ]));
    let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["P101", "P110", "P113", "P130"]);
}
