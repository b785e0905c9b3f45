//! Services that fall on today as candidates: apart from the class, or with a specialist who joins lessons of the learner.

use daybreak_day::problem::Points;
use daybreak_night::candidate::{Activity, Candidate, Reason};
use daybreak_school::ids::{LearnerIdx, ServiceIdx};
use daybreak_school::school::Setting;

use super::Stage;
use super::catalogue::Role;
use super::demand::Demand;

/// The candidates of the learner's services; `lessons` are the learner's other candidates.
pub fn candidates(stage: &Stage<'_>, learner: LearnerIdx, demand: &Demand, lessons: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for &at in stage.asks.services.of(learner) {
        let slots = stage.owed.slots_today(at);
        if slots == 0 {
            continue;
        }
        let service = &stage.school.services[at.i()];
        match service.setting {
            Setting::Apart => found.push(apart(stage, at, slots)),
            Setting::WithClass => found.extend(with_class(stage, at, demand, lessons)),
        }
    }
    found
}

/// The service apart, so many times.
fn apart(stage: &Stage<'_>, at: ServiceIdx, slots: u32) -> Candidate {
    let points = stage.rules.scores.service;
    Candidate {
        activity: Activity::Service(at),
        utility: points,
        slot_bonus: Vec::new(),
        reasons: vec![(Reason::Service(at), points)],
        times_max: slots,
        exclusive: None,
        place: None,
        after: None,
        only_in: None,
        tags: Vec::new(),
    }
}

/// The learner's best lessons of one slot in a class, with the specialist.
fn with_class(stage: &Stage<'_>, at: ServiceIdx, demand: &Demand, lessons: &[Candidate]) -> Vec<Candidate> {
    let points = stage.rules.scores.service;
    let school = stage.school;
    let prospect = |candidate: &Candidate| {
        let at = candidate.activity.lesson()?;
        let lesson = &school.lessons[at.i()];
        let is_station = school.modalities[lesson.modality.i()].station;
        let is_class = matches!(stage.catalogue.offer(at).role, Role::Taught | Role::Shared);
        let can_form = demand.can_form(at, lesson, is_station);
        let fits = !is_station && is_class && can_form && lesson.slots == 1 && candidate.place.is_none();
        fits.then(|| demand.prospect(at, lesson, is_station, candidate.utility))
    };
    let mut best: Vec<(Points, &Candidate)> =
        lessons.iter().filter_map(|candidate| prospect(candidate).map(|points| (points, candidate))).collect();
    best.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.activity.cmp(&b.1.activity)));
    best.into_iter()
        .take(stage.rules.services.class_lessons_max)
        .filter_map(|(_, candidate)| {
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
