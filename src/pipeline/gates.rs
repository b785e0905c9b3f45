//! Gates before publishing: what must hold of an input, against what a school expects of it and against the night before, so
//! that a broken export does not become a plan. A gate stops the sites that it concerns; the others go on.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::time::{Date, days_between};
use daybreak_night::report::{InputCard, SiteFeeds};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::School;
use daybreak_school::tables::SourceFile;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use super::feeds::RECENT_DAYS;
use super::package::Checked;

/// Rows of a table that may be refused whatever share they are, and the share beyond which more of them stop the run.
const REFUSED_ROWS: u64 = 20;
const REFUSED_SHARE: f64 = 0.5;

/// Rows by which a table may shrink from one night to the next whatever share they are, and the share that may go.
const GONE_ROWS: u64 = 10;
const GONE_SHARE: f64 = 0.3;

/// Rows of the last school days below which a feed is too small to be compared, and the share of the night before that must come.
const RECENT_ROWS: u64 = 20;
const RECENT_SHARE: f64 = 0.3;

/// School days after which evidence is too old to plan from on a date that the clock chose: the clock may be wrong.
const STALE_DAYS: u32 = 15;

/// Tables whose rows come and go with the day: of these a missing file is a sign, and not fewer rows.
const FLEETING: [TableKind; 7] = [
    TableKind::Availability,
    TableKind::Wishes,
    TableKind::Requests,
    TableKind::Proposals,
    TableKind::Pins,
    TableKind::Bans,
    TableKind::Waivers,
];

/// The kinds of gates; the names of all but the last two go on with `:` and a table (a site's id for `site`).
pub const GATES: [&str; 8] = ["refused", "rows", "expected", "recent", "fresh", "site", "rules", "date"];

/// What a school expects of its exports, whatever the night before was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// Usable rows of a table at least, by table, of the whole package.
    pub rows: BTreeMap<String, u64>,
    /// Rows of `evidence` and `delivered` at least within the last five school days, of each site.
    pub recent: BTreeMap<String, u64>,
    /// School days that may have passed since the newest row of `evidence` and `delivered`, of each site.
    pub fresh: BTreeMap<String, u32>,
}

impl Expect {
    /// What is wrong with it, in a sentence; none: nothing.
    pub fn fault(&self) -> Option<String> {
        let of_table = |name: &&String| !TableKind::ALL.iter().any(|kind| kind.spec().name == **name);
        let of_feed = |name: &&String| *name != "evidence" && *name != "delivered";
        if let Some(name) = self.rows.keys().find(of_table) {
            return Some(format!("expect.rows names {name:?}, which is no table"));
        }
        let name = self.recent.keys().chain(self.fresh.keys()).find(of_feed)?;
        Some(format!("expect.recent and expect.fresh name {name:?}: only evidence and delivered have days"))
    }
}

/// A gate that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Such as `refused:evidence`, `rows:learners`, or `rows:learners@elm` where it is about one of several sites.
    pub name: String,
    /// What was found, a sentence.
    pub why: String,
    /// Whose plans are not published; none: all.
    pub sites: Option<Vec<SiteIdx>>,
}

/// What is known of the last published night, from its `run.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    pub date: Option<Date>,
    /// Usable rows by table.
    pub rows: BTreeMap<String, u64>,
    pub feeds: Vec<SiteFeeds>,
    /// Files of rules.
    pub rules: Vec<String>,
    /// SHA-256 of each table, and of each file of rules.
    pub hashes: BTreeMap<String, String>,
    pub rule_hashes: BTreeMap<String, String>,
}

/// The night whose input is held.
#[derive(Clone, Copy, Debug)]
pub struct Tonight {
    pub date: Date,
    /// Whether the clock chose the date, and nobody named it.
    pub is_by_clock: bool,
}

/// The gates that do not hold, by kind and in the dictionary's order; `now` are the feeds of tonight, in the order of the sites.
pub fn gates(
    checked: &Checked,
    now: &[SiteFeeds],
    rules: &[SourceFile],
    expect: &Expect,
    before: Option<&Before>,
    tonight: Tonight,
) -> Vec<Gate> {
    let Checked { school, inputs, .. } = checked;
    let held = Held { school, inputs, expect, now, tonight };
    let mut failed = held.refused();
    failed.extend(held.expected());
    failed.extend(held.by_site());
    if let Some(before) = before {
        failed.extend(held.shrunk(before));
        failed.extend(held.sites_gone(before));
        failed.extend(rules_gone(rules, before));
    }
    failed.extend(held.dates(before));
    failed
}

/// An input and what it is held against.
struct Held<'a> {
    school: &'a School,
    inputs: &'a [InputCard],
    expect: &'a Expect,
    /// In the order of the sites.
    now: &'a [SiteFeeds],
    tonight: Tonight,
}

impl Held<'_> {
    fn card(&self, kind: TableKind) -> Option<&InputCard> {
        self.inputs.iter().find(|card| card.table == kind)
    }

    /// Usable rows.
    fn has(&self, kind: TableKind) -> u64 {
        self.card(kind).map_or(0, |card| card.rows.used + card.rows.repaired)
    }

    /// Optional tables most of which cannot be used; required ones are refused before.
    fn refused(&self) -> Vec<Gate> {
        let gate = |kind: TableKind| {
            let rows = self.card(kind)?.rows;
            let own = rows.rejected.saturating_sub(self.school.lost.repeated.get(&kind).copied().unwrap_or(0));
            let share = own as f64 / rows.total().max(1) as f64;
            let is_held = kind.spec().required || own < REFUSED_ROWS || share <= REFUSED_SHARE;
            let fault = self.school.lost.tables.iter().find(|lost| lost.table == kind);
            let cause = fault.and_then(|lost| lost.fault.as_ref()).map_or(String::new(), |(found, expected, maybe)| {
                let maybe = maybe.as_deref().map_or(String::new(), |maybe| format!(" {maybe}"));
                format!(" Mostly: {found}; {expected} was expected.{maybe}")
            });
            let n = format!("{} of the {} rows of {} cannot be used.", rows.rejected, rows.total(), kind.file());
            (!is_held).then(|| Gate {
                name: format!("refused:{}", kind.spec().name),
                why: format!("{n}{cause}"),
                sites: None,
            })
        };
        TableKind::ALL.into_iter().filter_map(gate).collect()
    }

    /// Tables with fewer rows than the settings expect.
    fn expected(&self) -> Vec<Gate> {
        let gate = |kind: TableKind| {
            let (wanted, has) = (*self.expect.rows.get(kind.spec().name)?, self.has(kind));
            (has < wanted).then(|| Gate {
                name: format!("expected:{}", kind.spec().name),
                why: format!("{} has {has} usable rows; the settings expect {wanted} at least.", kind.file()),
                sites: None,
            })
        };
        TableKind::ALL.into_iter().filter_map(gate).collect()
    }

    /// Feeds that have stopped or thinned out, against the settings.
    fn by_site(&self) -> Vec<Gate> {
        let mut failed = Vec::new();
        for (name, &wanted) in &self.expect.recent {
            failed.extend(self.each("recent", name, |feeds| {
                let has = feeds.recent.get(name).copied()?;
                (has < wanted).then(|| {
                    format!("{has} rows of {name} are of the last {RECENT_DAYS} school days; the settings expect {wanted} at least.")
                })
            }));
        }
        for (name, &wanted) in &self.expect.fresh {
            failed.extend(self.each("fresh", name, |feeds| self.stale(feeds, name, wanted)));
        }
        failed
    }

    /// That the newest row of a feed is older than so many school days.
    fn stale(&self, feeds: &SiteFeeds, name: &str, days_max: u32) -> Option<String> {
        let at = self.school.sites.iter().position(|site| site.id == feeds.site).map(SiteIdx::at)?;
        let Some(newest) = feeds.newest.get(name) else { return Some(format!("No row of {name} has a date.")) };
        let days = school_days(self.school, at, *newest, self.tonight.date);
        (days > days_max).then(|| {
            format!("The newest row of {name} is of {newest}, with {days} school days between it and the planned one.")
        })
    }

    /// Tables that have lost much since the night before.
    fn shrunk(&self, before: &Before) -> Vec<Gate> {
        let mut failed = Vec::new();
        for kind in TableKind::ALL {
            let name = kind.spec().name;
            let is_missing = self.card(kind).is_none();
            let why = |has: u64, had: u64| {
                let found = match is_missing {
                    true => format!("{} is missing", kind.file()),
                    false => format!("{} has {has} usable rows", kind.file()),
                };
                format!("{found}; on the last published night it had {had}.")
            };
            let is_of_sites = before.feeds.iter().any(|feeds| feeds.rows.contains_key(name));
            if is_of_sites {
                failed.extend(self.each("rows", name, |feeds| {
                    let had = of(&before.feeds, &feeds.site)?.rows.get(name).copied()?;
                    let has = feeds.rows.get(name).copied().unwrap_or(0);
                    self.is_gone(kind, has, had).then(|| why(has, had))
                }));
            } else {
                let (has, had) = (self.has(kind), before.rows.get(name).copied().unwrap_or(0));
                if self.is_gone(kind, has, had) {
                    failed.push(Gate { name: format!("rows:{name}"), why: why(has, had), sites: None });
                }
            }
        }
        for name in ["evidence", "delivered"] {
            failed.extend(self.each("recent", name, |feeds| {
                let had = of(&before.feeds, &feeds.site)?.recent.get(name).copied()?;
                let has = feeds.recent.get(name).copied()?;
                let is_thin = had >= RECENT_ROWS && (has as f64) < RECENT_SHARE * had as f64;
                is_thin.then(|| {
                    format!("{has} rows of {name} are of the last {RECENT_DAYS} school days; on the last published night {had} were.")
                })
            }));
        }
        failed
    }

    fn is_gone(&self, kind: TableKind, has: u64, had: u64) -> bool {
        let gone = had.saturating_sub(has);
        let has_shrunk = gone >= GONE_ROWS && gone as f64 > GONE_SHARE * had as f64;
        match kind {
            // Part-time staff and standing absences do not all end on one day.
            TableKind::Availability => had > 0 && self.card(kind).is_none() || has == 0 && had >= GONE_ROWS,
            _ if FLEETING.contains(&kind) => had > 0 && self.card(kind).is_none(),
            _ => has_shrunk || has == 0 && had > 0,
        }
    }

    /// Sites of the night before that the package does not know any more.
    fn sites_gone(&self, before: &Before) -> Vec<Gate> {
        let known: BTreeSet<&str> = self.school.sites.iter().map(|site| site.id.as_str()).collect();
        let gone = before.feeds.iter().filter(|feeds| !known.contains(feeds.site.as_str()));
        gone.map(|feeds| Gate {
            name: format!("site:{}", feeds.site),
            why: format!("Site {} was there on the last published night and is not in sites.csv.", feeds.site),
            sites: Some(Vec::new()),
        })
        .collect()
    }

    /// A date that a clock chose has to follow the last one, and evidence has to reach up to it.
    fn dates(&self, before: Option<&Before>) -> Vec<Gate> {
        if !self.tonight.is_by_clock {
            return Vec::new();
        }
        let date = self.tonight.date;
        let last = before.and_then(|before| before.date).filter(|last| date < *last);
        let back = last.map(|last| Gate {
            name: "date".to_owned(),
            why: format!("By the clock the next school day is {date}, and {last} has been published already."),
            sites: None,
        });
        let with_evidence = |feeds: &SiteFeeds| feeds.newest.contains_key("evidence");
        let stale = self.each("fresh", "evidence", |feeds| {
            with_evidence(feeds).then(|| self.stale(feeds, "evidence", STALE_DAYS)).flatten()
        });
        let is_told = self.expect.fresh.contains_key("evidence");
        back.into_iter().chain(stale.into_iter().filter(|_| !is_told)).collect()
    }

    /// A gate for each site of which something is said; one for all where it is said of each.
    fn each(&self, kind: &str, table: &str, says: impl Fn(&SiteFeeds) -> Option<String>) -> Vec<Gate> {
        let said: Vec<(SiteIdx, String)> =
            (self.now.iter().enumerate()).filter_map(|(at, feeds)| Some((SiteIdx::at(at), says(feeds)?))).collect();
        let name = format!("{kind}:{table}");
        if said.len() == self.now.len() {
            let at = |(site, why): &(SiteIdx, String)| match self.now.len() {
                1 => why.clone(),
                _ => format!("{}: {why}", self.school.sites[site.i()].id),
            };
            let why: Vec<String> = said.iter().map(at).collect();
            return (!why.is_empty()).then(|| Gate { name, why: why.join(" "), sites: None }).into_iter().collect();
        }
        let one = |(site, why): (SiteIdx, String)| Gate {
            name: format!("{name}@{}", self.school.sites[site.i()].id),
            why,
            sites: Some(vec![site]),
        };
        said.into_iter().map(one).collect()
    }
}

/// The feeds by which the next night is held: tonight's, but for sites that have no plan tonight those of the night before, and
/// sites that are not in the package stay until somebody accepts that.
pub fn measure(
    tonight: Vec<SiteFeeds>,
    before: Option<&Before>,
    without_plan: &[&str],
    is_accepted: impl Fn(&str) -> bool,
) -> Vec<SiteFeeds> {
    let Some(before) = before else { return tonight };
    let is_here = |site: &str| tonight.iter().any(|feeds| feeds.site == site);
    let gone = before.feeds.iter().filter(|feeds| !is_here(&feeds.site) && !is_accepted(&feeds.site)).cloned();
    let gone: Vec<SiteFeeds> = gone.collect();
    let held = |feeds: SiteFeeds| {
        let is_without = without_plan.contains(&feeds.site.as_str());
        of(&before.feeds, &feeds.site).filter(|_| is_without).cloned().unwrap_or(feeds)
    };
    tonight.into_iter().map(held).chain(gone).collect()
}

fn of<'a>(feeds: &'a [SiteFeeds], site: &str) -> Option<&'a SiteFeeds> {
    feeds.iter().find(|feeds| feeds.site == site)
}

/// Files of rules of the night before that are not there any more, or are empty.
fn rules_gone(rules: &[SourceFile], before: &Before) -> Option<Gate> {
    let says_something = |name: &str| {
        rules.iter().any(|file| file.name == name && file.bytes.iter().any(|byte| !byte.is_ascii_whitespace()))
    };
    let gone: Vec<&str> = before.rules.iter().map(String::as_str).filter(|name| !says_something(name)).collect();
    (!gone.is_empty()).then(|| Gate {
        name: "rules".to_owned(),
        why: format!("Rules of the last published night are not there any more: {}.", gone.join(", ")),
        sites: None,
    })
}

/// School days of a site from one day (left out) to before another.
fn school_days(school: &School, site: SiteIdx, from: Date, until: Date) -> u32 {
    let days = (1..days_between(from, until).min(3_660)).filter_map(|days| from.checked_add(days.days()).ok());
    days.filter(|day| school.day_type(site, *day).is_some()).count() as u32
}

/// What a night's `run.json` says for the gates of the next.
///
/// # Errors
/// What is wrong with the document, in a sentence.
pub fn before(run_json: &[u8]) -> Result<Before, String> {
    #[derive(Deserialize)]
    struct Run {
        date: Option<Date>,
        inputs: Vec<Input>,
        #[serde(default)]
        feeds: Vec<SiteFeeds>,
        #[serde(default)]
        rules: Vec<RuleFile>,
    }
    #[derive(Deserialize)]
    struct RuleFile {
        file: String,
        #[serde(default)]
        sha256: String,
    }
    #[derive(Deserialize)]
    struct Input {
        table: String,
        #[serde(default)]
        sha256: String,
        rows: Counts,
    }
    #[derive(Deserialize)]
    struct Counts {
        used: u64,
        repaired: u64,
    }
    let run: Run = serde_json::from_slice(run_json).map_err(|error| error.to_string())?;
    let hashes = run.inputs.iter().map(|input| (input.table.clone(), input.sha256.clone())).collect();
    let rule_hashes = run.rules.iter().map(|rule| (rule.file.clone(), rule.sha256.clone())).collect();
    let rows = run.inputs.into_iter().map(|input| (input.table, input.rows.used + input.rows.repaired)).collect();
    let rules = run.rules.into_iter().map(|rule| rule.file).collect();
    Ok(Before { date: run.date, rows, feeds: run.feeds, rules, hashes, rule_hashes })
}
