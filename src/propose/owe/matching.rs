//! Which delivered minutes belong to which service: every row of `delivered` counts for one service, never for two.
//!
//! A learner may be owed the same service twice: apart and with the class, by two kinds of specialists, in two spans.
//! A delivered row says which by its date, its setting (with the class when a lesson stands in the same slot) and its
//! staff; what is still undecided goes to the first service whose period is not yet full.

use std::collections::BTreeMap;

use super::calendar::Calendar;
use daybreak_day::time::Date;
use daybreak_school::ids::{LearnerIdx, SiteIdx};
use daybreak_school::school::{Delivered, DeliveredWhat, School, Service, Setting};

/// What took place of one service, or was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub date: Date,
    pub minutes: u32,
    /// False: the learner was not there.
    pub attended: bool,
}

/// For every service of the school its records before a day, in order of date; none for other sites.
pub fn records(school: &School, calendar: &Calendar<'_>, site: SiteIdx, today: Date) -> Vec<Vec<Record>> {
    let mut rows_of: BTreeMap<(LearnerIdx, &str), Vec<usize>> = BTreeMap::new();
    for (i, service) in school.services.iter().enumerate() {
        if school.learners[service.learner.i()].site == site {
            rows_of.entry((service.learner, service.service.as_str())).or_default().push(i);
        }
    }
    let mut records: Vec<Vec<Record>> = vec![Vec::new(); school.services.len()];
    for ((learner, id), services) in rows_of {
        let own = school.delivered_of(learner).iter().take_while(|row| row.date < today);
        for row in own.filter(|row| matches!(&row.what, DeliveredWhat::Service(given) if given == id)) {
            let to = match services[..] {
                [only] => only,
                _ => best(school, calendar, &services, &records, row),
            };
            records[to].push(Record { date: row.date, minutes: row.minutes, attended: row.attended });
        }
    }
    records
}

/// The one of several like services that fits a delivered row best.
fn best(
    school: &School,
    calendar: &Calendar<'_>,
    services: &[usize],
    records: &[Vec<Record>],
    row: &Delivered,
) -> usize {
    let setting = if is_with_class(school, row) { Setting::WithClass } else { Setting::Apart };
    let has_tag =
        |service: &Service| row.staff.iter().any(|person| school.staff[person.i()].tags.contains(&service.staff_tag));
    let is_full = |at: usize| {
        let service = &school.services[at];
        let (from, until) = calendar.period(service, row.date);
        let in_period = records[at].iter().filter(|had| had.attended && (from..=until).contains(&had.date));
        in_period.map(|had| u64::from(had.minutes)).sum::<u64>() >= u64::from(service.minutes)
    };
    // The least key wins, so what fits is `false`.
    let key = |at: usize| {
        let service = &school.services[at];
        (!service.span.covers(row.date), service.setting != setting, !has_tag(service), is_full(at), at)
    };
    services.iter().copied().min_by_key(|&at| key(at)).expect("a service of this id")
}

/// Whether the learner had a lesson in the slot of a delivered service.
fn is_with_class(school: &School, row: &Delivered) -> bool {
    let of = |other: &Delivered| (other.learner, other.date);
    let first = school.delivered.partition_point(|other| of(other) < of(row));
    let same_day = school.delivered[first..].iter().take_while(|other| of(other) == of(row));
    same_day.filter(|other| other.slot == row.slot).any(|other| matches!(other.what, DeliveredWhat::Lesson(_)))
}
