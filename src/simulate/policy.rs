//! Who decides the day: schools without an engine, software, and the planner that is tried out.
//!
//! The ones without an engine are plain and not stupid: they know their gradebook, and use every adult they have.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::gradebook::Gradebook;
use super::sitting::{Sitting, setting};
use daybreak_minds::Terrain;
use daybreak_minds::assess::Setting;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::school::{Grade, School};

/// Who decides the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Everybody of a grade in the same lesson: the grade's competencies in their order over 180 days.
    WholeClass,
    /// Three groups a grade and subject, fixed by what the first day's records say, each at its own place and pace.
    AbilityGroups,
    /// Everybody alone on a screen or paper, in order of level, moving on by own scores.
    Software,
    /// A coordinator with a gradebook: next open steps by a timetable of subjects, groups of what falls together.
    Coordinator,
    /// The planner, as it is.
    Daybreak,
    /// The planner, told the truth every night.
    Truth,
    /// The planner's solver, told the truth and what each lesson would bring.
    Oracle,
}

impl Policy {
    /// Each with the word on the command line.
    pub const WORDS: [(&'static str, Policy); 7] = [
        ("class", Policy::WholeClass),
        ("groups", Policy::AbilityGroups),
        ("software", Policy::Software),
        ("coordinator", Policy::Coordinator),
        ("daybreak", Policy::Daybreak),
        ("truth", Policy::Truth),
        ("oracle", Policy::Oracle),
    ];

    /// The word on the command line and in tables.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, policy)| *policy == self).expect("every policy has a word").0
    }

    /// Whether the planner decides.
    pub fn is_planned(self) -> bool {
        matches!(self, Policy::Daybreak | Policy::Truth | Policy::Oracle)
    }
}

/// What is taught, by subject and level, and in which lessons.
pub(super) struct Catalogue {
    /// Subjects, with their competencies in order of level; parts of a whole stand for it.
    pub(super) subjects: Vec<(String, Vec<CompetencyIdx>)>,
    /// Lessons of one slot, by competency, in the catalogue's order.
    lessons: Vec<Vec<LessonIdx>>,
    settings: Vec<Setting>,
    minutes: Vec<f64>,
    terrain: Terrain,
}

impl Catalogue {
    /// Of a school; `terrain` is what the catalogue says of needs, by competency.
    pub(super) fn new(school: &School, terrain: Terrain) -> Self {
        let mut by_subject: BTreeMap<String, Vec<CompetencyIdx>> = BTreeMap::new();
        let mut lessons = vec![Vec::new(); school.competencies.len()];
        for (at, lesson) in school.lessons.iter().enumerate().filter(|(_, lesson)| lesson.slots == 1) {
            lessons[lesson.competency.i()].push(LessonIdx::at(at));
        }
        for (at, competency) in school.competencies.iter().enumerate().filter(|(at, _)| !lessons[*at].is_empty()) {
            by_subject.entry(competency.subject.clone()).or_default().push(CompetencyIdx::at(at));
        }
        for row in by_subject.values_mut() {
            let level = |c: CompetencyIdx| {
                let about = &school.competencies[c.i()];
                about.level.or(about.grade.map(|grade| f64::from(grade.0))).unwrap_or(0.0)
            };
            row.sort_by(|&a, &b| level(a).total_cmp(&level(b)).then(a.cmp(&b)));
        }
        Catalogue {
            subjects: by_subject.into_iter().collect(),
            lessons,
            settings: (0..school.lessons.len()).map(|at| setting(school, LessonIdx::at(at))).collect(),
            minutes: terrain.minutes.clone(),
            terrain,
        }
    }

    /// What a lesson is for a mind.
    pub(super) fn setting(&self, lesson: LessonIdx) -> Setting {
        self.settings[lesson.i()]
    }

    /// The first lesson of a competency in one of these settings, the earlier named first.
    fn lesson(
        &self,
        school: &School,
        site: SiteIdx,
        competency: CompetencyIdx,
        settings: &[Setting],
    ) -> Option<LessonIdx> {
        settings.iter().find_map(|&wanted| {
            self.lessons[competency.i()].iter().copied().find(|&at| {
                self.settings[at.i()] == wanted && school.lessons[at.i()].site.is_none_or(|only| only == site)
            })
        })
    }

    /// The first open competencies of a subject whose needs are passed.
    fn open(&self, subject: usize, n: usize, is_passed: impl Fn(CompetencyIdx) -> bool) -> Vec<CompetencyIdx> {
        let row = self.subjects[subject].1.iter().copied();
        let is_ready = |&c: &CompetencyIdx| {
            !is_passed(c) && self.terrain.is_ready(c.i(), |need| is_passed(CompetencyIdx::at(need)))
        };
        row.filter(is_ready).take(n).collect()
    }
}

/// What a policy without an engine keeps in mind over a term.
pub(super) struct Plain<'a> {
    policy: Policy,
    catalogue: &'a Catalogue,
    pub(super) book: Gradebook,
    /// Ability groups: the group of each learner by subject, and how far each group is, in minutes of the subject's row.
    groups: BTreeMap<(LearnerIdx, usize), (Grade, usize)>,
    places: BTreeMap<(Grade, usize, usize), f64>,
}

/// School days of a year, over which the calendar spreads a grade's competencies.
const YEAR_DAYS: f64 = 180.0;

/// Groups of a grade.
const GROUPS: usize = 3;

/// Ways for many, for few, and for one.
const FOR_MANY: [Setting; 5] = [Setting::Whole, Setting::Workshop, Setting::Guided, Setting::Circle, Setting::Peer];
const FOR_FEW: [Setting; 5] = [Setting::Guided, Setting::Whole, Setting::Circle, Setting::Peer, Setting::Tutoring];
const ALONE: [Setting; 2] = [Setting::Practice, Setting::Online];
const ON_SCREEN: [Setting; 2] = [Setting::Online, Setting::Practice];

impl<'a> Plain<'a> {
    pub(super) fn new(policy: Policy, school: &School, catalogue: &'a Catalogue) -> Self {
        let mut plain =
            Plain { policy, catalogue, book: Gradebook::new(school), groups: BTreeMap::new(), places: BTreeMap::new() };
        if policy == Policy::AbilityGroups {
            plain.screen(school);
        }
        plain
    }

    /// Groups by how far each learner is in the row of each subject.
    fn screen(&mut self, school: &School) {
        for subject in 0..self.catalogue.subjects.len() {
            let mut by_grade: BTreeMap<Grade, Vec<(f64, LearnerIdx)>> = BTreeMap::new();
            for learner in (0..school.learners.len()).map(LearnerIdx::at) {
                let passed = |c: CompetencyIdx| self.book.is_passed(learner, c);
                let next = self.catalogue.open(subject, 5, passed);
                let row = &self.catalogue.subjects[subject].1;
                let before =
                    |c: &CompetencyIdx| self.minutes_before(subject, row.iter().position(|x| x == c).unwrap_or(0));
                let place = next.iter().map(before).sum::<f64>() / next.len().max(1) as f64;
                by_grade.entry(school.learners[learner.i()].grade).or_default().push((place, learner));
            }
            for (grade, mut learners) in by_grade {
                learners.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let n = learners.len();
                for (at, &(_, learner)) in learners.iter().enumerate() {
                    self.groups.insert((learner, subject), (grade, at * GROUPS / n));
                }
                for group in 0..GROUPS {
                    let own: Vec<f64> = (0..n).filter(|at| at * GROUPS / n == group).map(|at| learners[at].0).collect();
                    if let Some(&median) = own.get(own.len() / 2) {
                        self.places.insert((grade, subject, group), median);
                    }
                }
            }
        }
    }

    fn minutes_before(&self, subject: usize, position: usize) -> f64 {
        self.catalogue.subjects[subject].1[..position].iter().map(|c| self.catalogue.minutes[c.i()]).sum()
    }

    /// The competency at so many minutes of a row; its last beyond the end.
    fn at(&self, row: &[CompetencyIdx], minutes: f64) -> Option<CompetencyIdx> {
        let mut left = minutes;
        row.iter()
            .copied()
            .find(|c| {
                left -= self.catalogue.minutes[c.i()];
                left < 0.0
            })
            .or(row.last().copied())
    }

    /// The day at a site; `number` counts the school days of the term, `in_year` those of the school year.
    pub(super) fn day(&mut self, day: &SiteDay<'_>, number: usize, in_year: usize) -> Vec<Sitting> {
        let mut desk = Desk::new(day);
        desk.services(number);
        let n_subjects = self.catalogue.subjects.len().max(1);
        let mut had = vec![0_usize; day.learners.len()];
        for slot in 0..day.slots.len() {
            // Each learner's subject of the slot; those of a grade have the same.
            let mut open: BTreeMap<(Grade, usize), Vec<usize>> = BTreeMap::new();
            for (at, (presence, had)) in day.learners.iter().zip(&mut had).enumerate() {
                let grade = day.school.learners[presence.who.i()].grade;
                *had += usize::from(presence.there[slot]);
                if !desk.busy[at][slot] {
                    let subject = (*had - 1 + usize::from(grade.0.unsigned_abs()) * 2 + number) % n_subjects;
                    open.entry((grade, subject)).or_default().push(at);
                }
            }
            match self.policy {
                Policy::WholeClass => self.class(&mut desk, slot, open, number, in_year),
                Policy::AbilityGroups => self.ability(&mut desk, slot, open, number),
                Policy::Software => self.alone(&mut desk, slot, open),
                _ => self.coordinate(&mut desk, slot, open),
            }
        }
        desk.sittings
    }

    /// Everybody of a grade at the calendar's place; where no teacher is free, everybody on their own at the same place.
    fn class(
        &self,
        desk: &mut Desk<'_>,
        slot: usize,
        open: BTreeMap<(Grade, usize), Vec<usize>>,
        number: usize,
        in_year: usize,
    ) {
        let school = desk.day.school;
        let n = open.len().max(1);
        let mut classes: Vec<((Grade, usize), Vec<usize>)> = open.into_iter().collect();
        classes.rotate_left((number + slot) % n);
        let mut waiting = Vec::new();
        for ((grade, subject), learners) in classes {
            let row: Vec<CompetencyIdx> = self.catalogue.subjects[subject]
                .1
                .iter()
                .copied()
                .filter(|c| school.competencies[c.i()].grade == Some(grade))
                .collect();
            let total: f64 = row.iter().map(|c| self.catalogue.minutes[c.i()]).sum();
            let Some(competency) = self.at(&row, total * (in_year as f64 / YEAR_DAYS)) else { continue };
            let lesson = self.catalogue.lesson(school, desk.day.site, competency, &FOR_MANY);
            for some in learners.chunks(28) {
                if !lesson.is_some_and(|lesson| desk.group(some, slot, lesson)) {
                    waiting.extend(some.iter().map(|&at| (at, competency)));
                }
            }
        }
        self.stations(desk, slot, &waiting, &ALONE);
    }

    /// Each group at its own place.
    fn ability(&mut self, desk: &mut Desk<'_>, slot: usize, open: BTreeMap<(Grade, usize), Vec<usize>>, number: usize) {
        let school = desk.day.school;
        let mut groups: BTreeMap<(Grade, usize, usize), Vec<usize>> = BTreeMap::new();
        for ((_, subject), learners) in open {
            for at in learners {
                if let Some(&(grade, group)) = self.groups.get(&(desk.learner(at), subject)) {
                    groups.entry((grade, subject, group)).or_default().push(at);
                }
            }
        }
        let n = groups.len().max(1);
        let mut groups: Vec<((Grade, usize, usize), Vec<usize>)> = groups.into_iter().collect();
        groups.rotate_left((number * 2 + slot) % n);
        let mut waiting = Vec::new();
        for (key, learners) in groups {
            let place = self.places.get(&key).copied().unwrap_or(0.0);
            let Some(competency) = self.at(&self.catalogue.subjects[key.1].1, place) else { continue };
            let settings = if learners.len() > 8 { &FOR_MANY } else { &FOR_FEW };
            let lesson = self.catalogue.lesson(school, desk.day.site, competency, settings);
            for some in learners.chunks(28) {
                if !lesson.is_some_and(|lesson| desk.group(some, slot, lesson)) {
                    waiting.extend(some.iter().map(|&at| (at, competency)));
                }
            }
            *self.places.entry(key).or_default() += f64::from(super::term::minutes(desk.day, slot, 1));
        }
        self.stations(desk, slot, &waiting, &ALONE);
    }

    /// Everybody alone at the first open step.
    fn alone(&self, desk: &mut Desk<'_>, slot: usize, open: BTreeMap<(Grade, usize), Vec<usize>>) {
        let mut seats = Vec::new();
        for ((_, subject), learners) in open {
            for at in learners {
                let learner = desk.learner(at);
                let row = self.catalogue.open(subject, 1, |c| self.book.is_passed(learner, c));
                seats.extend(row.first().map(|&competency| (at, competency)));
            }
        }
        self.stations(desk, slot, &seats, &ON_SCREEN);
    }

    /// Groups of what falls together, the largest first; the rest alone.
    fn coordinate(&self, desk: &mut Desk<'_>, slot: usize, open: BTreeMap<(Grade, usize), Vec<usize>>) {
        let school = desk.day.school;
        let mut steps: Vec<(usize, Vec<CompetencyIdx>)> = Vec::new();
        for ((_, subject), learners) in open {
            for at in learners {
                let learner = desk.learner(at);
                steps.push((at, self.catalogue.open(subject, 4, |c| self.book.is_passed(learner, c))));
            }
        }
        let mut demand: BTreeMap<CompetencyIdx, u32> = BTreeMap::new();
        steps.iter().flat_map(|(_, steps)| steps).for_each(|&step| *demand.entry(step).or_default() += 1);
        let mut buckets: BTreeMap<CompetencyIdx, Vec<usize>> = BTreeMap::new();
        for (at, steps) in steps {
            let usual = steps.iter().copied().max_by_key(|step| (demand[step], std::cmp::Reverse(*step)));
            if let Some(step) = usual {
                buckets.entry(step).or_default().push(at);
            }
        }
        let mut buckets: Vec<(CompetencyIdx, Vec<usize>)> = buckets.into_iter().collect();
        buckets.sort_by_key(|(competency, learners)| (std::cmp::Reverse(learners.len()), *competency));
        let mut seats = Vec::new();
        for (competency, learners) in buckets {
            let settings = if learners.len() >= 10 { &FOR_MANY } else { &FOR_FEW };
            let lesson = self.catalogue.lesson(school, desk.day.site, competency, settings);
            let most = lesson.map_or(1, |at| school.lessons[at.i()].size_max.max(1) as usize);
            for some in learners.chunks(most) {
                // One adult in three is left for those who work alone.
                let taught = some.len() >= 3 && !(slot + competency.i()).is_multiple_of(5);
                if !(taught && lesson.is_some_and(|lesson| desk.group(some, slot, lesson))) {
                    seats.extend(some.iter().map(|&at| (at, competency)));
                }
            }
        }
        self.stations(desk, slot, &seats, &ALONE);
    }

    /// Everybody alone in one of these settings.
    fn stations(&self, desk: &mut Desk<'_>, slot: usize, seats: &[(usize, CompetencyIdx)], settings: &[Setting]) {
        let school = desk.day.school;
        let mut by_setting: BTreeMap<Setting, Vec<(usize, LessonIdx)>> = BTreeMap::new();
        for &(at, competency) in seats {
            if let Some(lesson) = self.catalogue.lesson(school, desk.day.site, competency, settings) {
                by_setting.entry(self.catalogue.setting(lesson)).or_default().push((at, lesson));
            }
        }
        by_setting.into_values().for_each(|seats| desk.station(&seats, slot));
    }
}
