//! What a lesson brings at this school, against what is usual: fitted to what its learners showed after their lessons.
//!
//! Of every learner and competency the first piece of evidence after a lesson is looked at: later ones are chosen by what the
//! first one said, since who succeeds goes on to something else. How likely it was hangs on the rate; among a few rates the
//! likeliest is taken, held to the usual one by a prior. One more success makes a higher rate likelier and never a lower one.

use daybreak_day::time::Date;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::course::{Course, Event, Happened, LOG_ODDS_TO_LEARN, Ways, usual};

/// What a lesson brings at a usual school, by which others are measured.
pub(super) const USUAL: f64 = 1.0;

/// Rates that are tried, each a quarter more than the one before. None above the usual one: where lessons bring more, beliefs that
/// follow rank worse, since all of them end at the top.
const RATES: [f64; 5] = [0.41, 0.51, 0.64, 0.8, USUAL];

/// Standard deviation of the logarithm of the rate among schools.
const AMONG_SCHOOLS: f64 = 0.35;

/// Pieces of evidence after lessons below which a school is taken to be a usual one.
const SEEN_MIN: usize = 600;

/// Learners that are looked at, at most, evenly spread.
const LEARNERS_MAX: usize = 400;

/// The likeliest rate.
pub(super) fn rate(school: &School, ways: &Ways<'_>, states: &LearnerStates, today: Date) -> f64 {
    let n = school.learners.len();
    let step = n.div_ceil(LEARNERS_MAX).max(1);
    let mut n_seen = 0;
    let mut likely = RATES.map(|rate: f64| -(rate.ln() / AMONG_SCHOOLS).powi(2) / 2.0);
    for learner in (0..n).step_by(step).map(LearnerIdx::at) {
        let events = ways.events(learner, today);
        for run in events.chunk_by(|a, b| a.0 == b.0) {
            let minutes = ways.minutes(states, learner, run[0].0);
            let start = usual(states, learner, run[0].0);
            let Some((had, score, tasks)) = first_after_lessons(run) else { continue };
            n_seen += 1;
            for (sum, rate) in likely.iter_mut().zip(RATES) {
                let mut course = Course::begin(start);
                had.iter().for_each(|had| course.learn(LOG_ODDS_TO_LEARN * rate * had / minutes));
                let p = course.success_by_lessons();
                *sum += tasks * (score * p.ln() + (1.0 - score) * (1.0 - p).ln());
            }
        }
    }
    if n_seen < SEEN_MIN {
        return USUAL;
    }
    let best = (0..RATES.len()).max_by(|&a, &b| likely[a].total_cmp(&likely[b]).then(b.cmp(&a)));
    RATES[best.expect("there are rates")]
}

/// Minutes of the lessons before the first evidence that follows one, its score, and what it says in tasks.
fn first_after_lessons(run: &[Happened]) -> Option<(Vec<f64>, f64, f64)> {
    let mut had = Vec::new();
    for (.., event) in run {
        match *event {
            Event::Lesson { minutes } => had.push(minutes),
            Event::Evidence { score, tasks } if !had.is_empty() => return Some((had, score, tasks)),
            Event::Evidence { .. } => {}
        }
    }
    None
}
