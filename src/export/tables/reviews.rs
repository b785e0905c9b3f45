//! `reviews.csv`: when each learner looks again at what is known.

use daybreak_day::time::monday;
use daybreak_night::report::Report;
use daybreak_school::pathway::Review;
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, maybe};

pub struct Reviews;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    review: &'a Review,
}

impl Table for Reviews {
    const NAME: &'static str = "reviews";
    const WHAT: &'static str = "when each learner looks again at what is known, planned for the coming weeks where forgetting would cost most, within `review_share_max` of learning time; by learner, date and competency";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("week", Form::Date, "its Monday", |row| Cell::Date(monday(row.review.date)))
            .column("date", Form::Date, "the day planned", |row| Cell::Date(row.review.date))
            .column("competency", Form::Id, "what is looked at again", |row| {
                id(&row.school.competencies[row.review.competency.i()].id)
            })
            .column(
                "minutes",
                Form::Decimal(0, "minutes"),
                "minutes set aside for it; 0: other work does it by the way",
                |row| Cell::Decimal(row.review.minutes),
            )
            .column("foreseen", Form::Decimal(2, "probability, 0 to 1"), "success foreseen without it", |row| {
                Cell::Decimal(row.review.foreseen)
            })
            .column(
                "by",
                Form::Id,
                "the work that practises it by the way: a step or another review; empty: it has its own time",
                |row| maybe(row.review.by, |work| id(&row.school.competencies[work.i()].id)),
            )
    }

    /// One row a review, by learner, date and competency.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let reviews = report.pathways.reviews.iter();
        reviews.map(|review| Row { school, learner: &school.learners[review.learner.i()], review })
    }
}
