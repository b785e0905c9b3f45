//! `playlists.csv`: every learner of every site, every slot of the day.
//!
//! A lesson over two slots has two rows with the same session. A slot without a session has its reason; learners
//! who are away have rows too, so that nobody is missing from the list. Safe for the learner's sheet: a service
//! apart from the class has neither a lesson nor a modality, only a place, a person and a neutral title.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::OutputFile;
use super::agenda::{Agenda, Work, modality};
use super::table::{self, list, times};
use daybreak_night::explanation::SlotExplanation;
use daybreak_night::report::Report;
use daybreak_school::ids::LearnerIdx;

/// The title of a service apart from the class.
const PLANNED_TIME: &str = "Planned time";

#[derive(Default, Serialize)]
struct Row<'a> {
    date: &'a str,
    site: &'a str,
    learner: &'a str,
    slot: &'a str,
    start: String,
    end: String,
    session: &'a str,
    lesson: &'a str,
    title: &'a str,
    competency: &'a str,
    modality: &'a str,
    room: &'a str,
    staff: String,
    reason: &'a str,
}

/// Rows by site, learner and slot.
pub fn table(report: &Report) -> OutputFile {
    let agendas: Vec<Agenda<'_>> = Agenda::all(report).collect();
    table::file("playlists", agendas.iter().flat_map(rows))
}

fn rows<'a>(agenda: &'a Agenda<'_>) -> Vec<Row<'a>> {
    let explained: FxHashMap<(LearnerIdx, usize), &SlotExplanation> =
        agenda.report.explanations.slots.iter().map(|slot| ((slot.learner, slot.slot), slot)).collect();
    let row = |learner: LearnerIdx, slot: usize| {
        let times = times(agenda.slots()[slot].start, agenda.slots()[slot].end);
        let explanation = explained.get(&(learner, slot)).copied();
        let row = Row {
            date: &agenda.date,
            site: agenda.site,
            learner: &agenda.school.learners[learner.i()].id,
            slot: &agenda.slots()[slot].id,
            start: times.0,
            end: times.1,
            reason: explanation.map_or(&agenda.report.explanations.away, |slot| &slot.reason),
            ..Row::default()
        };
        placed(agenda, row, explanation.and_then(|slot| slot.session))
    };
    let learners = agenda.school.learners_of(agenda.report.site);
    learners
        .flat_map(|learner| (0..agenda.slots().len()).map(move |slot| (learner, slot)))
        .map(|(l, s)| row(l, s))
        .collect()
}

/// The row with the session in which the learner is.
fn placed<'a>(agenda: &'a Agenda<'_>, row: Row<'a>, session: Option<usize>) -> Row<'a> {
    let Some(session) = session.map(|k| &agenda.sessions()[k]) else { return row };
    let seat = session.learners.iter().find(|seat| seat.id == row.learner);
    let row =
        Row { session: &session.id, room: &session.room, staff: list(session.staff.iter().map(String::as_str)), ..row };
    match seat.and_then(|seat| agenda.work(&seat.offering)) {
        Some(Work::Lesson(lesson)) => Row {
            lesson: &lesson.id,
            title: &lesson.title,
            competency: &agenda.school.competencies[lesson.competency.i()].id,
            modality: modality(agenda.school, lesson),
            ..row
        },
        Some(Work::Service(_)) => Row { title: PLANNED_TIME, ..row },
        None => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("playlists", Row::default());
    }
}
