//! Whether a condition holds for given facts.

use super::facts::Known;
use super::zen::Engine;
use daybreak_school::condition::{Condition, Millionths, Order, Single, Test};
use daybreak_school::ruling::{DecisionTable, HitPolicy};

/// A fact's value, borrowed from whoever knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Number(Millionths),
    Text(&'a str),
    Bool(bool),
    /// In no particular order.
    Texts(&'a [String]),
    /// Not known: no test on it holds, nor its opposite.
    Unknown,
}

/// Whoever knows the facts of a learner, a lesson, or both.
pub trait Facts {
    /// The value of a fact; of the kind that is published for it, or unknown.
    fn value(&self, fact: Known) -> Value<'_>;
}

/// Whether every part of the condition holds.
pub fn covers(condition: &Condition, facts: &dyn Facts, engine: &Engine) -> bool {
    condition.conjuncts.iter().all(|conjunct| test_holds(&conjunct.test, facts, engine))
}

/// Whether a test holds.
pub fn test_holds(test: &Test, facts: &dyn Facts, engine: &Engine) -> bool {
    match test {
        Test::All(tests) => tests.iter().all(|test| test_holds(test, facts, engine)),
        Test::Any(tests) => tests.iter().any(|test| test_holds(test, facts, engine)),
        Test::One { is, negated } => single_holds(is, facts, engine) == Some(!negated),
    }
}

/// Whether a single test holds; none: a fact that it reads is not known.
pub fn single_holds(single: &Single, facts: &dyn Facts, engine: &Engine) -> Option<bool> {
    let value = |fact| facts.value(super::facts::known(fact));
    match single {
        Single::Holds(fact) => match value(*fact) {
            Value::Bool(holds) => Some(holds),
            _ => None,
        },
        Single::Number(fact, order, constant) => number(value(*fact)).map(|n| compare(n, *order, *constant)),
        Single::Numbers(a, order, b) => number(value(*a)).zip(number(value(*b))).map(|(a, b)| compare(a, *order, b)),
        Single::NumberIn(fact, numbers) => number(value(*fact)).map(|n| numbers.contains(&n)),
        Single::TextIn(fact, texts) => text(value(*fact)).map(|t| texts.iter().any(|known| known == t)),
        Single::Texts(a, b) => text(value(*a)).zip(text(value(*b))).map(|(a, b)| a == b),
        Single::Has(list, wanted) => texts(value(*list)).map(|list| list.contains(wanted)),
        Single::HasFact(list, fact) => {
            texts(value(*list)).zip(text(value(*fact))).map(|(list, wanted)| list.iter().any(|t| t == wanted))
        }
        Single::Expression(source, read) => engine.evaluate(source, read, facts),
    }
}

/// Whether two numbers compare so.
pub fn compare(a: Millionths, order: Order, b: Millionths) -> bool {
    match order {
        Order::Equal => a == b,
        Order::Less => a < b,
        Order::LessOrEqual => a <= b,
        Order::Greater => a > b,
        Order::GreaterOrEqual => a >= b,
    }
}

/// The rows of a decision table that count, as positions: those that hold, or the first of them.
pub fn matching_rows(table: &DecisionTable, facts: &dyn Facts, engine: &Engine) -> Vec<usize> {
    let holds = |cells: &[Option<Test>]| cells.iter().flatten().all(|test| test_holds(test, facts, engine));
    let rows = table.rows.iter().enumerate().filter(|(_, row)| holds(&row.cells)).map(|(at, _)| at);
    match table.hit {
        HitPolicy::First | HitPolicy::Unique => rows.take(1).collect(),
        HitPolicy::Collect => rows.collect(),
    }
}

fn number(value: Value<'_>) -> Option<Millionths> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn text(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn texts(value: Value<'_>) -> Option<&[String]> {
    match value {
        Value::Texts(texts) => Some(texts),
        _ => None,
    }
}
