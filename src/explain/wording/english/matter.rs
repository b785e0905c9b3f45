//! The morning's matters in words: one sentence for what has one cause, one for the next step.

use std::collections::BTreeSet;

use super::{concern, phrase};
use crate::gather::{Cause, Gathered, Step};
use crate::scene::Scene;
use crate::wording::name;
use daybreak_night::concern::Concern;
use daybreak_night::kind::ConcernKind;

/// Ids that are named in a sentence.
const NAMED: usize = 5;

/// What, and the next step.
pub fn matter(scene: &Scene<'_>, gathered: &Gathered<'_>) -> (String, String) {
    let first = &gathered.concerns[0].concern;
    let told = concern::concern(scene, first);
    let n = gathered.concerns.len();
    let what =
        if n == 1 { told.what.clone() } else { several(scene, gathered).unwrap_or_else(|| and_more(&told.what, n)) };
    let step = match &gathered.step {
        Step::AsTold if gathered.cause == Cause::ServedAway => {
            "Nothing today: it stays owed, and the days to come are planned with it.".to_owned()
        }
        Step::AsTold if n > 1 && is_about_one(gathered.kind) && !told.help.is_empty() => {
            let first = learners(scene, gathered).into_iter().next().unwrap_or_default();
            format!("No one step was found for all. For {first}: {}", lower_first(&told.help))
        }
        Step::AsTold => told.help,
        step => tried(scene, step, n),
    };
    (what, step)
}

/// Whether what helps one says nothing of the others.
fn is_about_one(kind: ConcernKind) -> bool {
    matches!(kind, ConcernKind::ServiceShort | ConcernKind::RequestDeclined | ConcernKind::Unplaced)
}

/// Many concerns of one cause in one sentence; none where nothing better than the first of them can be said.
fn several(scene: &Scene<'_>, gathered: &Gathered<'_>) -> Option<String> {
    let school = scene.known.school;
    let who = learners(scene, gathered);
    let n = u64::try_from(who.len()).unwrap_or(u64::MAX);
    let ids = named(&who);
    let learners = phrase::count(n, &phrase::LEARNER);
    Some(match (gathered.kind, &gathered.cause) {
        (ConcernKind::ServiceShort, Cause::Service(service)) => {
            let short = |one: &Concern| match one {
                Concern::ServiceShort { outcome, .. } => u64::from(outcome.slots_short),
                _ => 0,
            };
            let slots: u64 = gathered.concerns.iter().map(|one| short(&one.concern)).sum();
            match slots {
                0 => format!("{learners} will miss minutes of {service} by the end of their period ({ids})."),
                slots => {
                    format!("{learners} miss {} of {service} today ({ids}).", phrase::count(slots, &phrase::SLOT))
                }
            }
        }
        (ConcernKind::ServiceShort, Cause::ServedAway) => {
            format!("{learners} who are owed a service are away ({ids}).")
        }
        (ConcernKind::ServiceImpossible, Cause::Service(service)) => {
            format!("Nobody who is there today can give {service} to {learners} ({ids}).")
        }
        (ConcernKind::RequestDeclined, Cause::Asked(staff, _)) => {
            let request = gathered.concerns.iter().find_map(|one| match &one.concern {
                Concern::RequestDeclined { request, .. } | Concern::RequestImpossible { request, .. } => Some(*request),
                _ => None,
            })?;
            let row = &school.requests[request.i()];
            let what = row.lesson.map(|lesson| name::lesson(school, lesson));
            let what = what.or_else(|| row.competency.map(|competency| name::competency(school, competency)));
            let what = what.map(|what| format!(" for {what}")).unwrap_or_default();
            format!("{} asked for {learners}{what}; none of it is planned ({ids}).", school.staff[staff.i()].id)
        }
        (ConcernKind::Unplaced, Cause::Slot(slot)) => {
            format!("{learners} have no place in {} ({ids}).", phrase::slot(scene, *slot))
        }
        (ConcernKind::GoalOutOfReach, Cause::Goals(subject)) => {
            format!("{} goals in {subject} cannot be reached by their dates, of {learners}.", gathered.concerns.len())
        }
        (ConcernKind::GoalLacksLesson, Cause::Goals(subject)) => {
            format!("{} goals in {subject} have something on their way without a lesson.", gathered.concerns.len())
        }
        (ConcernKind::WishDeclined, _) => format!("{learners} get none of what they wished for ({ids})."),
        (ConcernKind::Stuck, _) => format!("{learners} work at something in vain ({ids})."),
        (ConcernKind::LittleEvidence, _) => format!("Little is known of {learners} ({ids})."),
        (ConcernKind::NoCandidates, _) => format!("Nothing suits {learners} today ({ids})."),
        _ => return None,
    })
}

fn learners(scene: &Scene<'_>, gathered: &Gathered<'_>) -> Vec<String> {
    let school = scene.known.school;
    let of = |concern: &Concern| {
        let learner = match concern {
            Concern::ServiceShort { outcome, .. } => school.services[outcome.service.i()].learner,
            Concern::ServiceImpossible { service, .. } => school.services[service.i()].learner,
            Concern::RequestDeclined { request, .. } | Concern::RequestImpossible { request, .. } => {
                school.requests[request.i()].learner
            }
            Concern::GoalOutOfReach { goal, .. } | Concern::GoalLacksLesson { goal, .. } => {
                school.goals[goal.i()].learner
            }
            Concern::Unplaced { learner, .. }
            | Concern::WishesDeclined { learner, .. }
            | Concern::Stuck { learner, .. }
            | Concern::LittleEvidence { learner, .. }
            | Concern::NoCandidates { learner } => *learner,
            _ => return None,
        };
        Some(name::learner(school, learner).to_owned())
    };
    let ids: BTreeSet<String> = gathered.concerns.iter().filter_map(|one| of(&one.concern)).collect();
    ids.into_iter().collect()
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn named(ids: &[String]) -> String {
    let first = ids.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The first of several that have no sentence of their own.
fn and_more(what: &str, n: usize) -> String {
    format!("{what} And {} more like it.", n - 1)
}

fn tried(scene: &Scene<'_>, step: &Step, n: usize) -> String {
    let school = scene.known.school;
    match step {
        Step::Together { lesson, slot, learners, cost } => {
            let price = match cost {
                ..=0 => "at no loss".to_owned(),
                cost => format!("what they do then is worth {cost} points more"),
            };
            let who = if *learners == 2 { "both".to_owned() } else { format!("all {learners}") };
            format!(
                "As one group it works: {who} together in {} for {}; {price}.",
                phrase::slot(scene, *slot),
                name::lesson(school, *lesson)
            )
        }
        Step::TogetherWith { lesson, slot, learners, tag } => {
            let who = if *learners == 2 { "both".to_owned() } else { format!("all {learners}") };
            format!(
                "As one group they wait for a {tag} alone: with one more in {} {who} could have {}.",
                phrase::slot(scene, *slot),
                name::lesson(school, *lesson)
            )
        }
        Step::OneMore { tag, slot, helped } => {
            format!("One more {tag} in {} would place {helped} of {n}.", phrase::slot(scene, *slot))
        }
        Step::Goals { more_slots, later, other } => {
            let mut parts = Vec::new();
            for (count, what) in
                [(more_slots, "more slots a week"), (later, "a later date"), (other, "another way or one goal less")]
            {
                if *count > 0 {
                    parts.push(format!("{count} with {what}"));
                }
            }
            format!(
                "By the plotted ways these would be better: {}. exceptions.csv has the change for each.",
                parts.join(", ")
            )
        }
        Step::AsTold => String::new(),
    }
}
