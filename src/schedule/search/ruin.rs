//! What to take apart: the neighbourhoods of the search, one variant each.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::appraise::{appraise, takers};
use super::open::{largest_room, open_session, seat_takers};
use super::settle::{dismiss, is_idle};
use crate::assign::{Taker, could_place};
use crate::constraints::group_size::{is_full, spare};
use crate::constraints::pins::room_is_pinned;
use crate::constraints::rooms::{room_has_place, room_suits};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::instance::{NEVER, SlotMask};
use crate::state::State;
use daybreak_day::problem::Points;

/// A way of taking a part of the plan apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruin {
    /// A few sessions of one slot.
    Slot,
    /// All sessions of one activity.
    Activity,
    /// All sessions of one person.
    Person,
    /// A few learners, idle ones first, leave everything that can spare them.
    Learners,
    /// Something that an idle learner wants opens at the cost of one or two sessions of the slot.
    Force,
    /// One session moves to another slot.
    Shift,
    /// Learners who need a small group leave a session in which others would take their places and more.
    Crowd,
    /// A session that its room keeps small and another one of the slot change rooms.
    Rooms,
}

impl Ruin {
    pub const ALL: [Ruin; 8] =
        [Ruin::Slot, Ruin::Activity, Ruin::Person, Ruin::Learners, Ruin::Force, Ruin::Shift, Ruin::Crowd, Ruin::Rooms];

    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Ruin::Slot => "slot",
            Ruin::Activity => "activity",
            Ruin::Person => "person",
            Ruin::Learners => "learners",
            Ruin::Force => "force",
            Ruin::Shift => "shift",
            Ruin::Crowd => "crowd",
            Ruin::Rooms => "rooms",
        }
    }

    /// Takes a part within the slots of `scope` apart; returns the slots in which to put it together again.
    pub fn apply(self, state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
        match self {
            Ruin::Slot => slot(state, scope, rng),
            Ruin::Activity => activity(state, scope, rng),
            Ruin::Person => person(state, scope, rng),
            Ruin::Learners => learners(state, scope, rng),
            Ruin::Force => force(state, scope, rng),
            Ruin::Shift => shift(state, scope, rng),
            Ruin::Crowd => crowd(state, scope, rng),
            Ruin::Rooms => rooms(state, scope, rng),
        }
    }
}

/// Closes sessions; returns the slots they covered.
fn dismiss_all(state: &mut State<'_>, sessions: &[SessionIdx]) -> SlotMask {
    let mut mask = 0;
    for &k in sessions {
        if state.sessions[k].open {
            for t in state.slots_of(k) {
                mask |= 1 << t;
            }
            dismiss(state, k);
        }
    }
    mask
}

/// A random open session.
fn any_session(state: &State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> Option<SessionIdx> {
    let slots = || (0..state.inst.n_slots).filter(|t| scope >> t & 1 == 1);
    let n: usize = slots().map(|t| state.by_slot[t].len()).sum();
    let mut i = rng.random_range(0..n.max(1));
    for t in slots() {
        match state.by_slot[t].get(i) {
            Some(&k) => return Some(k),
            None => i -= state.by_slot[t].len(),
        }
    }
    None
}

/// A random slot of the scope.
fn any_slot(scope: SlotMask, rng: &mut ChaCha8Rng) -> Option<usize> {
    let n = scope.count_ones();
    let nth = if n == 0 { return None } else { rng.random_range(0..n) };
    (0..SlotMask::BITS).filter(|t| scope >> t & 1 == 1).nth(nth as usize).map(|t| t as usize)
}

/// Up to `n` sessions from the slot, those of `first` among them.
fn some_of_slot(state: &State<'_>, t: usize, n: usize, rng: &mut ChaCha8Rng) -> Vec<SessionIdx> {
    let mut pool = state.by_slot[t].clone();
    let n = n.min(pool.len());
    for i in 0..n {
        let j = rng.random_range(i..pool.len());
        pool.swap(i, j);
    }
    pool.truncate(n);
    pool
}

fn slot(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let Some(t) = any_slot(scope, rng) else { return 0 };
    let n = rng.random_range(1..=5);
    let chosen = some_of_slot(state, t, n, rng);
    dismiss_all(state, &chosen) | 1 << t
}

fn activity(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let Some(k) = any_session(state, scope, rng) else { return 0 };
    let a = state.sessions[k].activity;
    let slots = (0..state.inst.n_slots).filter(|s| scope >> s & 1 == 1);
    let mut same: Vec<SessionIdx> = slots.flat_map(|s| state.by_key[(a, s)].clone()).collect();
    same.truncate(6);
    dismiss_all(state, &same)
}

fn person(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let Some(k) = any_session(state, scope, rng) else { return 0 };
    let staff = &state.sessions[k].staff;
    if staff.is_empty() {
        return dismiss_all(state, &[k]);
    }
    let p = staff[rng.random_range(0..staff.len())];
    let mut served: Vec<SessionIdx> = state.staff_at.row(p).to_vec();
    served.retain(|k| k.is_some() && scope >> state.sessions[*k].start & 1 == 1);
    served.dedup();
    served.truncate(6);
    dismiss_all(state, &served)
}

fn learners(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let inst = state.inst;
    let Some(t) = any_slot(scope, rng).filter(|_| !inst.learners.is_empty()) else { return 0 };
    let n = rng.random_range(4..=24usize);
    let from = rng.random_range(0..inst.learners.len());
    let ring = inst.learners.ids().cycle().skip(from).take(inst.learners.len());
    let (idle, busy): (Vec<LearnerIdx>, Vec<LearnerIdx>) = ring.partition(|&l| is_idle(state, l, t));
    for l in idle.into_iter().take(n / 2).chain(busy.into_iter().take(n / 2)) {
        for t in (0..inst.n_slots).filter(|t| scope >> t & 1 == 1) {
            let k = state.session_at(l, t);
            if k.is_some() && spare(state, k) > 0 {
                state.leave(l, k);
            }
        }
    }
    scope
}

/// A seat that a random learner could want: (candidate, slot), idle learners preferred.
fn some_wish(state: &State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> Option<(CandIdx, usize)> {
    let inst = state.inst;
    if inst.learners.is_empty() {
        return None;
    }
    for attempt in 0..16 {
        let l = LearnerIdx(rng.random_range(0..inst.learners.next().0));
        let t = any_slot(scope, rng)?;
        if attempt < 8 && !is_idle(state, l, t) {
            continue;
        }
        let (from, to) = inst.learners[l].cands;
        if from == to {
            continue;
        }
        let usable = |c: &CandIdx| inst.gain(*c, t) != NEVER && state.cand_uses[*c] == 0;
        let picks = [(); 3].map(|()| CandIdx(rng.random_range(from.0..to.0)));
        if let Some(c) = picks.into_iter().filter(usable).max_by_key(|&c| (inst.gain(c, t), c)) {
            return Some((c, t));
        }
    }
    None
}

fn force(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let inst = state.inst;
    let Some((c, s)) = some_wish(state, scope, rng) else { return 0 };
    let a = inst.cands[c].activity;
    let mut mask = 1 << s;
    if !could_place(state, a, s) {
        mask |= make_way(state, a, s, rng);
    }
    open_first(state, a, s);
    mask
}

/// Closes a session of the slot that holds a person or room which the activity could use.
fn make_way(state: &mut State<'_>, a: ActivityIdx, s: usize, rng: &mut ChaCha8Rng) -> SlotMask {
    let inst = state.inst;
    let activity = &inst.activities[a];
    let useful = |k: &SessionIdx| {
        let session = &state.sessions[*k];
        session.staff.iter().any(|&p| inst.staff[p].tags.iter().any(|tag| activity.roles.contains(tag)))
            || activity.roles.is_empty() && activity.rooms.contains(&session.room)
    };
    let mut victims: Vec<SessionIdx> = state.by_slot[s].iter().copied().filter(useful).collect();
    if victims.is_empty() {
        victims = state.by_slot[s].clone();
    }
    if victims.is_empty() {
        return 0;
    }
    let first = victims[rng.random_range(0..victims.len())];
    let second = victims[rng.random_range(0..victims.len())];
    let mut mask = dismiss_all(state, &[first]);
    if !could_place(state, a, s) {
        mask |= dismiss_all(state, &[second]);
    }
    mask
}

/// Opens the activity before anything else is put together, whatever it is worth compared with others.
fn open_first(state: &mut State<'_>, a: ActivityIdx, s: usize) {
    if could_place(state, a, s)
        && let Some(appraisal) = appraise(state, a, s, largest_room(state, a, s))
    {
        let _ = open_session(state, a, s, &appraisal, None);
    }
}

fn shift(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let Some(k) = any_session(state, scope, rng) else { return 0 };
    let a = state.sessions[k].activity;
    let mut mask = dismiss_all(state, &[k]);
    let Some(s) = any_slot(scope, rng) else { return mask };
    if state.inst.run(s, state.inst.activities[a].duration).is_some() && !state.inst.wanters(a, s).is_empty() {
        mask |= 1 << s;
        if !could_place(state, a, s) {
            mask |= make_way(state, a, s, rng);
        }
        open_first(state, a, s);
    }
    mask
}

fn crowd(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let inst = state.inst;
    let crowded = |k: &SessionIdx| {
        let session = &state.sessions[*k];
        let activity = &inst.activities[session.activity];
        let size = session.members.len() as i64;
        let limit = |l: LearnerIdx| inst.group_size_max(l, session.activity, session.start);
        !activity.is_station && !is_full(state, *k) && session.members.iter().any(|m| limit(m.0) <= size)
    };
    let slots = (0..inst.n_slots).filter(|t| scope >> t & 1 == 1);
    let crowded: Vec<SessionIdx> = slots.flat_map(|t| &state.by_slot[t]).copied().filter(crowded).collect();
    if crowded.is_empty() {
        return learners(state, scope, rng);
    }
    let k = crowded[rng.random_range(0..crowded.len())];
    let session = &state.sessions[k];
    let (a, s) = (session.activity, session.start);
    let size_max = inst.activities[a].size_max;
    let limit = |l: LearnerIdx| inst.group_size_max(l, a, s);
    let leaving: Vec<LearnerIdx> = session.members.iter().map(|m| m.0).filter(|l| limit(*l) < size_max).collect();
    for l in leaving {
        state.leave(l, k);
    }
    // Others first: whoever left could come back at once.
    let takers: Vec<Taker> = takers(state, a, s).into_iter().filter(|t| limit(t.learner) >= size_max).collect();
    seat_takers(state, k, &takers);
    state.slots_of(k).fold(0, |mask, t| mask | 1 << t)
}

fn rooms(state: &mut State<'_>, scope: SlotMask, rng: &mut ChaCha8Rng) -> SlotMask {
    let inst = state.inst;
    let Some(t) = any_slot(scope, rng) else { return 0 };
    let cramped = |k: &SessionIdx| !is_full(state, *k) && !room_has_place(state, *k) && !room_is_pinned(state, *k);
    let cramped: Vec<SessionIdx> = state.by_slot[t].iter().copied().filter(cramped).collect();
    if cramped.is_empty() {
        return slot(state, scope, rng);
    }
    let k = cramped[rng.random_range(0..cramped.len())];
    let others: Vec<SessionIdx> =
        state.by_slot[t].iter().copied().filter(|&j| could_change_rooms(state, k, j)).collect();
    if others.is_empty() {
        return 1 << t;
    }
    let j = others[rng.random_range(0..others.len())];
    let (small, large) = (state.sessions[k].room, state.sessions[j].room);
    // Whoever earns least stands in the way of the others.
    let places = inst.rooms[small].capacity;
    let mut members: Vec<(Points, LearnerIdx)> =
        state.sessions[j].members.iter().map(|&(l, c)| (inst.gain(c, t), l)).collect();
    members.sort_unstable();
    let n_leaving = (members.len() as i64 - places).max(0) as usize;
    let mut leaving: Vec<(LearnerIdx, SessionIdx)> = members[..n_leaving].iter().map(|m| (m.1, j)).collect();
    let unsuited = |state: &State<'_>, k: SessionIdx, room: RoomIdx| -> Vec<(LearnerIdx, SessionIdx)> {
        let members = state.sessions[k].members.iter();
        members.filter(|m| !room_suits(state, m.0, room)).map(|m| (m.0, k)).collect()
    };
    leaving.extend(unsuited(state, k, large));
    leaving.extend(unsuited(state, j, small));
    for (l, session) in leaving {
        state.leave(l, session);
    }
    state.set_room(k, large);
    state.set_room(j, small);
    1 << t
}

/// Whether session `j` could give its larger room to `k`, and do with the room of `k`; both alone in their rooms.
fn could_change_rooms(state: &State<'_>, k: SessionIdx, j: SessionIdx) -> bool {
    let inst = state.inst;
    let (small, large) = (&state.sessions[k], &state.sessions[j]);
    let alone = |k: SessionIdx| inst.rooms[state.sessions[k].room].sessions_at_once == 1;
    inst.rooms[small.room].capacity < inst.rooms[large.room].capacity
        && state.slots_of(k) == state.slots_of(j)
        && alone(k)
        && alone(j)
        && inst.activities[small.activity].rooms.contains(&large.room)
        && inst.activities[large.activity].rooms.contains(&small.room)
        && inst.rooms[small.room].capacity >= inst.activities[large.activity].size_min
        && !room_is_pinned(state, j)
}
