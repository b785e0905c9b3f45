//! What becomes of sites that a night could not plan: an earlier night of the same date stays for them, and else the groups of
//! their last day are laid out as a fall-back.

use daybreak::export::{OutputFile, keep};
use daybreak::model::day::SiteDay;
use daybreak::model::files::{PLAN, PLAYLISTS, of_site};
use daybreak::model::ids::SiteIdx;
use daybreak::model::report::Report;
use daybreak::model::school::School;
use daybreak::model::time::Date;

use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::nights::Nights;
use crate::cli::print::Printer;

/// Where fall-backs are written, a file a date.
const FALL_BACK: &str = "fall-back";

/// The failed sites of which an earlier night of the date has a plan.
pub fn kept_sites(report: &Report, nights: &Nights) -> Vec<String> {
    let Some(earlier) = nights.of(report.date) else { return Vec::new() };
    let failed = report.failed.iter().map(|failure| report.school.sites[failure.site.i()].id.clone());
    failed.filter(|site| earlier.path.join(of_site(site, PLAN)).is_file()).collect()
}

/// Adds what the earlier night of the date says of these sites.
pub fn keep_earlier(files: &mut Vec<OutputFile>, sites: &[String], nights: &Nights, date: Date) {
    if let Some(earlier) = nights.of(date).filter(|_| !sites.is_empty()) {
        keep::keep(files, sites, |path| files::read(&earlier.path.join(path)).ok());
    }
}

/// Writes the groups of the last day for the sites that have no plan, and says where.
pub fn fall_back(
    school: &School,
    sites: &[SiteIdx],
    date: Date,
    nights: &Nights,
    printer: &Printer,
) -> Result<(), Failure> {
    let mut tables: Vec<u8> = Vec::new();
    let mut told = Vec::new();
    for &site in sites {
        let id = &school.sites[site.i()].id;
        let day = SiteDay::of(school, site, date);
        // Without a bell schedule nobody can be said to be away.
        let is_there = |learner: &str| {
            day.slots.is_empty() || day.learners.iter().any(|one| school.learners[one.who.i()].id == learner)
        };
        for night in nights.before(date) {
            let Ok(playlists) = files::read(&night.path.join(PLAYLISTS)) else { continue };
            let Ok(Some(rows)) = keep::fall_back(&playlists, id, &date.to_string(), is_there) else { continue };
            // One header for all sites.
            let from =
                if tables.is_empty() { 0 } else { rows.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
            tables.extend(&rows[from..]);
            told.push(format!("{id} (as on {})", night.date));
            break;
        }
    }
    if tables.is_empty() {
        return Ok(());
    }
    let path = nights.folder().join(FALL_BACK).join(format!("{date}.csv"));
    files::write_file(&path, &tables)?;
    printer.say(&format!(
        "groups to fall back on, of those who are there: {}, for {}",
        path.display(),
        told.join(", ")
    ));
    Ok(())
}
