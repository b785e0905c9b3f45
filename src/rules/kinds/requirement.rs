//! How many slots or minutes of a learner's day, or week, carry a tag.

use std::fmt::Write;

use daybreak_day::problem::Points;
use daybreak_school::condition::{Condition, Conjunct, Fact, Side};
use daybreak_school::ids::RuleIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::{RequirementPer, RequirementRule, Rules};
use daybreak_school::ruling::Strength;
use daybreak_school::tag;

use super::head::{cost_of, meet};
use super::param::{Form, Param, opt, req, words};
use super::{Faults, Head, Kind, Spec};
use crate::policy;
use crate::policy::facts::Known;

#[derive(Default)]
pub struct Draft {
    tag: String,
    slots_min: u32,
    slots_max: Option<u32>,
    minutes_min: Option<u32>,
    minutes_max: Option<u32>,
    per: RequirementPer,
    when: Condition,
    shortfall_cost: Option<Points>,
    excess_cost: Option<Points>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "requirement",
        "How many slots or minutes of a learner's day, or week, carry a tag. Tags are those of modalities and, for every lesson, `subject:SUBJECT`, `modality:MODALITY`, `grouping:GROUPING`, `staffed` and `service:ID`.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        req("tag", Form::Text, "what is counted", |d, v| d.tag = v.text()),
        opt(
            "slots_min",
            Form::Count,
            "slots a day at least, 0 if not given; never more than the learner is there",
            |d, v| d.slots_min = v.count(),
        ),
        opt("slots_max", Form::Count, "slots a day at most", |d, v| d.slots_max = Some(v.count())),
        opt(
            "minutes_min",
            Form::CountFromOne,
            "instead of slots: minutes at least, in slots of the day's usual length, rounded up",
            |d, v| d.minutes_min = Some(v.count()),
        ),
        opt("minutes_max", Form::Count, "instead of slots: minutes at most, rounded down to slots", |d, v| {
            d.minutes_max = Some(v.count())
        }),
        opt(
            "per",
            Form::OneOf(&words(&RequirementPer::WORDS)),
            "a day, if not given, or a week from Monday: what a week's minimum still lacks is spread over its remaining school days, and its maximum less what was had is the day's",
            |d, v| d.per = v.word(&RequirementPer::WORDS),
        ),
        opt(
            "when",
            Form::Condition,
            "only learners for whom this holds; it may read facts of learner and day",
            |d, v| d.when = v.condition(),
        ),
        opt(
            "shortfall_cost",
            Form::Points,
            "points lost per slot short; without it a plan short of it is only the very last resort",
            |d, v| d.shortfall_cost = Some(v.points()),
        ),
        opt("excess_cost", Form::Points, "points lost per slot beyond; without it the maximum always holds", |d, v| {
            d.excess_cost = Some(v.points())
        }),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        let (min, max) = (self.slots_min, self.slots_max.unwrap_or(u32::MAX));
        say.when(max < min, format!("slots_min {min} above slots_max {max}"), "slots_min up to slots_max");
        let (min, max) = (self.minutes_min.unwrap_or(0), self.minutes_max.unwrap_or(u32::MAX));
        say.when(max < min, format!("minutes_min {min} above minutes_max {max}"), "minutes_min up to minutes_max");
        let has_slots = self.slots_min > 0 || self.slots_max.is_some();
        let has_minutes = self.minutes_min.is_some() || self.minutes_max.is_some();
        say.when(
            !has_slots && !has_minutes,
            "neither slots_min nor slots_max, neither minutes_min nor minutes_max",
            "at least one of them",
        );
        say.when(has_slots && has_minutes, "slots and minutes", "one of both");
        let has_cost = self.shortfall_cost.is_some() || self.excess_cost.is_some();
        say.when(
            has_cost && matches!(head.strength, Some(Strength::Hard | Strength::Warn)),
            "a cost beside a strength that is no weight",
            "either strength or costs",
        );
    }

    fn strength(&self, head: &Head) -> String {
        head.strength_words(&[self.shortfall_cost, self.excess_cost])
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let Draft { tag, slots_min, slots_max, minutes_min, minutes_max, per, when, shortfall_cost, excess_cost } =
            self;
        let by_strength = cost_of(posted.strength);
        let (shortfall_cost, excess_cost) = (shortfall_cost.or(by_strength), excess_cost.or(by_strength));
        let rule = RequirementRule {
            tag,
            slots_min,
            slots_max,
            minutes_min,
            minutes_max,
            per,
            when,
            shortfall_cost,
            excess_cost,
        };
        rules.requirements.push(posted.with(rule));
    }

    /// A day's balance is the same at any pace, and knows no single lesson.
    fn condition_fault(part: &Conjunct) -> Option<(String, &'static str)> {
        if part.test.facts().contains(&Fact::from(Known::LearnerPace)) {
            let found = format!("\"{}\", which reads the pace", part.text);
            return Some((found, "other facts: the day's balance is the same at any pace"));
        }
        match part.side {
            Side::Lesson | Side::Pair => {
                let found = format!("\"{}\", which reads the lesson", part.text);
                Some((found, "facts of the learner and the day: a requirement is about a day"))
            }
            Side::Day | Side::Learner => None,
        }
    }

    /// The hard minimum of one rule above the hard maximum of another.
    fn clashes(rules: &Rules) -> Vec<(RuleIdx, String)> {
        let mut clashes = Vec::new();
        for (i, rule) in rules.requirements.iter().enumerate() {
            for other in &rules.requirements[..i] {
                let (own, their) = (&rule.body, &other.body);
                let is_common = own.tag == their.tag && meet(&rule.scope, &other.scope);
                if is_common && !policy::disjoint(&own.when, &their.when) {
                    let found = above(rule, other).or_else(|| above(other, rule));
                    clashes.extend(found.map(|found| (rule.rule, found)));
                }
            }
        }
        clashes
    }

    fn below() -> String {
        let mut page = String::from(
            "\nWhat a lesson is for the learner has tags as well; a minimum of these asks for no more than the learner's \
             choice of the day could give:\n\n",
        );
        for (tag, what) in tag::ALL {
            writeln!(page, "- `{tag}`: {what}.").expect("writing to a string");
        }
        page
    }
}

/// The hard minimum of one above the hard maximum of the other.
fn above(rule: &Posted<RequirementRule>, other: &Posted<RequirementRule>) -> Option<String> {
    let (a, b) = (&rule.body, &other.body);
    if a.per != b.per || a.shortfall_cost.is_some() || b.excess_cost.is_some() {
        return None;
    }
    let slots = b.slots_max.filter(|max| a.slots_min > *max).map(|max| (a.slots_min, max, "slots"));
    let minutes =
        a.minutes_min.zip(b.minutes_max).filter(|(min, max)| min > max).map(|(min, max)| (min, max, "minutes"));
    let (low, high, unit) = slots.or(minutes)?;
    Some(format!("at least {low} {unit} of {} by \"{}\", at most {high} by \"{}\"", a.tag, rule.id, other.id))
}
