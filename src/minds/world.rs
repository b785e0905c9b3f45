//! Worlds: how minds learn and forget, by family and constants.

/// How knowledge of a competency comes and goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Log odds of success grow with the minutes of a lesson and fade by the logarithm of the days (learning: Koedinger et al.,
    /// PNAS 2023; fading: measured on the logs of an algebra tutor).
    LogOdds,
    /// All or nothing: learned at a leap after a while that nobody can foretell, and lost at a leap after a while without
    /// practice (Bayesian knowledge tracing with forgetting, Corbett and Anderson 1994).
    AllOrNothing,
    /// Performance factors: practice that succeeds teaches more than practice that fails, so what goes well goes faster, and
    /// what is not used is halved again and again (Pavlik, Cen and Koedinger 2009, with exponential decay).
    Factors,
}

/// A world of minds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    pub family: Family,
    /// Factor on what a minute teaches.
    pub learning: f64,
    /// Factor on what time takes.
    pub forgetting: f64,
    /// What a lesson teaches where something needed is not known, as a share.
    pub unready: f64,
    /// Factor on how far the items of a competency lie apart in difficulty.
    pub items: f64,
    /// Share of the catalogue's needs that do not matter.
    pub needs_idle: f64,
    /// Share of competencies that need something which the catalogue does not name.
    pub needs_hidden: f64,
    /// Standard deviation of the logarithm of true minutes over the catalogue's.
    pub minutes_spread: f64,
}

/// Figures of the field, and a catalogue that is right.
const USUAL: World = World {
    name: "usual",
    about: "log odds that grow with minutes and fade by the logarithm of days; the catalogue is right",
    family: Family::LogOdds,
    learning: 1.0,
    forgetting: 1.0,
    unready: 0.5,
    items: 1.0,
    needs_idle: 0.0,
    needs_hidden: 0.0,
    minutes_spread: 0.0,
};

/// Every world, by the name that the command line takes. The first shapes the generated schools; none of the constants of the
/// planner was chosen on the others.
pub const WORLDS: [World; 6] = [
    USUAL,
    World {
        name: "leaps",
        about: "all or nothing: learned at a leap, lost at a leap at 0.4 % a day; slips and guesses",
        family: Family::AllOrNothing,
        ..USUAL
    },
    World {
        name: "factors",
        about: "performance factors: success teaches more than failure, and what is not used is halved in 90 days",
        family: Family::Factors,
        ..USUAL
    },
    World {
        name: "slow",
        about: "log odds at half the rate, fading twice as strong; unready work teaches a third",
        learning: 0.5,
        forgetting: 2.0,
        unready: 0.33,
        items: 1.5,
        ..USUAL
    },
    World {
        name: "quick",
        about: "log odds at twice the rate, fading half as strong",
        learning: 2.0,
        forgetting: 0.5,
        ..USUAL
    },
    World {
        name: "crooked",
        about: "log odds under a wrong catalogue: a quarter of its needs do not matter, a fifth of competencies need \
                something it does not name, minutes are off by half, items lie far apart",
        items: 1.8,
        needs_idle: 0.25,
        needs_hidden: 0.2,
        minutes_spread: 0.5,
        ..USUAL
    },
];

impl World {
    /// The world that generated schools come from.
    pub const USUAL: World = USUAL;

    /// The world of this name; none: there is no such.
    pub fn named(name: &str) -> Option<World> {
        WORLDS.into_iter().find(|world| world.name == name)
    }
}
