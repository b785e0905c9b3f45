//! `staff.csv`: who serves what with whom, by slot, free and away slots included. For staff: it lists learners and
//! names services.

use daybreak_day::plan::Session;
use daybreak_day::problem::{self, Slot};
use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::school::School;

use super::Table;
use super::agenda::{Agenda, Work, modality, work_id};
use super::columns::{Columns, DATE, END, SESSION, SITE, SLOT, START, STATION};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe, text};

pub struct Staff;

pub struct Row<'a> {
    school: &'a School,
    date: Date,
    site: &'a str,
    person: &'a str,
    slot: &'a Slot,
    state: State<'a>,
}

enum State<'a> {
    /// With what is done in the session.
    Serving(&'a Session, Option<Work<'a>>),
    Free,
    Away,
}

impl Table for Staff {
    const NAME: &'static str = "staff";
    const WHAT: &'static str =
        "what each person does by slot, by site, person and slot. It lists learners and names services";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .column("staff", Form::Id, "the person's id", |row| id(row.person))
            .shared(SLOT, |row| id(&row.slot.id))
            .shared(START, |row| Cell::Time(row.slot.start))
            .shared(END, |row| Cell::Time(row.slot.end))
            .column("state", Form::Word, "serving, free or away", |row| {
                text(match row.state {
                    State::Serving(..) => "serving",
                    State::Free => "free",
                    State::Away => "away",
                })
            })
            .shared(SESSION, |row| maybe(row.session(), |session| id(&session.id)))
            .column("lesson", Form::Id, "the lesson's id, or `service:ID`", |row| maybe(row.work(), work_id))
            .shared(STATION, |row| maybe(row.session().and_then(|session| session.station.as_deref()), id))
            .column("modality", Form::Id, "how", |row| match row.work() {
                Some(Work::Lesson(lesson)) => id(modality(row.school, lesson)),
                Some(Work::Service(_)) | None => Cell::Empty,
            })
            .column("room", Form::Id, "where", |row| maybe(row.session(), |session| id(&session.room)))
            .column("size", Form::Integer("learners"), "learners in the session", |row| {
                integer(row.session().map_or(0, |session| session.learners.len()))
            })
            .column("learners", Form::List, "their ids", |row| {
                maybe(row.session(), |session| list(session.learners.iter().map(|seat| seat.id.as_str())))
            })
    }

    /// Rows by site, person and slot.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(|agenda| rows(&agenda))
    }
}

impl<'a> Row<'a> {
    fn session(&self) -> Option<&'a Session> {
        match self.state {
            State::Serving(session, _) => Some(session),
            State::Free | State::Away => None,
        }
    }

    fn work(&self) -> Option<Work<'a>> {
        match self.state {
            State::Serving(_, work) => work,
            State::Free | State::Away => None,
        }
    }
}

fn rows<'a>(agenda: &Agenda<'a>) -> Vec<Row<'a>> {
    let mut rows = vec![];
    for person in agenda.school.staff.iter().filter(|person| person.site == agenda.report.site) {
        let known = agenda.report.formulation.problem.staff.iter().find(|known| known.id == person.id);
        let served = agenda.by_slot(|session| session.staff.contains(&person.id));
        for (slot, sessions) in agenda.slots().iter().zip(served) {
            let row = |state| Row {
                school: agenda.school,
                date: agenda.date,
                site: agenda.site,
                person: &person.id,
                slot,
                state,
            };
            if sessions.is_empty() {
                rows.push(row(if is_there(known, &slot.id) { State::Free } else { State::Away }));
            }
            let sessions = sessions.into_iter().map(|k| &agenda.sessions()[k]);
            rows.extend(sessions.map(|session| row(State::Serving(session, agenda.session_work(session)))));
        }
    }
    rows
}

fn is_there(person: Option<&problem::Staff>, slot: &str) -> bool {
    person.is_some_and(|person| problem::is_there(person.slots.as_deref(), slot))
}
