//! Checks of single values: format, times, sizes, points.

use crate::problem::{PROBLEM_FORMAT, Points, Previous};

use super::Asked;

/// Larger numbers of points could not be summed over a whole site in 64 bits.
const POINTS_MAX: Points = 1_000_000_000_000;

/// P101: the document is a `daybreak.problem/1`.
pub(super) fn p101_format(asked: &mut Asked) {
    let format = &asked.problem.format;
    if format != PROBLEM_FORMAT {
        asked.error("P101", "format".into(), format!("{format:?}"), format!("{PROBLEM_FORMAT:?}"));
    }
}

/// P120: a slot ends after it starts, and starts when the one before it in the list has ended.
pub(super) fn p120_slot_times(asked: &mut Asked) {
    let slots = &asked.problem.slots;
    for (i, slot) in slots.iter().enumerate() {
        if slot.end <= slot.start {
            asked.error("P120", format!("slots[{i}].end"), slot.end.to_string(), format!("later than {}", slot.start));
        }
        if i > 0 && slot.start < slots[i - 1].end {
            let before = &slots[i - 1];
            let expected =
                format!("{} or later, when slot {} has ended: slots in order of time", before.end, before.id);
            asked.error("P120", format!("slots[{i}].start"), slot.start.to_string(), expected);
        }
    }
}

/// P121: size_max is at least 1 and at least size_min.
pub(super) fn p121_sizes(asked: &mut Asked) {
    let offerings = asked.problem.offerings.iter().map(|o| (o.size_min, o.size_max));
    let stations = asked.problem.stations.iter().map(|s| (s.size_min, s.size_max));
    let sizes: Vec<_> = offerings
        .enumerate()
        .map(|(i, size)| (format!("offerings[{i}]"), size))
        .chain(stations.enumerate().map(|(i, size)| (format!("stations[{i}]"), size)))
        .collect();
    for (path, (min, max)) in sizes {
        if max == 0 {
            asked.error("P121", format!("{path}.size_max"), "0", "1 or more");
        } else if min > max {
            let found = format!("size_min {min}, size_max {max}");
            asked.error("P121", format!("{path}.size_min"), found, "size_min no more than size_max");
        }
    }
}

/// P122: an offering runs over at least one slot, on a station over exactly one.
pub(super) fn p122_slots_of_offering(asked: &mut Asked) {
    for (i, offering) in asked.problem.offerings.iter().enumerate() {
        let path = format!("offerings[{i}].slots");
        match &offering.station {
            _ if offering.slots == 0 => asked.error("P122", path, "0", "1 or more"),
            Some(station) if offering.slots > 1 => {
                let expected = format!("1, as it is held on station {station}");
                asked.error("P122", path, offering.slots.to_string(), expected);
            }
            Some(_) | None => {}
        }
    }
}

/// P123: points are within ±10^12.
pub(super) fn p123_points(asked: &mut Asked) {
    for (path, points) in all_points(asked) {
        if points.unsigned_abs() > POINTS_MAX.unsigned_abs() {
            asked.error("P123", path, points.to_string(), "points from -10^12 to 10^12");
        }
    }
}

/// P124: a change does not earn points. Ids of sessions are free, so a plan could earn by swapping ids alone.
pub(super) fn p124_change_cost(asked: &mut Asked) {
    for (path, cost) in asked.problem.previous.iter().flat_map(costs_of_change) {
        if cost < 0 {
            asked.error("P124", path.into(), cost.to_string(), "0 or more");
        }
    }
}

/// P125: neither a change of place nor being early earns points, so that a proof may leave them out.
pub(super) fn p125_costs_of_the_day(asked: &mut Asked) {
    for (path, cost) in costs_of_the_day(asked) {
        if cost < 0 {
            asked.error("P125", path, cost.to_string(), "0 or more");
        }
    }
}

/// What changes of place and of order within the day cost, each with its path, those of nothing left out.
fn costs_of_the_day(asked: &Asked) -> Vec<(String, Points)> {
    let problem = asked.problem;
    let mut all = Vec::new();
    let mut add = |cost: Points, path: &dyn Fn() -> String| {
        if cost != 0 {
            all.push((path(), cost));
        }
    };
    for (i, x) in problem.learners.iter().enumerate() {
        add(x.room_change_cost, &|| format!("learners[{i}].room_change_cost"));
        add(x.zone_change_cost, &|| format!("learners[{i}].zone_change_cost"));
        for (k, c) in x.candidates.iter().enumerate() {
            add(c.early_cost, &|| format!("learners[{i}].candidates[{k}].early_cost"));
        }
    }
    for (i, x) in problem.staff.iter().enumerate() {
        add(x.room_change_cost, &|| format!("staff[{i}].room_change_cost"));
        add(x.zone_change_cost, &|| format!("staff[{i}].zone_change_cost"));
    }
    all
}

/// What changes from the previous plan cost, each with its path.
fn costs_of_change(previous: &Previous) -> [(&'static str, Points); 4] {
    [
        ("previous.change_cost", previous.change_cost),
        ("previous.room_cost", previous.room_cost),
        ("previous.people_cost", previous.people_cost),
        ("previous.duty_cost", previous.duty_cost),
    ]
}

/// Every number of points with its path, those near zero left out.
fn all_points(asked: &Asked) -> Vec<(String, Points)> {
    let problem = asked.problem;
    let mut all = Vec::new();
    let mut add = |points: Points, path: &dyn Fn() -> String| {
        if points.unsigned_abs() > POINTS_MAX.unsigned_abs() {
            all.push((path(), points));
        }
    };
    for (i, x) in problem.offerings.iter().enumerate() {
        add(x.open_cost, &|| format!("offerings[{i}].open_cost"));
    }
    for (i, x) in problem.stations.iter().enumerate() {
        add(x.open_cost, &|| format!("stations[{i}].open_cost"));
    }
    for (i, x) in problem.learners.iter().enumerate() {
        add(x.idle_cost, &|| format!("learners[{i}].idle_cost"));
        for (person, &bonus) in &x.staff_bonus {
            add(bonus, &|| format!("learners[{i}].staff_bonus.{person}"));
        }
        for (k, c) in x.candidates.iter().enumerate() {
            add(c.utility, &|| format!("learners[{i}].candidates[{k}].utility"));
            for (slot, &bonus) in &c.slot_bonus {
                add(bonus, &|| format!("learners[{i}].candidates[{k}].slot_bonus.{slot}"));
            }
        }
        for (k, r) in x.requirements.iter().enumerate() {
            add(r.shortfall_cost.unwrap_or(0), &|| format!("learners[{i}].requirements[{k}].shortfall_cost"));
            add(r.excess_cost.unwrap_or(0), &|| format!("learners[{i}].requirements[{k}].excess_cost"));
        }
    }
    for (i, x) in problem.together.iter().enumerate() {
        add(x.bonus, &|| format!("together[{i}].bonus"));
    }
    for (i, x) in problem.never_alone.iter().enumerate() {
        add(x.cost.unwrap_or(0), &|| format!("never_alone[{i}].cost"));
    }
    for (path, cost) in problem.previous.iter().flat_map(costs_of_change) {
        add(cost, &|| path.into());
    }
    for (path, cost) in costs_of_the_day(asked) {
        add(cost, &|| path.clone());
    }
    all
}
