//! The scenarios of a date: each in a folder of its name, beside the nights and out of their sight.
//!
//! ```text
//! out/.scenarios/2026-11-23/speech/scenario.json   what is otherwise, and what comes of it
//! out/.scenarios/2026-11-23/speech/sites/…         the day problem, plan and certificate of each site, as a night has them
//! out/.scenarios/2026-11-23/base/…                 the day beside which they stand
//! out/.scenarios/2026-11-23/again/…                that day planned once more from its own plan, without any change
//! ```
//!
//! There are no sheets for anybody in it, and what looks for nights looks for names that are dates.

use std::fs;
use std::path::{Path, PathBuf};

use daybreak::export::scenario::{AGAIN, BASE, Scenario};
use daybreak::issue::nearest;
use daybreak::model::files::folder_name;
use daybreak::model::time::Date;

use crate::cli::exit::Failure;
use crate::cli::files::{exchange, names, read, staged, sync_folder, take};

const SCENARIOS: &str = ".scenarios";
const DOCUMENT: &str = "scenario.json";

/// Scenarios of a date that are kept at most: a person names them, so none goes by itself, and more do not stand side by side.
const KEPT: usize = 10;

/// The longest name, so that a column stays a column.
const NAME_MAX: usize = 40;

/// The folder of a date's scenarios.
pub struct Scenarios {
    folder: PathBuf,
    pub date: Date,
    /// Held for as long as this run may write.
    _lock: Option<fs::File>,
}

impl Scenarios {
    /// Looks at what is kept, without taking the folder.
    pub fn look(out: &Path, date: Date) -> Self {
        Scenarios { folder: out.join(SCENARIOS).join(date.to_string()), date, _lock: None }
    }

    /// Takes the folder for one run: two at once would work from two bases.
    pub fn open(out: &Path, date: Date) -> Result<Self, Failure> {
        let looked = Scenarios::look(out, date);
        let lock = take(&looked.folder)?;
        Ok(Scenarios { _lock: Some(lock), ..looked })
    }

    /// Where a scenario is, or would be.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(folder_name(name))
    }

    /// The scenario with a name; none: there is none.
    pub fn named(&self, name: &str) -> Result<Option<Scenario>, Failure> {
        let path = self.place(name).join(DOCUMENT);
        if !path.is_file() {
            return Ok(None);
        }
        document(&path).map(Some)
    }

    /// All of the date, the base first, then the base planned once more, then by name.
    pub fn all(&self) -> Result<Vec<Scenario>, Failure> {
        let mut folders = names(&self.folder);
        folders.sort_by_key(|name| (name != BASE, name != AGAIN, name.clone()));
        let mut all = Vec::new();
        for folder in folders {
            // A name is told from its folder by what the document says.
            let path = self.folder.join(&folder).join(DOCUMENT);
            if path.is_file() {
                all.push(document(&path)?);
            }
        }
        Ok(all)
    }

    /// Names that people gave.
    fn given(&self) -> Vec<String> {
        names(&self.folder)
            .into_iter()
            .filter(|name| name != BASE && name != AGAIN && self.folder.join(name).join(DOCUMENT).is_file())
            .collect()
    }

    /// Refuses a name that cannot be given, and one more than are kept.
    pub fn has_place_for(&self, name: &str) -> Result<(), Failure> {
        if [BASE, AGAIN].contains(&name) {
            return Err(Failure::usage(format!("--name {name}: this name is the program's own; there are others")));
        }
        if name.trim().is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            return Err(Failure::usage(format!("--name {name:?}: expected 1 to {NAME_MAX} characters on one line")));
        }
        let given = self.given();
        if given.len() >= KEPT && !given.contains(&folder_name(name)) {
            return Err(Failure::usage(format!(
                "{KEPT} scenarios of {} are kept already, and no more stand side by side: --drop removes one of {}",
                self.date,
                given.join(", ")
            )));
        }
        Ok(())
    }

    /// Keeps a scenario with its documents, completely or not at all; one of the same name gives way.
    pub fn keep(&self, scenario: &Scenario, mut files: Vec<(String, Vec<u8>)>) -> Result<PathBuf, Failure> {
        let mut document = serde_json::to_vec_pretty(scenario).expect("a scenario has only string keys");
        document.push(b'\n');
        files.push((DOCUMENT.to_owned(), document));
        let place = self.place(&scenario.name);
        let write = || -> std::io::Result<()> {
            let staging = staged(&self.folder, "scenario", &files)?;
            if place.exists() {
                // What gives way goes with the temporary folder.
                exchange(staging.path(), &place)?;
            } else {
                fs::rename(staging.path(), &place)?;
            }
            sync_folder(&self.folder)
        };
        write().map_err(|error| Failure::writing(&place, &error))?;
        Ok(place)
    }

    /// Refuses a name that no scenario has.
    fn knows(&self, name: &str) -> Result<(), Failure> {
        let given = self.given();
        if given.contains(&folder_name(name)) {
            return Ok(());
        }
        let hint = nearest(name, given.iter().map(String::as_str)).map(|near| format!(" Maybe {near}."));
        let known = if given.is_empty() { "none".to_owned() } else { given.join(", ") };
        let hint = hint.unwrap_or_default();
        Err(Failure::usage(format!("{name} is no scenario of {}; there are {known}.{hint}", self.date)))
    }

    /// Removes a scenario of a folder of nights; with the last one its base goes too.
    pub fn remove(out: &Path, date: Date, name: &str) -> Result<(), Failure> {
        Scenarios::look(out, date).knows(name)?;
        let scenarios = Scenarios::open(out, date)?;
        let remove = |path: &Path| fs::remove_dir_all(path).map_err(|error| Failure::writing(path, &error));
        remove(&scenarios.place(name))?;
        if !scenarios.given().is_empty() {
            return Ok(());
        }
        let folder = scenarios.folder.clone();
        drop(scenarios);
        remove(&folder)
    }
}

/// Reads a scenario's document.
fn document(path: &Path) -> Result<Scenario, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|error| {
        let path = path.display();
        Failure::refused(format!(
            "{path} is not a scenario that this version reads ({error}): its folder may be removed"
        ))
    })
}
