//! `pathways.csv`: the way to each goal, step by step.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date};
use crate::model::pathway::Pathway;
use crate::model::report::Report;

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
}

/// Rows by goal (which are in order of learner), then step; a goal without steps has one row without a step.
pub fn table(report: &Report) -> OutputFile {
    let reasons = report.pathway_reasons.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    table::file("pathways", report.pathways.pathways.iter().zip(reasons).flat_map(|(way, why)| rows(report, way, why)))
}

fn rows<'a>(report: &'a Report, pathway: &'a Pathway, reasons: &'a [String]) -> Vec<Row<'a>> {
    let school = &report.school;
    let goal = &school.goals[pathway.goal.i()];
    let learner = &school.learners[goal.learner.i()];
    let reason = |step: usize| reasons.get(step).map_or("", String::as_str);
    let whole = |step: usize| Row {
        site: &school.sites[learner.site.i()].id,
        learner: &learner.id,
        goal: &school.competencies[goal.competency.i()].id,
        on_track: pathway.on_track.word(),
        reason: reason(step),
        ..Row::default()
    };
    if pathway.steps.is_empty() {
        return vec![whole(0)];
    }
    let step = |(at, step): (usize, &crate::model::pathway::Step)| Row {
        step: (at + 1).to_string(),
        competency: &school.competencies[step.competency.i()].id,
        minutes: format!("{:.0}", step.minutes),
        expected_date: date(step.expected),
        ..whole(at)
    };
    pathway.steps.iter().enumerate().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::export::dictionary::assert_header("pathways", Row::default());
    }
}
