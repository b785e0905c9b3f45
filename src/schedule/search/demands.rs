//! What must be comes first: a seat for every pin, and for every slot owed by a requirement without a cost.
//!
//! Those with the fewest ways are met first, while what they need is still there. Here they are met as far as nobody
//! has to give way; `insist` goes on where that is not enough.

use super::appraise::{Appraisal, takers};
use super::open::{bring, open_session};
use crate::constraints::only_candidates::may_use;
use crate::ids::{ActivityIdx, CandIdx, Grid, PinIdx, RequirementIdx, RoomIdx, TagIdx};
use crate::instance::{Instance, NEVER, Pin};
use crate::state::State;

/// What must be, whatever it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// By the pin's number.
    Pin(PinIdx),
    /// By the number of a requirement without a shortfall cost.
    Owed(RequirementIdx),
}

/// A way to meet a demand: its learner uses the candidate from the start slot on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    pub cand: CandIdx,
    pub start: usize,
}

/// All demands of a day.
pub fn demands(inst: &Instance) -> Vec<Demand> {
    let owed = |q: &RequirementIdx| {
        let row = &inst.requirements[*q];
        row.shortfall_cost.is_none() && row.slots_min > 0
    };
    let pins = inst.pins.ids().map(Demand::Pin);
    pins.chain(inst.requirements.ids().filter(owed).map(Demand::Owed)).collect()
}

/// Every way to meet a demand, or a slot of it, the most valuable first.
pub fn ways(inst: &Instance, demand: Demand) -> Vec<Way> {
    let (learner, slots) = match demand {
        Demand::Pin(i) => {
            let slot = inst.pins[i].slot;
            (inst.pins[i].learner, slot..slot + 1)
        }
        Demand::Owed(q) => (inst.requirements[q].learner, 0..inst.n_slots),
    };
    let mut ways = Vec::new();
    for cand in inst.cands_of(learner) {
        let row = &inst.cands[cand];
        if matches!(demand, Demand::Owed(q) if !row.requirements.contains(&q)) {
            continue;
        }
        // From the first start that reaches into the slots.
        for start in (slots.start + 1).saturating_sub(row.duration)..slots.end {
            if inst.gain(cand, start) != NEVER {
                ways.push(Way { cand, start });
            }
        }
    }
    ways.sort_unstable_by_key(|way| (-inst.gain(way.cand, way.start), *way));
    ways
}

/// A seat as a decision of its own: what the pins of its slots say, and the candidate's offering.
pub fn as_pin(inst: &Instance, way: Way) -> Pin {
    let row = &inst.cands[way.cand];
    let mut pin =
        Pin { learner: row.learner, slot: way.start, offering: row.offering, room: RoomIdx::NONE, staff: Vec::new() };
    for said in
        inst.pin_at.row(row.learner)[way.start..way.start + row.duration].iter().filter_map(|i| inst.pins.get(*i))
    {
        pin.room = if said.room.is_none() { pin.room } else { said.room };
        pin.staff.extend(&said.staff);
    }
    pin.staff.sort_unstable();
    pin.staff.dedup();
    pin
}

/// Slots by which a demand is missed; 0 when it is met.
pub fn missed(state: &State<'_>, demand: Demand) -> i64 {
    match demand {
        Demand::Pin(i) => {
            let pin = &state.inst.pins[i];
            i64::from(state.session_at(pin.learner, pin.slot).is_none())
        }
        Demand::Owed(q) => (state.inst.requirements[q].slots_min - state.required[q]).max(0),
    }
}

/// Meets what can be met from idleness, free rooms and free people, the hardest demands first.
pub fn meet_demands(state: &mut State<'_>) {
    let unmet = demands(state.inst).into_iter().filter(|d| missed(state, *d) > 0);
    let mut queue: Vec<(usize, Demand, Vec<Way>)> = Vec::new();
    let mut openings = Grid::filled(None, state.inst.activities.len(), state.inst.n_slots);
    for demand in unmet {
        let ways = ways(state.inst, demand);
        let ease = ways.iter().map(|way| openings_of(state, *way, &mut openings)).sum();
        queue.push((ease, demand, ways));
    }
    queue.sort_unstable_by_key(|(ease, demand, _)| (*ease, *demand));
    for (_, demand, ways) in queue {
        // A slot at a time; others may have met it on their way.
        let mut missing = missed(state, demand);
        while missing > 0 {
            let _ = ways.iter().any(|way| join_for(state, *way)) || ways.iter().any(|way| open_for(state, *way));
            let left = missed(state, demand);
            if left >= missing {
                break;
            }
            missing = left;
        }
    }
}

/// How many sessions could be held on an empty day for a way, as rooms and people go; remembered by key.
fn openings_of(state: &State<'_>, way: Way, known: &mut Grid<ActivityIdx, Option<usize>>) -> usize {
    let inst = state.inst;
    let pin = as_pin(inst, way);
    if pin.room.is_some() || !pin.staff.is_empty() {
        return 1;
    }
    let row = &inst.cands[way.cand];
    *known[(row.activity, way.start)].get_or_insert_with(|| {
        let activity = &inst.activities[row.activity];
        let run = inst.run(way.start, row.duration).unwrap_or(0);
        let rooms = activity.rooms.iter().filter(|r| inst.rooms[**r].slots & run == run).count();
        let present = |tag: &TagIdx| {
            let people = &inst.people_with[*tag];
            people.iter().filter(|p| inst.staff[**p].slots & run == run).count()
        };
        activity.roles.iter().map(present).min().unwrap_or(rooms).min(rooms)
    })
}

/// Joins an open session that is as the pins say.
fn join_for(state: &mut State<'_>, way: Way) -> bool {
    let row = &state.inst.cands[way.cand];
    let sessions = state.by_key[(row.activity, way.start)].clone();
    sessions
        .into_iter()
        .any(|k| state.session_at(row.learner, way.start) != k && bring(state, row.learner, way.cand, k))
}

/// Opens a session as the pins say, with the learner and whoever else comes.
fn open_for(state: &mut State<'_>, way: Way) -> bool {
    if !may_use(state, way.cand, way.start) {
        return false;
    }
    let a = state.inst.cands[way.cand].activity;
    let takers = takers(state, a, way.start);
    let activity = &state.inst.activities[a];
    let useful = takers.iter().filter(|t| t.value > 0).count() as i64;
    let size = useful.clamp(activity.size_min, state.inst.size_max(a, way.start).max(activity.size_min));
    let appraisal = Appraisal { value: 0, size, takers };
    open_session(state, a, way.start, &appraisal, Some(&as_pin(state.inst, way))).is_some()
}
