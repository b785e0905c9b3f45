//! `sessions.csv`: every session of the day, one row each. For staff.

use daybreak_day::plan::Session;
use daybreak_day::problem::Slot;
use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::school::School;

use super::Table;
use super::agenda::{Agenda, Work, modality, work_id};
use super::columns::{Columns, DATE, PEOPLE, SESSION, SITE, START, STATION};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe};

pub struct Sessions;

pub struct Row<'a> {
    school: &'a School,
    date: Date,
    site: &'a str,
    session: &'a Session,
    /// The slots over which it runs.
    slots: &'a [Slot],
    work: Option<Work<'a>>,
    /// Of a station, what its first learner does: a station's lessons are of one modality.
    at_station: Option<Work<'a>>,
    size_min: u32,
    size_max: u32,
}

impl Table for Sessions {
    const NAME: &'static str = "sessions";
    const WHAT: &'static str =
        "every session of the day, by site, slot and id; `lesson` or `station` is filled. It names services";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .shared(SESSION, |row| id(&row.session.id))
            .column("slot", Form::Id, "its first slot", |row| id(&row.session.slot))
            .shared(START, |row| maybe(row.slots.first(), |slot| Cell::Time(slot.start)))
            .column("end", Form::Time, "when its last slot ends", |row| {
                maybe(row.slots.last(), |slot| Cell::Time(slot.end))
            })
            .column("lesson", Form::Id, "the lesson's id, or `service:ID`; empty: held on a station", |row| {
                maybe(row.work, work_id)
            })
            .shared(STATION, |row| maybe(row.session.station.as_deref(), id))
            .column("modality", Form::Id, "how", |row| match row.work.or(row.at_station) {
                Some(Work::Lesson(lesson)) => id(modality(row.school, lesson)),
                Some(Work::Service(_)) | None => Cell::Empty,
            })
            .column("competency", Form::Id, "what is learned; empty on a station", |row| match row.work {
                Some(Work::Lesson(lesson)) => id(&row.school.competencies[lesson.competency.i()].id),
                Some(Work::Service(_)) | None => Cell::Empty,
            })
            .column("room", Form::Id, "where", |row| id(&row.session.room))
            .shared(PEOPLE, |row| list(&row.session.staff))
            .column("size", Form::Integer("learners"), "learners in it", |row| integer(row.session.learners.len()))
            .column("size_min", Form::Integer("learners"), "at least so many", |row| integer(row.size_min))
            .column("size_max", Form::Integer("learners"), "at most so many", |row| integer(row.size_max))
    }

    /// Rows by site, then as in the plan: by slot, then id.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(|agenda| agenda.sessions().iter().map(move |session| row(&agenda, session)))
    }
}

fn row<'a>(agenda: &Agenda<'a>, session: &'a Session) -> Row<'a> {
    let (size_min, size_max) = sizes(agenda, session);
    let first = session.learners.first();
    Row {
        school: agenda.school,
        date: agenda.date,
        site: agenda.site,
        session,
        slots: &agenda.slots()[agenda.span(session)],
        work: agenda.session_work(session),
        at_station: first.and_then(|seat| agenda.work(&seat.offering)),
        size_min,
        size_max,
    }
}

/// The sizes that hold for a session: its offering's or its station's.
fn sizes(agenda: &Agenda<'_>, session: &Session) -> (u32, u32) {
    let problem = &agenda.report.formulation.problem;
    let station = session.station.as_ref().and_then(|id| problem.stations.iter().find(|s| s.id == *id));
    let offering = session.offering.as_ref().and_then(|id| problem.offerings.iter().find(|o| o.id == *id));
    station.map(|s| (s.size_min, s.size_max)).or(offering.map(|o| (o.size_min, o.size_max))).unwrap_or_default()
}
