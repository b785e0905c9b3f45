//! What educators decide: settings of the school ([`policies`](super::policies)), points and requirements, as read from `rules/*.toml`.
//!
//! Every rule has an `id` and a `why` that explanations quote. Units: points as in the objective (1,000 points
//! are the progress of a typical learner in one well-matched lesson), minutes, days, probabilities 0 to 1.

use super::condition::Condition;
use super::ids::RuleIdx;
pub use super::policies::{
    ChangePrices, ChangesPolicy, ChoicePolicy, Effects, MASTERY_PRESETS, MasteryPolicy, PacingPolicy, ProbePolicy,
    Scores, ServicePolicy, WITHOUT_GOAL,
};
use super::posted::{List, Posted};
use super::quality::QualityRule;
use super::ruling::{AdvanceLadder, BadgeRule, EligibilityRule, GroupingRule, PointsRule, PriorityRule};
use super::ruling::{Strength, StruggleLadder};
use super::school::{Grade, Learner, Span};
use super::voice::{AccessRule, FairnessPolicy};
use daybreak_day::problem::Points;
use daybreak_day::time::Date;

/// All rules of a run.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub mastery: MasteryPolicy,
    pub pacing: PacingPolicy,
    pub scores: Scores,
    pub choice: ChoicePolicy,
    pub services: ServicePolicy,
    pub effects: Effects,
    pub probes: ProbePolicy,
    pub fairness: FairnessPolicy,
    pub changes: ChangesPolicy,
    pub struggle: StruggleLadder,
    pub advance: AdvanceLadder,
    /// Sorted by id, as all lists of rules.
    pub eligibility: Vec<Posted<EligibilityRule>>,
    pub points: Vec<Posted<PointsRule>>,
    pub requirements: Vec<Posted<RequirementRule>>,
    pub never_alone: Vec<Posted<NeverAloneRule>>,
    pub grouping: Vec<Posted<GroupingRule>>,
    pub places: Vec<Posted<PlaceRule>>,
    pub priority: Vec<Posted<PriorityRule>>,
    pub badges: Vec<Posted<BadgeRule>>,
    pub access: Vec<Posted<AccessRule>>,
    pub quality: Vec<Posted<QualityRule>>,
    /// Every rule's id and reason, sorted by id; what explanations and the run card quote.
    pub texts: Vec<RuleText>,
}

/// A rule's id and its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleText {
    pub id: String,
    pub kind: String,
    pub why: String,
    /// Whom it concerns, in words; empty: everybody, always.
    pub scope: String,
    /// `hard`, `warn`, points or empty (policies).
    pub strength: String,
    /// The file and line where it stands, for a person who looks for it.
    pub place: String,
}

impl Rules {
    /// The id and reason of a rule.
    pub fn text(&self, rule: RuleIdx) -> &RuleText {
        &self.texts[rule.i()]
    }

    /// The rule with this id; none: there is no such.
    pub fn rule(&self, id: &str) -> Option<RuleIdx> {
        self.texts.binary_search_by(|text| text.id.as_str().cmp(id)).ok().map(RuleIdx::at)
    }

    /// Ids of the rules that keep a learner from a lesson or from company: an exception from each can be signed for.
    pub fn signable(&self) -> Vec<String> {
        let hard = |strength: Strength| strength == Strength::Hard;
        let eligibility = self.eligibility.iter().filter(|rule| hard(rule.strength)).map(|rule| &rule.id);
        let bands = self.grouping.iter().filter(|rule| hard(rule.strength) && rule.body.readiness.is_some());
        let most = self.requirements.iter().filter(|rule| rule.body.excess_cost.is_none() && rule.body.has_most());
        let alone = self.never_alone.iter().filter(|rule| rule.body.cost.is_none());
        let all = eligibility.chain(bands.map(|rule| &rule.id)).chain(most.map(|rule| &rule.id));
        all.chain(alone.map(|rule| &rule.id)).cloned().collect()
    }

    /// The rules with their texts: every list is numbered and sorted by id.
    #[must_use]
    pub fn with_texts(mut self, mut texts: Vec<RuleText>) -> Rules {
        texts.sort();
        self.lists().into_iter().for_each(|list| list.number(&texts));
        self.texts = texts;
        self
    }

    /// Every list of rules: a new field must say here whether it is one.
    fn lists(&mut self) -> [&mut dyn List; 10] {
        let Rules {
            // Settings of the whole school.
            mastery: _,
            pacing: _,
            probes: _,
            scores: _,
            choice: _,
            services: _,
            effects: _,
            fairness: _,
            changes: _,
            struggle: _,
            advance: _,
            // Lists.
            eligibility,
            points,
            requirements,
            never_alone,
            grouping,
            places,
            priority,
            badges,
            access,
            quality,
            texts: _,
        } = self;
        [eligibility, points, requirements, never_alone, grouping, places, priority, badges, access, quality]
    }
}

/// How many slots of a learner's day carry a tag. Tags are those of modalities and, for every lesson,
/// `subject:SUBJECT`, `modality:MODALITY`, `grouping:GROUPING`, `staffed` (an adult is needed) and `service:ID`; and
/// those in [`super::tag`], which say what a lesson is for the learner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequirementRule {
    pub tag: String,
    pub slots_min: u32,
    pub slots_max: Option<u32>,
    /// In minutes, on top of the slots: at least so many, counted in slots of the day's usual length, rounded up.
    pub minutes_min: Option<u32>,
    /// At most so many minutes; counted in slots of the day's usual length, rounded down.
    pub minutes_max: Option<u32>,
    pub per: RequirementPer,
    /// On the learner's facts; without conjuncts: every learner in scope.
    pub when: Condition,
    /// Points per slot short; none: hard.
    pub shortfall_cost: Option<Points>,
    /// Points per slot beyond; none: hard.
    pub excess_cost: Option<Points>,
}

impl RequirementRule {
    /// Whether it says how much there may be at most.
    pub fn has_most(&self) -> bool {
        self.slots_max.is_some() || self.minutes_max.is_some()
    }
}

/// The span over which a requirement counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequirementPer {
    #[default]
    Day,
    /// Monday to Sunday: what is left of a minimum is spread over the week's remaining school days.
    Week,
}

impl RequirementPer {
    /// The words of `per`.
    pub const WORDS: [(&str, RequirementPer); 2] = [("day", RequirementPer::Day), ("week", RequirementPer::Week)];
}

/// Learners with the tag are never the only one in a group. Its scope is sites and days alone: whom a group holds is for the
/// tag to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NeverAloneRule {
    pub tag: String,
    /// Points for each such session; none: hard.
    pub cost: Option<Points>,
}

/// Where a day takes place. Its scope picks learners; the costs of adults are for all of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaceRule {
    /// Points for every two neighbouring slots that a learner spends in different rooms.
    pub room_change: Points,
    /// On top where the rooms are in different zones.
    pub zone_change: Points,
    /// The same for adults.
    pub adult_room_change: Points,
    pub adult_zone_change: Points,
    /// A learner is never in a room with anybody whose grade is further away.
    pub grade_span_max: Option<u32>,
    /// Whether who is kept apart is never in one room either.
    pub apart_in_rooms: bool,
}

impl PlaceRule {
    /// The words of `apart`.
    pub const APART: [(&str, bool); 2] = [("sessions", false), ("rooms", true)];
}

/// Whom a rule concerns, and on which days; empty lists: everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    pub sites: Vec<String>,
    pub grade_min: Option<Grade>,
    pub grade_max: Option<Grade>,
    /// Any of these learner tags.
    pub tags: Vec<String>,
    pub span: Span,
}

impl Scope {
    /// Whether the rule concerns anybody of the site with this id on this day.
    pub fn covers_day(&self, site: &str, date: Date) -> bool {
        self.span.covers(date) && (self.sites.is_empty() || self.sites.iter().any(|s| s == site))
    }

    /// Whether the rule concerns a learner of the site with this id on this day.
    pub fn covers(&self, site: &str, learner: &Learner, date: Date) -> bool {
        self.covers_day(site, date)
            && self.grade_min.is_none_or(|min| min <= learner.grade)
            && self.grade_max.is_none_or(|max| learner.grade <= max)
            && (self.tags.is_empty() || self.tags.iter().any(|tag| learner.tags.contains(tag)))
    }
}
