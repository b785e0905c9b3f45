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
    let none = || std::iter::repeat(&[][..]);
    let reasons = report.pathway_reasons.iter().map(Vec::as_slice).chain(none());
    let ways = report.pathways.pathways.iter().zip(reasons);
    let ways = ways.map(|(way, why)| (report.school.goals[way.goal.i()].learner, rows(report, way, why)));
    let reasons = report.focus_reasons.iter().map(Vec::as_slice).chain(none());
    let focus = report.pathways.focus.iter().zip(reasons);
    let focus = focus.map(|(focus, why)| (focus.learner, focus_rows(report, focus, why)));
    let mut all: Vec<(LearnerIdx, Vec<Row>)> = ways.chain(focus).collect();
    all.sort_by_key(|(learner, _)| *learner);
    table::file("pathways", all.into_iter().flat_map(|(_, rows)| rows))
}

fn rows<'a>(report: &'a Report, pathway: &'a Pathway, reasons: &'a [String]) -> Vec<Row<'a>> {
    let goal = &report.school.goals[pathway.goal.i()];
    let whole = |at: usize| Row {
        goal: &report.school.competencies[goal.competency.i()].id,
        on_track: pathway.on_track.word(),
        ..learner_row(report, goal.learner, reasons, at)
    };
    if pathway.steps.is_empty() {
        return vec![whole(0)];
    }
    pathway.steps.iter().enumerate().map(|(at, step)| step_row(report, at, step, whole(at))).collect()
}

fn focus_rows<'a>(report: &'a Report, focus: &'a Focus, reasons: &'a [String]) -> Vec<Row<'a>> {
    let whole = |at: usize| Row { on_track: "no goal", ..learner_row(report, focus.learner, reasons, at) };
    focus.steps.iter().enumerate().map(|(at, step)| step_row(report, at, step, whole(at))).collect()
}

fn learner_row<'a>(report: &'a Report, learner: LearnerIdx, reasons: &'a [String], at: usize) -> Row<'a> {
    let learner = &report.school.learners[learner.i()];
    Row {
        site: &report.school.sites[learner.site.i()].id,
        learner: &learner.id,
        reason: reasons.get(at).map_or("", String::as_str),
        ..Row::default()
    }
}

fn step_row<'a>(report: &'a Report, at: usize, step: &Step, row: Row<'a>) -> Row<'a> {
    Row {
        step: (at + 1).to_string(),
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
