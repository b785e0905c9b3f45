//! The judge's answer: what a plan violates, and what it earns.

use serde::Serialize;

use super::problem::Points;

/// The hard rules of the day problem, H1 to H11, and the two ways a plan can fail to be readable at all.
///
/// The set is closed: a new kind is one variant here, and the compiler points at the judge, the solver and the
/// wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The plan names something that the problem does not know, or contradicts itself in form.
    Form,
    /// H1: a learner is in at most one session in any slot, and only when available.
    OnePlace,
    /// H2: only candidates, in their slots, within times_max, exclusive and after.
    OnlyCandidates,
    /// H3: size_min, size_max, group_size_max.
    GroupSize,
    /// H4: availability, features, sessions_at_once, capacity.
    Rooms,
    /// H5: needs filled exactly, one place at a time, availability, sessions_max, consecutive_max, barred.
    Staff,
    /// H6: units in use within the pool's count.
    Devices,
    /// H7: sessions_max of an offering or station.
    Copies,
    /// H8: two learners named apart are never in the same session.
    Apart,
    /// H9: a pinned learner is where the pin says.
    Pins,
    /// H10: requirements without a cost.
    Requirements,
    /// H11: never alone without a cost.
    NeverAlone,
    /// The plan claims another objective, bound or gap than its sessions give.
    Claim,
}

impl Rule {
    /// The name by which the contract and reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Form => "form",
            Rule::OnePlace => "H1 one place at a time",
            Rule::OnlyCandidates => "H2 only candidates",
            Rule::GroupSize => "H3 group size",
            Rule::Rooms => "H4 rooms",
            Rule::Staff => "H5 staff",
            Rule::Devices => "H6 devices",
            Rule::Copies => "H7 copies",
            Rule::Apart => "H8 apart",
            Rule::Pins => "H9 pins",
            Rule::Requirements => "H10 requirements",
            Rule::NeverAlone => "H11 never alone",
            Rule::Claim => "claim",
        }
    }
}

/// One thing that is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Violation {
    pub rule: Rule,
    /// The session's id, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The slot's id, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// A sentence: what was found, what the rule asks.
    pub what: String,
}

/// The objective of a plan, term by term, in points. Costs are positive numbers that are subtracted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Objective {
    /// Utilities and slot bonuses.
    pub utility: Points,
    pub staff_bonus: Points,
    pub together: Points,
    pub open_cost: Points,
    pub idle_cost: Points,
    pub shortfall_cost: Points,
    pub excess_cost: Points,
    pub never_alone_cost: Points,
    pub change_cost: Points,
}

impl Objective {
    /// The sum of the terms.
    pub fn total(&self) -> Points {
        self.utility + self.staff_bonus + self.together
            - self.open_cost
            - self.idle_cost
            - self.shortfall_cost
            - self.excess_cost
            - self.never_alone_cost
            - self.change_cost
    }
}

/// What the judge found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// In the order of the rules, then of sessions and slots; empty for a valid plan.
    pub violations: Vec<Violation>,
    /// Recounted from the sessions.
    pub objective: Objective,
}

impl Verdict {
    /// Whether the plan keeps every hard rule and claims only what is so.
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }
}
