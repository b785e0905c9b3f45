//! When a competency counts as mastered.

use std::fmt::Write;

use daybreak_school::posted::Posted;
use daybreak_school::rules::{MASTERY_PRESETS, MasteryPolicy, Rules};

use super::param::{Form, Param, first, opt, words};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(MasteryPolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy("mastery", "When a competency counts as mastered, and when it is looked at again.");

    const PARAMS: &'static [Param<Self>] = &[
        first(
            "preset",
            Form::OneOf(&words(&MASTERY_PRESETS)),
            "a shipped policy, which the other keys change",
            |d, v| {
                d.0 = MasteryPolicy::preset(&v.text()).expect("the form knows the presets");
            },
        ),
        opt(
            "threshold",
            Form::Share,
            "probability of success from which a competency counts as mastered, unless it names its own",
            |d, v| d.0.threshold = v.number(),
        ),
        opt("delay_days", Form::Count, "days later at which that success is expected; 0: on the day", |d, v| {
            d.0.delay_days = v.count()
        }),
        opt(
            "certainty",
            Form::Share,
            "how sure the estimate must be that the threshold is reached; 0.5: as likely as not",
            |d, v| d.0.certainty = v.number(),
        ),
        opt(
            "evidence_min",
            Form::CountFromOne,
            "pieces of evidence needed before anything counts as mastered",
            |d, v| d.0.evidence_min = v.count(),
        ),
        opt(
            "successes_min",
            Form::CountFromOne,
            "successes on different days, or of different kinds, needed before anything counts as mastered",
            |d, v| d.0.successes_min = v.count(),
        ),
        opt(
            "shown_by",
            Form::EvidenceKinds,
            "kinds of evidence of which one success is demanded; empty: any",
            |d, v| d.0.shown_by = v.kinds(),
        ),
        opt(
            "half_life_days",
            Form::Days,
            "days in which unused knowledge, just learned, loses half of its strength",
            |d, v| d.0.half_life_days = v.number(),
        ),
        opt("review_after_days", Form::CountFromOne, "days after mastery at which the first review is due", |d, v| {
            d.0.review_after_days = v.count()
        }),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.mastery.clone())
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.mastery = self.0;
    }

    fn below() -> String {
        let mut page = String::from("\nThe presets:\n\n");
        for (name, what) in MASTERY_PRESETS {
            writeln!(page, "- `{name}`: {what}.").expect("writing to a string");
        }
        page
    }
}
