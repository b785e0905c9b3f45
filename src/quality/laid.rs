//! A plan laid out: who is where in which slot, doing what, with whom.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use daybreak_day::problem::{self, Problem};
use daybreak_night::part::SeatParts;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::{Grade, Learner, Lesson, RelationKind};

use crate::Sight;

/// A session that is held.
pub struct Held {
    pub slots: Range<usize>,
    /// Positions in the problem.
    pub room: usize,
    pub staff: Vec<usize>,
    pub learners: Vec<usize>,
    /// On a station: own work.
    pub is_own: bool,
    /// An adult teaches.
    pub is_taught: bool,
}

/// A learner's place in a slot.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// The session, a position among those held.
    pub held: usize,
    /// The lesson; none: a service apart from the class.
    pub lesson: Option<LessonIdx>,
}

/// The day by slot.
pub struct Laid<'a> {
    pub sight: Sight<'a>,
    pub held: Vec<Held>,
    /// Learners × slots; none: in no session then.
    pub seats: Vec<Vec<Option<Seat>>>,
    /// Minutes of each slot.
    pub minutes: Vec<u64>,
}

impl<'a> Laid<'a> {
    pub fn new(sight: Sight<'a>) -> Self {
        let problem = &sight.formulation.problem;
        let n_slots = problem.slots.len();
        let minutes = problem.slots.iter().map(|slot| u64::from(slot.minutes()));
        let mut laid = Laid {
            sight,
            held: Vec::new(),
            seats: vec![vec![None; n_slots]; problem.learners.len()],
            minutes: minutes.collect(),
        };
        let by_id = ById::new(problem);
        for session in &sight.plan.sessions {
            let first = problem.slots.iter().position(|slot| slot.id == session.slot);
            let (Some(first), Some(&room)) = (first, by_id.rooms.get(session.room.as_str())) else { continue };
            let offering = session.offering.as_deref().and_then(|id| by_id.offerings.get(id));
            let offering = offering.map(|&at| &problem.offerings[at]);
            let at = laid.held.len();
            let slots = first..(first + offering.map_or(1, |offering| offering.slots as usize)).min(n_slots);
            let mut learners = Vec::with_capacity(session.learners.len());
            for seat in &session.learners {
                let known = by_id.learners.get(seat.id.as_str()).zip(by_id.offerings.get(seat.offering.as_str()));
                let Some((&learner, &offering)) = known else { continue };
                let lesson = sight.formulation.activities[offering].lesson();
                slots.clone().for_each(|slot| laid.seats[learner][slot] = Some(Seat { held: at, lesson }));
                learners.push(learner);
            }
            laid.held.push(Held {
                slots,
                room,
                staff: session.staff.iter().filter_map(|id| by_id.staff.get(id.as_str()).copied()).collect(),
                learners,
                is_own: session.station.is_some(),
                is_taught: offering.is_some_and(|offering| sight.choice.is_taught(offering)),
            });
        }
        laid
    }

    pub fn problem(&self) -> &'a Problem {
        &self.sight.formulation.problem
    }

    pub fn n_learners(&self) -> usize {
        self.seats.len()
    }

    pub fn learner(&self, at: usize) -> LearnerIdx {
        self.sight.formulation.learners[at]
    }

    pub fn facts(&self, at: usize) -> &'a Learner {
        &self.sight.school.learners[self.learner(at).i()]
    }

    pub fn grade(&self, at: usize) -> Grade {
        self.facts(at).grade
    }

    pub fn lesson(&self, at: LessonIdx) -> &'a Lesson {
        &self.sight.school.lessons[at.i()]
    }

    /// The positions of learners in the problem.
    pub fn positions(&self) -> BTreeMap<LearnerIdx, usize> {
        (0..self.n_learners()).map(|at| (self.learner(at), at)).collect()
    }

    /// The place of an adult among the problem's, by id; none: not there.
    pub fn person(&self, id: &str) -> Option<usize> {
        self.problem().staff.iter().position(|person: &problem::Staff| person.id == id)
    }

    /// Whether goals are talked over in a lesson.
    pub fn is_conference(&self, lesson: LessonIdx) -> bool {
        let modality = &self.sight.school.modalities[self.lesson(lesson).modality.i()];
        modality.is_one_of(&self.sight.choice.conference_tags)
    }

    /// The competency of a seat's work; none: a service, or a conference.
    pub fn work(&self, seat: &Seat) -> Option<CompetencyIdx> {
        let lesson = seat.lesson.filter(|&lesson| !self.is_conference(lesson))?;
        Some(self.lesson(lesson).competency)
    }

    /// A learner's seats, slot by slot.
    pub fn seats_of(&self, learner: usize) -> impl Iterator<Item = (usize, Seat)> {
        self.seats[learner].iter().enumerate().filter_map(|(slot, seat)| seat.map(|seat| (slot, seat)))
    }

    /// A learner's work by competency: slot and session of each slot of it, in order.
    pub fn work_of(&self, learner: usize) -> BTreeMap<CompetencyIdx, Vec<(usize, usize)>> {
        let mut work: BTreeMap<CompetencyIdx, Vec<(usize, usize)>> = BTreeMap::new();
        for (slot, seat) in self.seats_of(learner) {
            if let Some(competency) = self.work(&seat) {
                work.entry(competency).or_default().push((slot, seat.held));
            }
        }
        work
    }

    /// A learner's minutes by competency; those of a seat in own work by its parts.
    pub fn minutes_of(&self, learner: usize) -> BTreeMap<CompetencyIdx, u64> {
        let mut minutes: BTreeMap<CompetencyIdx, u64> = BTreeMap::new();
        for (slot, seat) in self.seats_of(learner) {
            let Some(competency) = self.work(&seat) else { continue };
            match self.parts(learner, slot) {
                Some(seat) => seat.parts.iter().for_each(|part| {
                    *minutes.entry(self.lesson(part.lesson).competency).or_default() += u64::from(part.minutes);
                }),
                None => *minutes.entry(competency).or_default() += self.minutes[slot],
            }
        }
        minutes
    }

    /// What the minutes of a seat are for, where it is own work.
    fn parts(&self, learner: usize, slot: usize) -> Option<&'a SeatParts> {
        let (parts, at) = (&self.sight.explanations.parts, (self.learner(learner), slot));
        parts.binary_search_by_key(&at, |seat| (seat.learner, seat.slot)).ok().map(|at| &parts[at])
    }

    /// A learner's sessions, each once.
    pub fn sessions_of(&self, learner: usize) -> BTreeSet<usize> {
        self.seats_of(learner).map(|(_, seat)| seat.held).collect()
    }

    /// Who is in which room in each slot: positions of learners, ascending.
    pub fn rooms(&self) -> BTreeMap<(usize, usize), Vec<usize>> {
        let mut rooms: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for learner in 0..self.n_learners() {
            for (slot, seat) in self.seats_of(learner) {
                rooms.entry((slot, self.held[seat.held].room)).or_default().push(learner);
            }
        }
        rooms
    }

    /// Pairs of learners who are there and have a relation of a kind, both ways round.
    pub fn pairs(&self, kind: RelationKind) -> BTreeSet<(usize, usize)> {
        let positions = self.positions();
        let related = self.sight.school.relations.iter().filter(|relation| relation.kind == kind);
        let both = |relation: &daybreak_school::school::Relation| {
            Some((*positions.get(&relation.learner)?, *positions.get(&relation.other)?))
        };
        related.filter_map(both).flat_map(|(a, b)| [(a, b), (b, a)]).collect()
    }
}

/// Positions in the problem by id.
struct ById<'a> {
    rooms: BTreeMap<&'a str, usize>,
    staff: BTreeMap<&'a str, usize>,
    learners: BTreeMap<&'a str, usize>,
    offerings: BTreeMap<&'a str, usize>,
}

impl<'a> ById<'a> {
    fn new(problem: &'a Problem) -> Self {
        fn by<'a, T>(all: &'a [T], id: impl Fn(&'a T) -> &'a str) -> BTreeMap<&'a str, usize> {
            all.iter().enumerate().map(|(at, one)| (id(one), at)).collect()
        }
        ById {
            rooms: by(&problem.rooms, |room| &room.id),
            staff: by(&problem.staff, |person| &person.id),
            learners: by(&problem.learners, |learner| &learner.id),
            offerings: by(&problem.offerings, |offering| &offering.id),
        }
    }
}
