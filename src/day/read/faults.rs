//! Turns what serde says about a document into issues that name the place, and finds them in every element.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::issue::{Issue, Place, nearest};

/// More faults than this are one fault of the program that wrote the file.
const FAULTS_MAX: usize = 200;

/// Where in a document: `learners[3].candidates[0].offering`; empty for the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub String);

impl Path {
    /// Where serde stopped.
    pub fn of<E>(error: &serde_path_to_error::Error<E>) -> Self {
        match error.path().to_string() {
            whole if whole == "." => Path::default(),
            path => Path(path),
        }
    }

    /// This path below `outer`.
    fn below(&self, outer: &str) -> Path {
        match (outer.is_empty(), self.0.is_empty()) {
            (true, _) => self.clone(),
            (false, true) => Path(outer.to_owned()),
            (false, false) if self.0.starts_with('[') => Path(format!("{outer}{}", self.0)),
            (false, false) => Path(format!("{outer}.{}", self.0)),
        }
    }
}

/// A list of the document whose elements are read one by one.
pub(super) struct Section {
    name: &'static str,
    /// What is wrong with an element, if anything.
    fault: fn(&Value) -> Option<(Path, serde_json::Error)>,
}

/// The list `name` with elements of type `T`.
pub(super) fn section<T: DeserializeOwned>(name: &'static str) -> Section {
    Section { name, fault: fault_of::<T> }
}

fn fault_of<T: DeserializeOwned>(value: &Value) -> Option<(Path, serde_json::Error)> {
    serde_path_to_error::deserialize::<_, T>(value).err().map(|error| (Path::of(&error), error.into_inner()))
}

/// The first fault of every list element, and every fault of the document's own fields.
pub(super) fn faults_by_element<T: DeserializeOwned>(
    name: &str,
    mut document: Value,
    sections: &[Section],
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for section in sections {
        let Some(Value::Array(elements)) = document.get_mut(section.name) else { continue };
        for (i, element) in elements.iter().enumerate() {
            if let Some((path, error)) = (section.fault)(element) {
                issues.push(describe(name, &path.below(&format!("{}[{i}]", section.name)), &error));
            }
        }
        elements.clear();
    }
    // With its lists empty, what is left to complain of are the document's own fields: unknown ones are taken out
    // one by one, so that each is named.
    while let Some((path, error)) = fault_of::<T>(&document).filter(|_| issues.len() <= FAULTS_MAX) {
        let issue = describe(name, &path, &error);
        let unknown = message_part(&error.to_string(), "unknown field `");
        issues.push(issue);
        let removed = unknown.and_then(|field| document.as_object_mut()?.remove(&field));
        if removed.is_none() {
            break;
        }
    }
    if issues.len() > FAULTS_MAX {
        let more = issues.len() - FAULTS_MAX;
        issues.truncate(FAULTS_MAX);
        issues.push(Issue::error(
            "P006",
            Place::file(name),
            format!("{more} more faults"),
            "a document without faults",
        ));
    }
    issues
}

/// The issue that a message of serde stands for.
pub(super) fn describe(name: &str, path: &Path, error: &serde_json::Error) -> Issue {
    let message = without_position(&error.to_string());
    if let Some(field) = message_part(&message, "unknown field `") {
        return p003_unknown_field(name, path, &field, &message);
    }
    if let Some(field) = message_part(&message, "missing field `") {
        return p004_missing_field(name, path, &field);
    }
    p005_wrong_kind(name, path, &message)
}

/// P003: every field is one of the known ones.
fn p003_unknown_field(name: &str, path: &Path, field: &str, message: &str) -> Issue {
    // serde lists the known names in backticks after "expected".
    let known: Vec<&str> = match message.split_once("`, expected ") {
        Some((_, list)) => list.split('`').skip(1).step_by(2).collect(),
        None => Vec::new(),
    };
    // The path of an unknown field ends with the field itself.
    let place = match path.0.ends_with(field) {
        true => path.clone(),
        false => Path(field.to_owned()).below(&path.0),
    };
    let expected = match known.is_empty() {
        true => "no field here".to_owned(),
        false => format!("one of {}", known.join(", ")),
    };
    let issue = Issue::error("P003", Place::path(name, place.0), format!("unknown field {field:?}"), expected);
    match nearest(field, known) {
        Some(near) => issue.maybe(format!("Maybe {near}.")),
        None => issue,
    }
}

/// P004: every field without a default is there.
fn p004_missing_field(name: &str, path: &Path, field: &str) -> Issue {
    let place = Path(field.to_owned()).below(&path.0);
    Issue::error("P004", Place::path(name, place.0), "nothing", format!("the field {field:?}, which has no default"))
}

/// P005: a value is of the kind that its field takes.
fn p005_wrong_kind(name: &str, path: &Path, message: &str) -> Issue {
    let place = match path.0.is_empty() {
        true => Place::file(name),
        false => Place::path(name, path.0.clone()),
    };
    let (found, expected) = match message.rsplit_once(", expected ") {
        Some((found, expected)) => (found, plain_kind(expected)),
        None => (message, "a value that this field takes".to_owned()),
    };
    let found = ["invalid type: ", "invalid value: "].iter().find_map(|p| found.strip_prefix(p)).unwrap_or(found);
    let issue = Issue::error("P005", place, found, expected);
    match found.starts_with("string \"") && message.ends_with("expected u32") | message.ends_with("expected i64") {
        true => issue.maybe("Maybe the quotation marks are too many."),
        false => issue,
    }
}

/// What a type of the program is called outside it.
fn plain_kind(kind: &str) -> String {
    match kind {
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "i64" => "a whole number of points".to_owned(),
        "f64" => "a number".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        kind if kind.starts_with("struct ") => "an object".to_owned(),
        kind => kind.to_owned(),
    }
}

/// serde's message without "at line 3 column 7": the path tells the place.
pub(super) fn without_position(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message.to_owned(),
    }
}

/// The name in backticks that follows `start`, when the message begins so.
fn message_part(message: &str, start: &str) -> Option<String> {
    let rest = message.strip_prefix(start)?;
    // The name itself may hold a backtick: the last one before ", expected" or the end closes it.
    let end = rest.find("`, ").or_else(|| rest.rfind('`'))?;
    Some(rest[..end].to_owned())
}
