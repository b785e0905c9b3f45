//! The certificate of a bound: prices from which anyone recomputes it. The document `daybreak.certificate/1`.
//!
//! A price belongs to something of which there is only so much, and says what one more of it would be worth. Any
//! prices give a valid bound (weak duality); good prices give a low one. They are whole numbers of `1 / scale` points,
//! keyed by the ids of the problem; prices of zero are left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::problem::Points;

/// The format's name; another number means another meaning.
pub const CERTIFICATE_FORMAT: &str = "daybreak.certificate/1";

/// The finest scale: fine enough for any price, and coarse enough that no sum of prices leaves 128 bits.
pub const SCALE_MAX: i64 = 1 << 20;

/// The highest price: far beyond any worth, and low enough for the same reason.
pub const PRICE_MAX: i64 = 1 << 56;

/// Prices by two ids.
pub type Table = BTreeMap<String, BTreeMap<String, i64>>;

/// A bound with the prices that prove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Always [`CERTIFICATE_FORMAT`].
    pub format: String,
    /// SHA-256 of the problem file's bytes, in lower-case hexadecimal.
    pub problem_sha256: String,
    /// No valid plan earns more, in points.
    pub bound: Points,
    /// Prices are in units of `1 / scale` points; from 1 to [`SCALE_MAX`].
    pub scale: i64,
    pub prices: Prices,
    /// A second proof, of a lower bound; none: the prices alone prove it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branching: Option<Branching>,
    /// How good the plan is for the sessions it holds; none: nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_sessions: Option<GivenSessions>,
}

/// A bound on the plans that hold as many sessions of each offering and station in each first slot as the plan does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenSessions {
    /// No valid plan with these sessions earns more, in points.
    pub bound: Points,
    /// In the certificate's scale.
    pub prices: Prices,
}

/// A proof by branching: parts of the day that no session leaves, each with a tree of cases that leaves no plan out, and
/// prices for each case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branching {
    /// Prices that hold in all parts and cases, in the certificate's scale.
    pub prices: Prices,
    pub trees: Vec<BranchingTree>,
}

/// The cases of some slots. No two trees have a slot in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchingTree {
    /// The tree is about the sessions that take place in these slots alone.
    pub slots: Vec<String>,
    /// For what there is a price in every list of prices: in the place of a price its place in the lists, counted from 1.
    pub places: Prices,
    /// Lists of prices, to be paid on top of those that hold in all parts.
    pub prices: Vec<Vec<i64>>,
    /// From the root: after a split all nodes of its first side, then all of its second.
    pub nodes: Vec<BranchingNode>,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchingNode {
    Split(Split),
    /// A case, with the number of its list of prices, counted from 0.
    Leaf(usize),
}

/// Two sides that leave nothing out: at most so many sessions of an offering or station start in a slot, or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    pub slot: String,
    pub at_most: u64,
}

/// Prices of everything scarce, none below zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// Learner, slot: a learner is in one place at a time.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub learner: Table,
    /// Learner, offering: uses of a candidate.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub candidate: Table,
    /// Learner, key: uses of the candidates of an exclusive key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub exclusive: Table,
    /// Learner, requirement: a slot short; at most its cost.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub shortfall: Table,
    /// Learner, requirement: a slot beyond; at most its cost.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub excess: Table,
    /// Pool, slot: a unit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub device: Table,
    /// Person, first slot, number of slots: a session of that length served from that slot on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub staff: BTreeMap<String, BTreeMap<String, BTreeMap<u32, i64>>>,
    /// Room, slot: a session in it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub room: Table,
    /// Room, slot: a learner in it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub place: Table,
    /// Offering: a session a day.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub offering: BTreeMap<String, i64>,
    /// Station: a session a day.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub station: BTreeMap<String, i64>,
}

impl Prices {
    /// The same rows at other prices.
    #[must_use]
    pub fn with(&self, price: impl Fn(i64) -> i64) -> Prices {
        let mut prices = self.clone();
        prices.each().for_each(|found| *found = price(*found));
        prices
    }

    /// Whether all prices are such.
    pub fn all(&self, is_such: impl Fn(i64) -> bool) -> bool {
        self.clone().each().all(|price| is_such(*price))
    }

    /// Every price, whatever it is on.
    fn each(&mut self) -> impl Iterator<Item = &mut i64> {
        let Prices { learner, candidate, exclusive, shortfall, excess, device, staff, room, place, offering, station } =
            self;
        let tables = [learner, candidate, exclusive, shortfall, excess, device, room, place];
        let by_two = tables.into_iter().flat_map(BTreeMap::values_mut).flat_map(BTreeMap::values_mut);
        let days = staff.values_mut().flat_map(BTreeMap::values_mut).flat_map(BTreeMap::values_mut);
        by_two.chain(days).chain(offering.values_mut()).chain(station.values_mut())
    }
}
