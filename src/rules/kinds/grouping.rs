//! How groups are made: who is never the only one in a group, and how groups of some lessons are shaped.
//!
//! A rule does the one or the other: with `tag` it becomes a rule on nobody being alone, otherwise one on the shape of groups.

use daybreak_day::problem::Points;
use daybreak_school::posted::Posted;
use daybreak_school::rules::{NeverAloneRule, Rules};
use daybreak_school::ruling::{GroupingRule, Readiness, Strength};

use super::head::cost_of;
use super::param::{Form, Param, opt, words};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft {
    tag: Option<String>,
    cost: Option<Points>,
    shape: GroupingRule,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "grouping",
        "How groups are made. With `tag`: of learners with the tag nobody is the only one in a group (stations apart). The other parameters concern sessions of lessons with one of the tags in `lessons`.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt("tag", Form::Text, "a tag of learners: none of them is the only one in a group", |d, v| {
            d.tag = Some(v.text())
        }),
        opt(
            "cost",
            Form::Points,
            "with tag: points lost for each group with exactly one; without it this never happens",
            |d, v| d.cost = Some(v.points()),
        ),
        opt(
            "lessons",
            Form::Texts,
            "only sessions of lessons with one of these tags, as requirements count them",
            |d, v| d.shape.lessons = v.texts(),
        ),
        opt("size_min", Form::CountFromOne, "learners in a group at least", |d, v| d.shape.size_min = Some(v.count())),
        opt("size_max", Form::CountFromOne, "learners in a group at most", |d, v| d.shape.size_max = Some(v.count())),
        opt(
            "grade_span_max",
            Form::Count,
            "grades between the youngest and the oldest of a session at most; a station is opened by bands of grades. With points as strength two learners too far apart lose them when they are together, and who works in a station that is open to all loses them as well",
            |d, v| d.shape.grade_span_max = Some(v.count()),
        ),
        opt(
            "readiness",
            Form::OneOf(&words(&Readiness::WORDS)),
            "whom a group brings together: learners who are about as far, or who differ",
            |d, v| d.shape.readiness = Some(v.word(&Readiness::WORDS)),
        ),
        opt(
            "persist_days_max",
            Form::CountFromOne,
            "school days in a row that a group stays the same, at most",
            |d, v| d.shape.persist_days_max = Some(v.count()),
        ),
        opt("rotate_after", Form::CountFromOne, "school days after which two partners change", |d, v| {
            d.shape.rotate_after = Some(v.count())
        }),
        opt("keep_together_tags", Form::Texts, "learners who share one of these tags stay together", |d, v| {
            d.shape.keep_together_tags = v.texts()
        }),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        let (has_tag, shapes, shape) = (self.tag.is_some(), self.shapes_groups(), &self.shape);
        say.when(
            !has_tag && !shapes,
            "nothing that shapes a group",
            "tag, size_min, size_max, grade_span_max, readiness, persist_days_max, rotate_after or keep_together_tags",
        );
        let (min, max) = (shape.size_min.unwrap_or(0), shape.size_max.unwrap_or(u32::MAX));
        say.when(max < min, format!("size_min {min} above size_max {max}"), "size_min up to size_max");
        say.when(
            has_tag && head.picks_learners(),
            "tag beside tags or grades",
            "sites and days alone: a group is for all whom it holds",
        );
        say.when(has_tag && shapes, "tag beside what shapes groups", "two rules");
        let is_sized = shape.size_min.is_some() || shape.size_max.is_some();
        say.when(
            is_sized && !matches!(head.strength, None | Some(Strength::Hard)),
            "sizes with a strength",
            "strength = \"hard\": a group is within its sizes or does not take place",
        );
        say.when(
            (is_sized || shape.grade_span_max.is_some()) && head.picks_by_tags(),
            "sizes or a span of grades for learners with a tag only",
            "grades, lessons (by `lessons`), sites and days: a group has one size for everybody in it",
        );
        say.when(self.cost.is_some() && !has_tag, "cost without tag", "tag = a tag of learners");
        say.when(
            !head.except.learners.is_empty(),
            "except",
            "no exception: it is about groups or requests, not about one learner",
        );
    }

    fn strength(&self, head: &Head) -> String {
        head.strength_words(&[self.cost])
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        match self.tag {
            Some(tag) => {
                let cost = self.cost.or(cost_of(posted.strength));
                rules.never_alone.push(posted.with(NeverAloneRule { tag, cost }));
            }
            None => rules.grouping.push(posted.with(self.shape)),
        }
    }
}

impl Draft {
    /// Whether it says anything about groups beside nobody being alone.
    fn shapes_groups(&self) -> bool {
        let shape = &self.shape;
        shape.size_min.is_some()
            || shape.size_max.is_some()
            || shape.grade_span_max.is_some()
            || shape.readiness.is_some()
            || shape.persist_days_max.is_some()
            || shape.rotate_after.is_some()
            || !shape.keep_together_tags.is_empty()
    }
}
