//! What the graph says where a learner has shown nothing: who knows what builds on a competency has it, and who
//! lacks what it needs is not taken to have it. Only where this changes what may be built upon is a state added.

use super::logit;
use super::prior::Prior;
use super::status::{Shown, unmastered};
use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::states::{MasteryState, MasteryStatus};

/// What remains of a certainty one step down the graph, since catalogues are not perfect.
const STEP_DOWN: f32 = 0.98;

/// A value inferred, and the day of the evidence behind it.
type Inferred = Option<(f32, Date)>;

/// A learner's states, completed by inference; `shown` is sorted by competency, and so is the result.
pub(super) fn complete(
    graph: &CompetencyGraph,
    prior: &Prior,
    policy: &MasteryPolicy,
    learner: LearnerIdx,
    shown: &[Shown],
) -> Vec<MasteryState> {
    if shown.is_empty() {
        return Vec::new();
    }
    let known_from = policy.threshold as f32;
    let mut own: Vec<Option<&Shown>> = vec![None; graph.len()];
    shown.iter().for_each(|shown| own[shown.state.competency.i()] = Some(shown));
    let least = from_above(graph, &own);
    let most = from_below(graph, &own, known_from);

    let mut states = Vec::with_capacity(shown.len());
    for i in 0..graph.len() {
        if let Some(shown) = own[i] {
            states.push(lifted(shown, least[i], policy));
            continue;
        }
        let competency = CompetencyIdx::at(i);
        let granted = prior.log_odds(learner, competency) >= logit(policy.threshold);
        let inferred = match (least[i], most[i]) {
            (Some((p, _)), _) if p >= known_from => least[i].filter(|_| !granted),
            (_, Some((p, _))) if p < known_from => most[i].filter(|_| granted),
            (_, _) => None,
        };
        states.extend(inferred.map(|(mastery, last_seen)| MasteryState {
            competency,
            mastery,
            uncertainty: mastery * (1.0 - mastery),
            evidence: 0,
            last_seen,
            status: MasteryStatus::NotStarted,
            mastered_on: None,
            due_review: None,
        }));
    }
    states
}

/// A state, raised to what builds on it where nothing speaks against it.
fn lifted(shown: &Shown, least: Inferred, policy: &MasteryPolicy) -> MasteryState {
    let mut state = shown.state;
    if let Some((p, _)) = least
        && p > state.mastery
        && !shown.is_doubtful
    {
        state.mastery = p;
        if state.status == MasteryStatus::Learning {
            state.status = unmastered(f64::from(p), policy.threshold);
        }
    }
    state
}

/// At least so likely known, by what builds on it; alternatives are not implied, since another may have served.
fn from_above(graph: &CompetencyGraph, own: &[Option<&Shown>]) -> Vec<Inferred> {
    let mut least: Vec<Inferred> = vec![None; graph.len()];
    for &c in graph.order().iter().rev() {
        let here = match own[c.i()] {
            None => least[c.i()],
            Some(shown) => {
                let by_itself = (shown.state.evidence > 0).then_some((shown.state.mastery, shown.state.last_seen));
                let by_others = least[c.i()].filter(|_| !shown.is_doubtful);
                [by_itself, by_others].into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0))
            }
        };
        let Some((p, day)) = here else { continue };
        for need in graph.all_of(c) {
            let below = &mut least[need.i()];
            if below.is_none_or(|(q, _)| p * STEP_DOWN > q) {
                *below = Some((p * STEP_DOWN, day));
            }
        }
    }
    least
}

/// At most so likely known, by what it needs; none: nothing speaks against it.
fn from_below(graph: &CompetencyGraph, own: &[Option<&Shown>], known_from: f32) -> Vec<Inferred> {
    let mut most: Vec<Inferred> = vec![None; graph.len()];
    for &c in graph.order() {
        let mut limit: Inferred = None;
        let mut lower = |to: Inferred| {
            if let Some((p, _)) = to
                && limit.is_none_or(|(q, _)| p < q)
            {
                limit = to;
            }
        };
        graph.all_of(c).iter().for_each(|need| lower(most[need.i()]));
        for set in graph.any_of(c) {
            // The best alternative counts; one without a limit lifts it.
            let best = set.iter().map(|need| most[need.i()]).reduce(|a, b| match (a, b) {
                (Some(a), Some(b)) => Some(if b.0 > a.0 { b } else { a }),
                (None, _) | (_, None) => None,
            });
            lower(best.flatten());
        }
        most[c.i()] = match own[c.i()].map(|shown| &shown.state) {
            Some(state) if state.evidence > 0 => {
                let lost = !state.status.is_mastered() && state.mastery < known_from;
                lost.then_some((state.mastery, state.last_seen))
            }
            Some(_) | None => limit,
        };
    }
    most
}
