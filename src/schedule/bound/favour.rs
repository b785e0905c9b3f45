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

/// The most that each session could earn besides its opening cost: costs below zero for being alone.
pub(super) fn session_favour(inst: &Instance, a: u32) -> Points {
    if inst.activities[a as usize].is_station {
        return 0;
    }
    inst.never_alone.iter().map(|cost| -cost.unwrap_or(0).min(0)).sum()
}

/// The most that kept sessions could earn: a change cost below zero.
pub(super) fn kept_favour(inst: &Instance) -> Points {
    inst.kept.len() as Points * -inst.change_cost.min(0)
}

/// The most sessions of an activity that could take place in a day.
pub(super) fn sessions_most(inst: &Instance, a: u32) -> i64 {
    let activity = &inst.activities[a as usize];
    let at_once: i64 = activity.rooms.iter().map(|&r| i64::from(inst.rooms[r as usize].sessions_at_once)).sum();
    at_once.saturating_mul(inst.n_slots as i64).min(i64::from(activity.sessions_max))
}
