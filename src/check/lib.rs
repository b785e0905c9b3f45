//! Judges a plan: reads it against its problem, recounts every rule and the objective, and names all that is
//! wrong.
//!
//! The judge is written from the sentences of the day problem's contract alone, in plain loops and integers. It
//! shares with the scheduler only the nouns of the day contract, so that a mistake of one is seen by the other. It judges
//! any document, however broken: what cannot be read is a violation of form, the rest is judged all the same.
//!
//! # How the contract is read where it leaves room
//!
//! - **A long lesson** runs over its first slot and the slots after it in the list; all of them must be of one
//!   block (else [`Breach::BeyondBlock`]). A session on a station runs over one slot.
//! - **`after: X`** asks that the first use of X ends before any use of the candidate starts. Between slots "ends
//!   before it starts" means: an earlier position in the list of slots.
//! - **`exclusive`** counts candidates, not uses: one candidate with `times_max` 2 may be used twice.
//! - **Room features and devices** of a seat: the session's features are the offering's or the station's, every
//!   learner's own come on top; devices are those of the offering that the learner does, also on a station.
//! - **Needs are filled exactly** when the people listed can be matched one to one with the places of the needs;
//!   a person with several tags fills one place.
//! - **Never alone** looks at sessions without a station, with a cost as without one: the cost is the price of
//!   breaking the rule, so both mean the same sessions.
//! - **What is signed for** speaks of the sessions that start in its slot and are held on its offering, or on the offering's
//!   station, whatever the learner does on the station. Who is not counted toward `size_max` is counted everywhere else:
//!   for `size_min`, for the limits of classmates, for the room.
//! - **The previous plan** is compared per learner and slot of *this* problem: the offering in which the learner is
//!   (none: idle), absences of today included. A long lesson of the previous plan runs over the slots that its
//!   offering has in this problem. A session with the id of a previous one costs *one* `change_cost` when its room
//!   or its set of people differs, also when both do ("once each"); its slot and offering are in the learners'
//!   part already. Where `room_cost`, `people_cost` or `duty_cost` is above 0, absences count nothing, and the id of a
//!   session says nothing.
//! - **A session without learners** is legal where `size_min` is 0; it costs what it costs.
//! - **Changes of place** are counted between neighbours in the list of slots, also across blocks; somebody who is in no
//!   session in one of the two slots has changed nothing. A room without a zone is in no other zone.
//! - **`follows`** compares the candidate's first start with the end of the other's first use, as positions in the list:
//!   what starts where the other ends is not early.
//! - **Staff bonuses** are earned for every learner and person, in every session.
//!
//! ```
//! use daybreak_check::check;
//! use daybreak_day::plan::{PLAN_FORMAT, Plan, Stopped};
//! use daybreak_day::problem::Problem;
//!
//! let problem: Problem = serde_json::from_str(
//!     r#"{"format": "daybreak.problem/1", "site": "s", "date": "2026-11-23", "rooms": [], "staff": [],
//!         "slots": [{"id": "1", "start": "08:00", "end": "08:45", "block": "am"}], "offerings": [],
//!         "learners": [{"id": "ana", "idle_cost": 30}]}"#,
//! )?;
//! let plan = Plan {
//!     format: PLAN_FORMAT.into(),
//!     problem_sha256: String::new(),
//!     sessions: vec![],
//!     objective: -30,
//!     bound: -30,
//!     gap: 0.0,
//!     stopped: Stopped::Gap,
//!     certificate: None,
//! };
//! let verdict = check(&problem, &plan);
//! assert!(verdict.is_valid());
//! assert_eq!(verdict.objective.idle_cost, 30);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod bound;
mod claim;
mod constraints;
mod objective;
mod order;
mod place;
mod previous;
mod record;

use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::verdict::{Breach, Objective, Rule, Verdict, Violation};

pub use bound::{check_bound, recompute_bound};
use record::Record;

/// Judges a plan completely: form, H1 to H12, and the claims (objective, bound, gap) that it makes.
///
/// Violations come in the order of the rules, then of session, slot and learner ids, whatever the order of the
/// documents. Whether the plan answers this very file is asked by [`check_hash`], for the caller alone knows the
/// file's bytes. Never panics, whatever stands in the two documents. Time: linear in the plan's seats, apart from
/// the pairs named apart and together.
pub fn check(problem: &Problem, plan: &Plan) -> Verdict {
    let (mut violations, objective) = rules_and_objective(problem, plan);
    violations.extend(claim::claims(plan, &objective));
    verdict(violations, objective)
}

/// Judges form and H1 to H12 only: for a plan that has no objective, bound and gap of its own yet.
pub fn check_rules(problem: &Problem, plan: &Plan) -> Verdict {
    let (violations, objective) = rules_and_objective(problem, plan);
    verdict(violations, objective)
}

/// The objective that the plan's sessions earn, term by term, in points.
pub fn recount(problem: &Problem, plan: &Plan) -> Objective {
    objective::recount(&Record::read(problem, plan).0).0
}

/// Whether the plan says that it answers the problem file with this SHA-256 (hexadecimal, any case).
pub fn check_hash(plan: &Plan, problem_sha256: &str) -> Option<Violation> {
    claim::sha256(plan, problem_sha256)
}

/// Everything but the claims, in the order found.
fn rules_and_objective(problem: &Problem, plan: &Plan) -> (Vec<Violation>, Objective) {
    let (record, mut violations) = Record::read(problem, plan);
    for rule in Rule::ALL {
        constraints::judge(rule, &record, &mut violations);
    }
    let (objective, fits) = objective::recount(&record);
    if !fits {
        violations.push(Violation::new(
            Breach::Overflow,
            "the plan's points do not fit into 64 bits; the problem's numbers must be smaller",
        ));
    }
    (violations, objective)
}

/// The violations in their final order, with the objective.
fn verdict(mut violations: Vec<Violation>, objective: Objective) -> Verdict {
    violations.sort();
    violations.dedup();
    Verdict { violations, objective }
}
