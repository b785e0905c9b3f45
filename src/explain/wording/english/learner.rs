//! The answer to a coordinator's question on one learner, as lines of text.

use std::fmt::Write as _;

use super::{desk, phrase};
use crate::scene::Scene;
use crate::wording::name;
use daybreak_night::candidate::Reason;
use daybreak_night::explanation::{Because, Blocked, Impossible, LearnerAnswer, SlotAnswer, SlotWhy, WhyNot};
use daybreak_school::ids::LearnerIdx;
use daybreak_school::pathway::StepWhy;

/// Alternatives told for each slot; the answer itself holds them all.
const ALTERNATIVES_TOLD: usize = 5;

/// Several lines, for coordinators: it may name services and accommodations.
pub fn learner_text(scene: &Scene<'_>, answer: &LearnerAnswer) -> String {
    let school = scene.known.school;
    let mut text = format!("Learner {} on {}\n", name::learner(school, answer.learner), scene.known.formulation.date);
    let position = scene.position(answer.learner);
    if position.is_none() {
        text.push_str("  is not there today.\n");
    }
    if let Some(at) = position {
        for slot in &answer.slots {
            slot_text(&mut text, scene, at, slot);
        }
    }
    if let Some(why_not) = &answer.why_not {
        why_not_text(&mut text, scene, answer.learner, why_not);
    }
    text
}

fn slot_text(text: &mut String, scene: &Scene<'_>, learner: usize, answer: &SlotAnswer) {
    line(text, 0, &phrase::slot(scene, answer.slot));
    match &answer.why {
        SlotWhy::Away => line(text, 1, "not there"),
        SlotWhy::Placed { activity, reasons } => {
            let session = answer.session.map(|k| &scene.known.plan.sessions[k]);
            let place = session.map(|session| match session.staff.as_slice() {
                [] => format!(" in {}", session.room),
                staff => format!(" in {} with {}", session.room, staff.join(", ")),
            });
            line(text, 1, &format!("{}{}", phrase::activity(scene.known.school, *activity), place.unwrap_or_default()));
            for &(why, points) in reasons {
                line(text, 2, &format!("{points:+} {}", reason(scene, learner, why)));
            }
        }
        SlotWhy::Open(blocked) => line(text, 1, &format!("no place. {}", desk::summary(scene, learner, blocked))),
    }
    if !answer.alternatives.is_empty() {
        line(text, 1, &format!("considered besides ({} in all):", answer.alternatives.len()));
    }
    for alternative in answer.alternatives.iter().take(ALTERNATIVES_TOLD) {
        line(text, 2, &considered(scene, learner, alternative));
    }
}

/// "Fractions (M5-1), 900 points: needs a room, and all that suit are taken".
fn considered(scene: &Scene<'_>, learner: usize, blocked: &Blocked) -> String {
    let what = phrase::activity(scene.known.school, blocked.activity);
    format!("{what}, {} points: {}", blocked.points, desk::obstacles(scene, learner, blocked))
}

fn why_not_text(text: &mut String, scene: &Scene<'_>, learner: LearnerIdx, why_not: &WhyNot) {
    let school = scene.known.school;
    line(text, 0, &format!("Why not {}?", name::lesson(school, why_not.lesson)));
    let because = match &why_not.because {
        Because::Planned { session } => {
            format!("It is planned for slot {}.", scene.known.plan.sessions[*session].slot)
        }
        Because::Away => "The learner is not there today.".to_owned(),
        Because::OtherSite => "Another site offers it.".to_owned(),
        Because::Language => "It does not exist in a language of the learner.".to_owned(),
        Because::RuledOut(rule) => super::rules::ruled_out(scene.known.rules, *rule),
        Because::NeedsFirst(missing) => {
            let mastery = |c| scene.known.states.mastery(learner, c) * 100.0;
            let needs =
                missing.iter().map(|&c| format!("{} (mastery {:.0} %)", name::competency(school, c), mastery(c)));
            format!("It needs this first: {}.", needs.collect::<Vec<_>>().join("; "))
        }
        Because::Mastered => "Its competency is mastered, and no review is due.".to_owned(),
        Because::Impossible(Impossible::NoStaff) => "Nobody who is there today may give it.".to_owned(),
        Because::Impossible(Impossible::NoRoom) => "No room that is there today can hold it.".to_owned(),
        Because::Impossible(Impossible::NoDevices) => "There are too few devices for it.".to_owned(),
        Because::Impossible(Impossible::NoSlots) => "The day has no run of slots that is long enough.".to_owned(),
        Because::Impossible(Impossible::NoSize) => "The rules on group sizes leave no group for it.".to_owned(),
        Because::NotProposed => {
            "It is not among the lessons proposed for today: others earn more points, or a rule leaves it out."
                .to_owned()
        }
        Because::Blocked(blocked) => {
            for entry in blocked {
                let slot = entry.start.map(|slot| phrase::slot(scene, slot)).unwrap_or_default();
                let obstacles = scene.position(learner).map(|at| desk::obstacles(scene, at, entry));
                line(text, 1, &format!("{slot}: {}", obstacles.unwrap_or_default()));
            }
            format!("What would help: {}", desk::help(scene, blocked))
        }
    };
    line(text, 1, &because);
}

/// Why a lesson was proposed, for the coordinator.
pub fn reason(scene: &Scene<'_>, learner: usize, why: Reason) -> String {
    let school = scene.known.school;
    let me = &school.learners[scene.known.formulation.learners[learner].i()];
    let title = |competency| name::competency(school, competency);
    match why {
        Reason::GoalStep(goal, competency) => {
            format!("a step ({}) toward the goal: {}", title(competency), title(school.goals[goal.i()].competency))
        }
        Reason::GoalUrgent(goal) => match school.goals[goal.i()].due {
            Some(due) => format!("the goal is due on {due}"),
            None => "the goal is urgent".to_owned(),
        },
        Reason::WithoutGoal(competency, why) => {
            let what = match why {
                StepWhy::Gap => "a gap of an earlier grade",
                StepWhy::Interest => "of interest",
                StepWhy::GradeLevel
                | StepWhy::Goal
                | StepWhy::Credits
                | StepWhy::PartOfGoal
                | StepWhy::NeededFor(_)
                | StepWhy::AlternativeFor(_) => "usual in the grade",
            };
            format!("the next work without an open goal, {what}: {}", title(competency))
        }
        Reason::GradeLevel(competency) => format!("ready, and usual in the grade: {}", title(competency)),
        Reason::Ready(competency) => format!("ready: {}", title(competency)),
        Reason::NearlyThere(competency) => {
            format!("begun, and fewer lessons are left than at its start: {}", title(competency))
        }
        Reason::PerhapsKnown(competency) => {
            format!("it may bring less than a typical lesson (known in part, or not ready): {}", title(competency))
        }
        Reason::Review(competency) => format!("a review is due: {}", title(competency)),
        Reason::Demonstrate(competency) => format!("nearly mastered, can be shown: {}", title(competency)),
        Reason::Deepen(competency) => format!("mastered, can go deeper: {}", title(competency)),
        Reason::Mentor(competency) => format!("mastered, can help others: {}", title(competency)),
        Reason::SmallerGroup(competency) => format!("tried before, a smaller group: {}", title(competency)),
        Reason::NewApproach(competency) => format!("tried before, another approach: {}", title(competency)),
        Reason::Wish(wish) => {
            format!("wished for: {}", super::declined::wish_words(scene, &school.wishes[wish.i()].what))
        }
        Reason::Request(request) => format!("asked for by {}", school.staff[school.requests[request.i()].staff.i()].id),
        Reason::Proposal(_) => "proposed by the learner".to_owned(),
        Reason::Service(service) => format!("service {} is owed", name::service(school, service)),
        Reason::Interest(at) => format!("interest: {}", me.interests.get(at as usize).map_or("", String::as_str)),
        Reason::Strength(at) => format!("strength: {}", me.strengths.get(at as usize).map_or("", String::as_str)),
        Reason::Follows(lesson) => format!("follows {}", name::lesson(school, lesson)),
        Reason::Advisor => "a conference on goals and progress".to_owned(),
        Reason::Repeat => "had before without mastering it".to_owned(),
        Reason::LevelMismatch => "its level is away from what fits".to_owned(),
        Reason::Pinned(_) => "a person decided".to_owned(),
        Reason::Published => "published for the day".to_owned(),
        Reason::Rule(rule) => super::rules::quoted(scene.known.rules, rule),
    }
}

pub fn line(text: &mut String, depth: usize, words: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}{words}", "  ".repeat(depth + 1));
}
