//! What people and programs read: data on stdout, messages on stderr.

use std::collections::BTreeMap;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use daybreak::issue::{Issue, Severity};
use serde::Serialize;

use super::args::{FailOn, Format, Global};
use super::exit::{Exit, Failure};

/// Writes results and messages as the global flags ask.
pub struct Printer {
    quiet: bool,
    /// What kept data from being written, if anything did.
    lost: Mutex<Option<std::io::Error>>,
    verbose: u8,
    pub format: Format,
}

impl Printer {
    pub fn new(global: &Global) -> Self {
        Printer { quiet: global.quiet, lost: Mutex::default(), verbose: global.verbose, format: global.format }
    }

    /// A bar only where somebody looks at it.
    pub fn may_show_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Data, on stdout. A closed pipe (`| head`) is not an error; anything else is one when the command ends.
    pub fn data(&self, bytes: &[u8]) {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        if let Err(error) = written.map_err(|error| (error.kind() != ErrorKind::BrokenPipe).then_some(error)) {
            let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
            *lost = lost.take().or(error);
        }
    }

    /// What people read on stdout of a command whose result is files: nothing under `-q`.
    pub fn report(&self, text: &str) {
        if !self.quiet {
            self.data(text.as_bytes());
        }
    }

    /// Why data could not be written, once.
    pub fn lost(&self) -> Option<std::io::Error> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A JSON document on stdout.
    pub fn json(&self, value: &impl Serialize) {
        let mut text = serde_json::to_string_pretty(value).expect("our documents have string keys");
        text.push('\n');
        self.data(text.as_bytes());
    }

    /// A message on stderr.
    pub fn say(&self, message: &str) {
        if !self.quiet {
            self.to_stderr(message);
        }
    }

    /// A message on stderr for those who asked for more (`-v`).
    pub fn detail(&self, message: &str) {
        if self.verbose > 0 {
            self.to_stderr(message);
        }
    }

    /// Why the command could not do its work.
    pub fn failure(&self, failure: &Failure) {
        self.to_stderr(&format!("error: {failure}"));
    }

    /// Issues on stderr, at most `show` of each code (0: all), with a count of the rest. `-v` shows all.
    pub fn issues(&self, issues: &[Issue], show: usize) {
        let show = if show == 0 || self.verbose > 0 { usize::MAX } else { show };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for issue in issues {
            let n = seen.entry(issue.code).or_default();
            *n += 1;
            // Errors are what `-q` is silent without.
            if *n <= show && (!self.quiet || issue.severity == Severity::Error) {
                self.to_stderr(&format!("{}: {issue}", word(issue.severity)));
                if issue.excerpt.is_some() {
                    self.to_stderr(issue.carets().trim_end_matches('\n'));
                }
            }
        }
        for (code, n) in seen.iter().filter(|(_, n)| **n > show) {
            self.say(&format!("{code}: and {} more like it (-v shows all)", n - show));
        }
    }

    fn to_stderr(&self, message: &str) {
        let mut stderr = std::io::stderr().lock();
        drop(writeln!(stderr, "{message}"));
    }
}

/// Says how many entries of a document to start from were left aside, if any were.
pub fn unknown(printer: &Printer, document: &str, n: u64) {
    if n > 0 {
        printer.say(&format!("{document}: {n} entries name what the problem does not know; they are left aside"));
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// How many issues there are of each severity.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Tally {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Tally {
    pub fn of(issues: &[Issue]) -> Self {
        issues.iter().fold(Tally::default(), |mut tally, issue| {
            match issue.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Note => tally.notes += 1,
            }
            tally
        })
    }

    /// Good, or findings where there are any at or above the threshold.
    pub fn exit(self, fail_on: FailOn) -> Exit {
        let counts = match fail_on {
            FailOn::Never => 0,
            FailOn::Error => self.errors,
            FailOn::Warning => self.errors + self.warnings,
        };
        if counts == 0 { Exit::Good } else { Exit::Findings }
    }
}
