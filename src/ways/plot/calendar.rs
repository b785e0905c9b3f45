//! Learning time: which days a site teaches, and how many minutes each learner has on them.
//!
//! The days are listed once a site; a learner's own minutes differ by availability (a lunch, a part-time day) and by
//! services apart from class.

use std::collections::BTreeMap;

use daybreak_day::time::{Date, is_weekend};
use daybreak_school::ids::{LearnerIdx, SiteIdx};
use daybreak_school::school::{AvailabilityOf, Per, School, Service, Setting, Slot};

/// Days ahead that a site without a listed calendar is plotted for.
const HORIZON_DAYS: i64 = 365;

/// Days ahead at most, whatever dates a table names.
const HORIZON_DAYS_MAX: i64 = 3 * 365;

/// The teaching days of every site.
pub(super) struct Calendars<'a> {
    school: &'a School,
    /// By site.
    sites: Vec<Vec<TeachingDay<'a>>>,
    /// The slots of each site and bell schedule.
    schedules: BTreeMap<(SiteIdx, &'a str), Vec<&'a Slot>>,
}

#[derive(Clone, Copy)]
struct TeachingDay<'a> {
    date: Date,
    day_type: &'a str,
}

/// The learning time of one learner: each teaching day, with the minutes up to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    pub days: Vec<(Date, f64)>,
}

impl Calendar {
    /// Minutes up to the end of a date.
    pub fn minutes_until(&self, date: Date) -> f64 {
        let after = self.days.partition_point(|&(day, _)| day <= date);
        if after == 0 { 0.0 } else { self.days[after - 1].1 }
    }

    /// The day on which so many minutes are over; none beyond the calendar.
    pub fn day_of(&self, minutes: f64) -> Option<Date> {
        // A thousandth of a minute is no reason for another day.
        let at = self.days.partition_point(|&(_, total)| total < minutes - 0.001);
        self.days.get(at).map(|&(day, _)| day)
    }

    /// The day in whose course so many minutes are over; the last beyond the calendar, none without a day.
    pub fn day_within(&self, minutes: f64) -> Option<Date> {
        let at = self.days.partition_point(|&(_, total)| total <= minutes + 0.001);
        self.days.get(at).or(self.days.last()).map(|&(day, _)| day)
    }

    /// Days that are over when so many minutes are; beyond the calendar, days like its average.
    pub fn days_before(&self, minutes: f64) -> i32 {
        let at = self.days.partition_point(|&(_, total)| total < minutes - 0.001);
        let listed = i32::try_from(at).unwrap_or(i32::MAX);
        let beyond = minutes - self.days.last().map_or(0.0, |&(_, total)| total);
        if beyond > 0.001 { listed.saturating_add(self.days_for(beyond)) } else { listed }
    }

    /// Average days that so many minutes take, rounded up.
    pub fn days_for(&self, minutes: f64) -> i32 {
        let total = self.days.last().map_or(0.0, |&(_, total)| total);
        if total <= 0.0 { 0 } else { (minutes * self.days.len() as f64 / total).ceil() as i32 }
    }

    /// The calendar with so many more minutes on every day.
    pub fn with_more(&self, minutes_a_day: f64) -> Calendar {
        let add = |(at, &(day, total)): (usize, &(Date, f64))| (day, total + minutes_a_day * (at + 1) as f64);
        Calendar { days: self.days.iter().enumerate().map(add).collect() }
    }
}

impl<'a> Calendars<'a> {
    pub fn new(school: &'a School, today: Date) -> Self {
        let mut schedules: BTreeMap<(SiteIdx, &str), Vec<&Slot>> = BTreeMap::new();
        for slot in &school.slots {
            schedules.entry((slot.site, &slot.day_type)).or_default().push(slot);
        }
        let site = |i: usize| teaching_days(school, SiteIdx::at(i), today);
        Calendars { school, sites: (0..school.sites.len()).map(site).collect(), schedules }
    }

    /// A learner's calendar, less the share that is kept for other things.
    pub fn of(&self, learner: LearnerIdx, reserve_share: f64) -> Calendar {
        let site = self.school.learners[learner.i()].site;
        let subject = AvailabilityOf::Learner(learner);
        let rows = &self.school.availability;
        let first = rows.partition_point(|row| row.subject < subject);
        let own = &rows[first..first + rows[first..].partition_point(|row| row.subject == subject)];
        let services: Vec<&Service> =
            self.school.services.iter().filter(|s| s.learner == learner && s.setting == Setting::Apart).collect();
        let share = 1.0 - reserve_share.clamp(0.0, 1.0);

        let mut usual: BTreeMap<&str, f64> = BTreeMap::new();
        let mut total = 0.0;
        let mut days = Vec::with_capacity(self.sites[site.i()].len());
        for &day in &self.sites[site.i()] {
            let minutes = if own.iter().any(|row| row.date == Some(day.date)) {
                self.minutes_there(site, subject, day)
            } else {
                *usual.entry(day.day_type).or_insert_with(|| self.minutes_there(site, subject, day))
            };
            let served: f64 = services.iter().filter(|s| s.span.covers(day.date)).map(|s| minutes_a_day(s)).sum();
            total += (minutes - served).max(0.0) * share;
            days.push((day.date, total));
        }
        Calendar { days }
    }

    /// Minutes at school of a learner on a date, past or to come.
    pub fn minutes_on(&self, learner: LearnerIdx, date: Date) -> f64 {
        let site = self.school.learners[learner.i()].site;
        let Some(day_type) = self.school.day_type(site, date) else { return 0.0 };
        self.minutes_there(site, AvailabilityOf::Learner(learner), TeachingDay { date, day_type })
    }

    /// Minutes of an average slot of a learner's site; 45 where it has none.
    pub fn slot_minutes(&self, learner: LearnerIdx) -> f64 {
        let site = self.school.learners[learner.i()].site;
        let slots: Vec<&Slot> = self.school.slots.iter().filter(|slot| slot.site == site).collect();
        let total: u32 = slots.iter().map(|slot| slot.end.minutes().saturating_sub(slot.start.minutes())).sum();
        if slots.is_empty() { 45.0 } else { f64::from(total) / slots.len() as f64 }
    }

    /// Minutes of the slots of a day in which the learner is there.
    fn minutes_there(&self, site: SiteIdx, subject: AvailabilityOf, day: TeachingDay) -> f64 {
        let slots = self.schedules.get(&(site, day.day_type)).map_or(&[][..], Vec::as_slice);
        let there = |slot: &&&Slot| self.school.is_available(subject, day.date, day.day_type, &slot.id);
        slots.iter().filter(there).map(|slot| f64::from(slot.end.minutes().saturating_sub(slot.start.minutes()))).sum()
    }
}

/// The instructional days of a site from today on: to the end of its listed calendar or the last due date, else for
/// a year.
fn teaching_days(school: &School, site: SiteIdx, today: Date) -> Vec<TeachingDay<'_>> {
    let listed: BTreeMap<Date, (&str, bool)> = school
        .days
        .iter()
        .filter(|day| day.site == site)
        .map(|day| (day.date, (day.day_type.as_str(), day.instructional)))
        .collect();
    let goals = school.goals.iter().filter(|goal| school.learners[goal.learner.i()].site == site);
    let last_due = goals.filter_map(|goal| goal.due).max();
    let last_listed = listed.keys().next_back().copied().filter(|&date| date > today);
    let year = last_listed.is_none().then(|| ahead(today, HORIZON_DAYS));
    let end = [last_due, last_listed, year].into_iter().flatten().max().unwrap_or(today);
    let end = end.min(ahead(today, HORIZON_DAYS_MAX));

    let mut days = Vec::new();
    let mut date = today;
    while date <= end {
        match listed.get(&date) {
            Some((day_type, true)) => days.push(TeachingDay { date, day_type }),
            None if !is_weekend(date) => days.push(TeachingDay { date, day_type: "" }),
            Some((_, false)) | None => {}
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    days
}

fn ahead(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

/// Minutes of a service on a typical teaching day of its period.
fn minutes_a_day(service: &Service) -> f64 {
    let days = match service.per {
        Per::Day => 1.0,
        Per::Week => 5.0,
        Per::TenDays => 10.0,
        Per::Month => 21.0,
    };
    f64::from(service.minutes) / days
}
