//! Services owed as candidates: apart from the class, or with a specialist who joins lessons of the learner.
//!
//! How much of a service falls on today is counted in `formulate`, which leaves out what is not due.

use crate::model::candidate::{Activity, Candidate, Reason};
use crate::model::ids::{LearnerIdx, ServiceIdx};
use crate::model::school::Setting;

use super::Stage;
use super::catalogue::Role;

/// The candidates of the learner's services; `lessons` are the learner's other candidates.
pub fn candidates(stage: &Stage<'_>, learner: LearnerIdx, lessons: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for &at in stage.asks.services.of(learner) {
        let service = &stage.school.services[at.i()];
        match service.setting {
            Setting::Apart => found.push(apart(stage, at)),
            Setting::WithClass => found.extend(with_class(stage, at, lessons)),
        }
    }
    found
}

/// The service apart.
fn apart(stage: &Stage<'_>, at: ServiceIdx) -> Candidate {
    let points = stage.rules.scores.service;
    Candidate {
        activity: Activity::Service(at),
        utility: points,
        slot_bonus: Vec::new(),
        reasons: vec![(Reason::Service(at), points)],
        times_max: 1,
        exclusive: None,
        place: None,
        after: None,
    }
}

/// The learner's best lessons of one slot outside stations, with the specialist.
fn with_class(stage: &Stage<'_>, at: ServiceIdx, lessons: &[Candidate]) -> Vec<Candidate> {
    let points = stage.rules.scores.service;
    let is_class = |candidate: &&Candidate| {
        candidate.activity.lesson().is_some_and(|lesson| {
            let modality = &stage.school.modalities[stage.school.lessons[lesson.i()].modality.i()];
            let role = stage.catalogue.offer(lesson).role;
            !modality.station && matches!(role, Role::Taught | Role::Shared | Role::Project)
        })
    };
    let mut best: Vec<&Candidate> = lessons.iter().filter(is_class).collect();
    best.sort_by(|a, b| b.utility.cmp(&a.utility).then(a.activity.cmp(&b.activity)));
    best.into_iter()
        .take(stage.rules.services.class_lessons_max)
        .filter_map(|candidate| {
            let lesson = candidate.activity.lesson()?;
            let mut candidate = candidate.clone();
            candidate.activity = Activity::LessonWithService(lesson, at);
            candidate.utility += points;
            candidate.reasons.push((Reason::Service(at), points));
            candidate.reasons.sort_by(|a, b| b.1.abs().cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
            Some(candidate)
        })
        .collect()
}
