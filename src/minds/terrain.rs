//! What there is to learn: competencies by position, what each needs, what practising it practises as well.

use std::collections::BTreeSet;

use super::World;
use super::random::{chance, normal, pick, stream};
use daybreak_day::time::Date;

/// What a competency needs before it can be learned well.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// All of these.
    pub all: Vec<usize>,
    /// Of each of these groups one.
    pub any: Vec<Vec<usize>>,
}

/// Competencies by position.
#[derive(Clone, Debug, Default)]
pub struct Terrain {
    /// Minutes that a typical learner needs from the first meeting to mastery, above 0.
    pub minutes: Vec<f64>,
    pub needs: Vec<Needs>,
    /// What practising each also practises, and how far (0 to 1).
    pub encompasses: Vec<Vec<(usize, f64)>>,
}

/// How many competencies before one, in the catalogue's order, may turn out to be needed for it.
const HIDDEN_WITHIN: usize = 12;

/// A date for streams that hang on no day.
const NO_DAY: Date = Date::constant(2000, 1, 1);

impl Terrain {
    /// Competencies.
    pub fn len(&self) -> usize {
        self.minutes.len()
    }

    /// Whether there is nothing to learn.
    pub fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }

    /// Whether everything that `competency` needs is known.
    pub fn is_ready(&self, competency: usize, is_known: impl Fn(usize) -> bool) -> bool {
        let needs = &self.needs[competency];
        needs.all.iter().all(|&c| is_known(c)) && needs.any.iter().all(|group| group.iter().any(|&c| is_known(c)))
    }

    /// The same as it truly is in a world: some needs of the catalogue do not matter, some that do are missing from it, and
    /// minutes are off. `order` lists the positions so that what is needed comes first; a hidden need lies shortly before
    /// what needs it in that order, so nothing runs in a circle.
    #[must_use]
    pub fn true_in(mut self, world: &World, seed: u64, order: &[usize]) -> Self {
        let mut rng = stream(seed, "terrain", NO_DAY, world.name);
        for (rank, &at) in order.iter().enumerate() {
            let needs = &mut self.needs[at];
            if world.needs_idle > 0.0 {
                needs.all.retain(|_| !chance(&mut rng, world.needs_idle));
                needs.any.retain(|_| !chance(&mut rng, world.needs_idle));
            }
            if world.needs_hidden > 0.0 && chance(&mut rng, world.needs_hidden) {
                let named: BTreeSet<usize> = needs.all.iter().chain(needs.any.iter().flatten()).copied().collect();
                let near = &order[rank.saturating_sub(HIDDEN_WITHIN)..rank];
                let free: Vec<usize> = near.iter().copied().filter(|other| !named.contains(other)).collect();
                needs.all.extend(pick(&mut rng, &free));
            }
            if world.minutes_spread > 0.0 {
                self.minutes[at] *= (world.minutes_spread * normal(&mut rng)).clamp(-1.1, 1.1).exp();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WORLDS;

    fn chain(n: usize) -> Terrain {
        let needs = (0..n).map(|at| Needs { all: at.checked_sub(1).into_iter().collect(), any: vec![] }).collect();
        Terrain { minutes: vec![100.0; n], needs, encompasses: vec![vec![]; n] }
    }

    #[test]
    fn a_world_may_drop_needs_and_hide_others_and_never_runs_in_a_circle() {
        let crooked = WORLDS.iter().find(|world| world.needs_hidden > 0.0).expect("a world with a wrong catalogue");
        let order: Vec<usize> = (0..200).collect();
        let truth = chain(200).true_in(crooked, 5, &order);
        let dropped = (1..200).filter(|&at| !truth.needs[at].all.contains(&(at - 1))).count();
        let hidden = (0..200).filter(|&at| truth.needs[at].all.iter().any(|&need| need + 1 != at)).count();
        assert!(dropped > 20 && hidden > 10, "{dropped} dropped, {hidden} hidden");
        assert!((0..200).all(|at| truth.needs[at].all.iter().all(|&need| need < at)), "what is needed comes first");
        let usual = chain(200).true_in(&WORLDS[0], 5, &order);
        assert!((1..200).all(|at| usual.needs[at].all == [at - 1]), "the usual world is the catalogue's");
    }
}
