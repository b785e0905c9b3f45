//! Who sits where, and what is in use: a plan that can be changed by one move and changed back.
//!
//! Questions of the kind "and if the learner were there?" move a learner, look, and undo the move. Every
//! operation has an exact inverse.

use rustc_hash::FxHashMap;

use super::day::{Day, What};
use daybreak_day::plan::{Plan, Seat, Session};
use daybreak_day::problem::Points;

/// No session.
const NOWHERE: u32 = u32::MAX;

/// A session of the plan, or one that is tried.
#[derive(Clone, Debug)]
pub struct Held {
    pub what: What,
    pub start: usize,
    /// Slots it runs over.
    pub len: usize,
    pub room: usize,
    pub staff: Vec<usize>,
    /// Learners with the offering that each does.
    pub seats: Vec<(usize, usize)>,
    /// Whether it takes place; a session that its last learner left does not.
    pub is_open: bool,
    /// What its room and people cost as a change from the previous plan, by its id.
    pub change_cost: Points,
    /// Its position in the plan; none: it is only tried.
    pub in_plan: Option<usize>,
}

impl Held {
    /// The slots it runs over.
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.len
    }

    /// The session as a plan writes it, learners in the order of the problem.
    pub fn document(&self, day: &Day<'_>, id: String) -> Session {
        let problem = day.problem;
        let (offering, station) = match self.what {
            What::Offering(at) => (Some(problem.offerings[at].id.clone()), None),
            What::Station(at) => (None, Some(problem.stations[at].id.clone())),
        };
        let mut seats = self.seats.clone();
        seats.sort_unstable();
        let seat = |(learner, offering): (usize, usize)| Seat {
            id: problem.learners[learner].id.clone(),
            offering: problem.offerings[offering].id.clone(),
        };
        Session {
            id,
            slot: problem.slots[self.start].id.clone(),
            offering,
            station,
            room: problem.rooms[self.room].id.clone(),
            staff: self.staff.iter().map(|&person| problem.staff[person].id.clone()).collect(),
            learners: seats.into_iter().map(seat).collect(),
        }
    }
}

/// Who sits where, and what is in use in each slot.
#[derive(Clone)]
pub struct Seating {
    n_slots: usize,
    pub sessions: Vec<Held>,
    /// Open and closed sessions by what they are held on and their first slot.
    by_start: FxHashMap<(What, usize), Vec<usize>>,
    /// Learners × slots: the session.
    at: Vec<u32>,
    /// Learners × slots: the offering done.
    doing: Vec<u32>,
    /// Staff × slots: the session served.
    serving: Vec<u32>,
    /// Rooms × slots: sessions and learners.
    rooms: Vec<(u32, u32)>,
    /// Pools × slots: units in use.
    devices: Vec<u32>,
    copies: FxHashMap<What, u32>,
}

impl Seating {
    /// Seats everyone as the plan says. Sessions that name unknown things are left out: the judge reports them.
    pub fn new(day: &Day<'_>, plan: &Plan) -> Self {
        let problem = day.problem;
        let mut seating = Seating {
            n_slots: day.n_slots,
            sessions: vec![],
            by_start: FxHashMap::default(),
            at: vec![NOWHERE; problem.learners.len() * day.n_slots],
            doing: vec![NOWHERE; problem.learners.len() * day.n_slots],
            serving: vec![NOWHERE; problem.staff.len() * day.n_slots],
            rooms: vec![(0, 0); problem.rooms.len() * day.n_slots],
            devices: vec![0; problem.devices.len() * day.n_slots],
            copies: FxHashMap::default(),
        };
        for i in 0..plan.sessions.len() {
            if let Some(held) = held(day, plan, i) {
                seating.open(day, held);
            }
        }
        seating
    }

    /// The session in which a learner is.
    pub fn session(&self, learner: usize, slot: usize) -> Option<usize> {
        some(self.at[learner * self.n_slots + slot])
    }

    /// What a learner does.
    pub fn doing(&self, learner: usize, slot: usize) -> Option<usize> {
        some(self.doing[learner * self.n_slots + slot])
    }

    /// The session that a person serves.
    pub fn serving(&self, person: usize, slot: usize) -> Option<usize> {
        some(self.serving[person * self.n_slots + slot])
    }

    /// Sessions and learners in a room.
    pub fn in_room(&self, room: usize, slot: usize) -> (u32, u32) {
        self.rooms[room * self.n_slots + slot]
    }

    /// Units of a pool in use.
    pub fn in_use(&self, device: usize, slot: usize) -> u32 {
        self.devices[device * self.n_slots + slot]
    }

    /// Sessions of the day on an offering or station.
    pub fn copies(&self, what: What) -> u32 {
        self.copies.get(&what).copied().unwrap_or(0)
    }

    /// Sessions that a person serves in the day.
    pub fn served(&self, person: usize) -> u32 {
        let n = (0..self.n_slots)
            .filter(|&slot| self.serving(person, slot).is_some_and(|k| self.sessions[k].start == slot))
            .count();
        u32::try_from(n).expect("fewer slots than 2^32")
    }

    /// The open sessions on `what` that start in `start`.
    pub fn starting(&self, what: What, start: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.by_start.get(&(what, start)).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|&k| self.sessions[k].is_open)
    }

    /// What a learner does in the day: first slot and offering of each, in order of time.
    pub fn uses(&self, learner: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.n_slots).filter_map(move |slot| {
            let k = self.session(learner, slot)?;
            (self.sessions[k].start == slot).then_some((slot, self.doing(learner, slot)?))
        })
    }

    /// Opens a session with all its seats; returns its position.
    pub fn open(&mut self, day: &Day<'_>, mut held: Held) -> usize {
        let k = self.sessions.len();
        let seats = std::mem::take(&mut held.seats);
        held.is_open = false;
        self.by_start.entry((held.what, held.start)).or_default().push(k);
        self.sessions.push(held);
        self.set_open(k, true);
        for (learner, offering) in seats {
            self.sit(day, k, learner, offering);
        }
        k
    }

    /// Undoes the latest [`Seating::open`].
    pub fn forget_last(&mut self, day: &Day<'_>) {
        let k = self.sessions.len() - 1;
        for (learner, _) in self.sessions[k].seats.clone() {
            self.leave(day, k, learner);
        }
        self.set_open(k, false);
        let held = self.sessions.pop().expect("a session was opened");
        self.by_start.get_mut(&(held.what, held.start)).expect("it was entered").pop();
    }

    /// Seats a learner, reopening the session if it had ended.
    pub fn sit(&mut self, day: &Day<'_>, k: usize, learner: usize, offering: usize) {
        self.set_open(k, true);
        self.sessions[k].seats.push((learner, offering));
        self.count_seat(day, k, learner, offering, true);
    }

    /// Takes a learner out; a session without learners ends. Returns what the learner did there.
    pub fn leave(&mut self, day: &Day<'_>, k: usize, learner: usize) -> usize {
        let seat = self.sessions[k].seats.iter().position(|&(l, _)| l == learner).expect("the learner sits there");
        let (_, offering) = self.sessions[k].seats.remove(seat);
        self.count_seat(day, k, learner, offering, false);
        if self.sessions[k].seats.is_empty() {
            self.set_open(k, false);
        }
        offering
    }

    fn count_seat(&mut self, day: &Day<'_>, k: usize, learner: usize, offering: usize, is_in: bool) {
        let room = self.sessions[k].room;
        for slot in self.sessions[k].span() {
            let seat = learner * self.n_slots + slot;
            self.at[seat] = if is_in { short(k) } else { NOWHERE };
            self.doing[seat] = if is_in { short(offering) } else { NOWHERE };
            change(&mut self.rooms[room * self.n_slots + slot].1, 1, is_in);
            for &(device, units) in &day.offerings[offering].devices {
                change(&mut self.devices[device * self.n_slots + slot], units, is_in);
            }
        }
    }

    fn set_open(&mut self, k: usize, is_open: bool) {
        if self.sessions[k].is_open == is_open {
            return;
        }
        self.sessions[k].is_open = is_open;
        let (what, room, span) = (self.sessions[k].what, self.sessions[k].room, self.sessions[k].span());
        change(self.copies.entry(what).or_default(), 1, is_open);
        for slot in span {
            change(&mut self.rooms[room * self.n_slots + slot].0, 1, is_open);
            for &person in &self.sessions[k].staff {
                self.serving[person * self.n_slots + slot] = if is_open { short(k) } else { NOWHERE };
            }
        }
    }
}

/// A session of the plan by position; none when it names what the problem does not know.
fn held(day: &Day<'_>, plan: &Plan, at: usize) -> Option<Held> {
    let session = &plan.sessions[at];
    let what = match (&session.offering, &session.station) {
        (Some(id), None) => What::Offering(day.offering(id)?),
        (None, Some(id)) => What::Station(day.station(id)?),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let start = day.slot(&session.slot)?;
    let len = match what {
        What::Offering(offering) => day.span(offering, start)?.len(),
        What::Station(_) => 1,
    };
    let seats = session.learners.iter().map(|seat| Some((day.learner(&seat.id)?, day.offering(&seat.offering)?)));
    Some(Held {
        what,
        start,
        len,
        room: day.room(&session.room)?,
        staff: session.staff.iter().map(|id| day.person(id)).collect::<Option<_>>()?,
        seats: seats.collect::<Option<_>>()?,
        is_open: true,
        change_cost: change_cost(day, session),
        in_plan: Some(at),
    })
}

/// What a session costs as a change, where changes are not counted by people: once when its room or its people differ from those of its namesake.
fn change_cost(day: &Day<'_>, session: &Session) -> Points {
    let Some(previous) = day.problem.previous.as_ref().filter(|previous| !previous.counts_people()) else { return 0 };
    let Some(old) = previous.plan.sessions.iter().rfind(|old| old.id == session.id) else { return 0 };
    let people = |staff: &[String]| {
        let mut staff = staff.to_vec();
        staff.sort_unstable();
        staff
    };
    if old.room != session.room || people(&old.staff) != people(&session.staff) { previous.change_cost } else { 0 }
}

fn some(position: u32) -> Option<usize> {
    (position != NOWHERE).then_some(position as usize)
}

fn short(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 sessions and offerings")
}

fn change(count: &mut u32, by: u32, up: bool) {
    *count = if up { count.saturating_add(by) } else { count.saturating_sub(by) };
}
