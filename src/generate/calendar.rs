//! The school calendar around the plan's date: school days, holidays, early releases.
//!
//! The term begins twelve weeks before the date, earlier when the history asks for it, and runs sixteen weeks on,
//! so that goals and services have days to count.

use jiff::civil::Weekday;

use daybreak_day::time::Date;

/// Weeks of the term before and after the date.
const WEEKS_BEFORE: i32 = 12;
const WEEKS_AFTER: i32 = 16;

/// A weekday of the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SchoolDay {
    pub(super) date: Date,
    pub(super) kind: DayKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayKind {
    Regular,
    /// Classes end early; teachers meet.
    Early,
    Holiday,
}

/// The term: weekdays in order.
pub(super) struct Calendar {
    pub(super) days: Vec<SchoolDay>,
    today: Date,
}

impl Calendar {
    /// The term around `today`, with at least `n_before` school days before it.
    pub(super) fn around(today: Date, n_before: usize) -> Self {
        let mut start = shift(monday_of(today), -7 * WEEKS_BEFORE);
        let mut calendar = Calendar { days: term(start, today), today };
        while calendar.before().count() < n_before {
            start = shift(start, -7);
            calendar.days = term(start, today);
        }
        calendar
    }

    /// The school days before today, latest first.
    pub(super) fn before(&self) -> impl Iterator<Item = SchoolDay> + '_ {
        self.days.iter().rev().copied().filter(|day| day.date < self.today && day.kind != DayKind::Holiday)
    }

    /// The last `n` school days before today, in order.
    pub(super) fn history(&self, n: usize) -> Vec<SchoolDay> {
        let mut days: Vec<SchoolDay> = self.before().take(n).collect();
        days.reverse();
        days
    }

    /// The `n`-th school day after today (the last of the term when it ends sooner).
    pub(super) fn after(&self, n: usize) -> Date {
        let days = self.days.iter().filter(|day| day.date > self.today && day.kind != DayKind::Holiday);
        days.map(|day| day.date).take(n.max(1)).last().unwrap_or(self.today)
    }
}

/// The weekdays from `start` to sixteen weeks after `today`, and today itself.
fn term(start: Date, today: Date) -> Vec<SchoolDay> {
    let end = shift(today, 7 * WEEKS_AFTER);
    let mut days = Vec::new();
    let mut date = start;
    while date <= end {
        let weekend = daybreak_day::time::is_weekend(date);
        if date == today {
            days.push(SchoolDay { date, kind: DayKind::Regular });
        } else if !weekend {
            days.push(SchoolDay { date, kind: kind_of(date) });
        }
        date = shift(date, 1);
    }
    days
}

/// Holidays of the school and its early releases (the first Wednesday of a month).
fn kind_of(date: Date) -> DayKind {
    let (month, day) = (date.month(), date.day());
    let nth = (day - 1) / 7 + 1;
    let holiday = match (month, date.weekday()) {
        (9, Weekday::Monday) => nth == 1,
        (10, Weekday::Monday) => nth == 2,
        (11, Weekday::Thursday) => nth == 4,
        (11, Weekday::Friday) => (23..=29).contains(&day),
        (1, Weekday::Monday) => nth == 3,
        (2, Weekday::Monday) => nth == 3,
        (5, Weekday::Monday) => day > 24,
        _ => false,
    };
    let break_days = (month == 11 && day == 11) || (month == 12 && day >= 21) || (month == 1 && day == 1);
    if holiday || break_days {
        DayKind::Holiday
    } else if date.weekday() == Weekday::Wednesday && nth == 1 {
        DayKind::Early
    } else {
        DayKind::Regular
    }
}

/// The date so many days on.
fn shift(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

/// The Monday of the date's week.
fn monday_of(date: Date) -> Date {
    shift(date, -i32::from(date.weekday().to_monday_zero_offset()))
}
