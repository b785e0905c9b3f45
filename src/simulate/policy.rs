//! Who decides the day: schools without an engine, software, and the planner that is tried out.

/// Who decides the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Everybody of a grade in the same lesson: the grade's competencies in their order over 180 days.
    WholeClass,
    /// Three groups a grade and subject, fixed by what the first day's records say, each at its own place and pace.
    AbilityGroups,
    /// Everybody alone on a screen or paper, in order of level, moving on by own scores.
    Software,
    /// A coordinator with a gradebook: next open steps by a timetable of subjects, groups of what falls together.
    Coordinator,
    /// The planner, as it is.
    Daybreak,
    /// The planner, told the truth every night.
    Truth,
    /// The planner's solver, told the truth and what each lesson would bring.
    Oracle,
}

impl Policy {
    /// Each with the word on the command line.
    pub const WORDS: [(&'static str, Policy); 7] = [
        ("class", Policy::WholeClass),
        ("groups", Policy::AbilityGroups),
        ("software", Policy::Software),
        ("coordinator", Policy::Coordinator),
        ("daybreak", Policy::Daybreak),
        ("truth", Policy::Truth),
        ("oracle", Policy::Oracle),
    ];

    /// The word on the command line and in tables.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, policy)| *policy == self).expect("every policy has a word").0
    }

    /// Whether the planner decides.
    pub fn is_planned(self) -> bool {
        matches!(self, Policy::Daybreak | Policy::Truth | Policy::Oracle)
    }
}
