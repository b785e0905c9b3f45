//! The hard rules, one file each. A new rule is a variant of [`Rule`], a file here, and an arm below.

mod apart;
mod apart_places;
mod copies;
mod devices;
mod group_size;
pub(super) mod never_alone;
mod one_place;
mod only_candidates;
mod pins;
pub(super) mod requirements;
mod rooms;
mod staff;

use daybreak_day::verdict::{Rule, Violation};

use super::record::Record;

/// Adds every violation of one rule.
pub(super) fn judge(rule: Rule, record: &Record, found: &mut Vec<Violation>) {
    match rule {
        // Form is asked while the plan is read, claims are asked once the objective is known.
        Rule::Form | Rule::Claim | Rule::Bound => {}
        Rule::OnePlace => one_place::judge(record, found),
        Rule::OnlyCandidates => only_candidates::judge(record, found),
        Rule::GroupSize => group_size::judge(record, found),
        Rule::Rooms => rooms::judge(record, found),
        Rule::Staff => staff::judge(record, found),
        Rule::Devices => devices::judge(record, found),
        Rule::Copies => copies::judge(record, found),
        Rule::Apart => apart::judge(record, found),
        Rule::Pins => pins::judge(record, found),
        Rule::Requirements => requirements::judge(record, found),
        Rule::NeverAlone => never_alone::judge(record, found),
        Rule::ApartPlaces => apart_places::judge(record, found),
    }
}
