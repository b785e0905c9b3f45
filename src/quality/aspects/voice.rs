//! Voice: what was granted, and whether it is what was meant.

use std::collections::BTreeMap;

use daybreak_school::ids::{LearnerIdx, StaffIdx};
use daybreak_school::quality::{QualityMeasure, SiteQuality, Tally};
use daybreak_school::school::{Wish, WishFor};

use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let school = laid.sight.school;
    let positions = laid.positions();
    let n = laid.n_learners();
    let (mut granted, mut real) = (vec![Tally::default(); n], vec![Tally::default(); n]);
    for outcome in &laid.sight.explanations.wishes {
        let wish = &school.wishes[outcome.wish.i()];
        let Some(&at) = positions.get(&wish.learner) else { continue };
        granted[at] += Tally::one(outcome.answer.is_granted());
        if outcome.answer.is_granted() {
            real[at] += Tally::one(is_real(laid, at, wish, &positions));
        }
    }
    let mut requests = vec![Tally::default(); n];
    for outcome in &laid.sight.explanations.requests {
        if let Some(&at) = positions.get(&school.requests[outcome.request.i()].learner) {
            requests[at] += Tally::one(outcome.answer.is_granted());
        }
    }
    sheet.by_learner.insert(QualityMeasure::WishesGranted, granted);
    sheet.by_learner.insert(QualityMeasure::WishesReal, real);
    sheet.by_learner.insert(QualityMeasure::RequestsGranted, requests);
}

/// Whether the day holds what a granted wish meant.
fn is_real(laid: &Laid<'_>, learner: usize, wish: &Wish, positions: &BTreeMap<LearnerIdx, usize>) -> bool {
    match &wish.what {
        WishFor::Staff(person) => is_met(laid, learner, *person),
        WishFor::Partner(other) => positions.get(other).is_some_and(|&other| work_together(laid, learner, other)),
        WishFor::Place(place) => laid.seats_of(learner).any(|(_, seat)| {
            let room = &laid.problem().rooms[laid.held[seat.held].room];
            room.id == *place || room.zone == *place
        }),
        // Nothing of the kind can be had beside what was meant.
        WishFor::Lesson(_)
        | WishFor::Competency(_)
        | WishFor::Modality(_)
        | WishFor::Interest(_)
        | WishFor::Time { .. } => true,
    }
}

/// Whether an adult teaches the learner or talks with them, and does not merely watch over a hall.
fn is_met(laid: &Laid<'_>, learner: usize, person: StaffIdx) -> bool {
    let Some(person) = laid.person(&laid.sight.school.staff[person.i()].id) else { return false };
    laid.sessions_of(learner)
        .into_iter()
        .map(|at| &laid.held[at])
        .any(|held| held.is_taught && held.staff.contains(&person))
}

/// Whether two learners share a session and more than its hall: a group, or one lesson.
fn work_together(laid: &Laid<'_>, learner: usize, other: usize) -> bool {
    laid.seats_of(learner).any(|(slot, seat)| {
        let is_with = |theirs: &crate::laid::Seat| {
            theirs.held == seat.held
                && (!laid.held[seat.held].is_own || (seat.lesson.is_some() && theirs.lesson == seat.lesson))
        };
        laid.seats[other][slot].as_ref().is_some_and(is_with)
    })
}
