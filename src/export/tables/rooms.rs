//! `rooms.csv`: who is where by slot, idle and closed slots included. Fit to hang on a door: no learner, no
//! service.

use daybreak_day::plan::Session;
use daybreak_day::problem::{self, Slot};
use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::school::{Lesson, Room};

use super::Table;
use super::agenda::{Agenda, Work};
use super::columns::{Columns, DATE, END, PEOPLE, SESSION, SITE, SLOT, START, STATION};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe, text};

pub struct Rooms;

pub struct Row<'a> {
    date: Date,
    site: &'a str,
    room: &'a Room,
    slot: &'a Slot,
    state: State<'a>,
}

enum State<'a> {
    /// Of a session on a lesson, the lesson.
    InUse(&'a Session, Option<&'a Lesson>),
    Free,
    Closed,
}

impl Table for Rooms {
    const NAME: &'static str = "rooms";
    const WHAT: &'static str = "what is in each room by slot, by site, room and slot; a room with two sessions has two rows. Fit to hang on a door: no learner, no service";
    const AUDIENCE: &'static [Audience] =
        &[Audience::Learner, Audience::Family, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .column("room", Form::Id, "the room's id", |row| id(&row.room.id))
            .shared(SLOT, |row| id(&row.slot.id))
            .shared(START, |row| Cell::Time(row.slot.start))
            .shared(END, |row| Cell::Time(row.slot.end))
            .column("state", Form::Word, "in use, free or closed", |row| {
                text(match row.state {
                    State::InUse(..) => "in use",
                    State::Free => "free",
                    State::Closed => "closed",
                })
            })
            .shared(SESSION, |row| maybe(row.session(), |session| id(&session.id)))
            .column("lesson", Form::Id, "the lesson's id; empty: none, a station, or time that is no lesson", |row| {
                match row.state {
                    State::InUse(_, lesson) => maybe(lesson, |lesson| id(&lesson.id)),
                    State::Free | State::Closed => Cell::Empty,
                }
            })
            .shared(STATION, |row| maybe(row.session().and_then(|session| session.station.as_deref()), id))
            .shared(PEOPLE, |row| maybe(row.session(), |session| list(&session.staff)))
            .column("size", Form::Integer("learners"), "learners in the session", |row| {
                integer(row.session().map_or(0, |session| session.learners.len()))
            })
            .column("capacity", Form::Integer("learners"), "learners whom the room holds", |row| {
                integer(row.room.capacity)
            })
    }

    /// Rows by site, room, slot and session; a room with two sessions has two rows.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(|agenda| rows(&agenda))
    }
}

impl<'a> Row<'a> {
    fn session(&self) -> Option<&'a Session> {
        match self.state {
            State::InUse(session, _) => Some(session),
            State::Free | State::Closed => None,
        }
    }
}

fn rows<'a>(agenda: &Agenda<'a>) -> Vec<Row<'a>> {
    let mut rows = vec![];
    for room in agenda.school.rooms.iter().filter(|room| room.site == agenda.report.site) {
        let known = agenda.report.formulation.problem.rooms.iter().find(|known| known.id == room.id);
        let used = agenda.by_slot(|session| session.room == room.id);
        for (slot, sessions) in agenda.slots().iter().zip(used) {
            let row = |state| Row { date: agenda.date, site: agenda.site, room, slot, state };
            if sessions.is_empty() {
                rows.push(row(if is_there(known, &slot.id) { State::Free } else { State::Closed }));
            }
            rows.extend(sessions.into_iter().map(|k| row(in_use(agenda, &agenda.sessions()[k]))));
        }
    }
    rows
}

fn is_there(room: Option<&problem::Room>, slot: &str) -> bool {
    room.is_some_and(|room| problem::is_there(room.slots.as_deref(), slot))
}

fn in_use<'a>(agenda: &Agenda<'a>, session: &'a Session) -> State<'a> {
    match agenda.session_work(session) {
        Some(Work::Lesson(lesson)) => State::InUse(session, Some(lesson)),
        Some(Work::Service(_)) | None => State::InUse(session, None),
    }
}
