//! What a candidate is for its learner, as tags that rules on requirements may count (floors under a day).

use daybreak_night::candidate::{Activity, Candidate, Reason};
use daybreak_school::ids::{LearnerIdx, WishIdx};
use daybreak_school::school::WishFor;
use daybreak_school::tag;

use super::Stage;

/// The candidate's tags, sorted.
pub fn of(stage: &Stage<'_>, learner: LearnerIdx, candidate: &Candidate) -> Vec<&'static str> {
    // A wish for a time is granted by the slot, whatever takes place in it.
    let rank = |at: WishIdx| match &stage.school.wishes[at.i()].what {
        WishFor::Time { .. } | WishFor::Partner(_) | WishFor::Staff(_) => None,
        WishFor::Lesson(_)
        | WishFor::Competency(_)
        | WishFor::Modality(_)
        | WishFor::Interest(_)
        | WishFor::Place(_) => Some(stage.school.wishes[at.i()].rank),
    };
    let first = stage.asks.wishes.of(learner).iter().filter_map(|at| rank(*at)).min();
    let wishes: Vec<u32> = (candidate.reasons.iter())
        .filter_map(|(reason, _)| if let Reason::Wish(at) = reason { rank(*at) } else { None })
        .collect();
    let is_proposed = candidate.reasons.iter().any(|(reason, _)| matches!(reason, Reason::Proposal(_)));
    let lesson = candidate.activity.lesson();
    let own = stage.school.learners[learner.i()].grade;
    let competency = lesson.map(|at| &stage.school.competencies[stage.school.lessons[at.i()].competency.i()]);
    let grade = competency.and_then(|competency| competency.grade_near(own));
    let is_taught = match candidate.activity {
        Activity::Service(_) | Activity::LessonWithService(..) => true,
        // Who watches over a station, or over learners who work with one another, does not teach.
        Activity::Lesson(at) => {
            let is_station = stage.school.modalities[stage.school.lessons[at.i()].modality.i()].station;
            let teaches = |tag: &String| !stage.rules.choice.supervising_tags.contains(tag);
            !is_station && stage.catalogue.offer(at).needs.iter().any(|need| teaches(&need.tag))
        }
    };
    let holds = [
        (tag::READY, candidate.reasons.iter().any(|(reason, _)| is_ready(*reason))),
        (tag::TAUGHT, is_taught),
        (tag::ON_GRADE, grade == Some(own)),
        (tag::WISH, !wishes.is_empty()),
        (tag::FIRST_WISH, wishes.iter().any(|rank| Some(*rank) == first)),
        (tag::CHOSEN, !wishes.is_empty() || is_proposed),
    ];
    let mut tags: Vec<&'static str> = holds.into_iter().filter(|(_, holds)| *holds).map(|(tag, _)| tag).collect();
    tags.sort_unstable();
    tags
}

/// Whether the reason says that the learner is ready and the work is due.
fn is_ready(reason: Reason) -> bool {
    match reason {
        Reason::GoalStep(..)
        | Reason::WithoutGoal(..)
        | Reason::GradeLevel(_)
        | Reason::Ready(_)
        | Reason::Review(_)
        | Reason::Demonstrate(_)
        | Reason::Service(_) => true,
        Reason::GoalUrgent(_)
        | Reason::NearlyThere(_)
        | Reason::PerhapsKnown(_)
        | Reason::Deepen(_)
        | Reason::Mentor(_)
        | Reason::NewApproach(_)
        | Reason::SmallerGroup(_)
        | Reason::Rule(_)
        | Reason::Wish(_)
        | Reason::Request(_)
        | Reason::Proposal(_)
        | Reason::Interest(_)
        | Reason::Strength(_)
        | Reason::Follows(_)
        | Reason::Advisor
        | Reason::Repeat
        | Reason::LevelMismatch
        | Reason::Pinned(_)
        | Reason::Published => false,
    }
}
