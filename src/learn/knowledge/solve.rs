//! Ridge logistic regression by Newton's method: the one solver behind every pooled fit.
//!
//! Minimises `Σ weight · loss(row) + ½ Σ pull(j) · (w(j) - prior(j))²` with `w(j) >= least(j)`. The gradient is taken
//! over all rows, the curvature over a fixed part of them and scaled up: a few steps reach the minimum at a fraction
//! of Newton's price, since curvature need not be exact for the answer to be. Sums run over fixed blocks and are
//! folded in order, so any number of threads gives the same bits.

use rayon::prelude::*;

/// Values that one sum runs over side by side; rows of a block are padded to a multiple.
const LANES: usize = 8;

/// Rows on which the curvature is measured, about.
const CURVATURE_ROWS: usize = 24_000;

/// Times that the curvature is measured anew, steps in all, and the change below which they end.
const CURVATURES: usize = 3;
const STEPS_MAX: usize = 10;
const STEP_SMALL: f64 = 1e-3;

/// Steps when the weights are nearly right already.
const STEPS_AGAIN: usize = 2;

/// Rounds over held weights within a step, and the change below which they end.
const SWEEPS_MAX: usize = 1_000;
const SWEEP_SMALL: f64 = 1e-6;

/// Largest change of a weight in one step.
const STEP_LARGE: f64 = 2.0;

/// Rows of a design, column by column.
#[derive(Clone, Debug)]
pub struct Block {
    n_rows: usize,
    /// Rows and padding.
    n: usize,
    /// Column after column, each of `n` values.
    x: Vec<f32>,
    /// Outcome of each row, 0 to 1.
    y: Vec<f32>,
    /// How much each row counts; 0 for padding.
    weight: Vec<f32>,
    /// Log odds from elsewhere, added to each row's own.
    pub offset: Vec<f32>,
}

impl Block {
    /// A block for so many rows of so many columns.
    pub fn new(n_rows: usize, n_columns: usize) -> Self {
        let n = n_rows.next_multiple_of(LANES);
        let zeros = vec![0.0; n];
        Block { n_rows, n, x: vec![0.0; n * n_columns], y: zeros.clone(), weight: zeros.clone(), offset: zeros }
    }

    /// Writes a row: its columns, its outcome and how much it counts.
    pub fn set(&mut self, row: usize, x: &[f32], y: f32, weight: f32) {
        x.iter().enumerate().for_each(|(column, &x)| self.x[column * self.n + row] = x);
        (self.y[row], self.weight[row]) = (y, weight);
    }

    /// Rows, without padding.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The values of a column, padding included.
    pub fn column(&self, j: usize) -> &[f32] {
        &self.x[j * self.n..(j + 1) * self.n]
    }

    /// Log odds of every row, padding included.
    pub fn log_odds(&self, weights: &[f64]) -> Vec<f32> {
        let mut sum = self.offset.clone();
        for (j, &w) in weights.iter().enumerate() {
            let w = w as f32;
            sum.iter_mut().zip(self.column(j)).for_each(|(sum, x)| *sum += w * x);
        }
        sum
    }

    /// What is left of every row's outcome at these log odds, weighted.
    pub fn residuals(&self, log_odds: &[f32]) -> Vec<f32> {
        let rows = log_odds.iter().zip(&self.y).zip(&self.weight);
        rows.map(|((&x, y), weight)| weight * (y - success(x))).collect()
    }

    /// Variance of every row's outcome at these log odds, weighted.
    pub fn variances(&self, log_odds: &[f32]) -> Vec<f32> {
        let rows = log_odds.iter().zip(&self.weight);
        rows.map(|(&x, weight)| weight * success(x) * (1.0 - success(x))).collect()
    }
}

/// Chance of success by log odds.
pub fn success(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What the weights are held to.
#[derive(Clone, Copy, Debug)]
pub struct Hold<'a> {
    /// Where the weights are pulled to.
    pub prior: &'a [f64],
    /// How strongly, by weight: the information that a prior of this precision is worth.
    pub pull: &'a [f64],
    /// The least value of each weight; empty: none has one.
    pub least: &'a [f64],
}

/// The weights of least loss.
pub fn fit(blocks: &[Block], hold: &Hold) -> Vec<f64> {
    steps(blocks, hold, hold.prior.to_vec(), (CURVATURES, STEPS_MAX))
}

/// The weights of least loss, when those of nearly the same rows are known.
pub fn refit(blocks: &[Block], hold: &Hold, weights: Vec<f64>) -> Vec<f64> {
    steps(blocks, hold, weights, (1, STEPS_AGAIN))
}

fn steps(blocks: &[Block], hold: &Hold, mut weights: Vec<f64>, (n_curvatures, n_steps): (usize, usize)) -> Vec<f64> {
    let n = weights.len();
    let n_rows: usize = blocks.iter().map(Block::n_rows).sum();
    let part: Vec<&Block> = blocks.iter().step_by((n_rows / CURVATURE_ROWS).max(1)).collect();
    let n_part: usize = part.iter().map(|block| block.n_rows()).sum();
    let scale = n_rows as f64 / n_part.max(1) as f64;
    let mut matrix = Vec::new();
    for step in 0..n_steps {
        if step < n_curvatures {
            matrix = curvature(&part, &weights);
            matrix.iter_mut().for_each(|h| *h *= scale);
            (0..n).for_each(|j| matrix[j * n + j] += hold.pull[j].max(1e-6));
        }
        let mut slope = gradient(blocks, &weights);
        (0..n).for_each(|j| slope[j] -= hold.pull[j] * (weights[j] - hold.prior[j]));
        let room: Vec<f64> =
            (0..n).map(|j| hold.least.get(j).map_or(f64::NEG_INFINITY, |least| least - weights[j])).collect();
        let change = newton(&matrix, &slope, &room);
        let largest = change.iter().fold(0.0f64, |max, d| max.max(d.abs()));
        let shrink = (STEP_LARGE / largest).min(1.0);
        for (j, d) in change.iter().enumerate() {
            weights[j] = (weights[j] + shrink * d).max(hold.least.get(j).copied().unwrap_or(f64::NEG_INFINITY));
        }
        if largest < STEP_SMALL {
            break;
        }
    }
    weights
}

fn gradient(blocks: &[Block], weights: &[f64]) -> Vec<f64> {
    let of_block = |block: &Block| -> Vec<f64> {
        let rest = block.residuals(&block.log_odds(weights));
        (0..weights.len()).map(|j| dot(block.column(j), &rest)).collect()
    };
    sum(blocks.par_iter().map(of_block).collect(), weights.len())
}

/// The lower half of the matrix of second derivatives, without the pull.
fn curvature(blocks: &[&Block], weights: &[f64]) -> Vec<f64> {
    let n = weights.len();
    let of_block = |block: &&Block| -> Vec<f64> {
        let variance = block.variances(&block.log_odds(weights));
        let mut h = vec![0.0; n * n];
        let mut weighted = vec![0.0f32; block.n];
        for j in 0..n {
            weighted.iter_mut().zip(block.column(j)).zip(&variance).for_each(|((to, x), v)| *to = x * v);
            for k in 0..=j {
                h[j * n + k] = dot(&weighted, block.column(k));
            }
        }
        h
    };
    sum(blocks.par_iter().map(of_block).collect(), n * n)
}

/// Sum of products; the lanes are folded in order.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0f32; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().map(|&x| f64::from(x)).sum()
}

/// Sum of vectors, in their order.
fn sum(parts: Vec<Vec<f64>>, n: usize) -> Vec<f64> {
    let mut total = vec![0.0; n];
    for part in parts {
        total.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
    }
    total
}

/// Newton's change within `room` (the least change of each weight): that without room where it is allowed, else the one of
/// least loss by coordinate descent. Held weights must not be picked one by one: where columns say nearly the same, a weight
/// that is cut off at its least has others to take its part.
fn newton(matrix: &[f64], slope: &[f64], room: &[f64]) -> Vec<f64> {
    let n = slope.len();
    let mut change = slope.to_vec();
    solve(&mut matrix.to_vec(), &mut change);
    if change.iter().zip(room).all(|(d, room)| d >= room) {
        return change;
    }
    change.iter_mut().zip(room).for_each(|(d, room)| *d = d.max(*room));
    for _ in 0..SWEEPS_MAX {
        let mut largest = 0.0f64;
        for j in 0..n {
            let rest: f64 = (0..n).map(|k| matrix[j.max(k) * n + j.min(k)] * change[k]).sum();
            let moved = (change[j] + (slope[j] - rest) / matrix[j * n + j]).max(room[j]);
            largest = largest.max((moved - change[j]).abs());
            change[j] = moved;
        }
        if largest < SWEEP_SMALL {
            break;
        }
    }
    change
}

/// Solves `a · x = b` for a symmetric positive matrix, of which the lower half is read (Cholesky); `x` is left in `b`.
pub fn solve(a: &mut [f64], b: &mut [f64]) {
    let n = b.len();
    for j in 0..n {
        for k in 0..=j {
            let dot: f64 = (0..k).map(|i| a[j * n + i] * a[k * n + i]).sum();
            let rest = a[j * n + k] - dot;
            a[j * n + k] = if k == j { rest.max(1e-12).sqrt() } else { rest / a[k * n + k] };
        }
        let dot: f64 = (0..j).map(|k| a[j * n + k] * b[k]).sum();
        b[j] = (b[j] - dot) / a[j * n + j];
    }
    for j in (0..n).rev() {
        let dot: f64 = (j + 1..n).map(|k| a[k * n + j] * b[k]).sum();
        b[j] = (b[j] - dot) / a[j * n + j];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows `(x, y)` under an intercept.
    fn block(rows: &[(f32, f32)]) -> Block {
        let mut block = Block::new(rows.len(), 2);
        rows.iter().enumerate().for_each(|(at, &(x, y))| block.set(at, &[1.0, x], y, 1.0));
        block
    }

    #[test]
    fn an_intercept_is_the_log_odds_of_the_share() {
        let rows: Vec<(f32, f32)> = (0..100).map(|i| (0.0, f32::from(u8::from(i < 80)))).collect();
        let hold = Hold { prior: &[0.0; 2], pull: &[0.0; 2], least: &[] };
        let weights = fit(&[block(&rows)], &hold);
        assert!((weights[0] - 4.0f64.ln()).abs() < 1e-3 && weights[1].abs() < 1e-3, "{weights:?}");
    }

    #[test]
    fn little_evidence_stays_at_the_prior() {
        let rows: Vec<(f32, f32)> = (0..20).map(|i| ((i % 2) as f32, (i % 2) as f32)).collect();
        let strong = Hold { prior: &[0.5, -0.5], pull: &[1e6; 2], least: &[] };
        let weights = fit(&[block(&rows)], &strong);
        assert!((weights[0] - 0.5).abs() < 1e-3 && (weights[1] + 0.5).abs() < 1e-3, "{weights:?}");
    }

    #[test]
    fn a_held_weight_stops_at_its_least_and_the_others_go_on() {
        // The slope would be negative; at 0 the intercept alone explains the share.
        let rows: Vec<(f32, f32)> =
            (0..200).map(|i| ((i % 2) as f32, f32::from(u8::from(i % 2 == 0 || i % 3 == 0)))).collect();
        let hold = Hold { prior: &[0.0; 2], pull: &[1e-3; 2], least: &[f64::NEG_INFINITY, 0.0] };
        let weights = fit(&[block(&rows)], &hold);
        let share = rows.iter().map(|row| f64::from(row.1)).sum::<f64>() / 200.0;
        assert_eq!(weights[1], 0.0);
        assert!((weights[0] - (share / (1.0 - share)).ln()).abs() < 1e-2, "{weights:?}");
    }

    #[test]
    fn columns_that_say_the_same_share_their_part_beside_a_held_one() {
        // The outcome follows the first column, which the third repeats, and has nothing of the second.
        let mut block = Block::new(400, 3);
        for row in 0..400u32 {
            let (a, b) = ((row % 4) as f32, (row / 4 % 4) as f32);
            block.set(row as usize, &[a, b, a], f32::from(u8::from(a > 1.5)), 1.0);
        }
        let hold = Hold { prior: &[0.0; 3], pull: &[1.0; 3], least: &[0.0, 0.0, 0.0] };
        let weights = fit(&[block], &hold);
        assert!((weights[0] - weights[2]).abs() < 2e-2, "{weights:?}");
        assert!(weights[0] > 0.3 && (0.0..0.1).contains(&weights[1]), "{weights:?}");
    }
}
