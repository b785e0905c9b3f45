//! `worst_off.csv`: the tenth of a site's learners whose day is worth least, the least first. For staff.

use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::School;
use daybreak_school::voice::LearnerDay;

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, list};

pub struct WorstOff;

pub struct Row<'a> {
    school: &'a School,
    rank: usize,
    day: &'a LearnerDay,
}

impl Table for WorstOff {
    const NAME: &'static str = "worst_off";
    const WHAT: &'static str = "the tenth of a site's learners whose day is worth least, the least first";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const SLOTS: Form = Form::Integer("slots");
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.day.site.i()].id))
            .column("rank", Form::Integer("rank"), "1 is worth least", |row| integer(row.rank))
            .shared(LEARNER, |row| id(&row.school.learners[row.day.learner.i()].id))
            .column(
                "points_per_slot",
                Form::Decimal(0, "points a slot"),
                "points of what the learner does, by slot in which the learner is there",
                |row| Cell::Decimal(row.day.points_per_slot()),
            )
            .column("slots", SLOTS, "slots in which the learner is there", |row| integer(row.day.slots))
            .column("planned", SLOTS, "of these, slots with a session", |row| integer(row.day.planned))
            .column("ready", SLOTS, "of these, slots of work that the learner is ready for", |row| {
                integer(row.day.ready)
            })
            .column("teacher_minutes", Form::Integer("minutes"), "minutes in which an adult teaches", |row| {
                integer(row.day.taught_minutes)
            })
            .column("asked", Form::Integer("wishes"), "wishes in force and proposals", |row| integer(row.day.asked))
            .column("granted", Form::Integer("wishes"), "of these, granted", |row| integer(row.day.granted))
            .column("missed", Form::List, "the rules on requirements whose minimum is missed", |row| {
                list(&row.day.missed)
            })
    }

    /// Rows by site, then from the day that is worth least.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let ranked = report.sites.iter().flat_map(|site| ranked(site).into_iter().enumerate());
        ranked.map(move |(at, day)| Row { school, rank: at + 1, day })
    }
}

fn ranked(site: &SiteReport) -> Vec<&LearnerDay> {
    let mut days: Vec<&LearnerDay> = site.days.iter().filter(|day| day.is_worst_tenth).collect();
    days.sort_by(|a, b| {
        let by_worth = a.points_per_slot().total_cmp(&b.points_per_slot());
        by_worth.then(a.taught_minutes.cmp(&b.taught_minutes)).then(a.learner.cmp(&b.learner))
    });
    days
}
