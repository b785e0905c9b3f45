//! Groups of like or of mixed readiness, where a rule on groups asks for them.
//!
//! Like: a lesson is for the learners who are about as far as most who could take it, and the next lesson of the same
//! competency for most of the others. Mixed: who has mastered it is invited too (see `advance`).

use std::collections::BTreeMap;

use super::Stage;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, RuleIdx};
use daybreak_school::posted::Posted;
use daybreak_school::ruling::{GroupingRule, Readiness, Strength};

/// How far apart learners who are about as far may be, in mastery (0 to 1).
const BAND: f32 = 0.3;

/// For whom a lesson is today, by the rules on groups.
#[derive(Default)]
pub struct Bands {
    like: BTreeMap<LessonIdx, Band>,
    mixed: BTreeMap<LessonIdx, RuleIdx>,
}

/// The learners whose mastery lies between `from` and [`BAND`] above it.
pub struct Band {
    from: f32,
    pub rule: RuleIdx,
    pub strength: Strength,
}

impl Bands {
    /// The bands of the site's lessons that a rule speaks of.
    pub fn new(stage: &Stage<'_>) -> Self {
        let site = &stage.school.sites[stage.day.site.i()].id;
        let is_here = |rule: &&Posted<GroupingRule>| {
            let scope = &rule.scope;
            scope.span.covers(stage.day.date) && (scope.sites.is_empty() || scope.sites.contains(site))
        };
        let rules: Vec<&Posted<GroupingRule>> =
            stage.rules.grouping.iter().filter(|rule| rule.body.readiness.is_some()).filter(is_here).collect();
        let mut bands = Bands::default();
        if rules.is_empty() {
            return bands;
        }
        for competency in (0..stage.school.competencies.len()).map(CompetencyIdx::at) {
            let mut left: Option<Vec<f32>> = None;
            for &lesson in stage.catalogue.of(competency) {
                let tags = stage.day.tags_of(&stage.school.lessons[lesson.i()]);
                let speaks = |rule: &&&Posted<GroupingRule>| {
                    rule.body.lessons.is_empty() || rule.body.lessons.iter().any(|tag| tags.contains(tag))
                };
                match rules.iter().find(speaks).map(|rule| (rule, rule.body.readiness)) {
                    Some((rule, Some(Readiness::Mixed))) => drop(bands.mixed.insert(lesson, rule.rule)),
                    Some((rule, Some(Readiness::Like))) => {
                        let left = left.get_or_insert_with(|| open_masteries(stage, competency));
                        if let Some(from) = densest(left) {
                            left.retain(|mastery| !(from..=from + BAND).contains(mastery));
                            let band = Band { from, rule: rule.rule, strength: rule.strength };
                            bands.like.insert(lesson, band);
                        }
                    }
                    Some((_, None)) | None => {}
                }
            }
        }
        bands
    }

    /// The band that the lesson is for, where the learner is outside it.
    pub fn outside(&self, stage: &Stage<'_>, learner: LearnerIdx, lesson: LessonIdx) -> Option<&Band> {
        let mastery = stage.states.mastery(learner, stage.school.lessons[lesson.i()].competency);
        self.like.get(&lesson).filter(|band| !(band.from..=band.from + BAND).contains(&mastery))
    }

    /// Whether the lesson brings together who is at it with who has mastered it.
    pub fn is_mixed(&self, lesson: LessonIdx) -> bool {
        self.mixed.contains_key(&lesson)
    }
}

/// Mastery of those who are there and could learn the competency, in order.
fn open_masteries(stage: &Stage<'_>, competency: CompetencyIdx) -> Vec<f32> {
    let could = |learner: &LearnerIdx| {
        !stage.is_known(*learner, competency)
            && stage.is_near(*learner, competency)
            && !stage.is_beyond_reach(*learner, competency)
    };
    let there = stage.day.learners.iter().map(|presence| presence.who).filter(could);
    let mut found: Vec<f32> = there.map(|learner| stage.states.mastery(learner, competency)).collect();
    found.sort_by(f32::total_cmp);
    found
}

/// The lower end of the band with the most values, the lowest of several; none without values.
fn densest(sorted: &[f32]) -> Option<f32> {
    let n_from = |at: usize| sorted[at..].partition_point(|&value| value <= sorted[at] + BAND);
    (0..sorted.len()).max_by_key(|&at| (n_from(at), std::cmp::Reverse(at))).map(|at| sorted[at])
}

#[cfg(test)]
mod tests {
    use super::densest;

    #[test]
    fn the_densest_band_is_where_most_are_and_the_lowest_of_equals() {
        assert_eq!(densest(&[]), None);
        assert_eq!(densest(&[0.1, 0.6, 0.7, 0.8, 0.9]), Some(0.6));
        assert_eq!(densest(&[0.1, 0.2, 0.8, 0.9]), Some(0.1));
    }
}
