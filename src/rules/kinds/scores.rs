//! Points for each reason for which a lesson is proposed, and what ways of learning earn of them.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{Effects, Rules, Scores};

use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};

/// The points as set so far.
pub struct Draft {
    scores: Scores,
    effects: Effects,
}

impl Kind for Draft {
    const SPEC: Spec = Spec {
        name: "score",
        about: "",
        what: "Points for each reason. 1,000 points are the progress of a typical learner in one well matched lesson. A parameter may be set in one rule only.",
        known_by: &[],
        scoped: false,
    };

    const PARAMS: &'static [Param<Self>] = &[
        opt("goal_step", Form::Points, "a next step toward a goal of weight 1", |d, v| d.scores.goal_step = v.points()),
        opt("goal_urgent", Form::Points, "on top, when the goal's way is tight or out of reach", |d, v| {
            d.scores.goal_urgent = v.points()
        }),
        opt(
            "grade_level",
            Form::Points,
            "ready to learn and usual in the learner's grade; without an open goal the next step by the policy `without_goal`",
            |d, v| d.scores.grade_level = v.points(),
        ),
        opt("ready", Form::Points, "ready to learn, neither goal nor grade", |d, v| d.scores.ready = v.points()),
        opt(
            "review",
            Form::Points,
            "a review that saves a fifth of the success in one competency; in proportion from half to double, and half where it is due and not planned for the day",
            |d, v| d.scores.review = v.points(),
        ),
        opt("demonstrate", Form::Points, "a chance to show what is nearly mastered", |d, v| {
            d.scores.demonstrate = v.points()
        }),
        opt("deepen", Form::Points, "going deeper, when little else is open", |d, v| d.scores.deepen = v.points()),
        opt("mentor", Form::Points, "helping others learn what the learner has mastered", |d, v| {
            d.scores.mentor = v.points()
        }),
        opt("new_approach", Form::Points, "another way of learning what was tried several times in vain", |d, v| {
            d.scores.new_approach = v.points()
        }),
        opt("conference", Form::Points, "a conference on goals and progress", |d, v| d.scores.conference = v.points()),
        opt("advisor", Form::Points, "every session with the learner's advisor", |d, v| d.scores.advisor = v.points()),
        opt("wish", Form::Points, "a wish of rank 1; rank r earns this divided by r", |d, v| {
            d.scores.wish = v.points()
        }),
        opt(
            "request",
            Form::Points,
            "a teacher's request of priority 1; priority p earns this divided by p",
            |d, v| d.scores.request = v.points(),
        ),
        opt("proposal", Form::Points, "what the learner proposed for a slot of the day, in that slot", |d, v| {
            d.scores.proposal = v.points()
        }),
        opt("interest", Form::Points, "the lesson touches an interest", |d, v| d.scores.interest = v.points()),
        opt("strength", Form::Points, "the lesson builds on a strength", |d, v| d.scores.strength = v.points()),
        opt("follows", Form::Points, "the lesson follows one the learner has had", |d, v| {
            d.scores.follows = v.points()
        }),
        opt(
            "early",
            Form::Points,
            "points lost when own work on a competency comes before the lesson of the same day in which it is taught",
            |d, v| d.scores.early = v.points(),
        ),
        opt(
            "together",
            Form::Points,
            "two learners who belong together, or a mentor and who is helped, in one session",
            |d, v| d.scores.together = v.points(),
        ),
        opt("service", Form::Points, "a session of a service that is due", |d, v| d.scores.service = v.points()),
        opt(
            "service_short",
            Form::Points,
            "lost for a slot of a service that cannot wait; less while there are days to make it up",
            |d, v| d.scores.service_short = v.points(),
        ),
        opt(
            "repeat",
            Form::Points,
            "lost for a lesson that the learner has had, doubled from the second time on",
            |d, v| d.scores.repeat = v.points(),
        ),
        opt("level_mismatch", Form::Points, "lost per level between the lesson and what fits the learner", |d, v| {
            d.scores.level_mismatch = v.points()
        }),
        opt("idle", Form::Points, "lost for every slot in which a learner has nothing", |d, v| {
            d.scores.idle = v.points()
        }),
        opt(
            "taught_whole",
            Form::Percent,
            "share of the points for progress earned in a whole group with a teacher",
            |d, v| d.effects.taught[0] = v.count(),
        ),
        opt("taught_small", Form::Percent, "in a small group with a teacher", |d, v| d.effects.taught[1] = v.count()),
        opt("taught_pair", Form::Percent, "in a pair with a teacher", |d, v| d.effects.taught[2] = v.count()),
        opt("taught_individual", Form::Percent, "alone with a teacher", |d, v| d.effects.taught[3] = v.count()),
        opt("untaught_whole", Form::Percent, "in a whole group among learners", |d, v| {
            d.effects.untaught[0] = v.count()
        }),
        opt("untaught_small", Form::Percent, "in a small group among learners", |d, v| {
            d.effects.untaught[1] = v.count()
        }),
        opt("untaught_pair", Form::Percent, "in a pair of learners", |d, v| d.effects.untaught[2] = v.count()),
        opt("untaught_individual", Form::Percent, "in own work", |d, v| d.effects.untaught[3] = v.count()),
    ];

    fn begin(so_far: &Rules) -> Self {
        Draft { scores: so_far.scores.clone(), effects: so_far.effects.clone() }
    }

    fn faults(&self, _: &Head, _: &mut Faults) {}

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, _: Posted<()>, rules: &mut Rules) {
        rules.scores = self.scores;
        rules.effects = self.effects;
    }
}
