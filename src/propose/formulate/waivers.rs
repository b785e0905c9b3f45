//! What a person has signed for, written into the day: a bound that is wider for one learner, a lesson held for fewer, rules that
//! are not asked of one learner in one session.
//!
//! What keeps a learner from a lesson (rules, prerequisites, a language, a ban) was lifted when candidates were made. What
//! concerns the session in which a person has put the learner is lifted here, and where there is no pin, nothing is.

use daybreak_day::problem::{Offering, Signed};
use daybreak_night::candidate::Activity;
use daybreak_night::concern::Concern;
use daybreak_night::formulation::Formulation;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, WaiverIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::Pin;
use daybreak_school::waiver::{Waived, Waiver};

/// The learner's limit of slots in front of a screen, as a requirement names it.
pub const SCREEN_SLOTS_MAX: &str = "screen_slots_max";

/// Writes the waivers of the site's day, and says which hold.
pub fn write(day: &SiteDay<'_>, rules: &Rules, formulation: &mut Formulation) -> Vec<Concern> {
    let mut signed = Vec::new();
    for (i, waiver) in day.school.waivers.iter().enumerate() {
        if waiver.date != day.date || !formulation.learners.contains(&waiver.learner) {
            continue;
        }
        let pins: Vec<&Pin> = day.school.pins.iter().filter(|pin| waiver.is_for(pin)).collect();
        let mut holds = false;
        for what in in_order(waiver) {
            let slots: Vec<String> = match (&waiver.slot, what.is_of_a_session() || is_a_limit(rules, what)) {
                (_, true) => pins.iter().map(|pin| pin.slot.clone()).collect(),
                (Some(slot), false) => vec![slot.clone()],
                (None, false) => formulation.problem.slots.iter().map(|slot| slot.id.clone()).collect(),
            };
            if !slots.is_empty() {
                holds = true;
                lift(day, rules, formulation, &Case { learner: waiver.learner, lesson: waiver.lesson, slots }, what);
            }
        }
        signed.extend(holds.then_some(Concern::SignedException { waiver: WaiverIdx::at(i) }));
    }
    signed
}

/// What is lifted, a lesson for fewer first: the other exceptions are then its own as well.
fn in_order(waiver: &Waiver) -> impl Iterator<Item = &Waived> {
    let is_first = |what: &&Waived| **what == Waived::SizeMin;
    waiver.waives.iter().filter(is_first).chain(waiver.waives.iter().filter(move |what| !is_first(what)))
}

/// Whether it is a rule on how much of something a day may hold.
fn is_a_limit(rules: &Rules, what: &Waived) -> bool {
    matches!(what, Waived::Rule(id) if rules.requirements.iter().any(|rule| rule.id == *id))
}

/// Whom and what something is lifted for.
pub struct Case {
    pub learner: LearnerIdx,
    pub lesson: LessonIdx,
    /// In sessions that run over one of these, by id.
    pub slots: Vec<String>,
}

/// What of a learner's session could be signed for, were it in the way.
pub fn of_a_session(rules: &Rules) -> Vec<Waived> {
    let limits = rules.requirements.iter().map(|rule| Waived::Rule(rule.id.clone()));
    let alone = rules.never_alone.iter().filter(|rule| rule.body.cost.is_none());
    let words = Waived::WORDS.into_iter().map(|(_, waived)| waived);
    let words = words.filter(|waived| waived.is_of_a_session() || *waived == Waived::GroupSize);
    words.chain(limits).chain(alone.map(|rule| Waived::Rule(rule.id.clone()))).collect()
}

/// Lifts one thing.
pub fn lift(day: &SiteDay<'_>, rules: &Rules, formulation: &mut Formulation, case: &Case, what: &Waived) {
    match what {
        // Lifted when candidates were made.
        Waived::Prerequisites | Waived::Language | Waived::Ban => {}
        Waived::TimesADay => once_more(formulation, case),
        Waived::SizeMin => hold_for_fewer(day, formulation, case),
        Waived::ScreenSlotsMax => not_counted(formulation, case, SCREEN_SLOTS_MAX),
        Waived::SizeMax => sign(day, formulation, case, |row| row.size_max = true),
        Waived::GroupSize => sign(day, formulation, case, |row| row.group_size = true),
        Waived::Apart(other) => {
            let others: Vec<String> = match other {
                Some(other) => vec![day.school.learners[other.i()].id.clone()],
                None => parted(formulation, &day.school.learners[case.learner.i()].id),
            };
            sign(day, formulation, case, |row| row.apart.extend(others.iter().cloned()));
        }
        Waived::Rule(id) => {
            not_counted(formulation, case, id);
            let hard = || rules.never_alone.iter().filter(|rule| rule.body.cost.is_none());
            // Of two rules on one tag the other still holds.
            let of_tag = hard().filter(|rule| rule.id == *id).map(|rule| &rule.body.tag);
            for tag in of_tag.filter(|tag| hard().filter(|rule| rule.body.tag == **tag).count() == 1) {
                sign(day, formulation, case, |row| row.never_alone.push(tag.clone()));
            }
        }
    }
}

/// From whom a learner is kept apart.
fn parted(formulation: &Formulation, id: &str) -> Vec<String> {
    let pairs = formulation.problem.apart.iter().filter(|pair| pair.iter().any(|of| of == id));
    pairs.flat_map(|pair| pair.iter().filter(|of| *of != id)).cloned().collect()
}

/// The positions of the offerings that are the lesson.
fn offerings(formulation: &Formulation, lesson: LessonIdx) -> Vec<usize> {
    let is_it = |at: &usize| formulation.activities[*at].lesson() == Some(lesson);
    (0..formulation.activities.len()).filter(is_it).collect()
}

/// The position of the learner in the problem.
fn learner(formulation: &Formulation, learner: LearnerIdx) -> Option<usize> {
    formulation.learners.iter().position(|who| *who == learner)
}

/// The slots in which a session that runs over one of the case's may start.
fn starts(day: &SiteDay<'_>, case: &Case, n_slots: u32) -> Vec<String> {
    let covers = |at: usize| (at..at + n_slots as usize).any(|t| case.slots.iter().any(|slot| slot == day.slot_id(t)));
    let starts = (0..day.slots.len()).filter(|&at| day.can_start(at, n_slots) && covers(at));
    starts.map(|at| day.slot_id(at).to_string()).collect()
}

/// Writes rows of what is signed for: each offering of the lesson that the learner may take, each start.
fn sign(day: &SiteDay<'_>, formulation: &mut Formulation, case: &Case, set: impl Fn(&mut Signed)) {
    let Some(at) = learner(formulation, case.learner) else { return };
    let offerings = offerings(formulation, case.lesson);
    let problem = &mut formulation.problem;
    for offering in offerings.into_iter().map(|at| &problem.offerings[at]) {
        if !problem.learners[at].candidates.iter().any(|candidate| candidate.offering == offering.id) {
            continue;
        }
        for slot in starts(day, case, offering.slots) {
            let id = problem.learners[at].id.clone();
            let is_it = |row: &&mut Signed| (&row.learner, &row.slot, &row.offering) == (&id, &slot, &offering.id);
            match problem.signed.iter_mut().find(is_it) {
                Some(row) => set(row),
                None => {
                    let mut row = Signed {
                        learner: id,
                        slot,
                        offering: offering.id.clone(),
                        size_max: false,
                        group_size: false,
                        never_alone: Vec::new(),
                        apart: Vec::new(),
                    };
                    set(&mut row);
                    problem.signed.push(row);
                }
            }
        }
    }
    problem.signed.iter_mut().for_each(|row| {
        row.never_alone.sort_unstable();
        row.never_alone.dedup();
        row.apart.sort_unstable();
        row.apart.dedup();
    });
}

/// The learner may have the lesson in each of the slots, whatever else of its kind they have.
fn once_more(formulation: &mut Formulation, case: &Case) {
    let Some(at) = learner(formulation, case.learner) else { return };
    let ids: Vec<String> = offerings(formulation, case.lesson)
        .into_iter()
        .map(|at| formulation.problem.offerings[at].id.clone())
        .collect();
    let times = u32::try_from(case.slots.len()).unwrap_or(u32::MAX);
    for candidate in &mut formulation.problem.learners[at].candidates {
        if ids.contains(&candidate.offering) {
            candidate.exclusive = None;
            candidate.times_max = candidate.times_max.max(times);
        }
    }
}

/// The decided lesson does not count toward a limit of the learner's day.
fn not_counted(formulation: &mut Formulation, case: &Case, limit: &str) {
    let Some(at) = learner(formulation, case.learner) else { return };
    let offerings = offerings(formulation, case.lesson);
    let problem = &mut formulation.problem;
    let Some(at_limit) = problem.learners[at].requirements.iter().position(|row| row.id == limit) else { return };
    let tag = problem.learners[at].requirements[at_limit].tag.clone();
    let of_limit = offerings.iter().map(|o| &problem.offerings[*o]).find(|o| problem.learners[at].counts(o, &tag));
    let slots = of_limit.map_or(0, |offering| offering.slots).saturating_mul(case.slots.len() as u32);
    if let Some(most) = &mut problem.learners[at].requirements[at_limit].slots_max {
        *most = most.saturating_add(slots);
    }
}

/// A variant of the lesson, once in each of the slots, for one learner or more; whoever may have the lesson may join.
///
/// Work on a station has company of other kinds, and its size is the station's.
fn hold_for_fewer(day: &SiteDay<'_>, formulation: &mut Formulation, case: &Case) {
    let found = offerings(formulation, case.lesson);
    let own = learner(formulation, case.learner);
    let is_plain = |at: &usize| {
        matches!(formulation.activities[*at], Activity::Lesson(_))
            && formulation.places[*at].is_none()
            && formulation.problem.offerings[*at].station.is_none()
            && own.is_some_and(|own| {
                let id = &formulation.problem.offerings[*at].id;
                formulation.problem.learners[own].candidates.iter().any(|candidate| candidate.offering == *id)
            })
    };
    let Some(plain) = found.into_iter().find(is_plain) else { return };
    let offering = formulation.problem.offerings[plain].clone();
    let slots = starts(day, case, offering.slots);
    let id = variant_id(formulation, &offering.id);
    let times = u32::try_from(case.slots.len()).unwrap_or(u32::MAX);
    formulation.problem.offerings.push(Offering {
        id: id.clone(),
        size_min: 1,
        sessions_max: Some(times),
        ..offering.clone()
    });
    formulation.activities.push(formulation.activities[plain]);
    formulation.places.push(None);
    formulation.losses.push(None);
    for learner in &mut formulation.problem.learners {
        let Some(candidate) = learner.candidates.iter().find(|candidate| candidate.offering == offering.id) else {
            continue;
        };
        let mut variant = candidate.clone();
        variant.offering.clone_from(&id);
        variant.slots = Some(match &variant.slots {
            None => slots.clone(),
            Some(own) => slots.iter().filter(|slot| own.contains(slot)).cloned().collect(),
        });
        learner.candidates.push(variant);
    }
}

/// An id that no other offering has, the lesson's with a number.
fn variant_id(formulation: &Formulation, id: &str) -> String {
    let is_free = |id: &String| formulation.problem.offerings.iter().all(|offering| offering.id != *id);
    (2..).map(|n| format!("{id}~{n}")).find(is_free).expect("numbers enough")
}

/// Whether an offering is a lesson held for fewer.
pub fn is_for_fewer(formulation: &Formulation, at: usize) -> bool {
    let offering = &formulation.problem.offerings[at];
    let lesson = formulation.activities[at].lesson();
    let larger = |other: &usize| {
        formulation.activities[*other].lesson() == lesson
            && formulation.problem.offerings[*other].size_min > offering.size_min
    };
    offering.sessions_max.is_some() && (0..formulation.activities.len()).any(|other| larger(&other))
}
