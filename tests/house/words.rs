//! Sentences that people read are made in one place: the rooms of a language in `src/explain/wording/`.
//!
//! Reads the string literals of the crates that find and tell things, leaving out comments, tests and what is said of our
//! own slips (`expect`, `assert!`, `panic!`). In `explain` nothing may read like prose outside a language; in the other
//! crates no literal may be a whole sentence, or a phrase of several words around a placeholder. Meanings in dictionaries
//! have neither capital nor full stop and stay where they are.

use crate::architecture::{report, source_files};

/// The crates between the school's facts and the files.
const CRATES: [&str; 6] = ["src/night/", "src/learn/", "src/ways/", "src/propose/", "src/explain/", "src/export/"];

/// Where words are made, and the page for the terminal of `daybreak plan`.
const ROOMS: [&str; 2] = ["src/explain/wording/english/", "src/export/summary"];

/// Words in a row from which a literal reads like prose.
const PROSE_WORDS: usize = 3;

/// A string literal: its line, the code before it in the same statement, and its text as written.
struct Literal<'a> {
    line: usize,
    before: &'a str,
    text: &'a str,
}

/// The string literals of a source before its tests. Knows comments, escapes and characters; raw strings hold no words here.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let source = source.split("#[cfg(test)]").next().unwrap_or(source);
    let bytes = source.as_bytes();
    let (mut found, mut at, mut statement, mut line) = (Vec::new(), 0, 0, 1);
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => at += source[at..].find('\n').unwrap_or(source.len() - at),
            // A character such as '"' or '\''; a lifetime has no second quote there.
            b'\'' if bytes.get(at + 1) == Some(&b'\\') => at += 2 + source[at + 2..].find('\'').unwrap_or(0).max(1) + 1,
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 3,
            b'"' => {
                let mut end = at + 1;
                while end < bytes.len() && bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                found.push(Literal { line, before: &source[statement..at], text: &source[at + 1..end] });
                line += source[at..end].matches('\n').count();
                at = end + 1;
            }
            byte => {
                if matches!(byte, b';' | b'{' | b'}') {
                    statement = at + 1;
                }
                line += usize::from(byte == b'\n');
                at += 1;
            }
        }
    }
    found
}

/// The text with `{}` for every placeholder.
fn without_placeholders(text: &str) -> String {
    let mut depth = 0;
    let keep = |c: &char| {
        depth += i32::from(*c == '{');
        let outside = depth == 0 || *c == '{';
        depth -= i32::from(*c == '}');
        outside || *c == '}'
    };
    text.chars().filter(keep).collect()
}

/// How many plain words of a language are in a text.
fn words(text: &str) -> usize {
    let is_word = |part: &&str| {
        let part = part.trim_matches(|c: char| "(),.;:?!".contains(c));
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '\'' || c == '-')
    };
    text.split_whitespace().filter(is_word).count()
}

fn is_of_a_slip(before: &str) -> bool {
    ["expect(", "assert!(", "assert_eq!(", "assert_ne!(", "panic!(", "unreachable!(", "reason ="]
        .iter()
        .any(|call| before.contains(call))
}

fn is_prose(text: &str, whole_only: bool) -> bool {
    let plain = without_placeholders(text);
    let is_sentence = plain.starts_with(char::is_uppercase) && plain.ends_with(['.', '?', '!']);
    words(&plain) >= PROSE_WORDS && (!whole_only || is_sentence || plain.contains("{}"))
}

#[test]
fn sentences_are_made_in_the_rooms_of_a_language() {
    let mut faults = Vec::new();
    let is_looked_at = |path: &str| CRATES.iter().any(|folder| path.starts_with(folder));
    let is_room = |path: &str| ROOMS.iter().any(|room| path.starts_with(room));
    for (path, text) in source_files().into_iter().filter(|(path, _)| is_looked_at(path) && !is_room(path)) {
        let whole_only = !path.starts_with("src/explain/");
        for literal in literals(&text) {
            if is_prose(literal.text, whole_only) && !is_of_a_slip(literal.before) {
                faults.push(format!("{path}:{} {:?}", literal.line, literal.text));
            }
        }
    }
    report(
        faults,
        "Hand on a type; its words belong into the trait `Words` and each language of src/explain/wording/.",
    );
}

#[test]
fn the_scanner_tells_sentences_from_ids() {
    let source = r#"
        // "A comment is no sentence here."
        let mark = '"';
        let id = format!("{}@{place}", lesson.id);
        let told = format!("Learner {id} has no place in {}.", slot);
        x.expect("a slot that is there of a day");
        let clause = "needs a room that is not there";
    "#;
    let told = |whole_only| {
        let prose = |literal: &Literal<'_>| is_prose(literal.text, whole_only) && !is_of_a_slip(literal.before);
        literals(source).iter().filter(|literal| prose(literal)).map(|literal| literal.line).collect::<Vec<_>>()
    };
    assert_eq!(told(true), [5]);
    assert_eq!(told(false), [5, 7]);
}
