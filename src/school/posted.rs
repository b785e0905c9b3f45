//! A rule as it was posted: what every kind of rule says, around what only its kind says.

use super::ids::RuleIdx;
use super::rules::{RuleText, Scope};
use super::ruling::{Exception, Strength};

/// A rule of one kind: the common envelope, and its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Posted<T> {
    /// Its place among all rules.
    pub rule: RuleIdx,
    pub id: String,
    pub why: String,
    pub scope: Scope,
    /// How binding it is; of a kind that is never broken [`Strength::Hard`].
    pub strength: Strength,
    pub except: Exception,
    pub body: T,
}

impl<T: Default> Default for Posted<T> {
    fn default() -> Self {
        Posted {
            rule: RuleIdx(u32::MAX),
            id: String::new(),
            why: String::new(),
            scope: Scope::default(),
            strength: Strength::default(),
            except: Exception::default(),
            body: T::default(),
        }
    }
}

impl<T> Posted<T> {
    /// The same envelope around another body.
    pub fn with<U>(self, body: U) -> Posted<U> {
        let Posted { rule, id, why, scope, strength, except, body: _ } = self;
        Posted { rule, id, why, scope, strength, except, body }
    }
}

/// The rules of one kind, in what all kinds have in common.
pub trait List {
    /// Numbers every rule by its place among the texts (sorted by id), and sorts the list so.
    fn number(&mut self, texts: &[RuleText]);
}

impl<T> List for Vec<Posted<T>> {
    fn number(&mut self, texts: &[RuleText]) {
        for rule in self.iter_mut() {
            let at = texts.binary_search_by(|text| text.id.as_str().cmp(&rule.id)).expect("every rule has a text");
            rule.rule = RuleIdx::at(at);
        }
        self.sort_by_key(|rule| rule.rule);
    }
}
