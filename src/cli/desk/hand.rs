//! What a hand means in rows: read against the published day.

use std::collections::BTreeMap;
use std::path::PathBuf;

use daybreak::model::naming::{PLANNED_TIME, lesson_and_place, without_band, without_number};
use daybreak::model::plan::{Plan, Session};
use daybreak::model::problem::{Candidate, Problem, is_there};
use daybreak::model::promise::{Doing, Moved, Promise, Whereabouts};
use daybreak::model::report::{Report, SiteReport};
use daybreak::model::time::Date;
use daybreak::uphold;

use super::against::Item;
use super::back::put_back;
use super::choice::Choices;
use super::{Hand, Locked, Missing};
use crate::cli::documents::{SiteOfNight, read_sites};
use crate::cli::exit::Failure;
use crate::cli::nights::Night;
use crate::cli::print::Printer;
use crate::cli::tables::Change;

/// The published day of all sites.
pub struct Desk {
    date: Date,
    night: PathBuf,
    sites: Vec<SiteOfNight>,
    before: Vec<Whereabouts>,
}

/// A learner in a slot of a site.
struct At<'a> {
    learner: &'a str,
    slot: &'a str,
}

impl Desk {
    /// Reads a night.
    pub fn open(night: &Night, printer: &Printer) -> Result<Self, Failure> {
        let sites = read_sites(&night.path, printer)?;
        let before = sites.iter().map(|site| Whereabouts::of(&site.problem, &site.plan)).collect();
        Ok(Desk { date: night.date, night: night.path.clone(), sites, before })
    }

    /// The rows that a hand writes.
    ///
    /// # Errors
    /// What the day does not have, with what it has.
    pub fn changes(&self, hand: &Hand, by: &str, why: &str) -> Result<Vec<Change>, Failure> {
        let pen = Pen { date: self.date.to_string(), by, why };
        if let Hand::Swap { learner: a, other: b, .. }
        | Hand::Apart { learner: a, other: b }
        | Hand::Substitute { away: a, instead: b, .. } = hand
            && a == b
        {
            return Err(Failure::usage(format!("{a} is named twice: name two")));
        }
        match hand {
            Hand::Move { learner, slot, to } => {
                let site = self.site_of(learner)?;
                let slot = self.slot(site, slot)?;
                if let Some(then) = self.sites[site].problem.slots.iter().find(|s| s.id == *to) {
                    let doing = self.doing(site, learner, slot)?;
                    let lesson = lesson_of(&doing.what);
                    return Ok(vec![pen.pin(&At { learner, slot: &then.id }, &lesson, "", "")]);
                }
                match self.sites[site].plan.sessions.iter().find(|session| session.id == *to) {
                    Some(session) if session.slot != slot => {
                        Err(Failure::usage(format!("session {to} is in slot {}, not in {slot}", session.slot)))
                    }
                    Some(session) => {
                        let lesson = self.lesson_for(site, learner, session);
                        let person = session.staff.first().map_or("", String::as_str);
                        Ok(vec![pen.pin(&At { learner, slot }, &lesson, &session.room, person)])
                    }
                    None => match lesson_of(to) {
                        lesson if self.is_lesson(site, &lesson) => {
                            Ok(vec![pen.pin(&At { learner, slot }, &lesson, "", "")])
                        }
                        _ => Err(unknown(
                            &format!("{to} is neither a session of {slot}, nor a lesson, nor a slot"),
                            self.sites[site].plan.sessions.iter().filter(|s| s.slot == slot).map(|s| s.id.as_str()),
                        )),
                    },
                }
            }
            Hand::Take { taken } => self.take(taken, &pen),
            Hand::Swap { learner, other, slot } => {
                let site = self.site_of(learner)?;
                let slot = self.slot(site, slot)?;
                let (mine, theirs) = (self.doing(site, learner, slot)?, self.doing(site, other, slot)?);
                Ok(vec![pen.pin_to(&At { learner, slot }, theirs), pen.pin_to(&At { learner: other, slot }, mine)])
            }
            Hand::Lock { what, id } => self.lock(*what, id, &pen),
            Hand::Apart { learner, other } => {
                self.site_of(learner)?;
                self.site_of(other)?;
                let row = [("learner", learner.as_str()), ("other", other), ("kind", "apart")];
                Ok(vec![change("relations", &row, &["learner", "other"])])
            }
            Hand::Ban { what, learner, slot } => self.ban(what, learner.as_deref(), slot.as_deref(), &pen),
            Hand::Cancel { session } => self.cancel(session, &pen),
            Hand::Away { what, id, slot } => Ok(vec![self.away(*what, id, slot.as_deref(), &pen)?]),
            Hand::Substitute { away, instead, slot } => self.substitute(away, instead, slot.as_deref(), &pen),
            Hand::Undo { .. } | Hand::Log => Ok(Vec::new()),
        }
    }

    /// What is published of a site.
    pub fn published(&self, site: &str) -> Option<&SiteOfNight> {
        self.sites.iter().find(|one| one.problem.site == site)
    }

    /// The plans of the sites with what a hand has moved put back; `before` and `after`: the sites right before it and right after.
    pub fn put_back(&self, before: &[SiteOfNight], after: &[SiteOfNight]) -> BTreeMap<String, Plan> {
        let of = |sites: &'_ [SiteOfNight], id: &str| sites.iter().position(|site| site.problem.site == id);
        let back = |now: &SiteOfNight| {
            let id = now.problem.site.as_str();
            let (before, after) = (&before[of(before, id)?], &after[of(after, id)?]);
            Some((id.to_owned(), put_back(now, before, after)))
        };
        self.sites.iter().filter_map(back).collect()
    }

    /// Who is moved from what is published.
    pub fn moved(&self, report: &Report) -> Vec<Moved> {
        let of_site = |site: &SiteReport| {
            let (problem, kept) = (&site.formulation.problem, site.kept.as_ref());
            let published = self.sites.iter().find(|one| one.problem.site == problem.site)?;
            let promise = Promise {
                problem: published.problem.clone(),
                plan: published.plan.clone(),
                prices: report.rules.changes.morning,
                is_least: true,
                now: None,
                same_offers: true,
            };
            let newcomers = kept.map(|kept| &kept.newcomers);
            let moved = uphold::moved(problem, &promise, &site.plan).into_iter();
            Some(moved.filter(|one| newcomers.is_none_or(|new| !new.contains(&one.id))).collect::<Vec<_>>())
        };
        report.sites.iter().filter_map(of_site).flatten().collect()
    }

    /// Whom a hand is about: learners whose own change is what was asked for.
    pub fn about<'a>(&self, hand: &'a Hand) -> Vec<&'a str> {
        match hand {
            Hand::Move { learner, .. } => vec![learner],
            Hand::Take { taken } => taken.iter().step_by(2).map(String::as_str).collect(),
            Hand::Swap { learner, other, .. } | Hand::Apart { learner, other } => vec![learner, other],
            Hand::Ban { learner: Some(learner), .. } => vec![learner],
            _ => Vec::new(),
        }
    }

    /// Pins each choice in all of its slots, so that it is taken as it is held.
    fn take(&self, taken: &[String], pen: &Pen<'_>) -> Result<Vec<Change>, Failure> {
        let choices = Choices::of(&self.night)?;
        let mut changes = Vec::new();
        for row in choices.named(taken)? {
            let SiteOfNight { problem, plan, .. } = &self.sites[self.site_of(&row.learner)?];
            let session = plan.sessions.iter().find(|session| session.id == row.session).ok_or_else(|| {
                Failure::refused(format!("choices.csv names session {}, which plan.json has not", row.session))
            })?;
            let offering = problem.offerings.iter().find(|offering| Some(&offering.id) == session.offering.as_ref());
            let n_slots = offering.map_or(1, |offering| offering.slots.max(1) as usize);
            let slots = problem.slots.iter().skip_while(|slot| slot.id != row.slot).take(n_slots);
            let person = session.staff.first().map_or("", String::as_str);
            let at = |slot| At { learner: &row.learner, slot };
            changes.extend(slots.map(|slot| pen.pin(&at(&slot.id), &row.lesson, &session.room, person)));
        }
        Ok(changes)
    }

    fn lock(&self, what: Locked, id: &str, pen: &Pen<'_>) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        for (site, before) in self.sites.iter().zip(&self.before) {
            for ((learner, at), doing) in &before.learners {
                let is_meant = match what {
                    Locked::Learner => learner == id,
                    Locked::Group => doing.session == id,
                    Locked::Room => doing.room == id,
                    Locked::Staff => doing.staff.iter().any(|person| person == id),
                };
                if is_meant {
                    changes.push(pen.pin_to(&At { learner, slot: &site.problem.slots[*at].id }, doing));
                }
            }
        }
        match changes.is_empty() {
            true => Err(Failure::usage(format!("nothing of the published day is with {id}"))),
            false => Ok(changes),
        }
    }

    fn ban(
        &self,
        what: &str,
        learner: Option<&str>,
        slot: Option<&str>,
        pen: &Pen<'_>,
    ) -> Result<Vec<Change>, Failure> {
        let site = match learner {
            Some(learner) => self.site_of(learner)?,
            None => (0..self.sites.len()).find(|&site| self.is_lesson(site, what)).ok_or_else(|| {
                Failure::usage(format!("{what} is no lesson of the day; with --learner it may be a person or a room"))
            })?,
        };
        let slot = slot.map(|slot| self.slot(site, slot)).transpose()?.unwrap_or_default();
        let problem = &self.sites[site].problem;
        let column = if self.is_lesson(site, what) {
            "lesson"
        } else if problem.staff.iter().any(|person| person.id == what) {
            "staff"
        } else if problem.rooms.iter().any(|room| room.id == what) {
            "room"
        } else {
            return Err(Failure::usage(format!("{what} is no lesson, person or room of the day")));
        };
        if column != "lesson" && !slot.is_empty() {
            return Err(Failure::usage("a person or a room is banned for a learner's whole day: leave --slot out"));
        }
        Ok(vec![pen.ban(learner.unwrap_or_default(), slot, column, what)])
    }

    fn cancel(&self, id: &str, pen: &Pen<'_>) -> Result<Vec<Change>, Failure> {
        let found = self.sites.iter().find_map(|site| site.plan.sessions.iter().find(|session| session.id == id));
        let Some(session) = found else {
            return Err(unknown(
                &format!("there is no session {id}"),
                self.sites.iter().flat_map(|site| &site.plan.sessions).map(|session| session.id.as_str()),
            ));
        };
        let lesson = session.offering.as_deref().map(lesson_of).filter(|lesson| !lesson.is_empty());
        // Own work, and time with a specialist, are no lesson that could be banned, and would go on elsewhere.
        let Some(lesson) = lesson else {
            let (room, slot) = (&session.room, &session.slot);
            let people: String = session
                .staff
                .iter()
                .map(|person| format!(", desk away staff {person} --slot {slot} its adult"))
                .collect();
            return Err(Failure::usage(format!(
                "{id} is no lesson that could be cancelled: desk away room {room} --slot {slot} closes its room{people}, desk move \
                 takes one learner elsewhere"
            )));
        };
        Ok(vec![pen.ban("", &session.slot, "lesson", &lesson)])
    }

    fn away(&self, what: Missing, id: &str, slot: Option<&str>, pen: &Pen<'_>) -> Result<Change, Failure> {
        let (kind, site) = match what {
            Missing::Learner => ("learner", self.site_of(id)?),
            Missing::Staff => ("staff", self.find("person", id, |p| p.staff.iter().any(|row| row.id == id))?),
            Missing::Room => ("room", self.find("room", id, |p| p.rooms.iter().any(|row| row.id == id))?),
        };
        let slot = slot.map(|slot| self.slot(site, slot)).transpose()?.unwrap_or_default();
        Ok(pen.away(&self.sites[site].problem, kind, id, slot))
    }

    fn substitute(&self, away: &str, instead: &str, slot: Option<&str>, pen: &Pen<'_>) -> Result<Vec<Change>, Failure> {
        let site = self.find("person", away, |p| p.staff.iter().any(|row| row.id == away))?;
        self.find("person", instead, |p| p.staff.iter().any(|row| row.id == instead))?;
        let slot = slot.map(|slot| self.slot(site, slot)).transpose()?;
        let mut changes = vec![self.away(Missing::Staff, away, slot, pen)?];
        let problem = &self.sites[site].problem;
        for ((learner, at), doing) in &self.before[site].learners {
            let then = problem.slots[*at].id.as_str();
            if doing.staff.iter().any(|person| person == away) && slot.is_none_or(|slot| slot == then) {
                let at = At { learner, slot: then };
                changes.push(pen.pin(&at, &lesson_of(&doing.what), &doing.room, instead));
            }
        }
        Ok(changes)
    }

    fn find(&self, what: &str, id: &str, has: impl Fn(&Problem) -> bool) -> Result<usize, Failure> {
        let site = self.sites.iter().position(|site| has(&site.problem));
        site.ok_or_else(|| Failure::usage(format!("no {what} {id} is there on {}", self.date)))
    }

    fn site_of(&self, learner: &str) -> Result<usize, Failure> {
        self.find("learner", learner, |problem| problem.learners.iter().any(|row| row.id == learner))
    }

    fn slot(&self, site: usize, slot: &str) -> Result<&str, Failure> {
        let slots = &self.sites[site].problem.slots;
        let found = slots.iter().find(|row| row.id == slot).map(|row| row.id.as_str());
        found.ok_or_else(|| unknown(&format!("the day has no slot {slot}"), slots.iter().map(|row| row.id.as_str())))
    }

    fn doing(&self, site: usize, learner: &str, slot: &str) -> Result<&Doing, Failure> {
        let at = self.sites[site].problem.slots.iter().position(|row| row.id == slot).unwrap_or(usize::MAX);
        let doing = self.before[site].learners.get(&(learner.to_owned(), at));
        doing.ok_or_else(|| Failure::usage(format!("learner {learner} has nothing in slot {slot}")))
    }

    fn is_lesson(&self, site: usize, id: &str) -> bool {
        let offerings = &self.sites[site].problem.offerings;
        offerings.iter().any(|row| !row.competency.is_empty() && lesson_of(&row.id) == id)
    }

    /// What a learner would do in a session: its lesson, or on a station the best of the learner's own that the rest of the day
    /// leaves.
    fn lesson_for(&self, site: usize, learner: &str, session: &Session) -> String {
        let problem = &self.sites[site].problem;
        if let Some(offering) = &session.offering {
            return lesson_of(offering);
        }
        let station: BTreeMap<&str, bool> =
            problem.offerings.iter().map(|row| (row.id.as_str(), row.station == session.station)).collect();
        let own = problem.learners.iter().find(|row| row.id == learner);
        let there = own.into_iter().flat_map(|row| &row.candidates);
        let there = there.filter(|c| station.get(c.offering.as_str()).copied().unwrap_or(false));
        let at = problem.slots.iter().position(|slot| slot.id == session.slot);
        let day = self.before[site].learners.iter().filter(|((id, t), _)| id == learner && Some(*t) != at);
        let day: Vec<&str> = day.map(|(_, doing)| doing.what.as_str()).collect();
        let key = |id: &str| own.and_then(|row| row.candidates.iter().find(|c| c.offering == id)?.exclusive.as_ref());
        let is_left = |c: &Candidate| {
            let same = day.iter().filter(|what| **what == c.offering).count();
            let other =
                day.iter().any(|what| *what != c.offering && key(what).is_some() && key(what) == c.exclusive.as_ref());
            same < c.times_max as usize && !other && is_there(c.slots.as_deref(), &session.slot)
        };
        there.max_by_key(|c| (is_left(c), c.utility, &c.offering)).map_or_else(String::new, |c| lesson_of(&c.offering))
    }
}

/// The lesson behind an offering's id; empty for a service, which no pin names.
pub fn lesson_of(offering: &str) -> String {
    if offering.starts_with(PLANNED_TIME) {
        return String::new();
    }
    let name = without_band(without_number(offering));
    lesson_and_place(name).next().map_or(name, |(lesson, _)| lesson).to_owned()
}

/// Writes rows.
struct Pen<'a> {
    date: String,
    by: &'a str,
    why: &'a str,
}

impl Pen<'_> {
    fn pin_to(&self, at: &At<'_>, doing: &Doing) -> Change {
        let person = doing.staff.first().map_or("", String::as_str);
        self.pin(at, &lesson_of(&doing.what), &doing.room, person)
    }

    fn pin(&self, at: &At<'_>, lesson: &str, room: &str, staff: &str) -> Change {
        let row = [
            ("date", self.date.as_str()),
            ("learner", at.learner),
            ("slot", at.slot),
            ("lesson", lesson),
            ("room", room),
            ("staff", staff),
            ("by", self.by),
            ("reason", self.why),
        ];
        change("pins", &row, &["date", "learner", "slot"])
    }

    fn ban(&self, learner: &str, slot: &str, column: &str, what: &str) -> Change {
        let row = [
            ("date", self.date.as_str()),
            ("learner", learner),
            ("slot", slot),
            (column, what),
            ("by", self.by),
            ("reason", self.why),
        ];
        change("bans", &row, &["date", "learner", "slot", "lesson", "staff", "room"])
    }

    fn away(&self, problem: &Problem, kind: &str, id: &str, slot: &str) -> Change {
        let row = [
            ("site", problem.site.as_str()),
            ("kind", kind),
            ("id", id),
            ("date", self.date.as_str()),
            ("slot", slot),
            ("available", "no"),
            ("reason", self.why),
        ];
        change("availability", &row, &["kind", "id", "date", "slot"])
    }
}

fn change(table: &str, row: &[(&str, &str)], key: &[&str]) -> Change {
    Change {
        table: table.to_owned(),
        row: row.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect(),
        key: key.iter().map(|column| (*column).to_owned()).collect(),
        goes: false,
    }
}

/// The rows by which a person answers for exceptions: one for each learner and slot.
pub fn waivers(date: Date, items: &[&Item], by: &str, why: &str) -> Vec<Change> {
    let mut waives: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for item in items {
        let names = waives.entry((&item.learner, &item.slot, &item.lesson)).or_default();
        names.extend(item.waives.as_deref().filter(|name| !names.contains(name)));
    }
    let date = date.to_string();
    let row = |((learner, slot, lesson), names): ((&str, &str, &str), Vec<&str>)| {
        let names = names.join(";");
        let row = [
            ("date", date.as_str()),
            ("learner", learner),
            ("slot", slot),
            ("lesson", lesson),
            ("waives", names.as_str()),
            ("by", by),
            ("reason", why),
        ];
        change("waivers", &row, &["date", "learner", "slot", "lesson", "waives"])
    };
    waives.into_iter().map(row).collect()
}

/// What there is, when something else was asked for.
fn unknown<'a>(what: &str, there: impl Iterator<Item = &'a str>) -> Failure {
    let mut there: Vec<&str> = there.collect();
    let n = there.len();
    there.truncate(12);
    let more = if n > there.len() { format!(" and {} more", n - there.len()) } else { String::new() };
    Failure::usage(format!("{what}. There are {}{more}.", there.join(", ")))
}
