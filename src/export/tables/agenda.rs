//! One site's day by slot: what the tables of people and places are written from.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use daybreak_day::plan::Session;
use daybreak_day::problem::Slot;
use daybreak_day::time::Date;
use daybreak_night::candidate::Activity;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::{Lesson, School};

use crate::sheet::{Cell, id};

/// The title of a service apart from the class: what is given, those who give it know.
pub const PLANNED_TIME: &str = "Planned time";

/// A site's plan with its ids resolved.
pub struct Agenda<'a> {
    pub school: &'a School,
    pub report: &'a SiteReport,
    /// The site's id.
    pub site: &'a str,
    pub date: Date,
    offering_at: FxHashMap<&'a str, usize>,
    slot_at: FxHashMap<&'a str, usize>,
}

/// What is done in a session.
#[derive(Clone, Copy)]
pub enum Work<'a> {
    Lesson(&'a Lesson),
    /// A service apart from the class, by its own id.
    Service(&'a str),
}

impl<'a> Agenda<'a> {
    /// The sites of a report, in order.
    pub fn all(report: &'a Report) -> impl Iterator<Item = Agenda<'a>> {
        report.sites.iter().map(|site| Agenda::new(report, site))
    }

    fn new(report: &'a Report, site: &'a SiteReport) -> Self {
        let problem = &site.formulation.problem;
        Agenda {
            school: &report.school,
            report: site,
            site: &report.school.sites[site.site.i()].id,
            date: report.date,
            offering_at: problem.offerings.iter().enumerate().map(|(i, o)| (o.id.as_str(), i)).collect(),
            slot_at: problem.slots.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect(),
        }
    }

    /// The slots of the day, in order of time.
    pub fn slots(&self) -> &'a [Slot] {
        &self.report.formulation.problem.slots
    }

    /// The sessions of the plan, in its order.
    pub fn sessions(&self) -> &'a [Session] {
        &self.report.plan.sessions
    }

    /// The positions of the slots over which a session runs; empty when it names what the day does not have.
    pub fn span(&self, session: &Session) -> std::ops::Range<usize> {
        let Some(&start) = self.slot_at.get(session.slot.as_str()) else { return 0..0 };
        let offering = session.offering.as_deref().and_then(|id| self.offering_at.get(id));
        let len = offering.map_or(1, |&at| self.report.formulation.problem.offerings[at].slots.max(1) as usize);
        start..(start + len).min(self.slots().len())
    }

    /// What an offering is; none for an id that the day does not have.
    pub fn work(&self, offering: &str) -> Option<Work<'a>> {
        let at = *self.offering_at.get(offering)?;
        Some(match *self.report.formulation.activities.get(at)? {
            Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => {
                Work::Lesson(&self.school.lessons[lesson.i()])
            }
            Activity::Service(service) => Work::Service(&self.school.services[service.i()].service),
        })
    }

    /// What a session is held on: a lesson (none on a station).
    pub fn session_work(&self, session: &Session) -> Option<Work<'a>> {
        self.work(session.offering.as_deref()?)
    }

    /// For each slot, the positions of the sessions for which `of` holds, in the plan's order.
    pub fn by_slot(&self, of: impl Fn(&Session) -> bool) -> Vec<Vec<usize>> {
        let mut slots = vec![vec![]; self.slots().len()];
        for (k, session) in self.sessions().iter().enumerate().filter(|(_, session)| of(session)) {
            for slot in self.span(session) {
                slots[slot].push(k);
            }
        }
        slots
    }
}

/// The id of a lesson, or `service:ID`: for staff alone.
pub fn work_id(work: Work<'_>) -> Cell<'_> {
    match work {
        Work::Lesson(lesson) => id(&lesson.id),
        Work::Service(service) => Cell::Id(Cow::Owned(format!("service:{service}"))),
    }
}

/// The id of a modality.
pub fn modality<'a>(school: &'a School, lesson: &Lesson) -> &'a str {
    &school.modalities[lesson.modality.i()].id
}
