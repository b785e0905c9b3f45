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
