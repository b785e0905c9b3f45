//! What nobody could exceed: a bound on the competencies that a term can newly bring, whoever decides its days.
//!
//! Staff, rooms and devices are given away for free, everything is ready to be learned, nothing is ever forgotten, and every
//! lesson is the one that suits best. What is left is the learner's time, and that lessons practise some things by the way.
//! How many competencies that time can finish, parts counted as parts, is a linear program: minutes x on each competency,
//! at most T together, and of each a part that is no more than 1 and no more than what x brings it. Any prices on the parts
//! bound it from above (weak duality), so they need not be the best ones for the bound to hold.

use super::catalogue::Catalogue;
use super::measure::MASTERED;
use super::term::{Term, minutes};
use daybreak_day::time::Date;
use daybreak_minds::{BY_THE_WAY, Taught};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx};

/// Time that each learner is there, counted while the term goes by.
pub(super) struct Bound {
    wanted: Vec<Wanted>,
    /// By learner: minutes at school.
    minutes: Vec<f64>,
}

/// What a learner has not mastered on the first day, and what lessons bring of it.
#[derive(Default)]
struct Wanted {
    /// Minutes that a usual lesson takes to mastery, above 0.
    missing: Vec<f64>,
    /// Of each competency with a lesson, mastered or not: what a minute of the one that suits best brings, in such minutes.
    brings: Vec<Vec<(usize, f64)>>,
}

impl Bound {
    /// On the first day of a term.
    pub(super) fn new(term: &Term<'_>, catalogue: &Catalogue, first: Date) -> Self {
        let n = term.minds.len();
        let day = term.day(first);
        Bound {
            wanted: (0..n).map(|at| Wanted::of(term, catalogue, LearnerIdx::at(at), day)).collect(),
            minutes: vec![0.0; n],
        }
    }

    /// A day: who is there, and for how long.
    pub(super) fn day(&mut self, term: &Term<'_>, date: Date) {
        for site in (0..term.school.sites.len()).map(SiteIdx::at) {
            let day = SiteDay::of(&term.school, site, date);
            for presence in day.learners.iter().filter(|presence| !term.is_missing(presence.who)) {
                let there = (0..day.slots.len()).filter(|&slot| presence.there[slot]);
                self.minutes[presence.who.i()] += there.map(|slot| f64::from(minutes(&day, slot, 1))).sum::<f64>();
            }
        }
    }

    /// Competencies newly mastered at most, a learner.
    pub(super) fn close(&self) -> f64 {
        let most = self.wanted.iter().zip(&self.minutes).map(|(wanted, &minutes)| wanted.most(minutes));
        most.sum::<f64>() / self.wanted.len().max(1) as f64
    }
}

impl Wanted {
    fn of(term: &Term<'_>, catalogue: &Catalogue, learner: LearnerIdx, day: i16) -> Self {
        let (terrain, mind) = (term.terrain(), &term.minds[learner.i()]);
        let mut fit = vec![0.0_f64; terrain.len()];
        for (at, lesson) in term.school.lessons.iter().enumerate() {
            let at = LessonIdx::at(at);
            let best = &mut fit[term.position[lesson.competency.i()]];
            *best = best.max(term.taught(learner, at, catalogue.setting(at), 1).fit);
        }
        let places: Vec<usize> = (0..terrain.len()).filter(|&at| mind.knowledge(at, day) < MASTERED).collect();
        let usual = Taught { minutes: 1.0, fit: 1.0 };
        let missing = places.iter().map(|&at| mind.lessons_at_least(terrain, at, day, usual, MASTERED).max(1e-6));
        let mut missing: Vec<f64> = missing.collect();
        // Who looks again at what is mastered practises what it encompasses as well.
        let brings = |at: usize| -> Vec<(usize, f64)> {
            let by_the_way = terrain.encompasses[at]
                .iter()
                .map(|&(other, part)| (other, BY_THE_WAY * part * terrain.minutes[other] / terrain.minutes[at]));
            let all = std::iter::once((at, 1.0)).chain(by_the_way);
            all.filter_map(|(other, share)| Some((places.binary_search(&other).ok()?, share * fit[at]))).collect()
        };
        let taught = (0..terrain.len()).filter(|&at| fit[at] > 0.0);
        let brought: Vec<(usize, Vec<(usize, f64)>)> = taught.map(|at| (at, brings(at))).collect();
        // What nothing else practises has a lesson of its own, and no lesson is shorter than the shortest slot.
        let shortest = term.school.slots.iter().map(|slot| f64::from(slot.minutes())).fold(f64::INFINITY, f64::min);
        let mut is_alone = vec![true; places.len()];
        for (at, brings) in &brought {
            let others = brings.iter().map(|&(place, _)| place).filter(|&place| places[place] != *at);
            others.for_each(|place| is_alone[place] = false);
        }
        for place in (0..places.len()).filter(|&place| is_alone[place]) {
            missing[place] = missing[place].max(shortest * fit[places[place]]);
        }
        Wanted { missing, brings: brought.into_iter().map(|(_, brings)| brings).collect() }
    }

    /// How many can be finished in so many minutes, at most.
    fn most(&self, minutes: f64) -> f64 {
        // The price of a minute that gives the lowest bound lies between those of the dearest and the cheapest competency.
        const STEPS: i32 = 60;
        let lowest = (0..=STEPS).map(|step| self.most_at(0.0001 * 1.2_f64.powi(step), minutes));
        lowest.fold(self.missing.len() as f64, f64::min)
    }

    /// The bound at a price of a minute. A part costs what its minutes cost, at most 1; less, where a minute of some lesson would
    /// otherwise bring more than it costs.
    fn most_at(&self, price: f64, minutes: f64) -> f64 {
        let mut part: Vec<f64> = self.missing.iter().map(|missing| (price * missing).min(1.0)).collect();
        let mut shrink = vec![1.0_f64; part.len()];
        for brings in &self.brings {
            let brought: f64 = brings.iter().map(|&(place, rate)| rate * part[place] / self.missing[place]).sum();
            if brought > price {
                brings.iter().for_each(|&(place, _)| shrink[place] = shrink[place].min(price / brought));
            }
        }
        part.iter_mut().zip(shrink).for_each(|(part, shrink)| *part *= shrink);
        price * minutes + part.iter().map(|part| 1.0 - part).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn the_bound_holds_and_is_near_where_time_alone_binds() {
        let brings = (0..3).map(|place| vec![(place, 1.0)]).collect();
        let alone = Wanted { missing: vec![10.0, 20.0, 30.0], brings };
        let most = alone.most(30.0);
        assert!((2.0..2.2).contains(&most), "two fit into thirty minutes: {most}");
        assert_eq!(alone.most(1e6), 3.0, "all fit into a long term");
        assert!(alone.most(0.0) < 0.01, "none fits into no time");
    }

    #[test]
    fn what_is_brought_by_the_way_counts() {
        // Twenty minutes on the first finish it and the second.
        let brings = vec![vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let along = Wanted { missing: vec![20.0, 20.0, 20.0], brings };
        let most = along.most(20.0);
        assert!((2.0..3.0).contains(&most), "{most}");
    }

    #[test]
    fn what_a_lesson_on_something_mastered_practises_counts() {
        // Nothing teaches it but a look again at something that is mastered.
        let again = Wanted { missing: vec![20.0], brings: vec![vec![(0, 1.0)]] };
        assert_eq!(again.most(20.0), 1.0);
        assert!(again.most(2.0) < 0.2);
    }
}
