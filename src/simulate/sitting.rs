//! A learner's part in a session: what, when, with whom.

use daybreak_minds::assess::Setting;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RoomIdx, ServiceIdx, StaffIdx};
use daybreak_school::school::{Grouping, Lesson, School};

/// One learner in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    pub learner: LearnerIdx,
    /// Position in the day of its first slot.
    pub slot: usize,
    pub what: What,
    pub staff: Vec<StaffIdx>,
    pub room: Option<RoomIdx>,
    /// It was planned as a look at what is known.
    pub is_review: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Lesson(LessonIdx),
    Service(ServiceIdx),
}

/// Whether an adult teaches it: who watches over a station, or over learners who work with one another, does not.
pub(super) fn is_taught(lesson: &Lesson) -> bool {
    lesson.staff.iter().any(|need| need.tag != "supervisor" && need.tag != "aide")
}

/// What a lesson is for a mind.
pub fn setting(school: &School, at: LessonIdx) -> Setting {
    let lesson = &school.lessons[at.i()];
    let modality = &school.modalities[lesson.modality.i()];
    let is = |word: &str| modality.id == word || modality.tags.iter().any(|tag| tag == word);
    let is_taught = is_taught(lesson);
    if is("assessment") || is("demonstration") {
        Setting::Show
    } else if is("conference") {
        Setting::Conference
    } else if lesson.slots > 1 {
        Setting::Project
    } else if modality.station || modality.grouping == Grouping::Individual {
        if is("screen") { Setting::Online } else { Setting::Practice }
    } else if is("hands_on") {
        Setting::Workshop
    } else {
        match modality.grouping {
            Grouping::Small if is_taught && lesson.size_max <= 3 => Setting::Tutoring,
            Grouping::Small if is_taught && !is("social") => Setting::Guided,
            Grouping::Small => Setting::Circle,
            Grouping::Whole if is("project") => Setting::Workshop,
            Grouping::Whole => Setting::Whole,
            Grouping::Pair | Grouping::Individual => Setting::Peer,
        }
    }
}
