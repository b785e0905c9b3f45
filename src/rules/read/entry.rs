//! One `[[rule]]`: its kind, its keys one by one, and what they say together.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use daybreak_day::issue::Issue;
use daybreak_school::condition::{Condition, Conjunct};
use daybreak_school::rules::RuleText;

use super::file::File;
use super::{Reader, faults, table, values};
use crate::kinds::{COMMON, Fault, Faults, Form, Head, RuleDraft, RuleKind, Value};
use crate::policy;

/// A key of one rule, and its value.
type Entry<'a, 'i> = (&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

/// What the keys of one rule have said so far.
struct Draft {
    head: Head,
    own: RuleDraft,
}

impl Reader<'_> {
    /// One rule; it counts when it has no fault.
    pub(super) fn rule(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>) {
        let named = find(entries, "id").and_then(|(_, id)| id.get_ref().as_str());
        if named.is_some_and(|id| self.left_out.contains(&id)) {
            return;
        }
        let n_faults = self.issues.len();
        let id = self.text_of(file, at, entries, "id");
        let why = self.text_of(file, at, entries, "why");
        let kind_name = self.text_of(file, at, entries, "kind");
        let Some(kind) = kind_name.as_ref().and_then(|name| self.kind(file, at, entries, name)) else { return };
        let mut draft = Draft { head: Head::default(), own: kind.begin(&self.rules) };
        let keys = kind.own_keys();
        let is_first = |(key, _): &Entry| keys.iter().any(|own| own.first && own.name == key.get_ref().as_ref());
        let (first, others): (Vec<Entry>, Vec<Entry>) = entries.iter().partition(is_first);
        for entry in first.into_iter().chain(others) {
            self.entry(file, kind, &mut draft, entry);
        }
        let is_read = self.issues.len() == n_faults;
        for key in keys.iter().filter(|key| key.required && find(entries, key.name).is_none()) {
            self.r105_missing(file, at, key.name, &key.form.words());
        }
        if is_read {
            // Of a rule with a value that cannot be read nothing is said as a whole.
            self.check(file, at, &draft);
        }
        draft.own.beside(&mut |name, hit| {
            let at = find(entries, "table").map_or(at..at, |(_, value)| value.span());
            let source = self.source(file, at, name)?;
            let (table, issues) = table::read(source, hit);
            self.issues.extend(issues);
            table
        });
        let (Some(id), Some(why)) = (id, why) else { return };
        if let Some((_, said)) = self.texts.get(&id) {
            self.issues.push(faults::r107_twice(file.place(at), &format!("a second rule \"{id}\""), said));
        }
        if self.issues.len() > n_faults {
            return;
        }
        let said = file.place(at).to_string();
        let text = RuleText {
            id: id.clone(),
            kind: kind.spec().title(),
            why: why.clone(),
            scope: draft.head.scope_words(),
            strength: draft.own.strength(&draft.head),
            place: said.clone(),
        };
        draft.own.post(draft.head.posted(id.clone(), why), &mut self.rules);
        self.texts.insert(id, (text, said));
    }

    /// The kind that a rule names; for a policy also by what it is about.
    fn kind(&mut self, file: &File<'_>, at: usize, entries: &DeTable<'_>, name: &str) -> Option<RuleKind> {
        let of_name: Vec<RuleKind> = RuleKind::ALL.iter().copied().filter(|kind| kind.spec().name == name).collect();
        let Some(first) = of_name.first() else {
            let span = find(entries, "kind").map_or(at, |(_, value)| value.span().start);
            self.r103_unknown(file, span, name, RuleKind::ALL.iter().map(|kind| kind.spec().name), "the kind");
            return None;
        };
        if first.spec().about.is_empty() {
            let has = |kind: &&RuleKind| kind.spec().known_by.iter().any(|key| find(entries, key).is_some());
            let otherwise = |kind: &&RuleKind| kind.spec().known_by.is_empty();
            return of_name.iter().find(has).or(of_name.iter().find(otherwise)).copied();
        }
        let about = self.text_of(file, at, entries, "about")?;
        let found = of_name.iter().find(|kind| kind.spec().about == about);
        if found.is_none() {
            let span = find(entries, "about").map_or(at, |(_, value)| value.span().start);
            let known = of_name.iter().map(|kind| kind.spec().about);
            self.r103_unknown(file, span, &about, known, "what a policy is about:");
        }
        found.copied()
    }

    /// One key and value of a rule.
    fn entry(&mut self, file: &File<'_>, kind: RuleKind, draft: &mut Draft, (key, value): Entry<'_, '_>) {
        let (name, spec, keys) = (key.get_ref().as_ref(), kind.spec(), kind.keys());
        if COMMON.iter().any(|(common, _)| *common == name) || (name == "about" && !spec.about.is_empty()) {
            return;
        }
        let Some(own) = keys.iter().find(|key| key.name == name) else {
            let known = keys.iter().map(|key| key.name).chain(COMMON.iter().map(|(common, _)| *common));
            return self.r103_unknown(file, key.span().start, name, known, &format!("a key of {} rules:", spec.name));
        };
        let Some(checked) = values::value(own.form, value.get_ref()) else {
            return self.r104_form(file, value.span(), value.get_ref().type_str(), &own.form.words());
        };
        let checked = match (own.form, checked) {
            (Form::Condition, Value::Text(text)) => match self.condition(file, kind, value.span(), &text) {
                Some(condition) => Value::Condition(condition),
                None => return,
            },
            (_, checked) => checked,
        };
        // Settings of the whole school have one value, so two rules may not both give it.
        if !spec.scoped {
            let place = file.place(key.span().start);
            match self.set.get(&(kind, own.name)) {
                Some(said) => {
                    self.issues.push(faults::r107_twice(place, &format!("a second value of {name}"), said));
                    return;
                }
                None => drop(self.set.insert((kind, own.name), place.to_string())),
            }
        }
        let put = draft.own.put(name, checked).or_else(|value| draft.head.put(name, value));
        put.expect("a known key is the kind's own or one of many kinds");
    }

    /// A condition, compiled and checked; its faults are told where they stand.
    fn condition(&mut self, file: &File<'_>, kind: RuleKind, span: Range<usize>, text: &str) -> Option<Condition> {
        let start = file.start_of(span, text);
        let condition = match policy::read(text) {
            Ok(condition) => condition,
            Err(found) => {
                for fault in found {
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
        let unusable = condition.conjuncts.iter().filter_map(|part| Some((part, kind.condition_fault(part)?)));
        let impossible = condition.conjuncts.iter().enumerate().filter_map(|(i, part)| {
            let other = condition.conjuncts[..i].iter().find(|other| policy::disjoint(&alone(part), &alone(other)))?;
            let found = format!("\"{}\", which never holds together with \"{}\"", part.text, other.text);
            Some((part, (found, "a condition that can hold")))
        });
        let n_issues = self.issues.len();
        for (part, (found, expected)) in unusable.chain(impossible) {
            let at = text.find(&part.text).map_or(0..text.len(), |at| at..at + part.text.len());
            let at = start + at.start..start + at.end;
            let issue = Issue::error("R210", file.place(at.start), found, expected);
            self.issues.push(issue.showing(file.excerpt(at)));
        }
        (self.issues.len() == n_issues).then_some(condition)
    }

    /// What a rule's values must be together.
    fn check(&mut self, file: &File<'_>, at: usize, draft: &Draft) {
        let mut say = Faults::default();
        draft.own.faults(&draft.head, &mut say);
        draft.head.faults(&mut say);
        for fault in say.0 {
            match fault {
                Fault::Contradiction { found, expected } => self.r106_contradiction(file, at, &found, expected),
                Fault::Unknown { word, known, what } => {
                    self.r103_unknown(file, at, &word, known.iter().copied(), what);
                }
            }
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
}

/// A part of a condition as a condition.
fn alone(part: &Conjunct) -> Condition {
    Condition { text: String::new(), conjuncts: vec![part.clone()] }
}

/// The entry of a key.
fn find<'a, 'i>(entries: &'a DeTable<'i>, name: &str) -> Option<Entry<'a, 'i>> {
    entries.iter().find(|(key, _)| key.get_ref().as_ref() == name)
}
