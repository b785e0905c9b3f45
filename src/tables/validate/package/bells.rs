//! Bell schedules against the calendar and the lessons.

use std::collections::BTreeMap;

use super::Package;
use daybreak_day::issue::{Issue, counted, nearest};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LessonIdx, SiteIdx};
use daybreak_school::school::Slot;

/// Minutes between two slots of a block beyond which they are hardly contiguous.
const BREAK_MINUTES_MAX: u32 = 20;

/// A site has learners.
pub(super) fn v103_site_without_learners(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let with: Vec<SiteIdx> = package.sites().collect();
    // When nobody is known at all, the learners' table has said so.
    for site in (0..package.school.sites.len()).map(SiteIdx::at).filter(|site| !with.is_empty() && !with.contains(site))
    {
        let place = package.place(TableKind::Sites, site.i(), "site");
        let found = format!("site {} without learners", package.site_name(site));
        issues.push(Issue::warning("V103", place, found, "learners of this site in learners.csv"));
    }
}

/// A school day's bell schedule has slots.
pub(super) fn v118_day_without_slots(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    let mut without: BTreeMap<(SiteIdx, &str), Vec<usize>> = BTreeMap::new();
    for (at, day) in school.days.iter().enumerate().filter(|(_, day)| day.instructional) {
        without.entry((day.site, &day.day_type)).or_default().push(at);
    }
    for slot in &school.slots {
        without.remove(&(slot.site, slot.day_type.as_str()));
    }
    for ((site, day_type), days) in without {
        let place = package.place(TableKind::Days, days[0], "day_type");
        let n_days = counted(days.len(), "day");
        let found = match day_type {
            "" => format!("the default bell schedule on {n_days}"),
            named => format!("the bell schedule {named:?} on {n_days}"),
        };
        let expected =
            format!("one that slots.csv has for site {} (nothing is planned on them)", package.site_name(site));
        let known = school.slots.iter().filter(|slot| slot.site == site).map(|slot| slot.day_type.as_str());
        let issue = Issue::warning("V118", place, found, expected);
        issues.push(match nearest(day_type, known.filter(|name| !name.is_empty())) {
            Some(name) => issue.maybe(format!("Maybe {name}.")),
            None => issue,
        });
    }
}

/// The bell schedules: slots of one site and day type, in order of time.
fn schedules(slots: &[Slot]) -> impl Iterator<Item = &[Slot]> {
    slots.chunk_by(|a, b| a.site == b.site && a.day_type == b.day_type)
}

/// The slots of a block follow each other closely: a long lesson may run over them.
pub(super) fn v127_block_apart(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let mut at_first = 0;
    for schedule in schedules(&package.school.slots) {
        for (i, slot) in schedule.iter().enumerate() {
            let Some(before) = (0..i).rev().find(|&j| schedule[j].block == slot.block) else { continue };
            let minutes = slot.start.minutes() - schedule[before].end.minutes();
            let found = if before + 1 < i {
                format!("block {:?} again after another block", slot.block)
            } else if minutes > BREAK_MINUTES_MAX {
                format!("block {:?} again after {minutes} minutes", slot.block)
            } else {
                continue;
            };
            let place = package.place(TableKind::Slots, at_first + i, "block");
            let expected = format!("slots of a block one after the other, at most {BREAK_MINUTES_MAX} minutes apart");
            issues.push(Issue::warning("V127", place, found, expected).maybe("Maybe it is a block of its own."));
        }
        at_first += schedule.len();
    }
}

/// A site with learners has slots.
pub(super) fn v128_site_without_slots(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let slots = &package.school.slots;
    // When there are no slots at all, the table has said so.
    for site in package.sites().filter(|&site| !slots.is_empty() && !slots.iter().any(|slot| slot.site == site)) {
        let place = package.place(TableKind::Sites, site.i(), "site");
        let found = format!("site {} without slots", package.site_name(site));
        issues.push(Issue::warning("V128", place, found, "a bell schedule in slots.csv (nothing is planned there)"));
    }
}

/// A lesson is not longer than the longest block of a site that offers it.
pub(super) fn v443_lesson_too_long(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    let mut longest = vec![0; school.sites.len()];
    for schedule in schedules(&school.slots) {
        let runs = schedule.chunk_by(|a, b| a.block == b.block).map(<[Slot]>::len);
        let site = schedule[0].site.i();
        longest[site] = runs.max().unwrap_or(0).max(longest[site]);
    }
    for site in package.sites().filter(|site| longest[site.i()] > 0) {
        let mut too_long: BTreeMap<u32, Vec<LessonIdx>> = BTreeMap::new();
        for (at, lesson) in package.lessons_at(site).filter(|(_, lesson)| lesson.slots as usize > longest[site.i()]) {
            too_long.entry(lesson.slots).or_default().push(at);
        }
        for (slots, lessons) in too_long {
            let place = package.place(TableKind::Lessons, lessons[0].i(), "slots");
            let found = format!("{} of {slots} slots", package.lessons_text(&lessons));
            let expected =
                format!("at most {}, the longest block of site {}", longest[site.i()], package.site_name(site));
            issues.push(Issue::warning("V443", place, found, expected).maybe("Maybe slots.csv names no blocks."));
        }
    }
}
