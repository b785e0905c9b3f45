//! One service's account: what its period asks for, what was given, and what earlier periods left to make up.
//!
//! Periods are gone through in order of time. Minutes given in a period pay for that period first; what is given
//! beyond pays the oldest debt that still stands, and what is left then counts for the next period only as far as
//! the rules say so. A period that stays short leaves a debt, which lapses some weeks after the period's end.
//! Nothing is said of the time before the first record: nobody knows what was given then.

use std::collections::{BTreeSet, VecDeque};

use jiff::ToSpan;

use super::calendar::Calendar;
use super::matching::Record;
use daybreak_day::time::Date;
use daybreak_night::owed::Missed;
use daybreak_school::rules::ServicePolicy;
use daybreak_school::school::{AvailabilityOf, Service};

/// Where a service stands when the day begins. Minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub period: (Date, Date),
    /// Owed in the period around the day.
    pub owed: u32,
    /// Given in it before the day.
    pub delivered: u32,
    /// What earlier periods left, as it stood when the period began.
    pub make_up: u32,
    /// Why, for most of it; none: nothing is left.
    pub missed: Option<Missed>,
    /// To be given from the day until the period's end: its own minutes, and of the make-up what the rules let fall
    /// into one period.
    pub due: u32,
    /// The last day on which the rules ask to make up for what this period will stay short of; none: they do not.
    pub make_up_until: Option<Date>,
}

/// What the site recorded before the day.
pub struct Recorded {
    /// Days with any record at all.
    pub days: BTreeSet<Date>,
}

/// A period's shortfall that is still to be made up.
#[derive(Clone, Copy)]
struct Debt {
    minutes: u32,
    until: Date,
    why: Missed,
}

/// What accounts are kept with.
pub struct Books<'a> {
    pub calendar: &'a Calendar<'a>,
    pub recorded: &'a Recorded,
    pub policy: &'a ServicePolicy,
    pub today: Date,
    /// Everybody who may give the service.
    pub qualified: &'a [AvailabilityOf],
}

impl Books<'_> {
    /// The service's account on the day, from its records before it.
    pub fn account(&self, service: &Service, records: &[Record]) -> Account {
        let period = self.part_of(service, self.calendar.period(service, self.today));
        let (mut debts, mut credit) = (VecDeque::new(), 0);
        if let Some(&first) = self.recorded.days.first().filter(|first| **first < self.today) {
            let first = service.span.from.map_or(first, |from| from.max(first));
            for whole in self.calendar.periods(service, first, self.today) {
                let part = self.part_of(service, (whole.0.max(first), whole.1));
                if part.1 >= self.today || part.0 > part.1 {
                    continue;
                }
                credit = self.close(service, whole, part, records, &mut debts, credit);
            }
        }
        debts.retain(|debt: &Debt| debt.until >= period.0);
        let whole = self.calendar.period(service, self.today);
        let owed = self.owed(service.minutes, whole, period).saturating_sub(credit);
        let delivered = given(records, period);
        let make_up = debts.iter().fold(0, |sum: u32, debt| sum.saturating_add(debt.minutes));
        let open = make_up.saturating_sub(delivered.saturating_sub(owed));
        let most = u64::from(service.minutes) * u64::from(self.policy.make_up_percent_max) / 100;
        let falls_due = open.min(u32::try_from(most).unwrap_or(u32::MAX));
        Account {
            period,
            owed,
            delivered,
            make_up,
            missed: debts.iter().max_by_key(|debt| debt.minutes).map(|debt| debt.why),
            due: owed.saturating_sub(delivered).saturating_add(falls_due),
            make_up_until: (self.policy.make_up > 0.0).then(|| self.lapses(period.1)).filter(|date| *date > period.1),
        }
    }

    /// Closes a past period: pays with what was given, oldest debt first, or notes what it stayed short of. Returns
    /// the minutes that count for the next period.
    fn close(
        &self,
        service: &Service,
        whole: (Date, Date),
        part: (Date, Date),
        records: &[Record],
        debts: &mut VecDeque<Debt>,
        credit: u32,
    ) -> u32 {
        let owed = self.owed(service.minutes, whole, part).saturating_sub(credit);
        let had = given(records, part);
        debts.retain(|debt| debt.until >= part.0);
        let mut left = had.saturating_sub(owed);
        for debt in debts.iter_mut() {
            let paid = left.min(debt.minutes);
            debt.minutes -= paid;
            left -= paid;
        }
        debts.retain(|debt| debt.minutes > 0);
        if had < owed {
            let short = owed - had;
            let missed = missed(records, part).min(short);
            let why = self.why(service, part, short, missed);
            let again =
                self.policy.make_up * (f64::from(short - missed) + self.policy.make_up_absences * f64::from(missed));
            // Shares of at most 1, so never more than what was short.
            let minutes = (again.ceil() as u32).min(short);
            debts.extend((minutes > 0).then(|| Debt { minutes, until: self.lapses(part.1), why }));
        }
        (self.policy.advance * f64::from(left)).floor() as u32
    }

    /// The last day on which a debt of a period that ends on a date may be made up.
    fn lapses(&self, end: Date) -> Date {
        end.checked_add(i64::from(self.policy.make_up_weeks).weeks()).unwrap_or(end)
    }

    /// The part of a period in which the service is in force.
    fn part_of(&self, service: &Service, whole: (Date, Date)) -> (Date, Date) {
        let from = service.span.from.map_or(whole.0, |from| from.max(whole.0));
        (from, service.span.until.map_or(whole.1, |until| until.min(whole.1)))
    }

    /// Minutes owed: all of them, or in proportion to school days where only a part of the period counts, rounded up.
    fn owed(&self, minutes: u32, whole: (Date, Date), part: (Date, Date)) -> u32 {
        if whole == part {
            return minutes;
        }
        let n_whole = self.calendar.school_days(whole.0, whole.1).len() as u64;
        let n_part = self.calendar.school_days(part.0, part.1).len() as u64;
        if n_whole == 0 {
            return minutes;
        }
        u32::try_from((u64::from(minutes) * n_part).div_ceil(n_whole)).unwrap_or(u32::MAX)
    }

    /// Why most of a period's shortfall came about: by its records, else by who was there.
    fn why(&self, service: &Service, part: (Date, Date), short: u32, missed: u32) -> Missed {
        let days = self.calendar.school_days(part.0, part.1);
        let is_there = |subject: AvailabilityOf, date: Date| self.calendar.there(subject, date).contains(&true);
        let learner = AvailabilityOf::Learner(service.learner);
        if u64::from(missed) * 2 >= u64::from(short) || days.iter().any(|&date| !is_there(learner, date)) {
            Missed::LearnerAbsent
        } else if days.iter().any(|&date| !self.qualified.iter().any(|&person| is_there(person, date))) {
            Missed::StaffAbsent
        } else if days.iter().any(|date| !self.recorded.days.contains(date)) {
            Missed::NoRecord
        } else {
            Missed::NotPlanned
        }
    }
}

/// Minutes of a span that the learner had.
fn given(records: &[Record], span: (Date, Date)) -> u32 {
    sum(records, span, true)
}

/// Minutes of a span that took place without the learner.
fn missed(records: &[Record], span: (Date, Date)) -> u32 {
    sum(records, span, false)
}

fn sum(records: &[Record], span: (Date, Date), attended: bool) -> u32 {
    let counted =
        records.iter().filter(|record| record.attended == attended && (span.0..=span.1).contains(&record.date));
    counted.fold(0, |sum: u32, record| sum.saturating_add(record.minutes))
}
