//! What a plan says of itself: its objective is what its sessions earn, its bound is no less, its gap follows from
//! both, and it answers the very file that was read.

use daybreak_day::plan::{Plan, gap};
use daybreak_day::verdict::{Breach, Objective, Violation};

/// A gap that somebody rounded to six digits is still the gap.
const GAP_TOLERANCE: f64 = 1e-6;

/// Every claim about points that is not so.
pub(super) fn claims(plan: &Plan, objective: &Objective) -> Vec<Violation> {
    let mut found = Vec::new();
    let total = objective.total();
    if plan.objective != total {
        let what = format!("the plan claims an objective of {}, its sessions earn {total}", plan.objective);
        found.push(Violation::new(Breach::ClaimedObjective, what));
    }
    if plan.bound < total {
        let what = format!("the plan claims that no plan earns more than {}, its sessions earn {total}", plan.bound);
        found.push(Violation::new(Breach::ClaimedBound, what));
    }
    let wanted = gap(plan.objective, plan.bound);
    // Written so that a gap that is no number fails as well.
    let near = (plan.gap - wanted).abs() <= GAP_TOLERANCE * wanted.abs().max(1.0);
    if !near {
        let what = format!("the plan claims a gap of {}, its objective and bound give {wanted}", plan.gap);
        found.push(Violation::new(Breach::ClaimedGap, what));
    }
    found
}

/// The plan names the SHA-256 of the problem file.
pub(super) fn sha256(plan: &Plan, problem_sha256: &str) -> Option<Violation> {
    (!plan.problem_sha256.eq_ignore_ascii_case(problem_sha256)).then(|| {
        let what = format!(
            "the plan answers the file with SHA-256 {:?}, this problem's is {problem_sha256:?}",
            plan.problem_sha256
        );
        Violation::new(Breach::ClaimedProblem, what)
    })
}
