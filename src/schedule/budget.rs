//! How long to search: rounds decide, the clock is only a guard.
//!
//! A budget in rounds gives the same plan on a slow and on a fast machine. Wall-clock seconds, when given,
//! scale the rounds by what a plain machine does in that time, and end the search if this one is slower.

use std::time::Instant;

use super::log::{Progress, Watch};
use crate::config::ScheduleConfig;

/// Seconds that the default effort takes for a large site on a plain machine with two cores.
const SECONDS_DEFAULT: f64 = 10.0;

/// The rounds that a search may spend, and the guards that end it early.
pub struct Budget<'w> {
    effort: f64,
    deadline: Option<(Instant, f64)>,
    watch: &'w dyn Watch,
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
        Budget { effort: effort * scale, deadline: seconds.map(|s| (Instant::now(), s)), watch }
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
        self.deadline.filter(|(start, seconds)| start.elapsed().as_secs_f64() >= *seconds).map(|_| Cut::Deadline)
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
        self.deadline.map_or(0.0, |(start, seconds)| (start.elapsed().as_secs_f64() / seconds.max(1e-9)).min(1.0))
    }

    /// Wall-clock seconds until the guard, if there is one.
    pub fn seconds_left(&self) -> Option<f64> {
        self.deadline.map(|(start, seconds)| (seconds - start.elapsed().as_secs_f64()).max(0.0))
    }
}
