//! The graph in figures: what a catalogue's author, and whoever compares graphs, wants to see at once.

use std::cmp::Ordering;

use rayon::prelude::*;
use serde::Serialize;

use super::{Closure, CompetencyGraph, Edge};
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Competency, School};

/// Everything that can be said of a graph without a learner. Lists name competencies by their ids.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphFacts {
    pub n_competencies: usize,
    /// Hard prerequisites; one of several alternatives is not among them.
    pub n_hard: usize,
    /// Prerequisites that are one of several alternatives.
    pub n_alternatives: usize,
    pub n_helpful: usize,
    /// Pairs of which one practises the other.
    pub n_encompassing: usize,
    /// Competencies from which a learner who knows nothing can start.
    pub n_starts: usize,
    /// Layers: the longest chain of needs has so many competencies.
    pub n_layers: usize,
    /// Competencies needed on the way to one, itself not counted: the mean over all.
    pub closure_mean: f64,
    /// The most, and for which competency; none in an empty graph.
    pub closure_largest: Option<(String, usize)>,
    /// The chain of needs with the most typical minutes, in order of learning.
    pub critical_path: Vec<String>,
    pub critical_path_minutes: f64,
    /// Prerequisites (hard or alternative) by how many grades apart the two are; pairs without a grade are in none.
    pub within_a_grade: usize,
    pub one_grade_up: usize,
    pub more_grades_up: usize,
    /// (competency, needs): what is needed has a higher grade, or in the same grade a higher level.
    pub grade_inversions: Vec<(String, String)>,
    /// Circles of hard prerequisites: each needs the next, the last the first; one alone needs itself.
    pub circles: Vec<Vec<String>>,
    /// (competency, alternatives) of which every one leads back to the competency.
    pub circular_alternatives: Vec<(String, Vec<String>)>,
    /// (competency, needs) that follow from other prerequisites.
    pub redundant: Vec<(String, String)>,
    /// Competencies that need nothing and that nothing needs.
    pub isolated: Vec<String>,
    /// By competency, in the catalogue's order.
    #[serde(skip)]
    pub competencies: Vec<CompetencyFacts>,
}

/// One competency's place in the graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CompetencyFacts {
    pub competency: String,
    pub subject: String,
    /// Empty: none named.
    pub grade: String,
    /// 0: nothing is needed.
    pub layer: usize,
    /// Directly needed, alternatives counted as one.
    pub needs: usize,
    /// Competencies that directly need it.
    pub needed_by: usize,
    /// Competencies on the smallest way to it, itself not counted.
    pub closure: usize,
    /// Taught together with so many others, because they need each other.
    pub taught_with: usize,
}

impl CompetencyGraph {
    /// The facts of the graph of a school. Minutes are the competencies' typical ones, `minutes_typical` where they name
    /// none. O(V · E) in the worst case, since every closure is looked at.
    pub fn facts(&self, school: &School, minutes_typical: f64) -> GraphFacts {
        let id = |c: CompetencyIdx| school.competencies[c.i()].id.clone();
        let ids = |list: &[CompetencyIdx]| list.iter().map(|&c| id(c)).collect::<Vec<_>>();
        let pairs = |list: Vec<(CompetencyIdx, CompetencyIdx)>| list.into_iter().map(|(c, n)| (id(c), id(n))).collect();
        let competencies: Vec<CompetencyFacts> =
            (0..self.len()).into_par_iter().map(|i| self.competency_facts(school, CompetencyIdx::at(i))).collect();
        // The first among equals, whatever the order of comparisons.
        let largest = competencies.iter().rev().max_by_key(|facts| facts.closure);
        let n_steps: usize = competencies.iter().map(|facts| facts.closure).sum();
        let (chain, critical_path_minutes) =
            self.longest_chain(|c| school.competencies[c.i()].minutes_typical.unwrap_or(minutes_typical));
        let count = |edge: Edge| self.net.edge_weights().filter(|&&weight| weight == edge).count();
        let spans: Vec<i32> = self.needs_written().filter_map(|(c, needs)| span(school, c, needs)).collect();
        GraphFacts {
            n_competencies: self.len(),
            n_hard: count(Edge::Hard),
            n_alternatives: count(Edge::Alternative),
            n_helpful: count(Edge::Helpful),
            n_encompassing: self.encompassed.iter().map(|shares| shares.len()).sum(),
            n_starts: self.outer_fringe(|_| false).len(),
            n_layers: self.n_layers(),
            closure_mean: n_steps as f64 / self.len().max(1) as f64,
            closure_largest: largest.map(|facts| (facts.competency.clone(), facts.closure)),
            critical_path: ids(&chain),
            critical_path_minutes,
            within_a_grade: spans.iter().filter(|&&span| span == 0).count(),
            one_grade_up: spans.iter().filter(|&&span| span == 1).count(),
            more_grades_up: spans.iter().filter(|&&span| span > 1).count(),
            grade_inversions: pairs(self.grade_inversions(&school.competencies)),
            circles: self.cycles().iter().map(|circle| ids(circle)).collect(),
            circular_alternatives: self.circular_alternatives().iter().map(|(c, set)| (id(*c), ids(set))).collect(),
            redundant: pairs(self.redundant()),
            isolated: ids(&self.isolated()),
            competencies,
        }
    }

    fn competency_facts(&self, school: &School, competency: CompetencyIdx) -> CompetencyFacts {
        let about = &school.competencies[competency.i()];
        CompetencyFacts {
            competency: about.id.clone(),
            subject: about.subject.clone(),
            grade: about.grade.map(|grade| grade.to_string()).unwrap_or_default(),
            layer: self.layer(competency),
            needs: self.all_of(competency).len() + self.any_of(competency).len(),
            needed_by: self.dependents(competency).len(),
            closure: self.closure(&[competency], |_| false, |_| 1.0).steps.len() - 1,
            taught_with: self.taught_with(competency).len() - 1,
        }
    }

    /// Prerequisites (hard or alternative) that point up: what is needed has a higher grade, or in the same grade a
    /// higher level. Sorted by competency, then by what it needs.
    pub fn grade_inversions(&self, competencies: &[Competency]) -> Vec<(CompetencyIdx, CompetencyIdx)> {
        let points_up = |(c, needs): &(CompetencyIdx, CompetencyIdx)| {
            let (later, earlier) = (&competencies[c.i()], &competencies[needs.i()]);
            let grades = later.grade.zip(earlier.grade).map(|(a, b)| a.cmp(&b));
            let levels = later.level.zip(earlier.level).map(|(a, b)| a.total_cmp(&b));
            match grades {
                Some(Ordering::Less) => true,
                Some(Ordering::Greater) => false,
                Some(Ordering::Equal) | None => levels == Some(Ordering::Less),
            }
        };
        let mut inversions: Vec<_> = self.needs_written().filter(points_up).collect();
        inversions.sort();
        inversions
    }

    /// Hard prerequisites and alternatives as written, (competency, needs).
    fn needs_written(&self) -> impl Iterator<Item = (CompetencyIdx, CompetencyIdx)> + '_ {
        let blocking = self.net.raw_edges().iter().filter(|edge| match edge.weight {
            Edge::Hard | Edge::Alternative => true,
            Edge::Helpful => false,
        });
        blocking.map(|edge| (self.net[edge.target()], self.net[edge.source()]))
    }

    /// The chain of needs with the most minutes in the whole graph, in order of learning, and its minutes.
    fn longest_chain(&self, minutes: impl Fn(CompetencyIdx) -> f64) -> (Vec<CompetencyIdx>, f64) {
        let everything = Closure { steps: self.order.clone(), chosen: self.first_alternatives(), exact: true };
        self.critical_path(&everything, minutes)
    }

    /// For each set of alternatives the one that is learned first in the graph's order.
    fn first_alternatives(&self) -> Vec<(CompetencyIdx, CompetencyIdx)> {
        let mut chosen = Vec::new();
        for c in (0..self.len()).map(CompetencyIdx::at) {
            let first = |set: &[CompetencyIdx]| set.iter().copied().min_by_key(|&need| self.rank(need));
            let earlier = |need: &CompetencyIdx| self.rank(*need) < self.rank(c);
            chosen.extend(self.any_of(c).filter_map(first).filter(earlier).map(|need| (c, need)));
        }
        chosen
    }
}

/// Grades from what is needed up to what needs it; none where one of them has no grade.
fn span(school: &School, competency: CompetencyIdx, needs: CompetencyIdx) -> Option<i32> {
    let grade = |c: CompetencyIdx| school.competencies[c.i()].grade.map(|grade| i32::from(grade.0));
    Some(grade(competency)? - grade(needs)?)
}
