//! `pathways.csv`: the way to each goal, step by step, and the work of learners without an open goal.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date};
use daybreak_day::time::monday;
use daybreak_night::report::Report;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::pathway::{Focus, Pathway, Step};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    goal: &'a str,
    step: String,
    competency: &'a str,
    minutes: String,
    expected_date: String,
    on_track: &'a str,
    reason: &'a str,
    week: String,
    minutes_p80: String,
    earliest: String,
    latest_start: String,
    slack_days: String,
    critical: &'a str,
}

/// Rows by learner, goal, then step; a goal without steps has one row without a step, work without a goal comes after
/// the learner's goals.
pub fn table(report: &Report) -> OutputFile {
    let ways = report.pathways.pathways.iter();
    let ways = ways.map(|way| (report.school.goals[way.goal.i()].learner, rows(report, way)));
    let focus = report.pathways.focus.iter().map(|focus| (focus.learner, focus_rows(report, focus)));
    let mut all: Vec<(LearnerIdx, Vec<Row>)> = ways.chain(focus).collect();
    all.sort_by_key(|(learner, _)| *learner);
    table::file("pathways", all.into_iter().flat_map(|(_, rows)| rows))
}

fn rows<'a>(report: &'a Report, pathway: &'a Pathway) -> Vec<Row<'a>> {
    let goal = &report.school.goals[pathway.goal.i()];
    let whole = || Row {
        goal: &report.school.competencies[goal.competency.i()].id,
        on_track: pathway.on_track.word(),
        ..learner_row(report, goal.learner)
    };
    if pathway.steps.is_empty() {
        return vec![Row { reason: report.way_words.no_steps(pathway.on_track), ..whole() }];
    }
    pathway.steps.iter().enumerate().map(|(at, step)| step_row(report, at, step, whole())).collect()
}

fn focus_rows<'a>(report: &'a Report, focus: &'a Focus) -> Vec<Row<'a>> {
    let whole = || Row { on_track: "no goal", ..learner_row(report, focus.learner) };
    focus.steps.iter().enumerate().map(|(at, step)| step_row(report, at, step, whole())).collect()
}

fn learner_row(report: &Report, learner: LearnerIdx) -> Row<'_> {
    let learner = &report.school.learners[learner.i()];
    Row { site: &report.school.sites[learner.site.i()].id, learner: &learner.id, ..Row::default() }
}

fn step_row<'a>(report: &'a Report, at: usize, step: &Step, row: Row<'a>) -> Row<'a> {
    Row {
        step: (at + 1).to_string(),
        reason: report.way_words.step(step.why),
        competency: &report.school.competencies[step.competency.i()].id,
        minutes: format!("{:.0}", step.minutes),
        expected_date: date(step.expected),
        week: date(step.expected.map(monday)),
        minutes_p80: format!("{:.0}", step.minutes_p80),
        earliest: date(step.earliest),
        latest_start: date(step.latest_start),
        slack_days: step.slack_days.map(table::text).unwrap_or_default(),
        critical: if step.critical { "yes" } else { "no" },
        ..row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("pathways", Row::default());
    }
}
