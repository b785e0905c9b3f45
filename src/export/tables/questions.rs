//! `questions.csv`: what should be found out today, since what is planned next hangs on it.

use daybreak_night::question::Question;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, DATE, LEARNER, SITE, SLOT};
use crate::sheet::{Audience, Cell, Column, Form, id, integer, maybe, text};

const SESSION: Column = Column {
    name: "session",
    form: Form::Id,
    what: "the session of own work in whose first minutes it is asked, as in plan.json",
};

pub struct Questions;

pub struct Row<'a> {
    report: &'a Report,
    school: &'a School,
    learner: &'a Learner,
    question: &'a Question,
}

impl Table for Questions {
    const NAME: &'static str = "questions";
    const WHAT: &'static str = "what should be found out today in the first minutes of own work, since what is planned next hangs on it; the answers are handed back in evidence.csv (a probe as `exit_ticket` with the share of its tasks that went right, a question of a placement as `quiz` with score 0 or 1 and weight 0.25); by learner, slot and competency";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.report.date))
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .shared(SLOT, |row| id(&row.question.slot))
            .shared(SESSION, |row| id(&row.question.session))
            .column(
                "form",
                Form::Word,
                "probe (a few tasks on one competency) or placement (one of many single questions that say where a learner stands)",
                |row| text(row.question.form.word()),
            )
            .column("competency", Form::Id, "what is asked about", |row| {
                id(&row.school.competencies[row.question.competency.i()].id)
            })
            .column("tasks", Form::Integer("tasks"), "how many tasks", |row| integer(row.question.n_tasks))
            .column("minutes", Form::Decimal(1, "minutes"), "minutes that it takes from the session", |row| {
                Cell::Decimal(row.question.minutes)
            })
            .column(
                "doubt",
                Form::Word,
                "perhaps known (so that nothing is left to learn), needed (untested or in doubt, and something next builds on it) or standing (too little is known of the learner)",
                |row| text(row.question.doubt.word()),
            )
            .column("for", Form::Id, "what builds on it; empty: nothing in particular", |row| {
                maybe(row.question.doubt.step(), |step| id(&row.school.competencies[step.i()].id))
            })
            .column(
                "worth",
                Form::Decimal(2, "lessons"),
                "lessons that the answer is expected to save, before its minutes; 0 for a placement",
                |row| Cell::Decimal(row.question.worth),
            )
    }

    /// Rows by site, then learner, slot and competency.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let row = move |question| -> Row<'_> {
            let question: &Question = question;
            Row { report, school, learner: &school.learners[question.learner.i()], question }
        };
        report.sites.iter().flat_map(|site: &SiteReport| &site.questions).map(row)
    }
}
