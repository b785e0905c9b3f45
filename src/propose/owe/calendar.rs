//! The site's school days, the periods of services, and who is there in which slot of a day to come.

use std::collections::BTreeMap;

use jiff::ToSpan;

use daybreak_day::time::{Date, is_weekend};
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::{AvailabilityOf, Per, School, Service};

/// School days of a period of ten.
const TEN: usize = 10;

/// Calendar days that are looked at for ten school days: no holiday is longer.
const LOOK_AHEAD_DAYS: i32 = 120;

/// The site's school days.
pub struct Calendar<'a> {
    school: &'a School,
    site: SiteIdx,
    /// What days.csv says: the bell schedule, none when nothing is planned.
    named: BTreeMap<Date, Option<&'a str>>,
}

impl<'a> Calendar<'a> {
    pub fn new(school: &'a School, site: SiteIdx) -> Self {
        let days = school.days.iter().filter(|day| day.site == site);
        let named = days.map(|day| (day.date, day.instructional.then_some(day.day_type.as_str()))).collect();
        Calendar { school, site, named }
    }

    /// The bell schedule of a date; none when nothing is planned.
    fn day_type(&self, date: Date) -> Option<&'a str> {
        self.named.get(&date).copied().unwrap_or_else(|| (!is_weekend(date)).then_some(""))
    }

    /// The school days of a span, both ends included.
    pub fn school_days(&self, from: Date, until: Date) -> Vec<Date> {
        days(from, until).filter(|&date| self.day_type(date).is_some()).collect()
    }

    /// Minutes of each slot of a date, in order of time; none when nothing is planned.
    pub fn slots(&self, date: Date) -> Vec<u32> {
        let minutes = |slot: &daybreak_school::school::Slot| slot.end.minutes().saturating_sub(slot.start.minutes());
        self.bell(date).map(|(slot, _)| minutes(slot)).collect()
    }

    /// For each slot of a date whether the subject is there.
    pub fn there(&self, subject: AvailabilityOf, date: Date) -> Vec<bool> {
        self.bell(date).map(|(slot, day_type)| self.school.is_available(subject, date, day_type, &slot.id)).collect()
    }

    fn bell(&self, date: Date) -> impl Iterator<Item = (&'a daybreak_school::school::Slot, &'a str)> {
        let (day_type, site) = (self.day_type(date), self.site);
        let of_day = move |day_type: &'a str| {
            self.school.slots.iter().filter(move |slot| slot.site == site && slot.day_type == day_type)
        };
        day_type.into_iter().flat_map(move |day_type| of_day(day_type).map(move |slot| (slot, day_type)))
    }

    /// First and last day of the service's period around a date.
    pub fn period(&self, service: &Service, date: Date) -> (Date, Date) {
        match service.per {
            Per::Day => (date, date),
            Per::Week => {
                let monday = date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days());
                let sunday = date.checked_add(i64::from(6 - date.weekday().to_monday_zero_offset()).days());
                (monday.unwrap_or(date), sunday.unwrap_or(date))
            }
            Per::Month => (date.first_of_month(), date.last_of_month()),
            Per::TenDays => self.ten_days(service.span.from, date),
        }
    }

    /// The service's periods from the one around the first date to the one around the last; days on which nothing
    /// is planned are no periods of their own.
    pub fn periods(&self, service: &Service, first: Date, last: Date) -> Vec<(Date, Date)> {
        let mut found = Vec::new();
        let mut date = first;
        while date <= last {
            let period = self.period(service, date);
            if !self.school_days(period.0, period.1).is_empty() {
                found.push(period);
            }
            let Some(next) = period.1.checked_add(1.day()).ok().filter(|next| *next > date) else { break };
            date = next;
        }
        found
    }

    /// The ten school days around a date, counted from the service's first day, else from the first of August before: an
    /// anchor that does not move with the days that an export of the calendar happens to name.
    fn ten_days(&self, from: Option<Date>, date: Date) -> (Date, Date) {
        let august = Date::new(if date.month() >= 8 { date.year() } else { date.year().saturating_sub(1) }, 8, 1);
        let anchor = from.or(august.ok()).unwrap_or(date);
        let Ok(yesterday) = date.checked_sub(1.day()) else { return (date, date) };
        let before = self.school_days(anchor, yesterday);
        let in_period = before.len() % TEN;
        let first = before.get(before.len() - in_period).copied().unwrap_or(date);
        let far = date.checked_add(LOOK_AHEAD_DAYS.days()).unwrap_or(date);
        let ahead = self.school_days(date, far);
        let last = ahead.get(TEN - 1 - in_period).or(ahead.last()).copied().unwrap_or(date);
        (first, last)
    }
}

/// The dates of a span, both ends included.
fn days(from: Date, until: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |date| date.checked_add(1.day()).ok()).take_while(move |date| *date <= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybreak_school::ids::LearnerIdx;
    use daybreak_school::school::{Day, Setting, Span};

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// A service of one period, from a first day on.
    fn service(per: Per, from: Option<&str>) -> Service {
        Service {
            learner: LearnerIdx(0),
            service: "speech".into(),
            staff_tag: "speech".into(),
            minutes: 90,
            per,
            setting: Setting::Apart,
            group_size_max: None,
            span: Span { from: from.map(date), until: None },
        }
    }

    /// A school with Thanksgiving and the day after off.
    fn school() -> School {
        let off = |day: &str| Day { site: SiteIdx(0), date: date(day), day_type: String::new(), instructional: false };
        School { days: vec![off("2026-11-26"), off("2026-11-27")], ..School::default() }
    }

    fn period(per: Per, from: Option<&str>, on: &str) -> (String, String) {
        let school = school();
        let (first, last) = Calendar::new(&school, SiteIdx(0)).period(&service(per, from), date(on));
        (first.to_string(), last.to_string())
    }

    #[test]
    fn a_week_runs_from_monday_to_sunday_and_a_month_over_the_calendars() {
        assert_eq!(period(Per::Day, None, "2026-11-25"), ("2026-11-25".into(), "2026-11-25".into()));
        assert_eq!(period(Per::Week, None, "2026-11-25"), ("2026-11-23".into(), "2026-11-29".into()));
        assert_eq!(period(Per::Week, None, "2026-11-23"), ("2026-11-23".into(), "2026-11-29".into()));
        assert_eq!(period(Per::Month, None, "2026-02-11"), ("2026-02-01".into(), "2026-02-28".into()));
    }

    #[test]
    fn ten_days_are_school_days_counted_from_the_first() {
        // Monday 16 to Wednesday 25 are eight, then two days off, so the tenth is Tuesday 1 December.
        let first = ("2026-11-16".to_string(), "2026-12-01".to_string());
        assert_eq!(period(Per::TenDays, Some("2026-11-16"), "2026-11-16"), first);
        assert_eq!(period(Per::TenDays, Some("2026-11-16"), "2026-12-01"), first);
        assert_eq!(period(Per::TenDays, Some("2026-11-16"), "2026-12-02").0, "2026-12-02");
    }

    #[test]
    fn days_off_are_no_periods_of_a_daily_service() {
        let school = school();
        let calendar = Calendar::new(&school, SiteIdx(0));
        let found = calendar.periods(&service(Per::Day, None), date("2026-11-25"), date("2026-12-01"));
        let firsts: Vec<String> = found.iter().map(|period| period.0.to_string()).collect();
        assert_eq!(firsts, ["2026-11-25", "2026-11-30", "2026-12-01"]);
    }
}
