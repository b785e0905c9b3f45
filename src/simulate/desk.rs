//! Who and what is free on a day, for policies that decide without an engine.

use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RoomIdx, StaffIdx};
use daybreak_school::school::{Need, Per};

use super::sitting::{Sitting, What};

/// A day at a site on which nobody is taken yet.
pub(super) struct Desk<'a> {
    pub(super) day: &'a SiteDay<'a>,
    /// Staff of the day by slots: taken.
    taken: Vec<Vec<bool>>,
    n_sessions: Vec<u32>,
    /// Rooms of the day by slots: sessions and learners in it.
    in_room: Vec<Vec<(u32, u32)>>,
    /// Learners of the day by slots: has something to do.
    pub(super) busy: Vec<Vec<bool>>,
    pub(super) sittings: Vec<Sitting>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(day: &'a SiteDay<'a>) -> Self {
        let n = day.slots.len();
        Desk {
            day,
            taken: day.staff.iter().map(|person| person.there.iter().map(|there| !there).collect()).collect(),
            n_sessions: vec![0; day.staff.len()],
            in_room: vec![vec![(0, 0); n]; day.rooms.len()],
            busy: day.learners.iter().map(|learner| learner.there.iter().map(|there| !there).collect()).collect(),
            sittings: Vec::new(),
        }
    }

    /// Specialists meet whom they owe, one slot a day and learner as often as the period asks; `turn` spreads learners over
    /// the days of a week.
    pub(super) fn services(&mut self, turn: usize) {
        let day = self.day;
        let services = &day.school.services;
        for (at, service) in services.iter().enumerate().filter(|(_, service)| service.span.covers(day.date)) {
            let Some(position) = day.learners.iter().position(|learner| learner.who == service.learner) else {
                continue;
            };
            let minutes_a_day = f64::from(service.minutes)
                / match service.per {
                    Per::Day => 1.0,
                    Per::Week => 5.0,
                    Per::TenDays => 10.0,
                    Per::Month => 20.0,
                };
            let every = (45.0 / minutes_a_day.max(1.0)).round().max(1.0) as usize;
            if !(turn + service.learner.i()).is_multiple_of(every) {
                continue;
            }
            for slot in (0..day.slots.len()).map(|slot| (slot + service.learner.i()) % day.slots.len()) {
                let need = Need { tag: service.staff_tag.clone(), count: 1 };
                if self.busy[position][slot] {
                    continue;
                }
                let Some(staff) = self.people(&[need], slot, 1) else { continue };
                let staff = self.take(&staff, slot, 1);
                let what = What::Service(daybreak_school::ids::ServiceIdx::at(at));
                self.seat(&[position], slot, 1, |_| what, &staff, None);
                break;
            }
        }
    }

    /// Positions of people who meet the needs and are free for so many slots, those first who have had the least to do.
    fn people(&self, needs: &[Need], slot: usize, n_slots: usize) -> Option<Vec<usize>> {
        let mut chosen: Vec<usize> = Vec::new();
        for need in needs {
            for _ in 0..need.count {
                let is_free = |&at: &usize| {
                    let person = &self.day.school.staff[self.day.staff[at].who.i()];
                    !chosen.contains(&at)
                        && (slot..slot + n_slots).all(|slot| self.taken[at].get(slot) == Some(&false))
                        && person.sessions_max.is_none_or(|max| self.n_sessions[at] < max)
                        && (person.tags.contains(&need.tag) || need.tag.strip_prefix("staff:") == Some(&person.id))
                };
                let person = (0..self.day.staff.len()).filter(is_free).min_by_key(|&at| (self.n_sessions[at], at))?;
                chosen.push(person);
            }
        }
        Some(chosen)
    }

    fn take(&mut self, people: &[usize], slot: usize, n_slots: usize) -> Vec<StaffIdx> {
        for &at in people {
            self.n_sessions[at] += 1;
            (slot..slot + n_slots).for_each(|slot| self.taken[at][slot] = true);
        }
        people.iter().map(|&at| self.day.staff[at].who).collect()
    }

    /// The smallest room with these features and in this zone that still holds so many.
    fn room(&mut self, slot: usize, size: u32, lesson: LessonIdx) -> Option<RoomIdx> {
        let lesson = &self.day.school.lessons[lesson.i()];
        let fits = |&at: &usize| {
            let room = &self.day.school.rooms[self.day.rooms[at].who.i()];
            let (sessions, learners) = self.in_room[at][slot];
            self.day.rooms[at].there[slot]
                && sessions < room.sessions_at_once
                && learners + size <= room.capacity
                && (lesson.place.is_empty() || lesson.place == room.zone)
                && lesson.room_features.iter().all(|feature| room.features.contains(feature))
        };
        let at = (0..self.day.rooms.len())
            .filter(fits)
            .min_by_key(|&at| (self.day.school.rooms[self.day.rooms[at].who.i()].capacity, at))?;
        self.in_room[at][slot].0 += 1;
        self.in_room[at][slot].1 += size;
        Some(self.day.rooms[at].who)
    }

    fn seat(
        &mut self,
        learners: &[usize],
        slot: usize,
        n_slots: usize,
        what: impl Fn(usize) -> What,
        staff: &[StaffIdx],
        room: Option<RoomIdx>,
    ) {
        for (i, &at) in learners.iter().enumerate() {
            (slot..slot + n_slots).for_each(|slot| self.busy[at][slot] = true);
            let learner = self.day.learners[at].who;
            self.sittings.push(Sitting { learner, slot, what: what(i), staff: staff.to_vec(), room, is_review: false });
        }
    }

    /// A group for a lesson, of learners who are free; false where people or rooms are missing.
    pub(super) fn group(&mut self, learners: &[usize], slot: usize, lesson: LessonIdx) -> bool {
        let needs = self.day.needs_of(&self.day.school.lessons[lesson.i()]);
        let Some(people) = self.people(&needs, slot, 1) else { return false };
        let Some(room) = self.room(slot, learners.len() as u32, lesson) else { return false };
        let staff = self.take(&people, slot, 1);
        self.seat(learners, slot, 1, |_| What::Lesson(lesson), &staff, Some(room));
        true
    }

    /// Work on one's own, side by side: everybody with their own lesson, under one adult for as many as the station holds.
    /// Those for whom nobody is free to look after have nothing.
    pub(super) fn station(&mut self, seats: &[(usize, LessonIdx)], slot: usize) {
        let school = self.day.school;
        let Some(&(_, first)) = seats.first() else { return };
        let most = school.lessons[first.i()].size_max.max(1) as usize;
        for some in seats.chunks(most) {
            let needs = self.day.needs_of(&school.lessons[first.i()]);
            let Some(people) = self.people(&needs, slot, 1) else { return };
            let staff = self.take(&people, slot, 1);
            let room = self.room(slot, some.len() as u32, first);
            let learners: Vec<usize> = some.iter().map(|seat| seat.0).collect();
            self.seat(&learners, slot, 1, |i| What::Lesson(some[i].1), &staff, room);
        }
    }

    /// The learner at a position of the day.
    pub(super) fn learner(&self, at: usize) -> LearnerIdx {
        self.day.learners[at].who
    }
}
