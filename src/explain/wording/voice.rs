//! Sentences on turns and proposals.

use super::sheet;
use crate::scene::Scene;
use daybreak_night::explanation::{Answer, WishFault};
use daybreak_school::ids::RequestIdx;
use daybreak_school::voice::{ComesFirstBy, Contest, Proposal};

/// How a proposal was answered, for the learner; of a partner no more is told than that it could not be.
pub fn proposal_reason(scene: &Scene<'_>, proposal: &Proposal, answer: &Answer<WishFault>) -> String {
    match answer {
        Answer::Granted { .. } => "As you proposed.".to_owned(),
        Answer::Away => "You are not there today.".to_owned(),
        Answer::Impossible(_) => "The day has no such slot.".to_owned(),
        Answer::NothingSuits if proposal.partner.is_some() => "It is not possible together then.".to_owned(),
        Answer::NothingSuits => "Nothing that suits you then would be what you proposed.".to_owned(),
        Answer::Blocked(_) => sheet::wish_reason(scene, None, answer),
    }
}

/// What a teacher is told of another who asks for the same learner and slot; empty where nobody does.
pub fn contest_words(scene: &Scene<'_>, at: RequestIdx, contest: Option<Contest>, granted: bool) -> String {
    let Some(Contest { first, by }) = contest else { return String::new() };
    let school = scene.known.school;
    let by = match by {
        ComesFirstBy::Priority => "it is more urgent",
        ComesFirstBy::Turn => "it was declined lately",
        ComesFirstBy::Rule => "the school's order of requests says so",
        ComesFirstBy::Id => "of equal requests the staff's ids decide",
    };
    if first == at {
        return format!(" Another teacher asks for the same learner then; this request comes first: {by}.");
    }
    let winner = &school.staff[school.requests[first.i()].staff.i()].id;
    let next = if granted { "" } else { " This request counts more next time." };
    format!(" {winner} asks for the same learner then and comes first: {by}.{next}")
}
