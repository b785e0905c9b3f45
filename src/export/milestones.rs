//! `milestones.csv`: the ways to the goals week by week.

use std::collections::BTreeMap;

use serde::Serialize;

use super::OutputFile;
use super::table::{self, list, text};
use daybreak_day::time::{Date, monday};
use daybreak_night::report::Report;
use daybreak_school::pathway::{Pathway, Step};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    goal: &'a str,
    week: String,
    by: String,
    competencies: String,
    minutes: String,
    steps_left: usize,
    credits: String,
}

/// One row for each week in which a step of a way is expected to be mastered, by learner, goal and week.
pub fn table(report: &Report) -> OutputFile {
    table::file("milestones", report.pathways.pathways.iter().flat_map(|way| rows(report, way)))
}

fn rows<'a>(report: &'a Report, way: &'a Pathway) -> Vec<Row<'a>> {
    let school = &report.school;
    let goal = &school.goals[way.goal.i()];
    let learner = &school.learners[goal.learner.i()];
    let mut weeks: BTreeMap<Date, Vec<(Date, &Step)>> = BTreeMap::new();
    for step in &way.steps {
        if let Some(day) = step.expected {
            weeks.entry(monday(day)).or_default().push((day, step));
        }
    }
    let mut left = way.steps.len();
    let mut credits = way.credits_earned.unwrap_or_default();
    let rows = weeks.into_iter().map(|(week, steps)| {
        left -= steps.len();
        credits += steps.iter().map(|(_, step)| school.competencies[step.competency.i()].credits).sum::<f64>();
        Row {
            site: &school.sites[learner.site.i()].id,
            learner: &learner.id,
            goal: &school.competencies[goal.competency.i()].id,
            week: text(week),
            by: steps.iter().map(|(day, _)| *day).max().map(text).unwrap_or_default(),
            competencies: list(steps.iter().map(|(_, step)| school.competencies[step.competency.i()].id.as_str())),
            minutes: format!("{:.0}", steps.iter().map(|(_, step)| step.minutes).sum::<f64>()),
            steps_left: left,
            credits: way.credits_earned.map(|_| format!("{credits:.2}")).unwrap_or_default(),
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("milestones", Row::default());
    }
}
