//! One site on one date: its bell schedule, and who and what is there in which of its slots.
//!
//! Several stages ask this (what is owed, what can be proposed, what goes into the problem), so the answer is worked out once, from
//! `availability` alone. It states facts and decides nothing.

use super::ids::{DeviceIdx, LearnerIdx, RoomIdx, SiteIdx, SlotIdx, StaffIdx};
use super::school::{AvailabilityOf, Lesson, Need, School};
use daybreak_day::time::Date;

/// A school day at a site.
#[derive(Clone, Debug)]
pub struct SiteDay<'a> {
    pub school: &'a School,
    pub site: SiteIdx,
    pub date: Date,
    /// Empty: the default bell schedule.
    pub day_type: &'a str,
    /// The bell schedule, in order of time.
    pub slots: Vec<SlotIdx>,
    /// Who is there in at least one slot, in order of id.
    pub learners: Vec<Presence<LearnerIdx>>,
    pub staff: Vec<Presence<StaffIdx>>,
    /// Rooms in use in at least one slot.
    pub rooms: Vec<Presence<RoomIdx>>,
    /// Pools that can be used in at least one slot.
    pub devices: Vec<Presence<DeviceIdx>>,
}

/// Someone or something, and for each slot of the day whether it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence<T> {
    pub who: T,
    /// One entry a slot of the day.
    pub there: Vec<bool>,
}

impl<T> Presence<T> {
    /// Slots in which it is there.
    pub fn n_slots(&self) -> usize {
        self.there.iter().filter(|&&there| there).count()
    }

    /// Whether it is there in every slot.
    pub fn is_always(&self) -> bool {
        self.there.iter().all(|&there| there)
    }
}

impl<'a> SiteDay<'a> {
    /// The day; without slots, and so without anybody, when nothing is planned at the site then (weekend, holiday, no
    /// bell schedule of the day type).
    pub fn of(school: &'a School, site: SiteIdx, date: Date) -> Self {
        let day_type = school.day_type(site, date);
        let mut day = SiteDay {
            school,
            site,
            date,
            day_type: day_type.unwrap_or_default(),
            slots: day_type.map(|day_type| school.bell_schedule(site, day_type)).unwrap_or_default(),
            learners: Vec::new(),
            staff: Vec::new(),
            rooms: Vec::new(),
            devices: Vec::new(),
        };
        day.learners = day.present(school.learners_of(site), AvailabilityOf::Learner);
        let staff = (0..school.staff.len()).filter(|&i| school.staff[i].site == site).map(StaffIdx::at);
        day.staff = day.present(staff, AvailabilityOf::Staff);
        let rooms = (0..school.rooms.len()).filter(|&i| school.rooms[i].site == site).map(RoomIdx::at);
        day.rooms = day.present(rooms, AvailabilityOf::Room);
        let devices = (0..school.devices.len()).filter(|&i| school.devices[i].site == site).map(DeviceIdx::at);
        day.devices = day.present(devices, AvailabilityOf::Device);
        day
    }

    /// Those that are there in at least one slot, in the order given.
    fn present<T: Copy>(
        &self,
        all: impl Iterator<Item = T>,
        subject: impl Fn(T) -> AvailabilityOf,
    ) -> Vec<Presence<T>> {
        all.map(|who| Presence { who, there: self.availability_of(subject(who)) })
            .filter(|presence| presence.there.contains(&true))
            .collect()
    }

    /// For each slot of the day whether the subject is there.
    fn availability_of(&self, subject: AvailabilityOf) -> Vec<bool> {
        let at = |slot: &SlotIdx| {
            self.school.is_available(subject, self.date, self.day_type, &self.school.slots[slot.i()].id)
        };
        self.slots.iter().map(at).collect()
    }

    /// The position in the day of the slot with this id.
    pub fn slot(&self, id: &str) -> Option<usize> {
        self.slots.iter().position(|slot| self.school.slots[slot.i()].id == id)
    }

    /// The id of the slot at a position of the day.
    pub fn slot_id(&self, at: usize) -> &'a str {
        &self.school.slots[self.slots[at].i()].id
    }

    /// Whether something of `n_slots` slots may start at a position: as many slots follow within the block.
    pub fn can_start(&self, at: usize, n_slots: u32) -> bool {
        let end = at + n_slots as usize;
        let block = |at: usize| &self.school.slots[self.slots[at].i()].block;
        n_slots >= 1 && end <= self.slots.len() && (at..end).all(|other| block(other) == block(at))
    }

    /// The learner's slots; none when the learner is not there.
    pub fn learner(&self, learner: LearnerIdx) -> Option<&Presence<LearnerIdx>> {
        self.learners.binary_search_by_key(&learner, |presence| presence.who).ok().map(|at| &self.learners[at])
    }

    /// The staff who are there and have a tag; `staff:ID` is the tag of the one person with this id.
    pub fn staff_with<'b>(&'b self, tag: &'b str) -> impl Iterator<Item = &'b Presence<StaffIdx>> + 'b {
        self.staff.iter().filter(move |presence| {
            let person = &self.school.staff[presence.who.i()];
            person.tags.iter().any(|t| t == tag) || tag.strip_prefix("staff:") == Some(person.id.as_str())
        })
    }

    /// The zones that a need binds a session to: where everybody who is there and can fill it works in a zone of
    /// their own, these zones; empty: no bond.
    pub fn zones_of(&self, need: &Need) -> Vec<&'a str> {
        let mut zones = Vec::new();
        for presence in self.staff_with(&need.tag) {
            let zone = self.school.staff[presence.who.i()].zone.as_str();
            if zone.is_empty() {
                return Vec::new();
            }
            zones.push(zone);
        }
        zones.sort_unstable();
        zones.dedup();
        zones
    }

    /// The tags of a lesson that rules count: those of its modality, `subject:`, `modality:`, `grouping:`, and `staffed` where
    /// an adult is needed; sorted.
    pub fn tags_of(&self, lesson: &Lesson) -> Vec<String> {
        let modality = &self.school.modalities[lesson.modality.i()];
        let mut tags = modality.tags.clone();
        tags.push(format!("subject:{}", self.school.competencies[lesson.competency.i()].subject));
        tags.push(format!("modality:{}", modality.id));
        tags.push(format!("grouping:{}", modality.grouping.word()));
        tags.extend((modality.station && lesson.slots == 1).then(|| "station".to_string()));
        tags.extend((!self.needs_of(lesson).is_empty()).then(|| "staffed".to_string()));
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// Whom a session of the lesson needs here: its needs, and its provider where that is a person of the site.
    ///
    /// The provider takes the place of one of the needs that they can fill.
    pub fn needs_of(&self, lesson: &Lesson) -> Vec<Need> {
        let mut needs = lesson.staff.clone();
        let provider = self.school.staff.iter().find(|person| person.site == self.site && person.id == lesson.provider);
        if let Some(person) = provider {
            let own_tag = format!("staff:{}", person.id);
            if let Some(need) = needs.iter_mut().find(|need| need.tag == own_tag || person.tags.contains(&need.tag)) {
                need.count -= u32::from(need.count > 0);
            }
            needs.push(Need { tag: own_tag, count: 1 });
            needs.retain(|need| need.count > 0);
        }
        needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::{Slot, Staff};
    use daybreak_day::time::TimeOfDay;

    /// A site with slots of these blocks and one aide.
    fn school(blocks: &[&str]) -> School {
        let time = |minutes| TimeOfDay::from_minutes(minutes).expect("within the day");
        let slot = |(i, block): (usize, &&str)| Slot {
            site: SiteIdx(0),
            id: format!("S{i}"),
            start: time(480 + 45 * i as u32),
            end: time(525 + 45 * i as u32),
            block: (*block).to_string(),
            day_type: String::new(),
        };
        let aide = Staff {
            site: SiteIdx(0),
            id: "A".into(),
            tags: vec!["aide".into()],
            sessions_max: None,
            consecutive_max: None,
            zone: String::new(),
        };
        School { slots: blocks.iter().enumerate().map(slot).collect(), staff: vec![aide], ..School::default() }
    }

    #[test]
    fn a_long_lesson_stays_within_a_block() {
        let school = school(&["am", "am", "late"]);
        let day = SiteDay::of(&school, SiteIdx(0), "2026-11-23".parse().expect("a date"));
        let starts = |n| (0..3).filter(|&at| day.can_start(at, n)).collect::<Vec<_>>();
        assert_eq!(starts(1), [0, 1, 2]);
        assert_eq!(starts(2), [0]);
        assert_eq!(starts(3), [0; 0]);
        assert_eq!(starts(0), [0; 0], "a lesson runs over one slot or more");
    }

    #[test]
    fn a_weekend_has_no_slots_and_nobody() {
        let school = school(&["am"]);
        let day = SiteDay::of(&school, SiteIdx(0), "2026-11-22".parse().expect("a date"));
        assert!(day.slots.is_empty() && day.staff.is_empty());
    }

    #[test]
    fn a_person_answers_to_tags_and_to_their_own_id() {
        let school = school(&["am"]);
        let day = SiteDay::of(&school, SiteIdx(0), "2026-11-23".parse().expect("a date"));
        assert_eq!(day.staff_with("aide").count(), 1);
        assert_eq!(day.staff_with("staff:A").count(), 1);
        assert_eq!(day.staff_with("staff:B").count(), 0);
        assert!(day.zones_of(&Need { tag: "aide".into(), count: 1 }).is_empty(), "an aide of no zone is bound nowhere");
    }
}
