//! Steps laid out on a calendar: one after the other within a subject, the subjects side by side.
//!
//! Time is counted in minutes of a subject's own learning time, of which every subject in which the learner works gets an
//! equal part. The forward pass lays out the steps in their order (at the median, and as it goes in four cases of five);
//! the backward pass finds the latest ends at which every date still holds. The distance between the two is the slack.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Calendar;
use super::effort::{Spread, Work};
use super::journey::Journey;
use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

/// When each step of a journey is expected to be done, and how late it may be.
pub(super) struct Timing<'a> {
    calendar: &'a Calendar,
    /// The subject of each step, as a number.
    track: Vec<usize>,
    /// Between so many subjects a day is split.
    pub n_subjects: f64,
    /// By step: minutes into the subject's time at which it ends.
    ends: Vec<f64>,
    /// The same in four cases of five.
    ends_p80: Vec<f64>,
    /// By step: minutes at which it must end so that every date holds; infinite: no date depends on it.
    latest_ends: Vec<f64>,
    /// By step: minutes at which it could end if only what it needs came before.
    earliest_ends: Vec<f64>,
}

impl<'a> Timing<'a> {
    /// Lays out the steps in the order of `sequence`.
    pub fn new(
        school: &School,
        graph: &CompetencyGraph,
        states: &LearnerStates,
        journey: &Journey,
        sequence: &[usize],
        spread: Spread,
        calendar: &'a Calendar,
    ) -> Self {
        let steps = &journey.closure.steps;
        let subject = |step: usize| school.competencies[steps[step].i()].subject.as_str();
        let mut tracks: BTreeMap<&str, usize> = BTreeMap::new();
        for step in 0..steps.len() {
            let next = tracks.len();
            tracks.entry(subject(step)).or_insert(next);
        }
        let mut subjects: BTreeSet<&str> = tracks.keys().copied().collect();
        let shown = states.of(journey.learner).iter().filter(|state| state.evidence > 0);
        subjects.extend(shown.map(|state| school.competencies[state.competency.i()].subject.as_str()));

        let mut timing = Timing {
            calendar,
            track: (0..steps.len()).map(|step| tracks[subject(step)]).collect(),
            n_subjects: subjects.len().max(1) as f64,
            ends: vec![0.0; steps.len()],
            ends_p80: vec![0.0; steps.len()],
            latest_ends: vec![f64::INFINITY; steps.len()],
            earliest_ends: vec![0.0; steps.len()],
        };
        timing.forward(graph, journey, sequence, spread, tracks.len());
        timing.backward(graph, journey, sequence, tracks.len());
        timing.alone(graph, journey);
        timing
    }

    /// A step begins when its subject is free and what it relies on is done.
    fn forward(
        &mut self,
        graph: &CompetencyGraph,
        journey: &Journey,
        sequence: &[usize],
        spread: Spread,
        n_tracks: usize,
    ) {
        let mut free = vec![0.0; n_tracks];
        let mut work = vec![Work::default(); n_tracks];
        for &at in sequence {
            let (track, minutes) = (self.track[at], journey.minutes[at]);
            let alone = Work::default().and(minutes).minutes_p80(spread);
            let (mut begin, mut begin_p80) = (free[track], 0.0_f64);
            for need in journey.relies_on(graph, at) {
                begin = f64::max(begin, self.ends[need]);
                // Within a subject the sum of the work says more than the sum of each step's worst.
                if self.track[need] != track {
                    begin_p80 = begin_p80.max(self.ends_p80[need]);
                }
            }
            work[track] = work[track].and(minutes);
            free[track] = begin + minutes;
            self.ends[at] = begin + minutes;
            let waited = begin_p80 + alone;
            self.ends_p80[at] =
                work[track].minutes_p80(spread).max(self.ends[at]).max(waited * f64::from(begin_p80 > 0.0));
        }
    }

    /// A step ends before the next of its subject must begin, before what relies on it must begin, and by its own date.
    /// The date of a deferred aim binds only the steps that no other aim needs.
    fn backward(&mut self, graph: &CompetencyGraph, journey: &Journey, sequence: &[usize], n_tracks: usize) {
        let aims = || journey.parts.iter().zip(&journey.aims);
        let in_time = |step: usize| aims().any(|(part, aim)| part[step] && !aim.deferred);
        for deferred in [false, true] {
            for (part, aim) in aims().filter(|(_, aim)| aim.deferred == deferred) {
                let Some(due) = aim.due else { continue };
                let by = self.minutes_until(due);
                for step in part.ones().filter(|&step| in_time(step) != deferred) {
                    self.latest_ends[step] = self.latest_ends[step].min(by);
                }
            }
            let mut next = vec![f64::INFINITY; n_tracks];
            for &at in sequence.iter().rev().filter(|&&at| in_time(at) != deferred) {
                self.latest_ends[at] = self.latest_ends[at].min(next[self.track[at]]);
                let begin = self.latest_ends[at] - journey.minutes[at];
                next[self.track[at]] = begin;
                for need in journey.relies_on(graph, at).filter(|&need| in_time(need) != deferred) {
                    self.latest_ends[need] = self.latest_ends[need].min(begin);
                }
            }
        }
    }

    /// The end of each step if nothing but what it relies on came before it. Steps come after what they rely on.
    fn alone(&mut self, graph: &CompetencyGraph, journey: &Journey) {
        let n = journey.closure.steps.len();
        let mut below = vec![fixedbitset::FixedBitSet::with_capacity(n); n];
        for at in 0..n {
            let mut own = fixedbitset::FixedBitSet::with_capacity(n);
            own.insert(at);
            let mut begin: f64 = 0.0;
            for need in journey.relies_on(graph, at) {
                own.union_with(&below[need]);
                begin = begin.max(self.earliest_ends[need]);
            }
            let same = own.ones().filter(|&step| self.track[step] == self.track[at]);
            let of_subject: f64 = same.map(|step| journey.minutes[step]).sum();
            self.earliest_ends[at] = of_subject.max(begin + journey.minutes[at]);
            below[at] = own;
        }
    }

    /// Minutes of one subject's time up to the end of a date.
    pub fn minutes_until(&self, date: Date) -> f64 {
        self.calendar.minutes_until(date) / self.n_subjects
    }

    /// The day on which so many minutes of a subject are over; none: beyond the calendar.
    fn day_of(&self, minutes: f64) -> Option<Date> {
        self.calendar.day_of(minutes * self.n_subjects)
    }

    /// The day on which a step is expected to be mastered; none: beyond the calendar.
    pub fn expected(&self, step: usize) -> Option<Date> {
        self.day_of(self.ends[step])
    }

    /// The first day on which it could be.
    pub fn earliest(&self, step: usize) -> Option<Date> {
        self.day_of(self.earliest_ends[step])
    }

    /// The last day on which to begin a step; the first of the calendar where it is too late already; none: no date
    /// depends on it.
    pub fn latest_start(&self, step: usize, minutes: f64) -> Option<Date> {
        let begin = self.latest_ends[step] - minutes;
        if begin.is_finite() { self.calendar.day_within(begin.max(0.0) * self.n_subjects) } else { None }
    }

    /// School days between the expected and the latest end of a step; none: no date depends on it.
    pub fn slack_days(&self, step: usize) -> Option<i32> {
        let latest = self.latest_ends[step];
        let day = |minutes: f64| self.calendar.days_before(minutes.max(0.0) * self.n_subjects);
        latest.is_finite().then(|| {
            let late = if latest < 0.0 { self.calendar.days_for(-latest * self.n_subjects) } else { 0 };
            day(latest) - day(self.ends[step]) - late
        })
    }

    /// When the last of an aim's steps ends, in minutes: expected, and in four cases of five.
    pub fn end(&self, journey: &Journey, at: usize) -> (f64, f64) {
        let steps = || journey.parts[at].ones();
        let latest = |ends: &[f64]| steps().map(|step| ends[step]).fold(0.0, f64::max);
        (latest(&self.ends), latest(&self.ends_p80))
    }

    /// The day of a moment of an aim; none: beyond the calendar.
    pub fn day(&self, minutes: f64) -> Option<Date> {
        self.day_of(minutes)
    }
}
