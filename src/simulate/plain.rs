//! Days that are decided without an engine.
//!
//! These schools are plain and not stupid: they know their gradebook, and use every adult they have.

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use super::desk::Desk;
use super::gradebook::Gradebook;
use super::policy::Policy;
use super::sitting::Sitting;
use super::term::minutes;
use daybreak_minds::assess::Setting;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::{Grade, School};

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
            *self.places.entry(key).or_default() += f64::from(minutes(desk.day, slot, 1));
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
