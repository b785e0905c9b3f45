//! For each offering or station and first slot: the most that sessions could earn at these prices.
//!
//! With `n` sessions and `k` learners the best learners come, each once; the sessions pay their opening, their people
//! and their rooms. What rooms cost grows with the learners in them; `n` rooms for `k` learners cost no less than `n`
//! times the lower convex hull of one room's cost at `k / n` learners, rounded up to a whole number.

use super::prices::Paid;
use super::seats::{Key, Seat, Seats, carries, own_size_max};
use crate::record::Kind;

/// The sum over all offerings, stations and first slots.
pub(super) fn best_sessions(seats: &Seats, paid: &Paid) -> i128 {
    // Where so many sessions cannot be, no plan is bounded, and 0 is as good as any.
    seats.keys.iter().map(|key| Question::new(seats, paid, key).best(key.n_min, key.n_max).unwrap_or(0)).sum()
}

/// What an offering or station in a first slot comes to at these prices, for any number of sessions.
pub(super) struct Question {
    /// Best first.
    gains: Vec<Gain>,
    /// Of one room.
    hull: Vec<(u64, i128)>,
    /// Of a session, its room apart.
    cost: i128,
    /// Learners of a session.
    fewest: i128,
}

impl Question {
    pub fn new(seats: &Seats, paid: &Paid, key: &Key) -> Self {
        Question {
            gains: gains(seats, paid, key),
            hull: room_hull(seats, paid, key),
            cost: session_cost(seats, paid, key),
            fewest: i128::from(key.terms.size_min),
        }
    }

    /// The most that `n_min` to `n_max` sessions could earn, none earning 0; none when so many cannot be.
    pub fn best(&self, n_min: u64, n_max: u64) -> Option<i128> {
        let none = (n_min == 0).then_some(0);
        let (Some(first), Some(last)) = (self.hull.first(), self.hull.last()) else { return none };
        if (self.gains.len() as i128) < self.fewest {
            return none;
        }
        let most: i128 = self.gains.iter().map(|gain| gain.points).filter(|points| *points > 0).sum();
        // No more sessions than could be paid if everybody who gains came and nobody had to come at a loss.
        let least = self.cost + first.1;
        let (n_min, n_max) = (i128::from(n_min), i128::from(n_max));
        let n_max = if least > 0 { n_max.min(most / least).max(n_min) } else { n_max };
        let largest = i128::from(last.0);
        // Those who need a small group: `m` sessions in which such learners sit hold at most `m` small groups.
        let small = self.gains.iter().filter_map(|gain| gain.small).max();
        let small = small.map_or(largest, |small| largest.min(small.into()));
        let n_small = self.gains.iter().filter(|gain| gain.small.is_some()).count() as i128;
        let m_max = if small < largest { n_max.min((n_small + small - 1) / small.max(1)) } else { 0 };
        let mut value = none;
        for m in 0..=m_max {
            let mut places = m * small;
            let may_come = self.gains.iter().filter(|gain| {
                let counts = small < largest && gain.small.is_some();
                places -= i128::from(counts);
                !counts || places >= 0
            });
            let points: Vec<i128> = may_come.map(|gain| gain.points).collect();
            value = value.max(self.best_of(&points, (n_min.max(m), n_max), m * (largest - small)));
        }
        value
    }

    /// The most that `n_min` to `n_max` sessions, at least one, could earn for learners who gain so much, best first,
    /// with `lost` places fewer than they could have; none when they cannot be.
    fn best_of(&self, points: &[i128], (n_min, n_max): (i128, i128), lost: i128) -> Option<i128> {
        let n_gaining = points.iter().filter(|points| **points > 0).count() as i128;
        let n_learners = points.len() as i128;
        let largest = i128::from(self.hull.last()?.0);
        // From one session a learner on, each more costs or brings the same: the last stands for all of them.
        let n_distinct = n_max.min(n_learners.max(1)).max(n_min);
        let mut value = None;
        for n in (n_min.max(1)..=n_distinct).chain((n_max > n_distinct).then_some(n_max)) {
            // Beyond the fewest, somebody who does not gain is never worth a seat, for rooms do not get cheaper.
            let from = n * self.fewest;
            let to = (n * largest - lost).min(n_learners).min(from.max(n_gaining));
            if from > n_learners {
                break;
            }
            let mut sum: i128 = points[..from as usize].iter().sum();
            let mut edge = 0;
            for k in from..=to {
                if k > from {
                    sum += points[k as usize - 1];
                }
                while edge + 2 < self.hull.len() && k > n * i128::from(self.hull[edge + 1].0) {
                    edge += 1;
                }
                value = value.max(Some(sum - n * self.cost - rooms(&self.hull[edge..], n, k)));
            }
        }
        value
    }
}

/// What `n` rooms cost for `k` learners, by the edge of the hull at whose beginning the corners start.
fn rooms(corners: &[(u64, i128)], n: i128, k: i128) -> i128 {
    let (u, cost) = corners[0];
    // Rounded up: rooms cost whole numbers.
    let rise = |&(v, dearer): &(u64, i128)| -((cost - dearer) * (k - n * i128::from(u))).div_euclid(i128::from(v - u));
    n * cost + corners.get(1).map_or(0, rise)
}

/// What a learner gains at these prices.
struct Gain {
    points: i128,
    /// The largest group in which the learner can be, where it is smaller than a session's.
    small: Option<u32>,
}

/// The learners' best gains at these prices, best first.
fn gains(seats: &Seats, paid: &Paid, key: &Key) -> Vec<Gain> {
    let mut gains: Vec<Gain> = Vec::new();
    let mut last = None;
    for seat in &key.seats {
        let points = gain(seats, paid, key, seat);
        match gains.last_mut() {
            Some(best) if last == Some(seat.learner) => best.points = points.max(best.points),
            Some(_) | None => {
                let limit = own_size_max(seats.problem, key, seat.learner);
                let limit = limit.filter(|max| matches!(key.kind, Kind::Offering(_)) && *max < key.terms.size_max);
                gains.push(Gain { points, small: limit });
            }
        }
        last = Some(seat.learner);
    }
    gains.sort_unstable_by_key(|gain| (std::cmp::Reverse(gain.points), gain.small));
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
        if carries(seats.problem, learner, (seat.candidate, seat.offering), &requirement.tag) {
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
