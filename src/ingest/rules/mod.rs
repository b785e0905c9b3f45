//! What educators decide: `rules/*.toml`, read with every fault at once.
//!
//! A file holds `[[rule]]` tables; each names its `id`, its `kind` and `why` it is there. What may stand in a rule
//! is the table in [`schema`]. A rule with a fault is left out, its faults are errors with file, line and column, and
//! the roof refuses to plan: a policy half understood is no policy.

pub mod readme;
pub mod schema;
mod values;

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::issue::{Issue, Place, nearest};
use crate::model::rules::{RuleText, Rules};
use crate::model::tables::SourceFile;

use crate::model::rules::WITHOUT_GOAL;
use crate::model::voice::AccessRule;
use schema::{COMMON, Draft, KINDS, Kind, PRESET, Value};

/// The rules of all files together, and every fault. What no file says keeps its default.
///
/// The order of the files does not matter: they are read in order of name.
pub fn read_rules(files: &[SourceFile]) -> (Rules, Vec<Issue>) {
    let mut files: Vec<&SourceFile> = files.iter().filter(|file| file.name.to_lowercase().ends_with(".toml")).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let mut reader = Reader::default();
    for file in files {
        reader.file(file);
    }
    reader.finish()
}

/// Percent by which a group's mean may lie below everybody's where a rule does not say.
const ACCESS_BAND: u32 = 10;

/// Where something was said, for a second time to point to.
type Said = String;

#[derive(Default)]
struct Reader {
    draft: Draft,
    issues: Vec<Issue>,
    texts: BTreeMap<String, (RuleText, Said)>,
    /// For each kind, policy and parameter that holds for the whole school: where it was set.
    set: BTreeMap<(&'static str, &'static str, &'static str), Said>,
}

/// One file: its name, and its text to find lines and columns in.
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    /// The place of a byte.
    fn place(&self, at: usize) -> Place {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let column = 1 + String::from_utf8_lossy(&before[start..]).chars().count();
        Place::cell(self.name, line as u64, format!("column {column}"))
    }

    /// The text of a span, on one line.
    fn quote(&self, span: std::ops::Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let short: String = first.chars().take(60).collect();
        if short.len() < text.len() { format!("{short}...") } else { short }
    }
}

/// The keys and values of one rule.
type Entry<'a, 'i> = (&'a Spanned<std::borrow::Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

impl Reader {
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
        draft.requirement = Default::default();
        draft.never_alone = Default::default();
        draft.access = AccessRule { band: ACCESS_BAND, ..AccessRule::default() };
        let (presets, others): (Vec<Entry>, Vec<Entry>) =
            entries.iter().partition(|(key, _)| key.get_ref().as_ref() == PRESET);
        for entry in presets.into_iter().chain(others) {
            self.entry(file, kind, &mut draft, entry);
        }
        for param in kind.params.iter().filter(|param| param.required && find(entries, param.name).is_none()) {
            self.r105_missing(file, at, param.name, param.form.words());
        }
        self.check(file, at, kind, &draft);
        let (Some(id), Some(why)) = (id, why) else { return };
        if let Some((_, said)) = self.texts.get(&id) {
            self.issues.push(r107_twice(file.place(at), &format!("a second rule \"{id}\""), said));
        }
        if self.issues.len() > n_faults {
            return;
        }
        let said = file.place(at).to_string();
        match kind.name {
            "requirement" => {
                draft.requirement.id.clone_from(&id);
                draft.requirement.why.clone_from(&why);
                draft.rules.requirements.push(draft.requirement.clone());
            }
            "grouping" => {
                draft.never_alone.id.clone_from(&id);
                draft.never_alone.why.clone_from(&why);
                draft.rules.never_alone.push(draft.never_alone.clone());
            }
            "access" => {
                draft.access.id.clone_from(&id);
                draft.access.why.clone_from(&why);
                draft.rules.access.push(draft.access.clone());
            }
            _ => {}
        }
        self.draft = draft;
        self.texts.insert(id.clone(), (RuleText { id, kind: kind.name.to_string(), why }, said));
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
        let Some(param) = kind.params.iter().find(|param| param.name == name) else {
            let known = kind.params.iter().map(|param| param.name).chain(COMMON.iter().map(|(common, _)| *common));
            return self.r103_unknown(file, key.span().start, name, known, &format!("a key of {} rules:", kind.name));
        };
        let Some(checked) = values::value(param.form, value.get_ref()) else {
            return self.r104_form(file, value.span(), value.get_ref().type_str(), param.form.words());
        };
        // Settings of the whole school have one value, so two rules may not both give it.
        if !matches!(kind.name, "requirement" | "grouping" | "access") {
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
        if kind.name == "access" && draft.access.band > 100 {
            let found = format!("band {}", draft.access.band);
            self.r106_contradiction(file, at, &found, "at most 100 percent");
        }
        if kind.name != "requirement" {
            return;
        }
        let rule = &draft.requirement;
        if rule.slots_max.is_some_and(|max| max < rule.slots_min) {
            let found = format!("slots_min {} above slots_max {}", rule.slots_min, rule.slots_max.unwrap_or_default());
            self.r106_contradiction(file, at, &found, "slots_min up to slots_max");
        }
        if rule.slots_min == 0 && rule.slots_max.is_none() {
            self.r106_contradiction(file, at, "neither slots_min nor slots_max", "at least one of them");
        }
        if let (Some(min), Some(max)) = (rule.scope.grade_min, rule.scope.grade_max)
            && min > max
        {
            self.r106_contradiction(
                file,
                at,
                &format!("grade_min {min} above grade_max {max}"),
                "grade_min up to grade_max",
            );
        }
    }

    /// A required text of a rule.
    fn text_of(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>, name: &'static str) -> Option<String> {
        let Some((_, value)) = find(entries, name) else {
            self.r105_missing(file, at, name, "a text");
            return None;
        };
        match values::value(schema::Form::Text, value.get_ref()) {
            Some(Value::Text(text)) => Some(text),
            Some(_) | None => {
                self.r104_form(file, value.span(), value.get_ref().type_str(), "a text that is not empty");
                None
            }
        }
    }

    fn finish(self) -> (Rules, Vec<Issue>) {
        let mut rules = self.draft.rules;
        rules.requirements.sort_by(|a, b| a.id.cmp(&b.id));
        rules.never_alone.sort_by(|a, b| a.id.cmp(&b.id));
        rules.access.sort_by(|a, b| a.id.cmp(&b.id));
        rules.texts = self.texts.into_values().map(|(text, _)| text).collect();
        (rules, self.issues)
    }

    /// The file is not UTF-8.
    fn r101_encoding(&mut self, name: &str, bytes: &[u8], valid: usize) {
        let line = 1 + bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() as u64;
        let place = Place { file: name.to_string(), line: Some(line), column: None };
        self.issues.push(Issue::error("R101", place, "bytes that are not UTF-8", "a text file in UTF-8"));
    }

    /// The file is not TOML.
    fn r102_syntax(&mut self, file: &File<'_>, message: &str, at: usize) {
        self.issues.push(Issue::error("R102", file.place(at), message.replace('\n', ", "), "TOML"));
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
        let hint = nearest(word, known.iter().copied()).map(|name| format!("Maybe {name}."));
        self.issues.push(match hint {
            Some(hint) => issue.maybe(hint),
            None => issue,
        });
    }

    /// A value of another form or out of its range.
    fn r104_form(&mut self, file: &File<'_>, span: std::ops::Range<usize>, type_str: &str, expected: &str) {
        let found = format!("{} ({type_str})", file.quote(span.clone()));
        self.issues.push(Issue::error("R104", file.place(span.start), found, expected));
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

/// The entry of a key.
fn find<'a, 'i>(entries: &'a DeTable<'i>, name: &str) -> Option<Entry<'a, 'i>> {
    entries.iter().find(|(key, _)| key.get_ref().as_ref() == name)
}
