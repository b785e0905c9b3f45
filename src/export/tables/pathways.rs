//! `pathways.csv`: the way to each goal, step by step, and the work of learners without an open goal.

use daybreak_day::time::monday;
use daybreak_night::report::{Report, WayWords};
use daybreak_school::ids::LearnerIdx;
use daybreak_school::pathway::{Focus, Pathway, Step};
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Pathways;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    goal: &'a str,
    on_track: &'static str,
    reason: &'a str,
    /// Its position on the way, from 0; none: the way has no steps.
    step: Option<(usize, &'a Step)>,
}

impl Table for Pathways {
    const NAME: &'static str = "pathways";
    const WHAT: &'static str = "the way to each goal, step by step, by learner and goal; a goal without steps has one row. Learners without an open goal have the work of the coming weeks instead, with an empty goal, by the policy `without_goal`";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("goal", Form::Id, "the competency that is the goal", |row| id(row.goal))
            .column(
                "step",
                Form::Integer("steps"),
                "from 1, in the order in which the steps can be learned; empty: no step is left or known",
                |row| maybe(row.step, |(at, _)| integer(at + 1)),
            )
            .column("competency", Form::Id, "what is learned in the step", |row| {
                maybe(row.step, |(_, step)| id(&row.school.competencies[step.competency.i()].id))
            })
            .column("minutes", Form::Decimal(0, "minutes"), "expected minutes of the step for this learner", |row| {
                maybe(row.step, |(_, step)| Cell::Decimal(step.minutes))
            })
            .column(
                "expected_date",
                Form::Date,
                "when the step is expected to be mastered; empty: beyond the calendar",
                |row| maybe(row.step.and_then(|(_, step)| step.expected), Cell::Date),
            )
            .column(
                "on_track",
                Form::Word,
                "of the whole way: reached, on track (done by the date in four cases of five), tight (in half of all cases), out of reach, no date, or no goal",
                |row| text(row.on_track),
            )
            .column("reason", Form::Text, "why the step is on the way, a sentence", |row| text(row.reason))
            .column("week", Form::Date, "the Monday of the expected date", |row| {
                maybe(row.step.and_then(|(_, step)| step.expected).map(monday), Cell::Date)
            })
            .column(
                "minutes_p80",
                Form::Decimal(0, "minutes"),
                "minutes that suffice for the step in four cases of five",
                |row| maybe(row.step, |(_, step)| Cell::Decimal(step.minutes_p80)),
            )
            .column(
                "earliest",
                Form::Date,
                "the first day on which it could be mastered if only what it needs came before",
                |row| maybe(row.step.and_then(|(_, step)| step.earliest), Cell::Date),
            )
            .column(
                "latest_start",
                Form::Date,
                "the last day on which to begin it so that every date still holds; empty: no date depends on it",
                |row| maybe(row.step.and_then(|(_, step)| step.latest_start), Cell::Date),
            )
            .column(
                "slack_days",
                Form::Integer("school days"),
                "school days by which it may slip; below 0: late already; empty: no date depends on it",
                |row| maybe(row.step.and_then(|(_, step)| step.slack_days), integer),
            )
            .column("critical", Form::Flag, "yes: on the longest chain of needs of the way", |row| {
                maybe(row.step, |(_, step)| Cell::Flag(step.critical))
            })
    }

    /// Rows by learner, goal, then step; a goal without steps has one row without a step, work without a goal comes after
    /// the learner's goals.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let ways = report.pathways.pathways.iter().map(Way::ToGoal);
        let mut all: Vec<Way<'_>> = ways.chain(report.pathways.focus.iter().map(Way::Without)).collect();
        all.sort_by_key(|way| way.learner(&report.school));
        all.into_iter().flat_map(|way| rows(&report.school, &report.way_words, way))
    }
}

/// To a goal, or without one.
#[derive(Clone, Copy)]
enum Way<'a> {
    ToGoal(&'a Pathway),
    Without(&'a Focus),
}

impl Way<'_> {
    fn learner(self, school: &School) -> LearnerIdx {
        match self {
            Way::ToGoal(way) => school.goals[way.goal.i()].learner,
            Way::Without(focus) => focus.learner,
        }
    }
}

fn rows<'a>(school: &'a School, words: &'a WayWords, way: Way<'a>) -> impl Iterator<Item = Row<'a>> {
    let learner = &school.learners[way.learner(school).i()];
    let (goal, on_track, steps, whole) = match way {
        Way::ToGoal(way) => {
            let goal = school.goals[way.goal.i()].competency;
            let whole = way.steps.is_empty().then(|| words.no_steps(way.on_track));
            (school.competencies[goal.i()].id.as_str(), way.on_track.word(), &way.steps, whole)
        }
        Way::Without(focus) => ("", "no goal", &focus.steps, None),
    };
    let row = move |step: Option<(usize, &'a Step)>, reason| Row { school, learner, goal, on_track, reason, step };
    let steps = steps.iter().enumerate().map(move |(at, step)| row(Some((at, step)), words.step(step.why)));
    whole.map(|reason| row(None, reason)).into_iter().chain(steps)
}
