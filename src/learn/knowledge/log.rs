//! A log of answers, dense: who answered which item when, and how it went. Learner by learner, in order of time.

use std::ops::Range;

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Position of the item, below `Log::n_items`.
    pub item: u32,
    /// Seconds since any fixed moment; never earlier than the answer before it of the same learner.
    pub at: i64,
    /// 0 to 1; fractions are partial credit.
    pub score: f32,
}

/// Lists of positions, one a row, stored in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists {
    first: Vec<u32>,
    values: Vec<u32>,
}

impl Lists {
    /// One list a row, in the given order.
    pub fn new<L: AsRef<[u32]>>(rows: impl IntoIterator<Item = L>) -> Self {
        let (mut first, mut values) = (vec![0], Vec::new());
        for row in rows {
            values.extend_from_slice(row.as_ref());
            first.push(u32::try_from(values.len()).expect("fewer than 2^32 entries"));
        }
        Lists { first, values }
    }

    /// The lists `[0]`, `[1]`, and so on.
    pub fn singles(n: usize) -> Self {
        Lists::new((0..n).map(|i| [u32::try_from(i).expect("fewer than 2^32 rows")]))
    }

    /// The list of row `i`.
    pub fn of(&self, i: usize) -> &[u32] {
        &self.values[self.first[i] as usize..self.first[i + 1] as usize]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// All answers of some learners to some items.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    pub n_skills: usize,
    /// The skills of each item, each list sorted; may be empty.
    pub skills: Lists,
    /// Learner by learner, each in order of time.
    pub answers: Vec<Answer>,
    /// `learners + 1` positions into `answers`.
    pub first: Vec<usize>,
}

impl Log {
    /// Number of learners.
    pub fn n_learners(&self) -> usize {
        self.first.len() - 1
    }

    /// Number of items.
    pub fn n_items(&self) -> usize {
        self.skills.len()
    }

    /// Positions of a learner's answers.
    pub fn range(&self, learner: u32) -> Range<usize> {
        self.first[learner as usize]..self.first[learner as usize + 1]
    }

    /// A learner's answers in order of time.
    pub fn of(&self, learner: u32) -> &[Answer] {
        &self.answers[self.range(learner)]
    }

    /// Answers of these learners in all.
    pub fn n_answers(&self, learners: &[u32]) -> usize {
        learners.iter().map(|&learner| self.range(learner).len()).sum()
    }
}

/// Log odds of a probability, kept within ±7.
pub fn logit(p: f64) -> f64 {
    let p = p.clamp(0.000_911, 0.999_089);
    (p / (1.0 - p)).ln()
}

/// Probability of log odds.
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
