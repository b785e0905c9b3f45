//! `wishes.csv`: every wish in force, granted or declined, with the reason. Fit for the learner who wished.

use std::borrow::Cow;

use daybreak_night::explanation::WishOutcome;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::ids::ModalityIdx;
use daybreak_school::school::{School, Wish, WishFor};

use super::Table;
use super::columns::{Columns, GRANTED, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Wishes;

pub struct Row<'a> {
    school: &'a School,
    site: &'a SiteReport,
    wish: &'a Wish,
    outcome: &'a WishOutcome,
}

impl Table for Wishes {
    const NAME: &'static str = "wishes";
    const WHAT: &'static str = "every wish in force, granted or declined, by learner and rank";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.site.site.i()].id))
            .shared(LEARNER, |row| id(&row.school.learners[row.wish.learner.i()].id))
            .column(
                "kind",
                Form::Word,
                "lesson, competency, modality, interest, place, time, partner or staff",
                |row| text(words(row.school, &row.wish.what).0),
            )
            .column("value", Form::Id, "what was wished for, as in the package", |row| {
                Cell::Id(words(row.school, &row.wish.what).1)
            })
            .column("rank", Form::Integer("rank"), "1 is the dearest", |row| integer(row.wish.rank))
            .shared(GRANTED, |row| Cell::Flag(row.outcome.answer.is_granted()))
            .column("session", Form::Id, "the session that grants it", |row| {
                maybe(row.outcome.answer.session(), |k| id(&row.site.plan.sessions[k].id))
            })
            .column("reason", Form::Text, "when it takes place, or why not, in the learner's words", |row| {
                text(&row.outcome.reason)
            })
    }

    /// Rows by site, then as in the school: by learner and rank.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let all = report.sites.iter().flat_map(|site| site.explanations.wishes.iter().map(move |wish| (site, wish)));
        all.map(move |(site, outcome)| Row { school, site, wish: &school.wishes[outcome.wish.i()], outcome })
    }
}

/// The kind and value as a package writes them.
pub fn words<'a>(school: &'a School, what: &'a WishFor) -> (&'static str, Cow<'a, str>) {
    let modality = |at: ModalityIdx| school.modalities[at.i()].id.as_str();
    match what {
        WishFor::Lesson(at) => ("lesson", Cow::from(&school.lessons[at.i()].id)),
        WishFor::Competency(at) => ("competency", Cow::from(&school.competencies[at.i()].id)),
        WishFor::Modality(at) => ("modality", Cow::from(modality(*at))),
        WishFor::Interest(tag) => ("interest", Cow::from(tag)),
        WishFor::Place(place) => ("place", Cow::from(place)),
        WishFor::Time { slot, subject, modality: how } => {
            let with = subject.as_deref().or(how.map(modality));
            ("time", with.map_or(Cow::from(slot), |with| Cow::from(format!("{with}@{slot}"))))
        }
        WishFor::Partner(other) => ("partner", Cow::from(&school.learners[other.i()].id)),
        WishFor::Staff(person) => ("staff", Cow::from(&school.staff[person.i()].id)),
    }
}
