//! Explains a plan: why this, why not that, what would help, and what a person should see.
//!
//! Facts first, words last. The questions are answered in types (`daybreak_night::explanation`), each by trying the move
//! it is about: `attempt` puts one learner somewhere else, with everybody else where the plan has them, and says
//! what stands in the way or what it would cost. `wording` alone turns answers into sentences, for two kinds of
//! reader: the learner's sheet, which never reveals a service, an accommodation or another learner, and the
//! coordinator.
//!
//! An answer suffices: what it names keeps the learner out even if everything else were free. "Too few learners"
//! counts those who have nothing else in the slot; somebody who is placed elsewhere stays there.

mod asks;
mod attempt;
mod bounds;
mod briefs;
mod change;
mod choices;
mod concerns;
mod day;
mod estimates;
mod gather;
mod groups;
mod inquiry;
mod learner;
mod lost;
mod opening;
mod own_day;
mod parts;
mod proposals;
mod resources;
mod rules;
mod scene;
mod seating;
mod services;
mod slots;
mod together;
mod wording;
mod worth;

use daybreak_day::plan::{Plan, Session};
use daybreak_day::problem::Problem;
use daybreak_day::time::Date;
use daybreak_night::explanation::{Exception, Explanations, LearnerAnswer, Obstacle};
use daybreak_night::promise::MovedWhy;
use daybreak_night::report::WayWords;
use daybreak_school::calibration::Calibration;
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::pathway::Pathways;
use daybreak_school::school::School;

use attempt::{Ask, Trial};
pub use bounds::tell_breaches;
pub use change::{Change, ChangeBy};
use day::Day;
pub use inquiry::{Asked, AskedFound, Documents, Fault, Found, Since};
pub use scene::Known;
use scene::Scene;
use wording::told::SlotTold;
pub use wording::{Language, MasteryAsked};
use worth::Before;

/// Explains one site's day: a sentence for each learner and slot, an answer to each wish and request in force, the
/// ledger of each service, and the exceptions, ranked.
///
/// Order: slots by learner, then slot; wishes, requests and services as in the school; exceptions by urgency, then
/// weight. The same input gives the same bytes, whatever the number of threads. Never panics on a plan that the
/// judge refuses: sessions that name unknown things are left out.
pub fn explain(known: Known<'_>) -> Explanations {
    let scene = Scene::new(known);
    let before = Before::new(&scene.day);
    let trial = Trial::new(&scene.day, before.as_ref(), known.plan);
    let mut slots = slots::explain_slots(&scene, &trial);
    let parts = parts::parts(&scene, &trial);
    parts::tell(&scene, &parts, &mut slots);
    let wishes = asks::wishes(&scene, &trial);
    let requests = asks::requests(&scene, &trial);
    let proposals = proposals::outcomes(&scene, &trial);
    let services = services::ledger(&scene, &trial);
    let choices = choices::held(&scene, &trial);
    let briefs = briefs::briefs(&scene);
    let concerns = concerns::find(&scene, &slots, &wishes, &requests, &services);
    let matters = wording::matters(&scene, &gather::gather(&scene, &trial, &concerns));
    let exceptions = wording::exceptions(&scene, concerns);
    let away = scene.words().slot(SlotTold::AwayAllDay);
    Explanations { slots, away, wishes, requests, proposals, services, choices, briefs, parts, exceptions, matters }
}

/// Which part of a learner's day is asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// A slot's id; none: the whole day.
    pub slot: Option<&'a str>,
    /// A lesson of which to say why the learner does not have it.
    pub why_not: Option<LessonIdx>,
}

/// One learner's day in detail, for a coordinator: what was considered in each slot, with points, and why not a
/// given lesson.
pub fn explain_learner(known: Known<'_>, learner: LearnerIdx, question: Question<'_>) -> LearnerAnswer {
    let scene = Scene::new(known);
    let before = Before::new(&scene.day);
    let trial = Trial::new(&scene.day, before.as_ref(), known.plan);
    learner::answer(&scene, trial, learner, question)
}

/// The words for an answer of [`explain_learner`], several lines; for coordinators, since it may name services and
/// accommodations.
pub fn learner_text(known: Known<'_>, answer: &LearnerAnswer) -> String {
    known.language.words().learner(&Scene::new(known), answer)
}

/// What was found of something that was asked about, with the words for it in several lines, for coordinators.
pub struct Inquired {
    pub found: Found,
    /// What of those concerned is another now than when the plan was made.
    pub since: Vec<Since>,
    pub text: String,
}

/// Answers a question about anything of a published day: `known` is the day as it was published.
pub fn inquire(known: Known<'_>, documents: Documents<'_>, asked: &Asked) -> Inquired {
    let scene = Scene::new(known);
    let before = Before::new(&scene.day);
    let trial = Trial::new(&scene.day, before.as_ref(), known.plan);
    let (found, since) = inquiry::find(&scene, &trial, documents, asked);
    let text = scene.words().found(&scene, &found, &since);
    Inquired { found, since, text }
}

/// A question on a bare day problem: may this learner do this offering, starting in this slot, with everybody else
/// where the plan has them?
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    pub learner: &'a str,
    pub offering: &'a str,
    pub slot: &'a str,
    /// Whether the learner may give up what the plan has for them in those slots.
    pub may_leave: bool,
}

/// The answer to a [`Try`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What stands in the way, never empty; see [`Obstacle`]. One entry that says `Outweighed` or `Overlooked` when
    /// nothing does; else the first stands against opening a session, further ones against joining those there are.
    pub obstacles: Vec<Obstacle>,
    /// When nothing stands in the way: the sessions of the plan after the smallest change that gives it.
    pub sessions: Option<Vec<Session>>,
}

/// Tries one move on a bare day problem and its plan; none when the problem knows no such learner, slot or candidate.
pub fn try_move(problem: &Problem, plan: &Plan, question: Try<'_>) -> Option<Tried> {
    let day = Day::new(problem);
    let before = Before::new(&day);
    let mut trial = Trial::new(&day, before.as_ref(), plan);
    let learner = day.learner(question.learner)?;
    let candidate = day.candidate(learner, day.offering(question.offering)?)?;
    let ask = Ask { learner, candidate, start: day.slot(question.slot)?, may_leave: question.may_leave };
    let obstacles = trial.ask(ask);
    let sessions = trial.moves(ask).ok().map(|(step, _)| trial.after(ask, step, plan));
    Some(Tried { obstacles, sessions })
}

/// Why somebody is moved, as part of a sentence; for coordinators, since it may name who is away.
pub fn moved_words(why: &MovedWhy, language: Language) -> String {
    language.words().moved(why)
}

/// The sentences on all ways: one for each typed reason and change that the pathways hold.
pub fn way_words(school: &School, pathways: &Pathways, language: Language) -> WayWords {
    let words = language.words();
    let ways = || pathways.pathways.iter();
    let steps = ways().flat_map(|way| &way.steps).chain(pathways.focus.iter().flat_map(|focus| &focus.steps));
    WayWords {
        steps: steps.map(|step| (step.why, words.step(school, step.why))).collect(),
        reached: words.no_steps(true),
        no_way: words.no_steps(false),
        fixes: ways().flat_map(|way| &way.fixes).map(|fix| (*fix, words.fix(school, fix))).collect(),
    }
}

/// What a person should see of the package before a date, ranked, each with its site (none: of the whole package): what it says
/// and could not be used, and groups of learners whose estimates are off.
pub fn package_exceptions(
    calibration: &Calibration,
    school: &School,
    date: Date,
    language: Language,
) -> Vec<(Option<SiteIdx>, Exception)> {
    wording::package_exceptions(language, estimates::off(calibration).chain(lost::lost(school, date)).collect())
}

/// How the estimate of one learner and competency came about, in several lines, for the teacher who doubts it.
pub fn mastery_text(asked: &MasteryAsked<'_>, language: Language) -> String {
    language.words().mastery(asked)
}
