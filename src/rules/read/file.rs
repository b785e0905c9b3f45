//! One file of rules: places in it, and the lines to show under a fault.

use std::ops::Range;

use daybreak_day::issue::{Excerpt, Place};

/// One file: its name, and its text to find lines and columns in.
pub struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

impl File<'_> {
    /// The place of a byte.
    pub fn place(&self, at: usize) -> Place {
        let (line, column, _) = self.line_of(at);
        Place::cell(self.name, line as u64, format!("column {column}"))
    }

    /// The line of a byte (from 1), its column (in characters, from 1), and the text of the line.
    fn line_of(&self, at: usize) -> (usize, usize, &str) {
        let bytes = self.text.as_bytes();
        let before = &bytes[..at.min(bytes.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let column = 1 + String::from_utf8_lossy(&before[start..]).chars().count();
        (line, column, self.text[start..].lines().next().unwrap_or_default())
    }

    /// The text of a span, on one line.
    pub fn quote(&self, span: Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let short: String = first.chars().take(60).collect();
        if short.len() < text.len() { format!("{short}...") } else { short }
    }

    /// The line in which a span begins, with the part of the span that lies on it.
    pub fn excerpt(&self, span: Range<usize>) -> Excerpt {
        let (_, column, line) = self.line_of(span.start);
        let part = self.text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        let rest = line.chars().count().saturating_sub(column - 1);
        Excerpt { text: line.to_string(), column, width: part.chars().count().clamp(1, rest.max(1)) }
    }

    /// As [`Self::excerpt`], for a word that stands at a byte, perhaps in quotation marks.
    pub fn excerpt_of(&self, at: usize, word: &str) -> Excerpt {
        let is_quoted = self.text[at.min(self.text.len())..].starts_with(['"', '\'']);
        self.excerpt(at..(at + word.len() + if is_quoted { 2 } else { 0 }).min(self.text.len()))
    }

    /// The byte at which the text of a string value begins, behind its quotation marks; where escapes make the text
    /// another one than is written, the value's own beginning.
    pub fn start_of(&self, span: Range<usize>, text: &str) -> usize {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        span.start + raw.find(text).unwrap_or(0)
    }
}
