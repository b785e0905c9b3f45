//! Dates and instants as cells: ISO only. `1/5/2026` is January to some and May to others, so it is never guessed,
//! only suggested.

use super::cells::{Cell, expected};
use daybreak_day::time::{Date, DateTime};

/// Years that a school's data may speak of; others are slips.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2150;

/// A date `YYYY-MM-DD`.
pub(super) fn date<'k>(cell: &str) -> Cell<'k, Date> {
    iso_date(cell).ok_or_else(|| {
        let hint = suggestion(cell).map(|date| format!("Maybe the date should be {date}."));
        expected("a date YYYY-MM-DD").maybe(hint)
    })
}

/// An instant as a school writes it, and whether it carried a zone, which is left out.
pub(super) struct Instant {
    pub at: DateTime,
    pub zoned: bool,
}

/// A date, or a date and a time: `2026-01-05`, `2026-01-05T08:30`, `2026-01-05 08:30:15.250Z`.
pub(super) fn instant<'k>(cell: &str) -> Cell<'k, Instant> {
    parse_instant(cell).ok_or_else(|| {
        let (day, clock) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
        let hint = suggestion(day).map(|date| match clock {
            "" => format!("Maybe the date should be {date}."),
            _ => format!("Maybe the date should be {date}, followed by T and HH:MM."),
        });
        expected("YYYY-MM-DD or YYYY-MM-DDTHH:MM").maybe(hint)
    })
}

/// The day of a date or an instant as a school writes it; none: it is neither.
pub fn day_of(cell: &str) -> Option<Date> {
    parse_instant(cell).map(|instant| instant.at.date())
}

fn parse_instant(cell: &str) -> Option<Instant> {
    let date = iso_date(cell.get(..10)?)?;
    let Some(rest) = cell.get(10..).filter(|rest| !rest.is_empty()) else {
        return Some(Instant { at: date.at(0, 0, 0, 0), zoned: false });
    };
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let end = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = (clock[..end].trim_end(), &clock[end..]);
    if !is_zone(zone) {
        return None;
    }
    let mut parts = clock.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = match parts.next() {
        Some(text) => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            two_digits(whole).filter(|_| digits)?
        }
        None => 0,
    };
    (parts.next().is_none() && hour < 24 && minute < 60 && second < 60)
        .then(|| Instant { at: date.at(hour, minute, second, 0), zoned: !zone.is_empty() })
}

/// Nothing, `Z`, or an offset such as `+02:00`.
fn is_zone(zone: &str) -> bool {
    match zone.as_bytes() {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', rest @ ..] => {
            (2..=5).contains(&rest.len()) && rest.iter().all(|b| b.is_ascii_digit() || *b == b':')
        }
        _ => false,
    }
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2).then(|| number(text))?.and_then(|n| i8::try_from(n).ok())
}

/// Digits only, without sign.
fn number(text: &str) -> Option<i16> {
    (text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn iso_date(cell: &str) -> Option<Date> {
    let bytes = cell.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    checked(number(cell.get(..4)?)?, number(cell.get(5..7)?)?, number(cell.get(8..)?)?)
}

/// A date that exists, in a year that a school may speak of.
fn checked(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then_some(date)
}

/// What was probably meant: `1/5/2026` as in the United States, `13.5.2026`, `2026/01/05`, `20260105`, a
/// spreadsheet's day number.
pub(super) fn suggestion(cell: &str) -> Option<Date> {
    let cell = cell.trim();
    let parts: Vec<i16> = cell.split(['/', '.', '-']).map(number).collect::<Option<_>>().unwrap_or_default();
    match parts[..] {
        [first, second, year] if year >= 100 => match cell.contains('.') {
            true => checked(year, second, first),
            false => checked(year, first, second).or_else(|| checked(year, second, first)),
        },
        [year, month, day] => {
            checked(if year < 100 { return checked(2000 + day, year, month) } else { year }, month, day)
        }
        _ if cell.len() == 8 && cell.is_ascii() => {
            checked(number(&cell[..4])?, number(&cell[4..6])?, number(&cell[6..])?)
        }
        _ if cell.len() == 5 => {
            let days: i32 = cell.parse().ok().filter(|days| (30_000..60_000).contains(days))?;
            jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(cell: &str) -> Option<String> {
        date(cell).err().and_then(|fault| fault.maybe)
    }

    #[test]
    fn other_ways_of_writing_a_date_are_suggested_never_guessed() {
        let meant = |iso: &str| Some(format!("Maybe the date should be {iso}."));
        assert_eq!(hint("1/5/2026"), meant("2026-01-05"));
        assert_eq!(hint("13/5/2026"), meant("2026-05-13"));
        assert_eq!(hint("5.1.2026"), meant("2026-01-05"));
        assert_eq!(hint("1/5/26"), meant("2026-01-05"));
        assert_eq!(hint("2026/01/05"), meant("2026-01-05"));
        assert_eq!(hint("2026-1-5"), meant("2026-01-05"));
        assert_eq!(hint("20260105"), meant("2026-01-05"));
        assert_eq!(hint("46027"), meant("2026-01-05"));
        for nothing in ["", "soon", "0", "1/2", "99/99/2026", "2026-02-30", "12345678901234567890", "é-1-2026", "----"]
        {
            assert_eq!(hint(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn instants_keep_their_written_time() {
        let read = |cell: &str| instant(cell).ok().map(|instant| (instant.at.to_string(), instant.zoned));
        assert_eq!(read("2026-01-05"), Some(("2026-01-05T00:00:00".into(), false)));
        assert_eq!(read("2026-01-05T08:30"), Some(("2026-01-05T08:30:00".into(), false)));
        assert_eq!(read("2026-01-05 08:30:15.250Z"), Some(("2026-01-05T08:30:15".into(), true)));
        assert_eq!(read("2026-01-05T08:30+02:00"), Some(("2026-01-05T08:30:00".into(), true)));
        for wrong in [
            "2026-01-05T",
            "2026-01-05T8:30",
            "2026-01-05T24:00",
            "2026-01-05T08:30:15.",
            "2026-01-05T08:30+",
            "2026-01-05é",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
