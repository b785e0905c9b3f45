//! Strategic time: what a learner proposes for a slot of the day is put before the plan with strong points in that slot.
//!
//! The plan may still do otherwise, and then says why. What is proposed need not have a purpose of its own, but it must be
//! within reach, as a wish must.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{LessonIdx, ProposalIdx};
use daybreak_school::school::Lesson;
use daybreak_school::voice::Proposal;

use super::catalogue::Role;
use super::drafts::{Draft, Scorer};
use super::score::Scored;

/// Lessons proposed in the place that a proposal names, at most.
const PLACED_MAX: usize = 3;

impl Scorer<'_> {
    /// Adds the lessons that proposals name, by themselves or by their competency.
    pub fn draft_proposals(&self, drafts: &mut BTreeMap<LessonIdx, Draft>) {
        for &at in self.stage.asks.proposals.of(self.learner) {
            let proposal = &self.stage.school.proposals[at.i()];
            let named: Vec<LessonIdx> = match (proposal.lesson, proposal.competency) {
                (Some(lesson), _) => vec![lesson],
                (None, Some(competency)) => self.stage.catalogue.of(competency).to_vec(),
                (None, None) => Vec::new(),
            };
            for lesson in named {
                let facts = self.lesson(lesson);
                if meets(proposal, lesson, facts) && self.stage.is_near(self.learner, facts.competency) {
                    drafts.entry(lesson).or_default().reasons.push((Reason::Proposal(at), 0));
                }
            }
        }
    }

    /// The points of proposals that the lesson meets, in their slots; those for a place are met by `add_proposed_places`.
    pub fn add_proposals(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        for &proposal_at in self.stage.asks.proposals.of(self.learner) {
            let proposal = &self.stage.school.proposals[proposal_at.i()];
            let is_there = proposal.place.as_ref().is_none_or(|place| *place == lesson.place);
            if meets(proposal, at, lesson) && is_there && names_work(proposal) {
                self.propose(proposal_at, &mut draft.reasons, &mut draft.slot_bonus);
            }
        }
    }

    /// Own work in the zone or room that a proposal names, where no lesson takes place by itself.
    pub fn add_proposed_places(&self, scored: &mut Vec<Scored>) {
        for &at in self.stage.asks.proposals.of(self.learner) {
            let proposal = &self.stage.school.proposals[at.i()];
            let Some(bound) = proposal.place.as_ref().and_then(|place| self.place(place)) else { continue };
            let is_own = |entry: &&Scored| {
                let lesson = self.lesson(entry.lesson);
                self.stage.catalogue.offer(entry.lesson).role == Role::Own
                    && lesson.place.is_empty()
                    && entry.place.is_none()
                    && meets(proposal, entry.lesson, lesson)
            };
            let mut own: Vec<&Scored> = scored.iter().filter(is_own).collect();
            own.sort_by_key(|entry| (-entry.utility(), entry.lesson));
            let there: Vec<Scored> = (own.into_iter().take(PLACED_MAX).cloned())
                .map(|mut entry| {
                    let mut bonus = Vec::new();
                    self.propose(at, &mut entry.reasons, &mut bonus);
                    entry.slot_bonus.extend(self.start_bonuses(entry.lesson, bonus));
                    entry.slot_bonus = summed(entry.slot_bonus);
                    entry.place = Some(bound.clone());
                    entry.is_asked = true;
                    entry
                })
                .collect();
            for entry in there {
                let same = |other: &&mut Scored| other.lesson == entry.lesson && other.place == entry.place;
                match scored.iter_mut().find(same) {
                    // A wish has brought it there already.
                    Some(other) => {
                        let mut bonus = Vec::new();
                        self.propose(at, &mut other.reasons, &mut bonus);
                        other.slot_bonus.extend(self.start_bonuses(other.lesson, bonus));
                        other.slot_bonus = summed(std::mem::take(&mut other.slot_bonus));
                    }
                    None => scored.push(entry),
                }
            }
        }
    }

    /// Adds the reason, once, and the points in the proposal's slot.
    fn propose(&self, at: ProposalIdx, reasons: &mut Vec<(Reason, Points)>, slot_bonus: &mut Vec<(String, Points)>) {
        if !reasons.iter().any(|(reason, _)| *reason == Reason::Proposal(at)) {
            reasons.push((Reason::Proposal(at), 0));
        }
        slot_bonus.push((self.stage.school.proposals[at.i()].slot.clone(), self.stage.rules.scores.proposal));
    }
}

/// The bonuses of each start slot added up, in order of slot id.
fn summed(bonuses: Vec<(String, Points)>) -> Vec<(String, Points)> {
    let mut sums: BTreeMap<String, Points> = BTreeMap::new();
    bonuses.into_iter().for_each(|(slot, points)| *sums.entry(slot).or_default() += points);
    sums.into_iter().collect()
}

/// Whether the proposal says what is to be done or where; a partner alone is met in `formulate`.
fn names_work(proposal: &Proposal) -> bool {
    proposal.lesson.is_some()
        || proposal.competency.is_some()
        || proposal.modality.is_some()
        || proposal.place.is_some()
}

/// Whether the lesson is as proposed, the place apart.
fn meets(proposal: &Proposal, at: LessonIdx, lesson: &Lesson) -> bool {
    proposal.lesson.is_none_or(|named| named == at)
        && proposal.competency.is_none_or(|at| at == lesson.competency || lesson.competencies_also.contains(&at))
        && proposal.modality.is_none_or(|at| at == lesson.modality)
}
