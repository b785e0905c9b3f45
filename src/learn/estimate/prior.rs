//! What a learner probably knows before any evidence: by grade, ability and difficulty, and never more than what
//! it needs.

use super::ability::Ability;
use super::{logit, sigmoid};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::{Grade, School};

/// Middles of the bands of ability, in log odds.
const BANDS: [f64; 5] = [-1.4, -0.65, 0.0, 0.65, 1.4];

/// How far ability and difficulty reach into the unseen; the rest belongs to what was tried.
const REACH: f64 = 0.7;

/// Probabilities of mastery without evidence, by class (grade and band of ability) and competency.
pub(super) struct Prior {
    n_competencies: usize,
    /// By learner.
    class: Vec<u8>,
    /// Log odds, classes × competencies.
    log_odds: Vec<f64>,
}

impl Prior {
    pub fn new(school: &School, graph: &CompetencyGraph, ability: &Ability) -> Self {
        let grade = |learner: usize| school.learners[learner].grade.0.clamp(-1, 13);
        let band = |learner: usize| {
            let own = ability.ability[learner];
            BANDS.windows(2).filter(|pair| own > (pair[0] + pair[1]) / 2.0).count()
        };
        let class_of =
            |learner: usize| (usize::try_from(grade(learner) + 1).expect("-1 or more")) * BANDS.len() + band(learner);
        let class: Vec<u8> =
            (0..school.learners.len()).map(|l| u8::try_from(class_of(l)).expect("15 grades of 5 bands")).collect();
        let n_classes = 15 * BANDS.len();
        let mut log_odds = Vec::with_capacity(n_classes * school.competencies.len());
        for class in 0..n_classes {
            let grade = Grade(i8::try_from(class / BANDS.len()).expect("15 grades") - 1);
            log_odds.extend(class_row(school, graph, ability, grade, BANDS[class % BANDS.len()]));
        }
        Prior { n_competencies: school.competencies.len(), class, log_odds }
    }

    /// Log odds of mastery without evidence.
    pub fn log_odds(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        self.log_odds[usize::from(self.class[learner.i()]) * self.n_competencies + competency.i()]
    }

    /// Probabilities, classes × competencies, and the class of each learner.
    pub fn into_tables(self) -> (Vec<f32>, Vec<u8>) {
        (self.log_odds.iter().map(|&x| sigmoid(x) as f32).collect(), self.class)
    }
}

/// One class's log odds by competency: at most those of everything a competency needs.
fn class_row(school: &School, graph: &CompetencyGraph, ability: &Ability, grade: Grade, band: f64) -> Vec<f64> {
    let mut row = vec![0.0; school.competencies.len()];
    for &c in graph.order() {
        let years = school.competencies[c.i()].grade.map(|usual| i32::from(grade.0) - i32::from(usual.0));
        let own = by_grade(years) + REACH * (band - ability.difficulty[c.i()]);
        let hard = graph.all_of(c).iter().map(|need| row[need.i()]);
        let either = graph.any_of(c).map(|set| set.iter().map(|need| row[need.i()]).fold(f64::NEG_INFINITY, f64::max));
        row[c.i()] = hard.chain(either).fold(own, f64::min);
    }
    row
}

/// Log odds that a typical learner has mastered a competency usual so many years before the learner's grade. What
/// is usual this year is mostly still to come; what was usual two years ago mostly stays. None: no usual grade.
fn by_grade(years: Option<i32>) -> f64 {
    logit(match years {
        None | Some(0) => 0.35,
        Some(1) => 0.75,
        Some(2) => 0.90,
        Some(3..) => 0.94,
        Some(-1) => 0.10,
        Some(..-1) => 0.03,
    })
}
