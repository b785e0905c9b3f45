//! Parts of sentences: how many of what, what is done, when.

use crate::scene::Scene;
use crate::wording::name;
use daybreak_night::candidate::Activity;
use daybreak_school::school::School;

/// A noun in singular and plural.
pub struct Noun(&'static str, &'static str);

pub const CLASSMATE: Noun = Noun("classmate", "classmates");
pub const DAY: Noun = Noun("day", "days");
pub const HARD_RULE: Noun = Noun("hard rule", "hard rules");
pub const LEARNER: Noun = Noun("learner", "learners");
pub const LESSON: Noun = Noun("lesson", "lessons");
pub const PIECE: Noun = Noun("piece", "pieces");
pub const PIECE_OF_EVIDENCE: Noun = Noun("piece of evidence", "pieces of evidence");
pub const ROOM: Noun = Noun("room", "rooms");
pub const SCHOOL_DAY: Noun = Noun("school day", "school days");
pub const SESSION: Noun = Noun("session", "sessions");
pub const SLOT: Noun = Noun("slot", "slots");
pub const TIME: Noun = Noun("time", "times");
pub const WISH: Noun = Noun("wish", "wishes");

/// "1 learner", "2 learners".
pub fn count(n: impl Into<u64>, noun: &Noun) -> String {
    match n.into() {
        1 => format!("1 {}", noun.0),
        n => format!("{n} {}", noun.1),
    }
}

/// What is done, for a coordinator.
pub fn activity(school: &School, activity: Activity) -> String {
    match activity {
        Activity::Lesson(at) => name::lesson(school, at),
        Activity::Service(at) => format!("service {}", name::service(school, at)),
        Activity::LessonWithService(at, with) => {
            format!("{} with service {}", name::lesson(school, at), name::service(school, with))
        }
    }
}

/// A slot's id and times.
pub fn slot(scene: &Scene<'_>, slot: usize) -> String {
    let slot = &scene.day.problem.slots[slot];
    format!("slot {} ({} to {})", slot.id, slot.start, slot.end)
}
