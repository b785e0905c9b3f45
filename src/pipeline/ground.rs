//! What all sites share on a day: what each learner knows, the ways to goals, what asks are worth.

use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_history::FormerNight;
use daybreak_night::standing::Standing;
use daybreak_school::awards::Awards;
use daybreak_school::pathway::Pathways;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::Observer;
use crate::{award, belief, estimate, plot, voice};

/// What all sites share on one day: what each learner knows, and the way to each goal.
pub struct Groundwork {
    pub school: School,
    pub rules: Rules,
    pub date: Date,
    pub graph: CompetencyGraph,
    pub states: LearnerStates,
    pub awards: Awards,
    pub pathways: Pathways,
    /// What each wish and request is worth.
    pub standing: Standing,
}

/// Estimates and plots: everything that does not depend on a site's day.
pub fn groundwork(school: School, rules: Rules, date: Date, observer: &dyn Observer) -> Groundwork {
    groundwork_from(school, rules, date, &FormerNight::default(), observer)
}

/// As [`groundwork`], keeping to the next week that another night told, and to what it granted and declined.
pub fn groundwork_from(
    school: School,
    rules: Rules,
    date: Date,
    former: &FormerNight,
    observer: &dyn Observer,
) -> Groundwork {
    let graph = CompetencyGraph::new(&school);
    let states = states(&school, &rules, &graph, date, observer);
    groundwork_on(school, rules, date, (graph, states), former, observer)
}

/// What each learner knows by evidence, and what is believed beyond it.
pub(super) fn states(
    school: &School,
    rules: &Rules,
    graph: &CompetencyGraph,
    date: Date,
    observer: &dyn Observer,
) -> LearnerStates {
    observer.stage(None, "estimate");
    let mut states = estimate::estimate(school, date, &rules.mastery);
    observer.stage(None, "believe");
    states.beliefs = belief::believe(school, graph, &states, date, rules);
    states
}

/// As [`groundwork_from`], on what learners are known to know.
pub(super) fn groundwork_on(
    school: School,
    rules: Rules,
    date: Date,
    (graph, states): (CompetencyGraph, LearnerStates),
    former: &FormerNight,
    observer: &dyn Observer,
) -> Groundwork {
    observer.stage(None, "award");
    let awards = award::award(&school, &states, date, &rules);
    observer.stage(None, "plot");
    let mut pathways = plot::plot_from(&school, &graph, &states, date, &rules.pacing, &former.ways);
    pathways.reviews = plot::reviews(&school, &graph, &states, &pathways, date, &rules.pacing, &rules.mastery);
    let standing = voice::standing(&school, &rules, &former.turns, date);
    Groundwork { school, rules, date, graph, states, awards, pathways, standing }
}
