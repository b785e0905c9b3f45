//! What the catalogue teaches at a site, and what it teaches by way of parts.
//!
//! A competency with parts (`parent`) and without a lesson of its own is a whole: whoever has its parts has it. One definition,
//! for who checks goals against the catalogue and for who plots the way to them.

use super::ids::{CompetencyIdx, SiteIdx};
use super::school::School;

/// The lessons of a site, by competency.
#[derive(Clone, Debug)]
pub struct Teaching {
    /// By competency: there is a lesson about it.
    has_lesson: Vec<bool>,
    /// By competency: there is one, or one about a part of it.
    is_taught: Vec<bool>,
    /// By competency: its parts, in order.
    parts: Vec<Vec<CompetencyIdx>>,
}

impl Teaching {
    /// Of a site; none: of all sites together. Without any lesson at all nothing is known, and everything counts as taught.
    pub fn of(school: &School, site: Option<SiteIdx>) -> Self {
        let n = school.competencies.len();
        let mut has_lesson = vec![school.lessons.is_empty(); n];
        for lesson in school.lessons.iter().filter(|l| site.is_none_or(|site| l.site.is_none_or(|own| own == site))) {
            has_lesson[lesson.competency.i()] = true;
            lesson.competencies_also.iter().for_each(|also| has_lesson[also.i()] = true);
        }
        let mut parts = vec![Vec::new(); n];
        let mut is_taught = has_lesson.clone();
        for (part, competency) in school.competencies.iter().enumerate() {
            if let Some(whole) = competency.parent {
                parts[whole.i()].push(CompetencyIdx::at(part));
            }
            // Parents run in no circle.
            let mut parent = competency.parent.filter(|_| has_lesson[part]);
            while let Some(whole) = parent.filter(|whole| !is_taught[whole.i()]) {
                is_taught[whole.i()] = true;
                parent = school.competencies[whole.i()].parent;
            }
        }
        Teaching { has_lesson, is_taught, parts }
    }

    /// Whether there is a lesson about it.
    pub fn has_lesson(&self, competency: CompetencyIdx) -> bool {
        self.has_lesson[competency.i()]
    }

    /// Whether there is a lesson about it, or about a part of it.
    pub fn is_taught(&self, competency: CompetencyIdx) -> bool {
        self.is_taught[competency.i()]
    }

    /// The parts that make up a whole, each with a lesson of its own or without parts; empty: it is learned itself.
    pub fn parts_of_whole(&self, competency: CompetencyIdx) -> Vec<CompetencyIdx> {
        if self.has_lesson[competency.i()] {
            return Vec::new();
        }
        let mut found = Vec::new();
        for &part in &self.parts[competency.i()] {
            match self.parts_of_whole(part) {
                inner if inner.is_empty() => found.push(part),
                inner => found.extend(inner),
            }
        }
        found.sort_unstable();
        found
    }
}
