//! Who with whom: pairs kept apart, pairs that earn a bonus together, tags of which nobody should be alone.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Pair;
use daybreak_day::problem::{NeverAlone, Points, Together};
use daybreak_night::standing::Standing;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, WishIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{RelationKind, WishFor};

/// A proposed partner earns this part of a proposal's points in every session with them, the work the rest.
const PARTNER_DIVISOR: Points = 4;

/// The pair in the school's order; none when they are the same or one of them is not there.
fn pair(day: &SiteDay<'_>, a: LearnerIdx, b: LearnerIdx) -> Option<Pair> {
    let are_there = a != b && day.learner(a).is_some() && day.learner(b).is_some();
    are_there.then(|| (a.min(b), a.max(b)))
}

pub fn ids(day: &SiteDay<'_>, (a, b): Pair) -> [String; 2] {
    [day.school.learners[a.i()].id.clone(), day.school.learners[b.i()].id.clone()]
}

/// Pairs whom a decision keeps apart.
pub fn pairs_apart(day: &SiteDay<'_>) -> BTreeSet<Pair> {
    (day.school.relations.iter())
        .filter(|relation| relation.kind == RelationKind::Apart)
        .filter_map(|relation| pair(day, relation.learner, relation.other))
        .collect()
}

/// Pairs who must never be in the same session: by decision, or too far apart in grade for what they might do together.
pub fn apart(day: &SiteDay<'_>, too_far: &BTreeMap<Pair, Option<Points>>) -> Vec<[String; 2]> {
    let mut all = pairs_apart(day);
    all.extend(too_far.iter().filter(|(_, cost)| cost.is_none()).map(|(pair, _)| *pair));
    all.into_iter().map(|pair| ids(day, pair)).collect()
}

/// Pairs who earn (or lose) a bonus: by the rules on groups, decided by the school, a mentor with who is helped, a wish for
/// a partner; too far apart in grade. What several say adds up; a decision to keep apart wins.
pub fn together(
    day: &SiteDay<'_>,
    rules: &Rules,
    standing: &Standing,
    of_rules: BTreeMap<Pair, Points>,
    too_far: &BTreeMap<Pair, Option<Points>>,
) -> Vec<Together> {
    let apart = pairs_apart(day);
    let mut bonuses: BTreeMap<Pair, Points> = BTreeMap::new();
    let mut add = |a: LearnerIdx, b: LearnerIdx, points: Points| {
        if let Some(pair) = pair(day, a, b).filter(|pair| !apart.contains(pair)) {
            *bonuses.entry(pair).or_default() += points;
        }
    };
    of_rules.into_iter().for_each(|((a, b), points)| add(a, b, points));
    too_far.iter().for_each(|(&(a, b), cost)| add(a, b, -cost.unwrap_or(0)));
    for relation in &day.school.relations {
        match relation.kind {
            RelationKind::Together | RelationKind::Mentors => {
                add(relation.learner, relation.other, rules.scores.together);
            }
            RelationKind::Apart => {}
        }
    }
    for proposal in day.school.proposals.iter().filter(|proposal| proposal.date == day.date) {
        // Whenever they meet; the slot is the proposal's own where it names work as well.
        if let Some(other) = proposal.partner {
            add(proposal.learner, other, rules.scores.proposal / PARTNER_DIVISOR);
        }
    }
    for (i, wish) in day.school.wishes.iter().enumerate() {
        match wish.what {
            WishFor::Partner(other) => add(wish.learner, other, standing.wish(WishIdx::at(i))),
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Staff(_) => {}
        }
    }
    let bonuses = bonuses.into_iter().filter(|(_, bonus)| *bonus != 0);
    bonuses.map(|(pair, bonus)| Together { learners: ids(day, pair), bonus }).collect()
}

/// The rules on groups whose tag at least two learners bear today: for one alone there is no company to find.
pub fn never_alone(day: &SiteDay<'_>, rules: &Rules) -> Vec<NeverAlone> {
    let n_with = |tag: &String| {
        day.learners.iter().filter(|presence| day.school.learners[presence.who.i()].tags.contains(tag)).count()
    };
    let mut found: Vec<NeverAlone> = Vec::new();
    let site = &day.school.sites[day.site.i()].id;
    let in_force = rules.never_alone.iter().filter(|rule| rule.scope.covers_day(site, day.date));
    for rule in in_force.map(|rule| &rule.body).filter(|rule| n_with(&rule.tag) >= 2) {
        // Two rules on one tag: the stricter holds (no cost is strictest).
        match found.iter_mut().find(|other| other.tag == rule.tag) {
            Some(other) => {
                other.cost = match (other.cost, rule.cost) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    (None, _) | (_, None) => None,
                };
            }
            None => found.push(NeverAlone { tag: rule.tag.clone(), cost: rule.cost }),
        }
    }
    found.sort_by(|a, b| a.tag.cmp(&b.tag));
    found
}
