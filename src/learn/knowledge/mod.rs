//! Models of knowing: a log of answers in, the chance of the next success out.
//!
//! ```text
//! log ─ difficulty ─ state ─ features ─ mixed (solve, effects) ─ plr          the engine's own
//!  └─── elo (needs no fitting), bkt, irt, classical (PFA, Best-LR)            to be measured against
//!  └─── spinning (a detector of unproductive repetition), metrics
//! ```
//!
//! Knows nothing of schools: learners, items and skills are positions. The stage `estimate` uses it for a school's
//! evidence, `evaluate` for logs that others publish. A learner is only ever seen by the learner's own answers
//! before; how hard an item is, by the answers of those whom the model was fitted to.

pub mod log;

pub mod difficulty;
pub mod features;
pub mod state;

pub mod effects;
pub mod mixed;
pub mod plr;
pub mod solve;

pub mod bkt;
pub mod classical;
pub mod elo;
pub mod irt;

pub mod metrics;
pub mod spinning;

use classical::Counts;
use log::Log;

/// The models that can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The pooled logistic model: what the engine believes in.
    Plr,
    /// Elo ratings, in one pass.
    Elo,
    /// Bayesian knowledge tracing.
    Bkt,
    /// The Rasch model.
    Irt,
    /// Performance factors analysis.
    Pfa,
    /// The best logistic regression of Gervet et al. 2020.
    BestLr,
}

/// A model fitted to some learners.
pub enum Fitted {
    Plr(plr::Model),
    Elo(elo::Model),
    Bkt(bkt::Model),
    Irt(irt::Model),
    Classical(classical::Model),
}

/// Fits a model to the answers of these learners.
pub fn fit(kind: Kind, log: &Log, learners: &[u32]) -> Fitted {
    match kind {
        Kind::Plr => Fitted::Plr(plr::fit(log, learners)),
        Kind::Elo => Fitted::Elo(elo::fit(log, learners)),
        Kind::Bkt => Fitted::Bkt(bkt::fit(log, learners)),
        Kind::Irt => Fitted::Irt(irt::fit(log, learners)),
        Kind::Pfa => Fitted::Classical(classical::fit(Counts::Pfa, log, learners)),
        Kind::BestLr => Fitted::Classical(classical::fit(Counts::BestLr, log, learners)),
    }
}

impl Fitted {
    /// The chance of success of every answer of these learners, one learner after the other, each in order of time;
    /// an answer is predicted from the learner's own answers before it.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        match self {
            Fitted::Plr(model) => model.predict(log, learners),
            Fitted::Elo(model) => model.predict(log, learners),
            Fitted::Bkt(model) => model.predict(log, learners),
            Fitted::Irt(model) => model.predict(log, learners),
            Fitted::Classical(model) => model.predict(log, learners),
        }
    }
}
