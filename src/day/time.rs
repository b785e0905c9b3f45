//! Times of day and instants, as a school writes them: civil, without a zone.

use std::fmt;

pub use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A time of day in minutes after midnight, 0 to 1,439; written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes after midnight, 0 to 1,439.
    pub fn minutes(self) -> u32 {
        u32::from(self.0)
    }

    /// The time `minutes` after midnight; none from 24:00 on.
    pub fn from_minutes(minutes: u32) -> Option<Self> {
        (minutes < 24 * 60).then(|| TimeOfDay(u16::try_from(minutes).expect("below 1,440")))
    }

    /// Reads `HH:MM` (also `H:MM`, and `HH:MM:SS` with the seconds dropped).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(':');
        let hour: u32 = digits(parts.next()?, 1)?;
        let minute: u32 = digits(parts.next()?, 2)?;
        if let Some(seconds) = parts.next() {
            digits(seconds, 2).filter(|&s| s < 60)?;
        }
        (parts.next().is_none() && hour < 24 && minute < 60).then(|| Self::from_minutes(hour * 60 + minute))?
    }
}

/// One or two digits, at least `min` of them.
fn digits(text: &str, min: usize) -> Option<u32> {
    ((min..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        TimeOfDay::parse(&text).ok_or_else(|| format!("{text:?} is no time of day, expected HH:MM"))
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

/// A weekday that carries no lessons by default.
pub fn is_weekend(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() >= 5
}

/// Days from one date to another; below 0 when the other comes first.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The Monday of a date's week.
pub fn monday(date: Date) -> Date {
    date.saturating_sub(jiff::Span::new().days(date.weekday().to_monday_zero_offset()))
}
