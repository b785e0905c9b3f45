//! What people asked for: each wish and request in force today is granted or declined, with the reason.
//!
//! Whether it is granted is read from the sessions, whatever the search had in mind. Why it is declined is asked
//! of what would have granted it: the candidates proposed for its sake.

use super::attempt::{Ask, Trial};
use super::scene::Scene;
use super::slots;
use super::wording::told;
use daybreak_night::candidate::Reason;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{Answer, Blocked, RequestFault, RequestOutcome, WishFault, WishOutcome};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, RequestIdx, RoomIdx, StaffIdx, WishIdx};
use daybreak_school::school::{Request, Wish, WishFor};

/// The wishes in force of the site's learners, in order.
pub fn wishes(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<WishOutcome> {
    let known = scene.known;
    let in_force = known.school.wishes.iter().enumerate().filter(|(_, wish)| {
        known.school.learners[wish.learner.i()].site == known.formulation.site
            && wish.span.covers(known.formulation.date)
    });
    let mut trial = trial.clone();
    let outcome = |(i, wish): (usize, &Wish)| {
        let wish_idx = WishIdx::at(i);
        let answer = answer_wish(scene, &mut trial, wish_idx, wish);
        let reason = told::wish(scene, wish, &answer);
        WishOutcome { wish: wish_idx, answer, reason }
    };
    in_force.map(outcome).collect()
}

/// The requests in force for the site's learners, in order.
pub fn requests(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<RequestOutcome> {
    let known = scene.known;
    let in_force = known.school.requests.iter().enumerate().filter(|(_, request)| {
        let learner = &known.school.learners[request.learner.i()];
        learner.site == known.formulation.site && request.span.covers(known.formulation.date)
    });
    let mut trial = trial.clone();
    let outcome = |(i, request): (usize, &Request)| {
        let request_idx = RequestIdx::at(i);
        let answer = answer_request(scene, &mut trial, request_idx, request);
        let contest = scene.known.standing.contest(request_idx);
        let reason = told::request(scene, request_idx, &answer, contest);
        RequestOutcome { request: request_idx, answer, contest, reason }
    };
    in_force.map(outcome).collect()
}

pub fn answer_wish(scene: &Scene<'_>, trial: &mut Trial<'_>, at: WishIdx, wish: &Wish) -> Answer<WishFault> {
    let Some(learner) = scene.position(wish.learner) else { return Answer::Away };
    let mut seats = seats(scene, trial, learner).into_iter();
    if let Some(session) =
        seats.find(|seat| grants_wish(scene, trial, seat, &wish.what, Some(at))).and_then(|seat| seat.in_plan)
    {
        return Answer::Granted { session };
    }
    let blocked = blocked_for(scene, trial, learner, slot_of(scene, wish), |reason| reason == Reason::Wish(at));
    if !blocked.is_empty() {
        return Answer::Blocked(blocked);
    }
    let fault = scene.raised().find_map(|concern| {
        if let Concern::WishImpossible { wish, why } = concern { (*wish == at).then_some(*why) } else { None }
    });
    fault.map_or(Answer::NothingSuits, Answer::Impossible)
}

pub fn answer_request(
    scene: &Scene<'_>,
    trial: &mut Trial<'_>,
    at: RequestIdx,
    request: &Request,
) -> Answer<RequestFault> {
    let Some(learner) = scene.position(request.learner) else { return Answer::Away };
    let mut seats = seats(scene, trial, learner).into_iter();
    if let Some(session) = seats.find(|seat| grants_request(scene, trial, seat, request)).and_then(|seat| seat.in_plan)
    {
        return Answer::Granted { session };
    }
    let slot = request.slot.as_deref().and_then(|id| scene.day.slot(id));
    let blocked = blocked_for(scene, trial, learner, slot, |reason| reason == Reason::Request(at));
    if !blocked.is_empty() {
        return Answer::Blocked(blocked);
    }
    let fault = scene.raised().find_map(|concern| {
        if let Concern::RequestImpossible { request, why } = concern { (*request == at).then_some(*why) } else { None }
    });
    fault.map_or(Answer::NothingSuits, Answer::Impossible)
}

/// What a learner does in a session of the plan.
pub struct Seat {
    learner: usize,
    /// The position of what the learner does among the problem's offerings.
    offering: usize,
    lesson: Option<LessonIdx>,
    /// The session's position among those held.
    pub held: usize,
    /// Its position in the plan; none: it is only tried.
    pub in_plan: Option<usize>,
}

/// All that a learner does.
pub fn seats(scene: &Scene<'_>, trial: &Trial<'_>, learner: usize) -> Vec<Seat> {
    let seat = |(start, offering)| {
        let held = trial.seating.session(learner, start)?;
        let in_plan = trial.seating.sessions[held].in_plan;
        Some(Seat { learner, offering, lesson: scene.activity(learner, offering)?.lesson(), held, in_plan })
    };
    trial.seating.uses(learner).filter_map(seat).collect()
}

/// Whether what the learner does there is what they wished; a wish for a slot and nothing else is granted by what was
/// proposed for its sake.
pub fn grants_wish(scene: &Scene<'_>, trial: &Trial<'_>, seat: &Seat, what: &WishFor, wish: Option<WishIdx>) -> bool {
    let school = scene.known.school;
    let lesson = seat.lesson.map(|lesson| &school.lessons[lesson.i()]);
    let held = &trial.seating.sessions[seat.held];
    match what {
        WishFor::Lesson(wanted) => seat.lesson == Some(*wanted),
        WishFor::Competency(wanted) => teaches(scene, seat.lesson, *wanted),
        WishFor::Modality(wanted) => lesson.is_some_and(|lesson| lesson.modality == *wanted),
        WishFor::Interest(wanted) => lesson.is_some_and(|lesson| lesson.interests.contains(wanted)),
        WishFor::Place(place) => {
            let room = &trial.day.problem.rooms[held.room];
            let in_zone =
                room.zone == *place || room_of(scene, &room.id).is_some_and(|r| school.rooms[r.i()].zone == *place);
            room.id == *place || in_zone || lesson.is_some_and(|lesson| lesson.place == *place)
        }
        WishFor::Time { slot, subject, modality } => {
            let then = scene.day.slot(slot).is_some_and(|at| held.span().contains(&at));
            let of_subject = |lesson: &daybreak_school::school::Lesson| {
                subject.as_ref().is_none_or(|subject| school.competencies[lesson.competency.i()].subject == *subject)
            };
            let as_wished = |lesson: &daybreak_school::school::Lesson| {
                of_subject(lesson) && modality.is_none_or(|modality| lesson.modality == modality)
            };
            let is_for_it = || {
                let reasons = scene.proposal(seat.learner, seat.offering).map_or(&[][..], |proposed| &proposed.reasons);
                wish.is_some_and(|wish| reasons.iter().any(|(reason, _)| *reason == Reason::Wish(wish)))
            };
            let names_slot_alone = subject.is_none() && modality.is_none();
            then && if names_slot_alone { is_for_it() } else { lesson.is_some_and(as_wished) }
        }
        WishFor::Partner(other) => {
            scene.position(*other).is_some_and(|other| other != seat.learner && held.seats.iter().any(|s| s.0 == other))
        }
        WishFor::Staff(person) => serves(scene, trial, seat, *person),
    }
}

/// Whether the session is what the teacher asked for. With a lesson or competency anyone may give it; without, the
/// teacher is to have the learner.
pub fn grants_request(scene: &Scene<'_>, trial: &Trial<'_>, seat: &Seat, request: &Request) -> bool {
    let held = &trial.seating.sessions[seat.held];
    let is_then =
        request.slot.as_deref().is_none_or(|id| scene.day.slot(id).is_some_and(|slot| held.span().contains(&slot)));
    let names_work = request.lesson.is_some() || request.competency.is_some();
    is_then
        && request.lesson.is_none_or(|wanted| seat.lesson == Some(wanted))
        && request.competency.is_none_or(|wanted| teaches(scene, seat.lesson, wanted))
        && (names_work || serves(scene, trial, seat, request.staff))
}

/// Whether a lesson teaches or practises a competency.
fn teaches(scene: &Scene<'_>, lesson: Option<LessonIdx>, competency: CompetencyIdx) -> bool {
    lesson.is_some_and(|lesson| {
        let lesson = &scene.known.school.lessons[lesson.i()];
        lesson.competency == competency || lesson.competencies_also.contains(&competency)
    })
}

fn serves(scene: &Scene<'_>, trial: &Trial<'_>, seat: &Seat, person: StaffIdx) -> bool {
    let person = scene.day.person(&scene.known.school.staff[person.i()].id);
    person.is_some_and(|person| trial.seating.sessions[seat.held].staff.contains(&person))
}

fn room_of(scene: &Scene<'_>, id: &str) -> Option<RoomIdx> {
    let (school, site) = (scene.known.school, scene.known.formulation.site);
    (0..school.rooms.len()).find(|&i| school.rooms[i].site == site && school.rooms[i].id == id).map(RoomIdx::at)
}

/// The slot that a wish is bound to.
fn slot_of(scene: &Scene<'_>, wish: &Wish) -> Option<usize> {
    match &wish.what {
        WishFor::Time { slot, .. } => scene.day.slot(slot),
        WishFor::Lesson(_)
        | WishFor::Competency(_)
        | WishFor::Modality(_)
        | WishFor::Interest(_)
        | WishFor::Place(_)
        | WishFor::Partner(_)
        | WishFor::Staff(_) => None,
    }
}

/// What stands against each candidate proposed for a reason, in each of its starts; the dearest first.
pub fn blocked_for(
    scene: &Scene<'_>,
    trial: &mut Trial<'_>,
    learner: usize,
    slot: Option<usize>,
    is_why: impl Fn(Reason) -> bool,
) -> Vec<Blocked> {
    let day = &scene.day;
    let mut blocked = vec![];
    for candidate in 0..day.learners[learner].candidates.len() {
        let offering = day.learners[learner].candidates[candidate].offering;
        let is_proposed = scene.proposal(learner, offering).is_some_and(|p| p.reasons.iter().any(|&(r, _)| is_why(r)));
        if !is_proposed {
            continue;
        }
        let covers = |start: &usize| slot.is_none_or(|s| (*start..*start + day.offerings[offering].len).contains(&s));
        let is_other = |start: &usize| trial.seating.doing(learner, *start) != Some(offering);
        let starts: Vec<usize> = (0..day.n_slots).filter(covers).filter(is_other).collect();
        let asks = starts.into_iter().map(|start| Ask { learner, candidate, start, may_leave: true });
        blocked.extend(slots::entries(scene, trial, asks));
    }
    slots::sort(&mut blocked);
    blocked
}

/// Whether the learner belongs to the site that is explained.
pub fn is_of_site(scene: &Scene<'_>, learner: LearnerIdx) -> bool {
    scene.known.school.learners[learner.i()].site == scene.known.formulation.site
}
