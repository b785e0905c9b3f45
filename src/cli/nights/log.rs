//! The log of a folder of nights: when which of them was made current, and how. It is written before the link is switched, so that
//! a full disk changes nothing, and a rollback knows what was current before.

use daybreak::model::time::Date;
use jiff::Zoned;
use serde::{Deserialize, Serialize};

use super::{Night, Nights};
use crate::cli::exit::Failure;
use crate::cli::files::{read, write_file};

const LOG: &str = "published.csv";

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// When, by the clock of the machine.
    pub at: String,
    pub date: Date,
    pub version: String,
    pub how: How,
    /// Who, by name or as the machine knows the person; empty in older lines.
    #[serde(default)]
    pub by: String,
}

/// How a night became current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A run planned it.
    Planned,
    /// A person chose it.
    Published,
    /// The one after it was taken back.
    RolledBack,
    /// A run planned it, and nobody has published it.
    Drafted,
    /// A person has looked at a draft and agrees.
    Approved,
}

/// What time it is by the clock of the machine, as logs write it.
pub fn now() -> String {
    Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl How {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            How::Planned => "planned",
            How::Published => "published",
            How::RolledBack => "rolled_back",
            How::Drafted => "drafted",
            How::Approved => "approved",
        }
    }

    /// Whether a night was current by it.
    fn is_public(self) -> bool {
        match self {
            How::Planned | How::Published | How::RolledBack => true,
            How::Drafted | How::Approved => false,
        }
    }
}

impl Published {
    /// Whether it speaks of a night.
    pub fn is_of(&self, night: &Night) -> bool {
        (self.date, &self.version) == (night.date, &night.version)
    }

    /// Whether both speak of the same night.
    fn is_as(&self, other: &Published) -> bool {
        (self.date, &self.version) == (other.date, &other.version)
    }
}

impl Nights {
    /// The log, oldest first. A line that cannot be read is passed over: it must not keep a night from being published.
    pub fn log(&self) -> Result<Vec<Published>, Failure> {
        let path = self.folder.join(LOG);
        if !path.is_file() {
            return Ok(Vec::new());
        }
        Ok(csv::Reader::from_reader(&*read(&path)?).deserialize().filter_map(Result::ok).collect())
    }

    /// Writes into the log what will be current.
    pub(super) fn note(&self, night: &Night, how: How, by: &str) -> Result<(), Failure> {
        let mut log = self.log()?;
        let at = now();
        log.push(Published { at, date: night.date, version: night.version.clone(), how, by: by.to_owned() });
        let mut rows = csv::Writer::from_writer(Vec::new());
        let written = log.iter().try_for_each(|line| rows.serialize(line));
        written.expect("dates and words are always written");
        write_file(&self.folder.join(LOG), &rows.into_inner().expect("a vector takes every byte"))
    }
}

/// What stands of a log: a rollback takes back the publication before it.
pub(super) fn standing(log: &[Published]) -> Vec<Published> {
    let mut standing: Vec<Published> = Vec::new();
    for line in log.iter().filter(|line| line.how.is_public()) {
        if line.how == How::RolledBack {
            while standing.last().is_some_and(|last| !last.is_as(line)) {
                standing.pop();
            }
        }
        if standing.last().is_none_or(|last| !last.is_as(line)) {
            standing.push(line.clone());
        }
    }
    standing
}
