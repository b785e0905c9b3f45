//! `proposals.csv`: what learners proposed for slots of the day, and what is planned. Fit for the learner who proposed.

use daybreak_night::candidate::Activity;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::School;
use daybreak_school::voice::{Proposal, ProposalOutcome};

use super::Table;
use super::columns::{Columns, LEARNER, SITE, SLOT};
use crate::sheet::{Audience, Cell, Form, id, list, maybe, text};

/// What a session apart is called where a learner may see it.
const PLANNED_TIME: &str = "planned-time";

pub struct Proposals;

pub struct Row<'a> {
    school: &'a School,
    site: &'a SiteReport,
    learner: &'a str,
    proposal: &'a Proposal,
    outcome: &'a ProposalOutcome,
}

impl Table for Proposals {
    const NAME: &'static str = "proposals";
    const WHAT: &'static str = "what learners proposed for slots of the day, by learner and slot";
    const AUDIENCE: &'static [Audience] = &[Audience::Learner, Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.site.site.i()].id))
            .shared(LEARNER, |row| id(row.learner))
            .shared(SLOT, |row| id(&row.proposal.slot))
            .column("proposed", Form::List, "KIND:VALUE, all of which should hold", |row| {
                list(proposed(row.school, row.proposal))
            })
            .column(
                "planned",
                Form::Id,
                "the lesson planned then; planned-time: with an adult; empty: nothing",
                |row| maybe(row.outcome.session, |k| id(planned(row.school, row.site, k, row.learner))),
            )
            .column("session", Form::Id, "the session planned then; empty: none", |row| {
                maybe(row.outcome.session, |k| id(&row.site.plan.sessions[k].id))
            })
            .column("kept", Form::Flag, "whether the plan keeps it", |row| Cell::Flag(row.outcome.kept))
            .column("why", Form::Text, "what stood in the way, in the learner's words", |row| text(&row.outcome.reason))
    }

    /// Rows by site, learner and slot.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let all = report.sites.iter().flat_map(|site| site.explanations.proposals.iter().map(move |kept| (site, kept)));
        all.map(move |(site, outcome)| {
            let proposal = &school.proposals[outcome.proposal.i()];
            Row { school, site, learner: &school.learners[proposal.learner.i()].id, proposal, outcome }
        })
    }
}

/// What was proposed, each as `KIND:VALUE`.
fn proposed(school: &School, proposal: &Proposal) -> Vec<String> {
    let named = [
        ("lesson", proposal.lesson.map(|at| school.lessons[at.i()].id.as_str())),
        ("competency", proposal.competency.map(|at| school.competencies[at.i()].id.as_str())),
        ("modality", proposal.modality.map(|at| school.modalities[at.i()].id.as_str())),
        ("place", proposal.place.as_deref()),
        ("partner", proposal.partner.map(|at| school.learners[at.i()].id.as_str())),
    ];
    named.iter().filter_map(|(kind, id)| id.map(|id| format!("{kind}:{id}"))).collect()
}

/// The lesson that the learner does in the session.
fn planned<'a>(school: &'a School, site: &'a SiteReport, session: usize, learner: &str) -> &'a str {
    let seat = site.plan.sessions[session].learners.iter().find(|seat| seat.id == learner);
    let offerings = &site.formulation.problem.offerings;
    let at = seat.and_then(|seat| offerings.iter().position(|offering| offering.id == seat.offering));
    match at.map(|at| site.formulation.activities[at]) {
        Some(Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _)) => &school.lessons[lesson.i()].id,
        Some(Activity::Service(_)) => PLANNED_TIME,
        None => "",
    }
}
