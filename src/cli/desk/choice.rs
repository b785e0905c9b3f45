//! What learners take of the choices that the published night holds for them.

use std::path::Path;

use serde::Deserialize;

use crate::cli::exit::Failure;
use crate::cli::files;

/// A row of `choices.csv`, as far as a hand needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub learner: String,
    pub slot: String,
    pub choice: u32,
    pub session: String,
    pub lesson: String,
    title: String,
}

/// The choices of the night in a folder.
pub struct Choices(Vec<Row>);

impl Choices {
    /// Reads `choices.csv`.
    pub fn of(night: &Path) -> Result<Self, Failure> {
        let path = night.join("choices.csv");
        let rows: Result<Vec<Row>, csv::Error> =
            csv::Reader::from_reader(files::read(&path)?.as_slice()).deserialize().collect();
        let rows = rows.map_err(|error| Failure::refused(format!("{} cannot be read: {error}", path.display())))?;
        Ok(Choices(rows))
    }

    /// The choices that are named, as learner and number in turn.
    ///
    /// # Errors
    /// What is not held, with what is; a learner who is named twice: each takes one.
    pub fn named(&self, taken: &[String]) -> Result<Vec<&Row>, Failure> {
        let mut found: Vec<&Row> = Vec::new();
        for pair in taken.chunks(2) {
            let [learner, number] = pair else {
                return Err(Failure::usage(format!("{} has no number: take LEARNER CHOICE", pair.join(" "))));
            };
            if found.iter().any(|row| row.learner == *learner) {
                return Err(Failure::usage(format!("{learner} is named twice: each learner takes one choice")));
            }
            let own = || self.0.iter().filter(|row| row.learner == *learner);
            let row = own().find(|row| row.choice.to_string() == *number);
            found.push(row.ok_or_else(|| {
                let there: Vec<String> =
                    own().map(|row| format!("{} in {} ({})", row.choice, row.slot, row.title)).collect();
                let held = if there.is_empty() { "no choice is held".to_owned() } else { there.join(", ") };
                Failure::usage(format!("there is no choice {number} of {learner}: {held}"))
            })?);
        }
        Ok(found)
    }
}
