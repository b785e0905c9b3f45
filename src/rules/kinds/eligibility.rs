//! Who may, or may not, have which lessons.

use daybreak_school::condition::Condition;
use daybreak_school::ids::RuleIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{EligibilityRule, Strength, Verdict};

use super::head::meet;
use super::param::{Form, Param, opt};
use super::{Faults, Head, Kind, Spec};
use crate::policy;

#[derive(Default)]
pub struct Draft {
    when: Condition,
    allow: Option<Condition>,
    deny: Option<Condition>,
}

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "eligibility",
        "Who may, or may not, have which lessons. Of the learners and lessons for which `when` holds only those may for which `allow` holds, or none for which `deny` holds; where rules differ, denying wins. `strength` is `hard` (the lesson is left out), `warn` (it is proposed, and listed for a person when it is planned) or points that the lesson loses. What a person has pinned outranks these rules; a request or a wish does not. For one learner, lesson and day a person may sign an exception (`waivers.csv`).",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt("when", Form::Condition, "the learners and lessons it speaks of; without it all", |d, v| {
            d.when = v.condition()
        }),
        opt("allow", Form::Condition, "of these, nobody may but those for whom this holds", |d, v| {
            d.allow = Some(v.condition())
        }),
        opt("deny", Form::Condition, "of these, nobody may for whom this holds", |d, v| d.deny = Some(v.condition())),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, _: &Head, say: &mut Faults) {
        let (allow, deny) = (self.allow.is_some(), self.deny.is_some());
        say.when(allow && deny, "allow and deny", "one of both; two rules say both");
        say.when(!allow && !deny, "neither allow nor deny", "one of both");
    }

    fn strength(&self, head: &Head) -> String {
        head.strength_words(&[])
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        let verdict = match (self.allow, self.deny) {
            (Some(allow), _) => Verdict::Allow(allow),
            (None, deny) => Verdict::Deny(deny.unwrap_or_default()),
        };
        rules.eligibility.push(posted.with(EligibilityRule { when: self.when, verdict }));
    }

    /// Two hard rules that leave nobody of whom one speaks.
    fn clashes(rules: &Rules) -> Vec<(RuleIdx, String)> {
        let hard: Vec<_> = rules.eligibility.iter().filter(|rule| rule.strength == Strength::Hard).collect();
        let mut clashes = Vec::new();
        for (i, rule) in hard.iter().enumerate() {
            for other in hard[..i].iter().filter(|other| meet(&rule.scope, &other.scope)) {
                let found = nobody_is_left(rule, other);
                clashes.extend(found.map(|found| (rule.rule, found)));
            }
        }
        clashes
    }
}

/// What the two leave nobody of whom one speaks.
fn nobody_is_left(a: &Posted<EligibilityRule>, b: &Posted<EligibilityRule>) -> Option<String> {
    match (&a.body.verdict, &b.body.verdict) {
        (Verdict::Allow(allowed), Verdict::Deny(denied)) => {
            let all_denied = policy::implies(&with(&a.body.when, allowed), &with(&b.body.when, denied));
            all_denied.then(|| format!("it allows only what \"{}\" denies", b.id))
        }
        (Verdict::Deny(denied), Verdict::Allow(allowed)) => {
            let all_denied = policy::implies(&with(&b.body.when, allowed), &with(&a.body.when, denied));
            all_denied.then(|| format!("it denies all that \"{}\" allows", b.id))
        }
        (Verdict::Allow(one), Verdict::Allow(other)) => {
            let speak_of_the_same =
                policy::implies(&a.body.when, &b.body.when) || policy::implies(&b.body.when, &a.body.when);
            let nobody = speak_of_the_same && policy::disjoint(one, other);
            nobody.then(|| format!("together with \"{}\" it allows nobody", b.id))
        }
        (Verdict::Deny(_), Verdict::Deny(_)) => None,
    }
}

/// Both conditions.
fn with(a: &Condition, b: &Condition) -> Condition {
    Condition { text: String::new(), conjuncts: a.conjuncts.iter().chain(&b.conjuncts).cloned().collect() }
}
