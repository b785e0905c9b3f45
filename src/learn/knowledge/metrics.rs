//! How well predictions meet outcomes: ranking (AUC), distance (RMSE, log loss), honesty (calibration).
//!
//! Outcomes may be fractions: a score of 0.7 counts as 0.7 of a success and 0.3 of a failure in the AUC.

/// Figures of one set of predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    pub n: usize,
    /// Mean outcome.
    pub mean: f64,
    /// Chance that a success is ranked above a failure, ties halved; not a number when one of them is missing.
    pub auc: f64,
    /// Share on the right side of one half.
    pub accuracy: f64,
    /// Root of the mean squared distance.
    pub rmse: f64,
    /// Mean surprise in nats, predictions kept within 1e-6 of 0 and 1.
    pub log_loss: f64,
    /// Mean distance of prediction and outcome over ten equal bins of the prediction, weighted by their size
    /// (Naeini, Cooper and Hauskrecht 2015).
    pub calibration_error: f64,
}

/// One bin of a reliability table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    pub n: usize,
    /// Mean prediction and mean outcome; 0 when empty.
    pub predicted: f64,
    pub observed: f64,
}

/// Bins of a reliability table.
pub const BINS: usize = 10;

/// Figures of predictions (0 to 1) against outcomes (0 to 1), pairwise.
pub fn metrics(predicted: &[f32], outcome: &[f32]) -> Metrics {
    assert_eq!(predicted.len(), outcome.len(), "one prediction an outcome");
    let n = predicted.len();
    let pairs = || predicted.iter().zip(outcome).map(|(&p, &y)| (f64::from(p), f64::from(y)));
    let mean_of = |f: &dyn Fn(f64, f64) -> f64| pairs().map(|(p, y)| f(p, y)).sum::<f64>() / n as f64;
    let bins = reliability(predicted, outcome);
    Metrics {
        n,
        mean: mean_of(&|_, y| y),
        auc: auc(predicted, outcome),
        accuracy: mean_of(&|p, y| if p >= 0.5 { y } else { 1.0 - y }),
        rmse: mean_of(&|p, y| (p - y) * (p - y)).sqrt(),
        log_loss: mean_of(&|p, y| {
            let p = p.clamp(1e-6, 1.0 - 1e-6);
            -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
        }),
        calibration_error: bins.iter().map(|b| b.n as f64 * (b.predicted - b.observed).abs()).sum::<f64>() / n as f64,
    }
}

/// Mean prediction and outcome in ten equal bins of the prediction.
pub fn reliability(predicted: &[f32], outcome: &[f32]) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for (&p, &y) in predicted.iter().zip(outcome) {
        let bin = &mut bins[((p * BINS as f32) as usize).min(BINS - 1)];
        bin.n += 1;
        bin.predicted += f64::from(p);
        bin.observed += f64::from(y);
    }
    for bin in bins.iter_mut().filter(|bin| bin.n > 0) {
        bin.predicted /= bin.n as f64;
        bin.observed /= bin.n as f64;
    }
    bins
}

/// Chance that a success is ranked above a failure (Mann and Whitney 1947), by ranks with ties halved.
pub fn auc(predicted: &[f32], outcome: &[f32]) -> f64 {
    // Positive floats sort like their bits, which sorts several times faster than comparing floats.
    let mut order: Vec<u64> =
        predicted.iter().zip(0u64..).map(|(&p, i)| u64::from(p.max(0.0).to_bits()) << 32 | i).collect();
    order.sort_unstable();
    let (mut won, mut failures_below, mut successes) = (0.0f64, 0.0f64, 0.0f64);
    for tie in order.chunk_by(|a, b| a >> 32 == b >> 32) {
        let (mut wins, mut losses) = (0.0f64, 0.0f64);
        for key in tie {
            let y = f64::from(outcome[(key & 0xffff_ffff) as usize]);
            wins += y;
            losses += 1.0 - y;
        }
        won += wins * (failures_below + 0.5 * losses);
        failures_below += losses;
        successes += wins;
    }
    won / (successes * failures_below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_case_counted_by_hand() {
        // Pairs (success, failure) won by rank: .9 over .4 and .6, .6 ties .6 and beats .4: (1 + 1 + .5 + 1) / 4.
        let (p, y) = ([0.9, 0.6, 0.6, 0.4], [1.0, 1.0, 0.0, 0.0]);
        let m = metrics(&p, &y);
        assert!((m.auc - 3.5 / 4.0).abs() < 1e-12);
        assert!((m.accuracy - 0.75).abs() < 1e-12);
        let squares: f64 = 0.01 + 0.16 + 0.36 + 0.16;
        assert!((m.rmse - (squares / 4.0).sqrt()).abs() < 1e-6);
        let loss = -(0.9f64.ln() + 0.6f64.ln() + 0.4f64.ln() + 0.6f64.ln()) / 4.0;
        assert!((m.log_loss - loss).abs() < 1e-6);
        // Bins: .4 (observed 0), .6 twice (observed .5), .9 (observed 1).
        assert!((m.calibration_error - (0.4 + 2.0 * 0.1 + 0.1) / 4.0).abs() < 1e-6);
    }

    #[test]
    fn partial_credit_is_part_success_part_failure() {
        // .5 at .8 and 0 at .2: the half success beats the failure at .2 and ties with its own half failure.
        // Won: 0.5 · (1 + 0.5 · 0.5) of 0.5 · 1.5 pairs.
        let auc = auc(&[0.8, 0.2], &[0.5, 0.0]);
        assert!((auc - 0.625 / 0.75).abs() < 1e-12);
    }

    #[test]
    fn one_class_has_no_auc() {
        assert!(auc(&[0.2, 0.3], &[1.0, 1.0]).is_nan());
    }
}
