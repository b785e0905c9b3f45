//! Circles: of chains, in which everything has at most one next, and of graphs.

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// The circles of a relation in which everything has at most one next: each begins at its lowest position.
pub(super) fn chains_that_close(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    // 0: not seen; otherwise 1 + the start of the walk that saw it.
    let mut seen = vec![0; next.len()];
    let mut circles = Vec::new();
    for start in 0..next.len() {
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| seen[here] == 0) {
            seen[here] = start + 1;
            at = next[here];
        }
        // The walk ends on itself only where it has closed a new circle.
        if let Some(entry) = at.filter(|&entry| seen[entry] == start + 1) {
            circles.push(circle_from(entry, next));
        }
    }
    circles.sort();
    circles
}

/// The circle through `entry`, from its lowest position on.
fn circle_from(entry: usize, next: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![entry];
    let mut at = next[entry].expect("a circle has no end");
    while at != entry {
        circle.push(at);
        at = next[at].expect("a circle has no end");
    }
    let lowest = (0..circle.len()).min_by_key(|&i| circle[i]).expect("a circle is not empty");
    circle.rotate_left(lowest);
    circle
}

/// An edge of a graph with the cost of leaving it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// The weaker the evidence for an edge, the sooner it is left out to open a circle.
    pub strength: u32,
}

/// The edges to leave out so that no circle remains, each with the circle it opens (positions of nodes, beginning
/// with the edge's own). In each knot of circles a shortest one is opened at its weakest edge until none is left;
/// ties go by position.
pub(super) fn edges_that_close(n_nodes: usize, edges: &[Edge]) -> Vec<(usize, Vec<usize>)> {
    let mut open: Vec<bool> = vec![false; edges.len()];
    let mut opened = Vec::new();
    let mut knots = knots(n_nodes, edges, &open);
    while !knots.is_empty() {
        for knot in &knots {
            let circle = shortest_circle(knot, edges, &open);
            let weakest = *circle
                .iter()
                .min_by_key(|&&edge| (edges[edge].strength, std::cmp::Reverse(edge)))
                .expect("a circle has edges");
            let turn = circle.iter().position(|&edge| edge == weakest).expect("the weakest is one of them");
            let nodes = (0..circle.len()).map(|i| edges[circle[(turn + i) % circle.len()]].from).collect();
            open[weakest] = true;
            opened.push((weakest, nodes));
        }
        knots = self::knots(n_nodes, edges, &open);
    }
    opened
}

/// The sets of nodes that reach each other, sorted; edges from a node to itself are not looked at.
fn knots(n_nodes: usize, edges: &[Edge], open: &[bool]) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(n_nodes, edges.len());
    for _ in 0..n_nodes {
        graph.add_node(());
    }
    for (edge, _) in edges.iter().zip(open).filter(|(_, open)| !**open) {
        graph.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), ());
    }
    let mut knots: Vec<Vec<usize>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|knot| knot.len() > 1)
        .map(|knot| knot.into_iter().map(NodeIndex::index).collect())
        .collect();
    knots.iter_mut().for_each(|knot| knot.sort_unstable());
    knots.sort();
    knots
}

/// The edges of a shortest circle through the lowest node of a knot, in order.
fn shortest_circle(knot: &[usize], edges: &[Edge], open: &[bool]) -> Vec<usize> {
    let start = knot[0];
    let inside = |node: usize| knot.binary_search(&node).ok();
    // Breadth first from the start; `came_by` holds the edge by which a node was first reached.
    let mut came_by: Vec<Option<usize>> = vec![None; knot.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); knot.len()];
    for (at, edge) in edges.iter().enumerate().filter(|(at, _)| !open[*at]) {
        if let (Some(from), Some(_)) = (inside(edge.from), inside(edge.to)) {
            outgoing[from].push(at);
        }
    }
    while let Some(node) = queue.pop_front() {
        for &edge in &outgoing[inside(node).expect("only nodes of the knot are queued")] {
            let to = edges[edge].to;
            let to_at = inside(to).expect("only edges within the knot are listed");
            if came_by[to_at].is_none() {
                came_by[to_at] = Some(edge);
                queue.push_back(to);
            }
        }
    }
    let mut circle = Vec::new();
    let mut node = start;
    while circle.is_empty() || node != start {
        let edge =
            came_by[inside(node).expect("in the knot")].expect("every node of a knot is reached from every other");
        circle.push(edge);
        node = edges[edge].from;
    }
    circle.reverse();
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_close_once_each() {
        assert_eq!(chains_that_close(&[None, Some(0), Some(1)]), Vec::<Vec<usize>>::new());
        assert_eq!(chains_that_close(&[Some(0)]), [[0]]);
        let next = [Some(2), Some(3), Some(0), Some(4), Some(1), Some(4)];
        assert_eq!(chains_that_close(&next), [vec![0, 2], vec![1, 3, 4]]);
    }

    #[test]
    fn every_circle_of_a_knot_is_opened_at_its_weakest_edge() {
        let edge = |from, to, strength| Edge { from, to, strength };
        let edges = [edge(0, 1, 2), edge(1, 2, 1), edge(2, 0, 2), edge(2, 1, 2), edge(3, 0, 0)];
        let opened = edges_that_close(4, &edges);
        assert_eq!(opened, [(1, vec![1, 2, 0])]);
        let all_alike: Vec<Edge> =
            (0..4).flat_map(|a| (0..4).filter(move |&b| b != a).map(move |b| edge(a, b, 1))).collect();
        let opened = edges_that_close(4, &all_alike);
        assert_eq!(opened.len(), 6, "six of twelve edges stay, as in any order of four");
    }
}
