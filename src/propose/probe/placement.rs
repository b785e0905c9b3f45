//! Where a learner stands of whom too little is known.

use daybreak_night::question::Question;

use super::{Inquiry, Seat};

/// Single questions in the learner's first session of own work; none: enough is known, or there is no such session.
pub(super) fn placement(_inquiry: &Inquiry<'_>, _own: &[Seat<'_>]) -> Option<Vec<Question>> {
    None
}
