//! Exit codes, as documented in `--help`, the man page and README.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use daybreak::model::report::SiteFailure;
use daybreak::pipeline::not_planned;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, nothing to see to.
    Good,
    /// 1: done, with findings at or above `--fail-on` (or a plan that does not verify).
    Findings,
    /// 2: the call or the configuration is wrong; nothing was done.
    Usage,
    /// 3: the input is refused.
    Refused,
    /// 4: some sites failed; the others are written.
    SitesFailed,
    /// 5: a bug of ours.
    Bug,
    /// 75: try again later (another run holds the folder, the disk is full).
    TryAgain,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Good => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::SitesFailed => 4,
            Exit::Bug => 5,
            Exit::TryAgain => 75,
        })
    }
}

/// Why a command could not do its work: what it was doing, and what the world answered.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub message: String,
}

impl Failure {
    /// The call or configuration is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Usage, message: message.into() }
    }

    /// The input cannot be planned from.
    pub fn refused(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Refused, message: message.into() }
    }

    /// Another run is in the way, or the machine is short of something.
    pub fn try_again(message: impl Into<String>) -> Self {
        Failure { exit: Exit::TryAgain, message: message.into() }
    }

    /// We are wrong.
    pub fn bug(message: &str) -> Self {
        Failure { exit: Exit::Bug, message: format!("a bug of ours, please report it: {message}") }
    }

    /// One site of several could not be planned.
    pub fn site(site: &str, failure: &SiteFailure) -> Self {
        Failure { exit: Exit::SitesFailed, message: not_planned(site, failure) }
    }

    /// A file could not be read: the call names something that is not there.
    pub fn reading(path: &Path, error: &std::io::Error) -> Self {
        Failure::usage(format!("cannot read {}: {error}", path.display()))
    }

    /// A file could not be written: what is short may come back.
    pub fn writing(path: &Path, error: &std::io::Error) -> Self {
        let message = format!("cannot write {}: {error}", path.display());
        match error.kind() {
            std::io::ErrorKind::StorageFull
            | std::io::ErrorKind::QuotaExceeded
            | std::io::ErrorKind::FileTooLarge
            | std::io::ErrorKind::ResourceBusy => Failure::try_again(message),
            _ => Failure::usage(message),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
