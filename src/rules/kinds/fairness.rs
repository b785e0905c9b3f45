//! Whoever was declined lately wins sooner.

use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::voice::{FairnessPolicy, Window};

use super::param::{Form, Param, opt, words};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(FairnessPolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy(
        "fairness",
        "Whoever was declined lately wins sooner. The memory is `turns.csv` of the night that `--start-from` names.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt(
            "step_percent",
            Form::Percent,
            "percent that a day in vain adds to the points of what is asked again",
            |d, v| d.0.step_percent = v.count(),
        ),
        opt(
            "percent_max",
            Form::Percent,
            "percent of the points at most, however long the wait; 100 or more",
            |d, v| d.0.percent_max = v.count(),
        ),
        opt(
            "window",
            Form::OneOf(&words(&Window::WORDS)),
            "after so long a day in vain counts half; `access` rules look back as far (10days: ten school days)",
            |d, v| d.0.window = v.word(&Window::WORDS),
        ),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.fairness.clone())
    }

    fn faults(&self, _: &Head, say: &mut Faults) {
        let max = self.0.percent_max;
        say.when(max < 100, format!("percent_max {max}"), "100 or more: nobody loses by waiting");
    }

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.fairness = self.0;
    }
}
