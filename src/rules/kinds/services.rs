//! How owed services take place.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{Rules, ServicePolicy};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(ServicePolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy("services", "How owed services take place.");

    const PARAMS: &'static [Param<Self>] = &[
        opt(
            "group_size_max",
            Form::CountFromOne,
            "learners of a session apart, where the service names no limit",
            |d, v| d.0.group_size_max = v.count(),
        ),
        opt(
            "class_lessons_max",
            Form::CountFromOne,
            "lessons of a learner in which a specialist may join the class, at most",
            |d, v| d.0.class_lessons_max = v.count() as usize,
        ),
        opt("make_up", Form::Share, "share of what a period stayed short of that is owed on top later", |d, v| {
            d.0.make_up = v.number()
        }),
        opt(
            "make_up_absences",
            Form::Share,
            "the part of it for minutes that took place without the learner; 0: an absence is not made up for",
            |d, v| d.0.make_up_absences = v.number(),
        ),
        opt("make_up_weeks", Form::Count, "weeks after the period's end in which it is owed; 0: never", |d, v| {
            d.0.make_up_weeks = v.count()
        }),
        opt(
            "make_up_percent_max",
            Form::Percent,
            "what make-up may add to one period, in percent of the service's minutes; the rest waits for the next",
            |d, v| d.0.make_up_percent_max = v.count(),
        ),
        opt(
            "advance",
            Form::Share,
            "share of what was given beyond a period and its make-up that counts for the next period",
            |d, v| d.0.advance = v.number(),
        ),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.services.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.services = self.0;
    }
}
