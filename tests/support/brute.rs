//! The optimum of a tiny problem by trying every plan: slow, plain, and written without a look at scheduler or judge.
//!
//! A plan is built in the order in which a person would: a day for each learner (which candidate when), then who sits
//! together, then rooms and people. Days are tried from the best on, and a branch is left when even its most
//! favourable rest cannot beat the best plan found.
//!
//! Left out, because they cannot help: sessions without learners (problems here have `size_min` 1 or more), and
//! sessions that keep the id of a previous one (a change cost is never below 0, and new ids are free).

use std::collections::{BTreeMap, BTreeSet};

use daybreak::model::plan::{PLAN_FORMAT, Plan, Seat, Session, Stopped};
use daybreak::model::problem::{Learner, Offering, Points, Previous, Problem, Signed, StaffNeed};

/// What trying everything tells.
pub enum Answer {
    /// The best objective, with a plan that earns it.
    Optimum(Points, Plan),
    /// No plan is valid.
    Infeasible,
    /// More plans than the budget allows.
    TooLarge,
}

/// Tries every plan in no more than `budget` steps.
pub fn solve(problem: &Problem, budget: u64) -> Answer {
    let mut days: Vec<Vec<Day>> = (0..problem.learners.len()).map(|l| days_of(problem, l)).collect();
    for days in &mut days {
        days.sort_by_key(|day| std::cmp::Reverse(day.most));
    }
    let mut search = Search { problem, days, best: None, left: budget, partitions: BTreeMap::new() };
    search.choose_days(&mut Vec::new(), 0, 0);
    match search.best {
        _ if search.left == 0 => Answer::TooLarge,
        Some((value, sessions)) => Answer::Optimum(value, plan(problem, value, &sessions)),
        None => Answer::Infeasible,
    }
}

/// One learner's day.
#[derive(Clone)]
struct Day {
    /// The offerings used, with their first slots.
    uses: Vec<(usize, usize)>,
    /// What that earns by itself.
    value: Points,
    /// No plan in which the learner has this day earns more on the learner's account, in [`FINE`] parts of a point.
    most: Points,
}

/// Points are divided into so many parts, that a share of up to four learners is whole.
const FINE: Points = 12;

/// A learner with the offering done.
type Member = (usize, usize);

/// What a session is of: an offering, or (true) a station.
type Kind = (bool, usize);

/// A session without its room and people.
#[derive(Clone)]
struct Group {
    kind: Kind,
    first: usize,
    n_slots: usize,
    members: Vec<Member>,
}

/// A session as held.
#[derive(Clone)]
struct Held {
    group: Group,
    room: usize,
    staff: Vec<usize>,
}

fn offering_index(problem: &Problem, id: &str) -> usize {
    problem.offerings.iter().position(|o| o.id == id).expect("a known offering")
}

fn kind_of(problem: &Problem, offering: usize) -> Kind {
    match &problem.offerings[offering].station {
        None => (false, offering),
        Some(id) => (true, problem.stations.iter().position(|s| s.id == *id).expect("a known station")),
    }
}

/// Size limits, people, features, opening cost and copies of a session.
fn terms(problem: &Problem, kind: Kind) -> (u32, u32, &[StaffNeed], &[String], Points, Option<u32>) {
    match kind {
        (false, o) => {
            let o = &problem.offerings[o];
            (o.size_min, o.size_max, &o.staff, &o.room_features, o.open_cost, o.sessions_max)
        }
        (true, s) => {
            let s = &problem.stations[s];
            (s.size_min, s.size_max, &s.staff, &s.room_features, s.open_cost, s.sessions_max)
        }
    }
}

fn allowed(slots: &Option<Vec<String>>, problem: &Problem, slot: usize) -> bool {
    match slots {
        None => true,
        Some(list) => list.contains(&problem.slots[slot].id),
    }
}

// ---- One learner's day ---------------------------------------------------------------------------------------------

/// Every day that the learner may have by H1, H2, H10 and the learner's own pins.
fn days_of(problem: &Problem, l: usize) -> Vec<Day> {
    let mut all = Vec::new();
    fill_from(problem, l, 0, &mut Vec::new(), &mut all);
    all.into_iter()
        .filter(|uses| day_is_allowed(problem, l, uses))
        .map(|uses| {
            let value = value_of_day(problem, l, &uses);
            Day {
                value,
                most: FINE * value + uses.iter().map(|&(o, _)| most_of_use(problem, l, o)).sum::<Points>(),
                uses,
            }
        })
        .collect()
}

/// Every way to fill the slots from `slot` on with candidates and idle slots.
fn fill_from(
    problem: &Problem,
    l: usize,
    slot: usize,
    uses: &mut Vec<(usize, usize)>,
    all: &mut Vec<Vec<(usize, usize)>>,
) {
    if slot == problem.slots.len() {
        all.push(uses.clone());
        return;
    }
    fill_from(problem, l, slot + 1, uses, all);
    let learner = &problem.learners[l];
    for candidate in &learner.candidates {
        let o = offering_index(problem, &candidate.offering);
        let end = slot + problem.offerings[o].slots as usize;
        let fits = end <= problem.slots.len()
            && allowed(&candidate.slots, problem, slot)
            && (slot..end).all(|s| problem.slots[s].block == problem.slots[slot].block)
            && (slot..end).all(|s| allowed(&learner.slots, problem, s));
        if fits {
            uses.push((o, slot));
            fill_from(problem, l, end, uses, all);
            uses.pop();
        }
    }
}

fn day_is_allowed(problem: &Problem, l: usize, uses: &[(usize, usize)]) -> bool {
    let learner = &problem.learners[l];
    let starts = |id: &str| -> Vec<usize> {
        uses.iter().filter(|(o, _)| problem.offerings[*o].id == id).map(|(_, first)| *first).collect()
    };
    let candidates = learner.candidates.iter().all(|candidate| {
        let mine = starts(&candidate.offering);
        let rival = candidate.exclusive.is_some()
            && learner.candidates.iter().any(|other| {
                other.offering != candidate.offering
                    && other.exclusive == candidate.exclusive
                    && !starts(&other.offering).is_empty()
            });
        let after = candidate.after.as_ref().is_none_or(|before| {
            let n_slots = problem.offerings[offering_index(problem, before)].slots as usize;
            let ended = starts(before).into_iter().map(|first| first + n_slots).min();
            mine.iter().all(|&first| ended.is_some_and(|ended| ended <= first))
        });
        mine.len() <= candidate.times_max as usize && (mine.is_empty() || !rival) && after
    });
    let requirements = learner.requirements.iter().all(|q| {
        let n = slots_with_tag(problem, learner, uses, &q.tag);
        let short = q.shortfall_cost.is_none() && n < i64::from(q.slots_min);
        let beyond = q.excess_cost.is_none() && q.slots_max.is_some_and(|max| n > i64::from(max));
        !short && !beyond
    });
    let pins = problem.pins.iter().filter(|pin| pin.learner == learner.id).all(|pin| {
        let slot = problem.slots.iter().position(|s| s.id == pin.slot).expect("a known slot");
        let there = offering_in(problem, uses, slot);
        there.is_some_and(|o| pin.offering.as_ref().is_none_or(|wanted| problem.offerings[o].id == *wanted))
    });
    candidates && requirements && pins
}

fn offering_in(problem: &Problem, uses: &[(usize, usize)], slot: usize) -> Option<usize> {
    uses.iter()
        .find(|(o, first)| (*first..first + problem.offerings[*o].slots as usize).contains(&slot))
        .map(|(o, _)| *o)
}

fn slots_with_tag(problem: &Problem, learner: &Learner, uses: &[(usize, usize)], tag: &str) -> i64 {
    let for_learner = |id: &str| learner.candidates.iter().find(|c| c.offering == id).map_or(&[][..], |c| &c.tags);
    uses.iter()
        .map(|(o, _)| &problem.offerings[*o])
        .filter(|o| o.tags.iter().chain(for_learner(&o.id)).any(|t| t == tag))
        .map(|o| i64::from(o.slots))
        .sum()
}

/// Utilities, idle slots, requirements with a cost, and changes from the previous plan.
fn value_of_day(problem: &Problem, l: usize, uses: &[(usize, usize)]) -> Points {
    let learner = &problem.learners[l];
    let mut value = 0;
    for &(o, first) in uses {
        let id = &problem.offerings[o].id;
        let candidate = learner.candidates.iter().find(|c| c.offering == *id).expect("a candidate");
        value += candidate.utility + candidate.slot_bonus.get(&problem.slots[first].id).unwrap_or(&0);
    }
    for slot in 0..problem.slots.len() {
        let there = offering_in(problem, uses, slot);
        if there.is_none() && allowed(&learner.slots, problem, slot) {
            value -= learner.idle_cost;
        }
        if let Some(previous) = &problem.previous
            && (allowed(&learner.slots, problem, slot) || !previous.counts_people())
            && there.map(|o| problem.offerings[o].id.as_str()) != offering_before(problem, learner, slot)
        {
            value -= previous.change_cost;
        }
    }
    for candidate in &learner.candidates {
        // First starts: the one before what it follows has ended once.
        let begins = |id: &str| uses.iter().filter(|u| problem.offerings[u.0].id == id).map(|u| u.1).min();
        let is_early = |followed: &String| match (begins(&candidate.offering), begins(followed)) {
            (Some(own), Some(other)) => {
                own < other + problem.offerings[offering_index(problem, followed)].slots as usize
            }
            (None, _) | (_, None) => false,
        };
        let early = candidate.follows.as_ref().is_some_and(is_early) || candidate.follows_also.iter().any(is_early);
        value -= if early { candidate.early_cost } else { 0 };
    }
    for q in &learner.requirements {
        let n = slots_with_tag(problem, learner, uses, &q.tag);
        value -= q.shortfall_cost.unwrap_or(0) * (i64::from(q.slots_min) - n).max(0);
        value -= q.excess_cost.unwrap_or(0) * q.slots_max.map_or(0, |max| (n - i64::from(max)).max(0));
    }
    value
}

/// What the learner did in the slot under the previous plan.
fn offering_before<'a>(problem: &'a Problem, learner: &Learner, slot: usize) -> Option<&'a str> {
    let session = session_before(problem, slot, |session| had(session, &learner.id))?;
    session.learners.iter().find(|seat| seat.id == learner.id).map(|seat| seat.offering.as_str())
}

// ---- All learners ---------------------------------------------------------------------------------------------------

/// No session earns more on the account of one learner in it than this, in [`FINE`] parts of a point: the best people
/// for the learner, half of every `together`, and a share of the opening cost that is least when the session is full.
fn most_of_use(problem: &Problem, l: usize, o: usize) -> Points {
    let learner = &problem.learners[l];
    let (size_min, size_max, needs, _, open_cost, _) = terms(problem, kind_of(problem, o));
    let places: u32 = needs.iter().map(|need| need.count).sum();
    let mut bonuses: Vec<Points> = learner.staff_bonus.values().copied().filter(|bonus| *bonus > 0).collect();
    bonuses.sort_by_key(|bonus| std::cmp::Reverse(*bonus));
    let people: Points = bonuses.iter().take(places as usize).sum();
    let pairs = problem.together.iter().filter(|pair| pair.learners.contains(&learner.id));
    let together: Points = pairs.map(|pair| pair.bonus.max(0)).sum();
    assert!([1, 2, 3, 4].contains(&size_min) && size_max <= 4, "shares are whole for up to four learners");
    // For whom somebody has signed, there is a place beyond.
    let most = if problem.signed.iter().any(|row| row.size_max) { 4 } else { size_max };
    let share = FINE * open_cost / Points::from(if open_cost > 0 { most } else { size_min });
    FINE * people + FINE / 2 * together - share
}

/// A way to split one set of learners into sessions, with what it earns.
type Partition = (Points, Vec<Vec<Member>>);

/// Who does something of a kind from a slot on.
type Sets = BTreeMap<(Kind, usize), Vec<Member>>;

struct Search<'a> {
    problem: &'a Problem,
    days: Vec<Vec<Day>>,
    best: Option<(Points, Vec<Held>)>,
    /// Steps that are left.
    left: u64,
    /// The splits of a set of members of a kind from a slot on, found once.
    partitions: BTreeMap<(Kind, usize, Vec<Member>), Vec<Partition>>,
}

impl Search<'_> {
    fn beats(&self, value: Points) -> bool {
        self.best.as_ref().is_none_or(|(best, _)| value > *best)
    }

    /// Chooses a day for the next learner; `value` is what the chosen days earn, `most` what they can lead to.
    fn choose_days(&mut self, chosen: &mut Vec<usize>, value: Points, most: Points) {
        self.left = self.left.saturating_sub(1);
        let l = chosen.len();
        if l == self.problem.learners.len() {
            self.form_groups(chosen, value);
            return;
        }
        let rest: Points = (l + 1..self.days.len()).map(|k| self.days[k].first().map_or(0, |day| day.most)).sum();
        for d in 0..self.days[l].len() {
            let day = &self.days[l][d];
            let (with, most) = (value + day.value, most + day.most);
            // Days come from the most promising on: the rest of them cannot do better.
            if self.left == 0 || self.best.as_ref().is_some_and(|(best, _)| most + rest <= FINE * best) {
                return;
            }
            chosen.push(d);
            self.choose_days(chosen, with, most);
            chosen.pop();
        }
    }

    /// Sorts the chosen uses by kind and first slot; each such set is split into sessions.
    fn form_groups(&mut self, chosen: &[usize], value: Points) {
        let mut sets = Sets::new();
        for (l, &d) in chosen.iter().enumerate() {
            for &(o, first) in &self.days[l][d].uses {
                sets.entry((kind_of(self.problem, o), first)).or_default().push((l, o));
            }
        }
        if !self.devices_suffice(&sets) {
            return;
        }
        let mut splits = Vec::new();
        for ((kind, first), members) in sets {
            let key = (kind, first, members);
            if !self.partitions.contains_key(&key) {
                let found = partitions(self.problem, kind, first, &key.2);
                self.partitions.insert(key.clone(), found);
            }
            let found = self.partitions[&key].clone();
            if found.is_empty() {
                return;
            }
            splits.push((kind, first, found));
        }
        self.split_sets(&splits, &mut Vec::new(), value);
    }

    fn devices_suffice(&self, sets: &Sets) -> bool {
        self.problem.devices.iter().all(|pool| {
            (0..self.problem.slots.len()).all(|slot| {
                let mut units = 0;
                for ((_, first), members) in sets {
                    for &(_, o) in members {
                        let offering = &self.problem.offerings[o];
                        if (*first..first + offering.slots as usize).contains(&slot) {
                            units += offering.devices.get(&pool.id).copied().unwrap_or(0);
                        }
                    }
                }
                units <= pool.count
            })
        })
    }

    /// Chooses a split for the next set.
    fn split_sets(&mut self, splits: &[(Kind, usize, Vec<Partition>)], groups: &mut Vec<Group>, value: Points) {
        self.left = self.left.saturating_sub(1);
        let Some(((kind, first, partitions), rest)) = splits.split_first() else {
            self.hold(groups, value);
            return;
        };
        let favourable: Points =
            rest.iter().map(|(_, _, p)| p.iter().map(|(earned, _)| *earned).max().expect("a split")).sum();
        for (earned, sessions) in partitions {
            if !self.beats(value + earned + favourable + most_staff_bonus(self.problem, groups, splits)) {
                continue;
            }
            let n_groups = groups.len();
            for members in sessions {
                let n_slots = if kind.0 { 1 } else { self.problem.offerings[kind.1].slots as usize };
                groups.push(Group { kind: *kind, first: *first, n_slots, members: members.clone() });
            }
            let copies = groups.iter().filter(|g| g.kind == *kind).count();
            if terms(self.problem, *kind).5.is_none_or(|max| copies <= max as usize) {
                self.split_sets(rest, groups, value + earned);
            }
            groups.truncate(n_groups);
        }
    }

    /// Finds rooms for the groups, then the people who earn most. All rooms are tried where they earn differently.
    fn hold(&mut self, groups: &[Group], value: Points) {
        let problem = self.problem;
        let walks = problem.learners.iter().any(|l| l.room_change_cost + l.zone_change_cost > 0)
            || problem.staff.iter().any(|p| p.room_change_cost + p.zone_change_cost > 0);
        let rooms_differ = walks || problem.previous.as_ref().is_some_and(Previous::counts_people);
        find_rooms(problem, groups, &mut Vec::new(), &mut |rooms| {
            if !keeps_places_apart(problem, groups, rooms) {
                return false;
            }
            let mut best: Option<(Points, Vec<Vec<usize>>)> = None;
            find_people(problem, groups, rooms, &mut Vec::new(), 0, &mut best);
            self.left = self.left.saturating_sub(10);
            if let Some((earned, staff)) = best
                && self.beats(value + earned)
            {
                let held = groups.iter().zip(rooms).zip(staff);
                let held = held.map(|((group, room), staff)| Held { group: group.clone(), room: *room, staff });
                self.best = Some((value + earned, held.collect()));
            }
            !rooms_differ || self.left == 0
        });
    }
}

/// No choice of people earns more for these sessions and the sets still to split.
fn most_staff_bonus(problem: &Problem, groups: &[Group], splits: &[(Kind, usize, Vec<Partition>)]) -> Points {
    let of = |l: usize| -> Points { problem.learners[l].staff_bonus.values().map(|bonus| (*bonus).max(0)).sum() };
    let placed = groups.iter().flat_map(|g| &g.members).map(|(l, _)| of(*l)).sum::<Points>();
    let to_place = splits.iter().flat_map(|(_, _, p)| p[0].1.iter().flatten()).map(|(l, _)| of(*l)).sum::<Points>();
    placed + to_place
}

/// Every split of the members into sessions that keep H3, H8 and H11, with opening costs, together and never alone.
fn partitions(problem: &Problem, kind: Kind, first: usize, members: &[Member]) -> Vec<Partition> {
    let mut all = Vec::new();
    split(members, &mut Vec::new(), &mut all);
    all.retain(|sessions: &Vec<Vec<Member>>| sessions.iter().all(|session| may_sit(problem, (kind, first), session)));
    all.into_iter()
        .map(|sessions| (sessions.iter().map(|session| value_of_session(problem, kind, session)).sum(), sessions))
        .collect()
}

/// Every way to put the members into groups.
fn split(members: &[Member], groups: &mut Vec<Vec<Member>>, all: &mut Vec<Vec<Vec<Member>>>) {
    let Some((member, rest)) = members.split_first() else {
        all.push(groups.clone());
        return;
    };
    for g in 0..groups.len() {
        groups[g].push(*member);
        split(rest, groups, all);
        groups[g].pop();
    }
    groups.push(vec![*member]);
    split(rest, groups, all);
    groups.pop();
}

/// Whether somebody has signed for something of a learner there.
fn signed(problem: &Problem, (kind, first): (Kind, usize), l: usize, of: impl Fn(&Signed) -> bool) -> bool {
    problem.signed.iter().any(|row| {
        row.learner == problem.learners[l].id
            && row.slot == problem.slots[first].id
            && kind_of(problem, offering_index(problem, &row.offering)) == kind
            && of(row)
    })
}

fn may_sit(problem: &Problem, at: (Kind, usize), session: &[Member]) -> bool {
    let (size_min, size_max, ..) = terms(problem, at.0);
    let n = session.len() as u32;
    let learner = |l: usize| &problem.learners[l];
    let sits = |id: &String| session.iter().any(|&(l, _)| learner(l).id == *id);
    let counted = session.iter().filter(|&&(l, _)| !signed(problem, at, l, |row| row.size_max)).count() as u32;
    let without_station = at.0.0
        || session.iter().all(|&(l, _)| {
            learner(l).group_size_max.is_none_or(|max| n <= max) || signed(problem, at, l, |row| row.group_size)
        });
    let may_meet = |a: &String, b: &String| {
        session.iter().any(|&(l, _)| learner(l).id == *a && signed(problem, at, l, |row| row.apart.contains(b)))
    };
    let apart = problem.apart.iter().all(|[a, b]| !(sits(a) && sits(b)) || may_meet(a, b) || may_meet(b, a));
    let alone = problem.never_alone.iter().filter(|rule| rule.cost.is_none()).any(|rule| {
        let bearer = session.iter().find(|(l, _)| learner(*l).tags.contains(&rule.tag));
        is_alone(problem, at.0, session, &rule.tag)
            && !bearer.is_some_and(|&(l, _)| signed(problem, at, l, |row| row.never_alone.contains(&rule.tag)))
    });
    size_min <= n && counted <= size_max && without_station && apart && !alone
}

fn is_alone(problem: &Problem, kind: Kind, session: &[Member], tag: &String) -> bool {
    !kind.0 && session.iter().filter(|(l, _)| problem.learners[*l].tags.contains(tag)).count() == 1
}

fn value_of_session(problem: &Problem, kind: Kind, session: &[Member]) -> Points {
    let sits = |id: &String| session.iter().any(|&(l, _)| problem.learners[l].id == *id);
    let mut value = -terms(problem, kind).4;
    for pair in &problem.together {
        if pair.learners.iter().all(sits) {
            value += pair.bonus;
        }
    }
    for rule in &problem.never_alone {
        if is_alone(problem, kind, session, &rule.tag) {
            value -= rule.cost.unwrap_or(0);
        }
    }
    value
}

// ---- Rooms and people -------------------------------------------------------------------------------------------------

/// What a learner's pins say about a session: true when it keeps the room (or person) of each pin in its slots.
fn keeps_pins(problem: &Problem, group: &Group, keeps: impl Fn(&daybreak::model::problem::Pin) -> bool) -> bool {
    problem.pins.iter().all(|pin| {
        let slot = problem.slots.iter().position(|s| s.id == pin.slot).expect("a known slot");
        let here = (group.first..group.first + group.n_slots).contains(&slot)
            && group.members.iter().any(|(l, _)| problem.learners[*l].id == pin.learner);
        !here || keeps(pin)
    })
}

/// Gives each group a room (H4), in every way until one is `enough`; says whether one was.
fn find_rooms(
    problem: &Problem,
    groups: &[Group],
    rooms: &mut Vec<usize>,
    enough: &mut dyn FnMut(&[usize]) -> bool,
) -> bool {
    let k = rooms.len();
    let Some(group) = groups.get(k) else { return enough(rooms) };
    for (r, room) in problem.rooms.iter().enumerate() {
        let has = |feature: &String| room.features.contains(feature);
        let suits = terms(problem, group.kind).3.iter().all(has)
            && group.members.iter().all(|(l, _)| problem.learners[*l].room_features.iter().all(has))
            && keeps_pins(problem, group, |pin| pin.room.as_ref().is_none_or(|id| *id == room.id));
        rooms.push(r);
        let holds = (group.first..group.first + group.n_slots).all(|slot| {
            let there: Vec<&Group> = (0..=k)
                .filter(|&j| rooms[j] == r && (groups[j].first..groups[j].first + groups[j].n_slots).contains(&slot))
                .map(|j| &groups[j])
                .collect();
            allowed(&room.slots, problem, slot)
                && there.len() <= room.sessions_at_once as usize
                && there.iter().map(|g| g.members.len()).sum::<usize>() <= room.capacity as usize
        });
        if suits && holds && find_rooms(problem, groups, rooms, enough) {
            return true;
        }
        rooms.pop();
    }
    false
}

/// Gives each group its people (H5), in the way that earns most.
fn find_people(
    problem: &Problem,
    groups: &[Group],
    rooms: &[usize],
    staff: &mut Vec<Vec<usize>>,
    earned: Points,
    best: &mut Option<(Points, Vec<Vec<usize>>)>,
) {
    let k = staff.len();
    let Some(group) = groups.get(k) else {
        let earned = earned - moved(problem, groups, rooms, staff) - walked(problem, groups, rooms, staff);
        if best.as_ref().is_none_or(|(value, _)| earned > *value) {
            *best = Some((earned, staff.clone()));
        }
        return;
    };
    let needs = terms(problem, group.kind).2;
    for people in 0..1_u32 << problem.staff.len() {
        let people: Vec<usize> = (0..problem.staff.len()).filter(|p| people & 1 << p != 0).collect();
        let suits = fills(problem, needs, &people)
            && people.iter().all(|&p| may_serve(problem, group, p))
            && keeps_pins(problem, group, |pin| {
                pin.staff.as_ref().is_none_or(|id| people.iter().any(|&p| problem.staff[p].id == *id))
            });
        if !suits {
            continue;
        }
        let bonus: Points = group
            .members
            .iter()
            .flat_map(|(l, _)| people.iter().map(move |p| (l, p)))
            .map(|(l, p)| problem.learners[*l].staff_bonus.get(&problem.staff[*p].id).copied().unwrap_or(0))
            .sum();
        staff.push(people);
        if staff[k].iter().all(|&p| day_is_bearable(problem, &groups[..=k], staff, p)) {
            find_people(problem, groups, rooms, staff, earned + bonus, best);
        }
        staff.pop();
    }
}

/// H12: nobody is in a room in a slot in which somebody is from whom they are kept apart in place.
fn keeps_places_apart(problem: &Problem, groups: &[Group], rooms: &[usize]) -> bool {
    problem.apart_places.iter().all(|[a, b]| {
        let sits = |g: &Group, id: &String| g.members.iter().any(|m| problem.learners[m.0].id == *id);
        let overlap = |g: &Group, h: &Group| g.first < h.first + h.n_slots && h.first < g.first + g.n_slots;
        (0..groups.len()).all(|i| {
            (0..groups.len()).all(|j| {
                let (g, h) = (&groups[i], &groups[j]);
                !(sits(g, a) && sits(h, b) && rooms[i] == rooms[j] && overlap(g, h))
            })
        })
    })
}

/// What learners and people pay for being in another room, or zone, in the next slot.
fn walked(problem: &Problem, groups: &[Group], rooms: &[usize], staff: &[Vec<usize>]) -> Points {
    let mut cost = 0;
    let mut pay = |room_cost: Points, zone_cost: Points, is_in: &dyn Fn(usize) -> bool| {
        let place = |slot: usize| {
            let covers = |k: &usize| (groups[*k].first..groups[*k].first + groups[*k].n_slots).contains(&slot);
            (0..groups.len()).filter(covers).find(|k| is_in(*k)).map(|k| &problem.rooms[rooms[k]])
        };
        for slot in 1..problem.slots.len() {
            if let (Some(from), Some(to)) = (place(slot - 1), place(slot)) {
                cost += if from.id == to.id { 0 } else { room_cost };
                let far = from.zone != to.zone && ![&from.zone, &to.zone].contains(&&String::new());
                cost += if far { zone_cost } else { 0 };
            }
        }
    };
    for (l, learner) in problem.learners.iter().enumerate() {
        let is_in = |k: usize| groups[k].members.iter().any(|m| m.0 == l);
        pay(learner.room_change_cost, learner.zone_change_cost, &is_in);
    }
    for (p, person) in problem.staff.iter().enumerate() {
        pay(person.room_change_cost, person.zone_change_cost, &|k| staff[k].contains(&p));
    }
    cost
}

/// What learners and people pay who are moved: the same offering in another room or with others, another duty.
fn moved(problem: &Problem, groups: &[Group], rooms: &[usize], staff: &[Vec<usize>]) -> Points {
    let Some(previous) = problem.previous.as_ref().filter(|previous| previous.counts_people()) else { return 0 };
    let mut cost = 0;
    for slot in 0..problem.slots.len() {
        let covers = |g: &Group| (g.first..g.first + g.n_slots).contains(&slot);
        for (l, learner) in problem.learners.iter().enumerate() {
            let here = groups.iter().position(|g| covers(g) && g.members.iter().any(|m| m.0 == l));
            let (Some(k), Some(before)) = (here, session_before(problem, slot, |s| had(s, &learner.id))) else {
                continue;
            };
            let doing = groups[k].members.iter().find(|m| m.0 == l).map(|m| &problem.offerings[m.1].id);
            if offering_before(problem, learner, slot) != doing.map(String::as_str) {
                continue;
            }
            let now: BTreeSet<&String> = staff[k].iter().map(|p| &problem.staff[*p].id).collect();
            let same_room = problem.rooms[rooms[k]].id == before.room;
            let same_people = now == before.staff.iter().collect();
            cost += if same_room { 0 } else { previous.room_cost };
            cost += if same_people { 0 } else { previous.people_cost };
        }
        for (p, person) in problem.staff.iter().enumerate() {
            if !allowed(&person.slots, problem, slot) {
                continue;
            }
            let duty = |s: &Session| (s.offering.clone(), s.station.clone(), s.room.clone());
            let before = session_before(problem, slot, |s| s.staff.contains(&person.id)).map(duty);
            let k = (0..groups.len()).find(|&k| covers(&groups[k]) && staff[k].contains(&p));
            let now = k.map(|k| {
                let (station, at) = groups[k].kind;
                let offering = (!station).then(|| problem.offerings[at].id.clone());
                let station = station.then(|| problem.stations[at].id.clone());
                (offering, station, problem.rooms[rooms[k]].id.clone())
            });
            cost += if before == now { 0 } else { previous.duty_cost };
        }
    }
    cost
}

fn had(session: &Session, learner: &str) -> bool {
    session.learners.iter().any(|seat| seat.id == learner)
}

/// The first previous session over the slot of which this is true.
fn session_before(problem: &Problem, slot: usize, is: impl Fn(&Session) -> bool) -> Option<&Session> {
    let sessions = &problem.previous.as_ref()?.plan.sessions;
    sessions.iter().find(|session| is(session) && covered_before(problem, session, slot))
}

/// Whether a previous session ran over the slot, by what its offering runs over today.
fn covered_before(problem: &Problem, session: &Session, slot: usize) -> bool {
    let Some(first) = problem.slots.iter().position(|s| s.id == session.slot) else { return false };
    let long = session.offering.as_ref().and_then(|id| problem.offerings.iter().find(|o| o.id == *id));
    let n_slots = long.map_or(1, |o: &Offering| o.slots as usize);
    (first..first + n_slots).contains(&slot) && problem.slots[first].block == problem.slots[slot].block
}

/// Whether these people, all of them, fill the needs, all of them.
fn fills(problem: &Problem, needs: &[StaffNeed], people: &[usize]) -> bool {
    let places: Vec<&String> = needs.iter().flat_map(|need| (0..need.count).map(|_| &need.tag)).collect();
    fn seat(problem: &Problem, places: &[&String], people: &[usize]) -> bool {
        let Some((tag, rest)) = places.split_first() else { return people.is_empty() };
        (0..people.len()).any(|k| {
            let mut others = people.to_vec();
            let person = others.remove(k);
            problem.staff[person].tags.contains(tag) && seat(problem, rest, &others)
        })
    }
    places.len() == people.len() && seat(problem, &places, people)
}

fn may_serve(problem: &Problem, group: &Group, p: usize) -> bool {
    let person = &problem.staff[p];
    (group.first..group.first + group.n_slots).all(|slot| allowed(&person.slots, problem, slot))
        && group.members.iter().all(|(l, _)| !problem.learners[*l].staff_barred.contains(&person.id))
}

/// One session in a slot, sessions a day, busy slots in a row.
fn day_is_bearable(problem: &Problem, groups: &[Group], staff: &[Vec<usize>], p: usize) -> bool {
    let person = &problem.staff[p];
    let served: Vec<&Group> =
        groups.iter().zip(staff).filter(|(_, people)| people.contains(&p)).map(|(g, _)| g).collect();
    let n_slots = problem.slots.len();
    let in_slot: Vec<usize> = (0..n_slots)
        .map(|slot| served.iter().filter(|g| (g.first..g.first + g.n_slots).contains(&slot)).count())
        .collect();
    let too_long = person.consecutive_max.is_some_and(|max| {
        // Some max + 1 slots in a row of one block, all of them busy.
        let row = max as usize + 1;
        (0..(n_slots + 1).saturating_sub(row)).any(|from| {
            (from..from + row).all(|slot| in_slot[slot] > 0 && problem.slots[slot].block == problem.slots[from].block)
        })
    });
    in_slot.iter().all(|n| *n <= 1) && person.sessions_max.is_none_or(|max| served.len() <= max as usize) && !too_long
}

fn plan(problem: &Problem, value: Points, held: &[Held]) -> Plan {
    let sessions = held.iter().enumerate().map(|(k, held)| Session {
        id: format!("brute{k}"),
        slot: problem.slots[held.group.first].id.clone(),
        offering: (!held.group.kind.0).then(|| problem.offerings[held.group.kind.1].id.clone()),
        station: held.group.kind.0.then(|| problem.stations[held.group.kind.1].id.clone()),
        room: problem.rooms[held.room].id.clone(),
        staff: held.staff.iter().map(|p| problem.staff[*p].id.clone()).collect(),
        learners: (held.group.members.iter())
            .map(|(l, o)| Seat { id: problem.learners[*l].id.clone(), offering: problem.offerings[*o].id.clone() })
            .collect(),
    });
    Plan {
        format: PLAN_FORMAT.into(),
        problem_sha256: String::new(),
        sessions: sessions.collect(),
        objective: value,
        bound: value,
        gap: 0.0,
        stopped: Stopped::Gap,
        certificate: None,
    }
}
