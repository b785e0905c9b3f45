//! Reads the documents of a day from files; refuses a malformed one with its faults named.

use std::path::{Path, PathBuf};

use daybreak::issue::Issue;
use daybreak::model::certificate::Certificate;
use daybreak::model::files::{PLAN, PROBLEM, SITES};
use daybreak::model::plan::Plan;
use daybreak::model::problem::Problem;
use daybreak::{ingest, pipeline};

use super::exit::Failure;
use super::files;
use super::print::Printer;

/// Reads a problem, with what is doubtful in it; refuses a contradictory one too.
pub fn read_problem(path: &Path, bytes: &[u8], printer: &Printer) -> Result<(Problem, Vec<Issue>), Failure> {
    let name = path.display().to_string();
    let what = "a day problem that can be solved";
    pipeline::read_problem(&name, bytes).map_err(|issues| refused(&name, what, &issues, printer))
}

/// Reads a plan.
pub fn read_plan(path: &Path, printer: &Printer) -> Result<Plan, Failure> {
    let name = path.display().to_string();
    let read = ingest::problem::read_plan(&name, &files::read(path)?);
    read.map_err(|issues| refused(&name, "a day plan", &issues, printer))
}

/// Reads a certificate.
pub fn read_certificate(path: &Path, printer: &Printer) -> Result<Certificate, Failure> {
    let name = path.display().to_string();
    let read = ingest::problem::read_certificate(&name, &files::read(path)?);
    read.map_err(|issues| refused(&name, "a certificate", &issues, printer))
}

/// What a night holds of a site.
pub struct SiteOfNight {
    pub folder: PathBuf,
    /// The bytes of the problem, whose hash the plan names.
    pub bytes: Vec<u8>,
    pub problem: Problem,
    pub plan: Plan,
}

/// The sites of a night, in order of folder.
pub fn read_sites(night: &Path, printer: &Printer) -> Result<Vec<SiteOfNight>, Failure> {
    let folder = night.join(SITES);
    let entries = std::fs::read_dir(&folder).map_err(|error| Failure::reading(&folder, &error))?;
    let mut folders: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let bytes = files::read(&folder.join(PROBLEM))?;
        let (problem, _) = read_problem(&folder.join(PROBLEM), &bytes, printer)?;
        let plan = read_plan(&folder.join(PLAN), printer)?;
        Ok(SiteOfNight { folder, bytes, problem, plan })
    };
    folders.into_iter().map(read).collect()
}

/// Names the faults.
fn refused(name: &str, what: &str, issues: &[Issue], printer: &Printer) -> Failure {
    printer.issues(issues, 20);
    Failure::refused(format!("{name} is not {what}"))
}
