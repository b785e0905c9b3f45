//! Company: how far apart in age those are who are together, and how many look to one adult.

use daybreak_school::quality::{CROWDED, OLDER_ABOVE, QualityMeasure, SPAN, SiteQuality, Tally, YOUNG_UNTIL, limit};
use daybreak_school::school::RelationKind;

use super::each;
use crate::laid::{Held, Laid};

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let is_wide: Vec<bool> = laid.held.iter().map(|held| is_wide(laid, held)).collect();
    let is_crowded: Vec<bool> = laid.held.iter().map(|held| is_crowded(laid, held)).collect();
    let own = || (0..laid.held.len()).filter(|&at| laid.held[at].is_own);
    sheet.of_site.insert(QualityMeasure::WideSessions, is_wide.iter().map(|&wide| Tally::one(wide)).sum());
    sheet.of_site.insert(
        QualityMeasure::LearnersPerAdult,
        own().map(|at| Tally::new(laid.held[at].learners.len() as u64, adults(&laid.held[at]))).sum(),
    );
    sheet.of_site.insert(QualityMeasure::CrowdedSessions, own().map(|at| Tally::one(is_crowded[at])).sum());
    each(sheet, QualityMeasure::WideSlots, laid, |learner| {
        laid.seats_of(learner).map(|(_, seat)| Tally::one(is_wide[seat.held])).sum()
    });
    each(sheet, QualityMeasure::CrowdedSlots, laid, |learner| {
        let own = laid.seats_of(learner).filter(|(_, seat)| laid.held[seat.held].is_own);
        own.map(|(_, seat)| Tally::one(is_crowded[seat.held])).sum()
    });
    young_with_older(laid, sheet);
}

/// Whether the grades in a session are too far apart.
fn is_wide(laid: &Laid<'_>, held: &Held) -> bool {
    let grades = || held.learners.iter().map(|&at| laid.grade(at).0);
    grades().max().zip(grades().min()).is_some_and(|(most, least)| most - least > SPAN)
}

/// Adults of a session; work that nobody watches over is as much as one adult's.
fn adults(held: &Held) -> u64 {
    held.staff.len().max(1) as u64
}

/// Whether a session has more learners an adult than suits the youngest of them.
fn is_crowded(laid: &Laid<'_>, held: &Held) -> bool {
    let youngest = held.learners.iter().map(|&at| laid.grade(at)).min();
    youngest.is_some_and(|grade| held.learners.len() as u64 > limit(&CROWDED, grade) * adults(held))
}

fn young_with_older(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let (rooms, mentors) = (laid.rooms(), laid.pairs(RelationKind::Mentors));
    each(sheet, QualityMeasure::YoungWithOlder, laid, |learner| {
        if laid.grade(learner) > YOUNG_UNTIL {
            return Tally::default();
        }
        let is_beside_older = |slot: usize, room: usize| {
            let others = rooms.get(&(slot, room)).into_iter().flatten();
            others.into_iter().any(|&other| laid.grade(other) > OLDER_ABOVE && !mentors.contains(&(learner, other)))
        };
        laid.seats_of(learner).map(|(slot, seat)| Tally::one(is_beside_older(slot, laid.held[seat.held].room))).sum()
    });
}
