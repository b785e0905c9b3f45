//! From documents to dense rows: sorts, numbers and resolves every id once.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::dictionary::{Dictionary, Ids};
use super::previous;
use super::relations::{self, followed};
use super::rows::{
    Activity, Candidate, Instance, Learner, NEVER, Names, Offering, Person, Pin, Requirement, Room, SlotMask, Walk,
};
use super::signed;
use crate::ScheduleError;
use crate::ids::{
    AloneIdx, CampIdx, CandIdx, Grid, GroupIdx, LearnerIdx, OfferingIdx, PinIdx, RequirementIdx, RoomIdx, StaffIdx,
    Table, TagIdx, span,
};
use daybreak_day::plan::Plan;
use daybreak_day::problem::{self as doc, Points, Problem};

/// The most slots a day may have: a set of slots is one machine word.
const SLOTS_MAX: usize = 128;
/// The largest sum of points that is computed with; far below 2^63, so that no sum can overflow.
const POINTS_MAX: i128 = 1 << 56;

/// Rows in the order of their ids.
struct Sorted<'a> {
    rooms: Table<RoomIdx, &'a doc::Room>,
    staff: Vec<&'a doc::Staff>,
    devices: Vec<&'a doc::Device>,
    offerings: Table<OfferingIdx, &'a doc::Offering>,
    stations: Vec<&'a doc::Station>,
    learners: Table<LearnerIdx, &'a doc::Learner>,
    never_alone: Table<AloneIdx, &'a doc::NeverAlone>,
}

/// Numbers a problem; gains are not yet thinned out.
pub(super) fn build(problem: &Problem, start: Option<&Plan>) -> Result<Instance, ScheduleError> {
    if problem.slots.len() > SLOTS_MAX {
        return Err(ScheduleError::TooLarge { why: format!("{} slots, at most {SLOTS_MAX}", problem.slots.len()) });
    }
    let magnitude = magnitude(problem);
    if magnitude > POINTS_MAX {
        return Err(ScheduleError::TooLarge { why: "the points of the objective do not add up in 64 bits".into() });
    }
    let sorted = sort(problem);
    let ids = dictionary(problem, &sorted);
    let mut inst = Instance {
        n_slots: problem.slots.len(),
        block: blocks(problem),
        rooms: rooms(&sorted, &ids)?,
        staff: staff(&sorted, &ids)?,
        people_with: Table::filled(Vec::new(), ids.tags.len()),
        device_count: sorted.devices.iter().map(|d| i64::from(d.count)).collect(),
        activities: Table::new(),
        offerings: Table::new(),
        learners: Table::new(),
        cands: Table::new(),
        gain: Grid::new(problem.slots.len()),
        requirements: Table::new(),
        never_alone: sorted.never_alone.iter().map(|n| n.cost).collect(),
        pins: Table::new(),
        pin_at: Grid::filled(PinIdx::NONE, sorted.learners.len(), problem.slots.len()),
        signed: Vec::new(),
        wanters_from: Vec::new(),
        wanters: Vec::new(),
        kept: Vec::new(),
        start: Vec::new(),
        unknown_in_start: 0,
        change_cost: problem.previous.as_ref().map_or(0, |p| p.change_cost),
        walks: false,
        camps: Table::new(),
        moved: None,
        base: 0,
        hard_weight: hard_weight(problem),
        names: names(problem, &sorted),
    };
    people_by_tag(&mut inst);
    activities(&mut inst, &sorted, &ids)?;
    pins(&mut inst, problem, &ids)?;
    learners(&mut inst, &sorted, &ids)?;
    relations::add(&mut inst, problem, &ids)?;
    signed::add(&mut inst, problem, &sorted.never_alone, &ids)?;
    previous::fold(&mut inst, problem, &ids);
    previous::begin_from(&mut inst, start, &ids);
    Ok(inst)
}

/// An upper bound on the sum of the magnitudes of everything that could be earned or paid.
fn magnitude(problem: &Problem) -> i128 {
    let abs = |points: Points| i128::from(points.unsigned_abs());
    let n_slots = problem.slots.len() as i128;
    let most = |values: &mut dyn Iterator<Item = Points>| values.map(abs).max().unwrap_or(0);
    let staff: i128 = problem
        .offerings
        .iter()
        .map(|o| &o.staff)
        .chain(problem.stations.iter().map(|s| &s.staff))
        .map(|needs| needs.iter().map(|n| i128::from(n.count)).sum::<i128>().min(problem.staff.len() as i128))
        .max()
        .unwrap_or(0);
    let (change, duty) = previous::magnitudes(problem);
    let sessions: i128 = problem.rooms.iter().map(|r| i128::from(r.sessions_at_once.min(r.capacity.max(1)))).sum();
    let per_session = most(&mut problem.offerings.iter().map(|o| o.open_cost))
        + most(&mut problem.stations.iter().map(|s| s.open_cost))
        + problem.never_alone.iter().map(|n| abs(n.cost.unwrap_or(0))).sum::<i128>()
        + 2 * change;
    let learners: i128 = problem
        .learners
        .iter()
        .map(|l| {
            let best = most(&mut l.candidates.iter().map(|c| c.utility))
                + most(&mut l.candidates.iter().flat_map(|c| c.slot_bonus.values().copied()));
            let required: i128 = l
                .requirements
                .iter()
                .map(|r| {
                    abs(r.shortfall_cost.unwrap_or(0)) * i128::from(r.slots_min)
                        + abs(r.excess_cost.unwrap_or(0)) * n_slots
                })
                .sum();
            let early: i128 = l.candidates.iter().map(|c| abs(c.early_cost)).sum();
            let walk = abs(l.room_change_cost) + abs(l.zone_change_cost);
            n_slots * (best + abs(l.idle_cost) + 2 * change + walk + staff * most(&mut l.staff_bonus.values().copied()))
                + required
                + early
        })
        .sum();
    let together: i128 = problem.together.iter().map(|t| abs(t.bonus)).sum();
    let walks: i128 = problem.staff.iter().map(|p| abs(p.room_change_cost) + abs(p.zone_change_cost)).sum();
    learners + n_slots * (together + duty + walks + sessions * per_session)
}

/// More than any seat, session or swap of a few of them could earn, so that hard demands come first.
fn hard_weight(problem: &Problem) -> Points {
    let n_seats = (problem.learners.len() * problem.slots.len()).max(1) as i128;
    let typical = 64 * magnitude(problem) / n_seats + 1;
    let most = problem
        .learners
        .iter()
        .map(|l| {
            let best = l.candidates.iter().map(|c| i128::from(c.utility.unsigned_abs())).max().unwrap_or(0);
            best + i128::from(l.idle_cost.unsigned_abs())
        })
        .max()
        .unwrap_or(0);
    let owed: i128 = problem
        .learners
        .iter()
        .flat_map(|l| &l.requirements)
        .filter(|r| r.shortfall_cost.is_none())
        .map(|r| i128::from(r.slots_min))
        .sum();
    // All demands together must still fit beside the points in 64 bits.
    let n_demands = problem.pins.len() as i128 + owed + 1;
    Points::try_from((typical + 64 * most).min(1 << 50).min((1 << 61) / n_demands)).expect("capped")
}

fn sort(problem: &Problem) -> Sorted<'_> {
    fn by_id<R>(rows: &[R], id: impl Fn(&R) -> &str) -> Vec<&R> {
        let mut sorted: Vec<&R> = rows.iter().collect();
        sorted.sort_by(|a, b| id(a).cmp(id(b)));
        sorted
    }
    Sorted {
        rooms: by_id(&problem.rooms, |r| &r.id).into(),
        staff: by_id(&problem.staff, |p| &p.id),
        devices: by_id(&problem.devices, |d| &d.id),
        offerings: by_id(&problem.offerings, |o| &o.id).into(),
        stations: by_id(&problem.stations, |s| &s.id),
        learners: by_id(&problem.learners, |l| &l.id).into(),
        never_alone: {
            let mut rows: Vec<&doc::NeverAlone> = problem.never_alone.iter().collect();
            rows.sort_by(|a, b| (&a.tag, a.cost).cmp(&(&b.tag, b.cost)));
            rows.into()
        },
    }
}

fn dictionary<'a>(problem: &'a Problem, sorted: &Sorted<'a>) -> Dictionary<'a> {
    let mut tags: Vec<&str> = sorted
        .offerings
        .iter()
        .flat_map(|o| &o.staff)
        .chain(sorted.stations.iter().flat_map(|s| &s.staff))
        .map(|need| need.tag.as_str())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    Dictionary {
        slots: Ids::new("slot", problem.slots.iter().map(|s| s.id.as_str())),
        rooms: Ids::new("room", sorted.rooms.iter().map(|r| r.id.as_str())),
        staff: Ids::new("staff", sorted.staff.iter().map(|p| p.id.as_str())),
        devices: Ids::new("device", sorted.devices.iter().map(|d| d.id.as_str())),
        offerings: Ids::new("offering", sorted.offerings.iter().map(|o| o.id.as_str())),
        stations: Ids::new("station", sorted.stations.iter().map(|s| s.id.as_str())),
        learners: Ids::new("learner", sorted.learners.iter().map(|l| l.id.as_str())),
        tags: Ids::new("tag", tags),
    }
}

fn names(problem: &Problem, sorted: &Sorted<'_>) -> Names {
    let previous_sessions = previous::session_ids(problem);
    Names {
        slots: problem.slots.iter().map(|s| s.id.clone()).collect(),
        rooms: sorted.rooms.iter().map(|r| r.id.clone()).collect(),
        staff: sorted.staff.iter().map(|p| p.id.clone()).collect(),
        offerings: sorted.offerings.iter().map(|o| o.id.clone()).collect(),
        activities: Table::new(),
        learners: sorted.learners.iter().map(|l| l.id.clone()).collect(),
        requirements: Table::new(),
        devices: sorted.devices.iter().map(|d| d.id.clone()).collect(),
        exclusive: Table::new(),
        previous_sessions,
    }
}

/// Numbers the blocks so that two neighbours share a number exactly when they are contiguous.
fn blocks(problem: &Problem) -> Vec<u32> {
    let mut number = 0;
    let mut blocks = Vec::with_capacity(problem.slots.len());
    for (i, slot) in problem.slots.iter().enumerate() {
        if i > 0 && problem.slots[i - 1].block != slot.block {
            number += 1;
        }
        blocks.push(number);
    }
    blocks
}

/// A list of slot ids as a set; none: all slots.
fn mask(slots: Option<&[String]>, ids: &Dictionary<'_>) -> Result<SlotMask, ScheduleError> {
    match slots {
        None => Ok(SlotMask::MAX),
        Some(list) => list.iter().try_fold(0, |mask, s| Ok(mask | 1 << ids.slots.get(s)?)),
    }
}

fn rooms(sorted: &Sorted<'_>, ids: &Dictionary<'_>) -> Result<Table<RoomIdx, Room>, ScheduleError> {
    let mut zones: Vec<&str> = sorted.rooms.iter().map(|r| r.zone.as_str()).filter(|z| !z.is_empty()).collect();
    zones.sort_unstable();
    sorted
        .rooms
        .iter()
        .map(|r| {
            Ok(Room {
                capacity: i64::from(r.capacity),
                sessions_at_once: r.sessions_at_once,
                slots: mask(r.slots.as_deref(), ids)?,
                zone: zones.binary_search(&r.zone.as_str()).ok().map(|i| i as u32),
            })
        })
        .collect()
}

fn staff(sorted: &Sorted<'_>, ids: &Dictionary<'_>) -> Result<Table<StaffIdx, Person>, ScheduleError> {
    sorted
        .staff
        .iter()
        .map(|p| {
            let mut tags: Vec<TagIdx> = p.tags.iter().filter_map(|t| ids.tags.find(t)).collect();
            tags.sort_unstable();
            tags.dedup();
            Ok(Person {
                slots: mask(p.slots.as_deref(), ids)?,
                sessions_max: p.sessions_max.unwrap_or(u32::MAX),
                consecutive_max: p.consecutive_max.unwrap_or(u32::MAX),
                tags,
                walk: Walk { room: p.room_change_cost, zone: p.zone_change_cost },
            })
        })
        .collect()
}

/// People by tag; those who can do little else come first, so that generalists stay free.
fn people_by_tag(inst: &mut Instance) {
    let mut order: Vec<StaffIdx> = inst.staff.ids().collect();
    order.sort_by_key(|&p| (inst.staff[p].tags.len(), p));
    for p in order {
        for &tag in &inst.staff[p].tags {
            inst.people_with[tag].push(p);
        }
    }
}

/// Offerings without a station and stations, each an activity; then the offerings that point at them.
fn activities(inst: &mut Instance, sorted: &Sorted<'_>, ids: &Dictionary<'_>) -> Result<(), ScheduleError> {
    for s in &sorted.stations {
        let activity = Activity {
            is_station: true,
            duration: 1,
            size_min: i64::from(s.size_min),
            size_max: i64::from(s.size_max),
            roles: roles(inst, &s.staff, ids)?,
            rooms: rooms_with(sorted, &s.room_features),
            open_cost: s.open_cost,
            sessions_max: s.sessions_max.unwrap_or(u32::MAX),
        };
        inst.activities.push(activity);
        inst.names.activities.push(s.id.clone());
    }
    for o in &sorted.offerings {
        let activity = match &o.station {
            Some(station) => ids.stations.get(station)?,
            None => {
                let activity = Activity {
                    is_station: false,
                    duration: o.slots as usize,
                    size_min: i64::from(o.size_min),
                    size_max: i64::from(o.size_max),
                    roles: roles(inst, &o.staff, ids)?,
                    rooms: rooms_with(sorted, &o.room_features),
                    open_cost: o.open_cost,
                    sessions_max: o.sessions_max.unwrap_or(u32::MAX),
                };
                let id = inst.activities.push(activity);
                inst.names.activities.push(o.id.clone());
                id
            }
        };
        let devices = o
            .devices
            .iter()
            .filter(|(_, units)| **units > 0)
            .map(|(pool, units)| Ok((ids.devices.get(pool)?, i64::from(*units))))
            .collect::<Result<_, ScheduleError>>()?;
        inst.offerings.push(Offering { activity, devices });
    }
    Ok(())
}

/// One tag a role. A need for more people than there are gets one impossible role too many, never a huge list.
fn roles(inst: &Instance, needs: &[doc::StaffNeed], ids: &Dictionary<'_>) -> Result<Vec<TagIdx>, ScheduleError> {
    let mut roles = Vec::new();
    for need in needs {
        let count = (need.count as usize).min(inst.staff.len() + 1);
        roles.extend(std::iter::repeat_n(ids.tags.get(&need.tag)?, count));
    }
    Ok(roles)
}

/// The rooms that have all the features: small and plain ones first, so that the special ones stay free.
fn rooms_with(sorted: &Sorted<'_>, features: &[String]) -> Vec<RoomIdx> {
    let mut rooms: Vec<RoomIdx> =
        sorted.rooms.ids().filter(|&r| features.iter().all(|f| sorted.rooms[r].features.contains(f))).collect();
    rooms.sort_by_key(|&r| (sorted.rooms[r].capacity, sorted.rooms[r].features.len(), r));
    rooms
}

/// Merges the pins of a learner and slot.
fn pins(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) -> Result<(), ScheduleError> {
    let mut merged: BTreeMap<(LearnerIdx, usize), Pin> = BTreeMap::new();
    let contradiction = |pin: &doc::Pin| ScheduleError::NoValidPlan {
        why: format!("the pins of learner {:?} in slot {:?} contradict each other", pin.learner, pin.slot),
        proven: true,
    };
    for pin in &problem.pins {
        let at = (ids.learners.get(&pin.learner)?, ids.slots.get(&pin.slot)?);
        let row = merged.entry(at).or_insert(Pin {
            learner: at.0,
            slot: at.1,
            offering: OfferingIdx::NONE,
            room: RoomIdx::NONE,
            staff: vec![],
        });
        if let Some(offering) = &pin.offering {
            let offering = ids.offerings.get(offering)?;
            if row.offering.is_some() && row.offering != offering {
                return Err(contradiction(pin));
            }
            row.offering = offering;
        }
        if let Some(room) = &pin.room {
            let room = ids.rooms.get(room)?;
            if row.room.is_some() && row.room != room {
                return Err(contradiction(pin));
            }
            row.room = room;
        }
        if let Some(person) = &pin.staff {
            let person = ids.staff.get(person)?;
            if !row.staff.contains(&person) {
                row.staff.push(person);
            }
        }
    }
    for (at, mut pin) in merged {
        pin.staff.sort_unstable();
        inst.pin_at[at] = inst.pins.push(pin);
    }
    Ok(())
}

fn learners(inst: &mut Instance, sorted: &Sorted<'_>, ids: &Dictionary<'_>) -> Result<(), ScheduleError> {
    for (l, row) in sorted.learners.numbered() {
        let first_requirement = inst.requirements.next();
        let mut by_tag: Vec<(&str, RequirementIdx)> = Vec::new();
        let mut required: Vec<&doc::Requirement> = row.requirements.iter().collect();
        required.sort_by(|a, b| a.id.cmp(&b.id));
        for r in required {
            by_tag.push((&r.tag, inst.requirements.next()));
            inst.names.requirements.push(r.id.clone());
            inst.requirements.push(Requirement {
                learner: l,
                slots_min: i64::from(r.slots_min),
                slots_max: r.slots_max.map_or(i64::MAX, i64::from),
                shortfall_cost: r.shortfall_cost,
                excess_cost: r.excess_cost,
            });
        }
        let first = inst.cands.next();
        candidates(inst, l, row, sorted, ids, &by_tag)?;
        let rooms_ok = (!row.room_features.is_empty())
            .then(|| sorted.rooms.iter().map(|r| row.room_features.iter().all(|f| r.features.contains(f))).collect());
        let mut never_alone: Vec<AloneIdx> =
            sorted.never_alone.numbered().filter(|(_, n)| row.tags.contains(&n.tag)).map(|(i, _)| i).collect();
        never_alone.sort_unstable();
        let mut staff_barred = row.staff_barred.iter().map(|p| ids.staff.get(p)).collect::<Result<Vec<_>, _>>()?;
        staff_barred.sort_unstable();
        let mut staff_bonus = row
            .staff_bonus
            .iter()
            .map(|(p, b)| Ok((ids.staff.get(p)?, *b)))
            .collect::<Result<Vec<_>, ScheduleError>>()?;
        staff_bonus.sort_unstable();
        inst.learners.push(Learner {
            slots: mask(row.slots.as_deref(), ids)?,
            cands: (first, inst.cands.next()),
            requirements: (first_requirement, inst.requirements.next()),
            group_size_max: row.group_size_max.map_or(i64::MAX, i64::from),
            rooms_ok,
            staff_barred,
            staff_bonus,
            never_alone,
            apart: Vec::new(),
            apart_places: Vec::new(),
            camp: CampIdx::NONE,
            walk: Walk { room: row.room_change_cost, zone: row.zone_change_cost },
            has_order: false,
            together: Vec::new(),
        });
    }
    Ok(())
}

/// The candidates of one learner in the order of their offerings, with gains before idleness and changes.
fn candidates(
    inst: &mut Instance,
    l: LearnerIdx,
    row: &doc::Learner,
    sorted: &Sorted<'_>,
    ids: &Dictionary<'_>,
    by_tag: &[(&str, RequirementIdx)],
) -> Result<(), ScheduleError> {
    let mut rows: Vec<&doc::Candidate> = row.candidates.iter().collect();
    rows.sort_by(|a, b| a.offering.cmp(&b.offering));
    let first = inst.cands.next();
    let ids_of_rows = span(first, CandIdx::at(inst.cands.len() + rows.len()));
    let of_offering: FxHashMap<&str, CandIdx> =
        rows.iter().zip(ids_of_rows).map(|(c, i)| (c.offering.as_str(), i)).collect();
    let mut groups: BTreeMap<&str, GroupIdx> = BTreeMap::new();
    for c in &rows {
        let offering = ids.offerings.get(&c.offering)?;
        let o = sorted.offerings[offering];
        let exclusive = c.exclusive.as_deref().map_or(GroupIdx::NONE, |key| {
            *groups.entry(key).or_insert_with(|| inst.names.exclusive.push(key.to_owned()))
        });
        // A candidate that waits for what is no candidate can never be used.
        let (after, possible) = match c.after.as_deref() {
            None => (CandIdx::NONE, true),
            Some(x) => (of_offering.get(x).copied().unwrap_or(CandIdx::NONE), of_offering.contains_key(x)),
        };
        let activity = inst.offerings[offering].activity;
        inst.cands.push(Candidate {
            learner: l,
            offering,
            activity,
            duration: (o.slots as usize).max(1),
            times_max: c.times_max,
            exclusive,
            after,
            dependents: Vec::new(),
            follows: followed(c, &of_offering),
            early_cost: c.early_cost,
            followers: Vec::new(),
            requirements: by_tag
                .iter()
                .filter(|r| o.tags.iter().chain(&c.tags).any(|t| t == r.0))
                .map(|r| r.1)
                .collect(),
        });
        let allowed = mask(c.slots.as_deref(), ids)?;
        for (s, slot) in inst.names.slots.iter().enumerate() {
            let ok = possible && allowed >> s & 1 == 1;
            inst.gain.push(if ok { c.utility + c.slot_bonus.get(slot).copied().unwrap_or(0) } else { NEVER });
        }
    }
    for c in span(first, inst.cands.next()) {
        let after = inst.cands[c].after;
        if after.is_some() {
            inst.cands[after].dependents.push(c);
        }
        for other in inst.cands[c].follows.clone() {
            inst.cands[other].followers.push(c);
        }
    }
    Ok(())
}
