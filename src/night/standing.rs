//! What each wish and request is worth tonight, worked out once for all who ask: proposing, formulating, explaining.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_school::ids::{RequestIdx, WishIdx};
use daybreak_school::voice::Contest;

/// The points of everything asked for on a day.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By wish; 0 when it is not in force.
    pub wishes: Vec<Points>,
    /// By request; 0 when it is not in force.
    pub requests: Vec<Points>,
    /// By request: who comes first among those for the same learner and slot.
    pub contests: BTreeMap<RequestIdx, Contest>,
}

impl Standing {
    /// Points of a wish.
    pub fn wish(&self, at: WishIdx) -> Points {
        self.wishes[at.i()]
    }

    /// Points of a request.
    pub fn request(&self, at: RequestIdx) -> Points {
        self.requests[at.i()]
    }

    /// Who comes first among the requests for the same learner and slot; none: nobody else asks.
    pub fn contest(&self, at: RequestIdx) -> Option<Contest> {
        self.contests.get(&at).copied()
    }
}
