//! `playlists.csv`: every learner of every site, every slot of the day.
//!
//! A lesson over two slots has two rows with the same session. A slot without a session has its reason; learners
//! who are away have rows too, so that nobody is missing from the list. Safe for the learner's sheet: a service
//! apart from the class has neither a lesson nor a modality, only a place, a person and a neutral title.

use rustc_hash::FxHashMap;

use daybreak_day::plan::Session;
use daybreak_day::problem::Slot;
use daybreak_day::time::Date;
use daybreak_night::explanation::SlotExplanation;
use daybreak_night::part::Part;
use daybreak_night::report::Report;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::School;

use super::Table;
use super::agenda::{Agenda, PLANNED_TIME, Work, modality};
use super::columns::{Columns, DATE, END, LEARNER, PEOPLE, SESSION, SITE, SLOT, START};
use crate::sheet::{Audience, Cell, Form, id, list, maybe, text};

pub struct Playlists;

pub struct Row<'a> {
    school: &'a School,
    date: Date,
    site: &'a str,
    learner: &'a str,
    slot: &'a Slot,
    session: Option<&'a Session>,
    /// What the learner does in the session.
    work: Option<Work<'a>>,
    reason: &'a str,
    /// What the minutes of a seat in own work are for.
    parts: &'a [Part],
}

impl Table for Playlists {
    const NAME: &'static str = "playlists";
    const WHAT: &'static str = "every learner and every slot of the day, by site, learner and slot; a lesson over two slots has two rows, a slot without a session has its reason, and who is away has rows too. It tells no service, no accommodation, no other learner";
    const AUDIENCE: &'static [Audience] =
        &[Audience::Learner, Audience::Family, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .shared(LEARNER, |row| id(row.learner))
            .shared(SLOT, |row| id(&row.slot.id))
            .shared(START, |row| Cell::Time(row.slot.start))
            .shared(END, |row| Cell::Time(row.slot.end))
            .shared(SESSION, |row| maybe(row.session, |session| id(&session.id)))
            .column(
                "lesson",
                Form::Id,
                "the lesson's id; empty: no session, or time that is no lesson",
                |row| match row.work {
                    Some(Work::Lesson(lesson)) => id(&lesson.id),
                    Some(Work::Service(_)) | None => Cell::Empty,
                },
            )
            .column("title", Form::Text, "its title", |row| match row.work {
                Some(Work::Lesson(lesson)) => text(&lesson.title),
                Some(Work::Service(_)) => text(PLANNED_TIME),
                None => Cell::Empty,
            })
            .column("competency", Form::Id, "what is learned", |row| match row.work {
                Some(Work::Lesson(lesson)) => id(&row.school.competencies[lesson.competency.i()].id),
                Some(Work::Service(_)) | None => Cell::Empty,
            })
            .column("modality", Form::Id, "how", |row| match row.work {
                Some(Work::Lesson(lesson)) => id(modality(row.school, lesson)),
                Some(Work::Service(_)) | None => Cell::Empty,
            })
            .column("room", Form::Id, "where", |row| maybe(row.session, |session| id(&session.room)))
            .shared(PEOPLE, |row| maybe(row.session, |session| list(&session.staff)))
            .column("reason", Form::Text, "why this, or why nothing, in the learner's words", |row| text(row.reason))
            .column(
                "part",
                Form::List,
                "of own work: the lessons for which the slot's minutes are, in the order in which they are done, `lesson` first: what is left of it, then reviews that are due, then next steps; empty: the slot is for one thing",
                |row| list(row.parts.iter().map(|part| row.school.lessons[part.lesson.i()].id.as_str())),
            )
            .column("minutes", Form::List, "the minutes of each part, in the same order; they add up to the slot", |row| {
                list(row.parts.iter().map(|part| part.minutes.to_string()))
            })
    }

    /// Rows by site, learner and slot.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(rows)
    }
}

fn rows<'a>(agenda: Agenda<'a>) -> impl Iterator<Item = Row<'a>> {
    let explained: FxHashMap<(LearnerIdx, usize), &SlotExplanation> =
        agenda.report.explanations.slots.iter().map(|slot| ((slot.learner, slot.slot), slot)).collect();
    let parts: FxHashMap<(LearnerIdx, usize), &[Part]> = agenda
        .report
        .explanations
        .parts
        .iter()
        .map(|seat| ((seat.learner, seat.slot), seat.parts.as_slice()))
        .collect();
    let learners = agenda.school.learners_of(agenda.report.site);
    let n_slots = agenda.slots().len();
    learners.flat_map(move |learner| (0..n_slots).map(move |slot| (learner, slot))).map(move |(at, slot)| {
        let learner = agenda.school.learners[at.i()].id.as_str();
        let explanation = explained.get(&(at, slot)).copied();
        let session = explanation.and_then(|slot| slot.session).map(|k| &agenda.sessions()[k]);
        let seat = session.and_then(|session| session.learners.iter().find(|seat| seat.id == learner));
        Row {
            school: agenda.school,
            date: agenda.date,
            site: agenda.site,
            learner,
            slot: &agenda.slots()[slot],
            session,
            work: seat.and_then(|seat| agenda.work(&seat.offering)),
            parts: parts.get(&(at, slot)).copied().unwrap_or_default(),
            reason: explanation.map_or(&agenda.report.explanations.away, |slot| &slot.reason),
        }
    })
}
