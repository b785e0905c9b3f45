//! What educators decide: `rules/*.toml`, read with every fault at once.
//!
//! Decision tables lie beside them as CSV. A file holds `[[rule]]` tables; each names its `id`, its `kind` and `why` it is there. What may stand in a rule
//! is for its kind to say (see [`crate::kinds`]). A rule with a fault is left out, its faults are errors with file, line and
//! column, and the roof refuses to plan: a policy half understood is no policy.

mod entry;
mod faults;
mod file;
pub mod readme;
mod table;
pub mod trial;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use daybreak_day::issue::{Issue, Place};
use daybreak_school::rules::{RuleText, Rules};
use daybreak_school::tables::SourceFile;

use crate::kinds::RuleKind;
use file::File;

/// The rules of all files together, and every fault. What no file says keeps its default.
///
/// The order of the files does not matter: they are read in order of name.
pub fn read_rules(files: &[SourceFile]) -> (Rules, Vec<Issue>) {
    read(files, &[])
}

/// The rules of the files as if some of them, by their ids, did not stand there, of whatever kind they are: what they alone said
/// is said by nobody, so a setting is again the default. The faults are those of [`read_rules`].
pub fn without(files: &[SourceFile], ids: &[&str]) -> Rules {
    read(files, ids).0
}

fn read(files: &[SourceFile], left_out: &[&str]) -> (Rules, Vec<Issue>) {
    let mut files: Vec<&SourceFile> = files.iter().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let is_a = |file: &&&SourceFile, extension: &str| file.name.to_lowercase().ends_with(extension);
    let tables = files.iter().filter(|file| is_a(file, ".csv")).map(|file| (file.name.as_str(), *file)).collect();
    let mut reader = Reader { tables, left_out, ..Reader::default() };
    for file in files.iter().filter(|file| is_a(file, ".toml")) {
        reader.file(file);
    }
    reader.finish()
}

/// Where something was said, for a second time to point to.
type Said = String;

#[derive(Default)]
struct Reader<'a> {
    /// The tables beside the rules, by name.
    tables: BTreeMap<&'a str, &'a SourceFile>,
    /// The tables that a rule has named.
    tables_read: BTreeSet<String>,
    /// The ids of rules to pass over.
    left_out: &'a [&'a str],
    /// What has been read so far.
    rules: Rules,
    issues: Vec<Issue>,
    texts: BTreeMap<String, (RuleText, Said)>,
    /// For each kind and key that holds for the whole school: where it was set.
    set: BTreeMap<(RuleKind, &'static str), Said>,
}

impl Reader<'_> {
    fn file(&mut self, source: &SourceFile) {
        let text = match std::str::from_utf8(&source.bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}'),
            Err(error) => return self.r101_encoding(&source.name, &source.bytes, error.valid_up_to()),
        };
        let file = File { name: &source.name, text };
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            for error in errors {
                self.r102_syntax(&file, error.message(), error.span().map_or(0, |span| span.start));
            }
            return;
        }
        for (key, value) in table.get_ref() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("rule", DeValue::Array(rules)) => {
                    for rule in rules.iter() {
                        match rule.get_ref() {
                            DeValue::Table(entries) => self.rule(&file, rule.span().start, entries),
                            other => self.r104_form(&file, rule.span(), other.type_str(), "a table: [[rule]]"),
                        }
                    }
                }
                ("rule", other) => {
                    self.r104_form(
                        &file,
                        value.span(),
                        other.type_str(),
                        "a list of tables: [[rule]] with two brackets",
                    );
                }
                (name, _) => self.r103_unknown(&file, key.span().start, name, ["rule"].into_iter(), "the word"),
            }
        }
    }

    fn finish(self) -> (Rules, Vec<Issue>) {
        let rules = self.rules.with_texts(self.texts.into_values().map(|(text, _)| text).collect());
        let mut issues = self.issues;
        let unread = self.tables.keys().filter(|name| !self.tables_read.contains(**name));
        issues.extend(unread.map(|name| {
            Issue::warning("R302", Place::file(*name), "a table that no rule names", "table = its name in a score rule")
        }));
        let clashes = RuleKind::ALL.iter().flat_map(|kind| kind.clashes(&rules));
        issues.extend(clashes.map(|(rule, found)| faults::r401_clash(rules.text(rule), &found)));
        (rules, issues)
    }
}
