//! What a circle of prerequisites is, for whoever shows circles and for whoever opens them.
//!
//! Somebody who knows nothing learns a competency once all its hard needs are known, and one of each set of alternatives. What
//! is never learned so lies on a circle or behind one. An alternative that leads back closes no circle while another of its
//! set can be learned, and a helpful row never does: it keeps nobody from anything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Prerequisite, Strength};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// The rows to leave out so that everything can be learned, each with the circle that it opens (competencies, beginning with the
/// row's own). In each knot of circles a shortest one is opened at its weakest row by `strength` until none is left; ties go
/// to the later row. Rows that name competencies beyond `n` are passed over, and so are those that need themselves.
pub fn rows_that_close(
    n: usize,
    rows: &[Prerequisite],
    strength: impl Fn(&Prerequisite) -> u32,
) -> Vec<(usize, Vec<CompetencyIdx>)> {
    let is_need = |row: &Prerequisite| row.competency != row.needs && row.competency.i().max(row.needs.i()) < n;
    let mut is_open: Vec<bool> = rows.iter().map(is_need).collect();
    let mut left_out = Vec::new();
    loop {
        let blocking = blocking(n, rows, &is_open);
        let knots = knots(n, &blocking);
        if knots.is_empty() {
            return without_those_in_vain(n, rows, &mut is_open, left_out);
        }
        for knot in knots {
            let circle = shortest_circle(&knot, &blocking);
            let weakest = *circle
                .iter()
                .min_by_key(|edge| (strength(&rows[edge.row]), Reverse(edge.row)))
                .expect("a circle has rows");
            let turn = circle.iter().position(|edge| edge.row == weakest.row).expect("the weakest is one of them");
            let around = (0..circle.len()).map(|i| CompetencyIdx::at(circle[(turn + i) % circle.len()].from));
            left_out.push((weakest.row, around.collect()));
            is_open[weakest.row] = false;
        }
    }
}

/// One of several alternatives that was left out opens nothing once another of its set can be learned: it comes back.
fn without_those_in_vain(
    n: usize,
    rows: &[Prerequisite],
    is_open: &mut [bool],
    mut left_out: Vec<(usize, Vec<CompetencyIdx>)>,
) -> Vec<(usize, Vec<CompetencyIdx>)> {
    left_out.retain(|(row, _)| {
        if rows[*row].any_of.is_none() {
            return true;
        }
        is_open[*row] = true;
        is_open[*row] = knots(n, &blocking(n, rows, is_open)).is_empty();
        !is_open[*row]
    });
    left_out
}

/// A row that keeps its competency from being learned.
#[derive(Clone, Copy, Debug)]
struct Blocking {
    row: usize,
    from: usize,
    to: usize,
}

/// The needs that rows state: a competency, and the positions of the rows of which one is enough; one row, or all that share a label.
/// Rows that only help state none.
pub fn needs(rows: &[Prerequisite]) -> Vec<(CompetencyIdx, Vec<usize>)> {
    let mut needs: BTreeMap<(CompetencyIdx, Option<&str>, usize), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.strength == Strength::Hard) {
        let apart = if row.any_of.is_none() { at } else { 0 };
        needs.entry((row.competency, row.any_of.as_deref(), apart)).or_default().push(at);
    }
    needs.into_iter().map(|((competency, ..), rows)| (competency, rows)).collect()
}

/// Which of `n` competencies somebody who knows nothing comes to learn, where only some can be taught.
pub fn learnable(
    n: usize,
    rows: &[Prerequisite],
    needs: &[(CompetencyIdx, Vec<usize>)],
    is_taught: impl Fn(CompetencyIdx) -> bool,
) -> Vec<bool> {
    let mut serves: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut missing = vec![0; n];
    for (need, (competency, alternatives)) in needs.iter().enumerate() {
        missing[competency.i()] += 1;
        alternatives.iter().for_each(|&row| serves[rows[row].needs.i()].push(need));
    }
    let mut is_met = vec![false; needs.len()];
    let mut is_learned = vec![false; n];
    let is_ready = |c: usize, missing: &[usize]| missing[c] == 0 && is_taught(CompetencyIdx::at(c));
    let mut ready: Vec<usize> = (0..n).filter(|&c| is_ready(c, &missing)).collect();
    while let Some(learned) = ready.pop() {
        is_learned[learned] = true;
        for &need in &serves[learned] {
            if !std::mem::replace(&mut is_met[need], true) {
                let competency = needs[need].0.i();
                missing[competency] -= 1;
                ready.extend(is_ready(competency, &missing).then_some(competency));
            }
        }
    }
    is_learned
}

/// The rows between competencies that are never learned: hard needs, and alternatives of which none ever is.
fn blocking(n: usize, rows: &[Prerequisite], is_open: &[bool]) -> Vec<Blocking> {
    let mut needs = needs(rows);
    needs.iter_mut().for_each(|(_, alternatives)| alternatives.retain(|&row| is_open[row]));
    needs.retain(|(_, alternatives)| !alternatives.is_empty());
    let is_learned = learnable(n, rows, &needs, |_| true);
    let is_unmet = |alternatives: &&Vec<usize>| !alternatives.iter().any(|&row| is_learned[rows[row].needs.i()]);
    let unmet = needs.iter().map(|(_, alternatives)| alternatives).filter(is_unmet).flatten();
    let mut blocking: Vec<Blocking> = unmet
        .map(|&row| Blocking { row, from: rows[row].competency.i(), to: rows[row].needs.i() })
        .filter(|edge| !is_learned[edge.from])
        .collect();
    blocking.sort_by_key(|edge| edge.row);
    blocking
}

/// The sets of competencies that keep each other from being learned, sorted.
fn knots(n: usize, blocking: &[Blocking]) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(n, blocking.len());
    for _ in 0..n {
        graph.add_node(());
    }
    for edge in blocking {
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

/// The rows of a shortest circle through the lowest competency of a knot, in order.
fn shortest_circle(knot: &[usize], blocking: &[Blocking]) -> Vec<Blocking> {
    let start = knot[0];
    let inside = |node: usize| knot.binary_search(&node).ok();
    let mut outgoing: Vec<Vec<Blocking>> = vec![Vec::new(); knot.len()];
    for edge in blocking {
        if let (Some(from), Some(_)) = (inside(edge.from), inside(edge.to)) {
            outgoing[from].push(*edge);
        }
    }
    // Breadth first from the start; `came_by` holds the row by which a competency was first reached.
    let mut came_by: Vec<Option<Blocking>> = vec![None; knot.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &edge in &outgoing[inside(node).expect("only the knot is queued")] {
            let to = inside(edge.to).expect("only rows within the knot are listed");
            if came_by[to].is_none() {
                came_by[to] = Some(edge);
                queue.push_back(edge.to);
            }
        }
    }
    let mut circle = Vec::new();
    let mut node = start;
    while circle.is_empty() || node != start {
        let edge = came_by[inside(node).expect("in the knot")].expect("each of a knot is reached from every other");
        circle.push(edge);
        node = edge.from;
    }
    circle.reverse();
    circle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{c, graph, row};

    fn left_out(n: usize, rows: &[Prerequisite]) -> Vec<(usize, Vec<usize>)> {
        let found = rows_that_close(n, rows, |_| 1);
        found.into_iter().map(|(row, circle)| (row, circle.into_iter().map(|c| c.i()).collect())).collect()
    }

    #[test]
    fn every_circle_of_a_knot_is_opened_at_its_weakest_row() {
        let rows = [(0, 1), (1, 2), (2, 0), (2, 1), (3, 0)].map(|(from, to)| row(from, to, None));
        let weak = |row: &Prerequisite| u32::from(row.competency != c(1));
        assert_eq!(rows_that_close(4, &rows, weak), [(1, vec![c(1), c(2), c(0)])]);
        let all_alike: Vec<Prerequisite> =
            (0..4).flat_map(|a| (0..4).filter(move |&b| b != a).map(move |b| row(a, b, None))).collect();
        assert_eq!(left_out(4, &all_alike).len(), 6, "six of twelve rows stay, as in any order of four");
    }

    #[test]
    fn an_alternative_closes_no_circle_while_another_is_open() {
        // Subtracting (1) needs multiplying (2), which needs subtracting or adding (0).
        let rows = [row(1, 2, None), row(2, 1, Some("a")), row(2, 0, Some("a"))];
        assert_eq!(left_out(3, &rows), []);
        // Where adding is no way out either, a row must go.
        let rows = [row(1, 2, None), row(2, 1, Some("a")), row(2, 0, Some("a")), row(0, 1, None)];
        assert_eq!(left_out(3, &rows).len(), 1);
    }

    #[test]
    fn alternatives_that_all_lead_back_lose_one_row() {
        // Multiplying (0) needs subtracting (1) or dividing (2), and both need multiplying.
        let rows = [row(0, 1, Some("a")), row(0, 2, Some("a")), row(1, 0, None), row(2, 0, None)];
        for weak in 0..4 {
            let ends = |row: &Prerequisite| (row.competency, row.needs);
            let out = rows_that_close(3, &rows, |one| u32::from(ends(one) != ends(&rows[weak])));
            assert_eq!(out.len(), 1, "{out:?}");
        }
    }

    #[test]
    fn a_helpful_row_closes_no_circle() {
        let rows = [row(1, 0, None), Prerequisite { strength: Strength::Helpful, ..row(0, 1, None) }];
        assert_eq!(left_out(2, &rows), []);
    }

    proptest::proptest! {
        /// Who shows circles and who opens them mean the same: the graph of the rows that stay has none, and rows are left out
        /// exactly where the graph of all rows has one.
        #[test]
        fn the_graph_shows_what_is_opened(rows in proptest::collection::vec((0..7_usize, 0..7_usize, 0..4_usize), 0..14)) {
            let rows: Vec<Prerequisite> = rows
                .into_iter()
                .filter(|(from, to, _)| from != to)
                .map(|(from, to, label)| row(from, to, [None, None, Some("a"), Some("b")][label]))
                .collect();
            let out = left_out(7, &rows);
            let has_circle = |graph: &crate::CompetencyGraph| {
                !graph.circular.is_empty() || graph.bundles.iter().any(|bundle| bundle.members.len() > 1)
            };
            proptest::prop_assert_eq!(out.is_empty(), !has_circle(&graph(7, rows.clone())));
            let stays = rows.iter().enumerate().filter(|(at, _)| !out.iter().any(|(row, _)| row == at));
            proptest::prop_assert!(!has_circle(&graph(7, stays.map(|(_, row)| row.clone()).collect())));
        }
    }
}
