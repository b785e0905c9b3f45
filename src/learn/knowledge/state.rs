//! What is kept of one learner while the answers go by: totals of the learner, of each skill, of each item met.
//! Every update is O(1) a skill of the answer, so a night's answers continue where the night before ended.

use super::log::{Answer, sigmoid};

/// Outcomes remembered one by one.
pub const RECENT: usize = 5;

/// What remains of an old outcome after each new one, in the two decayed counts.
pub const FAST_KEPT: f32 = 0.7;
pub const SLOW_KEPT: f32 = 0.9;

/// Step of ability and of a skill's offset after an answer: `STEP / (1 + STEP_FALL · n)`, and never below its least
/// (Elo rating with an uncertainty function; Pelánek 2016).
const STEP: f32 = 0.65;
const STEP_FALL: f32 = 0.045;
const STEP_MIN: f32 = 0.07;
const SKILL_STEP: f32 = 0.25;
const SKILL_STEP_FALL: f32 = 0.05;
const SKILL_STEP_MIN: f32 = 0.17;

/// Totals of some answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    pub n: f32,
    pub wins: f32,
    /// Successes and failures, the older ones fading.
    pub fast: (f32, f32),
    pub slow: (f32, f32),
    /// Outcomes from -1 to 1, the latest first; 0 where there are not so many.
    pub recent: [f32; RECENT],
    /// Sum of outcome minus what the item's difficulty alone suggests.
    pub residual: f32,
    /// The same, the older ones fading, and its weight.
    pub residual_slow: (f32, f32),
    /// Ability (of a learner) or offset from it (of a skill), in log odds.
    pub elo: f32,
    /// Answers alike at the end: above 0 successes, below 0 failures.
    pub run: f32,
    /// When the latest answer was given, in seconds, and as which one of the learner.
    pub at: i64,
    pub position: u32,
}

impl Tally {
    /// Nothing yet.
    pub const EMPTY: Tally = Tally {
        n: 0.0,
        wins: 0.0,
        fast: (0.0, 0.0),
        slow: (0.0, 0.0),
        recent: [0.0; RECENT],
        residual: 0.0,
        residual_slow: (0.0, 0.0),
        elo: 0.0,
        run: 0.0,
        at: 0,
        position: 0,
    };

    /// Counts an answer; `expected` is the success that the item's difficulty alone suggests.
    fn count(&mut self, answer: &Answer, position: u32, expected: f32) {
        let y = answer.score;
        self.n += 1.0;
        self.wins += y;
        for (kept, decayed) in [(FAST_KEPT, &mut self.fast), (SLOW_KEPT, &mut self.slow)] {
            *decayed = (decayed.0 * kept + y, decayed.1 * kept + 1.0 - y);
        }
        self.recent.copy_within(0..RECENT - 1, 1);
        self.recent[0] = 2.0 * y - 1.0;
        self.residual += y - expected;
        self.residual_slow = (self.residual_slow.0 * SLOW_KEPT + y - expected, self.residual_slow.1 * SLOW_KEPT + 1.0);
        self.run = match (y > 0.5, self.run > 0.0) {
            (true, true) => self.run + 1.0,
            (true, false) => 1.0,
            (false, true) => -1.0,
            (false, false) => self.run - 1.0,
        };
        self.at = answer.at;
        self.position = position;
    }
}

/// What a learner did at one item before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Met {
    pub n: f32,
    pub wins: f32,
    /// The latest outcome, -1 to 1; 0 before any.
    pub last: f32,
    pub at: i64,
}

/// All that is kept of one learner.
pub struct State {
    pub learner: Tally,
    pub skills: Sparse<Tally>,
    pub items: Sparse<Met>,
    /// Answers so far.
    pub position: u32,
    /// The latest answer.
    pub previous: Option<Answer>,
}

impl State {
    /// Nothing yet, among so many skills and items.
    pub fn new(n_skills: usize, n_items: usize) -> Self {
        State {
            learner: Tally::EMPTY,
            skills: Sparse::new(n_skills, Tally::EMPTY),
            items: Sparse::new(n_items, Met::default()),
            position: 0,
            previous: None,
        }
    }

    /// Forgets everything, for the next learner.
    pub fn clear(&mut self) {
        self.learner = Tally::EMPTY;
        self.skills.clear();
        self.items.clear();
        self.position = 0;
        self.previous = None;
    }

    /// Log odds that ability and the skills' offsets add to an item's.
    pub fn elo(&self, skills: &[u32]) -> (f32, f32) {
        let offsets: f32 = skills.iter().map(|&skill| self.skills.get(skill).elo).sum();
        (self.learner.elo, offsets / skills.len().max(1) as f32)
    }

    /// Folds in an answer to an item of these skills, whose log odds for a learner of mean ability are `item`.
    pub fn observe(&mut self, answer: &Answer, skills: &[u32], item: f32) {
        let (ability, offset) = self.elo(skills);
        let surprise = answer.score - sigmoid(f64::from(item + ability + offset)) as f32;
        let expected = sigmoid(f64::from(item)) as f32;
        let n = self.learner.n;
        self.learner.elo += (STEP / (1.0 + STEP_FALL * n)).max(STEP_MIN) * surprise;
        self.learner.count(answer, self.position, expected);
        for &skill in skills {
            let tally = self.skills.entry(skill);
            tally.elo += (SKILL_STEP / (1.0 + SKILL_STEP_FALL * tally.n)).max(SKILL_STEP_MIN) * surprise;
            tally.count(answer, self.position, expected);
        }
        let met = self.items.entry(answer.item);
        *met = Met { n: met.n + 1.0, wins: met.wins + answer.score, last: 2.0 * answer.score - 1.0, at: answer.at };
        self.position += 1;
        self.previous = Some(*answer);
    }
}

/// A map from positions to values, cleared in the time it took to fill.
pub struct Sparse<T> {
    empty: T,
    /// Place + 1 by position; 0: none.
    place: Vec<u32>,
    filled: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> Sparse<T> {
    pub fn new(n: usize, empty: T) -> Self {
        Sparse { empty, place: vec![0; n], filled: Vec::new(), values: Vec::new() }
    }

    /// The value at a position; the empty one where none was put.
    pub fn get(&self, at: u32) -> &T {
        match self.place[at as usize] {
            0 => &self.empty,
            place => &self.values[place as usize - 1],
        }
    }

    /// The value at a position, to be changed.
    pub fn entry(&mut self, at: u32) -> &mut T {
        if self.place[at as usize] == 0 {
            self.filled.push(at);
            self.values.push(self.empty);
            self.place[at as usize] = u32::try_from(self.values.len()).expect("fewer than 2^32 values");
        }
        &mut self.values[self.place[at as usize] as usize - 1]
    }

    pub fn clear(&mut self) {
        self.filled.drain(..).for_each(|at| self.place[at as usize] = 0);
        self.values.clear();
    }
}
