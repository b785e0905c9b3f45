//! A learner's aims and everything on the way to them: the cheapest closure of all aims together, so that shared steps
//! count once, and which aim needs which of its steps.

use fixedbitset::FixedBitSet;

use super::Plotter;
use daybreak_day::time::Date;
use daybreak_graph::{Closure, CompetencyGraph, Target};
use daybreak_school::ids::{CompetencyIdx, GoalIdx, LearnerIdx};

/// Minutes that a competency without a lesson counts beyond its own when alternatives are compared: more than any way takes.
const UNTAUGHT_MINUTES: f64 = 1_000_000.0;

/// Where a way leads: a goal, or what the school's policy sets where there is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aim {
    pub competency: CompetencyIdx,
    /// Of which parts of the competency how many must come together; none: the competency itself is learned.
    pub quota: Option<Quota>,
    pub due: Option<Date>,
    pub weight: f64,
    pub goal: Option<GoalIdx>,
    /// Comes after all others, because its date cannot be kept without losing more.
    pub deferred: bool,
}

/// What is wanted of a competency's parts: credits, or for a whole of parts all of them, a credit each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quota {
    /// Whether the parts are those of a whole, and no credits are counted.
    pub is_whole: bool,
    /// Parts not mastered yet and what each earns, in thousandths.
    pub from: Vec<(CompetencyIdx, u64)>,
    /// Still to be earned, in thousandths.
    pub needed: u64,
    /// Earned by now, in thousandths.
    pub earned: u64,
}

/// What a closure is sought for: competencies with the credits needed, and the goal whose way comes first, if one does.
pub(super) type Sought = (Vec<(CompetencyIdx, Option<u64>)>, Option<GoalIdx>);

/// A learner's aims and everything on the way to them.
pub(super) struct Journey {
    pub learner: LearnerIdx,
    /// The most urgent first.
    pub aims: Vec<Aim>,
    pub closure: Closure,
    /// Position of each competency in `closure.steps`, where it is one.
    position: Vec<Option<u32>>,
    /// Minutes of each of the closure's steps.
    pub minutes: Vec<f64>,
    /// The steps of each aim, as positions in `closure.steps`; same order as `aims`.
    pub parts: Vec<FixedBitSet>,
}

impl Journey {
    pub fn position(&self, competency: CompetencyIdx) -> Option<usize> {
        self.position[competency.i()].map(|at| at as usize)
    }

    /// The steps that a step relies on, as positions.
    pub fn relies_on<'a>(&'a self, graph: &'a CompetencyGraph, step: usize) -> impl Iterator<Item = usize> + 'a {
        graph.relies_on(&self.closure, self.closure.steps[step]).filter_map(|need| self.position(need))
    }

    /// The steps of an aim with the longest chain of needs in minutes.
    pub fn critical(&self, graph: &CompetencyGraph, at: usize) -> FixedBitSet {
        let part = &self.parts[at];
        let closure = Closure {
            steps: part.ones().map(|step| self.closure.steps[step]).collect(),
            chosen: self.closure.chosen.clone(),
            exact: true,
        };
        let minutes = |c: CompetencyIdx| self.position(c).map_or(0.0, |step| self.minutes[step]);
        let (chain, _) = graph.critical_path(&closure, minutes);
        let mut critical = FixedBitSet::with_capacity(part.len());
        critical.extend(chain.into_iter().filter_map(|c| self.position(c)));
        critical
    }
}

impl Plotter<'_> {
    /// The cheapest set of steps that reaches all aims, and which aim needs which. With `first` the way to that aim is
    /// taken as if it were alone, and the others join it where they can.
    pub(super) fn journey(&self, learner: LearnerIdx, mut aims: Vec<Aim>, first: Option<GoalIdx>) -> Journey {
        aims.sort_by(|a, b| {
            let due = |aim: &Aim| aim.due.unwrap_or(Date::MAX);
            let ids = |aim: &Aim| (aim.goal, aim.competency);
            a.deferred
                .cmp(&b.deferred)
                .then(due(a).cmp(&due(b)))
                .then(b.weight.total_cmp(&a.weight))
                .then(ids(a).cmp(&ids(b)))
        });
        let minutes = |c: CompetencyIdx| self.efforts.minutes(learner, c);
        // A way through what nobody teaches is the very last resort.
        let teaching = self.teaching(learner);
        let cost = |c: CompetencyIdx| minutes(c) + if teaching.is_taught(c) { 0.0 } else { UNTAUGHT_MINUTES };
        let mut wanted: Vec<CompetencyIdx> =
            aims.iter().filter_map(|aim| Some(aim.quota.as_ref()?.from.iter().map(|&(c, _)| c))).flatten().collect();
        wanted.sort();
        // What earns credits has to be shown, even where it could be taken for granted.
        let knows = |c: CompetencyIdx| self.states.knows(learner, c) && wanted.binary_search(&c).is_err();
        let target = |aim: &Aim| match &aim.quota {
            None => Target::One(aim.competency),
            Some(quota) => Target::Credits { from: quota.from.clone(), needed: quota.needed },
        };
        // Sorted, so that the order of dates has no say in which of two equally cheap ways is taken.
        let mut by_competency: Vec<&Aim> = aims.iter().collect();
        by_competency.sort_by_key(|aim| (aim.competency, aim.goal));
        let targets: Vec<Target> = by_competency.iter().map(|aim| target(aim)).collect();
        let needed = |aim: &&Aim| (aim.competency, aim.quota.as_ref().map(|quota| quota.needed));
        let sought: Sought = (by_competency.iter().map(needed).collect(), first);
        let found = self.closures.borrow().get(&sought).cloned();
        let closure = || match by_competency.iter().position(|aim| aim.goal.is_some() && aim.goal == first) {
            // A route of last night is left only for a gain above the threshold.
            None => self.graph.closure_of(&targets, knows, |c| cost(c) * self.share_with_former(learner, c)),
            Some(at) => self.joined(&targets, at, knows, cost),
        };
        let mut closure = found.unwrap_or_else(|| {
            let closure = closure();
            self.closures.borrow_mut().insert(sought, closure.clone());
            closure
        });
        // A goal that is taken for granted still has to be shown; what it needs is granted with it.
        let granted = aims.iter().filter(|aim| aim.quota.is_none()).map(|aim| aim.competency);
        let mut granted: Vec<CompetencyIdx> = granted.filter(|&c| knows(c) && !self.is_mastered(learner, c)).collect();
        granted.sort();
        granted.dedup();
        closure.steps.splice(0..0, granted);
        let minutes = closure.steps.iter().map(|&c| minutes(c)).collect();
        let mut position = vec![None; self.graph.len()];
        for (at, step) in closure.steps.iter().enumerate() {
            position[step.i()] = u32::try_from(at).ok();
        }
        let mut journey = Journey { learner, aims, closure, position, minutes, parts: Vec::new() };
        journey.parts = journey.aims.iter().map(|aim| self.part(&journey, aim)).collect();
        journey
    }

    /// The way to one target alone, then the cheapest of the others on top of it.
    fn joined(
        &self,
        targets: &[Target],
        first: usize,
        knows: impl Fn(CompetencyIdx) -> bool,
        minutes: impl Fn(CompetencyIdx) -> f64,
    ) -> Closure {
        let own = self.graph.closure_of(&targets[first..=first], &knows, &minutes);
        let on_the_way = FixedBitSet::from_iter(own.steps.iter().map(|c| c.i()));
        let has = |c: CompetencyIdx| knows(c) || on_the_way.contains(c.i());
        let rest = self.graph.closure_of(targets, has, &minutes);
        let mut chosen = own.chosen;
        chosen.extend(rest.chosen);
        // A step of the rest may rely on an alternative that only the first way has.
        for &step in &rest.steps {
            for set in self.graph.any_of(step).filter(|set| !set.iter().any(|&c| knows(c))) {
                chosen.extend(set.iter().find(|c| on_the_way.contains(c.i())).map(|&need| (step, need)));
            }
        }
        chosen.sort();
        chosen.dedup();
        Closure { steps: own.steps.into_iter().chain(rest.steps).collect(), chosen, exact: own.exact && rest.exact }
    }

    /// The steps that one aim relies on, itself included.
    fn part(&self, journey: &Journey, aim: &Aim) -> FixedBitSet {
        let mut part = FixedBitSet::with_capacity(journey.closure.steps.len());
        let ends: Vec<CompetencyIdx> = match &aim.quota {
            None => vec![aim.competency],
            Some(quota) => quota.from.iter().map(|&(c, _)| c).collect(),
        };
        let mut stack: Vec<usize> = ends.into_iter().filter_map(|c| journey.position(c)).collect();
        while let Some(at) = stack.pop() {
            if !part.put(at) {
                stack.extend(journey.relies_on(self.graph, at));
                let together = self.graph.taught_with(journey.closure.steps[at]);
                stack.extend(together.iter().filter_map(|&c| journey.position(c)));
            }
        }
        part
    }
}
