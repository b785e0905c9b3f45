//! The question that remains for one activity and start slot when everything scarce has a price: how many
//! sessions, for how many learners?
//!
//! Learners come in order of their reduced gain, so the gain of `k` learners is a concave function `F(k)`. `n`
//! sessions need between `n * size_min` and `n * size_max` learners, and rooms whose cost grows with their size.
//! The cost of rooms is bounded from below by a few straight lines, so the answer is an upper bound, and exact
//! when one type of room is the cheapest. Every `n` is tried: whole learners and bent room costs together are not
//! quite concave in `n`, and a bound must not miss a better one.

use super::relaxation::Relaxation;
use crate::schedule::instance::SlotMask;

/// What a session costs before anyone sits down.
pub(super) struct Costs {
    /// Opening, people, copies; scaled.
    pub session: i64,
    /// Each type of room that could hold it.
    pub rooms: Vec<RoomCost>,
}

/// A type of room at its price.
#[derive(Clone, Copy)]
pub(super) struct RoomCost {
    pub kind: u32,
    pub session: i64,
    pub place: i64,
    pub capacity: i64,
}

/// The answer: value, sessions, learners.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Answer {
    pub value: i64,
    pub n_sessions: i64,
    pub n_learners: i64,
}

/// A straight line below the cost of a session with `u` learners: `fixed + each * u`.
#[derive(Clone, Copy)]
struct Line {
    fixed: i64,
    each: i64,
}

/// Answers the question. `reduced` holds the learners' reduced gains, best first.
pub(super) fn best_sessions(reduced: &[i64], size: (i64, i64), n_max: i64, costs: &Costs) -> Answer {
    let lines = lines(size, &costs.rooms);
    let largest = costs.rooms.iter().map(|r| r.capacity).max().unwrap_or(0).min(size.1);
    if lines.is_empty() || largest < size.0 {
        return Answer::default();
    }
    let mut best = Answer::default();
    let (mut k, mut sum) = (0i64, 0i64);
    for n in 1..=n_max {
        let (from, to) = (n.saturating_mul(size.0), n.saturating_mul(largest).min(reduced.len() as i64));
        if from > to {
            break;
        }
        // The best k does not fall when n rises by much, so it is looked for from where it was, both ways.
        while k < from {
            sum += reduced[k as usize];
            k += 1;
        }
        let cost = |k: i64| lines.iter().map(|l| n * l.fixed + k * l.each).max().expect("there are lines");
        while k < to && reduced[k as usize] > cost(k + 1) - cost(k) {
            sum += reduced[k as usize];
            k += 1;
        }
        while k > from && reduced[k as usize - 1] < cost(k) - cost(k - 1) {
            k -= 1;
            sum -= reduced[k as usize];
        }
        let value = sum - cost(k) - n * costs.session;
        if value > best.value {
            best = Answer { value, n_sessions: n, n_learners: k };
        }
    }
    best
}

/// Straight lines below the cost of rooms, one for each likely slope.
fn lines(size: (i64, i64), rooms: &[RoomCost]) -> Vec<Line> {
    let mut slopes = vec![0];
    for a in rooms {
        slopes.push(a.place);
        for b in rooms {
            let (more, dearer) = (b.capacity.min(size.1) - a.capacity.min(size.1), b.session - a.session);
            if more > 0 && dearer > 0 && slopes.len() < 12 {
                slopes.push(dearer / more);
            }
        }
    }
    slopes.sort_unstable();
    slopes.dedup();
    slopes
        .into_iter()
        .map(|each| {
            let below = rooms.iter().filter(|r| r.capacity >= size.0).flat_map(|r| {
                let at = |u: i64| r.session + (r.place - each) * u;
                [at(size.0), at(r.capacity.min(size.1))]
            });
            below.min().map(|fixed| Line { fixed, each })
        })
        .collect::<Option<Vec<Line>>>()
        .unwrap_or_default()
}

/// The prices of a session of activity `a` in the slots of its run.
pub(super) fn costs(
    relaxation: &Relaxation<'_>,
    a: u32,
    run: SlotMask,
    prices: &[i64],
    people: &mut Vec<u32>,
) -> Option<Costs> {
    let inst = relaxation.inst;
    let rows = &relaxation.rows;
    let activity = &inst.activities[a as usize];
    let over = |first: usize| (0..inst.n_slots).filter(|t| run >> t & 1 == 1).map(|t| prices[first + t]).sum::<i64>();
    let mut session = prices[rows.copies.start + a as usize]
        + (activity.open_cost - super::favour::session_favour(inst, a)) * relaxation.scale;
    people.clear();
    for &tag in &activity.roles {
        let cheapest = relaxation.staff_of[tag as usize]
            .iter()
            .copied()
            .filter(|&p| relaxation.staff_types[p as usize].slots & run == run)
            .map(|p| (over(rows.staff.start + p as usize * inst.n_slots), p))
            .min()?;
        session += cheapest.0;
        people.push(cheapest.1);
    }
    let rooms: Vec<RoomCost> = relaxation.rooms_of[a as usize]
        .iter()
        .map(|&r| (r, &relaxation.room_types[r as usize]))
        .filter(|(_, room)| room.slots & run == run && room.sessions_at_once > 0)
        .map(|(r, room)| RoomCost {
            kind: r,
            session: over(rows.room.start + r as usize * inst.n_slots),
            place: over(rows.place.start + r as usize * inst.n_slots),
            capacity: room.capacity,
        })
        .collect();
    Some(Costs { session, rooms })
}
