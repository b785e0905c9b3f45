//! The report as files: tables as CSV, the day problem and plan of each site, and the run card.
//!
//! Pure: bytes out, written by the roof as a whole folder or not at all. UTF-8 without a byte order mark, line
//! feeds, RFC 4180 quoting, lists separated by `;`. `dictionary` says what each column holds, and every table's
//! header is read from it. Rows are in a fixed order, so that the same run gives the same bytes.
//!
//! Cells are exact: a title that begins with `=` stays so, for these files are read by programs first. The
//! sentences are our own and never begin with a sign that a spreadsheet would take for a formula.
//!
//! Who may see what: `playlists.csv`, `proposals.csv`, `wishes.csv` and `rooms.csv` name no service, no accommodation and no
//! other learner. The other files are for staff.

mod access;
mod agenda;
mod badges;
pub mod calibration;
mod changes;
mod credits;
mod demand;
pub mod dictionary;
mod exceptions;
mod issues;
pub mod mastery;
mod milestones;
mod outlook;
mod overview;
pub mod page;
mod pathways;
mod playlists;
pub mod prices;
mod proposals;
mod requests;
mod reviews;
mod rooms;
pub mod rules;
mod run;
mod services;
mod sessions;
mod staff;
pub mod summary;
mod table;
mod turns;
mod wishes;
mod worst_off;

use rayon::prelude::*;

use daybreak_day::certificate::Certificate;
pub use daybreak_night::files::{CERTIFICATE, folder_name};
use daybreak_night::report::Report;

/// The bytes of a certificate: on one line, for it is long and read by programs.
pub fn certificate_json(certificate: &Certificate) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(certificate).expect("a certificate has only string keys");
    bytes.push(b'\n');
    bytes
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Relative to the folder of the date, with `/`, for example `sites/north/plan.json`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// All files of a run, in order of path. Only `run.json` depends on more than inputs, rules, seed, date and
/// version: it holds the seconds of each stage.
pub fn export(report: &Report) -> Vec<OutputFile> {
    let makers: [fn(&Report) -> OutputFile; 27] = [
        access::table,
        badges::table,
        access::bands,
        calibration::table,
        changes::table,
        credits::table,
        demand::table,
        exceptions::table,
        issues::table,
        mastery::table,
        milestones::table,
        outlook::table,
        overview::table,
        pathways::table,
        playlists::table,
        prices::table,
        proposals::table,
        requests::table,
        reviews::table,
        rooms::table,
        run::card,
        services::table,
        sessions::table,
        staff::table,
        turns::table,
        wishes::table,
        worst_off::table,
    ];
    let mut files: Vec<OutputFile> = makers.par_iter().map(|make| make(report)).collect();
    files.extend(report.sites.iter().flat_map(|site| {
        let id = folder_name(&report.school.sites[site.site.i()].id);
        let mut plan = serde_json::to_vec_pretty(&site.plan).expect("a plan has only string keys");
        plan.push(b'\n');
        let certificate = certificate_json(&site.certificate);
        [
            OutputFile { path: format!("sites/{id}/problem.json"), bytes: site.problem_json.clone() },
            OutputFile { path: format!("sites/{id}/plan.json"), bytes: plan },
            OutputFile { path: format!("sites/{id}/{CERTIFICATE}"), bytes: certificate },
        ]
    }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
