//! `matters.csv`: what needs a person, gathered: what has one cause and one person who could mend it is one line.

use std::collections::BTreeSet;

use daybreak_night::explanation::{Matter, Urgency};
use daybreak_night::kind::ConcernKind;
use daybreak_night::report::Report;

use super::Table;
use super::columns::Columns;
use crate::sheet::{Audience, Cell, Form, id, integer, list, text};

pub struct Matters;

/// One line.
#[derive(Clone, Debug)]
pub struct Gathered<'a> {
    pub severity: Urgency,
    pub kind: &'static str,
    pub site: &'a str,
    pub mends: &'static str,
    pub subjects: Vec<&'a str>,
    /// Exceptions that it stands for, and how many of them are new since the former night; none: there is none.
    pub n: usize,
    pub new: Option<usize>,
    pub what: &'a str,
    pub next_step: &'a str,
    pub is_tried: bool,
    weight: i64,
}

impl Gathered<'_> {
    /// Whether nothing of it is new.
    pub fn is_known(&self) -> bool {
        self.new == Some(0)
    }
}

pub struct Row<'a> {
    rank: usize,
    one: Gathered<'a>,
}

impl Table for Matters {
    const NAME: &'static str = "matters";
    const WHAT: &'static str = "what needs a person, gathered: exceptions with one cause that one person could mend are one line, the most urgent and weightiest first";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .column("rank", Form::Integer("place"), "1: the first to look at", |row| integer(row.rank))
            .column("severity", Form::Word, "act (before the day begins), look (somebody should) or know", |row| {
                text(row.one.severity.word())
            })
            .column("kind", Form::Word, "a word of the list of kinds", |row| text(row.one.kind))
            .column("site", Form::Id, "the site's id; empty: the whole package", |row| id(row.one.site))
            .column(
                "mends",
                Form::Word,
                "who could mend it: coordinator, teacher, data (feeds) or curriculum (lessons and their order)",
                |row| text(row.one.mends),
            )
            .column("subjects", Form::List, "whom or what it is about", |row| list(row.one.subjects.clone()))
            .column(
                "exceptions",
                Form::Integer("exceptions"),
                "how many lines of exceptions.csv it stands for",
                |row| integer(row.one.n),
            )
            .column(
                "new",
                Form::Integer("exceptions"),
                "how many of them the former night did not have; empty: there was none",
                |row| row.one.new.map_or(Cell::Empty, integer),
            )
            .column("what", Form::Text, "what, a sentence", |row| text(row.one.what.to_owned()))
            .column(
                "next_step",
                Form::Text,
                "the next step, a sentence; empty: exceptions.csv has one for each",
                |row| text(row.one.next_step.to_owned()),
            )
            .column("tried", Form::Flag, "yes: the step was tried on the plan, or on the plotted ways", |row| {
                Cell::Flag(row.one.is_tried)
            })
    }

    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        gathered(report).into_iter().enumerate().map(|(at, one)| Row { rank: at + 1, one })
    }
}

/// All matters: sites that failed, then by urgency and weight over all sites.
pub fn gathered(report: &Report) -> Vec<Gathered<'_>> {
    let site_id = |at: daybreak_school::ids::SiteIdx| report.school.sites[at.i()].id.as_str();
    let new = |kind: ConcernKind, site: &str, subjects: &mut dyn Iterator<Item = (&str, &str)>| {
        let told = report.told_before.as_ref()?;
        let is_new =
            |(subject, slot): &(&str, &str)| !told.contains(&[kind.word(), site, subject, slot].map(str::to_owned));
        Some(subjects.filter(is_new).collect::<BTreeSet<_>>().len())
    };
    let mut all: Vec<Gathered<'_>> = Vec::new();
    for (site, exception) in &report.exceptions {
        let site = site.map_or("", site_id);
        let key = (exception.subject.as_str(), exception.slot.as_deref().unwrap_or_default());
        all.push(Gathered {
            severity: exception.urgency,
            kind: exception.kind.word(),
            site,
            mends: daybreak_night::explanation::Mender::Data.word(),
            subjects: vec![&exception.subject],
            n: 1,
            new: new(exception.kind, site, &mut std::iter::once(key)),
            what: &exception.what,
            next_step: &exception.what_would_help,
            is_tried: false,
            weight: exception.weight,
        });
    }
    for site in &report.sites {
        let id = site_id(site.site);
        for matter in &site.explanations.matters {
            let Matter { urgency, kind, mends, subjects, stands_for, what, next_step, is_tried, weight } = matter;
            let mut keys =
                stands_for.iter().map(|(subject, slot)| (subject.as_str(), slot.as_deref().unwrap_or_default()));
            all.push(Gathered {
                severity: *urgency,
                kind: kind.word(),
                site: id,
                mends: mends.word(),
                subjects: subjects.iter().map(String::as_str).collect(),
                n: stands_for.len(),
                new: new(*kind, id, &mut keys),
                what,
                next_step,
                is_tried: *is_tried,
                weight: *weight,
            });
        }
    }
    all.sort_by_key(|one| (one.severity, std::cmp::Reverse(one.weight)));
    let failed = report.failed.iter().map(|failure| Gathered {
        severity: Urgency::Act,
        kind: ConcernKind::SiteFailed.word(),
        site: site_id(failure.site),
        mends: daybreak_night::explanation::Mender::Data.word(),
        subjects: vec![site_id(failure.site)],
        n: 1,
        new: None,
        what: &failure.why,
        next_step: "",
        is_tried: false,
        weight: i64::MAX,
    });
    failed.chain(all).collect()
}
