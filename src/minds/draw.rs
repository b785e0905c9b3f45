//! Minds drawn from what is believed of a learner: one of the many that would have shown what the learner has shown.

use std::collections::BTreeMap;

use super::assess::behind_guesses;
use super::random::{NO_DAY, lot, normal, stream};
use super::{Mind, Traits, World};
use daybreak_school::states::SLIPS;

/// What is believed of a learner and a competency.
#[derive(Clone, Copy, Debug)]
pub struct Believed<'a> {
    pub competency: &'a str,
    pub subject: &'a str,
    /// Log odds of success at its tasks on day 0, as schools see them, and their standard error.
    pub mean: f64,
    pub spread: f64,
    /// Days since it was practised last.
    pub days: i16,
}

/// The share of the variance that a learner's competencies of a subject have in common. Who is better at one thing than is
/// believed is mostly better at its neighbours too, so drawing each apart would make every learner alike on the whole, and
/// everybody as good as believed; half is a round figure and not measured.
const SHARED: f64 = 0.5;

/// A mind on day 0. Everything hangs on the seed and the ids alone, so the order of rows does not matter; traits are as those
/// of the learners of made-up schools.
pub fn draw(world: World, seed: u64, learner: &str, believed: &[Believed<'_>]) -> Mind {
    let standard = |stage: &str| normal(&mut stream(seed, learner, NO_DAY, stage));
    let mut of_subject: BTreeMap<&str, f64> = BTreeMap::new();
    let start = believed.iter().map(|one| {
        let shared = *of_subject.entry(one.subject).or_insert_with(|| standard(&format!("subject {}", one.subject)));
        let own = standard(&format!("competency {}", one.competency));
        let deviation = SHARED.sqrt() * shared + (1.0 - SHARED).sqrt() * own;
        (known(one.mean + one.spread * deviation), one.days)
    });
    let start: Vec<(f64, i16)> = start.collect();
    let mut rng = stream(seed, learner, NO_DAY, "traits");
    let general = normal(&mut rng);
    Mind::recalled(world, Traits::drawn(general, &mut rng), &start, lot(seed, learner))
}

/// Log odds of knowing where tasks succeed with such log odds: they are guessed below and slip above. The truth that a planner
/// is told in a term has slips added in the same way; without guesses taken off, beginners of made-up schools would be drawn
/// a whole logarithm better than they are.
fn known(success: f64) -> f64 {
    behind_guesses(success) + SLIPS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WORLDS;

    fn believed(ids: &[String]) -> Vec<Believed<'_>> {
        ids.iter()
            .enumerate()
            .map(|(at, id)| Believed {
                competency: id,
                subject: if at % 2 == 0 { "math" } else { "ela" },
                mean: at as f64 / 20.0,
                spread: 0.5,
                days: (at as i16) * 5,
            })
            .collect()
    }

    fn ids() -> Vec<String> {
        (0..20).map(|at| format!("C{at}")).collect()
    }

    #[test]
    fn over_many_seeds_start_what_is_believed() {
        let ids = ids();
        let believed = believed(&ids);
        const N: u64 = 2_000;
        let minds: Vec<Mind> = (0..N).map(|seed| draw(World::USUAL, seed, "L1", &believed)).collect();
        let mean = |f: &dyn Fn(&Mind) -> f64| minds.iter().map(f).sum::<f64>() / N as f64;
        // Half know more than what is believed in the middle, and one in six more than that and one standard error.
        for (at, one) in believed.iter().enumerate() {
            let share = |above: f64| mean(&|mind| f64::from(u8::from(mind.knowledge(at, 0) > known(above))));
            let (half, sixth) = (share(one.mean), share(one.mean + one.spread));
            assert!((half - 0.5).abs() < 0.04, "{}: {half}", one.competency);
            assert!((sixth - 0.159).abs() < 0.04, "{}: {sixth}", one.competency);
        }
        let alike = |a: usize, b: usize| {
            let is_above = |mind: &Mind, at: usize| mind.knowledge(at, 0) > known(believed[at].mean);
            mean(&|mind| f64::from(u8::from(is_above(mind, a) == is_above(mind, b))))
        };
        // With half of the variance in common two of three are above together or below together (Sheppard 1899).
        assert!((alike(4, 6) - 2.0 / 3.0).abs() < 0.04, "of one subject: {}", alike(4, 6));
        assert!((alike(4, 7) - 0.5).abs() < 0.04, "of two subjects: {}", alike(4, 7));
    }

    #[test]
    fn the_order_of_rows_moves_nothing_and_the_seed_and_the_learner_do() {
        let ids = ids();
        let forth = believed(&ids);
        let back: Vec<Believed<'_>> = forth.iter().rev().copied().collect();
        let knows = |mind: &Mind, at: usize| mind.knowledge(at, 3).to_bits();
        for world in WORLDS {
            let (one, other) = (draw(world, 7, "L1", &forth), draw(world, 7, "L1", &back));
            if world.family != crate::Family::AllOrNothing {
                assert!((0..20).all(|at| knows(&one, at) == knows(&other, 19 - at)), "{}", world.name);
            }
            let differs = |mind: &Mind| (0..20).any(|at| knows(&one, at) != knows(mind, at));
            assert!(differs(&draw(world, 8, "L1", &forth)) && differs(&draw(world, 7, "L2", &forth)), "{}", world.name);
        }
    }
}
