//! `requests.csv`: every teacher's request in force, granted or declined, with the reason. For staff.

use daybreak_night::explanation::RequestOutcome;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::{Request, School};

use super::Table;
use super::columns::{Columns, GRANTED, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Requests;

pub struct Row<'a> {
    school: &'a School,
    site: &'a SiteReport,
    request: &'a Request,
    outcome: &'a RequestOutcome,
}

impl Table for Requests {
    const NAME: &'static str = "requests";
    const WHAT: &'static str = "every teacher's request in force, granted or declined, by person who asked";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.site.site.i()].id))
            .column("staff", Form::Id, "who asked", |row| id(&row.school.staff[row.request.staff.i()].id))
            .shared(LEARNER, |row| id(&row.school.learners[row.request.learner.i()].id))
            .column("lesson", Form::Id, "the lesson asked for; empty: none", |row| {
                maybe(row.request.lesson, |at| id(&row.school.lessons[at.i()].id))
            })
            .column("competency", Form::Id, "the competency asked for; empty: none", |row| {
                maybe(row.request.competency, |at| id(&row.school.competencies[at.i()].id))
            })
            .column("slot", Form::Id, "the slot asked for; empty: any", |row| maybe(row.request.slot.as_deref(), id))
            .column("priority", Form::Integer("rank"), "1 is the most urgent", |row| integer(row.request.priority))
            .shared(GRANTED, |row| Cell::Flag(row.outcome.answer.is_granted()))
            .column(
                "first",
                Form::Id,
                "who comes first among those who ask for the same learner and slot; empty: nobody else asks",
                |row| {
                    let first = row.outcome.contest.map(|contest| &row.school.requests[contest.first.i()]);
                    maybe(first, |first| id(&row.school.staff[first.staff.i()].id))
                },
            )
            .column(
                "first_by",
                Form::Word,
                "why: priority, turn (it was declined lately), rule (the school's order of requests) or id (nothing else tells them apart)",
                |row| maybe(row.outcome.contest, |contest| text(contest.by.word())),
            )
            .column("session", Form::Id, "the session that grants it", |row| {
                maybe(row.outcome.answer.session(), |k| id(&row.site.plan.sessions[k].id))
            })
            .column("reason", Form::Text, "when it takes place, or why not, a sentence", |row| {
                text(&row.outcome.reason)
            })
    }

    /// Rows by site, then as in the school: by person who asked, learner and priority.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let all =
            report.sites.iter().flat_map(|site| site.explanations.requests.iter().map(move |asked| (site, asked)));
        all.map(move |(site, outcome)| {
            let request = &school.requests[outcome.request.i()];
            Row { school, site, request, outcome }
        })
    }
}
