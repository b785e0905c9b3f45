//! The day problem: one site on one day, self-contained. The document `daybreak.problem/1`, field for field.
//!
//! Anyone may write one; ids are strings, money is in integer points. Whether a document makes sense is asked
//! by [`crate::validate`]; here is only its shape. Unknown fields are refused, with the known ones named.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::time::{Date, TimeOfDay};

/// The format's name; another number means another meaning.
pub const PROBLEM_FORMAT: &str = "daybreak.problem/1";

/// Points of the objective: 1,000 points are the progress of a typical learner in one well-matched lesson.
pub type Points = i64;

/// One site on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Always [`PROBLEM_FORMAT`].
    pub format: String,
    /// The site's id.
    pub site: String,
    /// The day.
    pub date: Date,
    /// In order of time.
    pub slots: Vec<Slot>,
    pub rooms: Vec<Room>,
    pub staff: Vec<Staff>,
    #[serde(default)]
    pub devices: Vec<Device>,
    pub offerings: Vec<Offering>,
    #[serde(default)]
    pub stations: Vec<Station>,
    pub learners: Vec<Learner>,
    /// Pairs that must never be in the same session (H8).
    #[serde(default)]
    pub apart: Vec<[String; 2]>,
    /// Pairs that must never be in the same room in the same slot (H12).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart_places: Vec<[String; 2]>,
    /// Pairs that earn a bonus in every session in which both are.
    #[serde(default)]
    pub together: Vec<Together>,
    /// Tags of which nobody should be the only one in a session (H11 without a cost).
    #[serde(default)]
    pub never_alone: Vec<NeverAlone>,
    /// What a person has decided (H9).
    #[serde(default)]
    pub pins: Vec<Pin>,
    /// What a person answers for: rules that are not asked of one learner in one session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<Signed>,
    /// The plan from which every change costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
}

/// A learning slot of the bell schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub id: String,
    pub start: TimeOfDay,
    pub end: TimeOfDay,
    /// Two neighbours with the same block are contiguous: a long lesson may run over both.
    pub block: String,
}

impl Slot {
    /// How long it is, in minutes; 0 where it ends before it begins.
    pub fn minutes(&self) -> u32 {
        self.end.minutes().saturating_sub(self.start.minutes())
    }
}

/// A space that holds sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    pub id: String,
    /// Learners at any slot, over all its sessions.
    pub capacity: u32,
    /// Sessions at any slot.
    #[serde(default = "one")]
    pub sessions_at_once: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// Slots in which it is available; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Vec<String>>,
}

/// An adult who serves sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    pub id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Slots in which the person is available; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Vec<String>>,
    /// Sessions a day at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_max: Option<u32>,
    /// Busy slots in a row within a block at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consecutive_max: Option<u32>,
    /// Points for every two neighbouring slots in both of which the person serves, in different rooms.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub room_change_cost: Points,
    /// Points on top where both rooms name a zone, and not the same.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub zone_change_cost: Points,
}

/// A pool of like devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    pub id: String,
    /// Units that can be in use in one slot.
    pub count: u32,
}

/// So many people with a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffNeed {
    pub tag: String,
    pub count: u32,
}

/// A lesson in one modality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offering {
    pub id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub competency: String,
    pub modality: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Slots it runs over, at least 1.
    #[serde(default = "one")]
    pub slots: u32,
    /// The station on which its learners work, if any; then sizes, staff, features, cost and copies are the station's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    pub size_min: u32,
    pub size_max: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<StaffNeed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub room_features: Vec<String>,
    /// Units per learner, by pool.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<String, u32>,
    #[serde(default)]
    pub open_cost: Points,
    /// Sessions a day at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_max: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competencies_also: Vec<String>,
}

/// A supervised place where learners work on different offerings side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    pub id: String,
    pub size_min: u32,
    pub size_max: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<StaffNeed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub room_features: Vec<String>,
    #[serde(default)]
    pub open_cost: Points,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_max: Option<u32>,
}

/// A learner with what may happen to them today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learner {
    pub id: String,
    /// Slots in which the learner is available; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Vec<String>>,
    /// Points lost for every available slot without a session.
    pub idle_cost: Points,
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// The largest session without a station in which the learner can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_size_max: Option<u32>,
    /// Features that every room of the learner's sessions must have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub room_features: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_barred: Vec<String>,
    /// Points for every person serving a session of the learner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub staff_bonus: BTreeMap<String, Points>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Points for every two neighbouring slots in both of which the learner is in a session, in different rooms.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub room_change_cost: Points,
    /// Points on top where both rooms name a zone, and not the same.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub zone_change_cost: Points,
}

impl Problem {
    /// Slots in which learners are there, added up over learners.
    pub fn slots_of_learners(&self) -> usize {
        self.learners.iter().map(|learner| learner.slots.as_ref().map_or(self.slots.len(), Vec::len)).sum()
    }

    /// What a person has signed for a learner.
    pub fn signed_for<'a>(&'a self, learner: &'a str) -> impl Iterator<Item = &'a Signed> {
        self.signed.iter().filter(move |row| row.learner == learner)
    }
}

impl Staff {
    /// A person with these tags who is there in these slots (none: all), and whose day has no limits and no costs.
    pub fn without_limits(id: String, tags: Vec<String>, slots: Option<Vec<String>>) -> Self {
        let (sessions_max, consecutive_max) = (None, None);
        Staff { id, tags, slots, sessions_max, consecutive_max, room_change_cost: 0, zone_change_cost: 0 }
    }
}

/// Whether what has this list of slots (none: all) is there in a slot.
pub fn is_there(slots: Option<&[String]>, slot: &str) -> bool {
    slots.is_none_or(|list| list.iter().any(|id| id == slot))
}

impl Learner {
    /// Whether an offering carries a tag for this learner: by its own tags, or by those of the learner's candidate for it.
    pub fn counts(&self, offering: &Offering, tag: &str) -> bool {
        let own = self.candidates.iter().filter(|candidate| candidate.offering == offering.id);
        offering.tags.iter().chain(own.flat_map(|candidate| &candidate.tags)).any(|other| other == tag)
    }
}

/// An offering that a learner may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub offering: String,
    pub utility: Points,
    /// Allowed start slots; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Vec<String>>,
    /// Points on top when it starts in the slot.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slot_bonus: BTreeMap<String, Points>,
    #[serde(default = "one")]
    pub times_max: u32,
    /// Among the learner's candidates with the same key at most one is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive: Option<String>,
    /// Used only if the learner's candidate for this offering is used and ends before this starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What the offering is for this learner alone; counted by the learner's requirements as the offering's own tags
    /// are, a slot once if either carries the tag.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The offering that is better had before, where both are had on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Further offerings that are better had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows_also: Vec<String>,
    /// Points lost, once, when the learner does this and any that it follows, and the first start of this lies before the end
    /// of the first use of that.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub early_cost: Points,
}

impl Candidate {
    /// All offerings that are better had before.
    pub fn followed(&self) -> impl Iterator<Item = &String> {
        self.follows.iter().chain(&self.follows_also)
    }
}

/// How many of a learner's slots carry a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    pub id: String,
    pub tag: String,
    #[serde(default)]
    pub slots_min: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots_max: Option<u32>,
    /// Points per slot short of `slots_min`; none: hard (H10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall_cost: Option<Points>,
    /// Points per slot beyond `slots_max`; none: hard (H10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess_cost: Option<Points>,
}

/// Two learners who earn a bonus in every session in which both are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    pub learners: [String; 2],
    pub bonus: Points,
}

/// A tag of which no session without a station should hold exactly one learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeverAlone {
    pub tag: String,
    /// Points for every such session; none: hard (H11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Points>,
}

/// A person decided: this learner, in this slot, with this offering, room and staff member (as far as named).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    pub learner: String,
    pub slot: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
}

/// A person answers for an exception: rules that are not asked of a learner in a session that starts in the slot, on the
/// offering or on the station of the offering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    pub learner: String,
    pub slot: String,
    pub offering: String,
    /// The learner is not counted toward the session's `size_max` (H3).
    #[serde(default, skip_serializing_if = "is_no")]
    pub size_max: bool,
    /// The learner's own `group_size_max` is not asked (H3).
    #[serde(default, skip_serializing_if = "is_no")]
    pub group_size: bool,
    /// Tags of which the learner may be the only one (H11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_alone: Vec<String>,
    /// Learners beside whom this one may be, though the pair is kept apart (H8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
}

/// The plan in force, and what each change from it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    pub plan: Plan,
    /// Points for every learner and slot whose offering, or idleness, is another.
    pub change_cost: Points,
    /// Points for every learner and slot with the same offering as before in another room.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub room_cost: Points,
    /// Points for every learner and slot with the same offering as before with another set of people.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub people_cost: Points,
    /// Points for every person and slot, among those in which the person is available, whose duty is another: the
    /// offering or station served, and the room, or none.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub duty_cost: Points,
}

impl Previous {
    /// Whether changes are counted by those whom they meet. Then a session that keeps its id costs nothing by itself,
    /// and a slot in which a learner or person is not available counts nothing.
    pub fn counts_people(&self) -> bool {
        self.room_cost > 0 || self.people_cost > 0 || self.duty_cost > 0
    }
}

fn is_no(answer: &bool) -> bool {
    !answer
}

fn is_nothing(points: &Points) -> bool {
    *points == 0
}

fn one() -> u32 {
    1
}
