//! The judge's answer: what a plan violates, and what it earns.

use std::fmt;

use serde::Serialize;

use super::problem::Points;

/// The hard rules of the day problem, H1 to H12, and the two ways a plan can fail to be readable at all.
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
    /// H12: two learners named apart in place are never in the same room in the same slot.
    ApartPlaces,
    /// The plan claims another objective, bound or gap than its sessions give.
    Claim,
    /// The plan's certificate does not support its bound.
    Bound,
}

impl Rule {
    /// Every rule, in the order in which the judge asks them.
    pub const ALL: [Rule; 15] = [
        Rule::Form,
        Rule::OnePlace,
        Rule::OnlyCandidates,
        Rule::GroupSize,
        Rule::Rooms,
        Rule::Staff,
        Rule::Devices,
        Rule::Copies,
        Rule::Apart,
        Rule::Pins,
        Rule::Requirements,
        Rule::NeverAlone,
        Rule::ApartPlaces,
        Rule::Claim,
        Rule::Bound,
    ];

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
            Rule::ApartPlaces => "H12 apart in place",
            Rule::Claim => "claim",
            Rule::Bound => "bound",
        }
    }
}

/// The one sentence of a rule that is broken: what reports count by and tests ask for.
///
/// Closed like [`Rule`]: [`Breach::rule`] and the judge name every variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// The plan is of another format.
    Format,
    /// Two sessions have the same id.
    SessionTwice,
    /// A slot, offering, station, room, person or learner that the problem does not have.
    Unknown,
    /// A session names neither an offering nor a station, or both, or an offering that belongs on a station.
    Kind,
    /// A learner's offering is not the session's, or not one of its station.
    SeatOffering,
    /// A learner or a person is listed twice in one session.
    ListedTwice,
    /// A session runs over slots that its block does not have.
    BeyondBlock,
    /// The points of the plan do not fit into 64 bits.
    Overflow,
    /// H1: a learner is in two sessions in one slot.
    LearnerTwice,
    /// H1: a learner is in a session in a slot without being available.
    LearnerAbsent,
    /// H2: a learner does an offering that is no candidate.
    NotCandidate,
    /// H2: a candidate starts in a slot that is not one of its slots.
    StartSlot,
    /// H2: a candidate is used more often than times_max.
    TimesMax,
    /// H2: two candidates with the same exclusive key are used.
    Exclusive,
    /// H2: a candidate is used although the one it comes after is not used, or has not ended.
    After,
    /// H3: fewer learners than size_min.
    SizeMin,
    /// H3: more learners than size_max.
    SizeMax,
    /// H3: more learners than the group_size_max of one of them.
    GroupSizeMax,
    /// H4: a room is used in a slot in which it is not available.
    RoomAbsent,
    /// H4: a room lacks a feature.
    RoomFeature,
    /// H4: more sessions in a room than sessions_at_once.
    SessionsAtOnce,
    /// H4: more learners in a room than its capacity.
    Capacity,
    /// H5: a need is not filled.
    NeedUnfilled,
    /// H5: somebody is listed beyond the needs.
    BeyondNeeds,
    /// H5: a person serves two sessions in one slot.
    StaffTwice,
    /// H5: a person serves in a slot without being available.
    StaffAbsent,
    /// H5: a person serves more sessions than sessions_max.
    StaffSessionsMax,
    /// H5: a person is busy in more slots in a row than consecutive_max.
    ConsecutiveMax,
    /// H5: a person serves a learner who bars them.
    Barred,
    /// H6: more units in use than the pool has.
    DevicesOver,
    /// H7: more sessions of an offering or station than sessions_max.
    CopiesOver,
    /// H8: two learners named apart are in one session.
    NotApart,
    /// H9: a pin is not kept.
    PinBroken,
    /// H10: fewer slots with the tag than slots_min.
    SlotsMin,
    /// H10: more slots with the tag than slots_max.
    SlotsMax,
    /// H11: a learner is the only one with the tag.
    Alone,
    /// H12: two learners named apart in place are in one room in one slot.
    SamePlace,
    /// The plan claims another objective than its sessions earn.
    ClaimedObjective,
    /// The plan claims a bound that its own objective exceeds.
    ClaimedBound,
    /// The plan claims another gap than objective and bound give.
    ClaimedGap,
    /// The plan answers another problem file.
    ClaimedProblem,
    /// The plan names no certificate.
    CertificateMissing,
    /// The certificate is of another format, or its scale is none.
    CertificateForm,
    /// The certificate is for another problem file.
    CertificateProblem,
    /// The certificate has a price on something that the problem does not have or does not limit.
    CertificateRow,
    /// The certificate has a price that no proof allows.
    CertificatePrice,
    /// The certificate's cases leave plans out, or are not about this problem.
    CertificateTree,
    /// The bound is lower than what the certificate supports.
    BoundUnsupported,
}

impl Breach {
    /// Every breach, in the order of the rules.
    pub const ALL: [Breach; 48] = [
        Breach::Format,
        Breach::SessionTwice,
        Breach::Unknown,
        Breach::Kind,
        Breach::SeatOffering,
        Breach::ListedTwice,
        Breach::BeyondBlock,
        Breach::Overflow,
        Breach::LearnerTwice,
        Breach::LearnerAbsent,
        Breach::NotCandidate,
        Breach::StartSlot,
        Breach::TimesMax,
        Breach::Exclusive,
        Breach::After,
        Breach::SizeMin,
        Breach::SizeMax,
        Breach::GroupSizeMax,
        Breach::RoomAbsent,
        Breach::RoomFeature,
        Breach::SessionsAtOnce,
        Breach::Capacity,
        Breach::NeedUnfilled,
        Breach::BeyondNeeds,
        Breach::StaffTwice,
        Breach::StaffAbsent,
        Breach::StaffSessionsMax,
        Breach::ConsecutiveMax,
        Breach::Barred,
        Breach::DevicesOver,
        Breach::CopiesOver,
        Breach::NotApart,
        Breach::PinBroken,
        Breach::SlotsMin,
        Breach::SlotsMax,
        Breach::Alone,
        Breach::SamePlace,
        Breach::ClaimedObjective,
        Breach::ClaimedBound,
        Breach::ClaimedGap,
        Breach::ClaimedProblem,
        Breach::CertificateMissing,
        Breach::CertificateForm,
        Breach::CertificateProblem,
        Breach::CertificateRow,
        Breach::CertificatePrice,
        Breach::CertificateTree,
        Breach::BoundUnsupported,
    ];

    /// The rule that it breaks.
    pub fn rule(self) -> Rule {
        match self {
            Breach::Format
            | Breach::SessionTwice
            | Breach::Unknown
            | Breach::Kind
            | Breach::SeatOffering
            | Breach::ListedTwice
            | Breach::BeyondBlock
            | Breach::Overflow => Rule::Form,
            Breach::LearnerTwice | Breach::LearnerAbsent => Rule::OnePlace,
            Breach::NotCandidate | Breach::StartSlot | Breach::TimesMax | Breach::Exclusive | Breach::After => {
                Rule::OnlyCandidates
            }
            Breach::SizeMin | Breach::SizeMax | Breach::GroupSizeMax => Rule::GroupSize,
            Breach::RoomAbsent | Breach::RoomFeature | Breach::SessionsAtOnce | Breach::Capacity => Rule::Rooms,
            Breach::NeedUnfilled
            | Breach::BeyondNeeds
            | Breach::StaffTwice
            | Breach::StaffAbsent
            | Breach::StaffSessionsMax
            | Breach::ConsecutiveMax
            | Breach::Barred => Rule::Staff,
            Breach::DevicesOver => Rule::Devices,
            Breach::CopiesOver => Rule::Copies,
            Breach::NotApart => Rule::Apart,
            Breach::PinBroken => Rule::Pins,
            Breach::SlotsMin | Breach::SlotsMax => Rule::Requirements,
            Breach::Alone => Rule::NeverAlone,
            Breach::SamePlace => Rule::ApartPlaces,
            Breach::ClaimedObjective | Breach::ClaimedBound | Breach::ClaimedGap | Breach::ClaimedProblem => {
                Rule::Claim
            }
            Breach::CertificateMissing
            | Breach::CertificateForm
            | Breach::CertificateProblem
            | Breach::CertificateRow
            | Breach::CertificatePrice
            | Breach::CertificateTree
            | Breach::BoundUnsupported => Rule::Bound,
        }
    }
}

/// One thing that is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Violation {
    /// Always the breach's.
    pub rule: Rule,
    pub breach: Breach,
    /// The session's id, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The slot's id, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The learner's id, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learner: Option<String>,
    /// A sentence: what was found, what the rule asks.
    pub what: String,
}

impl Violation {
    /// A violation that concerns no single session, slot or learner yet; the `in_…`, `at` and `of` methods name
    /// them.
    pub fn new(breach: Breach, what: impl Into<String>) -> Self {
        Violation { rule: breach.rule(), breach, session: None, slot: None, learner: None, what: what.into() }
    }

    /// The same, in the session with this id.
    #[must_use]
    pub fn in_session(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }

    /// The same, at the slot with this id.
    #[must_use]
    pub fn at(mut self, slot: &str) -> Self {
        self.slot = Some(slot.to_owned());
        self
    }

    /// The same, of the learner with this id.
    #[must_use]
    pub fn of(mut self, learner: &str) -> Self {
        self.learner = Some(learner.to_owned());
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.rule.name())?;
        for (name, id) in [("session", &self.session), ("slot", &self.slot), ("learner", &self.learner)] {
            if let Some(id) = id {
                write!(f, ", {name} {id}")?;
            }
        }
        write!(f, ": {}", self.what)
    }
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
    /// Room and zone changes of learners and people.
    pub place_cost: Points,
    /// What is had before what it follows.
    pub early_cost: Points,
    pub change_cost: Points,
}

impl Objective {
    /// The sum of the terms; beyond 64 bits the nearest number that fits.
    pub fn total(&self) -> Points {
        let earned = [self.utility, self.staff_bonus, self.together];
        let paid = [
            self.open_cost,
            self.idle_cost,
            self.shortfall_cost,
            self.excess_cost,
            self.never_alone_cost,
            self.place_cost,
            self.early_cost,
            self.change_cost,
        ];
        let sum = |terms: &[Points]| terms.iter().map(|&t| i128::from(t)).sum::<i128>();
        let total = sum(&earned) - sum(&paid);
        Points::try_from(total).unwrap_or(if total < 0 { Points::MIN } else { Points::MAX })
    }
}

/// What the judge found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// In the order of the rules, then of sessions, slots and learners; empty for a valid plan.
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

#[cfg(test)]
mod tests {
    use super::{Breach, Rule};

    #[test]
    fn the_lists_of_all_kinds_are_complete() {
        assert!(Breach::ALL.iter().enumerate().all(|(i, &breach)| breach as usize == i));
        assert_eq!(Breach::ALL.last(), Some(&Breach::BoundUnsupported), "name the new last breach here and in ALL");
        assert!(Rule::ALL.iter().enumerate().all(|(i, &rule)| rule as usize == i));
        assert!(Rule::ALL.iter().all(|&rule| Breach::ALL.iter().any(|breach| breach.rule() == rule)));
    }
}
