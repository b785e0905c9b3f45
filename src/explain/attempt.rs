//! Tries one move of one learner: may they do this, starting then, with everybody else where the plan has them?
//!
//! The answer is what stands in the way, or what the plan would gain or lose. The learner may leave what they do
//! in those slots now, when the question allows it; free classmates may come along to fill a new group; nobody
//! else moves. Everything tried is undone.

use std::collections::BTreeSet;
use std::ops::Range;

use super::day::{CandidateFacts, Day};
use super::opening;
use super::own_day;
use super::seating::Seating;
use super::worth::{self, Before};
use daybreak_day::plan::{Plan, Session};
use daybreak_day::problem::Points;
use daybreak_night::explanation::Obstacle;

/// The plan under questions.
#[derive(Clone)]
pub struct Trial<'a> {
    pub day: &'a Day<'a>,
    pub before: Option<&'a Before<'a>>,
    pub seating: Seating,
}

/// A move that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub learner: usize,
    /// The position among the learner's candidates.
    pub candidate: usize,
    pub start: usize,
    /// Whether the learner may give up what they do in those slots now.
    pub may_leave: bool,
}

/// A move that the hard rules allow.
#[derive(Clone, Debug)]
pub enum Move {
    /// Into a session that there is.
    Join(usize),
    /// Into a new session, perhaps with free classmates.
    Open(super::seating::Held),
}

impl<'a> Trial<'a> {
    /// The plan as it is.
    pub fn new(day: &'a Day<'a>, before: Option<&'a Before<'a>>, plan: &Plan) -> Self {
        Trial { day, before, seating: Seating::new(day, plan) }
    }

    /// What stands against the move; never empty. With a possible move the one entry is
    /// [`Obstacle::Overlooked`] or [`Obstacle::Outweighed`]; else the first entry stands against opening a session
    /// (or in the learner's own day), further ones against joining those there are.
    pub fn ask(&mut self, ask: Ask) -> Vec<Obstacle> {
        match self.moves(ask) {
            Ok((_, points)) if points > 0 => vec![Obstacle::Overlooked { points }],
            Ok((_, points)) => vec![Obstacle::Outweighed { points: -points }],
            Err(obstacles) => obstacles,
        }
    }

    /// The best move that the hard rules allow, and what the plan would gain by it.
    pub fn moves(&mut self, ask: Ask) -> Result<(Move, Points), Vec<Obstacle>> {
        let (allowed, obstacles) = self.options(ask);
        let mut best: Option<(Move, Points)> = None;
        for (step, points) in allowed {
            // Of equal moves the first: opening, then joining in a fixed order.
            if best.as_ref().is_none_or(|(_, most)| points > *most) {
                best = Some((step, points));
            }
        }
        best.ok_or(obstacles)
    }

    /// Every move that the hard rules allow, opening first, with what the plan would gain by it; and what stands against the
    /// others.
    pub fn options(&mut self, ask: Ask) -> (Vec<(Move, Points)>, Vec<Obstacle>) {
        let found = self.having_left(ask, |trial, candidate, span, left, worth_before| {
            Ok(trial.enter(ask, candidate, span, left, worth_before))
        });
        found.unwrap_or_else(|obstacle| (vec![], vec![obstacle]))
    }

    /// What the plan would gain if the learner joined this session.
    pub fn joins(&mut self, ask: Ask, k: usize) -> Result<Points, Obstacle> {
        self.having_left(ask, |trial, candidate, _, left, worth_before| {
            opening::join(trial.day, &trial.seating, ask.learner, candidate.offering, k)?;
            trial.gain(ask.learner, candidate.offering, &Move::Join(k), left, worth_before)
        })
    }

    /// Asks something while the learner has left what they do in those slots.
    fn having_left<T>(
        &mut self,
        ask: Ask,
        look: impl FnOnce(&mut Self, &CandidateFacts<'_>, Range<usize>, &[usize], Points) -> Result<T, Obstacle>,
    ) -> Result<T, Obstacle> {
        let day = self.day;
        let candidate = &day.learners[ask.learner].candidates[ask.candidate];
        let span = own_day::span(day, ask.learner, candidate, ask.start)?;
        let leaving = own_day::leaving(&self.seating, ask.learner, span.clone());
        if !leaving.is_empty() && !ask.may_leave {
            return Err(Obstacle::RunsInto);
        }
        let worth_before = self.worth(&leaving) + self.days(&[ask.learner]) - self.ways();
        let left: Vec<_> = leaving.iter().map(|&k| (k, self.seating.leave(day, k, ask.learner))).collect();
        let found = own_day::may_go(day, &self.seating, ask.learner, &left, span.clone())
            .and_then(|()| own_day::may_have(day, &self.seating, ask.learner, candidate, ask.start))
            .and_then(|()| look(self, candidate, span, &leaving, worth_before));
        for (k, offering) in left {
            self.seating.sit(day, k, ask.learner, offering);
        }
        found
    }

    /// Joins or opens, as far as it is allowed. The learner has left what they leave.
    fn enter(
        &mut self,
        ask: Ask,
        candidate: &CandidateFacts<'_>,
        span: Range<usize>,
        left: &[usize],
        worth_before: Points,
    ) -> (Vec<(Move, Points)>, Vec<Obstacle>) {
        let day = self.day;
        let (mut obstacles, mut allowed) = (vec![], vec![]);
        match opening::open(day, &self.seating, ask.learner, candidate.offering, span) {
            Ok(held) => allowed.push(Move::Open(held)),
            Err(obstacle) => obstacles.push(obstacle),
        }
        let sessions: Vec<usize> = self.seating.starting(day.offerings[candidate.offering].what, ask.start).collect();
        for k in sessions {
            match opening::join(day, &self.seating, ask.learner, candidate.offering, k) {
                Ok(()) => allowed.push(Move::Join(k)),
                Err(obstacle) if !obstacles.contains(&obstacle) => obstacles.push(obstacle),
                Err(_) => {}
            }
        }
        let mut options = vec![];
        for step in allowed {
            match self.gain(ask.learner, candidate.offering, &step, left, worth_before) {
                Ok(points) => options.push((step, points)),
                Err(obstacle) => obstacles.push(obstacle),
            }
        }
        (options, obstacles)
    }

    /// What the plan gains; an error when the learner's own day would then break a requirement without a cost.
    fn gain(
        &mut self,
        learner: usize,
        offering: usize,
        step: &Move,
        left: &[usize],
        worth_before: Points,
    ) -> Result<Points, Obstacle> {
        let day = self.day;
        let (others, joined): (Vec<usize>, Vec<usize>) = match step {
            // A learner may change what they do inside one session: it is counted once.
            Move::Join(k) => (vec![], [*k].into_iter().filter(|k| !left.contains(k)).collect()),
            Move::Open(held) => (held.seats.iter().map(|&(l, _)| l).filter(|&l| l != learner).collect(), vec![]),
        };
        let before = worth_before + self.worth(&joined) + self.days(&others);
        let mut touched = left.to_vec();
        let k = match step {
            Move::Join(k) => {
                self.seating.sit(day, *k, learner, offering);
                *k
            }
            Move::Open(held) => self.seating.open(day, held.clone()),
        };
        if !touched.contains(&k) {
            touched.push(k);
        }
        let after = self.worth(&touched) + self.days(&others) + self.days(&[learner]) - self.ways();
        let keeps = own_day::keeps_minimums(day, &self.seating, learner);
        match step {
            Move::Join(k) => {
                self.seating.leave(day, *k, learner);
            }
            Move::Open(_) => self.seating.forget_last(day),
        }
        keeps.map(|()| after - before)
    }

    /// The plan's sessions after a move that [`Trial::moves`] allowed: a new one has an id that none has yet.
    pub fn after(&mut self, ask: Ask, step: Move, plan: &Plan) -> Vec<Session> {
        self.carry_out(ask, step);
        self.documents(plan)
    }

    /// The sessions as they are now, by the ids of the plan that was tried; a new one has an id that none has yet.
    pub fn documents(&self, plan: &Plan) -> Vec<Session> {
        let (day, ids) = (self.day, self.day.problem);
        let previous = ids.previous.iter().flat_map(|previous| &previous.plan.sessions);
        let mut taken: BTreeSet<String> =
            plan.sessions.iter().chain(previous).map(|session| session.id.clone()).collect();
        let open = self.seating.sessions.iter().filter(|held| held.is_open);
        open.map(|held| {
            let id = match (held.in_plan, held.seats.first()) {
                (Some(at), _) => plan.sessions[at].id.clone(),
                (None, None) => String::new(),
                (None, Some(&(_, offering))) => {
                    let mut fresh = format!("{}@{}", ids.offerings[offering].id, ids.slots[held.start].id);
                    while taken.contains(&fresh) {
                        fresh.push('+');
                    }
                    taken.insert(fresh.clone());
                    fresh
                }
            };
            held.document(day, id)
        })
        .collect()
    }

    /// Carries out a move that [`Trial::moves`] allowed.
    pub fn carry_out(&mut self, ask: Ask, step: Move) {
        let day = self.day;
        let candidate = &day.learners[ask.learner].candidates[ask.candidate];
        let span = ask.start..ask.start + day.offerings[candidate.offering].len;
        for k in own_day::leaving(&self.seating, ask.learner, span) {
            self.seating.leave(day, k, ask.learner);
        }
        match step {
            Move::Join(k) => self.seating.sit(day, k, ask.learner, candidate.offering),
            Move::Open(held) => drop(self.seating.open(day, held)),
        }
    }

    /// What the whole day is worth, but for what no move changes.
    pub fn total(&self) -> Points {
        let sessions: Vec<usize> = (0..self.seating.sessions.len()).collect();
        let learners: Vec<usize> = (0..self.day.learners.len()).collect();
        self.worth(&sessions) + self.days(&learners) - self.ways()
    }

    /// What all people pay for changes of place.
    fn ways(&self) -> Points {
        worth::ways_of_people(self.day, &self.seating)
    }

    fn worth(&self, sessions: &[usize]) -> Points {
        sessions.iter().map(|&k| worth::session(self.day, self.before, &self.seating, k)).sum()
    }

    fn days(&self, learners: &[usize]) -> Points {
        learners.iter().map(|&l| worth::learner(self.day, self.before, &self.seating, l)).sum()
    }
}
