//! How one learner differs from what is usual: a Gaussian field on the competency graph, its mode and spread.

use super::course::{Course, usual};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, chance_known, mean_of};

/// Precision of a competency on its own, of the likeness of neighbours in the graph, and of the likeness to the subject.
const OWN: f64 = 0.55;
const NEIGHBOUR: f64 = 0.05;
const SUBJECT: f64 = 0.05;

/// Precision of what a learner's subject has in common.
const IN_COMMON: f64 = 1.0;

/// Sweeps over the graph, there and back.
const SWEEPS: usize = 12;

/// Bounds of what is believed, in log odds.
const LIMIT: f64 = 4.0;

/// The graph as a field.
pub(super) struct Field<'a> {
    graph: &'a CompetencyGraph,
    /// By competency: those that need it or that it needs.
    neighbours: Vec<Vec<u32>>,
    /// By competency, the position of its subject.
    subject: Vec<usize>,
    n_subjects: usize,
}

impl<'a> Field<'a> {
    pub(super) fn new(school: &School, graph: &'a CompetencyGraph) -> Self {
        let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); graph.len()];
        for c in (0..graph.len()).map(CompetencyIdx::at) {
            // Alternatives are left out: who knows one may well not know another.
            for need in graph.all_of(c) {
                neighbours[c.i()].push(need.0);
                neighbours[need.i()].push(c.0);
            }
        }
        let mut subjects: Vec<&str> = school.competencies.iter().map(|c| c.subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let of = |subject: &String| subjects.binary_search(&subject.as_str()).expect("it is among them");
        Field {
            graph,
            neighbours,
            subject: school.competencies.iter().map(|c| of(&c.subject)).collect(),
            n_subjects: subjects.len(),
        }
    }

    /// What is believed of every competency today, in log odds, with its standard error; `courses` are in order of competency,
    /// and so is `plain`, the same at the usual rate of learning.
    pub(super) fn solve(
        &self,
        states: &LearnerStates,
        learner: LearnerIdx,
        courses: &[(CompetencyIdx, Course)],
        plain: &[(CompetencyIdx, Course)],
    ) -> Vec<(f32, f32)> {
        let n = self.graph.len();
        let usual: Vec<f64> = (0..n).map(|c| usual(states, learner, CompetencyIdx::at(c))).collect();
        let mut own = vec![0.0; n];
        let mut in_common = vec![0.0; self.n_subjects];
        // What its own evidence says of each: how far ahead of what lessons alone would make one believe.
        let mut seen = vec![(0.0, 0.0); n];
        let mut base = usual;
        for (c, course) in courses {
            (base[c.i()], seen[c.i()]) = (course.by_lessons, course.surprise());
        }
        for _ in 0..SWEEPS {
            let there = self.graph.order().iter();
            for &c in there.clone().chain(there.rev()) {
                let c = c.i();
                let (difference, information) = seen[c];
                let mut pull = information * difference + SUBJECT * in_common[self.subject[c]];
                let mut precision = information + OWN + SUBJECT;
                for &other in &self.neighbours[c] {
                    pull += NEIGHBOUR * own[other as usize];
                    precision += NEIGHBOUR;
                }
                own[c] = pull / precision;
            }
            // What the tested ones of a subject have in common; the untested ones follow and say nothing.
            let mut sums = vec![(0.0, IN_COMMON); self.n_subjects];
            for (c, _) in courses.iter().filter(|(c, _)| seen[c.i()].1 > 0.0) {
                let information = seen[c.i()].1;
                let weight = SUBJECT * information / (SUBJECT + information);
                let (sum, precision) = &mut sums[self.subject[c.i()]];
                (*sum, *precision) = (*sum + weight * own[c.i()], *precision + weight);
            }
            in_common.iter_mut().zip(sums).for_each(|(common, (sum, precision))| *common = sum / precision);
        }
        let spread = |c: usize| {
            // What neighbours know of themselves reaches over one edge.
            let around = self.neighbours[c].iter().map(|&other| {
                let theirs = OWN + seen[other as usize].1;
                NEIGHBOUR * theirs / (NEIGHBOUR + theirs)
            });
            (1.0 / (OWN + SUBJECT / 2.0 + seen[c].1 + around.sum::<f64>())).sqrt()
        };
        let mut believed: Vec<(f64, f64)> =
            (0..n).map(|c| ((base[c] + own[c]).clamp(-LIMIT, LIMIT), spread(c))).collect();
        let threshold = states.threshold();
        for (c, course) in plain {
            self.doubt(*c, course.doubt(), threshold, &mut believed);
        }
        believed.into_iter().map(|(mean, spread)| (mean as f32, spread as f32)).collect()
    }

    /// Where lessons do not bring what they should, something needed may be missing: each need is doubted by
    /// Bayes's rule for its share of the doubt.
    fn doubt(&self, competency: CompetencyIdx, doubt: f64, threshold: f64, believed: &mut [(f64, f64)]) {
        let needs = self.graph.all_of(competency);
        if doubt <= 0.0 || needs.is_empty() {
            return;
        }
        let known = |need: &CompetencyIdx| {
            let (mean, spread) = believed[need.i()];
            chance_known(mean, spread, threshold).clamp(0.001, 0.999)
        };
        // Each need bears its share alone: explaining one need by another would let a success at one lower the other.
        let odds = |need: &CompetencyIdx| (1.0 - known(need)) / known(need) * (doubt / needs.len() as f64).exp();
        let doubted: Vec<f64> = needs.iter().map(|need| (1.0 / (1.0 + odds(need))).max(0.001)).collect();
        for (need, known) in needs.iter().zip(doubted) {
            let (mean, spread) = &mut believed[need.i()];
            *mean = mean.min(mean_of(known, *spread, threshold)).max(-LIMIT);
        }
    }
}
