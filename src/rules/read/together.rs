//! What the keys of one rule must be together, and a rule in short words for lists.

use std::ops::Range;

use daybreak_school::condition::{Condition, Conjunct, Fact, Side};
use daybreak_school::rules::Scope;
use daybreak_school::ruling::Strength;

use crate::policy;
use crate::policy::facts::Known;

use super::draft::RuleDraft;
use super::schema::Kind;

/// Each contradiction within a rule: what was found, and what was expected.
pub fn faults(kind: &Kind, rule: &RuleDraft) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut say = |is_fault: bool, what: String, expected: &'static str| {
        if is_fault {
            found.push((what, expected));
        }
    };
    match kind.name {
        "requirement" => {
            let (min, max) = (rule.slots_min, rule.slots_max.unwrap_or(u32::MAX));
            say(max < min, format!("slots_min {min} above slots_max {max}"), "slots_min up to slots_max");
            let (minutes_min, minutes_max) = (rule.minutes_min.unwrap_or(0), rule.minutes_max.unwrap_or(u32::MAX));
            say(
                minutes_max < minutes_min,
                format!("minutes_min {minutes_min} above minutes_max {minutes_max}"),
                "minutes_min up to minutes_max",
            );
            let has_slots = rule.slots_min > 0 || rule.slots_max.is_some();
            let has_minutes = rule.minutes_min.is_some() || rule.minutes_max.is_some();
            say(
                !has_slots && !has_minutes,
                "neither slots_min nor slots_max, neither minutes_min nor minutes_max".to_string(),
                "at least one of them",
            );
            say(has_slots && has_minutes, "slots and minutes".to_string(), "one of both");
            let has_cost = rule.shortfall_cost.is_some() || rule.excess_cost.is_some();
            say(
                has_cost && matches!(rule.strength, Some(Strength::Hard | Strength::Warn)),
                "a cost beside a strength that is no weight".to_string(),
                "either strength or costs",
            );
        }
        "eligibility" => {
            let both = rule.allow.is_some() && rule.deny.is_some();
            say(both, "allow and deny".to_string(), "one of both; two rules say both");
            say(rule.allow.is_none() && rule.deny.is_none(), "neither allow nor deny".to_string(), "one of both");
        }
        "score" if kind.scoped => {
            let (points, table) = (rule.points.is_some(), rule.table.is_some());
            say(points && table, "points and table".to_string(), "one of both");
            say(!points && !table, "neither points nor table".to_string(), "one of both");
            say(
                rule.hit.is_some() && !table,
                "hit without table".to_string(),
                "table = the CSV file of a decision table",
            );
            say(
                rule.strength.is_some(),
                "strength".to_string(),
                "points: they are the rule's weight, and nothing is left out",
            );
        }
        "access" => {
            let scope = &rule.scope;
            let has_learners = scope.grade_min.or(scope.grade_max).is_some() || !scope.tags.is_empty();
            say(
                has_learners,
                "tags or grades beside tag".to_string(),
                "sites and days alone: the group is that of `tag`",
            );
            say(rule.strength.is_some(), "strength".to_string(), "cost: the rule has a price");
            say(!rule.except.learners.is_empty(), "except".to_string(), "none: a mean is of the whole group");
            let band = rule.band.unwrap_or_default();
            say(band > 100, format!("band {band}"), "at most 100 percent");
        }
        "badge" => {
            let (strength, shown) = (rule.strength.is_some(), !rule.shown_by.is_empty());
            say(strength, "strength".to_string(), "none: a badge is awarded or not");
            say(
                rule.successes_min.is_some() && !shown,
                "successes_min without shown_by".to_string(),
                "shown_by = kinds of evidence",
            );
        }
        "grouping" => {
            say(
                rule.tag.is_none() && !rule.shapes_groups(),
                "nothing that shapes a group".to_string(),
                "tag, size_min, size_max, readiness, persist_days_max, rotate_after or keep_together_tags",
            );
            let (min, max) = (rule.size_min.unwrap_or(0), rule.size_max.unwrap_or(u32::MAX));
            say(max < min, format!("size_min {min} above size_max {max}"), "size_min up to size_max");
            let scope = &rule.scope;
            let has_learners = scope.grade_min.or(scope.grade_max).is_some() || !scope.tags.is_empty();
            say(
                rule.tag.is_some() && has_learners,
                "tag beside tags or grades".to_string(),
                "sites and days alone: a group is for all whom it holds",
            );
            say(rule.tag.is_some() && rule.shapes_groups(), "tag beside what shapes groups".to_string(), "two rules");
            let is_sized = rule.size_min.is_some() || rule.size_max.is_some();
            say(
                is_sized && !matches!(rule.strength, None | Some(Strength::Hard)),
                "sizes with a strength".to_string(),
                "strength = \"hard\": a group is within its sizes or does not take place",
            );
            say(
                is_sized && has_learners,
                "sizes for some learners only".to_string(),
                "sizes of lessons (by `lessons`), sites and days: a group has one size for everybody in it",
            );
            say(rule.cost.is_some() && rule.tag.is_none(), "cost without tag".to_string(), "tag = a tag of learners");
        }
        _ => {}
    }
    say(
        matches!(kind.name, "grouping" | "priority") && !rule.except.learners.is_empty(),
        "except".to_string(),
        "no exception: it is about groups or requests, not about one learner",
    );
    say(
        kind.name == "priority" && rule.strength.is_some(),
        "strength".to_string(),
        "the order alone: it says what outranks what",
    );
    let (low, high) = (rule.scope.grade_min, rule.scope.grade_max);
    if let (Some(min), Some(max)) = (low, high) {
        say(min > max, format!("grade_min {min} above grade_max {max}"), "grade_min up to grade_max");
    }
    if let (Some(from), Some(until)) = (rule.scope.span.from, rule.scope.span.until) {
        say(from > until, format!("from {from} after until {until}"), "from up to until");
    }
    let except = &rule.except;
    let is_signed = !except.by.is_empty() && !except.reason.is_empty();
    say(
        !except.learners.is_empty() && !is_signed,
        "except without by and reason".to_string(),
        "who signed the exception, and why",
    );
    say(
        except.learners.is_empty() && !(except.by.is_empty() && except.reason.is_empty()),
        "by or reason without except".to_string(),
        "except = the ids of learners",
    );
    found
}

/// Parts of a condition that its rule cannot use, or that contradict each other: where in the text, what, and what was
/// expected.
pub fn condition_faults(kind: &Kind, text: &str, condition: &Condition) -> Vec<(Range<usize>, String, &'static str)> {
    let place = |part: &str| text.find(part).map_or(0..text.len(), |at| at..at + part.len());
    let mut faults = Vec::new();
    for conjunct in &condition.conjuncts {
        let pace = Fact::from(Known::LearnerPace);
        if kind.name == "requirement" && conjunct.test.facts().contains(&pace) {
            let found = format!("\"{}\", which reads the pace", conjunct.text);
            faults.push((place(&conjunct.text), found, "other facts: the day's balance is the same at any pace"));
        } else if kind.name == "requirement" && matches!(conjunct.side, Side::Lesson | Side::Pair) {
            let found = format!("\"{}\", which reads the lesson", conjunct.text);
            faults.push((
                place(&conjunct.text),
                found,
                "facts of the learner and the day: a requirement is about a day",
            ));
        }
    }
    for (i, one) in condition.conjuncts.iter().enumerate() {
        let alone = |conjunct: &Conjunct| Condition { text: String::new(), conjuncts: vec![conjunct.clone()] };
        if let Some(other) = condition.conjuncts[..i].iter().find(|other| policy::disjoint(&alone(one), &alone(other)))
        {
            let found = format!("\"{}\", which never holds together with \"{}\"", one.text, other.text);
            faults.push((place(&one.text), found, "a condition that can hold"));
        }
    }
    faults
}

/// Whom a rule concerns: "sites a, b; grades K to 2; tags ell; until 2026-12-18"; empty: everybody, always.
pub fn scope_words(scope: &Scope) -> String {
    let mut words = Vec::new();
    if !scope.sites.is_empty() {
        words.push(format!("sites {}", scope.sites.join(", ")));
    }
    match (scope.grade_min, scope.grade_max) {
        (Some(min), Some(max)) => words.push(format!("grades {min} to {max}")),
        (Some(min), None) => words.push(format!("grade {min} and above")),
        (None, Some(max)) => words.push(format!("up to grade {max}")),
        (None, None) => {}
    }
    if !scope.tags.is_empty() {
        words.push(format!("tags {}", scope.tags.join(", ")));
    }
    words.extend(scope.span.from.map(|from| format!("from {from}")));
    words.extend(scope.span.until.map(|until| format!("until {until}")));
    words.join("; ")
}

/// `hard`, `warn` or points; for a rule with costs these.
pub fn strength_words(kind: &Kind, rule: &RuleDraft) -> String {
    match (rule.strength, kind.name) {
        (Some(Strength::Warn), _) => "warn".to_string(),
        (Some(Strength::Weight(points)), _) => format!("{points} points"),
        (_, "score" | "priority" | "badge") => String::new(),
        (None, _) if rule.shortfall_cost.or(rule.excess_cost).or(rule.cost).is_some() => {
            let costs = [rule.shortfall_cost, rule.excess_cost, rule.cost];
            let costs: Vec<String> = costs.into_iter().flatten().map(|points| points.to_string()).collect();
            format!("{} points", costs.join(" and "))
        }
        (None | Some(Strength::Hard), _) => "hard".to_string(),
    }
}
