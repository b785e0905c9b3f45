//! Lists looked up by learner.

use daybreak_school::ids::LearnerIdx;

/// Positions of one list, by learner.
pub struct ByLearner<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> ByLearner<T> {
    /// Keeps the order of `rows` within each learner.
    pub fn new(n_learners: usize, rows: impl Iterator<Item = (LearnerIdx, T)>) -> Self {
        let mut rows: Vec<(LearnerIdx, T)> = rows.collect();
        rows.sort_by_key(|row| row.0);
        let mut first = vec![0_u32; n_learners + 1];
        for row in &rows {
            first[row.0.i() + 1] += 1;
        }
        for i in 0..n_learners {
            first[i + 1] += first[i];
        }
        ByLearner { first, items: rows.into_iter().map(|row| row.1).collect() }
    }

    pub fn of(&self, learner: LearnerIdx) -> &[T] {
        &self.items[self.first[learner.i()] as usize..self.first[learner.i() + 1] as usize]
    }
}
