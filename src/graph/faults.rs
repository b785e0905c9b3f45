//! What a catalogue's author should look at: circles, rows that say nothing new, competencies on their own.

use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{CompetencyGraph, Edge};
use daybreak_school::ids::CompetencyIdx;

impl CompetencyGraph {
    /// The circles of hard prerequisites, one a bundle: each competency needs the next, the last the first.
    /// A circle of one is a competency that needs itself. Sorted by first member, which is its smallest.
    pub fn cycles(&self) -> Vec<Vec<CompetencyIdx>> {
        let circles = self.bundles.iter().filter_map(|bundle| match bundle.members.as_slice() {
            [one] => self.needs_itself(*one).then(|| vec![*one]),
            members => Some(self.circle_through(members[0])),
        });
        circles.collect()
    }

    /// Sets of alternatives of which every one leads back to the competency that needs them; they are ignored.
    pub fn circular_alternatives(&self) -> &[(CompetencyIdx, Vec<CompetencyIdx>)] {
        &self.circular
    }

    /// Hard prerequisites that follow from others, as (competency, needs), sorted; none within a circle.
    pub fn redundant(&self) -> Vec<(CompetencyIdx, CompetencyIdx)> {
        let mut graph = DiGraph::<(), (), u32>::with_capacity(self.len(), self.net.edge_count());
        for _ in 0..self.len() {
            graph.add_node(());
        }
        let mut edges = Vec::new();
        for i in 0..self.len() {
            let competency = CompetencyIdx::at(i);
            for &needs in self.all_of(competency).iter().filter(|needs| self.is_written(competency, **needs)) {
                edges.push((competency, needs));
                graph.add_edge(NodeIndex::new(needs.i()), NodeIndex::new(i), ());
            }
        }
        let order: Vec<NodeIndex<u32>> = self.order.iter().map(|c| NodeIndex::new(c.i())).collect();
        let (sorted, position) = dag_to_toposorted_adjacency_list::<_, u32>(&graph, &order);
        let (reduction, _) = dag_transitive_reduction_closure(&sorted);
        edges.retain(|(competency, needs)| !reduction.contains_edge(position[needs.i()], position[competency.i()]));
        edges
    }

    /// Competencies that need nothing and that nothing needs, helpful edges not counted; sorted.
    pub fn isolated(&self) -> Vec<CompetencyIdx> {
        let alone = |c: &CompetencyIdx| {
            let bundle = self.bundle(*c);
            bundle.members.len() == 1
                && bundle.all_of.is_empty()
                && bundle.any_of.is_empty()
                && self.dependents(*c).is_empty()
        };
        (0..self.len()).map(CompetencyIdx::at).filter(alone).collect()
    }

    fn needs_itself(&self, competency: CompetencyIdx) -> bool {
        self.is_written(competency, competency)
    }

    /// Whether a row makes `needs` a hard prerequisite of `competency` (not one of several alternatives).
    fn is_written(&self, competency: CompetencyIdx, needs: CompetencyIdx) -> bool {
        self.hard_needs(competency).any(|need| need == needs)
    }

    /// The hard prerequisites as written, in order of index.
    fn hard_needs(&self, competency: CompetencyIdx) -> impl Iterator<Item = CompetencyIdx> + '_ {
        let mut needs: Vec<CompetencyIdx> = self
            .net
            .edges_directed(NodeIndex::new(competency.i()), petgraph::Direction::Incoming)
            .filter(|edge| *edge.weight() == Edge::Hard)
            .map(|edge| self.net[edge.source()])
            .collect();
        needs.sort();
        needs.into_iter()
    }

    /// A shortest circle of hard prerequisites through `start`, by breadth-first search inside its bundle.
    fn circle_through(&self, start: CompetencyIdx) -> Vec<CompetencyIdx> {
        let mut came_from = vec![None; self.len()];
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for need in self.hard_needs(at) {
                if need == start {
                    let mut circle = vec![at];
                    while let Some(before) = came_from[circle[circle.len() - 1].i()] {
                        circle.push(before);
                    }
                    circle.reverse();
                    return circle;
                }
                if came_from[need.i()].is_none() && need != start {
                    came_from[need.i()] = Some(at);
                    queue.push_back(need);
                }
            }
        }
        // A bundle of several is strongly connected, so the search comes back.
        unreachable!("a bundle of several members holds a circle through each")
    }
}
