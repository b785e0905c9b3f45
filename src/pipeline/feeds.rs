//! What each site's feeds hold: rows by table, how many of them are recent, and how far they reach. A night writes it down, and
//! the next one is held against it.

use daybreak_day::time::Date;
use daybreak_night::report::SiteFeeds;
use daybreak_school::ids::{LearnerIdx, SiteIdx};
use daybreak_school::school::School;
use jiff::ToSpan;

/// School days that count as recent, and days within which they lie.
pub const RECENT_DAYS: usize = 5;
const RECENT_WITHIN: i64 = 60;

/// The feeds of every site before a date, in the order of the sites.
pub fn feeds(school: &School, date: Date) -> Vec<SiteFeeds> {
    let mut all: Vec<SiteFeeds> =
        school.sites.iter().map(|site| SiteFeeds { site: site.id.clone(), ..SiteFeeds::default() }).collect();
    let recent: Vec<Option<Date>> = (0..all.len()).map(|site| recent_from(school, SiteIdx::at(site), date)).collect();
    let mut count = |name: &str, sites: &mut dyn Iterator<Item = SiteIdx>| {
        all.iter_mut().for_each(|feeds| *feeds.rows.entry(name.to_owned()).or_default() = 0);
        sites.for_each(|site| *all[site.i()].rows.entry(name.to_owned()).or_default() += 1);
    };
    let of = |learner: LearnerIdx| school.learners[learner.i()].site;
    count("days", &mut school.days.iter().map(|row| row.site));
    count("slots", &mut school.slots.iter().map(|row| row.site));
    count("rooms", &mut school.rooms.iter().map(|row| row.site));
    count("staff", &mut school.staff.iter().map(|row| row.site));
    count("devices", &mut school.devices.iter().map(|row| row.site));
    count("learners", &mut school.learners.iter().map(|row| row.site));
    count("availability", &mut school.availability.iter().map(|row| row.site));
    count("evidence", &mut school.evidence.iter().map(|row| of(row.learner)));
    count("overrules", &mut school.overrules.iter().map(|row| of(row.learner)));
    count("goals", &mut school.goals.iter().map(|row| of(row.learner)));
    count("services", &mut school.services.iter().map(|row| of(row.learner)));
    count("relations", &mut school.relations.iter().map(|row| of(row.learner)));
    count("delivered", &mut school.delivered.iter().filter(|row| row.is_reported).map(|row| of(row.learner)));
    // At the start of a school year there are no five school days yet, and nothing is said.
    for (feeds, _) in all.iter_mut().zip(&recent).filter(|(_, from)| from.is_some()) {
        feeds.recent.extend(["evidence", "delivered"].map(|name| (name.to_owned(), 0)));
    }
    let evidence = school.evidence.iter().map(|row| ("evidence", row.learner, row.at.date()));
    let delivered =
        school.delivered.iter().filter(|row| row.is_reported).map(|row| ("delivered", row.learner, row.date));
    for (name, learner, day) in evidence.chain(delivered).filter(|(_, _, day)| *day < date) {
        let site = of(learner);
        let feeds = &mut all[site.i()];
        let newest = feeds.newest.entry(name.to_owned()).or_insert(day);
        *newest = day.max(*newest);
        if recent[site.i()].is_some_and(|from| day >= from) {
            *feeds.recent.entry(name.to_owned()).or_default() += 1;
        }
    }
    all
}

/// The first of a site's last school days before a date.
fn recent_from(school: &School, site: SiteIdx, date: Date) -> Option<Date> {
    let back = (1..RECENT_WITHIN).filter_map(|days| date.checked_sub(days.days()).ok());
    back.filter(|day| school.day_type(site, *day).is_some()).nth(RECENT_DAYS - 1)
}
