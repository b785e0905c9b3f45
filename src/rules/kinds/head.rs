//! What every rule says beside its kind: id and why, and of many kinds whom it concerns, when, and how binding it is.

use std::cmp::{max, min};

use daybreak_day::problem::Points;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Scope;
use daybreak_school::ruling::{Exception, Strength};

use super::fault::Faults;
use super::param::{Form, Param, opt};

/// Keys that every rule has.
pub const COMMON: [(&str, &str); 3] = [
    ("id", "the rule's name, unique; explanations and reports call it so"),
    ("kind", "one of the kinds below"),
    ("why", "the reason, a sentence that explanations may quote"),
];

/// What its keys have said so far; what was not said is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub scope: Scope,
    pub strength: Option<Strength>,
    pub except: Exception,
}

/// What every rule but policies and points for reasons may say of whom it concerns, when, and how binding it is.
pub const SCOPED: &[Param<Head>] = &[
    opt("sites", Form::Texts, "only learners of these sites", |d, v| d.scope.sites = v.texts()),
    opt("grade_min", Form::Grade, "only learners of this grade or above", |d, v| d.scope.grade_min = Some(v.grade())),
    opt("grade_max", Form::Grade, "only learners of this grade or below", |d, v| d.scope.grade_max = Some(v.grade())),
    opt("tags", Form::Texts, "only learners with one of these tags", |d, v| d.scope.tags = v.texts()),
    opt("from", Form::Date, "the first day on which it holds", |d, v| d.scope.span.from = Some(v.date())),
    opt("until", Form::Date, "the last day on which it holds", |d, v| d.scope.span.until = Some(v.date())),
    opt(
        "strength",
        Form::Strength,
        "how binding: it always holds, each breach is listed for a person, or a breach costs these points; \"hard\" if not given",
        |d, v| d.strength = Some(v.strength()),
    ),
    opt("except", Form::Texts, "learners (ids) whom it does not concern by a person's signed word", |d, v| {
        d.except.learners = v.texts()
    }),
    opt("by", Form::Text, "who signed the exception", |d, v| d.except.by = v.text()),
    opt("reason", Form::Text, "why the exception is made", |d, v| d.except.reason = v.text()),
];

impl Head {
    /// The envelope of the rule. Its place among the others is known only when all have been read.
    pub fn posted(self, id: String, why: String) -> Posted<()> {
        let strength = self.strength.unwrap_or_default();
        Posted { id, why, scope: self.scope, strength, except: self.except, ..Posted::default() }
    }

    /// Whether it is about some learners only, by grade or tag.
    pub fn picks_learners(&self) -> bool {
        self.scope.grade_min.or(self.scope.grade_max).is_some() || !self.scope.tags.is_empty()
    }

    /// Whether it is about learners with some tag only.
    pub fn picks_by_tags(&self) -> bool {
        !self.scope.tags.is_empty()
    }

    /// `hard`, `warn` or points; of a rule that names costs instead these.
    pub fn strength_words(&self, costs: &[Option<Points>]) -> String {
        let costs: Vec<String> = costs.iter().flatten().map(ToString::to_string).collect();
        match self.strength {
            Some(Strength::Warn) => "warn".to_string(),
            Some(Strength::Weight(points)) => format!("{points} points"),
            None if !costs.is_empty() => format!("{} points", costs.join(" and ")),
            None | Some(Strength::Hard) => "hard".to_string(),
        }
    }

    /// Whom the rule concerns: "sites a, b; grades K to 2; tags ell; until 2026-12-18"; empty: everybody, always.
    pub fn scope_words(&self) -> String {
        let (scope, mut words) = (&self.scope, Vec::new());
        if !scope.sites.is_empty() {
            words.push(format!("sites {}", scope.sites.join(", ")));
        }
        match (scope.grade_min, scope.grade_max) {
            (Some(min), Some(max)) => words.push(format!("grades {min} to {max}")),
            (Some(min), None) => words.push(format!("grade {min} and above")),
            (None, Some(max)) => words.push(format!("up to grade {max}")),
            (None, None) => {}
        }
        if !scope.tags.is_empty() {
            words.push(format!("tags {}", scope.tags.join(", ")));
        }
        words.extend(scope.span.from.map(|from| format!("from {from}")));
        words.extend(scope.span.until.map(|until| format!("until {until}")));
        words.join("; ")
    }

    /// What the envelope of a rule of any kind must be in itself.
    pub fn faults(&self, say: &mut Faults) {
        if let (Some(min), Some(max)) = (self.scope.grade_min, self.scope.grade_max) {
            say.when(min > max, format!("grade_min {min} above grade_max {max}"), "grade_min up to grade_max");
        }
        if let (Some(from), Some(until)) = (self.scope.span.from, self.scope.span.until) {
            say.when(from > until, format!("from {from} after until {until}"), "from up to until");
        }
        let except = &self.except;
        let (has_learners, has_reason) = (!except.learners.is_empty(), !except.reason.is_empty());
        let is_signed = !except.by.is_empty() && has_reason;
        say.when(has_learners && !is_signed, "except without by and reason", "who signed the exception, and why");
        say.when(
            !has_learners && (!except.by.is_empty() || has_reason),
            "by or reason without except",
            "except = the ids of learners",
        );
    }
}

/// Whether somebody may be in both scopes on some day.
pub fn meet(a: &Scope, b: &Scope) -> bool {
    let sites = a.sites.is_empty() || b.sites.is_empty() || a.sites.iter().any(|site| b.sites.contains(site));
    // Without a lower end the lowest, without an upper end the highest.
    let low = max(a.grade_min, b.grade_min);
    let high = [a.grade_max, b.grade_max].into_iter().flatten().reduce(min);
    let from = max(a.span.from, b.span.from);
    let until = [a.span.until, b.span.until].into_iter().flatten().reduce(min);
    let grades = low.zip(high).is_none_or(|(low, high)| low <= high);
    sites && grades && from.zip(until).is_none_or(|(from, until)| from <= until)
}

/// What a breach costs by a rule's strength: nothing that the plan would avoid when it is only listed, and no price when it
/// must not be.
pub fn cost_of(strength: Strength) -> Option<Points> {
    match strength {
        Strength::Hard => None,
        Strength::Warn => Some(0),
        Strength::Weight(points) => Some(points),
    }
}
