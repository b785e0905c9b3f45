//! The rows of a day problem in dense ids, and what is read off them at once.

use super::signed::Signed;
use crate::ids::{
    ActivityIdx, AloneIdx, CampIdx, CandIdx, DeviceIdx, Grid, GroupIdx, LearnerIdx, OfferingIdx, PinIdx,
    RequirementIdx, RoomIdx, StaffIdx, Table, TagIdx, span,
};
use daybreak_day::problem::Points;

/// The gain of a seat that cannot be.
pub const NEVER: Points = Points::MIN;
/// A set of slots, bit `t` for slot `t`.
pub type SlotMask = u128;

/// The day problem in dense ids. Vectors are in the order of the ids; see the module's page.
pub struct Instance {
    pub n_slots: usize,
    /// Block number by slot; neighbours with the same number are contiguous.
    pub block: Vec<u32>,
    pub rooms: Table<RoomIdx, Room>,
    pub staff: Table<StaffIdx, Person>,
    /// People by tag, those with the fewest wanted tags first.
    pub people_with: Table<TagIdx, Vec<StaffIdx>>,
    /// Units by pool.
    pub device_count: Table<DeviceIdx, i64>,
    pub activities: Table<ActivityIdx, Activity>,
    pub offerings: Table<OfferingIdx, Offering>,
    pub learners: Table<LearnerIdx, Learner>,
    /// Learner by learner.
    pub cands: Table<CandIdx, Candidate>,
    /// Points over being idle when the candidate starts in the slot, or [`NEVER`].
    pub gain: Grid<CandIdx, Points>,
    /// Learner by learner.
    pub requirements: Table<RequirementIdx, Requirement>,
    /// Cost by `never_alone` entry, in points; none: hard.
    pub never_alone: Table<AloneIdx, Option<Points>>,
    pub pins: Table<PinIdx, Pin>,
    /// The pin of a learner in a slot, or none.
    pub pin_at: Grid<LearnerIdx, PinIdx>,
    /// What a person has signed for.
    pub signed: Vec<Signed>,
    /// Which of an activity's wanters can start in a slot: offsets into `wanters`, `activities x slots + 1`.
    pub wanters_from: Vec<usize>,
    /// (learner, candidate), by activity, slot, learner.
    pub wanters: Vec<(LearnerIdx, CandIdx)>,
    /// Sessions of the previous plan that could take place again.
    pub kept: Vec<Kept>,
    /// Sessions of the plan to start from that could take place.
    pub start: Vec<Kept>,
    /// Entries of the plan to start from that name what the problem does not know.
    pub unknown_in_start: u64,
    /// Points for a learner's slot with another offering than before, and for a kept session whose room or staff differs.
    pub change_cost: Points,
    /// Whether a change of place costs anybody anything.
    pub walks: bool,
    /// The camps from which each one is kept apart in place.
    pub camps: Table<CampIdx, Vec<CampIdx>>,
    /// Whom the previous plan had where, when changes are counted by people.
    pub moved: Option<Moved>,
    /// Objective of a day without sessions, requirements' shortfalls apart.
    pub base: Points,
    /// What one unmet hard demand weighs in the search; above all points that a seat could bring.
    pub hard_weight: Points,
    pub names: Names,
}

/// The string ids, by dense id.
pub struct Names {
    pub slots: Vec<String>,
    pub rooms: Table<RoomIdx, String>,
    pub staff: Table<StaffIdx, String>,
    pub offerings: Table<OfferingIdx, String>,
    /// The activity's offering or station.
    pub activities: Table<ActivityIdx, String>,
    pub learners: Table<LearnerIdx, String>,
    pub requirements: Table<RequirementIdx, String>,
    pub devices: Table<DeviceIdx, String>,
    /// The key of each exclusive group.
    pub exclusive: Table<GroupIdx, String>,
    /// Ids of all sessions of the previous plan, sorted: a new session never takes one.
    pub previous_sessions: Vec<String>,
}

pub struct Room {
    pub capacity: i64,
    pub sessions_at_once: u32,
    pub slots: SlotMask,
    /// Number of its zone; none: it names none.
    pub zone: Option<u32>,
}

/// What it costs to be in another room in the next slot, and on top in another zone; in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    pub room: Points,
    pub zone: Points,
}

pub struct Person {
    pub slots: SlotMask,
    pub sessions_max: u32,
    pub consecutive_max: u32,
    /// Wanted tags, sorted.
    pub tags: Vec<TagIdx>,
    pub walk: Walk,
}

/// What a session is opened on: an offering without a station, or a station.
pub struct Activity {
    pub is_station: bool,
    /// Slots it runs over.
    pub duration: usize,
    pub size_min: i64,
    pub size_max: i64,
    /// One tag a role: a need of two people is two roles.
    pub roles: Vec<TagIdx>,
    /// Rooms with the features, small ones first.
    pub rooms: Vec<RoomIdx>,
    pub open_cost: Points,
    pub sessions_max: u32,
}

pub struct Offering {
    pub activity: ActivityIdx,
    /// (pool, units per learner), units at least 1.
    pub devices: Vec<(DeviceIdx, i64)>,
}

pub struct Learner {
    pub slots: SlotMask,
    /// First and one past the last candidate.
    pub cands: (CandIdx, CandIdx),
    pub requirements: (RequirementIdx, RequirementIdx),
    /// Largest session without a station.
    pub group_size_max: i64,
    /// Rooms with the learner's features, by room; none: all.
    pub rooms_ok: Option<Table<RoomIdx, bool>>,
    /// Sorted.
    pub staff_barred: Vec<StaffIdx>,
    /// Sorted by person.
    pub staff_bonus: Vec<(StaffIdx, Points)>,
    /// `never_alone` entries whose tag the learner carries.
    pub never_alone: Vec<AloneIdx>,
    /// Sorted.
    pub apart: Vec<LearnerIdx>,
    /// Sorted.
    pub apart_places: Vec<LearnerIdx>,
    /// None for who is kept apart in place from nobody.
    pub camp: CampIdx,
    pub walk: Walk,
    /// Whether some candidate follows another.
    pub has_order: bool,
    /// (other learner, bonus).
    pub together: Vec<(LearnerIdx, Points)>,
}

pub struct Candidate {
    pub learner: LearnerIdx,
    pub offering: OfferingIdx,
    pub activity: ActivityIdx,
    pub duration: usize,
    pub times_max: u32,
    /// Its exclusive group, or none.
    pub exclusive: GroupIdx,
    /// The candidate that must end before, or none.
    pub after: CandIdx,
    /// Candidates that come after this one.
    pub dependents: Vec<CandIdx>,
    /// The candidates that are better had before; in points what it costs otherwise.
    pub follows: Vec<CandIdx>,
    pub early_cost: Points,
    /// Candidates that follow this one.
    pub followers: Vec<CandIdx>,
    /// Requirements that its slots count for.
    pub requirements: Vec<RequirementIdx>,
}

pub struct Requirement {
    pub learner: LearnerIdx,
    pub slots_min: i64,
    pub slots_max: i64,
    /// Points per slot; none: hard.
    pub shortfall_cost: Option<Points>,
    pub excess_cost: Option<Points>,
}

/// What people decided for one learner in one slot; several pins there are merged.
pub struct Pin {
    pub learner: LearnerIdx,
    pub slot: usize,
    /// Or none; likewise the others.
    pub offering: OfferingIdx,
    pub room: RoomIdx,
    pub staff: Vec<StaffIdx>,
}

/// A session of another plan. Of the previous one: whoever opens the same activity in the same slot keeps its id.
pub struct Kept {
    pub id: String,
    pub activity: ActivityIdx,
    pub slot: usize,
    /// None when today's problem does not know it.
    pub room: RoomIdx,
    /// Sorted; None for a person today's problem does not know.
    pub staff: Vec<StaffIdx>,
    /// (learner, candidate) of those who could sit there again.
    pub members: Vec<(LearnerIdx, CandIdx)>,
}

/// Where the previous plan had learners and people, and what it costs to move them.
pub struct Moved {
    pub room_cost: Points,
    pub people_cost: Points,
    pub duty_cost: Points,
    /// The room and people of each previous session.
    pub sessions: Vec<Site>,
    /// What each learner did in each slot, and in which of `sessions`; none: idle.
    pub seats: Grid<LearnerIdx, Option<(OfferingIdx, usize)>>,
    /// What each person served in each slot, and where; none: nothing. What today's problem does not know is none within,
    /// and differs from every duty of today.
    pub duties: Grid<StaffIdx, Option<(Option<ActivityIdx>, RoomIdx)>>,
}

impl Moved {
    /// Slots in which somebody who is available today had a duty.
    pub fn duties_before<'m>(
        &'m self,
        staff: &'m Table<StaffIdx, Person>,
    ) -> impl Iterator<Item = (StaffIdx, usize)> + 'm {
        let busy = |p: StaffIdx, t: usize| staff[p].slots >> t & 1 == 1 && self.duties[(p, t)].is_some();
        staff.ids().flat_map(move |p| (0..self.duties.row(p).len()).filter(move |&t| busy(p, t)).map(move |t| (p, t)))
    }
}

/// A room with the people in it.
pub struct Site {
    /// None when today's problem does not know it.
    pub room: RoomIdx,
    /// Sorted; None for a person today's problem does not know.
    pub staff: Vec<StaffIdx>,
}

impl Activity {
    /// How many people with each tag a session needs, by tag.
    pub fn needs(&self) -> impl Iterator<Item = (TagIdx, usize)> + use<> {
        let mut roles = self.roles.clone();
        roles.sort_unstable();
        let mut needs: Vec<(TagIdx, usize)> = Vec::new();
        for tag in roles {
            match needs.last_mut().filter(|need| need.0 == tag) {
                Some(need) => need.1 += 1,
                None => needs.push((tag, 1)),
            }
        }
        needs.into_iter()
    }
}

impl Requirement {
    /// (points, hard demands) when `count` slots count for it. A hard upper limit is never passed.
    pub fn cost(&self, count: i64) -> (Points, i64) {
        let short = (self.slots_min - count).max(0);
        let beyond = count.saturating_sub(self.slots_max).max(0);
        let (mut points, mut hard) = (0, 0);
        match self.shortfall_cost {
            Some(cost) => points += cost * short,
            None => hard += short,
        }
        if let Some(cost) = self.excess_cost {
            points += cost * beyond;
        }
        (points, hard)
    }
}

impl Instance {
    /// Learners times the slots in which each is there.
    pub fn n_seats(&self) -> u64 {
        self.learners.iter().map(|l| u64::from(l.slots.count_ones().min(self.n_slots as u32))).sum()
    }

    /// Points over being idle when candidate `c` starts in slot `s`, or [`NEVER`].
    pub fn gain(&self, c: CandIdx, s: usize) -> Points {
        self.gain[(c, s)]
    }

    /// Who could start activity `a` in slot `s`: (learner, candidate), by learner.
    pub fn wanters(&self, a: ActivityIdx, s: usize) -> &[(LearnerIdx, CandIdx)] {
        let key = self.key(a, s);
        &self.wanters[self.wanters_from[key]..self.wanters_from[key + 1]]
    }

    /// The dense number of an activity in a start slot.
    pub fn key(&self, a: ActivityIdx, s: usize) -> usize {
        a.i() * self.n_slots + s
    }

    /// The slots that a run of `duration` from `s` covers; none when it leaves the day or its block.
    pub fn run(&self, s: usize, duration: usize) -> Option<SlotMask> {
        let end = s.checked_add(duration)?;
        let inside = duration > 0 && end <= self.n_slots && self.block[s..end].iter().all(|b| *b == self.block[s]);
        inside.then(|| (s..end).fold(0, |mask, t| mask | 1 << t))
    }

    /// The candidates of learner `l`.
    pub fn cands_of(
        &self,
        l: LearnerIdx,
    ) -> impl DoubleEndedIterator<Item = CandIdx> + ExactSizeIterator + Clone + use<> {
        let (from, to) = self.learners[l].cands;
        span(from, to)
    }
}
