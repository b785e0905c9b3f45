//! What a rule says, for coordinators: a learner's sheet quotes none, since a rule may speak of a service or a tag.

use daybreak_school::ids::RuleIdx;
use daybreak_school::rules::Rules;

/// "rule no-labs-alone: A laboratory needs company."
pub fn quoted(rules: &Rules, rule: RuleIdx) -> String {
    let text = rules.text(rule);
    format!("rule {}: {}", text.id, text.why)
}

/// Why not a lesson that a rule leaves out, and what outranks the rule.
pub fn ruled_out(rules: &Rules, rule: RuleIdx) -> String {
    let text = rules.text(rule);
    format!(
        "The rule {} leaves it out. {} A pin outranks it; so does a signed exception in the rule.",
        text.id, text.why
    )
}
