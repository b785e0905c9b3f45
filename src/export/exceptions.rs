//! `exceptions.csv`: whatever a person should see, ranked over all sites. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::explanation::{Exception, Urgency};
use daybreak_night::kind::ConcernKind;
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    severity: &'a str,
    kind: &'a str,
    site: &'a str,
    subject: &'a str,
    slot: &'a str,
    what: &'a str,
    why: &'a str,
    what_would_help: &'a str,
}

/// Sites that failed first, then by urgency and weight over all sites; equal ones in order of site.
pub fn table(report: &Report) -> OutputFile {
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
    table::file("exceptions", failed.chain(found))
}

/// All exceptions with their site (empty: of the whole package), the most urgent and weightiest first.
pub fn ranked(report: &Report) -> Vec<(&str, &Exception)> {
    let of_sites = report.sites.iter().flat_map(|site| {
        let id = report.school.sites[site.site.i()].id.as_str();
        site.explanations.exceptions.iter().map(move |exception| (id, exception))
    });
    let mut all: Vec<(&str, &Exception)> =
        report.exceptions.iter().map(|exception| ("", exception)).chain(of_sites).collect();
    // Stable: equal ones stay in the order of sites and of the stage that ranked them.
    all.sort_by_key(|(_, exception)| (exception.urgency, std::cmp::Reverse(exception.weight)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("exceptions", Row::default());
    }
}
