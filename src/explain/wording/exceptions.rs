//! The lines of `exceptions.csv`, ranked: each concern with what it is about and what is said of it.

use std::cmp::{Ordering, Reverse};

use super::{Language, Sentences, Words, name};
use crate::concerns::Weighed;
use crate::gather::{Gathered, Step};
use crate::scene::Scene;
use daybreak_night::concern::{Concern, EstimatesOff, PackageConcern};
use daybreak_night::explanation::{Exception, Matter};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LearnerIdx, RequestIdx, SiteIdx, WishIdx};
use daybreak_school::lost::Unread;

/// Said of everybody where others are said of a group of learners.
const EVERYBODY: &str = "everybody";

/// A site's concerns in words, ranked.
pub fn exceptions(scene: &Scene<'_>, concerns: Vec<Weighed>) -> Vec<Exception> {
    let words = scene.words();
    let told = |weighed: Weighed| {
        let sentences = words.concern(scene, &weighed.concern);
        let (subject, slot) = about(scene, words, &weighed.concern);
        line(weighed, subject, slot, sentences)
    };
    ranked(concerns.into_iter().map(told).collect())
}

/// A site's concerns gathered, in words.
pub fn matters(scene: &Scene<'_>, gathered: &[Gathered<'_>]) -> Vec<Matter> {
    let words = scene.words();
    let told = |one: &Gathered<'_>| {
        let stands_for: Vec<(String, Option<String>)> =
            one.concerns.iter().map(|weighed| about(scene, words, &weighed.concern)).collect();
        let mut subjects: Vec<String> = stands_for.iter().map(|(subject, _)| subject.clone()).collect();
        subjects.sort();
        subjects.dedup();
        let (what, next_step) = words.matter(scene, one);
        Matter {
            urgency: one.urgency(),
            kind: one.kind,
            mends: one.mends,
            subjects,
            stands_for,
            what,
            next_step,
            is_tried: one.step != Step::AsTold,
            weight: one.weight(),
        }
    };
    gathered.iter().map(told).collect()
}

/// The concerns of a package as a whole in words, ranked. They are about no site, so nothing is known of a day.
pub fn package_exceptions(language: Language, found: Vec<Weighed>) -> Vec<(Option<SiteIdx>, Exception)> {
    let told = |weighed: Weighed| {
        let Concern::Package(concern) = &weighed.concern else {
            unreachable!("a concern of a site's day: {:?}", weighed.concern.kind())
        };
        let (site, subject, sentences) = (site_of(concern), subject(concern), language.words().package(concern));
        (site, line(weighed, subject, None, sentences))
    };
    let mut lines: Vec<(Option<SiteIdx>, Exception)> = found.into_iter().map(told).collect();
    lines.sort_by(|(of_a, a), (of_b, b)| in_order(a, b).then(of_a.cmp(of_b)));
    lines
}

/// The site that alone a concern of the package is about.
fn site_of(concern: &PackageConcern) -> Option<SiteIdx> {
    match concern {
        PackageConcern::RestrictionUnread(one) => one.site,
        PackageConcern::Unreported(one) => Some(one.site),
        _ => None,
    }
}

/// What a concern of the package is about: ids, a group, a file.
fn subject(concern: &PackageConcern) -> String {
    match concern {
        PackageConcern::RestrictionUnread(one) => unread(one),
        PackageConcern::NamesUnknown(one) => one.table.map_or_else(|| one.found.join(";"), TableKind::file),
        PackageConcern::TableLost(table) => table.table.file(),
        PackageConcern::TablesAbsent(tables) => {
            tables.iter().map(|table| table.file()).collect::<Vec<String>>().join(";")
        }
        PackageConcern::SiteMissing(_) => TableKind::Sites.file(),
        PackageConcern::Unreported(one) => one.until.to_string(),
        PackageConcern::GateAccepted { gate, .. } => gate.clone(),
        PackageConcern::EstimatesOff(off) => group(off),
    }
}

/// Whom a restriction concerns, else where it stands.
fn unread(one: &Unread) -> String {
    match (one.whom.is_empty(), one.line) {
        (false, _) => one.whom.join(";"),
        (true, Some(line)) => format!("{}:{line}", one.table.file()),
        (true, None) => one.table.file(),
    }
}

fn line(weighed: Weighed, subject: String, slot: Option<String>, sentences: Sentences) -> Exception {
    let Weighed { concern, urgency, weight } = weighed;
    let Sentences { what, why, help } = sentences;
    Exception { urgency, kind: concern.kind(), subject, slot, what, why, what_would_help: help, weight }
}

/// The most urgent first, then the weightiest; equal ones by kind, subject, slot and what is said.
pub fn ranked(mut lines: Vec<Exception>) -> Vec<Exception> {
    lines.sort_by(in_order);
    lines
}

fn in_order(a: &Exception, b: &Exception) -> Ordering {
    let rank = |e: &Exception| (e.urgency, Reverse(e.weight), e.kind.word());
    let order = rank(a).cmp(&rank(b));
    order.then_with(|| (&a.subject, &a.slot, &a.what).cmp(&(&b.subject, &b.slot, &b.what)))
}

/// The id of what a concern is about, and of the slot, where one is concerned.
fn about(scene: &Scene<'_>, words: &dyn Words, concern: &Concern) -> (String, Option<String>) {
    let school = scene.known.school;
    let learner = |at: LearnerIdx| name::learner(school, at).to_owned();
    let slot = |at: usize| Some(scene.day.problem.slots[at].id.clone());
    let site = || school.sites[scene.known.formulation.site.i()].id.clone();
    let request = |at: RequestIdx| {
        let request = &school.requests[at.i()];
        (learner(request.learner), request.slot.clone())
    };
    let wish = |at: WishIdx| learner(school.wishes[at.i()].learner);
    match concern {
        Concern::PinLeftOut { pin, .. } => {
            let pin = &school.pins[pin.i()];
            (learner(pin.learner), Some(pin.slot.clone()))
        }
        Concern::SignedException { waiver } => {
            let waiver = &school.waivers[waiver.i()];
            (learner(waiver.learner), waiver.slot.clone())
        }
        Concern::NoCandidates { learner: at }
        | Concern::Stuck { learner: at, .. }
        | Concern::AccommodationUnmet { learner: at, .. }
        | Concern::LittleEvidence { learner: at, .. }
        | Concern::WishesDeclined { learner: at, .. } => (learner(*at), None),
        Concern::LessonImpossible { lesson, .. } => (school.lessons[lesson.i()].id.clone(), None),
        Concern::ServiceImpossible { service, .. } => (learner(school.services[service.i()].learner), None),
        Concern::ServiceShort { outcome, .. } => (learner(school.services[outcome.service.i()].learner), None),
        Concern::RequestImpossible { request: at, .. } | Concern::RequestDeclined { request: at, .. } => request(*at),
        Concern::WishImpossible { wish: at, .. } => (wish(*at), None),
        Concern::GoalOutOfReach { goal, .. } | Concern::GoalLacksLesson { goal, .. } => {
            (learner(school.goals[goal.i()].learner), None)
        }
        Concern::NoNews { .. } | Concern::InvalidPlan { .. } => (site(), None),
        Concern::Package(of_package) => (subject(of_package), None),
        Concern::Unplaced { learner: at, slot: then, .. } => (learner(*at), slot(*then)),
        Concern::Scarcity { resource, slot: then, .. } => (words.resource(scene, resource), slot(*then)),
        Concern::RuleBroken { learner: at, slot: then, .. } => (learner(*at), then.and_then(slot)),
        Concern::SameGroup { session, .. } => {
            let session = &scene.known.plan.sessions[*session];
            (session.id.clone(), Some(session.slot.clone()))
        }
        Concern::OutOfBounds { rule, tag, .. } => {
            let of_rule = || scene.known.rules.text(*rule).id.clone();
            (tag.as_ref().map_or_else(of_rule, |tag| format!("tag:{tag}")), None)
        }
    }
}

/// Kind and name of a group of learners.
fn group(off: &EstimatesOff) -> String {
    off.group.as_ref().map_or(EVERYBODY.to_owned(), |(kind, name)| format!("{kind}:{name}"))
}
