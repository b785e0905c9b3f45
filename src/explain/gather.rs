//! The morning's matters: concerns with one cause that one person could mend are one line, with one next step that was tried on
//! the plan where it can be tried.
//!
//! Learners for whom one teacher asks are tried together, since each alone waits for the others; who waits for an adult is
//! tried with one more of that kind in that slot. What was not tried is not said to help.

use std::collections::{BTreeMap, BTreeSet};

use super::attempt::{Ask, Trial};
use super::concerns::Weighed;
use super::scene::Scene;
use super::together::{self, Joint, with_one_more};
use daybreak_day::problem::Points;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{Answer, Blocked, Mender, Obstacle, Scarce, Urgency};
use daybreak_night::kind::ConcernKind;
use daybreak_school::ids::{LessonIdx, ServiceIdx, StaffIdx};
use daybreak_school::pathway::{Fix, FixBy, OnTrack};

/// Concerns with one cause.
pub struct Gathered<'c> {
    pub kind: ConcernKind,
    pub cause: Cause,
    pub mends: Mender,
    pub concerns: Vec<&'c Weighed>,
    pub step: Step,
}

impl Gathered<'_> {
    pub fn urgency(&self) -> Urgency {
        self.concerns.iter().map(|one| one.urgency).min().unwrap_or(Urgency::Know)
    }

    pub fn weight(&self) -> Points {
        self.concerns.iter().fold(0, |sum: Points, one| sum.saturating_add(one.weight))
    }
}

/// What concerns have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A service, by its id.
    Service(String),
    /// Learners who are owed a service and are away.
    ServedAway,
    /// One teacher's requests for one lesson or competency (its id).
    Asked(StaffIdx, String),
    /// Goals of one subject.
    Goals(String),
    /// No place in a slot.
    Slot(usize),
    /// A kind alone.
    Kind,
    /// One concern by itself: its number.
    Alone(usize),
}

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many of those concerned could have the lesson together, at these points of what they do then. Tried.
    Together { lesson: LessonIdx, slot: usize, learners: usize, cost: Points },
    /// The same once there is one more of these people then. Tried.
    TogetherWith { lesson: LessonIdx, slot: usize, learners: usize, tag: String },
    /// With one more of these people in the slot so many of those concerned could be helped. Tried.
    OneMore { tag: String, slot: usize, helped: usize },
    /// Goals that this kind of change brings on track, by the plotted way. Tried.
    Goals { more_slots: usize, later: usize, other: usize },
    /// What the first of them says.
    AsTold,
}

/// Gathers a site's concerns, the most urgent and weightiest first.
pub fn gather<'c>(scene: &Scene<'_>, trial: &Trial<'_>, concerns: &'c [Weighed]) -> Vec<Gathered<'c>> {
    let mut by_cause: BTreeMap<(ConcernKind, Cause), Vec<&'c Weighed>> = BTreeMap::new();
    for (at, one) in concerns.iter().enumerate() {
        by_cause.entry((one.concern.kind(), cause(scene, at, &one.concern))).or_default().push(one);
    }
    let mut gathered: Vec<Gathered<'c>> = (by_cause.into_iter())
        .map(|((kind, cause), concerns)| {
            let step = step(scene, trial, &cause, &concerns);
            Gathered { kind, cause, mends: mender(kind), concerns, step }
        })
        .collect();
    gathered.sort_by_key(|one| (one.urgency(), std::cmp::Reverse(one.weight()), one.kind));
    gathered
}

fn cause(scene: &Scene<'_>, at: usize, concern: &Concern) -> Cause {
    let school = scene.known.school;
    match concern {
        Concern::ServiceShort { away: true, .. } => Cause::ServedAway,
        Concern::ServiceShort { outcome, .. } => Cause::Service(school.services[outcome.service.i()].service.clone()),
        Concern::ServiceImpossible { service, .. } => Cause::Service(school.services[service.i()].service.clone()),
        Concern::RequestDeclined { request, .. } | Concern::RequestImpossible { request, .. } => {
            let row = &school.requests[request.i()];
            let lesson = row.lesson.map(|lesson| school.lessons[lesson.i()].id.clone());
            let competency = row.competency.map(|competency| school.competencies[competency.i()].id.clone());
            Cause::Asked(row.staff, lesson.or(competency).unwrap_or_default())
        }
        Concern::GoalOutOfReach { goal, .. } | Concern::GoalLacksLesson { goal, .. } => {
            let competency = school.goals[goal.i()].competency;
            Cause::Goals(school.competencies[competency.i()].subject.clone())
        }
        Concern::Unplaced { slot, .. } => Cause::Slot(*slot),
        Concern::WishesDeclined { .. }
        | Concern::WishImpossible { .. }
        | Concern::Stuck { .. }
        | Concern::LittleEvidence { .. }
        | Concern::NoCandidates { .. }
        | Concern::LessonImpossible { .. }
        | Concern::Scarcity { .. }
        | Concern::RuleBroken { .. }
        | Concern::SameGroup { .. } => Cause::Kind,
        Concern::PinLeftOut { .. }
        | Concern::SignedException { .. }
        | Concern::AccommodationUnmet { .. }
        | Concern::NoNews { .. }
        | Concern::Package(_)
        | Concern::OutOfBounds { .. }
        | Concern::InvalidPlan { .. } => Cause::Alone(at),
    }
}

/// Who could mend it.
pub fn mender(kind: ConcernKind) -> Mender {
    match kind {
        ConcernKind::SiteFailed
        | ConcernKind::RestrictionUnread
        | ConcernKind::TableLost
        | ConcernKind::TablesAbsent
        | ConcernKind::Unreported
        | ConcernKind::GateAccepted
        | ConcernKind::InvalidPlan
        | ConcernKind::NoNews
        | ConcernKind::EstimatesOff => Mender::Data,
        ConcernKind::Unplaced
        | ConcernKind::PinLeftOut
        | ConcernKind::SignedException
        | ConcernKind::AccommodationUnmet
        | ConcernKind::ServiceShort
        | ConcernKind::ServiceImpossible
        | ConcernKind::Scarce
        | ConcernKind::LessonImpossible
        | ConcernKind::RuleBroken
        | ConcernKind::SameGroup
        // Whose a figure is depends on what it is of: `bounds` says.
        | ConcernKind::OutOfBounds => Mender::Coordinator,
        ConcernKind::RequestDeclined
        | ConcernKind::WishDeclined
        | ConcernKind::NoCandidates
        | ConcernKind::Stuck
        | ConcernKind::GoalOutOfReach
        | ConcernKind::LittleEvidence => Mender::Teacher,
        ConcernKind::GoalLacksLesson => Mender::Curriculum,
    }
}

fn step(scene: &Scene<'_>, trial: &Trial<'_>, cause: &Cause, concerns: &[&Weighed]) -> Step {
    match cause {
        Cause::Asked(..) => asked_together(scene, trial, concerns),
        Cause::Service(_) | Cause::Slot(_) => {
            one_more(scene, trial, concerns).or_else(|| served_together(scene, trial, concerns)).unwrap_or(Step::AsTold)
        }
        Cause::Goals(_) => goals(scene, concerns),
        Cause::ServedAway | Cause::Kind | Cause::Alone(_) => Step::AsTold,
    }
}

/// One teacher's requests, tried as one request for a group.
fn asked_together(scene: &Scene<'_>, trial: &Trial<'_>, concerns: &[&Weighed]) -> Step {
    let school = scene.known.school;
    let mut learners = Vec::new();
    let mut lesson = None;
    let mut slots: BTreeSet<Option<&str>> = BTreeSet::new();
    for one in concerns {
        let Concern::RequestDeclined { request, answer } = &one.concern else { continue };
        let row = &school.requests[request.i()];
        lesson = lesson.or(row.lesson).or_else(|| blocked_of(answer).iter().find_map(|b| b.activity.lesson()));
        learners.extend(scene.position(row.learner));
        slots.insert(row.slot.as_deref());
    }
    learners.sort_unstable();
    learners.dedup();
    let Some(lesson) = lesson.filter(|_| learners.len() > 1) else { return Step::AsTold };
    let slot = match slots.into_iter().collect::<Vec<_>>()[..] {
        [Some(slot)] => scene.day.slot(slot),
        _ => None,
    };
    as_one_group(scene, trial, &learners, lesson, slot).unwrap_or(Step::AsTold)
}

fn blocked_of<F>(answer: &Answer<F>) -> &[Blocked] {
    match answer {
        Answer::Blocked(blocked) => blocked,
        Answer::Granted { .. } | Answer::Away | Answer::Impossible(_) | Answer::NothingSuits => &[],
    }
}

/// Learners who wait for one another for a service in a lesson, tried together in the lesson that most could have.
fn served_together(scene: &Scene<'_>, trial: &Trial<'_>, concerns: &[&Weighed]) -> Option<Step> {
    let mut waiting: BTreeMap<LessonIdx, BTreeSet<usize>> = BTreeMap::new();
    for one in concerns {
        let Concern::ServiceShort { outcome, .. } = &one.concern else { continue };
        let learner = scene.position(learner_of(scene, outcome.service))?;
        for blocked in &outcome.blocked {
            if let (Some(Obstacle::TooFew { .. }), Some(lesson)) =
                (blocked.obstacles.first(), blocked.activity.lesson())
            {
                waiting.entry(lesson).or_default().insert(learner);
            }
        }
    }
    let mut by_size: Vec<(LessonIdx, Vec<usize>)> = (waiting.into_iter())
        .map(|(lesson, learners)| (lesson, learners.into_iter().collect::<Vec<usize>>()))
        .filter(|(_, learners)| learners.len() > 1)
        .collect();
    by_size.sort_by_key(|(lesson, learners)| (std::cmp::Reverse(learners.len()), *lesson));
    by_size
        .into_iter()
        .take(LESSONS_TRIED)
        .find_map(|(lesson, learners)| as_one_group(scene, trial, &learners, lesson, None))
}

/// Lessons tried for a group that is served in one.
const LESSONS_TRIED: usize = 6;

fn learner_of(scene: &Scene<'_>, service: ServiceIdx) -> daybreak_school::ids::LearnerIdx {
    scene.known.school.services[service.i()].learner
}

/// The cheapest slot in which all of them could have a lesson in one session, leaving what they do then; where only a person is
/// missing, the same with one more.
fn as_one_group(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    learners: &[usize],
    lesson: LessonIdx,
    slot: Option<usize>,
) -> Option<Step> {
    let n = learners.len();
    match together::as_one_group(scene, trial, learners, lesson, slot)?.best? {
        Joint::AsItIs { slot, cost } => Some(Step::Together { lesson, slot, learners: n, cost }),
        Joint::WithOneMore { slot, tag } => Some(Step::TogetherWith { lesson, slot, learners: n, tag }),
    }
}

/// One more person of the kind, in the slot, for which most of them wait: how many could be helped then.
fn one_more(scene: &Scene<'_>, trial: &Trial<'_>, concerns: &[&Weighed]) -> Option<Step> {
    let mut waiting: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut waits: Vec<(usize, &[Blocked])> = Vec::new();
    for one in concerns {
        let (learner, blocked) = match &one.concern {
            Concern::ServiceShort { outcome, .. } => {
                (scene.position(learner_of(scene, outcome.service))?, &outcome.blocked)
            }
            Concern::Unplaced { learner, blocked, .. } => (scene.position(*learner)?, blocked),
            _ => continue,
        };
        waits.push((learner, blocked));
        let keys: BTreeSet<(String, usize)> = blocked.iter().filter_map(missing_person).collect();
        keys.into_iter().for_each(|key| *waiting.entry(key).or_default() += 1);
    }
    let (tag, slot) = waiting.into_iter().max_by_key(|(key, n)| (*n, std::cmp::Reverse(key.clone())))?.0;
    let helped = with_one_more(scene, trial, &tag, slot, |trial| {
        let day = trial.day;
        let mut helped = 0;
        for (learner, blocked) in waits {
            let is_meant = |blocked: &&Blocked| missing_person(blocked) == Some((tag.clone(), slot));
            let taken = blocked.iter().filter(is_meant).any(|blocked| {
                let own = day.learners[learner].candidates.iter().enumerate();
                let mut meant = own.filter(|(_, c)| scene.activity(learner, c.offering) == Some(blocked.activity));
                meant.any(|(candidate, _)| trial.take(Ask { learner, candidate, start: slot, may_leave: true }))
            });
            helped += usize::from(taken);
        }
        helped
    });
    (helped > 0).then_some(Step::OneMore { tag, slot, helped })
}

/// The person whose absence alone stands against opening a session, and when.
fn missing_person(blocked: &Blocked) -> Option<(String, usize)> {
    match blocked.scarce()? {
        Scarce::Staff(tag) => Some((tag, blocked.start?)),
        Scarce::Rooms | Scarce::Devices(_) => None,
    }
}

/// What brings goals on track, by their plotted ways.
fn goals(scene: &Scene<'_>, concerns: &[&Weighed]) -> Step {
    let (mut more_slots, mut later, mut other) = (0, 0, 0);
    for one in concerns {
        let Concern::GoalOutOfReach { goal, .. } = &one.concern else { continue };
        let Some(fix) = first_fix(scene, *goal) else { continue };
        match fix.change {
            FixBy::MoreSlots(_) => more_slots += 1,
            FixBy::Later(_) => later += 1,
            FixBy::Through(_) | FixBy::Without(_) => other += 1,
        }
    }
    if more_slots + later + other == 0 { Step::AsTold } else { Step::Goals { more_slots, later, other } }
}

/// The smallest change that was plotted and brings a goal on track, else the smallest that makes its way better.
pub fn first_fix(scene: &Scene<'_>, goal: daybreak_school::ids::GoalIdx) -> Option<Fix> {
    let way = scene.known.pathways.pathways.iter().find(|way| way.goal == goal)?;
    way.fixes.iter().find(|fix| fix.then == OnTrack::OnTrack).or_else(|| way.fixes.first()).copied()
}

impl Trial<'_> {
    /// Carries a move out, if the hard rules allow it; says whether.
    fn take(&mut self, ask: Ask) -> bool {
        let Ok((step, _)) = self.moves(ask) else { return false };
        self.carry_out(ask, step);
        true
    }
}
