//! The kinds of rules, one file each: its meaning, its keys and their reading, its faults, and the noun that comes of it.
//!
//! To add one: its file, which says all that [`Kind`] asks for, and its line in the list below. What it becomes is a noun in
//! `daybreak_school` with a field in its `Rules`; there the compiler asks whether that is a list. A setting of the whole
//! school has the same shape: its draft begins as what the rules before it have set.

mod fault;
mod head;
mod param;

mod access;
mod advance;
mod badge;
mod changes;
mod choice;
mod eligibility;
mod fairness;
mod grouping;
mod mastery;
mod pacing;
mod place;
mod points;
mod priority;
mod probes;
mod quality;
mod requirement;
mod scores;
mod services;
mod struggle;

use daybreak_school::condition::Conjunct;
use daybreak_school::ids::RuleIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{DecisionTable, HitPolicy};

pub use fault::{Fault, Faults};
pub use head::{COMMON, Head, SCOPED};
pub use param::{Form, Key, Param, StepFrom, Value};

/// A kind of rule: the draft of one rule, what it has said so far, and what is true of every rule of the kind.
pub trait Kind: Sized + 'static {
    const SPEC: Spec;

    /// The keys that are its own, in reading order.
    const PARAMS: &'static [Param<Self>];

    /// A rule that has said nothing yet. A setting begins with what other rules have set.
    fn begin(so_far: &Rules) -> Self;

    /// What its values must be together.
    fn faults(&self, head: &Head, say: &mut Faults);

    /// `hard`, `warn`, points; empty where nothing can be broken.
    fn strength(&self, head: &Head) -> String;

    /// Adds the rule to the others.
    fn post(self, posted: Posted<()>, rules: &mut Rules);

    /// What the rule takes from a table beside it, by the file's name and hit policy.
    fn beside(&mut self, _table: &mut dyn FnMut(&str, HitPolicy) -> Option<DecisionTable>) {}

    /// A part of a condition that rules of the kind cannot use: what was found, and what was expected.
    fn condition_fault(_part: &Conjunct) -> Option<(String, &'static str)> {
        None
    }

    /// Rules of the kind that cannot all be kept: the later of two, and what was found.
    fn clashes(_rules: &Rules) -> Vec<(RuleIdx, String)> {
        Vec::new()
    }

    /// What `rules/README.md` says of it below the table of its keys, as Markdown.
    fn below() -> String {
        String::new()
    }
}

/// How a kind is named and told from others.
pub struct Spec {
    /// As `kind` names it.
    pub name: &'static str,
    /// As `about` names the subject of a policy; empty for other kinds.
    pub about: &'static str,
    /// What such a rule decides, in sentences.
    pub what: &'static str,
    /// Keys by which it is told from another kind of its name; empty: there is no other, or it has none of them.
    pub known_by: &'static [&'static str],
    /// Whom such a rule concerns, and when, may be limited (see [`SCOPED`]). Otherwise it sets values of the whole school, each
    /// of which may be set once.
    pub scoped: bool,
}

impl Spec {
    /// A policy: it holds for the whole school.
    const fn policy(about: &'static str, what: &'static str) -> Spec {
        Spec { name: "policy", about, what, known_by: &[], scoped: false }
    }

    /// A rule that concerns some learners, lessons or days.
    const fn scoped(name: &'static str, what: &'static str) -> Spec {
        Spec { name, about: "", what, known_by: &[], scoped: true }
    }

    /// In lists: `requirement`, `policy (mastery)`.
    pub fn title(&self) -> String {
        if self.about.is_empty() { self.name.to_string() } else { format!("{} ({})", self.name, self.about) }
    }
}

/// Declares the closed list of kinds, and asks each for what all have.
macro_rules! kinds {
    ($($kind:ident: $draft:ty),+ $(,)?) => {
        /// Every kind of rule, in the order of `rules/README.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleKind {
            $($kind),+
        }

        /// One rule on the way, as its kind drafts it.
        pub enum RuleDraft {
            $($kind($draft)),+
        }

        impl RuleKind {
            pub const ALL: &'static [RuleKind] = &[$(RuleKind::$kind),+];

            pub fn spec(self) -> &'static Spec {
                match self {
                    $(RuleKind::$kind => &<$draft as Kind>::SPEC),+
                }
            }

            /// The keys that are its own.
            pub fn own_keys(self) -> Vec<&'static Key> {
                match self {
                    $(RuleKind::$kind => <$draft as Kind>::PARAMS.iter().map(|param| &param.key).collect()),+
                }
            }

            /// A rule of the kind that has said nothing yet.
            pub fn begin(self, so_far: &Rules) -> RuleDraft {
                match self {
                    $(RuleKind::$kind => RuleDraft::$kind(Kind::begin(so_far))),+
                }
            }

            /// See [`Kind::condition_fault`].
            pub fn condition_fault(self, part: &Conjunct) -> Option<(String, &'static str)> {
                match self {
                    $(RuleKind::$kind => <$draft as Kind>::condition_fault(part)),+
                }
            }

            /// See [`Kind::clashes`].
            pub fn clashes(self, rules: &Rules) -> Vec<(RuleIdx, String)> {
                match self {
                    $(RuleKind::$kind => <$draft as Kind>::clashes(rules)),+
                }
            }

            /// See [`Kind::below`].
            pub fn below(self) -> String {
                match self {
                    $(RuleKind::$kind => <$draft as Kind>::below()),+
                }
            }
        }

        impl RuleDraft {
            /// Puts a checked value where it belongs; it comes back where the key is none of its own.
            pub fn put(&mut self, key: &str, value: Value) -> Result<(), Value> {
                match self {
                    $(RuleDraft::$kind(draft) => put(<$draft as Kind>::PARAMS, draft, key, value)),+
                }
            }

            /// See [`Kind::faults`].
            pub fn faults(&self, head: &Head, say: &mut Faults) {
                match self {
                    $(RuleDraft::$kind(draft) => draft.faults(head, say)),+
                }
            }

            /// See [`Kind::strength`].
            pub fn strength(&self, head: &Head) -> String {
                match self {
                    $(RuleDraft::$kind(draft) => draft.strength(head)),+
                }
            }

            /// See [`Kind::beside`].
            pub fn beside(&mut self, table: &mut dyn FnMut(&str, HitPolicy) -> Option<DecisionTable>) {
                match self {
                    $(RuleDraft::$kind(draft) => draft.beside(table)),+
                }
            }

            /// See [`Kind::post`].
            pub fn post(self, posted: Posted<()>, rules: &mut Rules) {
                match self {
                    $(RuleDraft::$kind(draft) => draft.post(posted, rules)),+
                }
            }
        }
    };
}

kinds! {
    Mastery: mastery::Draft,
    Pacing: pacing::Draft,
    Choice: choice::Draft,
    Services: services::Draft,
    Fairness: fairness::Draft,
    Changes: changes::Draft,
    Probes: probes::Draft,
    Struggle: struggle::Draft,
    Advance: advance::Draft,
    Eligibility: eligibility::Draft,
    Scores: scores::Draft,
    Points: points::Draft,
    Requirement: requirement::Draft,
    Grouping: grouping::Draft,
    Place: place::Draft,
    Priority: priority::Draft,
    Badge: badge::Draft,
    Access: access::Draft,
    Quality: quality::Draft,
}

impl RuleKind {
    /// Its own keys, and those of every rule that is limited to some.
    pub fn keys(self) -> Vec<&'static Key> {
        let mut keys = self.own_keys();
        if self.spec().scoped {
            keys.extend(SCOPED.iter().map(|param| &param.key));
        }
        keys
    }
}

/// Puts a value where its key says; the value comes back where nobody here has the key.
fn put<D>(params: &[Param<D>], draft: &mut D, key: &str, value: Value) -> Result<(), Value> {
    match params.iter().find(|param| param.key.name == key) {
        Some(param) => {
            (param.put)(draft, value);
            Ok(())
        }
        None => Err(value),
    }
}

impl Head {
    /// As [`RuleDraft::put`], for the keys that many kinds have.
    pub fn put(&mut self, key: &str, value: Value) -> Result<(), Value> {
        put(SCOPED, self, key, value)
    }
}
