//! A group's mean is held near everybody's.

use daybreak_day::problem::Points;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::voice::{AccessRule, Measure};

use super::param::{Form, Param, opt, req, words};
use super::{Faults, Head, Kind, Spec};

/// Percent by which a group may lie below everybody where the rule does not say.
const BAND: u32 = 10;

#[derive(Default)]
pub struct Draft {
    tag: String,
    measure: Measure,
    band: Option<u32>,
    cost: Points,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "access",
        "A group's mean is held near everybody's: who has had less over the fairness window is owed more. `bands.csv` tells whether it held.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        req("tag", Form::Text, "the learners' tag", |d, v| d.tag = v.text()),
        req(
            "measure",
            Form::OneOf(&words(&Measure::WORDS)),
            "what is compared, as a mean of a day: minutes in which an adult teaches, or slots of work usual in the grade",
            |d, v| d.measure = v.word(&Measure::WORDS),
        ),
        opt("band", Form::Percent, "percent by which the group may lie below everybody, 10 if not given", |d, v| {
            d.band = Some(v.count())
        }),
        req(
            "cost",
            Form::Points,
            "points lost per learner and slot short of the band, and of what is to be made up",
            |d, v| d.cost = v.points(),
        ),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        say.when(
            head.picks_learners(),
            "tags or grades beside tag",
            "sites and days alone: the group is that of `tag`",
        );
        say.when(head.strength.is_some(), "strength", "cost: the rule has a price");
        say.when(!head.except.learners.is_empty(), "except", "none: a mean is of the whole group");
        let band = self.band.unwrap_or_default();
        say.when(band > 100, format!("band {band}"), "at most 100 percent");
    }

    fn strength(&self, head: &Head) -> String {
        head.strength_words(&[Some(self.cost)])
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let Draft { tag, measure, band, cost } = self;
        rules.access.push(posted.with(AccessRule { tag, measure, band: band.unwrap_or(BAND), cost }));
    }
}
