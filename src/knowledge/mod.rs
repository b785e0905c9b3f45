//! Models of knowing: a log of answers in, the chance of the next success out.
//!
//! ```text
//! log ─ difficulty ─ state ─ features ─ mixed (solve, effects) ─ plr          the engine's own
//!  └─── elo, bkt, irt, pfa and best_lr (classical)                            to be measured against
//!  └─── metrics
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

pub mod metrics;

use log::Log;

/// The models that can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The pooled logistic model: what the engine believes in.
    Plr,
}

/// A model fitted to some learners.
pub enum Fitted {
    Plr(plr::Model),
}

/// Fits a model to the answers of these learners.
pub fn fit(kind: Kind, log: &Log, learners: &[u32]) -> Fitted {
    match kind {
        Kind::Plr => Fitted::Plr(plr::fit(log, learners)),
    }
}

impl Fitted {
    /// The chance of success of every answer of these learners, one learner after the other, each in order of time;
    /// an answer is predicted from the learner's own answers before it.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        match self {
            Fitted::Plr(model) => model.predict(log, learners),
        }
    }
}
