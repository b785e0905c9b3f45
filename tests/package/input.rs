//! What the input may look like: every fault gives its issue, and the other rows still count.
//!
//! The cases are Markdown in `tests/input/`: a heading, tables that replace those of the base school (an empty block
//! takes a table away), and what is said about them: the issues, and how the rows of the tables ended that were not
//! used as they stand. `UPDATE=1 cargo test --release --test package input` rewrites the expectations; a person reads
//! the difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use daybreak::config::IngestConfig;
use daybreak::ingest::read_tables;
use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::SourceFile;
use daybreak::validate::{Validated, refusal, validate};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

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
    assert_eq!(refused(&rooms), None, "two are slips, however small the table is");
    rooms.push_str("elm,R20,none\n");
    assert_eq!(
        refused(&rooms).expect("a refusal"),
        "3 of the 22 rows of rooms.csv are rejected (13.6 %, at most 5.0 % are accepted)."
    );
}

#[test]
fn one_bad_modality_refuses_no_district() {
    // Half of the lessons name a modality whose row cannot be used: they have no fault of their own.
    let mut text = package("")["modalities.csv"].clone();
    text.push_str("broken,small,many,4\n");
    let mut lessons = package("")["lessons.csv"].clone();
    let width = lessons.lines().next().expect("a header").split(',').count();
    for at in 0..9 {
        lessons.push_str(&format!("extra-{at},Extra,ADD,broken{}\n", ",".repeat(width - 4)));
    }
    let text = format!("```csv modalities.csv\n{text}```\n```csv lessons.csv\n{lessons}```\n");
    let validated = read(&files(&package(&text)));
    assert!(validated.counts[&TableKind::Lessons].rejected >= 9);
    assert_eq!(refusal(&validated.counts, &validated.issues, &IngestConfig::default()), None);
}

/// Writes text in an encoding.
type Encode = fn(&str) -> Vec<u8>;

/// Every file of a package in an encoding.
fn encoded(package: &Package, encode: Encode) -> Vec<SourceFile> {
    package.iter().map(|(name, text)| SourceFile { name: name.clone(), bytes: encode(text) }).collect()
}

fn utf_16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn every_encoding_and_line_break_reads_the_same() {
    let mut package = package("");
    let catalogue = package.get_mut("competencies.csv").expect("a table of the base school");
    *catalogue = catalogue.replace("Subtract within 100", "Soustraire jusqu'à 100").replace("Add within", "Año");
    let plain = read(&files(&package));
    assert!(plain.issues.is_empty());
    let windows_1252: Encode = |text| text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect();
    let encodings: [(&str, Encode); 10] = [
        ("byte order mark", |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("UTF-16 LE", |text| utf_16(text, true, u16::to_le_bytes)),
        ("UTF-16 BE", |text| utf_16(text, true, u16::to_be_bytes)),
        ("UTF-16 LE without mark", |text| utf_16(text, false, u16::to_le_bytes)),
        ("UTF-16 BE without mark", |text| utf_16(text, false, u16::to_be_bytes)),
        ("CRLF", |text| text.replace('\n', "\r\n").into_bytes()),
        ("CR", |text| text.replace('\n', "\r").into_bytes()),
        ("no line break at the end", |text| text.trim_end().as_bytes().to_vec()),
        ("empty lines", |text| text.replace('\n', "\n\n").into_bytes()),
        ("every cell quoted", |text| {
            let quoted = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
            text.lines().map(|line| quoted(line) + "\n").collect::<String>().into_bytes()
        }),
    ];
    for (name, encode) in encodings {
        let read = read(&encoded(&package, encode));
        assert!(read.issues.is_empty(), "{name}: {}", read.issues[0]);
        assert_eq!(format!("{:?}", read.school), format!("{:?}", plain.school), "{name}");
    }
    let read = read(&encoded(&package, windows_1252));
    let issues: Vec<String> = read.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        ["F103 competencies.csv:2: found the byte 0xF1, which is not UTF-8, expected UTF-8 (the file was read as \
          Windows-1252). Maybe the export has a setting for UTF-8."]
    );
    assert_eq!(format!("{:?}", read.school), format!("{:?}", plain.school));
}

/// The issues without the lines on which they lie.
fn without_lines(validated: &Validated) -> Vec<String> {
    let bare =
        |text: String| text.split("line ").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect();
    let mut texts: Vec<String> = validated
        .issues
        .iter()
        .map(|issue| {
            let (file, column) = (&issue.place.file, &issue.place.column);
            bare(format!("{} {file} {column:?} {} {} {:?}", issue.code, issue.found, issue.expected, issue.maybe))
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn the_order_of_rows_never_matters() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for name in ["cells.md", "whole.md"] {
        let text = fs::read_to_string(folder().join(name)).expect("cases");
        for case in text.split("\n## ") {
            let package = package(case);
            let plain = read(&files(&package));
            for _ in 0..5 {
                let shuffled = files(&package).into_iter().map(|file| shuffled(file, &mut random)).collect::<Vec<_>>();
                let read = read(&shuffled);
                let title = case.lines().next().unwrap_or_default();
                assert_eq!(format!("{:?}", read.school), format!("{:?}", plain.school), "{title}");
                assert_eq!(without_lines(&read), without_lines(&plain), "{title}");
                assert_eq!(read.counts, plain.counts, "{title}");
            }
        }
    }
}

/// The same file with its rows in another order.
fn shuffled(file: SourceFile, random: &mut ChaCha8Rng) -> SourceFile {
    let text = String::from_utf8(file.bytes).expect("UTF-8");
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some((_, rows)) = lines.split_first_mut() {
        rows.shuffle(random);
    }
    SourceFile { bytes: lines.join("\n").into_bytes(), name: file.name }
}

/// A table of the base school, by its number.
fn table_name(package: &Package, at: usize) -> String {
    package.keys().nth(at % package.len()).expect("a table").clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes, in whatever encoding, nothing panics.
    #[test]
    fn any_bytes_are_read(at in 0..20_usize, headed: bool, encoding in 0..5_usize, text in "[\\PC\n\r\",;\t\0]{0,300}", raw: Vec<u8>) {
        let mut package = package("");
        let name = table_name(&package, at);
        let header = package[&name].lines().next().unwrap_or_default().to_owned();
        let text = if headed { format!("{header}\n{text}") } else { text };
        let bytes = match encoding {
            0 => raw,
            1 => [header.as_bytes(), b"\n", &raw].concat(),
            2 => utf_16(&text, true, u16::to_le_bytes),
            3 => utf_16(&text, false, u16::to_be_bytes),
            _ => text.into_bytes(),
        };
        package.remove(&name);
        let mut files = files(&package);
        files.push(SourceFile { name, bytes });
        read(&files);
    }

    /// Slips in otherwise sound tables: characters replaced, left out, doubled.
    #[test]
    fn slips_are_read(slips in prop::collection::vec((0..20_usize, 0..2_000_usize, prop::sample::select(vec!["", "\"", ",", ";", "\n", "-", "9", "x", "@", "*"])), 1..12)) {
        let mut package = package("");
        for (at, position, slip) in slips {
            let name = table_name(&package, at);
            let text = package.get_mut(&name).expect("a table");
            let position = position % text.len().max(1);
            if position < text.len() && text.is_char_boundary(position) && text.is_char_boundary(position + 1) {
                text.replace_range(position..=position, slip);
            }
        }
        read(&files(&package));
    }

    /// Every row that holds anything ends used, repaired or rejected.
    #[test]
    fn every_row_is_accounted_for(rows in prop::collection::vec("[elmoak,R1230\\- ;x]{0,24}", 0..40)) {
        let mut package = package("");
        package.insert("rooms.csv".into(), format!("site,room,capacity,features\n{}\n", rows.join("\n")));
        let n_filled = rows.iter().filter(|row| row.chars().any(|c| c != ',' && c != ' ')).count();
        let validated = read(&files(&package));
        let counted = validated.counts.get(&TableKind::Rooms).map_or(0, |rows| rows.total());
        prop_assert_eq!(counted, n_filled as u64);
    }

    /// The same where quotation marks may swallow rows: none is lost beyond those that a sound cell may span.
    #[test]
    fn broken_quotations_cost_no_sound_rows(before in 0..5_usize, after in 1..40_usize, slip in "\"?[a-z]{0,3}\"?[a-z]{0,3}\"?") {
        let sound = |from: usize, n: usize| (from..from + n).map(|i| format!("elm,R{i},20,lab\n")).collect::<String>();
        let text = format!("site,room,capacity,features\n{}elm,X,20,{slip}\n{}", sound(100, before), sound(200, after));
        let mut package = package("");
        package.insert("rooms.csv".into(), text);
        let validated = read(&files(&package));
        let counts = validated.counts[&TableKind::Rooms];
        prop_assert_eq!(counts.total(), (before + 1 + after) as u64);
        prop_assert!(counts.rejected <= 1, "{:?}", counts);
    }
}
