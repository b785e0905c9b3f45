//! The hidden mind of a simulated learner: what it knows, how it learns, how it forgets.
//!
//! Knowledge of a competency is a number in log odds: the logistic of it is the chance of knowing how to do a
//! typical task. The figures come from the field: about 0.1 log odds for every opportunity to practise, strikingly
//! equal across learners (Koedinger et al., PNAS 2023); after mastery a loss of about a tenth in a week and a sixth
//! in a month, which a logarithm of the days gone by follows (measured on algebra tutor logs).
//!
//! The other families keep to the same scale, so that a lesson of so many minutes brings about as much in all of them.

use rand_chacha::ChaCha8Rng;

use super::Terrain;
use super::random::normal;
use super::world::{Family, World};

/// Log odds from first meeting to mastery: about -1.2 to 1.8.
pub const LOG_ODDS_TO_LEARN: f64 = 3.0;
/// Log odds lost per unit of `ln(1 + days)` at stability 1.
const FORGETTING: f64 = 0.3;
/// Log odds to which knowledge fades, and below which nothing was learned.
const NEVER_LEARNED: f64 = -1.0;
/// Bounds of knowledge in log odds.
const KNOWLEDGE_MIN: f64 = -2.5;
const KNOWLEDGE_MAX: f64 = 3.5;
/// Log odds from which a simulated teacher moves on: a chance of 0.83.
pub const LEARNED: f64 = 1.6;
/// Log odds from which what builds on a competency is learned at full rate: a chance of 0.62.
pub const ENOUGH_TO_BUILD_ON: f64 = 0.5;

/// What practice of a competency brings what it encompasses, as a share of the part that is practised.
pub const BY_THE_WAY: f64 = 0.5;

/// All or nothing: log odds of who knows and who does not, and the chance a day of losing what is not practised.
const KNOWN: f64 = 2.6;
const UNKNOWN: f64 = -1.7;
const LOST_A_DAY: f64 = 0.004;

/// Performance factors: days in which what is above the floor is halved at stability 1, and the floor.
const HALVED_IN_DAYS: f64 = 90.0;
const FACTORS_FLOOR: f64 = -1.2;

/// What makes a learner different from another.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// Factor on what a lesson teaches, around 1.
    pub learning_rate: f64,
    /// Factor on how long knowledge lasts, around 1.
    pub stability: f64,
    /// Log odds by which a self-rating lies above the truth.
    pub self_bias: f64,
}

impl Traits {
    /// Those of a learner whose abilities lie `general` standard deviations above the usual.
    pub fn drawn(general: f64, rng: &mut ChaCha8Rng) -> Self {
        Traits {
            learning_rate: (1.0 + 0.12 * general + 0.15 * normal(rng)).clamp(0.5, 1.6),
            stability: (1.0 + 0.2 * normal(rng)).clamp(0.6, 1.6),
            self_bias: 0.4 + 0.6 * normal(rng),
        }
    }
}

/// What a lesson brings.
#[derive(Clone, Copy, Debug)]
pub struct Taught {
    /// Its length.
    pub minutes: f64,
    /// How much it teaches, against a usual lesson.
    pub fit: f64,
}

/// The knowledge of one learner, for every competency of a terrain.
#[derive(Clone, Debug)]
pub struct Mind {
    pub world: World,
    pub traits: Traits,
    traces: Vec<Trace>,
    /// All or nothing: what its draws hang on.
    lot: u64,
}

/// What practice of one competency has left.
#[derive(Clone, Copy, Debug)]
struct Trace {
    /// Log odds right after the last practice.
    strength: f32,
    /// How long it lasts, 1 or more; all or nothing: days until it is lost without practice.
    lasting: f32,
    /// All or nothing: work since it was last unknown, in shares of the minutes that a competency takes.
    worked: f32,
    /// Day on which it was last practised.
    last: i16,
    /// Lessons had on it.
    n_lessons: u16,
}

impl Mind {
    /// A mind that starts with these log odds on day 0; `lot` decides what is left to chance, whatever happens to others.
    pub fn new(world: World, traits: Traits, start: &[f64], lot: u64) -> Self {
        let mut mind = Mind { world, traits, traces: Vec::with_capacity(start.len()), lot };
        for (at, &start) in start.iter().enumerate() {
            let (strength, lasting) = match world.family {
                Family::LogOdds | Family::Factors => {
                    let start = start.clamp(KNOWLEDGE_MIN, 3.0);
                    (start, if start > 1.0 { 3.0 * traits.stability } else { 1.0 })
                }
                Family::AllOrNothing => (if start > 0.9 { KNOWN } else { UNKNOWN }, mind.lifetime(at, 0)),
            };
            let (strength, lasting) = (strength as f32, lasting as f32);
            mind.traces.push(Trace { strength, lasting, worked: 0.0, last: 0, n_lessons: 0 });
        }
        mind
    }

    /// A mind that knows so much on day 0: log odds, and the days since each was practised last. What was practised long ago
    /// fades slowly from now on, as it has faded until now.
    pub fn recalled(world: World, traits: Traits, known: &[(f64, i16)], lot: u64) -> Self {
        let start: Vec<f64> = known.iter().map(|&(log_odds, _)| log_odds).collect();
        let mut mind = Mind::new(world, traits, &start, lot);
        for (trace, &(_, days)) in mind.traces.iter_mut().zip(known) {
            let (now, lasting) = (f64::from(trace.strength), f64::from(trace.lasting));
            // As [`Mind::faded`], the other way round.
            let strength = match world.family {
                Family::LogOdds if now > NEVER_LEARNED => now + world.lost(days, lasting),
                Family::Factors if now > FACTORS_FLOOR => {
                    FACTORS_FLOOR + (now - FACTORS_FLOOR) * world.halvings(days, lasting).exp2()
                }
                Family::LogOdds | Family::Factors => now,
                // What is known lasts as long from any day on as from the day on which it was learned.
                Family::AllOrNothing => continue,
            };
            trace.strength = strength.min(KNOWLEDGE_MAX) as f32;
            trace.last = -days.max(0);
        }
        mind
    }

    /// Log odds of knowing a competency on a day.
    pub fn knowledge(&self, competency: usize, day: i16) -> f64 {
        self.faded(&self.traces[competency], day)
    }

    /// Lessons had on a competency.
    pub fn n_lessons(&self, competency: usize) -> u16 {
        self.traces[competency].n_lessons
    }

    /// A lesson: knowledge grows by what it teaches.
    ///
    /// What the competency encompasses is practised too. Learning is slower where prerequisites are shaky, and
    /// practice that follows some forgetting makes knowledge last.
    pub fn learn(&mut self, terrain: &Terrain, competency: usize, day: i16, lesson: Taught) {
        let gain = self.gain(terrain, competency, day, lesson);
        self.traces[competency] = self.practised(competency, day, gain);
        self.traces[competency].n_lessons = self.traces[competency].n_lessons.saturating_add(1);
        for &(other, part) in &terrain.encompasses[competency] {
            self.traces[other] = self.practised(other, day, gain * part * BY_THE_WAY);
        }
    }

    /// Log odds that a lesson would bring who is neither far nor near.
    pub fn gain(&self, terrain: &Terrain, competency: usize, day: i16, lesson: Taught) -> f64 {
        let readiness = if self.is_ready(terrain, competency, day) { 1.0 } else { self.world.unready };
        self.gain_when_ready(terrain, competency, lesson) * readiness
    }

    /// The same where all that the competency needs is known.
    fn gain_when_ready(&self, terrain: &Terrain, competency: usize, lesson: Taught) -> f64 {
        let share = lesson.minutes / terrain.minutes[competency];
        LOG_ODDS_TO_LEARN * share * lesson.fit * self.traits.learning_rate * self.world.learning
    }

    /// Lessons of this kind, in parts, below which a competency cannot come to these log odds, were all it needs known and
    /// nothing forgotten; 0: it is there already.
    pub fn lessons_at_least(
        &self,
        terrain: &Terrain,
        competency: usize,
        day: i16,
        lesson: Taught,
        log_odds: f64,
    ) -> f64 {
        let (trace, now) = (&self.traces[competency], self.knowledge(competency, day));
        let missing = match self.world.family {
            Family::LogOdds => log_odds - now,
            Family::Factors => (log_odds - now) / room_of(log_odds),
            Family::AllOrNothing if now >= log_odds => 0.0,
            Family::AllOrNothing => {
                let worked = if trace.strength > 0.0 { 0.0 } else { f64::from(trace.worked) };
                (self.leap_at(competency) - worked) * LOG_ODDS_TO_LEARN
            }
        };
        missing.max(0.0) / self.gain_when_ready(terrain, competency, lesson)
    }

    /// Whether all that a competency truly needs is known well enough to build on.
    pub fn is_ready(&self, terrain: &Terrain, competency: usize, day: i16) -> bool {
        terrain.is_ready(competency, |c| self.knowledge(c, day) > ENOUGH_TO_BUILD_ON)
    }

    /// Log odds of a competency on a later day, after practice on `day` that brings so much; 0: without.
    pub fn foreseen(&self, competency: usize, day: i16, gain: f64, later: i16) -> f64 {
        let trace = if gain > 0.0 { self.practised(competency, day, gain) } else { self.traces[competency] };
        self.faded(&trace, later)
    }

    /// What is left of a trace on a day.
    fn faded(&self, trace: &Trace, day: i16) -> f64 {
        let (strength, lasting) = (f64::from(trace.strength), f64::from(trace.lasting));
        let days = (day - trace.last).max(0);
        match self.world.family {
            Family::LogOdds => {
                if days == 0 || strength <= KNOWLEDGE_MIN {
                    return strength;
                }
                // What was never learned is not forgotten either.
                let floor = strength.min(NEVER_LEARNED);
                (strength - self.world.lost(days, lasting)).max(floor)
            }
            Family::AllOrNothing if f64::from(days) > lasting => UNKNOWN,
            Family::AllOrNothing => strength,
            Family::Factors => {
                let floor = strength.min(FACTORS_FLOOR);
                floor + (strength - floor) * (-self.world.halvings(days, lasting)).exp2()
            }
        }
    }

    /// A trace after practice: more, though less so near the top, and the clock of forgetting set back.
    fn practised(&self, competency: usize, day: i16, gain: f64) -> Trace {
        let mut trace = self.traces[competency];
        let before = self.faded(&trace, day);
        let spaced = day > trace.last;
        let room = match self.world.family {
            Family::AllOrNothing => return self.leapt(trace, competency, day, before, gain),
            Family::LogOdds if before > 2.0 => 0.35,
            Family::LogOdds => 1.0,
            Family::Factors => room_of(before),
        };
        trace.strength = (before + gain * room).min(KNOWLEDGE_MAX) as f32;
        trace.last = day;
        let longer = if spaced { 1.15 } else { 1.03 };
        let start = trace.lasting.max(self.traits.stability as f32);
        trace.lasting = (start * longer).min(6.0);
        trace
    }

    /// All or nothing: who works long enough knows at once; who knows and practises will not lose it soon.
    fn leapt(&self, mut trace: Trace, competency: usize, day: i16, before: f64, gain: f64) -> Trace {
        let share = gain / LOG_ODDS_TO_LEARN;
        if before < 0.0 {
            if trace.strength > 0.0 {
                (trace.worked, trace.strength) = (0.0, UNKNOWN as f32);
            }
            trace.worked += share as f32;
            if f64::from(trace.worked) >= self.leap_at(competency) {
                trace.strength = KNOWN as f32;
                trace.lasting = self.lifetime(competency, trace.n_lessons) as f32;
            }
        } else if share > 0.1 {
            trace.lasting = self.lifetime(competency, trace.n_lessons) as f32;
        } else {
            // A touch by the way keeps what is there for as long as it would have been kept.
            return trace;
        }
        trace.last = day;
        trace
    }

    /// All or nothing: the work after which a competency is known, in shares of the minutes that it takes. On the average
    /// three quarters; for some a quarter, for some twice as many.
    fn leap_at(&self, competency: usize) -> f64 {
        0.15 + 0.6 * self.exponential(competency, 0)
    }

    /// Days until what is known now would be lost.
    fn lifetime(&self, competency: usize, n_lessons: u16) -> f64 {
        let days = self.exponential(competency, 1 + u64::from(n_lessons));
        days * self.traits.stability / (LOST_A_DAY * self.world.forgetting)
    }

    /// A number with an exponential distribution of mean 1 that hangs on the mind, the competency and a turn alone.
    fn exponential(&self, competency: usize, turn: u64) -> f64 {
        // SplitMix64 (Steele, Lea and Flood 2014).
        let mut z = self.lot
            ^ (competency as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ turn.wrapping_mul(0xd1b5_4a32_d192_ed03);
        z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        let uniform = ((z >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        -uniform.ln()
    }
}

impl World {
    /// Log odds that are lost in so many days, by how long knowledge lasts.
    fn lost(&self, days: i16, lasting: f64) -> f64 {
        FORGETTING * self.forgetting * (1.0 + f64::from(days)).ln() / lasting
    }

    /// Performance factors: how often what is above the floor is halved in so many days.
    fn halvings(&self, days: i16, lasting: f64) -> f64 {
        f64::from(days) * self.forgetting / (HALVED_IN_DAYS * lasting)
    }
}

/// Performance factors: what goes well goes faster, 0.6 where all fails and 1.4 where all succeeds.
fn room_of(log_odds: f64) -> f64 {
    0.6 + 0.8 * logistic(log_odds)
}

/// The logistic function: log odds to probability.
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Needs, WORLDS};

    fn terrain() -> Terrain {
        let needs = vec![Needs::default(), Needs { all: vec![0], any: vec![] }];
        Terrain { minutes: vec![90.0, 90.0], needs, encompasses: vec![vec![], vec![(0, 0.5)]] }
    }

    fn typical() -> Traits {
        Traits { learning_rate: 1.0, stability: 1.0, self_bias: 0.0 }
    }

    const LESSON: Taught = Taught { minutes: 45.0, fit: 1.0 };

    /// Mean chance of knowing over many minds, after so many lessons on consecutive days and a wait.
    fn mean(world: World, lessons: i16, wait: i16, start: f64) -> f64 {
        let of = |lot: u64| {
            let mut mind = Mind::new(world, typical(), &[2.5, start], lot);
            (0..lessons).for_each(|day| mind.learn(&terrain(), 1, day, LESSON));
            logistic(mind.knowledge(1, lessons + wait))
        };
        (0..200).map(of).sum::<f64>() / 200.0
    }

    #[test]
    fn in_every_world_lessons_teach_and_time_takes() {
        for world in WORLDS {
            let (none, two, six) = (mean(world, 0, 0, -1.2), mean(world, 2, 0, -1.2), mean(world, 6, 0, -1.2));
            assert!(none < two && two < six, "{}: {none} {two} {six}", world.name);
            assert!(six > 0.75, "{}: {six} after six lessons of half the minutes", world.name);
            let later = mean(world, 6, 120, -1.2);
            assert!(later < six - 0.005, "{}: {six} fades to {later}", world.name);
        }
    }

    #[test]
    fn unready_work_teaches_less() {
        for world in WORLDS {
            let after = |need: f64| {
                let of = |lot: u64| {
                    let mut mind = Mind::new(world, typical(), &[need, -1.2], lot);
                    mind.learn(&terrain(), 1, 0, LESSON);
                    logistic(mind.knowledge(1, 1))
                };
                (0..200).map(of).sum::<f64>() / 200.0
            };
            assert!(after(-1.5) < after(2.5), "{}", world.name);
        }
    }

    #[test]
    fn no_run_of_lessons_is_shorter_than_the_least() {
        for world in WORLDS {
            for lot in 0..100 {
                let mut mind = Mind::new(world, typical(), &[2.5, -1.2], lot);
                let least = mind.lessons_at_least(&terrain(), 1, 0, LESSON, 1.386);
                let had = (0..60).take_while(|&day| {
                    let is_open = mind.knowledge(1, day) < 1.386;
                    if is_open {
                        mind.learn(&terrain(), 1, day, LESSON);
                    }
                    is_open
                });
                let had = had.count() as f64;
                assert!(least > 0.0 && least <= had, "{}: at least {least}, {had} were had", world.name);
            }
        }
    }

    #[test]
    fn what_is_left_to_chance_hangs_on_the_mind_alone() {
        let leaps = World::named("leaps").expect("a world");
        let lived = || {
            let mut mind = Mind::new(leaps, typical(), &[2.5, -1.2], 7);
            (0..4)
                .map(|day| {
                    mind.learn(&terrain(), 1, day, LESSON);
                    mind.knowledge(1, day)
                })
                .collect::<Vec<f64>>()
        };
        assert_eq!(lived(), lived());
    }
}
