//! `daybreak nights`, `publish`, `rollback`: which night is the published one.

use std::path::PathBuf;

use clap::Args;
use daybreak::check;
use daybreak::model::files::RUN;
use daybreak::pipeline;
use serde::{Deserialize, Serialize};

use super::args::Format;
use super::documents::read_sites;
use super::exit::{Exit, Failure};
use super::files;
use super::nights::{How, Night, Nights, Published};
use super::plan::who;
use super::print::Printer;

#[derive(Args, Debug)]
#[command(after_help = "Example:
  daybreak nights --out out")]
pub struct NightsArgs {
    /// The folder of nights
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
}

// Not a doc comment: clap would show it as the commands' own.
// On which nights something is done, and by whom.
#[derive(Args, Debug)]
struct Act {
    /// The folder of nights
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Who does it [default: as the machine knows you]
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak publish 2026-11-23 --out out
  daybreak publish 2026-11-23.1a2b3c4d --out out")]
pub struct PublishArgs {
    /// A night: its date, or its date and version as `daybreak nights` lists them
    #[arg(value_name = "NIGHT")]
    night: String,
    #[command(flatten)]
    act: Act,
    /// Publish a draft that was made from another night than the current one: what was published in between is undone
    #[arg(long)]
    force: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:
  daybreak rollback --out out")]
pub struct RollbackArgs {
    #[command(flatten)]
    act: Act,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:
  daybreak approve 2026-11-23.1a2b3c4d --out out --by rivera

A draft is made by `plan --draft` or `replan --draft`; nobody reads it as published until `daybreak publish`.")]
pub struct ApproveArgs {
    /// A draft: its date and version as `daybreak nights` lists them
    #[arg(value_name = "NIGHT")]
    night: String,
    #[command(flatten)]
    act: Act,
}

/// The document of `nights --format json`.
#[derive(Serialize)]
struct Listing {
    format: &'static str,
    nights: Vec<Line>,
}

/// A night at a glance.
#[derive(Serialize)]
struct Line {
    date: String,
    version: String,
    /// `current`, `in place`, `draft`, `approved` or `put aside`.
    state: &'static str,
    /// When and how it was published last; empty: nobody has noted it.
    published: String,
    how: &'static str,
    /// By whom; of a draft all who have approved it.
    by: String,
    sites: Vec<String>,
    failed: Vec<String>,
    objective: i64,
    path: String,
}

/// What a listing tells of a night's card.
#[derive(Deserialize, Default)]
struct Card {
    #[serde(default)]
    sites: Vec<OfSite>,
    #[serde(default)]
    failed: Vec<OfSite>,
    #[serde(default)]
    objective: i64,
}

#[derive(Deserialize)]
struct OfSite {
    site: String,
}

/// Lists the nights of a folder.
pub fn list(args: &NightsArgs, printer: &Printer) -> Result<Exit, Failure> {
    if !args.out.is_dir() {
        return Err(Failure::usage(format!("{} is no folder of nights", args.out.display())));
    }
    let nights = Nights::look(&args.out);
    let (current, log) = (nights.current(), nights.log()?);
    let line = |night: Night| {
        let card: Card = files::read(&night.path.join(RUN))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let last = log.iter().rev().find(|one| one.is_of(&night));
        let sites = |of: Vec<OfSite>| of.into_iter().map(|one| one.site).collect();
        Line {
            date: night.date.to_string(),
            state: match (&current, night.is_put_aside) {
                (Some(current), false) if *current == night => "current",
                (_, false) => "in place",
                (_, true) => match last.map(|one| one.how) {
                    Some(How::Drafted) => "draft",
                    Some(How::Approved) => "approved",
                    _ => "put aside",
                },
            },
            published: last.map(|one| one.at.clone()).unwrap_or_default(),
            how: last.map(|one| one.how.word()).unwrap_or_default(),
            by: match last.map(|one| one.how) {
                Some(How::Approved) => approvers(&log, &night).join(", "),
                _ => last.map(|one| one.by.clone()).unwrap_or_default(),
            },
            sites: sites(card.sites),
            failed: sites(card.failed),
            objective: card.objective,
            path: night.path.display().to_string(),
            version: night.version,
        }
    };
    let nights: Vec<Line> = nights.all().into_iter().map(line).collect();
    match printer.format {
        Format::Json => printer.json(&Listing { format: "daybreak.nights/1", nights }),
        Format::Human => printer.data(table(&nights).as_bytes()),
    }
    Ok(Exit::Good)
}

fn table(nights: &[Line]) -> String {
    let mut table = comfy_table::Table::new();
    let header = ["night", "state", "published", "how", "by", "sites", "failed", "points"];
    table.load_style(comfy_table::presets::NOTHING).set_header(header);
    for night in nights {
        table.add_row([
            format!("{}.{}", night.date, night.version),
            night.state.to_owned(),
            night.published.clone(),
            night.how.to_owned(),
            night.by.clone(),
            night.sites.len().to_string(),
            night.failed.len().to_string(),
            night.objective.to_string(),
        ]);
    }
    format!("{table}\n")
}

/// Makes a night current, once the judge has looked at it.
pub fn publish(args: &PublishArgs, printer: &Printer) -> Result<Exit, Failure> {
    let nights = args.act.open(printer)?;
    let found = nights.find(&args.night)?;
    judge(&found, printer)?;
    if let Some(current) = nights.of(found.date).filter(|_| found.is_put_aside && !args.force)
        && let Some(base) = base(&found)
        && base != format!("{}.{}", current.date, current.version)
    {
        return Err(Failure::refused(format!(
            "{} was made from {base}, and {}.{} has been published since: make it anew, or --force undoes what came in between",
            args.night, current.date, current.version
        )));
    }
    tell(&nights.make_current(&found, &args.act.by())?, printer);
    Ok(Exit::Good)
}

/// Makes that night current which was so before.
pub fn rollback(args: &RollbackArgs, printer: &Printer) -> Result<Exit, Failure> {
    let nights = args.act.open(printer)?;
    let former = nights.published_before()?;
    judge(&former, printer)?;
    tell(&nights.roll_back_to(&former, &args.act.by())?, printer);
    Ok(Exit::Good)
}

/// Notes that a person has looked at a draft and agrees, once the judge has too.
pub fn approve(args: &ApproveArgs, printer: &Printer) -> Result<Exit, Failure> {
    let nights = args.act.open(printer)?;
    let found = nights.find(&args.night)?;
    if !found.is_put_aside {
        return Err(Failure::usage(format!("{} is published: there is nothing to approve", args.night)));
    }
    judge(&found, printer)?;
    let (by, named) = (args.act.by(), format!("{}.{}", found.date, found.version));
    let others = approvers(&nights.log()?, &found);
    if others.contains(&by) {
        printer.say(&format!("{named} is approved by {by} already"));
        return Ok(Exit::Good);
    }
    nights.approve(&found, &by)?;
    let and = if others.is_empty() { String::new() } else { format!(" by {by}, as by {}", others.join(", ")) };
    printer.say(&format!("{named} is approved{and}: daybreak publish makes it current"));
    Ok(Exit::Good)
}

/// Everybody who has approved a draft since it was made, in order: a second name does not take the place of the first.
fn approvers(log: &[Published], night: &Night) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in log.iter().filter(|line| line.is_of(night)) {
        match line.how {
            How::Approved if !names.contains(&line.by) => names.push(line.by.clone()),
            How::Approved => {}
            How::Planned | How::Published | How::RolledBack | How::Drafted => names.clear(),
        }
    }
    names
}

/// The night from which a draft was made, by date and version.
fn base(night: &Night) -> Option<String> {
    #[derive(Deserialize)]
    struct Card {
        options: std::collections::BTreeMap<String, String>,
    }
    let card: Card = serde_json::from_slice(&files::read(&night.path.join(RUN)).ok()?).ok()?;
    card.options.get("base").cloned()
}

impl Act {
    /// The nights, for this process alone.
    fn open(&self, printer: &Printer) -> Result<Nights, Failure> {
        Nights::wait_known(&self.out, printer)
    }

    /// Who does it.
    fn by(&self) -> String {
        self.by.clone().unwrap_or_else(who)
    }
}

fn tell(night: &Night, printer: &Printer) {
    printer.say(&format!("current is now {}.{}: {}", night.date, night.version, night.path.display()));
}

/// Refuses a night that is not whole, or has a plan that does not hold.
fn judge(night: &Night, printer: &Printer) -> Result<(), Failure> {
    let altered = night.altered();
    if !altered.is_empty() {
        let (night, altered) = (night.path.display(), altered.join(", "));
        return Err(Failure::refused(format!("{night} is not as it was published ({altered}): nothing is published")));
    }
    for site in read_sites(&night.path, printer)? {
        let is_of_it = check::check_hash(&site.plan, &pipeline::sha256(&site.bytes)).is_none();
        if !is_of_it || !check::check(&site.problem, &site.plan).is_valid() {
            let folder = site.folder.display();
            return Err(Failure::refused(format!("the plan in {folder} does not hold: nothing is published")));
        }
    }
    Ok(())
}
