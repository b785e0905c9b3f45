//! The learners who are there, with what may happen to them and what is owed to them.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Candidate, Learner, Points, Requirement};
use daybreak_night::candidate::{Activity, Candidate as Proposed, Candidates};
use daybreak_night::owed::Owed;
use daybreak_night::standing::Standing;
use daybreak_school::day::{Presence, SiteDay};
use daybreak_school::ids::{LearnerIdx, RequestIdx, ServiceIdx, StaffIdx, WishIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::WishFor;
use daybreak_school::tag;

use super::balance::Balance;
use super::bans::Bans;
use super::floors::Floors;
use super::offerings::{Catalogue, Entry, Key};
use super::places;
use super::possible::devices_are_there;
use super::supply::slots_of;
use super::waivers::SCREEN_SLOTS_MAX;

/// The tag of offerings in front of a screen.
const SCREEN: &str = "screen";

/// The problem's learners, in the school's order.
pub fn learners(
    day: &SiteDay<'_>,
    rules: &Rules,
    candidates: &Candidates,
    owed: &Owed,
    catalogue: &Catalogue,
    standing: &Standing,
) -> Vec<Learner> {
    let maker = Maker {
        day,
        rules,
        catalogue,
        owed,
        services: by_learner(day.school.services.iter().enumerate().map(|(i, s)| (s.learner, ServiceIdx::at(i)))),
        balance: Balance::new(day, rules),
        staff_bonus: staff_bonuses(day, rules, standing),
        tags: rules.never_alone.iter().map(|rule| rule.body.tag.as_str()).collect(),
        floors: Floors::new(day, rules),
        bans: Bans::new(day),
    };
    day.learners.iter().map(|presence| maker.learner(presence, candidates)).collect()
}

struct Maker<'a> {
    day: &'a SiteDay<'a>,
    rules: &'a Rules,
    catalogue: &'a Catalogue,
    owed: &'a Owed,
    services: BTreeMap<LearnerIdx, Vec<ServiceIdx>>,
    staff_bonus: BTreeMap<LearnerIdx, BTreeMap<StaffIdx, Points>>,
    balance: Balance<'a>,
    /// Learner tags that rules on groups speak of; no others enter the problem.
    tags: BTreeSet<&'a str>,
    floors: Floors,
    bans: Bans<'a>,
}

impl Maker<'_> {
    fn learner(&self, presence: &Presence<LearnerIdx>, candidates: &Candidates) -> Learner {
        let school = self.day.school;
        let facts = &school.learners[presence.who.i()];
        let proposed = candidates.of(presence.who).map_or(&[][..], |entry| &entry.candidates);
        let bonuses = self.staff_bonus.get(&presence.who).into_iter().flatten();
        let candidates = self.candidates(presence.who, proposed);
        let walk = places::of_learner(self.day, self.rules, presence.who);
        Learner {
            id: facts.id.clone(),
            slots: slots_of(self.day, presence),
            idle_cost: self.rules.scores.idle,
            requirements: self.requirements(presence, &candidates),
            candidates,
            group_size_max: facts.group_size_max,
            room_features: facts.room_features.clone(),
            staff_barred: Vec::new(),
            staff_bonus: bonuses.map(|(staff, points)| (school.staff[staff.i()].id.clone(), *points)).collect(),
            tags: facts.tags.iter().filter(|tag| self.tags.contains(tag.as_str())).cloned().collect(),
            room_change_cost: walk.0,
            zone_change_cost: walk.1,
        }
    }

    /// The candidates whose offerings are held today, each offering once; with a lesson come the sessions of it in
    /// which a specialist joins the class, for everybody alike.
    fn candidates(&self, learner: LearnerIdx, proposed: &[Proposed]) -> Vec<Candidate> {
        let mut taken = BTreeSet::new();
        let mut own = Vec::new();
        for candidate in proposed {
            for entry in self.catalogue.entries(learner, candidate) {
                if taken.insert(entry.offering.id.as_str()) {
                    own.extend(self.candidate(learner, candidate, entry));
                }
            }
        }
        for candidate in proposed {
            let Activity::Lesson(lesson) = candidate.activity else { continue };
            if candidate.place.is_some() || self.catalogue.entry(learner, candidate).is_none() {
                continue;
            }
            for entry in self.catalogue.with_services(lesson) {
                if taken.insert(entry.offering.id.as_str()) {
                    own.extend(self.candidate(learner, candidate, entry));
                }
            }
        }
        self.put_in_order(learner, proposed, &mut own);
        own
    }

    /// What is taught comes before what practises it: own work on a competency follows every lesson of it.
    fn put_in_order(&self, learner: LearnerIdx, proposed: &[Proposed], own: &mut [Candidate]) {
        if self.rules.scores.early == 0 {
            return;
        }
        let mut competency_of: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        for candidate in proposed {
            for entry in self.catalogue.entries(learner, candidate) {
                let is_taught = candidate.tags.contains(&tag::TAUGHT);
                competency_of.entry(&entry.offering.id).or_insert((&entry.offering.competency, is_taught));
            }
        }
        let mut lessons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for candidate in own.iter() {
            if let Some(&(competency, true)) = competency_of.get(candidate.offering.as_str())
                && !competency.is_empty()
            {
                lessons.entry(competency).or_default().push(candidate.offering.clone());
            }
        }
        for candidate in own {
            if let Some(&(competency, false)) = competency_of.get(candidate.offering.as_str())
                && let Some((first, others)) = lessons.get(competency).and_then(|lessons| lessons.split_first())
            {
                candidate.follows = Some(first.clone());
                candidate.follows_also = others.to_vec();
                candidate.early_cost = self.rules.scores.early;
            }
        }
    }

    /// None where a ban leaves it no slot.
    fn candidate(&self, learner: LearnerIdx, proposed: &Proposed, entry: &Entry) -> Option<Candidate> {
        let slots = self.starts(learner, proposed, entry);
        if slots.as_ref().is_some_and(Vec::is_empty) && self.bans.speak_of(learner, entry.key.activity().lesson()) {
            return None;
        }
        let after = proposed.after.and_then(|lesson| self.catalogue.lesson(learner, lesson));
        // More time for the same work is worth as much a slot as the usual time.
        let utility = match entry.key {
            Key::Longer(lesson, slots) => {
                proposed.utility * Points::from(slots) / Points::from(self.day.school.lessons[lesson.i()].slots)
            }
            Key::Lesson(..) | Key::WithService(..) | Key::Service(_) => proposed.utility,
        };
        Some(Candidate {
            offering: entry.offering.id.clone(),
            utility: utility - entry.loss.map_or(0, |(_, points)| points),
            slots,
            slot_bonus: proposed.slot_bonus.iter().cloned().collect(),
            times_max: proposed.times_max,
            exclusive: proposed.exclusive.clone(),
            after: after.map(|entry| entry.offering.id.clone()),
            tags: self.floors.kept(proposed),
            follows: None,
            follows_also: Vec::new(),
            early_cost: 0,
        })
    }

    /// The slots in which it may start, where its devices are not there all day, a ban speaks of it or an exception opens it;
    /// none: any.
    fn starts(&self, learner: LearnerIdx, proposed: &Proposed, entry: &Entry) -> Option<Vec<String>> {
        let offering = &entry.offering;
        let lesson = entry.key.activity().lesson();
        let only = proposed.only_in.as_ref();
        if offering.devices.is_empty() && !self.bans.speak_of(learner, lesson) && only.is_none() {
            return None;
        }
        let is_open = |at: usize| {
            let mut covered = (at..at + offering.slots as usize).map(|t| self.day.slot_id(t));
            only.is_none_or(|only| covered.any(|slot| only.iter().any(|open| open == slot)))
        };
        let starts: Vec<usize> =
            (0..self.day.slots.len()).filter(|&at| self.day.can_start(at, offering.slots)).collect();
        let there: Vec<usize> =
            starts.iter().copied().filter(|&at| devices_are_there(self.day, offering, at, 1)).collect();
        let there: Vec<usize> = there
            .into_iter()
            .filter(|&at| is_open(at) && self.bans.allow(learner, lesson, at, offering.slots))
            .collect();
        (there.len() < starts.len()).then(|| there.into_iter().map(|at| self.day.slot_id(at).to_string()).collect())
    }

    /// What the learner's day should and must not hold: screens, the rules' balance, services; sorted by id.
    fn requirements(&self, presence: &Presence<LearnerIdx>, candidates: &[Candidate]) -> Vec<Requirement> {
        let school = self.day.school;
        let learner = &school.learners[presence.who.i()];
        let mut requirements = Vec::new();
        requirements.extend(learner.screen_slots_max.map(|max| Requirement {
            id: SCREEN_SLOTS_MAX.to_string(),
            tag: SCREEN.to_string(),
            slots_min: 0,
            slots_max: Some(max),
            shortfall_cost: None,
            excess_cost: None,
        }));
        requirements
            .extend(self.balance.of(presence, |tag, slots_min| self.floors.within_reach(tag, slots_min, candidates)));
        let n_slots = u32::try_from(presence.n_slots()).unwrap_or(u32::MAX);
        requirements.extend(self.floors.bands(learner, n_slots, candidates));
        requirements.extend(self.services(presence.who));
        requirements.sort_by(|a, b| a.id.cmp(&b.id));
        requirements
    }

    /// One requirement for each kind of service that falls on today; services of one kind add up.
    fn services(&self, learner: LearnerIdx) -> Vec<Requirement> {
        let mut owed: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for at in self.services.get(&learner).into_iter().flatten() {
            if let Some(due) = self.owed.of(*at).filter(|due| due.due_today_slots > 0) {
                let entry = owed.entry(self.catalogue.owed_tag(*at)).or_default();
                *entry = (entry.0.saturating_add(due.due_today_slots), entry.1.max(due.urgency_percent));
            }
        }
        let requirement = |(tag, (slots_min, percent)): (&str, (u32, u32))| Requirement {
            id: tag.to_string(),
            tag: tag.to_string(),
            slots_min,
            slots_max: None,
            shortfall_cost: Some(self.rules.scores.service_short * Points::from(percent) / 100),
            excess_cost: None,
        };
        owed.into_iter().map(requirement).collect()
    }
}

/// Rows by learner, in their order.
fn by_learner<T>(rows: impl Iterator<Item = (LearnerIdx, T)>) -> BTreeMap<LearnerIdx, Vec<T>> {
    let mut found: BTreeMap<LearnerIdx, Vec<T>> = BTreeMap::new();
    for (learner, row) in rows {
        found.entry(learner).or_default().push(row);
    }
    found
}

/// Points for every person with whom a learner wishes to be, who asks for the learner, or who is the advisor.
fn staff_bonuses(
    day: &SiteDay<'_>,
    rules: &Rules,
    standing: &Standing,
) -> BTreeMap<LearnerIdx, BTreeMap<StaffIdx, Points>> {
    let school = day.school;
    let scores = &rules.scores;
    let mut bonuses: BTreeMap<LearnerIdx, BTreeMap<StaffIdx, Points>> = BTreeMap::new();
    let mut add = |learner: LearnerIdx, staff: StaffIdx, points: Points| {
        let is_there = day.staff.binary_search_by_key(&staff, |presence| presence.who).is_ok();
        if is_there && points != 0 && day.learner(learner).is_some() {
            *bonuses.entry(learner).or_default().entry(staff).or_default() += points;
        }
    };
    for (i, wish) in school.wishes.iter().enumerate() {
        match wish.what {
            WishFor::Staff(staff) => add(wish.learner, staff, standing.wish(WishIdx::at(i))),
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_) => {}
        }
    }
    for (i, request) in school.requests.iter().enumerate() {
        // Where a lesson, a competency or a slot is named, most of the points lie there; the rest says: with me.
        let is_named = request.lesson.is_some() || request.competency.is_some() || request.slot.is_some();
        let points = standing.request(RequestIdx::at(i));
        add(request.learner, request.staff, if is_named { points / 4 } else { points });
    }
    for presence in &day.learners {
        if let Some(advisor) = school.learners[presence.who.i()].advisor {
            add(presence.who, advisor, scores.advisor);
        }
    }
    bonuses
}
