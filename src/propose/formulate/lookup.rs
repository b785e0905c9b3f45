//! The problem's lists by position, for looking at pins: who and what is there, which candidate is which offering.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Candidate, Problem, Signed, StaffNeed};

/// A pin in positions of the problem's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub learner: usize,
    pub slot: usize,
    pub offering: Option<usize>,
    pub room: Option<usize>,
    pub staff: Option<usize>,
}

impl Wanted {
    /// How much the pin names; the most particular are placed first.
    pub fn particulars(&self) -> usize {
        usize::from(self.offering.is_some()) + usize::from(self.room.is_some()) + usize::from(self.staff.is_some())
    }
}

/// What a session is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Offering(usize),
    Station(usize),
}

/// What a session of a unit takes.
pub struct Terms<'a> {
    pub size_min: u32,
    pub size_max: u32,
    pub needs: &'a [StaffNeed],
    pub features: &'a [String],
}

/// The problem's lists by position.
pub struct Lookup<'a> {
    pub problem: &'a Problem,
    pub slots: BTreeMap<&'a str, usize>,
    pub learner_there: Vec<Vec<bool>>,
    pub room_there: Vec<Vec<bool>>,
    pub staff_there: Vec<Vec<bool>>,
    /// For each candidate of each learner its offering.
    pub offering_of: Vec<Vec<usize>>,
    /// For each offering its station.
    pub station_of: Vec<Option<usize>>,
    /// Both ways, as the next.
    apart: BTreeSet<(usize, usize)>,
    apart_places: BTreeSet<(usize, usize)>,
}

impl<'a> Lookup<'a> {
    pub fn new(problem: &'a Problem) -> Self {
        let slots: BTreeMap<&str, usize> = problem.slots.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
        let n = problem.slots.len();
        let there = |own: &Option<Vec<String>>| match own {
            None => vec![true; n],
            Some(ids) => {
                let mut there = vec![false; n];
                ids.iter().filter_map(|id| slots.get(id.as_str())).for_each(|&at| there[at] = true);
                there
            }
        };
        let offerings: BTreeMap<&str, usize> =
            problem.offerings.iter().enumerate().map(|(i, offering)| (offering.id.as_str(), i)).collect();
        let stations: BTreeMap<&str, usize> =
            problem.stations.iter().enumerate().map(|(i, station)| (station.id.as_str(), i)).collect();
        let learners: BTreeMap<&str, usize> =
            problem.learners.iter().enumerate().map(|(i, learner)| (learner.id.as_str(), i)).collect();
        Lookup {
            problem,
            learner_there: problem.learners.iter().map(|learner| there(&learner.slots)).collect(),
            room_there: problem.rooms.iter().map(|room| there(&room.slots)).collect(),
            staff_there: problem.staff.iter().map(|person| there(&person.slots)).collect(),
            offering_of: (problem.learners.iter())
                .map(|learner| learner.candidates.iter().map(|c| offerings[c.offering.as_str()]).collect())
                .collect(),
            station_of: (problem.offerings.iter())
                .map(|offering| offering.station.as_ref().map(|id| stations[id.as_str()]))
                .collect(),
            apart: both_ways(&problem.apart, &learners),
            apart_places: both_ways(&problem.apart_places, &learners),
            slots,
        }
    }

    /// Whether two learners are never in one session.
    pub fn are_apart(&self, a: usize, b: usize) -> bool {
        self.apart.contains(&(a, b))
    }

    /// Whether two learners are never in one room at the same time.
    pub fn are_apart_in_place(&self, a: usize, b: usize) -> bool {
        self.apart_places.contains(&(a, b))
    }

    pub fn unit(&self, offering: usize) -> Unit {
        self.station_of[offering].map_or(Unit::Offering(offering), Unit::Station)
    }

    pub fn terms(&self, unit: Unit) -> Terms<'a> {
        match unit {
            Unit::Offering(at) => {
                let it = &self.problem.offerings[at];
                Terms { size_min: it.size_min, size_max: it.size_max, needs: &it.staff, features: &it.room_features }
            }
            Unit::Station(at) => {
                let it = &self.problem.stations[at];
                Terms { size_min: it.size_min, size_max: it.size_max, needs: &it.staff, features: &it.room_features }
            }
        }
    }

    pub fn candidate(&self, learner: usize, candidate: usize) -> &'a Candidate {
        &self.problem.learners[learner].candidates[candidate]
    }

    /// Whether a person has signed for something of a learner in sessions of a unit that start in a slot.
    pub fn is_signed(&self, learner: usize, (unit, start): (Unit, usize), of: impl Fn(&Signed) -> bool) -> bool {
        self.problem.signed.iter().any(|row| {
            row.learner == self.problem.learners[learner].id
                && row.slot == self.problem.slots[start].id
                && self.problem.offerings.iter().position(|o| o.id == row.offering).map(|o| self.unit(o)) == Some(unit)
                && of(row)
        })
    }

    /// Whether a session may run from a slot over so many: they follow one another in one block.
    pub fn is_run(&self, start: usize, n_slots: usize) -> bool {
        let slots = &self.problem.slots;
        start + n_slots <= slots.len() && slots[start..start + n_slots].iter().all(|s| s.block == slots[start].block)
    }
}

/// Pairs of known learners, each in both orders.
fn both_ways(pairs: &[[String; 2]], learners: &BTreeMap<&str, usize>) -> BTreeSet<(usize, usize)> {
    let known = pairs.iter().filter_map(|[a, b]| Some((*learners.get(a.as_str())?, *learners.get(b.as_str())?)));
    known.flat_map(|(a, b)| [(a, b), (b, a)]).collect()
}
