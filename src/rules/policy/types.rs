//! What the parts of a condition are: every name a published fact, every operator on what it is made for.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use zen_expression::functions::{ClosureFunction, FunctionKind, InternalFunction};
use zen_expression::lexer::{ArithmeticOperator, LogicalOperator, Operator};
use zen_expression::parser::Node;

use super::facts::{self, Kind};
use super::faults::{fault, quoted};
use super::read::{Reader, Tree, bare, text_of};
use daybreak_day::issue::nearest;
use daybreak_school::condition::{Fact, Millionths};

/// What an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Number,
    Text,
    Bool,
    Texts,
    Numbers,
    Interval,
}

impl Type {
    pub(super) fn word(self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Text => "a text",
            Type::Bool => "true or false",
            Type::Texts => "a list of texts",
            Type::Numbers => "a list of numbers",
            Type::Interval => "an interval",
        }
    }
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Type {
        match kind {
            Kind::Number => Type::Number,
            Kind::Text => Type::Text,
            Kind::Bool => Type::Bool,
            Kind::List => Type::Texts,
        }
    }
}

impl<'a> Reader<'a> {
    /// What a node is, with every fault in it.
    pub(super) fn type_of(&mut self, node: Tree<'a>) -> Option<Type> {
        match node {
            Node::Bool(_) => Some(Type::Bool),
            Node::Number(_) => Some(Type::Number),
            Node::String(_) => Some(Type::Text),
            Node::Parenthesized(inner) => self.type_of(inner),
            Node::Pointer if self.in_closure => Some(Type::Text),
            Node::Identifier(_) | Node::Member { .. } => self.type_of_fact(node),
            Node::Null => {
                self.r203_null(node);
                None
            }
            Node::Array(items) => {
                let types: Vec<Option<Type>> = items.iter().map(|item| self.type_of(item)).collect();
                let types: Vec<Type> = types.into_iter().collect::<Option<_>>()?;
                match types.first() {
                    Some(Type::Text) if types.iter().all(|t| *t == Type::Text) => Some(Type::Texts),
                    Some(Type::Number) if types.iter().all(|t| *t == Type::Number) => Some(Type::Numbers),
                    _ => {
                        let expected = "a list of texts, or a list of numbers";
                        self.faults.push(fault("R204", self.span(node), &quoted(&self.slice(node)), expected));
                        None
                    }
                }
            }
            Node::Interval { left, right, .. } => {
                let ends = [(left, self.type_of(left)), (right, self.type_of(right))];
                for (end, found) in ends {
                    if found? != Type::Number {
                        self.r204_type(end, found?, "a number");
                        return None;
                    }
                }
                Some(Type::Interval)
            }
            Node::Unary { node: inner, operator: Operator::Logical(LogicalOperator::Not) } => {
                self.check_not(node, inner);
                (self.type_of(inner)? == Type::Bool).then_some(Type::Bool)
            }
            Node::Unary { node: inner, operator: Operator::Arithmetic(_) } => self.must_be(inner, Type::Number),
            Node::Binary { left, operator: Operator::Arithmetic(operator), right } => {
                let (left, right) = (self.must_be(left, Type::Number), self.must_be(right, Type::Number));
                left.and(right).filter(|_| !matches!(operator, ArithmeticOperator::Power)).or_else(|| {
                    if matches!(operator, ArithmeticOperator::Power) {
                        self.r206_construct(node);
                    }
                    None
                })
            }
            Node::Binary { operator: Operator::Logical(LogicalOperator::And | LogicalOperator::Or), .. }
            | Node::Binary { operator: Operator::Comparison(_), .. } => self.test(node, false).map(|_| Type::Bool),
            Node::FunctionCall { kind, arguments } => self.call(node, kind, arguments),
            Node::Error { error, .. } => {
                self.r205_syntax(error);
                None
            }
            Node::Binary { .. }
            | Node::Unary { .. }
            | Node::Pointer
            | Node::TemplateString(_)
            | Node::Object(_)
            | Node::Assignments { .. }
            | Node::Closure { .. }
            | Node::Root
            | Node::Slice { .. }
            | Node::Conditional { .. }
            | Node::MethodCall { .. } => {
                let n_faults = self.faults.len();
                self.errors_in(node);
                if self.faults.len() == n_faults {
                    self.r206_construct(node);
                }
                None
            }
        }
    }

    /// A call of one of the functions that conditions know.
    pub(super) fn call(&mut self, node: Tree<'a>, kind: &FunctionKind, arguments: &'a [Tree<'a>]) -> Option<Type> {
        use InternalFunction::{Abs, Ceil, Contains, EndsWith, Floor, Len, Lower, Max, Min, Round, StartsWith, Upper};
        match (kind, arguments) {
            (FunctionKind::Internal(Len), [list]) => match self.type_of(list)? {
                Type::Texts | Type::Numbers | Type::Text => Some(Type::Number),
                other => {
                    self.r204_type(list, other, "a list or a text");
                    None
                }
            },
            (FunctionKind::Internal(Abs | Floor | Ceil | Round), [number]) => self.must_be(number, Type::Number),
            (FunctionKind::Internal(Min | Max), [list]) => self.must_be(list, Type::Numbers).map(|_| Type::Number),
            (FunctionKind::Internal(Upper | Lower), [text]) => self.must_be(text, Type::Text),
            (FunctionKind::Internal(StartsWith | EndsWith | Contains), [text, part]) => {
                let (text, part) = (self.must_be(text, Type::Text), self.must_be(part, Type::Text));
                text.and(part).map(|_| Type::Bool)
            }
            (FunctionKind::Closure(closure), [list, Node::Closure { body, alias: None }]) => {
                let found = match closure {
                    ClosureFunction::All | ClosureFunction::Some | ClosureFunction::None | ClosureFunction::One => {
                        Type::Bool
                    }
                    ClosureFunction::Count => Type::Number,
                    ClosureFunction::Filter | ClosureFunction::Map | ClosureFunction::FlatMap => {
                        self.r206_construct(node);
                        return None;
                    }
                };
                let of = self.must_be(list, Type::Texts);
                let outer = std::mem::replace(&mut self.in_closure, true);
                let inside = self.must_be(body, Type::Bool);
                self.in_closure = outer;
                of.and(inside).map(|_| found)
            }
            _ => {
                self.r206_construct(node);
                None
            }
        }
    }

    pub(super) fn must_be(&mut self, node: Tree<'a>, wanted: Type) -> Option<Type> {
        let found = self.type_of(node)?;
        if found != wanted {
            self.r204_type(node, found, wanted.word());
            return None;
        }
        Some(found)
    }

    /// The type of a node without telling its faults.
    pub(super) fn quiet_type(&mut self, node: Tree<'a>) -> Option<Type> {
        let n_faults = self.faults.len();
        let found = self.type_of(node);
        self.faults.truncate(n_faults);
        found
    }

    pub(super) fn type_of_fact(&mut self, node: Tree<'a>) -> Option<Type> {
        if let Some(fact) = self.fact(node) {
            return Some(Type::from(facts::spec(fact).kind));
        }
        let n_faults = self.faults.len();
        self.errors_in(node);
        if self.faults.len() > n_faults {
            return None;
        }
        let name = self.slice(node);
        let hint = facts::nearest_name(&name).map(|near| format!("Maybe {near}."));
        let group = name.split_once('.').map_or("", |(group, _)| group);
        let in_group: Vec<&str> =
            facts::names().filter(|known| known.split_once('.').map(|(g, _)| g) == Some(group)).collect();
        let expected = if in_group.is_empty() {
            "a fact; rules/README.md lists them".to_string()
        } else {
            format!("one of {}", in_group.join(", "))
        };
        let mut fault = fault("R201", self.span(node), &quoted(&name), &expected);
        fault.maybe = hint;
        self.faults.push(fault);
        None
    }

    /// The fact that a node names.
    pub(super) fn fact(&self, node: Tree<'a>) -> Option<Fact> {
        match bare(node) {
            Node::Identifier(name) => facts::find(name),
            Node::Member { node: Node::Identifier(group), property: Node::String(name) } => {
                facts::find(&format!("{group}.{name}"))
            }
            _ => None,
        }
    }

    /// All facts in a node, each once, in order.
    pub(super) fn facts_in(&self, node: Tree<'a>) -> Vec<Fact> {
        let found = std::cell::RefCell::new(Vec::new());
        node.walk(|part| {
            let fact = match part {
                Node::Identifier(name) => facts::find(name),
                Node::Member { node: Node::Identifier(group), property: Node::String(name) } => {
                    facts::find(&format!("{group}.{name}"))
                }
                _ => None,
            };
            found.borrow_mut().extend(fact);
        });
        let mut found = found.into_inner();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A number in millionths.
    pub(super) fn number(&mut self, node: Tree<'a>) -> Option<Millionths> {
        let number = match bare(node) {
            Node::Number(number) => *number,
            Node::Unary {
                node: Node::Number(number),
                operator: Operator::Arithmetic(ArithmeticOperator::Subtract),
            } => -*number,
            _ => return None,
        };
        let millionths = number.checked_mul(Decimal::from(1_000_000)).filter(|product| product.fract().is_zero());
        match millionths.and_then(|product| product.to_i64()) {
            Some(millionths) => Some(Millionths(millionths)),
            None => {
                let expected = "a number with at most six decimals";
                self.faults.push(fault("R204", self.span(node), &self.slice(node), expected));
                None
            }
        }
    }

    /// A text that a fact never has is a slip.
    pub(super) fn check_word(&mut self, fact: Fact, node: Tree<'a>) {
        let spec = facts::spec(fact);
        let Some(text) = text_of(node) else { return };
        if spec.words.is_empty() || spec.words.contains(&text.as_str()) {
            return;
        }
        let mut fault = fault(
            "R208",
            self.span(node),
            &quoted(&text),
            &format!("{} is one of {}", spec.name, spec.words.join(", ")),
        );
        fault.maybe = nearest(&text, spec.words.iter().copied()).map(|near| format!("Maybe \"{near}\"."));
        self.faults.push(fault);
    }
}
