//! Where the plan departs from rules that only warn.

use super::concerns::Weighed;
use super::scene::Scene;
use daybreak_day::problem::{Offering, Requirement};
use daybreak_night::candidate::Reason;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{SlotExplanation, SlotWhy, Urgency};
use daybreak_school::ruling::Strength;

/// Every lesson that is planned against a warning, and every requirement that only warns and is not met.
pub fn broken(scene: &Scene<'_>, slots: &[SlotExplanation], found: &mut Vec<Weighed>) {
    let rules = scene.known.rules;
    let warns = |reason: &Reason| {
        let Reason::Rule(rule) = reason else { return None };
        let of_rule = rules.eligibility.iter().find(|eligibility| eligibility.rule == *rule);
        of_rule.filter(|eligibility| eligibility.strength == Strength::Warn).map(|_| *rule)
    };
    let mut add = |concern| found.push(Weighed { concern, urgency: Urgency::Look, weight: 0 });
    let mut last = None;
    for slot in slots {
        let SlotWhy::Placed { reasons, .. } = &slot.why else { continue };
        for rule in reasons.iter().filter_map(|(reason, _)| warns(reason)) {
            // A lesson over several slots is told once.
            if last != Some((slot.learner, slot.session, rule)) {
                add(Concern::RuleBroken { rule, learner: slot.learner, slot: Some(slot.slot) });
            }
            last = Some((slot.learner, slot.session, rule));
        }
    }
    let warning = rules.requirements.iter().filter(|rule| rule.strength == Strength::Warn);
    for requirement in warning {
        let Some(rule) = rules.rule(&requirement.id) else { continue };
        for (at, learner) in scene.known.formulation.learners.iter().enumerate() {
            let own = &scene.day.problem.learners[at];
            let mut of_rule = own.requirements.iter().filter(|asked| asked.id == requirement.id);
            if of_rule.any(|asked| !is_met(scene, &own.id, asked)) {
                add(Concern::RuleBroken { rule, learner: *learner, slot: None });
            }
        }
    }
}

/// Whether the learner's planned slots with the tag lie between minimum and maximum.
fn is_met(scene: &Scene<'_>, learner: &str, asked: &Requirement) -> bool {
    let problem = scene.day.problem;
    let Some(facts) = problem.learners.iter().find(|other| other.id == learner) else { return true };
    let slots_with_tag = |offering: &Offering| if facts.counts(offering, &asked.tag) { offering.slots } else { 0 };
    let seats = scene.known.plan.sessions.iter().flat_map(|session| &session.learners);
    let own = seats.filter(|seat| seat.id == learner);
    let offerings = own.filter_map(|seat| problem.offerings.iter().find(|offering| offering.id == seat.offering));
    let n: u32 = offerings.map(slots_with_tag).sum();
    asked.slots_min <= n && asked.slots_max.is_none_or(|max| n <= max)
}
