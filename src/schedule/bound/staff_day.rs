//! The dearest day of one person: which slots to serve, at given prices, within their limits.

use super::relaxation::StaffType;
use crate::schedule::instance::Instance;

/// The largest sum of prices over slots that the person could serve, and those slots.
///
/// Limits: availability, slots a day, slots in a row within a block. Prices are not negative. Dynamic programme
/// over slots, with the slots served so far and the length of the current row as state.
pub(super) fn dearest_day(inst: &Instance, kind: &StaffType, prices: &[i64], served: &mut Vec<bool>) -> i64 {
    let n_slots = inst.n_slots;
    served.clear();
    served.extend((0..n_slots).map(|t| kind.slots >> t & 1 == 1));
    let all = served.iter().filter(|s| **s).count();
    if kind.slots_max >= all && kind.consecutive_max >= n_slots {
        return (0..n_slots).filter(|t| served[*t]).map(|t| prices[t]).sum();
    }
    let (counts, rows) = (kind.slots_max + 1, kind.consecutive_max + 1);
    let state = |t: usize, count: usize, row: usize| (t * counts + count) * rows + row;
    // Backwards: best[t][count][row] is the most that slots t.. bring after `count` slots, `row` of them in a row.
    let mut best = vec![0i64; (n_slots + 1) * counts * rows];
    for t in (0..n_slots).rev() {
        let new_block = t > 0 && inst.block[t] != inst.block[t - 1];
        for count in 0..counts {
            for row in 0..rows {
                let run = if new_block { 0 } else { row };
                let mut most = best[state(t + 1, count, 0)];
                if served[t] && count + 1 < counts && run + 1 < rows {
                    most = most.max(prices[t] + best[state(t + 1, count + 1, run + 1)]);
                }
                best[state(t, count, row)] = most;
            }
        }
    }
    trace(inst, prices, served, &best, (counts, rows));
    best[state(0, 0, 0)]
}

/// Walks through the table and marks the slots of a best day; serves rather than rests when both are as good.
fn trace(inst: &Instance, prices: &[i64], served: &mut [bool], best: &[i64], (counts, rows): (usize, usize)) {
    let state = |t: usize, count: usize, row: usize| (t * counts + count) * rows + row;
    let (mut count, mut row) = (0, 0);
    for t in 0..inst.n_slots {
        let run = if t > 0 && inst.block[t] != inst.block[t - 1] { 0 } else { row };
        let serves = served[t]
            && count + 1 < counts
            && run + 1 < rows
            && prices[t] + best[state(t + 1, count + 1, run + 1)] >= best[state(t + 1, count, 0)];
        served[t] = serves;
        (count, row) = if serves { (count + 1, run + 1) } else { (count, 0) };
    }
}
