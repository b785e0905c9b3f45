//! The dense ids of a problem's names.

use rustc_hash::FxHashMap;

use crate::ScheduleError;
use crate::ids::{ActivityIdx, DeviceIdx, Id, LearnerIdx, OfferingIdx, RoomIdx, StaffIdx, TagIdx};

/// Dense ids by string.
pub(super) struct Ids<'a, I> {
    what: &'static str,
    by_name: FxHashMap<&'a str, I>,
}

impl<'a, I: Id> Ids<'a, I> {
    /// Numbers names in the given order.
    pub(super) fn new(what: &'static str, names: impl IntoIterator<Item = &'a str>) -> Self {
        Ids { what, by_name: names.into_iter().enumerate().map(|(i, name)| (name, I::of(i))).collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_name.len()
    }

    /// The dense id, if known.
    pub(super) fn find(&self, name: &str) -> Option<I> {
        self.by_name.get(name).copied()
    }

    /// The dense id, or an error that names what is unknown.
    pub(super) fn get(&self, name: &str) -> Result<I, ScheduleError> {
        self.find(name).ok_or_else(|| ScheduleError::Unknown { what: self.what, id: name.to_owned() })
    }
}

/// All dictionaries of a problem.
pub(super) struct Dictionary<'a> {
    pub(super) slots: Ids<'a, usize>,
    pub(super) rooms: Ids<'a, RoomIdx>,
    pub(super) staff: Ids<'a, StaffIdx>,
    pub(super) devices: Ids<'a, DeviceIdx>,
    pub(super) offerings: Ids<'a, OfferingIdx>,
    pub(super) stations: Ids<'a, ActivityIdx>,
    pub(super) learners: Ids<'a, LearnerIdx>,
    /// Tags of people that some need names.
    pub(super) tags: Ids<'a, TagIdx>,
}
