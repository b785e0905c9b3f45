//! What is owed and stays short, in words for staff: how much, why, and until when it can be made up.

use super::exceptions::Words;
use super::{desk, name};
use crate::explain::scene::Scene;
use crate::model::explanation::{OwedBecause, ServiceOutcome};

/// A service that is short today, or will be when its period ends.
pub fn service_short(
    scene: &Scene<'_>,
    outcome: &ServiceOutcome,
    impossible: Option<&'static str>,
    away: bool,
) -> Words {
    let school = scene.known.school;
    let service = &school.services[outcome.service.i()];
    let id = name::learner(school, service.learner);
    let mut what = match outcome.slots_short {
        0 => format!("Learner {id} is owed {} minutes more of service {}", outcome.still_owed, service.service),
        slots => format!(
            "Learner {id} is short of {} of service {}: {} minutes stay owed",
            name::count(u64::from(slots), "slot"),
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
    Words { kind: "service_short", subject: id.to_owned(), slot: None, what, why, help }
}

/// When minutes will be missing, and how sure that is.
fn when(scene: &Scene<'_>, outcome: &ServiceOutcome) -> String {
    let today = scene.known.formulation.date;
    let sure = match outcome.cause {
        Some(OwedBecause::OwnTime { .. } | OwedBecause::Specialists { .. }) => "whatever is done",
        Some(OwedBecause::Later | OwedBecause::LearnerAway | OwedBecause::NotPlaced) | None => "as far as can be seen",
    };
    match outcome.period.1 > today {
        true => format!("on {} {sure}", outcome.period.1),
        false => "today".to_owned(),
    }
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
