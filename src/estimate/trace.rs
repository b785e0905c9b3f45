//! What practice of one competency leaves in one learner: two traces, one quick to come and go, one slow.
//!
//! Each trace is an exponentially weighted mean of outcomes (1 success, -1 failure), so it stays within ±1 whatever
//! the weights. Between trials its part above 0 halves every so many days. Both maps are monotone and fading
//! composes over gaps (2^(-a)·2^(-b) = 2^(-a-b)); that is why one more success anywhere never lowers a trace, one
//! more failure never raises it, and a longer gap never raises it.

use super::weights::Weights;

/// What remains of a trace after a trial of weight 1.
const FAST_KEPT: f64 = 0.7;
const SLOW_KEPT: f64 = 0.9;

/// Days in which the fast trace halves. With a slow half-life of 60 days a skill near 90 % then loses about ten
/// points in a week and eighteen in a month, as measured on public logs.
const FAST_HALF_LIFE_DAYS: f64 = 4.0;

/// Longest half-life of the slow trace, days.
const HALF_LIFE_DAYS_MAX: f64 = 3_650.0;

/// Trials that still inform, in quizzes, by the kept share of the slow trace: 1 / (1 - 0.9).
const INFORMATION_KEPT: f64 = SLOW_KEPT;

/// The state of one learner at one competency, updated in O(1) a trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace {
    fast: f64,
    slow: f64,
    /// Days in which the slow trace halves.
    half_life_days: f64,
    half_life_days_min: f64,
    /// Days since the half-life last grew by a success.
    unspent_days: f64,
    /// Recent trials, in quizzes.
    information: f64,
    /// The day that `fast` and `slow` are true for.
    day: i32,
}

impl Trace {
    /// Nothing practised; `half_life_days` is that of fresh knowledge.
    pub fn new(half_life_days: f64, day: i32) -> Self {
        let half_life_days_min = half_life_days.clamp(0.1, HALF_LIFE_DAYS_MAX);
        Trace {
            fast: 0.0,
            slow: 0.0,
            half_life_days: half_life_days_min,
            half_life_days_min,
            unspent_days: 0.0,
            information: 0.0,
            day,
        }
    }

    /// The trace `day` later in time, when nothing happens until then.
    pub fn faded(mut self, day: i32) -> Self {
        let gap = f64::from((day - self.day).max(0));
        if gap > 0.0 {
            if self.fast > 0.0 {
                self.fast *= (-gap / FAST_HALF_LIFE_DAYS).exp2();
            }
            if self.slow > 0.0 {
                self.slow *= (-gap / self.half_life_days).exp2();
            }
            self.unspent_days += gap;
            self.day = day;
        }
        self
    }

    /// A trial of `score` (0 to 1) and `weight` (above 0) on `day`.
    pub fn observe(&mut self, day: i32, score: f64, weight: f64) {
        *self = self.faded(day);
        let outcome = 2.0 * score - 1.0;
        self.fast += (1.0 - FAST_KEPT.powf(weight)) * (outcome - self.fast);
        let kept = SLOW_KEPT.powf(weight);
        self.slow += (1.0 - kept) * (outcome - self.slow);
        self.information = self.information * kept.min(INFORMATION_KEPT.powf(weight)) + weight;
        let share = outcome.abs() * weight.min(1.0);
        if outcome > 0.0 {
            // Retrieval after a gap strengthens by as much as the gap, up to doubling (spacing effect).
            let grown = self.half_life_days + share * self.unspent_days.min(self.half_life_days);
            self.half_life_days = grown.min(HALF_LIFE_DAYS_MAX);
        } else {
            self.half_life_days = (self.half_life_days * (1.0 - 0.5 * share)).max(self.half_life_days_min);
        }
        self.unspent_days *= 1.0 - share;
    }

    /// Log odds above or below the baseline.
    pub fn log_odds(&self, weights: &Weights) -> f64 {
        weights.fast * self.fast + weights.slow * self.slow
    }

    /// Recent trials, in quizzes, 0 to about 10.
    pub fn information(&self) -> f64 {
        self.information
    }

    /// The day of the latest trial, or the day it was faded to.
    pub fn day(&self) -> i32 {
        self.day
    }
}
