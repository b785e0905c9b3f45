//! The data dictionary: every table of the school package, its columns, and what they hold.
//!
//! One list serves the reader, the checker (which name was meant), the generator and `data/README.md` (kept true by a test).

use super::restricts::Restricts;

/// The tables of a school package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    Sites,
    Days,
    Slots,
    Rooms,
    Staff,
    Devices,
    Availability,
    Competencies,
    Prerequisites,
    Modalities,
    Lessons,
    Learners,
    Evidence,
    Overrules,
    Goals,
    Wishes,
    Requests,
    Proposals,
    Services,
    Relations,
    Pins,
    Delivered,
}

/// A table: its columns in canonical order.
pub struct TableSpec {
    pub kind: TableKind,
    /// The file's name without `.csv`.
    pub name: &'static str,
    /// Whether a package without it is refused; an absent optional table is empty.
    pub required: bool,
    /// What it is, in a sentence.
    pub what: &'static str,
    /// What its rows restrict: one that cannot be used would lift it. None: it only takes away what could be offered.
    pub restricts: Option<Restricts>,
    pub columns: &'static [ColumnSpec],
}

/// A column: its name and what its cells hold.
pub struct ColumnSpec {
    pub name: &'static str,
    /// Whether an empty cell (or an absent column) makes the row unusable.
    pub required: bool,
    /// What a cell holds: form, unit, range, default.
    pub what: &'static str,
    /// What a cell restricts where its row can be used: emptied, it would lift it.
    pub restricts: Option<Restricts>,
}

/// A required column.
const fn req(name: &'static str, what: &'static str) -> ColumnSpec {
    ColumnSpec { name, required: true, what, restricts: None }
}

/// An optional column.
const fn opt(name: &'static str, what: &'static str) -> ColumnSpec {
    ColumnSpec { name, required: false, what, restricts: None }
}

impl ColumnSpec {
    /// The same column, whose cells restrict.
    const fn that(self, restricts: Restricts) -> ColumnSpec {
        ColumnSpec { restricts: Some(restricts), ..self }
    }
}

impl TableKind {
    /// Every table, in the order in which references need them.
    pub const ALL: [TableKind; 22] = [
        TableKind::Sites,
        TableKind::Days,
        TableKind::Slots,
        TableKind::Rooms,
        TableKind::Staff,
        TableKind::Devices,
        TableKind::Availability,
        TableKind::Competencies,
        TableKind::Prerequisites,
        TableKind::Modalities,
        TableKind::Lessons,
        TableKind::Learners,
        TableKind::Evidence,
        TableKind::Overrules,
        TableKind::Goals,
        TableKind::Wishes,
        TableKind::Requests,
        TableKind::Proposals,
        TableKind::Services,
        TableKind::Relations,
        TableKind::Pins,
        TableKind::Delivered,
    ];

    /// The table's columns and meaning.
    pub fn spec(self) -> &'static TableSpec {
        &DICTIONARY[self as usize]
    }

    /// The file's name, for example `rooms.csv`.
    pub fn file(self) -> String {
        format!("{}.csv", self.spec().name)
    }

    /// The table whose file has this name (without folder, any case).
    pub fn of_file(file: &str) -> Option<TableKind> {
        let stem = file.to_lowercase();
        let stem = stem.strip_suffix(".csv")?;
        TableKind::ALL.into_iter().find(|kind| kind.spec().name == stem)
    }
}

impl TableSpec {
    /// The position of a column in canonical order.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

const SITE: ColumnSpec = req("site", "a site's id");

/// The dictionary, in the order of [`TableKind::ALL`].
pub const DICTIONARY: [TableSpec; 22] = [
    TableSpec {
        kind: TableKind::Sites,
        name: "sites",
        required: true,
        what: "schools or campuses",
        restricts: None,
        columns: &[
            req("site", "id, unique"),
            opt("name", "a name for people; never written to any output"),
            opt("time_zone", "IANA name, e.g. America/New_York; empty: times are local"),
        ],
    },
    TableSpec {
        kind: TableKind::Days,
        name: "days",
        required: false,
        what: "which bell schedule a date has; an absent date is a school day from Monday to Friday",
        restricts: Some(Restricts::Closes),
        columns: &[
            SITE,
            req("date", "YYYY-MM-DD"),
            opt("day_type", "names a bell schedule of slots.csv; empty: the default one"),
            opt("instructional", "yes or no (default yes); no: nothing is planned"),
        ],
    },
    TableSpec {
        kind: TableKind::Slots,
        name: "slots",
        required: true,
        what: "the bell schedule: learning slots in which sessions take place",
        restricts: Some(Restricts::Protects),
        columns: &[
            SITE,
            req("slot", "id, unique within site and day_type"),
            req("start", "HH:MM"),
            req("end", "HH:MM, after start"),
            opt(
                "block",
                "neighbouring slots with the same block are contiguous: a long lesson may run over both; empty: a block of its own",
            ),
            opt("day_type", "the bell schedule it belongs to; empty: the default one"),
        ],
    },
    TableSpec {
        kind: TableKind::Rooms,
        name: "rooms",
        required: true,
        what: "spaces; an open commons holds several sessions at once",
        restricts: None,
        columns: &[
            SITE,
            req("room", "id, unique within the site"),
            req("capacity", "learners at any time, 1 or more"),
            opt("sessions_at_once", "1 or more, default 1").that(Restricts::Limits),
            opt("features", "list: lab, quiet, sink, ...; lessons and learners may need them"),
            opt("zone", "part of the building or place, e.g. upper, commons, community"),
        ],
    },
    TableSpec {
        kind: TableKind::Staff,
        name: "staff",
        required: true,
        what: "teachers, aides, tutors, specialists, partners from the community",
        restricts: None,
        columns: &[
            SITE,
            req("staff", "id, unique within the site"),
            req("tags", "list: what the person may do: teacher:math, aide, speech, ..."),
            opt("sessions_max", "sessions a day at most, 0 or more; empty: no limit").that(Restricts::Limits),
            opt("consecutive_max", "busy slots in a row within a block at most, 1 or more; empty: no limit")
                .that(Restricts::Limits),
            opt("zone", "the zone in which the person works; empty: anywhere"),
        ],
    },
    TableSpec {
        kind: TableKind::Devices,
        name: "devices",
        required: false,
        what: "pools of like devices",
        restricts: None,
        columns: &[
            SITE,
            req("device", "id of the pool, unique within the site"),
            req("count", "units in working order, 0 or more"),
        ],
    },
    TableSpec {
        kind: TableKind::Availability,
        name: "availability",
        required: false,
        what: "who and what is there, and when; absences too. Without a row: yes. A row with a date outweighs one without, then one with a slot, then one with a day_type; between equals `no` wins",
        restricts: Some(Restricts::Removes),
        columns: &[
            SITE,
            req("kind", "learner, staff, room or device"),
            req("id", "whose"),
            opt("date", "YYYY-MM-DD; empty: every day"),
            opt("day_type", "a bell schedule; empty: every one"),
            opt("slot", "a slot's id; empty: every slot"),
            req("available", "yes or no"),
            opt("reason", "for people; never written to a learner's sheet"),
        ],
    },
    TableSpec {
        kind: TableKind::Competencies,
        name: "competencies",
        required: true,
        what: "what is learned",
        restricts: None,
        columns: &[
            req("competency", "id, unique"),
            req("subject", "subject's id, e.g. math"),
            req("title", "what the learner can do, in words"),
            opt("grade", "the grade in which it is usual: PK, K, 1 to 13; or a band: `9-12`, `K-2`, `HS` (9 to 12), `MS` (6 to 8), `ES` (K to 5), or a list, of which the first and the last count").that(Restricts::Limits),
            opt("level", "depth or difficulty, a number"),
            opt("parent", "the competency it is part of"),
            opt("mastery_at", "probability from which it counts as mastered, 0 to 1; empty: the policy's")
                .that(Restricts::Protects),
            opt("minutes_typical", "minutes a typical learner needs, above 0; empty: the policy's"),
            opt("credits", "credits toward graduation, 0 or more"),
            opt("code", "the standard's own code or CASE identifier"),
        ],
    },
    TableSpec {
        kind: TableKind::Prerequisites,
        name: "prerequisites",
        required: false,
        what: "an edge of the competency graph: what is needed before",
        restricts: Some(Restricts::Protects),
        columns: &[
            req("competency", "what is to be learned"),
            req("needs", "what it needs"),
            opt("any_of", "rows of a competency with the same label are alternatives: one of them is enough"),
            opt("strength", "hard (default) or helpful").that(Restricts::Protects),
            opt("encompasses", "0 to 1 (default 0): how far practising the first also practises the second"),
        ],
    },
    TableSpec {
        kind: TableKind::Modalities,
        name: "modalities",
        required: true,
        what: "ways of learning",
        restricts: None,
        columns: &[
            req("modality", "id, unique"),
            opt("grouping", "whole, small, pair or individual"),
            opt("station", "yes: learners with different lessons share a session; default no"),
            req("size_min", "learners of a session at least, 1 or more"),
            req("size_max", "learners of a session at most, size_min or more"),
            opt("staff", "list of needs: `tag` or `tag*2`; {subject} stands for the lesson's subject").that(Restricts::Protects),
            opt("room_features", "list: what the room must have").that(Restricts::Protects),
            opt("devices", "list of pools: `laptop` or `laptop*2`, units per learner").that(Restricts::Protects),
            opt("open_cost", "points for every session, default 0"),
            opt("tags", "list: screen, reflection, ...; requirements count them"),
        ],
    },
    TableSpec {
        kind: TableKind::Lessons,
        name: "lessons",
        required: true,
        what: "the resource catalogue: a lesson in one modality; empty cells inherit from the modality",
        restricts: None,
        columns: &[
            req("lesson", "id, unique"),
            req("title", "for people"),
            req("competency", "list: the first is its own, further ones are practised too"),
            req("modality", "a modality's id"),
            opt("slots", "slots it runs over, 1 (default) or more"),
            opt("level", "difficulty, a number comparable with the competency's level"),
            opt("languages", "list of language codes in which it exists; empty: any learner"),
            opt("interests", "list of interest tags"),
            opt("staff", "list of needs, as in modalities; `none`: nobody"),
            opt("room_features", "list; `none`: nothing"),
            opt("devices", "list, as in modalities; `none`: nothing"),
            opt("size_min", "1 or more"),
            opt("size_max", "size_min or more"),
            opt("provider", "who offers it; when it is a staff id of the site, that person is needed"),
            opt("place", "the zone in which it takes place; empty: anywhere"),
            opt("site", "the site that offers it; empty: every site"),
            opt("follows", "the lesson that comes before it").that(Restricts::Protects),
        ],
    },
    TableSpec {
        kind: TableKind::Learners,
        name: "learners",
        required: true,
        what: "profiles; ids are opaque, names are never needed",
        restricts: Some(Restricts::Protects),
        columns: &[
            SITE,
            req("learner", "id, unique in the package"),
            req("grade", "PK, K, 1 to 13"),
            opt("tags", "list: ell, iep, ...; never written to a learner's sheet"),
            opt("languages", "list of language codes, best first"),
            opt("interests", "list of interest tags"),
            opt("strengths", "list of subjects or tags"),
            opt("advisor", "a staff id"),
            opt("group_size_max", "largest group (outside stations) that suits, 1 or more").that(Restricts::Limits),
            opt("room_features", "list: what every room of the learner must have"),
            opt("screen_slots_max", "slots a day with tag screen at most, 0 or more").that(Restricts::Limits),
            opt("extra_time", "time for learning and for showing mastery, 1 to 2 times that of others, default 1")
                .that(Restricts::Protects),
            opt("devices_needed", "list of device ids: of each pool one unit is kept for the learner all day")
                .that(Restricts::Protects),
        ],
    },
    TableSpec {
        kind: TableKind::Evidence,
        name: "evidence",
        required: false,
        what: "every assessment",
        restricts: None,
        columns: &[
            req("learner", "whose"),
            req("competency", "of what; a list is one piece of evidence of several competencies"),
            req("at", "YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS]"),
            req(
                "kind",
                "exit_ticket, quiz, test, performance_task, observation, portfolio, self_rating, practice, homework, teacher_judgement",
            ),
            req("score", "0 to 1"),
            opt("item", "which task"),
            opt("lesson", "in which lesson"),
            opt("assessor", "a staff id"),
            opt("weight", "how much it counts, 0 to 10, default 1"),
        ],
    },
    TableSpec {
        kind: TableKind::Overrules,
        name: "overrules",
        required: false,
        what: "a teacher's word on mastery, which stands above the estimate; the latest that holds counts",
        restricts: Some(Restricts::Protects),
        columns: &[
            req("learner", "whose"),
            req("competency", "of what"),
            req("mastered", "yes: it counts as mastered; no: not yet"),
            req("at", "from which day on, YYYY-MM-DD"),
            req("by", "who says so"),
            opt("until", "the last day, YYYY-MM-DD; empty: until somebody says otherwise").that(Restricts::Protects),
            opt("reason", "why, a sentence for colleagues"),
        ],
    },
    TableSpec {
        kind: TableKind::Goals,
        name: "goals",
        required: false,
        what: "where the learner is going; set with the teacher",
        restricts: None,
        columns: &[
            req("learner", "whose"),
            req("competency", "what is to be mastered"),
            opt("due", "YYYY-MM-DD; empty: no date"),
            opt("weight", "importance, above 0, default 1"),
            opt("set_by", "who set it"),
            opt(
                "credits",
                "so many credits from the parts of the competency (rows of competencies.csv that name it as parent, and their parts), whichever; empty: the competency itself",
            ),
        ],
    },
    TableSpec {
        kind: TableKind::Wishes,
        name: "wishes",
        required: false,
        what: "voice and choice",
        restricts: None,
        columns: &[
            req("learner", "whose"),
            req("kind", "lesson, competency, modality, interest, place, time, partner or staff"),
            req("value", "id or tag of that kind; time: a slot's id, `SUBJECT@SLOT` or `MODALITY@SLOT`"),
            opt("rank", "1 is the dearest, default 1"),
            opt("from", "first day, YYYY-MM-DD"),
            opt("until", "last day, YYYY-MM-DD"),
        ],
    },
    TableSpec {
        kind: TableKind::Requests,
        name: "requests",
        required: false,
        what: "a teacher asks for a learner",
        restricts: None,
        columns: &[
            req("staff", "who asks"),
            req("learner", "for whom"),
            opt("lesson", "in which lesson"),
            opt("competency", "for what"),
            opt("slot", "when"),
            req("priority", "1 is the most urgent"),
            opt("reason", "for people; never written to a learner's sheet"),
            opt("from", "first day, YYYY-MM-DD"),
            opt("until", "last day, YYYY-MM-DD"),
        ],
    },
    TableSpec {
        kind: TableKind::Proposals,
        name: "proposals",
        required: false,
        what: "what a learner proposes for a slot of a day; the engine keeps it where it can and completes the day",
        restricts: None,
        columns: &[
            req("learner", "whose"),
            req("date", "YYYY-MM-DD"),
            req("slot", "a slot's id"),
            opt("lesson", "this lesson; what is named must hold together, and something is named"),
            opt("competency", "something for this competency"),
            opt("modality", "in this way"),
            opt("place", "in this zone or room"),
            opt("partner", "with this learner"),
        ],
    },
    TableSpec {
        kind: TableKind::Services,
        name: "services",
        required: false,
        what: "minutes owed: special education, language, speech, ...",
        restricts: Some(Restricts::Owes),
        columns: &[
            req("learner", "to whom"),
            req("service", "the service's id"),
            req("staff_tag", "who is qualified"),
            req("minutes", "owed in every period, above 0"),
            req("per", "day, week, 10days or month; 10days are ten school days, counted from `from`, without it from the first of August on"),
            opt("setting", "apart (default) or class: with the class").that(Restricts::Owes),
            opt("group_size_max", "largest group, 1 or more").that(Restricts::Limits),
            opt("from", "first day, YYYY-MM-DD").that(Restricts::Owes),
            opt("until", "last day, YYYY-MM-DD").that(Restricts::Owes),
        ],
    },
    TableSpec {
        kind: TableKind::Relations,
        name: "relations",
        required: false,
        what: "who with whom",
        restricts: Some(Restricts::Separates),
        columns: &[
            req("learner", "one"),
            req("other", "the other"),
            req("kind", "apart, together or mentors (the first helps the second)"),
        ],
    },
    TableSpec {
        kind: TableKind::Pins,
        name: "pins",
        required: false,
        what: "a person decided",
        restricts: Some(Restricts::Owes),
        columns: &[
            req("date", "YYYY-MM-DD"),
            req("learner", "who"),
            req("slot", "when"),
            opt("lesson", "with which lesson; empty: any").that(Restricts::Owes),
            opt("room", "where; empty: anywhere").that(Restricts::Owes),
            opt("staff", "with whom; empty: anyone").that(Restricts::Owes),
            opt("by", "who decided"),
            opt("reason", "for people; never written to a learner's sheet"),
        ],
    },
    TableSpec {
        kind: TableKind::Delivered,
        name: "delivered",
        required: false,
        what: "what took place; the engine's memory of earlier days",
        restricts: None,
        columns: &[
            req("date", "YYYY-MM-DD"),
            req("learner", "who"),
            req("slot", "when"),
            opt("lesson", "a lesson's id, or `service:ID` for a service"),
            opt("competency", "what was learned"),
            opt("modality", "how"),
            opt("staff", "with whom: a list"),
            opt("room", "where"),
            opt("minutes", "0 or more; empty: the slot's length"),
            opt("attended", "yes (default) or no").that(Restricts::Owes),
            opt("outcome", "mastered, progress, none or a score from 0 to 1"),
        ],
    },
];
