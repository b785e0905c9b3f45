//! `sessions.csv`: every session of the day, one row each. For staff.

use serde::Serialize;

use super::OutputFile;
use super::agenda::{Agenda, Work, modality};
use super::table::{self, list, text};
use daybreak_day::plan::Session;
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    date: &'a str,
    site: &'a str,
    session: &'a str,
    slot: &'a str,
    start: String,
    end: String,
    lesson: String,
    station: &'a str,
    modality: &'a str,
    competency: &'a str,
    room: &'a str,
    staff: String,
    size: usize,
    size_min: u32,
    size_max: u32,
}

/// Rows by site, then as in the plan: by slot, then id.
pub fn table(report: &Report) -> OutputFile {
    let agendas: Vec<Agenda<'_>> = Agenda::all(report).collect();
    let rows = agendas.iter().flat_map(|agenda| agenda.sessions().iter().map(move |session| row(agenda, session)));
    table::file("sessions", rows)
}

fn row<'a>(agenda: &'a Agenda<'_>, session: &'a Session) -> Row<'a> {
    let span = agenda.span(session);
    let slots = &agenda.slots()[span];
    let (size_min, size_max) = sizes(agenda, session);
    let row = Row {
        date: &agenda.date,
        site: agenda.site,
        session: &session.id,
        slot: &session.slot,
        start: slots.first().map(|slot| text(slot.start)).unwrap_or_default(),
        end: slots.last().map(|slot| text(slot.end)).unwrap_or_default(),
        station: session.station.as_deref().unwrap_or_default(),
        room: &session.room,
        staff: list(session.staff.iter().map(String::as_str)),
        size: session.learners.len(),
        size_min,
        size_max,
        ..Row::default()
    };
    match agenda.session_work(session) {
        Some(Work::Lesson(lesson)) => Row {
            lesson: lesson.id.clone(),
            modality: modality(agenda.school, lesson),
            competency: &agenda.school.competencies[lesson.competency.i()].id,
            ..row
        },
        Some(Work::Service(service)) => Row { lesson: format!("service:{service}"), ..row },
        None => Row { modality: station_modality(agenda, session), ..row },
    }
}

/// The modality of a station's lessons; a station belongs to one.
fn station_modality<'a>(agenda: &'a Agenda<'_>, session: &Session) -> &'a str {
    let seat = session.learners.first();
    match seat.and_then(|seat| agenda.work(&seat.offering)) {
        Some(Work::Lesson(lesson)) => modality(agenda.school, lesson),
        Some(Work::Service(_)) | None => "",
    }
}

/// The sizes that hold for a session: its offering's or its station's.
fn sizes(agenda: &Agenda<'_>, session: &Session) -> (u32, u32) {
    let problem = &agenda.report.formulation.problem;
    let station = session.station.as_ref().and_then(|id| problem.stations.iter().find(|s| s.id == *id));
    let offering = session.offering.as_ref().and_then(|id| problem.offerings.iter().find(|o| o.id == *id));
    station.map(|s| (s.size_min, s.size_max)).or(offering.map(|o| (o.size_min, o.size_max))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("sessions", Row::default());
    }
}
