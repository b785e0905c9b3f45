//! `credits.csv`: credit earned so far, posted as soon as mastery is shown.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, text};
use daybreak_night::report::Report;
use daybreak_school::awards::Credit;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    competency: &'a str,
    credits: String,
    earned_on: String,
    evidence: u32,
    by: &'a str,
    new: &'a str,
}

/// One row a credit, by learner and competency.
pub fn table(report: &Report) -> OutputFile {
    table::file("credits", report.awards.credits.iter().map(|credit| row(report, credit)))
}

fn row<'a>(report: &'a Report, credit: &Credit) -> Row<'a> {
    let school = &report.school;
    let learner = &school.learners[credit.learner.i()];
    Row {
        site: &school.sites[learner.site.i()].id,
        learner: &learner.id,
        competency: &school.competencies[credit.competency.i()].id,
        credits: text(credit.credits),
        earned_on: text(credit.earned_on),
        evidence: credit.evidence,
        by: if credit.by_word { "teacher" } else { "evidence" },
        new: if credit.is_new { "yes" } else { "no" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("credits", Row::default());
    }
}
