//! Statistics to the link: what is known of a learner before an answer, as numbers that log odds are linear in.
//!
//! The statistics of an item's skills are averaged, so an answer is one prediction however many skills it needs; of
//! three of them the least counts as well, since the weakest skill may decide.

use super::difficulty::View;
use super::log::{Answer, sigmoid};
use super::state::{RECENT, State, Tally};

/// The columns that there is one of a skill, averaged over the skills of an item.
const OF_SKILL: [&str; 26] = [
    "skill difficulty",
    "skill ratio",
    "skill wins",
    "skill losses",
    "skill attempts",
    "skill first",
    "skill fast",
    "skill slow",
    "skill recent 1",
    "skill recent 2",
    "skill recent 3",
    "skill recent 4",
    "skill recent 5",
    "skill residual",
    "skill residual slow",
    "skill offset",
    "skill run",
    "skill second",
    "skill fourth",
    "skill tenth",
    "skill gap",
    "skill gap after success",
    "skill lag",
    "skill lag after success",
    "skill unseen by time",
    "skill share of learner",
];

/// The others.
const OF_ANSWER: [&str; 40] = [
    "one",
    "item",
    "item squared",
    "item count",
    "item sure",
    "least ratio",
    "least slow",
    "least offset",
    "learner ratio",
    "learner attempts",
    "learner residual",
    "learner residual slow",
    "learner fast",
    "learner slow",
    "learner recent 1",
    "learner recent 2",
    "learner recent 3",
    "learner recent 4",
    "learner recent 5",
    "learner run",
    "ability",
    "expected",
    "item x ability",
    "item x ratio",
    "item met",
    "item won",
    "item last",
    "item gap",
    "item gap after success",
    "item first",
    "same item",
    "same item after success",
    "same skills",
    "same skills after success",
    "first x ability",
    "first x residual",
    "first x item",
    "slow x attempts",
    "offset x attempts",
    "several skills",
];

/// Columns in which items differ, and skills, with the precision of these effects. Chosen within training learners.
pub const OF_ITEMS: [(usize, f64); 2] = [(ONE, 4.0), (ABILITY, 10.0)];
pub const OF_SKILLS: [(usize, f64); 9] =
    [(ONE, 6.0), (ABILITY, 15.0), (ITEM, 15.0), (2, 15.0), (3, 15.0), (7, 15.0), (15, 15.0), (20, 15.0), (22, 15.0)];

const ONE: usize = OF_SKILL.len();
const ITEM: usize = ONE + 1;
const ABILITY: usize = ONE + 20;

/// Number of columns.
pub const N: usize = OF_SKILL.len() + OF_ANSWER.len();

/// The columns' names, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    OF_SKILL.into_iter().chain(OF_ANSWER)
}

fn ln1p(x: f32) -> f32 {
    (1.0 + x).ln()
}

/// Log odds of successes and failures, half of each added.
fn log_odds((wins, losses): (f32, f32)) -> f32 {
    ((wins + 0.5) / (losses + 0.5)).ln()
}

/// Time since a moment in e-folds of minutes, divided by ten.
fn gap(now: i64, then: i64) -> f32 {
    0.1 * ln1p((now - then).max(0) as f32 / 60.0)
}

fn of_skill(tally: &Tally, difficulty: f32, now: &Answer, state: &State) -> [f32; OF_SKILL.len()] {
    let n = tally.n;
    let met = if n > 0.0 { 1.0 } else { 0.0 };
    let since = met * gap(now.at, tally.at);
    let lag = met * 0.2 * ln1p((state.position - tally.position) as f32 - met);
    let success = tally.recent[0];
    let flag = |is: bool| f32::from(u8::from(is));
    let mut x = [0.0; OF_SKILL.len()];
    x[0] = difficulty;
    x[1] = log_odds((tally.wins, n - tally.wins));
    x[2] = ln1p(tally.wins);
    x[3] = ln1p(n - tally.wins);
    x[4] = ln1p(n);
    x[5] = 1.0 - met;
    x[6] = log_odds(tally.fast);
    x[7] = log_odds(tally.slow);
    x[8..8 + RECENT].copy_from_slice(&tally.recent);
    x[13] = tally.residual / (n + 2.0);
    x[14] = tally.residual_slow.0 / (tally.residual_slow.1 + 1.0);
    x[15] = tally.elo;
    x[16] = tally.run.signum() * met * ln1p(tally.run.abs());
    x[17] = flag((1.0..3.0).contains(&n));
    x[18] = flag((3.0..9.0).contains(&n));
    x[19] = flag(n >= 9.0);
    x[20] = since;
    x[21] = since * success;
    x[22] = lag;
    x[23] = lag * success;
    x[24] = flag(n == 0.0) * ln1p(state.learner.n) * 0.2;
    x[25] = n / (state.learner.n + 5.0);
    x
}

/// The columns of an answer that is still to come.
pub fn of_answer(state: &State, view: &View, skills: &[u32], answer: &Answer) -> [f32; N] {
    let (item, learner) = (view.item[answer.item as usize], &state.learner);
    let mut x = [0.0; N];
    let (mean, rest) = x.split_at_mut(OF_SKILL.len());
    let mut least = [f32::INFINITY; 3];
    let share = 1.0 / skills.len().max(1) as f32;
    for &skill in skills {
        let one = of_skill(state.skills.get(skill), view.skill[skill as usize], answer, state);
        mean.iter_mut().zip(&one).for_each(|(sum, x)| *sum += share * x);
        for (least, at) in least.iter_mut().zip([1, 7, 15]) {
            *least = least.min(one[at]);
        }
    }
    let least = least.map(|x| if x.is_finite() { x } else { 0.0 });
    let (ability, offset) = state.elo(skills);
    let met = state.items.get(answer.item);
    let is_met = if met.n > 0.0 { 1.0 } else { 0.0 };
    let since_item = is_met * gap(answer.at, met.at);
    let previous = state.previous;
    let flag = |is: bool| f32::from(u8::from(is));
    let same_item = flag(previous.is_some_and(|p| p.item == answer.item));
    let same_skills = flag(
        previous.is_some()
            && skills.iter().any(|&s| {
                let tally = state.skills.get(s);
                tally.n > 0.0 && tally.position + 1 == state.position
            }),
    );
    let after = learner.recent[0];
    let residual = learner.residual / (learner.n + 3.0);
    let expected = sigmoid(f64::from(item + ability + offset)) as f32;
    let item_n = view.item_n[answer.item as usize];
    let difficulty = mean[0];
    rest.copy_from_slice(&[
        1.0,
        item,
        item * item,
        0.2 * ln1p(item_n),
        (item - difficulty) * item_n / (item_n + 10.0),
        least[0],
        least[1],
        least[2],
        log_odds((learner.wins, learner.n - learner.wins)),
        ln1p(learner.n),
        residual,
        learner.residual_slow.0 / (learner.residual_slow.1 + 1.0),
        log_odds(learner.fast),
        log_odds(learner.slow),
        learner.recent[0],
        learner.recent[1],
        learner.recent[2],
        learner.recent[3],
        learner.recent[4],
        if learner.n > 0.0 { learner.run.signum() * ln1p(learner.run.abs()) } else { 0.0 },
        ability,
        4.0 * (expected - 0.5),
        item * ability,
        item * mean[1],
        ln1p(met.n),
        ln1p(met.wins),
        met.last,
        since_item,
        since_item * met.last,
        1.0 - is_met,
        same_item,
        same_item * after,
        same_skills,
        same_skills * after,
        mean[5] * ability,
        mean[5] * residual,
        mean[5] * item,
        mean[7] * mean[4],
        mean[15] * mean[4],
        flag(skills.len() > 1),
    ]);
    x
}
