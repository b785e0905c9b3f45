//! The catalogue: competencies and their graph, the ways of teaching, and the lessons.

use super::ids::{CompetencyIdx, LessonIdx, ModalityIdx, SiteIdx};
use daybreak_day::problem::Points;

/// A grade: pre-kindergarten is -1, kindergarten 0, then 1 to 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(pub i8);

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            -1 => f.write_str("PK"),
            0 => f.write_str("K"),
            grade => write!(f, "{grade}"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Competency {
    pub id: String,
    pub subject: String,
    pub title: String,
    /// The grade in which it is usual, or the first of a band of them.
    pub grade: Option<Grade>,
    /// The last of a band of grades.
    pub grade_until: Option<Grade>,
    /// Difficulty in the catalogue's own unit.
    pub level: Option<f64>,
    pub parent: Option<CompetencyIdx>,
    /// Probability from which it counts as mastered; none: the policy's.
    pub mastery_at: Option<f64>,
    /// Minutes a typical learner needs; none: the policy's.
    pub minutes_typical: Option<f64>,
    pub credits: f64,
    /// The standard's own code; empty: none.
    pub code: String,
}

impl Competency {
    /// Of the grades in which it is usual the one nearest to a learner's; none: it has none.
    pub fn grade_near(&self, own: Grade) -> Option<Grade> {
        let first = self.grade?;
        Some(own.clamp(first, self.grade_until.unwrap_or(first).max(first)))
    }
}

/// An edge of the competency graph: `competency` needs `needs`.
#[derive(Clone, Debug)]
pub struct Prerequisite {
    pub competency: CompetencyIdx,
    pub needs: CompetencyIdx,
    /// Rows of a competency with the same label are alternatives; none: needed whatever else.
    pub any_of: Option<String>,
    pub strength: Strength,
    /// 0 to 1: how far practising `competency` also practises `needs`.
    pub encompasses: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    Hard,
    Helpful,
}

/// How learners of a modality work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grouping {
    Whole,
    Small,
    Pair,
    Individual,
}

impl Grouping {
    /// The word in `modalities.csv` and in the tag `grouping:WORD`.
    pub fn word(self) -> &'static str {
        match self {
            Grouping::Whole => "whole",
            Grouping::Small => "small",
            Grouping::Pair => "pair",
            Grouping::Individual => "individual",
        }
    }
}

/// So many people with a tag. `{subject}` has not been replaced in a modality, and has in a lesson.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    pub tag: String,
    pub count: u32,
}

/// Units of a device pool per learner; the pool by its id, since pools belong to sites and lessons do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceNeed {
    pub device: String,
    pub units: u32,
}

#[derive(Clone, Debug)]
pub struct Modality {
    pub id: String,
    pub grouping: Grouping,
    /// Learners with different lessons share a session.
    pub station: bool,
    pub size_min: u32,
    pub size_max: u32,
    pub staff: Vec<Need>,
    pub room_features: Vec<String>,
    pub devices: Vec<DeviceNeed>,
    pub open_cost: Points,
    pub tags: Vec<String>,
}

impl Modality {
    /// Whether it is, or bears, one of these.
    pub fn is_one_of(&self, tags: &[String]) -> bool {
        tags.iter().any(|tag| *tag == self.id || self.tags.contains(tag))
    }
}

#[derive(Clone, Debug)]
pub struct Lesson {
    pub id: String,
    pub title: String,
    pub competency: CompetencyIdx,
    /// Further competencies that it practises.
    pub competencies_also: Vec<CompetencyIdx>,
    pub modality: ModalityIdx,
    /// Slots it runs over, 1 or more.
    pub slots: u32,
    pub level: Option<f64>,
    /// Empty: any learner.
    pub languages: Vec<String>,
    pub interests: Vec<String>,
    pub staff: Vec<Need>,
    pub room_features: Vec<String>,
    pub devices: Vec<DeviceNeed>,
    pub size_min: u32,
    pub size_max: u32,
    /// Who offers it; empty: the school.
    pub provider: String,
    /// The zone in which it takes place; empty: anywhere.
    pub place: String,
    /// None: every site.
    pub site: Option<SiteIdx>,
    pub follows: Option<LessonIdx>,
}
