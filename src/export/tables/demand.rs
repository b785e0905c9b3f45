//! `demand.csv`: what will be asked for in the coming weeks, so that people and rooms can be found in time.

use std::collections::BTreeMap;

use daybreak_day::time::{Date, monday};
use daybreak_night::report::Report;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak_school::school::Competency;

use super::Table;
use super::columns::{Columns, SITE, SUBJECT};
use crate::sheet::{Audience, Cell, Form, id, integer, text};

pub struct DemandTable;

pub struct Row<'a> {
    site: &'a str,
    week: Date,
    competency: &'a Competency,
    demand: Demand,
}

/// What is asked of one competency in one week.
#[derive(Default)]
struct Demand {
    learners: u32,
    /// Whole minutes: their sum does not depend on their order.
    minutes: u64,
    reviews: u32,
}

impl Table for DemandTable {
    const NAME: &'static str = "demand";
    const WHAT: &'static str = "what learners are expected to ask for in the coming weeks (`weeks_ahead` of the pacing policy), by site, week and competency; a step that several goals share counts once";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(row.site))
            .column("week", Form::Date, "its Monday", |row| Cell::Date(row.week))
            .shared(SUBJECT, |row| text(&row.competency.subject))
            .column("competency", Form::Id, "what is asked for", |row| id(&row.competency.id))
            .column(
                "learners",
                Form::Integer("learners"),
                "learners who are expected to finish it in the week",
                |row| integer(row.demand.learners),
            )
            .column("minutes", Form::Integer("minutes"), "expected minutes of learning for all of them", |row| {
                integer(row.demand.minutes)
            })
            .column(
                "reviews",
                Form::Integer("reviews"),
                "reviews of it planned for the week that take time of their own",
                |row| integer(row.demand.reviews),
            )
    }

    /// One row for each site, week and competency that a way, the work without a goal, or a review expects in the policy's
    /// `weeks_ahead`; by site, week and competency.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        demand(report).into_iter().map(|((site, week, competency), demand)| Row {
            site: &school.sites[site.i()].id,
            week,
            competency: &school.competencies[competency.i()],
            demand,
        })
    }
}

fn demand(report: &Report) -> BTreeMap<(SiteIdx, Date, CompetencyIdx), Demand> {
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
    demand
}

/// The day on which each learner is expected to be at each step, and its minutes: a step that several goals share is
/// counted once.
fn first_steps(report: &Report) -> BTreeMap<(LearnerIdx, CompetencyIdx), (Date, u64)> {
    let ways = report.pathways.ways(&report.school);
    let mut first: BTreeMap<(LearnerIdx, CompetencyIdx), (Date, u64)> = BTreeMap::new();
    for (learner, step) in ways.flat_map(|(learner, steps)| steps.iter().map(move |step| (learner, step))) {
        let Some(date) = step.expected else { continue };
        let at = first.entry((learner, step.competency)).or_insert((date, step.minutes.round() as u64));
        at.0 = at.0.min(date);
    }
    first
}
