//! A mixed logistic model over any design: pooled weights, effects of items, effects of skills, fitted together.

use rayon::prelude::*;

use super::effects::{Column, Effects};
use super::log::{Lists, Log};
use super::solve::{self, Block, Hold, success};

/// Rows of a block, about: a block holds whole learners.
const BLOCK_ROWS: usize = 512;

/// What a design makes of learners: one row an answer, from what came before it.
pub trait Design: Sync {
    /// Room to work in, used for one learner after the other.
    type Room;
    /// Number of columns.
    fn n_columns(&self) -> usize;
    /// A fresh room.
    fn room(&self, log: &Log) -> Self::Room;
    /// Writes the rows of a learner's answers, in order. `fold`: whose answers are not to be seen in statistics.
    fn rows(&self, log: &Log, learner: u32, fold: usize, room: &mut Self::Room, write: &mut dyn FnMut(&[f32]));
}

/// How a mixed model is fitted.
pub struct Recipe<'a> {
    pub hold: Hold<'a>,
    /// Columns in which items, and skills, differ; empty: they do not.
    pub items: &'a [Column],
    pub skills: &'a [Column],
    /// Rounds of items, skills, pooled weights.
    pub rounds: usize,
}

/// A fitted mixed model.
#[derive(Clone, Debug)]
pub struct Mixed {
    pub weights: Vec<f64>,
    items: Option<Effects>,
    skills: Option<Effects>,
    alone: Lists,
}

/// Rows of some learners, with the item of each.
struct Part {
    block: Block,
    items: Vec<u32>,
}

/// Fits to learners, each with its fold.
pub fn fit<D: Design>(design: &D, log: &Log, learners: &[(u32, usize)], recipe: &Recipe) -> Mixed {
    let mut parts = parts(design, log, learners);
    let mut blocks: Vec<Block> = Vec::with_capacity(parts.len());
    let mut items: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        blocks.push(part.block);
        items.push(part.items);
    }
    let effects = |n: usize, columns: &[Column]| (!columns.is_empty()).then(|| Effects::new(n, columns));
    let mut model = Mixed {
        weights: solve::fit(&blocks, &recipe.hold),
        items: effects(log.n_items(), recipe.items),
        skills: effects(log.n_skills, recipe.skills),
        alone: Lists::singles(log.n_items()),
    };
    for _ in 0..recipe.rounds {
        if let Some(effects) = &mut model.items {
            effects.step(&looked_at(&blocks, &items, &model.weights), &model.alone);
            model.offset_all(&mut blocks, &items, log);
        }
        if let Some(effects) = &mut model.skills {
            effects.step(&looked_at(&blocks, &items, &model.weights), &log.skills);
            model.offset_all(&mut blocks, &items, log);
        }
        model.weights = solve::refit(&blocks, &recipe.hold, model.weights);
    }
    model
}

impl Mixed {
    /// Chance of success of every answer of these learners, one learner after the other.
    pub fn predict<D: Design>(&self, design: &D, log: &Log, learners: &[(u32, usize)]) -> Vec<f32> {
        let of = |part: &mut Part| -> Vec<f32> {
            self.offset(&mut part.block, &part.items, log);
            let mut x = part.block.log_odds(&self.weights);
            x.truncate(part.items.len());
            x.iter_mut().for_each(|x| *x = success(*x));
            x
        };
        let chunks = chunks(log, learners);
        let predicted: Vec<Vec<f32>> = chunks
            .par_iter()
            .map_init(|| design.room(log), |room, chunk| of(&mut part(design, log, chunk, room)))
            .collect();
        predicted.concat()
    }

    fn offset_all(&self, blocks: &mut [Block], items: &[Vec<u32>], log: &Log) {
        blocks.par_iter_mut().zip(items).for_each(|(block, items)| self.offset(block, items, log));
    }

    fn offset(&self, block: &mut Block, items: &[u32], log: &Log) {
        block.offset.fill(0.0);
        self.items.iter().for_each(|effects| effects.add_to(block, items, &self.alone));
        self.skills.iter().for_each(|effects| effects.add_to(block, items, &log.skills));
    }
}

/// Blocks with the item and the log odds of each row.
fn looked_at<'a>(blocks: &'a [Block], items: &'a [Vec<u32>], weights: &[f64]) -> Vec<(&'a Block, &'a [u32], Vec<f32>)> {
    blocks.par_iter().zip(items).map(|(block, items)| (block, items.as_slice(), block.log_odds(weights))).collect()
}

/// Learners in groups of about a block; the groups depend on nothing but the log.
fn chunks<'a>(log: &Log, learners: &'a [(u32, usize)]) -> Vec<&'a [(u32, usize)]> {
    let mut chunks = Vec::new();
    let (mut begin, mut n_rows) = (0, 0);
    for (end, &(learner, _)) in learners.iter().enumerate() {
        if n_rows >= BLOCK_ROWS {
            chunks.push(&learners[begin..end]);
            (begin, n_rows) = (end, 0);
        }
        n_rows += log.range(learner).len();
    }
    chunks.push(&learners[begin..]);
    chunks
}

fn parts<D: Design>(design: &D, log: &Log, learners: &[(u32, usize)]) -> Vec<Part> {
    chunks(log, learners)
        .par_iter()
        .map_init(|| design.room(log), |room, chunk| part(design, log, chunk, room))
        .collect()
}

/// The rows of some learners.
fn part<D: Design>(design: &D, log: &Log, learners: &[(u32, usize)], room: &mut D::Room) -> Part {
    let items: Vec<u32> = learners.iter().flat_map(|&(l, _)| log.of(l)).map(|answer| answer.item).collect();
    let mut block = Block::new(items.len(), design.n_columns());
    let mut row = 0;
    for &(learner, fold) in learners {
        let first = row;
        design.rows(log, learner, fold, room, &mut |x| {
            block.set(row, x, log.of(learner)[row - first].score, 1.0);
            row += 1;
        });
    }
    assert_eq!(row, items.len(), "a row an answer");
    Part { block, items }
}
