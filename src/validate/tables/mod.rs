//! One file a table: a struct that borrows a row's cells, and a function for each column that can be wrong,
//! named by its code.

pub(super) mod days;
pub(super) mod sites;
pub(super) mod slots;

pub(super) mod availability;
pub(super) mod devices;
pub(super) mod rooms;
pub(super) mod staff;

pub(super) mod competencies;
pub(super) mod prerequisites;

pub(super) mod lessons;
pub(super) mod modalities;

pub(super) mod evidence;
pub(super) mod learners;

pub(super) mod goals;
pub(super) mod relations;
pub(super) mod requests;
pub(super) mod services;
pub(super) mod wishes;

pub(super) mod delivered;
pub(super) mod pins;

use super::cells::Cell;
use super::ids::{Ids, SiteIds};
use super::row::{Checked, RowCheck};
use crate::issue::Issue;
use crate::model::dictionary::TableKind;
use crate::model::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx, SiteIdx};
use crate::model::report::TableCounts;

/// What earlier tables made known; each table adds its own ids.
#[derive(Debug, Default)]
pub(super) struct Known<'t> {
    pub sites: Ids<'t>,
    pub site_names: Vec<&'t str>,
    pub slots: SiteIds<'t>,
    /// The bell schedules of each site; the default one has the empty name.
    pub day_types: SiteIds<'t>,
    pub rooms: SiteIds<'t>,
    pub staff: SiteIds<'t>,
    pub devices: SiteIds<'t>,
    /// Room ids and zones of rooms and of lessons' places.
    pub places: SiteIds<'t>,
    pub competencies: Ids<'t>,
    /// Each subject; its position means nothing.
    pub subjects: Ids<'t>,
    pub modalities: Ids<'t>,
    pub lessons: Ids<'t>,
    pub learners: Ids<'t>,
    /// The site of each learner.
    pub learner_sites: Vec<SiteIdx>,
}

impl<'t> Known<'t> {
    pub(super) fn site<'k>(&'k self, id: &str) -> Cell<'k, SiteIdx> {
        self.sites.find(id).map(SiteIdx)
    }

    pub(super) fn competency<'k>(&'k self, id: &str) -> Cell<'k, CompetencyIdx> {
        self.competencies.find(id).map(CompetencyIdx)
    }

    pub(super) fn modality<'k>(&'k self, id: &str) -> Cell<'k, ModalityIdx> {
        self.modalities.find(id).map(ModalityIdx)
    }

    pub(super) fn lesson<'k>(&'k self, id: &str) -> Cell<'k, LessonIdx> {
        self.lessons.find(id).map(LessonIdx)
    }

    pub(super) fn learner<'k>(&'k self, id: &str) -> Cell<'k, LearnerIdx> {
        self.learners.find(id).map(LearnerIdx)
    }

    pub(super) fn site_of(&self, learner: LearnerIdx) -> SiteIdx {
        self.learner_sites[learner.i()]
    }

    /// Ids of one kind in each site.
    fn site_ids(&self, kind: &str, ids: impl IntoIterator<Item = (SiteIdx, &'t str, u32)>) -> SiteIds<'t> {
        SiteIds::new(kind, &self.site_names, ids)
    }
}

/// What all tables add to.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub issues: Vec<Issue>,
    pub counts: TableCounts,
}

impl Out {
    /// Takes a table's findings and counts, and hands back its values.
    fn finish<T>(&mut self, kind: TableKind, checked: Checked<'_, '_, T>) -> Vec<T> {
        let (values, counts) = checked.finish(&mut self.issues);
        if counts.total() > 0 {
            self.counts.insert(kind, counts);
        }
        values
    }
}

/// A slot of the row's site, by its id.
fn slot_of<'k>(
    row: &mut RowCheck<'_, 'k>,
    code: &'static str,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<String> {
    let slots = known.slots.of(site?);
    row.required(code, "slot", cell, |id| slots.find(id).map(|_| id.to_string()))
}
