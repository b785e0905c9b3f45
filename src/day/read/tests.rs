//! Every kind of fault, named with its place; no bytes make reading panic.

use proptest::prelude::*;

use super::{read_plan, read_problem};

const GOOD: &str = r#"{"format": "daybreak.problem/1", "site": "s", "date": "2026-11-23",
  "slots": [{"id": "1", "start": "08:00", "end": "08:45", "block": "am"}],
  "rooms": [{"id": "r", "capacity": 3}], "staff": [{"id": "t", "tags": ["x"]}],
  "offerings": [{"id": "o", "modality": "whole", "size_min": 1, "size_max": 2}],
  "learners": [{"id": "ana", "idle_cost": 3, "candidates": [{"offering": "o", "utility": 5}]}]}"#;

/// The issues of the good document with one text replaced, one a line.
fn issues_with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from} is not in the document");
    let issues = read_problem("p.json", GOOD.replace(from, to).as_bytes()).expect_err("a fault");
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_document_is_read_also_with_a_byte_order_mark() {
    let plain = read_problem("p.json", GOOD.as_bytes()).expect("readable");
    let marked = read_problem("p.json", format!("\u{feff}{GOOD}").as_bytes()).expect("readable");
    assert_eq!(plain, marked);
    assert_eq!(plain.learners[0].candidates[0].times_max, 1);
}

#[test]
fn an_unknown_field_is_named_with_the_nearest_known_one() {
    let text = issues_with("\"utility\": 5", "\"utility\": 5, \"exclusve\": \"k\"");
    assert_eq!(
        text,
        "P003 p.json learners[0].candidates[0].exclusve: found unknown field \"exclusve\", expected one of offering, \
         utility, slots, slot_bonus, times_max, exclusive, after, tags, follows, follows_also, early_cost. Maybe exclusive."
    );
}

#[test]
fn a_missing_field_and_a_wrong_kind_are_named() {
    assert_eq!(
        issues_with(", \"capacity\": 3", ""),
        "P004 p.json rooms[0].capacity: found nothing, expected the field \"capacity\", which has no default."
    );
    assert_eq!(
        issues_with("\"capacity\": 3", "\"capacity\": \"3\""),
        "P005 p.json rooms[0].capacity: found string \"3\", expected a whole number from 0 to 4294967295. \
         Maybe the quotation marks are too many."
    );
    assert_eq!(
        issues_with("\"capacity\": 3", "\"capacity\": -3"),
        "P005 p.json rooms[0].capacity: found integer `-3`, expected a whole number from 0 to 4294967295."
    );
    assert!(issues_with("08:45", "25:45").contains("slots[0].end"));
    assert!(issues_with("2026-11-23", "2026-13-23").contains("P005 p.json date"));
}

#[test]
fn all_faults_are_named_at_once() {
    let broken = GOOD
        .replace("\"capacity\": 3", "\"capacity\": -3")
        .replace("\"idle_cost\": 3", "\"idle_costs\": 3")
        .replace("\"site\"", "\"sites\": 1, \"sight\": 2, \"site\"");
    let issues = read_problem("p.json", broken.as_bytes()).expect_err("faults");
    let places: Vec<_> = issues.iter().map(|i| (i.code, i.place.column.clone().unwrap_or_default())).collect();
    let wanted =
        [("P005", "rooms[0].capacity"), ("P003", "learners[0].idle_costs"), ("P003", "sight"), ("P003", "sites")];
    assert_eq!(places, wanted.map(|(code, path)| (code, path.to_owned())));
}

#[test]
fn no_json_and_another_format_are_told() {
    let text = issues_with("\"site\": \"s\",", "\"site\": \"s\"");
    assert!(text.starts_with("P001 p.json:1: found expected `,` or `}`"), "{text}");
    let text = issues_with("daybreak.problem/1", "daybreak.plan/1");
    assert!(text.starts_with("P002 p.json format") && text.contains("swapped"), "{text}");
    let text = issues_with("\"site\": \"s\",", "\"site\": \"s\", \"site\": \"t\",");
    assert!(text.contains("duplicate field `site`"), "{text}");
    assert!(read_problem("p.json", b"").is_err());
    assert!(read_problem("p.json", format!("{GOOD} x").as_bytes()).is_err());
    assert!(read_problem("p.json", b"[]").is_err());
    assert!(read_problem("p.json", "[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn a_plan_is_read_and_refused_alike() {
    let plan = r#"{"format": "daybreak.plan/1", "problem_sha256": "", "sessions": [], "objective": 0, "bound": 1,
        "gap": 1, "stopped": "no better plan found"}"#;
    assert!(read_plan("plan.json", plan.as_bytes()).is_ok());
    let issues = read_plan("plan.json", plan.replace("\"gap\": 1", "\"gap\": null").as_bytes()).expect_err("a fault");
    assert_eq!(issues[0].to_string(), "P005 plan.json gap: found null, expected a number.");
    let issues = read_plan("plan.json", plan.replace("no better", "no").as_bytes()).expect_err("a fault");
    assert!(issues[0].to_string().contains("stopped"), "{}", issues[0]);
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_problem("p.json", &bytes);
        let _ = read_plan("p.json", &bytes);
    }

    #[test]
    fn no_changed_document_makes_reading_panic(at in 0..GOOD.len(), n in 0_usize..12, text in "[\\[\\]{}\":,a-z0-9.`\u{e9}-]{0,6}") {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes.splice(at..(at + n).min(GOOD.len()), text.bytes());
        if let Err(issues) = read_problem("p.json", &bytes) {
            prop_assert!(!issues.is_empty());
        }
    }
}
