//! A rule: what it says, how often it acted on the day, and whom it met.

use daybreak_night::rule_use::{PlannedDay, RuleUse, usage};
use daybreak_school::ids::RuleIdx;
use daybreak_school::ruling::Strength;

use crate::scene::Scene;

/// A rule on the published day.
pub struct RuleFound {
    pub rule: RuleIdx,
    pub does: RuleDoes,
    pub used: RuleUse,
}

/// What a rule does to a day, and so what is counted of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleDoes {
    /// Leaves lessons out.
    Forbids,
    /// Warns of lessons.
    Warns,
    /// Gives or takes points.
    Scores,
    /// Asks for so many slots of a day.
    Requires,
    /// Keeps learners of a tag from being the only one.
    KeepsCompany,
    /// Bounds a figure of the sheet of quality: nothing of the plan is counted.
    Bounds,
    /// A setting or an order: nothing is counted.
    Sets,
}

/// Counts what a rule did.
pub fn rule(scene: &Scene<'_>, rule: RuleIdx) -> RuleFound {
    let known = scene.known;
    let day = PlannedDay {
        school: known.school,
        rules: known.rules,
        date: known.formulation.date,
        candidates: known.candidates,
        formulation: known.formulation,
        plan: known.plan,
    };
    let used = usage(known.rules, [day]).swap_remove(rule.i());
    RuleFound { rule, does: does(scene, rule), used }
}

fn does(scene: &Scene<'_>, rule: RuleIdx) -> RuleDoes {
    let rules = scene.known.rules;
    let id = &rules.text(rule).id;
    let eligibility = rules.eligibility.iter().find(|posted| posted.rule == rule);
    match eligibility.map(|posted| posted.strength) {
        Some(Strength::Warn) => RuleDoes::Warns,
        Some(Strength::Hard) => RuleDoes::Forbids,
        Some(Strength::Weight(_)) => RuleDoes::Scores,
        None if rules.points.iter().any(|posted| posted.rule == rule) => RuleDoes::Scores,
        None if rules.requirements.iter().any(|posted| posted.id == *id) => RuleDoes::Requires,
        None if rules.access.iter().any(|posted| posted.id == *id) => RuleDoes::Requires,
        None if rules.never_alone.iter().any(|posted| posted.id == *id) => RuleDoes::KeepsCompany,
        None if rules.quality.iter().any(|posted| posted.rule == rule) => RuleDoes::Bounds,
        None => RuleDoes::Sets,
    }
}
