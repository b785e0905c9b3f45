//! The part of conditions that zen-expression evaluates: whatever has no plain comparison for it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use zen_expression::expression::Standard;
use zen_expression::variable::Variable;
use zen_expression::{Expression, Isolate};

use super::evaluate::{Facts, Value};
use super::facts;
use daybreak_school::condition::{Condition, Fact, Single, Test};

/// Expressions compiled once, to be evaluated for many learners and lessons.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    compiled: BTreeMap<String, Expression<Standard>>,
}

impl Engine {
    /// With the expressions of these conditions compiled.
    pub fn of<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Self {
        let mut engine = Engine::default();
        conditions.flat_map(|condition| &condition.conjuncts).for_each(|conjunct| engine.learn(&conjunct.test));
        engine
    }

    /// Compiles the expressions of a test.
    pub fn learn(&mut self, test: &Test) {
        match test {
            Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| self.learn(test)),
            Test::One { is: Single::Expression(source, _), .. } => {
                if let Ok(expression) = Isolate::new().compile_standard(source) {
                    self.compiled.insert(source.clone(), expression);
                }
            }
            Test::One { .. } => {}
        }
    }

    /// Whether the expression holds; none: a fact that it reads is not known, or it has no value (a division by zero).
    pub fn evaluate(&self, source: &str, read: &[Fact], known: &dyn Facts) -> Option<bool> {
        let context = Variable::empty_object();
        for fact in read {
            let value = match known.value(facts::known(*fact)) {
                Value::Number(number) => Variable::Number(Decimal::new(number.0, 6).normalize()),
                Value::Text(text) => Variable::String(text.into()),
                Value::Bool(holds) => Variable::Bool(holds),
                Value::Texts(texts) => {
                    Variable::from_array(texts.iter().map(|text| Variable::String(text.as_str().into())).collect())
                }
                Value::Unknown => return None,
            };
            // What stood there before: nothing, since each fact is read once.
            let _ = context.dot_insert(facts::spec(*fact).name, value);
        }
        let answer = match self.compiled.get(source) {
            Some(expression) => expression.evaluate(context).ok()?,
            None => zen_expression::evaluate_expression(source, context).ok()?,
        };
        answer.as_bool()
    }
}
