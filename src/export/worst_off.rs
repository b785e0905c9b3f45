//! `worst_off.csv`: the tenth of a site's learners whose day is worth least, the least first. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, list};
use daybreak_night::report::Report;
use daybreak_school::voice::LearnerDay;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    rank: usize,
    learner: &'a str,
    points_per_slot: String,
    slots: u32,
    planned: u32,
    ready: u32,
    teacher_minutes: u32,
    asked: u32,
    granted: u32,
    missed: String,
}

/// Rows by site, then from the day that is worth least.
pub fn table(report: &Report) -> OutputFile {
    let rows = report.sites.iter().flat_map(|site| {
        let mut days: Vec<&LearnerDay> = site.days.iter().filter(|day| day.is_worst_tenth).collect();
        days.sort_by(|a, b| {
            let by_worth = a.points_per_slot().total_cmp(&b.points_per_slot());
            by_worth.then(a.taught_minutes.cmp(&b.taught_minutes)).then(a.learner.cmp(&b.learner))
        });
        days.into_iter().enumerate().map(|(at, day)| row(report, at, day)).collect::<Vec<_>>()
    });
    table::file("worst_off", rows)
}

fn row<'a>(report: &'a Report, at: usize, day: &'a LearnerDay) -> Row<'a> {
    Row {
        site: &report.school.sites[day.site.i()].id,
        rank: at + 1,
        learner: &report.school.learners[day.learner.i()].id,
        points_per_slot: format!("{:.0}", day.points_per_slot()),
        slots: day.slots,
        planned: day.planned,
        ready: day.ready,
        teacher_minutes: day.taught_minutes,
        asked: day.asked,
        granted: day.granted,
        missed: list(day.missed.iter().map(String::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("worst_off", Row::default());
    }
}
