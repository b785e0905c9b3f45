//! The evidence that a school gathers of its learners: what each lesson leaves behind, and the records it begins with.

use rand_chacha::ChaCha8Rng;

use daybreak_day::time::{Date, TimeOfDay};
use daybreak_school::school::EvidenceKind;

use super::catalogue::Catalogue;
use super::knowledge::Pupil;
use super::modalities::Way;
use daybreak_minds::assess::{self, Shown, is_judged, score};
use daybreak_minds::random::chance;

/// One piece of evidence of one learner.
pub(super) struct Evidence {
    /// Positions in the catalogue; more than one for a task of several competencies.
    pub(super) competencies: Vec<u16>,
    pub(super) date: Date,
    pub(super) time: Option<TimeOfDay>,
    pub(super) kind: EvidenceKind,
    /// Thousandths, 0 to 1,000.
    pub(super) score: u16,
    /// Which form of the task.
    pub(super) item: Option<u8>,
    /// Position in the lessons.
    pub(super) lesson: Option<u32>,
    /// Position in the site's staff.
    pub(super) assessor: Option<u16>,
    /// Counts double.
    pub(super) is_weighty: bool,
}

/// Where and when an assessment takes place.
pub(super) struct Occasion {
    pub(super) date: Date,
    /// When the lesson ends.
    pub(super) time: TimeOfDay,
    /// Calendar days since the history began.
    pub(super) day: i16,
    pub(super) lesson: u32,
    pub(super) way: Way,
    pub(super) staff: Option<u16>,
}

/// A piece of evidence that a lesson leaves behind.
pub(super) fn assess(pupil: &Pupil, competencies: &[usize], occasion: &Occasion, rng: &mut ChaCha8Rng) -> Evidence {
    let Shown { kind, score, form } =
        assess::assess(&pupil.mind, competencies, occasion.day, occasion.way.setting(), rng);
    Evidence {
        competencies: competencies.iter().map(|&c| c as u16).collect(),
        date: occasion.date,
        time: Some(occasion.time),
        kind,
        score,
        item: form,
        lesson: Some(occasion.lesson),
        assessor: occasion.staff.filter(|_| is_judged(kind)),
        is_weighty: kind == EvidenceKind::Test,
    }
}

/// What the school knows when the history begins: the record of earlier years, confirmed by the advisor, and an
/// autumn screening around the place where the learner stands.
pub(super) fn records(
    catalogue: &Catalogue,
    pupil: &Pupil,
    grade: i8,
    advisor: Option<u16>,
    first_day: Date,
    rng: &mut ChaCha8Rng,
) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let plain = |competencies: Vec<u16>, kind: EvidenceKind, score: u16| Evidence {
        competencies,
        date: first_day,
        time: None,
        kind,
        score,
        item: None,
        lesson: None,
        assessor: advisor.filter(|_| is_judged(kind)),
        is_weighty: false,
    };
    for subject in &catalogue.subjects {
        for earlier in 0..grade {
            let of_grade = subject.clone().filter(|&c| catalogue.competencies[c].grade == earlier);
            // An error in the record now and then: two in a hundred.
            let known = of_grade.filter(|&c| pupil.mind.knowledge(c, 0) > 0.9 || chance(rng, 0.02));
            let known: Vec<u16> = known.map(|c| c as u16).collect();
            if !known.is_empty() {
                evidence.push(plain(known, EvidenceKind::TeacherJudgement, 900));
            }
        }
    }
    for (subject, range) in catalogue.subjects.iter().enumerate() {
        let position = pupil.position[subject];
        let near = range.clone().filter(|&c| {
            let away = catalogue.competencies[c].level - position;
            (-0.9..0.35).contains(&away) && chance(rng, 0.2)
        });
        for competency in near.collect::<Vec<_>>() {
            let score = score(EvidenceKind::Quiz, pupil.mind.knowledge(competency, 0), 0.0, rng);
            evidence.push(plain(vec![competency as u16], EvidenceKind::Quiz, score));
        }
    }
    evidence
}
