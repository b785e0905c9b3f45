//! What people decided is not to be.

use std::collections::BTreeSet;

use daybreak_day::problem::{Learner, Room};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::school::{Ban, Banned};
use daybreak_school::waiver::Waived;

/// The bans that hold on the day.
pub struct Bans<'a> {
    day: &'a SiteDay<'a>,
    bans: Vec<&'a Ban>,
}

impl<'a> Bans<'a> {
    pub fn new(day: &'a SiteDay<'a>) -> Self {
        Bans { day, bans: day.school.bans.iter().filter(|ban| ban.holds(day.date)).collect() }
    }

    /// Whether a lesson of so many slots may start for a learner at a position of the day.
    pub fn allow(&self, learner: LearnerIdx, lesson: Option<LessonIdx>, at: usize, n_slots: u32) -> bool {
        let covers =
            |slot: &str| (at..at + n_slots as usize).any(|t| t < self.day.slots.len() && self.day.slot_id(t) == slot);
        let lifted = lesson.and_then(|lesson| self.day.school.lifted(self.day.date, learner, lesson, &Waived::Ban));
        let holds = |slot: &str| lifted.as_ref().is_none_or(|lifted| !lifted.holds(slot));
        !self.of(learner).any(|ban| match &ban.what {
            Banned::Lesson(banned, Some(slot)) => Some(*banned) == lesson && covers(slot) && holds(slot),
            Banned::Lesson(banned, None) => {
                Some(*banned) == lesson && (at..at + n_slots as usize).all(|t| holds(self.day.slot_id(t)))
            }
            Banned::Staff(_) | Banned::Room(_) => false,
        })
    }

    /// Whether any ban speaks of a lesson for the learner.
    pub fn speak_of(&self, learner: LearnerIdx, lesson: Option<LessonIdx>) -> bool {
        self.of(learner).any(|ban| matches!(&ban.what, Banned::Lesson(banned, _) if Some(*banned) == lesson))
    }

    fn of(&self, learner: LearnerIdx) -> impl Iterator<Item = &&'a Ban> {
        self.bans.iter().filter(move |ban| ban.learner.is_none_or(|of| of == learner))
    }

    /// Writes the bans of people and rooms: people are barred; all rooms but a banned one get a feature that its learners need,
    /// `not:ROOM`.
    pub fn write(&self, learners: &mut [Learner], rooms: &mut [Room]) {
        let school = self.day.school;
        let mut banned_rooms: BTreeSet<&str> = BTreeSet::new();
        for (row, presence) in learners.iter_mut().zip(&self.day.learners) {
            for ban in self.of(presence.who) {
                match &ban.what {
                    Banned::Lesson(..) => {}
                    Banned::Staff(person) => row.staff_barred.push(school.staff[person.i()].id.clone()),
                    Banned::Room(room) => {
                        let id = school.rooms[room.i()].id.as_str();
                        banned_rooms.insert(id);
                        row.room_features.push(format!("not:{id}"));
                    }
                }
            }
        }
        for id in banned_rooms {
            rooms.iter_mut().filter(|room| room.id != id).for_each(|room| room.features.push(format!("not:{id}")));
        }
    }
}
