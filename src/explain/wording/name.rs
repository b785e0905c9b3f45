//! How things are called in sentences: an id, with a title or a time where it helps.

use crate::scene::Scene;
use daybreak_night::candidate::Activity;
use daybreak_school::ids::{CompetencyIdx, LessonIdx, ServiceIdx};
use daybreak_school::school::School;

/// A lesson's title and id.
pub fn lesson(school: &School, lesson: LessonIdx) -> String {
    let lesson = &school.lessons[lesson.i()];
    format!("{} ({})", plain(&lesson.title), lesson.id)
}

/// A competency's title.
pub fn competency(school: &School, competency: CompetencyIdx) -> String {
    plain(&school.competencies[competency.i()].title)
}

/// A service's own id.
pub fn service(school: &School, service: ServiceIdx) -> &str {
    &school.services[service.i()].service
}

/// What is done, for a coordinator.
pub fn activity(school: &School, activity: Activity) -> String {
    match activity {
        Activity::Lesson(at) => lesson(school, at),
        Activity::Service(at) => format!("service {}", service(school, at)),
        Activity::LessonWithService(at, with) => {
            format!("{} with service {}", lesson(school, at), service(school, with))
        }
    }
}

/// A slot's id and times.
pub fn slot(scene: &Scene<'_>, slot: usize) -> String {
    let slot = &scene.day.problem.slots[slot];
    format!("slot {} ({} to {})", slot.id, slot.start, slot.end)
}

/// A learner of the problem, by id.
pub fn learner(school: &School, learner: daybreak_school::ids::LearnerIdx) -> &str {
    &school.learners[learner.i()].id
}

/// "1 learner", "2 learners".
pub fn count(n: u64, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// A title as part of a sentence: one line, without the full stop at its end.
fn plain(title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}
