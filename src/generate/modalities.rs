//! Ways of learning: twelve, from the whole group to a talk with one's advisor.

use daybreak_minds::assess::Setting;
use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::SourceFile;

use super::tables::TableWriter;

/// A modality as the package writes it.
pub(super) struct Modality {
    pub(super) id: &'static str,
    grouping: &'static str,
    /// Learners with different lessons share a session.
    pub(super) station: bool,
    pub(super) size_min: u32,
    pub(super) size_max: u32,
    pub(super) staff: &'static str,
    room_features: &'static str,
    devices: &'static str,
    open_cost: &'static str,
    tags: &'static str,
}

/// Declares a modality in one line, in the order of the table's columns.
macro_rules! modality {
    ($id:literal, $grouping:literal, $station:literal, $sizes:expr, $staff:literal, $room:literal, $devices:literal,
     $open:literal, $tags:literal) => {
        Modality {
            id: $id,
            grouping: $grouping,
            station: $station,
            size_min: *$sizes.start(),
            size_max: *$sizes.end(),
            staff: $staff,
            room_features: $room,
            devices: $devices,
            open_cost: $open,
            tags: $tags,
        }
    };
}

/// Every modality; lessons name them by [`Way`].
pub(super) const MODALITIES: [Modality; 12] = [
    modality!("whole", "whole", false, 10..=28, "teacher:{subject}", "", "", "100", "direct"),
    modality!("guided", "small", false, 3..=8, "teacher:{subject}", "", "", "120", "direct"),
    modality!("peer", "pair", false, 4..=16, "supervisor", "", "", "60", "social"),
    modality!("practice", "individual", true, 1..=40, "supervisor", "", "", "40", "independent"),
    modality!("online", "individual", true, 1..=32, "supervisor", "", "laptop", "40", "independent;screen"),
    modality!("tutoring", "small", false, 1..=3, "tutor", "", "", "100", "direct"),
    modality!("project", "small", false, 3..=12, "teacher:{subject}", "", "", "150", "project;social"),
    modality!("lab", "whole", false, 6..=24, "teacher:science", "lab", "", "150", "project;hands_on"),
    modality!("circle", "small", false, 4..=10, "librarian", "quiet", "", "80", "social"),
    modality!("show", "individual", true, 1..=20, "supervisor", "quiet", "", "40", "assessment"),
    modality!("conference", "individual", false, 1..=2, "mentor", "", "", "60", "reflection"),
    modality!("workshop", "whole", false, 6..=20, "supervisor", "", "", "120", "hands_on;community"),
];

/// A way of learning, by its place in [`MODALITIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Whole,
    Guided,
    Peer,
    Practice,
    Online,
    Tutoring,
    Project,
    Lab,
    Circle,
    Show,
    Conference,
    Workshop,
}

impl Way {
    /// The row of the table.
    pub(super) fn modality(self) -> &'static Modality {
        &MODALITIES[self as usize]
    }

    /// What it is for a mind.
    pub(super) fn setting(self) -> Setting {
        match self {
            Way::Whole => Setting::Whole,
            Way::Guided => Setting::Guided,
            Way::Peer => Setting::Peer,
            Way::Practice => Setting::Practice,
            Way::Online => Setting::Online,
            Way::Tutoring => Setting::Tutoring,
            Way::Project => Setting::Project,
            Way::Lab | Way::Workshop => Setting::Workshop,
            Way::Circle => Setting::Circle,
            Way::Show => Setting::Show,
            Way::Conference => Setting::Conference,
        }
    }
}

/// `modalities.csv`.
pub(super) fn modalities_csv() -> SourceFile {
    let mut table = TableWriter::of(TableKind::Modalities);
    for m in &MODALITIES {
        table.row(&[
            ("modality", m.id),
            ("grouping", m.grouping),
            ("station", if m.station { "yes" } else { "" }),
            ("size_min", &m.size_min.to_string()),
            ("size_max", &m.size_max.to_string()),
            ("staff", m.staff),
            ("room_features", m.room_features),
            ("devices", m.devices),
            ("open_cost", m.open_cost),
            ("tags", m.tags),
        ]);
    }
    table.finish()
}
