//! How many learners could share each lesson today.
//!
//! A lesson for which no group will form is no choice. Everybody's suitable lessons are counted first, then everybody
//! chooses with regard to the counts, and what was chosen is counted for a second choice: learners who are ready for
//! the same things come to bring the same lessons to the day, without anybody deciding it for them.

use rayon::prelude::*;

use daybreak_day::problem::Points;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::school::{Lesson, WishFor};

use super::Stage;
use super::shortlist::Profile;

/// Times that everybody chooses: more rounds change little.
pub const ROUNDS: usize = 2;

/// A lesson asked for looks for company while fewer learners could take it than so many smallest groups.
const LONELY_BELOW: u64 = 3;

/// The counts behind one round of choices.
pub struct Demand {
    /// For each lesson the learners who could (later: would) take it.
    learners: Vec<u32>,
    /// For each lesson whether somebody asks for it by name; such a lesson looks for company.
    is_asked: Vec<bool>,
    lonely: Vec<LessonIdx>,
}

impl Demand {
    /// Counts the lessons that `lessons_of` gives for each learner who is there.
    pub fn count(
        stage: &Stage<'_>,
        profiles: &[Profile],
        lessons_of: impl Fn(LearnerIdx, &Profile) -> Vec<LessonIdx> + Sync,
    ) -> Self {
        let zero = || vec![0_u32; stage.school.lessons.len()];
        let add = |mut counts: Vec<u32>, (learner, profile): (LearnerIdx, &Profile)| {
            lessons_of(learner, profile).into_iter().for_each(|lesson| counts[lesson.i()] += 1);
            counts
        };
        // Sums of whole numbers are the same in any order.
        let learners = (stage.day.learners.par_iter().zip(profiles))
            .map(|(presence, profile)| (presence.who, profile))
            .fold(zero, add)
            .reduce(zero, |a, b| a.into_iter().zip(b).map(|(x, y)| x + y).collect());
        let is_asked = asked_lessons(stage);
        let is_lonely = |at: &LessonIdx| {
            let lesson = &stage.school.lessons[at.i()];
            let is_station = stage.school.modalities[lesson.modality.i()].station;
            let enough = u64::from(lesson.size_min) * LONELY_BELOW;
            is_asked[at.i()] && !is_station && u64::from(learners[at.i()]) < enough
        };
        let lonely = (0..stage.school.lessons.len()).map(LessonIdx::at).filter(is_lonely).collect();
        Demand { learners, is_asked, lonely }
    }

    /// The same, with the lessons that looked for company before looking for it still: who came for their sake would
    /// stay away again as soon as they had come.
    pub fn looking_like(mut self, before: &Demand) -> Self {
        self.lonely.clone_from(&before.lonely);
        self
    }

    /// Whether enough learners could take the lesson for a group.
    pub fn can_form(&self, at: LessonIdx, lesson: &Lesson, is_station: bool) -> bool {
        is_station || self.learners[at.i()] >= lesson.size_min
    }

    /// Whether somebody asks for the lesson by name.
    pub fn is_asked(&self, at: LessonIdx) -> bool {
        self.is_asked[at.i()]
    }

    /// Lessons that somebody asks for by name and that too few others are ready for.
    pub fn lonely(&self) -> &[LessonIdx] {
        &self.lonely
    }

    /// The utility, less what the risk takes that no group forms: with n learners and groups of m or more, n / (n + m)
    /// of it is left. At stations everybody finds a place.
    pub fn prospect(&self, at: LessonIdx, lesson: &Lesson, is_station: bool, utility: Points) -> Points {
        if is_station || utility <= 0 {
            return utility;
        }
        let n = Points::from(self.learners[at.i()]);
        utility * n / (n + Points::from(lesson.size_min)).max(1)
    }
}

/// The lessons that wishes, requests and pins of today name for learners who are there.
fn asked_lessons(stage: &Stage<'_>) -> Vec<bool> {
    let mut asked = vec![false; stage.school.lessons.len()];
    for learner in stage.day.learners.iter().map(|presence| presence.who) {
        let wishes = stage.asks.wishes.of(learner).iter().filter_map(|at| match stage.school.wishes[at.i()].what {
            WishFor::Lesson(lesson) => Some(lesson),
            WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_)
            | WishFor::Staff(_) => None,
        });
        let requests = stage.asks.requests.of(learner).iter().filter_map(|at| stage.school.requests[at.i()].lesson);
        let pins = stage.asks.pins.of(learner).iter().filter_map(|at| stage.school.pins[at.i()].lesson);
        wishes.chain(requests).chain(pins).for_each(|lesson| asked[lesson.i()] = true);
    }
    asked
}
