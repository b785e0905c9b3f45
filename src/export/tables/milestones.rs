//! `milestones.csv`: the ways to the goals week by week.

use std::collections::BTreeMap;

use daybreak_day::time::{Date, monday};
use daybreak_night::report::Report;
use daybreak_school::pathway::{Pathway, Step};
use daybreak_school::school::{Goal, Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe};

pub struct Milestones;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    goal: &'a Goal,
    week: Date,
    /// The steps of the week, each with its day.
    steps: Vec<(Date, &'a Step)>,
    steps_left: usize,
    credits: Option<f64>,
}

impl Table for Milestones {
    const NAME: &'static str = "milestones";
    const WHAT: &'static str = "the ways to the goals week by week: one row for each week in which a step is expected to be mastered, by learner, goal and week";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("goal", Form::Id, "the competency that is the goal", |row| {
                id(&row.school.competencies[row.goal.competency.i()].id)
            })
            .column("week", Form::Date, "its Monday", |row| Cell::Date(row.week))
            .column("by", Form::Date, "the last day of the week on which a step is expected", |row| {
                maybe(row.steps.iter().map(|(day, _)| *day).max(), Cell::Date)
            })
            .column("competencies", Form::List, "what is mastered in the week", |row| {
                list(row.steps.iter().map(|(_, step)| row.school.competencies[step.competency.i()].id.as_str()))
            })
            .column("minutes", Form::Decimal(0, "minutes"), "expected minutes of these steps", |row| {
                Cell::Decimal(row.steps.iter().map(|(_, step)| step.minutes).sum())
            })
            .column("steps_left", Form::Integer("steps"), "steps of the way that are left after the week", |row| {
                integer(row.steps_left)
            })
            .column(
                "credits",
                Form::Decimal(2, "credits"),
                "credits toward the goal after the week; empty: no goal in credits",
                |row| maybe(row.credits, Cell::Decimal),
            )
    }

    /// One row for each week in which a step of a way is expected to be mastered, by learner, goal and week.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        report.pathways.pathways.iter().flat_map(|way| weeks(&report.school, way))
    }
}

fn weeks<'a>(school: &'a School, way: &'a Pathway) -> impl Iterator<Item = Row<'a>> {
    let goal = &school.goals[way.goal.i()];
    let learner = &school.learners[goal.learner.i()];
    let mut weeks: BTreeMap<Date, Vec<(Date, &Step)>> = BTreeMap::new();
    for step in &way.steps {
        if let Some(day) = step.expected {
            weeks.entry(monday(day)).or_default().push((day, step));
        }
    }
    let mut steps_left = way.steps.len();
    let mut credits = way.credits_earned;
    weeks.into_iter().map(move |(week, steps)| {
        steps_left -= steps.len();
        let earned: f64 = steps.iter().map(|(_, step)| school.competencies[step.competency.i()].credits).sum();
        credits = credits.map(|before| before + earned);
        Row { school, learner, goal, week, steps, steps_left, credits }
    })
}
