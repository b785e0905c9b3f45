//! Who counts on whom: a group is not left by somebody for whose sake another is in it.

use crate::scene::Scene;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::{RelationKind, WishFor};

/// For each learner of the problem, who counts on them: kept together or mentored by decision, or by a wish or a proposal of
/// the other's own. What the learner wished for may be left.
pub fn counted_on(scene: &Scene<'_>) -> Vec<Vec<usize>> {
    let (school, date) = (scene.known.school, scene.known.formulation.date);
    let mut by: Vec<Vec<usize>> = vec![vec![]; scene.day.learners.len()];
    let mut add = |on: LearnerIdx, other: LearnerIdx| {
        if let (Some(on), Some(other)) = (scene.position(on), scene.position(other)) {
            by[on].push(other);
        }
    };
    for relation in &school.relations {
        match relation.kind {
            RelationKind::Together | RelationKind::Mentors => {
                add(relation.learner, relation.other);
                add(relation.other, relation.learner);
            }
            RelationKind::Apart => {}
        }
    }
    for wish in school.wishes.iter().filter(|wish| wish.span.covers(date)) {
        match wish.what {
            WishFor::Partner(other) => add(other, wish.learner),
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Staff(_) => {}
        }
    }
    for proposal in school.proposals.iter().filter(|proposal| proposal.date == date) {
        if let Some(other) = proposal.partner {
            add(other, proposal.learner);
        }
    }
    by
}
