//! What a school without an engine knows: its records, and the latest scores of each learner and competency.

use rustc_hash::FxHashMap;

use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::{EvidenceKind, School};

/// A gradebook.
#[derive(Clone, Default)]
pub(super) struct Gradebook {
    /// The latest two scores, the latest last.
    scores: FxHashMap<(LearnerIdx, CompetencyIdx), (Option<f32>, f32)>,
}

/// A pass.
const PASS: f32 = 0.8;

impl Gradebook {
    /// Of what a school's evidence says so far.
    pub(super) fn new(school: &School) -> Self {
        let mut book = Gradebook::default();
        for row in &school.evidence {
            book.enter(row.learner, row.competency, row.kind, row.score);
        }
        book
    }

    /// Enters a score. A teacher's judgement stands for two.
    pub(super) fn enter(&mut self, learner: LearnerIdx, competency: CompetencyIdx, kind: EvidenceKind, score: f32) {
        if kind == EvidenceKind::SelfRating {
            return;
        }
        let entry = self.scores.get(&(learner, competency)).copied();
        let before = if kind == EvidenceKind::TeacherJudgement { Some(score) } else { entry.map(|entry| entry.1) };
        self.scores.insert((learner, competency), (before, score));
    }

    /// Passed: two scores, four of five on the average.
    pub(super) fn is_passed(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let entry = self.scores.get(&(learner, competency));
        entry.is_some_and(|&(before, latest)| before.is_some_and(|before| (before + latest) / 2.0 >= PASS - 1e-6))
    }
}
