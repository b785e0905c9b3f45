//! Random choices that stay the same between runs, machines and versions: a ChaCha8 stream for every purpose,
//! seeded by seed, site, date and stage, so that one more draw in one place moves nothing elsewhere.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use daybreak_day::time::Date;

/// A date for streams that hang on no day.
pub(super) const NO_DAY: Date = Date::constant(2000, 1, 1);

/// The stream for one purpose. Equal arguments give equal streams; different ones are unrelated.
pub fn stream(seed: u64, site: &str, date: Date, stage: &str) -> ChaCha8Rng {
    let digest = Sha256::digest(format!("{seed}\n{site}\n{date}\n{stage}"));
    ChaCha8Rng::from_seed(digest.into())
}

/// What a mind leaves to chance hangs on a school's seed and the learner alone.
pub fn lot(seed: u64, learner: &str) -> u64 {
    learner.bytes().fold(seed ^ 0x5bd1_e995, |lot, byte| (lot ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether an event of probability `p` (drawn into 0..=1) takes place.
pub fn chance(rng: &mut ChaCha8Rng, p: f64) -> bool {
    rng.random_bool(p.clamp(0.0, 1.0))
}

/// A standard normal number, as the sum of twelve uniforms less six (Irwin-Hall): no transcendental function,
/// hence the same bits on every machine; its tails end at 6, which suits a school.
pub fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

/// One of the things; none of an empty list.
pub fn pick<'a, T>(rng: &mut ChaCha8Rng, things: &'a [T]) -> Option<&'a T> {
    (!things.is_empty()).then(|| &things[rng.random_range(0..things.len())])
}

/// A whole number from `low` to `high`, both included.
pub fn between(rng: &mut ChaCha8Rng, low: usize, high: usize) -> usize {
    rng.random_range(low..=high.max(low))
}
