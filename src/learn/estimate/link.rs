//! From what is counted to log odds of success: the link, and what it is held to.
//!
//! One set of weights for everybody, and small effects of single competencies and grades on top: some competencies are
//! learned faster than most, and what a class brings along differs by grade.

use super::trace::Trace;
use super::weights::Weights;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;

/// How fast failures undo what was known before them; steep, and yet without a step.
const REFUTED: f64 = 4.0;

/// Where a learner stands at a competency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub competency: CompetencyIdx,
    /// As effects count grades.
    pub grade: usize,
    /// Ability against difficulty, in log odds.
    pub rasch: f64,
    /// How the learner fares lately, in log odds above mean ability.
    pub form: f64,
    pub trace: Trace,
    pub needs: Needs,
}

/// How a competency's direct needs went: outcomes from -1 to 1, 0 where nothing was shown or nothing is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Needs {
    pub least: f64,
    pub mean: f64,
}

impl Needs {
    /// Of a competency, given how a competency went; of alternatives the best counts.
    pub fn of(graph: &CompetencyGraph, competency: CompetencyIdx, went: impl Fn(CompetencyIdx) -> f64) -> Self {
        let all = graph.all_of(competency).iter().map(|&need| went(need));
        let either = graph.any_of(competency).map(|set| set.iter().map(|&need| went(need)).fold(-1.0, f64::max));
        let (mut least, mut sum, mut n) = (1.0f64, 0.0, 0.0);
        for outcome in all.chain(either) {
            (least, sum, n) = (least.min(outcome), sum + outcome, n + 1.0);
        }
        if n > 0.0 { Needs { least, mean: sum / n } } else { Needs::default() }
    }
}

impl Weights {
    /// The link: log odds of success at a typical task.
    pub fn log_odds(&self, at: &Standing) -> f64 {
        self.tried(at) + self.gained(at) - self.lost * at.trace.lost()
    }

    /// The link within its guards. While successes outweigh, forgetting never takes it below `prior`, the log odds of what
    /// was known before them; and who has met it knows no less than who has not.
    pub fn guarded(&self, prior: f64, at: &Standing) -> f64 {
        let linked = self.log_odds(at) + (prior - self.tried(at)).max(0.0);
        linked.max(prior + REFUTED * self.gained(at).min(0.0))
    }

    /// Of whoever has tried it, whatever came of it.
    fn tried(&self, at: &Standing) -> f64 {
        let [own, _, _] = self.of_competency(at.competency);
        self.baseline + own + self.of_grade(at.grade) + self.slope * at.rasch + self.form * at.form
    }

    /// The part of outcomes, its own and those of what it needs.
    fn gained(&self, at: &Standing) -> f64 {
        let Standing { trace, needs, .. } = at;
        let [_, wins, losses] = self.of_competency(at.competency);
        self.fast * trace.fast() + self.slow * trace.slow() + (self.wins + wins) * trace.log_wins()
            - (self.losses + losses) * trace.log_losses()
            + self.needs_least * needs.least
            + self.needs_mean * needs.mean
    }

    /// What a competency adds to the baseline, to `wins` and to `losses`.
    fn of_competency(&self, competency: CompetencyIdx) -> [f64; 3] {
        let own = self.effects.as_ref().map(|effects| effects.competencies.of(competency.i()));
        own.map_or([0.0; 3], |own| [own[0], own[1], own[2]])
    }

    fn of_grade(&self, grade: usize) -> f64 {
        self.effects.as_ref().map_or(0.0, |effects| effects.grades.of(grade)[0])
    }
}
