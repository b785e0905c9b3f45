//! A coordinator asks about the example's published night: whatever has a name is answered, by what was published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::program::{code, daybreak, stderr, text};

const DAY: &str = "2026-11-23";
const PACKAGE: &str = "data/example";

/// The folder of nights with the example's day, planned once for all of these tests with little effort.
fn out() -> &'static str {
    static OUT: OnceLock<String> = OnceLock::new();
    OUT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explain");
        let _ = fs::remove_dir_all(&folder);
        let out = text(&folder);
        let planned = daybreak(&["plan", PACKAGE, "--out", &out, "--date", DAY, "--effort", "0.1", "-q"]);
        assert_eq!(code(&planned), 0, "{}", stderr(&planned));
        out
    })
}

/// The rows of a published table.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(Path::new(out()).join(DAY).join(table)).expect("a published table");
    reader.deserialize().map(|row| row.expect("our own CSV")).collect()
}

/// What is said of something, in lines.
fn told(what: &str) -> String {
    let said = daybreak(&["explain", PACKAGE, what, "--date", DAY, "--out", out()]);
    assert_eq!(code(&said), 0, "{what}: {}", stderr(&said));
    String::from_utf8(said.stdout).expect("UTF-8")
}

fn document(what: &str) -> Value {
    let said = daybreak(&["explain", PACKAGE, what, "--date", DAY, "--out", out(), "--format", "json"]);
    assert_eq!(code(&said), 0, "{what}: {}", stderr(&said));
    serde_json::from_slice(&said.stdout).expect("JSON")
}

#[test]
fn a_wish_is_granted_by_a_session_or_says_what_would_grant_it() {
    let wishes = rows("wishes.csv");
    let name = |row: &BTreeMap<String, String>| format!("wish:{}:{}:{}", row["learner"], row["kind"], row["value"]);
    let granted = wishes.iter().find(|row| row["granted"] == "yes").expect("one is granted");
    assert!(told(&name(granted)).contains(&format!("Granted: session {},", granted["session"])));
    let mut changed = 0;
    for row in wishes.iter().filter(|row| row["granted"] == "no").take(4) {
        let answer = document(&name(row));
        assert_eq!((&answer["format"], &answer["kind"]), (&"daybreak.answer/1".into(), &"wish".into()));
        let asked = answer["asked"].as_array().expect("a list");
        assert_eq!((asked.len(), &asked[0]["granted"]), (1, &Value::Bool(false)), "{}", name(row));
        changed += asked[0]["changes"].as_array().expect("a list").len();
    }
    assert!(changed > 0, "of four declined wishes one could be granted by some change");
    let all = document(&format!("wish:{}", granted["learner"]));
    let own = wishes.iter().filter(|row| row["learner"] == granted["learner"]).count();
    assert_eq!(all["asked"].as_array().map(Vec::len), Some(own), "a learner's wishes by the learner alone");
}

#[test]
fn requests_that_need_each_other_are_judged_together() {
    let matters = rows("matters.csv");
    let several = |row: &&BTreeMap<String, String>| row["kind"] == "request_declined" && row["subjects"].contains(';');
    let matter = matters.iter().find(several).expect("one teacher asks for several in vain");
    let said = told(&format!("matter:{}", matter["rank"]));
    assert!(said.contains(&matter["what"]) && said.contains(&matter["next_step"]), "{said}");
    let teacher = matter["what"].split(' ').next().expect("who asked");
    let together = told(&format!("request:{teacher}"));
    for said in [&said, &together] {
        assert!(said.contains("As one group (") && said.contains("Tried on the plan"), "{said}");
    }
}

#[test]
fn an_exception_is_told_whole_by_its_number_or_by_what_it_is_about() {
    let exceptions = rows("exceptions.csv");
    let (at, row) = exceptions.iter().enumerate().find(|(_, row)| row["kind"] == "request_declined").expect("one is");
    for name in [format!("exception:{}", at + 1), format!("exception:{}:request_declined", row["subject"])] {
        let said = told(&name);
        let parts = ["what", "why", "what_would_help"].map(|column| &row[column]);
        assert!(parts.iter().all(|part| said.contains(part.as_str())), "{name}: {said}");
        assert!(said.contains("Tried on the plan") || said.contains("tried on the plan"), "{name}: {said}");
    }
}

#[test]
fn a_session_an_adult_a_room_a_slot_and_a_rule_are_told_by_the_plan() {
    let session = rows("sessions.csv").into_iter().find(|row| row["station"].is_empty()).expect("a lesson is given");
    let said = told(&session["session"]);
    let size = format!("{} of at least {} and at most {}", session["size"], session["size_min"], session["size_max"]);
    assert!(said.contains(&size) && said.contains(&format!("in {}", session["room"])), "{said}");
    assert_eq!(said, told(&format!("session:{}", session["session"])), "a bare id and a whole name say the same");

    let (staff, room) = (&session["staff"], &session["room"]);
    let served = |row: &BTreeMap<String, String>| row["staff"] == *staff && row["session"] == session["session"];
    let row = rows("staff.csv").into_iter().find(served).expect("the adult's slot");
    assert!(told(staff).contains(&format!("slot {} ({} to {}): ", row["slot"], row["start"], row["end"])));
    let said = told(&format!("room:{room}"));
    let in_use = |row: &&BTreeMap<String, String>| row["room"] == *room && row["state"] == "in use";
    let taken: BTreeSet<String> = rows("rooms.csv").iter().filter(in_use).map(|row| row["slot"].clone()).collect();
    assert!(said.contains(&format!("In use in {} of ", taken.len())), "{said}");

    let said = told(&format!("slot:{}", session["slot"]));
    assert!(said.contains("rooms in use") && said.contains("All who are there serve"), "{said}");
    let args = [
        "explain",
        PACKAGE,
        "rule:people-before-screens",
        "--date",
        DAY,
        "--out",
        out(),
        "--price",
        "--effort",
        "0.02",
    ];
    let said = String::from_utf8(daybreak(&args).stdout).expect("UTF-8");
    assert!(said.contains("How binding: 150 points") && said.contains("without people-before-screens: "), "{said}");
    let said = told("rule:a-teacher-every-day");
    assert!(
        said.contains("Every learner works with an adult") && said.contains("It was in force for 374 learners"),
        "{said}"
    );
}

#[test]
fn a_name_that_nothing_has_gets_the_nearest_and_one_that_several_have_is_asked_back() {
    let refused = |args: &[&str]| {
        let mut all = vec!["explain", PACKAGE, "--date", DAY, "--out", out()];
        all.extend(args);
        let said = daybreak(&all);
        assert_eq!(code(&said), 2, "{args:?}");
        stderr(&said)
    };
    assert!(refused(&["L0011"]).contains("Maybe L001."));
    assert!(refused(&["wish:L001:partner:L060"]).contains("Maybe wish:L001:partner:L006."));
    assert!(refused(&["rule:a-teacher-evry-day"]).contains("Maybe rule:a-teacher-every-day."));
    assert!(refused(&["room:A101", "--slot", "P1"]).contains("go with a learner alone"));
    assert!(refused(&["A101", "--site", "aldr"]).contains("Maybe alder."));
}

/// The example with some files replaced, beside links to the others.
fn package(name: &str, edit: impl Fn(&str, String) -> String) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explained").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(PACKAGE);
    for entry in fs::read_dir(example).expect("the example") {
        let path = entry.expect("a readable entry").path();
        let file = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("UTF-8");
        fs::write(folder.join(&file), edit(&file, text)).expect("a table");
    }
    folder
}

#[test]
fn what_has_moved_since_is_said_and_the_published_plan_is_told() {
    let row = rows("staff.csv").into_iter().find(|row| row["state"] == "serving").expect("somebody serves");
    let staff = &row["staff"];
    let moved = package("moved", |file, text| match file {
        "availability.csv" => format!("{text}alder,staff,{staff},{DAY},,,no,ill\n"),
        // A room of the same id: the bare one is no answer any more.
        "rooms.csv" => format!("{text}alder,{staff},10,,,\n"),
        _ => text,
    });
    let ask = |what: &str| {
        let rules = text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"));
        daybreak(&["explain", &text(&moved), what, "--date", DAY, "--out", out(), "--rules", &rules])
    };
    let said = ask(&format!("staff:{staff}"));
    let (answer, notes) = (String::from_utf8_lossy(&said.stdout).into_owned(), stderr(&said));
    assert_eq!(code(&said), 0, "{notes}");
    assert!(notes.contains("availability.csv") && notes.contains("rooms.csv"), "{notes}");
    assert!(answer.contains(&format!("slot {} (", row["slot"])), "the day as it was published: {answer}");
    assert!(answer.contains("Since the plan was made") && answer.contains("is there in no slot"), "{answer}");
    let said = ask(staff);
    assert_eq!(code(&said), 2);
    assert!(stderr(&said).contains(&format!("means more than one thing: room:{staff}, staff:{staff}")));
}
