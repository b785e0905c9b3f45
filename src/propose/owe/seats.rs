//! Who could be seen by whom on the days that are left: seats in specialists' sessions, given out in a dry run.
//!
//! Numbers only. A specialist holds one session a slot, of one kind, with so many seats; a learner is in one place at
//! a time. Seats are given evenly over days and people first, then by exchange: somebody who holds a seat moves to
//! another one where that helps, as in bipartite matching (Kuhn 1955). With one seat a session and one service a
//! learner this gives out as many as can be; with shared sessions it is a good dry run, not a proof.

/// Exchanges tried for one seat at most: deep chains are rare, and time must end.
const EXCHANGES_MAX: usize = 2_000;

/// Longest chain of exchanges, so that the stack stays small.
const CHAIN_MAX: usize = 48;

/// The days that are left, the people and what is owed.
#[derive(Clone, Debug, Default)]
pub struct Horizon {
    /// Minutes of each slot of each day; the first day is the day planned.
    pub minutes: Vec<Vec<u32>>,
    pub people: Vec<Person>,
    pub kinds: Vec<Kind>,
    pub claims: Vec<Claim>,
}

/// A specialist.
#[derive(Clone, Debug)]
pub struct Person {
    /// By day and slot.
    pub there: Vec<Vec<bool>>,
    /// Sessions a day at most.
    pub sessions_max: usize,
}

/// Services that may share a session.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Learners of a session, 1 or more.
    pub seats: usize,
    /// Who may hold it, positions in `people`.
    pub people: Vec<usize>,
}

/// Minutes owed to a learner.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Claims of the same learner never share a slot.
    pub learner: usize,
    pub kind: usize,
    /// Minutes to be given.
    pub minutes: u32,
    /// By day and slot: where the learner is there and the minutes still count.
    pub there: Vec<Vec<bool>>,
}

/// Seats given out.
#[derive(Clone)]
pub struct DryRun<'a> {
    horizon: &'a Horizon,
    n_slots: usize,
    /// Claims by seat: person, day, slot.
    sessions: Vec<Vec<usize>>,
    /// Sessions by person and day.
    n_sessions: Vec<usize>,
    /// By learner, day and slot: the claim and the person.
    busy: Vec<Option<(usize, usize)>>,
    /// Minutes to be given; grows when it is asked what more there would be.
    needs: Vec<u32>,
    given: Vec<u32>,
    /// By claim and day.
    slots_given: Vec<u32>,
    log: Vec<Step>,
    exchanges: usize,
    visited: Vec<bool>,
}

/// A seat taken or left, so that a chain of exchanges can be undone.
#[derive(Clone, Copy)]
struct Step {
    claim: usize,
    at: At,
    taken: bool,
}

/// A person, a day and a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
struct At {
    person: usize,
    day: usize,
    slot: usize,
}

/// What one pass may do.
#[derive(Clone, Copy)]
struct Pass {
    /// Slots of a claim on one day.
    slots_a_day: u32,
    /// Sessions of a person on one day; one more on the first, for what is given early can no longer be missed.
    sessions_a_day: usize,
    /// A claim that must not use the first day.
    not_today: Option<usize>,
    /// Whether holders of seats may be moved.
    exchange: bool,
}

const ANYTHING: Pass = Pass { slots_a_day: u32::MAX, sessions_a_day: usize::MAX - 1, not_today: None, exchange: true };

impl<'a> DryRun<'a> {
    /// Gives out seats until every claim is met or nothing more can be given.
    pub fn new(horizon: &'a Horizon) -> Self {
        let n_days = horizon.minutes.len();
        let n_slots = horizon.minutes.iter().map(Vec::len).max().unwrap_or(0);
        let n_learners = horizon.claims.iter().map(|claim| claim.learner + 1).max().unwrap_or(0);
        let mut run = DryRun {
            horizon,
            n_slots,
            sessions: vec![Vec::new(); horizon.people.len() * n_days * n_slots],
            n_sessions: vec![0; horizon.people.len() * n_days],
            busy: vec![None; n_learners * n_days * n_slots],
            needs: horizon.claims.iter().map(|claim| claim.minutes).collect(),
            given: vec![0; horizon.claims.len()],
            slots_given: vec![0; horizon.claims.len() * n_days],
            log: Vec::new(),
            exchanges: 0,
            visited: Vec::new(),
        };
        run.give_out();
        run
    }

    /// Even over days and people as far as that goes, then as many as can be.
    fn give_out(&mut self) {
        let order = self.tightest_first();
        let most_a_day = u32::try_from(self.n_slots).unwrap_or(u32::MAX);
        for slots_a_day in 1..=most_a_day {
            for sessions_a_day in 1..=self.n_slots {
                for &claim in &order {
                    let pass = Pass { slots_a_day, sessions_a_day, not_today: None, exchange: false };
                    while self.given[claim] < self.needs[claim] && self.place(claim, pass) {}
                }
            }
        }
        for &claim in &order {
            while self.given[claim] < self.needs[claim] && self.place(claim, ANYTHING) {}
        }
        for &claim in &order {
            self.trim(claim);
        }
    }

    /// Claims in the order of how few slots they could do without.
    fn tightest_first(&self) -> Vec<usize> {
        let slack = |at: &usize| {
            let claim = &self.horizon.claims[*at];
            let minutes: u32 = self.possible(*at).map(|(day, slot)| self.horizon.minutes[day][slot]).sum();
            i64::from(minutes) - i64::from(claim.minutes)
        };
        let mut order: Vec<usize> = (0..self.horizon.claims.len()).collect();
        order.sort_by_cached_key(|at| (slack(at), *at));
        order
    }

    /// Slots in which the learner and somebody qualified are there.
    pub fn possible(&self, claim: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let own = &self.horizon.claims[claim];
        let people = &self.horizon.kinds[own.kind].people;
        let is_met = move |day: usize, slot: usize| {
            own.there[day][slot] && people.iter().any(|&person| self.horizon.people[person].there[day][slot])
        };
        (0..self.horizon.minutes.len())
            .flat_map(move |day| (0..self.horizon.minutes[day].len()).map(move |slot| (day, slot)))
            .filter(move |&(day, slot)| is_met(day, slot))
    }

    /// Minutes given to a claim.
    pub fn given(&self, claim: usize) -> u32 {
        self.given[claim]
    }

    /// Slots given to a claim on the first day.
    pub fn slots_today(&self, claim: usize) -> u32 {
        self.slots_given.get(claim * self.horizon.minutes.len()).copied().unwrap_or(0)
    }

    /// Slots given to a claim.
    pub fn slots(&self, claim: usize) -> u32 {
        let n_days = self.horizon.minutes.len();
        self.slots_given[claim * n_days..(claim + 1) * n_days].iter().sum()
    }

    /// Minutes given to a claim after the first day.
    pub fn given_later(&self, claim: usize) -> u32 {
        let today = (0..self.horizon.minutes.first().map_or(0, Vec::len))
            .filter(|&slot| {
                self.holder(self.horizon.claims[claim].learner, 0, slot).is_some_and(|held| held.0 == claim)
            })
            .map(|slot| self.horizon.minutes[0][slot]);
        self.given[claim] - today.sum::<u32>()
    }

    /// Further slots that a claim could be given after the first day beside all that is given out, up to `most`,
    /// and their minutes.
    pub fn more_later(&self, claim: usize, most: u32) -> (u32, u32) {
        let mut run = self.clone();
        let before = run.given[claim];
        let mut slots = 0;
        while slots < most {
            run.needs[claim] = run.given[claim] + 1;
            if !run.place(claim, Pass { not_today: Some(claim), ..ANYTHING }) {
                break;
            }
            slots += 1;
        }
        (slots, run.given[claim] - before)
    }

    /// Gives a claim one more seat; by exchange, where the pass allows it and nothing is free.
    fn place(&mut self, claim: usize, pass: Pass) -> bool {
        self.log.clear();
        self.exchanges = 0;
        self.visited = vec![false; if pass.exchange { self.sessions.len() } else { 0 }];
        self.seat(claim, pass, 0)
    }

    fn seat(&mut self, claim: usize, pass: Pass, depth: usize) -> bool {
        for day in 0..self.horizon.minutes.len() {
            if self.may_use(claim, day, pass)
                && let Some(at) = self.free(claim, day, pass)
            {
                self.take(claim, at);
                return true;
            }
        }
        pass.exchange && depth < CHAIN_MAX && self.exchange(claim, pass, depth)
    }

    fn may_use(&self, claim: usize, day: usize, pass: Pass) -> bool {
        let barred = pass.not_today == Some(claim) && day == 0;
        !barred && self.slots_given[claim * self.horizon.minutes.len() + day] < pass.slots_a_day
    }

    /// A free seat on a day: one in a session that is held anyway, else the first of a new session.
    fn free(&self, claim: usize, day: usize, pass: Pass) -> Option<At> {
        let own = &self.horizon.claims[claim];
        let kind = &self.horizon.kinds[own.kind];
        let mut fresh = None;
        for slot in 0..self.horizon.minutes[day].len() {
            if !own.there[day][slot] || self.holder(own.learner, day, slot).is_some() {
                continue;
            }
            for &person in kind.people.iter().filter(|&&person| self.horizon.people[person].there[day][slot]) {
                let at = At { person, day, slot };
                let held = &self.sessions[self.seat_of(at)];
                match held.first() {
                    Some(&other) if self.horizon.claims[other].kind == own.kind && held.len() < kind.seats => {
                        return Some(at);
                    }
                    Some(_) => {}
                    None if fresh.is_none() && !self.is_full(person, day, pass) => fresh = Some(at),
                    None => {}
                }
            }
        }
        fresh
    }

    fn is_full(&self, person: usize, day: usize, pass: Pass) -> bool {
        let most = self.horizon.people[person].sessions_max.min(pass.sessions_a_day + usize::from(day == 0));
        self.n_sessions[person * self.horizon.minutes.len() + day] >= most
    }

    /// Takes a seat that somebody else holds, if whoever must leave finds another.
    fn exchange(&mut self, claim: usize, pass: Pass, depth: usize) -> bool {
        let horizon = self.horizon;
        let own = &horizon.claims[claim];
        for day in (0..horizon.minutes.len()).filter(|&day| own.there[day].contains(&true)) {
            if !self.may_use(claim, day, pass) {
                continue;
            }
            for slot in (0..horizon.minutes[day].len()).filter(|&slot| own.there[day][slot]) {
                for &person in horizon.kinds[own.kind].people.iter().filter(|&&p| horizon.people[p].there[day][slot]) {
                    let at = At { person, day, slot };
                    let seat = self.seat_of(at);
                    if std::mem::replace(&mut self.visited[seat], true) {
                        continue;
                    }
                    for leaving in self.ways_in(claim, at, pass) {
                        if self.exchanges >= EXCHANGES_MAX {
                            return false;
                        }
                        self.exchanges += 1;
                        if self.replace(claim, at, &leaving, pass, depth) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    /// Who would have to leave their seats so that the claim can take this one; each entry is one way.
    fn ways_in(&self, claim: usize, at: At, pass: Pass) -> Vec<Vec<(usize, At)>> {
        let own = &self.horizon.claims[claim];
        let base: Vec<(usize, At)> = match self.holder(own.learner, at.day, at.slot) {
            Some((holder, _)) if holder == claim => return Vec::new(),
            Some((sibling, person)) => vec![(sibling, At { person, ..at })],
            None => Vec::new(),
        };
        let with = |more: (usize, At)| {
            let mut way = base.clone();
            way.extend((!way.contains(&more)).then_some(more));
            way
        };
        let held = &self.sessions[self.seat_of(at)];
        let Some(&first) = held.first() else {
            if !self.is_full(at.person, at.day, pass) {
                return vec![base];
            }
            let singles = (0..self.horizon.minutes[at.day].len()).map(|slot| At { slot, ..at });
            let alone = singles.filter_map(|other| match self.sessions[self.seat_of(other)][..] {
                [only] => Some(with((only, other))),
                _ => None,
            });
            return alone.collect();
        };
        let is_same = self.horizon.claims[first].kind == own.kind;
        if is_same && held.len() < self.horizon.kinds[own.kind].seats {
            vec![base]
        } else if is_same || held.len() == 1 {
            held.iter().map(|&other| with((other, at))).collect()
        } else {
            Vec::new()
        }
    }

    /// Seats the claim in place of those who leave; all is as before when one of them finds nothing else.
    fn replace(&mut self, claim: usize, at: At, leaving: &[(usize, At)], pass: Pass, depth: usize) -> bool {
        let mark = self.log.len();
        for &(other, from) in leaving {
            self.leave(other, from);
        }
        self.take(claim, at);
        let done = leaving.iter().all(|&(other, _)| {
            while self.given[other] < self.needs[other] {
                if !self.seat(other, pass, depth + 1) {
                    return false;
                }
            }
            true
        });
        if !done {
            self.undo(mark);
        }
        done
    }

    /// Gives back slots without which the claim is still met, the latest first.
    fn trim(&mut self, claim: usize) {
        let learner = self.horizon.claims[claim].learner;
        for day in (0..self.horizon.minutes.len()).rev() {
            for slot in (0..self.horizon.minutes[day].len()).rev() {
                if let Some((holder, person)) = self.holder(learner, day, slot)
                    && holder == claim
                    && self.given[claim] - self.horizon.minutes[day][slot] >= self.needs[claim]
                {
                    self.leave(claim, At { person, day, slot });
                }
            }
        }
    }

    fn seat_of(&self, at: At) -> usize {
        (at.person * self.horizon.minutes.len() + at.day) * self.n_slots + at.slot
    }

    fn busy_at(&self, learner: usize, day: usize, slot: usize) -> usize {
        (learner * self.horizon.minutes.len() + day) * self.n_slots + slot
    }

    /// The claim that the learner has met in a slot, and by whom.
    fn holder(&self, learner: usize, day: usize, slot: usize) -> Option<(usize, usize)> {
        self.busy[self.busy_at(learner, day, slot)]
    }

    fn take(&mut self, claim: usize, at: At) {
        self.book(claim, at, true);
        self.log.push(Step { claim, at, taken: true });
    }

    fn leave(&mut self, claim: usize, at: At) {
        self.book(claim, at, false);
        self.log.push(Step { claim, at, taken: false });
    }

    fn undo(&mut self, mark: usize) {
        while self.log.len() > mark {
            if let Some(Step { claim, at, taken }) = self.log.pop() {
                self.book(claim, at, !taken);
            }
        }
    }

    fn book(&mut self, claim: usize, at: At, takes: bool) {
        let n_days = self.horizon.minutes.len();
        let (seat, person_day) = (self.seat_of(at), at.person * n_days + at.day);
        let busy = self.busy_at(self.horizon.claims[claim].learner, at.day, at.slot);
        let minutes = self.horizon.minutes[at.day][at.slot];
        if takes {
            self.n_sessions[person_day] += usize::from(self.sessions[seat].is_empty());
            self.sessions[seat].push(claim);
            self.busy[busy] = Some((claim, at.person));
            self.given[claim] += minutes;
            self.slots_given[claim * n_days + at.day] += 1;
        } else {
            self.sessions[seat].retain(|&holder| holder != claim);
            self.n_sessions[person_day] -= usize::from(self.sessions[seat].is_empty());
            self.busy[busy] = None;
            self.given[claim] -= minutes;
            self.slots_given[claim * n_days + at.day] -= 1;
        }
    }
}
