//! Bytes to text: UTF-8, UTF-16 (with a byte order mark or recognisable without one), Windows-1252.
//!
//! Student information systems write all three, often without saying which. A file that is not UTF-8 and not
//! UTF-16 is read as Windows-1252, in which every byte has a meaning; a warning says so, because a wrong guess
//! shows only in accented letters.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use daybreak_day::issue::{Issue, Place, counted};

/// Bytes looked at to recognise UTF-16 without a byte order mark.
const SAMPLE_BYTES: usize = 4096;

/// The text of a file, without byte order mark and NUL characters; line breaks are `\n` or `\r\n`.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8], issues: &mut Vec<Issue>) -> Cow<'a, str> {
    let text = decoded(file, bytes, issues);
    let text = f105_without_nul(file, text, issues);
    with_line_feeds(without_marks(text))
}

/// Byte order marks within a file, as they stand where exports were joined, are left out as that at its start is.
fn without_marks(text: Cow<'_, str>) -> Cow<'_, str> {
    const MARK: char = '\u{FEFF}';
    if text.contains(MARK) { Cow::Owned(text.replace(MARK, "")) } else { text }
}

/// By byte order mark first, then by what the bytes look like.
fn decoded<'a>(file: &str, bytes: &'a [u8], issues: &mut Vec<Issue>) -> Cow<'a, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return f104_with_replacements(file, UTF_8.decode_without_bom_handling(rest), issues);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return f104_with_replacements(file, UTF_16LE.decode_without_bom_handling(rest), issues);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return f104_with_replacements(file, UTF_16BE.decode_without_bom_handling(rest), issues);
    }
    match zero_bytes_like_utf_16(bytes) {
        Some(ByteOrder::LittleEndian) => {
            return f104_with_replacements(file, UTF_16LE.decode_without_bom_handling(bytes), issues);
        }
        Some(ByteOrder::BigEndian) => {
            return f104_with_replacements(file, UTF_16BE.decode_without_bom_handling(bytes), issues);
        }
        None => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(fault) => f103_windows_1252(file, bytes, fault.valid_up_to(), issues),
    }
}

enum ByteOrder {
    LittleEndian,
    BigEndian,
}

/// Tables are mostly ASCII, so in UTF-16 nearly every second byte is zero.
fn zero_bytes_like_utf_16(bytes: &[u8]) -> Option<ByteOrder> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES) & !1];
    let n_units = sample.len() / 2;
    if n_units < 2 {
        return None;
    }
    let first = sample.iter().step_by(2).filter(|&&b| b == 0).count();
    let second = sample.iter().skip(1).step_by(2).filter(|&&b| b == 0).count();
    let (many, few) = (n_units * 7 / 10, n_units / 10);
    if second > many && first <= few {
        Some(ByteOrder::LittleEndian)
    } else if first > many && second <= few {
        Some(ByteOrder::BigEndian)
    } else {
        None
    }
}

/// A file that is not UTF-8 is read as Windows-1252.
fn f103_windows_1252<'a>(file: &str, bytes: &'a [u8], valid_up_to: usize, issues: &mut Vec<Issue>) -> Cow<'a, str> {
    let line = 1 + bytes[..valid_up_to].iter().filter(|&&b| b == b'\n').count() as u64;
    let place = Place { file: file.to_string(), line: Some(line), column: None };
    let found = format!("the byte 0x{:02X}, which is not UTF-8", bytes[valid_up_to]);
    issues.push(
        Issue::warning("F103", place, found, "UTF-8 (the file was read as Windows-1252)")
            .maybe("Maybe the export has a setting for UTF-8."),
    );
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// A file that breaks its own encoding shows a replacement character in place of the damage.
fn f104_with_replacements<'a>(
    file: &str,
    (text, damaged): (Cow<'a, str>, bool),
    issues: &mut Vec<Issue>,
) -> Cow<'a, str> {
    if damaged {
        let line = text.split('\u{FFFD}').next().map(|before| 1 + before.matches('\n').count() as u64);
        let place = Place { file: file.to_string(), line, column: None };
        issues.push(Issue::warning(
            "F104",
            place,
            "bytes that are no text",
            "an undamaged file (each was read as the character U+FFFD)",
        ));
    }
    text
}

/// NUL characters carry nothing; they are left out.
fn f105_without_nul<'a>(file: &str, text: Cow<'a, str>, issues: &mut Vec<Issue>) -> Cow<'a, str> {
    let Some(at) = text.find('\0') else { return text };
    let line = 1 + text[..at].matches('\n').count() as u64;
    let place = Place { file: file.to_string(), line: Some(line), column: None };
    let found = counted(text.matches('\0').count(), "NUL character");
    issues.push(Issue::warning("F105", place, found, "none (they were left out)"));
    Cow::Owned(text.replace('\0', ""))
}

/// Lone carriage returns, the line breaks of old Macs, become line feeds, so that lines can be counted.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !text.contains('\r') || !(0..bytes.len()).any(is_lone) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('\r') {
        let followed = rest.as_bytes().get(at + 1) == Some(&b'\n');
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1 + usize::from(followed)..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
