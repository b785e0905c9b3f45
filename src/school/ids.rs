//! Dense typed indices: an index that cannot be used on the wrong list.

daybreak_day::index_types! {
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
    /// Position in `School::waivers`.
    WaiverIdx,
    /// Position in `Rules::texts`.
    RuleIdx,
    /// Position in `School::proposals`.
    ProposalIdx,
}
