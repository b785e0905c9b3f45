//! What an answer is worth: lessons that it is expected to save.

use daybreak_school::states::chance_known;

/// What the next best piece of work would bring, against a lesson that is needed for certain.
const NEXT_BEST: f64 = 0.7;

/// Information of a task in log odds at a success of three in four, and how many of a handful count as independent.
const INFORMATION: f64 = 0.18;
const INDEPENDENT: f64 = 0.6;

/// Points and weights of a quadrature for the standard normal distribution: the exact means of its sevenths.
const SEVENTHS: [f64; 7] = [-1.54, -0.82, -0.39, 0.0, 0.39, 0.82, 1.54];

/// Log odds of success and their standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    pub mean: f64,
    pub spread: f64,
}

impl Belief {
    /// How far the mean is expected to move by the answers to so many tasks, as a standard deviation, and what spread is left.
    fn after(self, n_tasks: u32) -> (f64, f64) {
        let (variance, information) = (self.spread.powi(2), f64::from(n_tasks) * INDEPENDENT * INFORMATION);
        let left = variance / (1.0 + variance * information);
        ((variance - left).max(0.0).sqrt(), left.sqrt())
    }

    /// The gain in the better of going on, worth `brings` of the chance that it is known, and turning to what is next best,
    /// that the answers are expected to bring.
    pub fn value(self, n_tasks: u32, threshold: f64, brings: impl Fn(f64) -> f64) -> f64 {
        let (moves, left) = self.after(n_tasks);
        let brought = SEVENTHS.map(|z| brings(chance_known(self.mean + moves * z, left, threshold)));
        let then: f64 = brought.iter().map(|brought| brought.max(NEXT_BEST)).sum();
        // What is expected to be believed later is what is believed now, also of the two branches.
        let without = brought.iter().sum::<f64>().max(7.0 * NEXT_BEST);
        (then - without) / 7.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a probe on what would come next.
    fn value(mean: f64, spread: f64, n_tasks: u32) -> f64 {
        Belief { mean, spread }.value(n_tasks, 0.8, |known| 1.0 - known)
    }

    #[test]
    fn what_is_sure_is_not_worth_asking() {
        assert!(value(-2.5, 0.4, 5) < 1e-6 && value(3.5, 0.4, 5) < 1e-6);
        assert!(value(0.2, 1.0, 5) > 0.01);
    }

    #[test]
    fn more_tasks_tell_more_and_no_answer_costs() {
        for mean in [-1.0, 0.0, 0.5, 1.0, 2.0] {
            let of = |n_tasks| value(mean, 1.0, n_tasks);
            assert!(of(0).abs() < 1e-9 && of(5) >= -1e-9 && of(20) + 1e-3 >= of(5), "{mean}");
        }
    }
}
