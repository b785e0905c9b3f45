//! `requests.csv`: every teacher's request in force, granted or declined, with the reason. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::explanation::RequestOutcome;
use daybreak_night::report::{Report, SiteReport};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    staff: &'a str,
    learner: &'a str,
    lesson: &'a str,
    competency: &'a str,
    slot: &'a str,
    priority: u32,
    granted: &'a str,
    first: &'a str,
    first_by: &'a str,
    session: &'a str,
    reason: &'a str,
}

/// Rows by site, then as in the school: by person who asked, learner and priority.
pub fn table(report: &Report) -> OutputFile {
    let all = report.sites.iter().flat_map(|site| site.explanations.requests.iter().map(move |asked| (site, asked)));
    table::file("requests", all.map(|(site, outcome)| row(report, site, outcome)))
}

fn row<'a>(report: &'a Report, site: &'a SiteReport, outcome: &'a RequestOutcome) -> Row<'a> {
    let school = &report.school;
    let request = &school.requests[outcome.request.i()];
    let session = outcome.answer.session();
    Row {
        site: &school.sites[site.site.i()].id,
        staff: &school.staff[request.staff.i()].id,
        learner: &school.learners[request.learner.i()].id,
        lesson: request.lesson.map_or("", |at| &school.lessons[at.i()].id),
        competency: request.competency.map_or("", |at| &school.competencies[at.i()].id),
        slot: request.slot.as_deref().unwrap_or_default(),
        priority: request.priority,
        granted: if outcome.answer.is_granted() { "yes" } else { "no" },
        first: outcome.contest.map_or("", |contest| &school.staff[school.requests[contest.first.i()].staff.i()].id),
        first_by: outcome.contest.map_or("", |contest| contest.by.word()),
        session: session.map_or("", |k| &site.plan.sessions[k].id),
        reason: &outcome.reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("requests", Row::default());
    }
}
