//! How time is counted on the way to a goal.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{PacingPolicy, Rules, WITHOUT_GOAL};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The policy as set so far.
pub struct Draft(PacingPolicy);

impl Kind for Draft {
    const SPEC: Spec = Spec::policy("pacing", "How time is counted on the way to a goal.");

    const PARAMS: &'static [Param<Self>] = &[
        opt("minutes_typical", Form::Minutes, "minutes of a competency that names none", |d, v| {
            d.0.minutes_typical = v.number()
        }),
        opt(
            "reserve_share",
            Form::Share,
            "share of learning time kept for reviews, projects and conferences; as days are reported, what the site has seen takes over",
            |d, v| d.0.reserve_share = v.number(),
        ),
        opt("review_share_max", Form::Share, "share of learning time that planned reviews take at most", |d, v| {
            d.0.review_share_max = v.number()
        }),
        opt("review_minutes", Form::Minutes, "minutes of one planned review", |d, v| d.0.review_minutes = v.number()),
        opt(
            "weeks_ahead",
            Form::CountFromOne,
            "weeks for which reviews, demand and the work of learners without a goal are planned",
            |d, v| d.0.weeks_ahead = v.count(),
        ),
        opt(
            "without_goal",
            Form::Texts,
            "what learners without an open goal work on, the first first: gaps (of earlier grades), grade_level, interest",
            |d, v| d.0.without_goal = v.texts(),
        ),
        opt(
            "change_gain_min",
            Form::Share,
            "share of the next week that a new order of steps must gain before last night's order is given up",
            |d, v| d.0.change_gain_min = v.number(),
        ),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft(so_far.pacing.clone())
    }

    fn faults(&self, _: &Head, say: &mut Faults) {
        say.unknown(&self.0.without_goal, &WITHOUT_GOAL, "without_goal:");
    }

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.pacing = self.0;
    }
}
