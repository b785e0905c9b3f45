//! The relaxation with prices, laid out: which rows are dualised, what may be used of each, which rooms and people
//! are alike.
//!
//! Every row below reads "used <= available" (or, for requirements, "counted >= wanted") and holds in every valid
//! plan; its price is what one more would be worth. With all rows priced, the problem falls into one question for
//! each activity and start slot: how many sessions, for how many learners?

use std::collections::BTreeMap;
use std::ops::Range;

use super::favour::{best_gains, kept_favour, session_favour};
use crate::ids::{
    ActivityIdx, CandIdx, DeviceIdx, Grid, GroupIdx, LearnerIdx, RequirementIdx, RoomIdx, RoomKind, StaffIdx,
    StaffKind, Table, TagIdx,
};
use crate::instance::{Instance, NEVER, SlotMask};
use daybreak_day::certificate::PRICE_MAX;
use daybreak_day::problem::Points;

/// Rooms that no rule can tell apart.
pub(super) struct RoomType {
    pub members: Vec<RoomIdx>,
    pub capacity: i64,
    pub sessions_at_once: i64,
    pub slots: SlotMask,
}

/// People whom no rule can tell apart.
pub(super) struct StaffType {
    pub members: Vec<StaffIdx>,
    pub slots: SlotMask,
    pub sessions_max: usize,
    pub consecutive_max: usize,
}

/// An activity in a start slot, where a session could be held: what does not depend on prices.
pub(super) struct Key {
    pub activity: ActivityIdx,
    pub start: usize,
    pub run: SlotMask,
    /// Sessions at least and at most.
    pub n_min: i64,
    pub n_max: i64,
    /// Learners at most in a session in which somebody needs a small group; `i64::MAX` when nobody does.
    pub small: i64,
    /// Points that a session costs or brings by itself, scaled.
    pub cost: i64,
    /// Types of rooms that could hold it.
    pub rooms: Vec<RoomKind>,
    /// For each tag needed: its row of prices by type of person who could serve, and how many are needed.
    pub needs: Vec<(Vec<Server>, i64)>,
    /// Who could sit, by learner; gains are scaled.
    pub seats: Vec<Seat>,
}

/// A type of person who could serve a key.
pub(super) struct Server {
    /// Its row of prices.
    pub row: usize,
    pub count: i64,
}

/// A learner who could sit in a key's sessions.
pub(super) struct Seat {
    pub learner: LearnerIdx,
    pub cand: CandIdx,
    pub gain: i64,
}

/// Where each family of prices lies in the vector of all prices.
pub(super) struct Rows {
    n_slots: usize,
    /// `learners x slots`: one place at a time.
    pub learner: Range<usize>,
    /// Candidates: uses.
    pub candidate: Range<usize>,
    /// Exclusive groups: uses.
    pub exclusive: Range<usize>,
    /// Requirements: slots short.
    pub shortfall: Range<usize>,
    /// Requirements: slots beyond.
    pub excess: Range<usize>,
    /// `pools x slots`: units.
    pub device: Range<usize>,
    /// `staff types x slots x lengths`: sessions of that length served from that slot on.
    pub staff: Range<usize>,
    /// `room types x slots`: sessions.
    pub room: Range<usize>,
    /// `room types x slots`: learners, where a room holds several sessions.
    pub place: Range<usize>,
    /// Activities: sessions.
    pub copies: Range<usize>,
}

impl Rows {
    #[inline]
    pub fn of_learner(&self, l: LearnerIdx, t: usize) -> usize {
        self.learner.start + l.i() * self.n_slots + t
    }

    #[inline]
    pub fn of_cand(&self, c: CandIdx) -> usize {
        self.candidate.start + c.i()
    }

    #[inline]
    pub fn of_group(&self, g: GroupIdx) -> usize {
        self.exclusive.start + g.i()
    }

    /// Slots short of a requirement.
    #[inline]
    pub fn short_of(&self, q: RequirementIdx) -> usize {
        self.shortfall.start + q.i()
    }

    /// Slots beyond a requirement.
    #[inline]
    pub fn beyond(&self, q: RequirementIdx) -> usize {
        self.excess.start + q.i()
    }

    #[inline]
    pub fn of_device(&self, pool: DeviceIdx, t: usize) -> usize {
        self.device.start + pool.i() * self.n_slots + t
    }

    /// Sessions in rooms of a type.
    #[inline]
    pub fn of_room(&self, kind: RoomKind, t: usize) -> usize {
        self.room.start + kind.i() * self.n_slots + t
    }

    /// Learners in rooms of a type.
    #[inline]
    pub fn of_place(&self, kind: RoomKind, t: usize) -> usize {
        self.place.start + kind.i() * self.n_slots + t
    }

    #[inline]
    pub fn of_copies(&self, a: ActivityIdx) -> usize {
        self.copies.start + a.i()
    }
}

/// The relaxation, ready to be priced.
pub(super) struct Relaxation<'i> {
    pub inst: &'i Instance,
    /// Prices are in units of 1/scale points, so that whole numbers are fine enough.
    pub scale: i64,
    pub room_types: Table<RoomKind, RoomType>,
    pub staff_types: Table<StaffKind, StaffType>,
    /// How many slots sessions with people run over, ascending.
    pub lengths: Vec<usize>,
    /// By activity and start slot.
    pub keys: Vec<Key>,
    pub rows: Rows,
    /// The largest price of each row that may still be asked: no more than the plan would pay instead.
    pub highest: Vec<i64>,
    /// What is available of each row, as far as it enters the bound linearly (people apart).
    pub available: Vec<i64>,
    /// Points outside all rows, scaled.
    pub constant: i64,
}

impl<'i> Relaxation<'i> {
    /// Lays the relaxation out.
    pub fn new(inst: &'i Instance) -> Self {
        let gains = best_gains(inst);
        let largest = largest(inst, &gains);
        let scale = scale(inst, largest);
        let (room_types, rooms_of) = room_types(inst);
        let (staff_types, staff_of) = staff_types(inst);
        let mut lengths: Vec<usize> =
            inst.activities.iter().filter(|a| !a.roles.is_empty()).map(|a| a.duration).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let rows = rows(inst, room_types.len(), staff_types.len() * lengths.len());
        let n_rows = rows.copies.end;
        let mut relaxation = Relaxation {
            inst,
            scale,
            room_types,
            staff_types,
            lengths,
            keys: Vec::new(),
            rows,
            // Nothing scarce is worth more than a session full of the dearest seats.
            highest: vec![(largest * scale * 64).min(PRICE_MAX); n_rows],
            available: vec![0; n_rows],
            constant: (inst.base + kept_favour(inst)) * scale,
        };
        relaxation.fill_learner_rows();
        relaxation.fill_supply_rows();
        relaxation.keys = inst
            .activities
            .ids()
            .flat_map(|a| (0..inst.n_slots).map(move |s| (a, s)))
            .filter_map(|(a, s)| key(&relaxation, &gains, (&rooms_of[a], &staff_of), a, s))
            .collect();
        relaxation
    }

    /// The same with so many sessions of each activity and start slot, no more and no fewer.
    pub fn given(inst: &'i Instance, held: &Grid<ActivityIdx, i64>) -> Self {
        let mut relaxation = Relaxation::new(inst);
        for key in &mut relaxation.keys {
            key.n_max = held[(key.activity, key.start)];
            key.n_min = key.n_max;
        }
        relaxation.keys.retain(|key| key.n_max > 0);
        relaxation
    }

    /// The row of a type of person, a first slot and a length (by its place in [`Relaxation::lengths`]).
    pub fn staff_row(&self, kind: StaffKind, s: usize, length: usize) -> usize {
        self.rows.staff.start + (kind.i() * self.inst.n_slots + s) * self.lengths.len() + length
    }

    fn fill_learner_rows(&mut self) {
        let inst = self.inst;
        self.available[self.rows.learner.clone()].fill(1);
        let mut group_uses: Table<GroupIdx, i64> = Table::filled(0, self.rows.exclusive.len());
        for (c, cand) in inst.cands.numbered() {
            let uses = i64::from(cand.times_max).min(inst.n_slots as i64);
            self.available[self.rows.of_cand(c)] = uses;
            if cand.exclusive.is_some() {
                let group = &mut group_uses[cand.exclusive];
                *group = uses.max(*group);
            }
        }
        self.available[self.rows.exclusive.clone()].copy_from_slice(&group_uses);
        for (q, row) in inst.requirements.numbered() {
            let (short, beyond) = (self.rows.short_of(q), self.rows.beyond(q));
            // Short: -min + counted; a price above the cost would ask more than the plan pays.
            self.available[short] = -row.slots_min;
            if let Some(cost) = row.shortfall_cost {
                self.highest[short] = cost.max(0).saturating_mul(self.scale).min(self.highest[short]);
            }
            // A cost below zero is a gain: it is earned for every slot short at most.
            self.constant += -row.shortfall_cost.unwrap_or(0).min(0) * row.slots_min * self.scale;
            self.available[beyond] = row.slots_max.min(inst.n_slots as i64);
            if let Some(cost) = row.excess_cost {
                self.highest[beyond] = cost.max(0).saturating_mul(self.scale).min(self.highest[beyond]);
            }
            if row.slots_max >= inst.n_slots as i64 {
                self.highest[beyond] = 0;
            }
        }
    }

    fn fill_supply_rows(&mut self) {
        let inst = self.inst;
        let n_slots = inst.n_slots;
        for (pool, count) in inst.device_count.numbered() {
            self.available[self.rows.of_device(pool, 0)..][..n_slots].fill(*count);
        }
        for (kind, room) in self.room_types.numbered() {
            let count = room.members.len() as i64;
            for t in 0..n_slots {
                let (at_once, place) = (self.rows.of_room(kind, t), self.rows.of_place(kind, t));
                if room.slots >> t & 1 == 0 {
                    (self.highest[at_once], self.highest[place]) = (0, 0);
                } else {
                    self.available[at_once] = count * room.sessions_at_once;
                    self.available[place] = count * room.capacity;
                }
                if room.sessions_at_once == 1 {
                    self.highest[place] = 0;
                }
            }
        }
        for (a, activity) in inst.activities.numbered() {
            if activity.sessions_max == u32::MAX {
                self.highest[self.rows.of_copies(a)] = 0;
            } else {
                self.available[self.rows.of_copies(a)] = i64::from(activity.sessions_max);
            }
        }
    }

    /// Points, scaled, that each use of a candidate earns for requirements beyond their prices: costs below zero.
    pub fn excess_favour(&self, c: CandIdx) -> i64 {
        let cand = &self.inst.cands[c];
        let each = |q: &RequirementIdx| -self.inst.requirements[*q].excess_cost.unwrap_or(0).min(0);
        cand.requirements.iter().map(each).sum::<Points>() * cand.duration as i64 * self.scale
    }
}

/// The largest number of points of a seat or session, at least 1.
fn largest(inst: &Instance, gains: &Grid<CandIdx, Points>) -> Points {
    let seats = gains.cells().iter().filter(|g| **g != NEVER).map(|g| g.abs());
    let costs = inst.activities.iter().map(|a| a.open_cost.abs());
    let required = inst.requirements.iter().flat_map(|q| [q.shortfall_cost, q.excess_cost]).flatten().map(i64::abs);
    seats.chain(costs).chain(required).max().unwrap_or(0).max(1)
}

/// As fine as 64 bits allow, at most 1,024 parts of a point.
fn scale(inst: &Instance, largest: Points) -> i64 {
    // A session's sum adds up every wanter's reduced gain, in which up to some hundred prices of 64 times the
    // largest gain are subtracted; staying below 2^61 leaves room for all of them.
    let terms = (inst.learners.len() as u128 + 1) * 64 * 128;
    let total = largest.unsigned_abs() as u128 * terms + u128::from(inst.base.unsigned_abs());
    i64::try_from(((1u128 << 61) / total).clamp(1, 1_024)).expect("at most 1,024")
}

fn rows(inst: &Instance, n_room_types: usize, n_staff_rows: usize) -> Rows {
    let mut end = 0;
    let mut take = |n: usize| {
        end += n;
        end - n..end
    };
    Rows {
        n_slots: inst.n_slots,
        learner: take(inst.learners.len() * inst.n_slots),
        candidate: take(inst.cands.len()),
        exclusive: take(inst.names.exclusive.len()),
        shortfall: take(inst.requirements.len()),
        excess: take(inst.requirements.len()),
        device: take(inst.device_count.len() * inst.n_slots),
        staff: take(n_staff_rows * inst.n_slots),
        room: take(n_room_types * inst.n_slots),
        place: take(n_room_types * inst.n_slots),
        copies: take(inst.activities.len()),
    }
}

/// The learner's largest group, where it is smaller than that of the activity's sessions which start in a slot.
pub(super) fn needs_small(inst: &Instance, (a, s): (ActivityIdx, usize), l: LearnerIdx) -> Option<i64> {
    let most = inst.group_size_max(l, a, s);
    (!inst.activities[a].is_station && most < inst.size_max(a, s)).then_some(most)
}

/// Where a session could be held at all; none elsewhere.
fn key(
    relaxation: &Relaxation<'_>,
    gains: &Grid<CandIdx, Points>,
    (rooms_of, staff_of): (&[RoomKind], &Table<TagIdx, Vec<StaffKind>>),
    a: ActivityIdx,
    s: usize,
) -> Option<Key> {
    let inst = relaxation.inst;
    let activity = &inst.activities[a];
    let run = inst.run(s, activity.duration)?;
    let wanters = inst.wanters(a, s);
    if wanters.is_empty() && activity.size_min > 0 {
        return None;
    }
    let kind = |r: &RoomKind| &relaxation.room_types[*r];
    let rooms: Vec<RoomKind> = rooms_of
        .iter()
        .copied()
        .filter(|r| kind(r).slots & run == run && kind(r).sessions_at_once > 0 && kind(r).capacity >= activity.size_min)
        .collect();
    let mut n_max = rooms.iter().map(|r| kind(r).members.len() as i64 * kind(r).sessions_at_once).sum::<i64>();
    n_max = n_max.min(i64::from(activity.sessions_max));
    let mut needs = Vec::new();
    for (tag, count) in activity.needs() {
        let length = relaxation.lengths.binary_search(&activity.duration).expect("a length with people");
        let servers: Vec<Server> = staff_of[tag]
            .iter()
            .map(|&p| (p, &relaxation.staff_types[p]))
            .filter(|(_, kind)| {
                kind.slots & run == run && kind.sessions_max > 0 && kind.consecutive_max >= activity.duration
            })
            .map(|(p, kind)| Server { row: relaxation.staff_row(p, s, length), count: kind.members.len() as i64 })
            .collect();
        n_max = n_max.min(servers.iter().map(|server| server.count).sum::<i64>() / count as i64);
        needs.push((servers, count as i64));
    }
    let seat = |&(learner, cand): &(LearnerIdx, CandIdx)| {
        let gain = gains[(cand, s)];
        (gain != NEVER).then(|| Seat { learner, cand, gain: gain * relaxation.scale + relaxation.excess_favour(cand) })
    };
    (n_max > 0 && activity.size_max >= activity.size_min).then(|| Key {
        activity: a,
        start: s,
        run,
        n_min: 0,
        n_max,
        small: wanters.iter().filter_map(|w| needs_small(inst, (a, s), w.0)).max().unwrap_or(i64::MAX),
        cost: (activity.open_cost - session_favour(inst, a)) * relaxation.scale,
        rooms,
        needs,
        seats: wanters.iter().filter_map(seat).collect(),
    })
}

/// Groups rooms that serve the same activities, with the same size and slots.
fn room_types(inst: &Instance) -> (Table<RoomKind, RoomType>, Table<ActivityIdx, Vec<RoomKind>>) {
    let mut serves: Table<RoomIdx, Vec<ActivityIdx>> = Table::filled(Vec::new(), inst.rooms.len());
    for (a, activity) in inst.activities.numbered() {
        for &r in &activity.rooms {
            serves[r].push(a);
        }
    }
    let mut groups: BTreeMap<(i64, u32, SlotMask, &[ActivityIdx]), Vec<RoomIdx>> = BTreeMap::new();
    for ((r, room), serves) in inst.rooms.numbered().zip(&serves) {
        groups.entry((room.capacity, room.sessions_at_once, room.slots, serves)).or_default().push(r);
    }
    let mut rooms_of = Table::filled(Vec::new(), inst.activities.len());
    let mut types = Table::new();
    for ((capacity, sessions_at_once, slots, serves), members) in groups {
        for &a in serves {
            rooms_of[a].push(types.next());
        }
        types.push(RoomType { members, capacity, sessions_at_once: i64::from(sessions_at_once), slots });
    }
    (types, rooms_of)
}

/// Groups people with the same tags, slots and limits.
fn staff_types(inst: &Instance) -> (Table<StaffKind, StaffType>, Table<TagIdx, Vec<StaffKind>>) {
    let mut groups: BTreeMap<(&[TagIdx], SlotMask, u32, u32), Vec<StaffIdx>> = BTreeMap::new();
    for (i, p) in inst.staff.numbered().filter(|(_, p)| !p.tags.is_empty()) {
        groups.entry((&p.tags, p.slots, p.sessions_max, p.consecutive_max)).or_default().push(i);
    }
    let mut staff_of = Table::filled(Vec::new(), inst.people_with.len());
    let mut types = Table::new();
    for ((tags, slots, sessions_max, consecutive_max), members) in groups {
        for &tag in tags {
            staff_of[tag].push(types.next());
        }
        types.push(StaffType {
            members,
            slots,
            sessions_max: (sessions_max as usize).min(inst.n_slots),
            consecutive_max: (consecutive_max as usize).min(inst.n_slots),
        });
    }
    (types, staff_of)
}
