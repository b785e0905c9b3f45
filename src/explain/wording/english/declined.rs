//! What people asked for and did not get, for the coordinator.

use super::{desk, phrase};
use crate::scene::Scene;
use crate::wording::{Sentences, name};
use daybreak_night::explanation::{Answer, RequestFault, WishFault};
use daybreak_school::ids::{LearnerIdx, RequestIdx, WishIdx};
use daybreak_school::school::WishFor;

/// A request that is not granted.
pub fn request_declined(scene: &Scene<'_>, at: RequestIdx, answer: &Answer<RequestFault>) -> Sentences {
    let school = scene.known.school;
    let request = &school.requests[at.i()];
    let (why, help) =
        desk::declined(scene, scene.position(request.learner), answer, |fault| request_fault(scene, *fault));
    Sentences { what: format!("{}; it is not planned.", asked_for(scene, at)), why, help }
}

/// "S10 asked for learner L038 for Fractions (M5-1)", without a full stop.
pub fn asked_for(scene: &Scene<'_>, at: RequestIdx) -> String {
    let school = scene.known.school;
    let request = &school.requests[at.i()];
    let work = match (request.lesson, request.competency) {
        (Some(lesson), _) => format!(" for {}", name::lesson(school, lesson)),
        (None, Some(competency)) => format!(" to learn: {}", name::competency(school, competency)),
        (None, None) => String::new(),
    };
    let staff = &school.staff[request.staff.i()].id;
    format!("{staff} asked for learner {}{work}", name::learner(school, request.learner))
}

pub fn request_fault(scene: &Scene<'_>, fault: RequestFault) -> String {
    match fault {
        RequestFault::RuledOut(rule) => return super::rules::ruled_out(scene.known.rules, rule),
        RequestFault::LearnerAbsent => "The learner is not there then.",
        RequestFault::StaffAbsent => "The person who asked is not there then.",
        RequestFault::NothingSuitable => "Nothing of the kind suits the learner today.",
        RequestFault::NoSuchSlotToday => "The day has no such slot.",
    }
    .to_owned()
}

/// A learner none of whose wishes is granted, with the dearest of them.
pub fn wishes_declined(
    scene: &Scene<'_>,
    learner: LearnerIdx,
    wishes: u32,
    dearest: WishIdx,
    answer: &Answer<WishFault>,
) -> Sentences {
    let school = scene.known.school;
    let (why, help) = desk::declined(scene, scene.position(learner), answer, |fault| wish_fault(scene, *fault));
    let id = name::learner(school, learner);
    Sentences {
        what: format!(
            "Learner {id} gets none of today's {}; the dearest was {}.",
            phrase::count(wishes, &phrase::WISH),
            wish_words(scene, &school.wishes[dearest.i()].what)
        ),
        why,
        help,
    }
}

pub fn wish_fault(scene: &Scene<'_>, fault: WishFault) -> String {
    match fault {
        WishFault::RuledOut(rule) => return super::rules::ruled_out(scene.known.rules, rule),
        WishFault::NotReady => "It builds on what the learner is still learning.",
        WishFault::NotOffered => "Nothing of the kind is offered here today.",
        WishFault::NotAvailable => "Who was wished for is not there, or is kept apart by a decision.",
    }
    .to_owned()
}

/// What was wished for, for the coordinator.
pub fn wish_words(scene: &Scene<'_>, what: &WishFor) -> String {
    let school = scene.known.school;
    match what {
        WishFor::Lesson(lesson) => name::lesson(school, *lesson),
        WishFor::Competency(competency) => format!("to learn: {}", name::competency(school, *competency)),
        WishFor::Modality(modality) => format!("to work by {}", school.modalities[modality.i()].id),
        WishFor::Interest(interest) => format!("something about {interest}"),
        WishFor::Place(place) => format!("to work in {place}"),
        WishFor::Time { slot, subject, modality } => {
            let subject = subject.as_ref().map(|subject| format!(" with {subject}")).unwrap_or_default();
            let modality = modality.map(|m| format!(" by {}", school.modalities[m.i()].id)).unwrap_or_default();
            format!("slot {slot}{subject}{modality}")
        }
        WishFor::Partner(other) => format!("to work with {}", name::learner(school, *other)),
        WishFor::Staff(person) => format!("to work with {}", school.staff[person.i()].id),
    }
}
