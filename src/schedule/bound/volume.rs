//! Looks for prices with a low bound: averaged subgradients with a step of their own for every row.
//!
//! Steps go along a running average of the slacks, which damps the oscillation of plain subgradients, as in the
//! volume algorithm (Barahona and Anbil, 2000); each row's step is divided by the usual size of its slack, as in
//! Adam (Kingma and Ba, 2015), because a type of room that is the cheapest today is wanted by everybody at once;
//! and their length falls geometrically from a twelfth of a typical seat to nearly nothing, as Held, Wolfe and Crowder
//! did (1974). Compared with 800 iterations on generated days of 300 and 1,000 learners and on the example school: first
//! steps of a third hardly ever come down from the wishes; last steps a third as long end 0.03 % lower on bare days, and
//! 3 % higher on the example school, which has no time left to come down. These end within 0.1 % of the limit everywhere.
//!
//! Prices are whole numbers when the bound is computed, so it is exact at every step; the smallest one is kept.

use super::Bound;
use super::by_id::by_id;
use super::favour::certain_cost;
use super::from_id::from_id;
use super::prices::price;
use super::relaxation::Relaxation;
use crate::budget::{Budget, Cut};
use crate::ids::{ActivityIdx, CandIdx, Grid, Table};
use crate::instance::{Instance, NEVER};
use daybreak_day::certificate::Certificate;
use daybreak_day::problem::Points;

/// Length of the first and of the last step, in typical gains.
const LENGTH: (f64, f64) = (0.08, 0.0003);
/// The first step near good prices, as a share of the first step from the wishes.
const NEAR: f64 = 0.2;
/// The same near prices of another day. First steps go the full length on every row, in balance or not, so long ones
/// throw away what is known: with a fifth, 200 pricings on a changed day of 300 learners never came below where they
/// began, with a hundredth they took off 3 %.
const KNOWN: f64 = 0.01;
/// Weight of the past in the running averages of slacks and of their squares.
const PAST: (f64, f64) = (0.95, 0.98);
/// Sessions carry many learners, so their prices are larger: steps on their rows are longer by this factor.
const SESSION_STEP: f64 = 30.0;

/// The bound at the first prices: about what all wishes together are worth.
pub fn first_bound(inst: &Instance) -> Points {
    let relaxation = Relaxation::new(inst);
    points(&relaxation, price(&relaxation, &whole(&relaxation, &first_prices(&relaxation))).value)
}

/// The share of the clock's guard, if there is one, in which the steps come down at the latest.
const CLOCK_SHARE: f64 = 0.9;

/// A low bound on all plans, and how it was found.
pub struct Found {
    pub bound: Bound,
    /// The guard that ended it, if one did.
    pub cut: Option<Cut>,
    /// Prices of the certificate for what the problem does not know.
    pub unknown: u64,
}

/// Looks for a low bound in at most `iterations`: from the prices of a certificate where those prove more than wishes, or from
/// what it is worth that nothing changes where that proves still more.
pub fn price_bound(inst: &Instance, certificate: Option<&Certificate>, iterations: u64, budget: &Budget<'_>) -> Found {
    let relaxation = Relaxation::new(inst);
    let first = whole(&relaxation, &first_prices(&relaxation));
    let known = certificate.map(|certificate| from_id(&relaxation, certificate, &first));
    let unknown = known.as_ref().map_or(0, |known| known.1);
    let mut near: Vec<Vec<i64>> = known.map(|known| known.0).into_iter().collect();
    if inst.moved.is_some() {
        let nothing = vec![0; first.len()];
        let kept: Vec<Vec<i64>> = near.iter().chain([&nothing]).map(|from| if_kept(&relaxation, from)).collect();
        near.extend(kept);
    }
    let (mut start, mut length, mut least) = (first, LENGTH, None);
    for prices in near {
        let value = price(&relaxation, &prices).value;
        if value < *least.get_or_insert_with(|| price(&relaxation, &start).value) {
            (start, length, least) = (prices, (LENGTH.0 * KNOWN, LENGTH.1), Some(value));
        }
    }
    let (bound, cut) = descend(&relaxation, start, length, iterations, budget);
    Found { bound, cut, unknown }
}

/// The prices when everybody also pays for a slot what it is worth that it does not change: then nothing is left to be gained
/// by a seat that was there before, and less than nothing by another.
fn if_kept(relaxation: &Relaxation<'_>, prices: &[i64]) -> Vec<i64> {
    let inst = relaxation.inst;
    let mut prices = prices.to_vec();
    let Some(moved) = &inst.moved else { return prices };
    for l in inst.learners.ids() {
        for c in inst.cands_of(l) {
            let cand = &inst.cands[c];
            for s in (0..inst.n_slots).filter(|s| inst.gain(c, *s) != NEVER) {
                let slots = s..s + cand.duration;
                let same = |t: usize| moved.seats[(l, t)].is_some_and(|(offering, _)| offering == cand.offering);
                if slots.clone().all(same) {
                    let certain = certain_cost(inst, l, c, s) / cand.duration as Points;
                    let kept = (inst.change_cost - certain).max(0).saturating_mul(relaxation.scale);
                    for row in slots.map(|t| relaxation.rows.of_learner(l, t)) {
                        prices[row] = prices[row].saturating_add(kept).min(relaxation.highest[row]);
                    }
                }
            }
        }
    }
    prices
}

/// A bound on the plans that hold so many sessions of each activity and start slot, from the
/// prices of a bound on all plans.
pub fn given_bound(
    inst: &Instance,
    held: &Grid<ActivityIdx, i64>,
    from: &Bound,
    iterations: u64,
    budget: &Budget<'_>,
) -> Bound {
    let relaxation = Relaxation::given(inst, held);
    descend(&relaxation, from.prices.clone(), (LENGTH.0 * NEAR, LENGTH.1), iterations, budget).0
}

/// Walks from prices to lower bounds, with steps from the first length to the last; keeps the lowest.
fn descend(
    relaxation: &Relaxation<'_>,
    start: Vec<i64>,
    length: (f64, f64),
    iterations: u64,
    budget: &Budget<'_>,
) -> (Bound, Option<Cut>) {
    let mut prices: Vec<f64> = start.iter().map(|price| *price as f64).collect();
    let first = price(relaxation, &start);
    let (mut lowest, mut value) = (start, first.value);
    let mut average: Vec<f64> = first.slack.iter().map(|s| *s as f64).collect();
    let mut square: Vec<f64> = average.iter().map(|a| a * a).collect();
    let steps = steps(relaxation);
    let typical = typical_gain(relaxation);
    let mut cut = None;
    for i in 0..iterations {
        cut = budget.cut();
        if cut.is_some() {
            break;
        }
        let length = typical
            * length.0
            * (length.1 / length.0).powf((i as f64 / iterations as f64).max(budget.clock() / CLOCK_SHARE));
        for r in 0..prices.len() {
            let step = length * steps[r] * average[r] / square[r].sqrt().max(1.0);
            prices[r] = (prices[r] - step).clamp(0.0, relaxation.highest[r] as f64);
        }
        let asked = whole(relaxation, &prices);
        let priced = price(relaxation, &asked);
        for (r, slack) in priced.slack.iter().enumerate() {
            let slack = *slack as f64;
            average[r] = PAST.0 * average[r] + (1.0 - PAST.0) * slack;
            square[r] = PAST.1 * square[r] + (1.0 - PAST.1) * slack * slack;
        }
        if priced.value < value {
            (value, lowest) = (priced.value, asked);
        }
    }
    let by_id = by_id(relaxation, &lowest);
    (Bound { points: points(relaxation, value), scale: relaxation.scale, prices: lowest, by_id }, cut)
}

/// A scaled bound in points: every plan is worth whole points, so the fraction goes.
pub(super) fn points(relaxation: &Relaxation<'_>, value: i128) -> Points {
    Points::try_from(value.div_euclid(i128::from(relaxation.scale))).unwrap_or(Points::MAX)
}

/// The median of the learners' best gains, scaled; at least 1.
fn typical_gain(relaxation: &Relaxation<'_>) -> f64 {
    let mut best = Table::filled(0, relaxation.inst.learners.len());
    for seat in relaxation.keys.iter().flat_map(|key| &key.seats) {
        let best = &mut best[seat.learner];
        *best = seat.gain.max(*best);
    }
    let mut best: Vec<_> = best.iter().copied().collect();
    best.sort_unstable();
    best.get(best.len() / 2).map_or(1.0, |g| (*g as f64).max(1.0))
}

/// Whole prices within their limits.
fn whole(relaxation: &Relaxation<'_>, prices: &[f64]) -> Vec<i64> {
    prices.iter().zip(&relaxation.highest).map(|(p, highest)| (p.round() as i64).clamp(0, *highest)).collect()
}

/// Length of a step by row, relative to the learners' rows.
fn steps(relaxation: &Relaxation<'_>) -> Vec<f64> {
    let rows = &relaxation.rows;
    (0..relaxation.available.len())
        .map(|r| {
            let sessions = rows.staff.contains(&r) || rows.room.contains(&r) || rows.copies.contains(&r);
            if relaxation.highest[r] == 0 {
                0.0
            } else if sessions {
                SESSION_STEP
            } else {
                1.0
            }
        })
        .collect()
}

/// Prices at which the bound is about that of the wishes: a learner's slots cost what the last wish is worth.
fn first_prices(relaxation: &Relaxation<'_>) -> Vec<f64> {
    let inst = relaxation.inst;
    let mut best = Table::filled(0, inst.cands.len());
    for seat in relaxation.keys.iter().flat_map(|key| &key.seats) {
        let best = &mut best[seat.cand];
        *best = seat.gain.max(*best);
    }
    let mut prices = vec![0.0; relaxation.available.len()];
    for l in inst.learners.ids() {
        let mut wishes: Vec<(i64, CandIdx)> = Vec::new();
        for c in inst.cands_of(l) {
            let best = best[c];
            wishes.push((best / inst.cands[c].duration as i64, c));
        }
        wishes.sort_unstable_by(|a, b| b.cmp(a));
        let available = inst.learners[l].slots.count_ones().min(inst.n_slots as u32) as usize;
        let last = wishes.get(available).map_or(0, |w| w.0);
        for t in (0..inst.n_slots).filter(|t| inst.learners[l].slots >> t & 1 == 1) {
            prices[relaxation.rows.of_learner(l, t)] = last as f64;
        }
        for (value, c) in wishes {
            let more = (value - last).max(0) * inst.cands[c].duration as i64;
            prices[relaxation.rows.of_cand(c)] = more as f64;
        }
    }
    prices
}
