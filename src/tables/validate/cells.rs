//! Typed cells: what a cell's text may mean, and what was expected where it means nothing.
//!
//! A parser returns a [`Fault`] rather than an issue: it knows neither file nor line. Hints ("Maybe ...") are made
//! only for a fault, so that good cells cost nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::ids::Ids;
use daybreak_day::time::TimeOfDay;
use daybreak_school::school::{DeviceNeed, Grade, Need};

/// Why a cell cannot be read: what was expected, a hint, and among which ids it was looked for in vain.
#[derive(Debug)]
pub(super) struct Fault<'k> {
    pub expected: Cow<'static, str>,
    pub maybe: Option<String>,
    pub among: Option<&'k Ids<'k>>,
}

/// What a cell holds, or why it holds nothing of use.
pub(super) type Cell<'k, T> = Result<T, Fault<'k>>;

/// A fault with what was expected.
pub(super) fn expected<'k>(what: impl Into<Cow<'static, str>>) -> Fault<'k> {
    Fault { expected: what.into(), maybe: None, among: None }
}

impl Fault<'_> {
    /// The same with a hint, a sentence that begins with "Maybe".
    pub(super) fn maybe(mut self, hint: Option<String>) -> Self {
        self.maybe = hint;
        self
    }
}

/// Any text that is not empty.
pub(super) fn text<'k>(cell: &str) -> Cell<'k, String> {
    if cell.is_empty() { Err(expected("a text")) } else { Ok(cell.to_string()) }
}

/// A whole number within a range; `12.0`, as spreadsheets write it, is 12.
pub(super) fn integer<'k, T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Cell<'k, T>
where
    T: FromStr + PartialOrd + std::fmt::Display + Copy + TryFrom<i64>,
{
    move |cell| {
        let whole = cell.strip_suffix(".0").unwrap_or(cell);
        match whole.parse::<T>() {
            Ok(value) if range.contains(&value) => Ok(value),
            _ => {
                let fault = expected(format!("a whole number from {} to {}", range.start(), range.end()));
                Err(fault.maybe(integer_hint(cell, &range)))
            }
        }
    }
}

/// What a whole number may have been meant to be.
fn integer_hint<T: PartialOrd + Copy + TryFrom<i64>>(cell: &str, range: &RangeInclusive<T>) -> Option<String> {
    let fits = |value: i64| T::try_from(value).is_ok_and(|value| range.contains(&value));
    if let Some(value) = cell.strip_prefix('-').and_then(|rest| rest.trim().parse().ok()).filter(|&v| fits(v)) {
        return Some(format!("Maybe the sign is a slip: {value}."));
    }
    let digits: String = cell.chars().filter(|c| !matches!(c, ',' | '\'' | ' ' | '\u{A0}' | '_')).collect();
    if let Some(value) = digits.parse().ok().filter(|&v: &i64| fits(v) && digits.len() < cell.len()) {
        return Some(format!("Maybe {value}."));
    }
    let leading: String = cell.chars().take_while(char::is_ascii_digit).collect();
    let value = leading.parse().ok().filter(|&v| fits(v) && leading.len() < cell.len())?;
    Some(format!("Maybe {value}: the cell holds a number and nothing else."))
}

/// A number within a range, both ends included.
pub(super) fn decimal<'k>(range: RangeInclusive<f64>) -> impl Fn(&str) -> Cell<'k, f64> {
    move |cell| match cell.parse::<f64>() {
        Ok(value) if range.contains(&value) => Ok(value + 0.0),
        _ => {
            let fault = expected(format!("a number from {} to {}", range.start(), range.end()));
            Err(fault.maybe(decimal_hint(cell, &range)))
        }
    }
}

/// A number above 0 and at most `max`.
pub(super) fn positive<'k>(max: f64) -> impl Fn(&str) -> Cell<'k, f64> {
    move |cell| match cell.parse::<f64>() {
        Ok(value) if value > 0.0 && value <= max => Ok(value),
        _ => {
            let range = f64::MIN_POSITIVE..=max;
            Err(expected(format!("a number above 0 and at most {max}")).maybe(decimal_hint(cell, &range)))
        }
    }
}

/// What a number may have been meant to be: a decimal comma, a percentage.
fn decimal_hint(cell: &str, range: &RangeInclusive<f64>) -> Option<String> {
    let bare = cell.trim_end_matches('%').trim_end();
    let pointed = bare.replacen(',', ".", 1);
    let value = pointed.parse::<f64>().ok().filter(|value| value.is_finite())?;
    if bare.len() == cell.len() && pointed != cell && range.contains(&value) {
        return Some(format!("Maybe the decimal comma should be a point: {pointed}."));
    }
    let share = value / 100.0;
    let like_percentage = *range.end() == 1.0 && (bare.len() < cell.len() || value > 1.0);
    (like_percentage && range.contains(&share)).then(|| format!("Maybe a percentage: {share}."))
}

/// Yes or no, in the ways in which exports write it.
pub(super) fn yes_no<'k>(cell: &str) -> Cell<'k, bool> {
    const YES: [&str; 6] = ["yes", "true", "1", "1.0", "y", "x"];
    const NO: [&str; 5] = ["no", "false", "0", "0.0", "n"];
    if YES.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
        Ok(true)
    } else if NO.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
        Ok(false)
    } else {
        Err(expected("yes or no"))
    }
}

/// A time of day.
pub(super) fn time_of_day<'k>(cell: &str) -> Cell<'k, TimeOfDay> {
    TimeOfDay::parse(cell).ok_or_else(|| expected("a time HH:MM").maybe(time_hint(cell)))
}

/// What a time may have been meant to be: `1:15 pm`, `8.30`, `0830`.
fn time_hint(cell: &str) -> Option<String> {
    let lower = cell.to_ascii_lowercase().replace(['.', 'h'], ":");
    let bare = lower.trim_end_matches(['a', 'p', 'm', ':', ' ']);
    let afternoon = lower[bare.len()..].trim_start().starts_with('p');
    let joined = match bare.len() {
        3 | 4 if bare.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}:{}", &bare[..bare.len() - 2], &bare[bare.len() - 2..])
        }
        _ => bare.to_string(),
    };
    let time = TimeOfDay::parse(&joined)?;
    let shift = if afternoon && time.minutes() < 12 * 60 { 12 * 60 } else { 0 };
    Some(format!("Maybe {}.", TimeOfDay::from_minutes(time.minutes() + shift)?))
}

/// A grade: `PK`, `K`, 1 to 13, in the ways in which student information systems write them.
pub(super) fn grade<'k>(cell: &str) -> Cell<'k, Grade> {
    one_grade(cell).ok_or_else(|| expected("a grade: PK, K or 1 to 13").maybe(grade_hint(cell)))
}

/// A grade, or the first and the last of a band: `9-12`, `K-2`, `HS`, a list.
pub(super) fn grade_band<'k>(cell: &str) -> Cell<'k, (Grade, Option<Grade>)> {
    if let Some(grade) = one_grade(cell) {
        return Ok((grade, None));
    }
    const SCHOOLS: [(&str, i8, i8); 3] = [("ES", 0, 5), ("MS", 6, 8), ("HS", 9, 12)];
    if let Some((_, first, last)) = SCHOOLS.iter().find(|(name, ..)| cell.eq_ignore_ascii_case(name)) {
        return Ok((Grade(*first), Some(Grade(*last))));
    }
    let parts: Vec<&str> = cell.split(['-', '\u{2013}', ',', ';', '/']).map(str::trim).collect();
    let grades: Option<Vec<Grade>> = parts.into_iter().map(one_grade).collect();
    match grades.as_deref() {
        Some([first, .., last]) if first <= last => Ok((*first, Some(*last))),
        _ => Err(expected("a grade: PK, K or 1 to 13, or a band such as 9-12, K-2 or HS").maybe(grade_hint(cell))),
    }
}

fn one_grade(cell: &str) -> Option<Grade> {
    // A spreadsheet writes 3 as 3.0; children of three and four are before kindergarten, those of five are in it.
    let cell = cell.strip_suffix(".0").unwrap_or(cell).to_ascii_uppercase();
    let value = match cell.as_str() {
        "PK" | "PR" | "PREK" | "PRE-K" | "PK3" | "PK4" => Some(-1),
        "K" | "KG" | "TK" | "K5" | "0" | "00" => Some(0),
        number if number.starts_with(|c: char| c.is_ascii_digit()) => {
            number.parse::<i8>().ok().filter(|n| (1..=13).contains(n))
        }
        _ => None,
    };
    value.map(Grade)
}

/// What a grade may have been meant to be: the number with which a cell begins (`3rd`), or that follows the word (`Gr. 3`).
/// A letter or a sign before a number changes what it says, and is no slip.
fn grade_hint(cell: &str) -> Option<String> {
    let lower = cell.to_ascii_lowercase();
    let words = ["grade", "gr.", "gr", "year"];
    let bare = words.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower).trim_start();
    let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
    let rest = &bare[digits.len()..];
    let is_band = rest.contains(|c: char| c.is_ascii_digit());
    let near = digits.parse::<i8>().ok().filter(|n| (1..=13).contains(n) && !is_band);
    near.map(|n| format!("Maybe {n}."))
}

/// The entries of a list: parted by `;`, trimmed, each once, in the order written.
pub(super) fn entries(cell: &str) -> Vec<&str> {
    let mut entries: Vec<&str> = Vec::new();
    for entry in cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries
}

/// Entries with an amount, `laptop` or `laptop*2`; those of one name add up.
fn amounts<'k>(cell: &str) -> Cell<'k, BTreeMap<String, u32>> {
    let mut amounts = BTreeMap::new();
    for entry in cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
        let (name, amount) = match entry.split_once('*') {
            Some((name, amount)) => (name.trim(), amount.trim().parse::<u32>().ok()),
            None => (entry, Some(1)),
        };
        let amount =
            amount.filter(|amount| (1..=1000).contains(amount) && !name.is_empty() && !name.contains([',', '|']));
        let Some(amount) = amount else {
            return Err(expected("a list parted by `;` of names, each alone or with an amount: `aide` or `aide*2`"));
        };
        *amounts.entry(name.to_string()).or_insert(0) += amount;
    }
    Ok(amounts)
}

/// Needs of staff; `none` is nobody.
pub(super) fn needs<'k>(cell: &str) -> Cell<'k, Vec<Need>> {
    if cell.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    Ok(amounts(cell)?.into_iter().map(|(tag, count)| Need { tag, count }).collect())
}

/// Needs of devices; `none` is nothing.
pub(super) fn device_needs<'k>(cell: &str) -> Cell<'k, Vec<DeviceNeed>> {
    if cell.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    Ok(amounts(cell)?.into_iter().map(|(device, units)| DeviceNeed { device, units }).collect())
}

/// A word of a closed list, in any case, with `_`, `-` and spaces alike.
pub(super) fn word<'k, T: Copy>(known: &'static [(&'static str, T)]) -> impl Fn(&str) -> Cell<'k, T> {
    move |cell| {
        let same = |a: &str, b: &str| {
            let letters = |text: &str| {
                text.bytes()
                    .filter(|b| !matches!(b, b'_' | b'-' | b' '))
                    .map(|b| b.to_ascii_lowercase())
                    .collect::<Vec<u8>>()
            };
            letters(a) == letters(b)
        };
        let exact = known.iter().find(|(name, _)| *name == cell);
        exact.or_else(|| known.iter().find(|(name, _)| same(name, cell))).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let hint = daybreak_day::issue::nearest(cell, names.iter().copied()).map(|name| format!("Maybe {name}."));
            expected(format!("one of {}", names.join(", "))).maybe(hint)
        })
    }
}
