//! `daybreak desk`: hands on a published plan. Each command says first what it would do; `--keep` writes its rows into the small
//! tables of the package and plans the day anew, with as few changes as can be.

mod against;
mod back;
mod choice;
mod effect;
mod hand;
mod log;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use daybreak::model::promise::Moved;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;

use super::args::{Format, PackageArgs, PlanArgs, SearchArgs, date};
use super::documents::read_sites;
use super::exit::{Exit, Failure};
use super::nights::{Night, Nights};
use super::package::Call;
use super::plan::{self, Keeping, Planned};
use super::print::Printer;
use super::tables::{self, Change};
use against::{Against, Decided, Item};
use effect::{Card, Effect};
use hand::Desk;
use log::{Entry, Log};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak desk data/example move L001 P2 practice@P2
  daybreak desk data/example --keep --by rivera --why 'the group fits better' swap L001 L002 P3
  daybreak desk data/example --keep --sign --by rivera --why 'a friend is there' move L001 P2 practice@P2
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
    /// Make an exception from the rules that stand against it: --by answers for it, --why says why
    #[arg(long, global = true)]
    sign: bool,
    /// Weigh changes against points by the prices of the policy `changes` [default: as few changes as can be come first]
    #[arg(long, global = true)]
    by_price: bool,
    /// Publish in spite of a gate, by its name, with a reason; may be repeated
    #[arg(long = "accept", value_name = "GATE[=WHY]", global = true)]
    accept: Vec<String>,
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
    /// Let learners take what is held for them in choices.csv: nobody else changes
    Take {
        /// A learner and the number of the choice, and so on
        #[arg(required = true, num_args = 2.., value_names = ["LEARNER", "CHOICE"])]
        taken: Vec<String>,
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
    args.may_sign()?;
    let nights = if args.keep { Nights::wait_known(&args.out, printer)? } else { Nights::look(&args.out) };
    let mut log = Log::of(&args.out)?;
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
    let call = Call::read(&args.package, None)?;
    let desk = Desk::open(&night, printer)?;
    let mut work = Work { args, nights: &nights, night: &night, desk: &desk, call, printer };
    let before = Card::read(&night.path)?;
    let undone = match args.hand {
        Hand::Undo { number } => Some(log.last(number, night.date)?),
        _ => None,
    };
    let done = match &undone {
        Some(entry) => work.take_back(entry, &mut log)?,
        None => work.carry_out(desk.changes(&args.hand, &who(args), &args.why)?)?,
    };
    let effect = Effect::of(&done.planned.report, before, &done);
    if !args.keep || effect.is_refused() {
        tell(&effect, None, printer);
        return Ok(if effect.is_refused() { Exit::Refused } else { Exit::Good });
    }
    for file in &done.changed {
        super::files::write_file(&args.package.package.join(&file.name), &file.bytes)?;
    }
    let hand = words(&args.hand) + &effect.signed_words();
    let entry = Entry::new(&log, (&who(args), &args.why), &hand, (night.date, night.named()), &done.changes);
    log.note(entry, undone.map(|entry| entry.number))?;
    let folder = plan::publish(&done.planned, &plan_args(args, night.date), &nights, &who(args))?;
    log.made(nights.of(night.date).map_or_else(String::new, |night| night.named()))?;
    tell(&effect, Some(&folder.display().to_string()), printer);
    Ok(Exit::Good)
}

impl DeskArgs {
    /// Refuses a signature without a name and a reason, and of what is no decision.
    fn may_sign(&self) -> Result<(), Failure> {
        if !self.sign {
            return Ok(());
        }
        if !self.hand.is_pinning() {
            return Err(Failure::usage(
                "--sign makes an exception for a move, swap, lock or substitute: nothing else needs one",
            ));
        }
        match (self.by.as_deref().map(str::trim), self.why.trim()) {
            (None | Some(""), _) => {
                Err(Failure::usage("--sign needs --by: an exception has somebody who answers for it"))
            }
            (_, "") => Err(Failure::usage("--sign needs --why: an exception has a reason")),
            (Some(_), _) => Ok(()),
        }
    }
}

impl Hand {
    /// Whether it decides where somebody is.
    fn is_pinning(&self) -> bool {
        matches!(self, Hand::Move { .. } | Hand::Swap { .. } | Hand::Lock { .. } | Hand::Substitute { .. })
    }
}

/// A hand at work on a night.
struct Work<'a> {
    args: &'a DeskArgs,
    nights: &'a Nights,
    night: &'a Night,
    desk: &'a Desk,
    call: Call,
    printer: &'a Printer,
}

/// A hand carried out, and not kept yet.
pub struct Done {
    planned: Planned,
    /// The rows that come and go.
    changes: Vec<Change>,
    /// The tables that are others then.
    changed: Vec<SourceFile>,
    /// What stands against it.
    pub against: Against,
    /// What was signed for.
    pub signed: Vec<Item>,
    /// Whose own change it is about.
    pub about: Vec<String>,
    /// Who is moved from what is published, where the day was planned from something else.
    pub moved: Option<Vec<Moved>>,
}

impl Work<'_> {
    /// Plans the day with the rows; with a signature once more without what stands against them.
    fn carry_out(&mut self, rows: Vec<Change>) -> Result<Done, Failure> {
        let decided = Decided::of(&rows);
        let base = self.keeping(self.night.path.clone());
        let mut done = self.plan(rows.clone(), &base, &decided)?;
        if !self.args.sign {
            return Ok(done);
        }
        let mut signed: Vec<Item> = Vec::new();
        loop {
            // Who signs wants the hand as it is: a limit refuses it, though others could give way.
            if done.against.limits().next().is_some() {
                done.against.0.iter_mut().for_each(|item| item.refuses = true);
                return Ok(done);
            }
            let more: Vec<Item> = done.against.signable().filter(|item| !signed.contains(item)).cloned().collect();
            if more.is_empty() {
                break;
            }
            signed.extend(more);
            let items: Vec<&Item> = signed.iter().collect();
            let waivers = hand::waivers(self.night.date, &items, &who(self.args), &self.args.why);
            done = self.plan(rows.iter().cloned().chain(waivers).collect(), &base, &decided)?;
        }
        if signed.is_empty() {
            self.printer.say("no rule stands against it: nothing is signed");
        }
        Ok(Done { signed, ..done })
    }

    /// Plans the day without what was kept once: whom it has moved, and nobody since, comes back.
    fn take_back(&mut self, entry: &Entry, log: &mut Log) -> Result<Done, Failure> {
        let before = self.call.inputs.tables.clone();
        let changes = entry.undoing()?;
        log.take_back(entry, &mut self.call.inputs.tables)?;
        let is_last = log.was_before(entry).is_some() && entry.made == self.night.named();
        let then = self.nights.find(&entry.night).ok();
        let base = match (then, self.nights.find(&entry.made).ok().filter(|_| !entry.made.is_empty())) {
            (Some(then), _) if is_last => self.keeping(then.path),
            (Some(then), Some(made)) => {
                let (then, made) = (read_sites(&then.path, self.printer)?, read_sites(&made.path, self.printer)?);
                Keeping { instead: self.desk.put_back(&then, &made), ..self.keeping(self.night.path.clone()) }
            }
            _ => {
                let lost =
                    "the nights before and after it are gone: its rows go, and whom it moved may stay where they are";
                self.printer.say(lost);
                self.keeping(self.night.path.clone())
            }
        };
        let planned = self.planned(&base)?;
        let moved = self.desk.moved(&planned.report);
        let now = &self.call.inputs.tables;
        let changed =
            now.iter().filter(|file| before.iter().all(|old| old.name != file.name || old.bytes != file.bytes));
        let changed = changed.cloned().collect();
        let about = changes.iter().flat_map(|change| change.row.get("learner")).cloned().collect();
        Ok(Done {
            planned,
            changes,
            changed,
            against: Against::default(),
            signed: Vec::new(),
            about,
            moved: Some(moved),
        })
    }

    /// Plans the day with rows.
    fn plan(&mut self, rows: Vec<Change>, base: &Keeping, decided: &[Decided]) -> Result<Done, Failure> {
        let tables = self.call.inputs.tables.clone();
        let changes = tables::explicit(&tables, rows);
        tables::change(&mut self.call.inputs.tables, &changes)?;
        let now = &self.call.inputs.tables;
        let changed =
            now.iter().filter(|file| tables.iter().all(|old| old.name != file.name || old.bytes != file.bytes));
        let changed: Vec<SourceFile> = changed.cloned().collect();
        let planned = self.planned(base);
        self.call.inputs.tables = tables;
        let planned = planned?;
        let against = Against::of(&planned.report, self.desk, decided);
        let about = self.desk.about(&self.args.hand).into_iter().map(str::to_owned).collect();
        Ok(Done { planned, changes, changed, against, signed: Vec::new(), about, moved: None })
    }

    fn planned(&self, base: &Keeping) -> Result<Planned, Failure> {
        let args = plan_args(self.args, self.night.date);
        plan::planned(&args, &self.call, Some(base), self.nights, self.nights, self.printer)
    }

    /// How the published day is kept to.
    fn keeping(&self, night: PathBuf) -> Keeping {
        Keeping { night, is_morning: true, is_least: !self.args.by_price, now: None, instead: BTreeMap::new() }
    }
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
        Hand::Take { taken } => format!("take {}", taken.join(" ")),
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

fn plan_args(args: &DeskArgs, date: Date) -> PlanArgs {
    let of_day = PlanArgs::of_day(&args.package, date, &args.out, &SearchArgs::default());
    PlanArgs { accept: args.accept.clone(), ..of_day }
}
