//! `daybreak replan`: the published day, with what is new since, and as few changes as can be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use daybreak::explain;
use daybreak::export::summary::grouped;
use daybreak::model::problem::Points;
use daybreak::model::promise::{Doing, Kept, Moved, MovedWho};
use daybreak::model::report::{Report, SiteReport};
use daybreak::model::time::{Date, TimeOfDay};
use serde::Serialize;

use super::args::{Format, PackageArgs, PlanArgs, SearchArgs, date};
use super::exit::{Exit, Failure};
use super::nights::Nights;
use super::plan::{self, Keeping};
use super::print::Printer;

/// Changes that are told; `moved.csv` has all.
const TOLD: usize = 12;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak replan data/example --date 2026-11-23 --out out
  daybreak replan data/example --date 2026-11-23 --from out/2026-11-23 --out morning --now 10:30

What is new since the night (absences, rooms, decisions, late evidence) stands in the tables of the package.")]
pub struct ReplanArgs {
    #[command(flatten)]
    package: PackageArgs,
    /// The day whose plan is published, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    date: Date,
    /// The folder of the published night [default: that of the date in --out]
    #[arg(long, value_name = "NIGHT")]
    from: Option<PathBuf>,
    /// Where the folder of the date is written
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Weigh changes against points by the prices of the policy `changes` [default: as few changes as can be come first]
    #[arg(long)]
    by_price: bool,
    /// What time it is, HH:MM: slots that have begun stay as they are [default: none has begun]
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<TimeOfDay>,
    /// Write a draft, aside: nobody reads it as published until `daybreak publish`
    #[arg(long)]
    draft: bool,
    #[command(flatten)]
    search: SearchArgs,
    /// Publish in spite of a gate, by its name, with a reason; may be repeated
    #[arg(long = "accept", value_name = "GATE[=WHY]")]
    accept: Vec<String>,
}

fn time(text: &str) -> Result<TimeOfDay, String> {
    TimeOfDay::parse(text).ok_or_else(|| "expected a time as HH:MM, e.g. 10:30".to_owned())
}

/// Runs the command.
pub fn run(args: &ReplanArgs, printer: &Printer) -> Result<Exit, Failure> {
    let ReplanArgs { package, date, from, out, by_price, now, draft, search, accept } = args;
    let (date, now) = (*date, *now);
    let night = match from {
        Some(night) => night.clone(),
        None => Nights::look(out).of(date).map(|night| night.path).ok_or_else(|| {
            let out = out.display();
            Failure::usage(format!(
                "{out} has no night of {date}: daybreak plan makes one, or --from names one elsewhere"
            ))
        })?,
    };
    let keeping = Keeping { night, is_morning: true, is_least: !*by_price, now, instead: BTreeMap::new() };
    let of_day = PlanArgs::of_day(package, date, out, search);
    let args = PlanArgs { draft: *draft, accept: accept.clone(), ..of_day };
    plan::make(&args, Some(&keeping), printer)
}

/// Tells what a replanned day changes.
pub fn tell(report: &Report, folder: &str, printer: &Printer) {
    match printer.format {
        Format::Json => printer.json(&Document::of(report)),
        Format::Human => printer.report(&text(report, folder)),
    }
}

/// For people, with five minutes.
fn text(report: &Report, folder: &str) -> String {
    let mut lines = Vec::new();
    for (site, kept) in with_promise(report) {
        let changed = kept.changed();
        let who: BTreeSet<&str> = kept.learners().map(|moved| moved.id.as_str()).collect();
        lines.push(format!(
            "{} on {}: {changed} of {} slots of learners change, of {} of {} learners; no plan that keeps the rules changes fewer \
             than {}.",
            site_id(report, site),
            report.date,
            grouped(kept.slots as Points),
            who.len(),
            site.formulation.problem.learners.len(),
            kept.least
        ));
        let of = |what: &str| kept.learners().filter(|moved| moved.what().contains(&what)).count();
        lines.push(format!(
            "  another lesson {}, another room {}, other adults {}; adults have another duty in {} slots.",
            of("lesson"),
            of("room"),
            of("adult"),
            kept.duties().count()
        ));
        if !kept.newcomers.is_empty() {
            let who = kept.newcomers.iter().cloned().collect::<Vec<_>>().join(", ");
            lines.push(format!("  placed, since the published day had nothing for them: {who}."));
        }
        if kept.unplaced > 0 {
            lines.push(format!("  {} slots of learners are left without a place.", kept.unplaced));
        }
        if kept.unfrozen > 0 {
            lines.push(format!("  {} slots that have begun cannot stay as they were.", kept.unfrozen));
        }
        lines.extend(kept.moved.iter().take(TOLD).map(|moved| format!("  {}", sentence(moved))));
        if kept.moved.len() > TOLD {
            lines.push(format!("  and {} more in moved.csv", kept.moved.len() - TOLD));
        }
    }
    lines.push(format!("Files: {folder} (moved.csv says who is moved, and why)"));
    lines.join("\n") + "\n"
}

/// `L001 in P2: A in R1 with S05 -> B in R2 with S07; S05 is away`.
pub fn sentence(moved: &Moved) -> String {
    let doing = |doing: &Option<Doing>| match doing {
        None => "nothing".to_owned(),
        Some(doing) => told(moved.who, doing),
    };
    let why = explain::moved_words(&moved.why, explain::Language::English);
    format!("{} in {}: {} -> {}; {why}", moved.id, moved.slot, doing(&moved.before), doing(&moved.after))
}

/// What somebody does: what and where, and of a learner with whom.
pub fn told(who: MovedWho, doing: &Doing) -> String {
    let Doing { what, room, staff, .. } = doing;
    match who {
        MovedWho::Learner if !staff.is_empty() => format!("{what} in {room} with {}", staff.join(", ")),
        MovedWho::Learner | MovedWho::Staff => format!("{what} in {room}"),
    }
}

/// For programs.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    date: String,
    sites: Vec<SiteDocument<'a>>,
}

#[derive(Serialize)]
struct SiteDocument<'a> {
    site: &'a str,
    /// Slots in which learners are there, those that change in any way, and the fewest that any plan changes.
    slots: u64,
    changed: u64,
    least: u64,
    lesson: usize,
    room: usize,
    adult: usize,
    duties: usize,
    /// Slots in which a learner who is there has no place.
    unplaced: u64,
    /// Slots that have begun and could not stay.
    unfrozen: u64,
    moved: Vec<MovedDocument<'a>>,
}

#[derive(Serialize)]
pub struct MovedDocument<'a> {
    kind: &'static str,
    id: &'a str,
    slot: &'a str,
    what: Vec<&'static str>,
    before: Option<DoingDocument<'a>>,
    after: Option<DoingDocument<'a>>,
    why: String,
}

#[derive(Serialize)]
pub struct DoingDocument<'a> {
    session: &'a str,
    what: &'a str,
    room: &'a str,
    staff: &'a [String],
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Self {
        let site = |(site, kept): (&'a SiteReport, &'a Kept)| {
            let of = |what: &str| kept.learners().filter(|moved| moved.what().contains(&what)).count();
            SiteDocument {
                site: site_id(report, site),
                slots: kept.slots,
                changed: kept.changed(),
                least: kept.least,
                lesson: of("lesson"),
                room: of("room"),
                adult: of("adult"),
                duties: kept.duties().count(),
                unplaced: kept.unplaced,
                unfrozen: kept.unfrozen,
                moved: kept.moved.iter().map(document).collect(),
            }
        };
        let sites = with_promise(report).map(site).collect();
        Document { format: "daybreak.replan/1", date: report.date.to_string(), sites }
    }
}

pub fn document(moved: &Moved) -> MovedDocument<'_> {
    fn doing(doing: &Doing) -> DoingDocument<'_> {
        DoingDocument { session: &doing.session, what: &doing.what, room: &doing.room, staff: &doing.staff }
    }
    MovedDocument {
        kind: moved.who.word(),
        id: &moved.id,
        slot: &moved.slot,
        what: moved.what(),
        before: moved.before.as_ref().map(doing),
        after: moved.after.as_ref().map(doing),
        why: explain::moved_words(&moved.why, explain::Language::English),
    }
}

fn with_promise(report: &Report) -> impl Iterator<Item = (&SiteReport, &Kept)> {
    report.sites.iter().filter_map(|site| site.kept.as_ref().map(|kept| (site, kept)))
}

fn site_id<'a>(report: &'a Report, site: &SiteReport) -> &'a str {
    &report.school.sites[site.site.i()].id
}
