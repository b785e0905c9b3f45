//! What a package says and could not be used: whoever it protects has to be looked after by a person before the day.

use super::concerns::Weighed;
use daybreak_day::time::Date;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::Urgency;
use daybreak_school::restricts::Restricts;
use daybreak_school::school::School;

/// Weights by what is lifted, in points: above what a plan may lack of its own, since these are safety and law first.
const WEIGHT: i64 = 1_000_000;

/// Every restriction that may hold on a date, and every table that is lost.
pub fn lost(school: &School, date: Date) -> impl Iterator<Item = Weighed> + '_ {
    let restrictions = school.lost.restrictions.iter().filter(move |one| one.holds.covers(date));
    let restrictions = restrictions.map(|one| Weighed {
        weight: WEIGHT * rank(one.restricts),
        concern: Concern::RestrictionUnread(one.clone()),
        urgency: Urgency::Act,
    });
    let tables = school.lost.tables.iter().map(|one| Weighed {
        weight: WEIGHT,
        concern: Concern::TableLost(one.clone()),
        urgency: Urgency::Act,
    });
    restrictions.chain(tables)
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
