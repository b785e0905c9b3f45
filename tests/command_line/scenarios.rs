//! Scenarios of the school of the readable cases, side by side: one more person, a rule off, a later bell; what is kept of them and
//! what never sees them; calls that are refused.
//!
//! Elm has two slots in the morning, one mathematics teacher and an aide. L2 is owed 45 minutes of speech today, and nobody may
//! give it. A rule of the school asks for two slots of own work from everybody, so the teacher holds no group.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{code, daybreak, package, stderr, text};

const DAY: &str = "2026-11-23";

const RULES: &str = r#"[[rule]]
id = "own-work-all-day"
kind = "requirement"
why = "Everybody works alone in both slots."
tag = "grouping:individual"
slots_min = 2
shortfall_cost = 500
"#;

struct Elm {
    folder: tempfile::TempDir,
    package: PathBuf,
}

impl Elm {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let package = package(folder.path());
        fs::write(package.join("services.csv"), "learner,service,staff_tag,minutes,per\nL2,speech,speech,45,day\n")
            .expect("a table");
        fs::create_dir(package.join("rules")).expect("a folder");
        fs::write(package.join("rules/day.toml"), RULES).expect("a rule");
        Elm { folder, package }
    }

    fn out(&self) -> String {
        text(&self.folder.path().join("out"))
    }

    fn plan(&self, more: &[&str]) {
        let (package, out) = (text(&self.package), self.out());
        let planned = daybreak(&[&["plan", &package, "--date", DAY, "--out", &out, "-q"], more].concat());
        assert_eq!(code(&planned), 0, "{}", stderr(&planned));
    }

    /// Exit code, stdout, stderr.
    fn whatif(&self, words: &[&str]) -> (i32, String, String) {
        let (package, out) = (text(&self.package), self.out());
        let asked = daybreak(&[&["whatif", &package, "--date", DAY, "--out", &out], words].concat());
        (code(&asked), String::from_utf8_lossy(&asked.stdout).into_owned(), stderr(&asked))
    }

    /// The document of a scenario that is made.
    fn made(&self, words: &[&str]) -> Value {
        let (code, said, error) = self.whatif(&[words, &["--format", "json"]].concat());
        assert_eq!(code, 0, "{error}");
        serde_json::from_str(&said).expect("a document")
    }

    /// What is listed, by name.
    fn listed(&self, name: &str) -> Value {
        let (_, said, _) = self.whatif(&["--format", "json"]);
        let listed: Value = serde_json::from_str(&said).expect("a document");
        let all = listed["scenarios"].as_array().expect("scenarios").clone();
        all.into_iter().find(|one| one["name"] == name).unwrap_or_default()
    }

    fn place(&self, name: &str) -> PathBuf {
        Path::new(&self.out()).join(".scenarios").join(DAY).join(name)
    }
}

fn number(document: &Value, at: &str) -> i64 {
    document.pointer(at).and_then(Value::as_i64).unwrap_or_else(|| panic!("a number at {at} of {document}"))
}

#[test]
fn one_more_person_brings_a_service_that_was_short() {
    let elm = Elm::new();
    elm.plan(&[]);
    let speech = elm.made(&["--name", "speech", "--more", "staff:speech@08:45-09:10"]);
    assert_eq!(speech["changes"][0]["slots"], serde_json::json!(["S1"]), "the one slot that the span touches");
    assert_eq!((number(&speech, "/base/figures/services_short"), number(&speech, "/figures/services_short")), (1, 0));
    assert_eq!(number(&speech, "/figures/service_minutes_planned"), 45);
    assert_eq!((number(&speech, "/base/figures/act"), number(&speech, "/figures/act")), (1, 0));
    let gains = &speech["gains"];
    assert_eq!((&gains["learners"][0]["learner"], number(gains, "/learners/0/services/speech")), (&"L2".into(), 45));
    assert_eq!(number(gains, "/learners/0/taught_minutes"), 45);
    assert_eq!((number(gains, "/same"), number(&speech, "/moved/slots")), (3, 1), "nobody else is moved for it");
    // Four learners are too few to be told of as a group.
    assert!(gains["groups"].as_array().expect("groups").iter().all(|group| group["figures"].is_null()), "{gains}");
    // More is asked of a day that can hold the service, and that is said where it ends below its base.
    assert!(number(&speech, "/figures/points") < number(&speech, "/base/figures/points"));
    assert!(number(&speech, "/below/its_plan") < number(&speech, "/figures/points"), "{}", speech["below"]);
    // What is kept holds, and can be compared.
    let site = elm.place("speech").join("sites/elm");
    let verified = daybreak(&["verify", &text(&site.join("problem.json")), &text(&site.join("plan.json")), "--bound"]);
    assert_eq!(code(&verified), 0, "{}", stderr(&verified));
    let night = text(&Path::new(&elm.out()).join(DAY));
    assert_eq!(code(&daybreak(&["diff", &night, &text(&elm.place("speech"))])), 1);
    assert_eq!(code(&daybreak(&["diff", &night, &text(&elm.place("base"))])), 0);
    // The same call writes the same bytes, though the base planned once more is read this time.
    let written = || fs::read(elm.place("speech").join("scenario.json")).expect("kept");
    let before = written();
    elm.made(&["--name", "speech", "--more", "staff:speech@08:45-09:10"]);
    assert_eq!(before, written());
    // Without a span it is all day.
    let all_day = elm.made(&["--name", "all-day", "--more", "staff:speech"]);
    assert_eq!(number(&all_day, "/figures/services_short"), 0);
    assert!(all_day["changes"][0]["slots"].is_null());
}

#[test]
fn a_rule_is_off_and_the_bell_rings_later() {
    let elm = Elm::new();
    elm.plan(&[]);
    let off = elm.made(&["--name", "groups", "--without", "own-work-all-day"]);
    let taught = number(&off, "/figures/minutes/taught");
    assert!(number(&off, "/base/figures/minutes/taught") == 0 && taught > 0, "{taught} minutes");
    assert_eq!(number(&off, "/figures/minutes/by_grouping/small"), taught);
    assert!(off["below"].is_null(), "a rule off adds nothing, so nothing is said of ending below");

    let bell = elm.folder.path().join("slots.csv");
    let rows = "site,slot,start,end,block\nelm,S1,09:00,09:45,am\nelm,S2,09:45,10:30,am\nelm,S3,10:30,11:15,late\n";
    fs::write(&bell, rows).expect("a table");
    let later = elm.made(&["--name", "late bell", "--with", &text(&bell)]);
    assert_eq!((number(&later, "/base/figures/slots_filled"), number(&later, "/figures/slots_filled")), (8, 12));
    assert_eq!(number(&later, "/figures/minutes/all"), 540);

    let (_, table, _) = elm.whatif(&[]);
    let row = |what: &str| {
        let line = table.lines().find(|line| line.trim_start().starts_with(what)).expect("a row");
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("base"), ["again", "groups", "late bell"]);
    assert_eq!(row("filled learner slots"), ["8 of 8", "8 of 8", "8 of 8", "12 of 12"]);
    let taught = taught.to_string();
    assert_eq!(row("an adult teaches"), ["0", "0", &taught, "180"], "the new slot is nobody's own work by the rule");
    assert!(table.contains("groups: --without own-work-all-day"), "{table}");
}

#[test]
fn a_room_like_another_and_devices_are_there_for_the_day() {
    let elm = Elm::new();
    fs::write(elm.package.join("rooms.csv"), "site,room,capacity,features\nelm,R1,20,\nelm,R2,6,lab\nelm,hall,40,\n")
        .expect("a table");
    fs::write(elm.package.join("devices.csv"), "site,device,count\nelm,laptops,2\n").expect("a table");
    let modalities = fs::read_to_string(elm.package.join("modalities.csv")).expect("a table");
    let with_devices: String = (modalities.lines().enumerate())
        .map(|(at, line)| if at == 0 { format!("{line},devices\n") } else { format!("{line},laptops\n") })
        .collect();
    fs::write(elm.package.join("modalities.csv"), with_devices).expect("a table");
    elm.plan(&[]);
    let more = elm.made(&["--name", "lab", "--more", "room:lab@S2", "--more", "device:laptops=3"]);
    assert_eq!(more["changes"][0]["like"], "R2");
    let problem = fs::read(elm.place("lab").join("sites/elm/problem.json")).expect("kept");
    let problem: Value = serde_json::from_slice(&problem).expect("a document");
    let room =
        problem["rooms"].as_array().expect("rooms").iter().find(|room| room["id"] == "whatif.1").expect("a room");
    assert_eq!((&room["capacity"], &room["slots"]), (&6.into(), &serde_json::json!(["S2"])));
    assert_eq!(problem["devices"], serde_json::json!([{"id": "laptops", "count": 5}]));
}

#[test]
fn scenarios_are_no_nights_and_a_base_published_anew_is_told() {
    let elm = Elm::new();
    elm.plan(&[]);
    elm.made(&["--name", "speech", "--more", "staff:speech"]);
    assert!(elm.listed("speech")["stale"].is_null());
    assert_eq!(elm.listed("speech")["changed_since"], serde_json::json!([]));

    let nights = daybreak(&["nights", "--out", &elm.out(), "--format", "json"]);
    let nights: Value = serde_json::from_slice(&nights.stdout).expect("a document");
    assert_eq!(nights["nights"].as_array().map(Vec::len), Some(1));
    for command in [&["publish", "speech"][..], &["approve", "speech"], &["rollback"]] {
        assert_eq!(code(&daybreak(&[command, &["--out", &elm.out()]].concat())), 2, "{command:?}");
    }
    let mut sheets = fs::read_dir(elm.place("speech")).expect("kept").map(|entry| entry.expect("readable").file_name());
    assert!(sheets.all(|name| name == "sites" || name == "scenario.json"), "no sheets for anybody");

    // A table has changed; then the day is planned and published anew.
    fs::write(elm.package.join("wishes.csv"), "learner,kind,value,rank\nL1,modality,small,1\n").expect("a table");
    assert_eq!(elm.listed("speech")["changed_since"], serde_json::json!(["wishes.csv"]));
    elm.plan(&[]);
    let (_, table, _) = elm.whatif(&[]);
    assert!(elm.listed("speech")["stale"].as_str().is_some_and(|why| why.contains("is published since")));
    assert!(table.contains(", stale:") && table.contains("wishes.csv"), "{table}");

    // The last scenario takes its base with it.
    assert_eq!(elm.whatif(&["--drop", "speach"]).0, 2);
    assert!(elm.whatif(&["--drop", "speach"]).2.contains("Maybe speech."));
    assert_eq!(elm.whatif(&["--drop", "speech"]).0, 0);
    assert!(!elm.place("base").exists());
    assert!(elm.whatif(&[]).1.contains("No scenario"));
}

#[test]
fn without_a_night_the_day_is_planned_once_and_stays_the_base() {
    let elm = Elm::new();
    let speech = elm.made(&["--name", "speech", "--more", "staff:speech"]);
    assert!(speech["base"]["night"].is_null());
    assert!(!Path::new(&elm.out()).join(DAY).exists(), "nothing is published");
    let base = || fs::read(elm.place("base").join("scenario.json")).expect("kept");
    let before = base();
    let off = elm.made(&["--name", "../groups", "--without", "own-work-all-day"]);
    assert_eq!((&off["base"], base()), (&speech["base"], before));
    let scenarios = Path::new(&elm.out()).join(".scenarios");
    let folders = fs::read_dir(&scenarios).expect("kept").count();
    assert_eq!(folders, 1, "a name leads nowhere but into the folder of its date");
    elm.plan(&[]);
    assert!(elm.listed("speech")["stale"].as_str().is_some_and(|why| why.contains("published since")));
}

#[test]
fn what_the_package_does_not_know_is_named_with_what_is_near() {
    let elm = Elm::new();
    elm.plan(&[]);
    let table = elm.folder.path().join("slotz.csv");
    fs::write(&table, "site\nelm\n").expect("a table");
    let table = text(&table);
    let cases: [(&[&str], &str); 13] = [
        (&["--more", "staff:speach"], "there are aide, speech, teacher:math. Maybe speech."),
        (&["--more", "staff:speech@S9"], "\"S9\" is no slot of the day"),
        (&["--more", "staff:speech@S9"], "elm has S1 08:30-09:15, S2 09:15-10:00 on 2026-11-23"),
        (&["--more", "staff:speech@11:00-10:00"], "the span 11:00-10:00 ends before it begins. Maybe 10:00-11:00."),
        (&["--more", "staff:speech@25:00-26:00"], "expected HH:MM-HH:MM"),
        (&["--more", "staff:speech@03:00-04:00"], "no slot of the day overlaps 03:00-04:00"),
        (&["--more", "room:lab"], "expected a feature of a room of elm; there is none."),
        (&["--more", "device:laptops=2"], "expected a pool"),
        (&["--without", "own-work-al-day"], "there is no rule \"own-work-al-day\". Maybe own-work-all-day."),
        (&["--with", &table], "Maybe slots.csv."),
        (&["--more", "staff:speech", "--site", "oak"], "there are elm."),
        (&["--without", "own-work-all-day", "--site", "elm"], "no --more is asked for"),
        (&[], "of which nothing is otherwise"),
    ];
    for (words, told) in cases {
        let (code, _, error) = elm.whatif(&[&["--name", "x"], words].concat());
        assert_eq!(code, 2, "{words:?}: {error}");
        assert!(error.contains(told), "{words:?}: {error}");
    }
    let (code, _, error) = elm.whatif(&["--more", "staff:speech"]);
    assert!(code == 2 && error.contains("--name says"), "{error}");
    let (code, _, error) = elm.whatif(&["--name", "base", "--more", "staff:speech"]);
    assert!(code == 2 && error.contains("the program's own"), "{error}");
    assert!(!Path::new(&elm.out()).join(".scenarios").exists(), "a call that is refused leaves nothing");
    // A table that cannot be used is refused as in the package.
    let broken = elm.folder.path().join("slots.csv");
    fs::write(&broken, "site,slot,start,end\nelm,S1,10:00,09:00\n").expect("a table");
    let (code, _, error) = elm.whatif(&["--name", "x", "--with", &text(&broken)]);
    assert!(code == 3 && error.contains("slots.csv:2"), "{code} {error}");
    // The form with a day problem knows none of this.
    let problem = text(&Path::new(&elm.out()).join(DAY).join("sites/elm/problem.json"));
    let asked = daybreak(&["whatif", &problem, "--more", "staff:aide", "--name", "x"]);
    assert!(code == 3 && stderr(&asked).contains("--name is for a package"), "{}", stderr(&asked));
}

#[test]
fn of_several_sites_one_is_named_and_one_without_a_base_is_left_aside() {
    let elm = Elm::new();
    let add = |table: &str, rows: &str| {
        let path = elm.package.join(table);
        let old = fs::read_to_string(&path).expect("a table");
        fs::write(path, old + rows).expect("a table");
    };
    add("sites.csv", "oak\n");
    add("slots.csv", "oak,S1,08:30,09:15,am\n");
    add("rooms.csv", "oak,R1,20,1,\noak,hall,40,3,\n");
    add("staff.csv", "oak,T9,teacher:math\noak,A9,aide\n");
    add("learners.csv", "oak,O1,2\noak,O2,2\n");
    elm.plan(&[]);
    let (code, _, error) = elm.whatif(&["--name", "aide", "--more", "staff:aide"]);
    assert!(code == 2 && error.contains("--site says which has more: elm, oak"), "{error}");
    let more = elm.made(&["--name", "aide", "--more", "staff:aide", "--site", "oak"]);
    assert_eq!(
        (&more["changes"][0]["site"], more["sites"].as_object().map(serde_json::Map::len)),
        (&"oak".into(), Some(2))
    );
    assert_eq!(
        number(&more, "/figures/points"),
        number(&more, "/sites/elm/points") + number(&more, "/sites/oak/points")
    );
    // At oak nobody is there: the night has no plan of it.
    let staff = fs::read_to_string(elm.package.join("staff.csv")).expect("a table");
    let without: String =
        staff.lines().filter(|line| !line.starts_with("oak")).map(|line| format!("{line}\n")).collect();
    fs::write(elm.package.join("staff.csv"), without).expect("a table");
    fs::remove_dir_all(elm.out()).expect("removed");
    let (package, out) = (text(&elm.package), elm.out());
    assert_eq!(crate::program::code(&daybreak(&["plan", &package, "--date", DAY, "--out", &out, "-q"])), 4);
    let (code, said, error) = elm.whatif(&["--name", "speech", "--more", "staff:speech", "--site", "elm"]);
    assert_eq!(code, 4, "{error}");
    assert!(said.contains("site oak is left aside: site oak has no plan in the base"), "{said}");
    let (code, _, error) = elm.whatif(&["--name", "x", "--more", "staff:aide", "--site", "oak"]);
    assert!(code == 3 && error.contains("the base has no plan of site oak"), "{error}");
}
