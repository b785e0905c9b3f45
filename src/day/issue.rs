//! Faults in the input, as data: each with a code, a place, what was found, what was expected, and a hint.
//!
//! An issue never stops the stage that finds it: stages collect them all, and the roof decides. A code stands
//! in the name of the function that raises it (`v203_capacity`), so that report, search and source meet.

use std::fmt;

use serde::Serialize;

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row, file or document cannot be used as it stands.
    Error,
    /// It is used, perhaps repaired; a person should look.
    Warning,
    /// Worth knowing, nothing to do.
    Note,
}

/// Where an issue lies: a file, and inside it a line and a column name, or a JSON path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file's name inside its package, for example `rooms.csv`.
    pub file: String,
    /// The line on which the record starts, from 1 (the header is line 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column's name, or a JSON path such as `learners[3].candidates[0].offering`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), line: None, column: None }
    }

    /// A cell of a table: file, line (from 1), column name.
    pub fn cell(file: impl Into<String>, line: u64, column: impl Into<String>) -> Self {
        Place { file: file.into(), line: Some(line), column: Some(column.into()) }
    }

    /// A path inside a JSON document.
    pub fn path(file: impl Into<String>, path: impl Into<String>) -> Self {
        Place { file: file.into(), line: None, column: Some(path.into()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.column {
            Some(column) => write!(f, " {column}"),
            None => Ok(()),
        }
    }
}

/// The line of a file in which a fault lies, and the part that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The whole line.
    pub text: String,
    /// Where the part begins, in characters from 1.
    pub column: usize,
    /// Characters of the part, 1 or more.
    pub width: usize,
}

/// One fault: what was found at a place and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// A stable code such as `V203`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, quoted when it is a cell's text.
    pub found: String,
    /// What would have been right.
    pub expected: String,
    /// A guess that may help, a sentence that begins with "Maybe".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe: Option<String>,
    /// The text itself, where a line alone would not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

impl Issue {
    /// An issue of severity error.
    pub fn error(code: &'static str, place: Place, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Issue {
            code,
            severity: Severity::Error,
            place,
            found: found.into(),
            expected: expected.into(),
            maybe: None,
            excerpt: None,
        }
    }

    /// An issue of severity warning.
    pub fn warning(code: &'static str, place: Place, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Issue { severity: Severity::Warning, ..Issue::error(code, place, found, expected) }
    }

    /// An issue of severity note.
    pub fn note(code: &'static str, place: Place, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Issue { severity: Severity::Note, ..Issue::error(code, place, found, expected) }
    }

    /// The same issue with a hint: a whole sentence that begins with "Maybe".
    #[must_use]
    pub fn maybe(mut self, hint: impl Into<String>) -> Self {
        self.maybe = Some(hint.into());
        self
    }

    /// The same issue with the text itself.
    #[must_use]
    pub fn showing(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(excerpt);
        self
    }

    /// The line with a row of carets under the part that is meant, each line ended; empty without an excerpt.
    pub fn carets(&self) -> String {
        let Some(Excerpt { text, column, width }) = &self.excerpt else { return String::new() };
        let number = self.place.line.map(|line| line.to_string()).unwrap_or_default();
        let (margin, before) = (" ".repeat(number.len()), " ".repeat(column.saturating_sub(1)));
        // A tab would move what stands under it.
        let line = text.replace('\t', " ");
        format!("{margin} |\n{number} | {line}\n{margin} | {before}{}\n", "^".repeat((*width).max(1)))
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: found {}, expected {}.", self.code, self.place, self.found, self.expected)?;
        match &self.maybe {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

/// A number of things in words: `1 row`, `2 rows`. For nouns whose plural ends in s.
pub fn counted(n: impl std::fmt::Display, noun: &str) -> String {
    match n.to_string().as_str() {
        "1" => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// The known word nearest to `word`, when it is near enough to be a likely slip (Jaro-Winkler at least 0.8).
///
/// Ties go to the alphabetically first, so the answer does not depend on the order of `known`.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&lower, &k.to_lowercase()), k))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, k)| k)
}
