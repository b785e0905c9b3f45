//! Elo ratings: learners and items play against each other, and every answer moves both. One pass, nothing to fit.
//!
//! A learner has a rating, and an offset from it for each skill; an item has a difficulty, its skills' plus an offset
//! of its own, so that a new item starts where its skills are. Steps shrink as ratings become certain (Pelánek 2016).
//! Difficulties move only while learners of the fit play.

use super::log::Log;
use super::solve::success;
use super::state::Sparse;

/// How far an answer moves a rating: `first / (1 + fall · n)` after `n` answers, at least `least`.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub first: f32,
    pub fall: f32,
    pub least: f32,
}

impl Step {
    fn after(self, n: f32) -> f32 {
        (self.first / (1.0 + self.fall * n)).max(self.least)
    }
}

/// The steps of each kind of rating. Chosen within the training learners of public logs.
pub const LEARNER: Step = Step { first: 0.65, fall: 0.045, least: 0.07 };
pub const LEARNER_SKILL: Step = Step { first: 0.25, fall: 0.05, least: 0.17 };
pub const SKILL: Step = Step { first: 0.4, fall: 0.04, least: 0.001 };
pub const ITEM: Step = Step { first: 0.7, fall: 0.1, least: 0.01 };

/// A rating and the answers behind it.
#[derive(Clone, Copy, Debug, Default)]
struct Rating {
    value: f32,
    n: f32,
}

impl Rating {
    fn move_by(&mut self, surprise: f32, step: Step) {
        self.value += step.after(self.n) * surprise;
        self.n += 1.0;
    }
}

/// What all learners share.
#[derive(Clone, Debug)]
pub struct Model {
    /// Ease: log odds of a learner with rating 0.
    skills: Vec<Rating>,
    items: Vec<Rating>,
}

/// What is kept of a learner.
struct Player {
    own: Rating,
    of_skill: Sparse<Rating>,
}

/// Lets these learners play, one after the other.
pub fn fit(log: &Log, learners: &[u32]) -> Model {
    let mut model =
        Model { skills: vec![Rating::default(); log.n_skills], items: vec![Rating::default(); log.n_items()] };
    let mut player = Player::new(log);
    for &learner in learners {
        for answer in log.of(learner) {
            let skills = log.skills.of(answer.item as usize);
            let surprise = answer.score - success(model.log_odds(&player, answer.item, skills));
            player.move_by(surprise, skills);
            model.items[answer.item as usize].move_by(surprise, ITEM);
            skills.iter().for_each(|&skill| model.skills[skill as usize].move_by(surprise, SKILL));
        }
        player.clear();
    }
    model
}

impl Model {
    fn log_odds(&self, player: &Player, item: u32, skills: &[u32]) -> f32 {
        let of_skill = |&skill: &u32| self.skills[skill as usize].value + player.of_skill.get(skill).value;
        let shared: f32 = skills.iter().map(of_skill).sum::<f32>() / skills.len().max(1) as f32;
        player.own.value + shared + self.items[item as usize].value
    }

    /// The chance of success of every answer of these learners, who play with the others' difficulties.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        let mut player = Player::new(log);
        let mut predicted = Vec::with_capacity(log.n_answers(learners));
        for &learner in learners {
            for answer in log.of(learner) {
                let skills = log.skills.of(answer.item as usize);
                let p = success(self.log_odds(&player, answer.item, skills));
                predicted.push(p);
                player.move_by(answer.score - p, skills);
            }
            player.clear();
        }
        predicted
    }
}

impl Player {
    fn new(log: &Log) -> Self {
        Player { own: Rating::default(), of_skill: Sparse::new(log.n_skills, Rating::default()) }
    }

    fn move_by(&mut self, surprise: f32, skills: &[u32]) {
        self.own.move_by(surprise, LEARNER);
        skills.iter().for_each(|&skill| self.of_skill.entry(skill).move_by(surprise, LEARNER_SKILL));
    }

    fn clear(&mut self) {
        self.own = Rating::default();
        self.of_skill.clear();
    }
}
