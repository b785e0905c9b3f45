//! The report as files: tables in a format, the day problem and plan of each site, and the run card.
//!
//! Pure: bytes out, written by the roof as a whole folder or not at all. `tables/` says what each table holds and whom it
//! is for, `formats/` how a table becomes bytes, `documents/` writes what is no table. Rows are in a fixed order, so that
//! the same run gives the same bytes.
//!
//! Who may see what is said by each sheet's audience. A sheet for learners or families names no service, no accommodation
//! and no learner but the one whose row it is; a test holds all of them to that.

pub mod sheet;

pub mod tables;

pub mod formats;

pub mod documents;

pub mod dictionary;

pub mod keep;

pub mod prices;
pub mod rules;
pub mod scenario;
pub mod summary;

pub use daybreak_night::files::{CERTIFICATE, folder_name};
pub use documents::certificate_json;
pub use formats::Format;

use daybreak_night::report::Report;

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
    let sheets = tables::sheets(report);
    let (mut files, documents) = rayon::join(|| Format::Csv.files(&sheets), || documents::files(report));
    files.extend(documents);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
