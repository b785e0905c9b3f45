//! Exchanges among the sessions of one slot: chains and rings of learners, each of whom takes a seat that the next
//! one leaves.
//!
//! With the openings of a slot and the rest of the day fixed, who sits where is a transportation problem, and a
//! plan is best exactly when no chain or ring of moves pays (Klein, 1967). Nodes are the slot's sessions, being
//! idle, and a hub through which a chain begins where somebody can be spared and ends where there is a place. The
//! arc from one node to another is the move of one learner that pays most. Rings are found by the labels of Bellman
//! and Ford. What the arcs leave out (company, devices, groups that must stay small) is asked of the real
//! predicates when a ring is carried out; a ring that fails is taken back.
//!
//! What each learner could do in a slot is remembered as long as the learner's day stays the same and no session
//! that they want opens: a round of the search changes few days.

use super::choices::{Choices, Move, choices};
use crate::constraints::can_join;
use crate::constraints::group_size::{is_filled, is_full, spare};
use crate::constraints::never_alone::alone_by_rule;
use crate::constraints::rooms::room_has_place;
use crate::ids::{LearnerIdx, OfferIdx, SessionIdx, Table};
use crate::instance::{Instance, SlotMask};
use crate::state::State;
use daybreak_day::problem::Points;

/// Rings of one slot that may fail before the slot is left alone.
const FAILURES_MAX: usize = 8;
/// No arc.
const NO: Points = Points::MIN;
/// The move of no arc.
const NO_MOVE: (Points, LearnerIdx, OfferIdx) = (NO, LearnerIdx::NONE, OfferIdx::NONE);
/// An arc that is taken by no ring; far from overflow.
const LOW: Points = Points::MIN / 4;
/// Labels that are kept stay within this, far from overflow as well.
const LABEL_MAX: Points = 1 << 56;

/// What the learners could do, remembered between rounds.
#[derive(Clone)]
pub struct Exchange {
    n_slots: usize,
    /// Moves that gain less are not looked at: hardly a ring makes up for them.
    least: Points,
    /// By slot.
    choices: Vec<Table<LearnerIdx, Choices>>,
    /// By slot: the stamp of the learner's day for which the choices were listed.
    listed: Vec<Table<LearnerIdx, u64>>,
    /// By slot: the state's clock at that time.
    listed_at: Vec<Table<LearnerIdx, u64>>,
    graph: Graph,
    /// The last label by session, and by slot that of idleness; the hub's is zero.
    labels: Table<SessionIdx, Points>,
    labels_idle: Vec<Points>,
}

/// The graph of one slot; its parts are used again for the next one.
#[derive(Clone, Default)]
struct Graph {
    /// Session by node; node 0 is being idle, the last one is the hub.
    nodes: Vec<SessionIdx>,
    /// Node by session and the number of its opening; 0 for sessions that are no nodes.
    node_of: Table<SessionIdx, (u32, u32)>,
    /// `nodes x nodes`: (what the best move pays or [`NO`], learner, place among the learner's choices).
    best: Vec<(Points, LearnerIdx, OfferIdx)>,
    /// The arcs that there are, by the node they come from: (to, gain).
    arcs: Vec<(usize, Points)>,
    /// Where each node's arcs begin.
    arcs_from: Vec<usize>,
    /// Nodes whose rows are to be filled anew.
    stale: Vec<usize>,
    /// Labels and predecessors by node.
    labels: Vec<Points>,
    before: Vec<usize>,
}

impl Exchange {
    pub fn new(inst: &Instance, typical: Points) -> Self {
        let (n, n_slots) = (inst.learners.len(), inst.n_slots);
        Exchange {
            n_slots,
            least: -typical / 2,
            choices: vec![Table::filled(Choices::default(), n); n_slots],
            listed: vec![Table::filled(0, n); n_slots],
            listed_at: vec![Table::filled(0, n); n_slots],
            graph: Graph::default(),
            labels: Table::new(),
            labels_idle: vec![0; n_slots],
        }
    }

    /// Exchanges learners within each of the slots until nothing pays any more.
    pub fn settle(&mut self, state: &mut State<'_>, slots: SlotMask) {
        self.settle_while(state, slots, || true);
    }

    /// The same as long as there is time for one more slot: on a whole large day it takes seconds.
    pub fn settle_while(&mut self, state: &mut State<'_>, slots: SlotMask, has_time: impl Fn() -> bool) {
        let mut open = slots;
        // A slot is looked at again when a move elsewhere touched it.
        while open != 0 && has_time() {
            let t = open.trailing_zeros() as usize;
            open &= !(1 << t);
            if t >= self.n_slots {
                break;
            }
            open |= self.settle_slot(state, t) & slots & !(1 << t);
        }
    }

    /// Exchanges within one slot; returns the slots in which anything changed.
    fn settle_slot(&mut self, state: &mut State<'_>, t: usize) -> SlotMask {
        let (mut touched, mut failures) = (0, 0);
        if !self.lay_out(state, t) {
            return 0;
        }
        loop {
            self.list(state, t);
            self.fill_rows(state, t);
            // One drawing serves for many rings: what a ring moved takes no part until the next drawing.
            let mut moved = 0;
            while let Some(ring) = self.graph.ring() {
                let slots = self.carry_out(state, t, &ring);
                match slots {
                    Some(slots) => {
                        moved |= slots;
                        self.graph.leave_out_nodes(&ring);
                    }
                    None => {
                        self.graph.leave_out_arcs(&ring);
                        failures += 1;
                    }
                }
            }
            touched |= moved;
            if moved == 0 || failures > FAILURES_MAX {
                self.keep_labels(t);
                return touched;
            }
        }
    }

    /// Lists anew what learners could do whose day has changed, and adds what has opened.
    fn list(&mut self, state: &mut State<'_>, t: usize) {
        let inst = state.inst;
        for (k, since) in state.take_reopened() {
            let session = &state.sessions[k];
            if !session.open || state.slots_of(k).len() != 1 {
                continue;
            }
            let mut last = LearnerIdx::NONE;
            for &(l, _) in inst.wanters(session.activity, session.start) {
                // Lists from before it closed still name it; lists of other days are made anew anyway.
                if l != last
                    && self.listed_at[session.start][l] >= since
                    && self.listed[session.start][l] == state.stamps[l]
                {
                    choices(state, l, session.start, &[k], self.least, &mut self.choices[session.start][l]);
                }
                last = l;
            }
        }
        for l in inst.learners.ids() {
            if self.listed[t][l] != state.stamps[l] {
                self.listed[t][l] = state.stamps[l];
                self.listed_at[t][l] = state.clock;
                self.choices[t][l].clear();
                choices(state, l, t, &[], self.least, &mut self.choices[t][l]);
            }
        }
    }

    /// Lays out the graph of a slot, its rows still to be filled; says whether there are sessions in it.
    fn lay_out(&mut self, state: &State<'_>, t: usize) -> bool {
        let graph = &mut self.graph;
        graph.nodes.clear();
        graph.nodes.push(SessionIdx::NONE);
        graph.node_of.clear();
        graph.node_of.resize(state.sessions.len(), (0, 0));
        for &k in &state.by_slot[t] {
            if state.slots_of(k).len() == 1 {
                graph.node_of[k] = (graph.nodes.len() as u32, state.sessions[k].serial);
                graph.nodes.push(k);
            }
        }
        graph.nodes.push(SessionIdx::NONE);
        let n = graph.nodes.len();
        if n == 2 {
            return false;
        }
        graph.best.clear();
        graph.best.resize(n * n, NO_MOVE);
        graph.stale.clear();
        graph.stale.extend(0..n - 1);
        self.labels.resize(state.sessions.len(), 0);
        graph.labels.clear();
        graph.labels.push(self.labels_idle[t]);
        graph.labels.extend(graph.nodes[1..n - 1].iter().map(|k| self.labels[*k]));
        graph.labels.push(0);
        true
    }

    /// Fills the rows of the nodes that are not as they were drawn.
    fn fill_rows(&mut self, state: &State<'_>, t: usize) {
        let n = self.graph.nodes.len();
        let mut stale = std::mem::take(&mut self.graph.stale);
        stale.sort_unstable();
        stale.dedup();
        for &node in &stale {
            self.graph.best[node * n..(node + 1) * n].fill(NO_MOVE);
            match self.graph.nodes[node] {
                SessionIdx::NONE => {
                    for l in state.inst.learners.ids().filter(|l| state.session_at(*l, t).is_none()) {
                        self.offer(t, node, l);
                    }
                }
                k => {
                    for &(l, _) in &state.sessions[k].members {
                        self.offer(t, node, l);
                    }
                }
            }
        }
        self.graph.list_arcs(state);
    }

    /// Enters what a learner of the node could do.
    fn offer(&mut self, t: usize, from: usize, l: LearnerIdx) {
        let graph = &mut self.graph;
        let n = graph.nodes.len();
        let row = &mut graph.best[from * n..(from + 1) * n];
        for (i, offer) in self.choices[t][l].offers.numbered() {
            let to = match offer.to {
                SessionIdx::NONE => 0,
                to => match graph.node_of[to] {
                    (node, serial) if serial == offer.serial => node as usize,
                    // Closed meanwhile.
                    _ => continue,
                },
            };
            if offer.gain > row[to].0 {
                row[to] = (offer.gain, l, i);
            }
        }
    }

    /// Keeps the labels for the next drawing of the slot.
    fn keep_labels(&mut self, t: usize) {
        let labels = &self.graph.labels;
        // Only differences count, so the hub stays at zero; a label that no arc raises would sink without end.
        let hub = labels[labels.len() - 1];
        let kept = |label: Points| (label - hub).clamp(-LABEL_MAX, LABEL_MAX);
        for (k, label) in self.graph.nodes.iter().zip(labels).filter(|(k, _)| k.is_some()) {
            self.labels[*k] = kept(*label);
        }
        self.labels_idle[t] = kept(labels[0]);
    }

    /// Carries a ring out if the real objective gains by it: the slots changed. None: nothing is changed, and the
    /// choices that it would have taken are forgotten until the learners' days change.
    fn carry_out(&mut self, state: &mut State<'_>, t: usize, ring: &[(usize, usize)]) -> Option<SlotMask> {
        let (mark, before) = (state.mark(), state.value());
        let n = self.graph.nodes.len();
        let steps: Vec<(LearnerIdx, SessionIdx, SessionIdx, Move)> = ring
            .iter()
            .filter(|(i, j)| *i != n - 1 && *j != n - 1)
            .map(|&(i, j)| {
                let (_, l, place) = self.graph.best[i * n + j];
                let step = self.choices[t][l].moves[place];
                (l, self.graph.nodes[i], self.graph.nodes[j], step)
            })
            .collect();
        let mut slots: SlotMask = 1 << t;
        for &(l, from, _, step) in &steps {
            if from.is_some() {
                state.leave(l, from);
            }
            if step.released.is_some() {
                slots |= 1 << state.sessions[step.released].start;
                state.leave(l, step.released);
            }
        }
        let seated = steps.iter().all(|&(l, _, to, step)| {
            let joins = to.is_none() || can_join(state, l, step.cand, to);
            if joins && to.is_some() {
                state.join(l, step.cand, to);
            }
            joins
        });
        if seated {
            for &(l, _, _, step) in &steps {
                let Some(session) = state.sessions.get(step.refill.to) else { continue };
                let there = session.open && session.serial == step.refill.serial;
                if there && can_join(state, l, step.refill.cand, step.refill.to) {
                    state.join(l, step.refill.cand, step.refill.to);
                }
            }
        }
        let sound = |k: &SessionIdx| is_filled(state, *k) && alone_by_rule(state, *k).is_empty();
        if seated && state.value() > before && state.touched_since(mark).iter().all(sound) {
            return Some(slots);
        }
        state.rollback(mark);
        for &(i, j) in ring.iter().filter(|(i, j)| *i != n - 1 && *j != n - 1) {
            let (_, l, place) = self.graph.best[i * n + j];
            self.choices[t][l].offers[place].gain = NO;
        }
        None
    }
}

impl Graph {
    /// Lists the arcs, those of the hub among them.
    fn list_arcs(&mut self, state: &State<'_>) {
        let n = self.nodes.len();
        let hub = n - 1;
        self.arcs.clear();
        self.arcs_from.clear();
        for i in 0..hub {
            self.arcs_from.push(self.arcs.len());
            for j in 0..hub {
                let gain = self.best[i * n + j].0;
                if gain != NO && i != j {
                    self.arcs.push((j, gain));
                }
            }
            let k = self.nodes[i];
            let has_place = || !is_full(state, k) && room_has_place(state, k);
            if k.is_none() || has_place() {
                self.arcs.push((hub, 0));
            }
        }
        self.arcs_from.push(self.arcs.len());
        let spares = |i: &usize| self.nodes[*i].is_none() || spare(state, self.nodes[*i]) > 0;
        self.arcs.extend((0..hub).filter(spares).map(|i| (i, 0)));
        self.arcs_from.push(self.arcs.len());
    }

    /// Takes the nodes of a ring out of the drawing, idleness apart.
    fn leave_out_nodes(&mut self, ring: &[(usize, usize)]) {
        let hub = self.nodes.len() - 1;
        let out = |node: usize| node != 0 && node != hub && ring.iter().any(|arc| arc.0 == node);
        self.stale.extend(ring.iter().map(|arc| arc.0).filter(|i| *i != hub));
        // From idleness and within the ring the best moves may be of learners who have just moved.
        let in_ring = |i: usize, j: usize| i != hub && j != hub && ring.contains(&(i, j));
        for i in 0..=hub {
            for arc in &mut self.arcs[self.arcs_from[i]..self.arcs_from[i + 1]] {
                if out(i) || out(arc.0) || in_ring(i, arc.0) {
                    arc.1 = LOW;
                }
            }
        }
    }

    /// Takes the arcs of a ring out of the drawing, those of the hub apart.
    fn leave_out_arcs(&mut self, ring: &[(usize, usize)]) {
        let hub = self.nodes.len() - 1;
        for &(i, j) in ring.iter().filter(|arc| arc.0 != hub && arc.1 != hub) {
            for arc in &mut self.arcs[self.arcs_from[i]..self.arcs_from[i + 1]] {
                if arc.0 == j {
                    arc.1 = LOW;
                }
            }
        }
    }

    /// A ring that pays: (node, next node) in order; none when there is none.
    ///
    /// Labels of the last time serve as first labels: where little has changed, few of them move.
    fn ring(&mut self) -> Option<Vec<(usize, usize)>> {
        let n = self.nodes.len();
        self.before.clear();
        self.before.resize(n, usize::MAX);
        let mut active: Vec<usize> = (0..n).collect();
        for _ in 0..=n {
            let mut next = Vec::new();
            for i in active {
                for &(j, gain) in &self.arcs[self.arcs_from[i]..self.arcs_from[i + 1]] {
                    let label = self.labels[i] + gain;
                    if label > self.labels[j] {
                        self.labels[j] = label;
                        self.before[j] = i;
                        next.push(j);
                    }
                }
            }
            if next.is_empty() {
                return None;
            }
            if let Some(ring) = ring_in(&self.before) {
                return Some(ring);
            }
            next.sort_unstable();
            next.dedup();
            active = next;
        }
        None
    }
}

/// A ring among the predecessors, in walking order; none when they form a forest.
fn ring_in(before: &[usize]) -> Option<Vec<(usize, usize)>> {
    let n = before.len();
    let mut seen = vec![usize::MAX; n];
    for start in 0..n {
        let mut at = start;
        while at != usize::MAX && seen[at] == usize::MAX {
            seen[at] = start;
            at = before[at];
        }
        if at != usize::MAX && seen[at] == start {
            let mut ring = vec![(before[at], at)];
            let mut node = before[at];
            while node != at {
                ring.push((before[node], node));
                node = before[node];
            }
            ring.reverse();
            return Some(ring);
        }
    }
    None
}
