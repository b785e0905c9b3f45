//! Scenarios side by side, and who gains by one: for people, and as documents.

use std::path::{Path, PathBuf};

use daybreak::export::scenario::{
    AGAIN, BASE, Beside, Change, ChangeKind, Figures, Gains, GroupGain, LearnerGain, Scenario,
};
use daybreak::export::summary::grouped;
use daybreak::model::problem::Points;
use serde::Serialize;

use super::kept::Scenarios;
use super::planner::hashes;
use crate::cli::args::{Format, PackageArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::nights::Nights;
use crate::cli::package::Call;
use crate::cli::print::Printer;

/// Learners and groups that are told one by one; scenario.json has all.
const TOLD: usize = 12;

/// The document of a listing.
#[derive(Serialize)]
struct Listing {
    format: &'static str,
    date: String,
    /// The base first, then by name.
    scenarios: Vec<Listed>,
}

/// A scenario in a listing.
#[derive(Serialize)]
struct Listed {
    folder: PathBuf,
    /// Why its base is not the day as it is now; none: it is.
    stale: Option<String>,
    /// Tables and files of rules that are not those from which it was made.
    changed_since: Vec<String>,
    #[serde(flatten)]
    scenario: Scenario,
}

/// Lists the scenarios of a date side by side.
pub fn list(package: &PackageArgs, nights: &Nights, scenarios: &Scenarios, printer: &Printer) -> Result<Exit, Failure> {
    let all = scenarios.all()?;
    let now = if all.is_empty() { None } else { Some(hashes(&Call::read(package, None)?.inputs)) };
    let night = nights.of(scenarios.date).map(|night| format!("{}.{}", night.date, night.version));
    let listed = |scenario: Scenario| {
        let (then, now) = (&scenario.base.inputs, now.as_ref().expect("read where there is a scenario"));
        let names = then.keys().chain(now.keys().filter(|name| !then.contains_key(*name)));
        Listed {
            folder: scenarios.place(&scenario.name),
            stale: stale(scenario.base.night.as_deref(), night.as_deref()),
            changed_since: names.filter(|name| then.get(*name) != now.get(*name)).cloned().collect(),
            scenario,
        }
    };
    let listed: Vec<Listed> = all.into_iter().map(listed).collect();
    match printer.format {
        Format::Json => {
            let date = scenarios.date.to_string();
            printer.json(&Listing { format: "daybreak.scenarios/1", date, scenarios: listed });
        }
        Format::Human if listed.is_empty() => {
            printer
                .data(format!("No scenario of {} is kept: --name and a change make one.\n", scenarios.date).as_bytes());
        }
        Format::Human => printer.data(side_by_side(&listed).as_bytes()),
    }
    Ok(Exit::Good)
}

/// Why a base is not the day as it is now.
fn stale(then: Option<&str>, now: Option<&str>) -> Option<String> {
    match (then, now) {
        (Some(then), Some(now)) if then == now => None,
        (Some(then), Some(now)) => Some(format!("it was made from {then}, and {now} is published since")),
        (Some(then), None) => Some(format!("it was made from {then}, which is not in place any more")),
        (None, Some(now)) => Some(format!("it was made before a night was there, and {now} is published since")),
        (None, None) => None,
    }
}

/// The table, and what is to be known of its columns.
fn side_by_side(listed: &[Listed]) -> String {
    let mut lines = Vec::new();
    // Scenarios stand beside their own base, told by the same tables; that of today comes first.
    let of = |one: &'_ Listed| (one.scenario.base.sha256.clone(), one.scenario.base.inputs.clone());
    let mut bases = Vec::new();
    let current = listed.iter().filter(|one| one.stale.is_none() && one.changed_since.is_empty());
    for base in current.chain(listed).map(of) {
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    for base in bases {
        let of_it: Vec<&Listed> = listed.iter().filter(|one| of(one) == base && one.scenario.name != BASE).collect();
        let Some(first) = of_it.first() else { continue };
        let base = &first.scenario.base;
        let stale = if first.stale.is_some() { ", stale" } else { "" };
        lines.push(format!("Beside {}{stale}:", made_from(base.night.as_deref())));
        let columns: Vec<&Scenario> = of_it.iter().map(|one| &one.scenario).collect();
        lines.push(table(&base.figures, &columns));
        if let Some(why) = &first.stale {
            lines.push(format!("stale: {why}."));
        }
        if !first.changed_since.is_empty() {
            lines.push(format!("made before these changed: {}", first.changed_since.join(", ")));
        }
        for one in of_it {
            lines.push(format!("{}: {}", one.scenario.name, words(&one.scenario)));
            lines.extend(doubts(&one.scenario).into_iter().map(|doubt| format!("  {doubt}")));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

/// Tells of a scenario that was just made.
pub fn made(scenario: &Scenario, again: Option<&Scenario>, place: &Path, printer: &Printer) {
    if printer.format == Format::Json {
        printer.json(scenario);
        return;
    }
    let mut lines = vec![format!("{}: {}", scenario.name, words(scenario))];
    lines.push(format!("Beside {} of {}:", made_from(scenario.base.night.as_deref()), scenario.date));
    let columns: Vec<&Scenario> = again.into_iter().chain([scenario]).collect();
    lines.push(table(&scenario.base.figures, &columns));
    if again.is_none() {
        lines.push(
            "The base is not planned once more beside it, so a part of a difference may be the search's alone."
                .to_owned(),
        );
    }
    lines.extend(doubts(scenario));
    if let Some(gains) = &scenario.gains {
        lines.extend(who_gains(gains, beside(scenario)));
    }
    lines.push(format!("Kept: {} (scenario.json has all of it; verify and diff read its sites)", place.display()));
    printer.report(&(lines.join("\n") + "\n"));
}

fn made_from(night: Option<&str>) -> String {
    night.map_or_else(|| "the day as it would be planned".to_owned(), |night| format!("the published night {night}"))
}

/// What is otherwise, in words.
fn words(scenario: &Scenario) -> String {
    if scenario.changes.is_empty() {
        return match scenario.name.as_str() {
            AGAIN => {
                "the base planned once more from its own plan, with nothing otherwise: what the search alone brings"
                    .to_owned()
            }
            _ => "nothing is otherwise".to_owned(),
        };
    }
    let one = |change: &Change| {
        let Change { kind, what, site, slots, like, .. } = change;
        let at = site.as_ref().map(|site| format!(" at {site}")).unwrap_or_default();
        let when = match (kind, slots) {
            (ChangeKind::More, Some(slots)) => format!(", in {}", slots.join(", ")),
            _ => String::new(),
        };
        let like = like.as_ref().map(|like| format!(", like {like}")).unwrap_or_default();
        format!("{} {what}{at}{when}{like}", kind.option())
    };
    scenario.changes.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What keeps a scenario from being read at its face.
fn doubts(scenario: &Scenario) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(below) = &scenario.below {
        let (short, than) = (grouped(below.points), beside(scenario));
        lines.push(match below.its_plan {
            Some(points) => format!(
                "it ends {short} points below {than} though it only adds: what it makes possible is asked of the day too, and by that \
                 the plan of {than} is worth {} points, and this one {}",
                grouped(points),
                grouped(scenario.figures.points)
            ),
            None => format!(
                "it ends {short} points below {than} though it only adds: what it makes possible is asked of the day too, and the plan \
                 of {than} does not hold that"
            ),
        });
    }
    if scenario.cut_short {
        lines.push("its search was ended by the clock or by a person before its budget was".to_owned());
    }
    let since = &scenario.base.changed_since;
    if !since.is_empty() {
        let alone = match scenario.beside {
            Some(Beside::Again) => format!(" (the column {AGAIN} has this alone)"),
            Some(Beside::Base) | None => String::new(),
        };
        lines.push(format!("it holds too what has changed since the night was made: {}{alone}", since.join(", ")));
    }
    lines.extend(scenario.left_aside.iter().map(|(site, why)| format!("site {site} is left aside: {why}")));
    lines
}

/// The day beside which it is counted who gains.
fn beside(scenario: &Scenario) -> &'static str {
    match scenario.beside {
        Some(Beside::Again) => AGAIN,
        Some(Beside::Base) | None => BASE,
    }
}

/// A row of figures: what it is, and its cell.
type Row = (&'static str, fn(&Figures) -> String);

const ROWS: [Row; 18] = [
    ("points", |of| grouped(of.points)),
    ("proven within", |of| format!("{:.1} %", (of.gap * 1_000.0).ceil() / 10.0)),
    ("filled learner slots", |of| share(of.slots_filled, of.slots_available)),
    ("minutes of learners", |of| count(of.minutes.all)),
    ("  an adult teaches", |of| count(of.minutes.taught)),
    ("  whole groups", |of| grouping(of, "whole")),
    ("  small groups", |of| grouping(of, "small")),
    ("  pairs", |of| grouping(of, "pair")),
    ("  own work", |of| grouping(of, "individual")),
    ("  services apart", |of| count(of.minutes.apart)),
    ("services short", |of| share(of.services_short, of.services)),
    ("  minutes planned", |of| count(of.service_minutes_planned)),
    ("  minutes without a place", |of| count(of.service_minutes_short)),
    ("wishes granted", |of| share(of.wishes_granted, of.wishes)),
    ("requests granted", |of| share(of.requests_granted, of.requests)),
    ("worst-off tenth, points a slot", |of| format!("{:.0}", of.worst_tenth)),
    ("exceptions to act on", |of| count(of.act)),
    ("learners who are there", |of| count(of.learners)),
];

fn count(n: u64) -> String {
    grouped(Points::try_from(n).unwrap_or(Points::MAX))
}

fn share(part: u64, of: u64) -> String {
    format!("{} of {}", count(part), count(of))
}

fn grouping(of: &Figures, word: &str) -> String {
    count(of.minutes.by_grouping.get(word).copied().unwrap_or(0))
}

/// The base, and scenarios beside it.
fn table(base: &Figures, columns: &[&Scenario]) -> String {
    let mut table = comfy_table::Table::new();
    let names = ["", BASE].into_iter().chain(columns.iter().map(|column| column.name.as_str()));
    table.load_style(comfy_table::presets::NOTHING).set_header(names);
    for (what, cell) in ROWS {
        let cells = [what.to_owned(), cell(base)].into_iter().chain(columns.iter().map(|column| cell(&column.figures)));
        table.add_row(cells);
    }
    type Of = fn(&Scenario) -> Option<String>;
    let of_scenarios: [(&str, Of); 6] = [
        ("learner slots that differ from base", |of| of.moved.map(|moved| count(moved.slots))),
        ("  another lesson", |of| of.moved.map(|moved| count(moved.lessons))),
        ("  learners", |of| of.moved.map(|moved| count(moved.learners))),
        ("who gains is counted beside", |of| of.beside.map(|_| beside(of).to_owned())),
        ("  learners whose day is worth more", |of| of.gains.as_ref().map(|gains| gains.more_and_less().0.to_string())),
        ("  learners whose day is worth less", |of| of.gains.as_ref().map(|gains| gains.more_and_less().1.to_string())),
    ];
    for (what, cell) in of_scenarios {
        let of = |column: &&Scenario| cell(column).unwrap_or_default();
        table.add_row([what.to_owned(), String::new()].into_iter().chain(columns.iter().map(of)));
    }
    for at in 1..columns.len() + 2 {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Who gains and who loses beside another day.
fn who_gains(gains: &Gains, than: &str) -> Vec<String> {
    let Gains { learners, same, not_in_both, groups, .. } = gains;
    let mut lines =
        vec![format!("Beside {than} something is different for {} learners, and nothing for {same}.", learners.len())];
    lines.extend(learners.iter().take(TOLD).map(|gain| format!("  {}", of_learner(gain))));
    if learners.len() > TOLD {
        lines.push(format!("  and {} more in scenario.json", learners.len() - TOLD));
    }
    if *not_in_both > 0 {
        lines.push(format!("  {not_in_both} learners are there in one of the two alone"));
    }
    let shown: Vec<String> = groups.iter().filter_map(of_group).collect();
    lines.push("A learner's mean, by group:".to_owned());
    lines.extend(shown.iter().take(TOLD).map(|line| format!("  {line}")));
    if shown.len() > TOLD {
        lines.push(format!("  and {} more groups in scenario.json", shown.len() - TOLD));
    }
    let withheld = groups.len() - shown.len();
    if withheld > 0 {
        lines.push(format!(
            "  {withheld} groups are withheld: they, or what they would give away, are fewer than ten learners"
        ));
    }
    lines
}

/// `L002: +340 points, speech +45 minutes, wish place:library granted, 2 slots differ`.
fn of_learner(gain: &LearnerGain) -> String {
    let LearnerGain { site: _, learner, points, taught_minutes, slots, services, wishes_gained, wishes_lost } = gain;
    let mut parts = vec![format!("{points:+} points")];
    parts.extend(services.iter().map(|(service, by)| format!("{service} {by:+} minutes")));
    parts.extend(wishes_gained.iter().map(|wish| format!("wish {wish} granted")));
    parts.extend(wishes_lost.iter().map(|wish| format!("wish {wish} not granted any more")));
    parts.extend((*taught_minutes != 0).then(|| format!("{taught_minutes:+} minutes with an adult who teaches")));
    parts.extend(
        (*slots > 0).then(|| if *slots == 1 { "1 slot differs".to_owned() } else { format!("{slots} slots differ") }),
    );
    format!("{learner}: {}", parts.join(", "))
}

/// `grade 3 (24 learners): +12.3 points, +4.5 minutes with an adult who teaches`; none: withheld.
fn of_group(gain: &GroupGain) -> Option<String> {
    let of = gain.figures?;
    let name = if gain.by == "all" { "all".to_owned() } else { format!("{} {}", gain.by, gain.group) };
    Some(format!(
        "{name} ({} learners): {:+.1} points, {:+.1} minutes with an adult who teaches",
        of.learners, of.points, of.taught_minutes
    ))
}
