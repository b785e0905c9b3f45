//! Every kind of rule with its parameters: one table that reads files, names the nearest known word, and fills
//! `rules/README.md` (a test keeps the page true).

use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_school::condition::Condition;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::Strength;
use daybreak_school::school::{EvidenceKind, Grade};

use super::draft::RuleDraft;
use super::policies::{CHOICE, FAIRNESS, MASTERY, PACING, SERVICES};
use super::ruled::{ACCESS, ADVANCE, BADGE, ELIGIBILITY, GROUPING, POINTS, PRIORITY, REQUIREMENT, SCOPED, STRUGGLE};
use daybreak_school::voice::{Measure, Window};

/// A kind of rule, as `kind` (and for policies `about`) names it.
pub struct Kind {
    pub name: &'static str,
    /// The policy's subject; empty for other kinds.
    pub about: &'static str,
    /// What such a rule decides.
    pub what: &'static str,
    /// Keys by which it is told from another kind of its name; empty: there is no other, or it has none of them.
    pub known_by: &'static [&'static str],
    /// Whom such a rule concerns, and when, may be limited (see [`super::ruled::SCOPED`]).
    pub scoped: bool,
    pub params: &'static [Param],
}

/// A parameter of a kind.
pub struct Param {
    pub name: &'static str,
    pub form: Form,
    pub required: bool,
    /// What it means.
    pub what: &'static str,
    /// Puts a checked value where it belongs.
    pub put: fn(&mut Draft, Value),
}

/// What a parameter's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number from 0 to 1.
    Share,
    /// A number of minutes above 0.
    Minutes,
    /// A number of days above 0.
    Days,
    /// A whole number, 0 or more.
    Count,
    /// A whole number, 1 or more.
    CountFromOne,
    /// Whole points, 0 or more.
    Points,
    /// Whole percent, 0 to 1,000.
    Percent,
    Text,
    Texts,
    /// `"K"`, `"PK"` or 1 to 13.
    Grade,
    /// The name of a shipped policy of mastery.
    MasteryPreset,
    /// Kinds of evidence, as in `evidence.csv`.
    EvidenceKinds,
    /// One of these words; in words.
    OneOf(&'static [&'static str], &'static str),
    /// A date.
    Date,
    /// `"hard"`, `"warn"` or points.
    Strength,
    /// Whole points, negative ones too.
    PointsEitherWay,
    /// A condition on published facts.
    Condition,
    /// What may put a request ahead of another, the weightiest first.
    Claims,
    /// `{ step = WORD, KEY = NUMBER }`, any number of them; the words and the key.
    Steps(&'static [&'static str], &'static str, &'static str),
    /// The name of a fairness window.
    Window,
    /// What rules on access compare.
    Measure,
}

/// A value that has the form of its parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Count(u32),
    Points(Points),
    Text(String),
    Texts(Vec<String>),
    Grade(Grade),
    Kinds(Vec<EvidenceKind>),
    Date(Date),
    Strength(Strength),
    Condition(Condition),
    Steps(Vec<(String, f64)>),
    Window(Window),
    Measure(Measure),
}

/// The rules on the way: what has been read so far, and the rule being read.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub rules: Rules,
    pub rule: RuleDraft,
}

impl Kind {
    /// Its own parameters, and those of every rule that is limited to some.
    pub fn all_params(&self) -> impl Iterator<Item = &'static Param> {
        let scoped = if self.scoped { SCOPED } else { &[] };
        self.params.iter().chain(scoped)
    }
}

impl Form {
    /// In words: what is expected, with unit and range.
    pub fn words(self) -> &'static str {
        match self {
            Form::Share => "a number from 0 to 1",
            Form::Minutes => "minutes above 0",
            Form::Days => "days above 0",
            Form::Count => "a whole number, 0 or more",
            Form::CountFromOne => "a whole number, 1 or more",
            Form::Points => "whole points, 0 to 1,000,000",
            Form::Percent => "whole percent, 0 to 1,000",
            Form::Text => "a text",
            Form::Texts => "a list of texts",
            Form::Grade => "a grade: \"PK\", \"K\" or 1 to 13",
            Form::MasteryPreset => "\"steady\", \"light\", \"strict\" or \"demonstrated\"",
            Form::Window => "\"week\", \"10days\" or \"term\"",
            Form::Measure => "\"teacher_minutes\" or \"on_grade\"",
            Form::EvidenceKinds => "a list of kinds of evidence, such as [\"test\", \"performance_task\"]",
            Form::OneOf(_, words) => words,
            Form::Date => "a date, such as 2026-11-23",
            Form::Strength => "\"hard\", \"warn\" or whole points",
            Form::PointsEitherWay => "whole points, -1,000,000 to 1,000,000",
            Form::Condition => "a condition on facts",
            Form::Claims => "a list of staff:TAG, service:ID, subject:SUBJECT, urgent_goal, goal, waited and priority",
            Form::Steps(_, _, words) => words,
        }
    }
}

impl Value {
    pub(super) fn number(self) -> f64 {
        match self {
            Value::Number(number) => number,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn count(self) -> u32 {
        match self {
            Value::Count(count) => count,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn points(self) -> Points {
        match self {
            Value::Points(points) => points,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn text(self) -> String {
        match self {
            Value::Text(text) => text,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn texts(self) -> Vec<String> {
        match self {
            Value::Texts(texts) => texts,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn kinds(self) -> Vec<EvidenceKind> {
        match self {
            Value::Kinds(kinds) => kinds,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn window(self) -> Window {
        match self {
            Value::Window(window) => window,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn measure(self) -> Measure {
        match self {
            Value::Measure(measure) => measure,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn date(self) -> Date {
        match self {
            Value::Date(date) => date,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn strength(self) -> Strength {
        match self {
            Value::Strength(strength) => strength,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn condition(self) -> Condition {
        match self {
            Value::Condition(condition) => condition,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn steps(self) -> Vec<(String, f64)> {
        match self {
            Value::Steps(steps) => steps,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }

    pub(super) fn grade(self) -> Grade {
        match self {
            Value::Grade(grade) => grade,
            other => unreachable!("a parameter's form fits its setter, found {other:?}"),
        }
    }
}

/// An optional parameter.
pub(super) const fn opt(name: &'static str, form: Form, what: &'static str, put: fn(&mut Draft, Value)) -> Param {
    Param { name, form, required: false, what, put }
}

/// A required parameter.
pub(super) const fn req(name: &'static str, form: Form, what: &'static str, put: fn(&mut Draft, Value)) -> Param {
    Param { name, form, required: true, what, put }
}

/// Every kind, in the order of the README.
pub const KINDS: &[Kind] = &[
    policy("mastery", "When a competency counts as mastered, and when it is looked at again.", MASTERY),
    policy("pacing", "How time is counted on the way to a goal.", PACING),
    policy("choice", "Which lessons, and how many, a learner's day may choose from.", CHOICE),
    policy("services", "How owed services take place.", SERVICES),
    policy(
        "fairness",
        "Whoever was declined lately wins sooner. The memory is `turns.csv` of the night that `--start-from` names.",
        FAIRNESS,
    ),
    policy(
        "struggle",
        "What is tried, one after the other, when a competency stays unmastered. Without this rule the steps are those of the shipped files.",
        STRUGGLE,
    ),
    policy(
        "advance",
        "What is open to who has mastered a competency. Without this rule the steps are those of the shipped files.",
        ADVANCE,
    ),
    Kind {
        name: "eligibility",
        about: "",
        known_by: &[],
        what: "Who may, or may not, have which lessons. Of the learners and lessons for which `when` holds only those may for which `allow` holds, or none for which `deny` holds; where rules differ, denying wins. `strength` is `hard` (the lesson is left out), `warn` (it is proposed, and listed for a person when it is planned) or points that the lesson loses. What a person has pinned outranks these rules; a request or a wish does not.",
        scoped: true,
        params: ELIGIBILITY,
    },
    Kind {
        name: "score",
        about: "",
        known_by: &[],
        what: "Points for each reason. 1,000 points are the progress of a typical learner in one well matched lesson. A parameter may be set in one rule only.",
        scoped: false,
        params: SCORE,
    },
    Kind {
        name: "score",
        about: "",
        known_by: &["points", "table", "when", "hit"],
        what: "Points that lessons earn, or lose, where `when` holds: the same for all (`points`), or by a decision table beside the rules (`table`). A table is a CSV file: each column but the last is named by a fact, the last is `points`; each row says when it holds. A cell is empty (anything), a number, a comparison such as `< 5` or `>= 0.8`, an interval such as `[3..5]`, words with commas between them (any of them), or `not` and such words.",
        scoped: true,
        params: POINTS,
    },
    Kind {
        name: "requirement",
        about: "",
        known_by: &[],
        what: "How many slots or minutes of a learner's day, or week, carry a tag. Tags are those of modalities and, for every lesson, `subject:SUBJECT`, `modality:MODALITY`, `grouping:GROUPING`, `staffed` and `service:ID`.",
        scoped: true,
        params: REQUIREMENT,
    },
    Kind {
        name: "grouping",
        about: "",
        known_by: &[],
        what: "How groups are made. With `tag`: of learners with the tag nobody is the only one in a group (stations apart). The other parameters concern sessions of lessons with one of the tags in `lessons`.",
        scoped: true,
        params: GROUPING,
    },
    Kind {
        name: "priority",
        about: "",
        known_by: &[],
        what: "Whose request goes first when not all can be granted: the first entry of `order` that tells two requests apart decides. Of several such rules the first by id that concerns the learner counts.",
        scoped: true,
        params: PRIORITY,
    },
    Kind {
        name: "badge",
        about: "",
        known_by: &[],
        what: "What a badge is awarded for, as soon as it is earned: so many competencies mastered, so many times shown. Its proofs stand in `badges.csv`.",
        scoped: true,
        params: BADGE,
    },
    Kind {
        name: "access",
        about: "",
        known_by: &[],
        what: "A group's mean is held near everybody's: who has had less over the fairness window is owed more. `bands.csv` tells whether it held.",
        scoped: true,
        params: ACCESS,
    },
];

/// A policy: it holds for the whole school.
const fn policy(about: &'static str, what: &'static str, params: &'static [Param]) -> Kind {
    Kind { name: "policy", about, known_by: &[], what, scoped: false, params }
}

const SCORE: &[Param] = &[
    opt("goal_step", Form::Points, "a next step toward a goal of weight 1", |d, v| {
        d.rules.scores.goal_step = v.points()
    }),
    opt("goal_urgent", Form::Points, "on top, when the goal's way is tight or out of reach", |d, v| {
        d.rules.scores.goal_urgent = v.points()
    }),
    opt(
        "grade_level",
        Form::Points,
        "ready to learn and usual in the learner's grade; without an open goal the next step by the policy `without_goal`",
        |d, v| d.rules.scores.grade_level = v.points(),
    ),
    opt("ready", Form::Points, "ready to learn, neither goal nor grade", |d, v| d.rules.scores.ready = v.points()),
    opt(
        "review",
        Form::Points,
        "a review that saves a fifth of the success in one competency; in proportion from half to double, and half where it is due and not planned for the day",
        |d, v| d.rules.scores.review = v.points(),
    ),
    opt("demonstrate", Form::Points, "a chance to show what is nearly mastered", |d, v| {
        d.rules.scores.demonstrate = v.points()
    }),
    opt("deepen", Form::Points, "going deeper, when little else is open", |d, v| d.rules.scores.deepen = v.points()),
    opt("mentor", Form::Points, "helping others learn what the learner has mastered", |d, v| {
        d.rules.scores.mentor = v.points()
    }),
    opt("new_approach", Form::Points, "another way of learning what was tried several times in vain", |d, v| {
        d.rules.scores.new_approach = v.points()
    }),
    opt("conference", Form::Points, "a conference on goals and progress", |d, v| {
        d.rules.scores.conference = v.points()
    }),
    opt("advisor", Form::Points, "every session with the learner's advisor", |d, v| {
        d.rules.scores.advisor = v.points()
    }),
    opt("wish", Form::Points, "a wish of rank 1; rank r earns this divided by r", |d, v| {
        d.rules.scores.wish = v.points()
    }),
    opt("request", Form::Points, "a teacher's request of priority 1; priority p earns this divided by p", |d, v| {
        d.rules.scores.request = v.points()
    }),
    opt("proposal", Form::Points, "what the learner proposed for a slot of the day, in that slot", |d, v| {
        d.rules.scores.proposal = v.points()
    }),
    opt("interest", Form::Points, "the lesson touches an interest", |d, v| d.rules.scores.interest = v.points()),
    opt("strength", Form::Points, "the lesson builds on a strength", |d, v| d.rules.scores.strength = v.points()),
    opt("follows", Form::Points, "the lesson follows one the learner has had", |d, v| {
        d.rules.scores.follows = v.points()
    }),
    opt(
        "together",
        Form::Points,
        "two learners who belong together, or a mentor and who is helped, in one session",
        |d, v| d.rules.scores.together = v.points(),
    ),
    opt("service", Form::Points, "a session of a service that is due", |d, v| d.rules.scores.service = v.points()),
    opt(
        "service_short",
        Form::Points,
        "lost for a slot of a service that cannot wait; less while there are days to make it up",
        |d, v| d.rules.scores.service_short = v.points(),
    ),
    opt(
        "repeat",
        Form::Points,
        "lost for a lesson that the learner has had, doubled from the second time on",
        |d, v| d.rules.scores.repeat = v.points(),
    ),
    opt("level_mismatch", Form::Points, "lost per level between the lesson and what fits the learner", |d, v| {
        d.rules.scores.level_mismatch = v.points()
    }),
    opt("idle", Form::Points, "lost for every slot in which a learner has nothing", |d, v| {
        d.rules.scores.idle = v.points()
    }),
    opt(
        "taught_whole",
        Form::Percent,
        "share of the points for progress earned in a whole group with a teacher",
        |d, v| d.rules.effects.taught[0] = v.count(),
    ),
    opt("taught_small", Form::Percent, "in a small group with a teacher", |d, v| d.rules.effects.taught[1] = v.count()),
    opt("taught_pair", Form::Percent, "in a pair with a teacher", |d, v| d.rules.effects.taught[2] = v.count()),
    opt("taught_individual", Form::Percent, "alone with a teacher", |d, v| d.rules.effects.taught[3] = v.count()),
    opt("untaught_whole", Form::Percent, "in a whole group among learners", |d, v| {
        d.rules.effects.untaught[0] = v.count()
    }),
    opt("untaught_small", Form::Percent, "in a small group among learners", |d, v| {
        d.rules.effects.untaught[1] = v.count()
    }),
    opt("untaught_pair", Form::Percent, "in a pair of learners", |d, v| d.rules.effects.untaught[2] = v.count()),
    opt("untaught_individual", Form::Percent, "in own work", |d, v| d.rules.effects.untaught[3] = v.count()),
];
