//! Sentences on the way to a goal.

use crate::wording::name;
use daybreak_school::pathway::{Fix, FixBy, StepWhy};
use daybreak_school::school::School;

/// Why a competency is to be learned.
pub fn step(school: &School, why: StepWhy) -> String {
    match why {
        StepWhy::Goal => "It is the goal.".to_owned(),
        StepWhy::Credits => "It earns credits toward the goal.".to_owned(),
        StepWhy::PartOfGoal => "It is a part of the goal.".to_owned(),
        StepWhy::NeededFor(next) => format!("It is needed for this: {}.", name::competency(school, next)),
        StepWhy::AlternativeFor(next) => {
            format!("The quickest of several ways to this: {}.", name::competency(school, next))
        }
        StepWhy::Gap => "Later work builds on it.".to_owned(),
        StepWhy::GradeLevel => "It is usual in the grade.".to_owned(),
        StepWhy::Interest => "It touches an interest.".to_owned(),
    }
}

/// Said of a way without steps.
pub fn no_steps(is_reached: bool) -> String {
    let said = if is_reached { "The goal is reached." } else { "No way to the goal is known." };
    said.to_owned()
}

/// A change that would help, and how the way would stand then.
pub fn fix(school: &School, fix: &Fix) -> String {
    let change = match fix.change {
        FixBy::MoreSlots(1) => "one more slot a week".to_owned(),
        FixBy::MoreSlots(slots) => format!("{slots} more slots a week"),
        FixBy::Later(date) => format!("{date} as its date"),
        FixBy::Through(competency) => {
            format!("a way of its own, through this: {}", name::competency(school, competency))
        }
        FixBy::Without(goal) => {
            let other = school.goals[goal.i()].competency;
            format!("leaving out another goal: {}", name::competency(school, other))
        }
    };
    format!("With {change}: {}.", fix.then.word())
}
