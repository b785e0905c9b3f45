//! A part of the day: slots that no session leaves, with the sessions inside and the rows that can be priced anew there.
//!
//! Whatever a plan keeps over the day it keeps within a part as well: a candidate that is used once a day is used at
//! most once in the part, a person's day cut to the part is a day. So in each part every row may be priced a second
//! time, on top of the price that all parts share, and differently for every set of plans of that part. Requirements
//! are the exception: slots owed over the day are owed by no part of it.

use super::prices::{answer_key, seat_prices, use_rows};
use super::relaxation::{Key, Relaxation};
use super::sessions::Answer;
use super::staff_day::Days;
use crate::ids::{CandIdx, LearnerIdx, StaffKind, Table};
use crate::instance::SlotMask;

/// Slots that no session leaves.
pub(super) struct Slots {
    pub mask: SlotMask,
    /// Places in [`Relaxation::keys`].
    keys: Vec<usize>,
    /// Rows of the relaxation that have a price of their own here, ascending.
    pub rows: Vec<usize>,
    /// Uses of candidates that only this part has, where it is a single slot: its learners' rows leave them idle.
    pub idle: Vec<usize>,
    /// Types of people who have rows here.
    staff: Vec<StaffKind>,
    /// Whether uses of candidates are priced here: what a seat pays changes with each asking.
    own_seats: bool,
}

/// A part of the day at prices that all parts share.
pub(super) struct Part<'r> {
    relaxation: &'r Relaxation<'r>,
    pub slots: Slots,
    /// Of all rows; 0 or the lower share of the price where the part has its own.
    shared: &'r [i64],
}

/// Sessions at least and at most, by key of the part.
pub(super) type Ranges = Vec<(i64, i64)>;

/// A part at its prices.
pub(super) struct PartPriced {
    /// Scaled: no plan of the part within the ranges earns more, at the shared prices.
    pub value: i128,
    /// `available - used` by row of the part.
    pub slack: Vec<i64>,
    /// By key of the part.
    pub answers: Vec<Answer>,
}

/// Room to work for whoever asks a part.
pub(super) struct Desk {
    /// Of all rows: shared prices with the part's own on top.
    both: Vec<i64>,
    slack: Vec<i64>,
    /// What every use of a candidate pays, by candidate.
    seats: Table<CandIdx, i64>,
}

/// The parts of a day: as small as its sessions allow, or the whole day in one.
pub(super) fn parts(relaxation: &Relaxation<'_>, whole_day: bool) -> Vec<Slots> {
    let n_slots = relaxation.inst.n_slots;
    let mut first: Vec<usize> = (0..n_slots).map(|t| if whole_day { 0 } else { t }).collect();
    for key in &relaxation.keys {
        // Slots of a session are neighbours, so parts are runs of neighbours.
        let (from, last) = (first[key.start], first[key.start + key.run.count_ones() as usize - 1]);
        first.iter_mut().filter(|first| (from..=last).contains(*first)).for_each(|first| *first = from);
    }
    let mask = |start: usize| (0..n_slots).filter(|t| first[*t] == start).fold(0, |mask, t| mask | 1 << t);
    let mut starts = first.clone();
    starts.dedup();
    starts.into_iter().map(|start| slots(relaxation, mask(start))).filter(|slots| !slots.keys.is_empty()).collect()
}

/// What belongs to a part: rows that something in it uses, and nothing elsewhere.
fn slots(relaxation: &Relaxation<'_>, mask: SlotMask) -> Slots {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let inside = |key: &Key| key.run & mask == key.run;
    let (mut here, mut elsewhere) = (vec![false; relaxation.available.len()], vec![false; relaxation.available.len()]);
    for key in &relaxation.keys {
        mark_used(relaxation, key, if inside(key) { &mut here } else { &mut elsewhere });
    }
    let whole_day = mask.count_ones() as usize == inst.n_slots;
    let of_seats = |r: usize| rows.candidate.contains(&r) || rows.exclusive.contains(&r);
    let required = |r: usize| rows.shortfall.contains(&r) || rows.excess.contains(&r);
    let own = |r: &usize| here[*r] && !elsewhere[*r] && relaxation.highest[*r] > 0 && (whole_day || !required(*r));
    let (idle, rows_here): (Vec<usize>, Vec<usize>) =
        (0..here.len()).filter(own).partition(|r| mask.count_ones() == 1 && of_seats(*r));
    let mut staff: Vec<StaffKind> = Vec::new();
    for r in rows_here.iter().filter(|r| rows.staff.contains(r)) {
        staff.push(StaffKind::at((r - rows.staff.start) / (inst.n_slots * relaxation.lengths.len())));
    }
    staff.dedup();
    let own_seats = rows_here.iter().any(|r| of_seats(*r) || required(*r));
    let keys = (0..relaxation.keys.len()).filter(|&k| inside(&relaxation.keys[k])).collect();
    Slots { mask, keys, rows: rows_here, idle, staff, own_seats }
}

/// Marks every row that a session of the key could use.
fn mark_used(relaxation: &Relaxation<'_>, key: &Key, used: &mut [bool]) {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let slots = key.start..key.start + key.run.count_ones() as usize;
    used[rows.of_copies(key.activity)] = true;
    key.needs.iter().flat_map(|need| &need.0).for_each(|server| used[server.row] = true);
    for t in slots.clone() {
        for &kind in &key.rooms {
            used[rows.of_room(kind, t)] = true;
            used[rows.of_place(kind, t)] = true;
        }
    }
    for seat in &key.seats {
        let cand = &inst.cands[seat.cand];
        used[rows.of_cand(seat.cand)] = true;
        if cand.exclusive.is_some() {
            used[rows.of_group(cand.exclusive)] = true;
        }
        for &q in &cand.requirements {
            used[rows.short_of(q)] = true;
            used[rows.beyond(q)] = true;
        }
        for t in slots.clone() {
            used[rows.of_learner(seat.learner, t)] = true;
            for &(pool, _) in &inst.offerings[cand.offering].devices {
                used[rows.of_device(pool, t)] = true;
            }
        }
    }
}

impl<'r> Part<'r> {
    pub fn new(relaxation: &'r Relaxation<'r>, slots: Slots, shared: &'r [i64]) -> Self {
        Part { relaxation, slots, shared }
    }

    /// The keys of the part.
    pub fn keys(&self) -> impl Iterator<Item = &'r Key> + use<'r, '_> {
        self.slots.keys.iter().map(|&k| &self.relaxation.keys[k])
    }

    /// How many seats are asked for when the part is priced.
    pub fn n_seats(&self) -> u64 {
        self.keys().map(|key| key.seats.len() as u64).sum()
    }

    /// As many sessions as there could be; never more than learners could fill.
    pub fn widest(&self) -> Ranges {
        let n_learners = |key: &Key| {
            let mut learners: Vec<LearnerIdx> = key.seats.iter().map(|seat| seat.learner).collect();
            learners.dedup();
            learners.len() as i64
        };
        self.keys()
            .map(|key| {
                let fewest = self.relaxation.inst.activities[key.activity].size_min;
                (0, if fewest > 0 { key.n_max.min(n_learners(key) / fewest) } else { key.n_max })
            })
            .collect()
    }

    /// A place to ask from.
    pub fn desk(&self) -> Desk {
        Desk {
            both: self.shared.to_vec(),
            slack: self.relaxation.available.clone(),
            seats: seat_prices(self.relaxation, self.shared),
        }
    }

    /// Prices the part: `own` by its rows, on top of the shared prices.
    pub fn price(&self, desk: &mut Desk, own: &[i64], ranges: &Ranges) -> PartPriced {
        let relaxation = self.relaxation;
        let mut value = 0;
        for (&row, &price) in self.slots.rows.iter().zip(own) {
            desk.both[row] = self.shared[row] + price;
            desk.slack[row] = relaxation.available[row];
            if !relaxation.rows.staff.contains(&row) {
                value += i128::from(price) * i128::from(relaxation.available[row]);
            }
        }
        value += self.price_staff(own, &mut desk.slack);
        if self.slots.own_seats {
            desk.seats = seat_prices(relaxation, &desk.both);
        }
        let mut answers = Vec::with_capacity(ranges.len());
        for (key, &range) in self.keys().zip(ranges) {
            // Most keys of a case hold nothing, and need not be asked.
            let ask = || answer_key(relaxation, &desk.both, &desk.seats, key, range);
            let answer = (range.1 > 0).then(ask).flatten();
            let found = answer.as_ref().map_or_else(Answer::default, |answer| answer.answer);
            value += i128::from(found.value);
            answers.push(found);
            if let Some(answer) = answer {
                use_rows(relaxation, key, &answer, &mut desk.slack);
            }
        }
        PartPriced { value, slack: self.slots.rows.iter().map(|&row| desk.slack[row]).collect(), answers }
    }

    /// What one key of the part is worth within another range, at the prices last asked.
    pub fn answer(&self, desk: &Desk, key: usize, range: (i64, i64)) -> i64 {
        let key = &self.relaxation.keys[self.slots.keys[key]];
        answer_key(self.relaxation, &desk.both, &desk.seats, key, range).map_or(0, |answer| answer.answer.value)
    }

    /// People in the part: the dearest days at its own prices alone.
    fn price_staff(&self, own: &[i64], slack: &mut [i64]) -> i128 {
        let relaxation = self.relaxation;
        let per_kind = relaxation.inst.n_slots * relaxation.lengths.len();
        let (mut prices, mut served) = (vec![0; per_kind], vec![false; per_kind]);
        let mut value = 0;
        for &p in &self.slots.staff {
            let kind = &relaxation.staff_types[p];
            let first = relaxation.staff_row(p, 0, 0);
            let from = self.slots.rows.partition_point(|row| *row < first);
            let to = self.slots.rows.partition_point(|row| *row < first + per_kind);
            prices.fill(0);
            for i in from..to {
                prices[self.slots.rows[i] - first] = own[i];
            }
            let count = kind.members.len() as i64;
            let day = Days::new(relaxation.inst, kind, &relaxation.lengths).dearest(&prices, &mut served);
            value += i128::from(count) * i128::from(day);
            for &row in &self.slots.rows[from..to] {
                slack[row] = if served[row - first] { count } else { 0 };
            }
        }
        value
    }
}
