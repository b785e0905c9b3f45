//! `daybreak desk`: hands on a published plan. Each command says first what it would do; `--keep` writes its rows into the small
//! tables of the package and plans the day anew, with as few changes as can be.

mod effect;
mod hand;
mod log;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use daybreak::model::time::Date;

use super::args::{Format, PackageArgs, PlanArgs, SearchArgs, date};
use super::exit::{Exit, Failure};
use super::nights::Nights;
use super::package::Call;
use super::plan::{self, Keeping};
use super::print::Printer;
use super::tables;
use effect::{Card, Effect};
use hand::Desk;
use log::{Entry, Log};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak desk data/example move L001 P2 practice@P2
  daybreak desk data/example --keep --by rivera --why 'the group fits better' swap L001 L002 P3
  daybreak desk data/example undo --keep

Without --keep nothing is written: the effect is shown alone.")]
pub struct DeskArgs {
    #[command(flatten)]
    package: PackageArgs,
    /// The folder of nights whose published plan is worked on
    #[arg(long, value_name = "DIR", default_value = "out", global = true)]
    out: PathBuf,
    /// The day [default: that of the current night]
    #[arg(long, value_name = "D", value_parser = date, global = true)]
    date: Option<Date>,
    /// Keep it: the rows are written, the day is planned anew and published
    #[arg(long, global = true)]
    keep: bool,
    /// Weigh changes against points by the prices of the policy `changes` [default: as few changes as can be come first]
    #[arg(long, global = true)]
    by_price: bool,
    /// Who decides [default: as the machine knows you]
    #[arg(long, value_name = "WHO", global = true)]
    by: Option<String>,
    /// Why, for people; never shown to a learner
    #[arg(long, value_name = "TEXT", default_value = "", global = true)]
    why: String,
    #[command(subcommand)]
    hand: Hand,
}

/// What a hand does.
#[derive(Subcommand, Debug)]
pub enum Hand {
    /// Move a learner in a slot into a session, to a lesson, or what they do there to another slot
    Move {
        learner: String,
        slot: String,
        /// A session's id, a lesson's id, or a slot's
        to: String,
    },
    /// Let two learners change places in a slot
    Swap { learner: String, other: String, slot: String },
    /// Fix what is published: a learner's day, a group, what takes place in a room, or a person's day
    Lock {
        #[arg(value_enum)]
        what: Locked,
        /// The id: of a learner, a session, a room, a person
        id: String,
    },
    /// Never put two learners into one session again
    Apart { learner: String, other: String },
    /// Let a lesson, a person or a room not be for a learner, or a lesson not take place in a slot
    Ban {
        /// A lesson's, a person's or a room's id
        what: String,
        /// Whom it is not for; without it a lesson is banned for everybody
        #[arg(long)]
        learner: Option<String>,
        /// The one slot of the day; without it all day
        #[arg(long)]
        slot: Option<String>,
    },
    /// Cancel a session: its learners fall back on their nearest choice
    Cancel { session: String },
    /// Say that somebody or something is not there
    Away {
        #[arg(value_enum)]
        what: Missing,
        id: String,
        /// The one slot; without it all day
        #[arg(long)]
        slot: Option<String>,
    },
    /// Let a person give what another, who is away, was to give
    Substitute {
        away: String,
        instead: String,
        /// The one slot; without it all day
        #[arg(long)]
        slot: Option<String>,
    },
    /// Take back what was kept last, or what has this number in the log
    Undo { number: Option<usize> },
    /// List what was kept: who, when, why
    Log,
}

/// What can be fixed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Locked {
    Learner,
    Group,
    Room,
    Staff,
}

/// What can be missing.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Missing {
    Learner,
    Staff,
    Room,
}

/// Runs the command.
pub fn run(args: &DeskArgs, printer: &Printer) -> Result<Exit, Failure> {
    let nights = if args.keep { Nights::open_known(&args.out)? } else { Nights::look(&args.out) };
    let log = Log::of(&args.out)?;
    if matches!(args.hand, Hand::Log) {
        printer.data(log.text().as_bytes());
        return Ok(Exit::Good);
    }
    let night = match args.date {
        Some(date) => nights.of(date),
        None => nights.current(),
    };
    let night = night.ok_or_else(|| {
        let of = args.date.map_or_else(String::new, |date| format!(" of {date}"));
        Failure::usage(format!("{} has no night{of}: daybreak plan makes one", args.out.display()))
    })?;
    let mut call = Call::read(&args.package, None)?;
    let desk = Desk::open(&night, printer)?;
    let undone = match args.hand {
        Hand::Undo { number } => Some(log.last(number, night.date)?),
        _ => None,
    };
    let changes = match &undone {
        Some(entry) => entry.undoing()?,
        None => desk.changes(&args.hand, &who(args), &args.why)?,
    };
    let changes = tables::explicit(&call.inputs.tables, changes);
    let changed = tables::apply(&call.inputs.tables, &changes)?;
    changed.iter().for_each(|file| tables::put(&mut call.inputs.tables, file.clone()));
    if undone.as_ref().is_some_and(|entry| log.was_before(entry).is_none()) {
        printer.say("its rows go; the plan stays near what was kept since, so whom it moved may stay where they are");
    }
    // What is taken back last comes back as it was.
    let from = undone.as_ref().and_then(|entry| log.was_before(entry)).and_then(|named| nights.find(&named).ok());
    let from = from.map_or_else(|| night.path.clone(), |before| before.path);
    let keeping = Keeping { night: from, is_morning: true, is_least: !args.by_price, now: None };
    let plan_args = PlanArgs::of_day(&args.package, night.date, &args.out, &SearchArgs::default());
    let planned = plan::planned(&plan_args, &call, Some(&keeping), &nights, &nights, printer)?;
    let before = Card::read(&night.path)?;
    let effect = Effect::of(&planned.report, before, &desk, &args.hand);
    if !args.keep || effect.is_refused() {
        tell(&effect, None, printer);
        return Ok(if effect.is_refused() { Exit::Refused } else { Exit::Good });
    }
    for file in &changed {
        super::files::write_file(&args.package.package.join(&file.name), &file.bytes)?;
    }
    let named = format!("{}.{}", night.date, night.version);
    let entry = Entry::new(&log, (&who(args), &args.why), &words(&args.hand), (night.date, named), &changes);
    log.note(entry, undone.map(|entry| entry.number))?;
    let folder = plan::publish(&planned, &plan_args, &nights, &who(args))?;
    tell(&effect, Some(&folder.display().to_string()), printer);
    Ok(Exit::Good)
}

fn tell(effect: &Effect, folder: Option<&str>, printer: &Printer) {
    match printer.format {
        Format::Json => printer.json(effect),
        Format::Human => printer.report(&effect.text(folder)),
    }
}

/// Who decides.
fn who(args: &DeskArgs) -> String {
    args.by.clone().unwrap_or_else(plan::who)
}

/// The command as it was given, without the options.
fn words(hand: &Hand) -> String {
    let slot = |slot: &Option<String>| slot.as_ref().map_or_else(String::new, |slot| format!(" --slot {slot}"));
    match hand {
        Hand::Move { learner, slot, to } => format!("move {learner} {slot} {to}"),
        Hand::Swap { learner, other, slot } => format!("swap {learner} {other} {slot}"),
        Hand::Lock { what, id } => format!("lock {} {id}", format!("{what:?}").to_lowercase()),
        Hand::Apart { learner, other } => format!("apart {learner} {other}"),
        Hand::Ban { what, learner, slot: at } => {
            let whom = learner.as_ref().map_or_else(String::new, |learner| format!(" --learner {learner}"));
            format!("ban {what}{whom}{}", slot(at))
        }
        Hand::Cancel { session } => format!("cancel {session}"),
        Hand::Away { what, id, slot: at } => format!("away {} {id}{}", format!("{what:?}").to_lowercase(), slot(at)),
        Hand::Substitute { away, instead, slot: at } => format!("substitute {away} {instead}{}", slot(at)),
        Hand::Undo { number } => format!("undo {}", number.map_or_else(String::new, |n| n.to_string())),
        Hand::Log => "log".to_owned(),
    }
}
