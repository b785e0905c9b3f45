//! The learner's own day: what the learner may have in it, and what they may give up for it.

use std::ops::Range;

use super::day::{CandidateFacts, Day};
use super::seating::Seating;
use super::worth;
use daybreak_night::explanation::Obstacle;

/// The slots that the candidate would take; an error when it may not start then or the learner is away.
pub fn span(
    day: &Day<'_>,
    learner: usize,
    candidate: &CandidateFacts<'_>,
    start: usize,
) -> Result<Range<usize>, Obstacle> {
    let span = day.span(candidate.offering, start).filter(|_| candidate.starts[start]).ok_or(Obstacle::NotThen)?;
    let is_here = span.clone().all(|slot| day.learners[learner].here[slot]);
    if is_here { Ok(span) } else { Err(Obstacle::RunsInto) }
}

/// The sessions that the learner would have to leave, in order of time.
pub fn leaving(seating: &Seating, learner: usize, span: Range<usize>) -> Vec<usize> {
    let mut sessions: Vec<usize> = span.filter_map(|slot| seating.session(learner, slot)).collect();
    sessions.dedup();
    sessions
}

/// Whether the learner may have left those sessions (with what they did there) for the slots of `span`.
pub fn may_go(
    day: &Day<'_>,
    seating: &Seating,
    learner: usize,
    left: &[(usize, usize)],
    span: Range<usize>,
) -> Result<(), Obstacle> {
    for &(k, offering) in left {
        let held = &seating.sessions[k];
        let mut given_up = held.span().filter(|slot| !span.contains(slot));
        if given_up.any(|slot| !day.learners[learner].pins[slot].is_empty()) {
            return Err(Obstacle::Pinned);
        }
        let frame = day.frame(held.what);
        let leaves_one_alone = || {
            let mut rules = day.problem.never_alone.iter().filter(|rule| rule.cost.is_none());
            let tags = &day.problem.learners[learner].tags;
            let at = (held.what, held.start);
            let stays_alone = |tag: &String| {
                let mut with_tag = held.seats.iter().filter(|seat| day.problem.learners[seat.0].tags.contains(tag));
                let first = with_tag.next().filter(|_| with_tag.next().is_none());
                first.is_some_and(|seat| !day.is_signed(seat.0, at, |row| row.never_alone.contains(tag)))
            };
            rules.any(|rule| tags.contains(&rule.tag) && stays_alone(&rule.tag))
        };
        let too_few = held.seats.len() < frame.size_min as usize;
        if held.is_open && (too_few || (!frame.is_station && leaves_one_alone())) {
            return Err(Obstacle::OthersNeedThem);
        }
        let still_has = seating.uses(learner).any(|(_, o)| o == offering);
        let mut later = seating.uses(learner).filter_map(|(_, o)| day.candidate(learner, o));
        if !still_has && later.any(|c| day.learners[learner].candidates[c].after == Some(offering)) {
            return Err(Obstacle::NotBefore);
        }
    }
    Ok(())
}

/// Whether the candidate fits what else the learner does in the day.
pub fn may_have(
    day: &Day<'_>,
    seating: &Seating,
    learner: usize,
    candidate: &CandidateFacts<'_>,
    start: usize,
) -> Result<(), Obstacle> {
    let facts = &day.learners[learner];
    let span = start..start + day.offerings[candidate.offering].len;
    let pinned_lessons =
        span.clone().flat_map(|slot| &facts.pins[slot]).filter_map(|&pin| day.problem.pins[pin].offering.as_ref());
    let offering_id = &day.problem.offerings[candidate.offering].id;
    if pinned_lessons.into_iter().any(|pinned| pinned != offering_id) {
        return Err(Obstacle::Pinned);
    }
    let times = seating.uses(learner).filter(|&(_, o)| o == candidate.offering).count();
    if times >= candidate.times_max as usize {
        return Err(Obstacle::HadEnough { times: candidate.times_max });
    }
    let is_rival = |(_, o): (usize, usize)| {
        let used = day.candidate(learner, o).map(|c| &facts.candidates[c]);
        used.is_some_and(|used| used.offering != candidate.offering && used.exclusive == candidate.exclusive)
    };
    if candidate.exclusive.is_some() && seating.uses(learner).any(is_rival) {
        return Err(Obstacle::OneOfItsKind);
    }
    if !comes_after(day, seating, learner, candidate, start) || !comes_before(day, seating, learner, candidate, start) {
        return Err(Obstacle::NotBefore);
    }
    tags_allow(day, seating, learner, candidate.offering)
}

/// Whether what the candidate follows ends before it.
fn comes_after(day: &Day<'_>, seating: &Seating, learner: usize, candidate: &CandidateFacts<'_>, start: usize) -> bool {
    let Some(first) = candidate.after else { return true };
    let mut uses = seating.uses(learner).filter(|&(_, o)| o == first);
    uses.next().is_some_and(|(at, _)| at + day.offerings[first].len <= start)
}

/// Whether the candidate ends before what follows it, unless an earlier use of it does already.
fn comes_before(
    day: &Day<'_>,
    seating: &Seating,
    learner: usize,
    candidate: &CandidateFacts<'_>,
    start: usize,
) -> bool {
    let is_used = seating.uses(learner).any(|(at, o)| o == candidate.offering && at < start);
    let end = start + day.offerings[candidate.offering].len;
    is_used
        || seating.uses(learner).all(|(at, o)| {
            let used = day.candidate(learner, o).map(|c| &day.learners[learner].candidates[c]);
            used.is_none_or(|used| used.after != Some(candidate.offering) || end <= at)
        })
}

/// Whether the learner's slots with a tag may be more, for every tag of the offering.
fn tags_allow(day: &Day<'_>, seating: &Seating, learner: usize, offering: usize) -> Result<(), Obstacle> {
    let len = u32::try_from(day.offerings[offering].len).expect("slots of a day");
    for (at, requirement) in day.problem.learners[learner].requirements.iter().enumerate() {
        let Some(max) = requirement.slots_max.filter(|_| requirement.excess_cost.is_none()) else { continue };
        let carries = day.carries(learner, offering, &requirement.tag);
        if carries && worth::slots_with(day, seating, learner, &requirement.tag) + len > max {
            return Err(Obstacle::TagFull { requirement: at });
        }
    }
    Ok(())
}

/// Whether the learner's day has all the slots that its requirements without a cost ask for.
pub fn keeps_minimums(day: &Day<'_>, seating: &Seating, learner: usize) -> Result<(), Obstacle> {
    let requirements = day.problem.learners[learner].requirements.iter().enumerate();
    for (at, requirement) in requirements.filter(|(_, r)| r.shortfall_cost.is_none() && r.slots_min > 0) {
        if worth::slots_with(day, seating, learner, &requirement.tag) < requirement.slots_min {
            return Err(Obstacle::TagShort { requirement: at });
        }
    }
    Ok(())
}
