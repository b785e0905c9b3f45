//! Reads the JSON documents of the day: `problem.json`, `plan.json` and `certificate.json`.
//!
//! A fault names its JSON path, what stands there, what was expected, and the nearest known field. Faults are
//! collected: the whole document is read at once, and only when that fails, element by element, so that each broken
//! element of a list is named in one run. Whether a readable problem makes sense is asked by [`crate::validate`].
//! Reading never panics, whatever the bytes.

mod faults;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::certificate::{CERTIFICATE_FORMAT, Certificate};
use crate::issue::{Issue, Place};
use crate::plan::{PLAN_FORMAT, Plan, Session};
use crate::problem::{
    Device, Learner, NeverAlone, Offering, PROBLEM_FORMAT, Pin, Problem, Room, Signed, Slot, Staff, Station, Together,
};

use faults::{Path, Section, faults_by_element, section};

/// The problem in a document's bytes (JSON in UTF-8, with or without a byte order mark).
///
/// # Errors
///
/// Every fault found, at least one, each of severity error: `P001` no JSON, `P002` another format, `P003` unknown
/// field, `P004` missing field, `P005` a value of the wrong kind. `name` is the file's name in their places.
pub fn read_problem(name: &str, bytes: &[u8]) -> Result<Problem, Vec<Issue>> {
    let sections: &[Section] = &[
        section::<Slot>("slots"),
        section::<Room>("rooms"),
        section::<Staff>("staff"),
        section::<Device>("devices"),
        section::<Offering>("offerings"),
        section::<Station>("stations"),
        section::<Learner>("learners"),
        section::<[String; 2]>("apart"),
        section::<Together>("together"),
        section::<NeverAlone>("never_alone"),
        section::<Pin>("pins"),
        section::<Signed>("signed"),
    ];
    read(name, bytes, PROBLEM_FORMAT, |problem: &Problem| &problem.format, sections)
}

/// The plan in a document's bytes (JSON in UTF-8, with or without a byte order mark).
///
/// # Errors
///
/// As [`read_problem`].
pub fn read_plan(name: &str, bytes: &[u8]) -> Result<Plan, Vec<Issue>> {
    read(name, bytes, PLAN_FORMAT, |plan: &Plan| &plan.format, &[section::<Session>("sessions")])
}

/// The certificate in a document's bytes (JSON in UTF-8, with or without a byte order mark).
///
/// # Errors
///
/// As [`read_problem`].
pub fn read_certificate(name: &str, bytes: &[u8]) -> Result<Certificate, Vec<Issue>> {
    read(name, bytes, CERTIFICATE_FORMAT, |certificate: &Certificate| &certificate.format, &[])
}

/// A document of one format; `format_of` gives the format that a readable one names.
fn read<T: DeserializeOwned>(
    name: &str,
    bytes: &[u8],
    format: &str,
    format_of: fn(&T) -> &str,
    sections: &[Section],
) -> Result<T, Vec<Issue>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let whole = serde_path_to_error::deserialize::<_, T>(&mut json);
    let (path, error) = match (whole, json.end()) {
        (Ok(document), Ok(())) => {
            let issue = p002_format(name, format_of(&document), format);
            return issue.map_or(Ok(document), |issue| Err(vec![issue]));
        }
        (Ok(_), Err(error)) => (Path::default(), error),
        (Err(error), _) => (Path::of(&error), error.into_inner()),
    };
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else {
        return Err(vec![p001_json(name, &error)]);
    };
    let named = document.get("format").and_then(Value::as_str);
    if let Some(issue) = named.and_then(|named| p002_format(name, named, format)) {
        return Err(vec![issue]);
    }
    let mut issues = faults_by_element::<T>(name, document, sections);
    if issues.is_empty() {
        // The whole fails where its parts do not, for example when an object has a field twice.
        issues.push(faults::describe(name, &path, &error));
    }
    Err(issues)
}

/// P001: the file is JSON in UTF-8.
fn p001_json(name: &str, error: &serde_json::Error) -> Issue {
    let place = Place { file: name.to_owned(), line: Some(error.line() as u64), column: None };
    let found = format!("{} (column {})", faults::without_position(&error.to_string()), error.column());
    Issue::error("P001", place, found, "JSON in UTF-8")
}

/// P002: the document is of the known format; another format has other fields, so nothing else is asked.
fn p002_format(name: &str, found: &str, format: &str) -> Option<Issue> {
    (found != format).then(|| {
        let issue = Issue::error("P002", Place::path(name, "format"), format!("{found:?}"), format!("{format:?}"));
        match [PROBLEM_FORMAT, PLAN_FORMAT, CERTIFICATE_FORMAT].contains(&found) {
            true => issue.maybe("Maybe the files are swapped."),
            false => issue,
        }
    })
}

#[cfg(test)]
mod tests;
