//! What a learner probably knows today: a posterior over the whole graph, for deciding what to do next.
//!
//! The estimate of mastery ([`crate::estimate`]) speaks of what evidence has shown, and teachers read it. Deciding needs
//! more: what lessons have probably taught since, what is true of things that nobody tested, and how sure all that is. With
//! learner, competency `c` and today, in log odds of success at a typical task,
//!
//! ```text
//! now(c) = usual(c) + e(c) + course(c)
//! ```
//!
//! - **usual**: what grade and ability suggest (the estimate's prior).
//! - **course** (`course`): what lessons had since then have brought a typical learner of this pace, and what has faded.
//! - **e**: how this learner differs, a Gaussian field on the graph. Neighbours are alike (what needs a competency, and what it
//!   needs), and so are the competencies of a subject. Every piece of evidence is so many tasks at `now` of its own day.
//!
//! What a lesson brings is fitted to the school (`rate`). Where lessons do not bring what they should, what they need is doubted.
//!
//! The field's precision has no positive entry beside its diagonal, so one more success anywhere never lowers what is believed
//! of anything else, and one more failure never raises it (Karlin and Rinott 1983: such a field is totally positive). The
//! mode is found by sweeps of Newton steps, each a coordinate at a time; order and number are fixed, so bits are too.

mod course;
mod field;
mod rate;

use rayon::prelude::*;

use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::{Beliefs, LearnerStates};

/// What each learner probably knows on `today`; `states` are the estimates of that day.
///
/// The same school gives the same bytes for any number of threads.
pub fn believe(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    today: Date,
    rules: &Rules,
) -> Beliefs {
    let field = field::Field::new(school, graph);
    let ways = course::Ways::new(school, rules);
    let rate = rate::rate(school, &ways, states, today);
    let rows: Vec<Vec<(f32, f32)>> = (0..school.learners.len())
        .map(LearnerIdx::at)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|learner| {
            let events = ways.events(learner, today);
            let at = |rate: f64| ways.courses(states, learner, &events, rate, today);
            let courses = at(rate);
            // Doubt of needs rests on lessons at the usual rate: that a school teaches better must make nobody doubted.
            let plain = (rate != rate::USUAL).then(|| at(rate::USUAL));
            field.solve(states, learner, &courses, plain.as_deref().unwrap_or(&courses))
        })
        .collect();
    let mut beliefs = Beliefs::with_capacity(school.learners.len(), school.competencies.len());
    rows.into_iter().flatten().for_each(|(mean, spread)| beliefs.push(mean, spread));
    beliefs
}

#[cfg(test)]
mod tests;
