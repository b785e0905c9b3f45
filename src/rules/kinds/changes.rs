//! What it costs to change a plan that somebody counts on.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{ChangesPolicy, Rules};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(ChangesPolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy(
        "changes",
        "What it costs, in points, to change a plan that somebody counts on: in the morning what is published (`daybreak replan`), by \
         night what was published for the date before (`daybreak plan --keep`).",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt("night_lesson", Form::Points, "by night: a learner's slot with another lesson", |d, v| {
            d.0.night.lesson = v.points()
        }),
        opt("night_room", Form::Points, "by night: a learner's slot with the same lesson in another room", |d, v| {
            d.0.night.room = v.points()
        }),
        opt(
            "night_adult",
            Form::Points,
            "by night: a learner's slot with the same lesson with other adults",
            |d, v| d.0.night.adult = v.points(),
        ),
        opt("night_duty", Form::Points, "by night: an adult's slot with another duty", |d, v| {
            d.0.night.duty = v.points()
        }),
        opt("morning_lesson", Form::Points, "in the morning: a learner's slot with another lesson", |d, v| {
            d.0.morning.lesson = v.points()
        }),
        opt(
            "morning_room",
            Form::Points,
            "in the morning: a learner's slot with the same lesson in another room",
            |d, v| d.0.morning.room = v.points(),
        ),
        opt(
            "morning_adult",
            Form::Points,
            "in the morning: a learner's slot with the same lesson with other adults",
            |d, v| d.0.morning.adult = v.points(),
        ),
        opt("morning_duty", Form::Points, "in the morning: an adult's slot with another duty", |d, v| {
            d.0.morning.duty = v.points()
        }),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.changes)
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.changes = self.0;
    }
}
