//! What was asked for and cannot be proposed today, typed; words are made elsewhere.

use std::collections::BTreeMap;

use daybreak_night::candidate::{Activity, Candidate, Reason};
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{Impossible, RequestFault, WishFault};
use daybreak_school::ids::{LearnerIdx, LessonIdx, RequestIdx, RuleIdx, StaffIdx, WishIdx};
use daybreak_school::school::{RelationKind, Request, Wish, WishFor};

use super::Stage;
use super::shortlist::Profile;
use super::struggle;

/// What one learner, or somebody for the learner, asked in vain.
pub fn of_learner(stage: &Stage<'_>, learner: LearnerIdx, profile: &Profile, candidates: &[Candidate]) -> Vec<Concern> {
    let mut concerns = Vec::new();
    if candidates.is_empty() {
        concerns.push(Concern::NoCandidates { learner });
    }
    for &at in stage.asks.wishes.of(learner) {
        let fault = wish_fault(stage, at, candidates, profile);
        concerns.extend(fault.map(|why| Concern::WishImpossible { wish: at, why }));
    }
    for &at in stage.asks.requests.of(learner) {
        let fault = request_fault(stage, at, candidates, profile);
        concerns.extend(fault.map(|why| Concern::RequestImpossible { request: at, why }));
    }
    for &at in stage.asks.services.of(learner) {
        let service = &stage.school.services[at.i()];
        if stage.day.staff_with(&service.staff_tag).next().is_none() {
            concerns.push(Concern::ServiceImpossible { service: at, why: Impossible::NoStaff });
        }
    }
    concerns.extend(struggle::alerts(stage, learner, &profile.memory.struggles));
    // Lessons that would have had a purpose; merged over learners by `count_impossible_lessons`.
    for &competency in &profile.shortlist {
        for &lesson in stage.catalogue.of(competency) {
            let why = stage.catalogue.offer(lesson).impossible;
            concerns.extend(why.map(|why| Concern::LessonImpossible { lesson, why, learners: 1 }));
        }
    }
    concerns
}

/// Requests for learners of the site who are not there.
pub fn of_absent(stage: &Stage<'_>) -> Vec<Concern> {
    let absent = |request: &Request| {
        stage.school.learners[request.learner.i()].site == stage.day.site
            && request.span.covers(stage.asks.date)
            && stage.day.learner(request.learner).is_none()
    };
    (stage.school.requests.iter().enumerate())
        .filter(|(_, request)| absent(request))
        .map(|(i, _)| Concern::RequestImpossible { request: RequestIdx::at(i), why: RequestFault::LearnerAbsent })
        .collect()
}

/// One concern a lesson, with the number of learners for whom it would have had a purpose.
pub fn count_impossible_lessons(concerns: &mut Vec<Concern>) {
    let mut counts: BTreeMap<(LessonIdx, Impossible), u32> = BTreeMap::new();
    concerns.retain(|concern| {
        let Concern::LessonImpossible { lesson, why, learners } = concern else { return true };
        *counts.entry((*lesson, *why)).or_default() += learners;
        false
    });
    let merged =
        counts.into_iter().map(|((lesson, why), learners)| Concern::LessonImpossible { lesson, why, learners });
    concerns.extend(merged);
}

/// Whether a staff member is there today.
fn is_there(stage: &Stage<'_>, staff: StaffIdx) -> bool {
    stage.day.staff.binary_search_by_key(&staff, |presence| presence.who).is_ok()
}

/// The hard rule that keeps the learner from the lesson.
fn barred(stage: &Stage<'_>, learner: LearnerIdx, lesson: LessonIdx, profile: &Profile) -> Option<RuleIdx> {
    stage.ruling(learner, lesson, &profile.memory).barred_by
}

/// Why the wish cannot be granted by any candidate.
fn wish_fault(stage: &Stage<'_>, at: WishIdx, candidates: &[Candidate], profile: &Profile) -> Option<WishFault> {
    let wish = &stage.school.wishes[at.i()];
    let is_proposed = || candidates.iter().any(|c| c.reasons.iter().any(|(reason, _)| *reason == Reason::Wish(at)));
    if let WishFor::Lesson(lesson) = wish.what
        && !is_proposed()
        && let Some(rule) = barred(stage, wish.learner, lesson, profile)
    {
        return Some(WishFault::RuledOut(rule));
    }
    match &wish.what {
        WishFor::Lesson(_) | WishFor::Competency(_) | WishFor::Modality(_) | WishFor::Interest(_) => (!is_proposed())
            .then(|| if is_offered(stage, &wish.what) { WishFault::NotReady } else { WishFault::NotOffered }),
        WishFor::Place(place) => {
            let has_place = stage.day.rooms.iter().any(|presence| {
                let room = &stage.school.rooms[presence.who.i()];
                room.zone == *place || room.id == *place
            });
            match (has_place, is_proposed()) {
                (false, _) => Some(WishFault::NotAvailable),
                (true, false) => Some(WishFault::NotOffered),
                (true, true) => None,
            }
        }
        WishFor::Time { slot, .. } => stage.day.slot(slot).is_none().then_some(WishFault::NotAvailable),
        WishFor::Partner(other) => {
            let apart = is_apart(stage, wish, *other);
            (apart || stage.day.learner(*other).is_none()).then_some(WishFault::NotAvailable)
        }
        WishFor::Staff(staff) => (!is_there(stage, *staff)).then_some(WishFault::NotAvailable),
    }
}

/// Whether today's catalogue has something of the kind at all.
fn is_offered(stage: &Stage<'_>, what: &WishFor) -> bool {
    let mut lessons = (stage.school.lessons.iter().zip(&stage.catalogue.offers).enumerate())
        .filter(|(_, (_, offer))| offer.here && offer.impossible.is_none());
    lessons.any(|(i, (lesson, _))| match what {
        WishFor::Lesson(wished) => wished.i() == i,
        WishFor::Competency(wished) => *wished == lesson.competency,
        WishFor::Modality(wished) => *wished == lesson.modality,
        WishFor::Interest(wished) => lesson.interests.contains(wished),
        WishFor::Place(_) | WishFor::Time { .. } | WishFor::Partner(_) | WishFor::Staff(_) => false,
    })
}

/// Whether a decision keeps the two apart.
fn is_apart(stage: &Stage<'_>, wish: &Wish, other: LearnerIdx) -> bool {
    stage.school.relations.iter().any(|relation| {
        relation.kind == RelationKind::Apart
            && [(relation.learner, relation.other), (relation.other, relation.learner)].contains(&(wish.learner, other))
    })
}

/// Why the request cannot be met by any candidate.
fn request_fault(
    stage: &Stage<'_>,
    at: RequestIdx,
    candidates: &[Candidate],
    profile: &Profile,
) -> Option<RequestFault> {
    let request = &stage.school.requests[at.i()];
    if !is_there(stage, request.staff) {
        return Some(RequestFault::StaffAbsent);
    }
    if request.slot.as_ref().is_some_and(|slot| stage.day.slot(slot).is_none()) {
        return Some(RequestFault::NoSuchSlotToday);
    }
    let is_met = candidates.iter().any(|candidate| match candidate.activity {
        Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => {
            request.lesson.is_none_or(|asked| asked == lesson)
                && request.competency.is_none_or(|asked| asked == stage.school.lessons[lesson.i()].competency)
        }
        Activity::Service(_) => false,
    });
    let rule = || request.lesson.and_then(|lesson| barred(stage, request.learner, lesson, profile));
    (!is_met).then(|| rule().map_or(RequestFault::NothingSuitable, RequestFault::RuledOut))
}
