//! The weights of the link from what is counted to log odds of mastery. All are positive, which is what keeps the
//! model's two guards.

/// The link's weights, in log odds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// Baseline of what has been tried, at Rasch log odds 0.
    pub baseline: f64,
    /// Per Rasch log odds. Below 1, because the traces explain a part of the same successes.
    pub slope: f64,
    /// Of a full fast trace.
    pub fast: f64,
    /// Of a full slow trace.
    pub slow: f64,
}

impl Weights {
    /// What ships. Logistic fits to simulated schools (as in `simulation.rs`, several strengths of instruction and
    /// amounts of practice) gave baselines of 0.0 to 0.1, slopes of 0.6 to 0.7, fast weights of 0.1 to 1.9 and slow
    /// ones of 1.4 to 3.1; those schools answer after a success and after a failure as public logs do. Within these
    /// ranges the two traces' weights are chosen for the measured forgetting.
    pub fn shipped() -> Self {
        Weights { baseline: 0.0, slope: 0.6, fast: 1.5, slow: 2.2 }
    }
}
