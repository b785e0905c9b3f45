//! For each person: the sessions of one day that pay the most.
//!
//! A person serves one session at a time, is available in all its slots, serves at most `sessions_max` sessions and
//! is busy in at most `consecutive_max` slots in a row within a block.

use super::prices::Paid;
use crate::record::{is_there, run_of_slots};
use daybreak_day::problem::{Problem, Staff};

/// The sum over all people of the most that a day could bring at these prices.
pub(super) fn all_days(problem: &Problem, paid: &Paid) -> i128 {
    problem.staff.iter().zip(&paid.staff).map(|(person, prices)| dearest(problem, person, prices)).sum()
}

type Prices = std::collections::BTreeMap<(usize, u32), i128>;

/// `most[t][n][row]` is the most that slots `t` and later can bring to somebody who may serve `n` more sessions and
/// was busy in the `row` slots before `t`.
fn dearest(problem: &Problem, person: &Staff, prices: &Prices) -> i128 {
    let n_slots = problem.slots.len();
    let limit = |max: Option<u32>| max.map_or(n_slots, |max| n_slots.min(max as usize));
    let (sessions, in_a_row) = (limit(person.sessions_max), limit(person.consecutive_max));
    let there: Vec<bool> = problem.slots.iter().map(|slot| is_there(person.slots.as_deref(), &slot.id)).collect();
    // What may start in each slot: where it ends, how long it is, what it pays.
    let mut starts: Vec<Vec<(usize, usize, i128)>> = vec![Vec::new(); n_slots];
    for (&(first, length), &price) in prices {
        let (slots, fits) = run_of_slots(problem, first, length);
        if fits && length > 0 && there[slots.clone()].iter().all(|t| *t) {
            starts[first].push((slots.end, slots.len(), price));
        }
    }
    let mut most = vec![vec![vec![0_i128; in_a_row + 1]; sessions + 1]; n_slots + 1];
    for t in (0..n_slots).rev() {
        let new_block = t == 0 || problem.slots[t - 1].block != problem.slots[t].block;
        for n in 0..=sessions {
            for row in 0..=in_a_row {
                let before = if new_block { 0 } else { row };
                let mut best = most[t + 1][n][0];
                for &(end, length, price) in &starts[t] {
                    if n > 0 && before + length <= in_a_row {
                        best = best.max(price + most[end][n - 1][before + length]);
                    }
                }
                most[t][n][row] = best;
            }
        }
    }
    most[0][sessions][0]
}
