//! `mastery.csv`: what each learner knows, where there is evidence. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date, text};
use crate::model::ids::LearnerIdx;
use crate::model::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    competency: &'a str,
    mastery: String,
    status: &'a str,
    evidence: u32,
    last_seen: String,
    due_review: String,
}

/// Rows by learner (which are in order of site and id), then competency.
pub fn table(report: &Report) -> OutputFile {
    let school = &report.school;
    let rows = school.learners.iter().enumerate().flat_map(|(i, learner)| {
        report.states.of(LearnerIdx::at(i)).iter().map(move |state| Row {
            site: &school.sites[learner.site.i()].id,
            learner: &learner.id,
            competency: &school.competencies[state.competency.i()].id,
            mastery: format!("{:.3}", state.mastery),
            status: state.status.word(),
            evidence: state.evidence,
            last_seen: text(state.last_seen),
            due_review: date(state.due_review),
        })
    });
    table::file("mastery", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::export::dictionary::assert_header("mastery", Row::default());
    }
}
