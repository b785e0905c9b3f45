//! `exceptions.csv`: whatever a person should see, ranked over all sites. For staff.

use daybreak_night::explanation::{Exception, Urgency};
use daybreak_night::kind::ConcernKind;
use daybreak_night::report::Report;
use daybreak_school::ids::SiteIdx;

use super::Table;
use super::columns::Columns;
use crate::sheet::{Audience, Form, id, text};

pub struct Exceptions;

#[derive(Default)]
pub struct Row<'a> {
    severity: &'a str,
    kind: &'a str,
    site: &'a str,
    subject: &'a str,
    slot: &'a str,
    what: &'a str,
    why: &'a str,
    what_would_help: &'a str,
}

impl Table for Exceptions {
    const NAME: &'static str = "exceptions";
    const WHAT: &'static str = "whatever a person should see, the most urgent and weightiest first";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .column("severity", Form::Word, "act (before the day begins), look (somebody should) or know", |row| {
                text(row.severity)
            })
            .column("kind", Form::Word, "a word of the list of kinds", |row| text(row.kind))
            .column("site", Form::Id, "the site's id; empty: the whole package", |row| id(row.site))
            .column(
                "subject",
                Form::Id,
                "the id of the learner, lesson, resource or site concerned; of a group, its kind and name",
                |row| id(row.subject),
            )
            .column("slot", Form::Id, "the slot's id, where one is concerned", |row| id(row.slot))
            .column("what", Form::Text, "what happened, a sentence", |row| text(row.what))
            .column("why", Form::Text, "why, a sentence", |row| text(row.why))
            .column("what_would_help", Form::Text, "the smallest change that would, as far as one is known", |row| {
                text(row.what_would_help)
            })
    }

    /// Sites that failed first, then by urgency and weight over all sites; equal ones in order of site.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let failed = report.failed.iter().map(|failure| {
            let site = &report.school.sites[failure.site.i()].id;
            Row {
                severity: Urgency::Act.word(),
                kind: ConcernKind::SiteFailed.word(),
                site,
                subject: site,
                what: &failure.why,
                ..Row::default()
            }
        });
        let found = ranked(report).into_iter().map(|(site, exception)| Row {
            severity: exception.urgency.word(),
            kind: exception.kind.word(),
            site,
            subject: &exception.subject,
            slot: exception.slot.as_deref().unwrap_or_default(),
            what: &exception.what,
            why: &exception.why,
            what_would_help: &exception.what_would_help,
        });
        failed.chain(found)
    }
}

/// All exceptions with their site (empty: of the whole package), the most urgent and weightiest first.
pub fn ranked(report: &Report) -> Vec<(&str, &Exception)> {
    let id_of = |site: Option<SiteIdx>| site.map_or("", |site| report.school.sites[site.i()].id.as_str());
    let of_sites = report.sites.iter().flat_map(|site| {
        let id = report.school.sites[site.site.i()].id.as_str();
        site.explanations.exceptions.iter().map(move |exception| (id, exception))
    });
    let mut all: Vec<(&str, &Exception)> =
        report.exceptions.iter().map(|(site, exception)| (id_of(*site), exception)).chain(of_sites).collect();
    // Stable: equal ones stay in the order of sites and of the stage that ranked them.
    all.sort_by_key(|(_, exception)| (exception.urgency, std::cmp::Reverse(exception.weight)));
    all
}
