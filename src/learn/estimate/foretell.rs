//! What was expected of each piece of evidence before it was seen: the estimate held to its word.
//!
//! Prequential (Dawid 1984): a learner is seen only through the learner's own trials before the instant, and everything
//! that is fitted (difficulties, weights) comes from other learners.

use rayon::prelude::*;

use super::ability::{Ability, Pairs};
use super::evidence::{Log, Slots, Trial};
use super::items::{FOLDS, Items, fold_of};
use super::sigmoid;
use super::walk::{Before, Path, walk};
use super::weights::{Sample, Weights};
use crate::calibration::{self, Foretold, Group};
use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_school::calibration::Calibration;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::school::School;

/// The evidence of a school, ready to be foretold.
pub struct Foreteller<'a> {
    log: Log<'a>,
    graph: CompetencyGraph,
    pairs: Pairs,
    policy: &'a MasteryPolicy,
    n_items: usize,
}

/// What was fitted to some learners.
pub struct Model {
    ability: Ability,
    items: Items,
    weights: Weights,
}

/// A piece and what was expected of it.
pub struct Told {
    /// As in the evidence.
    pub piece: u32,
    pub foretold: Foretold,
}

impl<'a> Foreteller<'a> {
    /// Of all evidence up to `today`.
    pub fn new(school: &'a School, today: Date, policy: &'a MasteryPolicy) -> Self {
        let log = Log::new(school, today);
        let pairs = Pairs::new(&log, school.competencies.len());
        Foreteller { log, graph: CompetencyGraph::new(school), pairs, policy, n_items: school.items.len() }
    }

    /// Fits to these learners; sorted.
    pub fn fit(&self, learners: &[LearnerIdx]) -> Model {
        let ability = self.pairs.fit(|learner| learners.binary_search(&learner).is_ok());
        let items = Items::new(&self.log, self.n_items, self.graph.len(), learners);
        let weights = Weights::fit(&Sample {
            log: &self.log,
            graph: &self.graph,
            ability: &ability,
            items: &items,
            policy: self.policy,
            learners,
        });
        Model { ability, items, weights }
    }

    /// The pieces of other learners, one learner after the other, each in order of time; a piece of several
    /// competencies is told once.
    pub fn tell(&self, model: &Model, learners: &[LearnerIdx]) -> Vec<Told> {
        let of = |slots: &mut Slots, &learner: &LearnerIdx| {
            let mut told = Vec::new();
            let Model { ability, items, weights } = model;
            // Of no fold of the fit: all of its answers are seen.
            let ease = |trial: &Trial| items.ease(FOLDS, trial);
            let path = Path { graph: &self.graph, ability, policy: self.policy, grade: self.log.grade(learner) };
            walk(self.log.moments(learner), &path, slots, ease, |now| {
                told.extend(pieces(learner, now, weights));
            });
            told
        };
        let told: Vec<Vec<Told>> = learners
            .par_iter()
            .map_init(|| Slots::new(self.graph.len()), |slots, learner| of(slots, learner))
            .collect();
        told.into_iter().flatten().collect()
    }
}

/// The pieces of an instant, in order of their first rows: of several competencies the mean log odds count, and the
/// mean score.
fn pieces(learner: LearnerIdx, now: &[Before], weights: &Weights) -> Vec<Told> {
    let mut order: Vec<u32> = Vec::with_capacity(1);
    for before in now {
        if !order.contains(&before.trial.piece) {
            order.push(before.trial.piece);
        }
    }
    let tell = |piece: u32| {
        let rows = || now.iter().filter(|before| before.trial.piece == piece);
        let n = rows().count() as f64;
        let mean = |of: &dyn Fn(&Before) -> f64| rows().map(of).sum::<f64>() / n;
        let foretold = Foretold {
            learner: learner.0,
            predicted: sigmoid(mean(&|before| weights.of_score(before))) as f32,
            score: mean(&|before| before.trial.score) as f32,
            is_first: rows().any(Before::is_first),
        };
        Told { piece, foretold }
    };
    order.into_iter().map(tell).collect()
}

/// Whether the estimates of a school are right on the whole, for everybody and by tag, grade and language of learners.
/// The same bytes for any number of threads.
pub fn calibration(school: &School, today: Date, policy: &MasteryPolicy) -> Calibration {
    let foreteller = Foreteller::new(school, today, policy);
    let mut foretold = Vec::new();
    for fold in 0..FOLDS {
        let (held, seen): (Vec<LearnerIdx>, Vec<LearnerIdx>) =
            (0..school.learners.len()).map(LearnerIdx::at).partition(|&learner| fold_of(learner) == fold);
        let told = foreteller.tell(&foreteller.fit(&seen), &held);
        foretold.extend(told.into_iter().map(|told| told.foretold));
    }
    calibration::calibrate(school.learners.len(), &foretold, &groups(school))
}

/// Learners by tag, grade and language, each kind in order of name.
fn groups(school: &School) -> Vec<Group> {
    let mut groups: std::collections::BTreeMap<(&'static str, Name<'_>), fixedbitset::FixedBitSet> = Default::default();
    let mut put = |kind, name, at: usize| groups.entry((kind, name)).or_default().grow_and_insert(at);
    for (at, learner) in school.learners.iter().enumerate() {
        put("grade", Name::Grade(learner.grade), at);
        learner.tags.iter().for_each(|tag| put("tag", Name::Word(tag), at));
        learner.languages.iter().for_each(|language| put("language", Name::Word(language), at));
    }
    let group = |((kind, name), learners)| {
        let name = match name {
            Name::Grade(grade) => grade.to_string(),
            Name::Word(word) => word.to_owned(),
        };
        Group { kind, name, learners }
    };
    groups.into_iter().map(group).collect()
}

/// What a group is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Grade(daybreak_school::school::Grade),
    Word(&'a str),
}
