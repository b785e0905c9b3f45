//! Floors under a learner's day: requirements that count what a lesson is for this learner, such as work that the
//! learner is ready for, or a first wish.
//!
//! A floor asks for no more than the learner's candidates could give: what cannot be had is told in words, not paid for
//! in points every night.

use std::collections::BTreeSet;

use crate::model::candidate::{Candidate as Proposed, tag};
use crate::model::problem::Candidate;
use crate::model::rules::Rules;

/// The tags of candidates that rules speak of; no others enter the problem.
pub struct Floors {
    spoken_of: BTreeSet<&'static str>,
}

impl Floors {
    pub fn new(rules: &Rules) -> Self {
        let is_spoken_of = |tag: &&str| rules.requirements.iter().any(|rule| rule.tag == *tag);
        Floors { spoken_of: tag::ALL.iter().map(|(tag, _)| *tag).filter(is_spoken_of).collect() }
    }

    /// The proposal's tags that some rule counts.
    pub fn kept(&self, proposed: &Proposed) -> Vec<String> {
        proposed.tags.iter().filter(|tag| self.spoken_of.contains(*tag)).map(|tag| (*tag).to_string()).collect()
    }

    /// How much of a minimum the candidates could give; none: nothing, and no requirement is made of it. A tag of
    /// offerings keeps its minimum.
    pub fn within_reach(&self, tag: &str, slots_min: u32, candidates: &[Candidate]) -> Option<u32> {
        if !self.spoken_of.contains(tag) {
            return Some(slots_min);
        }
        let has = |candidate: &&Candidate| candidate.tags.iter().any(|own| own == tag);
        let n_uses = candidates.iter().filter(has).map(|candidate| candidate.times_max).fold(0, u32::saturating_add);
        (n_uses > 0).then(|| slots_min.min(n_uses))
    }
}
