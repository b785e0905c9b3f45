//! `proposals.csv`: what learners proposed for slots of the day, and what is planned. Fit for the learner who proposed.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::candidate::Activity;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::School;
use daybreak_school::voice::{Proposal, ProposalOutcome};

/// What a session apart is called where a learner may see it.
const PLANNED_TIME: &str = "planned-time";

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    slot: &'a str,
    proposed: String,
    planned: &'a str,
    session: &'a str,
    kept: &'a str,
    why: &'a str,
}

/// Rows by site, learner and slot.
pub fn table(report: &Report) -> OutputFile {
    let all =
        report.sites.iter().flat_map(|site| site.explanations.proposals.iter().map(move |outcome| (site, outcome)));
    table::file("proposals", all.map(|(site, outcome)| row(report, site, outcome)))
}

fn row<'a>(report: &'a Report, site: &'a SiteReport, outcome: &'a ProposalOutcome) -> Row<'a> {
    let school = &report.school;
    let proposal = &school.proposals[outcome.proposal.i()];
    let learner = &school.learners[proposal.learner.i()].id;
    Row {
        site: &school.sites[site.site.i()].id,
        learner,
        slot: &proposal.slot,
        proposed: proposed(school, proposal),
        planned: outcome.session.map_or("", |k| planned(school, site, k, learner)),
        session: outcome.session.map_or("", |k| &site.plan.sessions[k].id),
        kept: if outcome.kept { "yes" } else { "no" },
        why: &outcome.reason,
    }
}

/// What was proposed, as `KIND:VALUE`.
fn proposed(school: &School, proposal: &Proposal) -> String {
    let named = [
        ("lesson", proposal.lesson.map(|at| school.lessons[at.i()].id.as_str())),
        ("competency", proposal.competency.map(|at| school.competencies[at.i()].id.as_str())),
        ("modality", proposal.modality.map(|at| school.modalities[at.i()].id.as_str())),
        ("place", proposal.place.as_deref()),
        ("partner", proposal.partner.map(|at| school.learners[at.i()].id.as_str())),
    ];
    let words: Vec<String> = named.iter().filter_map(|(kind, id)| id.map(|id| format!("{kind}:{id}"))).collect();
    words.join(";")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("proposals", Row::default());
    }
}
