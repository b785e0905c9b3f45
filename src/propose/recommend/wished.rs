//! What a wish for a theme may open when nothing that the learner works on touches it: what is known may be gone deeper
//! into, and what is nearly within reach may be tried.

use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::WishFor;

use super::Stage;
use super::purpose::Purposes;

/// Competencies opened for one wish.
const PER_WISH: usize = 3;

/// Grades between learner and competency beyond which it is not opened.
const GRADES_APART_MAX: i64 = 1;

/// Adds them to the learner's purposes.
pub fn open(stage: &Stage<'_>, learner: LearnerIdx, purposes: &mut Purposes) {
    for &at in stage.asks.wishes.of(learner) {
        let with = match &stage.school.wishes[at.i()].what {
            WishFor::Interest(interest) => stage.catalogue.by_interest.get(interest.as_str()),
            WishFor::Place(place) => stage.catalogue.by_place.get(place.as_str()),
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_)
            | WishFor::Staff(_) => None,
        };
        let Some(with) = with.filter(|with| with.iter().all(|competency| !purposes.contains_key(competency))) else {
            continue;
        };
        let mut near: Vec<(bool, i64, CompetencyIdx)> = (with.iter().copied())
            .filter_map(|competency| {
                let apart = stage.grades_apart(learner, competency).unwrap_or(0);
                let is_open = apart <= GRADES_APART_MAX && stage.is_near(learner, competency);
                is_open.then(|| (!stage.is_known(learner, competency), apart, competency))
            })
            .collect();
        near.sort_unstable();
        for (is_new, _, competency) in near.into_iter().take(PER_WISH) {
            let purpose = purposes.entry(competency).or_default();
            match is_new {
                // The wish's own points are earned by the lessons that touch the theme.
                true => purpose.flat.push((Reason::Wish(at), 0)),
                false => purpose.progress.push((Reason::Deepen(competency), stage.rules.scores.deepen)),
            }
        }
    }
}
