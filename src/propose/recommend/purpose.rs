//! Why a competency is worth working on, in points by what earns them.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::CompetencyIdx;

/// Why a competency is worth working on, sorted by competency.
pub type Purposes = BTreeMap<CompetencyIdx, Purpose>;

/// The reasons for one competency.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// Progress in something new; earned in the measure of the way of learning.
    pub progress: Vec<(Reason, Points)>,
    /// Earned whatever the way.
    pub flat: Vec<(Reason, Points)>,
    /// Earned where mastery is shown.
    pub shown: Vec<(Reason, Points)>,
    /// Earned where learners work with one another.
    pub shared: Vec<(Reason, Points)>,
}
