//! What is to be kept to: the published plan of the same day, read from a night's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use daybreak::history::{FormerNight, Published};
use daybreak::model::files::{RUN, SITES};
use daybreak::model::plan::Plan;
use daybreak::model::promise::Promise;
use daybreak::model::time::{Date, TimeOfDay};
use daybreak::pipeline::{self, Before, Checked, Inputs};

use super::before::{fetch, unreadable};
use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::nights::Nights;
use crate::cli::print::Printer;

/// How a published day is kept to.
pub struct Keeping {
    /// The folder of the night.
    pub night: PathBuf,
    /// What is published in the morning is dearer than what was promised by night.
    pub is_morning: bool,
    /// As few changes as can be before any points.
    pub is_least: bool,
    /// What has begun by then stays.
    pub now: Option<TimeOfDay>,
    /// Plans by site in place of those of the night: what a hand has moved is put back in them.
    pub instead: BTreeMap<String, Plan>,
}

impl Keeping {
    /// The folder of nights in which the night is.
    pub fn history(&self) -> Nights {
        let parent = self.night.parent().filter(|parent| !parent.as_os_str().is_empty());
        Nights::look(parent.unwrap_or(Path::new(".")))
    }

    /// Which night it is, by date and version, as the run's card tells it.
    pub fn base(&self) -> Option<(&'static str, String)> {
        let of_path = |path: &Path| path.canonicalize().ok();
        let here = of_path(&self.night)?;
        let night = self.history().all().into_iter().find(|night| of_path(&night.path).as_ref() == Some(&here))?;
        Some(("base", format!("{}.{}", night.date, night.version)))
    }

    /// How it is kept to, as the run's card tells it.
    pub fn option(&self) -> (&'static str, String) {
        let how = if self.is_least { "fewest changes" } else { "by price" };
        let now = self.now.map(|now| format!(", now {now}")).unwrap_or_default();
        ("replan", format!("from {}, {how}{now}", self.night.display()))
    }

    /// Writes the promise of each site into what is known of the former night.
    ///
    /// # Errors
    /// A folder that is no night of the date, and documents that are malformed.
    pub fn promise(
        &self,
        former: &mut FormerNight,
        checked: &Checked,
        inputs: &Inputs,
        date: Date,
        printer: &Printer,
    ) -> Result<(), Failure> {
        let folder = &self.night;
        if !folder.join(SITES).is_dir() {
            return Err(Failure::usage(format!("{} is not the folder of a night: it has no sites", folder.display())));
        }
        let card = files::read(&folder.join(RUN)).ok().and_then(|bytes| pipeline::before(&bytes).ok());
        if let Some(of) = card.as_ref().and_then(|card| card.date).filter(|of| *of != date) {
            return Err(Failure::usage(format!("{} is the night of {of}, not of {date}", folder.display())));
        }
        let same_offers = card.as_ref().is_some_and(|card| same_offers(card, inputs));
        let changes = &checked.rules.changes;
        let prices = if self.is_morning { changes.morning } else { changes.night };
        let mut any = false;
        for site in &checked.school.sites {
            let published = FormerNight::read_published(|file| fetch(folder, file), &site.id)
                .map_err(|why| unreadable(folder, why, printer))?;
            let Some(Published { problem, plan, certificate }) = published else { continue };
            any = true;
            let plan = self.instead.get(&site.id).cloned().unwrap_or(plan);
            let entry = former.sites.entry(site.id.clone()).or_default();
            entry.plan = Some(plan.clone());
            entry.certificate = certificate;
            let (is_least, now) = (self.is_least, self.now);
            entry.promise = Some(Promise { problem, plan, prices, is_least, now, same_offers });
        }
        match any {
            true => Ok(()),
            false => Err(Failure::usage(format!("{} has a plan of none of these sites", folder.display()))),
        }
    }
}

/// Whether rules and lessons are those from which the night was made.
pub fn same_offers(card: &Before, inputs: &Inputs) -> bool {
    let of_lessons = ["lessons", "modalities", "competencies", "prerequisites"];
    let lessons = of_lessons.iter().all(|table| {
        let now = inputs.tables.iter().find(|file| file.name.strip_suffix(".csv") == Some(table));
        now.map(|file| pipeline::sha256(&file.bytes)) == card.hashes.get(*table).cloned()
    });
    let rules = inputs.rules.iter().map(|file| (file.name.clone(), pipeline::sha256(&file.bytes)));
    lessons && rules.collect::<BTreeMap<_, _>>() == card.rule_hashes
}
