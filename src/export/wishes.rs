//! `wishes.csv`: every wish in force, granted or declined, with the reason. Fit for the learner who wished.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::explanation::WishOutcome;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::{School, WishFor};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    kind: &'a str,
    value: String,
    rank: u32,
    granted: &'a str,
    session: &'a str,
    reason: &'a str,
}

/// Rows by site, then as in the school: by learner and rank.
pub fn table(report: &Report) -> OutputFile {
    let all = report.sites.iter().flat_map(|site| site.explanations.wishes.iter().map(move |wish| (site, wish)));
    table::file("wishes", all.map(|(site, outcome)| row(report, site, outcome)))
}

fn row<'a>(report: &'a Report, site: &'a SiteReport, outcome: &'a WishOutcome) -> Row<'a> {
    let school = &report.school;
    let wish = &school.wishes[outcome.wish.i()];
    let (kind, value) = words(school, &wish.what);
    let session = outcome.answer.session();
    Row {
        site: &school.sites[site.site.i()].id,
        learner: &school.learners[wish.learner.i()].id,
        kind,
        value,
        rank: wish.rank,
        granted: if outcome.answer.is_granted() { "yes" } else { "no" },
        session: session.map_or("", |k| &site.plan.sessions[k].id),
        reason: &outcome.reason,
    }
}

/// The kind and value as a package writes them.
fn words(school: &School, what: &WishFor) -> (&'static str, String) {
    let modality = |at: daybreak_school::ids::ModalityIdx| school.modalities[at.i()].id.as_str();
    match what {
        WishFor::Lesson(at) => ("lesson", school.lessons[at.i()].id.clone()),
        WishFor::Competency(at) => ("competency", school.competencies[at.i()].id.clone()),
        WishFor::Modality(at) => ("modality", modality(*at).to_owned()),
        WishFor::Interest(tag) => ("interest", tag.clone()),
        WishFor::Place(place) => ("place", place.clone()),
        WishFor::Time { slot, subject, modality: how } => {
            let with = subject.as_deref().or(how.map(modality));
            ("time", with.map_or(slot.clone(), |with| format!("{with}@{slot}")))
        }
        WishFor::Partner(other) => ("partner", school.learners[other.i()].id.clone()),
        WishFor::Staff(person) => ("staff", school.staff[person.i()].id.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("wishes", Row::default());
    }
}
