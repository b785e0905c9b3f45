//! Every table that comes out, each a file of its own: what it is, whom it is for, and its columns beside its rows.
//!
//! [`TABLES`] is the one list of them: what is written, the dictionary in `data/README.md` and the tests follow from it.

mod access;
mod agenda;
mod badges;
mod bands;
mod briefs;
pub mod calibration;
mod changes;
mod choices;
mod columns;
mod credits;
mod demand;
pub(crate) mod exceptions;
pub(crate) mod issues;
pub mod mastery;
pub(crate) mod matters;
mod milestones;
mod moved;
mod outlook;
mod overview;
mod pathways;
mod playlists;
mod prices;
mod proposals;
mod quality;
mod questions;
mod requests;
mod reviews;
mod rooms;
mod services;
mod sessions;
mod staff;
mod turns;
pub(crate) mod wishes;
mod worst_off;

use daybreak_night::report::Report;

use crate::sheet::{Audience, Sheet, SheetSpec};
use columns::Columns;

/// Every table, in order of name.
pub const TABLES: [Listed; 32] = [
    listed::<access::Access>(),
    listed::<badges::Badges>(),
    listed::<bands::Bands>(),
    listed::<briefs::Briefs>(),
    listed::<calibration::CalibrationTable>(),
    listed::<changes::Changes>(),
    listed::<choices::Choices>(),
    listed::<credits::Credits>(),
    listed::<demand::DemandTable>(),
    listed::<exceptions::Exceptions>(),
    listed::<issues::Issues>(),
    listed::<mastery::Mastery>(),
    listed::<matters::Matters>(),
    listed::<milestones::Milestones>(),
    listed::<moved::Moved>(),
    listed::<outlook::Outlook>(),
    listed::<overview::Overview>(),
    listed::<pathways::Pathways>(),
    listed::<playlists::Playlists>(),
    listed::<prices::Prices>(),
    listed::<proposals::Proposals>(),
    listed::<quality::Quality>(),
    listed::<questions::Questions>(),
    listed::<requests::Requests>(),
    listed::<reviews::Reviews>(),
    listed::<rooms::Rooms>(),
    listed::<services::Services>(),
    listed::<sessions::Sessions>(),
    listed::<staff::Staff>(),
    listed::<turns::Turns>(),
    listed::<wishes::Wishes>(),
    listed::<worst_off::WorstOff>(),
];

/// A table of the list: what it is, and how it is made of a report.
pub struct Listed {
    pub spec: fn() -> SheetSpec,
    pub sheet: fn(&Report) -> Sheet<'_>,
}

/// What a table's file says.
trait Table: 'static {
    const NAME: &'static str;
    /// What it is: one row for what, in which order.
    const WHAT: &'static str;
    const AUDIENCE: &'static [Audience];
    /// What a row is made of.
    type Row<'a>: 'a;

    fn columns<'a>() -> Columns<'a, Self::Row<'a>>;

    /// In a fixed order, so that the same run gives the same bytes.
    fn rows(report: &Report) -> impl Iterator<Item = Self::Row<'_>>;
}

/// Every sheet of a report, in order of name.
pub fn sheets(report: &Report) -> Vec<Sheet<'_>> {
    TABLES.iter().map(|table| (table.sheet)(report)).collect()
}

/// The sheets that are for this audience; a format for learners takes none but these.
pub fn sheets_for(report: &Report, audience: Audience) -> Vec<Sheet<'_>> {
    sheets(report).into_iter().filter(|sheet| sheet.spec.is_for(audience)).collect()
}

const fn listed<T: Table>() -> Listed {
    Listed { spec: spec::<T>, sheet: |report| sheet::<T, _>(move || T::rows(report)) }
}

fn spec<T: Table>() -> SheetSpec {
    SheetSpec { name: T::NAME, what: T::WHAT, audience: T::AUDIENCE, columns: T::columns().heads }
}

/// A table's sheet with these rows.
fn sheet<'a, T, I>(rows: impl Fn() -> I + Send + Sync + 'a) -> Sheet<'a>
where
    T: Table,
    I: Iterator<Item = T::Row<'a>> + 'a,
{
    Sheet::new(spec::<T>(), move || {
        let columns = T::columns();
        Box::new(rows().map(move |row| columns.row(&row)))
    })
}
