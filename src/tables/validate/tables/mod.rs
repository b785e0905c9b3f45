//! One file a table: a struct that borrows a row's cells, and a function for each column that can be wrong,
//! named by its code.

pub(super) mod days;
pub(super) mod sites;
pub(super) mod slots;

pub(super) mod availability;
pub(super) mod bans;
pub(super) mod devices;
pub(super) mod rooms;
pub(super) mod staff;

pub(super) mod competencies;
pub(super) mod prerequisites;

pub(super) mod lessons;
pub(super) mod modalities;

pub(super) mod evidence;
pub(super) mod learners;
pub(super) mod overrules;

pub(super) mod goals;
pub(super) mod proposals;
pub(super) mod relations;
pub(super) mod requests;
pub(super) mod services;
pub(super) mod wishes;

pub(super) mod delivered;
pub(super) mod pins;
pub(super) mod waivers;

use std::collections::BTreeMap;

use super::cells::Cell;
use super::ids::{Ids, SiteIds};
use super::row::{Checked, RowCheck};
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx, SiteIdx};
use daybreak_school::tables::TableCounts;

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
    /// Ids of the rules that a waiver may name.
    pub rules: &'t [String],
}

impl<'t> Known<'t> {
    /// Every site.
    pub(super) fn all_sites(&self) -> Vec<SiteIdx> {
        (0..self.site_names.len()).map(SiteIdx::at).collect()
    }

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
    /// The file of each table and the lines of its values, in the order of the school's list.
    lines: BTreeMap<TableKind, (String, Vec<u64>)>,
}

impl Out {
    /// Takes a table's findings and counts, and hands back its values.
    fn finish<T>(&mut self, kind: TableKind, checked: Checked<'_, '_, T>) -> Vec<T> {
        let lines = checked.kept.iter().map(|kept| checked.table.line(kept.row as usize)).collect();
        self.lines.insert(kind, (checked.table.file.clone(), lines));
        let (values, counts) = checked.finish(&mut self.issues);
        if counts.total() > 0 {
            self.counts.insert(kind, counts);
        }
        values
    }

    /// The cell of a value, by its position in the school's list.
    pub(super) fn place(&self, kind: TableKind, at: usize, column: &str) -> Place {
        let (file, lines) = &self.lines[&kind];
        Place::cell(file, lines[at], column)
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

#[cfg(test)]
mod tests {
    use serde::de::{Deserialize, Deserializer, Visitor};

    use super::*;

    /// Answers every request with the names of the fields that a struct asks for.
    struct AskForFields;

    impl<'de> Deserializer<'de> for AskForFields {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            unreachable!("row structs are structs")
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom(fields.join(",")))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn fields<R: Deserialize<'static>>() -> String {
        R::deserialize(AskForFields).err().expect("the names of the fields").to_string()
    }

    #[test]
    fn row_structs_have_the_dictionary_s_columns_in_order() {
        let structs: [String; 24] = [
            fields::<sites::Row>(),
            fields::<days::Row>(),
            fields::<slots::Row>(),
            fields::<rooms::Row>(),
            fields::<staff::Row>(),
            fields::<devices::Row>(),
            fields::<availability::Row>(),
            fields::<competencies::Row>(),
            fields::<prerequisites::Row>(),
            fields::<modalities::Row>(),
            fields::<lessons::Row>(),
            fields::<learners::Row>(),
            fields::<evidence::Row>(),
            fields::<overrules::Row>(),
            fields::<goals::Row>(),
            fields::<wishes::Row>(),
            fields::<requests::Row>(),
            fields::<proposals::Row>(),
            fields::<services::Row>(),
            fields::<relations::Row>(),
            fields::<pins::Row>(),
            fields::<bans::Row>(),
            fields::<waivers::Row>(),
            fields::<delivered::Row>(),
        ];
        for (kind, fields) in TableKind::ALL.into_iter().zip(structs) {
            let names: Vec<&str> = kind.spec().columns.iter().map(|column| column.name).collect();
            assert_eq!(fields, names.join(","), "{}", kind.file());
        }
    }
}
