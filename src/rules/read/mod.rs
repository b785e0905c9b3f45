//! What educators decide: `rules/*.toml`, read with every fault at once.
//!
//! Decision tables lie beside them as CSV. A file holds `[[rule]]` tables; each names its `id`, its `kind` and `why` it is there. What may stand in a rule
//! is the table in [`schema`]. A rule with a fault is left out, its faults are errors with file, line and column, and
//! the roof refuses to plan: a policy half understood is no policy.

mod against;
mod draft;
mod file;
mod policies;
pub mod readme;
pub mod ruled;
pub mod schema;
mod table;
mod together;
pub mod trial;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_school::condition::Condition;
use daybreak_school::rules::{RuleText, Rules};
use daybreak_school::tables::SourceFile;

use crate::policy;
use daybreak_school::rules::WITHOUT_GOAL;
use draft::RuleDraft;
use file::File;
use policies::PRESET;
use ruled::COMMON;
use schema::{Draft, Form, KINDS, Kind, Value};

/// The rules of all files together, and every fault. What no file says keeps its default.
///
/// The order of the files does not matter: they are read in order of name.
pub fn read_rules(files: &[SourceFile]) -> (Rules, Vec<Issue>) {
    let mut files: Vec<&SourceFile> = files.iter().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let is_a = |file: &&&SourceFile, extension: &str| file.name.to_lowercase().ends_with(extension);
    let tables = files.iter().filter(|file| is_a(file, ".csv")).map(|file| (file.name.as_str(), *file)).collect();
    let mut reader = Reader { tables, ..Reader::default() };
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
    draft: Draft,
    issues: Vec<Issue>,
    texts: BTreeMap<String, (RuleText, Said)>,
    /// For each kind, policy and parameter that holds for the whole school: where it was set.
    set: BTreeMap<(&'static str, &'static str, &'static str), Said>,
}

/// The keys and values of one rule.
type Entry<'a, 'i> = (&'a Spanned<std::borrow::Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

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

    /// One rule; it counts when it has no fault.
    fn rule(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>) {
        let n_faults = self.issues.len();
        let id = self.text_of(file, at, entries, "id");
        let why = self.text_of(file, at, entries, "why");
        let kind_name = self.text_of(file, at, entries, "kind");
        let Some(kind) = kind_name.as_ref().and_then(|name| self.kind(file, at, entries, name)) else { return };
        let mut draft = self.draft.clone();
        draft.rule = RuleDraft::default();
        let (presets, others): (Vec<Entry>, Vec<Entry>) =
            entries.iter().partition(|(key, _)| key.get_ref().as_ref() == PRESET);
        for entry in presets.into_iter().chain(others) {
            self.entry(file, kind, &mut draft, entry);
        }
        let is_read = self.issues.len() == n_faults;
        for param in kind.params.iter().filter(|param| param.required && find(entries, param.name).is_none()) {
            self.r105_missing(file, at, param.name, param.form.words());
        }
        if is_read {
            // Of a rule with a value that cannot be read nothing is said as a whole.
            self.check(file, at, kind, &draft);
        }
        self.table(file, entries, &mut draft.rule);
        let (Some(id), Some(why)) = (id, why) else { return };
        if let Some((_, said)) = self.texts.get(&id) {
            self.issues.push(r107_twice(file.place(at), &format!("a second rule \"{id}\""), said));
        }
        if self.issues.len() > n_faults {
            return;
        }
        let said = file.place(at).to_string();
        let rule = std::mem::take(&mut draft.rule);
        let text = text_of_rule(kind, id.clone(), why, &rule, said.clone());
        rule.add(kind.name, &text, &mut draft.rules);
        self.draft = draft;
        self.texts.insert(id, (text, said));
    }

    /// The kind that a rule names; for a policy also by what it is about.
    fn kind(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>, name: &str) -> Option<&'static Kind> {
        let of_name: Vec<&Kind> = KINDS.iter().filter(|kind| kind.name == name).collect();
        match of_name[..] {
            [] => {
                let span = find(entries, "kind").map_or(at, |(_, value)| value.span().start);
                self.r103_unknown(file, span, name, KINDS.iter().map(|kind| kind.name), "the kind");
                None
            }
            [kind] if kind.about.is_empty() => KINDS.iter().find(|other| other.name == kind.name),
            [first, ..] if first.about.is_empty() => {
                let has = |kind: &Kind| kind.known_by.iter().any(|key| find(entries, key).is_some());
                KINDS
                    .iter()
                    .find(|kind| kind.name == name && has(kind))
                    .or(KINDS.iter().find(|kind| kind.name == name && kind.known_by.is_empty()))
            }
            _ => {
                let about = self.text_of(file, at, entries, "about")?;
                let found = KINDS.iter().find(|kind| kind.name == name && kind.about == about);
                if found.is_none() {
                    let span = find(entries, "about").map_or(at, |(_, value)| value.span().start);
                    self.r103_unknown(
                        file,
                        span,
                        &about,
                        of_name.iter().map(|kind| kind.about),
                        "what a policy is about:",
                    );
                }
                found
            }
        }
    }

    /// One key and value of a rule.
    fn entry(&mut self, file: &File<'_>, kind: &'static Kind, draft: &mut Draft, (key, value): Entry<'_, '_>) {
        let name = key.get_ref().as_ref();
        if COMMON.iter().any(|(common, _)| *common == name) || (name == "about" && !kind.about.is_empty()) {
            return;
        }
        let Some(param) = kind.all_params().find(|param| param.name == name) else {
            let known = kind.all_params().map(|param| param.name).chain(COMMON.iter().map(|(common, _)| *common));
            return self.r103_unknown(file, key.span().start, name, known, &format!("a key of {} rules:", kind.name));
        };
        let Some(checked) = values::value(param.form, value.get_ref()) else {
            return self.r104_form(file, value.span(), value.get_ref().type_str(), param.form.words());
        };
        let checked = match (param.form, checked) {
            (Form::Condition, Value::Text(text)) => match self.condition(file, kind, value.span(), &text) {
                Some(condition) => Value::Condition(condition),
                None => return,
            },
            (_, checked) => checked,
        };
        // Settings of the whole school have one value, so two rules may not both give it.
        if !kind.scoped {
            let place = file.place(key.span().start);
            match self.set.get(&(kind.name, kind.about, param.name)) {
                Some(said) => {
                    self.issues.push(r107_twice(place, &format!("a second value of {name}"), said));
                    return;
                }
                None => drop(self.set.insert((kind.name, kind.about, param.name), place.to_string())),
            }
        }
        (param.put)(draft, checked);
    }

    /// A condition, compiled and checked; its faults are told where they stand.
    fn condition(
        &mut self,
        file: &File<'_>,
        kind: &Kind,
        span: std::ops::Range<usize>,
        text: &str,
    ) -> Option<Condition> {
        let start = file.start_of(span, text);
        let condition = match policy::read(text) {
            Ok(condition) => condition,
            Err(faults) => {
                for fault in faults {
                    let at = start + fault.at.start..start + fault.at.end;
                    let issue = Issue::error(fault.code, file.place(at.start), fault.found, fault.expected);
                    let issue = issue.showing(file.excerpt(at));
                    self.issues.push(match fault.maybe {
                        Some(hint) => issue.maybe(hint),
                        None => issue,
                    });
                }
                return None;
            }
        };
        let n_issues = self.issues.len();
        for (at, found, expected) in together::condition_faults(kind, text, &condition) {
            let at = start + at.start..start + at.end;
            let issue = Issue::error("R210", file.place(at.start), found, expected);
            self.issues.push(issue.showing(file.excerpt(at)));
        }
        (self.issues.len() == n_issues).then_some(condition)
    }

    /// The decision table that the rule names.
    fn table(&mut self, file: &File<'_>, entries: &DeTable<'_>, draft: &mut RuleDraft) {
        let (Some(name), Some((_, value))) = (draft.table.clone(), find(entries, "table")) else { return };
        match self.tables.get(name.as_str()) {
            Some(source) => {
                self.tables_read.insert(name);
                let (table, issues) = table::read(source, draft.hit());
                self.issues.extend(issues);
                draft.rows = table;
            }
            None => {
                let known: Vec<&str> = self.tables.keys().copied().collect();
                let expected =
                    if known.is_empty() { "a CSV file beside the rules".to_string() } else { known.join(", ") };
                let issue = Issue::error("R301", file.place(value.span().start), format!("no file {name}"), expected);
                let issue = issue.showing(file.excerpt(value.span()));
                self.issues.push(match nearest(&name, known.iter().copied()) {
                    Some(near) => issue.maybe(format!("Maybe {near}.")),
                    None => issue,
                });
            }
        }
    }

    /// What a rule's values must be together.
    fn check(&mut self, file: &File<'_>, at: usize, kind: &Kind, draft: &Draft) {
        if kind.about == "pacing" {
            let known = WITHOUT_GOAL.iter().copied();
            for word in draft.rules.pacing.without_goal.iter().filter(|word| !WITHOUT_GOAL.contains(&word.as_str())) {
                self.r103_unknown(file, at, word, known.clone(), "without_goal:");
            }
        }
        if kind.about == "fairness" && draft.rules.fairness.percent_max < 100 {
            let found = format!("percent_max {}", draft.rules.fairness.percent_max);
            self.r106_contradiction(file, at, &found, "100 or more: nobody loses by waiting");
        }
        if kind.about == "fairness" && draft.rules.fairness.percent_max < 100 {
            let found = format!("percent_max {}", draft.rules.fairness.percent_max);
            self.r106_contradiction(file, at, &found, "100 or more: nobody loses by waiting");
        }
        for (found, expected) in together::faults(kind, &draft.rule) {
            self.r106_contradiction(file, at, &found, expected);
        }
    }

    /// A required text of a rule.
    fn text_of(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>, name: &'static str) -> Option<String> {
        let Some((_, value)) = find(entries, name) else {
            self.r105_missing(file, at, name, "a text");
            return None;
        };
        match values::value(Form::Text, value.get_ref()) {
            Some(Value::Text(text)) => Some(text),
            Some(_) | None => {
                self.r104_form(file, value.span(), value.get_ref().type_str(), "a text that is not empty");
                None
            }
        }
    }

    fn finish(self) -> (Rules, Vec<Issue>) {
        let mut rules = self.draft.rules;
        rules.texts = self.texts.into_values().map(|(text, _)| text).collect();
        draft::finish(&mut rules);
        let mut issues = self.issues;
        let unread = self.tables.keys().filter(|name| !self.tables_read.contains(**name));
        issues.extend(unread.map(|name| {
            Issue::warning("R302", Place::file(*name), "a table that no rule names", "table = its name in a score rule")
        }));
        issues.extend(against::faults(&rules));
        (rules, issues)
    }

    /// The file is not UTF-8.
    fn r101_encoding(&mut self, name: &str, bytes: &[u8], valid: usize) {
        let line = 1 + bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() as u64;
        let place = Place { file: name.to_string(), line: Some(line), column: None };
        self.issues.push(Issue::error("R101", place, "bytes that are not UTF-8", "a text file in UTF-8"));
    }

    /// The file is not TOML.
    fn r102_syntax(&mut self, file: &File<'_>, message: &str, at: usize) {
        let issue = Issue::error("R102", file.place(at), message.replace('\n', ", "), "TOML");
        self.issues.push(issue.showing(file.excerpt(at..at)));
    }

    /// A word that nobody knows.
    fn r103_unknown<'a>(
        &mut self,
        file: &File<'_>,
        at: usize,
        word: &str,
        known: impl Iterator<Item = &'a str>,
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
    fn r104_form(&mut self, file: &File<'_>, span: std::ops::Range<usize>, type_str: &str, expected: &str) {
        let found = format!("{} ({type_str})", file.quote(span.clone()));
        let issue = Issue::error("R104", file.place(span.start), found, expected);
        self.issues.push(issue.showing(file.excerpt(span)));
    }

    /// A key that a rule of the kind must have.
    fn r105_missing(&mut self, file: &File<'_>, at: usize, name: &str, form: &str) {
        self.issues.push(Issue::error("R105", file.place(at), format!("no {name}"), format!("{name} = {form}")));
    }

    /// Values that cannot hold together.
    fn r106_contradiction(&mut self, file: &File<'_>, at: usize, found: &str, expected: &str) {
        self.issues.push(Issue::error("R106", file.place(at), found, expected));
    }
}

/// Something that may be said once and is said twice.
fn r107_twice(place: Place, found: &str, said: &str) -> Issue {
    Issue::error("R107", place, found, format!("one only (the first is at {said})"))
}

/// What is said of a rule as a whole.
fn text_of_rule(kind: &Kind, id: String, why: String, rule: &RuleDraft, place: String) -> RuleText {
    let name = if kind.about.is_empty() { kind.name.to_string() } else { format!("{} ({})", kind.name, kind.about) };
    let strength = if kind.scoped { together::strength_words(kind, rule) } else { String::new() };
    RuleText { id, kind: name, why, scope: together::scope_words(&rule.scope), strength, place }
}

/// The entry of a key.
fn find<'a, 'i>(entries: &'a DeTable<'i>, name: &str) -> Option<Entry<'a, 'i>> {
    entries.iter().find(|(key, _)| key.get_ref().as_ref() == name)
}
