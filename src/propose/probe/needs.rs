//! What a learner's next steps rest on and nobody has tested.
//!
//! What earlier grades take for granted is mostly there, and where it is not, learners stall on what builds on it. On the
//! graph an answer speaks for more than itself: who knows something knows what it needs (Falmagne and Doignon 2011). So of
//! all that is untested below a step the best question is the one for which it is most open whether it and everything
//! below it is there; passed, it clears all of that, failed, the next question goes below it.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::states::{LearnerStates, MasteryState};

/// The chance from which a piece of evidence settles that something is there.
const SURE_FROM: f64 = 0.9;

/// Something untested that a step rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Untested {
    pub competency: CompetencyIdx,
    /// The first of the learner's steps that rests on it, and its position among them.
    pub step: CompetencyIdx,
    pub rank: usize,
    /// The chance that it and all that is untested below it is known, 0 to 1.
    pub sound: f64,
}

/// All that is untested below a learner's steps, in order of competency; `steps` are what is not known yet, the next ones first.
pub fn untested(
    graph: &CompetencyGraph,
    states: &LearnerStates,
    learner: LearnerIdx,
    steps: &[CompetencyIdx],
) -> Vec<Untested> {
    let cleared = cleared(graph, states, learner);
    let mut walk = Walk { graph, states, learner, cleared, found: BTreeMap::new() };
    for (rank, &step) in steps.iter().enumerate() {
        walk.below(step, (step, rank));
    }
    walk.found.into_values().collect()
}

/// A walk down the needs.
struct Walk<'a> {
    graph: &'a CompetencyGraph,
    states: &'a LearnerStates,
    learner: LearnerIdx,
    cleared: FixedBitSet,
    found: BTreeMap<CompetencyIdx, Untested>,
}

impl Walk<'_> {
    /// The chance that all that is untested right below a competency is sound.
    fn below(&mut self, competency: CompetencyIdx, (step, rank): (CompetencyIdx, usize)) -> f64 {
        let graph = self.graph;
        graph.all_of(competency).iter().map(|&need| self.sound(need, (step, rank))).product()
    }

    fn sound(&mut self, need: CompetencyIdx, of: (CompetencyIdx, usize)) -> f64 {
        if let Some(found) = self.found.get(&need) {
            return found.sound;
        }
        // What is not known is a step of its own, and what was tested speaks for itself.
        if !self.states.knows(self.learner, need) || self.is_tested(need) {
            return 1.0;
        }
        let own = self
            .states
            .believed(self.learner, need)
            .unwrap_or_else(|| f64::from(self.states.mastery(self.learner, need)));
        let sound = own * self.below(need, of);
        self.found.insert(need, Untested { competency: need, step: of.0, rank: of.1, sound });
        sound
    }

    /// Whether evidence of its own or of what builds on it, or an earlier record, says that it is there.
    fn is_tested(&self, competency: CompetencyIdx) -> bool {
        let is_sure = || self.states.believed(self.learner, competency).is_none_or(|known| known >= SURE_FROM);
        let is_recorded = |state: &MasteryState| state.status.is_mastered() || state.evidence > 0 && is_sure();
        self.cleared[competency.i()] || self.states.get(self.learner, competency).is_some_and(is_recorded)
    }
}

/// What is needed, near or far, for what the learner has shown.
fn cleared(graph: &CompetencyGraph, states: &LearnerStates, learner: LearnerIdx) -> FixedBitSet {
    let mut cleared = FixedBitSet::with_capacity(graph.len());
    let shown = states.of(learner).iter().filter(|state| state.evidence > 0 && states.knows(learner, state.competency));
    let mut open: Vec<CompetencyIdx> = shown.map(|state| state.competency).collect();
    while let Some(competency) = open.pop() {
        open.extend(graph.all_of(competency).iter().filter(|need| !cleared.put(need.i())));
    }
    cleared
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybreak_day::time::Date;
    use daybreak_school::school::{Competency, Prerequisite, School, Strength};
    use daybreak_school::states::MasteryStatus;

    /// A chain: each competency needs the one before it.
    fn chain(n: usize) -> CompetencyGraph {
        let competency = |i: usize| Competency {
            id: format!("C{i}"),
            subject: "math".into(),
            title: format!("Competency {i}"),
            grade: None,
            level: None,
            parent: None,
            mastery_at: None,
            minutes_typical: None,
            grade_until: None,
            credits: 0.0,
            code: String::new(),
        };
        let need = |i: usize| Prerequisite {
            competency: CompetencyIdx::at(i),
            needs: CompetencyIdx::at(i - 1),
            any_of: None,
            strength: Strength::Hard,
            encompasses: 0.0,
        };
        CompetencyGraph::new(&School {
            competencies: (0..n).map(competency).collect(),
            prerequisites: (1..n).map(need).collect(),
            ..School::default()
        })
    }

    fn states(n: usize, shown: &[(usize, f32)]) -> LearnerStates {
        let state = |&(c, mastery): &(usize, f32)| MasteryState {
            competency: CompetencyIdx::at(c),
            mastery,
            uncertainty: 0.1,
            evidence: 2,
            last_seen: Date::constant(2026, 11, 1),
            status: if mastery > 0.8 { MasteryStatus::Mastered } else { MasteryStatus::Learning },
            mastered_on: None,
            due_review: None,
        };
        let mut prior = vec![0.9; n];
        prior[n - 1] = 0.2;
        LearnerStates {
            first: vec![0, shown.len() as u32],
            entries: shown.iter().map(state).collect(),
            prior,
            prior_class: vec![0],
            n_competencies: n,
            pace: vec![1.0],
            known_from: Some(0.8),
            ..LearnerStates::default()
        }
    }

    #[test]
    fn the_higher_the_less_sure_that_all_below_is_there() {
        let found = untested(&chain(4), &states(4, &[]), LearnerIdx::at(0), &[CompetencyIdx::at(3)]);
        let sound: Vec<f64> = found.iter().map(|one| one.sound).collect();
        assert_eq!(found.len(), 3);
        assert!((sound[0] - 0.9).abs() < 1e-6 && (sound[1] - 0.81).abs() < 1e-6 && (sound[2] - 0.729).abs() < 1e-6);
        assert!(found.iter().all(|one| one.step == CompetencyIdx::at(3)));
    }

    #[test]
    fn who_has_shown_something_is_asked_nothing_below_it() {
        let found = untested(&chain(4), &states(4, &[(1, 0.95)]), LearnerIdx::at(0), &[CompetencyIdx::at(3)]);
        let asked: Vec<usize> = found.iter().map(|one| one.competency.i()).collect();
        assert_eq!(asked, [2]);
    }

    #[test]
    fn what_was_failed_is_no_question_any_more_and_what_it_needs_is() {
        let steps = [CompetencyIdx::at(1), CompetencyIdx::at(3)];
        let found = untested(&chain(4), &states(4, &[(1, 0.3)]), LearnerIdx::at(0), &steps);
        let asked: Vec<usize> = found.iter().map(|one| one.competency.i()).collect();
        assert_eq!(asked, [0, 2]);
    }
}
