//! Groups that a rule would have broken up by now and that the day keeps as they are: a person decides whether that is good.

use std::collections::BTreeSet;

use super::concerns::Weighed;
use super::scene::Scene;
use daybreak_history::past::past_sessions;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::Urgency;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::posted::Posted;
use daybreak_school::ruling::GroupingRule;

/// A concern for each group that stays the same beyond a rule's limit, the first session of each.
pub fn same_groups(scene: &Scene<'_>, found: &mut Vec<Weighed>) {
    let known = &scene.known;
    let day = SiteDay::of(known.school, known.formulation.site, known.formulation.date);
    let site = &known.school.sites[day.site.i()].id;
    let is_here = |rule: &&Posted<GroupingRule>| {
        rule.scope.span.covers(day.date) && (rule.scope.sites.is_empty() || rule.scope.sites.contains(site))
    };
    for rule in known.rules.grouping.iter().filter(is_here) {
        let Some(limit) = rule.body.persist_days_max else { continue };
        let (days, sessions) = past_sessions(known.school, day.site, day.date, limit as usize);
        if days.len() < limit as usize {
            continue;
        }
        let speaks = |lesson: LessonIdx| {
            let tags = day.tags_of(&known.school.lessons[lesson.i()]);
            rule.body.lessons.is_empty() || rule.body.lessons.iter().any(|tag| tags.contains(tag))
        };
        let was_each_day = |learners: &Vec<LearnerIdx>| {
            days.iter()
                .all(|date| sessions.iter().any(|s| s.date == *date && s.learners == *learners && speaks(s.lesson)))
        };
        let mut told: BTreeSet<Vec<LearnerIdx>> = BTreeSet::new();
        for (at, learners, lesson) in groups_of_today(scene) {
            if speaks(lesson) && was_each_day(&learners) && told.insert(learners.clone()) {
                let concern = Concern::SameGroup { session: at, days: limit, rule: rule.rule };
                let weight = known.rules.scores.together.saturating_mul(learners.len() as i64);
                found.push(Weighed { concern, urgency: Urgency::Look, weight });
            }
        }
    }
}

/// Today's groups of two or more in one lesson: the session's position, who, what.
fn groups_of_today(scene: &Scene<'_>) -> Vec<(usize, Vec<LearnerIdx>, LessonIdx)> {
    let problem = scene.day.problem;
    let learner =
        |id: &str| problem.learners.iter().position(|l| l.id == id).map(|at| scene.known.formulation.learners[at]);
    let lesson = |id: &str| {
        let at = problem.offerings.iter().position(|offering| offering.id == id)?;
        scene.known.formulation.activities[at].lesson()
    };
    let of = |(at, session): (usize, &daybreak_day::plan::Session)| {
        let lesson = lesson(session.offering.as_deref()?)?;
        let mut who: Vec<LearnerIdx> = session.learners.iter().filter_map(|seat| learner(&seat.id)).collect();
        who.sort_unstable();
        (who.len() >= 2).then_some((at, who, lesson))
    };
    scene.known.plan.sessions.iter().enumerate().filter_map(of).collect()
}
