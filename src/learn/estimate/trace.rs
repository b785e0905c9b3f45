//! What practice of one competency leaves in one learner: how it went lately and over time, and what has faded since.
//!
//! - `fast` and `slow` are exponentially weighted means of the outcomes (1 success, -1 failure), so they stay within
//!   ±1 whatever the weights.
//! - `lost` is what keeps knowledge from being at hand, in log odds. It begins at its greatest, since nothing has
//!   been recalled yet; a success halves it; and with time it returns as `LOSS · ln(1 + days / scale)`, written as a
//!   law of its own present value, so that two gaps cost what one of the same length costs. With the default
//!   half-life it is 0.76 after a week and 1.15 after a month: a skill at 89 % falls by about a tenth and a sixth, as
//!   measured on public logs.
//!
//! Every update is monotone in the state. That is why one more success anywhere never lowers mastery, one more
//! failure never raises it, and a longer gap never raises it.

/// What remains of a mean after a trial of weight 1. Performance factors with decay 0.7 and 0.9 predict best on public
/// logs.
const FAST_KEPT: f64 = 0.7;
const SLOW_KEPT: f64 = 0.9;

/// Log odds lost for every e-fold of time.
const LOSS: f64 = 0.28;

/// Time scales of the loss in a half-life: `LOSS · ln(1 + 120)` is 1.34 log odds, half of what lies between not
/// knowing (35 %) and knowing well (89 %).
const SCALES_IN_A_HALF_LIFE: f64 = 120.0;

/// The greatest loss: more is not measured even after three months.
const LOSS_MAX: f64 = 1.2;

/// Share of the loss that a full success leaves.
const LOSS_KEPT: f64 = 0.5;

/// Longest half-life, days.
const HALF_LIFE_DAYS_MAX: f64 = 3_650.0;

/// The state of one learner at one competency, updated in O(1) a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trace {
    fast: f64,
    slow: f64,
    /// The weight that outcomes have in `slow`, 0 to 1; the rest is that of the start.
    slow_seen: f64,
    /// Log odds, 0 to LOSS_MAX, as of `day`.
    lost: f64,
    half_life_days: f64,
    half_life_days_min: f64,
    /// Days since the half-life last grew by a success.
    unspent_days: f64,
    /// Recent trials, in quizzes.
    information: f64,
    /// Successes and failures in all, in quizzes.
    wins: f64,
    losses: f64,
    /// The latest outcome, -1 to 1; 0 before any.
    last: f64,
    day: i32,
}

impl Trace {
    /// Nothing practised; `half_life_days` is that of fresh knowledge.
    pub fn new(half_life_days: f64, day: i32) -> Self {
        let half_life_days_min = half_life_days.clamp(0.1, HALF_LIFE_DAYS_MAX);
        Trace {
            fast: 0.0,
            slow: 0.0,
            slow_seen: 0.0,
            lost: LOSS_MAX,
            half_life_days: half_life_days_min,
            half_life_days_min,
            unspent_days: 0.0,
            information: 0.0,
            wins: 0.0,
            losses: 0.0,
            last: 0.0,
            day,
        }
    }

    /// The trace on a later `day` when nothing happens until then.
    pub fn faded(mut self, day: i32) -> Self {
        let gap = f64::from((day - self.day).max(0));
        if gap > 0.0 {
            let scales = gap * SCALES_IN_A_HALF_LIFE / self.half_life_days;
            self.lost = (LOSS * ((self.lost / LOSS).exp() + scales).ln()).min(LOSS_MAX);
            self.unspent_days += gap;
            self.day = day;
        }
        self
    }

    /// A trial of `score` (0 to 1) and `weight` (above 0) on `day`.
    pub fn observe(&mut self, day: i32, score: f64, weight: f64) {
        *self = self.faded(day);
        let outcome = 2.0 * score - 1.0;
        let slow_kept = SLOW_KEPT.powf(weight);
        self.fast += (1.0 - FAST_KEPT.powf(weight)) * (outcome - self.fast);
        self.slow += (1.0 - slow_kept) * (outcome - self.slow);
        self.slow_seen += (1.0 - slow_kept) * (1.0 - self.slow_seen);
        self.information = self.information * slow_kept + weight;
        self.wins += weight * score;
        self.losses += weight * (1.0 - score);
        self.last += weight.min(1.0) * (outcome - self.last);
        let share = outcome.abs() * weight.min(1.0);
        if outcome > 0.0 {
            self.lost *= 1.0 - (1.0 - LOSS_KEPT) * share;
            // Retrieval after a gap strengthens by as much as the gap, up to doubling (spacing effect).
            let grown = self.half_life_days + share * self.unspent_days.min(self.half_life_days);
            self.half_life_days = grown.min(HALF_LIFE_DAYS_MAX);
        } else {
            self.half_life_days = (self.half_life_days * (1.0 - 0.5 * share)).max(self.half_life_days_min);
        }
        self.unspent_days *= 1.0 - share;
    }

    /// Mean outcomes, the recent ones weighing more, -1 to 1; they start at 0.
    pub fn fast(&self) -> f64 {
        self.fast
    }

    /// As `fast`, over a longer time.
    pub fn slow(&self) -> f64 {
        self.slow
    }

    /// Mean outcome, the recent ones weighing more, -1 to 1; 1 without any. One more success never lowers it: it
    /// lessens the weight of every failure before it.
    pub fn mean_outcome(&self) -> f64 {
        if self.slow_seen > 0.0 { self.slow / self.slow_seen } else { 1.0 }
    }

    /// Log of one more than all successes.
    pub fn log_wins(&self) -> f64 {
        self.wins.ln_1p()
    }

    /// Log of one more than all failures.
    pub fn log_losses(&self) -> f64 {
        self.losses.ln_1p()
    }

    /// The latest outcome, -1 to 1; 0 before any.
    pub fn last(&self) -> f64 {
        self.last
    }

    /// Log odds lost to forgetting, 0 to LOSS_MAX.
    pub fn lost(&self) -> f64 {
        self.lost
    }

    /// Recent trials, in quizzes, 0 to about 10 (more for weighty ones).
    pub fn information(&self) -> f64 {
        self.information
    }

    /// The day of the latest trial, or the day it was faded to.
    pub fn day(&self) -> i32 {
        self.day
    }
}
