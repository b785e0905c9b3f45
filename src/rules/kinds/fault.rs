//! What a rule as a whole may be wrong in; each kind names its own.

/// A fault of a rule whose single values are sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Values that cannot hold together.
    Contradiction { found: String, expected: &'static str },
    /// A word in a list that nobody knows.
    Unknown { word: String, known: &'static [&'static str], what: &'static str },
}

/// The faults of one rule, in the order in which they are told.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// A contradiction, where there is one.
    pub fn when(&mut self, is_fault: bool, found: impl Into<String>, expected: &'static str) {
        if is_fault {
            self.0.push(Fault::Contradiction { found: found.into(), expected });
        }
    }

    /// Each word that is not among the known ones.
    pub fn unknown(&mut self, words: &[String], known: &'static [&'static str], what: &'static str) {
        let unknown = words.iter().filter(|word| !known.contains(&word.as_str()));
        self.0.extend(unknown.map(|word| Fault::Unknown { word: word.clone(), known, what }));
    }
}
