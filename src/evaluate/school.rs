//! A log as a school would have it, so that the school's own estimate can be measured on logs of others: its competencies
//! are the log's, each answer is a piece of evidence of all that its item needs, and nobody has a grade to speak of.

use jiff::Span;

use super::dense::Dense;
use daybreak_day::time::{Date, DateTime};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak_school::school::{Competency, Evidence, EvidenceKind, Grade, Learner, School, Site};

/// Where a log's seconds count from.
const ORIGIN: DateTime = Date::constant(1970, 1, 1).at(0, 0, 0, 0);

/// Seconds on either side of it that a calendar holds.
const SECONDS_MAX: i64 = 200_000_000_000;

/// The school of a log, and the day of its latest answer. Answers of one instant are set a second apart, in their order:
/// each is told from those before it. Items without a competency share one.
pub(super) fn of(dense: &Dense) -> (School, Date) {
    let log = &dense.log;
    let unnamed = [u32::try_from(log.n_skills).expect("fewer than 2^32 skills")];
    let mut evidence = Vec::with_capacity(log.answers.len());
    let mut latest = ORIGIN;
    for learner in (0..log.n_learners()).map(LearnerIdx::at) {
        let mut second = i64::MIN;
        for at in log.range(learner.0) {
            let answer = &log.answers[at];
            second = answer.at.clamp(-SECONDS_MAX, SECONDS_MAX).max(second.saturating_add(1));
            let instant = ORIGIN.saturating_add(Span::new().seconds(second));
            latest = latest.max(instant);
            let skills = match log.skills.of(answer.item as usize) {
                [] => &unnamed,
                skills => skills,
            };
            evidence.extend(skills.iter().map(|&skill| Evidence {
                learner,
                competency: CompetencyIdx(skill),
                at: instant,
                kind: EvidenceKind::Quiz,
                score: answer.score,
                weight: 1.0,
                item: Some(answer.item),
                lesson: None,
                piece: u32::try_from(at).expect("fewer than 2^32 answers"),
            }));
        }
    }
    let school = School {
        sites: vec![Site { id: String::new(), time_zone: None }],
        competencies: (0..=log.n_skills).map(|_| competency()).collect(),
        learners: (0..log.n_learners()).map(|_| learner()).collect(),
        evidence,
        items: vec![String::new(); log.n_items()],
        ..School::default()
    };
    (school, latest.date())
}

fn competency() -> Competency {
    Competency {
        id: String::new(),
        subject: String::new(),
        title: String::new(),
        grade: None,
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: None,
        grade_until: None,
        credits: 0.0,
        code: String::new(),
    }
}

fn learner() -> Learner {
    Learner {
        site: SiteIdx::at(0),
        id: String::new(),
        grade: Grade(0),
        tags: vec![],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    }
}
