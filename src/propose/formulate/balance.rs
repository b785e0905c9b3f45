//! The rules' balance of a day as requirements of one learner: slots or minutes, of a day or of what is left of a week.

use jiff::ToSpan;

use daybreak_day::problem::{Points, Requirement};
use daybreak_day::time::monday;
use daybreak_rules::policy::{Engine, OfLearner, Rows, covers};
use daybreak_school::day::{Presence, SiteDay};
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::posted::Posted;
use daybreak_school::rules::{RequirementPer, RequirementRule, Rules};
use daybreak_school::school::{Delivered, DeliveredWhat};

/// A minimum that the rules call hard costs this much a slot: a plan that cannot reach it is still better than none.
const HARD_MINIMUM_COST: Points = 20_000;

/// The requirement rules of a site's day.
pub struct Balance<'a> {
    day: &'a SiteDay<'a>,
    rules: &'a [Posted<RequirementRule>],
    rows: Rows<'a>,
    engine: Engine,
    /// Minutes of the day's usual slot: the median, 1 or more.
    slot_minutes: u32,
    /// School days from today to the end of the week, today among them.
    days_left: u32,
}

impl<'a> Balance<'a> {
    pub fn new(day: &'a SiteDay<'a>, rules: &'a Rules) -> Self {
        let mut minutes: Vec<u32> = (day.slots.iter())
            .map(|slot| &day.school.slots[slot.i()])
            .map(|slot| slot.end.minutes().saturating_sub(slot.start.minutes()))
            .collect();
        minutes.sort_unstable();
        let week = (0..7).filter_map(|days| day.date.checked_add(days.days()).ok());
        let rest = week.take_while(|date| monday(*date) == monday(day.date));
        let days_left = rest.filter(|date| day.school.day_type(day.site, *date).is_some()).count();
        Balance {
            day,
            rules: &rules.requirements,
            rows: Rows::new(day, None),
            engine: Engine::of(rules.requirements.iter().map(|rule| &rule.body.when)),
            slot_minutes: minutes.get(minutes.len() / 2).copied().unwrap_or(1).max(1),
            days_left: u32::try_from(days_left).unwrap_or(1).max(1),
        }
    }

    /// What the rules ask of the learner's day, in order of rule.
    ///
    /// `within_reach` says how much of a minimum on a tag the learner's candidates could give; none: nothing, and it is left
    /// out.
    pub fn of(
        &self,
        presence: &Presence<LearnerIdx>,
        within_reach: impl Fn(&str, u32) -> Option<u32>,
    ) -> Vec<Requirement> {
        let n_slots = u32::try_from(presence.n_slots()).unwrap_or(u32::MAX);
        self.rules
            .iter()
            .filter(|rule| self.concerns(rule, presence.who))
            .filter_map(|posted| {
                let rule = &posted.body;
                let (min, max) = self.slots_of(rule);
                let (slots_min, slots_max, percent) = match rule.per {
                    RequirementPer::Day => (min, max, 100),
                    RequirementPer::Week => self.share_of_week(rule, presence.who, min, max),
                };
                if slots_min == 0 && slots_max.is_none() {
                    return None;
                }
                let slots_min = within_reach(&rule.tag, slots_min.min(n_slots).min(slots_max.unwrap_or(u32::MAX)))?;
                let cost = rule.shortfall_cost.unwrap_or(HARD_MINIMUM_COST) * percent / 100;
                Some(Requirement {
                    id: posted.id.clone(),
                    tag: rule.tag.clone(),
                    slots_min,
                    slots_max,
                    shortfall_cost: (slots_min > 0).then_some(cost),
                    excess_cost: rule.excess_cost,
                })
            })
            .collect()
    }

    fn concerns(&self, rule: &Posted<RequirementRule>, learner: LearnerIdx) -> bool {
        self.rows.concerns(&rule.scope, &rule.except, learner)
            && covers(&rule.body.when, &OfLearner(&self.rows, learner), &self.engine)
    }

    /// The rule in slots: minutes at least are rounded up, minutes at most down.
    fn slots_of(&self, rule: &RequirementRule) -> (u32, Option<u32>) {
        let min = rule.minutes_min.map(|minutes| minutes.div_ceil(self.slot_minutes));
        let max = rule.minutes_max.map(|minutes| minutes / self.slot_minutes);
        (min.unwrap_or(rule.slots_min), max.or(rule.slots_max))
    }

    /// What of a week's slots falls on today: of the minimum what is left, spread over the days that are left; of the
    /// maximum what is left; and how little of the minimum can wait, in percent.
    fn share_of_week(
        &self,
        rule: &RequirementRule,
        learner: LearnerIdx,
        min: u32,
        max: Option<u32>,
    ) -> (u32, Option<u32>, Points) {
        let had = self.had_this_week(learner, &rule.tag);
        let left = min.saturating_sub(had);
        let percent = (u64::from(left) * 100 / u64::from(self.days_left)).min(100);
        let percent = Points::try_from(percent).expect("at most 100");
        (left.div_ceil(self.days_left), max.map(|max| max.saturating_sub(had)), percent)
    }

    /// Slots with the tag that the learner attended from Monday to yesterday.
    fn had_this_week(&self, learner: LearnerIdx, tag: &str) -> u32 {
        let (school, from) = (self.day.school, monday(self.day.date));
        // Delivered rows are sorted by learner, then date.
        let first = school.delivered.partition_point(|row| (row.learner, row.date) < (learner, from));
        let rows =
            school.delivered[first..].iter().take_while(|row| row.learner == learner && row.date < self.day.date);
        let n = rows.filter(|row| row.attended && self.carries(row, tag)).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// Whether what was done carries the tag, as the day's offerings would.
    fn carries(&self, row: &Delivered, tag: &str) -> bool {
        let school = self.day.school;
        let (lesson, service) = match &row.what {
            DeliveredWhat::Lesson(lesson) => (Some(*lesson), None),
            DeliveredWhat::Service(service) => (None, Some(service)),
            DeliveredWhat::Unknown => (None, None),
        };
        let of_lesson = |at: LessonIdx| &school.lessons[at.i()];
        let modality = row.modality.or(lesson.map(|at| of_lesson(at).modality)).map(|at| &school.modalities[at.i()]);
        let competency = row.competency.or(lesson.map(|at| of_lesson(at).competency));
        match tag.split_once(':') {
            Some(("subject", subject)) => competency.is_some_and(|at| school.competencies[at.i()].subject == subject),
            Some(("modality", id)) => modality.is_some_and(|modality| modality.id == id),
            Some(("grouping", word)) => modality.is_some_and(|modality| modality.grouping.word() == word),
            Some(("service", id)) => service.is_some_and(|service| service == id),
            _ if tag == "staffed" => {
                !row.staff.is_empty()
                    || service.is_some()
                    || lesson.is_some_and(|at| !self.day.needs_of(of_lesson(at)).is_empty())
            }
            _ => modality.is_some_and(|modality| modality.tags.iter().any(|own| own == tag)),
        }
    }
}
