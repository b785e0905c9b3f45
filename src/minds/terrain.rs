//! What there is to learn: competencies by position, what each needs, what practising it practises as well.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::random::{NO_DAY, chance, normal, pick, stream};
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Competency, School, Strength};

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

impl Terrain {
    /// What a school's catalogue says, by competency of the school; `minutes_typical` where it names none. Helpful rows are
    /// not needed.
    pub fn of(school: &School, minutes_typical: f64) -> Self {
        let n = school.competencies.len();
        let mut needs = vec![Needs::default(); n];
        let mut any: BTreeMap<(CompetencyIdx, &str), Vec<usize>> = BTreeMap::new();
        let mut encompasses = vec![Vec::new(); n];
        for row in &school.prerequisites {
            match (&row.any_of, row.strength) {
                (Some(label), Strength::Hard) => any.entry((row.competency, label)).or_default().push(row.needs.i()),
                (None, Strength::Hard) => needs[row.competency.i()].all.push(row.needs.i()),
                (_, Strength::Helpful) => {}
            }
            if row.encompasses > 0.0 {
                encompasses[row.competency.i()].push((row.needs.i(), row.encompasses));
            }
        }
        for ((competency, _), group) in any {
            needs[competency.i()].any.push(group);
        }
        let minutes = |about: &Competency| about.minutes_typical.unwrap_or(minutes_typical).max(1.0);
        Terrain { minutes: school.competencies.iter().map(minutes).collect(), needs, encompasses }
    }

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

    /// Positions such that what is needed comes first, and otherwise in the order of `from`, which names all.
    pub fn order(&self, from: impl IntoIterator<Item = usize>) -> Vec<usize> {
        fn visit(terrain: &Terrain, at: usize, is_done: &mut [bool], order: &mut Vec<usize>) {
            if std::mem::replace(&mut is_done[at], true) {
                return;
            }
            let needs = &terrain.needs[at];
            for &need in needs.all.iter().chain(needs.any.iter().flatten()) {
                visit(terrain, need, is_done, order);
            }
            order.push(at);
        }
        let (mut is_done, mut order) = (vec![false; self.len()], Vec::with_capacity(self.len()));
        from.into_iter().for_each(|at| visit(self, at, &mut is_done, &mut order));
        order
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
