//! One site's day as a problem that stands alone: everything in the school that shapes the day, and nothing else.
//!
//! Here ids become strings again: whoever reads `problem.json` needs no table of the school. The problem always has
//! a plan: what could make it impossible (a minimum that may not be reached, pins that contradict each other) gets
//! a cost or is left out with a concern.

mod accommodations;
mod balance;
mod bans;
mod company;
mod floors;
mod groups;
mod learners;
mod lookup;
mod offerings;
mod pairs;
mod pins;
mod places;
mod possible;
mod supply;
mod waivers;
mod witness;

use daybreak_day::problem::{Offering, PROBLEM_FORMAT, Problem};
use daybreak_night::candidate::Candidates;
use daybreak_night::concern::Concern;
use daybreak_night::formulation::Formulation;
use daybreak_night::owed::Owed;
use daybreak_night::standing::Standing;
use daybreak_school::day::SiteDay;
use daybreak_school::rules::Rules;

use offerings::Catalogue;

/// The site's problem on the date; without slots and learners when nothing is planned there then.
///
/// Offerings are in the order of the school's lessons, services last; learners, rooms and staff in the school's.
pub fn formulate(
    day: &SiteDay<'_>,
    owed: Owed,
    candidates: &Candidates,
    standing: &Standing,
    rules: &Rules,
) -> Formulation {
    let groups = groups::Groups::new(day, rules);
    let mut catalogue = Catalogue::new(day, rules, &groups, candidates);
    let mut concerns = candidates.concerns.clone();
    let (aside, without_device) = accommodations::devices(day);
    concerns.extend(without_device);
    let supply = supply::supply(day, rules, &catalogue, &aside);
    concerns.extend(possible::drop_impossible(day, &supply, &mut catalogue, candidates));
    concerns.extend(accommodations::unmet(day, rules, candidates, |learner, candidate| {
        catalogue.entry(learner, candidate).is_some()
    }));
    let mut learners = learners::learners(day, rules, candidates, &owed, &catalogue, standing);
    let mut supply = supply;
    bans::Bans::new(day).write(&mut learners, &mut supply.rooms);
    let offerings: Vec<Offering> = catalogue.entries.iter().map(|entry| entry.offering.clone()).collect();
    let too_far = groups.too_far_apart(&learners, &offerings);
    let problem = Problem {
        format: PROBLEM_FORMAT.to_string(),
        site: day.school.sites[day.site.i()].id.clone(),
        date: day.date,
        slots: supply.slots,
        rooms: supply.rooms,
        staff: supply.staff,
        devices: supply.devices,
        offerings,
        stations: catalogue.stations,
        learners,
        apart: pairs::apart(day, &too_far),
        apart_places: places::apart(day, rules, &groups),
        together: pairs::together(day, rules, standing, groups.pairs(rules), &too_far),
        never_alone: pairs::never_alone(day, rules),
        pins: Vec::new(),
        signed: Vec::new(),
        previous: None,
    };
    let mut formulation = Formulation {
        site: day.site,
        date: day.date,
        day_type: day.day_type.to_string(),
        problem,
        activities: catalogue.entries.iter().map(|entry| entry.key.activity()).collect(),
        places: catalogue.entries.iter().map(|entry| entry.key.place().map(str::to_string)).collect(),
        losses: catalogue.entries.iter().map(|entry| entry.loss).collect(),
        learners: day.learners.iter().map(|presence| presence.who).collect(),
        owed,
        concerns,
    };
    let signed = waivers::write(day, rules, &mut formulation);
    let (pins, left_out) = pins::pins(day, rules, &formulation);
    formulation.problem.pins = pins;
    formulation.concerns.extend(signed.into_iter().chain(left_out));
    merge(&mut formulation.concerns);
    formulation
}

/// Sorts the concerns and adds up those that concern the same lesson for the same cause.
fn merge(concerns: &mut Vec<Concern>) {
    concerns.sort();
    concerns.dedup_by(|later, kept| match (later, kept) {
        (
            Concern::LessonImpossible { lesson: a, why: why_a, learners: more },
            Concern::LessonImpossible { lesson: b, why: why_b, learners },
        ) if a == b && why_a == why_b => {
            *learners += *more;
            true
        }
        (later, kept) => later == kept,
    });
}
