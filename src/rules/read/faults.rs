//! The faults of rules files, each named by its code.

use std::ops::Range;

use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_school::rules::RuleText;
use daybreak_school::tables::SourceFile;

use super::Reader;
use super::file::File;

impl<'a> Reader<'a> {
    /// The file is not UTF-8.
    pub(super) fn r101_encoding(&mut self, name: &str, bytes: &[u8], valid: usize) {
        let line = 1 + bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() as u64;
        let place = Place { file: name.to_string(), line: Some(line), column: None };
        self.issues.push(Issue::error("R101", place, "bytes that are not UTF-8", "a text file in UTF-8"));
    }

    /// The file is not TOML.
    pub(super) fn r102_syntax(&mut self, file: &File<'_>, message: &str, at: usize) {
        let issue = Issue::error("R102", file.place(at), message.replace('\n', ", "), "TOML");
        self.issues.push(issue.showing(file.excerpt(at..at)));
    }

    /// A word that nobody knows.
    pub(super) fn r103_unknown<'k>(
        &mut self,
        file: &File<'_>,
        at: usize,
        word: &str,
        known: impl Iterator<Item = &'k str>,
        what: &str,
    ) {
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        known.dedup();
        let issue = Issue::error("R103", file.place(at), format!("\"{word}\""), format!("{what} {}", known.join(", ")));
        let issue = issue.showing(file.excerpt_of(at, word));
        let hint = nearest(word, known.iter().copied()).map(|name| format!("Maybe {name}."));
        self.issues.push(match hint {
            Some(hint) => issue.maybe(hint),
            None => issue,
        });
    }

    /// A value of another form or out of its range.
    pub(super) fn r104_form(&mut self, file: &File<'_>, span: Range<usize>, type_str: &str, expected: &str) {
        let found = format!("{} ({type_str})", file.quote(span.clone()));
        let issue = Issue::error("R104", file.place(span.start), found, expected);
        self.issues.push(issue.showing(file.excerpt(span)));
    }

    /// A key that a rule of the kind must have.
    pub(super) fn r105_missing(&mut self, file: &File<'_>, at: usize, name: &str, form: &str) {
        self.issues.push(Issue::error("R105", file.place(at), format!("no {name}"), format!("{name} = {form}")));
    }

    /// Values that cannot hold together.
    pub(super) fn r106_contradiction(&mut self, file: &File<'_>, at: usize, found: &str, expected: &str) {
        self.issues.push(Issue::error("R106", file.place(at), found, expected));
    }

    /// The table with a name beside the rules; where there is none, that is a fault.
    pub(super) fn source(&mut self, file: &File<'_>, span: Range<usize>, name: &str) -> Option<&'a SourceFile> {
        if let Some(source) = self.tables.get(name) {
            self.tables_read.insert(name.to_string());
            return Some(source);
        }
        let known: Vec<&str> = self.tables.keys().copied().collect();
        let expected = if known.is_empty() { "a CSV file beside the rules".to_string() } else { known.join(", ") };
        let issue = Issue::error("R301", file.place(span.start), format!("no file {name}"), expected);
        let issue = issue.showing(file.excerpt(span));
        self.issues.push(match nearest(name, known.iter().copied()) {
            Some(near) => issue.maybe(format!("Maybe {near}.")),
            None => issue,
        });
        None
    }
}

/// Something that may be said once and is said twice.
pub fn r107_twice(place: Place, found: &str, said: &str) -> Issue {
    Issue::error("R107", place, found, format!("one only (the first is at {said})"))
}

/// Two hard rules that cannot both be kept, found when they are loaded and not on the first day on which somebody falls
/// between them; told at the place of the later one.
pub fn r401_clash(text: &RuleText, found: &str) -> Issue {
    let (file, rest) = text.place.split_once(':').unwrap_or((&text.place, ""));
    let (line, column) = rest.split_once(' ').unwrap_or((rest, ""));
    let place = Place { file: file.to_string(), line: line.parse().ok(), column: Some(column.to_string()) };
    let expected = "hard rules that can be kept together; strength = \"warn\" or points make one give way";
    Issue::error("R401", place, format!("rule \"{}\": {found}", text.id), expected)
}
