//! `staff.csv`: who serves what with whom, by slot, free and away slots included. For staff: it lists learners and
//! names services.

use serde::Serialize;

use super::OutputFile;
use super::agenda::{Agenda, Work, modality};
use super::table::{self, list, times};
use daybreak_day::problem;
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    date: &'a str,
    site: &'a str,
    staff: &'a str,
    slot: &'a str,
    start: String,
    end: String,
    state: &'a str,
    session: &'a str,
    lesson: String,
    station: &'a str,
    modality: &'a str,
    room: &'a str,
    size: usize,
    learners: String,
}

/// Rows by site, person and slot.
pub fn table(report: &Report) -> OutputFile {
    let agendas: Vec<Agenda<'_>> = Agenda::all(report).collect();
    table::file("staff", agendas.iter().flat_map(rows))
}

fn rows<'a>(agenda: &'a Agenda<'_>) -> Vec<Row<'a>> {
    let people = agenda.school.staff.iter().filter(|person| person.site == agenda.report.site);
    let mut rows = vec![];
    for person in people {
        let known = agenda.report.formulation.problem.staff.iter().find(|known| known.id == person.id);
        let served = agenda.by_slot(|session| session.staff.contains(&person.id));
        for (slot, sessions) in agenda.slots().iter().zip(served) {
            let (start, end) = times(slot.start, slot.end);
            let empty = |state| Row {
                date: &agenda.date,
                site: agenda.site,
                staff: &person.id,
                slot: &slot.id,
                start: start.clone(),
                end: end.clone(),
                state,
                ..Row::default()
            };
            if sessions.is_empty() {
                rows.push(empty(if is_there(known, &slot.id) { "free" } else { "away" }));
            }
            rows.extend(sessions.into_iter().map(|k| serving(agenda, empty("serving"), k)));
        }
    }
    rows
}

fn is_there(person: Option<&problem::Staff>, slot: &str) -> bool {
    person.is_some_and(|person| person.slots.as_ref().is_none_or(|slots| slots.iter().any(|id| id == slot)))
}

fn serving<'a>(agenda: &'a Agenda<'_>, row: Row<'a>, k: usize) -> Row<'a> {
    let session = &agenda.sessions()[k];
    let row = Row {
        session: &session.id,
        station: session.station.as_deref().unwrap_or_default(),
        room: &session.room,
        size: session.learners.len(),
        learners: list(session.learners.iter().map(|seat| seat.id.as_str())),
        ..row
    };
    match agenda.session_work(session) {
        Some(Work::Lesson(lesson)) => {
            Row { lesson: lesson.id.clone(), modality: modality(agenda.school, lesson), ..row }
        }
        Some(Work::Service(service)) => Row { lesson: format!("service:{service}"), ..row },
        None => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("staff", Row::default());
    }
}
