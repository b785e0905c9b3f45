//! What single items and skills add to the pooled weights: an intercept and a few slopes each, held near 0.
//!
//! The pooled model says how much ability or a recent success matter on the whole; an item may tell the able apart
//! better than most, a skill may be learned faster. These are random effects: normal around 0, each with a precision
//! of its own, so what was seen seldom keeps the pooled weights (a mixed model, by block coordinate Newton steps).

use super::log::Lists;
use super::solve::{Block, solve};

/// Largest number of columns with an effect.
const WIDTH_MAX: usize = 10;

/// Largest change of an effect in one step, in log odds.
const STEP_LARGE: f64 = 2.0;

/// A column of the design and the precision of its effects (pull to 0, in information).
pub type Column = (usize, f64);

/// Effects of every member of a kind: of the items, or of the skills.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    columns: Vec<Column>,
    /// Members × columns.
    values: Vec<f64>,
}

impl Effects {
    /// None yet, for so many members.
    pub fn new(n_members: usize, columns: &[Column]) -> Self {
        assert!((1..=WIDTH_MAX).contains(&columns.len()), "1 to {WIDTH_MAX} columns");
        Effects { columns: columns.to_vec(), values: vec![0.0; n_members * columns.len()] }
    }

    /// The effects of a member, a column each.
    pub fn of(&self, member: usize) -> &[f64] {
        let width = self.columns.len();
        &self.values[member * width..][..width]
    }

    /// Keeps each effect from taking its weight below the least that the weight may have.
    pub fn hold(&mut self, weights: &[f64], least: &[f64]) {
        let width = self.columns.len();
        for own in self.values.chunks_mut(width) {
            for (value, &(column, _)) in own.iter_mut().zip(&self.columns) {
                *value = value.max(least[column] - weights[column]);
            }
        }
    }

    /// Adds to a block's offsets what the members of each row's item add to it, shared equally among them.
    pub fn add_to(&self, block: &mut Block, items: &[u32], members: &Lists) {
        let width = self.columns.len();
        for (row, &item) in items.iter().enumerate() {
            let members = members.of(item as usize);
            let z = self.row(block, row);
            let of = |&member: &u32| -> f64 {
                let own = &self.values[member as usize * width..][..width];
                own.iter().zip(&z).map(|(value, z)| value * z).sum()
            };
            block.offset[row] += (members.iter().map(of).sum::<f64>() / members.len().max(1) as f64) as f32;
        }
    }

    /// One Newton step of every member. `parts` are blocks with the item of each row; `log_odds` those of each block.
    pub fn step(&mut self, parts: &[(&Block, &[u32], Vec<f32>)], members: &Lists) {
        let width = self.columns.len();
        let size = width + width * (width + 1) / 2;
        // Gradient, then the lower half of the curvature, of each member.
        let mut sums = vec![0.0f64; self.values.len() / width * size];
        for (block, items, log_odds) in parts {
            let (residuals, variances) = (block.residuals(log_odds), block.variances(log_odds));
            for (row, &item) in items.iter().enumerate() {
                let members = members.of(item as usize);
                let share = 1.0 / members.len().max(1) as f64;
                let z = self.row(block, row).map(|z| z * share);
                // All members move at once, so each expects the others to move as far as itself.
                let (residual, variance) = (f64::from(residuals[row]), f64::from(variances[row]) / share);
                for &member in members {
                    let own = &mut sums[member as usize * size..][..size];
                    let mut at = width;
                    for j in 0..width {
                        own[j] += z[j] * residual;
                        let weighted = z[j] * variance;
                        for &z in &z[..=j] {
                            own[at] += weighted * z;
                            at += 1;
                        }
                    }
                }
            }
        }
        for (own, sums) in self.values.chunks_mut(width).zip(sums.chunks(size)) {
            newton(own, sums, &self.columns);
        }
    }

    /// The values that a row's effects multiply; 0 beyond the width.
    fn row(&self, block: &Block, row: usize) -> [f64; WIDTH_MAX] {
        let mut z = [0.0; WIDTH_MAX];
        z.iter_mut().zip(&self.columns).for_each(|(z, &(column, _))| *z = f64::from(block.column(column)[row]));
        z
    }
}

/// One member's step.
fn newton(own: &mut [f64], sums: &[f64], columns: &[Column]) {
    let width = own.len();
    let mut a = [0.0f64; WIDTH_MAX * WIDTH_MAX];
    let mut change = [0.0f64; WIDTH_MAX];
    let mut at = width;
    for j in 0..width {
        let pull = columns[j].1;
        change[j] = sums[j] - pull * own[j];
        for k in 0..=j {
            a[j * width + k] = sums[at];
            at += 1;
        }
        a[j * width + j] += pull;
    }
    solve(&mut a[..width * width], &mut change[..width]);
    own.iter_mut().zip(change).for_each(|(value, d)| *value += d.clamp(-STEP_LARGE, STEP_LARGE));
}
