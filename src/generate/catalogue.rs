//! What is learned: the competencies from kindergarten to grade 8 and what each needs before.
//!
//! The data lie in `catalogue/`; its README names the sources. Here they become dense indices, in the order of
//! subject and level, with what the simulation asks of them.

use std::collections::BTreeMap;

use daybreak_minds::{Needs, Terrain};

/// The competencies of the example, `competencies.csv` of the package plus a column `strand`.
pub(super) const COMPETENCIES_CSV: &str = include_str!("catalogue/competencies.csv");
/// The edges between them, as in the package.
pub(super) const PREREQUISITES_CSV: &str = include_str!("catalogue/prerequisites.csv");

/// The subjects, in the catalogue's order.
pub(super) const SUBJECTS: [&str; 3] = ["math", "ela", "science"];

/// The catalogue with dense positions.
pub(super) struct Catalogue {
    pub(super) competencies: Vec<Competency>,
    /// What each needs and practises, and how long it takes.
    pub(super) terrain: Terrain,
    /// The first and last+1 position of each subject.
    pub(super) subjects: [std::ops::Range<usize>; 3],
    /// Position by id.
    pub(super) position: BTreeMap<String, usize>,
}

/// A competency.
pub(super) struct Competency {
    pub(super) id: String,
    /// Position in [`SUBJECTS`].
    pub(super) subject: usize,
    pub(super) title: String,
    /// 0 to 8.
    pub(super) grade: i8,
    /// Grade plus the place in the grade's year, 0 to 9.
    pub(super) level: f64,
    /// Whether it is a part of another competency.
    pub(super) is_part: bool,
    pub(super) minutes_typical: f64,
    /// A domain of mathematics, a strand of language arts, a branch of science.
    pub(super) strand: String,
    /// The package's cells: column and text.
    pub(super) cells: Vec<(String, String)>,
}

impl Catalogue {
    /// Reads the embedded data. Panics when they are broken, which a test would have shown.
    pub(super) fn load() -> Self {
        let competencies: Vec<Competency> = records(COMPETENCIES_CSV).into_iter().map(competency).collect();
        let position: BTreeMap<String, usize> =
            competencies.iter().enumerate().map(|(i, c)| (c.id.clone(), i)).collect();
        let range = |subject: usize| {
            let start = competencies.partition_point(|c| c.subject < subject);
            start..competencies.partition_point(|c| c.subject <= subject)
        };
        let subjects = [range(0), range(1), range(2)];
        let (needs, encompasses) = edges(&position, competencies.len());
        let minutes = competencies.iter().map(|competency| competency.minutes_typical).collect();
        Catalogue { terrain: Terrain { minutes, needs, encompasses }, competencies, subjects, position }
    }

    /// Positions such that what is needed comes first: by grade and level, needs before what needs them.
    pub(super) fn order(&self) -> Vec<usize> {
        self.terrain.order(self.subjects.iter().cloned().flatten())
    }

    /// Whether everything that `competency` needs is known.
    pub(super) fn is_ready(&self, competency: usize, is_known: impl Fn(usize) -> bool) -> bool {
        self.terrain.is_ready(competency, is_known)
    }
}

/// One row as columns and cells.
type Record = Vec<(String, String)>;

/// The rows of embedded CSV text.
fn records(text: &str) -> Vec<Record> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("embedded data have a header").clone();
    reader
        .records()
        .map(|row| {
            let row = row.expect("embedded data are well formed");
            header.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
        })
        .collect()
}

/// The cell of a column, empty when absent.
fn cell<'a>(record: &'a Record, column: &str) -> &'a str {
    record.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell)
}

/// A competency from its row.
fn competency(record: Record) -> Competency {
    let grade = cell(&record, "grade");
    let subject = cell(&record, "subject");
    Competency {
        id: cell(&record, "competency").to_owned(),
        subject: SUBJECTS.iter().position(|s| *s == subject).expect("a known subject"),
        title: cell(&record, "title").to_owned(),
        grade: if grade == "K" { 0 } else { grade.parse().expect("a grade") },
        level: cell(&record, "level").parse().expect("a level"),
        is_part: !cell(&record, "parent").is_empty(),
        minutes_typical: cell(&record, "minutes_typical").parse().expect("minutes"),
        strand: cell(&record, "strand").to_owned(),
        cells: record.into_iter().filter(|(name, _)| name != "strand").collect(),
    }
}

/// The edges by competency: needs and encompassed competencies. Helpful edges are not needed.
fn edges(position: &BTreeMap<String, usize>, n: usize) -> (Vec<Needs>, Vec<Vec<(usize, f64)>>) {
    let mut needs: Vec<Needs> = (0..n).map(|_| Needs::default()).collect();
    let mut encompasses = vec![Vec::new(); n];
    let mut groups: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for record in records(PREREQUISITES_CSV) {
        let (from, to) = (position[cell(&record, "competency")], position[cell(&record, "needs")]);
        let label = cell(&record, "any_of");
        if !label.is_empty() {
            groups.entry((from, label.to_owned())).or_default().push(to);
        } else if cell(&record, "strength") != "helpful" {
            needs[from].all.push(to);
        }
        if let Ok(share) = cell(&record, "encompasses").parse::<f64>() {
            encompasses[from].push((to, share));
        }
    }
    for ((from, _), group) in groups {
        needs[from].any.push(group);
    }
    (needs, encompasses)
}
