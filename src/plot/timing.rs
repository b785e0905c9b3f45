//! Steps laid out on a calendar: one after the other within a subject, the subjects side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::Journey;
use super::calendar::Calendar;
use crate::graph::CompetencyGraph;
use crate::model::school::School;
use crate::model::states::LearnerStates;
use crate::model::time::Date;

/// When each step of a journey is expected to be done, and what is left of a goal's time.
pub(super) struct Timing<'a> {
    calendar: &'a Calendar,
    /// The subject of each step, as a number.
    track: Vec<usize>,
    n_tracks: usize,
    /// Between so many subjects a day is split.
    n_subjects: f64,
    expected: Vec<Option<Date>>,
}

impl<'a> Timing<'a> {
    /// Lays out the steps in the order of `sequence`.
    pub fn new(
        school: &School,
        graph: &CompetencyGraph,
        states: &LearnerStates,
        journey: &Journey,
        sequence: &[usize],
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
            n_tracks: tracks.len(),
            n_subjects: subjects.len().max(1) as f64,
            expected: vec![None; steps.len()],
        };
        timing.lay_out(graph, journey, sequence);
        timing
    }

    /// A step ends when its subject's time has come, and not before what it relies on.
    fn lay_out(&mut self, graph: &CompetencyGraph, journey: &Journey, sequence: &[usize]) {
        let mut spent = vec![0.0; self.n_tracks];
        for &at in sequence {
            let spent = &mut spent[self.track[at]];
            *spent += journey.minutes[at];
            let own = self.calendar.day_of(*spent * self.n_subjects);
            let relied = journey.relies_on(graph, at);
            // None, beyond the calendar, outlasts every date.
            self.expected[at] = relied.map(|need| self.expected[need]).fold(own, |latest, date| match (latest, date) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (None, _) | (_, None) => None,
            });
        }
    }

    /// The day on which a step is expected to be mastered; none: beyond the calendar.
    pub fn expected(&self, step: usize) -> Option<Date> {
        self.expected[step]
    }

    /// Minutes left over (below 0: missing) when goal `at` is due, in its scarcest subject. The steps that more
    /// urgent goals need come first and take their time.
    pub fn slack(&self, journey: &Journey, at: usize, due: Date) -> f64 {
        let available = self.calendar.minutes_until(due) / self.n_subjects;
        let mut work = vec![0.0; self.n_tracks];
        let mut is_own = vec![false; self.n_tracks];
        for (step, &track) in self.track.iter().enumerate() {
            if journey.parts[..=at].iter().any(|part| part[step]) {
                work[track] += journey.minutes[step];
            }
            is_own[track] |= journey.parts[at][step];
        }
        let own = work.iter().zip(is_own).filter(|(_, is_own)| *is_own);
        own.map(|(work, _)| available - work).fold(f64::INFINITY, f64::min).min(available)
    }
}
