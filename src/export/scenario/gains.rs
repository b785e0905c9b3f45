//! Who gains by a scenario, and who loses: learner by learner, and by grade and tag with small groups withheld.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Points, Problem};
use daybreak_night::naming::without_number;
use daybreak_night::promise::{Doing, Whereabouts};
use daybreak_night::report::{Report, SiteReport};
use daybreak_privacy::{Cell, Counted, hide};
use daybreak_school::groups::groups;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::voice::LearnerDay;
use serde::{Deserialize, Serialize};

use crate::tables::wishes::words;

/// Learner slots of a scenario that are not as in another day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Those that differ in lesson, room or adults.
    pub slots: u64,
    /// Of these, those with another lesson.
    pub lessons: u64,
    pub learners: u64,
}

/// What a scenario is for whom, beside another day. For staff: it names services.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gains {
    /// Learners for whom anything is different, those whose services change first, then by points.
    pub learners: Vec<LearnerGain>,
    /// Learners of whom both know and for whom nothing is.
    pub same: u64,
    /// Learners who are there in one of the two alone.
    pub not_in_both: u64,
    /// Everybody, sites, grades and tags.
    pub groups: Vec<GroupGain>,
}

/// A learner's day beside that of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerGain {
    pub site: String,
    pub learner: String,
    /// Of what the learner does, bonuses of slots included.
    pub points: Points,
    pub taught_minutes: i64,
    /// Slots that differ.
    pub slots: u64,
    /// By service: minutes planned for it, more or fewer.
    pub services: BTreeMap<String, i64>,
    /// As `KIND:VALUE`.
    pub wishes_gained: Vec<String>,
    pub wishes_lost: Vec<String>,
}

/// A group's days beside others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupGain {
    /// `all`, `site`, `grade` or `tag`.
    pub by: String,
    pub group: String,
    /// None: withheld, since it or what can be worked out with it is of few learners.
    pub figures: Option<GroupFigures>,
}

/// Means of a learner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    pub learners: u64,
    pub points: f64,
    pub taught_minutes: f64,
}

/// A learner: the site's id and the learner's.
type Who<'a> = (&'a str, &'a str);

impl LearnerGain {
    /// Whether nothing is different.
    fn is_none(&self) -> bool {
        self.points == 0
            && self.taught_minutes == 0
            && self.slots == 0
            && self.services.is_empty()
            && self.wishes_gained.is_empty()
            && self.wishes_lost.is_empty()
    }
}

impl Gains {
    /// Of a scenario, beside its base or another day.
    pub fn of(base: &Report, scenario: &Report) -> Gains {
        let (before, after) = (Side::of(base), Side::of(scenario));
        let (_, moved) = moved(base, scenario);
        let both: Vec<Who<'_>> = before.days.keys().filter(|who| after.days.contains_key(*who)).copied().collect();
        let one = |who: &Who<'_>| LearnerGain {
            slots: moved.get(&(who.0.to_owned(), who.1.to_owned())).copied().unwrap_or(0),
            ..before.gain(&after, *who)
        };
        let all: Vec<LearnerGain> = both.iter().map(one).collect();
        let of = |who: &Who<'_>| after.days[who].1;
        let groups = group_gains(scenario, &both.iter().map(of).collect::<Vec<_>>(), &all);
        let mut learners: Vec<LearnerGain> = all.into_iter().filter(|gain| !gain.is_none()).collect();
        learners.sort_by(|a, b| {
            let key = |gain: &LearnerGain| (gain.services.is_empty(), std::cmp::Reverse(gain.points.unsigned_abs()));
            key(a).cmp(&key(b)).then((&a.site, &a.learner).cmp(&(&b.site, &b.learner)))
        });
        Gains {
            same: (both.len() - learners.len()) as u64,
            not_in_both: (before.days.len() + after.days.len() - 2 * both.len()) as u64,
            learners,
            groups,
        }
    }

    /// Learner slots that are not as they are in another day.
    pub fn moved(base: &Report, scenario: &Report) -> Moved {
        moved(base, scenario).0
    }

    /// Learners whose day is worth more, and those whose day is worth less.
    pub fn more_and_less(&self) -> (usize, usize) {
        let n = |is: fn(&LearnerGain) -> bool| self.learners.iter().filter(|gain| is(gain)).count();
        (n(|gain| gain.points > 0), n(|gain| gain.points < 0))
    }
}

/// What one of the two days is for each learner who is there.
struct Side<'a> {
    days: BTreeMap<Who<'a>, (&'a LearnerDay, LearnerIdx)>,
    /// Minutes planned, by service.
    services: BTreeMap<Who<'a>, BTreeMap<&'a str, i64>>,
    /// Wishes that are granted.
    wishes: BTreeMap<Who<'a>, BTreeSet<String>>,
}

impl<'a> Side<'a> {
    fn of(report: &'a Report) -> Side<'a> {
        let school = &report.school;
        let mut side = Side { days: BTreeMap::new(), services: BTreeMap::new(), wishes: BTreeMap::new() };
        for site in &report.sites {
            let id = school.sites[site.site.i()].id.as_str();
            let who = |learner: LearnerIdx| (id, school.learners[learner.i()].id.as_str());
            side.days.extend(site.days.iter().map(|day| (who(day.learner), (day, day.learner))));
            for line in &site.explanations.services {
                let service = &school.services[line.service.i()];
                let planned = side.services.entry(who(service.learner)).or_default();
                *planned.entry(&service.service).or_default() += i64::from(line.planned);
            }
            for outcome in site.explanations.wishes.iter().filter(|outcome| outcome.answer.is_granted()) {
                let wish = &school.wishes[outcome.wish.i()];
                let (kind, value) = words(school, &wish.what);
                side.wishes.entry(who(wish.learner)).or_default().insert(format!("{kind}:{value}"));
            }
        }
        side
    }

    /// What `after` is for a learner of both, beside this; the slots that differ are counted elsewhere.
    fn gain(&self, after: &Side<'_>, who: Who<'_>) -> LearnerGain {
        let (Some((before, _)), Some((now, _))) = (self.days.get(&who), after.days.get(&who)) else {
            return LearnerGain::default();
        };
        let (nothing, none) = (BTreeMap::new(), BTreeSet::new());
        let (had, has) = (self.services.get(&who).unwrap_or(&nothing), after.services.get(&who).unwrap_or(&nothing));
        let names: BTreeSet<&str> = had.keys().chain(has.keys()).copied().collect();
        let by = |name: &str| has.get(name).copied().unwrap_or(0) - had.get(name).copied().unwrap_or(0);
        let services = names.into_iter().map(|name| (name.to_owned(), by(name))).filter(|(_, by)| *by != 0).collect();
        let (old, new) = (self.wishes.get(&who).unwrap_or(&none), after.wishes.get(&who).unwrap_or(&none));
        LearnerGain {
            site: who.0.to_owned(),
            learner: who.1.to_owned(),
            points: now.points - before.points,
            taught_minutes: i64::from(now.taught_minutes) - i64::from(before.taught_minutes),
            slots: 0,
            services,
            wishes_gained: new.difference(old).cloned().collect(),
            wishes_lost: old.difference(new).cloned().collect(),
        }
    }
}

/// Compares where everybody is, slot by slot of either day; in all, and slots by the site's id and the learner's.
fn moved(base: &Report, scenario: &Report) -> (Moved, BTreeMap<(String, String), u64>) {
    let (mut moved, mut by_learner) = (Moved::default(), BTreeMap::new());
    for after in &scenario.sites {
        let id = &scenario.school.sites[after.site.i()].id;
        let Some(before) = base.sites.iter().find(|site| base.school.sites[site.site.i()].id == *id) else { continue };
        let (had, has) = (seats(before), seats(after));
        let keys: BTreeSet<&(String, String)> = had.keys().chain(has.keys()).collect();
        for key in keys {
            let (a, b) = (had.get(key), has.get(key));
            // The number at the end of a name hinges on what else is offered.
            let lesson = |doing: &Doing| without_number(&doing.what).to_owned();
            let place = |doing: &Doing| (lesson(doing), doing.room.clone(), doing.staff.clone());
            if a.map(place) != b.map(place) {
                moved.slots += 1;
                moved.lessons += u64::from(a.map(lesson) != b.map(lesson));
                *by_learner.entry((id.clone(), key.0.clone())).or_default() += 1;
            }
        }
    }
    moved.learners = by_learner.len() as u64;
    (moved, by_learner)
}

/// What each learner does, by the learner's and the slot's id.
fn seats(site: &SiteReport) -> BTreeMap<(String, String), Doing> {
    let problem: &Problem = &site.formulation.problem;
    let at = Whereabouts::of(problem, &site.plan).learners;
    at.into_iter().map(|((learner, slot), doing)| ((learner, problem.slots[slot].id.clone()), doing)).collect()
}

/// Means by group, with everything withheld that would speak of few learners.
fn group_gains(scenario: &Report, learners: &[LearnerIdx], gains: &[LearnerGain]) -> Vec<GroupGain> {
    let groups = groups(&scenario.school, learners.iter().copied());
    let things: Vec<Counted> = (0..learners.len()).map(Counted::learner).collect();
    let mut cells: Vec<Cell> = groups.iter().map(|group| Cell::of(group.members.iter().copied())).collect();
    hide(&things, &mut cells);
    let figures = |members: &[usize]| {
        let n = members.len();
        let mean = |of: fn(&LearnerGain) -> i64| {
            let sum: i64 = members.iter().map(|&at| of(&gains[at])).sum();
            (sum as f64 / n.max(1) as f64 * 10.0).round() / 10.0
        };
        GroupFigures {
            learners: n as u64,
            points: mean(|gain| gain.points),
            taught_minutes: mean(|gain| gain.taught_minutes),
        }
    };
    let row = |(group, cell): (daybreak_school::groups::Group, &Cell)| GroupGain {
        by: group.by.to_owned(),
        figures: cell.is_shown.then(|| figures(&group.members)),
        group: group.name,
    };
    groups.into_iter().zip(&cells).map(row).collect()
}
