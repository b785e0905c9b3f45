//! The ladder of what is open to who has mastered a competency.

use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{AdvanceLadder, AdvanceStep};

use super::param::{Form, Param, StepFrom, meaning, opt, req, words};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(AdvanceLadder);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy(
        "advance",
        "What is open to who has mastered a competency. Without this rule the steps are those of the shipped files.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        req(
            "steps",
            Form::Steps(&words(&AdvanceStep::WORDS), StepFrom::Mastery),
            "from this mastery on, 0 to 1, in the order in which they are offered: next (what builds on it), deepen, mentor (helping others learn it), project",
            |d, v| {
                let step = |(word, from): (String, f64)| (meaning(&AdvanceStep::WORDS, &word), from);
                d.0.steps = v.steps().into_iter().map(step).collect();
            },
        ),
        opt(
            "mentor_within_days",
            Form::Count,
            "days after mastery within which a learner is asked to help others; 0: any time",
            |d, v| d.0.mentor_within_days = v.count(),
        ),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.advance.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.advance = self.0;
    }
}
