//! A figure of the sheet of quality is held within bounds; what lies outside needs a person.

use daybreak_school::posted::Posted;
use daybreak_school::quality::{QualityMeasure, QualityRule, Reading};
use daybreak_school::rules::Rules;

use super::param::{Form, Param, opt, req, words};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft {
    measure: Option<QualityMeasure>,
    most: Option<f64>,
    least: Option<f64>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "quality",
        "A figure of the sheet of quality (`quality.csv`) is held against bounds, for the learners in scope together: outside of them it is an exception of the kind `out_of_bounds`, with who can mend it. It shapes no plan; rules of other kinds do. `worst_off` without a choice of learners is held for every tag of ten learners or more.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        req(
            "measure",
            Form::OneOf(&words(&QualityMeasure::WORDS)),
            "what is bounded; [data/README.md](../data/README.md#measures-of-quality) says how each is counted",
            |d, v| d.measure = Some(v.word(&QualityMeasure::WORDS)),
        ),
        opt("most", Form::Number, "the figure is this at most: a share (0 to 1), or so much of one", |d, v| {
            d.most = Some(v.number())
        }),
        opt("least", Form::Number, "the figure is this at least", |d, v| d.least = Some(v.number())),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        let (most, least) = (self.most, self.least);
        say.when(most.or(least).is_none(), "no bound", "most or least");
        say.when(most.zip(least).is_some_and(|(most, least)| least > most), "least above most", "least up to most");
        say.when(head.strength.is_some(), "strength", "none: what lies outside is told, and changes no plan");
        let Some(measure) = self.measure else { return };
        let is_share = measure.reading() == Reading::Share;
        say.when(
            is_share && [most, least].into_iter().flatten().any(|bound| bound > 1.0),
            format!("a bound of {} above 1", measure.word()),
            "a share, 0 to 1",
        );
        say.when(
            !measure.is_by_learner() && (head.picks_learners() || !head.except.learners.is_empty()),
            format!("{} of some learners", measure.word()),
            "sites and days alone: it is of sessions or adults",
        );
    }

    fn strength(&self, _: &Head) -> String {
        "warn".to_string()
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let Draft { measure, most, least } = self;
        // A rule without its required keys is not posted.
        if let Some(measure) = measure {
            rules.quality.push(posted.with(QualityRule { measure, most, least }));
        }
    }
}
