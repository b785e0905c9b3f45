//! What a package says and could not be used: whoever it protects has to be looked after by a person before the day.

use super::concerns::Weighed;
use daybreak_day::time::Date;
use daybreak_night::concern::{Concern, PackageConcern};
use daybreak_night::explanation::Urgency;
use daybreak_school::restricts::Restricts;
use daybreak_school::school::School;

/// Weights by what is lifted, in points: above what a plan may lack of its own, since these are safety and law first.
const WEIGHT: i64 = 1_000_000;

/// What was handed over and matters before a date: restrictions that may hold and cannot be read, names that nobody knows,
/// tables that are lost or absent, gates that were let pass.
pub fn lost(school: &School, date: Date) -> impl Iterator<Item = Weighed> + '_ {
    let lost = &school.lost;
    let restrictions = lost.restrictions.iter().filter(move |one| one.holds.covers(date));
    let restrictions =
        restrictions.map(|one| act(WEIGHT * rank(one.restricts), PackageConcern::RestrictionUnread(one.clone())));
    let unnamed = lost.unnamed.iter();
    let unnamed = unnamed.map(|one| act(WEIGHT * rank(one.restricts), PackageConcern::NamesUnknown(one.clone())));
    let tables = lost.tables.iter().map(|one| act(WEIGHT, PackageConcern::TableLost(one.clone())));
    let absent = (!lost.absent.is_empty()).then(|| Weighed {
        weight: WEIGHT,
        concern: Concern::Package(PackageConcern::TablesAbsent(lost.absent.clone())),
        urgency: Urgency::Look,
    });
    let accepted = lost
        .accepted
        .iter()
        .map(|(gate, why)| act(WEIGHT, PackageConcern::GateAccepted { gate: gate.clone(), why: why.clone() }));
    let missing = lost.missing.iter().map(|why| act(WEIGHT * 8, PackageConcern::SiteMissing(why.clone())));
    let unreported = lost.unreported.iter().map(|one| Weighed {
        weight: one.lessons as i64,
        concern: Concern::Package(PackageConcern::Unreported(one.clone())),
        urgency: Urgency::Look,
    });
    restrictions.chain(unnamed).chain(tables).chain(absent).chain(accepted).chain(missing).chain(unreported)
}

/// To act on before the day.
fn act(weight: i64, concern: PackageConcern) -> Weighed {
    Weighed { weight, concern: Concern::Package(concern), urgency: Urgency::Act }
}

fn rank(restricts: Restricts) -> i64 {
    match restricts {
        Restricts::Closes => 7,
        Restricts::Separates => 6,
        Restricts::Removes => 5,
        Restricts::Protects => 4,
        Restricts::Owes => 3,
        Restricts::Limits => 2,
    }
}
