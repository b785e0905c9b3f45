//! `outlook.csv`: how each goal stands, and what would help where its date is in danger.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date, list};
use daybreak_night::report::Report;
use daybreak_school::pathway::Pathway;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    goal: &'a str,
    due: String,
    on_track: &'a str,
    steps: usize,
    minutes: String,
    minutes_p80: String,
    minutes_available: String,
    minutes_short: String,
    expected_date: String,
    expected_p80: String,
    critical_path: String,
    credits: String,
    credits_earned: String,
    would_help: String,
}

/// One row a goal, by learner and goal.
pub fn table(report: &Report) -> OutputFile {
    table::file("outlook", report.pathways.pathways.iter().map(|way| row(report, way)))
}

fn row<'a>(report: &'a Report, way: &'a Pathway) -> Row<'a> {
    let school = &report.school;
    let goal = &school.goals[way.goal.i()];
    let learner = &school.learners[goal.learner.i()];
    let whole = |minutes: f64| format!("{minutes:.0}");
    let critical = way.steps.iter().filter(|step| step.critical);
    Row {
        site: &school.sites[learner.site.i()].id,
        learner: &learner.id,
        goal: &school.competencies[goal.competency.i()].id,
        due: date(goal.due),
        on_track: way.on_track.word(),
        steps: way.steps.len(),
        minutes: whole(way.minutes),
        minutes_p80: whole(way.minutes_p80),
        minutes_available: way.minutes_available.map(whole).unwrap_or_default(),
        minutes_short: goal.due.map(|_| whole(way.minutes_short.ceil())).unwrap_or_default(),
        expected_date: date(way.expected),
        expected_p80: date(way.expected_p80),
        critical_path: list(critical.map(|step| school.competencies[step.competency.i()].id.as_str())),
        credits: goal.credits.map(table::text).unwrap_or_default(),
        credits_earned: way.credits_earned.map(table::text).unwrap_or_default(),
        would_help: report.way_words.would_help(way),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("outlook", Row::default());
    }
}
