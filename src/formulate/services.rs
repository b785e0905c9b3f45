//! The ledger of services: what is owed in the period around the day, what was delivered, what falls on today.
//!
//! Minutes become slots, and the slots still owed are spread over the school days on which the learner will be
//! there. Missing a slot costs the more, the fewer days are left to make it up: so a specialist who cannot see
//! everybody today sees those first who cannot wait.

use std::collections::BTreeMap;

use jiff::ToSpan;

use crate::model::day::SiteDay;
use crate::model::formulation::ServiceDue;
use crate::model::ids::{LearnerIdx, ServiceIdx, SiteIdx};
use crate::model::school::{AvailabilityOf, DeliveredWhat, Per, School, Service};
use crate::model::time::{Date, is_weekend};

/// School days of a period of ten.
const TEN: usize = 10;

/// Calendar days that are looked at for ten school days: no holiday is longer.
const LOOK_AHEAD_DAYS: i32 = 120;

/// Every service in force today for the site's learners, in order of service.
pub fn ledger(day: &SiteDay<'_>) -> Vec<ServiceDue> {
    let calendar = Calendar::new(day.school, day.site);
    (day.school.services.iter().enumerate())
        .filter(|(_, service)| day.school.learners[service.learner.i()].site == day.site)
        .filter(|(_, service)| service.span.covers(day.date))
        .map(|(i, service)| due(day, &calendar, ServiceIdx::at(i), service))
        .collect()
}

/// What is owed of one service around the day.
fn due(day: &SiteDay<'_>, calendar: &Calendar<'_>, at: ServiceIdx, service: &Service) -> ServiceDue {
    let whole = calendar.period(service, day.date);
    let from = service.span.from.map_or(whole.0, |from| from.max(whole.0));
    let until = service.span.until.map_or(whole.1, |until| until.min(whole.1));
    let owed = owed(calendar, service.minutes, whole, (from, until));
    let delivered = delivered(day.school, service, from, day.date);
    let days_left: Vec<Date> = calendar
        .school_days(day.date, until)
        .into_iter()
        .filter(|&date| calendar.is_there(service.learner, date))
        .collect();
    let minutes_per_slot = minutes_per_slot(day, service.learner);
    let slots_owed = owed.saturating_sub(delivered).div_ceil(minutes_per_slot);
    let n_days = u32::try_from(days_left.len()).unwrap_or(u32::MAX).max(1);
    let slots_today = day.learner(service.learner).map_or(0, |presence| presence.n_slots());
    let slots_today = u32::try_from(slots_today).unwrap_or(u32::MAX);
    ServiceDue {
        service: at,
        period: (from, until),
        owed,
        delivered,
        due_today_slots: slots_owed.div_ceil(n_days).min(slots_today),
        urgency_percent: (u64::from(slots_owed) * 100 / u64::from(n_days)).min(100) as u32,
        minutes_per_slot,
        by_when: days_left.last().copied(),
    }
}

/// Minutes owed: all of them, or in proportion to school days where the service begins or ends inside the period,
/// rounded up.
fn owed(calendar: &Calendar<'_>, minutes: u32, whole: (Date, Date), part: (Date, Date)) -> u32 {
    if whole == part {
        return minutes;
    }
    let n_whole = calendar.school_days(whole.0, whole.1).len() as u64;
    let n_part = calendar.school_days(part.0, part.1).len() as u64;
    if n_whole == 0 {
        return minutes;
    }
    u32::try_from((u64::from(minutes) * n_part).div_ceil(n_whole)).unwrap_or(u32::MAX)
}

/// Minutes of the service that the learner had from a date up to the day before today.
fn delivered(school: &School, service: &Service, from: Date, today: Date) -> u32 {
    // Delivered rows are sorted by learner, then date.
    let first = school.delivered.partition_point(|row| (row.learner, row.date) < (service.learner, from));
    school.delivered[first..]
        .iter()
        .take_while(|row| row.learner == service.learner && row.date < today)
        .filter(|row| row.attended)
        .filter(|row| match &row.what {
            DeliveredWhat::Service(id) => *id == service.service,
            DeliveredWhat::Lesson(_) | DeliveredWhat::Unknown => false,
        })
        .fold(0, |sum: u32, row| sum.saturating_add(row.minutes))
}

/// Minutes of the shortest slot that the learner has today (of the day, when the learner is absent).
fn minutes_per_slot(day: &SiteDay<'_>, learner: LearnerIdx) -> u32 {
    let presence = day.learner(learner);
    let minutes = |at: usize| {
        let slot = &day.school.slots[day.slots[at].i()];
        slot.end.minutes().saturating_sub(slot.start.minutes())
    };
    let own = (0..day.slots.len()).filter(|&at| presence.is_none_or(|presence| presence.there[at]));
    own.map(minutes).min().unwrap_or(0).max(1)
}

/// The site's school days.
struct Calendar<'a> {
    school: &'a School,
    site: SiteIdx,
    /// What days.csv says: the bell schedule, none when nothing is planned.
    named: BTreeMap<Date, Option<&'a str>>,
}

impl<'a> Calendar<'a> {
    fn new(school: &'a School, site: SiteIdx) -> Self {
        let days = school.days.iter().filter(|day| day.site == site);
        let named = days.map(|day| (day.date, day.instructional.then_some(day.day_type.as_str()))).collect();
        Calendar { school, site, named }
    }

    /// The bell schedule of a date; none when nothing is planned.
    fn day_type(&self, date: Date) -> Option<&'a str> {
        self.named.get(&date).copied().unwrap_or_else(|| (!is_weekend(date)).then_some(""))
    }

    /// The school days of a span, both ends included.
    fn school_days(&self, from: Date, until: Date) -> Vec<Date> {
        let mut days = Vec::new();
        let mut date = from;
        while date <= until {
            if self.day_type(date).is_some() {
                days.push(date);
            }
            let Ok(next) = date.checked_add(1.day()) else { break };
            date = next;
        }
        days
    }

    /// Whether the learner is there in any slot of the date.
    fn is_there(&self, learner: LearnerIdx, date: Date) -> bool {
        let Some(day_type) = self.day_type(date) else { return false };
        let subject = AvailabilityOf::Learner(learner);
        let mut slots = self.school.slots.iter().filter(|slot| slot.site == self.site && slot.day_type == day_type);
        slots.any(|slot| self.school.is_available(subject, date, day_type, &slot.id))
    }

    /// First and last day of the service's period around a date.
    fn period(&self, service: &Service, date: Date) -> (Date, Date) {
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

    /// The ten school days around a date, counted from the service's first day, else from the first day that the
    /// calendar names, else from the first of August before.
    fn ten_days(&self, from: Option<Date>, date: Date) -> (Date, Date) {
        let named = self.named.keys().next().copied().filter(|&first| first <= date);
        let august = Date::new(if date.month() >= 8 { date.year() } else { date.year().saturating_sub(1) }, 8, 1);
        let anchor = from.or(named).or(august.ok()).unwrap_or(date);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::school::{Day, Setting, Span};

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

    /// The period around a date, with Thanksgiving and the day after off.
    fn period(per: Per, from: Option<&str>, on: &str) -> (String, String) {
        let off = |day: &str| Day { site: SiteIdx(0), date: date(day), day_type: String::new(), instructional: false };
        let school = School { days: vec![off("2026-11-26"), off("2026-11-27")], ..School::default() };
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
    fn a_service_that_begins_inside_a_period_owes_its_part() {
        let school = School::default();
        let calendar = Calendar::new(&school, SiteIdx(0));
        let week = (date("2026-11-23"), date("2026-11-29"));
        assert_eq!(owed(&calendar, 90, week, week), 90);
        assert_eq!(owed(&calendar, 90, week, (date("2026-11-26"), week.1)), 36, "two of five days");
        assert_eq!(owed(&calendar, 91, week, (date("2026-11-26"), week.1)), 37, "rounded up");
    }
}
