//! What rows and cells restrict, so that losing them lifts something.

/// What is lifted when something of a package cannot be read, so that a person has to see it before the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Restricts {
    /// A day on which there is no school, or less of it.
    Closes,
    /// Somebody or something that is not there.
    Removes,
    /// Who may not be, or has to be, with whom.
    Separates,
    /// What is owed or promised to a learner.
    Owes,
    /// How much or how many there may be at most.
    Limits,
    /// What a learner must have, or must know before.
    Protects,
}

impl Restricts {
    /// The word in `data/README.md`.
    pub fn word(self) -> &'static str {
        match self {
            Restricts::Closes => "closes",
            Restricts::Removes => "removes",
            Restricts::Separates => "separates",
            Restricts::Owes => "owes",
            Restricts::Limits => "limits",
            Restricts::Protects => "protects",
        }
    }
}
