//! The keys of rules: name, form, meaning, and where a value goes.

use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_school::condition::Condition;
use daybreak_school::ruling::Strength;
use daybreak_school::school::{EvidenceKind, Grade};

/// A key, as files, faults and `rules/README.md` name it.
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    pub required: bool,
    /// It is read before the other keys of its rule, since they change what it sets.
    pub first: bool,
    /// What it means.
    pub what: &'static str,
}

/// A key of a draft, and where in the draft a checked value belongs.
pub struct Param<D> {
    pub key: Key,
    pub put: fn(&mut D, Value),
}

/// An optional key.
pub const fn opt<D>(name: &'static str, form: Form, what: &'static str, put: fn(&mut D, Value)) -> Param<D> {
    Param { key: Key { name, form, required: false, first: false, what }, put }
}

/// A key that every rule of the kind has.
pub const fn req<D>(name: &'static str, form: Form, what: &'static str, put: fn(&mut D, Value)) -> Param<D> {
    Param { key: Key { name, form, required: true, first: false, what }, put }
}

/// An optional key that is read before the others.
pub const fn first<D>(name: &'static str, form: Form, what: &'static str, put: fn(&mut D, Value)) -> Param<D> {
    Param { key: Key { name, form, required: false, first: true, what }, put }
}

/// What a key's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number from 0 to 1.
    Share,
    /// A number, 0 or more.
    Number,
    /// A number of minutes above 0.
    Minutes,
    /// A number of days above 0.
    Days,
    /// A whole number, 0 or more.
    Count,
    /// A whole number, 1 or more.
    CountFromOne,
    /// Whole points, 0 or more.
    Points,
    /// Whole percent, 0 to 1,000.
    Percent,
    Text,
    Texts,
    /// `"K"`, `"PK"` or 1 to 13.
    Grade,
    /// Kinds of evidence, as in `evidence.csv`.
    EvidenceKinds,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A date.
    Date,
    /// `"hard"`, `"warn"` or points.
    Strength,
    /// Whole points, negative ones too.
    PointsEitherWay,
    /// A condition on published facts.
    Condition,
    /// What may put a request ahead of another, the weightiest first.
    Claims,
    /// `{ step = WORD, after = TRIES }` or `{ step = WORD, from = MASTERY }`, any number of them.
    Steps(&'static [&'static str], StepFrom),
}

/// When a step of a ladder is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFrom {
    /// `after` so many tries, 1 to 1,000.
    Tries,
    /// `from` this mastery on, 0 to 1.
    Mastery,
}

impl StepFrom {
    /// The key in the step's table.
    pub fn key(self) -> &'static str {
        match self {
            StepFrom::Tries => "after",
            StepFrom::Mastery => "from",
        }
    }
}

impl Form {
    /// In words: what is expected, with unit and range.
    pub fn words(self) -> String {
        let words = match self {
            Form::Share => "a number from 0 to 1",
            Form::Number => "a number, 0 or more",
            Form::Minutes => "minutes above 0",
            Form::Days => "days above 0",
            Form::Count => "a whole number, 0 or more",
            Form::CountFromOne => "a whole number, 1 or more",
            Form::Points => "whole points, 0 to 1,000,000",
            Form::Percent => "whole percent, 0 to 1,000",
            Form::Text => "a text",
            Form::Texts => "a list of texts",
            Form::Grade => "a grade: \"PK\", \"K\" or 1 to 13",
            Form::EvidenceKinds => "a list of kinds of evidence, such as [\"test\", \"performance_task\"]",
            Form::OneOf(words) => return one_of(words),
            Form::Date => "a date, such as 2026-11-23",
            Form::Strength => "\"hard\", \"warn\" or whole points",
            Form::PointsEitherWay => "whole points, -1,000,000 to 1,000,000",
            Form::Condition => "a condition on facts",
            Form::Claims => "a list of staff:TAG, service:ID, subject:SUBJECT, urgent_goal, goal, waited and priority",
            Form::Steps(_, StepFrom::Tries) => "a list of { step = WORD, after = TRIES }",
            Form::Steps(_, StepFrom::Mastery) => "a list of { step = WORD, from = MASTERY }",
        };
        words.to_string()
    }
}

/// `"day", "week" or "term"`.
fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The words of a list of words and what they mean.
pub const fn words<T, const N: usize>(list: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = list[at].0;
        at += 1;
    }
    words
}

/// What a word of such a list means.
pub fn meaning<T: Copy>(list: &[(&str, T)], word: &str) -> T {
    let entry = list.iter().find(|(known, _)| *known == word);
    entry.expect("the form knows the words").1
}

/// A value that has the form of its key.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Count(u32),
    Points(Points),
    Text(String),
    Texts(Vec<String>),
    Grade(Grade),
    Kinds(Vec<EvidenceKind>),
    Date(Date),
    Strength(Strength),
    Condition(Condition),
    Steps(Vec<(String, f64)>),
}

/// Declares for each variant how a setter takes its value out.
macro_rules! taken_as {
    ($($name:ident: $variant:ident => $type:ty),+ $(,)?) => {
        impl Value {
            $(
                pub fn $name(self) -> $type {
                    match self {
                        Value::$variant(value) => value,
                        other => unreachable!("a key's form fits its setter, found {other:?}"),
                    }
                }
            )+
        }
    };
}

taken_as! {
    number: Number => f64,
    count: Count => u32,
    points: Points => Points,
    text: Text => String,
    texts: Texts => Vec<String>,
    grade: Grade => Grade,
    kinds: Kinds => Vec<EvidenceKind>,
    date: Date => Date,
    strength: Strength => Strength,
    condition: Condition => Condition,
    steps: Steps => Vec<(String, f64)>,
}

impl Value {
    /// What a word of [`Form::OneOf`] means.
    pub fn word<T: Copy>(self, list: &[(&str, T)]) -> T {
        meaning(list, &self.text())
    }
}
