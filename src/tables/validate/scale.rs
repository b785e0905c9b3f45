//! The unit of a column of scores, judged as a column: that marks of 1 to 4 stand where shares are asked for shows in most of
//! its cells, and the one mark of 1 among them must not pass for "all right".

use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::Table;

/// Scores beyond the scale from which, and the share of them from which, the column is in another unit.
const CELLS_MIN: usize = 3;
const SHARE_MIN: f64 = 0.2;

/// Scores of a column from which it can be seen that all of them are shares.
const SHARES_MIN: usize = 20;

/// What is said of a column in another unit.
pub(super) struct OffScale {
    pub found: String,
    pub expected: String,
    /// What may be declared, a sentence.
    pub maybe: Option<String>,
}

/// The scale of scores: what stands for nothing and for all right.
pub(super) fn scale(scores: Option<(f64, f64)>) -> (f64, f64) {
    scores.unwrap_or((0.0, 1.0))
}

/// A score as a share of the scale.
pub(super) fn share(score: f64, scores: Option<(f64, f64)>) -> f64 {
    let (min, max) = scale(scores);
    (score - min) / (max - min)
}

/// Whether a column of scores is in another unit on the whole.
pub(super) fn off_scale(kind: TableKind, column: &str, table: &Table, scores: Option<(f64, f64)>) -> Option<OffScale> {
    let at = kind.spec().column(column)?;
    let cells = (0..table.len()).filter_map(|row| table.row(row).nth(at)?.parse::<f64>().ok());
    let found: Vec<f64> = cells.filter(|score| score.is_finite()).collect();
    let beyond = found.iter().filter(|&&score| !(-1e-9..=1.0 + 1e-9).contains(&share(score, scores))).count();
    // Shares where marks or percentages are declared: none of them is above 1, and some are parts of it.
    let are_shares = scale(scores).1 > 1.0
        && found.len() >= SHARES_MIN
        && found.iter().all(|score| (0.0..=1.0).contains(score))
        && found.iter().any(|score| score.fract() != 0.0);
    if are_shares {
        return Some(OffScale {
            found: format!("{} scores from 0 to 1", found.len()),
            expected: format!("scores from {} to {}", scale(scores).0, scale(scores).1),
            maybe: Some(
                "Maybe the export writes shares now: then score_max under [ingest] of the settings is 1.".to_owned(),
            ),
        });
    }
    if beyond < CELLS_MIN || (beyond as f64) < SHARE_MIN * found.len() as f64 {
        return None;
    }
    let (low, high) =
        found.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &score| (low.min(score), high.max(score)));
    let maybe = match (low, high) {
        (0.0.., 10.0..=100.0) => Some(
            "Maybe percentages: score_min = 0 and score_max = 100 under [ingest] of the settings say so.".to_owned(),
        ),
        (1.0.., 2.0..=6.0) => Some(format!(
            "Maybe marks of {low} to {high}: score_min and score_max under [ingest] of the settings say so, if high marks are good."
        )),
        _ => None,
    };
    let (min, max) = scale(scores);
    Some(OffScale {
        found: format!("{beyond} of {} scores beyond {min} to {max}", found.len()),
        expected: format!("scores from {min} to {max}"),
        maybe,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(scores: &[&str]) -> Table {
        let columns = TableKind::Evidence.spec().columns;
        let mut table = Table::new("evidence.csv", vec![true; columns.len()]);
        for (at, score) in scores.iter().enumerate() {
            let cells = columns.iter().map(|column| if column.name == "score" { *score } else { "" });
            table.push(at as u64 + 2, cells);
        }
        table
    }

    fn is_off(scores: &[&str], declared: Option<(f64, f64)>) -> bool {
        off_scale(TableKind::Evidence, "score", &column(scores), declared).is_some()
    }

    #[test]
    fn marks_and_percentages_show_in_the_column_and_a_slip_does_not() {
        let marks = ["1", "2", "3", "4", "4"];
        assert!(is_off(&marks, None) && !is_off(&marks, Some((1.0, 4.0))));
        let percentages = ["0", "1", "85", "40", "100"];
        assert!(is_off(&percentages, None) && !is_off(&percentages, Some((0.0, 100.0))));
        assert!(!is_off(&["0.5", "1", "0.25", "85", "0", "1"], None), "one slip");
        let shares: Vec<&str> = ["0.5", "1", "0.25", "0"].into_iter().cycle().take(20).collect();
        assert!(is_off(&shares, Some((0.0, 100.0))) && !is_off(&shares, None));
        assert_eq!(share(85.0, Some((0.0, 100.0))), 0.85);
    }
}
