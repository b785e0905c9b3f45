//! Small inputs that once failed and were handed over with what is right, where they stand; without them this is skipped with a word.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{daybreak, stderr};

/// The folder of handed cases, if it is there.
fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/cases");
    if !folder.is_dir() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: there are no handed cases");
        }
        return None;
    }
    Some(folder)
}

/// The folder of a case, by the number with which it begins.
fn case(number: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(cases()?).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    let starts = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number));
    folders.into_iter().find(starts)
}

/// A planned day of a case.
struct Planned {
    exit: Option<i32>,
    said: String,
    out: tempfile::TempDir,
}

fn plan(case: &Path, date: &str) -> Planned {
    let out = tempfile::tempdir().expect("a folder");
    let package = case.join("package");
    let output =
        daybreak(&["plan", &package.to_string_lossy(), "--date", date, "--out", &out.path().to_string_lossy(), "-q"]);
    Planned { exit: output.status.code(), said: stderr(&output), out }
}

impl Planned {
    fn file(&self, path: &str) -> String {
        fs::read_to_string(self.out.path().join(path)).unwrap_or_default()
    }

    /// The subjects of what is to be acted on.
    fn acts(&self, date: &str, kind: &str) -> Vec<String> {
        let table = self.file(&format!("{date}/exceptions.csv"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        let mut subjects: Vec<String> =
            rows.filter(|row| &row[0] == "act" && &row[1] == kind).map(|row| row[3].to_owned()).collect();
        subjects.sort();
        subjects
    }
}

/// The codes that `check` raises, with how often.
fn codes(case: &Path) -> Vec<String> {
    let package = case.join("package");
    let output = daybreak(&["check", &package.to_string_lossy(), "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let issues = found["issues"].as_array().expect("issues");
    issues.iter().map(|issue| issue["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn restrictions_that_cannot_be_read_are_told_before_the_day() {
    let (Some(first), Some(limits)) = (case("01"), case("03")) else { return };
    let day = "2026-11-23";
    let planned = plan(&first, day);
    assert_eq!(planned.exit, Some(0), "{}", planned.said);
    assert_eq!(planned.acts(day, "restriction_unread"), ["L1", "L1;L2", "L2", "L3", "T1"]);
    let planned = plan(&limits, day);
    assert_eq!(planned.acts(day, "restriction_unread"), ["L1", "L1", "L1", "L2", "T1"]);
    let apart = planned.file("2026-11-23/staff.csv");
    assert!(!apart.lines().any(|row| row.contains(",planned-time") && row.ends_with(",2")), "{apart}");
}

#[test]
fn a_day_of_which_nobody_knows_and_a_bell_that_nobody_rings_are_no_plans() {
    let (Some(holiday), Some(bell)) = (case("02"), case("05")) else { return };
    for (case, date, word) in [(holiday, "2026-11-26", "--school-day"), (bell, "2026-11-23", "Early")] {
        let planned = plan(&case, date);
        assert_eq!(planned.exit, Some(3), "{}", planned.said);
        assert!(planned.said.contains(word), "{}", planned.said);
        assert!(!planned.out.path().join(date).exists());
    }
}

#[test]
fn a_table_that_is_lost_is_told_and_a_unit_is_that_of_a_column() {
    let (Some(lost), Some(marks)) = (case("04"), case("08")) else { return };
    assert_eq!(plan(&lost, "2026-11-23").acts("2026-11-23", "table_lost"), ["evidence.csv"]);
    let planned = plan(&marks, "2026-11-23");
    assert!(planned.exit == Some(3) && planned.said.contains("marks of 1 to 4"), "{}", planned.said);
    assert_eq!(codes(&marks), ["V610"]);
}

#[test]
fn what_stands_in_standards_files_is_read() {
    let (Some(circle), Some(band), Some(whole)) = (case("06"), case("07"), case("09")) else { return };
    assert!(codes(&circle).is_empty() && codes(&band).is_empty(), "{:?} {:?}", codes(&circle), codes(&band));
    let outlook = plan(&whole, "2026-11-23").file("2026-11-23/outlook.csv");
    assert!(outlook.contains("elm,L3,OA,2027-02-01,reached,"), "{outlook}");
}

#[test]
fn an_open_quotation_costs_its_line_alone() {
    let Some(quotes) = case("10") else { return };
    for (log, rows, lines) in [("log.csv", 1_200, 0), ("stray.csv", 1_198, 2), ("open.csv", 1_199, 1)] {
        let path = quotes.join(log);
        let args = ["evaluate", &path.to_string_lossy(), "--cv", "learners:5", "--model", "elo", "--format", "json"];
        let output = daybreak(&args);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(told.to_string().contains(&format!("\"rows\":{rows}")), "{log}: {told}");
        assert_eq!(stderr(&output).matches("E214").count(), lines, "{}", stderr(&output));
    }
}

#[test]
fn a_period_and_a_today_do_not_hang_on_one_row() {
    let (Some(period), Some(far)) = (case("11"), case("14")) else { return };
    let periods: Vec<String> = ["2026-11-24", "2026-11-30"]
        .map(|date| plan(&period, date).file(&format!("{date}/services.csv")))
        .iter()
        .map(|table| table.lines().nth(1).expect("a service").split(',').skip(12).take(2).collect())
        .collect();
    assert_eq!(periods[0], periods[1]);
    assert_eq!(codes(&far), ["V611"]);
}

#[test]
fn small_things_are_read_as_they_are_meant() {
    let Some(small) = case("16") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("package");
    fs::create_dir(&copy).expect("a folder");
    for entry in fs::read_dir(small.join("package")).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), copy.join(entry.file_name())).expect("a copy");
    }
    let learners = "site,learner,grade\nelm,L1,3.0\nelm,L2,PK3\n\u{FEFF}elm,L3,2\nelm,L4,2\n";
    fs::write(copy.join("learners.csv"), learners).expect("a table");
    let found = codes(folder.path());
    assert!(found.contains(&"F127".to_owned()) && found.contains(&"V131".to_owned()), "{found:?}");
    assert!(!found.iter().any(|code| code == "V503" || code == "V501"), "{found:?}");
}
