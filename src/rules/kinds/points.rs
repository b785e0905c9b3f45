//! Points that lessons earn, or lose, where a condition or a row of a table holds.

use daybreak_day::problem::Points;
use daybreak_school::condition::Condition;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{DecisionTable, Earns, HitPolicy, PointsRule};

use super::param::{Form, Param, opt, words};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft {
    when: Condition,
    points: Option<Points>,
    table: Option<String>,
    hit: Option<HitPolicy>,
    /// The table of `table`, once it has been read.
    rows: Option<DecisionTable>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec {
        name: "score",
        about: "",
        what: "Points that lessons earn, or lose, where `when` holds: the same for all (`points`), or by a decision table beside the rules (`table`). A table is a CSV file: each column but the last is named by a fact, the last is `points`; each row says when it holds. A cell is empty (anything), a number, a comparison such as `< 5` or `>= 0.8`, an interval such as `[3..5]`, words with commas between them (any of them), or `not` and such words.",
        known_by: &["points", "table", "when", "hit"],
        scoped: true,
    };

    const PARAMS: &'static [Param<Self>] = &[
        opt("when", Form::Condition, "the learners and lessons that earn them; without it all", |d, v| {
            d.when = v.condition()
        }),
        opt("points", Form::PointsEitherWay, "the points, below 0 a loss", |d, v| d.points = Some(v.points())),
        opt("table", Form::Text, "instead: the CSV file of a decision table beside the rules", |d, v| {
            d.table = Some(v.text())
        }),
        opt(
            "hit",
            Form::OneOf(&words(&HitPolicy::WORDS)),
            "which rows of the table count: the only one that may hold (if not given), the first, or all together",
            |d, v| d.hit = Some(v.word(&HitPolicy::WORDS)),
        ),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        let (points, table) = (self.points.is_some(), self.table.is_some());
        say.when(points && table, "points and table", "one of both");
        say.when(!points && !table, "neither points nor table", "one of both");
        say.when(self.hit.is_some() && !table, "hit without table", "table = the CSV file of a decision table");
        say.when(head.strength.is_some(), "strength", "points: they are the rule's weight, and nothing is left out");
    }

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn beside(&mut self, table: &mut dyn FnMut(&str, HitPolicy) -> Option<DecisionTable>) {
        if let Some(name) = &self.table {
            self.rows = table(name, self.hit.unwrap_or_default());
        }
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let earns = match self.rows {
            Some(table) => Earns::Table(table),
            None => Earns::Points(self.points.unwrap_or_default()),
        };
        rules.points.push(posted.with(PointsRule { when: self.when, earns }));
    }
}
