//! What a test leaves of a fact: enough to say that two tests never hold together, or that one follows from the other.
//!
//! Decided for comparisons, intervals, enumerations and membership; of expressions nothing is claimed.

use std::collections::BTreeSet;

use super::facts;
use daybreak_school::condition::{Condition, Fact, Order, Single, Test};

/// The values of one fact for which a test holds.
#[derive(Clone, Debug, PartialEq)]
enum Left {
    /// Ranges in millionths, both ends included, apart from each other and in order.
    Numbers(Vec<(i64, i64)>),
    /// These texts, or all but these.
    Texts {
        only: bool,
        of: BTreeSet<String>,
    },
    Bool(bool),
    /// Lists that hold (or lack) the text.
    Holds {
        text: String,
        lacks: bool,
    },
}

/// The fact that a test is about, and what it leaves; none: undecided.
fn left(test: &Test) -> Option<(Fact, Left)> {
    match test {
        Test::One { is, negated } => single(is, *negated),
        Test::All(tests) | Test::Any(tests) => {
            let mut parts = tests.iter().map(left);
            let (fact, mut found) = parts.next()??;
            for part in parts {
                let (other, more) = part?;
                if other != fact {
                    return None;
                }
                found = if matches!(test, Test::All(_)) { both(found, more)? } else { either(found, more)? };
            }
            Some((fact, found))
        }
    }
}

fn single(is: &Single, negated: bool) -> Option<(Fact, Left)> {
    Some(match is {
        Single::Holds(fact) => (*fact, Left::Bool(!negated)),
        Single::Number(fact, order, at) => {
            let ranges = ranges(*order, at.0);
            (*fact, Left::Numbers(if negated { outside(&ranges) } else { ranges }))
        }
        Single::NumberIn(fact, numbers) => {
            let mut points: Vec<i64> = numbers.iter().map(|number| number.0).collect();
            points.sort_unstable();
            points.dedup();
            let ranges: Vec<(i64, i64)> = points.into_iter().map(|at| (at, at)).collect();
            (*fact, Left::Numbers(if negated { outside(&ranges) } else { ranges }))
        }
        Single::TextIn(fact, texts) => {
            let of: BTreeSet<String> = texts.iter().cloned().collect();
            let words = facts::spec(*fact).words;
            if negated && !words.is_empty() {
                let rest = words.iter().map(|word| (*word).to_string()).filter(|word| !of.contains(word)).collect();
                (*fact, Left::Texts { only: true, of: rest })
            } else {
                (*fact, Left::Texts { only: !negated, of })
            }
        }
        Single::Has(fact, text) => (*fact, Left::Holds { text: text.clone(), lacks: negated }),
        Single::Numbers(..) | Single::Texts(..) | Single::HasFact(..) | Single::Expression(..) => return None,
    })
}

fn ranges(order: Order, at: i64) -> Vec<(i64, i64)> {
    match order {
        Order::Equal => vec![(at, at)],
        Order::Less => vec![(i64::MIN, at.saturating_sub(1))],
        Order::LessOrEqual => vec![(i64::MIN, at)],
        Order::Greater => vec![(at.saturating_add(1), i64::MAX)],
        Order::GreaterOrEqual => vec![(at, i64::MAX)],
    }
}

/// What lies between the ranges and beyond them.
fn outside(ranges: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut gaps = Vec::new();
    let mut from = Some(i64::MIN);
    for &(low, high) in ranges {
        if let Some(start) = from.filter(|start| *start < low) {
            gaps.push((start, low - 1));
        }
        from = high.checked_add(1);
    }
    gaps.extend(from.map(|start| (start, i64::MAX)));
    gaps
}

/// What both leave.
fn both(a: Left, b: Left) -> Option<Left> {
    Some(match (a, b) {
        (Left::Numbers(a), Left::Numbers(b)) => Left::Numbers(cut(&a, &b)),
        (Left::Texts { only: true, of: a }, Left::Texts { only: true, of: b }) => {
            Left::Texts { only: true, of: &a & &b }
        }
        (Left::Texts { only: true, of: a }, Left::Texts { only: false, of: b })
        | (Left::Texts { only: false, of: b }, Left::Texts { only: true, of: a }) => {
            Left::Texts { only: true, of: &a - &b }
        }
        (Left::Texts { only: false, of: a }, Left::Texts { only: false, of: b }) => {
            Left::Texts { only: false, of: &a | &b }
        }
        _ => return None,
    })
}

/// What one of them leaves.
fn either(a: Left, b: Left) -> Option<Left> {
    Some(match (a, b) {
        (Left::Numbers(a), Left::Numbers(b)) => Left::Numbers(outside(&cut(&outside(&a), &outside(&b)))),
        (Left::Texts { only: true, of: a }, Left::Texts { only: true, of: b }) => {
            Left::Texts { only: true, of: &a | &b }
        }
        _ => return None,
    })
}

/// The common part of two lists of ranges.
fn cut(a: &[(i64, i64)], b: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut common: Vec<(i64, i64)> =
        a.iter().flat_map(|x| b.iter().map(move |y| (x.0.max(y.0), x.1.min(y.1)))).filter(|r| r.0 <= r.1).collect();
    common.sort_unstable();
    common
}

/// Whether the two are known never to hold together.
fn apart(a: &Test, b: &Test) -> bool {
    let (Some((fact, a)), Some((other, b))) = (left(a), left(b)) else { return false };
    if fact != other {
        return false;
    }
    match (&a, &b) {
        (Left::Bool(a), Left::Bool(b)) => a != b,
        (Left::Holds { text: a, lacks: x }, Left::Holds { text: b, lacks: y }) => a == b && x != y,
        _ => match both(a, b) {
            Some(Left::Numbers(ranges)) => ranges.is_empty(),
            Some(Left::Texts { only, of }) => only && of.is_empty(),
            _ => false,
        },
    }
}

/// Whether the second is known to hold wherever the first does.
fn follows(a: &Test, b: &Test) -> bool {
    if a == b {
        return true;
    }
    let (Some((fact, a)), Some((other, b))) = (left(a), left(b)) else { return false };
    fact == other && (a == b || both(a.clone(), b).is_some_and(|common| common == a))
}

/// Whether two conditions are known never to hold together.
pub fn disjoint(a: &Condition, b: &Condition) -> bool {
    a.conjuncts.iter().any(|x| b.conjuncts.iter().any(|y| apart(&x.test, &y.test)))
}

/// Whether the second condition is known to hold wherever the first does.
pub fn implies(a: &Condition, b: &Condition) -> bool {
    b.conjuncts.iter().all(|y| a.conjuncts.iter().any(|x| follows(&x.test, &y.test)))
}

/// Whether two rows of a decision table may hold together, as far as can be told.
pub fn overlap(a: &[Option<Test>], b: &[Option<Test>]) -> bool {
    !a.iter().zip(b).any(|(a, b)| matches!((a, b), (Some(a), Some(b)) if apart(a, b)))
}
