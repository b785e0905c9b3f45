//! Rules that cannot all be kept: found when they are loaded, not on the first day on which somebody falls between them.

use std::cmp::{max, min};

use crate::policy;
use daybreak_day::issue::{Issue, Place};
use daybreak_school::condition::Condition;
use daybreak_school::ids::RuleIdx;
use daybreak_school::rules::{RequirementRule, Rules, Scope};
use daybreak_school::ruling::{EligibilityRule, Strength, Verdict};

/// Every contradiction between two hard rules, at the place of the later one.
pub fn faults(rules: &Rules) -> Vec<Issue> {
    let mut issues = Vec::new();
    let hard: Vec<&EligibilityRule> = rules.eligibility.iter().filter(|rule| rule.strength == Strength::Hard).collect();
    for (i, rule) in hard.iter().enumerate() {
        for other in &hard[..i] {
            if meet(&rule.scope, &other.scope) {
                issues.extend(nobody_is_left(rule, other).map(|found| r401(rules, rule.rule, &found)));
            }
        }
    }
    for (i, rule) in rules.requirements.iter().enumerate() {
        for other in &rules.requirements[..i] {
            if rule.tag == other.tag && meet(&rule.scope, &other.scope) && !policy::disjoint(&rule.when, &other.when) {
                let found = above(rule, other).or_else(|| above(other, rule));
                let of = rules.rule(&rule.id).expect("every rule has a text");
                issues.extend(found.map(|found| r401(rules, of, &found)));
            }
        }
    }
    issues
}

/// What the two leave nobody of whom one speaks.
fn nobody_is_left(a: &EligibilityRule, b: &EligibilityRule) -> Option<String> {
    match (&a.verdict, &b.verdict) {
        (Verdict::Allow(allowed), Verdict::Deny(denied)) => {
            let all_denied = policy::implies(&with(&a.when, allowed), &with(&b.when, denied));
            all_denied.then(|| format!("it allows only what \"{}\" denies", b.id))
        }
        (Verdict::Deny(denied), Verdict::Allow(allowed)) => {
            let all_denied = policy::implies(&with(&b.when, allowed), &with(&a.when, denied));
            all_denied.then(|| format!("it denies all that \"{}\" allows", b.id))
        }
        (Verdict::Allow(one), Verdict::Allow(other)) => {
            let speak_of_the_same = policy::implies(&a.when, &b.when) || policy::implies(&b.when, &a.when);
            let nobody = speak_of_the_same && policy::disjoint(one, other);
            nobody.then(|| format!("together with \"{}\" it allows nobody", b.id))
        }
        (Verdict::Deny(_), Verdict::Deny(_)) => None,
    }
}

/// Both conditions.
fn with(a: &Condition, b: &Condition) -> Condition {
    Condition { text: String::new(), conjuncts: a.conjuncts.iter().chain(&b.conjuncts).cloned().collect() }
}

/// The hard minimum of one above the hard maximum of the other.
fn above(a: &RequirementRule, b: &RequirementRule) -> Option<String> {
    if a.per != b.per || a.shortfall_cost.is_some() || b.excess_cost.is_some() {
        return None;
    }
    let slots = b.slots_max.filter(|max| a.slots_min > *max).map(|max| (a.slots_min, max, "slots"));
    let minutes =
        a.minutes_min.zip(b.minutes_max).filter(|(min, max)| min > max).map(|(min, max)| (min, max, "minutes"));
    let (low, high, unit) = slots.or(minutes)?;
    Some(format!("at least {low} {unit} of {} by \"{}\", at most {high} by \"{}\"", a.tag, a.id, b.id))
}

/// Whether somebody may be in both scopes on some day.
fn meet(a: &Scope, b: &Scope) -> bool {
    let sites = a.sites.is_empty() || b.sites.is_empty() || a.sites.iter().any(|site| b.sites.contains(site));
    // Without a lower end the lowest, without an upper end the highest.
    let low = max(a.grade_min, b.grade_min);
    let high = [a.grade_max, b.grade_max].into_iter().flatten().reduce(min);
    let from = max(a.span.from, b.span.from);
    let until = [a.span.until, b.span.until].into_iter().flatten().reduce(min);
    let grades = low.zip(high).is_none_or(|(low, high)| low <= high);
    sites && grades && from.zip(until).is_none_or(|(from, until)| from <= until)
}

/// Two hard rules that cannot both be kept.
fn r401(rules: &Rules, rule: RuleIdx, found: &str) -> Issue {
    let text = rules.text(rule);
    let (file, rest) = text.place.split_once(':').unwrap_or((&text.place, ""));
    let (line, column) = rest.split_once(' ').unwrap_or((rest, ""));
    let place = Place { file: file.to_string(), line: line.parse().ok(), column: Some(column.to_string()) };
    let expected = "hard rules that can be kept together; strength = \"warn\" or points make one give way";
    Issue::error("R401", place, format!("rule \"{}\": {found}", text.id), expected)
}
