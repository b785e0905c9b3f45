//! A rule on the way: what its keys have said so far, and the rule that comes of it.

use daybreak_day::problem::Points;
use daybreak_school::condition::Condition;
use daybreak_school::ids::RuleIdx;
use daybreak_school::rules::{NeverAloneRule, RequirementPer, RequirementRule, RuleText, Rules, Scope};
use daybreak_school::ruling::{
    BadgeRule, Claim, DecisionTable, Earns, EligibilityRule, Exception, GroupingRule, HitPolicy, PointsRule,
    PriorityRule, Readiness, Strength, Verdict,
};
use daybreak_school::school::{EvidenceKind, Grade};
use daybreak_school::voice::{AccessRule, Measure};

/// Percent by which a group may lie below everybody where an access rule does not say.
const ACCESS_BAND: u32 = 10;

/// The keys of one rule; what was not said is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleDraft {
    pub scope: Scope,
    pub strength: Option<Strength>,
    pub except: Exception,
    pub when: Condition,
    pub allow: Option<Condition>,
    pub deny: Option<Condition>,
    pub points: Option<Points>,
    pub table: Option<String>,
    pub hit: Option<String>,
    /// The table of `table`, once it has been read.
    pub rows: Option<DecisionTable>,
    pub tag: Option<String>,
    pub slots_min: u32,
    pub slots_max: Option<u32>,
    pub minutes_min: Option<u32>,
    pub minutes_max: Option<u32>,
    pub per_week: bool,
    pub shortfall_cost: Option<Points>,
    pub excess_cost: Option<Points>,
    pub cost: Option<Points>,
    pub lessons: Vec<String>,
    pub size_min: Option<u32>,
    pub size_max: Option<u32>,
    pub readiness: Option<String>,
    pub persist_days_max: Option<u32>,
    pub rotate_after: Option<u32>,
    pub keep_together_tags: Vec<String>,
    pub order: Vec<String>,
    pub measure: Option<Measure>,
    pub band: Option<u32>,
    pub title: String,
    pub competencies: Vec<String>,
    pub subject: Option<String>,
    pub grade: Option<Grade>,
    pub mastered_min: Option<u32>,
    pub shown_by: Vec<EvidenceKind>,
    pub successes_min: Option<u32>,
}

/// The entry of a list of words.
pub fn of_word<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

impl RuleDraft {
    /// How binding it is, if it does not say: always.
    pub fn strength(&self) -> Strength {
        self.strength.unwrap_or_default()
    }

    /// The hit policy of its table.
    pub fn hit(&self) -> HitPolicy {
        self.hit.as_deref().and_then(|word| of_word(&HitPolicy::WORDS, word)).unwrap_or_default()
    }

    /// Whether it says anything about groups beside nobody being alone.
    pub fn shapes_groups(&self) -> bool {
        self.size_min.is_some()
            || self.size_max.is_some()
            || self.readiness.is_some()
            || self.persist_days_max.is_some()
            || self.rotate_after.is_some()
            || !self.keep_together_tags.is_empty()
    }

    /// Adds the rule of a kind to the others. Its position among the texts is known only at the end.
    pub fn add(self, kind: &str, text: &RuleText, rules: &mut Rules) {
        let (id, why) = (text.id.clone(), text.why.clone());
        let (rule, strength) = (RuleIdx(u32::MAX), self.strength());
        match kind {
            "eligibility" => {
                let verdict = match (self.allow, self.deny) {
                    (Some(allow), _) => Verdict::Allow(allow),
                    (None, deny) => Verdict::Deny(deny.unwrap_or_default()),
                };
                let (scope, except, when) = (self.scope, self.except, self.when);
                rules.eligibility.push(EligibilityRule { rule, id, scope, strength, except, when, verdict });
            }
            "score" => {
                let earns = match (self.points, self.rows) {
                    (_, Some(table)) => Earns::Table(table),
                    (Some(points), None) => Earns::Points(points),
                    // Points for reasons; they have been put where they belong.
                    (None, None) => return,
                };
                let (scope, except, when) = (self.scope, self.except, self.when);
                rules.points.push(PointsRule { rule, id, scope, except, when, earns });
            }
            "requirement" => rules.requirements.push(self.requirement(id, why)),
            "grouping" => {
                if let Some(tag) = &self.tag {
                    let cost = self.cost.or(cost_of(self.strength));
                    let (id, why, tag, scope) = (id.clone(), why.clone(), tag.clone(), self.scope.clone());
                    rules.never_alone.push(NeverAloneRule { id, why, tag, cost, scope });
                }
                if self.shapes_groups() {
                    rules.grouping.push(self.grouping(rule, id, why));
                }
            }
            "priority" => {
                let order = self.order.iter().filter_map(|word| Claim::read(word)).collect();
                rules.priority.push(PriorityRule { rule, id, why, scope: self.scope, order });
            }
            "access" => rules.access.push(AccessRule {
                id,
                why,
                scope: self.scope,
                tag: self.tag.unwrap_or_default(),
                measure: self.measure.unwrap_or_default(),
                band: self.band.unwrap_or(ACCESS_BAND),
                cost: self.cost.unwrap_or_default(),
            }),
            "badge" => rules.badges.push(self.badge(id, why)),
            _ => {}
        }
    }

    fn badge(self, id: String, why: String) -> BadgeRule {
        BadgeRule {
            id,
            why,
            title: self.title,
            competencies: self.competencies,
            subject: self.subject,
            grade: self.grade,
            mastered_min: self.mastered_min,
            shown_by: self.shown_by,
            successes_min: self.successes_min.unwrap_or(1),
            scope: self.scope,
        }
    }

    fn requirement(self, id: String, why: String) -> RequirementRule {
        let by_strength = cost_of(self.strength);
        RequirementRule {
            id,
            why,
            tag: self.tag.unwrap_or_default(),
            slots_min: self.slots_min,
            slots_max: self.slots_max,
            minutes_min: self.minutes_min,
            minutes_max: self.minutes_max,
            per: if self.per_week { RequirementPer::Week } else { RequirementPer::Day },
            when: self.when,
            strength: self.strength.unwrap_or_default(),
            except: self.except,
            shortfall_cost: self.shortfall_cost.or(by_strength),
            excess_cost: self.excess_cost.or(by_strength),
            scope: self.scope,
        }
    }

    fn grouping(self, rule: RuleIdx, id: String, why: String) -> GroupingRule {
        GroupingRule {
            rule,
            id,
            why,
            strength: self.strength(),
            readiness: self.readiness.as_deref().and_then(|word| of_word(&Readiness::WORDS, word)),
            scope: self.scope,
            lessons: self.lessons,
            size_min: self.size_min,
            size_max: self.size_max,
            persist_days_max: self.persist_days_max,
            rotate_after: self.rotate_after,
            keep_together_tags: self.keep_together_tags,
        }
    }
}

/// What a breach costs by the rule's strength: nothing that the plan would avoid when it is only listed, and no price
/// when it must not be.
fn cost_of(strength: Option<Strength>) -> Option<Points> {
    match strength {
        None | Some(Strength::Hard) => None,
        Some(Strength::Warn) => Some(0),
        Some(Strength::Weight(points)) => Some(points),
    }
}

/// Numbers every rule by its place among the texts, and sorts all lists by id.
pub fn finish(rules: &mut Rules) {
    let texts = &rules.texts;
    let of = |id: &str| {
        let at = texts.binary_search_by(|text| text.id.as_str().cmp(id)).expect("every rule has a text");
        RuleIdx::at(at)
    };
    rules.eligibility.iter_mut().for_each(|rule| rule.rule = of(&rule.id));
    rules.points.iter_mut().for_each(|rule| rule.rule = of(&rule.id));
    rules.grouping.iter_mut().for_each(|rule| rule.rule = of(&rule.id));
    rules.priority.iter_mut().for_each(|rule| rule.rule = of(&rule.id));
    rules.requirements.sort_by(|a, b| a.id.cmp(&b.id));
    rules.access.sort_by(|a, b| a.id.cmp(&b.id));
    rules.badges.sort_by(|a, b| a.id.cmp(&b.id));
    rules.never_alone.sort_by(|a, b| a.id.cmp(&b.id));
    rules.eligibility.sort_by_key(|rule| rule.rule);
    rules.points.sort_by_key(|rule| rule.rule);
    rules.grouping.sort_by_key(|rule| rule.rule);
    rules.priority.sort_by_key(|rule| rule.rule);
}
