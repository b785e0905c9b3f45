//! What the rules on places say of today: the cost of ways, and who is never in one room.

use std::collections::BTreeSet;

use daybreak_day::problem::Points;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::{PlaceRule, Rules};

use super::groups::{Groups, Pair};
use super::pairs::{ids, pairs_apart};

/// The rules that hold at the site today.
fn in_force<'a>(day: &'a SiteDay<'_>, rules: &'a Rules) -> impl Iterator<Item = &'a Posted<PlaceRule>> {
    let site = &day.school.sites[day.site.i()].id;
    rules.places.iter().filter(move |rule| rule.scope.covers_day(site, day.date))
}

/// Whether a rule concerns a learner.
fn concerns(day: &SiteDay<'_>, rule: &Posted<PlaceRule>, learner: LearnerIdx) -> bool {
    let facts = &day.school.learners[learner.i()];
    let site = &day.school.sites[day.site.i()].id;
    rule.scope.covers(site, facts, day.date) && !rule.except.learners.contains(&facts.id)
}

/// What a change of room, and of zone on top, costs a learner.
pub fn of_learner(day: &SiteDay<'_>, rules: &Rules, learner: LearnerIdx) -> (Points, Points) {
    let of = in_force(day, rules).filter(|rule| concerns(day, rule, learner)).map(|rule| &rule.body);
    of.fold((0, 0), |sum, rule| (sum.0 + rule.room_change, sum.1 + rule.zone_change))
}

/// The same for every adult.
pub fn of_adults(day: &SiteDay<'_>, rules: &Rules) -> (Points, Points) {
    let all = in_force(day, rules).map(|rule| &rule.body);
    all.fold((0, 0), |sum, rule| (sum.0 + rule.adult_room_change, sum.1 + rule.adult_zone_change))
}

/// Pairs who are never in one room at the same time.
pub fn apart(day: &SiteDay<'_>, rules: &Rules, groups: &Groups<'_>) -> Vec<[String; 2]> {
    let mut by_grade: BTreeSet<Pair> = BTreeSet::new();
    let mut by_person: BTreeSet<Pair> = BTreeSet::new();
    for rule in in_force(day, rules) {
        let is_meant = |&(a, b): &Pair| concerns(day, rule, a) || concerns(day, rule, b);
        if rule.body.apart_in_rooms {
            by_person.extend(pairs_apart(day).into_iter().filter(is_meant));
        }
        let Some(span) = rule.body.grade_span_max else { continue };
        let there: Vec<LearnerIdx> = day.learners.iter().map(|presence| presence.who).collect();
        for (i, &a) in there.iter().enumerate() {
            let others = there[i + 1..].iter().map(|&b| (a, b)).filter(|pair| groups.span_of(*pair) > span);
            by_grade.extend(others.filter(is_meant).map(|(a, b)| (a.min(b), a.max(b))));
        }
    }
    let together = groups.kept_together();
    by_person.extend(by_grade.into_iter().filter(|pair| !together.contains(pair)));
    by_person.into_iter().map(|pair| ids(day, pair)).collect()
}
