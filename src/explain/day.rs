//! A day problem with its ids resolved to positions: what the questions of this stage are asked of.
//!
//! Nothing here depends on a plan; who sits where is in `seating.rs`. The scheduler and the judge have indices of
//! their own: an explanation should not inherit their mistakes. Unknown ids are left out, never a panic; the
//! judge reports them.

use rustc_hash::FxHashMap;

use daybreak_day::problem::{Offering, Points, Problem, Signed, StaffNeed};

/// A day problem by position.
pub struct Day<'a> {
    pub problem: &'a Problem,
    pub n_slots: usize,
    pub offerings: Vec<OfferingFacts>,
    pub learners: Vec<LearnerFacts<'a>>,
    /// Rooms × slots: whether the room is available.
    pub room_here: Vec<Vec<bool>>,
    /// Staff × slots: whether the person is available.
    pub staff_here: Vec<Vec<bool>>,
    /// For each offering or station, who may take part, with the candidate's position: in order of learner.
    takers: FxHashMap<What, Vec<(usize, usize)>>,
    slot_at: FxHashMap<&'a str, usize>,
    offering_at: FxHashMap<&'a str, usize>,
    station_at: FxHashMap<&'a str, usize>,
    room_at: FxHashMap<&'a str, usize>,
    staff_at: FxHashMap<&'a str, usize>,
    learner_at: FxHashMap<&'a str, usize>,
}

/// What a session is held on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    Offering(usize),
    Station(usize),
}

/// An offering by position.
pub struct OfferingFacts {
    pub what: What,
    /// Slots it runs over, at least 1.
    pub len: usize,
    /// Pools and units per learner.
    pub devices: Vec<(usize, u32)>,
}

/// What a session of an offering or station must keep.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub size_min: u32,
    pub size_max: u32,
    pub staff: &'a [StaffNeed],
    pub room_features: &'a [String],
    pub open_cost: Points,
    pub sessions_max: Option<u32>,
    pub is_station: bool,
}

/// A learner by position.
pub struct LearnerFacts<'a> {
    /// By slot: whether the learner is available.
    pub here: Vec<bool>,
    pub candidates: Vec<CandidateFacts<'a>>,
    /// Positions of `problem.pins`, by slot.
    pub pins: Vec<Vec<usize>>,
    /// Learners kept apart from this one.
    pub apart: Vec<usize>,
    /// Learners with whom this one is never in a room in the same slot.
    pub apart_places: Vec<usize>,
    /// Learners with whom a session earns a bonus.
    pub together: Vec<(usize, Points)>,
    /// People who are not to work with the learner.
    pub barred: Vec<usize>,
    /// Points for people serving the learner.
    pub staff_bonus: Vec<(usize, Points)>,
}

/// A candidate by position.
pub struct CandidateFacts<'a> {
    pub offering: usize,
    pub utility: Points,
    /// By slot: whether it may start there.
    pub starts: Vec<bool>,
    /// By slot: points on top.
    pub bonus: Vec<Points>,
    pub times_max: u32,
    pub exclusive: Option<&'a str>,
    /// The offering that must come before.
    pub after: Option<usize>,
    /// The offerings that are better had before, and what it costs otherwise.
    pub follows: Vec<usize>,
    pub early_cost: Points,
    /// What the offering is for this learner alone.
    pub tags: &'a [String],
}

impl CandidateFacts<'_> {
    /// What it earns when it starts in the slot.
    pub fn points(&self, start: usize) -> Points {
        self.utility.saturating_add(self.bonus[start])
    }
}

impl<'a> Day<'a> {
    /// Resolves every id of the problem. Time and memory: linear in the document, times its slots.
    pub fn new(problem: &'a Problem) -> Self {
        let slot_at = positions(problem.slots.iter().map(|s| s.id.as_str()));
        let device_at = positions(problem.devices.iter().map(|d| d.id.as_str()));
        let station_at = positions(problem.stations.iter().map(|s| s.id.as_str()));
        let offerings: Vec<_> =
            problem.offerings.iter().enumerate().map(|(i, o)| offering_facts(i, o, &station_at, &device_at)).collect();
        let mut day = Day {
            problem,
            n_slots: problem.slots.len(),
            learners: vec![],
            room_here: problem.rooms.iter().map(|r| slot_mask(r.slots.as_deref(), &slot_at)).collect(),
            staff_here: problem.staff.iter().map(|s| slot_mask(s.slots.as_deref(), &slot_at)).collect(),
            takers: FxHashMap::default(),
            offering_at: positions(problem.offerings.iter().map(|o| o.id.as_str())),
            room_at: positions(problem.rooms.iter().map(|r| r.id.as_str())),
            staff_at: positions(problem.staff.iter().map(|s| s.id.as_str())),
            learner_at: positions(problem.learners.iter().map(|l| l.id.as_str())),
            station_at,
            slot_at,
            offerings,
        };
        day.learners = (0..problem.learners.len()).map(|l| day.learner_facts(l)).collect();
        day.add_pairs();
        day.add_takers();
        day
    }

    pub fn slot(&self, id: &str) -> Option<usize> {
        self.slot_at.get(id).copied()
    }

    pub fn offering(&self, id: &str) -> Option<usize> {
        self.offering_at.get(id).copied()
    }

    pub fn station(&self, id: &str) -> Option<usize> {
        self.station_at.get(id).copied()
    }

    pub fn room(&self, id: &str) -> Option<usize> {
        self.room_at.get(id).copied()
    }

    pub fn person(&self, id: &str) -> Option<usize> {
        self.staff_at.get(id).copied()
    }

    pub fn learner(&self, id: &str) -> Option<usize> {
        self.learner_at.get(id).copied()
    }

    /// What a session on `what` must keep.
    pub fn frame(&self, what: What) -> Frame<'a> {
        match what {
            What::Offering(o) => {
                let o = &self.problem.offerings[o];
                Frame {
                    size_min: o.size_min,
                    size_max: o.size_max,
                    staff: &o.staff,
                    room_features: &o.room_features,
                    open_cost: o.open_cost,
                    sessions_max: o.sessions_max,
                    is_station: false,
                }
            }
            What::Station(s) => {
                let s = &self.problem.stations[s];
                Frame {
                    size_min: s.size_min,
                    size_max: s.size_max,
                    staff: &s.staff,
                    room_features: &s.room_features,
                    open_cost: s.open_cost,
                    sessions_max: s.sessions_max,
                    is_station: true,
                }
            }
        }
    }

    /// Who may take part in sessions on `what`: learner and position of the candidate, in order.
    pub fn takers(&self, what: What) -> &[(usize, usize)] {
        self.takers.get(&what).map_or(&[], Vec::as_slice)
    }

    /// The slots over which an offering runs when it starts in `start`; none when it would leave its block.
    pub fn span(&self, offering: usize, start: usize) -> Option<std::ops::Range<usize>> {
        let span = start..start + self.offerings[offering].len;
        let slots = self.problem.slots.get(span.clone())?;
        slots.iter().all(|slot| slot.block == slots[0].block).then_some(span)
    }

    /// The position of the learner's candidate for an offering.
    pub fn candidate(&self, learner: usize, offering: usize) -> Option<usize> {
        self.learners[learner].candidates.iter().position(|c| c.offering == offering)
    }

    /// Whether the offering counts for a requirement of the learner: by its own tags or by the candidate's.
    pub fn carries(&self, learner: usize, offering: usize, tag: &str) -> bool {
        let own = self.candidate(learner, offering).map_or(&[][..], |c| self.learners[learner].candidates[c].tags);
        self.problem.offerings[offering].tags.iter().chain(own).any(|t| t == tag)
    }

    /// Whether a person has signed for something of a learner in the sessions of a kind that start in a slot.
    pub fn is_signed(&self, learner: usize, (what, start): (What, usize), of: impl Fn(&Signed) -> bool) -> bool {
        self.problem.signed.iter().any(|row| {
            row.learner == self.problem.learners[learner].id
                && self.slot(&row.slot) == Some(start)
                && self.offering(&row.offering).is_some_and(|offering| self.offerings[offering].what == what)
                && of(row)
        })
    }

    /// Whether two learners are kept apart in such a session.
    pub fn are_apart(&self, one: usize, other: usize, at: (What, usize)) -> bool {
        let may = |one: usize, other: usize| {
            self.is_signed(one, at, |row| row.apart.contains(&self.problem.learners[other].id))
        };
        self.learners[one].apart.contains(&other) && !may(one, other) && !may(other, one)
    }

    fn learner_facts(&self, l: usize) -> LearnerFacts<'a> {
        let learner = &self.problem.learners[l];
        let mut pins = vec![vec![]; self.n_slots];
        for (at, pin) in self.problem.pins.iter().enumerate().filter(|(_, pin)| pin.learner == learner.id) {
            if let Some(slot) = self.slot(&pin.slot) {
                pins[slot].push(at);
            }
        }
        LearnerFacts {
            here: slot_mask(learner.slots.as_deref(), &self.slot_at),
            candidates: learner.candidates.iter().filter_map(|c| self.candidate_facts(c)).collect(),
            pins,
            apart: vec![],
            apart_places: vec![],
            together: vec![],
            barred: learner.staff_barred.iter().filter_map(|id| self.person(id)).collect(),
            staff_bonus: learner.staff_bonus.iter().filter_map(|(id, &p)| Some((self.person(id)?, p))).collect(),
        }
    }

    fn candidate_facts(&self, candidate: &'a daybreak_day::problem::Candidate) -> Option<CandidateFacts<'a>> {
        let mut bonus = vec![0; self.n_slots];
        for (slot, &points) in &candidate.slot_bonus {
            if let Some(slot) = self.slot(slot) {
                bonus[slot] = points;
            }
        }
        Some(CandidateFacts {
            offering: self.offering(&candidate.offering)?,
            utility: candidate.utility,
            starts: slot_mask(candidate.slots.as_deref(), &self.slot_at),
            bonus,
            times_max: candidate.times_max,
            exclusive: candidate.exclusive.as_deref(),
            after: candidate.after.as_deref().and_then(|id| self.offering(id)),
            follows: candidate.followed().filter_map(|id| self.offering(id)).collect(),
            early_cost: candidate.early_cost,
            tags: &candidate.tags,
        })
    }

    fn add_pairs(&mut self) {
        for [a, b] in &self.problem.apart {
            if let (Some(a), Some(b)) = (self.learner(a), self.learner(b)) {
                self.learners[a].apart.push(b);
                self.learners[b].apart.push(a);
            }
        }
        for [a, b] in &self.problem.apart_places {
            if let (Some(a), Some(b)) = (self.learner(a), self.learner(b)) {
                self.learners[a].apart_places.push(b);
                self.learners[b].apart_places.push(a);
            }
        }
        for pair in &self.problem.together {
            let [a, b] = &pair.learners;
            if let (Some(a), Some(b)) = (self.learner(a), self.learner(b)) {
                self.learners[a].together.push((b, pair.bonus));
                self.learners[b].together.push((a, pair.bonus));
            }
        }
    }

    fn add_takers(&mut self) {
        for (l, learner) in self.learners.iter().enumerate() {
            for (c, candidate) in learner.candidates.iter().enumerate() {
                self.takers.entry(self.offerings[candidate.offering].what).or_default().push((l, c));
            }
        }
    }
}

fn offering_facts(
    at: usize,
    offering: &Offering,
    station_at: &FxHashMap<&str, usize>,
    device_at: &FxHashMap<&str, usize>,
) -> OfferingFacts {
    let station = offering.station.as_deref().and_then(|id| station_at.get(id));
    OfferingFacts {
        what: station.map_or(What::Offering(at), |&s| What::Station(s)),
        len: offering.slots.max(1) as usize,
        devices: offering.devices.iter().filter_map(|(id, &n)| Some((*device_at.get(id.as_str())?, n))).collect(),
    }
}

/// The positions of ids; the first of equal ones.
fn positions<'a>(ids: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator) -> FxHashMap<&'a str, usize> {
    let n = ids.len();
    ids.rev().enumerate().map(|(i, id)| (id, n - 1 - i)).collect()
}

/// By slot, whether it is named; none: all.
fn slot_mask(named: Option<&[String]>, slot_at: &FxHashMap<&str, usize>) -> Vec<bool> {
    let mut mask = vec![named.is_none(); slot_at.len()];
    for slot in named.unwrap_or_default() {
        if let Some(&at) = slot_at.get(slot.as_str()) {
            mask[at] = true;
        }
    }
    mask
}
