//! `bands.csv`: whether the rules that hold a group near everybody held. For staff, and for whoever asks whether the day is
//! fair.

use daybreak_night::report::Report;
use daybreak_school::voice::BandOutcome;

use super::Table;
use super::columns::{Columns, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Bands;

pub struct Row<'a> {
    site: &'a str,
    outcome: &'a BandOutcome,
}

impl Table for Bands {
    const NAME: &'static str = "bands";
    const WHAT: &'static str = "whether the rules of kind `access` held, by site and rule; rules on fewer than ten learners, or on all but fewer than ten, are left out";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const MEAN: Form = Form::Decimal(1, "of the measure");
        Columns::<Row>::new()
            .shared(SITE, |row| id(row.site))
            .column("rule", Form::Id, "the rule's id", |row| id(&row.outcome.demand.rule))
            .column("tag", Form::Id, "the learners' tag", |row| id(&row.outcome.demand.tag))
            .column("measure", Form::Word, "teacher_minutes or on_grade (slots), as a mean of a day", |row| {
                text(row.outcome.demand.measure.word())
            })
            .column("band", Form::Integer("percent"), "by which the group may lie below everybody", |row| {
                integer(row.outcome.band)
            })
            .column(
                "group_before",
                MEAN,
                "the group's mean over the fairness window; empty: nothing was delivered",
                |row| maybe(row.outcome.demand.before, |(group, _)| Cell::Decimal(group)),
            )
            .column("all_before", MEAN, "everybody's mean over the fairness window", |row| {
                maybe(row.outcome.demand.before, |(_, all)| Cell::Decimal(all))
            })
            .column("owed_slots", Form::Integer("slots"), "that the rule asks for each of its learners today", |row| {
                integer(row.outcome.demand.slots_min)
            })
            .column("group", MEAN, "the group's mean in the plan", |row| Cell::Decimal(row.outcome.tonight.0))
            .column("all", MEAN, "everybody's mean in the plan", |row| Cell::Decimal(row.outcome.tonight.1))
            .column("held", Form::Flag, "whether it held", |row| Cell::Flag(row.outcome.held))
    }

    /// Rows by site and rule; rules on fewer than ten learners, or on all but a few, are left out.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let all = report.sites.iter().flat_map(|site| &site.bands);
        all.map(|outcome| Row { site: &report.school.sites[outcome.site.i()].id, outcome })
    }
}
