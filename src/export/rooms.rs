//! `rooms.csv`: who is where by slot, idle and closed slots included. Fit to hang on a door: no learner, no
//! service.

use serde::Serialize;

use super::OutputFile;
use super::agenda::{Agenda, Work};
use super::table::{self, list, times};
use daybreak_day::problem;
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    date: &'a str,
    site: &'a str,
    room: &'a str,
    slot: &'a str,
    start: String,
    end: String,
    state: &'a str,
    session: &'a str,
    lesson: &'a str,
    station: &'a str,
    staff: String,
    size: usize,
    capacity: u32,
}

/// Rows by site, room, slot and session; a room with two sessions has two rows.
pub fn table(report: &Report) -> OutputFile {
    let agendas: Vec<Agenda<'_>> = Agenda::all(report).collect();
    table::file("rooms", agendas.iter().flat_map(rows))
}

fn rows<'a>(agenda: &'a Agenda<'_>) -> Vec<Row<'a>> {
    let rooms = agenda.school.rooms.iter().filter(|room| room.site == agenda.report.site);
    let mut rows = vec![];
    for room in rooms {
        let known = agenda.report.formulation.problem.rooms.iter().find(|known| known.id == room.id);
        let used = agenda.by_slot(|session| session.room == room.id);
        for (slot, sessions) in agenda.slots().iter().zip(used) {
            let (start, end) = times(slot.start, slot.end);
            let empty = |state| Row {
                date: &agenda.date,
                site: agenda.site,
                room: &room.id,
                slot: &slot.id,
                start: start.clone(),
                end: end.clone(),
                state,
                capacity: room.capacity,
                ..Row::default()
            };
            if sessions.is_empty() {
                rows.push(empty(if is_there(known, &slot.id) { "free" } else { "closed" }));
            }
            rows.extend(sessions.into_iter().map(|k| in_use(agenda, empty("in use"), k)));
        }
    }
    rows
}

fn is_there(room: Option<&problem::Room>, slot: &str) -> bool {
    room.is_some_and(|room| room.slots.as_ref().is_none_or(|slots| slots.iter().any(|id| id == slot)))
}

fn in_use<'a>(agenda: &'a Agenda<'_>, row: Row<'a>, k: usize) -> Row<'a> {
    let session = &agenda.sessions()[k];
    let lesson = match agenda.session_work(session) {
        Some(Work::Lesson(lesson)) => lesson.id.as_str(),
        Some(Work::Service(_)) | None => "",
    };
    Row {
        session: &session.id,
        lesson,
        station: session.station.as_deref().unwrap_or_default(),
        staff: list(session.staff.iter().map(String::as_str)),
        size: session.learners.len(),
        ..row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("rooms", Row::default());
    }
}
