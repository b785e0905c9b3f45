//! The bound at given prices, exactly: the sum of what is available at its price and of the best sessions.
//!
//! By weak duality every vector of prices (none negative, those of requirements at most their cost) gives a valid
//! bound, however it was found.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::relaxation::{Key, Relaxation, needs_small};
use super::sessions::{Answer, Costs, RoomCost};
use super::staff_day::Days;
use crate::ids::{CandIdx, LearnerIdx, RoomKind, Table};
use crate::instance::{Instance, SlotMask};

/// The bound at given prices, and what it uses of every row.
pub(super) struct Priced {
    /// Scaled upper bound; in 128 bits, because availability may be huge.
    pub value: i128,
    /// `available - used` by row: where it is negative, the price is too low.
    pub slack: Vec<i64>,
}

/// What one key answers.
pub(super) struct KeyAnswer {
    pub answer: Answer,
    /// The learners who come, as candidates.
    cands: Vec<CandIdx>,
    /// The rows of the cheapest people, with how many of each.
    people: Vec<(usize, i64)>,
    room: RoomKind,
}

/// Prices the relaxation.
pub(super) fn price(relaxation: &Relaxation<'_>, prices: &[i64]) -> Priced {
    let seat = seat_prices(relaxation, prices);
    let answers: Vec<Option<KeyAnswer>> = relaxation
        .keys
        .par_iter()
        .with_min_len(16)
        .map(|key| answer_key(relaxation, prices, &seat, key, (key.n_min, key.n_max)))
        .collect();
    let mut slack = relaxation.available.clone();
    let mut value = i128::from(relaxation.constant);
    for (row, price) in prices.iter().enumerate().filter(|(row, _)| !relaxation.rows.staff.contains(row)) {
        value += i128::from(*price) * i128::from(relaxation.available[row]);
    }
    value += price_staff(relaxation, prices, &mut slack);
    for (key, answer) in relaxation.keys.iter().zip(&answers) {
        if let Some(answer) = answer {
            value += i128::from(answer.answer.value);
            use_rows(relaxation, key, answer, &mut slack);
        }
    }
    Priced { value, slack }
}

/// What every use of a candidate pays or earns apart from its slots, by candidate.
pub(super) fn seat_prices(relaxation: &Relaxation<'_>, prices: &[i64]) -> Table<CandIdx, i64> {
    let rows = &relaxation.rows;
    relaxation
        .inst
        .cands
        .numbered()
        .map(|(c, cand)| {
            let mut pays = prices[rows.of_cand(c)];
            if cand.exclusive.is_some() {
                pays += prices[rows.of_group(cand.exclusive)];
            }
            for &q in &cand.requirements {
                let earned = prices[rows.short_of(q)] - prices[rows.beyond(q)];
                pays -= earned * cand.duration as i64;
            }
            pays
        })
        .collect()
}

/// Availability of people: the dearest day of each type.
fn price_staff(relaxation: &Relaxation<'_>, prices: &[i64], slack: &mut [i64]) -> i128 {
    let per_kind = relaxation.inst.n_slots * relaxation.lengths.len();
    let mut served = vec![false; per_kind];
    let mut value = 0;
    for (p, kind) in relaxation.staff_types.numbered() {
        if per_kind == 0 {
            break;
        }
        let first = relaxation.staff_row(p, 0, 0);
        let count = kind.members.len() as i64;
        let day = Days::new(relaxation.inst, kind, &relaxation.lengths)
            .dearest(&prices[first..first + per_kind], &mut served);
        value += i128::from(count) * i128::from(day);
        for (row, served) in served.iter().enumerate() {
            slack[first + row] = if *served { count } else { 0 };
        }
    }
    value
}

/// The sum over the slots of a run, of a family of rows by something and slot.
fn over(relaxation: &Relaxation<'_>, prices: &[i64], first: usize, run: SlotMask) -> i64 {
    (0..relaxation.inst.n_slots).filter(|t| run >> t & 1 == 1).map(|t| prices[first + t]).sum()
}

/// Each learner's best reduced gain at a key, with the candidate.
fn takers(
    relaxation: &Relaxation<'_>,
    prices: &[i64],
    seat_prices: &Table<CandIdx, i64>,
    key: &Key,
) -> Vec<(i64, CandIdx)> {
    let inst = relaxation.inst;
    let slots = key.start..key.start + key.run.count_ones() as usize;
    let mut takers: Vec<(i64, CandIdx)> = Vec::with_capacity(key.seats.len());
    let mut last = LearnerIdx::NONE;
    for seat in &key.seats {
        let first = relaxation.rows.of_learner(seat.learner, 0);
        let mut value = seat.gain - seat_prices[seat.cand] - prices[first..][slots.clone()].iter().sum::<i64>();
        for &(pool, units) in &inst.offerings[inst.cands[seat.cand].offering].devices {
            let first = relaxation.rows.of_device(pool, 0);
            // Saturation leaves the gain too large: the bound stays valid.
            value = value.saturating_sub(units.saturating_mul(prices[first..][slots.clone()].iter().sum()));
        }
        match takers.last_mut() {
            Some(before) if last == seat.learner => *before = (*before).max((value, seat.cand)),
            Some(_) | None => takers.push((value, seat.cand)),
        }
        last = seat.learner;
    }
    takers
}

/// The most that `n_min` to `n_max` sessions of a key could earn; none where it is best to hold none, or where so many
/// cannot be.
pub(super) fn answer_key(
    relaxation: &Relaxation<'_>,
    prices: &[i64],
    seat_prices: &Table<CandIdx, i64>,
    key: &Key,
    (n_min, n_max): (i64, i64),
) -> Option<KeyAnswer> {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let activity = &inst.activities[key.activity];
    let mut session = key.cost + prices[rows.of_copies(key.activity)];
    let mut people = Vec::with_capacity(key.needs.len());
    for (servers, count) in &key.needs {
        let row = servers.iter().map(|server| server.row).min_by_key(|row| (prices[*row], *row))?;
        session += prices[row] * count;
        people.push((row, *count));
    }
    let room = |&kind: &RoomKind| RoomCost {
        kind,
        session: over(relaxation, prices, rows.of_room(kind, 0), key.run),
        place: over(relaxation, prices, rows.of_place(kind, 0), key.run),
        capacity: relaxation.room_types[kind].capacity,
    };
    let rooms: Vec<RoomCost> = key.rooms.iter().map(room).collect();
    let costs = Costs::new(session, (activity.size_min, inst.size_max(key.activity, key.start)), &rooms)?;
    let mut takers = takers(relaxation, prices, seat_prices, key);
    let gaining = || takers.iter().filter(|taker| taker.0 > 0);
    let mut n_max = n_max;
    if costs.least > 0 && n_min == 0 {
        // So many sessions could be paid if nobody had to come at a loss.
        n_max = n_max.min(gaining().map(|taker| taker.0).sum::<i64>() / costs.least);
        if n_max == 0 {
            return None;
        }
    }
    if key.small >= costs.largest {
        // Nobody beyond those who gain, or are needed to fill up, can matter.
        let n_matter = costs.n_that_matter(gaining().count(), activity.size_min, n_max);
        if n_matter < takers.len() {
            takers.select_nth_unstable_by(n_matter, best_first);
            takers.truncate(n_matter);
        }
    }
    takers.sort_unstable_by(best_first);
    let (answer, takers) = best_groups(inst, key, &costs, takers, (n_min, n_max));
    if answer.n_sessions == 0 {
        return None;
    }
    let each = answer.n_learners.div_euclid(answer.n_sessions) + i64::from(answer.n_learners % answer.n_sessions > 0);
    let room = rooms
        .iter()
        .filter(|r| r.capacity >= each)
        .min_by_key(|r| (r.session + r.place * each, r.kind))
        .or_else(|| rooms.iter().max_by_key(|r| r.capacity))
        .map_or(RoomKind::NONE, |r| r.kind);
    let cands = takers[..answer.n_learners as usize].iter().map(|taker| taker.1).collect();
    Some(KeyAnswer { answer, cands, people, room })
}

/// Best first, in a fixed order.
fn best_first(x: &(i64, CandIdx), y: &(i64, CandIdx)) -> Ordering {
    y.0.cmp(&x.0).then(x.1.cmp(&y.1))
}

/// The best sessions over every number of them that hold learners who need a small group, with those who may come.
fn best_groups(
    inst: &Instance,
    key: &Key,
    costs: &Costs,
    takers: Vec<(i64, CandIdx)>,
    (n_min, n_max): (i64, i64),
) -> (Answer, Vec<(i64, CandIdx)>) {
    let activity = &inst.activities[key.activity];
    let ask = |takers: &[(i64, CandIdx)], n_min: i64, lost: i64| {
        let values: Vec<i64> = takers.iter().map(|taker| taker.0).collect();
        costs.best_sessions(&values, activity.size_min, (n_min, n_max), lost)
    };
    if key.small >= costs.largest {
        return (ask(&takers, n_min, 0), takers);
    }
    let small = |cand: CandIdx| needs_small(inst, (key.activity, key.start), inst.cands[cand].learner).is_some();
    let n_small = takers.iter().filter(|taker| small(taker.1)).count() as i64;
    let mut best: Option<(Answer, Vec<(i64, CandIdx)>)> = None;
    for m in 0..=n_max.min(n_small / key.small + i64::from(n_small % key.small > 0)) {
        let mut places = m * key.small;
        let mut may_come = takers.clone();
        may_come.retain(|taker| {
            places -= i64::from(small(taker.1));
            !small(taker.1) || places >= 0
        });
        let answer = ask(&may_come, n_min.max(m), m * (costs.largest - key.small));
        if best.as_ref().is_none_or(|best| answer.value > best.0.value) {
            best = Some((answer, may_come));
        }
    }
    best.expect("no small group at all was tried")
}

/// Books what an answer uses.
pub(super) fn use_rows(relaxation: &Relaxation<'_>, key: &Key, found: &KeyAnswer, slack: &mut [i64]) {
    let inst = relaxation.inst;
    let rows = &relaxation.rows;
    let (n, k) = (found.answer.n_sessions, found.answer.n_learners);
    slack[rows.of_copies(key.activity)] -= n;
    for &(row, count) in &found.people {
        slack[row] -= n * count;
    }
    let slots = key.start..key.start + key.run.count_ones() as usize;
    for t in slots.clone().filter(|_| found.room.is_some()) {
        slack[rows.of_room(found.room, t)] -= n;
        slack[rows.of_place(found.room, t)] -= k;
    }
    for &c in &found.cands {
        let cand = &inst.cands[c];
        slack[rows.of_cand(c)] -= 1;
        if cand.exclusive.is_some() {
            slack[rows.of_group(cand.exclusive)] -= 1;
        }
        for &q in &cand.requirements {
            slack[rows.short_of(q)] += cand.duration as i64;
            slack[rows.beyond(q)] -= cand.duration as i64;
        }
        for t in slots.clone() {
            slack[rows.of_learner(cand.learner, t)] -= 1;
            for &(pool, units) in &inst.offerings[cand.offering].devices {
                slack[rows.of_device(pool, t)] -= units;
            }
        }
    }
}
