//! `daybreak diff`: two plans or nights side by side, by learner, by adult, by room, by measure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::check;
use daybreak::model::files::{PLAN, PROBLEM, SITES};
use daybreak::model::promise::{MovedWho, Whereabouts};
use serde::Serialize;

use super::args::Format;
use super::documents::{SiteOfNight, read_plan, read_problem, read_sites};
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;
use super::replan::told;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak diff out/2026-11-23 morning/2026-11-23
  daybreak diff a/plan.json b/plan.json --show 0

Exit code 0: the same. 1: something differs.")]
pub struct DiffArgs {
    /// A night's folder, the folder of one of its sites, or a plan.json with its problem.json beside it
    #[arg(value_name = "A")]
    a: PathBuf,
    /// Another
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Differences shown of each kind (0: all); --format json shows all
    #[arg(long, value_name = "N", default_value_t = 12)]
    show: usize,
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    /// By name: in A, in B.
    measures: BTreeMap<&'static str, [i64; 2]>,
    learners: Vec<Row>,
    staff: Vec<Row>,
    rooms: Vec<Row>,
}

/// A slot of somebody or something that differs.
#[derive(Serialize)]
struct Row {
    site: String,
    id: String,
    slot: String,
    /// Of a learner the offering, room and people; of an adult what is served and where; of a room what is in it. Empty: nothing.
    a: String,
    b: String,
}

/// What somebody or something does, by site, id and slot.
type Table = BTreeMap<(String, String, String), String>;

/// A side, laid out.
#[derive(Default)]
struct Side {
    learners: Table,
    staff: Table,
    rooms: Table,
    measures: BTreeMap<&'static str, i64>,
    /// The order of slots, by site and id.
    slots: BTreeMap<(String, String), usize>,
}

/// Runs the command.
pub fn run(args: &DiffArgs, printer: &Printer) -> Result<Exit, Failure> {
    let (a, b) = (side(&args.a, printer)?, side(&args.b, printer)?);
    let order = |site: &str, slot: &str| {
        let key = (site.to_owned(), slot.to_owned());
        a.slots.get(&key).or_else(|| b.slots.get(&key)).copied()
    };
    let rows = |of: fn(&Side) -> &Table| {
        let (mine, theirs) = (of(&a), of(&b));
        let keys: BTreeSet<&(String, String, String)> = mine.keys().chain(theirs.keys()).collect();
        let cell = |table: &Table, key| table.get(key).cloned().unwrap_or_default();
        let all = keys.into_iter().map(|key| Row {
            site: key.0.clone(),
            id: key.1.clone(),
            slot: key.2.clone(),
            a: cell(mine, key),
            b: cell(theirs, key),
        });
        let mut rows: Vec<Row> = all.filter(|row| row.a != row.b).collect();
        rows.sort_by(|x, y| {
            let key = |row: &Row| (row.site.clone(), row.id.clone(), order(&row.site, &row.slot));
            key(x).cmp(&key(y))
        });
        rows
    };
    let names: BTreeSet<&'static str> = a.measures.keys().chain(b.measures.keys()).copied().collect();
    let of = |side: &Side, name| side.measures.get(name).copied().unwrap_or(0);
    let document = Document {
        format: "daybreak.diff/1",
        measures: names.into_iter().map(|name| (name, [of(&a, name), of(&b, name)])).collect(),
        learners: rows(|side| &side.learners),
        staff: rows(|side| &side.staff),
        rooms: rows(|side| &side.rooms),
    };
    match printer.format {
        Format::Json => printer.json(&document),
        Format::Human => printer.data(document.text(args.show).as_bytes()),
    }
    Ok(if document.is_same() { Exit::Good } else { Exit::Findings })
}

impl Document {
    fn is_same(&self) -> bool {
        self.learners.is_empty() && self.staff.is_empty() && self.rooms.is_empty()
    }

    fn text(&self, show: usize) -> String {
        let show = if show == 0 { usize::MAX } else { show };
        let mut lines = Vec::new();
        for (name, rows) in [("learners", &self.learners), ("adults", &self.staff), ("rooms", &self.rooms)] {
            let who: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.site.as_str(), row.id.as_str())).collect();
            lines.push(format!("{} slots of {} {name} differ", rows.len(), who.len()));
            let or_nothing = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
            for row in rows.iter().take(show) {
                let Row { site: _, id, slot, a, b } = row;
                lines.push(format!("  {id} in {slot}: {} -> {}", or_nothing(a), or_nothing(b)));
            }
            if rows.len() > show {
                lines.push(format!("  and {} more", rows.len() - show));
            }
        }
        for (name, [a, b]) in &self.measures {
            lines.push(format!("{name}: {a} -> {b} ({:+})", b - a));
        }
        lines.join("\n") + "\n"
    }
}

/// Reads one side.
fn side(path: &Path, printer: &Printer) -> Result<Side, Failure> {
    let mut side = Side::default();
    for site in sites(path, printer)? {
        side.add(&site);
    }
    Ok(side)
}

/// The sites behind a path.
fn sites(path: &Path, printer: &Printer) -> Result<Vec<SiteOfNight>, Failure> {
    if path.join(SITES).is_dir() {
        return read_sites(path, printer);
    }
    let (folder, plan) = match path.is_dir() {
        true => (path.to_owned(), path.join(PLAN)),
        false => (path.parent().unwrap_or(Path::new("")).to_owned(), path.to_owned()),
    };
    let bytes = files::read(&folder.join(PROBLEM))?;
    let (problem, _) = read_problem(&folder.join(PROBLEM), &bytes, printer)?;
    let plan = read_plan(&plan, printer)?;
    Ok(vec![SiteOfNight { folder, bytes, problem, plan }])
}

impl Side {
    fn add(&mut self, site: &SiteOfNight) {
        let SiteOfNight { problem, plan, .. } = site;
        let at = Whereabouts::of(problem, plan);
        let key = |id: &str, t: usize| (problem.site.clone(), id.to_owned(), problem.slots[t].id.clone());
        for (t, slot) in problem.slots.iter().enumerate() {
            self.slots.insert((problem.site.clone(), slot.id.clone()), t);
        }
        for ((id, t), doing) in &at.learners {
            self.learners.insert(key(id, *t), told(MovedWho::Learner, doing));
        }
        for ((id, t), doing) in &at.people {
            self.staff.insert(key(id, *t), told(MovedWho::Staff, doing));
        }
        let mut in_rooms: BTreeMap<(String, usize), BTreeSet<String>> = BTreeMap::new();
        for ((_, t), doing) in &at.learners {
            in_rooms.entry((doing.room.clone(), *t)).or_default().insert(doing.served.clone());
        }
        for ((room, t), served) in in_rooms {
            self.rooms.insert(key(&room, t), served.into_iter().collect::<Vec<_>>().join(", "));
        }
        self.measure(site, at.learners.len());
    }

    /// Recounted from the documents, so that a plan of anybody can be measured.
    fn measure(&mut self, site: &SiteOfNight, filled: usize) {
        let objective = check::check(&site.problem, &site.plan).objective;
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let measures = [
            ("points, changes apart", objective.total() + objective.change_cost),
            ("cost of what is owed and missing", objective.shortfall_cost),
            ("slots of learners who are there", whole(site.problem.slots_of_learners())),
            ("slots filled", whole(filled)),
            ("sessions", whole(site.plan.sessions.len())),
        ];
        for (name, value) in measures {
            *self.measures.entry(name).or_default() += value;
        }
    }
}
