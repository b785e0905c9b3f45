//! `credits.csv`: credit earned so far, posted as soon as mastery is shown.

use daybreak_night::report::Report;
use daybreak_school::awards::Credit;
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, NEW, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, text};

pub struct Credits;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    credit: &'a Credit,
}

impl Table for Credits {
    const NAME: &'static str = "credits";
    const WHAT: &'static str = "credit earned so far, posted as soon as mastery is shown, by learner and competency";
    const AUDIENCE: &'static [Audience] =
        &[Audience::Learner, Audience::Family, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("competency", Form::Id, "what was mastered", |row| {
                id(&row.school.competencies[row.credit.competency.i()].id)
            })
            .column("credits", Form::Number("credits"), "credits that it carries", |row| {
                Cell::Decimal(row.credit.credits)
            })
            .column("earned_on", Form::Date, "the day on which mastery was shown", |row| {
                Cell::Date(row.credit.earned_on)
            })
            .column("evidence", Form::Integer("pieces"), "pieces of evidence that it rests on", |row| {
                integer(row.credit.evidence)
            })
            .column("by", Form::Word, "evidence or teacher (a teacher's word)", |row| {
                text(if row.credit.by_word { "teacher" } else { "evidence" })
            })
            .shared(NEW, |row| Cell::Flag(row.credit.is_new))
    }

    /// One row a credit, by learner and competency.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let credits = report.awards.credits.iter();
        credits.map(|credit| Row { school, learner: &school.learners[credit.learner.i()], credit })
    }
}
