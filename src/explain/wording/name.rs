//! How the school calls its things in sentences of any language: by id, with a title where it helps.

use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ServiceIdx};
use daybreak_school::school::School;

/// A lesson's title and id.
pub fn lesson(school: &School, lesson: LessonIdx) -> String {
    let lesson = &school.lessons[lesson.i()];
    format!("{} ({})", plain(&lesson.title), lesson.id)
}

/// A lesson's title alone.
pub fn lesson_title(school: &School, lesson: LessonIdx) -> String {
    plain(&school.lessons[lesson.i()].title)
}

/// A competency's title.
pub fn competency(school: &School, competency: CompetencyIdx) -> String {
    plain(&school.competencies[competency.i()].title)
}

/// A service's own id.
pub fn service(school: &School, service: ServiceIdx) -> &str {
    &school.services[service.i()].service
}

/// A learner of the problem, by id.
pub fn learner(school: &School, learner: LearnerIdx) -> &str {
    &school.learners[learner.i()].id
}

/// A title as part of a sentence: one line, without the full stop at its end.
fn plain(title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}
