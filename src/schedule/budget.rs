//! How long to search: rounds decide, the clock is only a guard.
//!
//! A budget in rounds gives the same plan on a slow and on a fast machine. Wall-clock seconds, when given,
//! scale the rounds by what a plain machine does in that time, and end the search if this one is slower. A deadline is
//! a guard alone: it ends a search and never asks for more of it. Whichever comes first ends the search.

use std::time::{Duration, Instant};

use super::log::{Progress, Watch};
use crate::ScheduleConfig;

/// Seconds that the default effort takes for a large site on a plain machine with two cores.
const SECONDS_DEFAULT: f64 = 10.0;

/// The rounds that a search may spend, and the guards that end it early.
#[derive(Clone, Copy)]
pub struct Budget<'w> {
    effort: f64,
    guard: Option<Guard>,
    watch: &'w dyn Watch,
}

/// When the clock was started, and how long it may run.
#[derive(Clone, Copy)]
struct Guard {
    start: Instant,
    length: Duration,
}

/// What ended a search before its rounds were spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Deadline,
    Interrupted,
}

impl<'w> Budget<'w> {
    /// Starts the clock.
    pub fn start(config: &ScheduleConfig, watch: &'w dyn Watch) -> Self {
        let effort = if config.effort.is_finite() { config.effort.max(0.0) } else { 1.0 };
        let seconds = config.seconds.filter(|s| s.is_finite()).map(|s| s.max(0.0));
        let scale = seconds.map_or(1.0, |s| (s / SECONDS_DEFAULT).max(1.0));
        let start = Instant::now();
        // Seconds beyond what a clock can hold guard nothing.
        let allowed = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
        let left = config.deadline.map(|deadline| deadline.saturating_duration_since(start));
        let length = allowed.into_iter().chain(left).min();
        Budget { effort: effort * scale, guard: length.map(|length| Guard { start, length }), watch }
    }

    /// The same budget with the clock's guard at a share of its time, so that something is left for what comes after.
    pub fn until(&self, share: f64) -> Self {
        let shorten = |guard: Guard| Guard { length: guard.length.mul_f64(share), ..guard };
        Budget { guard: self.guard.map(shorten), ..*self }
    }

    /// The same budget with a clock that starts now, for what cools down over the time that is left.
    pub fn rest(&self) -> Self {
        let rest = |guard: Guard| {
            let start = Instant::now();
            Guard { start, length: guard.length.saturating_sub(start - guard.start) }
        };
        Budget { guard: self.guard.map(rest), ..*self }
    }

    /// `rounds` of the default effort, scaled to this budget's effort.
    pub fn rounds(&self, rounds: u64) -> u64 {
        // Far below 2^53: a rounding of the last digit is the same on every machine.
        (rounds as f64 * self.effort).min(1e15) as u64
    }

    /// Whether a guard ends the search now.
    pub fn cut(&self) -> Option<Cut> {
        if self.watch.interrupted() {
            return Some(Cut::Interrupted);
        }
        self.guard.filter(|guard| guard.start.elapsed() >= guard.length).map(|_| Cut::Deadline)
    }

    /// Tells whoever watches.
    pub fn tell(&self, progress: &Progress) {
        self.watch.improved(progress);
    }

    /// The share of the clock's guard that is over, at most 1; 0 without a guard.
    ///
    /// What cools down over its rounds cools down by the clock instead where that is faster: cut off hot, it would
    /// have been for nothing.
    pub fn clock(&self) -> f64 {
        let share = |guard: Guard| guard.start.elapsed().as_secs_f64() / guard.length.as_secs_f64().max(1e-9);
        self.guard.map_or(0.0, |guard| share(guard).min(1.0))
    }

    /// Wall-clock seconds until the guard, if there is one.
    pub fn seconds_left(&self) -> Option<f64> {
        self.guard.map(|guard| guard.length.saturating_sub(guard.start.elapsed()).as_secs_f64())
    }
}
