//! `briefs.csv`: what an adult should know of each session before it begins: who, why together, what each has shown and missed
//! lately, what is needed, and what comes next. For staff.

use std::collections::BTreeMap;

use daybreak_day::plan::Session;
use daybreak_day::problem::{Offering, Slot};
use daybreak_day::time::Date;
use daybreak_night::brief::{Brief, BriefOf, BriefWork, Tally};
use daybreak_night::report::Report;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Lesson, School};
use daybreak_school::states::LearnerStates;

use super::Table;
use super::agenda::{Agenda, PLANNED_TIME};
use super::columns::{Columns, DATE, LEARNER, PEOPLE, SESSION, SITE, START};
use crate::sheet::{Audience, Cell, Form, id, integer, list, maybe, text};

const MASTERY: Form = Form::Decimal(2, "probability, 0 to 1");
const PIECES: Form = Form::Integer("pieces");

pub struct Briefs;

pub struct Row<'a> {
    school: &'a School,
    states: &'a LearnerStates,
    date: Date,
    site: &'a str,
    brief: &'a Brief,
    session: &'a Session,
    slots: &'a [Slot],
    of: &'a BriefOf,
    /// What everybody together needs of devices, each `POOL:UNITS`.
    devices: Vec<String>,
    room_features: &'a [String],
    /// What the learner is to be asked about in it.
    ask: Vec<CompetencyIdx>,
}

impl<'a> Row<'a> {
    fn lesson(&self) -> Option<&'a Lesson> {
        self.of.work.map(|work| &self.school.lessons[work.lesson.i()])
    }

    fn competency(&self) -> Option<CompetencyIdx> {
        self.lesson().map(|lesson| lesson.competency)
    }

    fn needs(&self) -> Option<(CompetencyIdx, Tally)> {
        self.of.work.and_then(|work: BriefWork| work.needs)
    }

    fn mastery(&self, competency: CompetencyIdx) -> Cell<'a> {
        Cell::Decimal(self.states.mastery(self.of.learner, competency).into())
    }

    fn named(&self, competency: Option<CompetencyIdx>) -> Cell<'a> {
        maybe(competency, |competency| id(&self.school.competencies[competency.i()].id))
    }
}

impl Table for Briefs {
    const NAME: &'static str = "briefs";
    const WHAT: &'static str = "what an adult should know of a session before it begins, a row for each learner of each session with an adult, by site, slot, session and learner; what concerns the session stands in each of its rows. A service apart from the class is planned time here";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        let columns = Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .shared(SITE, |row| id(row.site))
            .shared(SESSION, |row| id(&row.session.id))
            .column("slot", Form::Id, "its first slot", |row| id(&row.session.slot))
            .shared(START, |row| maybe(row.slots.first(), |slot| Cell::Time(slot.start)))
            .column("end", Form::Time, "when its last slot ends", |row| {
                maybe(row.slots.last(), |slot| Cell::Time(slot.end))
            })
            .shared(PEOPLE, |row| list(&row.session.staff))
            .column("room", Form::Id, "where", |row| id(&row.session.room))
            .column("size", Form::Integer("learners"), "learners in it", |row| integer(row.session.learners.len()))
            .column("together", Form::Text, "why these learners are together, in a few words", |row| {
                text(&row.brief.together)
            })
            .column("devices", Form::List, "devices that they need together, each POOL:UNITS", |row| {
                list(row.devices.clone())
            })
            .column("room_features", Form::List, "what the room must have", |row| list(row.room_features))
            .column("next", Form::Id, "the competency that comes next for most of the group; empty: none", |row| {
                row.named(row.brief.next)
            })
            .column("next_lesson", Form::Id, "the lesson that continues this one; empty: none does", |row| {
                maybe(row.brief.next_lesson, |lesson| id(&row.school.lessons[lesson.i()].id))
            });
        of_learner(columns)
    }

    /// Rows by site, then as in the plan: by slot, then session, then learner.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        Agenda::all(report).flat_map(move |agenda| {
            let offerings = &agenda.report.formulation.problem.offerings;
            let offerings: BTreeMap<&str, &Offering> = offerings.iter().map(|o| (o.id.as_str(), o)).collect();
            let briefs = &agenda.report.explanations.briefs;
            briefs.iter().flat_map(move |brief| rows(report, &agenda, &offerings, brief)).collect::<Vec<_>>()
        })
    }
}

/// The columns that are about one learner.
fn of_learner<'a>(columns: Columns<'a, Row<'a>>) -> Columns<'a, Row<'a>> {
    columns
        .shared(LEARNER, |row| id(&row.school.learners[row.of.learner.i()].id))
        .column("lesson", Form::Id, "what the learner does; empty: planned time", |row| {
            maybe(row.lesson(), |lesson| id(&lesson.id))
        })
        .column("title", Form::Text, "its title", |row| row.lesson().map_or(text(PLANNED_TIME), |lesson| text(&lesson.title)))
        .column("competency", Form::Id, "what is learned", |row| row.named(row.competency()))
        .column("mastery", MASTERY, "mastery of it", |row| maybe(row.competency(), |it| row.mastery(it)))
        .column("status", Form::Word, "as in mastery.csv", |row| {
            maybe(row.competency(), |it| text(row.states.status(row.of.learner, it).word()))
        })
        .column(
            "shown",
            PIECES,
            "pieces of evidence of it in the last 28 days that are as good as mastery asks for; self-ratings are left out",
            |row| maybe(row.of.work, |work| integer(work.shown.shown)),
        )
        .column("missed", PIECES, "the other pieces of those days", |row| {
            maybe(row.of.work, |work| integer(work.shown.missed))
        })
        .column(
            "needs",
            Form::Id,
            "of all that it needs what the learner knows least; of alternatives the best known counts; empty: nothing",
            |row| row.named(row.needs().map(|(needs, _)| needs)),
        )
        .column("needs_mastery", MASTERY, "mastery of that", |row| maybe(row.needs(), |(needs, _)| row.mastery(needs)))
        .column("needs_shown", PIECES, "as `shown`, of that", |row| maybe(row.needs(), |(_, tally)| integer(tally.shown)))
        .column("needs_missed", PIECES, "as `missed`, of that", |row| {
            maybe(row.needs(), |(_, tally)| integer(tally.missed))
        })
        .column(
            "ask",
            Form::List,
            "competencies to be asked about in the first minutes, as in questions.csv",
            |row| list(row.ask.iter().map(|it| row.school.competencies[it.i()].id.as_str())),
        )
        .column("learner_next", Form::Id, "the competency that comes next on the learner's way; empty: none", |row| {
            row.named(row.of.work.and_then(|work| work.next))
        })
}

fn rows<'a>(
    report: &'a Report,
    agenda: &Agenda<'a>,
    offerings: &BTreeMap<&str, &'a Offering>,
    brief: &'a Brief,
) -> Vec<Row<'a>> {
    let session = &agenda.sessions()[brief.session];
    let mut units: BTreeMap<&str, u32> = BTreeMap::new();
    for offering in session.learners.iter().filter_map(|seat| offerings.get(seat.offering.as_str())) {
        for (pool, n) in &offering.devices {
            *units.entry(pool).or_default() += n;
        }
    }
    let problem = &agenda.report.formulation.problem;
    let station = session.station.as_ref().and_then(|id| problem.stations.iter().find(|station| station.id == *id));
    let held = session.offering.as_deref().and_then(|id| offerings.get(id));
    let room_features =
        station.map(|s| &s.room_features).or(held.map(|o| &o.room_features)).map_or(&[][..], Vec::as_slice);
    let asked = |of: &BriefOf| {
        let questions = agenda.report.questions.iter();
        let here = questions.filter(|asked| asked.learner == of.learner && asked.session == session.id);
        here.map(|asked| asked.competency).collect()
    };
    let row = |of| Row {
        ask: asked(of),
        school: &report.school,
        states: &report.states,
        date: agenda.date,
        site: agenda.site,
        brief,
        session,
        slots: &agenda.slots()[agenda.span(session)],
        of,
        devices: units.iter().map(|(pool, n)| format!("{pool}:{n}")).collect(),
        room_features,
    };
    brief.learners.iter().map(row).collect()
}
