//! The way to each goal: what is still to be learned, in order, in minutes and dates.
//!
//! A learner's goals are planned together, so that shared steps count once: the cheapest closure of all of them
//! ([`CompetencyGraph::closure`]), sequenced by due date, unlocking value and needs (`order`), and laid out on the
//! learner's own calendar (`calendar`). Each goal then reports its own part: its steps, their minutes and expected
//! dates, and whether its date holds.
//!
//! Learning time is split evenly between the subjects in which the learner works, since a day holds lessons of
//! several subjects and none of them gets it all.

mod calendar;
mod effort;
mod order;
mod timing;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use calendar::Calendars;
use timing::Timing;

use crate::graph::{Closure, CompetencyGraph};
use crate::model::ids::{CompetencyIdx, GoalIdx, LearnerIdx};
use crate::model::pathway::{OnTrack, Pathway, Pathways, Step, StepWhy};
use crate::model::rules::PacingPolicy;
use crate::model::school::{Goal, School};
use crate::model::states::LearnerStates;
use crate::model::time::Date;

/// The ways of all learners to their goals, one a goal, in the order of `School::goals`.
///
/// `today` is the first day that is still to come. Minutes are for the learner at hand: typical minutes, by pace, by
/// the share still to learn. Dates follow the school's calendar; a step beyond it has none.
pub fn plot(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    today: Date,
    policy: &PacingPolicy,
) -> Pathways {
    let mut goals_of: Vec<Vec<GoalIdx>> = vec![Vec::new(); school.learners.len()];
    for (i, goal) in school.goals.iter().enumerate() {
        goals_of[goal.learner.i()].push(GoalIdx::at(i));
    }
    let learners: Vec<LearnerIdx> =
        (0..school.learners.len()).filter(|&l| !goals_of[l].is_empty()).map(LearnerIdx::at).collect();
    let calendars = Calendars::new(school, today);
    let plotter = Plotter { school, graph, states, policy, calendars: &calendars };
    let ways: Vec<Vec<Pathway>> =
        learners.par_iter().map(|&learner| plotter.learner(learner, &goals_of[learner.i()])).collect();
    let mut pathways: Vec<Pathway> = ways.into_iter().flatten().collect();
    pathways.sort_unstable_by_key(|pathway| pathway.goal);
    Pathways { pathways }
}

/// What all learners' ways are plotted from.
struct Plotter<'a> {
    school: &'a School,
    graph: &'a CompetencyGraph,
    states: &'a LearnerStates,
    policy: &'a PacingPolicy,
    calendars: &'a Calendars<'a>,
}

/// A learner's goals and everything on the way to them.
struct Journey {
    learner: LearnerIdx,
    /// The most urgent first.
    goals: Vec<GoalIdx>,
    closure: Closure,
    /// Position of each competency in `closure.steps`, where it is one.
    position: Vec<Option<u32>>,
    /// Minutes of each of the closure's steps.
    minutes: Vec<f64>,
    /// The steps of each goal, as positions in `closure.steps`; same order as `goals`.
    parts: Vec<FixedBitSet>,
}

impl Journey {
    fn position(&self, competency: CompetencyIdx) -> Option<usize> {
        self.position[competency.i()].map(|at| at as usize)
    }

    /// The steps that a step relies on, as positions.
    fn relies_on<'a>(&'a self, graph: &'a CompetencyGraph, step: usize) -> impl Iterator<Item = usize> + 'a {
        graph.relies_on(&self.closure, self.closure.steps[step]).filter_map(|need| self.position(need))
    }
}

impl Plotter<'_> {
    /// All ways of one learner.
    fn learner(&self, learner: LearnerIdx, goals: &[GoalIdx]) -> Vec<Pathway> {
        let journey = self.journey(learner, goals);
        let sequence = order::sequence(self.school, self.graph, &journey);
        let calendar = self.calendars.of(learner, self.policy.reserve_share);
        let timing = Timing::new(self.school, self.graph, self.states, &journey, &sequence, &calendar);
        (0..journey.goals.len()).map(|at| self.pathway(&journey, at, &sequence, &timing)).collect()
    }

    /// The cheapest set of steps that reaches all goals, and which goal needs which.
    fn journey(&self, learner: LearnerIdx, goals: &[GoalIdx]) -> Journey {
        let mut goals = goals.to_vec();
        goals.sort_by(|&a, &b| {
            let (x, y) = (self.goal(a), self.goal(b));
            let due = |goal: &Goal| goal.due.unwrap_or(Date::MAX);
            due(x).cmp(&due(y)).then(y.weight.total_cmp(&x.weight)).then(a.cmp(&b))
        });
        let knows = |c: CompetencyIdx| self.states.knows(learner, c);
        let minutes = |c: CompetencyIdx| effort::minutes(self.school, self.states, self.policy, learner, c);
        let targets: Vec<CompetencyIdx> = goals.iter().map(|&goal| self.goal(goal).competency).collect();
        let mut closure = self.graph.closure(&targets, knows, minutes);
        // A goal that is taken for granted still has to be shown; what it needs is granted with it.
        let mut granted: Vec<CompetencyIdx> =
            targets.iter().copied().filter(|&c| knows(c) && !self.is_mastered(learner, c)).collect();
        granted.sort();
        granted.dedup();
        closure.steps.splice(0..0, granted);
        let minutes = closure.steps.iter().map(|&c| minutes(c)).collect();
        let mut position = vec![None; self.graph.len()];
        for (at, step) in closure.steps.iter().enumerate() {
            position[step.i()] = u32::try_from(at).ok();
        }
        let mut journey = Journey { learner, goals, closure, position, minutes, parts: Vec::new() };
        journey.parts = targets.iter().map(|&target| self.part(&journey, target)).collect();
        journey
    }

    /// The steps that one goal relies on, itself included.
    fn part(&self, journey: &Journey, target: CompetencyIdx) -> FixedBitSet {
        let mut part = FixedBitSet::with_capacity(journey.closure.steps.len());
        let mut stack: Vec<usize> = journey.position(target).into_iter().collect();
        while let Some(at) = stack.pop() {
            if !part.put(at) {
                stack.extend(journey.relies_on(self.graph, at));
                let together = self.graph.taught_with(journey.closure.steps[at]);
                stack.extend(together.iter().filter_map(|&c| journey.position(c)));
            }
        }
        part
    }

    /// What one goal reports.
    fn pathway(&self, journey: &Journey, at: usize, sequence: &[usize], timing: &Timing) -> Pathway {
        let goal = journey.goals[at];
        let part = &journey.parts[at];
        let target = self.goal(goal).competency;
        let step = |&position: &usize| {
            let competency = journey.closure.steps[position];
            Step {
                competency,
                minutes: journey.minutes[position],
                expected: timing.expected(position),
                ready: self.graph.is_ready(competency, |c| self.states.knows(journey.learner, c)),
                why: self.why(journey, part, target, competency),
            }
        };
        let steps: Vec<Step> = sequence.iter().filter(|&&position| part[position]).map(step).collect();
        let minutes: f64 = steps.iter().map(|step| step.minutes).sum();
        let slack = self.goal(goal).due.map(|due| timing.slack(journey, at, due));
        let on_track = match slack {
            _ if steps.is_empty() => OnTrack::Reached,
            None => OnTrack::NoDate,
            Some(slack) if slack < 0.0 => OnTrack::OutOfReach,
            Some(slack) if slack < self.policy.tight_share * minutes => OnTrack::Tight,
            Some(_) => OnTrack::OnTrack,
        };
        Pathway { goal, steps, on_track, minutes, minutes_available: slack.map(|slack| (minutes + slack).max(0.0)) }
    }

    /// Why a step is on the way to a goal: for the first step of the way that relies on it.
    fn why(&self, journey: &Journey, part: &FixedBitSet, target: CompetencyIdx, step: CompetencyIdx) -> StepWhy {
        if step == target {
            return StepWhy::Goal;
        }
        let steps = part.ones().map(|position| journey.closure.steps[position]).filter(|&c| c != step);
        for next in steps {
            let is_chosen = journey.closure.chosen.binary_search(&(next, step)).is_ok();
            let is_needed = self.graph.all_of(next).contains(&step) || self.graph.taught_with(next).contains(&step);
            if is_needed {
                return StepWhy::NeededFor(next);
            }
            if is_chosen {
                return StepWhy::AlternativeFor(next);
            }
        }
        // A member of a circle may be on the way only because of its bundle.
        StepWhy::NeededFor(target)
    }

    fn goal(&self, goal: GoalIdx) -> &Goal {
        &self.school.goals[goal.i()]
    }

    fn is_mastered(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        self.states.status(learner, competency).is_mastered()
    }
}

#[cfg(test)]
mod tests;
