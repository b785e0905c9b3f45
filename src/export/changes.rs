//! `changes.csv`: what has changed in each learner's next week since another night, and why.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    competency: &'a str,
    change: &'a str,
    why: &'a str,
}

/// One row a change, by learner and competency; none without another night to start from.
pub fn table(report: &Report) -> OutputFile {
    let school = &report.school;
    let rows = report.pathways.changes.iter().map(|change| {
        let learner = &school.learners[change.learner.i()];
        Row {
            site: &school.sites[learner.site.i()].id,
            learner: &learner.id,
            competency: &school.competencies[change.competency.i()].id,
            change: change.what.word(),
            why: change.why.word(),
        }
    });
    table::file("changes", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("changes", Row::default());
    }
}
