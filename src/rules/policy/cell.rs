//! A cell of a decision table or of a rule test, read by the kind of its fact.

use super::facts::{self, Kind};
use super::faults::Fault;
use super::read::read;
use daybreak_school::condition::{Fact, Millionths, Test};

/// The test that a cell of a decision table puts to a fact; none: anything will do.
///
/// # Errors
/// What is wrong with the cell.
pub fn read_cell(fact: Fact, cell: &str) -> Result<Option<Test>, Fault> {
    let cell = cell.trim();
    if cell.is_empty() || cell == "-" {
        return Ok(None);
    }
    let name = facts::spec(fact).name;
    let (is_not, rest) = match cell.strip_prefix("not ") {
        Some(rest) => (true, rest.trim()),
        None => (false, cell),
    };
    let text = match facts::spec(fact).kind {
        Kind::Number if rest.starts_with(['<', '>', '=', '!']) => format!("{name} {rest}"),
        Kind::Number if rest.starts_with(['[', '(']) => format!("{name} in {rest}"),
        Kind::Number => format!("{name} in [{rest}]"),
        Kind::Bool if rest == "true" => name.to_string(),
        Kind::Bool if rest == "false" => format!("not {name}"),
        Kind::Bool => {
            let (found, expected) = (format!("\"{cell}\""), "true, false or an empty cell".to_string());
            return Err(Fault { code: "R204", at: 0..0, found, expected, maybe: None });
        }
        Kind::Text => format!("{name} in [{}]", words(rest).join(", ")),
        Kind::List => words(rest).iter().map(|word| format!("{word} in {name}")).collect::<Vec<_>>().join(" or "),
    };
    let whole = if is_not { format!("not ({text})") } else { text };
    match read(&whole) {
        Ok(condition) => {
            let mut tests: Vec<Test> = condition.conjuncts.into_iter().map(|conjunct| conjunct.test).collect();
            Ok(if tests.len() == 1 { tests.pop() } else { Some(Test::All(tests)) })
        }
        Err(faults) => {
            let mut fault = faults.into_iter().next().expect("an error has a fault");
            fault.found = format!("\"{cell}\" ({})", fault.found);
            Err(fault)
        }
    }
}

/// Words with commas between them, quoted as the language wants them.
fn words(text: &str) -> Vec<String> {
    let unquoted = |word: &str| word.trim().trim_matches('"').replace(['"', '\\'], "");
    text.split(',').map(|word| format!("\"{}\"", unquoted(word))).collect()
}

/// A value that is owned: of a rule test.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Number(Millionths),
    Text(String),
    Bool(bool),
    Texts(Vec<String>),
}

/// The value that a cell of a rule test gives a fact; none: the fact is not known.
///
/// # Errors
/// What was expected instead.
pub fn read_value(fact: Fact, cell: &str) -> Result<Option<Given>, &'static str> {
    let cell = cell.trim();
    let spec = facts::spec(fact);
    if cell.is_empty() {
        return Ok(None);
    }
    Ok(Some(match spec.kind {
        Kind::Number => match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Given::Number(Millionths::of(number)),
            _ => return Err("a number"),
        },
        Kind::Bool => match cell {
            "true" => Given::Bool(true),
            "false" => Given::Bool(false),
            _ => return Err("true or false"),
        },
        Kind::Text if spec.words.is_empty() || spec.words.contains(&cell) => Given::Text(cell.to_string()),
        Kind::Text => return Err("one of the words that the fact may have"),
        Kind::List => Given::Texts(cell.split(';').map(|item| item.trim().to_string()).collect()),
    }))
}
