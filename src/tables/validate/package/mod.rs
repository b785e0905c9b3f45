//! What only the whole package shows: things that are right one by one and impossible together.
//!
//! All of these are warnings: the school may know better, and the plan says what could not be placed. What has one
//! cause is one issue: a tag that nobody carries is named once, with the number of lessons that need it.

mod bells;
mod goals;
mod places;
mod staffing;
mod statements;
mod wholes;

pub(super) use wholes::needs_by_parts;

use crate::validate::tables::Out;
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LessonIdx, SiteIdx};
use daybreak_school::school::{Lesson, School};

/// Where the rows of a school stand, for the places of issues.
pub(super) struct Package<'a> {
    pub school: &'a School,
    out: &'a Out,
}

/// Everything that the package as a whole shows.
pub(super) fn whole_package(school: &School, out: &Out) -> Vec<Issue> {
    let package = Package { school, out };
    let checks: [fn(&Package<'_>, &mut Vec<Issue>); 19] = [
        bells::v103_site_without_learners,
        bells::v118_day_without_slots,
        bells::v127_block_apart,
        bells::v128_site_without_slots,
        bells::v443_lesson_too_long,
        places::v208_room_unused,
        places::v437_no_room_fits,
        places::v438_devices_short,
        staffing::v436_nobody_can_staff,
        staffing::v810_nobody_qualifies,
        statements::v238_changes_nothing,
        statements::v826_different_sites,
        statements::v907_no_such_time,
        statements::v958_without_pin,
        statements::v924_given_and_not_owed,
        goals::v311_no_lesson,
        goals::v705_due_in_the_past,
        goals::v706_no_way,
        goals::v708_credits,
    ];
    let mut issues = Vec::new();
    for check in checks {
        check(&package, &mut issues);
    }
    issues
}

impl Package<'_> {
    /// The cell of a value, by its position in the school's list.
    fn place(&self, kind: TableKind, at: usize, column: &str) -> Place {
        self.out.place(kind, at, column)
    }

    /// Sites that have learners: what a site without them lacks harms nobody.
    fn sites(&self) -> impl Iterator<Item = SiteIdx> + '_ {
        let n_sites = self.school.sites.len();
        let mut has_learners = vec![false; n_sites];
        self.school.learners.iter().for_each(|learner| has_learners[learner.site.i()] = true);
        (0..n_sites).filter(move |&site| has_learners[site]).map(SiteIdx::at)
    }

    fn site_name(&self, site: SiteIdx) -> &str {
        &self.school.sites[site.i()].id
    }

    /// The lessons that a site offers.
    fn lessons_at(&self, site: SiteIdx) -> impl Iterator<Item = (LessonIdx, &Lesson)> + '_ {
        let offered = move |lesson: &Lesson| lesson.site.is_none_or(|own| own == site);
        let lessons = self.school.lessons.iter().enumerate();
        lessons.filter(move |(_, lesson)| offered(lesson)).map(|(at, lesson)| (LessonIdx::at(at), lesson))
    }

    /// `L1` for one lesson, `3 lessons (L1 first)` for more.
    fn lessons_text(&self, lessons: &[LessonIdx]) -> String {
        let first = &self.school.lessons[lessons[0].i()].id;
        match lessons.len() {
            1 => format!("lesson {first}"),
            n => format!("{n} lessons (the first: {first})"),
        }
    }
}
