//! For each offering or station and first slot: the most that sessions could earn at these prices.
//!
//! With `n` sessions and `k` learners the best learners come, each once; the sessions pay their opening, their people
//! and their rooms. What rooms cost grows with the learners in them; `n` rooms for `k` learners cost no less than `n`
//! times the lower convex hull of one room's cost at `k / n` learners, rounded up to a whole number.

use super::prices::Paid;
use super::seats::{Key, Seat, Seats};
use crate::check::record::Kind;

/// The sum over all offerings, stations and first slots.
pub(super) fn best_sessions(seats: &Seats, paid: &Paid) -> i128 {
    seats.keys.iter().map(|key| best(seats, paid, key)).sum()
}

/// The most that the allowed numbers of sessions could earn; none earns 0.
fn best(seats: &Seats, paid: &Paid, key: &Key) -> i128 {
    let gains = gains(seats, paid, key);
    if (gains.len() as u64) < u64::from(key.terms.size_min) {
        return 0;
    }
    let n_gaining = gains.iter().filter(|gain| **gain > 0).count();
    let most: i128 = gains[..n_gaining].iter().sum();
    let cost = session_cost(seats, paid, key);
    let hull = room_hull(seats, paid, key);
    let (Some(first), Some(last)) = (hull.first(), hull.last()) else { return 0 };
    // No more sessions than could be paid if everybody who gains came and nobody had to come at a loss.
    let least = cost + first.1;
    let (n_min, n_max) = (i128::from(key.n_min), i128::from(key.n_max));
    let n_max = if least > 0 { n_max.min(most / least).max(n_min) } else { n_max };
    let (fewest, largest) = (i128::from(key.terms.size_min), i128::from(last.0));
    // From one session a learner on, each more costs or brings the same: the last stands for all of them.
    let n_distinct = n_max.min(gains.len().max(1) as i128).max(n_min);
    let mut value = if n_min > 0 { None } else { Some(0) };
    for n in (n_min.max(1)..=n_distinct).chain((n_max > n_distinct).then_some(n_max)) {
        let (from, to) = (n * fewest, (n * largest).min(gains.len() as i128));
        if from > to {
            break;
        }
        // Beyond the fewest, somebody who does not gain is never worth a seat, for rooms do not get cheaper.
        let to = to.min(from.max(n_gaining as i128));
        let mut sum: i128 = gains[..from as usize].iter().sum();
        let mut edge = 0;
        for k in from..=to {
            if k > from {
                sum += gains[k as usize - 1];
            }
            while edge + 2 < hull.len() && k > n * i128::from(hull[edge + 1].0) {
                edge += 1;
            }
            value = value.max(Some(sum - n * cost - rooms(&hull[edge..], n, k)));
        }
    }
    // Where so many sessions cannot be, no plan is bounded, and 0 is as good as any.
    value.unwrap_or(0)
}

/// What `n` rooms cost for `k` learners, by the edge of the hull at whose beginning the corners start.
fn rooms(corners: &[(u64, i128)], n: i128, k: i128) -> i128 {
    let (u, cost) = corners[0];
    // Rounded up: rooms cost whole numbers.
    let rise = |&(v, dearer): &(u64, i128)| -((cost - dearer) * (k - n * i128::from(u))).div_euclid(i128::from(v - u));
    n * cost + corners.get(1).map_or(0, rise)
}

/// The learners' best gains at these prices, best first.
fn gains(seats: &Seats, paid: &Paid, key: &Key) -> Vec<i128> {
    let mut gains: Vec<i128> = Vec::new();
    let mut last = None;
    for seat in &key.seats {
        let gain = gain(seats, paid, key, seat);
        match gains.last_mut() {
            Some(best) if last == Some(seat.learner) => *best = gain.max(*best),
            Some(_) | None => gains.push(gain),
        }
        last = Some(seat.learner);
    }
    gains.sort_unstable_by(|a, b| b.cmp(a));
    gains
}

/// What a seat brings, less all that it pays.
fn gain(seats: &Seats, paid: &Paid, key: &Key, seat: &Seat) -> i128 {
    let offering = &seats.problem.offerings[seat.offering];
    let learner = &seats.problem.learners[seat.learner];
    let over = |prices: &[i128]| prices[key.slots.clone()].iter().sum::<i128>();
    let mut gain = seat.points * paid.scale - over(&paid.learner[seat.learner]);
    gain -= paid.for_use(seat.learner, seat.candidate);
    for (q, requirement) in learner.requirements.iter().enumerate() {
        if offering.tags.contains(&requirement.tag) {
            let counts = paid.short[seat.learner][q] - paid.beyond[seat.learner][q];
            gain += counts * key.slots.len() as i128;
        }
    }
    for (d, device) in seats.problem.devices.iter().enumerate() {
        let units = offering.devices.get(&device.id).copied().unwrap_or(0);
        gain -= i128::from(units) * over(&paid.device[d]);
    }
    gain
}

/// What a session pays before anybody sits down: opening, its copy, its people (the cheapest).
fn session_cost(seats: &Seats, paid: &Paid, key: &Key) -> i128 {
    let copy = match key.kind {
        Kind::Offering(o) => paid.offering[o],
        Kind::Station(s) => paid.station[s],
    };
    let mut cost = i128::from(key.terms.open_cost) * paid.scale + copy;
    if matches!(key.kind, Kind::Offering(_)) {
        let alone = seats.problem.never_alone.iter().map(|rule| -i128::from(rule.cost.unwrap_or(0)).min(0));
        cost -= alone.sum::<i128>() * paid.scale;
    }
    let served = (key.slots.start, key.slots.len() as u32);
    for (people, count) in &key.needs {
        let mut prices: Vec<i128> = people.iter().map(|&p| paid.staff[p].get(&served).copied().unwrap_or(0)).collect();
        prices.sort_unstable();
        cost += prices.iter().take(usize::try_from(*count).unwrap_or(usize::MAX)).sum::<i128>();
    }
    cost
}

/// The lower convex hull of (learners, cost) of one room: in each room the cost rises evenly with the learners, from
/// the fewest of a session to the most that it holds.
fn room_hull(seats: &Seats, paid: &Paid, key: &Key) -> Vec<(u64, i128)> {
    let fewest = u64::from(key.terms.size_min);
    let n_learners = seats.problem.learners.len() as u64;
    let mut corners: Vec<(u64, i128)> = Vec::new();
    for &r in &key.rooms {
        let over = |prices: &[i128]| prices[key.slots.clone()].iter().sum::<i128>();
        let (session, place) = (over(&paid.room[r]), over(&paid.place[r]));
        let most = u64::from(seats.problem.rooms[r].capacity.min(key.terms.size_max)).min(n_learners);
        for u in [fewest, most] {
            corners.push((u, session + place * i128::from(u)));
        }
    }
    corners.sort_unstable();
    let mut hull: Vec<(u64, i128)> = Vec::new();
    for (u, cost) in corners {
        // Of several rooms with as many learners the cheapest came first.
        if hull.last().is_some_and(|last| last.0 == u) {
            continue;
        }
        while let [.., a, b] = hull[..] {
            let (before, after) = ((b.1 - a.1) * i128::from(u - b.0), (cost - b.1) * i128::from(b.0 - a.0));
            if before < after {
                break;
            }
            hull.pop();
        }
        hull.push((u, cost));
    }
    hull
}
