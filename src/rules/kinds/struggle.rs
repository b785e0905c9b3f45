//! The ladder of what is tried when a competency stays unmastered.

use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{StruggleLadder, StruggleStep};

use super::param::{Form, Param, StepFrom, meaning, opt, req, words};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(StruggleLadder);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy(
        "struggle",
        "What is tried, one after the other, when a competency stays unmastered. Without this rule the steps are those of the shipped files.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt(
            "spinning_from",
            Form::Share,
            "the chance that going on as before will not do, from which a person is told before the last step",
            |d, v| d.0.spinning_from = v.number(),
        ),
        req(
            "steps",
            Form::Steps(&words(&StruggleStep::WORDS), StepFrom::Tries),
            "from so many tries in vain: other_lesson, other_way (another modality), smaller_group, prerequisite_check (the weakest one is looked at again), alert (a person is told)",
            |d, v| {
                let step = |(word, after): (String, f64)| (meaning(&StruggleStep::WORDS, &word), after as u32);
                d.0.steps = v.steps().into_iter().map(step).collect();
                d.0.steps.sort_by_key(|(step, after)| (*after, *step));
            },
        ),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.struggle.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.struggle = self.0;
    }
}
