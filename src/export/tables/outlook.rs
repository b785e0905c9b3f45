//! `outlook.csv`: how each goal stands, and what would help where its date is in danger.

use daybreak_night::report::{Report, WayWords};
use daybreak_school::pathway::Pathway;
use daybreak_school::school::{Goal, Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe, text};

pub struct Outlook;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    goal: &'a Goal,
    way: &'a Pathway,
    words: &'a WayWords,
}

impl Table for Outlook {
    const NAME: &'static str = "outlook";
    const WHAT: &'static str = "how each goal stands, and what would help where its date is in danger (each found by plotting anew with it), by learner and goal";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const MINUTES: Form = Form::Decimal(0, "minutes");
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("goal", Form::Id, "the competency that is the goal, or whose parts earn its credits", |row| {
                id(&row.school.competencies[row.goal.competency.i()].id)
            })
            .column("due", Form::Date, "by when; empty: no date", |row| maybe(row.goal.due, Cell::Date))
            .column(
                "on_track",
                Form::Word,
                "reached, on track (done by the date in four cases of five), tight (in half of all cases), out of reach or no date",
                |row| text(row.way.on_track.word()),
            )
            .column("steps", Form::Integer("steps"), "steps that are left", |row| integer(row.way.steps.len()))
            .column("minutes", MINUTES, "their expected minutes for this learner", |row| Cell::Decimal(row.way.minutes))
            .column("minutes_p80", MINUTES, "minutes that suffice in four cases of five", |row| {
                Cell::Decimal(row.way.minutes_p80)
            })
            .column(
                "minutes_available",
                MINUTES,
                "minutes that the learner can give it until the date, after more urgent goals; empty: no date",
                |row| maybe(row.way.minutes_available, Cell::Decimal),
            )
            .column("minutes_short", MINUTES, "minutes missing for it to be on track; empty: no date", |row| {
                maybe(row.goal.due, |_| Cell::Decimal(row.way.minutes_short.ceil()))
            })
            .column(
                "expected_date",
                Form::Date,
                "when it is expected to be reached; empty: beyond the calendar, or reached",
                |row| maybe(row.way.expected, Cell::Date),
            )
            .column("expected_p80", Form::Date, "by when it is reached in four cases of five; empty as above", |row| {
                maybe(row.way.expected_p80, Cell::Date)
            })
            .column(
                "critical_path",
                Form::List,
                "the steps of the longest chain of needs, in order: no order makes the way shorter",
                |row| {
                    let critical = row.way.steps.iter().filter(|step| step.critical);
                    list(critical.map(|step| row.school.competencies[step.competency.i()].id.as_str()))
                },
            )
            .column(
                "credits",
                Form::Number("credits"),
                "credits wanted; empty: the competency itself is wanted",
                |row| maybe(row.goal.credits, Cell::Decimal),
            )
            .column("credits_earned", Form::Number("credits"), "credits earned by now; empty as above", |row| {
                maybe(row.way.credits_earned, Cell::Decimal)
            })
            .column(
                "would_help",
                Form::Text,
                "changes that would help and how the goal would stand then, sentences; empty: not needed, or nothing small helps",
                |row| text(row.words.would_help(row.way)),
            )
    }

    /// One row a goal, by learner and goal.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        report.pathways.pathways.iter().map(|way| {
            let goal = &school.goals[way.goal.i()];
            Row { school, learner: &school.learners[goal.learner.i()], goal, way, words: &report.way_words }
        })
    }
}
