//! The prices of a certificate as the judge reads them: every id looked up, every price asked whether it may be.
//!
//! A price may not be negative, and that of a requirement with a cost is at most the cost. A price on something that
//! the problem does not have, or does not limit, proves nothing and is refused.

use std::collections::BTreeMap;

use crate::record::{Names, is_there};
use daybreak_day::certificate::{PRICE_MAX, Prices, Table};
use daybreak_day::problem::{Points, Problem};
use daybreak_day::verdict::{Breach, Violation};

/// Prices by position in the problem's lists; 0 where the certificate names none.
pub(super) struct Paid<'a> {
    problem: &'a Problem,
    pub scale: i128,
    /// `learners x slots`.
    pub learner: Vec<Vec<i128>>,
    /// By learner and candidate.
    candidate: Vec<Vec<i128>>,
    /// By learner and key.
    exclusive: Vec<BTreeMap<String, i128>>,
    /// By learner and requirement: a slot short, a slot beyond.
    pub short: Vec<Vec<i128>>,
    pub beyond: Vec<Vec<i128>>,
    /// `pools x slots`; likewise the next two.
    pub device: Vec<Vec<i128>>,
    pub room: Vec<Vec<i128>>,
    pub place: Vec<Vec<i128>>,
    /// By person: (first slot, number of slots).
    pub staff: Vec<BTreeMap<(usize, u32), i128>>,
    pub offering: Vec<i128>,
    pub station: Vec<i128>,
}

impl<'a> Paid<'a> {
    /// Reads the prices, with everything that is wrong with them.
    pub fn read(problem: &'a Problem, scale: i64, prices: &Prices, faults: &mut Vec<Violation>) -> Self {
        let names = Names::of(problem);
        let Problem { slots, rooms, staff, devices, offerings, stations, learners, .. } = problem;
        let by_slot = |n: usize| vec![vec![0; slots.len()]; n];
        let by_requirement = || learners.iter().map(|l| vec![0; l.requirements.len()]).collect();
        let mut paid = Paid {
            problem,
            scale: i128::from(scale),
            learner: by_slot(learners.len()),
            candidate: learners.iter().map(|l| vec![0; l.candidates.len()]).collect(),
            exclusive: vec![BTreeMap::new(); learners.len()],
            short: by_requirement(),
            beyond: by_requirement(),
            device: by_slot(devices.len()),
            room: by_slot(rooms.len()),
            place: by_slot(rooms.len()),
            staff: vec![BTreeMap::new(); staff.len()],
            offering: vec![0; offerings.len()],
            station: vec![0; stations.len()],
        };
        let mut reader = Reader { problem, names: &names, faults };
        paid.read_learners(prices, &mut reader);
        let slot = |id: &str| names.slots.get(id).copied();
        let mut by_slot = |family, table: &Table, ids: &rustc_hash::FxHashMap<&str, usize>, to: &mut [Vec<i128>]| {
            for ((i, t), price) in reader.table(family, table, |id, s| Some(((*ids.get(id)?, slot(s)?), None))) {
                to[i][t] = price;
            }
        };
        by_slot("learner", &prices.learner, &names.learners, &mut paid.learner);
        by_slot("device", &prices.device, &names.devices, &mut paid.device);
        by_slot("room", &prices.room, &names.rooms, &mut paid.room);
        by_slot("place", &prices.place, &names.rooms, &mut paid.place);
        for (person, day) in &prices.staff {
            for (first, lengths) in day {
                for (&length, &price) in lengths {
                    let at = names.staff.get(person.as_str()).copied().zip(slot(first));
                    let row = || format!("{length} slots of {person} from {first}");
                    if let Some(((p, t), price)) = reader.ask("staff", row, price, at.map(|at| (at, None))) {
                        paid.staff[p].insert((t, length), price);
                    }
                }
            }
        }
        for (id, &price) in &prices.offering {
            // On a station the station's limit counts.
            let limits = |o: &usize| offerings[*o].station.is_none() && offerings[*o].sessions_max.is_some();
            let at = names.offerings.get(id.as_str()).copied().filter(limits);
            if let Some((o, price)) = reader.ask("offering", || id.clone(), price, at.map(|at| (at, None))) {
                paid.offering[o] = price;
            }
        }
        for (id, &price) in &prices.station {
            let at = names.stations.get(id.as_str()).copied().filter(|s| stations[*s].sessions_max.is_some());
            if let Some((s, price)) = reader.ask("station", || id.clone(), price, at.map(|at| (at, None))) {
                paid.station[s] = price;
            }
        }
        paid
    }

    /// The rows of single learners: candidates, exclusive keys, requirements.
    fn read_learners(&mut self, prices: &Prices, reader: &mut Reader<'_, '_>) {
        let (learners, ids) = (&self.problem.learners, &reader.names.learners);
        let candidate = |learner: &str, offering: &str| {
            let l = *ids.get(learner)?;
            Some(((l, learners[l].candidates.iter().position(|c| c.offering == offering)?), None))
        };
        let key = |learner: &str, key: &str| {
            let l = *ids.get(learner)?;
            let known = learners[l].candidates.iter().any(|c| c.exclusive.as_deref() == Some(key));
            known.then(|| ((l, key.to_owned()), None))
        };
        // A price above the cost would have the plan pay more for a slot short than it does.
        // Without a scale nobody knows how much that is, and the scale itself is refused.
        let scale = Some(self.scale).filter(|scale| *scale > 0);
        let cost = |cost: Option<Points>| Some(i128::from(cost?.max(0)) * scale?);
        let short = |learner: &str, id: &str| {
            let l = *ids.get(learner)?;
            let q = learners[l].requirements.iter().position(|q| q.id == id)?;
            Some(((l, q), cost(learners[l].requirements[q].shortfall_cost)))
        };
        let beyond = |learner: &str, id: &str| {
            let l = *ids.get(learner)?;
            let q = learners[l].requirements.iter().position(|q| q.id == id && q.slots_max.is_some())?;
            Some(((l, q), cost(learners[l].requirements[q].excess_cost)))
        };
        for ((l, c), price) in reader.table("candidate", &prices.candidate, candidate) {
            self.candidate[l][c] = price;
        }
        for ((l, key), price) in reader.table("exclusive", &prices.exclusive, key) {
            self.exclusive[l].insert(key, price);
        }
        for ((l, q), price) in reader.table("shortfall", &prices.shortfall, short) {
            self.short[l][q] = price;
        }
        for ((l, q), price) in reader.table("excess", &prices.excess, beyond) {
            self.beyond[l][q] = price;
        }
    }

    /// These prices paid on top of others.
    pub fn on_top_of(&self, other: &Self) -> Self {
        let row = |x: &[i128], y: &[i128]| x.iter().zip(y).map(|(x, y)| x + y).collect::<Vec<i128>>();
        let table = |x: &[Vec<i128>], y: &[Vec<i128>]| x.iter().zip(y).map(|(x, y)| row(x, y)).collect();
        Paid {
            problem: self.problem,
            scale: self.scale,
            learner: table(&self.learner, &other.learner),
            candidate: table(&self.candidate, &other.candidate),
            exclusive: by_key(&self.exclusive, &other.exclusive),
            short: table(&self.short, &other.short),
            beyond: table(&self.beyond, &other.beyond),
            device: table(&self.device, &other.device),
            room: table(&self.room, &other.room),
            place: table(&self.place, &other.place),
            staff: by_key(&self.staff, &other.staff),
            offering: row(&self.offering, &other.offering),
            station: row(&self.station, &other.station),
        }
    }

    /// All prices of requirements.
    pub fn of_requirements(&self) -> impl Iterator<Item = i128> {
        self.short.iter().chain(&self.beyond).flatten().copied()
    }

    /// Whether no slot short or beyond is dearer than what the plan pays for it.
    pub fn within_costs(&self) -> bool {
        let cheap = |price: i128, cost: Option<Points>| cost.is_none_or(|c| price <= i128::from(c.max(0)) * self.scale);
        self.problem.learners.iter().enumerate().all(|(l, learner)| {
            let rows = learner.requirements.iter().enumerate();
            rows.into_iter().all(|(q, requirement)| {
                cheap(self.short[l][q], requirement.shortfall_cost) && cheap(self.beyond[l][q], requirement.excess_cost)
            })
        })
    }

    /// What one use of a learner's candidate pays: its own row and that of its exclusive key.
    pub fn for_use(&self, l: usize, c: usize) -> i128 {
        let key = self.problem.learners[l].candidates[c].exclusive.as_ref();
        self.candidate[l][c] + key.and_then(|key| self.exclusive[l].get(key)).copied().unwrap_or(0)
    }

    /// The price of all there is of every row, people apart.
    pub fn of_all_there_is(&self) -> i128 {
        let Problem { slots, rooms, devices, offerings, stations, learners, .. } = self.problem;
        let uses = |times_max: u32| i128::from(times_max).min(slots.len() as i128);
        let mut sum: i128 = self.learner.iter().flatten().sum();
        for (l, learner) in learners.iter().enumerate() {
            for (candidate, price) in learner.candidates.iter().zip(&self.candidate[l]) {
                sum += price * uses(candidate.times_max);
            }
            for (key, price) in &self.exclusive[l] {
                let rivals = learner.candidates.iter().filter(|c| c.exclusive.as_ref() == Some(key));
                sum += price * rivals.map(|c| uses(c.times_max)).max().unwrap_or(0);
            }
            for (q, requirement) in learner.requirements.iter().enumerate() {
                sum -= self.short[l][q] * i128::from(requirement.slots_min);
                sum += self.beyond[l][q] * i128::from(requirement.slots_max.unwrap_or(0));
            }
        }
        for (device, prices) in devices.iter().zip(&self.device) {
            sum += i128::from(device.count) * prices.iter().sum::<i128>();
        }
        for (r, room) in rooms.iter().enumerate() {
            for t in (0..slots.len()).filter(|t| is_there(room.slots.as_deref(), &slots[*t].id)) {
                sum += self.room[r][t] * i128::from(room.sessions_at_once);
                sum += self.place[r][t] * i128::from(room.capacity);
            }
        }
        let copies = |max: Option<u32>| i128::from(max.unwrap_or(0));
        sum += offerings.iter().zip(&self.offering).map(|(o, price)| price * copies(o.sessions_max)).sum::<i128>();
        sum + stations.iter().zip(&self.station).map(|(s, price)| price * copies(s.sessions_max)).sum::<i128>()
    }
}

/// The sums of two lists of prices by key.
fn by_key<K: Ord + Clone>(x: &[BTreeMap<K, i128>], y: &[BTreeMap<K, i128>]) -> Vec<BTreeMap<K, i128>> {
    let sum = |(x, y): (&BTreeMap<K, i128>, &BTreeMap<K, i128>)| {
        let mut sum = x.clone();
        y.iter().for_each(|(key, price)| *sum.entry(key.clone()).or_default() += price);
        sum
    };
    x.iter().zip(y).map(sum).collect()
}

/// Looks prices up and collects what is wrong with them.
struct Reader<'a, 'r> {
    problem: &'a Problem,
    names: &'r Names<'a>,
    faults: &'r mut Vec<Violation>,
}

impl Reader<'_, '_> {
    /// The prices of a table that may be. `find` says where a row is, and the highest price that is valid.
    fn table<I>(
        &mut self,
        family: &str,
        table: &Table,
        find: impl Fn(&str, &str) -> Option<(I, Option<i128>)>,
    ) -> Vec<(I, i128)> {
        let mut read = Vec::new();
        for (outer, row) in table {
            for (inner, &price) in row {
                read.extend(self.ask(family, || format!("{outer}, {inner}"), price, find(outer, inner)));
            }
        }
        read
    }

    /// A price that may be, with its place; otherwise a fault.
    fn ask<I>(
        &mut self,
        family: &str,
        row: impl Fn() -> String,
        price: i64,
        found: Option<(I, Option<i128>)>,
    ) -> Option<(I, i128)> {
        let mut fault = |breach, what: String| self.faults.push(Violation::new(breach, what));
        let Some((place, highest)) = found else {
            let site = &self.problem.site;
            let what = format!("prices.{family} has a price for {}, of which problem {site} limits nothing", row());
            fault(Breach::CertificateRow, what);
            return None;
        };
        if !(0..=PRICE_MAX).contains(&price) {
            let what = format!("prices.{family}, {}: {price} is not from 0 to {PRICE_MAX}", row());
            fault(Breach::CertificatePrice, what);
            return None;
        }
        let price = i128::from(price);
        if let Some(highest) = highest.filter(|highest| price > *highest) {
            let what = format!("prices.{family}, {}: {price} is above the requirement's cost of {highest}", row());
            fault(Breach::CertificatePrice, what);
            return None;
        }
        Some((place, price))
    }
}
