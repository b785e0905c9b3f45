//! Whose request goes first when not all can be granted.

use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{Claim, PriorityRule};

use super::param::{Form, Param, req};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft {
    order: Vec<Claim>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "priority",
        "Whose request goes first when not all can be granted: the first entry of `order` that tells two requests apart decides. Of several such rules the first by id that concerns the learner counts.",
    );

    const PARAMS: &'static [Param<Self>] = &[req(
        "order",
        Form::Claims,
        "the weightiest first: asked by staff with a tag, for a learner who is owed a service, for a subject, for a goal that is due within two weeks, for a goal, by who has waited longest, and the request's own priority",
        |d, v| d.order = v.texts().iter().filter_map(|word| Claim::read(word)).collect(),
    )];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        say.when(
            !head.except.learners.is_empty(),
            "except",
            "no exception: it is about groups or requests, not about one learner",
        );
        say.when(head.strength.is_some(), "strength", "the order alone: it says what outranks what");
    }

    fn strength(&self, _: &Head) -> String {
        String::new()
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        rules.priority.push(posted.with(PriorityRule { order: self.order }));
    }
}
