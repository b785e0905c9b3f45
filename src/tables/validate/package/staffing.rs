//! Lessons and services against the staff.

use std::collections::BTreeMap;

use super::Package;
use daybreak_day::issue::{Issue, counted, nearest};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LessonIdx, SiteIdx};
use daybreak_school::school::School;

/// How many people of each site carry each tag.
fn people_by_tag(school: &School) -> Vec<BTreeMap<&str, u32>> {
    let mut people = vec![BTreeMap::new(); school.sites.len()];
    for person in &school.staff {
        for tag in &person.tags {
            *people[person.site.i()].entry(tag.as_str()).or_insert(0) += 1;
        }
    }
    people
}

/// A lesson's needs of staff can be met in each site that offers it.
pub(super) fn v436_nobody_can_staff(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let people = people_by_tag(package.school);
    for site in package.sites() {
        let people = &people[site.i()];
        let mut short: BTreeMap<(&str, u32), Vec<LessonIdx>> = BTreeMap::new();
        for (at, lesson) in package.lessons_at(site) {
            for need in
                lesson.staff.iter().filter(|need| people.get(need.tag.as_str()).copied().unwrap_or(0) < need.count)
            {
                short.entry((need.tag.as_str(), need.count)).or_default().push(at);
            }
        }
        for ((tag, count), lessons) in short {
            let place = package.place(TableKind::Lessons, lessons[0].i(), "staff");
            let found = format!("{}: {count} of {tag:?}", package.lessons_text(&lessons));
            issues.push(nobody("V436", place, found, tag, people, package.site_name(site)));
        }
    }
}

/// A service that is owed finds someone qualified at the learner's site.
pub(super) fn v810_nobody_qualifies(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    let people = people_by_tag(school);
    let mut owed: BTreeMap<(SiteIdx, &str), Vec<usize>> = BTreeMap::new();
    for (at, service) in school.services.iter().enumerate() {
        let site = school.learners[service.learner.i()].site;
        if !people[site.i()].contains_key(service.staff_tag.as_str()) {
            owed.entry((site, &service.staff_tag)).or_default().push(at);
        }
    }
    for ((site, tag), services) in owed {
        let place = package.place(TableKind::Services, services[0], "staff_tag");
        let found = format!("{}: someone with {tag:?}", counted(services.len(), "service"));
        issues.push(nobody("V810", place, found, tag, &people[site.i()], package.site_name(site)));
    }
}

/// Too few people carry a tag.
fn nobody(
    code: &'static str,
    place: daybreak_day::issue::Place,
    found: String,
    tag: &str,
    people: &BTreeMap<&str, u32>,
    site: &str,
) -> Issue {
    let n = people.get(tag).copied().unwrap_or(0);
    let expected = format!("enough staff of site {site} with this tag (there are {n})");
    let issue = Issue::warning(code, place, found, expected);
    match nearest(tag, people.keys().copied().filter(|known| *known != tag)).filter(|_| n == 0) {
        Some(known) => issue.maybe(format!("Maybe {known}.")),
        None => issue,
    }
}
