//! `access.csv`: who gets teachers, choice and work of their grade, by site, grade and tag. `bands.csv`: whether the rules
//! that hold a group near everybody held. For staff, and for whoever asks whether the day is fair.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::report::Report;
use daybreak_school::voice::{AccessFigures, AccessRow, BandOutcome};

/// Said in place of a number that could speak of fewer than ten learners.
const WITHHELD: &str = "withheld";

#[derive(Default, Serialize)]
struct Row<'a> {
    by: &'a str,
    group: &'a str,
    learners: String,
    teacher_minutes: String,
    choice_granted: String,
    on_grade: String,
    worst_tenth: String,
}

/// Rows for everybody, then by site, grade and tag.
pub fn table(report: &Report) -> OutputFile {
    table::file("access", report.access.iter().map(row))
}

fn row(row: &AccessRow) -> Row<'_> {
    let number = |what: &dyn Fn(&AccessFigures) -> String| row.figures.as_ref().map_or(WITHHELD.to_owned(), what);
    Row {
        by: row.by,
        group: &row.group,
        learners: number(&|figures| figures.learners.to_string()),
        teacher_minutes: number(&|figures| format!("{:.1}", figures.teacher_minutes)),
        choice_granted: number(&|figures| figures.choice_granted.map_or(WITHHELD.to_owned(), |x| format!("{x:.3}"))),
        on_grade: number(&|figures| format!("{:.3}", figures.on_grade)),
        worst_tenth: number(&|figures| format!("{:.3}", figures.worst_tenth)),
    }
}

#[derive(Default, Serialize)]
struct BandRow<'a> {
    site: &'a str,
    rule: &'a str,
    tag: &'a str,
    measure: &'a str,
    band: u32,
    group_before: String,
    all_before: String,
    owed_slots: u32,
    group: String,
    all: String,
    held: &'a str,
}

/// Rows by site and rule; rules on fewer than ten learners, or on all but a few, are left out.
pub fn bands(report: &Report) -> OutputFile {
    let all = report.sites.iter().flat_map(|site| &site.bands);
    table::file("bands", all.map(|outcome| band_row(report, outcome)))
}

fn band_row<'a>(report: &'a Report, outcome: &'a BandOutcome) -> BandRow<'a> {
    let number = |value: f64| format!("{value:.1}");
    let before = outcome.demand.before;
    BandRow {
        site: &report.school.sites[outcome.site.i()].id,
        rule: &outcome.demand.rule,
        tag: &outcome.demand.tag,
        measure: outcome.demand.measure.word(),
        band: outcome.band,
        group_before: before.map_or(String::new(), |(group, _)| number(group)),
        all_before: before.map_or(String::new(), |(_, all)| number(all)),
        owed_slots: outcome.demand.slots_min,
        group: number(outcome.tonight.0),
        all: number(outcome.tonight.1),
        held: if outcome.held { "yes" } else { "no" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_the_rows() {
        crate::table::assert_header("access", Row::default());
        crate::table::assert_header("bands", BandRow::default());
    }
}
