//! Shares prices out between the day and its parts: what a part has for itself it prices itself, what spans the day
//! keeps one price for all, and nothing that the prices proved is lost.

use std::collections::BTreeSet;

use super::part::Slots;
use super::relaxation::Relaxation;
use super::staff_day::Days;
use crate::ids::{CandIdx, StaffKind};

/// Prices that all parts share, and each part's own on top of them, by its rows.
pub(super) struct Shares {
    pub shared: Vec<i64>,
    pub own: Vec<Vec<i64>>,
}

/// Shares out prices that prove a bound, so that shared and own ones together prove the same or a lower one.
pub(super) fn share_out(relaxation: &Relaxation<'_>, parts: &[Slots], prices: &[i64]) -> Shares {
    let (mut shared, mut both) = (prices.to_vec(), prices.to_vec());
    for part in parts {
        settle_idle(relaxation, part, prices, &mut both);
        part.rows.iter().chain(&part.idle).for_each(|&r| shared[r] = 0);
    }
    for kind in relaxation.staff_types.ids() {
        share_staff(relaxation, parts, kind, prices, &mut shared);
    }
    let own = parts.iter().map(|part| part.rows.iter().map(|&r| both[r] - shared[r]).collect()).collect();
    Shares { shared, own }
}

/// Where a part is one slot, a candidate used there alone can be used once at most, as the learner's row says already:
/// the dearest of a learner's candidates is paid for the slot instead.
fn settle_idle(relaxation: &Relaxation<'_>, part: &Slots, prices: &[i64], both: &mut [i64]) {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let idle = |r: usize| if part.idle.binary_search(&r).is_ok() { prices[r] } else { 0 };
    let of_use = |c: CandIdx| {
        let group = inst.cands[c].exclusive;
        let of_group = if group.is_none() { 0 } else { idle(rows.of_group(group)) };
        idle(rows.of_cand(c)) + of_group
    };
    for l in inst.learners.ids().filter(|_| !part.idle.is_empty()) {
        let row = rows.of_learner(l, 0) + part.mask.trailing_zeros() as usize;
        let dearest = inst.cands_of(l).map(of_use).max().unwrap_or(0);
        both[row] = (both[row] + dearest).min(relaxation.highest[row]);
    }
}

/// A type of people with limits over the day keeps the lowest level of prices for the day that loses nothing: what is
/// above it is each part's own. For "at most `m` sessions" that is the price of the first slot in which nobody serves.
fn share_staff(relaxation: &Relaxation<'_>, parts: &[Slots], kind: StaffKind, prices: &[i64], shared: &mut [i64]) {
    let per_kind = relaxation.inst.n_slots * relaxation.lengths.len();
    let first = relaxation.staff_row(kind, 0, 0);
    let prices = &prices[first..first + per_kind];
    let levels: BTreeSet<i64> = prices.iter().copied().chain([0]).collect();
    let whole = dearest(relaxation, kind, prices);
    for level in levels {
        let common: Vec<i64> = prices.iter().map(|price| *price.min(&level)).collect();
        let in_part = |part: &Slots| {
            let mut own = vec![0; per_kind];
            for i in part.rows.iter().filter_map(|r| r.checked_sub(first)).filter(|i| *i < per_kind) {
                own[i] = prices[i] - common[i];
            }
            dearest(relaxation, kind, &own)
        };
        if dearest(relaxation, kind, &common) + parts.iter().map(in_part).sum::<i64>() <= whole {
            let own = parts.iter().flat_map(|part| &part.rows).filter_map(|r| r.checked_sub(first));
            own.filter(|i| *i < per_kind).for_each(|i| shared[first + i] = common[i]);
            return;
        }
    }
}

/// The dearest day of one person of a type, at prices by its rows.
pub(super) fn dearest(relaxation: &Relaxation<'_>, kind: StaffKind, prices: &[i64]) -> i64 {
    let mut served = vec![false; prices.len()];
    let days = || Days::new(relaxation.inst, &relaxation.staff_types[kind], &relaxation.lengths);
    if prices.is_empty() { 0 } else { days().dearest(prices, &mut served) }
}
