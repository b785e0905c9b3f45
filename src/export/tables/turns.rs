//! `turns.csv`: the memory of what was granted and declined, for the next night (`--start-from`). For staff.

use daybreak_night::report::Report;
use daybreak_school::voice::{Turn, TurnKey};

use super::Table;
use super::columns::{Columns, LEARNER};
use crate::sheet::{Audience, Cell, Form, id, integer, text};

pub struct Turns;

pub struct Row<'a> {
    learner: &'a str,
    key: &'a TurnKey,
    turn: &'a Turn,
}

impl Table for Turns {
    const NAME: &'static str = "turns";
    const WHAT: &'static str = "what former nights and this one granted and declined, by learner, kind and what; the next night reads it (`plan --start-from`), so that whoever was declined lately wins sooner";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator, Audience::System];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const DAYS: Form = Form::Integer("days");
        Columns::<Row>::new()
            .shared(LEARNER, |row| id(row.learner))
            .column(
                "kind",
                Form::Word,
                "request, turn (the learner's day: whether any wish or proposal that could be granted was) or wish",
                |row| text(row.key.1.word()),
            )
            .column("what", Form::Id, "a wish as KIND:VALUE, a request by its staff's id; empty: the day", |row| {
                id(&row.key.2)
            })
            .column("asked", DAYS, "days on which it was asked for", |row| integer(row.turn.asked))
            .column("granted", DAYS, "of these, granted", |row| integer(row.turn.granted))
            .column("declined", DAYS, "of these, declined", |row| integer(row.turn.declined))
            .column("last", Form::Date, "the last of these days", |row| Cell::Date(row.turn.last))
            .column(
                "credit",
                Form::Decimal(2, "days"),
                "days in vain since it was last granted, older ones counting less (`window` of the fairness policy)",
                |row| days(row.turn.credit),
            )
            .column("before", Form::Decimal(2, "days"), "the same at the beginning of the last day", |row| {
                days(row.turn.before)
            })
    }

    /// Rows by learner, kind and what was asked.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        // Of one learner requests, then the day, then wishes: in order of the words.
        let mut turns: Vec<_> = report.turns.iter().collect();
        turns.sort_by_key(|((learner, kind, what), _)| (*learner, kind.word(), what.as_str()));
        turns.into_iter().map(|(key, turn)| Row { learner: &report.school.learners[key.0.i()].id, key, turn })
    }
}

/// Hundredths of a day as days.
fn days<'a>(hundredths: u32) -> Cell<'a> {
    Cell::Decimal(f64::from(hundredths) / 100.0)
}
