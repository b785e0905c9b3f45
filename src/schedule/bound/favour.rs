//! The most that a seat could bring, people and company included: the coefficients of every relaxation.

use crate::model::problem::Points;
use crate::schedule::instance::{Instance, NEVER};

/// `cands x slots`: the most a seat could add to the objective, requirements apart, or [`NEVER`].
///
/// - Bonuses of people: for each role the best bonus among those with its tag.
/// - Company: a positive bonus counts only when both are there, so a half for each is enough; a negative one is
///   left out.
pub(super) fn best_gains(inst: &Instance) -> Vec<Points> {
    let mut gains = inst.gain.clone();
    for (l, learner) in inst.learners.iter().enumerate() {
        let halves: Points = learner
            .together
            .iter()
            .map(|&(other, bonus)| {
                let bonus = bonus.max(0);
                // The two halves add up to the whole bonus.
                if (l as u32) < other { bonus - bonus / 2 } else { bonus / 2 }
            })
            .sum();
        for c in learner.cands.0..learner.cands.1 {
            let most = halves + best_bonus(inst, l, c);
            for gain in &mut gains[c as usize * inst.n_slots..(c as usize + 1) * inst.n_slots] {
                if *gain != NEVER {
                    *gain += most;
                }
            }
        }
    }
    gains
}

/// The most that people could add to a seat of candidate `c`.
fn best_bonus(inst: &Instance, l: usize, c: u32) -> Points {
    let bonuses = &inst.learners[l].staff_bonus;
    if bonuses.is_empty() {
        return 0;
    }
    let bonus = |p: u32| bonuses.binary_search_by_key(&p, |b| b.0).map_or(0, |i| bonuses[i].1);
    let barred = &inst.learners[l].staff_barred;
    let roles = &inst.activities[inst.cands[c as usize].activity as usize].roles;
    roles
        .iter()
        .map(|&tag| {
            let people = &inst.people_with[tag as usize];
            people.iter().filter(|p| barred.binary_search(p).is_err()).map(|&p| bonus(p)).max().unwrap_or(0)
        })
        .sum()
}

/// The most that sessions could earn by themselves: negative opening costs, and costs below zero for being alone.
pub(super) fn session_points(inst: &Instance) -> Points {
    let seats: i64 =
        inst.rooms.iter().map(|r| i64::from(r.sessions_at_once)).sum::<i64>().saturating_mul(inst.n_slots as i64);
    let alone: Points = inst.never_alone.iter().map(|cost| -cost.unwrap_or(0).min(0)).sum();
    let kept = inst.kept.len() as i64 * -inst.change_cost.min(0) * 2;
    let opened: Points = inst
        .activities
        .iter()
        .map(|a| {
            let each = -a.open_cost.min(0);
            if each == 0 { 0 } else { each.saturating_mul(seats.min(i64::from(a.sessions_max).saturating_mul(1))) }
        })
        .fold(0, i64::saturating_add);
    opened.saturating_add(alone.saturating_mul(if alone == 0 { 0 } else { seats })).saturating_add(kept)
}
