//! What a badge is awarded for.

use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::BadgeRule;

use super::param::{Form, Param, opt, req};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft {
    badge: BadgeRule,
    successes_min: Option<u32>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "badge",
        "What a badge is awarded for, as soon as it is earned: so many competencies mastered, so many times shown. Its proofs stand in `badges.csv`.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        req("title", Form::Text, "what the learner and the family read", |d, v| d.badge.title = v.text()),
        opt("competencies", Form::Texts, "only these competencies (ids), each with all its parts", |d, v| {
            d.badge.competencies = v.texts()
        }),
        opt("subject", Form::Text, "only competencies of this subject", |d, v| d.badge.subject = Some(v.text())),
        opt("grade", Form::Grade, "only competencies of this grade", |d, v| d.badge.grade = Some(v.grade())),
        opt(
            "mastered_min",
            Form::Count,
            "how many of them must be mastered; if not given all, or with `shown_by` none",
            |d, v| d.badge.mastered_min = Some(v.count()),
        ),
        opt("shown_by", Form::EvidenceKinds, "kinds of evidence of which successes are asked for", |d, v| {
            d.badge.shown_by = v.kinds()
        }),
        opt(
            "successes_min",
            Form::CountFromOne,
            "with shown_by: how many successes, on different days or in different competencies; 1 if not given",
            |d, v| d.successes_min = Some(v.count()),
        ),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        say.when(head.strength.is_some(), "strength", "none: a badge is awarded or not");
        say.when(
            self.successes_min.is_some() && self.badge.shown_by.is_empty(),
            "successes_min without shown_by",
            "shown_by = kinds of evidence",
        );
    }

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let successes_min = self.successes_min.unwrap_or(1);
        rules.badges.push(posted.with(BadgeRule { successes_min, ..self.badge }));
    }
}
