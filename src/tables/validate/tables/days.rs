//! days.csv: which bell schedule a date has.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::yes_no;
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Day;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    date: &'a str,
    day_type: &'a str,
    instructional: &'a str,
}

/// The days in order of site and date.
pub(in crate::validate) fn days(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Day> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let site = v111_site(row, cells.site, known);
        let date = v112_date(row, cells.date);
        let instructional = v113_instructional(row, cells.instructional);
        Some(Day { site: site?, date: date?, day_type: cells.day_type.to_string(), instructional: instructional? })
    });
    v119_once(&mut checked);
    out.finish(TableKind::Days, checked)
}

/// A day's site is known.
fn v111_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V111", "site", cell, |id| known.site(id))
}

/// A day has a date.
fn v112_date(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V112", "date", cell, date)
}

/// Whether a day is a school day is yes or no; a guess could send learners to a closed school.
fn v113_instructional(row: &mut RowCheck, cell: &str) -> Option<bool> {
    Some(row.strict("V113", "instructional", cell, yes_no)?.unwrap_or(true))
}

/// A date of a site stands once.
fn v119_once(checked: &mut Checked<'_, '_, Day>) {
    checked.unique("V119", "date", |a, b| (a.site, a.date).cmp(&(b.site, b.date)));
}
