//! The competencies whose lessons are looked at for a learner: the most valuable ones of each subject.
//!
//! A learner is ready for a hundred competencies and has lessons of a dozen in mind; scoring all lessons of all of them
//! would be most of the night's work, for nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::WishFor;

use super::Stage;
use super::advance;
use super::memory::Memory;
use super::purpose::{Purpose, Purposes};
use super::purposes::purposes;

/// Competencies of a subject looked at for each that may be kept: those for which no group forms drop out.
const PER_KEPT: usize = 3;

/// Competencies looked at for each wished interest or place.
const PER_WISH: usize = 4;

/// Learners with the same purpose at which half of its value is safe: as many as a small group.
const COMPANY_HALF: Points = 6;

/// What is known of a learner before lessons are looked at.
pub struct Profile {
    pub memory: Memory,
    pub purposes: Purposes,
    /// Sorted.
    pub shortlist: Vec<CompetencyIdx>,
}

/// The profile of every learner who is there, in order.
pub fn profiles(stage: &Stage<'_>) -> Vec<Profile> {
    let mut found: Vec<(LearnerIdx, Memory, Purposes)> = (stage.day.learners.par_iter())
        .map(|presence| {
            let memory = Memory::new(stage, presence.who);
            let mut purposes = purposes(stage, presence.who, &memory);
            super::wished::open(stage, presence.who, &mut purposes);
            (presence.who, memory, purposes)
        })
        .collect();
    let mut needed = vec![0_u32; stage.school.competencies.len()];
    let is_new = |purpose: &Purpose| !purpose.progress.is_empty();
    for (competency, _) in found.iter().flat_map(|(_, _, purposes)| purposes).filter(|(_, purpose)| is_new(purpose)) {
        needed[competency.i()] += 1;
    }
    found.par_iter_mut().for_each(|(learner, _, purposes)| {
        advance::add_mentoring(stage, *learner, &needed, purposes);
    });
    let mut wanted = vec![0_u32; stage.school.competencies.len()];
    for competency in found.iter().flat_map(|(_, _, purposes)| purposes.keys()) {
        wanted[competency.i()] += 1;
    }
    let profile = |(learner, mut memory, purposes): (LearnerIdx, Memory, Purposes)| {
        let shortlist = shortlist(stage, learner, &purposes, &wanted);
        memory.rulings = stage.rulings_of(learner, &memory, &shortlist);
        Profile { memory, purposes, shortlist }
    };
    found.into_par_iter().map(profile).collect()
}

/// The best of each subject, whatever is asked for, and what could meet a wish for an interest or a place.
fn shortlist(stage: &Stage<'_>, learner: LearnerIdx, purposes: &Purposes, wanted: &[u32]) -> Vec<CompetencyIdx> {
    let per_subject = stage.rules.choice.competencies_per_subject_max.saturating_mul(PER_KEPT);
    let mut ranked: Vec<(Points, CompetencyIdx)> = (purposes.iter())
        .filter(|(competency, _)| !stage.catalogue.of(**competency).is_empty())
        .map(|(&competency, purpose)| (value(purpose, Points::from(wanted[competency.i()])), competency))
        .collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept = BTreeSet::new();
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    for &(_, competency) in &ranked {
        let n = n_of.entry(stage.school.competencies[competency.i()].subject.as_str()).or_default();
        *n += 1;
        let is_asked =
            purposes[&competency].flat.iter().any(|(r, _)| matches!(r, Reason::Wish(_) | Reason::Request(_)));
        if *n <= per_subject || is_asked {
            kept.insert(competency);
        }
    }
    for &wish in stage.asks.wishes.of(learner) {
        let with = match &stage.school.wishes[wish.i()].what {
            WishFor::Interest(interest) => stage.catalogue.by_interest.get(interest.as_str()),
            WishFor::Place(place) => stage.catalogue.by_place.get(place.as_str()),
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_)
            | WishFor::Staff(_) => None,
        };
        let meets = |competency: &CompetencyIdx| with.is_some_and(|with| with.contains(competency));
        kept.extend(ranked.iter().map(|entry| entry.1).filter(meets).take(PER_WISH));
    }
    for &proposal in stage.asks.proposals.of(learner) {
        let place = stage.school.proposals[proposal.i()].place.as_deref().unwrap_or_default();
        let Some(there) = stage.catalogue.by_place.get(place) else { continue };
        kept.extend(ranked.iter().map(|entry| entry.1).filter(|competency| there.contains(competency)).take(PER_WISH));
    }
    kept.into_iter().collect()
}

/// The points of all reasons; those for progress count by half alone, and fully in company.
fn value(purpose: &Purpose, n_learners: Points) -> Points {
    let sum = |reasons: &[(Reason, Points)]| reasons.iter().map(|reason| reason.1).sum::<Points>();
    let progress = sum(&purpose.progress);
    let company = progress / 2 * n_learners / (n_learners + COMPANY_HALF);
    progress / 2 + company + sum(&purpose.flat) + sum(&purpose.shown) + sum(&purpose.shared)
}
