//! Asks whether a day problem makes sense: everything that is malformed, contradictory or doubtful, all at once.
//!
//! Errors: the document cannot be planned from (unknown ids, impossible numbers), or no plan can be valid (pins that
//! contradict H1 to H8 or each other, a hard requirement out of reach). A contradiction is reported only when it is
//! certain. Warnings: legal, but hardly meant (an offering that nobody can staff). What the previous plan names and
//! the problem lacks is a warning as well: a plan in force may know learners and rooms that are gone today.
//!
//! Every check is one function named by its code; places are JSON paths.

mod doubts;
mod learners;
mod names;
mod numbers;
mod pins;
mod pins_together;
mod references;

use crate::issue::{Issue, Place};
use crate::problem::Problem;

use names::Names;

/// Every fault and doubt of a problem, in the order of the checks; `name` is the file's name in their places.
///
/// A problem without an issue of severity error can be scheduled. Never panics.
pub fn validate_problem(name: &str, problem: &Problem) -> Vec<Issue> {
    let mut asked = Asked { file: name, problem, names: Names::of(problem), issues: Vec::new() };
    let checks: &[fn(&mut Asked)] = &[
        numbers::p101_format,
        references::p102_ids_unique,
        references::p110_slots_known,
        references::p111_offerings_known,
        references::p112_stations_known,
        references::p113_staff_known,
        references::p114_devices_known,
        references::p115_learners_known,
        references::p116_previous_known,
        numbers::p120_slot_times,
        numbers::p121_sizes,
        numbers::p122_slots_of_offering,
        numbers::p123_points,
        numbers::p124_change_cost,
        numbers::p125_costs_of_the_day,
        learners::p130_pairs_of_two,
        learners::p131_candidate_once,
        learners::p132_after_is_candidate,
        learners::p133_after_cycle,
        learners::p134_requirement_range,
        learners::p135_requirement_within_reach,
        pins::p140_learner_there,
        pins::p141_offering_is_candidate,
        pins::p142_slot_can_be_covered,
        pins::p143_room_fits,
        pins::p144_person_fits,
        pins::p145_group_size_fits,
        pins_together::p150_one_learner_one_slot,
        pins_together::p151_candidate_rules,
        pins_together::p152_one_session,
        pins_together::p153_room_crowd,
        pins_together::p154_devices,
        pins_together::p155_apart_places,
        doubts::p180_nobody_can_staff,
        doubts::p181_no_room_can_hold,
        doubts::p182_too_few_devices,
        doubts::p183_no_candidates,
        doubts::p184_candidate_never_fits,
        doubts::p185_tag_of_nothing,
        doubts::p186_limit_of_zero,
        doubts::p187_cost_below_zero,
        doubts::p188_together_and_apart,
    ];
    for check in checks {
        check(&mut asked);
    }
    asked.issues
}

/// The problem that is asked about, and what was found so far.
struct Asked<'a> {
    file: &'a str,
    problem: &'a Problem,
    names: Names<'a>,
    issues: Vec<Issue>,
}

impl Asked<'_> {
    /// A place in the document.
    fn at(&self, path: impl Into<String>) -> Place {
        Place::path(self.file, path)
    }

    fn error(&mut self, code: &'static str, path: String, found: impl Into<String>, expected: impl Into<String>) {
        self.issues.push(Issue::error(code, self.at(path), found, expected));
    }

    fn warning(&mut self, code: &'static str, path: String, found: impl Into<String>, expected: impl Into<String>) {
        self.issues.push(Issue::warning(code, self.at(path), found, expected));
    }
}

#[cfg(test)]
mod tests;
