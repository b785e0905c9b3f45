//! What is found out about learners beside what lessons end with, and what time there is for it.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{ProbePolicy, Rules};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(ProbePolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy(
        "probes",
        "What `questions.csv` asks in the first minutes of own work: probes where an answer saves more than it takes, and a \
         placement of whom too little is known.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt("probes_max", Form::Count, "probes of a learner a day, at most; 0: none", |d, v| {
            d.0.probes_max = v.count()
        }),
        opt("tasks", Form::CountFromOne, "tasks of a probe", |d, v| d.0.tasks = v.count()),
        opt("minutes", Form::Minutes, "minutes of a probe", |d, v| d.0.minutes = v.number()),
        opt(
            "placement_questions",
            Form::Count,
            "single questions of a placement, a minute and a half each; 0: none",
            |d, v| d.0.placement_questions = v.count(),
        ),
        opt(
            "placement_below",
            Form::Count,
            "pieces of evidence within `placement_days` below which a learner is placed",
            |d, v| d.0.placement_below = v.count(),
        ),
        opt("placement_days", Form::CountFromOne, "days in which these pieces count", |d, v| {
            d.0.placement_days = v.count()
        }),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.probes.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.probes = self.0;
    }
}
