//! Gates before publishing: what must hold of an input, against itself and against the night before, so that a broken export
//! does not become a plan.

use std::collections::BTreeMap;

use daybreak_night::report::InputCard;
use daybreak_school::dictionary::TableKind;
use daybreak_school::lost::LostTable;
use serde::Deserialize;

/// Rows of a table that may be refused whatever share they are, and the share beyond which more of them stop the run.
const REFUSED_ROWS: u64 = 20;
const REFUSED_SHARE: f64 = 0.5;

/// Rows by which a table may shrink from one night to the next whatever share they are, and the share that may go.
const GONE_ROWS: u64 = 10;
const GONE_SHARE: f64 = 0.3;

/// Tables whose rows come and go with the day.
const FLEETING: [TableKind; 5] =
    [TableKind::Availability, TableKind::Wishes, TableKind::Requests, TableKind::Proposals, TableKind::Pins];

/// A gate that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Such as `refused:evidence` or `rows:learners`.
    pub name: String,
    /// What was found, a sentence.
    pub why: String,
}

/// Usable rows by table, as a night's `run.json` tells them.
pub type Rows = BTreeMap<String, u64>;

/// The gates that do not hold, in the dictionary's order; `lost` says what most rows of a table lack, `before` are the rows of the
/// last published night.
pub fn gates(inputs: &[InputCard], lost: &[LostTable], before: Option<&Rows>) -> Vec<Gate> {
    let mut failed = Vec::new();
    for kind in TableKind::ALL {
        let spec = kind.spec();
        let card = inputs.iter().find(|card| card.table == kind);
        let rows = card.map(|card| card.rows).unwrap_or_default();
        let share = rows.rejected as f64 / rows.total().max(1) as f64;
        if !spec.required && rows.rejected >= REFUSED_ROWS && share > REFUSED_SHARE {
            let fault = lost.iter().find(|lost| lost.table == kind).and_then(|lost| lost.fault.as_ref());
            let cause = fault.map_or(String::new(), |(found, expected, maybe)| {
                let maybe = maybe.as_deref().map_or(String::new(), |maybe| format!(" {maybe}"));
                format!(" Mostly: {found}; {expected} was expected.{maybe}")
            });
            let n = format!("{} of the {} rows of {} cannot be used.", rows.rejected, rows.total(), kind.file());
            failed.push(Gate { name: format!("refused:{}", spec.name), why: format!("{n}{cause}") });
        }
        let had = before.and_then(|before| before.get(spec.name)).copied().unwrap_or(0);
        let has = rows.used + rows.repaired;
        let gone = had.saturating_sub(has);
        if !FLEETING.contains(&kind) && gone >= GONE_ROWS && gone as f64 > GONE_SHARE * had as f64 {
            let found = if card.is_some() {
                format!("{} has {has} usable rows", kind.file())
            } else {
                format!("{} is missing", kind.file())
            };
            failed.push(Gate {
                name: format!("rows:{}", spec.name),
                why: format!("{found}; it had {had} on the last published night."),
            });
        }
    }
    failed
}

/// The usable rows by table of a night, read from its `run.json`.
///
/// # Errors
/// What is wrong with the document, in a sentence.
pub fn rows_of(run_json: &[u8]) -> Result<Rows, String> {
    #[derive(Deserialize)]
    struct Run {
        inputs: Vec<Input>,
    }
    #[derive(Deserialize)]
    struct Input {
        table: String,
        rows: Counts,
    }
    #[derive(Deserialize)]
    struct Counts {
        used: u64,
        repaired: u64,
    }
    let run: Run = serde_json::from_slice(run_json).map_err(|error| error.to_string())?;
    Ok(run.inputs.into_iter().map(|input| (input.table, input.rows.used + input.rows.repaired)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybreak_school::tables::RowCounts;

    fn card(table: TableKind, used: u64, rejected: u64) -> InputCard {
        InputCard { table, sha256: String::new(), bytes: 0, rows: RowCounts { used, repaired: 0, rejected } }
    }

    fn names(inputs: &[InputCard], before: Option<&Rows>) -> Vec<String> {
        gates(inputs, &[], before).into_iter().map(|gate| gate.name).collect()
    }

    #[test]
    fn a_feed_that_is_refused_or_halved_or_gone_stops_the_run() {
        let before = Rows::from([("learners".into(), 400), ("evidence".into(), 2_884), ("services".into(), 40)]);
        let good =
            [card(TableKind::Learners, 398, 2), card(TableKind::Evidence, 2_890, 3), card(TableKind::Services, 40, 0)];
        assert!(names(&good, Some(&before)).is_empty());
        let refused = [good[0].clone(), card(TableKind::Evidence, 0, 2_884), good[2].clone()];
        assert_eq!(names(&refused, None), ["refused:evidence"]);
        let halved = [card(TableKind::Learners, 200, 0), good[1].clone(), good[2].clone()];
        assert_eq!(names(&halved, Some(&before)), ["rows:learners"]);
        assert_eq!(names(&good[..2], Some(&before)), ["rows:services"]);
    }

    #[test]
    fn small_tables_are_judged_by_their_rows() {
        let before = Rows::from([("devices".into(), 3), ("pins".into(), 60)]);
        assert!(names(&[card(TableKind::Devices, 1, 0), card(TableKind::Relations, 2, 4)], Some(&before)).is_empty());
    }
}
