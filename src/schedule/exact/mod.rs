//! Small days, exactly: the whole problem as one integer program.
//!
//! For a day with few seats to choose among, branch and bound finds the best plan, or says that none is valid. Every
//! hard rule and every term of the objective is in the model. The answer goes through the same predicates as every
//! other plan before it is believed; the solver's bound is not reported, because nobody could recompute it.

mod possible;

mod change;
mod model;
mod people;
mod place;
mod read;
mod seats;

use super::instance::Instance;
use super::state::Snapshot;
use daybreak_milp::{Limits, Solved};

/// What the integer program says.
pub enum Verdict {
    /// No plan is valid.
    Infeasible,
    /// A plan, if one was found and passed the predicates.
    Found { plan: Option<Snapshot>, nodes: u64 },
    /// The day is too large, or of a kind that the model leaves out.
    NotAsked,
}

/// The most seats (candidate, session) that a model may have.
const SEATS_MAX: usize = 1_200;
/// Solves a small day within `nodes`.
pub fn solve(inst: &Instance, limits: Limits) -> Verdict {
    let Some(model) = model::build(inst, SEATS_MAX) else { return Verdict::NotAsked };
    let sessions = model.sessions;
    match model.milp.solve(limits) {
        Solved::Infeasible => Verdict::Infeasible,
        Solved::Nothing { nodes } => Verdict::Found { plan: None, nodes },
        Solved::Solution { values, nodes, .. } => Verdict::Found { plan: read::read(inst, &sessions, &values), nodes },
    }
}
