//! What is taught, by subject and level, and in which lessons: what every policy without an engine looks up.

use std::collections::BTreeMap;

use super::sitting::setting;
use daybreak_minds::Terrain;
use daybreak_minds::assess::Setting;
use daybreak_school::ids::{CompetencyIdx, LessonIdx, SiteIdx};
use daybreak_school::school::School;

/// What is taught, by subject and level, and in which lessons.
pub(super) struct Catalogue {
    /// Subjects, with their competencies in order of level; parts of a whole stand for it.
    pub(super) subjects: Vec<(String, Vec<CompetencyIdx>)>,
    /// Lessons of one slot, by competency, in the catalogue's order.
    lessons: Vec<Vec<LessonIdx>>,
    settings: Vec<Setting>,
    /// Minutes that the catalogue names for each.
    pub(super) minutes: Vec<f64>,
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
    pub(super) fn lesson(
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
    pub(super) fn open(
        &self,
        subject: usize,
        n: usize,
        is_passed: impl Fn(CompetencyIdx) -> bool,
    ) -> Vec<CompetencyIdx> {
        let row = self.subjects[subject].1.iter().copied();
        let is_ready = |&c: &CompetencyIdx| {
            !is_passed(c) && self.terrain.is_ready(c.i(), |need| is_passed(CompetencyIdx::at(need)))
        };
        row.filter(is_ready).take(n).collect()
    }
}
