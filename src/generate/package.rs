//! The tables of the package: every site writes its rows, side by side; here they are joined under one header.

use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::SourceFile;

use super::Generated;
use super::campus::Campus;
use super::catalogue::{Catalogue, PREREQUISITES_CSV};
use super::evidence::Evidence;
use super::history::{Delivered, What, World};
use super::intentions::{Intentions, Outlook, Row, truth};
use super::learners::Learner;
use super::lessons::Lessons;
use super::modalities::modalities_csv;
use super::place;
use super::tables::{TableWriter, decimal};

/// Columns of the truth files.
const KNOWLEDGE: [&str; 4] = ["learner", "competency", "p_know", "lessons"];
const TRAITS: [&str; 7] = ["learner", "math", "ela", "science", "learning_rate", "stability", "self_bias"];

/// The rows of one site, table by table, without headers.
pub(super) struct SiteTables {
    tables: Vec<(TableKind, Vec<u8>)>,
    knowledge: Vec<u8>,
    traits: Vec<u8>,
}

impl SiteTables {
    /// Writes what the site adds to every table.
    pub(super) fn new(outlook: &Outlook, intentions: &Intentions) -> Self {
        let world = outlook.world;
        let mut tables = place::tables(world.campus, outlook.calendar);
        tables.push((TableKind::Availability, place::availability(world, &intentions.absences)));
        tables.push((TableKind::Learners, rows_of(TableKind::Learners, world.learners, |l, t| learner(world, l, t))));
        tables.push((TableKind::Evidence, evidence(outlook)));
        tables.push((TableKind::Services, rows_of(TableKind::Services, world.learners, services)));
        tables.push((TableKind::Delivered, delivered(outlook)));
        for (kind, rows) in [
            (TableKind::Goals, &intentions.goals),
            (TableKind::Wishes, &intentions.wishes),
            (TableKind::Requests, &intentions.requests),
            (TableKind::Proposals, &intentions.proposals),
            (TableKind::Relations, &intentions.relations),
            (TableKind::Pins, &intentions.pins),
        ] {
            tables.push((kind, rows_of(kind, rows, write_row)));
        }
        let mut knowledge = TableWriter::fragment("knowledge.csv", KNOWLEDGE.to_vec());
        for at in 0..world.learners.len() {
            truth(outlook, at, |cells| knowledge.row(cells));
        }
        let mut traits = TableWriter::fragment("learners.csv", TRAITS.to_vec());
        world.learners.iter().for_each(|learner| hidden_traits(learner, &mut traits));
        SiteTables { tables, knowledge: knowledge.finish().bytes, traits: traits.finish().bytes }
    }
}

/// All files, from the catalogue's own tables and the sites' rows in their order.
pub(super) fn join(catalogue: &Catalogue, lessons: &Lessons, campuses: &[Campus], sites: &[SiteTables]) -> Generated {
    // Nobody overrules an estimate that has not been made yet, nor bans or signs for what nobody has planned.
    let unwritten = [TableKind::Overrules, TableKind::Bans, TableKind::Waivers];
    let kinds = TableKind::ALL.into_iter().filter(|kind| !unwritten.contains(kind));
    let files = kinds.map(|kind| match kind {
        TableKind::Competencies => competencies(catalogue),
        TableKind::Prerequisites => SourceFile { name: kind.file(), bytes: PREREQUISITES_CSV.as_bytes().to_vec() },
        TableKind::Modalities => modalities_csv(),
        TableKind::Lessons => lessons.to_csv(catalogue, campuses),
        TableKind::Sites
        | TableKind::Days
        | TableKind::Slots
        | TableKind::Rooms
        | TableKind::Staff
        | TableKind::Devices
        | TableKind::Availability
        | TableKind::Learners
        | TableKind::Evidence
        | TableKind::Overrules
        | TableKind::Goals
        | TableKind::Wishes
        | TableKind::Requests
        | TableKind::Proposals
        | TableKind::Services
        | TableKind::Relations
        | TableKind::Pins
        | TableKind::Bans
        | TableKind::Waivers
        | TableKind::Delivered => {
            let rows = sites.iter().flat_map(|site| &site.tables).filter(|(of, _)| *of == kind);
            under_header(TableWriter::of(kind), rows.map(|(_, bytes)| bytes.as_slice()))
        }
    });
    let knowledge = TableWriter::new("knowledge.csv", KNOWLEDGE.to_vec());
    let traits = TableWriter::new("learners.csv", TRAITS.to_vec());
    Generated {
        files: files.collect(),
        truth: vec![
            under_header(knowledge, sites.iter().map(|site| site.knowledge.as_slice())),
            under_header(traits, sites.iter().map(|site| site.traits.as_slice())),
        ],
    }
}

/// A file of a header and the rows of every site.
fn under_header<'a>(table: TableWriter, rows: impl Iterator<Item = &'a [u8]>) -> SourceFile {
    let mut file = table.finish();
    rows.for_each(|bytes| file.bytes.extend_from_slice(bytes));
    file
}

/// The rows that `write` makes of things.
pub(super) fn rows_of<T>(kind: TableKind, things: &[T], write: impl Fn(&T, &mut TableWriter)) -> Vec<u8> {
    let mut table = TableWriter::fragment_of(kind);
    things.iter().for_each(|thing| write(thing, &mut table));
    table.finish().bytes
}

/// A row whose cells are ready.
pub(super) fn write_row(row: &Row, table: &mut TableWriter) {
    let cells: Vec<(&str, &str)> = row.iter().map(|(column, cell)| (*column, cell.as_str())).collect();
    table.row(&cells);
}

/// `competencies.csv`.
fn competencies(catalogue: &Catalogue) -> SourceFile {
    let mut table = TableWriter::of(TableKind::Competencies);
    for competency in &catalogue.competencies {
        let cells: Vec<(&str, &str)> =
            competency.cells.iter().map(|(name, cell)| (name.as_str(), cell.as_str())).collect();
        table.row(&cells);
    }
    table.finish()
}

/// A number, or nothing.
pub(super) fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A learner's profile.
fn learner(world: &World, learner: &Learner, table: &mut TableWriter) {
    let staff = &world.campus.staff;
    table.row(&[
        ("site", &world.campus.id),
        ("learner", &learner.id),
        ("grade", &learner.grade_text()),
        ("tags", &learner.tags.join(";")),
        ("languages", &learner.languages.join(";")),
        ("interests", &learner.interests.join(";")),
        ("strengths", &learner.strengths.join(";")),
        ("advisor", learner.advisor.map_or("", |at| staff[at].id.as_str())),
        ("group_size_max", &optional(learner.group_size_max)),
        ("room_features", &learner.room_features.join(";")),
        ("screen_slots_max", &optional(learner.screen_slots_max)),
        ("extra_time", &optional(learner.extra_time)),
        ("devices_needed", &learner.devices_needed.join(";")),
    ]);
}

/// A learner's services.
fn services(learner: &Learner, table: &mut TableWriter) {
    for service in &learner.services {
        table.row(&[
            ("learner", &learner.id),
            ("service", service.id),
            ("staff_tag", service.staff_tag),
            ("minutes", &service.minutes.to_string()),
            ("per", service.per),
            ("setting", if service.with_class { "class" } else { "" }),
            ("group_size_max", &optional(service.group_size_max)),
        ]);
    }
}

/// The evidence of all learners.
fn evidence(outlook: &Outlook) -> Vec<u8> {
    let mut table = TableWriter::fragment_of(TableKind::Evidence);
    for (learner, pieces) in outlook.world.learners.iter().zip(&outlook.history.evidence) {
        pieces.iter().for_each(|piece| piece_of_evidence(outlook.world, learner, piece, &mut table));
    }
    table.finish().bytes
}

/// One piece of evidence.
fn piece_of_evidence(world: &World, learner: &Learner, piece: &Evidence, table: &mut TableWriter) {
    let id = |competency: &u16| world.catalogue.competencies[usize::from(*competency)].id.as_str();
    let competencies: Vec<&str> = piece.competencies.iter().map(id).collect();
    let at = piece.time.map_or_else(|| piece.date.to_string(), |time| format!("{}T{time}", piece.date));
    table.row(&[
        ("learner", &learner.id),
        ("competency", &competencies.join(";")),
        ("at", &at),
        ("kind", piece.kind.word()),
        ("score", &decimal(f64::from(piece.score) / 1_000.0, 3)),
        ("item", &piece.item.map(|form| format!("{}/{form}", competencies[0])).unwrap_or_default()),
        ("lesson", piece.lesson.map_or("", |at| world.lessons.all[at as usize].id.as_str())),
        ("assessor", piece.assessor.map_or("", |at| world.campus.staff[usize::from(at)].id.as_str())),
        ("weight", if piece.is_weighty { "2" } else { "" }),
    ]);
}

/// What took place, by learner, day and period.
fn delivered(outlook: &Outlook) -> Vec<u8> {
    let World { campus, lessons, catalogue, learners, .. } = *outlook.world;
    let mut rows: Vec<&Delivered> = outlook.history.delivered.iter().collect();
    rows.sort_by_key(|row| (row.learner, row.date, row.period));
    rows_of(TableKind::Delivered, &rows, |row, table| {
        let (lesson, competency, modality) = match row.what {
            What::Lesson(at) => {
                let lesson = &lessons.all[at as usize];
                let competency = catalogue.competencies[lesson.competency].id.as_str();
                (lesson.id.clone(), competency, lesson.way.modality().id)
            }
            What::Service(id) => (format!("service:{id}"), "", ""),
        };
        let staff: Vec<&str> = row.staff.iter().map(|&at| campus.staff[usize::from(at)].id.as_str()).collect();
        table.row(&[
            ("date", &row.date.to_string()),
            ("learner", &learners[row.learner as usize].id),
            ("slot", &campus.bell.periods[usize::from(row.period)].id),
            ("lesson", &lesson),
            ("competency", competency),
            ("modality", modality),
            ("staff", &staff.join(";")),
            ("room", row.room.map_or("", |at| campus.rooms[usize::from(at)].id.as_str())),
            ("minutes", &row.minutes.to_string()),
            ("attended", if row.attended { "" } else { "no" }),
            ("outcome", &row.outcome),
        ]);
    })
}

/// The hidden traits of a learner.
fn hidden_traits(learner: &Learner, table: &mut TableWriter) {
    let number = |value: f64| decimal(value, 3);
    let (position, traits) = (&learner.position, &learner.traits);
    table.row(&[
        ("learner", &learner.id),
        ("math", &number(position[0])),
        ("ela", &number(position[1])),
        ("science", &number(position[2])),
        ("learning_rate", &number(traits.learning_rate)),
        ("stability", &number(traits.stability)),
        ("self_bias", &number(traits.self_bias)),
    ]);
}
