//! `data/README.md` says what the code does: its tables of columns, of codes and of kinds are written from the code, and every
//! code in the source is listed.
//!
//! `UPDATE=1 cargo test --release --test house dictionary` rewrites what stands between the `<!-- ... -->` marks.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use daybreak::model::dictionary::DICTIONARY;
use daybreak::model::kind::ConcernKind;
use daybreak::validate::codes::Otherwise;
use daybreak::{export, ingest, validate};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The tables with their columns, as Markdown.
fn columns() -> String {
    let mut text = String::new();
    for table in &DICTIONARY {
        let required = if table.required { " (required)" } else { "" };
        let restricts = table.restricts.map_or(String::new(), |restricts| format!(" A row {}.", restricts.word()));
        writeln!(text, "### {}.csv{required}\n\n{}.{restricts}\n", table.name, capitalized(table.what)).unwrap();
        writeln!(text, "| column | what a cell holds |\n|---|---|").unwrap();
        for column in table.columns {
            let mark = if column.required { "*" } else { "" };
            let restricts = column.restricts.map_or(String::new(), |restricts| format!(" ({})", restricts.word()));
            writeln!(text, "| {}{mark} | {}{restricts} |", column.name, column.what).unwrap();
        }
        text.push('\n');
    }
    text
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The codes with their sentences, as Markdown.
fn codes() -> String {
    let mut text = String::from("| code | what it says about a file |\n|---|---|\n");
    for (code, sentence) in ingest::codes::CODES {
        writeln!(text, "| {code} | {sentence} |").unwrap();
    }
    writeln!(text, "\n| code | what should hold | a row for which it does not |\n|---|---|---|").unwrap();
    for code in validate::codes::CODES {
        let otherwise = match code.otherwise {
            Otherwise::Rejected => "is rejected",
            Otherwise::Repaired => "is repaired",
            Otherwise::Warned => "is used, with a warning",
            Otherwise::Noted => "is used, with a note",
        };
        writeln!(text, "| {} | {} | {otherwise} |", code.code, code.sentence).unwrap();
    }
    text
}

/// The kinds of exceptions with their meanings, as Markdown.
fn kinds() -> String {
    let mut text = String::from("| kind | what it says |\n|---|---|\n");
    for kind in ConcernKind::ALL {
        writeln!(text, "| {} | {} |", kind.word(), kind.meaning()).unwrap();
    }
    text
}

/// What stands between two marks of the page.
fn between<'a>(page: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let start = page.find(&open).unwrap_or_else(|| panic!("data/README.md has the mark {open}")) + open.len();
    let end = page[start..].find(&close).unwrap_or_else(|| panic!("data/README.md has the mark {close}"));
    &page[start..start + end]
}

#[test]
fn the_page_says_what_the_code_does() {
    let path = root().join("data/README.md");
    let page = fs::read_to_string(&path).expect("data/README.md");
    let mut updated = page.clone();
    let parts =
        [("columns", columns()), ("codes", codes()), ("kinds", kinds()), ("outputs", export::dictionary::markdown())];
    for (name, text) in parts {
        let text = format!("\n{}\n\n", text.trim_end());
        updated = updated.replacen(between(&page, name), &text, 1);
    }
    if updated != page && std::env::var_os("UPDATE").is_some() {
        return fs::write(&path, updated).expect("a writable page");
    }
    assert!(updated == page, "data/README.md is out of date: UPDATE=1 cargo test --release --test house dictionary");
}

#[test]
fn every_kind_has_a_word_of_its_own_and_a_meaning() {
    let words: BTreeSet<&str> = ConcernKind::ALL.iter().map(|kind| kind.word()).collect();
    assert_eq!(words.len(), ConcernKind::ALL.len());
    assert!(ConcernKind::ALL.iter().all(|kind| !kind.meaning().is_empty() && !kind.meaning().ends_with('.')));
    assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
}

/// The Rust files below a folder.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("a readable entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if stem == "codes" {
            continue;
        }
        if path.is_dir() {
            sources(&path, texts);
        } else {
            texts.push(fs::read_to_string(&path).expect("UTF-8 source"));
        }
    }
}

/// The codes (a letter and three digits, in capitals) that stand between two given texts.
fn codes_in(source: &str, before: &str, letters: &[char], after: char) -> Vec<String> {
    let followed = |part: &&str| part.starts_with(letters) && part.chars().nth(4) == Some(after);
    source
        .match_indices(before)
        .map(|(at, _)| &source[at + before.len()..])
        .filter(followed)
        .map(|part| part.chars().take(4).collect::<String>().to_uppercase())
        .filter(|code| code.chars().skip(1).all(|c| c.is_ascii_digit()))
        .collect()
}

#[test]
fn every_code_is_listed_and_names_a_function() {
    let mut texts = Vec::new();
    sources(&root().join("src/tables/ingest"), &mut texts);
    sources(&root().join("src/tables/validate"), &mut texts);
    let raised: BTreeSet<String> = texts.iter().flat_map(|text| codes_in(text, "\"", &['F', 'V'], '"')).collect();
    let functions: BTreeSet<String> = texts.iter().flat_map(|text| codes_in(text, "fn ", &['f', 'v'], '_')).collect();
    let of_files = ingest::codes::CODES.iter().map(|(code, _)| (*code).to_owned());
    let listed: BTreeSet<String> =
        of_files.chain(validate::codes::CODES.iter().map(|code| code.code.to_owned())).collect();
    assert_eq!(
        raised,
        listed.iter().filter(|code| !["V900", "V930"].contains(&code.as_str())).cloned().collect(),
        "codes raised and listed"
    );
    assert_eq!(functions, raised, "a check is a function named by its code");
    assert!(validate::codes::CODES.is_sorted_by_key(|code| code.code));
}
