//! Place: how much everybody walks, and who sits in one room and should not.

use daybreak_school::quality::{CHANGES, QualityMeasure, SiteQuality, Tally, limit};
use daybreak_school::school::RelationKind;

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let changes: Vec<[u64; 2]> = (0..laid.n_learners()).map(|learner| changes(laid, learner)).collect();
    each(sheet, QualityMeasure::RoomChanges, laid, |learner| Tally::new(changes[learner][0], 1));
    each(sheet, QualityMeasure::ZoneChanges, laid, |learner| Tally::new(changes[learner][1], 1));
    each(sheet, QualityMeasure::ManyRoomChanges, laid, |learner| {
        Tally::one(changes[learner][0] > limit(&CHANGES, laid.grade(learner)))
    });
    let (rooms, apart) = (laid.rooms(), laid.pairs(RelationKind::Apart));
    each(sheet, QualityMeasure::ApartInRoom, laid, |learner| {
        let others: Vec<usize> = apart.iter().filter(|(own, _)| *own == learner).map(|(_, other)| *other).collect();
        if others.is_empty() {
            return Tally::default();
        }
        let shares = |slot: usize, room: usize| {
            rooms.get(&(slot, room)).is_some_and(|there| others.iter().any(|other| there.contains(other)))
        };
        Tally::one(laid.seats_of(learner).any(|(slot, seat)| shares(slot, laid.held[seat.held].room)))
    });
}

/// Changes of room and, among these, of zone.
fn changes(laid: &Laid<'_>, learner: usize) -> [u64; 2] {
    let rooms = &laid.problem().rooms;
    let mut changes = [0, 0];
    for pair in laid.seats[learner].windows(2) {
        let [Some(a), Some(b)] = pair else { continue };
        let (a, b) = (laid.held[a.held].room, laid.held[b.held].room);
        let (zone, other) = (&rooms[a].zone, &rooms[b].zone);
        changes[0] += u64::from(a != b);
        changes[1] += u64::from(a != b && !zone.is_empty() && !other.is_empty() && zone != other);
    }
    changes
}
