//! What a learner without an open goal works on, as the school's policy says: gaps of earlier grades that the learner's
//! own grade builds on, what is usual in the grade, what touches an interest; in the policy's order, as far as the coming
//! weeks reach.

use std::collections::{BTreeMap, BTreeSet};

use super::journey::Aim;
use super::{Plotter, order};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{Focus, StepWhy};
use daybreak_school::school::School;

/// Weight of what is first in the policy's order; each next counts half.
const WEIGHT_FIRST: f64 = 1.0;

/// Targets of one learner at most: beyond it the coming weeks are full.
const TARGETS_MAX: usize = 40;

/// The competencies whose lessons touch each interest.
pub(super) struct Interests<'a> {
    of: BTreeMap<&'a str, BTreeSet<CompetencyIdx>>,
}

impl<'a> Interests<'a> {
    pub fn new(school: &'a School) -> Self {
        let mut of: BTreeMap<&str, BTreeSet<CompetencyIdx>> = BTreeMap::new();
        for lesson in &school.lessons {
            for interest in &lesson.interests {
                of.entry(interest).or_default().insert(lesson.competency);
            }
        }
        Interests { of }
    }
}

impl Plotter<'_> {
    /// The coming weeks of a learner without an open goal; none when nothing is left by the policy.
    pub(super) fn focus(&self, learner: LearnerIdx, interests: &Interests) -> Option<Focus> {
        let targets = self.targets(learner, interests);
        let aim = |&(competency, rank, _): &(CompetencyIdx, u32, StepWhy)| Aim {
            competency,
            quota: None,
            due: None,
            weight: WEIGHT_FIRST / f64::from(1u32 << rank.min(16)),
            goal: None,
            deferred: false,
        };
        let journey = self.journey(learner, targets.iter().map(aim).collect(), None);
        let sequence = order::sequence(self.graph, &journey, self.former_week(learner));
        let calendar = self.calendar(learner);
        let timing = self.timing(&journey, &sequence, &calendar);
        let days = i64::from(self.policy.weeks_ahead) * 7;
        let end = self.today.saturating_add(jiff::Span::new().days(days));
        let within = sequence.iter().filter(|&&step| timing.expected(step).is_some_and(|day| day < end));
        let none = fixedbitset::FixedBitSet::with_capacity(journey.closure.steps.len());
        let why = |competency: CompetencyIdx| {
            let target = targets.iter().find(|(c, _, _)| *c == competency).map(|&(_, _, why)| why);
            // What is on the way to a target without being one fills a gap.
            target.unwrap_or(StepWhy::Gap)
        };
        let steps: Vec<_> =
            within.map(|&step| self.step(&journey, step, &timing, &none, why(journey.closure.steps[step]))).collect();
        (!steps.is_empty()).then_some(Focus { learner, steps })
    }

    /// Competencies to aim at, each with its place in the policy's order and the reason.
    fn targets(&self, learner: LearnerIdx, interests: &Interests) -> Vec<(CompetencyIdx, u32, StepWhy)> {
        let about = &self.school.learners[learner.i()];
        // A whole is left to its parts, and what nobody teaches is no work for tomorrow.
        let teaching = self.teaching(learner);
        let is_open = |&c: &CompetencyIdx| !self.states.knows(learner, c) && teaching.has_lesson(c);
        let grade = |c: CompetencyIdx| self.school.competencies[c.i()].grade_near(about.grade);
        let all = || (0..self.school.competencies.len()).map(CompetencyIdx::at).filter(is_open);
        let mut targets: Vec<(CompetencyIdx, u32, StepWhy)> = Vec::new();
        for (rank, kind) in self.policy.without_goal.iter().enumerate() {
            let (found, why): (Vec<CompetencyIdx>, StepWhy) = match kind.as_str() {
                "gaps" => (self.gaps(learner).into_iter().filter(is_open).collect(), StepWhy::Gap),
                "grade_level" => (all().filter(|&c| grade(c) == Some(about.grade)).collect(), StepWhy::GradeLevel),
                "interest" => {
                    let own = about.interests.iter().filter_map(|interest| interests.of.get(interest.as_str()));
                    let own: BTreeSet<CompetencyIdx> = own.flatten().copied().collect();
                    let near = |c: &CompetencyIdx| {
                        grade(*c).is_none_or(|grade| grade <= about.grade)
                            || self.graph.is_ready(*c, |need| self.states.knows(learner, need))
                    };
                    (own.into_iter().filter(is_open).filter(near).collect(), StepWhy::Interest)
                }
                // The rules are refused when they name anything else.
                _ => continue,
            };
            let rank = u32::try_from(rank).unwrap_or(u32::MAX);
            for competency in found {
                if targets.iter().all(|(c, _, _)| *c != competency) {
                    targets.push((competency, rank, why));
                }
            }
        }
        targets.sort_by_key(|&(c, rank, _)| (rank, self.graph.rank(c)));
        targets.truncate(TARGETS_MAX);
        targets
    }

    /// Unknown competencies of earlier grades that something of the learner's own grade builds on.
    fn gaps(&self, learner: LearnerIdx) -> Vec<CompetencyIdx> {
        let own = self.school.learners[learner.i()].grade;
        let grade = |c: &CompetencyIdx| self.school.competencies[c.i()].grade_near(own);
        let all = (0..self.school.competencies.len()).map(CompetencyIdx::at);
        let of_grade: Vec<CompetencyIdx> = all.filter(|c| grade(c) == Some(own)).collect();
        let knows = |c: CompetencyIdx| self.states.knows(learner, c);
        let closure = self.graph.closure(&of_grade, knows, |c| self.efforts.minutes(learner, c));
        let is_earlier = |c: &CompetencyIdx| grade(c).is_some_and(|grade| grade < own);
        closure.steps.into_iter().filter(is_earlier).collect()
    }
}
