//! requests.csv: a teacher asks for a learner.

use serde::Deserialize;

use super::{Known, Out, slot_of};
use crate::validate::cells::integer;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{Request, Span};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    staff: &'a str,
    learner: &'a str,
    lesson: &'a str,
    competency: &'a str,
    slot: &'a str,
    priority: &'a str,
    #[serde(rename = "reason")]
    _reason: &'a str,
    from: &'a str,
    until: &'a str,
}

/// The requests in order of learner, priority, staff and what is asked.
pub(in crate::validate) fn requests(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Request> {
    let mut checked = check_rows(table, |row, cells: Row| request(row, &cells, known));
    v729_once(&mut checked);
    checked.kept.sort_by(|a, b| {
        let key = |r: &Request| (r.learner, r.priority, r.staff, r.lesson, r.competency, r.span);
        key(&a.value).cmp(&key(&b.value)).then_with(|| a.value.slot.cmp(&b.value.slot))
    });
    out.finish(TableKind::Requests, checked)
}

fn request<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Request> {
    let learner = v722_learner(row, cells.learner, known);
    let site = learner.map(|learner| known.site_of(learner));
    let staff = site.and_then(|site| v721_staff(row, cells.staff, site, known));
    let lesson = v723_lesson(row, cells.lesson, known);
    let competency = v724_competency(row, cells.competency, known);
    let slot = v725_slot(row, cells.slot, site, known);
    let priority = v726_priority(row, cells.priority);
    let span = v727_span(row, cells);
    Some(Request {
        staff: staff?,
        learner: learner?,
        lesson: lesson?,
        competency: competency?,
        slot: slot?,
        priority: priority?,
        span: span?,
    })
}

/// Who asks is one of the staff of the learner's site.
fn v721_staff<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, site: SiteIdx, known: &'k Known<'_>) -> Option<StaffIdx> {
    row.required("V721", "staff", cell, |id| known.staff.of(site).find(id).map(StaffIdx))
}

/// For whom is asked, is known.
fn v722_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V722", "learner", cell, |id| known.learner(id))
}

/// The lesson is known; without it the request would ask for anything.
fn v723_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<LessonIdx>> {
    row.strict("V723", "lesson", cell, |id| known.lesson(id))
}

/// The competency is known; without it the request would ask for anything.
fn v724_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<CompetencyIdx>> {
    row.strict("V724", "competency", cell, |id| known.competency(id))
}

/// The slot is one of the learner's site.
fn v725_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    if cell.is_empty() { Some(None) } else { slot_of(row, "V725", cell, site, known).map(Some) }
}

/// A priority is a whole number; 1 is the most urgent.
fn v726_priority(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V726", "priority", cell, integer(1..=1_000))
}

/// A request holds from a day until a day.
fn v727_span(row: &mut RowCheck, cells: &Row) -> Option<Span> {
    row.span("V727", cells.from, cells.until)
}

/// A request stands once.
fn v729_once(checked: &mut Checked<'_, '_, Request>) {
    checked.unique("V729", "learner", |a, b| {
        let key = |r: &Request| (r.learner, r.staff, r.lesson, r.competency, r.span);
        key(a).cmp(&key(b)).then_with(|| a.slot.cmp(&b.slot))
    });
}
