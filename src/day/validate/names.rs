//! Positions by id, and when a session can be held: what several checks ask.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::problem::{Candidate, Learner, Offering, Problem, StaffNeed};

/// Positions in the problem's lists by id; of two things with one id the first counts.
pub(super) struct Names<'a> {
    pub slots: FxHashMap<&'a str, usize>,
    pub rooms: FxHashMap<&'a str, usize>,
    pub staff: FxHashMap<&'a str, usize>,
    pub devices: FxHashMap<&'a str, usize>,
    pub offerings: FxHashMap<&'a str, usize>,
    pub stations: FxHashMap<&'a str, usize>,
    pub learners: FxHashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        Names {
            slots: positions(problem.slots.iter().map(|x| x.id.as_str())),
            rooms: positions(problem.rooms.iter().map(|x| x.id.as_str())),
            staff: positions(problem.staff.iter().map(|x| x.id.as_str())),
            devices: positions(problem.devices.iter().map(|x| x.id.as_str())),
            offerings: positions(problem.offerings.iter().map(|x| x.id.as_str())),
            stations: positions(problem.stations.iter().map(|x| x.id.as_str())),
            learners: positions(problem.learners.iter().map(|x| x.id.as_str())),
        }
    }
}

fn positions<'a>(ids: impl Iterator<Item = &'a str>) -> FxHashMap<&'a str, usize> {
    let mut map = FxHashMap::default();
    for (i, id) in ids.enumerate() {
        map.entry(id).or_insert(i);
    }
    map
}

/// What decides about the sessions in which an offering is done: the offering itself, or its station.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// The id of the offering or station, which tells whether two learners can share a session.
    pub session_of: (&'static str, &'a str),
    pub size_min: u32,
    pub size_max: u32,
    pub staff: &'a [StaffNeed],
    pub room_features: &'a [String],
    pub sessions_max: Option<u32>,
}

/// The terms of an offering's sessions; none when its station is unknown.
pub(super) fn terms<'a>(problem: &'a Problem, names: &Names, offering: &'a Offering) -> Option<Terms<'a>> {
    match &offering.station {
        None => Some(Terms {
            session_of: ("offering", &offering.id),
            size_min: offering.size_min,
            size_max: offering.size_max,
            staff: &offering.staff,
            room_features: &offering.room_features,
            sessions_max: offering.sessions_max,
        }),
        Some(station) => {
            let station = &problem.stations[*names.stations.get(station.as_str())?];
            Some(Terms {
                session_of: ("station", &station.id),
                size_min: station.size_min,
                size_max: station.size_max,
                staff: &station.staff,
                room_features: &station.room_features,
                sessions_max: station.sessions_max,
            })
        }
    }
}

/// Whether something with this list of slots (none: all) is there in the slot at a position.
pub(super) fn is_there(problem: &Problem, slots: Option<&[String]>, slot: usize) -> bool {
    slots.is_none_or(|list| list.contains(&problem.slots[slot].id))
}

/// Whether it is there in all of them.
pub(super) fn is_there_throughout(problem: &Problem, slots: Option<&[String]>, mut run: Range<usize>) -> bool {
    run.all(|slot| is_there(problem, slots, slot))
}

/// The runs of slots within one block over which an offering can be held at all.
pub(super) fn runs<'a>(problem: &'a Problem, offering: &Offering) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let n_slots = match offering.station {
        Some(_) => 1,
        None => usize::try_from(offering.slots.max(1)).unwrap_or(usize::MAX),
    };
    (0..problem.slots.len()).filter_map(move |first| {
        let end = first.checked_add(n_slots).filter(|&end| end <= problem.slots.len())?;
        let one_block = problem.slots[first..end].iter().all(|slot| slot.block == problem.slots[first].block);
        one_block.then_some(first..end)
    })
}

/// The runs over which a learner can use a candidate: allowed start, learner available throughout.
pub(super) fn runs_of_candidate<'a>(
    problem: &'a Problem,
    learner: &'a Learner,
    candidate: &'a Candidate,
    offering: &Offering,
) -> impl Iterator<Item = Range<usize>> + use<'a> {
    runs(problem, offering).filter(move |run| {
        is_there(problem, candidate.slots.as_deref(), run.start)
            && is_there_throughout(problem, learner.slots.as_deref(), run.clone())
    })
}
