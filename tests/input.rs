//! What the input may look like: every fault gives its issue, and the other rows still count.
//!
//! The cases are Markdown in `tests/input/`: a heading, tables that replace those of the base school (an empty block
//! takes a table away), and what is said about them: the issues, and how the rows of the tables ended that were not
//! used as they stand. `UPDATE=1 cargo test --release --test input` rewrites the expectations; a person reads the
//! difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use daybreak::config::IngestConfig;
use daybreak::ingest::read_tables;
use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::SourceFile;
use daybreak::validate::{Validated, refusal, validate};

/// Tables as text by file name.
type Package = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/input")
}

/// The fenced blocks of a text: the words after the fence, and the lines within.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(head)) => open = Some((head, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The base school with the tables of `text` in place of its own.
fn package(text: &str) -> Package {
    let base = fs::read_to_string(folder().join("base.md")).expect("the base school");
    let mut package = Package::new();
    for (head, body) in blocks(&base).into_iter().chain(blocks(text)) {
        match head.strip_prefix("csv ") {
            Some(name) if body.is_empty() => drop(package.remove(name)),
            Some(name) => drop(package.insert(name.to_owned(), body)),
            None => {}
        }
    }
    package
}

fn files(package: &Package) -> Vec<SourceFile> {
    package.iter().map(|(name, text)| SourceFile { name: name.clone(), bytes: text.clone().into_bytes() }).collect()
}

fn read(files: &[SourceFile]) -> Validated {
    let (tables, mut issues) = read_tables(files);
    let validated = validate(&tables);
    issues.extend(validated.issues);
    Validated { issues, ..validated }
}

/// The issues as sentences, then the tables not all of whose rows were used as they stand.
fn account(files: &[SourceFile]) -> String {
    let validated = read(files);
    let mut text: String = validated.issues.iter().map(|issue| format!("{issue}\n")).collect();
    for (kind, rows) in &validated.counts {
        if rows.used < rows.total() {
            let (file, used) = (kind.file(), rows.used);
            writeln!(text, "{file}: {used} used, {} repaired, {} rejected", rows.repaired, rows.rejected).unwrap();
        }
    }
    if let Some(reason) = refusal(&validated.counts, &validated.issues, &IngestConfig::default()) {
        writeln!(text, "refused: {reason}").unwrap();
    }
    text
}

/// Compares every case of a file with its expectation.
fn cases(name: &str) {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).expect("cases");
    let (mut updated, mut faults) = (String::new(), Vec::new());
    for (i, case) in text.split("\n## ").enumerate() {
        let title = case.lines().next().unwrap_or_default();
        updated.push_str(if i == 0 { "" } else { "\n## " });
        let (Some((_, wanted)), true) = (blocks(case).into_iter().find(|(head, _)| *head == "expect"), i > 0) else {
            assert!(i == 0, "{title}: a case expects something");
            updated.push_str(case);
            continue;
        };
        let found = account(&files(&package(case)));
        if found != wanted {
            faults.push(format!("{title}\nexpected\n{wanted}found\n{found}"));
        }
        updated.push_str(&case.replace(&format!("```expect\n{wanted}```"), &format!("```expect\n{found}```")));
    }
    if !faults.is_empty() && std::env::var_os("UPDATE").is_some() {
        return fs::write(&path, updated).expect("writable cases");
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
}

#[test]
fn files_and_their_shape() {
    cases("files.md");
}

#[test]
fn cells_that_cannot_be_read() {
    cases("cells.md");
}

#[test]
fn what_only_the_whole_package_shows() {
    cases("whole.md");
}

#[test]
fn the_base_school_is_sound() {
    let validated = read(&files(&package("")));
    assert_eq!(account(&files(&package(""))), "");
    let school = &validated.school;
    assert_eq!(school.lessons[0].staff[0].tag, "teacher:math", "the subject is replaced");
    assert_eq!(school.lessons[0].size_max, 6, "sizes are inherited");
    assert_eq!(school.evidence.len(), 4, "one piece of two competencies counts for both");
    assert_eq!(school.evidence[1].piece, school.evidence[2].piece);
    assert_eq!(school.delivered[0].minutes, 45, "without minutes the slot's length counts");
    assert_eq!(validated.counts[&TableKind::Evidence].total(), 3);
}

#[test]
fn an_empty_package_is_refused_in_sentences() {
    let validated = read(&[]);
    let why = refusal(&validated.counts, &validated.issues, &IngestConfig::default()).expect("a refusal");
    assert!(why.starts_with("sites.csv is missing. slots.csv is missing."), "{why}");
    assert!(validated.counts.is_empty());
}

#[test]
fn a_damaged_share_beyond_the_limit_is_refused() {
    let mut rooms = String::from("site,room,capacity\noak,R1,25\n");
    (0..19).for_each(|i| writeln!(rooms, "elm,R{i},{}", if i == 0 { "?" } else { "20" }).unwrap());
    let text = |rooms: &str| format!("```csv rooms.csv\n{rooms}```\n");
    let refused = |rooms: &str| {
        let validated = read(&files(&package(&text(rooms))));
        refusal(&validated.counts, &validated.issues, &IngestConfig::default())
    };
    assert_eq!(refused(&rooms), None, "one of twenty is 5 %");
    rooms.push_str("elm,R19,\n");
    assert_eq!(
        refused(&rooms).expect("a refusal"),
        "2 of the 21 rows of rooms.csv are rejected (9.5 %, at most 5.0 % are accepted)."
    );
}
