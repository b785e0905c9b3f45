//! What each competency is worth to a learner today, and why.
//!
//! The ready ones are the outer fringe of what is known (Falmagne & Doignon, Learning Spaces, 2011: what can be
//! learned next). Goals, grade, reviews, wishes and requests say which of them matter. Helping others, other ways
//! of learning, and going deeper are the rungs of the ladders for mastery and for struggle.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{OnTrack, Pathway, Step, StepWhy};
use daybreak_school::ruling::StruggleStep;
use daybreak_school::school::WishFor;

use super::Stage;
use super::memory::Memory;
use super::purpose::{Purpose, Purposes};
use super::reviews;

/// Competencies that a mentor helps with, at most: the nearest steps of who is helped.
const HELPED_WITH_MAX: usize = 4;

/// Each step of a way counts so many percent less than the one before, down to a floor: what comes first on the
/// way matters more, and what is ready further on still matters.
const LATER_STEP_PERCENT: usize = 3;
const LATER_STEP_FLOOR_PERCENT: usize = 70;

/// What a step of the kind of work that the policy without a goal names next counts, against the one before.
const LATER_KIND: f64 = 0.6;

/// Between steps of equal worth on several ways the one that is expected first goes first: each turn counts so much less,
/// and all turns together less than one step of a way.
const LATER_TURN_PERMILLE: usize = 5;
const TURNS_MAX: usize = 5;

impl Stage<'_> {
    /// Whether the learner may build on it: mastered by evidence, or taken for granted while nothing speaks against it.
    pub fn is_known(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        self.states.knows(learner, competency)
    }

    /// Whether the prerequisites are mastered well enough for a wish to be tried.
    pub fn is_near(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        self.is_known(learner, competency) || self.readiness(learner, competency) >= self.rules.choice.readiness_min
    }

    /// Mastery of the weakest prerequisite, 0 to 1; of alternatives the best counts.
    pub fn readiness(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        let mastery = |c: &CompetencyIdx| f64::from(self.states.mastery(learner, *c));
        let all = self.graph.all_of(competency).iter().map(mastery).fold(1.0, f64::min);
        let any = self.graph.any_of(competency).map(|some| some.iter().map(mastery).fold(0.0, f64::max));
        any.fold(all, f64::min)
    }

    /// The prerequisite of which the learner has mastered least; none without prerequisites.
    pub fn weakest_prerequisite(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<CompetencyIdx> {
        let mastery = |c: CompetencyIdx| self.states.mastery(learner, c);
        let all = self.graph.all_of(competency).iter().copied();
        all.min_by(|&a, &b| mastery(a).total_cmp(&mastery(b)).then(a.cmp(&b)))
    }

    /// Whether it lies further above the learner's grade than is proposed unasked.
    pub fn is_beyond_reach(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let own = self.school.learners[learner.i()].grade;
        let grade = self.school.competencies[competency.i()].grade_near(own);
        let most = i64::from(own.0) + i64::from(self.rules.choice.grades_above_max);
        grade.is_some_and(|grade| i64::from(grade.0) > most)
    }

    /// Grades between the learner and a competency, either way; none for a competency of no grade.
    pub fn grades_apart(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<i64> {
        let own = self.school.learners[learner.i()].grade;
        let grade = self.school.competencies[competency.i()].grade_near(own);
        grade.map(|grade| (i64::from(grade.0) - i64::from(own.0)).abs())
    }

    /// Ready to learn: not known, all that it needs known.
    pub fn fringe(&self, learner: LearnerIdx) -> Vec<CompetencyIdx> {
        self.graph.outer_fringe(|competency| self.is_known(learner, competency))
    }
}

/// All that is worth working on today.
pub fn purposes(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory) -> Purposes {
    let mut purposes = next_steps(stage, learner);
    add_ready(stage, learner, &mut purposes);
    weigh(stage, learner, memory, &mut purposes);
    add_shown(stage, learner, memory, &mut purposes);
    reviews::add(stage, learner, &mut purposes);
    add_asked(stage, learner, &mut purposes);
    add_helping(stage, learner, &mut purposes);
    add_ways_out(stage, learner, memory, &mut purposes);
    purposes
}

/// The next steps toward the learner's goals, or of the work that the school's policy gives who has none; each
/// competency counts for the goal that it serves best.
fn next_steps(stage: &Stage<'_>, learner: LearnerIdx) -> Purposes {
    let scores = &stage.rules.scores;
    let goals = stage.asks.goals.of(learner);
    let pathways: Vec<&Pathway> = goals.iter().filter_map(|goal| stage.pathways.pathways.get(goal.i())).collect();
    let turns = turns(pathways.iter().flat_map(|pathway| &pathway.steps));
    let mut best: BTreeMap<CompetencyIdx, (Points, Reason, Option<Reason>)> = BTreeMap::new();
    for pathway in pathways {
        let goal = pathway.goal;
        let weight = stage.school.goals[goal.i()].weight.clamp(0.1, 3.0);
        let urgent = is_urgent(pathway).then_some(Reason::GoalUrgent(goal));
        for (rank, step) in pathway.steps.iter().filter(|step| step.ready).enumerate() {
            let points = step_points(scores.goal_step as f64 * weight, rank, turns[&step.competency]);
            let entry = (points, Reason::GoalStep(goal, step.competency), urgent);
            let kept = best.entry(step.competency).or_insert(entry);
            // An urgent goal of the same points wins; between equals the first in the school's order.
            if (points, urgent.is_some()) > (kept.0, kept.2.is_some()) {
                *kept = entry;
            }
        }
    }
    if let Some(focus) = stage.pathways.focus_of(learner) {
        // What the school's policy names first comes first, whatever a lesson of the next kind would bring.
        let mut kinds: Vec<StepWhy> = Vec::new();
        for (rank, step) in focus.steps.iter().filter(|step| step.ready).enumerate() {
            let kind = kinds.iter().position(|kind| *kind == step.why).unwrap_or_else(|| {
                kinds.push(step.why);
                kinds.len() - 1
            });
            let first = scores.grade_level as f64 * LATER_KIND.powi(kind as i32);
            let points = step_points(first, rank, 0);
            best.entry(step.competency).or_insert((points, Reason::WithoutGoal(step.competency, step.why), None));
        }
    }
    let purpose = |(points, reason, urgent): (Points, Reason, Option<Reason>)| Purpose {
        progress: vec![(reason, points)],
        flat: urgent.map(|reason| (reason, scores.goal_urgent)).into_iter().collect(),
        ..Purpose::default()
    };
    best.into_iter().map(|(competency, entry)| (competency, purpose(entry))).collect()
}

/// Weighs progress by what a lesson is expected to bring now: more where it helps to finish what is begun, less where
/// nothing may be left to learn. On the way to a goal it counts how far the way gets, so a lesson is a lesson; beside goals
/// it counts what is finished, so a lesson is its share of a competency, and of two the shorter one goes first.
fn weigh(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, purposes: &mut Purposes) {
    for (&competency, purpose) in purposes.iter_mut() {
        let points: Points = purpose.progress.iter().map(|reason| reason.1).sum();
        let place = stage.place(learner, memory, competency);
        let is_of_goal = purpose.progress.iter().any(|(reason, _)| matches!(reason, Reason::GoalStep(..)));
        let share = if is_of_goal { 1.0 } else { stage.minutes_usual / stage.minutes(competency) };
        let more = (points as f64 * (place.worth * share - 1.0)).round() as Points;
        if more > 0 {
            purpose.progress.push((Reason::NearlyThere(competency), more));
        } else if more < 0 {
            purpose.progress.push((Reason::PerhapsKnown(competency), more));
        }
    }
}

/// The turn of each step that is ready, over all ways of a learner: 0 for what is expected on the first day, and one more
/// for each later one. The ways keep to what was printed the night before, and so does this.
fn turns<'a>(steps: impl Iterator<Item = &'a Step>) -> BTreeMap<CompetencyIdx, usize> {
    let ready = steps.filter(|step| step.ready);
    let expected: Vec<(CompetencyIdx, Date)> =
        ready.map(|step| (step.competency, step.expected.unwrap_or(Date::MAX))).collect();
    let days: BTreeSet<Date> = expected.iter().map(|&(_, day)| day).collect();
    expected.into_iter().map(|(competency, day)| (competency, days.range(..day).count())).collect()
}

/// Points of the step that is so many steps from the beginning of its way and has this turn among all: the way says what
/// matters, the turn decides between equals.
fn step_points(first: f64, rank: usize, turn: usize) -> Points {
    let by_rank = 10 * 100_usize.saturating_sub(rank * LATER_STEP_PERCENT).max(LATER_STEP_FLOOR_PERCENT);
    let permille = by_rank - LATER_TURN_PERMILLE * turn.min(TURNS_MAX);
    (first * permille as f64 / 1_000.0).round() as Points
}

/// Whether the goal's date is in danger.
fn is_urgent(pathway: &Pathway) -> bool {
    match pathway.on_track {
        OnTrack::Tight | OnTrack::OutOfReach => true,
        OnTrack::Reached | OnTrack::OnTrack | OnTrack::NoDate => false,
    }
}

/// What is ready beside the goals: of the learner's grade, then the rest within reach. Where the school's policy plans the
/// work of a learner, it has said what of the grade comes first, and the rest is merely ready.
fn add_ready(stage: &Stage<'_>, learner: LearnerIdx, purposes: &mut Purposes) {
    let has_focus = stage.pathways.focus_of(learner).is_some();
    for competency in stage.fringe(learner) {
        if purposes.contains_key(&competency) || stage.is_beyond_reach(learner, competency) {
            continue;
        }
        let scores = &stage.rules.scores;
        let reason = match stage.grades_apart(learner, competency) {
            Some(0) if !has_focus => (Reason::GradeLevel(competency), scores.grade_level),
            apart => (Reason::Ready(competency), ready_points(scores.ready, apart.unwrap_or(1))),
        };
        purposes.entry(competency).or_default().progress.push(reason);
    }
}

/// A quarter less for every grade beyond the first between learner and competency, down to a quarter: an old gap
/// that stands in the way of a goal is one of its steps; the others can wait.
fn ready_points(points: Points, grades_apart: i64) -> Points {
    let quarters = (5 - grades_apart).clamp(1, 4);
    points * quarters / 4
}

/// Mastery that can be shown: where passing is likely, by evidence and by the lessons since, and something follows from it, a
/// step of a way, credits, or what builds on it. The rest of what is ready to show is told and not proposed.
fn add_shown(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, purposes: &mut Purposes) {
    for (&competency, purpose) in purposes.iter_mut() {
        let is_tried = stage.states.get(learner, competency).is_some_and(|state| state.evidence > 0);
        if purpose.progress.is_empty() || !(is_tried || memory.worked.contains_key(&competency)) {
            continue;
        }
        let is_step = purpose.progress.iter().any(|(r, _)| matches!(r, Reason::GoalStep(..) | Reason::WithoutGoal(..)));
        let opens = |next: &CompetencyIdx| !stage.is_known(learner, *next) && !stage.is_beyond_reach(learner, *next);
        let follows = is_step
            || stage.school.competencies[competency.i()].credits > 0.0
            || stage.graph.dependents(competency).iter().any(opens);
        let known = stage.place(learner, memory, competency).known;
        if follows && known >= SHOWN_FROM {
            let points = (stage.rules.scores.demonstrate as f64 * SHOWN_WEIGHT * known).round() as Points;
            purpose.shown.push((Reason::Demonstrate(competency), points));
        }
    }
}

/// The chance of passing from which showing is proposed.
const SHOWN_FROM: f64 = 0.75;

/// What a sure pass earns against the rules' points for a demonstration.
const SHOWN_WEIGHT: f64 = 2.0;

/// What the learner wishes to learn and teachers ask for. A teacher's word outranks the estimate of readiness.
fn add_asked(stage: &Stage<'_>, learner: LearnerIdx, purposes: &mut Purposes) {
    for &at in stage.asks.wishes.of(learner) {
        let wish = &stage.school.wishes[at.i()];
        if let WishFor::Competency(competency) = wish.what
            && stage.is_near(learner, competency)
        {
            let points = stage.standing.wish(at);
            purposes.entry(competency).or_default().flat.push((Reason::Wish(at), points));
        }
    }
    for &at in stage.asks.requests.of(learner) {
        let request = &stage.school.requests[at.i()];
        // With a lesson or a slot named, the points lie on these (see `score`).
        if let (Some(competency), None, None) = (request.competency, request.lesson, &request.slot) {
            let points = stage.standing.request(at);
            purposes.entry(competency).or_default().flat.push((Reason::Request(at), points));
        }
    }
}

/// What the learner has mastered and those whom the learner helps are about to learn.
fn add_helping(stage: &Stage<'_>, learner: LearnerIdx, purposes: &mut Purposes) {
    for &helped in stage.asks.helps.of(learner) {
        if stage.day.learner(helped).is_none() {
            continue;
        }
        let steps = next_steps(stage, helped).into_keys().chain(stage.fringe(helped));
        let mut found: Vec<CompetencyIdx> = Vec::new();
        for competency in steps.filter(|&c| stage.is_known(learner, c)) {
            if found.len() < HELPED_WITH_MAX && !found.contains(&competency) {
                found.push(competency);
            }
        }
        for competency in found {
            let shared = &mut purposes.entry(competency).or_default().shared;
            if shared.is_empty() {
                shared.push((Reason::Mentor(competency), stage.rules.scores.mentor));
            }
        }
    }
}

/// Where a competency was tried in vain often enough, its weakest prerequisite is looked at again.
fn add_ways_out(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, purposes: &mut Purposes) {
    for (&competency, struggle) in &memory.struggles {
        if !stage.is_taken(StruggleStep::PrerequisiteCheck, struggle) || !purposes.contains_key(&competency) {
            continue;
        }
        if let Some(weakest) = stage.weakest_prerequisite(learner, competency) {
            let flat = &mut purposes.entry(weakest).or_default().flat;
            if !flat.iter().any(|(reason, _)| matches!(reason, Reason::Review(_))) {
                flat.push((Reason::Review(weakest), stage.rules.scores.review));
            }
        }
    }
}

/// What the learner knows and could deepen, the most useful first: of the own grade, then the latest worked on.
pub fn to_deepen(stage: &Stage<'_>, learner: LearnerIdx) -> Vec<CompetencyIdx> {
    let distance = |c: CompetencyIdx| stage.grades_apart(learner, c).unwrap_or(i64::MAX);
    let mut known: Vec<CompetencyIdx> = (0..stage.school.competencies.len())
        .map(CompetencyIdx::at)
        .filter(|&c| stage.is_known(learner, c) && !stage.catalogue.of(c).is_empty())
        .collect();
    let seen = |c: CompetencyIdx| stage.states.get(learner, c).map(|entry| entry.last_seen);
    known.sort_by(|&a, &b| distance(a).cmp(&distance(b)).then(seen(b).cmp(&seen(a))).then(a.cmp(&b)));
    known
}
