//! The bound at given prices, exactly: the sum of what is available at its price and of the best sessions.
//!
//! By weak duality every vector of prices (none negative, those of requirements at most their cost) gives a valid
//! bound, however it was found.

use rayon::prelude::*;

use super::relaxation::Relaxation;
use super::sessions::{Answer, best_sessions, costs};
use super::staff_day::dearest_day;
use crate::schedule::instance::{NEVER, NONE};

/// The bound at given prices, and what it uses of every row.
pub(super) struct Priced {
    /// Scaled upper bound; in 128 bits, because availability may be huge.
    pub value: i128,
    /// `available - used` by row: where it is negative, the price is too low.
    pub slack: Vec<i64>,
}

/// What one activity and start slot answers.
struct KeyAnswer {
    answer: Answer,
    /// The learners who come, as candidates.
    cands: Vec<u32>,
    /// The cheapest type of person for each role.
    people: Vec<u32>,
    room: u32,
}

/// Prices the relaxation.
pub(super) fn price(relaxation: &Relaxation<'_>, prices: &[i64]) -> Priced {
    let inst = relaxation.inst;
    let seat = seat_prices(relaxation, prices);
    let n_keys = inst.activities.len() * inst.n_slots;
    let answers: Vec<Option<KeyAnswer>> =
        (0..n_keys).into_par_iter().with_min_len(16).map(|key| answer_key(relaxation, prices, &seat, key)).collect();
    let mut slack = relaxation.available.clone();
    let mut value = i128::from(relaxation.constant);
    for (row, price) in prices.iter().enumerate().filter(|(row, _)| !relaxation.rows.staff.contains(row)) {
        value += i128::from(*price) * i128::from(relaxation.available[row]);
    }
    value += price_staff(relaxation, prices, &mut slack);
    for (key, answer) in answers.iter().enumerate() {
        if let Some(answer) = answer {
            value += i128::from(answer.answer.value);
            use_rows(relaxation, key, answer, &mut slack);
        }
    }
    Priced { value, slack }
}

/// What every use of a candidate pays or earns apart from its slots, by candidate.
fn seat_prices(relaxation: &Relaxation<'_>, prices: &[i64]) -> Vec<i64> {
    let rows = &relaxation.rows;
    (0u32..)
        .zip(&relaxation.inst.cands)
        .map(|(c, cand)| {
            let mut pays = prices[rows.candidate.start + c as usize] - relaxation.excess_favour(c);
            if cand.exclusive != NONE {
                pays += prices[rows.exclusive.start + cand.exclusive as usize];
            }
            for &q in &cand.requirements {
                let earned = prices[rows.shortfall.start + q as usize] - prices[rows.excess.start + q as usize];
                pays -= earned * cand.duration as i64;
            }
            pays
        })
        .collect()
}

/// Availability of people: the dearest day of each type.
fn price_staff(relaxation: &Relaxation<'_>, prices: &[i64], slack: &mut [i64]) -> i128 {
    let n_slots = relaxation.inst.n_slots;
    let mut served = Vec::new();
    let mut value = 0;
    for (p, kind) in relaxation.staff_types.iter().enumerate() {
        let first = relaxation.rows.staff.start + p * n_slots;
        let day = dearest_day(relaxation.inst, kind, &prices[first..first + n_slots], &mut served);
        value += i128::from(kind.count) * i128::from(day);
        for t in 0..n_slots {
            slack[first + t] = if served[t] { kind.count } else { 0 };
        }
    }
    value
}

/// The reduced gain of a seat, or none.
fn reduced(relaxation: &Relaxation<'_>, prices: &[i64], seat: &[i64], c: u32, s: usize) -> Option<i64> {
    let inst = relaxation.inst;
    let cand = &inst.cands[c as usize];
    let gain = relaxation.gains[c as usize * inst.n_slots + s];
    if gain == NEVER {
        return None;
    }
    let slots = s..s + cand.duration;
    let first = relaxation.rows.learner.start + cand.learner as usize * inst.n_slots;
    let mut value = gain - seat[c as usize] - slots.clone().map(|t| prices[first + t]).sum::<i64>();
    for &(pool, units) in &inst.offerings[cand.offering as usize].devices {
        let first = relaxation.rows.device.start + pool as usize * inst.n_slots;
        // Saturation leaves the gain too large: the bound stays valid.
        let price: i64 = slots.clone().map(|t| prices[first + t]).sum();
        value = value.saturating_sub(units.saturating_mul(price));
    }
    Some(value)
}

fn answer_key(relaxation: &Relaxation<'_>, prices: &[i64], seat: &[i64], key: usize) -> Option<KeyAnswer> {
    let inst = relaxation.inst;
    let (a, s) = ((key / inst.n_slots) as u32, key % inst.n_slots);
    let activity = &inst.activities[a as usize];
    let run = inst.run(s, activity.duration)?;
    let mut takers: Vec<(i64, u32, u32)> = Vec::new();
    for &(l, c) in inst.wanters(a, s) {
        let Some(value) = reduced(relaxation, prices, seat, c, s) else { continue };
        match takers.last_mut() {
            Some(last) if last.1 == l => {
                if value > last.0 {
                    *last = (value, l, c);
                }
            }
            Some(_) | None => takers.push((value, l, c)),
        }
    }
    if takers.is_empty() && activity.size_min > 0 {
        return None;
    }
    let mut people = Vec::new();
    let costs = costs(relaxation, a, run, prices, &mut people)?;
    takers.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.2.cmp(&y.2)));
    let values: Vec<i64> = takers.iter().map(|t| t.0).collect();
    let at_once: i64 = costs
        .rooms
        .iter()
        .map(|r| {
            let kind = &relaxation.room_types[r.kind as usize];
            kind.count * kind.sessions_at_once
        })
        .sum();
    let n_max = at_once.min(i64::from(activity.sessions_max));
    let answer = best_sessions(&values, (activity.size_min, activity.size_max), n_max, &costs);
    if answer.n_sessions == 0 {
        return None;
    }
    let each = answer.n_learners.div_euclid(answer.n_sessions) + i64::from(answer.n_learners % answer.n_sessions > 0);
    let room = costs
        .rooms
        .iter()
        .filter(|r| r.capacity >= each.min(activity.size_max))
        .min_by_key(|r| (r.session + r.place * each, r.kind))
        .or_else(|| costs.rooms.iter().max_by_key(|r| r.capacity))
        .map_or(NONE, |r| r.kind);
    let cands = takers[..answer.n_learners as usize].iter().map(|t| t.2).collect();
    Some(KeyAnswer { answer, cands, people, room })
}

/// Books what an answer uses.
fn use_rows(relaxation: &Relaxation<'_>, key: usize, found: &KeyAnswer, slack: &mut [i64]) {
    let inst = relaxation.inst;
    let rows = &relaxation.rows;
    let (a, s) = (key / inst.n_slots, key % inst.n_slots);
    let (n, k) = (found.answer.n_sessions, found.answer.n_learners);
    slack[rows.copies.start + a] -= n;
    for t in s..s + inst.activities[a].duration {
        for &p in &found.people {
            slack[rows.staff.start + p as usize * inst.n_slots + t] -= n;
        }
        if found.room != NONE {
            slack[rows.room.start + found.room as usize * inst.n_slots + t] -= n;
            slack[rows.place.start + found.room as usize * inst.n_slots + t] -= k;
        }
    }
    for &c in &found.cands {
        let cand = &inst.cands[c as usize];
        slack[rows.candidate.start + c as usize] -= 1;
        if cand.exclusive != NONE {
            slack[rows.exclusive.start + cand.exclusive as usize] -= 1;
        }
        for &q in &cand.requirements {
            slack[rows.shortfall.start + q as usize] += cand.duration as i64;
            slack[rows.excess.start + q as usize] -= cand.duration as i64;
        }
        for t in s..s + cand.duration {
            slack[rows.learner.start + cand.learner as usize * inst.n_slots + t] -= 1;
            for &(pool, units) in &inst.offerings[cand.offering as usize].devices {
                slack[rows.device.start + pool as usize * inst.n_slots + t] -= units;
            }
        }
    }
}
