//! `reviews.csv`: when each learner looks again at what is known.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, text};
use daybreak_day::time::monday;
use daybreak_night::report::Report;
use daybreak_school::pathway::Review;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    week: String,
    date: String,
    competency: &'a str,
    minutes: String,
    foreseen: String,
    by: &'a str,
}

/// One row a review, by learner, date and competency.
pub fn table(report: &Report) -> OutputFile {
    table::file("reviews", report.pathways.reviews.iter().map(|review| row(report, review)))
}

fn row<'a>(report: &'a Report, review: &Review) -> Row<'a> {
    let school = &report.school;
    let learner = &school.learners[review.learner.i()];
    Row {
        site: &school.sites[learner.site.i()].id,
        learner: &learner.id,
        week: text(monday(review.date)),
        date: text(review.date),
        competency: &school.competencies[review.competency.i()].id,
        minutes: format!("{:.0}", review.minutes),
        foreseen: format!("{:.2}", review.foreseen),
        by: review.by.map_or("", |work| &school.competencies[work.i()].id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("reviews", Row::default());
    }
}
