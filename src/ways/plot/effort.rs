//! Minutes that a competency still costs a learner: the median, and what suffices in four cases of five.
//!
//! Learning proceeds evenly in log odds (Koedinger et al. 2023, PNAS: about 0.1 an opportunity, strikingly alike across
//! learners). So n = (logit q - logit p) / 0.1 opportunities lead from mastery p to the threshold q. The typical minutes
//! of a competency are those of a beginner, which gives the minutes of an opportunity: what is left is the typical
//! minutes times the share of the way in log odds, divided by the learner's pace.
//!
//! Typical minutes come from the catalogue. As the school sees learners through to mastery, its own median takes over
//! (`median`).

use rayon::prelude::*;

use super::median::{Observed, median};
use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::PacingPolicy;
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, share_left};

/// Probability of mastery from which the typical minutes count: a beginner who was ready.
const START: f64 = 0.25;

/// Share of the typical minutes that is left at least: it still has to be shown.
const SHARE_MIN: f64 = 0.1;

/// Learners seen through to mastery from which the school's own median stands alone; with fewer it counts in part.
const LEARNERS_FULL: f64 = 30.0;

/// Spread of the minutes of one competency about their median, as the standard deviation of their logarithm: of those who
/// master, half need 4 to 5 opportunities and nine of ten at most 7 to 8, and ln(7.5 / 4.5) / 1.28 = 0.40.
const SPREAD_OF_A_STEP: f64 = 0.4;

/// Spread of a learner's own pace before any lesson; unlike that of the steps it does not average out over a way.
const SPREAD_OF_PACE: f64 = 0.2;

/// Minutes of lessons after which half of the variance of the pace is left.
const PACE_MINUTES: f64 = 600.0;

/// Quantile of the normal distribution for four cases of five.
const Z_80: f64 = 0.841_621;

/// What all learners' minutes are counted from.
pub(super) struct Efforts<'a> {
    school: &'a School,
    states: &'a LearnerStates,
    /// Minutes of a typical beginner, by competency.
    typical: Vec<f64>,
    /// Minutes of lessons had, by learner.
    had: Vec<f64>,
}

/// How far the minutes of a learner's way may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// Variance of the logarithm of the pace.
    pace: f64,
}

/// Minutes of some steps one after the other: their sum and the sum of their squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Work {
    pub minutes: f64,
    squares: f64,
}

impl Work {
    pub fn and(self, minutes: f64) -> Work {
        Work { minutes: self.minutes + minutes, squares: self.squares + minutes * minutes }
    }

    /// Minutes that suffice in four cases of five. The logarithm of the sum is taken as normal; the spreads of the steps
    /// are independent, that of the pace is common to all. Grows with every step added.
    pub fn minutes_p80(self, spread: Spread) -> f64 {
        if self.minutes <= 0.0 {
            return 0.0;
        }
        let of_steps = SPREAD_OF_A_STEP * SPREAD_OF_A_STEP * self.squares / (self.minutes * self.minutes);
        self.minutes * (Z_80 * (spread.pace + of_steps).sqrt()).exp()
    }
}

impl<'a> Efforts<'a> {
    pub fn new(school: &'a School, states: &'a LearnerStates, policy: &PacingPolicy, today: Date) -> Self {
        let mut had = vec![0.0; school.learners.len()];
        let mut spent: Vec<(CompetencyIdx, LearnerIdx, f64)> = Vec::new();
        for row in school.delivered.iter().filter(|row| row.attended && row.is_reported && row.date < today) {
            had[row.learner.i()] += f64::from(row.minutes);
            spent.extend(row.competency.map(|competency| (competency, row.learner, f64::from(row.minutes))));
        }
        // Whole minutes: their sums do not depend on their order.
        spent.sort_unstable_by_key(|&(competency, learner, _)| (competency, learner));
        spent.dedup_by(|later, first| {
            let same = (later.0, later.1) == (first.0, first.1);
            first.2 += if same { later.2 } else { 0.0 };
            same
        });
        let typical = (0..school.competencies.len())
            .into_par_iter()
            .map(|c| {
                let competency = CompetencyIdx::at(c);
                let first = spent.partition_point(|row| row.0 < competency);
                let rows = &spent[first..first + spent[first..].partition_point(|row| row.0 == competency)];
                let named = school.competencies[c].minutes_typical.unwrap_or(policy.minutes_typical);
                blended(states, named, rows)
            })
            .collect();
        Efforts { school, states, typical, had }
    }

    /// The median of the minutes that a competency still costs a learner.
    pub fn minutes(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        let pace = self.states.pace_of(learner);
        let named = self.school.competencies[competency.i()].mastery_at;
        let goal = named.unwrap_or_else(|| self.states.threshold());
        let extra_time = self.school.learners[learner.i()].accommodations.extra_time;
        // Lessons since the latest evidence count, where it is told what they have probably brought.
        let left = match self.states.beliefs.of(learner, competency) {
            Some((mean, _)) => share_left(mean, goal).max(SHARE_MIN),
            None => share(f64::from(self.states.mastery(learner, competency)), goal),
        };
        self.typical[competency.i()] / pace * extra_time * left
    }

    /// How far a learner's minutes may be off.
    pub fn spread(&self, learner: LearnerIdx) -> Spread {
        let had = self.had[learner.i()];
        Spread { pace: SPREAD_OF_PACE * SPREAD_OF_PACE * PACE_MINUTES / (PACE_MINUTES + had) }
    }
}

/// The minutes that the catalogue names, moved toward the school's own median as learners are seen through to mastery.
/// `rows` are the minutes of each learner with the competency.
fn blended(states: &LearnerStates, named: f64, rows: &[(CompetencyIdx, LearnerIdx, f64)]) -> f64 {
    let observed: Vec<Observed> = rows
        .iter()
        .map(|&(competency, learner, minutes)| {
            // At the pace of a typical learner.
            let pace = states.pace_of(learner);
            Observed { minutes: minutes * pace, ended: states.status(learner, competency).is_mastered() }
        })
        // Who had so little of it knew it before.
        .filter(|observed| !observed.ended || observed.minutes > SHARE_MIN * named)
        .collect();
    let n = observed.iter().filter(|observed| observed.ended).count();
    let weight = (n as f64 / LEARNERS_FULL).min(1.0);
    median(observed).map_or(named, |own| (named.ln() * (1.0 - weight) + own.max(1.0).ln() * weight).exp())
}

/// The share of the way from a beginner's log odds to the threshold's that is left, SHARE_MIN to 1.
fn share(mastery: f64, threshold: f64) -> f64 {
    let log_odds = |p: f64| {
        let p = p.clamp(0.001, 0.999);
        (p / (1.0 - p)).ln()
    };
    let whole = log_odds(threshold) - log_odds(START);
    let left = log_odds(threshold) - log_odds(mastery);
    if whole > 0.0 { (left / whole).clamp(SHARE_MIN, 1.0) } else { SHARE_MIN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_falls_from_one_to_the_showing() {
        assert_eq!(share(0.05, 0.8), 1.0);
        assert_eq!(share(0.25, 0.8), 1.0);
        assert!((share(0.5, 0.8) - 0.558).abs() < 0.001);
        assert_eq!(share(0.9, 0.8), 0.1);
        assert_eq!(share(0.1, 0.2), 0.1, "a threshold below the beginner's");
    }

    #[test]
    fn many_steps_are_surer_than_one_and_a_known_pace_surer_than_a_new_one() {
        let (new, known) = (Spread { pace: 0.04 }, Spread { pace: 0.004 });
        let one = Work::default().and(120.0);
        let five = (0..5).fold(Work::default(), |work, _| work.and(120.0));
        assert!((one.minutes_p80(new) / 120.0 - 1.457).abs() < 0.001);
        assert!((five.minutes_p80(new) / 600.0 - 1.253).abs() < 0.001);
        assert!(five.minutes_p80(known) < five.minutes_p80(new));
        assert_eq!(Work::default().minutes_p80(new), 0.0);
        let more = five.and(0.5);
        assert!(more.minutes_p80(new) > five.minutes_p80(new));
    }
}
