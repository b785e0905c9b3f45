//! `daybreak explain`: why anything of a published day is as it is, for a coordinator.

mod answer;

use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::explain::{Asked, Inquired, Question};
use daybreak::history::rows::{Row, Tables, cell};
use daybreak::history::{FormerNight, Published};
use daybreak::issue::nearest;
use daybreak::model::dictionary::TableKind;
use daybreak::model::files::RUN;
use daybreak::model::ids::{LearnerIdx, LessonIdx, SiteIdx};
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline::{self, Checked, Groundwork, Inputs, Kind, Named, Names, NotNamed};

use super::args::{Format, PackageArgs, SearchArgs, date};
use super::check::{checked, refuse_bad_rules};
use super::exit::{Exit, Failure};
use super::files;
use super::observer::Watcher;
use super::package::Call;
use super::plan::{fetch, former_turns};
use super::print::Printer;
use super::rules::price;
use answer::{Answer, asked_for};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak explain data/example L001 --date 2026-11-23
  daybreak explain data/example L001 --date 2026-11-23 --slot P2 --why-not LESSON
  daybreak explain data/example S05 --date 2026-11-23
  daybreak explain data/example wish:L006:competency:SC.K.PS2-2 --date 2026-11-23
  daybreak explain data/example request:S27 --date 2026-11-23
  daybreak explain data/example matter:7 --date 2026-11-23
  daybreak explain data/example rule:a-teacher-every-day --date 2026-11-23 --price

A name is an id, or KIND:ID where an id alone means more than one thing:
  learner:ID  session:ID  lesson:ID  staff:ID  room:ID  slot:ID  rule:ID
  wish:LEARNER[:KIND[:VALUE]]                   as in wishes.csv
  request:STAFF[:LEARNER[:LESSON]]              as in requests.csv; several are judged together as well
  exception:N, exception:SUBJECT[:KIND[:SLOT]]  the Nth line of exceptions.csv, or what it is about
  matter:N, matter:KIND                         by rank in matters.csv, or by kind

For coordinators: the answer may name services and accommodations. Learners read playlists.csv.")]
pub struct ExplainArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// What is asked about: an id, or KIND:ID (learner, session, lesson, staff, room, slot, rule, wish, request, exception, matter)
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// The day, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Date,
    /// Where plans are written; the plan that is published there is explained
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Of a learner: only this slot
    #[arg(long, value_name = "SLOT")]
    pub slot: Option<String>,
    /// Of a learner: say why the learner does not have this lesson, and what would change it
    #[arg(long, value_name = "LESSON")]
    pub why_not: Option<String>,
    /// Of a rule: plan the day with it and without it, with the same budget, and tell the difference
    #[arg(long)]
    pub price: bool,
    /// Where several sites have what is named
    #[arg(long, value_name = "SITE")]
    pub site: Option<String>,
    #[command(flatten)]
    pub search: SearchArgs,
}

/// The tables of a night that are asked; [`TABLES`] says where they tell of an id.
const ASKED: [&str; 11] = [
    "sessions.csv",
    "staff.csv",
    "rooms.csv",
    "requests.csv",
    "wishes.csv",
    "services.csv",
    "matters.csv",
    "exceptions.csv",
    "moved.csv",
    "prices.csv",
    "proposals.csv",
];

/// Runs the command.
pub fn run(args: &ExplainArgs, printer: &Printer) -> Result<Exit, Failure> {
    let call = Call::read(&args.package, Some(&args.search))?;
    let watcher = Watcher::new(printer);
    let checked = checked(&call, &args.package, &watcher);
    refuse_bad_rules(&checked)?;
    if let Some(why) = &checked.refusal {
        return Err(Failure::refused(format!("nothing can be said of this package: {why}")));
    }
    let night = args.out.join(args.date.to_string());
    let tables = Tables::read(|file| fetch(&night, file), &ASKED)?;
    let named = named(args, &checked, &tables)?;
    let moved = since_published(&night, &call.inputs);
    let answer = match &named {
        Some(named) if named.learner().is_some() => of_learner(args, checked, &call, &night, named, &watcher, printer)?,
        Some(named) if named.asked(&tables).is_some() => {
            let asked = named.asked(&tables).expect("it was asked for");
            of_thing(args, checked, &call, &night, (named, &asked, &tables), &watcher, printer)?
        }
        _ => {
            // What no other way tells of: the rows that name it.
            let text = about(&tables, named.as_ref().map_or(&args.what, |named| &named.id));
            let what = named.as_ref().map_or_else(|| args.what.clone(), |named| named.whole.clone());
            let nothing = || "  The published tables do not tell of it.\n".to_owned();
            let text = text.unwrap_or_else(nothing);
            Answer::new(args, what, named.as_ref().map_or("", |named| named.kind.word()), true, &text)
        }
    };
    watcher.finish();
    match (answer.published, moved.is_empty()) {
        (false, _) => printer.say(&format!(
            "{} has no plan of {} that this package knows: the day was planned anew",
            args.out.display(),
            args.date
        )),
        (true, true) => {}
        (true, false) => printer.say(&since(&moved)),
    }
    match printer.format {
        Format::Human => printer.data(answer.text().as_bytes()),
        Format::Json => printer.json(&Answer { moved, ..answer }),
    }
    Ok(Exit::Good)
}

/// What the call names; none: no thing of its own, but the published tables tell of it.
fn named(args: &ExplainArgs, checked: &Checked, tables: &Tables) -> Result<Option<Named>, Failure> {
    let school = &checked.school;
    let mut names = Names::of(school, &checked.rules, tables, args.date);
    if let Some(id) = &args.site {
        let ids = || school.sites.iter().map(|site| site.id.as_str());
        let site = ids().position(|known| known == id).ok_or_else(|| unknown("site", id, ids()))?;
        names.only_of(SiteIdx::at(site));
    }
    // Only a learner has slots and lessons that may be asked about, only a rule a price.
    let of_learner = args.slot.is_some() || args.why_not.is_some();
    let only = if of_learner { Some(Kind::Learner) } else { args.price.then_some(Kind::Rule) };
    let why = match names.find(&args.what, only) {
        Ok(named) => return Ok(Some(named)),
        Err(why) => why,
    };
    if let Some(only) = only
        && let Ok(other) = names.find(&args.what, None)
    {
        let option = if of_learner { "--slot and --why-not go" } else { "--price goes" };
        let only = only.word();
        return Err(Failure::usage(format!("{} is no {only}: {option} with a {only} alone", other.whole)));
    }
    let nothing = matches!(why, NotNamed::Nothing { .. });
    if nothing && about(tables, &args.what).is_some() {
        return Ok(None);
    }
    let mut failure = not_named(&args.what, &why);
    if nothing && tables.is_empty() {
        failure.message += &format!(" {} has no night of {}.", args.out.display(), args.date);
    }
    Err(failure)
}

/// Why a text names no one thing, in a sentence.
fn not_named(text: &str, why: &NotNamed) -> Failure {
    Failure::usage(match why {
        NotNamed::Several(names) => {
            format!("{text:?} means more than one thing: {}. Say which of them.", names.join(", "))
        }
        NotNamed::AtSites(sites) => format!("{text:?} is at {}: --site says which is meant", sites.join(" and at ")),
        NotNamed::Nothing { kind, nearest } => {
            let hint = nearest.as_ref().map(|near| format!(" Maybe {near}.")).unwrap_or_default();
            match kind {
                Some(kind) => {
                    format!("{text:?} names no {} of this package or its published night.{hint}", kind.word())
                }
                None => {
                    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
                    let forms = words.join(", ");
                    format!(
                        "{text:?} names nothing of this package or its published night.{hint} A name is an id, or KIND:ID with {forms}."
                    )
                }
            }
        }
    })
}

/// A learner's day.
fn of_learner(
    args: &ExplainArgs,
    checked: Checked,
    call: &Call,
    night: &Path,
    named: &Named,
    watcher: &Watcher,
    printer: &Printer,
) -> Result<Answer, Failure> {
    let learner = named.learner().expect("a learner is named");
    let why_not = args.why_not.as_deref().map(|id| find_lesson(&checked.school, id)).transpose()?;
    let site = checked.school.learners[learner.i()].site;
    let day_type = day_type(&checked.school, site, args.date)?;
    if let Some(slot) = &args.slot {
        find_slot(&checked.school, site, &day_type, slot)?;
    }
    let published = published(night, &checked.school.sites[site.i()].id);
    let ground = ground(args, checked, night, watcher, printer)?;
    let question = Question { slot: args.slot.as_deref(), why_not };
    let config = &call.settings.config;
    let day = pipeline::explain_learner(&ground, learner, question, published, config).map_err(Failure::refused)?;
    let answer = Answer::new(args, named.whole.clone(), named.kind.word(), day.is_published, &day.text);
    Ok(Answer { learner: Some(named.id.clone()), ..answer })
}

/// Anything else of a day. A rule is asked about at the site that is named, else at the first.
fn of_thing(
    args: &ExplainArgs,
    checked: Checked,
    call: &Call,
    night: &Path,
    (named, asked, tables): (&Named, &Asked, &Tables),
    watcher: &Watcher,
    printer: &Printer,
) -> Result<Answer, Failure> {
    let school = &checked.school;
    let of_call =
        args.site.as_ref().and_then(|id| school.sites.iter().position(|site| site.id == *id)).map(SiteIdx::at);
    let sites = || (0..school.sites.len()).map(SiteIdx::at);
    let in_school = sites().find(|site| school.day_type(*site, args.date).is_some());
    let site = named.site.or(of_call).or(in_school).unwrap_or(SiteIdx::at(0));
    day_type(school, site, args.date)?;
    let published = published(night, &school.sites[site.i()].id);
    let ground = ground(args, checked, night, watcher, printer)?;
    let config = &call.settings.config;
    let answered = pipeline::inquire(&ground, site, asked, published, tables, config).map_err(Failure::refused)?;
    let Inquired { found, text, .. } = &answered.inquired;
    let mut answer = Answer::new(args, named.whole.clone(), named.kind.word(), answered.is_published, text);
    answer.site = Some(ground.school.sites[site.i()].id.clone());
    answer.asked = asked_for(&ground.school, found);
    if args.price {
        let (_, confirmed) = price::without(&call.inputs, args.date, std::slice::from_ref(&named.id), config, watcher)?;
        answer.lines.extend(confirmed.iter().map(|one| format!("  Planned anew by the package as it is now, {one}")));
        answer.price = confirmed.into_iter().next();
    }
    Ok(answer)
}

/// What all sites share, with the credit with which the published night began.
fn ground(
    args: &ExplainArgs,
    checked: Checked,
    night: &Path,
    watcher: &Watcher,
    printer: &Printer,
) -> Result<Groundwork, Failure> {
    let turns = former_turns(night, &checked.school, printer)?;
    let former = FormerNight { turns, ..FormerNight::default() };
    Ok(pipeline::groundwork_from(checked.school, checked.rules, args.date, &former, watcher))
}

/// The bell schedule of a site's day.
fn day_type(school: &School, site: SiteIdx, date: Date) -> Result<String, Failure> {
    let day_type = school.day_type(site, date).map(str::to_owned);
    day_type.ok_or_else(|| Failure::refused(pipeline::no_school(date).to_string()))
}

/// The published tables that tell of something, and the columns by which they do.
const TABLES: [(&str, &[&str]); 9] = [
    ("sessions.csv", &["session", "lesson"]),
    ("staff.csv", &["staff"]),
    ("rooms.csv", &["room"]),
    ("requests.csv", &["staff", "lesson"]),
    ("wishes.csv", &["lesson"]),
    ("services.csv", &["service"]),
    ("matters.csv", &["subjects", "kind"]),
    ("exceptions.csv", &["subject", "kind"]),
    ("moved.csv", &["id", "before", "after"]),
];

/// What the tables of a published night say of an id, row by row; none where they do not know it.
fn about(tables: &Tables, id: &str) -> Option<String> {
    let mut text = String::new();
    for (file, keys) in TABLES {
        let names_it = |row: &&Row| keys.iter().any(|key| cell(row, key).split(';').any(|one| one == id));
        let told = tables.rows(file).iter().filter(names_it).map(|row| {
            let cells =
                row.iter().filter(|(column, cell)| !cell.is_empty() && !["date", "site"].contains(&column.as_str()));
            cells.map(|(column, cell)| format!("{column} {cell}")).collect::<Vec<String>>().join(", ")
        });
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            text += &format!("{file}\n");
            told.iter().for_each(|line| text += &format!("  {line}\n"));
        }
    }
    (!text.is_empty()).then_some(text)
}

/// The day that was published for the site and date, if it can be read.
fn published(night: &Path, site: &str) -> Option<Published> {
    let fetch = |file: &str| Ok::<_, std::io::Error>(files::read(&night.join(file)).ok());
    FormerNight::read_published(fetch, site).ok().flatten()
}

/// What has changed since the published plan was made.
fn since(moved: &[String]) -> String {
    let moved = moved.join(", ");
    format!("this is the published plan; since it was made these have changed: {moved} (daybreak replan takes them up)")
}

/// Tables and files of rules that are not those from which the night was made.
pub fn since_published(night: &Path, inputs: &Inputs) -> Vec<String> {
    let card = files::read(&night.join(RUN)).ok().and_then(|bytes| pipeline::before(&bytes).ok());
    let Some(card) = card else { return Vec::new() };
    let tables = inputs.tables.iter().filter_map(|file| {
        let table = TableKind::of_file(&file.name)?.spec().name;
        let is_same = card.hashes.get(table) == Some(&pipeline::sha256(&file.bytes));
        (!is_same).then(|| file.name.clone())
    });
    let rules =
        inputs.rules.iter().filter(|file| card.rule_hashes.get(&file.name) != Some(&pipeline::sha256(&file.bytes)));
    tables.chain(rules.map(|file| file.name.clone())).collect()
}

pub fn find_learner(school: &School, id: &str) -> Result<LearnerIdx, Failure> {
    let known = school.learners.iter().map(|learner| learner.id.as_str());
    school
        .learners
        .iter()
        .position(|learner| learner.id == id)
        .map(LearnerIdx::at)
        .ok_or_else(|| unknown("learner", id, known))
}

fn find_lesson(school: &School, id: &str) -> Result<LessonIdx, Failure> {
    let known = school.lessons.iter().map(|lesson| lesson.id.as_str());
    school
        .lessons
        .iter()
        .position(|lesson| lesson.id == id)
        .map(LessonIdx::at)
        .ok_or_else(|| unknown("lesson", id, known))
}

fn find_slot(school: &School, site: SiteIdx, day_type: &str, id: &str) -> Result<(), Failure> {
    let schedule = school.bell_schedule(site, day_type);
    let known: Vec<&str> = schedule.iter().map(|slot| school.slots[slot.i()].id.as_str()).collect();
    match known.contains(&id) {
        true => Ok(()),
        false => Err(unknown("slot of that day", id, known)),
    }
}

/// The call names something that the package does not have.
pub fn unknown<'a>(kind: &str, id: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    let hint = nearest(id, known).map(|near| format!(" Maybe {near}.")).unwrap_or_default();
    Failure::usage(format!("{id:?} is no {kind} of this package.{hint}"))
}
