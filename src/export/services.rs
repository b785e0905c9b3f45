//! `services.csv`: the ledger of minutes owed. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date};
use daybreak_night::explanation::ServiceOutcome;
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::school::Setting;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    service: &'a str,
    owed: u32,
    delivered: u32,
    planned: u32,
    still_owed: u32,
    by_when: String,
    cause: &'static str,
    make_up: u32,
    missed: &'static str,
    make_up_by: String,
    period_from: String,
    period_until: String,
    short: u32,
    setting: &'static str,
}

/// Rows by site, then as in the school: by learner and service.
pub fn table(report: &Report) -> OutputFile {
    let lines = report.sites.iter().flat_map(|site| site.explanations.services.iter().map(move |line| (site, line)));
    table::file("services", lines.map(|(site, line)| row(report, site, line)))
}

fn row<'a>(report: &'a Report, site: &SiteReport, line: &ServiceOutcome) -> Row<'a> {
    let service = &report.school.services[line.service.i()];
    Row {
        site: &report.school.sites[site.site.i()].id,
        learner: &report.school.learners[service.learner.i()].id,
        service: &service.service,
        owed: line.owed,
        delivered: line.delivered,
        planned: line.planned,
        still_owed: line.still_owed,
        by_when: date(line.by_when),
        cause: line.cause.map_or("", |cause| cause.word()),
        make_up: line.make_up,
        missed: line.missed.map_or("", |missed| missed.word()),
        make_up_by: date(line.make_up_until.filter(|_| line.still_owed > 0)),
        period_from: line.period.0.to_string(),
        period_until: line.period.1.to_string(),
        short: line.short,
        setting: match service.setting {
            Setting::Apart => "apart",
            Setting::WithClass => "class",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("services", Row::default());
    }
}
