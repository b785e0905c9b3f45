//! `services.csv`: the ledger of minutes owed. For staff.

use daybreak_night::explanation::ServiceOutcome;
use daybreak_night::report::Report;
use daybreak_school::school::{School, Service, Setting};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Services;

pub struct Row<'a> {
    school: &'a School,
    site: &'a str,
    service: &'a Service,
    line: &'a ServiceOutcome,
}

impl Table for Services {
    const NAME: &'static str = "services";
    const WHAT: &'static str = "the ledger of every service in force, minutes of the current period, by learner";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const MINUTES: Form = Form::Integer("minutes");
        Columns::<Row>::new()
            .shared(SITE, |row| id(row.site))
            .shared(LEARNER, |row| id(&row.school.learners[row.service.learner.i()].id))
            .column("service", Form::Id, "the service's own id", |row| id(&row.service.service))
            .column("owed", MINUTES, "minutes owed in the period around the day", |row| integer(row.line.owed))
            .column("delivered", MINUTES, "minutes delivered in it before the day", |row| integer(row.line.delivered))
            .column("planned", MINUTES, "minutes planned on the day", |row| integer(row.line.planned))
            .column(
                "still_owed",
                MINUTES,
                "minutes that stay owed after it: owed + make_up - delivered - planned, 0 or more",
                |row| integer(row.line.still_owed),
            )
            .column(
                "by_when",
                Form::Date,
                "the last day of the period on which the learner and somebody qualified are there; empty: none is left",
                |row| maybe(row.line.by_when, Cell::Date),
            )
            .column(
                "cause",
                Form::Word,
                "why minutes stay owed: later (later days have room), not_placed, learner_away, own_time (too few slots of \
                 the learner with somebody qualified), specialists (owed more than they have); empty: none stay owed",
                |row| maybe(row.line.cause, |cause| text(cause.word())),
            )
            .column(
                "make_up",
                MINUTES,
                "minutes that earlier periods stayed short of, as it stood when the period began",
                |row| integer(row.line.make_up),
            )
            .column(
                "missed",
                Form::Word,
                "why: learner_absent, staff_absent, no_record, not_planned; empty: nothing to make up",
                |row| maybe(row.line.missed, |missed| text(missed.word())),
            )
            .column(
                "make_up_by",
                Form::Date,
                "until when what the period stays short of is owed on top; empty: nothing is",
                |row| maybe(row.line.make_up_until.filter(|_| row.line.still_owed > 0), Cell::Date),
            )
            .column("period_from", Form::Date, "first day of the period", |row| Cell::Date(row.line.period.0))
            .column("period_until", Form::Date, "last day of the period", |row| Cell::Date(row.line.period.1))
            .column(
                "short",
                MINUTES,
                "minutes for which the rest of the period has no place, as far as can be seen today",
                |row| integer(row.line.short),
            )
            .column("setting", Form::Word, "apart or class: the same service may be owed in both", |row| {
                text(match row.service.setting {
                    Setting::Apart => "apart",
                    Setting::WithClass => "class",
                })
            })
    }

    /// Rows by site, then as in the school: by learner and service.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let lines =
            report.sites.iter().flat_map(|site| site.explanations.services.iter().map(move |line| (site, line)));
        lines.map(move |(site, line)| Row {
            school,
            site: &school.sites[site.site.i()].id,
            service: &school.services[line.service.i()],
            line,
        })
    }
}
