//! Reads a condition: parsed by zen-expression, checked against the published facts, and taken apart into tests.
//!
//! Every fault is found at once, each with the place in the text. Negations move inwards, since a test on something
//! unknown holds neither way.

use std::ops::Range;

use bumpalo::Bump;
use zen_expression::lexer::{ArithmeticOperator, Bracket, ComparisonOperator, Lexer, LogicalOperator, Operator};
use zen_expression::parser::{Node, Parser, ParserResult};

use super::facts;
use super::faults::{Fault, fault, quoted, r202_assigned, r205_unreadable};
use super::types::Type;
use daybreak_school::condition::{Condition, Conjunct, Fact, Millionths, Order, Side, Single, Test};

/// Characters of a condition: beyond that nobody can read it, and its depth might be without bound.
const LENGTH_MAX: usize = 1_000;

/// Reads and checks a condition.
///
/// # Errors
/// Every fault, in order of place.
pub fn read(text: &str) -> Result<Condition, Vec<Fault>> {
    if text.len() > LENGTH_MAX {
        let expected = format!("at most {LENGTH_MAX} characters; several rules say more");
        return Err(vec![fault("R205", 0..0, "a very long condition", &expected)]);
    }
    let bump = Bump::new();
    let tokens = match Lexer::new().tokenize(&bump, text) {
        Ok(tokens) => tokens,
        Err(error) => return Err(vec![r205_unreadable(text, &error)]),
    };
    let assigned: Vec<Fault> = tokens.iter().filter_map(|token| r202_assigned(text, token)).collect();
    if !assigned.is_empty() {
        return Err(assigned);
    }
    let parsed = match Parser::try_new(&tokens, &bump) {
        Ok(parser) => parser.standard().with_metadata().parse(),
        Err(error) => return Err(vec![fault("R205", 0..text.len(), &error.to_string(), "a condition")]),
    };
    let mut reader = Reader { text, parsed: &parsed, faults: Vec::new(), in_closure: false };
    let conjuncts = reader.conjuncts(parsed.root);
    if reader.faults.is_empty() && !parsed.is_complete {
        let end = reader.span(parsed.root).end;
        let rest = text[end..].trim();
        let at = text.len() - text[end..].trim_start().len();
        let found = if rest.is_empty() { text } else { rest };
        reader.faults.push(fault("R205", at..text.len().max(at + 1), &quoted(found), "and, or, or the end"));
    }
    reader.faults.sort_by_key(|fault| fault.at.start);
    reader.faults.dedup();
    if reader.faults.is_empty() {
        Ok(Condition { text: text.trim().to_string(), conjuncts: conjuncts.unwrap_or_default() })
    } else {
        Err(reader.faults)
    }
}

pub(super) type Tree<'a> = &'a Node<'a>;

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    parsed: &'a ParserResult<'a>,
    pub(super) faults: Vec<Fault>,
    /// Inside `some(list, # ...)`: `#` is an element.
    pub(super) in_closure: bool,
}

impl<'a> Reader<'a> {
    /// Where a node stands.
    pub(super) fn span(&self, node: Tree<'a>) -> Range<usize> {
        let key = std::ptr::from_ref(node) as usize;
        let (from, to) = self.parsed.metadata.as_ref().and_then(|all| all.get(&key)).map_or((0, 0), |data| data.span);
        let end = (to as usize).min(self.text.len());
        (from as usize).min(end)..end
    }

    pub(super) fn slice(&self, node: Tree<'a>) -> String {
        self.text.get(self.span(node)).unwrap_or_default().trim().to_string()
    }

    /// The parts of a condition that must all hold.
    fn conjuncts(&mut self, node: Tree<'a>) -> Option<Vec<Conjunct>> {
        match node {
            Node::Parenthesized(inner) => self.conjuncts(inner),
            Node::Binary { left, operator: Operator::Logical(LogicalOperator::And), right } => {
                let (left, right) = (self.conjuncts(left), self.conjuncts(right));
                let mut both = left?;
                both.extend(right?);
                Some(both)
            }
            _ => {
                let test = self.test(node, false)?;
                let facts = test.facts();
                let side = facts.iter().fold(Side::Day, |side, fact| side.and(facts::spec(*fact).side));
                Some(vec![Conjunct { text: self.slice(node), side, test }])
            }
        }
    }

    /// A node that is true or false, or its opposite.
    pub(super) fn test(&mut self, node: Tree<'a>, negated: bool) -> Option<Test> {
        match node {
            Node::Parenthesized(inner) => self.test(inner, negated),
            Node::Unary { node: inner, operator: Operator::Logical(LogicalOperator::Not) } => {
                self.check_not(node, inner);
                self.test(inner, !negated)
            }
            Node::Binary { left, operator: Operator::Logical(logical), right }
                if matches!(logical, LogicalOperator::And | LogicalOperator::Or) =>
            {
                let (left, right) = (self.test(left, negated), self.test(right, negated));
                let both = vec![left?, right?];
                let is_all = (*logical == LogicalOperator::And) != negated;
                Some(if is_all { Test::All(both) } else { Test::Any(both) })
            }
            Node::Binary { left, operator: Operator::Comparison(comparison), right } => {
                self.comparison(node, left, *comparison, right, negated)
            }
            _ => {
                let found = self.type_of(node)?;
                if found != Type::Bool {
                    self.r204_type(node, found, "true or false");
                    return None;
                }
                let single = match self.fact(node) {
                    Some(fact) => Single::Holds(fact),
                    None => Single::Expression(self.slice(node), self.facts_in(node)),
                };
                self.one(node, single, negated)
            }
        }
    }

    /// `not a == b` is `(not a) == b` to the parser; nobody means that.
    pub(super) fn check_not(&mut self, node: Tree<'a>, inner: Tree<'a>) {
        let found = if matches!(inner, Node::Parenthesized(_)) { None } else { self.quiet_type(inner) };
        if let Some(found) = found.filter(|found| *found != Type::Bool) {
            let mut fault = fault(
                "R204",
                self.span(node),
                &format!("not before {}", found.word()),
                "not before something that is true or false",
            );
            fault.maybe = Some("Maybe parentheses: not (...).".to_string());
            self.faults.push(fault);
        }
    }

    fn comparison(
        &mut self,
        node: Tree<'a>,
        left: Tree<'a>,
        comparison: ComparisonOperator,
        right: Tree<'a>,
        negated: bool,
    ) -> Option<Test> {
        if let Node::Unary { operator: Operator::Logical(LogicalOperator::Not), node: inner } = left {
            self.check_not(left, inner);
        }
        let (left_type, right_type) = (self.type_of(left), self.type_of(right));
        let (left_type, right_type) = (left_type?, right_type?);
        let opposite = matches!(comparison, ComparisonOperator::NotEqual | ComparisonOperator::NotIn);
        let negated = negated != opposite;
        let lowered = match comparison {
            ComparisonOperator::In | ComparisonOperator::NotIn => {
                self.membership(left, left_type, right, right_type)?
            }
            ComparisonOperator::Equal | ComparisonOperator::NotEqual => {
                self.equality(node, left, left_type, right, right_type)?
            }
            ComparisonOperator::LessThan => self.order(left, left_type, Order::Less, right, right_type)?,
            ComparisonOperator::GreaterThan => self.order(left, left_type, Order::Greater, right, right_type)?,
            ComparisonOperator::LessThanOrEqual => {
                self.order(left, left_type, Order::LessOrEqual, right, right_type)?
            }
            ComparisonOperator::GreaterThanOrEqual => {
                self.order(left, left_type, Order::GreaterOrEqual, right, right_type)?
            }
        };
        let single = match lowered {
            Some(Lowered::Single(single)) => single,
            Some(Lowered::Between(fact, bounds)) => return Some(between(fact, bounds, negated)),
            None => {
                // Zen evaluates what the text says, with its own `!=` and `not in`.
                let single = Single::Expression(self.slice(node), self.facts_in(node));
                return self.one(node, single, negated != opposite);
            }
        };
        self.one(node, single, negated)
    }

    /// A single test; one that reads no fact always says the same.
    fn one(&mut self, node: Tree<'a>, is: Single, negated: bool) -> Option<Test> {
        if is.facts().is_empty() && !self.in_closure {
            let found = quoted(&self.slice(node));
            self.faults.push(fault("R207", self.span(node), &found, "a test that reads a fact"));
            return None;
        }
        Some(Test::One { is, negated })
    }

    /// `a in b`.
    fn membership(
        &mut self,
        left: Tree<'a>,
        left_type: Type,
        right: Tree<'a>,
        right_type: Type,
    ) -> Option<Option<Lowered>> {
        let fits = matches!(
            (left_type, right_type),
            (Type::Text, Type::Texts) | (Type::Number, Type::Numbers | Type::Interval)
        );
        if !fits {
            let expected = match left_type {
                Type::Number => "a list of numbers, or an interval such as [3..5]",
                _ => "a list of texts",
            };
            let (wrong, found) =
                if matches!(left_type, Type::Text | Type::Number) { (right, right_type) } else { (left, left_type) };
            let expected = if matches!(left_type, Type::Text | Type::Number) { expected } else { "a text or a number" };
            self.r204_type(wrong, found, expected);
            return None;
        }
        let lowered = match (self.fact(left), literal(left), self.fact(right), bare(right)) {
            (Some(fact), _, None, Node::Array(items)) if left_type == Type::Number => {
                let numbers: Option<Vec<Millionths>> = items.iter().map(|item| self.number(item)).collect();
                numbers.map(|numbers| Lowered::Single(Single::NumberIn(fact, numbers)))
            }
            (Some(fact), _, None, Node::Array(items)) => {
                let texts: Option<Vec<String>> = items.iter().map(|item| text_of(item)).collect();
                items.iter().for_each(|item| self.check_word(fact, item));
                texts.map(|texts| Lowered::Single(Single::TextIn(fact, texts)))
            }
            (Some(fact), _, None, Node::Interval { left: low, right: high, left_bracket, right_bracket }) => {
                let (low, high) = (self.number(low), self.number(high));
                let is_open = |bracket: &Bracket, open: Bracket| *bracket == open;
                let above = if is_open(left_bracket, Bracket::LeftParenthesis) {
                    Order::Greater
                } else {
                    Order::GreaterOrEqual
                };
                let below =
                    if is_open(right_bracket, Bracket::RightParenthesis) { Order::Less } else { Order::LessOrEqual };
                low.zip(high).map(|(low, high)| Lowered::Between(fact, [(above, low), (below, high)]))
            }
            (None, Some(Literal::Text(text)), Some(list), _) => {
                Some(Lowered::Single(Single::Has(list, text.to_string())))
            }
            (Some(fact), None, Some(list), _) => Some(Lowered::Single(Single::HasFact(list, fact))),
            _ => None,
        };
        Some(lowered)
    }

    /// `a == b`.
    fn equality(
        &mut self,
        node: Tree<'a>,
        left: Tree<'a>,
        left_type: Type,
        right: Tree<'a>,
        right_type: Type,
    ) -> Option<Option<Lowered>> {
        if left_type != right_type {
            self.r204_types(node, left, left_type, right, right_type);
            return None;
        }
        let lowered = match left_type {
            Type::Number => return self.order(left, left_type, Order::Equal, right, right_type),
            Type::Bool => None,
            Type::Text => match (self.fact(left), text_of(left), self.fact(right), text_of(right)) {
                (Some(a), _, Some(b), _) => Some(Lowered::Single(Single::Texts(a, b))),
                (Some(fact), _, _, Some(text)) => {
                    self.check_word(fact, right);
                    Some(Lowered::Single(Single::TextIn(fact, vec![text])))
                }
                (_, Some(text), Some(fact), _) => {
                    self.check_word(fact, left);
                    Some(Lowered::Single(Single::TextIn(fact, vec![text])))
                }
                _ => None,
            },
            Type::Texts | Type::Numbers | Type::Interval => {
                self.r204_type(right, right_type, "a text or a number; lists are asked with in");
                return None;
            }
        };
        Some(lowered)
    }

    /// `a < b`, and `a == b` of numbers.
    fn order(
        &mut self,
        left: Tree<'a>,
        left_type: Type,
        order: Order,
        right: Tree<'a>,
        right_type: Type,
    ) -> Option<Option<Lowered>> {
        for (side, found) in [(left, left_type), (right, right_type)] {
            if found != Type::Number {
                self.r204_type(side, found, "a number");
                return None;
            }
        }
        let lowered = match (self.fact(left), self.fact(right)) {
            (Some(a), Some(b)) => Some(Single::Numbers(a, order, b)),
            (Some(fact), None) if is_number(right) => Some(Single::Number(fact, order, self.number(right)?)),
            (None, Some(fact)) if is_number(left) => Some(Single::Number(fact, turned(order), self.number(left)?)),
            _ => None,
        };
        Some(lowered.map(Lowered::Single))
    }
}

/// A comparison that needs no zen.
enum Lowered {
    Single(Single),
    Between(Fact, [(Order, Millionths); 2]),
}

/// Within both bounds, or outside of one.
fn between(fact: Fact, bounds: [(Order, Millionths); 2], negated: bool) -> Test {
    let tests = bounds.map(|(order, at)| Test::One { is: Single::Number(fact, order, at), negated });
    if negated { Test::Any(tests.to_vec()) } else { Test::All(tests.to_vec()) }
}

/// The comparison read from the right.
fn turned(order: Order) -> Order {
    match order {
        Order::Equal => Order::Equal,
        Order::Less => Order::Greater,
        Order::LessOrEqual => Order::GreaterOrEqual,
        Order::Greater => Order::Less,
        Order::GreaterOrEqual => Order::LessOrEqual,
    }
}

/// A constant.
enum Literal<'a> {
    Text(&'a str),
    Other,
}

fn literal<'a>(node: Tree<'a>) -> Option<Literal<'a>> {
    match bare(node) {
        Node::String(text) => Some(Literal::Text(text)),
        Node::Number(_) | Node::Bool(_) => Some(Literal::Other),
        _ => None,
    }
}

pub(super) fn text_of(node: Tree<'_>) -> Option<String> {
    match bare(node) {
        Node::String(text) => Some((*text).to_string()),
        _ => None,
    }
}

fn is_number(node: Tree<'_>) -> bool {
    matches!(
        bare(node),
        Node::Number(_)
            | Node::Unary { node: Node::Number(_), operator: Operator::Arithmetic(ArithmeticOperator::Subtract) }
    )
}

/// Without parentheses around it.
pub(super) fn bare<'a>(node: Tree<'a>) -> Tree<'a> {
    match node {
        Node::Parenthesized(inner) => bare(inner),
        _ => node,
    }
}
