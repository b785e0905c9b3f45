//! The parameters of rules that concern some learners, lessons or days: who may, what earns points, what a day must hold,
//! how groups are made, whose request goes first; and the two ladders.

use daybreak_school::ruling::{AdvanceStep, StruggleStep};

use super::schema::{Form, Param, opt, req};

/// Keys that every rule has.
pub const COMMON: [(&str, &str); 3] = [
    ("id", "the rule's name, unique; explanations and reports call it so"),
    ("kind", "one of the kinds below"),
    ("why", "the reason, a sentence that explanations may quote"),
];

/// What every rule but policies and points for reasons may say of whom it concerns, when, and how binding it is.
pub const SCOPED: &[Param] = &[
    opt("sites", Form::Texts, "only learners of these sites", |d, v| d.rule.scope.sites = v.texts()),
    opt("grade_min", Form::Grade, "only learners of this grade or above", |d, v| {
        d.rule.scope.grade_min = Some(v.grade())
    }),
    opt("grade_max", Form::Grade, "only learners of this grade or below", |d, v| {
        d.rule.scope.grade_max = Some(v.grade())
    }),
    opt("tags", Form::Texts, "only learners with one of these tags", |d, v| d.rule.scope.tags = v.texts()),
    opt("from", Form::Date, "the first day on which it holds", |d, v| d.rule.scope.span.from = Some(v.date())),
    opt("until", Form::Date, "the last day on which it holds", |d, v| d.rule.scope.span.until = Some(v.date())),
    opt(
        "strength",
        Form::Strength,
        "how binding: it always holds, each breach is listed for a person, or a breach costs these points; \"hard\" if not given",
        |d, v| d.rule.strength = Some(v.strength()),
    ),
    opt("except", Form::Texts, "learners (ids) whom it does not concern by a person's signed word", |d, v| {
        d.rule.except.learners = v.texts()
    }),
    opt("by", Form::Text, "who signed the exception", |d, v| d.rule.except.by = v.text()),
    opt("reason", Form::Text, "why the exception is made", |d, v| d.rule.except.reason = v.text()),
];

pub const ELIGIBILITY: &[Param] = &[
    opt("when", Form::Condition, "the learners and lessons it speaks of; without it all", |d, v| {
        d.rule.when = v.condition()
    }),
    opt("allow", Form::Condition, "of these, nobody may but those for whom this holds", |d, v| {
        d.rule.allow = Some(v.condition())
    }),
    opt("deny", Form::Condition, "of these, nobody may for whom this holds", |d, v| d.rule.deny = Some(v.condition())),
];

pub const POINTS: &[Param] = &[
    opt("when", Form::Condition, "the learners and lessons that earn them; without it all", |d, v| {
        d.rule.when = v.condition()
    }),
    opt("points", Form::PointsEitherWay, "the points, below 0 a loss", |d, v| d.rule.points = Some(v.points())),
    opt("table", Form::Text, "instead: the CSV file of a decision table beside the rules", |d, v| {
        d.rule.table = Some(v.text())
    }),
    opt(
        "hit",
        Form::OneOf(&["unique", "first", "collect"], "\"unique\", \"first\" or \"collect\""),
        "which rows of the table count: the only one that may hold (if not given), the first, or all together",
        |d, v| d.rule.hit = Some(v.text()),
    ),
];

pub const REQUIREMENT: &[Param] = &[
    req("tag", Form::Text, "what is counted", |d, v| d.rule.tag = Some(v.text())),
    opt(
        "slots_min",
        Form::Count,
        "slots a day at least, 0 if not given; never more than the learner is there",
        |d, v| d.rule.slots_min = v.count(),
    ),
    opt("slots_max", Form::Count, "slots a day at most", |d, v| d.rule.slots_max = Some(v.count())),
    opt(
        "minutes_min",
        Form::CountFromOne,
        "instead of slots: minutes at least, in slots of the day's usual length, rounded up",
        |d, v| d.rule.minutes_min = Some(v.count()),
    ),
    opt("minutes_max", Form::Count, "instead of slots: minutes at most, rounded down to slots", |d, v| {
        d.rule.minutes_max = Some(v.count())
    }),
    opt(
        "per",
        Form::OneOf(&["day", "week"], "\"day\" or \"week\""),
        "a day, if not given, or a week from Monday: what a week's minimum still lacks is spread over its remaining school days, and its maximum less what was had is the day's",
        |d, v| d.rule.per_week = v.text() == "week",
    ),
    opt("when", Form::Condition, "only learners for whom this holds; it may read facts of learner and day", |d, v| {
        d.rule.when = v.condition()
    }),
    opt(
        "shortfall_cost",
        Form::Points,
        "points lost per slot short; without it a plan short of it is only the very last resort",
        |d, v| d.rule.shortfall_cost = Some(v.points()),
    ),
    opt("excess_cost", Form::Points, "points lost per slot beyond; without it the maximum always holds", |d, v| {
        d.rule.excess_cost = Some(v.points())
    }),
];

pub const GROUPING: &[Param] = &[
    opt("tag", Form::Text, "a tag of learners: none of them is the only one in a group", |d, v| {
        d.rule.tag = Some(v.text())
    }),
    opt(
        "cost",
        Form::Points,
        "with tag: points lost for each group with exactly one; without it this never happens",
        |d, v| d.rule.cost = Some(v.points()),
    ),
    opt(
        "lessons",
        Form::Texts,
        "only sessions of lessons with one of these tags, as requirements count them",
        |d, v| d.rule.lessons = v.texts(),
    ),
    opt("size_min", Form::CountFromOne, "learners in a group at least", |d, v| d.rule.size_min = Some(v.count())),
    opt("size_max", Form::CountFromOne, "learners in a group at most", |d, v| d.rule.size_max = Some(v.count())),
    opt(
        "readiness",
        Form::OneOf(&["like", "mixed"], "\"like\" or \"mixed\""),
        "whom a group brings together: learners who are about as far, or who differ",
        |d, v| d.rule.readiness = Some(v.text()),
    ),
    opt("persist_days_max", Form::CountFromOne, "school days in a row that a group stays the same, at most", |d, v| {
        d.rule.persist_days_max = Some(v.count())
    }),
    opt("rotate_after", Form::CountFromOne, "school days after which two partners change", |d, v| {
        d.rule.rotate_after = Some(v.count())
    }),
    opt("keep_together_tags", Form::Texts, "learners who share one of these tags stay together", |d, v| {
        d.rule.keep_together_tags = v.texts()
    }),
];

pub const BADGE: &[Param] = &[
    req("title", Form::Text, "what the learner and the family read", |d, v| d.rule.title = v.text()),
    opt("competencies", Form::Texts, "only these competencies (ids), each with all its parts", |d, v| {
        d.rule.competencies = v.texts()
    }),
    opt("subject", Form::Text, "only competencies of this subject", |d, v| d.rule.subject = Some(v.text())),
    opt("grade", Form::Grade, "only competencies of this grade", |d, v| d.rule.grade = Some(v.grade())),
    opt(
        "mastered_min",
        Form::Count,
        "how many of them must be mastered; if not given all, or with `shown_by` none",
        |d, v| d.rule.mastered_min = Some(v.count()),
    ),
    opt("shown_by", Form::EvidenceKinds, "kinds of evidence of which successes are asked for", |d, v| {
        d.rule.shown_by = v.kinds()
    }),
    opt(
        "successes_min",
        Form::CountFromOne,
        "with shown_by: how many successes, on different days or in different competencies; 1 if not given",
        |d, v| d.rule.successes_min = Some(v.count()),
    ),
];

pub const ACCESS: &[Param] = &[
    req("tag", Form::Text, "the learners' tag", |d, v| d.rule.tag = Some(v.text())),
    req(
        "measure",
        Form::Measure,
        "what is compared, as a mean of a day: minutes in which an adult teaches, or slots of work usual in the grade",
        |d, v| d.rule.measure = Some(v.measure()),
    ),
    opt("band", Form::Percent, "percent by which the group may lie below everybody, 10 if not given", |d, v| {
        d.rule.band = Some(v.count())
    }),
    req(
        "cost",
        Form::Points,
        "points lost per learner and slot short of the band, and of what is to be made up",
        |d, v| d.rule.cost = Some(v.points()),
    ),
];

pub const PRIORITY: &[Param] = &[req(
    "order",
    Form::Claims,
    "the weightiest first: asked by staff with a tag, for a learner who is owed a service, for a subject, for a goal that is due within two weeks, for a goal, by who has waited longest, and the request's own priority",
    |d, v| d.rule.order = v.texts(),
)];

pub const STRUGGLE: &[Param] = &[
    opt(
        "spinning_from",
        Form::Share,
        "the chance that going on as before will not do, from which a person is told before the last step",
        |d, v| d.rules.struggle.spinning_from = v.number(),
    ),
    req(
        "steps",
        Form::Steps(
            &["other_lesson", "other_way", "smaller_group", "prerequisite_check", "alert"],
            "after",
            "a list of { step = WORD, after = TRIES }",
        ),
        "from so many tries in vain: other_lesson, other_way (another modality), smaller_group, prerequisite_check (the weakest one is looked at again), alert (a person is told)",
        |d, v| {
            let word = |word: &str| StruggleStep::WORDS.iter().find(|(known, _)| *known == word).map(|(_, step)| *step);
            let step = |(name, after): (String, f64)| (word(&name).expect("the form knows the words"), after as u32);
            d.rules.struggle.steps = v.steps().into_iter().map(step).collect();
            d.rules.struggle.steps.sort_by_key(|(step, after)| (*after, *step));
        },
    ),
];

pub const ADVANCE: &[Param] = &[
    req(
        "steps",
        Form::Steps(&["next", "deepen", "mentor", "project"], "from", "a list of { step = WORD, from = MASTERY }"),
        "from this mastery on, 0 to 1, in the order in which they are offered: next (what builds on it), deepen, mentor (helping others learn it), project",
        |d, v| {
            let word = |word: &str| AdvanceStep::WORDS.iter().find(|(known, _)| *known == word).map(|(_, step)| *step);
            let step = |(name, from): (String, f64)| (word(&name).expect("the form knows the words"), from);
            d.rules.advance.steps = v.steps().into_iter().map(step).collect();
        },
    ),
    opt(
        "mentor_within_days",
        Form::Count,
        "days after mastery within which a learner is asked to help others; 0: any time",
        |d, v| d.rules.advance.mentor_within_days = v.count(),
    ),
];
