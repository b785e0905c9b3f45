//! services.csv: minutes owed. A legal promise: whatever can still be kept of a damaged row is kept.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{integer, text, word};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::{Per, Service, Setting, Span};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    service: &'a str,
    staff_tag: &'a str,
    minutes: &'a str,
    per: &'a str,
    setting: &'a str,
    group_size_max: &'a str,
    from: &'a str,
    until: &'a str,
}

const PERIODS: &[(&str, Per)] =
    &[("day", Per::Day), ("week", Per::Week), ("10days", Per::TenDays), ("month", Per::Month)];

const SETTINGS: &[(&str, Setting)] =
    &[("apart", Setting::Apart), ("class", Setting::WithClass), ("with the class", Setting::WithClass)];

/// The services in order of learner, service, first day, setting and specialist.
pub(in crate::validate) fn services(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Service> {
    let mut checked = check_rows(table, |row, cells: Row| service(row, &cells, known));
    v809_once(&mut checked);
    out.finish(TableKind::Services, checked)
}

fn service<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Service> {
    let learner = v801_learner(row, cells.learner, known);
    let service = v802_service(row, cells.service);
    let staff_tag = v803_staff_tag(row, cells.staff_tag);
    let minutes = v804_minutes(row, cells.minutes);
    let per = v805_per(row, cells.per);
    let setting = v806_setting(row, cells.setting);
    let group_size_max = v807_group_size_max(row, cells.group_size_max);
    let span = v808_span(row, cells);
    Some(Service {
        learner: learner?,
        service: service?,
        staff_tag: staff_tag?,
        minutes: minutes?,
        per: per?,
        setting,
        group_size_max,
        span: span?,
    })
}

/// To whom a service is owed, is known.
fn v801_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V801", "learner", cell, |id| known.learner(id))
}

/// A service has an id.
fn v802_service(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V802", "service", cell, text)
}

/// A service names who is qualified.
fn v803_staff_tag(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V803", "staff_tag", cell, text)
}

/// A service owes at least a minute.
fn v804_minutes(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V804", "minutes", cell, integer(1..=100_000))
}

/// Minutes are owed per day, week, 10days or month.
fn v805_per(row: &mut RowCheck, cell: &str) -> Option<Per> {
    row.required("V805", "per", cell, word(PERIODS))
}

/// A service takes place apart or with the class.
fn v806_setting(row: &mut RowCheck, cell: &str) -> Setting {
    row.optional("V806", "setting", cell, word(SETTINGS)).unwrap_or(Setting::Apart)
}

/// The largest group is at least one.
fn v807_group_size_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.limit("V807", "group_size_max", cell, 1..=100_000)
}

/// A service is owed from a day until a day.
fn v808_span(row: &mut RowCheck, cells: &Row) -> Option<Span> {
    row.span("V808", cells.from, cells.until)
}

/// A service in one setting and from one kind of specialist stands once from a day on.
fn v809_once(checked: &mut Checked<'_, '_, Service>) {
    checked.unique("V809", "service", |a, b| {
        let key = |s: &Service| (s.learner, s.service.clone(), s.span.from, s.setting, s.staff_tag.clone());
        key(a).cmp(&key(b))
    });
}
