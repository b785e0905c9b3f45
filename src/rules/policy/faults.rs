//! The faults of a condition: each with its code, its place in the text, and the nearest thing that would do.

use std::ops::Range;

use zen_expression::lexer::{LexerError, Operator, Token, TokenKind};
use zen_expression::parser::AstNodeError;

use super::read::{Reader, Tree, text_of};
use super::types::Type;
use daybreak_day::issue::nearest;

/// A fault in a condition, with its place in the text in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub at: Range<usize>,
    pub found: String,
    pub expected: String,
    /// A sentence that begins with "Maybe".
    pub maybe: Option<String>,
}

impl<'a> Reader<'a> {
    /// Errors that the parser left in the tree.
    pub(super) fn errors_in(&mut self, node: Tree<'a>) {
        if let Some(error) = node.first_error() {
            self.r205_syntax(&error);
        }
    }

    /// Two sides of different types.
    pub(super) fn r204_types(
        &mut self,
        node: Tree<'a>,
        left: Tree<'a>,
        left_type: Type,
        right: Tree<'a>,
        right_type: Type,
    ) {
        let found = format!("{} compared with {}", left_type.word(), right_type.word());
        let mut fault = fault("R204", self.span(node), &found, "two numbers or two texts");
        let (left_text, right_text) = (self.slice(left), self.slice(right));
        fault.maybe = match (left_type, right_type) {
            (Type::Texts, Type::Text) => Some(format!("Maybe {right_text} in {left_text}.")),
            (Type::Text, Type::Texts) => Some(format!("Maybe {left_text} in {right_text}.")),
            (Type::Number, Type::Text) => {
                text_of(right).filter(|t| t.parse::<f64>().is_ok()).map(|t| format!("Maybe {t}, without quotes."))
            }
            (Type::Bool, _) if text_of(right).is_some() => {
                Some(format!("Maybe {left_text} alone, or not {left_text}."))
            }
            _ => None,
        };
        self.faults.push(fault);
    }

    /// Something of another type than it must be.
    pub(super) fn r204_type(&mut self, node: Tree<'a>, found: Type, expected: &str) {
        let text = self.slice(node);
        self.faults.push(fault("R204", self.span(node), &format!("{text}, which is {}", found.word()), expected));
    }

    /// Null equals null, so a slip in a name would go through.
    pub(super) fn r203_null(&mut self, node: Tree<'a>) {
        let expected = "a value; a test on what is not known never holds, nor does its opposite";
        self.faults.push(fault("R203", self.span(node), "null", expected));
    }

    /// Something the language knows and conditions do not.
    pub(super) fn r206_construct(&mut self, node: Tree<'a>) {
        let expected = "facts, numbers, texts, lists; ==, !=, <, <=, >, >=, in, not in, and, or, not; + - * / %; len, abs, \
                        floor, ceil, round, min, max, upper, lower, startsWith, endsWith, contains; some, all, none, one \
                        and count of a list";
        self.faults.push(fault("R206", self.span(node), &quoted(&self.slice(node)), expected));
    }

    /// What the parser could not read.
    pub(super) fn r205_syntax(&mut self, error: &AstNodeError<'_>) {
        let (span, found, expected) = match error {
            AstNodeError::UnknownBuiltIn { name, span } => (*span, quoted(name), "a function".to_string()),
            AstNodeError::UnknownMethod { name, span } => (*span, quoted(name), "no method".to_string()),
            AstNodeError::UnexpectedIdentifier { received, expected, span }
            | AstNodeError::UnexpectedToken { received, expected, span } => {
                (*span, quoted(received), expected.to_string())
            }
            AstNodeError::InvalidNumber { number, span } => (*span, quoted(number), "a number".to_string()),
            AstNodeError::InvalidBoolean { boolean, span } => (*span, quoted(boolean), "true or false".to_string()),
            AstNodeError::InvalidProperty { property, span } => (*span, quoted(property), "a name".to_string()),
            AstNodeError::MissingToken { expected, .. } => {
                let end = self.text.len() as u32;
                ((end, end), "the end".to_string(), expected.to_string())
            }
            AstNodeError::ExpectedProperty { span } => {
                (*span, "no name".to_string(), "a name after the dot".to_string())
            }
            AstNodeError::ExpectedLiteral { span } => (*span, "no value".to_string(), "a value".to_string()),
            AstNodeError::UnexpectedEnd { span } => (*span, "the end".to_string(), "a value".to_string()),
            AstNodeError::Custom { message, span } => {
                (*span, message.trim_end_matches('.').to_string(), "a condition".to_string())
            }
        };
        let (from, to) = (span.0 as usize, span.1 as usize);
        let at = from.min(self.text.len())..to.min(self.text.len()).max(from.min(self.text.len()));
        let known = ["len", "abs", "floor", "ceil", "round", "min", "max", "some", "all", "none", "one", "count"];
        let mut fault = fault("R205", at, &found, &expected);
        if let AstNodeError::UnknownBuiltIn { name, .. } = error {
            fault.maybe = nearest(name, known).map(|near| format!("Maybe {near}."));
        }
        self.faults.push(fault);
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

pub(super) fn fault(code: &'static str, at: Range<usize>, found: &str, expected: &str) -> Fault {
    Fault { code, at, found: found.to_string(), expected: expected.to_string(), maybe: None }
}

/// `a = 4` compiles, and is no test.
pub(super) fn r202_assigned(text: &str, token: &Token<'_>) -> Option<Fault> {
    let at = token.span.0 as usize..token.span.1 as usize;
    (token.kind == TokenKind::Operator(Operator::Assign)).then(|| Fault {
        code: "R202",
        found: quoted(text.get(at.clone()).unwrap_or("=")),
        at,
        expected: "\"==\" to compare".to_string(),
        maybe: Some("Maybe ==.".to_string()),
    })
}

/// A character that no condition has.
pub(super) fn r205_unreadable(text: &str, error: &LexerError) -> Fault {
    let (at, found) = match error {
        LexerError::UnexpectedSymbol { symbol, span } => (span.0 as usize..span.1 as usize, quoted(symbol)),
        LexerError::UnmatchedSymbol { symbol, position } => {
            let from = *position as usize;
            (from..from + symbol.len_utf8(), quoted(&symbol.to_string()))
        }
        LexerError::UnexpectedEof { position, .. } => (*position as usize..text.len(), "the end".to_string()),
    };
    let end = at.end.min(text.len());
    let mut fault = fault("R205", at.start.min(end)..end, &found, "a condition");
    if matches!(error, LexerError::UnexpectedEof { .. }) {
        fault.maybe = Some("Maybe a quotation mark is missing.".to_string());
    }
    fault
}
