//! Choices: what each learner may take in the morning instead of what is planned, nearly as good, without changing anybody
//! else.
//!
//! First each learner's moves into sessions that take place are tried alone, with everybody else where the plan has them. Then
//! they are given out in rounds, one to each learner, and each is held: a seat, its devices, the company that stays behind
//! (`hold`). A choice is given only if it holds whatever all others take, so the learners need not ask one another.
//!
//! A service, and what a person asked for or decided, is never left for a choice. Nor is anybody who counts on the learner: a
//! partner, or who would be too few or alone. A session in which somebody is served is offered to nobody, so that a choice tells
//! no more than a playlist does.

mod company;
mod hold;

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::attempt::{Ask, Trial};
use super::own_day;
use super::scene::Scene;
use super::wording::told::ChoiceTold;
use super::worth;
use daybreak_day::problem::Points;
use daybreak_night::candidate::{Activity, Reason};
use daybreak_night::choice::{Choice, Differs};
use daybreak_night::explanation::Obstacle;
use daybreak_school::ids::LessonIdx;
use hold::{Hold, Seat};

/// Options of a learner that are looked for, those that promise most first: many more than are given, since others hold seats.
const FOUND_MAX: usize = 24;

/// A move that could become a choice.
struct Alternative {
    seat: Seat,
    left: Vec<usize>,
    instead_of: Vec<LessonIdx>,
    lesson: LessonIdx,
    differs: Differs,
    points: Points,
}

/// The choices of all learners, in order of learner, then number.
pub fn held(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<Choice> {
    let policy = &scene.known.rules.choice;
    if policy.alternatives_max == 0 {
        return vec![];
    }
    // What is chosen is no broken promise: what a change from an earlier plan costs is not counted.
    let bare = Trial { before: None, ..trial.clone() };
    let counted_on = company::counted_on(scene);
    let options: Vec<Vec<Alternative>> = (counted_on.par_iter().enumerate())
        .map_init(
            || bare.clone(),
            |trial, (learner, by)| Finder { scene, learner, by }.options(trial, policy.alternatives_within),
        )
        .collect();
    let taken = give_out(Hold::new(&scene.day, &trial.seating), &options, policy.alternatives_max as usize);
    let mut choices = vec![];
    for (learner, own) in taken.into_iter().enumerate() {
        let numbered = (1..).zip(own.into_iter().map(|at| &options[learner][at]));
        choices.extend(numbered.filter_map(|(number, option)| choice(scene, trial, learner, number, option)));
    }
    choices
}

/// For each learner the options that are held, in the order in which they were given. One a round: who has fewest options is
/// asked first, and in every second round last of equals, so that nobody is always behind.
fn give_out(mut hold: Hold<'_, '_>, options: &[Vec<Alternative>], most: usize) -> Vec<Vec<usize>> {
    let mut given: Vec<Vec<usize>> = vec![vec![]; options.len()];
    let mut order: Vec<usize> = (0..options.len()).filter(|&l| !options[l].is_empty()).collect();
    for round in 0..most {
        order.sort_by_key(|&l| (options[l].len(), if round % 2 == 0 { l } else { options.len() - l }));
        for &learner in &order {
            let own = &options[learner];
            let had = &given[learner];
            let mut left: Vec<usize> = (0..own.len()).filter(|at| !had.contains(at)).collect();
            left.sort_by_key(|&at| sameness(own, had, at));
            let next = left.into_iter().find(|&at| hold.allows(&own[at].seat, &own[at].left));
            if let Some(at) = next {
                hold.hold(&own[at].seat, &own[at].left);
                given[learner].push(at);
            }
        }
    }
    given
}

/// How little an option adds to those that a learner has: of one kind, in one slot, one lesson; then what it costs.
fn sameness(own: &[Alternative], had: &[usize], at: usize) -> (usize, usize, usize, Reverse<Points>, usize) {
    let count = |is_same: &dyn Fn(&Alternative) -> bool| had.iter().filter(|&&other| is_same(&own[other])).count();
    let option = &own[at];
    (
        count(&|other| kind(other.differs) == kind(option.differs)),
        count(&|other| other.seat.span == option.seat.span),
        count(&|other| other.lesson == option.lesson),
        Reverse(option.points),
        at,
    )
}

/// What of what, where and with whom a choice is above all.
fn kind(differs: Differs) -> u8 {
    match differs {
        Differs { what: true, .. } => 0,
        Differs { place: true, .. } => 1,
        Differs { .. } => 2,
    }
}

/// Looks for a learner's options.
struct Finder<'a> {
    scene: &'a Scene<'a>,
    learner: usize,
    /// Who counts on the learner.
    by: &'a [usize],
}

impl Finder<'_> {
    /// What the learner may take alone and the plan loses no more than `within` points by, in a fixed order.
    fn options(&self, trial: &mut Trial<'_>, within: Points) -> Vec<Alternative> {
        let most = self.most_won_back(trial);
        let mut promising = self.promising(trial);
        promising.retain(|(points, ..)| *points >= -within - most);
        promising.sort_by_key(|(points, ask, k)| (Reverse(*points), ask.start, ask.candidate, *k));
        let mut options = vec![];
        // What the rest of the day leaves no place for, it leaves none for in any session.
        let mut out: FxHashSet<(usize, usize)> = FxHashSet::default();
        for (_, ask, k) in promising {
            if out.contains(&(ask.candidate, ask.start)) {
                continue;
            }
            match trial.joins(ask, k) {
                Ok(points) if points >= -within => options.extend(self.option(trial, ask, k, points)),
                Err(obstacle) if is_of_own_day(&obstacle) => drop(out.insert((ask.candidate, ask.start))),
                Ok(_) | Err(_) => {}
            }
            if options.len() == FOUND_MAX {
                break;
            }
        }
        options
    }

    /// The most that a move could gain beside the points of the lessons themselves: all that the learner's day pays now (ways,
    /// what is had too early, requirements that are missed), and company.
    fn most_won_back(&self, trial: &Trial<'_>) -> Points {
        let (day, seating, learner) = (&self.scene.day, &trial.seating, self.learner);
        let sessions = (0..day.n_slots).filter_map(|slot| seating.session(learner, slot).map(|k| (slot, k)));
        let begun = sessions.filter(|(slot, k)| seating.sessions[*k].start == *slot);
        let earned: Points = begun.map(|(_, k)| self.worth(trial, k)).sum();
        let company: Points = day.learners[learner].together.iter().map(|(_, bonus)| bonus.abs()).sum();
        let alone: Points = day.problem.never_alone.iter().filter_map(|rule| rule.cost).sum();
        earned - worth::learner(day, None, seating, learner) + company + alone
    }

    /// Moves into sessions that take place, each with a first guess at what the plan would gain.
    fn promising(&self, trial: &Trial<'_>) -> Vec<(Points, Ask, usize)> {
        let (day, seating, learner) = (&self.scene.day, &trial.seating, self.learner);
        let facts = &day.learners[learner];
        let may_leave: Vec<bool> = (0..day.n_slots).map(|slot| self.may_change(trial, slot)).collect();
        let mut found = vec![];
        for (candidate, asked) in facts.candidates.iter().enumerate() {
            if self.lesson(asked.offering).is_none() {
                continue;
            }
            for start in (0..day.n_slots).filter(|&start| asked.starts[start]) {
                let Some(span) = day.span(asked.offering, start) else { continue };
                if !span.clone().all(|slot| may_leave[slot]) {
                    continue;
                }
                let left = own_day::leaving(seating, learner, span.clone());
                let is_whole = left.iter().all(|&k| {
                    let held = seating.sessions[k].span();
                    span.start <= held.start && held.end <= span.end
                });
                if !is_whole {
                    continue;
                }
                let now: Points = left.iter().map(|&k| self.worth(trial, k)).sum();
                for k in seating.starting(day.offerings[asked.offering].what, start) {
                    let is_same = left.contains(&k) && seating.doing(learner, start) == Some(asked.offering);
                    let fits = seating.sessions[k].span() == span && (left.contains(&k) || self.has_seat(trial, k));
                    if !is_same && fits && self.is_open_to_all(trial, k) {
                        let then = asked.points(start) + self.bonus(trial, k);
                        found.push((then - now, Ask { learner, candidate, start, may_leave: true }, k));
                    }
                }
            }
        }
        found
    }

    /// Whether what the learner does in a slot may be left: nobody decided it or asked for it, and it is no service.
    fn may_change(&self, trial: &Trial<'_>, slot: usize) -> bool {
        let Some(offering) = trial.seating.doing(self.learner, slot) else { return false };
        let pins = &self.scene.day.learners[self.learner].pins[slot];
        let reasons = self.scene.proposal(self.learner, offering).map_or(&[][..], |proposal| &proposal.reasons);
        let is_asked = |reason: &Reason| matches!(reason, Reason::Pinned(_) | Reason::Request(_) | Reason::Service(_));
        pins.is_empty() && self.lesson(offering).is_some() && !reasons.iter().any(|(reason, _)| is_asked(reason))
    }

    /// The lesson behind an offering, where the learner is not served by it.
    fn lesson(&self, offering: usize) -> Option<LessonIdx> {
        match self.scene.activity(self.learner, offering)? {
            Activity::Lesson(lesson) => Some(lesson),
            Activity::Service(_) | Activity::LessonWithService(..) => None,
        }
    }

    /// Whether one more could be in a session and in its room.
    fn has_seat(&self, trial: &Trial<'_>, k: usize) -> bool {
        let (day, held) = (&self.scene.day, &trial.seating.sessions[k]);
        let capacity = day.problem.rooms[held.room].capacity;
        held.seats.len() < day.frame(held.what).size_max as usize
            && held.span().all(|slot| trial.seating.in_room(held.room, slot).1 < capacity)
    }

    /// Whether nobody is served in a session.
    fn is_open_to_all(&self, trial: &Trial<'_>, k: usize) -> bool {
        let activities = &self.scene.known.formulation.activities;
        let seats = &trial.seating.sessions[k].seats;
        seats.iter().all(|&(_, offering)| matches!(activities.get(offering), Some(Activity::Lesson(_))))
    }

    /// What the learner earns in a session, by itself.
    fn worth(&self, trial: &Trial<'_>, k: usize) -> Points {
        let (day, start) = (&self.scene.day, trial.seating.sessions[k].start);
        let doing = trial.seating.doing(self.learner, start).and_then(|offering| day.candidate(self.learner, offering));
        let points = doing.map_or(0, |candidate| day.learners[self.learner].candidates[candidate].points(start));
        points + self.bonus(trial, k)
    }

    fn bonus(&self, trial: &Trial<'_>, k: usize) -> Points {
        let staff = &trial.seating.sessions[k].staff;
        let bonuses = self.scene.day.learners[self.learner].staff_bonus.iter();
        bonuses.filter(|(person, _)| staff.contains(person)).map(|(_, points)| points).sum()
    }

    /// The option of a move, where the learner leaves nobody who counts on them and it can be named without doubt.
    fn option(&self, trial: &Trial<'_>, ask: Ask, k: usize, points: Points) -> Option<Alternative> {
        let (day, seating) = (&self.scene.day, &trial.seating);
        let facts = &day.learners[self.learner];
        let offering = facts.candidates[ask.candidate].offering;
        let span: Range<usize> = day.span(offering, ask.start)?;
        let left = own_day::leaving(seating, self.learner, span.clone());
        let counts_on_them =
            |&left: &usize| left != k && seating.sessions[left].seats.iter().any(|(other, _)| self.by.contains(other));
        let lesson = self.lesson(offering)?;
        let what = day.offerings[offering].what;
        // On a station the lesson must tell what is done: whoever reads the table knows no offering.
        let same = |c: &super::day::CandidateFacts<'_>| {
            day.offerings[c.offering].what == what
                && self.scene.activity(self.learner, c.offering) == Some(Activity::Lesson(lesson))
        };
        if left.iter().any(counts_on_them) || facts.candidates.iter().filter(|c| same(c)).count() > 1 {
            return None;
        }
        let doing: Vec<LessonIdx> =
            left.iter().filter_map(|&k| self.lesson(seating.doing(self.learner, seating.sessions[k].start)?)).collect();
        let (now, then) = (|| left.iter().map(|&k| &seating.sessions[k]), &seating.sessions[k]);
        let differs = Differs {
            what: doing.iter().any(|&now| now != lesson),
            place: now().any(|held| held.room != then.room),
            company: !left.contains(&k),
        };
        let seat = Seat { learner: self.learner, session: k, offering, span };
        let is_one = differs != Differs::default();
        is_one.then_some(Alternative { seat, left, instead_of: doing, lesson, differs, points })
    }
}

/// Whether it is the learner's own day that stands against a move, whichever session is joined.
fn is_of_own_day(obstacle: &Obstacle) -> bool {
    match obstacle {
        Obstacle::NotThen
        | Obstacle::RunsInto
        | Obstacle::HadEnough { .. }
        | Obstacle::OneOfItsKind
        | Obstacle::NotBefore
        | Obstacle::TagFull { .. }
        | Obstacle::TagShort { .. }
        | Obstacle::OthersNeedThem => true,
        Obstacle::Pinned
        | Obstacle::Apart
        | Obstacle::Alone { .. }
        | Obstacle::GroupLimit { .. }
        | Obstacle::Barred
        | Obstacle::RoomUnfit
        | Obstacle::NoStaff { .. }
        | Obstacle::NoRoom
        | Obstacle::NoDevices { .. }
        | Obstacle::NoCopies
        | Obstacle::TooFew { .. }
        | Obstacle::StaffBusy { .. }
        | Obstacle::RoomsTaken
        | Obstacle::DevicesInUse { .. }
        | Obstacle::Full { .. }
        | Obstacle::NoSeat
        | Obstacle::Outweighed { .. }
        | Obstacle::Overlooked { .. } => false,
    }
}

/// The choice as it is told.
fn choice(scene: &Scene<'_>, trial: &Trial<'_>, learner: usize, number: u32, option: &Alternative) -> Option<Choice> {
    let (school, sessions) = (scene.known.school, &trial.seating.sessions);
    let Alternative { seat, left, instead_of, lesson, differs, points } = option;
    let room = scene.day.problem.rooms[sessions[seat.session].room].id.as_str();
    let told = match *differs {
        Differs { what: true, place, .. } => ChoiceTold::Lesson { lesson: *lesson, room: place.then_some(room) },
        Differs { place: true, .. } => ChoiceTold::Place(room),
        Differs { .. } => ChoiceTold::Group,
    };
    Some(Choice {
        learner: scene.known.formulation.learners[learner],
        number,
        start: seat.span.start,
        n_slots: seat.span.len(),
        instead_of: instead_of.clone(),
        leaves: left.iter().map(|&k| sessions[k].in_plan).collect::<Option<_>>()?,
        joins: sessions[seat.session].in_plan?,
        offering: seat.offering,
        lesson: *lesson,
        differs: *differs,
        points: *points,
        words: scene.words().choice(school, told),
    })
}
