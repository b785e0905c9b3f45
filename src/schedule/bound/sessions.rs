//! The question that remains for one activity and start slot when everything scarce has a price: how many
//! sessions, for how many learners?
//!
//! Learners come in order of their reduced gain, so the gain of `k` learners is a concave function `F(k)`. `n`
//! sessions need between `n * size_min` and `n * size_max` learners, and rooms whose cost grows with their size.
//! The cost of rooms is bounded from below by straight lines along its lower convex hull, so the answer is an upper
//! bound, and exact when one type of room is the cheapest. Every `n` is tried: whole learners and bent room costs
//! together are not quite concave in `n`, and a bound must not miss a better one.
//!
//! Some learners need a small group. When `m` of the sessions hold such learners, they hold no more than `m` small
//! groups together, and the sessions lose the places that a small group has fewer; every `m` is tried as well.

use crate::ids::RoomKind;

/// What a session costs before anyone sits down.
pub(super) struct Costs {
    /// Opening, people, copies; scaled.
    pub session: i64,
    /// Below the cost of the room, by learners; at least one.
    lines: Vec<Line>,
    /// The most learners of one session.
    pub largest: i64,
    /// The least that a session costs, its room with it.
    pub least: i64,
}

/// A type of room at its price.
#[derive(Clone, Copy)]
pub(super) struct RoomCost {
    pub kind: RoomKind,
    pub session: i64,
    pub place: i64,
    pub capacity: i64,
}

/// The answer: value, sessions, learners.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Answer {
    pub value: i64,
    pub n_sessions: i64,
    pub n_learners: i64,
}

/// A straight line below the cost of a room with `u` learners: `fixed + each * u`.
#[derive(Clone, Copy)]
struct Line {
    fixed: i64,
    each: i64,
}

impl Costs {
    /// Costs of a session of `size` (least and most learners), in rooms that all hold the least; none without rooms.
    pub fn new(session: i64, size: (i64, i64), rooms: &[RoomCost]) -> Option<Self> {
        // In each room the cost rises evenly from the fewest learners to the most.
        let mut corners: Vec<(i64, i64)> = Vec::with_capacity(2 * rooms.len());
        for room in rooms {
            let most = room.capacity.min(size.1);
            corners.extend([(size.0, room.session + room.place * size.0), (most, room.session + room.place * most)]);
        }
        corners.sort_unstable();
        let (least, largest) = (corners.iter().map(|c| c.1).min()?, corners.last()?.0);
        Some(Costs { session, lines: lines(&corners), largest, least: session + least })
    }

    /// Answers the question with `n_min` to `n_max` sessions, none being worth 0, which have `lost` places fewer than
    /// they could. `reduced` holds the learners' reduced gains, best first.
    pub fn best_sessions(&self, reduced: &[i64], size_min: i64, (n_min, n_max): (i64, i64), lost: i64) -> Answer {
        let mut best = Answer { value: if n_min > 0 { i64::MIN } else { 0 }, ..Answer::default() };
        let (mut k, mut sum) = (0i64, 0i64);
        // From one session a learner on, each more is the same: the last stands for all of them.
        let n_distinct = n_max.min(reduced.len().max(1) as i64).max(n_min);
        for n in (n_min.max(1)..=n_distinct).chain((n_max > n_distinct).then_some(n_max)) {
            let places = n.saturating_mul(self.largest) - lost;
            let (from, to) = (n.saturating_mul(size_min), places.min(reduced.len() as i64));
            if from > to {
                // More sessions have more places, but need no fewer learners.
                if from > reduced.len() as i64 {
                    break;
                }
                continue;
            }
            // The best k does not fall when n rises by much, so it is looked for from where it was, both ways.
            while k < from {
                sum += reduced[k as usize];
                k += 1;
            }
            let rooms = |k: i64| self.lines.iter().map(|l| n * l.fixed + k * l.each).max().expect("there are lines");
            while k < to && reduced[k as usize] > rooms(k + 1) - rooms(k) {
                sum += reduced[k as usize];
                k += 1;
            }
            while k > from && reduced[k as usize - 1] < rooms(k) - rooms(k - 1) {
                k -= 1;
                sum -= reduced[k as usize];
            }
            let value = sum - rooms(k) - n * self.session;
            if value > best.value {
                best = Answer { value, n_sessions: n, n_learners: k };
            }
        }
        best
    }

    /// How many of the learners, best first, can matter: beyond them nobody gains, and none is needed to fill up.
    pub fn n_that_matter(&self, n_gaining: usize, size_min: i64, n_max: i64) -> usize {
        let needed = n_max.saturating_mul(size_min).max(n_gaining as i64);
        usize::try_from(needed.min(n_max.saturating_mul(self.largest))).unwrap_or(usize::MAX)
    }
}

/// Lines along the lower convex hull of the corners, their slopes rounded down and up to whole numbers.
fn lines(corners: &[(i64, i64)]) -> Vec<Line> {
    let mut hull: Vec<(i64, i64)> = Vec::new();
    for &(u, cost) in corners {
        if hull.last().is_some_and(|last| last.0 == u) {
            continue;
        }
        while let [.., a, b] = hull[..] {
            let turns_up = i128::from(b.1 - a.1) * i128::from(u - b.0) < i128::from(cost - b.1) * i128::from(b.0 - a.0);
            if turns_up {
                break;
            }
            hull.pop();
        }
        hull.push((u, cost));
    }
    let mut slopes: Vec<i64> = Vec::with_capacity(2 * hull.len());
    for edge in hull.windows(2) {
        let (more, dearer) = (edge[1].0 - edge[0].0, edge[1].1 - edge[0].1);
        slopes.extend([dearer.div_euclid(more), -(-dearer).div_euclid(more)]);
    }
    if slopes.is_empty() {
        slopes.push(0);
    }
    slopes.dedup();
    let below = |each: i64| hull.iter().map(|&(u, cost)| cost - each * u).min().expect("a hull has a corner");
    slopes.into_iter().map(|each| Line { fixed: below(each), each }).collect()
}
