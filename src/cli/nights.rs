//! The folder of nights: each published day in a folder of its date, `current` that points to the one published last, what was
//! replaced put aside, and a log. Whatever happens between two writes, a reader sees whole nights.
//!
//! ```text
//! out/2026-11-23/            a published night
//! out/current -> 2026-11-23  switched in one step
//! out/.replaced/2026-11-23.1/  what a later run of the date, or a rollback, put aside
//! out/published.csv          when which night was published, and how
//! ```

mod log;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use daybreak::model::files::RUN;
use daybreak::model::time::Date;
use daybreak::pipeline::sha256;

use super::exit::{Exit, Failure};
use super::files::{STAGING, exchange, names, staged, sync_folder, take};
use super::print::Printer;
use log::standing;

pub use log::{How, Published, now};

const CURRENT: &str = "current";
const REPLACED: &str = ".replaced";
/// The hash of every file of a night but its card, as `sha256sum -c` reads it.
const SUMS: &str = "SHA256SUMS";

/// How long another run is waited for, and how often it is looked whether it has ended.
const WAIT: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Nights put aside that are kept of a date.
const KEPT_ASIDE: usize = 10;

/// The folder of nights.
pub struct Nights {
    folder: PathBuf,
    /// Held for as long as this run may write.
    _lock: Option<File>,
}

/// A night on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Night {
    pub date: Date,
    /// The first digits of the SHA-256 of its card: which of several nights of the date it is.
    pub version: String,
    pub path: PathBuf,
    pub is_put_aside: bool,
}

impl Nights {
    /// Takes the folder for one run, and clears away what a crashed one left. The lock goes with the process, however it ends.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let file = take(folder)?;
        Ok(Nights { folder: folder.to_owned(), _lock: Some(file) })
    }

    /// As [`Nights::open`]; where another run has the folder, it is waited for a while, and told what was published meanwhile.
    pub fn wait(folder: &Path, printer: &Printer) -> Result<Self, Failure> {
        let published = Nights::look(folder).current();
        let is_busy = |opened: &Result<Self, Failure>| {
            opened.as_ref().err().is_some_and(|failure| failure.exit == Exit::TryAgain)
        };
        let mut opened = Nights::open(folder);
        if !is_busy(&opened) {
            return opened;
        }
        printer.say(&format!(
            "another run is writing to {}: waiting for it, {} seconds at most",
            folder.display(),
            WAIT.as_secs()
        ));
        let mut waited = Duration::ZERO;
        while is_busy(&opened) && waited < WAIT {
            std::thread::sleep(LOOK_AGAIN);
            waited += LOOK_AGAIN;
            opened = Nights::open(folder);
        }
        let opened = opened?;
        if let Some(night) = opened.current().filter(|night| Some(night) != published.as_ref()) {
            let log = opened.log()?;
            let last = log.iter().rev().find(|line| line.is_of(&night)).map(|line| line.by.as_str());
            let by = last.filter(|by| !by.is_empty()).map(|by| format!(" by {by}")).unwrap_or_default();
            printer.say(&format!("{}.{} was published meanwhile{by}: this goes on from it", night.date, night.version));
        }
        Ok(opened)
    }

    /// As [`Nights::wait`], of a folder that must be there.
    pub fn wait_known(folder: &Path, printer: &Printer) -> Result<Self, Failure> {
        match folder.is_dir() {
            true => Nights::wait(folder, printer),
            false => Err(Failure::usage(format!("{} is no folder of nights", folder.display()))),
        }
    }

    /// Looks at the folder, without taking it.
    pub fn look(folder: &Path) -> Self {
        Nights { folder: folder.to_owned(), _lock: None }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All nights: those in place by date, then those put aside.
    pub fn all(&self) -> Vec<Night> {
        let aside = self.folder.join(REPLACED);
        let in_place = nights_in(&self.folder, false);
        in_place.into_iter().chain(nights_in(&aside, true)).collect()
    }

    /// The night that `current` points to; where there is none, the latest.
    pub fn current(&self) -> Option<Night> {
        let named = fs::read_link(self.folder.join(CURRENT)).ok();
        let named = named.and_then(|target| target.to_str()?.parse::<Date>().ok()).and_then(|date| self.of(date));
        named.or_else(|| nights_in(&self.folder, false).pop())
    }

    /// The night of a date that is in place.
    pub fn of(&self, date: Date) -> Option<Night> {
        night(&self.folder.join(date.to_string()), date, false)
    }

    /// The nights in place before a date, the latest first.
    pub fn before(&self, date: Date) -> impl Iterator<Item = Night> {
        nights_in(&self.folder, false).into_iter().rev().filter(move |night| night.date < date)
    }

    /// Writes `files` (relative path, bytes) as the night of a date, completely or not at all, and makes it current.
    pub fn publish(&self, date: Date, files: &[(String, Vec<u8>)], by: &str) -> Result<PathBuf, Failure> {
        let target = self.folder.join(date.to_string());
        let write = || -> std::io::Result<()> {
            let staging = self.staged(date, files)?;
            if target.exists() { self.replace(staging.path(), date) } else { fs::rename(staging.path(), &target) }
        };
        write().map_err(|error| Failure::writing(&target, &error))?;
        if let Some(night) = self.of(date) {
            self.note(&night, How::Planned, by)?;
        }
        self.point_to(date)?;
        Ok(target)
    }

    /// A whole night under a temporary name.
    fn staged(&self, date: Date, files: &[(String, Vec<u8>)]) -> std::io::Result<tempfile::TempDir> {
        let sums = (SUMS.to_owned(), sums(files));
        staged(&self.folder, &date.to_string(), files.iter().chain([&sums]))
    }

    /// Writes a night aside, where nobody reads it as published, completely or not at all.
    pub fn draft(&self, date: Date, files: &[(String, Vec<u8>)], by: &str) -> Result<Night, Failure> {
        let aside = self.folder.join(REPLACED);
        let write = || -> std::io::Result<PathBuf> {
            fs::create_dir_all(&aside)?;
            let staging = self.staged(date, files)?;
            let target = self.free_place(date)?;
            fs::rename(staging.path(), &target)?;
            Ok(target)
        };
        let target = write().map_err(|error| Failure::writing(&aside, &error))?;
        let found = night(&target, date, true);
        let found = found.ok_or_else(|| Failure::bug("a draft that is no night"))?;
        self.note(&found, How::Drafted, by)?;
        Ok(found)
    }

    /// Notes that a person has looked at a draft and agrees.
    pub fn approve(&self, night: &Night, by: &str) -> Result<(), Failure> {
        self.note(night, How::Approved, by)
    }

    /// A night by its date (the one in place), its date and version, or its version.
    pub fn find(&self, named: &str) -> Result<Night, Failure> {
        let fits = |night: &&Night| match named.split_once('.') {
            Some((date, version)) => night.date.to_string() == date && night.version == version,
            None => night.version == named || night.date.to_string() == named && !night.is_put_aside,
        };
        let all = self.all();
        let mut of_date = all.iter().filter(|night| night.date.to_string() == named);
        // A date names the night in place, or else the one there is.
        let alone = of_date.next().filter(|_| of_date.next().is_none());
        all.iter().find(fits).or(alone).cloned().ok_or_else(|| {
            let known: Vec<String> = all.iter().map(|night| format!("{}.{}", night.date, night.version)).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            Failure::usage(format!("{named} is no night of {}. There are {known}.", self.folder.display()))
        })
    }

    /// Makes a night current that is there already.
    pub fn make_current(&self, night: &Night, by: &str) -> Result<Night, Failure> {
        self.note(night, How::Published, by)?;
        self.put_in_place(night)?;
        self.point_to(night.date)?;
        Ok(self.of(night.date).unwrap_or_else(|| night.clone()))
    }

    /// The night that was current before the one that is.
    pub fn published_before(&self) -> Result<Night, Failure> {
        let Some(current) = self.current() else {
            return Err(Failure::usage(format!("{} has no night", self.folder.display())));
        };
        let all = self.all();
        let find = |one: &Published| all.iter().find(|night| one.is_of(night));
        let standing = standing(&self.log()?);
        // What was noted after it was never reached: a crash came between.
        let until = standing.iter().rposition(|one| one.is_of(&current)).unwrap_or(standing.len());
        let former = standing[..until].iter().rev().filter(|one| !one.is_of(&current));
        former.filter_map(|one| find(one).cloned()).next().ok_or_else(|| {
            let folder = self.folder.display();
            Failure::usage(format!("no night of {folder} was published before {}.{}", current.date, current.version))
        })
    }

    /// Makes a former night current in place of the one that is. That one gives way at its date: to the night that was there
    /// before it, else, where nobody but the planner ever published it, to none.
    pub fn roll_back_to(&self, former: &Night, by: &str) -> Result<Night, Failure> {
        let (current, log) = (self.current(), self.log()?);
        self.note(former, How::RolledBack, by)?;
        self.put_in_place(former)?;
        self.point_to(former.date)?;
        if let Some(current) = current.filter(|current| current.date != former.date) {
            let is_planned = !log.iter().any(|line| line.is_of(&current) && line.how == How::Published);
            let earlier =
                standing(&log).into_iter().rev().find(|line| line.date == current.date && !line.is_of(&current));
            let earlier = earlier.and_then(|line| self.all().into_iter().find(|night| line.is_of(night)));
            match earlier {
                Some(earlier) => self.put_in_place(&earlier)?,
                None if is_planned => {
                    let aside = self.free_place(current.date).and_then(|aside| fs::rename(&current.path, aside));
                    aside.map_err(|error| Failure::writing(&current.path, &error))?;
                }
                None => {}
            }
        }
        Ok(self.of(former.date).unwrap_or_else(|| former.clone()))
    }

    /// Puts a night that was put aside at its date.
    fn put_in_place(&self, night: &Night) -> Result<(), Failure> {
        if !night.is_put_aside {
            return Ok(());
        }
        let target = self.folder.join(night.date.to_string());
        let done = if target.exists() { exchange(&night.path, &target) } else { fs::rename(&night.path, &target) };
        done.map_err(|error| Failure::writing(&target, &error))
    }

    /// Puts a whole new night at a date that has one: it first gets a place among those put aside, then both trade places.
    fn replace(&self, new: &Path, date: Date) -> std::io::Result<()> {
        let aside = self.free_place(date)?;
        fs::rename(new, &aside)?;
        exchange(&aside, &self.folder.join(date.to_string()))?;
        let mut of_date: Vec<(u64, PathBuf)> = places(&self.folder.join(REPLACED), date);
        of_date.sort();
        let surplus = of_date.len().saturating_sub(KEPT_ASIDE);
        of_date.drain(..surplus).try_for_each(|(_, old)| fs::remove_dir_all(old))
    }

    /// A path for a night of a date that is put aside.
    fn free_place(&self, date: Date) -> std::io::Result<PathBuf> {
        let folder = self.folder.join(REPLACED);
        fs::create_dir_all(&folder)?;
        let last = places(&folder, date).into_iter().map(|(n, _)| n).max().unwrap_or(0);
        Ok(folder.join(format!("{date}.{}", last + 1)))
    }

    /// Points `current` to a date in one step.
    fn point_to(&self, date: Date) -> Result<(), Failure> {
        let current = self.folder.join(CURRENT);
        let point = || -> std::io::Result<()> {
            let new = self.folder.join(format!("{STAGING}{CURRENT}"));
            link(&date.to_string(), &new)?;
            fs::rename(&new, &current)?;
            sync_folder(&self.folder)
        };
        point().map_err(|error| Failure::writing(&current, &error))
    }
}

fn sums(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    // The card holds seconds, and the same night has the same hashes.
    let files = files.iter().filter(|(path, _)| path != RUN);
    files.map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect::<String>().into_bytes()
}

impl Night {
    /// Its date and version, as `daybreak nights` lists it.
    pub fn named(&self) -> String {
        format!("{}.{}", self.date, self.version)
    }

    /// The files that are not as they were published; of a night without hashes nothing is said.
    pub fn altered(&self) -> Vec<String> {
        let sums = fs::read_to_string(self.path.join(SUMS)).unwrap_or_default();
        let is_altered = |line: &str| {
            let (sum, path) = line.split_once("  ")?;
            let now = fs::read(self.path.join(path)).map(|bytes| sha256(&bytes)).ok();
            (now.as_deref() != Some(sum)).then(|| path.to_owned())
        };
        sums.lines().filter_map(is_altered).collect()
    }
}

/// The nights of a folder, by date, then place.
fn nights_in(folder: &Path, is_put_aside: bool) -> Vec<Night> {
    let of_name = |name: String| {
        let (date, place) = name.split_once('.').map_or((name.as_str(), Some(0)), |(date, n)| (date, n.parse().ok()));
        let (date, place): (Date, u64) = (date.parse().ok()?, place?);
        Some((date, place, night(&folder.join(&name), date, is_put_aside)?))
    };
    let mut nights: Vec<(Date, u64, Night)> = names(folder).into_iter().filter_map(of_name).collect();
    nights.sort_by_key(|(date, place, _)| (*date, *place));
    nights.into_iter().map(|(_, _, night)| night).collect()
}

/// The night in a folder; none: there is no card in it.
fn night(path: &Path, date: Date, is_put_aside: bool) -> Option<Night> {
    let card = fs::read(path.join(RUN)).ok()?;
    let version = sha256(&card).chars().take(8).collect();
    Some(Night { date, version, path: path.to_owned(), is_put_aside })
}

/// Numbers and paths of what was put aside of a date.
fn places(folder: &Path, date: Date) -> Vec<(u64, PathBuf)> {
    let prefix = format!("{date}.");
    let number = |name: String| Some((name.strip_prefix(&prefix)?.parse().ok()?, folder.join(&name)));
    names(folder).into_iter().filter_map(number).collect()
}

/// A link to a folder beside it.
fn link(target: &str, path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, path);
    #[cfg(windows)]
    return std::os::windows::fs::symlink_dir(target, path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![(RUN.to_owned(), text.as_bytes().to_vec()), ("sites/elm/plan.json".to_owned(), b"{}".to_vec())]
    }

    fn day(n: i8) -> Date {
        Date::constant(2026, 11, n)
    }

    fn reads(night: &Night) -> String {
        String::from_utf8(fs::read(night.path.join(RUN)).expect("a card")).expect("UTF-8")
    }

    #[test]
    fn the_night_published_last_is_current_and_a_rollback_brings_back_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let nights = Nights::open(folder.path()).expect("it is free");
        for (date, text) in [(day(23), "a"), (day(24), "b"), (day(24), "c")] {
            nights.publish(date, &card(text), "").expect("there is room");
        }
        let current = || nights.current().map(|night| (night.date, reads(&night))).expect("a night");
        assert_eq!(current(), (day(24), "c".to_owned()));
        let roll_back = || nights.published_before().and_then(|former| nights.roll_back_to(&former, ""));
        roll_back().expect("b was before");
        assert_eq!(current(), (day(24), "b".to_owned()));
        roll_back().expect("a was before");
        assert_eq!(current(), (day(23), "a".to_owned()));
        assert!(!folder.path().join("2026-11-24").exists(), "a night that was taken back is no former one");
        assert!(roll_back().is_err());
        let c = nights.all().into_iter().find(|night| reads(night) == "c").expect("it was put aside");
        let c = nights.find(&format!("{}.{}", c.date, c.version)).expect("it is there");
        nights.make_current(&c, "").expect("there is room");
        assert_eq!(current(), (day(24), "c".to_owned()));
        roll_back().expect("a was before");
        assert_eq!(current(), (day(23), "a".to_owned()));
    }

    #[test]
    fn what_a_crash_left_is_cleared_away_and_two_runs_do_not_write_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(".tmp-2026-11-23-x")).expect("a folder");
        let nights = Nights::open(folder.path()).expect("it is free");
        assert!(!folder.path().join(".tmp-2026-11-23-x").exists());
        assert_eq!(Nights::open(folder.path()).err().map(|failure| failure.exit), Some(Exit::TryAgain));
        drop(nights);
        assert!(Nights::open(folder.path()).is_ok());
    }
}
