//! The weights of the link from what is counted to log odds of mastery. All are positive, which is what keeps the
//! model's two guards.

/// The link's weights, in log odds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// Baseline of what has been tried, at Rasch log odds 0. Above 0, because trying also teaches.
    pub baseline: f64,
    /// Per Rasch log odds. Below 1, because the outcomes below explain a part of the same successes.
    pub slope: f64,
    /// Of nothing but successes lately.
    pub fast: f64,
    /// Of nothing but successes over time.
    pub slow: f64,
}

impl Weights {
    /// What ships: between the logistic fits to simulated schools of strong and of weak instruction, whose learners
    /// answer after a success, after a failure and after a gap about as those of public logs do.
    pub fn shipped() -> Self {
        Weights { baseline: 0.65, slope: 0.6, fast: 0.9, slow: 1.3 }
    }
}
