//! The parameters of the school-wide policies: mastery, pacing, choice, services, fairness.

use daybreak_school::rules::MasteryPolicy;

use super::schema::{Form, Param, opt};

pub const MASTERY: &[Param] = &[
    opt(PRESET, Form::MasteryPreset, "a shipped policy, which the other keys change", |d, v| {
        d.rules.mastery = MasteryPolicy::preset(&v.text()).expect("the form knows the presets");
    }),
    opt(
        "threshold",
        Form::Share,
        "probability of success from which a competency counts as mastered, unless it names its own",
        |d, v| d.rules.mastery.threshold = v.number(),
    ),
    opt("delay_days", Form::Count, "days later at which that success is expected; 0: on the day", |d, v| {
        d.rules.mastery.delay_days = v.count()
    }),
    opt(
        "certainty",
        Form::Share,
        "how sure the estimate must be that the threshold is reached; 0.5: as likely as not",
        |d, v| d.rules.mastery.certainty = v.number(),
    ),
    opt("evidence_min", Form::CountFromOne, "pieces of evidence needed before anything counts as mastered", |d, v| {
        d.rules.mastery.evidence_min = v.count()
    }),
    opt(
        "successes_min",
        Form::CountFromOne,
        "successes on different days, or of different kinds, needed before anything counts as mastered",
        |d, v| d.rules.mastery.successes_min = v.count(),
    ),
    opt("shown_by", Form::EvidenceKinds, "kinds of evidence of which one success is demanded; empty: any", |d, v| {
        d.rules.mastery.shown_by = v.kinds()
    }),
    opt(
        "half_life_days",
        Form::Days,
        "days in which unused knowledge, just learned, loses half of its strength",
        |d, v| d.rules.mastery.half_life_days = v.number(),
    ),
    opt("review_after_days", Form::CountFromOne, "days after mastery at which the first review is due", |d, v| {
        d.rules.mastery.review_after_days = v.count()
    }),
];

/// The key that is read before all others of its rule, since they change what it sets.
pub const PRESET: &str = "preset";

pub const PACING: &[Param] = &[
    opt("minutes_typical", Form::Minutes, "minutes of a competency that names none", |d, v| {
        d.rules.pacing.minutes_typical = v.number()
    }),
    opt("reserve_share", Form::Share, "share of learning time kept for reviews, projects and conferences", |d, v| {
        d.rules.pacing.reserve_share = v.number()
    }),
    opt("review_share_max", Form::Share, "share of learning time that planned reviews take at most", |d, v| {
        d.rules.pacing.review_share_max = v.number()
    }),
    opt("review_minutes", Form::Minutes, "minutes of one planned review", |d, v| {
        d.rules.pacing.review_minutes = v.number()
    }),
    opt(
        "weeks_ahead",
        Form::CountFromOne,
        "weeks for which reviews, demand and the work of learners without a goal are planned",
        |d, v| d.rules.pacing.weeks_ahead = v.count(),
    ),
    opt(
        "without_goal",
        Form::Texts,
        "what learners without an open goal work on, the first first: gaps (of earlier grades), grade_level, interest",
        |d, v| d.rules.pacing.without_goal = v.texts(),
    ),
    opt(
        "change_gain_min",
        Form::Share,
        "share of the next week that a new order of steps must gain before last night's order is given up",
        |d, v| d.rules.pacing.change_gain_min = v.number(),
    ),
];

pub const CHOICE: &[Param] = &[
    opt("candidates_max", Form::CountFromOne, "lessons a learner's day may choose from, at most", |d, v| {
        d.rules.choice.candidates_max = v.count() as usize
    }),
    opt(
        "competencies_per_subject_max",
        Form::CountFromOne,
        "different competencies of a subject among them, at most",
        |d, v| d.rules.choice.competencies_per_subject_max = v.count() as usize,
    ),
    opt("readiness_min", Form::Share, "mastery of the weakest prerequisite below which a wish is not tried", |d, v| {
        d.rules.choice.readiness_min = v.number()
    }),
    opt(
        "grades_above_max",
        Form::Count,
        "grades above the learner's own beyond which nothing is proposed without goal, wish or request",
        |d, v| d.rules.choice.grades_above_max = v.count(),
    ),
    opt(
        "repeat_after_days",
        Form::Count,
        "days before which a lesson, or a conference, is not proposed again while there is another choice",
        |d, v| d.rules.choice.repeat_after_days = v.count(),
    ),
    opt("demonstration_tags", Form::Texts, "tags (or ids) of modalities in which mastery is shown", |d, v| {
        d.rules.choice.demonstration_tags = v.texts()
    }),
    opt(
        "conference_tags",
        Form::Texts,
        "tags (or ids) of modalities in which goals and progress are talked over",
        |d, v| d.rules.choice.conference_tags = v.texts(),
    ),
    opt("supervising_tags", Form::Texts, "tags of staff who watch over learners and do not teach", |d, v| {
        d.rules.choice.supervising_tags = v.texts()
    }),
];

pub const SERVICES: &[Param] = &[
    opt(
        "group_size_max",
        Form::CountFromOne,
        "learners of a session apart, where the service names no limit",
        |d, v| d.rules.services.group_size_max = v.count(),
    ),
    opt(
        "class_lessons_max",
        Form::CountFromOne,
        "lessons of a learner in which a specialist may join the class, at most",
        |d, v| d.rules.services.class_lessons_max = v.count() as usize,
    ),
    opt("make_up", Form::Share, "share of what a period stayed short of that is owed on top later", |d, v| {
        d.rules.services.make_up = v.number()
    }),
    opt(
        "make_up_absences",
        Form::Share,
        "the part of it for minutes that took place without the learner; 0: an absence is not made up for",
        |d, v| d.rules.services.make_up_absences = v.number(),
    ),
    opt("make_up_weeks", Form::Count, "weeks after the period's end in which it is owed; 0: never", |d, v| {
        d.rules.services.make_up_weeks = v.count()
    }),
    opt(
        "make_up_percent_max",
        Form::Percent,
        "what make-up may add to one period, in percent of the service's minutes; the rest waits for the next",
        |d, v| d.rules.services.make_up_percent_max = v.count(),
    ),
    opt(
        "advance",
        Form::Share,
        "share of what was given beyond a period and its make-up that counts for the next period",
        |d, v| d.rules.services.advance = v.number(),
    ),
];

pub const FAIRNESS: &[Param] = &[
    opt(
        "step_percent",
        Form::Percent,
        "percent that a day in vain adds to the points of what is asked again",
        |d, v| d.rules.fairness.step_percent = v.count(),
    ),
    opt("percent_max", Form::Percent, "percent of the points at most, however long the wait; 100 or more", |d, v| {
        d.rules.fairness.percent_max = v.count()
    }),
    opt(
        "window",
        Form::Window,
        "after so long a day in vain counts half; `access` rules look back as far (10days: ten school days)",
        |d, v| d.rules.fairness.window = v.window(),
    ),
];
