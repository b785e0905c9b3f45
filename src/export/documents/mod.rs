//! The files that are no tables: the day problem of each site with its plan and prices, and the run card.

mod run;

use daybreak_day::certificate::Certificate;
use daybreak_night::files::{CERTIFICATE, PLAN, PROBLEM, of_site as path_of};
use daybreak_night::report::{Report, SiteReport};

use super::OutputFile;
use super::sheet::Audience;

/// A document: its path, with `SITE` for a site's folder, what it holds, and whom it is for.
pub struct DocumentSpec {
    pub path: &'static str,
    pub what: &'static str,
    pub audience: &'static [Audience],
}

/// Every document.
pub const DOCUMENTS: [DocumentSpec; 4] = [
    DocumentSpec {
        path: "sites/SITE/problem.json",
        what: "the day problem of a site (format daybreak.problem/1)",
        audience: &[Audience::System],
    },
    DocumentSpec {
        path: "sites/SITE/plan.json",
        what: "its plan (format daybreak.plan/1), with a proven bound; it names the problem's SHA-256",
        audience: &[Audience::System],
    },
    DocumentSpec {
        path: "sites/SITE/certificate.json",
        what: "prices from which `daybreak verify --bound` recomputes the plan's bound (format daybreak.certificate/1)",
        audience: &[Audience::System],
    },
    DocumentSpec {
        path: "run.json",
        what: "inputs with hashes and row counts, rules, seed, version, seconds of each stage, objective, bound, gap and counts of each site",
        audience: &[Audience::Coordinator, Audience::System],
    },
];

/// The documents of a run.
pub fn files(report: &Report) -> Vec<OutputFile> {
    let mut files = vec![run::card(report)];
    files.extend(report.sites.iter().flat_map(|site| of_site(report, site)));
    files
}

/// The day problem of a site, its plan and the plan's prices.
pub fn of_site(report: &Report, site: &SiteReport) -> [OutputFile; 3] {
    let path = |document: &str| path_of(&report.school.sites[site.site.i()].id, document);
    let mut plan = serde_json::to_vec_pretty(&site.plan).expect("a plan has only string keys");
    plan.push(b'\n');
    [
        OutputFile { path: path(PROBLEM), bytes: site.problem_json.clone() },
        OutputFile { path: path(PLAN), bytes: plan },
        OutputFile { path: path(CERTIFICATE), bytes: certificate_json(&site.certificate) },
    ]
}

/// The bytes of a certificate: on one line, for it is long and read by programs.
pub fn certificate_json(certificate: &Certificate) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(certificate).expect("a certificate has only string keys");
    bytes.push(b'\n');
    bytes
}
