//! What a learner was promised beside services: a room, a device, more time, a language. Each is built into the day,
//! or told to the advisor as unmet; never quietly left out.
//!
//! The room stands in the problem and is a hard rule there; the language decides what is proposed. A device is set
//! aside for its learner all day, so the pool that others share is smaller. More time makes what shows mastery run
//! over more slots, in a row, as a session of its own.

use std::collections::BTreeMap;

use daybreak_night::candidate::{Activity, Candidate, Candidates};
use daybreak_night::concern::Concern;
use daybreak_night::explanation::Unmet;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::rules::Rules;
use daybreak_school::waiver::Waived;

/// Devices set aside by pool, in units.
pub type SetAside = BTreeMap<String, u32>;

/// Units set aside for learners who are there, in the learners' order, and who goes without.
pub fn devices(day: &SiteDay<'_>) -> (SetAside, Vec<Concern>) {
    let mut aside = SetAside::new();
    let mut unmet = Vec::new();
    for presence in &day.learners {
        for device in &day.school.learners[presence.who.i()].accommodations.devices {
            let pool = day.devices.iter().find(|pool| day.school.devices[pool.who.i()].id == *device);
            let covers = |there: &[bool]| presence.there.iter().zip(there).all(|(needed, there)| !needed || *there);
            let count =
                pool.filter(|pool| covers(&pool.there)).map_or(0, |pool| day.school.devices[pool.who.i()].count);
            let taken = aside.entry(device.clone()).or_default();
            if *taken < count {
                *taken += 1;
            } else {
                let what = Unmet::Device(device.clone());
                unmet.push(Concern::AccommodationUnmet { learner: presence.who, what });
            }
        }
    }
    (aside, unmet)
}

/// Slots that a lesson takes for a learner who has more time for showing mastery; none: as many as for everybody.
pub fn longer(day: &SiteDay<'_>, rules: &Rules, learner: LearnerIdx, lesson: LessonIdx) -> Option<u32> {
    let factor = day.school.learners[learner.i()].accommodations.extra_time;
    let facts = &day.school.lessons[lesson.i()];
    let modality = &day.school.modalities[facts.modality.i()];
    let shows = rules.choice.demonstration_tags.iter().any(|tag| *tag == modality.id || modality.tags.contains(tag));
    // Half a slot more is a slot more.
    let slots = (f64::from(facts.slots) * factor).ceil() as u32;
    (shows && slots > facts.slots).then_some(slots)
}

/// Rooms that are not there, lessons decided on in a foreign language, and demonstrations for which the day has no
/// run of slots that is long enough.
pub fn unmet(
    day: &SiteDay<'_>,
    rules: &Rules,
    candidates: &Candidates,
    is_held: impl Fn(LearnerIdx, &Candidate) -> bool,
) -> Vec<Concern> {
    let mut found = Vec::new();
    for presence in &day.learners {
        let learner = presence.who;
        let facts = &day.school.learners[learner.i()];
        let mut tell = |what: Unmet| found.push(Concern::AccommodationUnmet { learner, what });
        let has_all = |features: &[String]| facts.room_features.iter().all(|asked| features.contains(asked));
        if !day.rooms.iter().any(|room| has_all(&day.school.rooms[room.who.i()].features)) {
            tell(Unmet::Room);
        }
        for pin in day.school.pins.iter().filter(|pin| pin.date == day.date && pin.learner == learner) {
            // Who has signed for it knows.
            let is_signed = |lesson| {
                let lifted = day.school.lifted(day.date, learner, lesson, &Waived::Language);
                lifted.is_some_and(|lifted| lifted.holds(&pin.slot))
            };
            if let Some(lesson) = pin.lesson
                && !is_signed(lesson)
                && !speaks(&day.school.lessons[lesson.i()].languages, &facts.languages)
            {
                tell(Unmet::Language(lesson));
            }
        }
        let proposed = candidates.of(learner).map_or(&[][..], |entry| &entry.candidates);
        let is_longer = |candidate: &&Candidate| match candidate.activity {
            Activity::Lesson(lesson) => longer(day, rules, learner, lesson).is_some(),
            Activity::Service(_) | Activity::LessonWithService(..) => false,
        };
        let shown: Vec<&Candidate> = proposed.iter().filter(is_longer).collect();
        if !shown.is_empty() && !shown.iter().any(|candidate| is_held(learner, candidate)) {
            tell(Unmet::ExtraTime);
        }
    }
    found
}

/// Whether a lesson exists in a language of the learner, as far as both are known.
fn speaks(lesson: &[String], learner: &[String]) -> bool {
    lesson.is_empty() || learner.is_empty() || lesson.iter().any(|language| learner.contains(language))
}
