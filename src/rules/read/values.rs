//! A value in a rules file, checked against the form of its parameter.

use toml::de::DeValue;

use daybreak_school::ruling::{Claim, Strength};
use daybreak_school::school::{EvidenceKind, Grade};

use daybreak_day::time::Date;

use crate::kinds::{Form, StepFrom, Value};

/// Points beyond this are a slip: it is a thousand lessons.
const POINTS_MAX: i64 = 1_000_000;

/// The value in the given form; none when it has another form or lies out of range.
pub fn value(form: Form, value: &DeValue<'_>) -> Option<Value> {
    match form {
        Form::Share => number(value).filter(|number| (0.0..=1.0).contains(number)).map(Value::Number),
        Form::Number => number(value).filter(|number| *number >= 0.0).map(Value::Number),
        Form::Minutes | Form::Days => number(value).filter(|number| *number > 0.0).map(Value::Number),
        Form::Count => whole(value, 0, i64::from(u32::MAX)).map(count),
        Form::CountFromOne => whole(value, 1, i64::from(u32::MAX)).map(count),
        Form::Percent => whole(value, 0, 1_000).map(count),
        Form::Points => whole(value, 0, POINTS_MAX).map(Value::Points),
        Form::Text => text(value).map(Value::Text),
        Form::Texts => {
            let items = value.as_array()?.iter().map(|item| text(item.get_ref()));
            items.collect::<Option<Vec<String>>>().map(Value::Texts)
        }
        Form::Grade => grade(value).map(Value::Grade),
        Form::EvidenceKinds => {
            let kind = |name: String| EvidenceKind::WORDS.iter().find(|(word, _)| *word == name).map(|(_, kind)| *kind);
            let items = value.as_array()?.iter().map(|item| text(item.get_ref()).and_then(kind));
            items.collect::<Option<Vec<EvidenceKind>>>().map(Value::Kinds)
        }
        Form::OneOf(words) => text(value).filter(|word| words.contains(&word.as_str())).map(Value::Text),
        Form::Date => date(value).map(Value::Date),
        Form::Strength => strength(value).map(Value::Strength),
        Form::PointsEitherWay => whole(value, -POINTS_MAX, POINTS_MAX).map(Value::Points),
        // Read by whoever knows the facts, from the same text.
        Form::Condition => text(value).map(Value::Text),
        Form::Claims => {
            let words = value.as_array()?.iter().map(|item| text(item.get_ref()).filter(|w| Claim::read(w).is_some()));
            words.collect::<Option<Vec<String>>>().filter(|words| !words.is_empty()).map(Value::Texts)
        }
        Form::Steps(words, from) => {
            let steps = value.as_array()?.iter().map(|item| step(item.get_ref(), words, from));
            steps.collect::<Option<Vec<(String, f64)>>>().filter(|steps| !steps.is_empty()).map(Value::Steps)
        }
    }
}

/// `{ step = WORD, KEY = NUMBER }`: tries from 1 on for `after`, a share for `from`.
fn step(value: &DeValue<'_>, words: &[&str], from: StepFrom) -> Option<(String, f64)> {
    let table = value.as_table()?;
    let get = |name: &str| table.iter().find(|(k, _)| k.get_ref().as_ref() == name).map(|(_, value)| value.get_ref());
    let word = get("step").and_then(text).filter(|word| words.contains(&word.as_str()))?;
    let given = get(from.key())?;
    let number = match from {
        StepFrom::Tries => whole(given, 1, 1_000)? as f64,
        StepFrom::Mastery => number(given).filter(|share| (0.0..=1.0).contains(share))?,
    };
    (table.iter().count() == 2).then_some((word, number))
}

/// A date, written bare or as a text.
fn date(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::Datetime(bare) => bare.to_string().parse().ok(),
        other => other.as_str()?.trim().parse().ok(),
    }
}

/// A word, or points.
fn strength(value: &DeValue<'_>) -> Option<Strength> {
    match value.as_str() {
        Some("hard") => Some(Strength::Hard),
        Some("warn") => Some(Strength::Warn),
        Some(_) => None,
        None => whole(value, 0, POINTS_MAX).map(Strength::Weight),
    }
}

fn count(whole: i64) -> Value {
    Value::Count(u32::try_from(whole).expect("checked to lie within u32"))
}

/// A finite number, written with or without a decimal point.
fn number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value.as_float() {
        Some(float) => float.as_str().replace('_', "").parse().ok()?,
        None => integer(value)? as f64,
    };
    number.is_finite().then_some(number)
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

/// A whole number within a range, both ends included.
fn whole(value: &DeValue<'_>, min: i64, max: i64) -> Option<i64> {
    integer(value).filter(|whole| (min..=max).contains(whole))
}

/// A text that is not blank.
fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_string)
}

/// A grade: a number, or as learners.csv writes it.
fn grade(value: &DeValue<'_>) -> Option<Grade> {
    let number = match value.as_str() {
        Some(word) => match word.trim().to_uppercase().as_str() {
            "PK" => -1,
            "K" => 0,
            digits => digits.parse().ok().filter(|grade| (1..=13).contains(grade))?,
        },
        None => i8::try_from(whole(value, 1, 13)?).ok()?,
    };
    Some(Grade(number))
}
