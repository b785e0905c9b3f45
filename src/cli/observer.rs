//! Watches a run: bars on a terminal, seconds of each stage, and Ctrl-C.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use daybreak::pipeline::Observer;
use daybreak::schedule::{Progress, Watch};
use indicatif::{ProgressBar, ProgressStyle};

use super::print::Printer;

/// Set by SIGINT and SIGTERM; the run then ends with the best plan so far.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether somebody asked the program to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Lets SIGINT and SIGTERM ask for the best plan so far; a second one ends the program.
pub fn listen_for_signals() {
    let listening = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    // Without a handler a signal simply ends the program; nothing half written is ever visible.
    drop(listening);
}

/// A spinner on stderr, hidden unless it is a terminal and the printer may talk.
fn spinner(printer: &Printer) -> ProgressBar {
    let bar = if printer.may_show_progress() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Watches one search: the best plan and bound so far on a bar, and Ctrl-C.
pub struct SearchWatcher {
    bar: ProgressBar,
}

impl SearchWatcher {
    pub fn new(printer: &Printer) -> Self {
        SearchWatcher { bar: spinner(printer) }
    }

    /// Ends the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for SearchWatcher {
    fn improved(&self, progress: &Progress) {
        let objective = progress.objective.map_or("no plan yet".to_owned(), |points| format!("objective {points}"));
        self.bar.set_message(format!("round {}: {objective}, bound {}", progress.round, progress.bound));
    }

    fn interrupted(&self) -> bool {
        interrupted()
    }
}

/// Stages by name, each with the instant at which it began.
type Beginnings = Vec<(&'static str, Instant)>;

/// Hears the stages: measures them and shows a bar.
pub struct Watcher {
    /// The beginnings of the run's stages (no site) and of each site's; an empty name closes a list.
    begun: Mutex<BTreeMap<Option<String>, Beginnings>>,
    bar: ProgressBar,
}

impl Watcher {
    pub fn new(printer: &Printer) -> Self {
        Watcher { begun: Mutex::default(), bar: spinner(printer) }
    }

    /// Ends the bar and returns each stage with its seconds, summed over sites, in the order of the first beginning.
    pub fn finish(&self) -> Vec<(&'static str, f64)> {
        self.bar.finish_and_clear();
        let now = Instant::now();
        let begun = self.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut seconds: Vec<(&'static str, f64)> = Vec::new();
        for stages in begun.values() {
            let ends = stages.iter().skip(1).map(|(_, start)| *start).chain([now]);
            for ((name, start), end) in stages.iter().zip(ends).filter(|((name, _), _)| !name.is_empty()) {
                let spent = (end - *start).as_secs_f64();
                match seconds.iter_mut().find(|(known, _)| known == name) {
                    Some((_, sum)) => *sum += spent,
                    None => seconds.push((name, spent)),
                }
            }
        }
        seconds
    }

    fn begin(&self, site: Option<&str>, name: &'static str) {
        let mut begun = self.begun.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        begun.entry(site.map(str::to_owned)).or_default().push((name, Instant::now()));
    }
}

impl Observer for Watcher {
    fn stage(&self, site: Option<&str>, name: &'static str) {
        self.bar.set_message(match site {
            None => name.to_owned(),
            Some(site) => format!("{name} {site}"),
        });
        self.begin(site, name);
    }

    fn site_done(&self, site: &str, n_sites: usize) {
        self.bar.set_message(format!("planned {site} (of {n_sites})"));
        self.begin(Some(site), "");
    }

    fn interrupted(&self) -> bool {
        interrupted()
    }
}
