//! Ids of one kind (of one site, where sites have their own): to find one, and to guess the one that was meant.

use rustc_hash::FxHashMap;

use super::cells::{Cell, Fault};
use super::row::quoted;
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::tables::Tables;

/// Where ids are given.
const GIVEN: [(TableKind, &str); 9] = [
    (TableKind::Sites, "site"),
    (TableKind::Slots, "slot"),
    (TableKind::Rooms, "room"),
    (TableKind::Staff, "staff"),
    (TableKind::Devices, "device"),
    (TableKind::Competencies, "competency"),
    (TableKind::Modalities, "modality"),
    (TableKind::Lessons, "lesson"),
    (TableKind::Learners, "learner"),
];

/// An id does not hold the separator of lists: no list could name it.
pub(super) fn v131_separator(tables: &Tables, issues: &mut Vec<Issue>) {
    for (kind, column) in GIVEN {
        let Some(table) = tables.tables.get(&kind) else { continue };
        let at = kind.spec().column(column).expect("a column of the dictionary");
        for row in 0..table.len() {
            let id = table.row(row).nth(at).unwrap_or_default();
            if id.contains(';') {
                let place = Place::cell(&table.file, table.line(row), column);
                issues.push(Issue::warning(
                    "V131",
                    place,
                    quoted(id),
                    "an id without `;`, which parts the entries of lists",
                ));
            }
        }
    }
}

/// The ids of one list, each with its position.
#[derive(Debug, Default)]
pub(super) struct Ids<'t> {
    /// What an id stands for, for the reader of an issue: `a room of site S1`.
    what: String,
    index: FxHashMap<&'t str, u32>,
}

impl<'t> Ids<'t> {
    /// The ids in the order of their list.
    pub(super) fn new(what: impl Into<String>, ids: impl IntoIterator<Item = (&'t str, u32)>) -> Self {
        Ids { what: what.into(), index: ids.into_iter().collect() }
    }

    /// The position of an id.
    pub(super) fn get(&self, id: &str) -> Option<u32> {
        self.index.get(id).copied()
    }

    /// The position of an id, or a fault that asks for the nearest.
    pub(super) fn find<'k>(&'k self, id: &str) -> Cell<'k, u32>
    where
        't: 'k,
    {
        self.get(id).ok_or_else(|| Fault {
            expected: format!("the id of {}", self.what).into(),
            maybe: None,
            among: Some(self),
        })
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    /// The id most like `word`.
    pub(super) fn nearest(&self, word: &str) -> Option<&'t str> {
        // `nearest` breaks ties by the alphabet, so the order of iteration does not show.
        daybreak_day::issue::nearest(word, self.index.keys().copied())
    }
}

/// The ids of one kind in each site.
#[derive(Debug, Default)]
pub(super) struct SiteIds<'t> {
    sites: Vec<Ids<'t>>,
}

impl<'t> SiteIds<'t> {
    /// `ids` are of the form (site, id, position).
    pub(super) fn new(kind: &str, site_names: &[&str], ids: impl IntoIterator<Item = (SiteIdx, &'t str, u32)>) -> Self {
        let named = |name: &&str| Ids::new(format!("a {kind} of site {name}"), []);
        let mut sites: Vec<Ids<'t>> = site_names.iter().map(named).collect();
        for (site, id, position) in ids {
            sites[site.i()].index.entry(id).or_insert(position);
        }
        SiteIds { sites }
    }

    /// The ids of a site.
    pub(super) fn of(&self, site: SiteIdx) -> &Ids<'t> {
        &self.sites[site.i()]
    }
}
