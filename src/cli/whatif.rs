//! `daybreak whatif`: what would be if something were otherwise, by planning the day with it.
//!
//! Of a day problem: one more person, room or device, in points (`day`). Of a package and date: scenarios, kept side by side
//! beside the nights (`kept`), each with what is otherwise (`changes`), the day planned with it from its base on (`planner`, `scenario`),
//! and what is told of it (`tell`).

mod changes;
mod day;
mod kept;
mod planner;
mod scenario;
mod tell;

use std::path::PathBuf;

use clap::Args;
use daybreak::export::prices::Scarce;
use daybreak::model::time::Date;

use super::args::{PackageArgs, SearchArgs, date};
use super::exit::{Exit, Failure};
use super::nights::Nights;
use super::observer::listen_for_signals;
use super::print::Printer;
use kept::Scenarios;

#[derive(Args, Debug)]
#[command(
    mut_arg("package", |arg| arg
        .value_name("PACKAGE|PROBLEM")
        .help("The school package: a folder of CSV tables; or a day problem (daybreak.problem/1)")),
    after_help = "Examples:
  daybreak whatif data/example --date 2026-11-23 --name speech --more staff:speech@10:00-11:00
  daybreak whatif data/example --date 2026-11-23 --name no-rotation --without new-partners
  daybreak whatif data/example --date 2026-11-23 --name late-bell --with proposals/slots.csv
  daybreak whatif data/example --date 2026-11-23
  daybreak whatif data/example --date 2026-11-23 --drop late-bell
  daybreak whatif problem.json --more staff:teacher:mathematics --more device:laptops=5

A scenario begins from its base: the night of the date in --out, else the day planned now. It is kept beside the nights and is
none of them: nothing is published from it. Without a change the scenarios of the date are listed side by side.
Of a day problem only --more is asked, and both days are planned with the same budget. A plan is the best found, not the best
there is, so a small difference may be chance."
)]
pub struct WhatifArgs {
    #[command(flatten)]
    package: PackageArgs,
    /// What there is more of: staff:TAG, room:FEATURE (a room like the dearest with it), each with @SLOT for one slot only
    /// (of a package also @HH:MM-HH:MM, the slots that it touches), or device:POOL=N; may be repeated
    #[arg(long, value_name = "WHAT", value_parser = more)]
    more: Vec<More>,
    /// A rule that is off, by its id; may be repeated
    #[arg(long, value_name = "RULE")]
    without: Vec<String>,
    /// A table in place of the package's table of that name, such as another slots.csv; may be repeated
    #[arg(long, value_name = "FILE.csv")]
    with: Vec<PathBuf>,
    /// The site that has more, where the package has several
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// The day of the scenarios, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    date: Option<Date>,
    /// The folder of nights beside which scenarios are kept [default: out]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Under which name the scenario is kept; one of the same name gives way
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Remove the scenario with this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["name", "more", "without", "with"])]
    drop: Option<String>,
    #[command(flatten)]
    search: SearchArgs,
}

/// One more of something.
#[derive(Clone, Debug)]
pub struct More {
    what: Scarce,
    /// A slot, or of a package a span of time.
    slot: Option<String>,
    n: u32,
}

/// `staff:TAG[@SLOT]`, `room:FEATURE[@SLOT]` or `device:POOL=N`.
fn more(text: &str) -> Result<More, String> {
    let expected =
        "expected staff:TAG[@SLOT], room:FEATURE[@SLOT] or device:POOL=N, e.g. staff:teacher:mathematics@s03";
    let (kind, rest) = text.split_once(':').ok_or(expected)?;
    if kind == "device" {
        let (pool, n) = rest.split_once('=').unwrap_or((rest, "1"));
        let n = n.parse().map_err(|_| expected)?;
        return Ok(More { what: Scarce::Device(pool.to_owned()), slot: None, n });
    }
    let (id, slot) = rest.split_once('@').map_or((rest, None), |(id, slot)| (id, Some(slot.to_owned())));
    let what = match kind {
        "staff" => Scarce::Staff(id.to_owned()),
        "room" => Scarce::Room(id.to_owned()),
        _ => return Err(expected.to_owned()),
    };
    Ok(More { what, slot, n: 1 })
}

impl More {
    /// As it was asked for.
    fn text(&self) -> String {
        let at = self.slot.as_ref().map_or_else(String::new, |slot| format!("@{slot}"));
        match &self.what {
            Scarce::Staff(tag) => format!("staff:{tag}{at}"),
            Scarce::Room(feature) => format!("room:{feature}{at}"),
            Scarce::Device(pool) => format!("device:{pool}={}", self.n),
        }
    }
}

/// Runs the command.
pub fn run(args: &WhatifArgs, printer: &Printer) -> Result<Exit, Failure> {
    listen_for_signals();
    if args.package.package.is_file() {
        return of_a_day_problem(args, printer);
    }
    let date = args.date.ok_or_else(|| Failure::usage("--date says of which day the scenarios are"))?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("out"));
    let (nights, has_changes) = (Nights::look(&out), args.more.len() + args.without.len() + args.with.len() > 0);
    match (&args.drop, &args.name, has_changes) {
        (Some(name), ..) => {
            Scenarios::remove(&out, date, name)?;
            printer.say(&format!("scenario {name} of {date} is removed"));
            Ok(Exit::Good)
        }
        (None, Some(name), true) => scenario::make(args, (date, &out, name), &nights, printer),
        (None, None, false) => tell::list(&args.package, &nights, &Scenarios::look(&out, date), printer),
        (None, Some(_), false) => Err(Failure::usage(
            "--name names a scenario of which nothing is otherwise: say --more, --without or --with",
        )),
        (None, None, true) => Err(Failure::usage("--name says under which name the scenario is kept")),
    }
}

/// The form with a day problem knows of no package, and keeps nothing.
fn of_a_day_problem(args: &WhatifArgs, printer: &Printer) -> Result<Exit, Failure> {
    let of_packages = [
        ("--without", !args.without.is_empty()),
        ("--with", !args.with.is_empty()),
        ("--site", args.site.is_some()),
        ("--date", args.date.is_some()),
        ("--out", args.out.is_some()),
        ("--name", args.name.is_some()),
        ("--drop", args.drop.is_some()),
    ];
    let path = &args.package.package;
    if let Some((option, _)) = of_packages.iter().find(|(_, is_given)| *is_given) {
        let path = path.display();
        return Err(Failure::usage(format!(
            "{option} is for a package, and {path} is a file: of a day problem --more is asked"
        )));
    }
    if args.more.is_empty() {
        return Err(Failure::usage("--more says what the day problem has more of, e.g. staff:teacher:mathematics@s03"));
    }
    day::run(path, &args.more, &args.search, printer)
}
