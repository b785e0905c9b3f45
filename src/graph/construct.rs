//! From rows of prerequisites to the graph: bundles, needs, order, layers. O(edges · log) throughout.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::frontier::Use;
use super::{Bundle, CompetencyGraph, Edge};
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Prerequisite, Strength};

/// Builds the graph over `n` competencies; rows that name others are passed over.
pub(super) fn build(n: usize, rows: &[Prerequisite]) -> CompetencyGraph {
    let rows: Vec<&Prerequisite> = rows.iter().filter(|row| row.competency.i() < n && row.needs.i() < n).collect();
    let needs = needs(&rows);
    let net = net(n, &rows, &needs);
    let (bundle_of, members) = bundles(n, &net);
    let mut bundles = outer_needs(&bundle_of, members, &needs);
    let circular = drop_circular(&bundle_of, &mut bundles);
    let below = below(&bundle_of, &bundles);
    let (order, layer) = order(&bundle_of, &bundles, &below);
    let mut rank = vec![0; n];
    for (at, c) in order.iter().enumerate() {
        rank[c.i()] = u32::try_from(at).expect("competencies number fewer than 2^32");
    }
    let (uses, n_needs, n_sets) = uses(n, &bundles);
    CompetencyGraph {
        net,
        uses,
        n_needs,
        n_sets,
        dependents: dependents(n, &bundles),
        bundle_of,
        bundles,
        order,
        rank,
        layer,
        helpful: helpful(n, &rows),
        encompassed: encompassed(n, &rows),
        circular,
    }
}

/// The hard rows of a catalogue, in an order that does not depend on theirs.
struct Needs {
    /// (competency, what it needs); a competency may be written as its own need.
    hard: BTreeSet<(CompetencyIdx, CompetencyIdx)>,
    /// (competency, alternatives), two or more, never the competency itself.
    sets: BTreeSet<(CompetencyIdx, Vec<CompetencyIdx>)>,
}

/// A set of alternatives with one member is a hard need.
fn needs(rows: &[&Prerequisite]) -> Needs {
    let mut hard = BTreeSet::new();
    let mut labelled: BTreeMap<(CompetencyIdx, &str), BTreeSet<CompetencyIdx>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.strength == Strength::Hard) {
        match &row.any_of {
            // A competency cannot stand in for itself.
            Some(_) if row.needs == row.competency => {}
            Some(label) => {
                labelled.entry((row.competency, label)).or_default().insert(row.needs);
            }
            None => {
                hard.insert((row.competency, row.needs));
            }
        }
    }
    let mut sets = BTreeSet::new();
    for ((competency, _), set) in labelled {
        match set.len() {
            1 => hard.extend(set.into_iter().map(|need| (competency, need))),
            _ => {
                sets.insert((competency, set.into_iter().collect()));
            }
        }
    }
    Needs { hard, sets }
}

/// Every distinct row as an edge.
fn net(n: usize, rows: &[&Prerequisite], needs: &Needs) -> DiGraph<CompetencyIdx, Edge> {
    let mut edges: BTreeSet<(CompetencyIdx, CompetencyIdx, Edge)> = BTreeSet::new();
    edges.extend(needs.hard.iter().map(|&(competency, need)| (competency, need, Edge::Hard)));
    for (competency, set) in &needs.sets {
        edges.extend(set.iter().map(|&need| (*competency, need, Edge::Alternative)));
    }
    let helpful = rows.iter().filter(|row| row.strength == Strength::Helpful);
    edges.extend(helpful.map(|row| (row.competency, row.needs, Edge::Helpful)));
    let mut net = DiGraph::with_capacity(n, edges.len());
    for i in 0..n {
        net.add_node(CompetencyIdx::at(i));
    }
    for (competency, need, edge) in edges {
        net.add_edge(NodeIndex::new(need.i()), NodeIndex::new(competency.i()), edge);
    }
    net
}

/// The strongly connected components of the hard edges: the bundle of each competency, and each bundle's members.
/// Bundles are numbered by their smallest member. An alternative makes no circle by itself: another may do.
fn bundles(n: usize, net: &DiGraph<CompetencyIdx, Edge>) -> (Vec<u32>, Vec<Vec<CompetencyIdx>>) {
    let hard = net.filter_map(|_, &node| Some(node), |_, &edge| (edge == Edge::Hard).then_some(()));
    let mut members: Vec<Vec<CompetencyIdx>> = tarjan_scc(&hard)
        .into_iter()
        .map(|nodes| {
            let mut members: Vec<CompetencyIdx> = nodes.into_iter().map(|node| hard[node]).collect();
            members.sort();
            members
        })
        .collect();
    members.sort();
    let mut bundle_of = vec![0; n];
    for (b, members) in members.iter().enumerate() {
        for c in members {
            bundle_of[c.i()] = u32::try_from(b).expect("bundles number fewer than 2^32");
        }
    }
    (bundle_of, members)
}

/// The needs of each bundle: those of its members that lie outside and that nothing in the bundle meets.
fn outer_needs(bundle_of: &[u32], members: Vec<Vec<CompetencyIdx>>, needs: &Needs) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = members.into_iter().map(|members| Bundle { members, ..Bundle::default() }).collect();
    for &(competency, need) in &needs.hard {
        let own = bundle_of[competency.i()];
        if bundle_of[need.i()] != own {
            bundles[own as usize].all_of.push(need);
        }
    }
    for bundle in &mut bundles {
        bundle.all_of.sort();
        bundle.all_of.dedup();
    }
    for (competency, set) in &needs.sets {
        let own = bundle_of[competency.i()];
        let bundle = &mut bundles[own as usize];
        let is_met = |need: &CompetencyIdx| bundle_of[need.i()] == own || bundle.all_of.contains(need);
        if !set.iter().any(is_met) && !bundle.any_of.contains(set) {
            bundle.any_of.push(set.clone());
        }
    }
    bundles
}

/// Drops sets of alternatives that nobody starting from nothing could ever meet, because every alternative leads
/// back; returns them by the bundle's first member. What remains can be learned, whatever is known.
fn drop_circular(bundle_of: &[u32], bundles: &mut [Bundle]) -> Vec<(CompetencyIdx, Vec<CompetencyIdx>)> {
    let mut dropped = Vec::new();
    let mut learned = vec![false; bundle_of.len()];
    loop {
        while learn_what_is_ready(bundles, &mut learned) {}
        // Hard needs run in no circle between bundles, so if any bundle is stuck, one is stuck by its sets alone.
        let stuck = bundles
            .iter_mut()
            .find(|bundle| !learned[bundle.members[0].i()] && bundle.all_of.iter().all(|c| learned[c.i()]));
        let Some(bundle) = stuck else { return dropped };
        let (met, unmet) =
            std::mem::take(&mut bundle.any_of).into_iter().partition(|set| set.iter().any(|c| learned[c.i()]));
        bundle.any_of = met;
        let unmet: Vec<Vec<CompetencyIdx>> = unmet;
        dropped.extend(unmet.into_iter().map(|set| (bundle.members[0], set)));
    }
}

/// One sweep over the bundles; whether anything was learned.
fn learn_what_is_ready(bundles: &[Bundle], learned: &mut [bool]) -> bool {
    let mut any = false;
    for bundle in bundles {
        if !learned[bundle.members[0].i()] && bundle.is_ready(&|c: CompetencyIdx| learned[c.i()]) {
            bundle.members.iter().for_each(|c| learned[c.i()] = true);
            any = true;
        }
    }
    any
}

/// The bundles directly below each bundle, sorted: hard needs, and alternatives that run in no circle.
fn below(bundle_of: &[u32], bundles: &[Bundle]) -> Vec<Vec<u32>> {
    let mut whole = DiGraph::<(), ()>::with_capacity(bundles.len(), bundles.len());
    for _ in bundles {
        whole.add_node(());
    }
    for (b, bundle) in bundles.iter().enumerate() {
        for need in bundle.all_of.iter().chain(bundle.any_of.iter().flatten()) {
            whole.add_edge(NodeIndex::new(bundle_of[need.i()] as usize), NodeIndex::new(b), ());
        }
    }
    let mut circle = vec![0usize; bundles.len()];
    for (number, nodes) in tarjan_scc(&whole).into_iter().enumerate() {
        nodes.into_iter().for_each(|node| circle[node.index()] = number);
    }
    let in_no_circle = |b: usize, need: u32| circle[b] != circle[need as usize];
    let bundle_below = |b: usize, bundle: &Bundle| -> Vec<u32> {
        let hard = bundle.all_of.iter().map(|c| bundle_of[c.i()]);
        let either = bundle.any_of.iter().flatten().map(|c| bundle_of[c.i()]).filter(|&need| in_no_circle(b, need));
        let below: BTreeSet<u32> = hard.chain(either).collect();
        below.into_iter().collect()
    };
    bundles.iter().enumerate().map(|(b, bundle)| bundle_below(b, bundle)).collect()
}

/// Kahn's order of the bundles, the smallest number first among those that are free, and the layer of each
/// competency.
fn order(bundle_of: &[u32], bundles: &[Bundle], below: &[Vec<u32>]) -> (Vec<CompetencyIdx>, Vec<u32>) {
    let mut above: Vec<Vec<u32>> = vec![Vec::new(); bundles.len()];
    for (b, below) in below.iter().enumerate() {
        for &need in below {
            above[need as usize].push(u32::try_from(b).expect("bundles number fewer than 2^32"));
        }
    }
    let mut missing: Vec<usize> = below.iter().map(Vec::len).collect();
    let mut free: BinaryHeap<Reverse<usize>> = (0..bundles.len()).filter(|&b| missing[b] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(bundle_of.len());
    let mut layer = vec![0; bundles.len()];
    while let Some(Reverse(b)) = free.pop() {
        order.extend_from_slice(&bundles[b].members);
        for &next in &above[b] {
            let next = next as usize;
            layer[next] = layer[next].max(layer[b] + 1);
            missing[next] -= 1;
            if missing[next] == 0 {
                free.push(Reverse(next));
            }
        }
    }
    assert_eq!(order.len(), bundle_of.len(), "bundles run in no circle");
    (order, bundle_of.iter().map(|&b| layer[b as usize]).collect())
}

/// Who directly needs each competency.
fn dependents(n: usize, bundles: &[Bundle]) -> Vec<Box<[CompetencyIdx]>> {
    let mut dependents = vec![BTreeSet::new(); n];
    for bundle in bundles {
        for need in bundle.all_of.iter().chain(bundle.any_of.iter().flatten()) {
            dependents[need.i()].extend(bundle.members.iter().copied());
        }
    }
    dependents.into_iter().map(|set| set.into_iter().collect()).collect()
}

/// Where each competency counts as a need, how many needs each bundle has, and how many sets of alternatives there are.
fn uses(n: usize, bundles: &[Bundle]) -> (Vec<Box<[Use]>>, Vec<u32>, usize) {
    let mut uses = vec![Vec::new(); n];
    let mut n_needs = Vec::with_capacity(bundles.len());
    let mut n_sets = 0;
    for (b, bundle) in bundles.iter().enumerate() {
        let own = u32::try_from(b).expect("bundles number fewer than 2^32");
        bundle.all_of.iter().for_each(|need| uses[need.i()].push(Use { bundle: own, set: None }));
        for set in &bundle.any_of {
            let number = u32::try_from(n_sets).expect("sets number fewer than 2^32");
            set.iter().for_each(|need| uses[need.i()].push(Use { bundle: own, set: Some(number) }));
            n_sets += 1;
        }
        let needs = bundle.all_of.len() + bundle.any_of.len();
        n_needs.push(u32::try_from(needs).expect("needs number fewer than 2^32"));
    }
    (uses.into_iter().map(Vec::into_boxed_slice).collect(), n_needs, n_sets)
}

fn helpful(n: usize, rows: &[&Prerequisite]) -> Vec<Box<[CompetencyIdx]>> {
    let mut helpful = vec![BTreeSet::new(); n];
    for row in rows.iter().filter(|row| row.strength == Strength::Helpful && row.competency != row.needs) {
        helpful[row.competency.i()].insert(row.needs);
    }
    helpful.into_iter().map(|set| set.into_iter().collect()).collect()
}

/// The largest share wins where rows disagree.
fn encompassed(n: usize, rows: &[&Prerequisite]) -> Vec<Box<[(CompetencyIdx, f64)]>> {
    let mut shares: Vec<BTreeMap<CompetencyIdx, f64>> = vec![BTreeMap::new(); n];
    for row in rows.iter().filter(|row| row.encompasses > 0.0 && row.competency != row.needs) {
        let share = shares[row.competency.i()].entry(row.needs).or_insert(0.0);
        *share = share.max(row.encompasses.min(1.0));
    }
    shares.into_iter().map(|map| map.into_iter().collect()).collect()
}
