//! How the rules shape groups: how large they are, who has been together long enough, and who stays together.
//!
//! A day problem knows pairs, not groups. So a group that should be broken up is one in which each pair costs something,
//! and a group that should last is a ring in which each neighbour is worth something.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Learner, Offering, Points};
use daybreak_day::time::Date;
use daybreak_history::past::{PastSession, past_sessions};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RuleIdx};
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{GroupingRule, Strength};
use daybreak_school::school::{Grade, RelationKind};

/// Points of a pair where a rule gives no weight: more than any lesson, so that the pair is parted (or kept) wherever the
/// day can do it at all, and less than what is owed.
const HARD_PAIR: Points = 3_000;

/// Learners of one tag who are kept together, at most: a larger circle is no group.
const CIRCLE_MAX: usize = 40;

/// The first and the last of a row of grades.
pub type Band = (Grade, Grade);

/// Two learners, the first in the school's order first.
pub type Pair = (LearnerIdx, LearnerIdx);

/// The rules on groups that hold at the site today.
pub struct Groups<'a> {
    day: &'a SiteDay<'a>,
    rules: Vec<&'a Posted<GroupingRule>>,
    /// The lowest and the highest grade of the site.
    grades: Band,
}

impl<'a> Groups<'a> {
    pub fn new(day: &'a SiteDay<'a>, rules: &'a Rules) -> Self {
        let site = &day.school.sites[day.site.i()].id;
        let is_here = |rule: &&Posted<GroupingRule>| {
            rule.scope.span.covers(day.date) && (rule.scope.sites.is_empty() || rule.scope.sites.contains(site))
        };
        let grades = day.school.learners.iter().filter(|learner| learner.site == day.site).map(|learner| learner.grade);
        let lowest_and_highest = grades.clone().min().zip(grades.max()).unwrap_or((Grade(0), Grade(0)));
        Groups { day, rules: rules.grouping.iter().filter(is_here).collect(), grades: lowest_and_highest }
    }

    /// The sizes of a lesson's groups: within its own those that every rule on its tags allows which speaks of somebody in
    /// the grades of those who may come. Empty (the least above the most) where they leave none.
    pub fn sizes(&self, tags: &[String], grades: Band, own: (u32, u32)) -> (u32, u32) {
        let meets = |rule: &&&Posted<GroupingRule>| {
            rule.scope.grade_min.is_none_or(|min| min <= grades.1)
                && rule.scope.grade_max.is_none_or(|max| grades.0 <= max)
        };
        let of_tags = self.rules.iter().filter(|rule| speaks_of(&rule.body, tags)).filter(meets);
        of_tags.fold(own, |(min, max), rule| {
            (min.max(rule.body.size_min.unwrap_or(min)), max.min(rule.body.size_max.unwrap_or(max)))
        })
    }

    /// The rules on the grades in a session of lessons with these tags, with the span of each.
    fn grade_spans(&self, tags: &[String]) -> impl Iterator<Item = (&Posted<GroupingRule>, u32)> {
        let of_tags = self.rules.iter().filter(|rule| speaks_of(&rule.body, tags));
        of_tags.filter_map(|rule| Some((*rule, rule.body.grade_span_max?)))
    }

    /// By which rule, and how many points, a learner loses in a station that is open to all although it is opened by bands; none:
    /// no rule opens it by bands, or one that always holds.
    pub fn unbanded_loss(&self, tags: &[String]) -> Option<(RuleIdx, Points)> {
        let losses = self.grade_spans(tags).map(|(rule, _)| match rule.strength {
            Strength::Hard => None,
            Strength::Warn => Some((rule.rule, 0)),
            Strength::Weight(points) => Some((rule.rule, points)),
        });
        let dearest = losses.reduce(|one, other| Some(if other?.1 > one?.1 { other? } else { one? })).flatten();
        dearest.filter(|_| self.n_bands(tags) > 1)
    }

    /// How many bands there are of a station of lessons with these tags: as few as the spans allow.
    fn n_bands(&self, tags: &[String]) -> i64 {
        let n_grades = self.n_grades();
        let span = self.grade_spans(tags).map(|(_, span)| i64::from(span)).min();
        span.map_or(1, |span| (n_grades + span) / (span + 1))
    }

    /// Grades from the lowest to the highest of the site.
    fn n_grades(&self) -> i64 {
        i64::from(self.grades.1.0) - i64::from(self.grades.0.0) + 1
    }

    /// The band of grades with which a learner shares stations of lessons with these tags; none: with everybody.
    ///
    /// Bands part the grades of the site into as few equal parts as the span allows, so that they are the same every day.
    pub fn band(&self, tags: &[String], learner: LearnerIdx) -> Option<Band> {
        let school = self.day.school;
        let low = self.grades.0;
        let (n_grades, n_bands) = (self.n_grades(), self.n_bands(tags));
        let at = (i64::from(school.learners[learner.i()].grade.0) - i64::from(low.0)) * n_bands / n_grades;
        let first = |band: i64| (band * n_grades + n_bands - 1) / n_bands;
        let grade = |offset: i64| Grade(i8::try_from(i64::from(low.0) + offset).expect("between two grades"));
        (n_bands > 1).then(|| (grade(first(at)), grade(first(at + 1) - 1)))
    }

    /// Pairs who may do the same lesson and are too far apart in grade to do it together, and what it costs if they do (none:
    /// they never do); mentors and whom they help, and who is to be together, are not meant.
    pub fn too_far_apart(&self, learners: &[Learner], offerings: &[Offering]) -> BTreeMap<Pair, Option<Points>> {
        let mut takers: BTreeMap<&str, Vec<LearnerIdx>> = BTreeMap::new();
        for (row, presence) in learners.iter().zip(&self.day.learners) {
            row.candidates.iter().for_each(|c| takers.entry(&c.offering).or_default().push(presence.who));
        }
        let mut found: BTreeMap<Pair, Option<Points>> = BTreeMap::new();
        for offering in offerings.iter().filter(|offering| offering.station.is_none()) {
            let takers = takers.get(offering.id.as_str()).map_or(&[][..], Vec::as_slice);
            for (rule, span) in self.grade_spans(&offering.tags) {
                let cost = match rule.strength {
                    Strength::Hard => None,
                    Strength::Warn => continue,
                    Strength::Weight(points) => Some(points),
                };
                for pair in pairs(takers).into_iter().filter(|pair| self.span_of(*pair) > span) {
                    let known = found.entry(pair).or_insert(cost);
                    *known = known.zip(cost).map(|(one, other)| one.max(other));
                }
            }
        }
        let together = self.kept_together();
        found.retain(|pair, _| !together.contains(pair));
        found
    }

    /// Grades between two learners.
    pub fn span_of(&self, (a, b): Pair) -> u32 {
        let grade = |l: LearnerIdx| self.day.school.learners[l.i()].grade.0;
        u32::from(grade(a).abs_diff(grade(b)))
    }

    /// Mentors with whom they help, and pairs who are to be together.
    pub fn kept_together(&self) -> BTreeSet<Pair> {
        let relations = self.day.school.relations.iter();
        let kept = relations.filter(|relation| match relation.kind {
            RelationKind::Together | RelationKind::Mentors => true,
            RelationKind::Apart => false,
        });
        kept.map(|relation| (relation.learner.min(relation.other), relation.learner.max(relation.other))).collect()
    }

    /// Points of pairs: below zero for who has been together long enough, above for who belongs together.
    pub fn pairs(&self, rules: &Rules) -> BTreeMap<Pair, Points> {
        let mut points: BTreeMap<Pair, Points> = BTreeMap::new();
        let n_days = self.rules.iter().filter_map(|rule| days_of(&rule.body)).max().unwrap_or(0).max(1);
        let (days, sessions) = past_sessions(self.day.school, self.day.site, self.day.date, n_days as usize);
        for rule in &self.rules {
            let weight = match rule.strength {
                Strength::Hard => HARD_PAIR,
                Strength::Warn => continue,
                Strength::Weight(points) => points,
            };
            let mut add = |pair: Pair, bonus: Points| {
                if self.concerns(rule, pair) {
                    *points.entry(pair).or_default() += bonus;
                }
            };
            let of_rule: Vec<&PastSession> =
                sessions.iter().filter(|session| speaks_of(&rule.body, &self.tags(session.lesson))).collect();
            if let Some(limit) = rule.body.rotate_after {
                worn_pairs(&days, &of_rule, limit).into_iter().for_each(|pair| add(pair, -weight));
            }
            if let Some(limit) = rule.body.persist_days_max {
                worn_groups(&days, &of_rule, limit).into_iter().for_each(|pair| add(pair, -weight));
            }
            for tag in &rule.body.keep_together_tags {
                ring(&self.with_tag(tag)).into_iter().for_each(|pair| add(pair, weight));
            }
        }
        for pair in self.unfinished(&days, &sessions) {
            *points.entry(pair).or_default() += rules.scores.together;
        }
        points
    }

    /// Whether the rule concerns both.
    fn concerns(&self, rule: &Posted<GroupingRule>, (a, b): Pair) -> bool {
        let school = self.day.school;
        let site = &school.sites[self.day.site.i()].id;
        [a, b].iter().all(|learner| rule.scope.covers(site, &school.learners[learner.i()], self.day.date))
    }

    fn tags(&self, lesson: LessonIdx) -> Vec<String> {
        self.day.tags_of(&self.day.school.lessons[lesson.i()])
    }

    fn with_tag(&self, tag: &String) -> Vec<LearnerIdx> {
        let bears = |who: &LearnerIdx| self.day.school.learners[who.i()].tags.contains(tag);
        self.day.learners.iter().map(|presence| presence.who).filter(bears).collect()
    }

    /// Neighbours of the groups of the latest day whose lesson goes on: another follows it.
    fn unfinished(&self, days: &[Date], sessions: &[PastSession]) -> BTreeSet<Pair> {
        let followed: BTreeSet<LessonIdx> = self.day.school.lessons.iter().filter_map(|l| l.follows).collect();
        let latest = sessions.iter().filter(|session| days.first() == Some(&session.date));
        latest.filter(|session| followed.contains(&session.lesson)).flat_map(|s| ring(&s.learners)).collect()
    }
}

/// Whether the rule speaks of lessons with these tags.
fn speaks_of(rule: &GroupingRule, tags: &[String]) -> bool {
    rule.lessons.is_empty() || rule.lessons.iter().any(|tag| tags.contains(tag))
}

/// School days that a rule looks back.
fn days_of(rule: &GroupingRule) -> Option<u32> {
    rule.rotate_after.max(rule.persist_days_max)
}

/// Pairs who shared a session on each of the latest `limit` days.
fn worn_pairs(days: &[Date], sessions: &[&PastSession], limit: u32) -> BTreeSet<Pair> {
    each_of_the_latest(days, limit, |day| {
        let of_day = sessions.iter().filter(|session| session.date == day);
        of_day.flat_map(|session| pairs(&session.learners)).collect()
    })
}

/// The pairs of every group that was the same on each of the latest `limit` days.
fn worn_groups(days: &[Date], sessions: &[&PastSession], limit: u32) -> BTreeSet<Pair> {
    let groups: BTreeSet<&Vec<LearnerIdx>> = each_of_the_latest(days, limit, |day| {
        sessions.iter().filter(|session| session.date == day).map(|session| &session.learners).collect()
    });
    groups.into_iter().flat_map(|learners| pairs(learners)).collect()
}

/// What is found on every one of the latest `limit` days; nothing while there are fewer.
fn each_of_the_latest<T: Ord>(days: &[Date], limit: u32, of: impl Fn(Date) -> BTreeSet<T>) -> BTreeSet<T> {
    let Some(latest) = days.get(..limit as usize) else { return BTreeSet::new() };
    let mut found = latest.iter().map(|&day| of(day));
    let first = found.next().unwrap_or_default();
    found.fold(first, |kept, next| kept.into_iter().filter(|entry| next.contains(entry)).collect())
}

/// Every pair of a group.
fn pairs(learners: &[LearnerIdx]) -> Vec<Pair> {
    let of = |(i, &a): (usize, &LearnerIdx)| learners[i + 1..].iter().map(move |&b| (a.min(b), a.max(b)));
    learners.iter().enumerate().flat_map(of).collect()
}

/// Neighbours in a ring: enough to hold a group together, and few.
fn ring(learners: &[LearnerIdx]) -> Vec<Pair> {
    match learners {
        [] | [_] => Vec::new(),
        _ if learners.len() > CIRCLE_MAX => Vec::new(),
        [a, b] => vec![(*a.min(b), *a.max(b))],
        _ => {
            let next = learners.iter().cycle().skip(1);
            learners.iter().zip(next).map(|(&a, &b)| (a.min(b), a.max(b))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(day: i8, learners: &[u32]) -> PastSession {
        let learners = learners.iter().map(|&at| LearnerIdx(at)).collect();
        PastSession { date: Date::constant(2026, 11, day), lesson: LessonIdx(0), learners }
    }

    fn days(latest: &[i8]) -> Vec<Date> {
        latest.iter().map(|&day| Date::constant(2026, 11, day)).collect()
    }

    fn plain(pairs: BTreeSet<Pair>) -> Vec<(u32, u32)> {
        pairs.into_iter().map(|(a, b)| (a.0, b.0)).collect()
    }

    #[test]
    fn partners_of_every_latest_day_are_worn_and_others_are_not() {
        let sessions = [
            session(20, &[0, 1, 2]),
            session(19, &[0, 1]),
            session(19, &[2, 3]),
            session(18, &[0, 1, 3]),
            session(17, &[2, 0]),
        ];
        let all: Vec<&PastSession> = sessions.iter().collect();
        assert_eq!(plain(worn_pairs(&days(&[20, 19, 18]), &all, 3)), [(0, 1)]);
        assert_eq!(plain(worn_pairs(&days(&[20]), &all, 1)), [(0, 1), (0, 2), (1, 2)]);
        assert!(worn_pairs(&days(&[20, 19]), &all, 3).is_empty(), "too short a past");
    }

    #[test]
    fn a_group_is_worn_when_it_was_the_same_each_day() {
        let sessions = [session(20, &[0, 1, 2]), session(19, &[0, 1, 2]), session(18, &[0, 1, 2, 3])];
        let all: Vec<&PastSession> = sessions.iter().collect();
        assert_eq!(plain(worn_groups(&days(&[20, 19]), &all, 2)), [(0, 1), (0, 2), (1, 2)]);
        assert!(worn_groups(&days(&[20, 19, 18]), &all, 3).is_empty(), "one came new");
    }

    #[test]
    fn a_ring_joins_neighbours() {
        let of = |n: u32| ring(&(0..n).map(LearnerIdx).collect::<Vec<_>>()).len();
        assert_eq!((of(0), of(1), of(2), of(3), of(12), of(41)), (0, 0, 1, 3, 12, 0));
    }
}
