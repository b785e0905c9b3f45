//! Where the solver keeps each sentence of the contract, named by what the judge would call its breach.
//!
//! The list follows the judge's (`daybreak_day::verdict`), so a new breach there must say here what keeps it. One place
//! is enough for a sentence, and each place that is named is held by a test: a day in which the sentence binds, asked at
//! that place. The integer program of small days (`exact`) keeps all of them once more, in rows of its own. The bound
//! need not keep any: what it leaves out makes it weaker, never wrong.

use daybreak_day::verdict::Breach;

/// A place at which the solver keeps a sentence of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// A day in which it could be broken is refused when it is numbered (`instance`).
    Numbering,
    /// A start slot in which it would be broken has no gain (`instance`, its presolve).
    Gain,
    /// A plan under construction has no way to say it (`state`).
    Form,
    /// Asked before a learner joins a session (`constraints`).
    Seat,
    /// Asked before a session is given a room (`constraints::rooms`, for `assign`).
    Room,
    /// Asked before a session is given a person (`constraints::staff`, for `assign`).
    Person,
    /// Asked before a session opens (`assign`).
    Opening,
    /// Looked after when a move ends (`search::settle`).
    Settle,
    /// Counted as a hard demand until it is met; a plan with demands left is never handed out (`search::demands`).
    Demand,
    /// Follows from how the plan is written (`write`).
    Writing,
    /// Follows from how the bound is proven (`bound`).
    Proof,
}

/// Where the solver keeps the sentence that a breach would break.
pub fn kept_by(breach: Breach) -> Keeper {
    match breach {
        Breach::Overflow => Keeper::Numbering,
        Breach::BeyondBlock | Breach::LearnerAbsent | Breach::StartSlot => Keeper::Gain,
        // A session is of one activity, has one person a role, and its seats are of candidates.
        Breach::Unknown
        | Breach::Kind
        | Breach::SeatOffering
        | Breach::ListedTwice
        | Breach::NotCandidate
        | Breach::BeyondNeeds => Keeper::Form,
        Breach::LearnerTwice
        | Breach::TimesMax
        | Breach::Exclusive
        | Breach::After
        | Breach::SizeMax
        | Breach::GroupSizeMax
        | Breach::RoomFeature
        | Breach::Capacity
        | Breach::Barred
        | Breach::DevicesOver
        | Breach::NotApart
        | Breach::SamePlace
        | Breach::SlotsMax => Keeper::Seat,
        Breach::RoomAbsent | Breach::SessionsAtOnce => Keeper::Room,
        Breach::StaffTwice | Breach::StaffAbsent | Breach::StaffSessionsMax | Breach::ConsecutiveMax => Keeper::Person,
        Breach::NeedUnfilled | Breach::CopiesOver => Keeper::Opening,
        Breach::SizeMin | Breach::Alone => Keeper::Settle,
        Breach::PinBroken | Breach::SlotsMin => Keeper::Demand,
        Breach::Format
        | Breach::SessionTwice
        | Breach::ClaimedObjective
        | Breach::ClaimedGap
        | Breach::ClaimedProblem
        | Breach::CertificateMissing => Keeper::Writing,
        Breach::ClaimedBound
        | Breach::CertificateForm
        | Breach::CertificateProblem
        | Breach::CertificateRow
        | Breach::CertificatePrice
        | Breach::CertificateTree
        | Breach::BoundUnsupported => Keeper::Proof,
    }
}
