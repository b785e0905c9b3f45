//! `badges.csv`: badges awarded by rules, with what they rest on.

use daybreak_night::report::Report;
use daybreak_school::awards::{Badge, Proof};
use daybreak_school::posted::Posted;
use daybreak_school::ruling::BadgeRule;
use daybreak_school::school::{Learner, School};

use super::Table;
use super::columns::{Columns, LEARNER, NEW, SITE};
use crate::sheet::{Audience, Cell, Form, id, list, text};

pub struct Badges;

pub struct Row<'a> {
    school: &'a School,
    learner: &'a Learner,
    rule: &'a Posted<BadgeRule>,
    badge: &'a Badge,
}

impl Table for Badges {
    const NAME: &'static str = "badges";
    const WHAT: &'static str = "badges that the school's rules award, by learner and rule";
    const AUDIENCE: &'static [Audience] =
        &[Audience::Learner, Audience::Family, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("badge", Form::Id, "the rule's id", |row| id(&row.rule.id))
            .column("title", Form::Text, "the badge's title", |row| text(&row.rule.body.title))
            .column("earned_on", Form::Date, "the day on which the last thing it asks for was there", |row| {
                Cell::Date(row.badge.earned_on)
            })
            .shared(NEW, |row| Cell::Flag(row.badge.is_new))
            .column(
                "evidence",
                Form::List,
                "what it rests on: a competency, `mastered` or the kind of evidence, and the day",
                |row| list(row.badge.proofs.iter().map(|proof| proof_text(row.school, proof))),
            )
            .column("why", Form::Text, "what it is awarded for, as the rule says", |row| text(&row.rule.why))
    }

    /// One row a badge, by learner and rule.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        report.awards.badges.iter().map(|badge| Row {
            school,
            learner: &school.learners[badge.learner.i()],
            rule: &report.rules.badges[badge.rule],
            badge,
        })
    }
}

/// For example `MA.5.NF.1 mastered 2026-11-20`.
fn proof_text(school: &School, proof: &Proof) -> String {
    let competency = &school.competencies[proof.competency.i()].id;
    format!("{competency} {} {}", proof.kind.map_or("mastered", |kind| kind.word()), proof.on)
}
