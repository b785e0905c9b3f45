//! Dense typed indices: an index that cannot be used on the wrong list.

/// Declares a `u32` index type for one kind of thing.
macro_rules! index_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The index of position `i` of its list. Panics beyond 2^32 - 1 entries.
            pub fn at(i: usize) -> Self {
                $name(u32::try_from(i).expect("a list of fewer than 2^32 entries"))
            }

            /// The position in its list.
            pub fn i(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

index_types! {
    /// Position in `School::sites`.
    SiteIdx,
    /// Position in `School::slots`.
    SlotIdx,
    /// Position in `School::rooms`.
    RoomIdx,
    /// Position in `School::staff`.
    StaffIdx,
    /// Position in `School::devices`.
    DeviceIdx,
    /// Position in `School::competencies`.
    CompetencyIdx,
    /// Position in `School::modalities`.
    ModalityIdx,
    /// Position in `School::lessons`.
    LessonIdx,
    /// Position in `School::learners`.
    LearnerIdx,
    /// Position in `School::goals`.
    GoalIdx,
    /// Position in `School::wishes`.
    WishIdx,
    /// Position in `School::requests`.
    RequestIdx,
    /// Position in `School::services`.
    ServiceIdx,
    /// Position in `School::pins`.
    PinIdx,
    /// Position in `Rules::texts`.
    RuleIdx,
    /// Position in `School::proposals`.
    ProposalIdx,
}
