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

use super::choices::{Choice, choices};
use crate::model::problem::Points;
use crate::schedule::instance::{Instance, NONE, SlotMask};
use crate::schedule::state::State;

/// Rings of one slot that may fail before the slot is left alone.
const FAILURES_MAX: usize = 8;
/// No arc.
const NO: Points = Points::MIN;

/// What the learners could do, remembered between rounds.
pub struct Exchange {
    n_slots: usize,
    /// `slots x learners`.
    choices: Vec<Vec<Choice>>,
    /// `slots x learners`: the stamp of the learner's day for which the choices were listed.
    listed: Vec<u64>,
    /// `slots x learners`: the state's clock at that time.
    listed_at: Vec<u64>,
    graph: Graph,
}

/// The graph of one slot; its parts are used again for the next one.
#[derive(Default)]
struct Graph {
    /// Session by node; node 0 is being idle, the last one is the hub.
    nodes: Vec<u32>,
    /// Node by session, 0 for sessions that are no nodes.
    node_of: Vec<usize>,
    /// `nodes x nodes`: (what the best move pays or [`NO`], learner, place among the learner's choices).
    best: Vec<(Points, u32, u32)>,
    /// The arcs that there are: (from, to, gain).
    arcs: Vec<(usize, usize, Points)>,
}

impl Exchange {
    pub fn new(inst: &Instance) -> Self {
        let n = inst.learners.len() * inst.n_slots;
        Exchange { n_slots: inst.n_slots, choices: vec![Vec::new(); n], listed: vec![0; n], listed_at: vec![0; n], graph: Graph::default() }
    }

    /// Exchanges learners within each of the slots until nothing pays any more.
    pub fn settle(&mut self, state: &mut State<'_>, slots: SlotMask) {
        let mut open = slots;
        // A slot is looked at again when a move elsewhere touched it.
        while open != 0 {
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
        loop {
            self.list(state, t);
            if !self.draw(state, t) {
                return touched;
            }
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
                return touched;
            }
        }
    }

    /// Lists anew what learners could do whose day has changed, and adds what has opened.
    fn list(&mut self, state: &mut State<'_>, t: usize) {
        let inst = state.inst;
        for (k, since) in state.take_reopened() {
            let session = &state.sessions[k as usize];
            if !session.open || state.slots_of(k).len() != 1 {
                continue;
            }
            let mut last = NONE;
            for &(l, _) in inst.wanters(session.activity, session.start) {
                let at = session.start * inst.learners.len() + l as usize;
                // Lists from before it closed still name it; lists of other days are made anew anyway.
                if l != last && self.listed_at[at] >= since && self.listed[at] == state.stamps[l as usize] {
                    choices(state, l, session.start, &[k], &mut self.choices[at]);
                }
                last = l;
            }
        }
        for l in 0..inst.learners.len() as u32 {
            let at = t * inst.learners.len() + l as usize;
            if self.listed[at] != state.stamps[l as usize] {
                self.listed[at] = state.stamps[l as usize];
                self.listed_at[at] = state.clock;
                self.choices[at].clear();
                choices(state, l, t, &[], &mut self.choices[at]);
            }
        }
    }

    /// Draws the graph of a slot; says whether there are sessions in it.
    fn draw(&mut self, state: &State<'_>, t: usize) -> bool {
        let graph = &mut self.graph;
        graph.nodes.clear();
        graph.nodes.push(NONE);
        graph.node_of.clear();
        graph.node_of.resize(state.sessions.len(), 0);
        for &k in &state.by_slot[t] {
            if state.slots_of(k).len() == 1 {
                graph.node_of[k as usize] = graph.nodes.len();
                graph.nodes.push(k);
            }
        }
        graph.nodes.push(NONE);
        let n = graph.nodes.len();
        if n == 2 {
            return false;
        }
        graph.best.clear();
        graph.best.resize(n * n, (NO, NONE, NONE));
        for l in 0..state.inst.learners.len() {
            let k = state.at[l * self.n_slots + t];
            let from = if k == NONE { 0 } else { graph.node_of[k as usize] };
            if k != NONE && from == 0 {
                continue;
            }
            for (i, choice) in self.choices[t * state.inst.learners.len() + l].iter().enumerate() {
                let to = match choice.to {
                    NONE => 0,
                    to => {
                        let session = &state.sessions[to as usize];
                        if !session.open || session.serial != choice.serial {
                            continue;
                        }
                        graph.node_of[to as usize]
                    }
                };
                let best = &mut graph.best[from * n + to];
                if choice.gain > best.0 {
                    *best = (choice.gain, l as u32, i as u32);
                }
            }
        }
        graph.list_arcs(state);
        true
    }

    /// Carries a ring out if the real objective gains by it: the slots changed. None: nothing is changed, and the
    /// choices that it would have taken are forgotten until the learners' days change.
    fn carry_out(&mut self, state: &mut State<'_>, t: usize, ring: &[(usize, usize)]) -> Option<SlotMask> {
        let (mark, before) = (state.mark(), state.value());
        let (n, n_learners) = (self.graph.nodes.len(), state.inst.learners.len());
        let found = |&(i, j): &(usize, usize)| {
            let (_, learner, place) = self.graph.best[i * n + j];
            (self.graph.nodes[i], learner, place)
        };
        let steps: Vec<(u32, u32, Choice)> = ring
            .iter()
            .filter(|(i, j)| *i != n - 1 && *j != n - 1)
            .map(found)
            .map(|(from, l, i)| (from, l, self.choices[t * n_learners + l as usize][i as usize]))
            .collect();
        let mut slots: SlotMask = 1 << t;
        for (from, l, choice) in &steps {
            if *from != NONE {
                state.leave(*l, *from);
            }
            if choice.released != NONE {
                slots |= 1 << state.sessions[choice.released as usize].start;
                state.leave(*l, choice.released);
            }
        }
        let seated = steps.iter().all(|&(_, l, choice)| {
            let joins = choice.to == NONE || state.can_join(l, choice.cand, choice.to);
            if joins && choice.to != NONE {
                state.join(l, choice.cand, choice.to);
            }
            joins
        });
        if seated {
            for &(_, l, choice) in &steps {
                let (c, k) = choice.refill;
                if k != NONE && state.sessions[k as usize].open && state.can_join(l, c, k) {
                    state.join(l, c, k);
                }
            }
        }
        let sound = |k: &u32| state.is_filled(*k) && state.alone_by_rule(*k).is_empty();
        if seated && state.value() > before && state.touched_since(mark).iter().all(sound) {
            return Some(slots);
        }
        state.rollback(mark);
        for &(i, j) in ring.iter().filter(|(i, j)| *i != n - 1 && *j != n - 1) {
            let (_, l, place) = self.graph.best[i * n + j];
            self.choices[t * n_learners + l as usize][place as usize].gain = NO;
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
        for i in 0..hub {
            for j in 0..hub {
                let gain = self.best[i * n + j].0;
                if gain != NO && i != j {
                    self.arcs.push((i, j, gain));
                }
            }
            let k = self.nodes[i];
            let has_place = || {
                let activity = &state.inst.activities[state.sessions[k as usize].activity as usize];
                state.size(k) < activity.size_max && state.room_has_place(k)
            };
            if k == NONE || state.spare(k) > 0 {
                self.arcs.push((hub, i, 0));
            }
            if k == NONE || has_place() {
                self.arcs.push((i, hub, 0));
            }
        }
    }

    /// Takes the nodes of a ring out of the drawing, idleness apart.
    fn leave_out_nodes(&mut self, ring: &[(usize, usize)]) {
        let hub = self.nodes.len() - 1;
        let out = |node: usize| node != 0 && node != hub && ring.iter().any(|arc| arc.0 == node);
        // From idleness and within the ring the best moves may be of learners who have just moved.
        self.arcs.retain(|&(i, j, _)| !out(i) && !out(j) && !ring.iter().any(|arc| (arc.0, arc.1) == (i, j) && i != hub && j != hub));
    }

    /// Takes the arcs of a ring out of the drawing, those of the hub apart.
    fn leave_out_arcs(&mut self, ring: &[(usize, usize)]) {
        let hub = self.nodes.len() - 1;
        self.arcs.retain(|&(i, j, _)| i == hub || j == hub || !ring.contains(&(i, j)));
    }

    /// A ring that pays: (node, next node) in order; none when there is none.
    fn ring(&self) -> Option<Vec<(usize, usize)>> {
        let n = self.nodes.len();
        let mut label = vec![0; n];
        let mut before = vec![usize::MAX; n];
        for _ in 0..=n {
            let mut changed = false;
            for &(i, j, gain) in &self.arcs {
                if label[i] + gain > label[j] {
                    label[j] = label[i] + gain;
                    before[j] = i;
                    changed = true;
                }
            }
            if !changed {
                return None;
            }
            if let Some(ring) = ring_in(&before) {
                return Some(ring);
            }
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
