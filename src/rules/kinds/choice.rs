//! What a learner's day may choose from.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{ChoicePolicy, Rules};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(ChoicePolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy("choice", "Which lessons, and how many, a learner's day may choose from.");

    const PARAMS: &'static [Param<Self>] = &[
        opt("candidates_max", Form::CountFromOne, "lessons a learner's day may choose from, at most", |d, v| {
            d.0.candidates_max = v.count() as usize
        }),
        opt(
            "competencies_per_subject_max",
            Form::CountFromOne,
            "different competencies of a subject among them, at most",
            |d, v| d.0.competencies_per_subject_max = v.count() as usize,
        ),
        opt(
            "readiness_min",
            Form::Share,
            "mastery of the weakest prerequisite below which a wish is not tried",
            |d, v| d.0.readiness_min = v.number(),
        ),
        opt(
            "grades_above_max",
            Form::Count,
            "grades above the learner's own beyond which nothing is proposed without goal, wish or request",
            |d, v| d.0.grades_above_max = v.count(),
        ),
        opt(
            "repeat_after_days",
            Form::Count,
            "days before which a lesson, or a conference, is not proposed again while there is another choice",
            |d, v| d.0.repeat_after_days = v.count(),
        ),
        opt("demonstration_tags", Form::Texts, "tags (or ids) of modalities in which mastery is shown", |d, v| {
            d.0.demonstration_tags = v.texts()
        }),
        opt(
            "conference_tags",
            Form::Texts,
            "tags (or ids) of modalities in which goals and progress are talked over",
            |d, v| d.0.conference_tags = v.texts(),
        ),
        opt("supervising_tags", Form::Texts, "tags of staff who watch over learners and do not teach", |d, v| {
            d.0.supervising_tags = v.texts()
        }),
        opt(
            "alternatives_max",
            Form::Count,
            "choices that are held for a learner's morning, at most (choices.csv); 0: none",
            |d, v| d.0.alternatives_max = v.count(),
        ),
        opt("alternatives_within", Form::Points, "points that the plan may lose by one of them", |d, v| {
            d.0.alternatives_within = v.points()
        }),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.choice.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.choice = self.0;
    }
}
