//! `choices.csv`: what each learner may take in the morning instead of what is planned. Safe for the learner's sheet: where a
//! service is given, or somebody decided, there is nothing to choose, as in many other slots.

use daybreak_day::plan::Session;
use daybreak_day::problem::Slot;
use daybreak_day::time::Date;
use daybreak_night::choice::Choice;
use daybreak_night::report::Report;
use daybreak_school::school::School;

use super::Table;
use super::agenda::{Agenda, modality};
use super::columns::{Columns, DATE, LEARNER, PEOPLE, SITE};
use crate::sheet::{Audience, Cell, Column, Form, id, integer, list, maybe, text};

const SLOT: Column = Column { name: "slot", form: Form::Id, what: "the slot's id, the first of a longer lesson" };
const SESSION: Column = Column {
    name: "session",
    form: Form::Id,
    what: "the session that is joined, as in plan.json; it takes place anyway",
};

pub struct Choices;

pub struct Row<'a> {
    school: &'a School,
    date: Date,
    site: &'a str,
    choice: &'a Choice,
    /// The slots over which it runs.
    slots: &'a [Slot],
    session: &'a Session,
}

impl Table for Choices {
    const NAME: &'static str = "choices";
    const WHAT: &'static str = "what a learner may take in the morning instead of what is planned, by site, learner and number: nearly as good by the policy `choice`, and the seat is held. Each learner may take one of theirs or none; whoever takes which, every hard rule holds and nobody else has anything else (`daybreak desk take`). It tells no service, no accommodation, no other learner";
    const AUDIENCE: &'static [Audience] =
        &[Audience::Learner, Audience::Family, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .shared(LEARNER, |row| id(&row.school.learners[row.choice.learner.i()].id))
            .shared(SLOT, |row| maybe(row.slots.first(), |slot| id(&slot.id)))
            .column("start", Form::Time, "when it begins", |row| {
                maybe(row.slots.first(), |slot| Cell::Time(slot.start))
            })
            .column("end", Form::Time, "when it ends", |row| maybe(row.slots.last(), |slot| Cell::Time(slot.end)))
            .column("choice", Form::Integer("of the learner's"), "its number, from 1", |row| integer(row.choice.number))
            .column("instead_of", Form::List, "the lessons that it takes the place of", |row| {
                list(row.choice.instead_of.iter().map(|lesson| row.school.lessons[lesson.i()].id.as_str()))
            })
            .column(
                "differs",
                Form::List,
                "in what it differs: what (another lesson), where (another room), with_whom (another group or adult)",
                |row| list(row.choice.differs.words()),
            )
            .shared(SESSION, |row| id(&row.session.id))
            .column("lesson", Form::Id, "the lesson's id", |row| id(&row.school.lessons[row.choice.lesson.i()].id))
            .column("title", Form::Text, "its title", |row| text(&row.school.lessons[row.choice.lesson.i()].title))
            .column("competency", Form::Id, "what is learned", |row| {
                let competency = row.school.lessons[row.choice.lesson.i()].competency;
                id(&row.school.competencies[competency.i()].id)
            })
            .column("modality", Form::Id, "how", |row| {
                id(modality(row.school, &row.school.lessons[row.choice.lesson.i()]))
            })
            .column("room", Form::Id, "where", |row| id(&row.session.room))
            .shared(PEOPLE, |row| list(&row.session.staff))
            .column("offer", Form::Text, "the choice in the learner's words", |row| text(&row.choice.words))
    }

    /// Rows by site, learner and number.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(|agenda| {
            let (school, date, site) = (agenda.school, agenda.date, agenda.site);
            let (slots, sessions) = (agenda.slots(), agenda.sessions());
            agenda.report.explanations.choices.iter().map(move |choice| Row {
                school,
                date,
                site,
                choice,
                slots: &slots[choice.start..choice.start + choice.n_slots],
                session: &sessions[choice.joins],
            })
        })
    }
}
