//! What the graph says where a learner has shown nothing: who knows what builds on a competency has it, and who
//! lacks what it needs is not taken to have it. Only where this changes what may be built upon is a state added.

use super::logit;
use super::prior::Prior;
use crate::graph::CompetencyGraph;
use crate::model::ids::{CompetencyIdx, LearnerIdx};
use crate::model::rules::MasteryPolicy;
use crate::model::states::{MasteryState, MasteryStatus};
use crate::model::time::Date;

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
    shown: Vec<MasteryState>,
) -> Vec<MasteryState> {
    let known_from = policy.threshold as f32;
    let own = |c: CompetencyIdx| shown.binary_search_by_key(&c, |state| state.competency).ok().map(|at| &shown[at]);
    let least = from_above(graph, &shown, &own);
    let most = from_below(graph, &shown, &own, known_from);

    let mut added = Vec::new();
    for i in 0..graph.len() {
        let competency = CompetencyIdx::at(i);
        let log_odds = prior.log_odds(learner, competency);
        let granted = log_odds >= logit(policy.threshold);
        let inferred = match (least[i], most[i]) {
            (Some((p, day)), _) if p >= known_from => (!granted).then_some((p, day)),
            (_, Some((p, day))) if p < known_from => granted.then_some((p, day)),
            (_, _) => None,
        };
        if let Some((mastery, last_seen)) = inferred
            && own(competency).is_none()
        {
            added.push(MasteryState {
                competency,
                mastery,
                uncertainty: mastery * (1.0 - mastery),
                evidence: 0,
                last_seen,
                status: MasteryStatus::NotStarted,
                due_review: None,
            });
        }
    }
    let mut states = shown;
    states.extend(added);
    states.sort_unstable_by_key(|state| state.competency);
    states
}

/// At least so likely known, by what builds on it; alternatives are not implied, since another may have served.
fn from_above<'a>(
    graph: &CompetencyGraph,
    shown: &[MasteryState],
    own: &impl Fn(CompetencyIdx) -> Option<&'a MasteryState>,
) -> Vec<Inferred> {
    let mut least: Vec<Inferred> = vec![None; graph.len()];
    if shown.is_empty() {
        return least;
    }
    for &c in graph.order().iter().rev() {
        let here =
            own(c).filter(|state| state.evidence > 0).map(|state| (state.mastery, state.last_seen)).or(least[c.i()]);
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
fn from_below<'a>(
    graph: &CompetencyGraph,
    shown: &[MasteryState],
    own: &impl Fn(CompetencyIdx) -> Option<&'a MasteryState>,
    known_from: f32,
) -> Vec<Inferred> {
    let mut most: Vec<Inferred> = vec![None; graph.len()];
    if shown.is_empty() {
        return most;
    }
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
        most[c.i()] = match own(c) {
            Some(state) if state.evidence > 0 => {
                let lost = !state.status.is_mastered() && state.mastery < known_from;
                lost.then_some((state.mastery, state.last_seen))
            }
            _ => limit,
        };
    }
    most
}
