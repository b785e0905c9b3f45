//! What is owed and stays short, in words for staff: how much, why, and until when it can be made up.

use super::{desk, phrase};
use crate::scene::Scene;
use crate::wording::{Sentences, name};
use daybreak_night::explanation::{OwedBecause, ServiceOutcome, Unmet};
use daybreak_school::ids::LearnerIdx;

/// A service that is short today, or will be when its period ends.
pub fn service_short(
    scene: &Scene<'_>,
    outcome: &ServiceOutcome,
    impossible: Option<&'static str>,
    away: bool,
) -> Sentences {
    let school = scene.known.school;
    let service = &school.services[outcome.service.i()];
    let id = name::learner(school, service.learner);
    let mut what = match outcome.slots_short {
        0 => format!("Learner {id} is owed {} minutes more of service {}", outcome.still_owed, service.service),
        slots => format!(
            "Learner {id} is short of {} of service {}: {} minutes stay owed",
            phrase::count(slots, &phrase::SLOT),
            service.service,
            outcome.still_owed
        ),
    };
    if outcome.short > 0 {
        what.push_str(&format!(", and {} of them will be missing {}", outcome.short, when(scene, outcome)));
    }
    what.push('.');
    let by_when = by_when(scene, outcome);
    let help = match (away, outcome.blocked.is_empty()) {
        (true, _) => by_when,
        (false, true) => format!("Somebody with {} in a slot of the learner. {by_when}", service.staff_tag),
        (false, false) => format!("{} {by_when}", desk::help(scene, &outcome.blocked)),
    };
    let why = why(scene, outcome, impossible, away);
    Sentences { what, why, help }
}

/// When minutes will be missing, and how sure that is: where many share too little time, somebody else could go
/// without instead.
fn when(scene: &Scene<'_>, outcome: &ServiceOutcome) -> String {
    if outcome.period.1 <= scene.known.formulation.date {
        return "today".to_owned();
    }
    let sure = match outcome.cause {
        Some(OwedBecause::OwnTime { .. }) => "whatever is done",
        Some(OwedBecause::Specialists { .. }) => "unless others go without instead",
        Some(OwedBecause::Later | OwedBecause::LearnerAway | OwedBecause::NotPlaced) | None => "as far as can be seen",
    };
    format!("when the period ends on {}, {sure}", outcome.period.1)
}

fn why(scene: &Scene<'_>, outcome: &ServiceOutcome, impossible: Option<&'static str>, away: bool) -> String {
    let service = &scene.known.school.services[outcome.service.i()];
    let (tag, until) = (&service.staff_tag, outcome.period.1);
    let today = match (away, impossible, scene.position(service.learner)) {
        (true, _, _) => "The learner is not there today.".to_owned(),
        (false, Some(why), _) => why.to_owned(),
        (false, None, Some(at)) if outcome.slots_short > 0 => desk::summary(scene, at, &outcome.blocked),
        (false, None, _) => String::new(),
    };
    let ahead = match outcome.cause {
        Some(OwedBecause::OwnTime { possible }) if impossible.is_none() => format!(
            "The learner and somebody with {tag} have {possible} minutes together until {until}, and {} were to be given.",
            outcome.due
        ),
        Some(OwedBecause::Specialists { people, owed, possible }) => format!(
            "{} with {tag}: {owed} minutes are owed until {until}, and there is time for {possible}.",
            match people {
                1 => "One person".to_owned(),
                n => format!("{n} people"),
            }
        ),
        Some(OwedBecause::NotPlaced) if outcome.slots_short == 0 && impossible.is_none() => {
            format!("No way was found to give everybody with a claim on {tag} theirs until {until}.")
        }
        Some(OwedBecause::OwnTime { .. } | OwedBecause::NotPlaced | OwedBecause::LearnerAway | OwedBecause::Later)
        | None => String::new(),
    };
    [today, ahead].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Until when it can be made up: in the period, else on top of later ones.
fn by_when(scene: &Scene<'_>, outcome: &ServiceOutcome) -> String {
    let in_period = outcome.by_when.filter(|day| *day > scene.known.formulation.date && outcome.short == 0);
    match (in_period, outcome.make_up_until) {
        (Some(day), _) => format!("It can be made up until {day}."),
        (None, Some(until)) => format!("What is missing then is owed on top until {until}."),
        (None, None) => "No later day is left to make it up.".to_owned(),
    }
}

/// An accommodation that the day does not hold, and whose matter that is: the advisor's.
pub fn accommodation_unmet(scene: &Scene<'_>, learner: LearnerIdx, what: &Unmet) -> Sentences {
    let school = scene.known.school;
    let facts = &school.learners[learner.i()];
    let (needs, why, help) = match what {
        Unmet::Room => (
            format!("a room with {}", facts.room_features.join(", ")),
            "No room that is open today has all of it.".to_owned(),
            "open such a room, or settle what will do for today".to_owned(),
        ),
        Unmet::Device(device) => (
            format!("{device} all day"),
            "The pool has none left, or is not there in every slot of the learner.".to_owned(),
            "find a device, or settle what will do for today".to_owned(),
        ),
        Unmet::ExtraTime => (
            format!("{} times the usual time to show mastery", facts.accommodations.extra_time),
            "The day has no run of slots that is long enough, so nothing is shown today.".to_owned(),
            "choose another day for it".to_owned(),
        ),
        Unmet::Language(lesson) => (
            format!("lessons in {}", facts.languages.join(", ")),
            format!("A pin sets {}, which is in {}.", name::lesson(school, *lesson), {
                school.lessons[lesson.i()].languages.join(", ")
            }),
            "change the pin, or find somebody who interprets".to_owned(),
        ),
    };
    let owner = match facts.advisor {
        Some(advisor) => format!("{}, the advisor,", school.staff[advisor.i()].id),
        None => "Whoever answers for the learner (no advisor is named)".to_owned(),
    };
    Sentences {
        what: format!("Learner {} is to have {needs}, and does not.", facts.id),
        why,
        help: format!("{owner} is to {help}."),
    }
}
