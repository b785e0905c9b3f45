//! `demand.csv`: what will be asked for in the coming weeks, so that people and rooms can be found in time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::OutputFile;
use super::table::{self, text};
use daybreak_day::time::{Date, monday};
use daybreak_night::report::Report;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    week: String,
    subject: &'a str,
    competency: &'a str,
    learners: u32,
    minutes: String,
    reviews: u32,
}

/// What is asked of one competency in one week.
#[derive(Default)]
struct Demand {
    learners: u32,
    /// Whole minutes: their sum does not depend on their order.
    minutes: u64,
    reviews: u32,
}

/// One row for each site, week and competency that a way, the work without a goal, or a review expects in the policy's
/// `weeks_ahead`; by site, week and competency.
pub fn table(report: &Report) -> OutputFile {
    let school = &report.school;
    let end = report.date.saturating_add(jiff::Span::new().days(i64::from(report.rules.pacing.weeks_ahead) * 7));
    let mut demand: BTreeMap<(SiteIdx, Date, CompetencyIdx), Demand> = BTreeMap::new();
    for ((learner, competency), (date, minutes)) in first_steps(report).into_iter().filter(|(_, (date, _))| *date < end)
    {
        let cell = demand.entry((school.learners[learner.i()].site, monday(date), competency)).or_default();
        cell.learners += 1;
        cell.minutes += minutes;
    }
    for review in report.pathways.reviews.iter().filter(|review| review.by.is_none()) {
        let key = (school.learners[review.learner.i()].site, monday(review.date), review.competency);
        demand.entry(key).or_default().reviews += 1;
    }
    let row = |((site, week, competency), demand): ((SiteIdx, Date, CompetencyIdx), Demand)| Row {
        site: &school.sites[site.i()].id,
        week: text(week),
        subject: &school.competencies[competency.i()].subject,
        competency: &school.competencies[competency.i()].id,
        learners: demand.learners,
        minutes: demand.minutes.to_string(),
        reviews: demand.reviews,
    };
    table::file("demand", demand.into_iter().map(row))
}

/// The day on which each learner is expected to be at each step, and its minutes: a step that several goals share is
/// counted once.
fn first_steps(report: &Report) -> BTreeMap<(LearnerIdx, CompetencyIdx), (Date, u64)> {
    let goals = &report.school.goals;
    let ways = report.pathways.pathways.iter().map(|way| (goals[way.goal.i()].learner, &way.steps));
    let focus = report.pathways.focus.iter().map(|focus| (focus.learner, &focus.steps));
    let mut first: BTreeMap<(LearnerIdx, CompetencyIdx), (Date, u64)> = BTreeMap::new();
    for (learner, step) in ways.chain(focus).flat_map(|(learner, steps)| steps.iter().map(move |step| (learner, step)))
    {
        let Some(date) = step.expected else { continue };
        let at = first.entry((learner, step.competency)).or_insert((date, step.minutes.round() as u64));
        at.0 = at.0.min(date);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("demand", Row::default());
    }
}
