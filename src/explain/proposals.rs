//! What learners proposed for their day: kept, or what is planned instead and why.

use super::asks::{self, Seat};
use super::attempt::Trial;
use super::scene::Scene;
use super::wording::told;
use daybreak_night::candidate::Reason;
use daybreak_night::explanation::{Answer, WishFault};
use daybreak_school::ids::ProposalIdx;
use daybreak_school::school::WishFor;
use daybreak_school::voice::{Proposal, ProposalOutcome};

/// The proposals for the day of the site's learners, in order.
pub fn outcomes(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<ProposalOutcome> {
    let known = scene.known;
    let of_today =
        known.school.proposals.iter().enumerate().filter(|(_, proposal)| {
            proposal.date == known.formulation.date && asks::is_of_site(scene, proposal.learner)
        });
    let mut trial = trial.clone();
    let outcome = |(i, proposal): (usize, &Proposal)| {
        let at = ProposalIdx::at(i);
        let (session, answer) = answer(scene, &mut trial, at, proposal);
        let reason = told::proposal(scene, proposal, &answer);
        let is_possible = matches!(answer, Answer::Granted { .. } | Answer::Blocked(_));
        ProposalOutcome { proposal: at, session, kept: answer.is_granted(), is_possible, reason }
    };
    of_today.map(outcome).collect()
}

/// The session in the proposal's slot, and whether it keeps the proposal.
fn answer(
    scene: &Scene<'_>,
    trial: &mut Trial<'_>,
    at: ProposalIdx,
    proposal: &Proposal,
) -> (Option<usize>, Answer<WishFault>) {
    let Some(learner) = scene.position(proposal.learner) else { return (None, Answer::Away) };
    let Some(slot) = scene.day.slot(&proposal.slot) else {
        return (None, Answer::Impossible(WishFault::NotAvailable));
    };
    let mut seats = asks::seats(scene, trial, learner).into_iter();
    let there = seats.find(|seat| trial.seating.sessions[seat.held].span().contains(&slot));
    let session = there.as_ref().and_then(|seat| seat.in_plan);
    let granted = there.filter(|seat| keeps(scene, trial, seat, proposal)).and_then(|seat| seat.in_plan);
    if let Some(session) = granted {
        return (Some(session), Answer::Granted { session });
    }
    let blocked = asks::blocked_for(scene, trial, learner, Some(slot), |reason| reason == Reason::Proposal(at));
    (session, if blocked.is_empty() { Answer::NothingSuits } else { Answer::Blocked(blocked) })
}

/// Whether what the learner does there is all that was proposed.
fn keeps(scene: &Scene<'_>, trial: &Trial<'_>, seat: &Seat, proposal: &Proposal) -> bool {
    let is = |what: &WishFor| asks::grants_wish(scene, trial, seat, what, None);
    proposal.lesson.is_none_or(|lesson| is(&WishFor::Lesson(lesson)))
        && proposal.competency.is_none_or(|competency| is(&WishFor::Competency(competency)))
        && proposal.modality.is_none_or(|modality| is(&WishFor::Modality(modality)))
        && proposal.place.as_ref().is_none_or(|place| is(&WishFor::Place(place.clone())))
        && proposal.partner.is_none_or(|partner| is(&WishFor::Partner(partner)))
}
