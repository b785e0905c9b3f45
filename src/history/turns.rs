//! Another night's `turns.csv`: what it granted and declined, and what is owed for that.

use std::collections::BTreeMap;

use serde::Deserialize;

use daybreak_day::time::Date;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::School;
use daybreak_school::voice::{Turn, TurnKind, Turns};

/// The columns.
#[derive(Deserialize)]
struct Row {
    learner: String,
    kind: String,
    what: String,
    asked: u32,
    granted: u32,
    declined: u32,
    last: Date,
    credit: f64,
    before: f64,
}

/// Reads the memory of another night; learners whom the school does not know are left aside.
///
/// # Errors
/// What is wrong with the table, in a sentence.
pub fn read_turns(bytes: &[u8], school: &School) -> Result<Turns, String> {
    let learners: BTreeMap<&str, LearnerIdx> =
        school.learners.iter().enumerate().map(|(i, learner)| (learner.id.as_str(), LearnerIdx::at(i))).collect();
    let mut turns = Turns::new();
    for row in csv::Reader::from_reader(bytes).deserialize() {
        let row: Row = row.map_err(|error| error.to_string())?;
        let known = TurnKind::WORDS.iter().find(|(word, _)| *word == row.kind);
        let Some((_, kind)) = known else {
            let words: Vec<&str> = TurnKind::WORDS.iter().map(|(word, _)| *word).collect();
            return Err(format!("kind: found \"{}\", expected {}", row.kind, words.join(", ")));
        };
        let Some(&learner) = learners.get(row.learner.as_str()) else { continue };
        let turn = Turn {
            asked: row.asked,
            granted: row.granted,
            declined: row.declined,
            last: row.last,
            credit: hundredths(row.credit)?,
            before: hundredths(row.before)?,
        };
        turns.insert((learner, *kind, row.what), turn);
    }
    Ok(turns)
}

fn hundredths(days: f64) -> Result<u32, String> {
    let is_sane = days.is_finite() && (0.0..=1e6).contains(&days);
    is_sane
        .then(|| (days * 100.0).round() as u32)
        .ok_or_else(|| format!("credit: found {days}, expected days from 0 on"))
}
