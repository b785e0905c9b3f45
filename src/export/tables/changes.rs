//! `changes.csv`: what has changed in each learner's next week since another night, and why.

use daybreak_night::report::Report;
use daybreak_school::pathway::Change;
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Form, id, text};

pub struct Changes;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    change: &'a Change,
}

impl Table for Changes {
    const NAME: &'static str = "changes";
    const WHAT: &'static str = "what has changed in each learner's next week since the night named by `--start-from` (no row without one), by learner and competency";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("competency", Form::Id, "of what", |row| id(&row.school.competencies[row.change.competency.i()].id))
            .column("change", Form::Word, "added to the next seven days, or removed from them", |row| {
                text(row.change.what.word())
            })
            .column(
                "why",
                Form::Word,
                "mastered, forgotten (known then, not now), new goal, no goal needs it, ahead (what comes before it takes less time than thought), behind (more time), or better order (by more than `change_gain_min` of the pacing policy)",
                |row| text(row.change.why.word()),
            )
    }

    /// One row a change, by learner and competency; none without another night to start from.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let changes = report.pathways.changes.iter();
        changes.map(|change| Row { school, learner: &school.learners[change.learner.i()], change })
    }
}
