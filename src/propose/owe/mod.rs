//! Owe: the ledger of services: what is owed in the period around the day, what was given, what is left to make up, and
//! what of it falls on today.
//!
//! Minutes are the truth. They become slots only against the bell of the days that are left, each slot by its own
//! length; which of these days a service needs is asked of everybody who is owed the same people's time at once. So a
//! specialist who cannot see everybody today sees those first who cannot wait, and whoever will stay short is known
//! before the period ends.

mod account;
mod calendar;
mod matching;
mod outlook;
mod seats;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use daybreak_night::owed::{Owed, ServiceDue};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{ServiceIdx, StaffIdx};
use daybreak_school::rules::ServicePolicy;
use daybreak_school::school::AvailabilityOf;

use account::{Account, Books, Recorded};
use calendar::Calendar;

/// The ledger of the site when the day begins.
pub fn owe(day: &SiteDay<'_>, policy: &ServicePolicy) -> Owed {
    let school = day.school;
    let calendar = Calendar::new(school, day.site);
    let is_here = |learner: daybreak_school::ids::LearnerIdx| school.learners[learner.i()].site == day.site;
    let past = school.delivered.iter().filter(|row| row.is_reported && row.date < day.date && is_here(row.learner));
    let recorded = Recorded { days: past.map(|row| row.date).collect::<BTreeSet<_>>() };
    let records = matching::records(school, &calendar, day.site, day.date);
    let accounts: Vec<(ServiceIdx, Account)> = (school.services.iter().enumerate())
        .filter(|(_, service)| is_here(service.learner) && service.span.covers(day.date))
        .map(|(i, service)| {
            let qualified: Vec<AvailabilityOf> = (school.staff.iter().enumerate())
                .filter(|(_, person)| person.site == day.site && person.tags.contains(&service.staff_tag))
                .map(|(at, _)| AvailabilityOf::Staff(StaffIdx::at(at)))
                .collect();
            let books =
                Books { calendar: &calendar, recorded: &recorded, policy, today: day.date, qualified: &qualified };
            (ServiceIdx::at(i), books.account(service, &records[i]))
        })
        .collect();
    let prospects = outlook::prospects(school, &calendar, policy, day.date, &accounts);
    let due = |((service, account), prospect): ((ServiceIdx, Account), outlook::Prospect)| ServiceDue {
        service,
        period: account.period,
        owed: account.owed,
        delivered: account.delivered,
        make_up: account.make_up,
        missed: account.missed,
        make_up_until: account.make_up_until,
        due: account.due,
        due_today_slots: prospect.due_today_slots,
        urgency_percent: prospect.urgency_percent,
        slack_slots: prospect.slack_slots,
        later_minutes: prospect.later_minutes,
        shortage: prospect.shortage,
        by_when: prospect.by_when,
    };
    Owed { services: accounts.into_iter().zip(prospects).map(due).collect() }
}
