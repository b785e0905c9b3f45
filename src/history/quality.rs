//! Another night's `quality.csv`: the figures beside which tonight's stand.

use std::collections::BTreeMap;

use daybreak_school::quality::QualityKey;
use serde::Deserialize;

/// The columns that are read; others may come.
#[derive(Deserialize)]
struct Row {
    by: String,
    group: String,
    measure: String,
    figure: String,
}

/// The figures of another night. What is withheld or empty there is not known, and neither is a table of another form: then
/// tonight's figures stand alone.
pub fn read_quality(bytes: &[u8]) -> BTreeMap<QualityKey, f64> {
    let rows = csv::Reader::from_reader(bytes).into_deserialize::<Row>().filter_map(Result::ok);
    let known = rows.filter_map(|row| {
        let figure: f64 = row.figure.parse().ok()?;
        figure.is_finite().then_some(([row.by, row.group, row.measure], figure))
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_back_and_what_is_withheld_is_not_known() {
        let table = "date,by,group,aspect,measure,unit,count,of,figure,before\n\
                     2026-11-20,all,all,order,subject_run,share of learners,37,370,0.100,\n\
                     2026-11-20,grade,K,order,subject_run,share of learners,withheld,withheld,withheld,withheld\n\
                     2026-11-20,tag,ell,review,sure_reviews,share of reviews,0,0,,\n";
        let known = read_quality(table.as_bytes());
        assert_eq!(known, BTreeMap::from([(["all", "all", "subject_run"].map(str::to_owned), 0.1)]));
        assert!(read_quality(b"of another\nform\n").is_empty());
    }
}
