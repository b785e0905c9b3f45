//! What can still be given: the accounts of a site laid over the days that its specialists and learners have left.
//!
//! A dry run of the days that are left says how many slots of each service fall on today, how long it could wait, and
//! what will stay short. That it will stay short *whatever is done* is claimed only where a count proves it: the
//! learner's own slots do not suffice, or everybody owed the time of the same people together is owed more than
//! these people have. Rooms, lessons and what else specialists do are left out of the count, so it only errs by
//! being too hopeful.

use std::collections::BTreeMap;

use super::account::Account;
use super::calendar::Calendar;
use super::seats::{Claim, DryRun, Horizon, Kind, Person};
use daybreak_day::time::Date;
use daybreak_night::owed::{ShortWhy, Shortage};
use daybreak_school::ids::{LearnerIdx, ServiceIdx, StaffIdx};
use daybreak_school::rules::ServicePolicy;
use daybreak_school::school::{AvailabilityOf, School, Service, Setting};

/// Slots to spare beyond which a service counts as able to wait.
const SLACK_MAX: u32 = 8;

/// What the days that are left hold for one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prospect {
    pub due_today_slots: u32,
    pub urgency_percent: u32,
    pub slack_slots: u32,
    /// Minutes that could be given after today.
    pub later_minutes: u32,
    pub shortage: Option<Shortage>,
    /// The last day on which the learner and somebody qualified are there together.
    pub by_when: Option<Date>,
}

/// The prospects of services, in their order.
pub fn prospects(
    school: &School,
    calendar: &Calendar<'_>,
    policy: &ServicePolicy,
    today: Date,
    accounts: &[(ServiceIdx, Account)],
) -> Vec<Prospect> {
    let last = accounts.iter().map(|(_, account)| account.period.1).max().unwrap_or(today);
    let mut dates = calendar.school_days(today, last);
    if dates.first() != Some(&today) {
        // The first day of a horizon is the day planned, even where nothing is planned on it.
        dates.insert(0, today);
    }
    let horizon = horizon(school, calendar, policy, &dates, accounts);
    let run = DryRun::new(&horizon);
    let view = View { school, accounts, horizon: &horizon, run: &run, dates: &dates };
    (0..accounts.len()).map(|at| view.prospect(at)).collect()
}

/// The accounts as claims on the people who may meet them.
fn horizon(
    school: &School,
    calendar: &Calendar<'_>,
    policy: &ServicePolicy,
    dates: &[Date],
    accounts: &[(ServiceIdx, Account)],
) -> Horizon {
    let services = || accounts.iter().map(|(at, _)| &school.services[at.i()]);
    let by_day = |subject: AvailabilityOf| dates.iter().map(|&date| calendar.there(subject, date)).collect::<Vec<_>>();
    let site = services().next().map(|service| school.learners[service.learner.i()].site);
    let has = |person: usize, tag: &str| school.staff[person].tags.iter().any(|own| own == tag);
    let people: Vec<usize> = (0..school.staff.len())
        .filter(|&at| Some(school.staff[at].site) == site)
        .filter(|&at| services().any(|service| has(at, &service.staff_tag)))
        .collect();
    let mut kinds: Vec<(&Service, Kind)> = Vec::new();
    let mut learners: BTreeMap<LearnerIdx, (usize, Vec<Vec<bool>>)> = BTreeMap::new();
    let mut claims = Vec::new();
    for (service, (_, account)) in services().zip(accounts) {
        let kind = kinds.iter().position(|(other, _)| other.is_like(service)).unwrap_or_else(|| {
            let able = (0..people.len()).filter(|&at| has(people[at], &service.staff_tag)).collect();
            kinds.push((service, Kind { seats: seats(service, policy), people: able }));
            kinds.len() - 1
        });
        let n = learners.len();
        let (learner, there) =
            learners.entry(service.learner).or_insert_with(|| (n, by_day(AvailabilityOf::Learner(service.learner))));
        let still_counts = |date: Date| date <= account.period.1;
        let in_period = dates.iter().zip(there.iter());
        let there = in_period.map(|(&date, there)| there.iter().map(|&t| t && still_counts(date)).collect());
        claims.push(Claim { learner: *learner, kind, minutes: account.due, there: there.collect() });
    }
    let person = |&at: &usize| Person {
        there: by_day(AvailabilityOf::Staff(StaffIdx::at(at))),
        sessions_max: school.staff[at].sessions_max.map_or(usize::MAX, |max| max as usize),
    };
    Horizon {
        minutes: dates.iter().map(|&date| calendar.slots(date)).collect(),
        people: people.iter().map(person).collect(),
        kinds: kinds.into_iter().map(|(_, kind)| kind).collect(),
        claims,
    }
}

/// Learners whom a specialist serves at once: with the class one, for each is in another lesson.
fn seats(service: &Service, policy: &ServicePolicy) -> usize {
    match service.setting {
        Setting::WithClass => 1,
        Setting::Apart => service.group_size_max.unwrap_or(policy.group_size_max).max(1) as usize,
    }
}

/// The dry run with what it was made from.
struct View<'a> {
    school: &'a School,
    accounts: &'a [(ServiceIdx, Account)],
    horizon: &'a Horizon,
    run: &'a DryRun<'a>,
    dates: &'a [Date],
}

impl View<'_> {
    fn prospect(&self, at: usize) -> Prospect {
        let account = &self.accounts[at].1;
        let possible: Vec<(usize, usize)> = self.run.possible(at).collect();
        let by_when = possible.iter().map(|&(day, _)| self.dates[day]).max();
        if account.due == 0 {
            let none = (0, 0, 0, 0);
            let (due_today_slots, urgency_percent, slack_slots, later_minutes) = none;
            return Prospect { due_today_slots, urgency_percent, slack_slots, later_minutes, shortage: None, by_when };
        }
        let due_today_slots = self.run.slots_today(at);
        let (slack_slots, more) = self.run.more_later(at, SLACK_MAX);
        let n_days = possible.iter().map(|&(day, _)| day).collect::<std::collections::BTreeSet<_>>().len();
        let shortage = self.shortage(at, &possible);
        let cannot_wait = shortage.is_some() || slack_slots < due_today_slots;
        Prospect {
            due_today_slots,
            urgency_percent: if cannot_wait { 100 } else { pressure(self.run.slots(at), n_days, slack_slots) },
            slack_slots,
            later_minutes: self.run.given_later(at) + more,
            shortage,
            by_when,
        }
    }

    /// Minutes that will stay short, as far as can be seen, and what proves it.
    fn shortage(&self, at: usize, possible: &[(usize, usize)]) -> Option<Shortage> {
        let claim = &self.horizon.claims[at];
        let minutes = claim.minutes.saturating_sub(self.run.given(at));
        let own: u32 = possible.iter().map(|&(day, slot)| self.horizon.minutes[day][slot]).sum();
        if minutes == 0 {
            return None;
        }
        let why = if own < claim.minutes {
            ShortWhy::OwnTime { possible: own }
        } else {
            self.shared(at).unwrap_or(ShortWhy::Unseen)
        };
        Some(Shortage { minutes, why })
    }

    /// Whether everybody who is owed the time of the same people by the same day is owed more than they have.
    fn shared(&self, at: usize) -> Option<ShortWhy> {
        let (service, account) = (self.service(at), &self.accounts[at].1);
        let is_rival = |other: &usize| {
            self.service(*other).staff_tag == service.staff_tag && self.accounts[*other].1.period.1 <= account.period.1
        };
        let rivals: Vec<usize> = (0..self.accounts.len()).filter(is_rival).collect();
        let owed: u32 = rivals.iter().map(|&other| self.horizon.claims[other].minutes).sum();
        // With the class as many as are owed it may sit in one lesson, so that nothing is claimed too soon.
        let with_class = rivals.iter().filter(|&&other| self.service(other).setting == Setting::WithClass).count();
        let apart = rivals.iter().map(|&other| self.horizon.kinds[self.horizon.claims[other].kind].seats);
        let seats = apart.max().unwrap_or(1).max(with_class);
        let people = &self.horizon.kinds[self.horizon.claims[at].kind].people;
        let possible: u64 =
            people.iter().map(|&person| self.minutes_of(person, account.period.1)).sum::<u64>() * seats as u64;
        (u64::from(owed) > possible).then(|| ShortWhy::Shared {
            people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            owed,
            possible: u32::try_from(possible).unwrap_or(u32::MAX),
        })
    }

    /// Minutes that a person could give until a day: the longest slots of each day, as many as there may be sessions.
    fn minutes_of(&self, person: usize, until: Date) -> u64 {
        let person = &self.horizon.people[person];
        let days = self.dates.iter().zip(&self.horizon.minutes).zip(&person.there);
        days.filter(|((date, _), _)| **date <= until)
            .map(|((_, minutes), there)| {
                let mut own: Vec<u32> = minutes.iter().zip(there).filter(|(_, t)| **t).map(|(m, _)| *m).collect();
                own.sort_unstable_by(|a, b| b.cmp(a));
                own.iter().take(person.sessions_max).map(|&minutes| u64::from(minutes)).sum::<u64>()
            })
            .sum()
    }

    fn service(&self, at: usize) -> &Service {
        &self.school.services[self.accounts[at].0.i()]
    }
}

/// How little can wait, in percent: slots a day that is left, or slots against slots to spare, whichever says more.
fn pressure(slots: u32, n_days: usize, slack: u32) -> u32 {
    let days = u32::try_from(n_days).unwrap_or(u32::MAX).max(1);
    let by_day = slots.saturating_mul(100) / days;
    let by_slack = slots.saturating_mul(100) / slots.saturating_add(slack).max(1);
    by_day.max(by_slack).min(100)
}
