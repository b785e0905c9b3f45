//! What is otherwise, read against a package: rules and tags that it knows, slots of the day, and rows of its tables in memory.
//!
//! What is added is there on the date of the scenario alone. A teacher who came every day would make the services of other days
//! easier, and so less of them would fall due on this one.

use std::collections::{BTreeMap, BTreeSet};

use daybreak::export::prices::{Scarce, dearest_room};
use daybreak::export::scenario::{Change, ChangeKind};
use daybreak::history::Published;
use daybreak::issue::nearest;
use daybreak::model::day::SiteDay;
use daybreak::model::dictionary::TableKind;
use daybreak::model::ids::SiteIdx;
use daybreak::model::rules::Rules;
use daybreak::model::school::School;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::{Date, TimeOfDay};
use daybreak::pipeline::{Checked, Inputs, sha256};

use super::{More, WhatifArgs};
use crate::cli::check::checked;
use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::observer::Watcher;
use crate::cli::package::Call;
use crate::cli::plan;
use crate::cli::print::Printer;
use crate::cli::rules;
use crate::cli::tables;

/// Who and what is added goes by this name and a number.
const ADDED: &str = "whatif";

/// The changes of a scenario, known to make sense.
pub struct Changes {
    /// For people and documents, in the order of the call.
    pub told: Vec<Change>,
    /// The package with the tables that take the place of others.
    inputs: Inputs,
    more: Vec<Asked>,
    /// Rules that are off.
    without: Vec<String>,
    date: Date,
}

/// More of something, and where.
struct Asked {
    /// Of a person or room: what it is called.
    id: String,
    what: Scarce,
    /// Of devices: how many there are then.
    count: u32,
    site: String,
    /// None: all day.
    slots: Option<Vec<String>>,
}

impl Changes {
    /// Reads what a call asks for.
    ///
    /// # Errors
    /// Whatever the package does not know, with what is near, and tables from which nothing may be planned.
    pub fn read(args: &WhatifArgs, date: Date, call: &Call, printer: &Printer) -> Result<Self, Failure> {
        let mut inputs = call.inputs.clone();
        let mut told = Vec::new();
        for path in &args.with {
            let file = table(path)?;
            told.push(Change {
                kind: ChangeKind::With,
                what: file.name.clone(),
                site: None,
                slots: None,
                like: None,
                sha256: Some(sha256(&file.bytes)),
            });
            inputs.tables.retain(|old| TableKind::of_file(&old.name) != TableKind::of_file(&file.name));
            inputs.tables.push(file);
        }
        let with = Call { inputs, settings: call.settings.clone(), rules_from: call.rules_from.clone() };
        let watcher = Watcher::new(printer);
        let checked = checked(&with, &args.package, &watcher);
        watcher.finish();
        let is_of_theirs = |file: &str| told.iter().any(|change| change.what == file);
        let issues: Vec<_> = checked.issues.iter().filter(|issue| is_of_theirs(&issue.place.file)).cloned().collect();
        printer.issues(&issues, 5);
        plan::refuse(&checked, printer)?;
        let Checked { school, rules: known, .. } = &checked;
        for id in &args.without {
            find_rule(known, id, call)?;
            let kind = ChangeKind::Without;
            told.push(Change { kind, what: id.clone(), site: None, slots: None, like: None, sha256: None });
        }
        let mut more = Vec::new();
        if !args.more.is_empty() {
            let site = find_site(school, args.site.as_deref())?;
            let day = SiteDay::of(school, site, date);
            for (n, asked) in args.more.iter().enumerate() {
                let one = Asked::read(asked, fresh(school, n + 1), &day)?;
                told.push(Change {
                    kind: ChangeKind::More,
                    what: asked.text(),
                    site: Some(one.site.clone()),
                    slots: one.slots.clone(),
                    like: None,
                    sha256: None,
                });
                more.push(one);
            }
        } else if let Some(site) = &args.site {
            return Err(Failure::usage(format!(
                "--site {site}: no --more is asked for, and nothing else is of one site"
            )));
        }
        Ok(Changes { told, inputs: with.inputs, more, without: args.without.clone(), date })
    }

    /// Whether there is only more of something than in the base.
    pub fn only_add(&self) -> bool {
        self.told.iter().all(|change| change.kind == ChangeKind::More)
    }

    /// Refuses more at a site of which the base has no plan: nobody would see what it brings.
    pub fn are_of_its_sites(&self, base: &BTreeMap<String, Published>) -> Result<(), Failure> {
        match self.more.iter().find(|asked| !base.contains_key(&asked.site)) {
            None => Ok(()),
            Some(asked) => {
                Err(Failure::refused(format!("the base has no plan of site {}, where there would be more", asked.site)))
            }
        }
    }

    /// Ids of rules that are off.
    pub fn without(&self) -> Vec<&str> {
        self.without.iter().map(String::as_str).collect()
    }

    /// The package with the rows of what is added; a room is like the dearest one of its base.
    pub fn inputs(&mut self, base: &BTreeMap<String, Published>) -> Result<Inputs, Failure> {
        let mut inputs = self.inputs.clone();
        let (mut rows, mut likes) = (Vec::new(), Vec::new());
        for asked in &self.more {
            likes.push(asked.rows(self.date, base, &mut rows)?);
        }
        let of_more = self.told.iter_mut().filter(|change| change.kind == ChangeKind::More);
        of_more.zip(likes).for_each(|(change, like)| change.like = like);
        let rows = tables::explicit(&inputs.tables, rows);
        tables::change(&mut inputs.tables, &rows)?;
        Ok(inputs)
    }
}

/// A file that takes the place of a table.
fn table(path: &std::path::Path) -> Result<SourceFile, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(kind) = TableKind::of_file(&name) else {
        let known: Vec<String> = TableKind::ALL.iter().map(|kind| kind.file()).collect();
        return Err(unknown(
            &format!("--with {}", path.display()),
            "the name of a table of a package",
            &name,
            known.iter().map(String::as_str),
        ));
    };
    Ok(SourceFile { name: kind.file(), bytes: files::read(path)? })
}

/// A rule of these files.
fn find_rule(known: &Rules, id: &str, call: &Call) -> Result<(), Failure> {
    if known.texts.is_empty() {
        return Err(Failure::usage(format!(
            "--without {id}: the rules are {}, and none of them goes by an id",
            call.rules_from
        )));
    }
    rules::find(known, id)
}

/// The site that is named, or the only one.
fn find_site(school: &School, named: Option<&str>) -> Result<SiteIdx, Failure> {
    let ids = || school.sites.iter().map(|site| site.id.as_str());
    match named {
        Some(id) => ids()
            .position(|site| site == id)
            .map(SiteIdx::at)
            .ok_or_else(|| unknown(&format!("--site {id}"), "a site of the package", id, ids())),
        None if school.sites.len() == 1 => Ok(SiteIdx::at(0)),
        None => {
            let sites: Vec<&str> = ids().collect();
            Err(Failure::usage(format!(
                "the package has several sites, and --site says which has more: {}",
                sites.join(", ")
            )))
        }
    }
}

/// Something that is not there: what was expected, what is near, and what there is.
fn unknown<'a>(at: &str, expected: &str, id: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: BTreeSet<&str> = known.collect();
    let hint = nearest(id, known.iter().copied()).map(|near| format!(" Maybe {near}.")).unwrap_or_default();
    let all = match known.len() {
        0 => "there is none".to_owned(),
        _ => format!("there are {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Failure::usage(format!("{at}: expected {expected}; {all}.{hint}"))
}

/// A name that neither a room nor a person has.
fn fresh(school: &School, n: usize) -> String {
    let is_taken =
        |id: &String| school.rooms.iter().any(|room| room.id == *id) || school.staff.iter().any(|one| one.id == *id);
    let mut id = format!("{ADDED}.{n}");
    while is_taken(&id) {
        id.push('+');
    }
    id
}

impl Asked {
    fn read(more: &More, id: String, day: &SiteDay<'_>) -> Result<Asked, Failure> {
        let school = day.school;
        let site = &school.sites[day.site.i()].id;
        let at = format!("--more {}", more.text());
        if day.slots.is_empty() {
            return Err(Failure::usage(format!("{at}: {site} has no school on {}", day.date)));
        }
        let mut count = more.n;
        let lessons = || school.lessons.iter().filter(|lesson| lesson.site.is_none_or(|of| of == day.site));
        match &more.what {
            Scarce::Staff(tag) => {
                let of_lessons = lessons().flat_map(|lesson| &lesson.staff).map(|need| need.tag.as_str());
                let of_here =
                    |service: &&daybreak::model::school::Service| school.learners[service.learner.i()].site == day.site;
                let of_services = school.services.iter().filter(of_here).map(|service| service.staff_tag.as_str());
                let people = school.staff.iter().filter(|person| person.site == day.site);
                let held = people.flat_map(|person| &person.tags).map(String::as_str);
                let known: BTreeSet<&str> = of_lessons.chain(of_services).chain(held).collect();
                if !known.contains(tag.as_str()) {
                    return Err(unknown(
                        &at,
                        &format!("a tag that somebody at {site} has or something needs"),
                        tag,
                        known.into_iter(),
                    ));
                }
            }
            Scarce::Room(feature) => {
                let rooms = school.rooms.iter().filter(|room| room.site == day.site);
                let known: BTreeSet<&str> = rooms.flat_map(|room| &room.features).map(String::as_str).collect();
                if !known.contains(feature.as_str()) {
                    return Err(unknown(&at, &format!("a feature of a room of {site}"), feature, known.into_iter()));
                }
            }
            Scarce::Device(pool) => {
                let needed = lessons().flat_map(|lesson| &lesson.devices).map(|need| need.device.as_str());
                let pools = || school.devices.iter().filter(|device| device.site == day.site);
                count =
                    count.saturating_add(pools().find(|device| device.id == *pool).map_or(0, |device| device.count));
                let known: BTreeSet<&str> = needed.chain(pools().map(|device| device.id.as_str())).collect();
                if !known.contains(pool.as_str()) {
                    return Err(unknown(
                        &at,
                        &format!("a pool that {site} has or a lesson needs"),
                        pool,
                        known.into_iter(),
                    ));
                }
            }
        }
        let slots = more.slot.as_ref().map(|text| slots(&at, text, day)).transpose()?;
        Ok(Asked { id, what: more.what.clone(), count, site: site.clone(), slots })
    }

    /// Adds the rows of it; of a room, the id of the one that it is like.
    fn rows(
        &self,
        date: Date,
        base: &BTreeMap<String, Published>,
        rows: &mut Vec<tables::Change>,
    ) -> Result<Option<String>, Failure> {
        match &self.what {
            Scarce::Staff(tag) => {
                rows.push(row("staff", &[("site", &self.site), ("staff", &self.id), ("tags", tag)]));
                self.be_there("staff", date, self.slots.as_deref(), rows);
                Ok(None)
            }
            Scarce::Room(feature) => {
                let of_base = base.get(&self.site).and_then(|day| day.certificate.as_ref().map(|prices| (day, prices)));
                let like = of_base.and_then(|(day, prices)| dearest_room(&day.problem, prices, feature));
                let like = like.ok_or_else(|| {
                    Failure::refused(format!("no room of {} with feature {feature:?} can be used on {date}", self.site))
                })?;
                // A room's own name and its zone are written among its features where something asks for them.
                let of_itself = |feature: &&String| !["room:", "zone:"].iter().any(|own| feature.starts_with(own));
                let features: Vec<&str> = like.features.iter().filter(of_itself).map(String::as_str).collect();
                let cells = [
                    ("site", self.site.as_str()),
                    ("room", &self.id),
                    ("capacity", &like.capacity.to_string()),
                    ("sessions_at_once", &like.sessions_at_once.to_string()),
                    ("features", &features.join(";")),
                    ("zone", &like.zone),
                ];
                rows.push(row("rooms", &cells));
                self.be_there("room", date, self.slots.as_deref().or(like.slots.as_deref()), rows);
                Ok(Some(like.id.clone()))
            }
            Scarce::Device(pool) => {
                let cells = [("site", self.site.as_str()), ("device", pool), ("count", &self.count.to_string())];
                let key = vec!["site".to_owned(), "device".to_owned()];
                rows.push(tables::Change { key, ..row("devices", &cells) });
                Ok(None)
            }
        }
    }

    /// Says that it is there on the date alone: in these slots, or all day.
    fn be_there(&self, kind: &str, date: Date, slots: Option<&[String]>, rows: &mut Vec<tables::Change>) {
        let date = date.to_string();
        let mut say = |date: &str, slot: &str, available: &str| {
            let cells = [
                ("site", self.site.as_str()),
                ("kind", kind),
                ("id", &self.id),
                ("date", date),
                ("slot", slot),
                ("available", available),
                ("reason", ADDED),
            ];
            rows.push(row("availability", &cells));
        };
        say("", "", "no");
        match slots {
            None => say(&date, "", "yes"),
            Some(slots) => slots.iter().for_each(|slot| say(&date, slot, "yes")),
        }
    }
}

/// A row of a table by its cells.
fn row(table: &str, cells: &[(&str, &str)]) -> tables::Change {
    let row = cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
    tables::Change { table: table.to_owned(), row, ..tables::Change::default() }
}

/// The slots of the day that a text means: the one with this id, or those that a span of time touches.
fn slots(at: &str, text: &str, day: &SiteDay<'_>) -> Result<Vec<String>, Failure> {
    let all: Vec<&daybreak::model::school::Slot> = day.slots.iter().map(|slot| &day.school.slots[slot.i()]).collect();
    if all.iter().any(|slot| slot.id == text) {
        return Ok(vec![text.to_owned()]);
    }
    let bell: Vec<String> = all.iter().map(|slot| format!("{} {}-{}", slot.id, slot.start, slot.end)).collect();
    let bell = format!("{} has {} on {}", day.school.sites[day.site.i()].id, bell.join(", "), day.date);
    if !text.contains(':') {
        let hint = nearest(text, all.iter().map(|slot| slot.id.as_str())).map(|near| format!(" Maybe {near}."));
        let hint = hint.unwrap_or_default();
        return Err(Failure::usage(format!(
            "{at}: {text:?} is no slot of the day, and no span such as 10:00-11:00; {bell}.{hint}"
        )));
    }
    let span = text.split_once('-').and_then(|(from, until)| Some((TimeOfDay::parse(from)?, TimeOfDay::parse(until)?)));
    let Some((from, until)) = span else {
        return Err(Failure::usage(format!(
            "{at}: {text:?} is no span of time, expected HH:MM-HH:MM, e.g. 10:00-11:00"
        )));
    };
    if until <= from {
        return Err(Failure::usage(format!("{at}: the span {text} ends before it begins. Maybe {until}-{from}.")));
    }
    let touched: Vec<String> =
        all.iter().filter(|slot| slot.start < until && from < slot.end).map(|slot| slot.id.clone()).collect();
    match touched.is_empty() {
        true => Err(Failure::usage(format!("{at}: no slot of the day overlaps {text}; {bell}"))),
        false => Ok(touched),
    }
}
