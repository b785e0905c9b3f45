//! Intervals of differences that hold for all groups at once.
//!
//! Pieces of one learner resemble each other, so learners are what is drawn: the variance of a group's difference is
//! that of sums over learners (Liang and Zeger 1986). Of `m` groups each gets the interval of Student's t that fails with
//! a chance of `(1 - confidence) / m`, so all of them hold at once with the confidence, however groups overlap (Bonferroni;
//! Dunn 1961).

/// The interval of prediction minus score, from the pieces of each learner and the sum of their differences; none: fewer
/// than two learners. `n_tested`: how many groups are looked at.
pub(super) fn of_difference(learners: &[(usize, f64)], confidence: f64, n_tested: usize) -> Option<(f64, f64)> {
    let l = learners.len();
    if l < 2 {
        return None;
    }
    let (n, sum) = learners.iter().fold((0.0, 0.0), |(n, sum), &(own, d)| (n + own as f64, sum + d));
    let mean = sum / n;
    let squares: f64 = learners.iter().map(|&(own, d)| (d - mean * own as f64).powi(2)).sum();
    let deviation = (squares * l as f64 / (l as f64 - 1.0)).sqrt() / n;
    let far = student(1.0 - (1.0 - confidence) / n_tested.max(1) as f64, l - 1) * deviation;
    Some((mean - far, mean + far))
}

/// The value that the distance of Student's t from 0 stays below with a probability (0 to 1), at some degrees of freedom.
///
/// With `t = √ν · tan θ` the density is `cos^(ν-1) θ`, whose sum is run until the share is reached.
fn student(probability: f64, degrees: usize) -> f64 {
    const STEPS: usize = 20_000;
    let degrees = degrees as f64;
    // Beyond 40 standard deviations nothing is left that counts.
    let end = (40.0 / degrees.sqrt()).min(std::f64::consts::FRAC_PI_2);
    let step = end / STEPS as f64;
    let density = |at: usize| ((at as f64 + 0.5) * step).cos().powf(degrees - 1.0);
    let total: f64 = (0..STEPS).map(density).sum();
    let mut left = probability * total;
    for at in 0..STEPS {
        let here = density(at);
        if left <= here {
            return degrees.sqrt() * ((at as f64 + left / here) * step).tan();
        }
        left -= here;
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // Two-sided 95 % and 99.8 % points of Student's t.
        for (degrees, p, value) in
            [(1, 0.95, 12.706), (9, 0.95, 2.262), (30, 0.95, 2.042), (9, 0.998, 4.297), (100_000, 0.95, 1.960)]
        {
            assert!((student(p, degrees) / value - 1.0).abs() < 1e-3, "{degrees} {p}: {}", student(p, degrees));
        }
    }

    #[test]
    fn learners_alike_in_everything_leave_no_doubt_and_one_alone_says_nothing() {
        let (low, high) = of_difference(&[(10, 1.0); 20], 0.95, 5).expect("20 learners");
        assert!((low - 0.1).abs() < 1e-9 && (high - 0.1).abs() < 1e-9);
        assert_eq!(of_difference(&[(10, 1.0)], 0.95, 5), None);
    }

    #[test]
    fn more_groups_ask_for_wider_intervals() {
        let learners: Vec<(usize, f64)> = (0..30).map(|i| (5, f64::from(i % 7) - 3.0)).collect();
        let width = |n| of_difference(&learners, 0.95, n).map(|(low, high)| high - low).expect("30 learners");
        assert!(width(20) > 1.3 * width(1));
    }
}
