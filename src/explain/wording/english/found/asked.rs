//! A wish or a request: granted by what; else why not, and what would grant it.

use super::super::{declined, desk, phrase};
use super::{changes, learner, line, named};
use crate::inquiry::{AskedFound, Fault, GroupFound, Then};
use crate::scene::Scene;
use crate::together::Joint;
use crate::wording::name;
use daybreak_night::explanation::{Answer, Blocked};
use daybreak_school::ids::{RequestIdx, WishIdx};

/// What is told of what would grant something.
const BLOCKED_TOLD: usize = 7;

/// A wish.
pub fn wish(scene: &Scene<'_>, found: &AskedFound<WishIdx>) -> String {
    let school = scene.known.school;
    let wish = &school.wishes[found.at.i()];
    let id = name::learner(school, wish.learner);
    let what = declined::wish_words(scene, &wish.what);
    let mut text = format!("Wish of learner {id}: {what} (rank {})\n", wish.rank);
    let fault = |why: &_| declined::wish_fault(scene, *why);
    answer(&mut text, scene, found, scene.position(wish.learner), fault);
    if found.answer.is_some() {
        worth(&mut text, found, scene.known.standing.wish(found.at));
    }
    text
}

/// A request.
pub fn request(scene: &Scene<'_>, found: &AskedFound<RequestIdx>) -> String {
    let school = scene.known.school;
    let request = &school.requests[found.at.i()];
    let slot = request.slot.as_ref().map(|slot| format!(" in slot {slot}")).unwrap_or_default();
    let asked = declined::asked_for(scene, found.at);
    let mut text = format!("Request: {asked}{slot} (priority {})\n", request.priority);
    let fault = |why: &_| declined::request_fault(scene, *why);
    answer(&mut text, scene, found, scene.position(request.learner), fault);
    if found.answer.is_some() {
        worth(&mut text, found, scene.known.standing.request(found.at));
    }
    if let Some(contest) = scene.known.standing.contest(found.at) {
        let first = &school.staff[school.requests[contest.first.i()].staff.i()].id;
        let others = match contest.first == found.at {
            true => "Others ask for the same learner and slot; this request comes first".to_owned(),
            false => format!("{first} asks for the same learner and slot and comes first"),
        };
        line(&mut text, 0, &format!("{others} (by {}).", contest.by.word()));
    }
    text
}

/// How much it counts.
fn worth<At: Fault>(text: &mut String, found: &AskedFound<At>, points: i64) {
    let words = match found.answer.as_ref().is_some_and(Answer::is_granted) {
        true => "It brings the plan",
        false => "Granted, it would bring the plan",
    };
    line(text, 0, &format!("{words} {points} points."));
}

fn answer<At: Fault>(
    text: &mut String,
    scene: &Scene<'_>,
    found: &AskedFound<At>,
    learner: Option<usize>,
    fault: impl Fn(&At::Why) -> String,
) {
    let Some(answer) = &found.answer else {
        line(text, 0, &format!("Not in force on {}.", scene.known.formulation.date));
        return;
    };
    match answer {
        Answer::Granted { session } => {
            let session = &scene.known.plan.sessions[*session];
            let slot = scene.day.slot(&session.slot).map(|slot| phrase::slot(scene, slot)).unwrap_or_default();
            let staff = match session.staff.as_slice() {
                [] => String::new(),
                staff => format!(" with {}", staff.join(", ")),
            };
            line(text, 0, &format!("Granted: session {}, {slot}, in {}{staff}.", session.id, session.room));
        }
        other => {
            let (why, help) = desk::declined(scene, learner, other, fault);
            match (other, learner) {
                (Answer::Blocked(blocked), Some(learner)) if blocked.len() > 2 => {
                    against(text, scene, learner, blocked)
                }
                _ => line(text, 0, &format!("Not granted. {why}")),
            }
            partly_there(text, scene, learner);
            match other {
                Answer::Away | Answer::Granted { .. } => {}
                Answer::Impossible(_) | Answer::NothingSuits if found.changes.is_empty() => {
                    if !help.is_empty() {
                        line(text, 0, &format!("What would help: {help}"));
                    }
                }
                Answer::Impossible(_) | Answer::NothingSuits | Answer::Blocked(_) => {
                    changes(text, scene, 0, &found.changes);
                }
            }
        }
    }
    match (found.then, answer.is_granted()) {
        (Then::NotAsked, _) => line(text, 0, "It was not asked for when the plan was made."),
        (Then::Granted, false) => {
            line(text, 0, "It was told as granted when the plan was made; the package has moved since.")
        }
        (Then::Declined, true) => {
            line(text, 0, "It was told as declined when the plan was made; the package has moved since.")
        }
        (Then::Granted | Then::Declined | Then::Unknown, _) => {}
    }
}

/// When a learner is there who is away for a part of the day: that alone may be why.
fn partly_there(text: &mut String, scene: &Scene<'_>, learner: Option<usize>) {
    let Some(here) = learner.map(|learner| &scene.day.learners[learner].here) else { return };
    let slots = scene.day.problem.slots.iter().zip(here);
    let there: Vec<&str> = slots.filter(|(_, here)| **here).map(|(slot, _)| slot.id.as_str()).collect();
    if there.len() < here.len() {
        line(text, 0, &format!("The learner is there in {} alone.", there.join(", ")));
    }
}

/// What would grant it and what stands against each, the dearest first; slots in which the same does in one line.
fn against(text: &mut String, scene: &Scene<'_>, learner: usize, blocked: &[Blocked]) {
    let mut told: Vec<(String, String, Vec<&str>)> = vec![];
    for entry in blocked {
        let what = phrase::activity(scene.known.school, entry.activity);
        let clause = desk::obstacles(scene, learner, entry);
        let slot = entry.start.map(|slot| scene.day.problem.slots[slot].id.as_str());
        match told.iter_mut().find(|(other, same, _)| (other, same) == (&what, &clause)) {
            Some((_, _, slots)) => slots.extend(slot.filter(|slot| !slots.contains(slot))),
            None => told.push((what, clause, slot.into_iter().collect())),
        }
    }
    line(text, 0, "Not granted. What would grant it, and what stands against it:");
    for (what, clause, slots) in told.iter().take(BLOCKED_TOLD) {
        let slots = match slots.as_slice() {
            [] => String::new(),
            [slot] => format!(", slot {slot}"),
            slots => format!(", slots {}", slots.join(", ")),
        };
        line(text, 1, &format!("{what}{slots}: {clause}"));
    }
    if told.len() > BLOCKED_TOLD {
        line(text, 1, &format!("and {} more", told.len() - BLOCKED_TOLD));
    }
}

/// Requests that need each other.
pub fn group(scene: &Scene<'_>, found: &GroupFound) -> String {
    let ids: Vec<String> = found.learners.iter().map(|&at| learner(scene, at).to_owned()).collect();
    let lesson = name::lesson(scene.known.school, found.lesson);
    let n = if ids.len() == 2 { "both".to_owned() } else { format!("all {}", ids.len()) };
    let mut text = format!("As one group ({}), for {lesson}\n", named(&ids));
    let Some(together) = &found.together else {
        line(&mut text, 0, "It is not among what is proposed today to one of them.");
        return text;
    };
    match &together.best {
        Some(Joint::AsItIs { slot, cost }) => {
            let price = match cost {
                ..=0 => format!("the plan would be worth {} points more", -cost),
                cost => format!("the plan would be worth {cost} points less"),
            };
            line(
                &mut text,
                0,
                &format!("Tried on the plan: {n} could have it together in {}; {price}.", phrase::slot(scene, *slot)),
            );
            return text;
        }
        Some(Joint::WithOneMore { slot, tag }) => {
            let slot = phrase::slot(scene, *slot);
            line(
                &mut text,
                0,
                &format!("Tried on the plan: with one more person with {tag} in {slot} {n} could have it together."),
            );
        }
        None => line(
            &mut text,
            0,
            &format!("Tried on the plan: in no slot could {n} have it together, with one more adult neither."),
        ),
    }
    for (slot, obstacle) in &together.against {
        let against = match obstacle {
            Some(obstacle) => desk::obstacle(scene, found.learners[0], obstacle),
            None => "does not come about".to_owned(),
        };
        line(&mut text, 1, &format!("{}: {against}", phrase::slot(scene, *slot)));
    }
    text
}
