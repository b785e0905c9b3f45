//! `turns.csv`: the memory of what was granted and declined, for the next night (`--start-from`). For staff.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, text};
use daybreak_night::report::Report;
use daybreak_school::voice::{Turn, TurnKey};

#[derive(Default, Serialize)]
struct Row<'a> {
    learner: &'a str,
    kind: &'a str,
    what: &'a str,
    asked: u32,
    granted: u32,
    declined: u32,
    last: String,
    credit: String,
    before: String,
}

/// Rows by learner, kind and what was asked.
pub fn table(report: &Report) -> OutputFile {
    // Of one learner requests, then the day, then wishes: in order of the words.
    let mut turns: Vec<_> = report.turns.iter().collect();
    turns.sort_by_key(|((learner, kind, what), _)| (*learner, kind.word(), what.as_str()));
    table::file("turns", turns.into_iter().map(|(key, turn)| row(report, key, turn)))
}

fn row<'a>(report: &'a Report, (learner, kind, what): &'a TurnKey, turn: &Turn) -> Row<'a> {
    Row {
        learner: &report.school.learners[learner.i()].id,
        kind: kind.word(),
        what,
        asked: turn.asked,
        granted: turn.granted,
        declined: turn.declined,
        last: text(turn.last),
        credit: days(turn.credit),
        before: days(turn.before),
    }
}

/// Hundredths of a day as days.
fn days(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("turns", Row::default());
    }
}
