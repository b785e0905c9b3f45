//! What people decided: pins that can hold together become part of the problem, the others are left out.

use crate::model::day::SiteDay;
use crate::model::explanation::Notice;
use crate::model::problem::Problem;

/// Adds the pins of the day to the problem and tells which were left out, and why.
pub fn add(_day: &SiteDay<'_>, _problem: &mut Problem) -> Vec<Notice> {
    Vec::new()
}
