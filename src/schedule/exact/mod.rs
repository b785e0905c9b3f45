//! Small days, exactly: the whole problem as one integer program.
//!
//! For a day with few seats to choose among, branch and bound finds the best plan, proves it, or proves that none
//! is valid. Every hard rule and every term of the objective is in the model, so its bound holds for the whole
//! problem. The answer goes through the same predicates as every other plan before it is believed.

mod model;
mod people;
mod read;
mod seats;

use super::instance::Instance;
use super::milp::{Limits, Solved};
use super::state::Snapshot;
use crate::model::problem::Points;

/// What the integer program says.
pub enum Verdict {
    /// No plan is valid.
    Infeasible,
    /// A plan, if one was found and passed the predicates, and an upper bound, if it can be trusted.
    Found { plan: Option<Snapshot>, bound: Option<Points>, nodes: u64 },
    /// The day is too large, or of a kind that the model leaves out.
    NotAsked,
}

/// The most seats (candidate, session) that a model may have.
const SEATS_MAX: usize = 1_200;
/// Points beyond which the solver's tolerances are no longer fine enough for whole numbers.
const POINTS_MAX: i64 = 10_000_000;

/// Solves a small day within `nodes`.
pub fn solve(inst: &Instance, limits: Limits) -> Verdict {
    let Some(model) = model::build(inst, SEATS_MAX) else { return Verdict::NotAsked };
    let sessions = model.sessions;
    let constant = model.constant;
    match model.milp.solve(limits) {
        Solved::Infeasible => Verdict::Infeasible,
        Solved::Nothing { bound, nodes } => {
            Verdict::Found { plan: None, bound: bound.map(|b| outward(b, constant)), nodes }
        }
        Solved::Solution { values, bound, nodes } => {
            let plan = read::read(inst, &sessions, &values);
            Verdict::Found { plan, bound: Some(outward(bound, constant)), nodes }
        }
    }
}

/// The solver's bound as whole points: every plan is worth whole points, so the fraction goes; its tolerance stays.
fn outward(bound: f64, constant: Points) -> Points {
    let tolerance = 1e-3 + bound.abs() * 1e-6;
    constant.saturating_add((bound + tolerance).floor() as Points)
}
