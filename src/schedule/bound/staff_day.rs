//! The dearest day of one person: which sessions to serve, at given prices, within their limits.
//!
//! A price belongs to a first slot and a length, so that a day of so many sessions and a day of so many slots are
//! both counted as they are.

use super::relaxation::StaffType;
use crate::instance::Instance;

/// Every first slot and length of a session that a person could serve, and what is best from there.
pub(super) struct Days<'r> {
    inst: &'r Instance,
    kind: &'r StaffType,
    /// Lengths of sessions, by their place in the prices.
    lengths: &'r [usize],
    /// Sessions so far and busy slots in a row are counted only up to here; 0 where nothing limits them.
    sessions_max: usize,
    row_max: usize,
    /// By slot, sessions so far, busy slots in a row: the most that the rest of the day brings.
    best: Vec<i64>,
}

impl<'r> Days<'r> {
    pub fn new(inst: &'r Instance, kind: &'r StaffType, lengths: &'r [usize]) -> Self {
        let bounded = |limit: usize| if limit >= inst.n_slots { 0 } else { limit };
        let (sessions_max, row_max) = (bounded(kind.sessions_max), bounded(kind.consecutive_max));
        let best = vec![0; (inst.n_slots + 1) * (sessions_max + 1) * (row_max + 1)];
        Days { inst, kind, lengths, sessions_max, row_max, best }
    }

    /// The largest sum of prices (slot by slot, a price a length) over the sessions of one day; marks them in `served`.
    pub fn dearest(&mut self, prices: &[i64], served: &mut [bool]) -> i64 {
        served.fill(false);
        if self.kind.sessions_max == 0 || self.kind.consecutive_max == 0 {
            return 0;
        }
        for t in (0..self.inst.n_slots).rev() {
            for sessions in 0..=self.sessions_max {
                for row in 0..=self.row_max {
                    let (most, _) = self.choose(prices, t, sessions, row);
                    let at = self.at(t, sessions, row);
                    self.best[at] = most;
                }
            }
        }
        let (mut t, mut sessions, mut row) = (0, 0, 0);
        while t < self.inst.n_slots {
            match self.choose(prices, t, sessions, row).1 {
                None => (t, row) = (t + 1, 0),
                Some(length) => {
                    served[t * self.lengths.len() + length] = true;
                    (t, sessions, row) = self.after(t, sessions, row, length).expect("a choice is possible");
                }
            }
        }
        self.best[0]
    }

    fn at(&self, t: usize, sessions: usize, row: usize) -> usize {
        (t * (self.sessions_max + 1) + sessions) * (self.row_max + 1) + row
    }

    /// The best there is from slot `t` on, and the length to serve there; serves rather than rests when both are as
    /// good.
    fn choose(&self, prices: &[i64], t: usize, sessions: usize, row: usize) -> (i64, Option<usize>) {
        let mut best = (self.best[self.at(t + 1, sessions, 0)], None);
        for length in 0..self.lengths.len() {
            if let Some((then, sessions, row)) = self.after(t, sessions, row, length) {
                let value = prices[t * self.lengths.len() + length] + self.best[self.at(then, sessions, row)];
                if value > best.0 || (value == best.0 && best.1.is_none()) {
                    best = (value, Some(length));
                }
            }
        }
        best
    }

    /// Where the day stands after a session from `t`; none when the person cannot serve it.
    fn after(&self, t: usize, sessions: usize, row: usize, length: usize) -> Option<(usize, usize, usize)> {
        let duration = self.lengths[length];
        let run = self.inst.run(t, duration).filter(|run| self.kind.slots & run == *run)?;
        let goes_on = t > 0 && self.inst.block[t] == self.inst.block[t - 1];
        let row = if goes_on { row } else { 0 } + run.count_ones() as usize;
        let within = row <= self.kind.consecutive_max && (self.sessions_max == 0 || sessions < self.sessions_max);
        let count = |limit: usize, value: usize| if limit == 0 { 0 } else { value };
        within.then(|| (t + duration, count(self.sessions_max, sessions + 1), count(self.row_max, row)))
    }
}
