//! evidence.csv: every assessment. The biggest table by far, so its rows stay small until they are sorted.

use std::cmp::Ordering;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{decimal, word};
use crate::validate::dates::instant;
use crate::validate::row::{Checked, Kept, RowCheck, check_rows};
use crate::validate::scale::{OffScale, off_scale, scale, share};
use daybreak_day::issue::{Issue, Place};
use daybreak_day::time::{Date, DateTime, days_between};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::{Evidence, EvidenceKind};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    competency: &'a str,
    at: &'a str,
    kind: &'a str,
    score: &'a str,
    item: &'a str,
    lesson: &'a str,
    assessor: &'a str,
    weight: &'a str,
}

/// One row: an assessment of one competency, or of several.
struct Assessment<'t> {
    learner: LearnerIdx,
    at: DateTime,
    /// The first competency; nearly always the only one.
    competency: CompetencyIdx,
    also: Vec<CompetencyIdx>,
    kind: EvidenceKind,
    score: f32,
    weight: f32,
    item_name: &'t str,
    /// Its position among the names; none: not named.
    item: Option<u32>,
    lesson: Option<LessonIdx>,
    assessor: &'t str,
}

/// The evidence in order of learner, instant, competency, kind, item and score, and the names of its items.
/// `scores` is the scale of the school's scores; none: 0 to 1.
pub(in crate::validate) fn evidence(
    table: &Table,
    scores: Option<(f64, f64)>,
    known: &Known<'_>,
    out: &mut Out,
) -> (Vec<Evidence>, Vec<String>) {
    let off = v610_unit(table, scores);
    let is_off = off.is_some();
    let mut checked = check_rows(table, |row, cells: Row<'_>| {
        // Its other faults are found as well, and no score is.
        let cells = if is_off { Row { score: "0", ..cells } } else { cells };
        assessment(row, &cells, scores.filter(|_| !is_off), known).filter(|_| !is_off)
    });
    checked.found.issues.extend(off);
    v611_far_ahead(&mut checked);
    let items = number_items(&mut checked.kept);
    v609_once(&mut checked);
    let rows = out.finish(TableKind::Evidence, checked);
    let mut evidence: Vec<Evidence> =
        rows.par_iter().zip(0..u32::MAX).flat_map_iter(|(row, piece)| pieces(row, piece)).collect();
    evidence.par_sort_by(|a, b| {
        let key = |e: &Evidence| (e.learner, e.at, e.competency, e.kind as u8, e.item);
        key(a).cmp(&key(b)).then(a.score.total_cmp(&b.score)).then(a.piece.cmp(&b.piece))
    });
    (evidence, items)
}

fn assessment<'t, 'k>(
    row: &mut RowCheck<'_, 'k>,
    cells: &Row<'t>,
    scores: Option<(f64, f64)>,
    known: &'k Known<'_>,
) -> Option<Assessment<'t>> {
    let learner = v601_learner(row, cells.learner, known);
    let competencies = v602_competency(row, cells.competency, known);
    let at = v603_at(row, cells.at);
    let kind = v604_kind(row, cells.kind);
    let score = v605_score(row, cells.score, scores);
    let lesson = v606_lesson(row, cells.lesson, known);
    let weight = v607_weight(row, cells.weight);
    let (competency, also) = competencies?;
    Some(Assessment {
        learner: learner?,
        at: at?,
        competency,
        also,
        kind: kind?,
        score: score?,
        weight,
        item_name: cells.item,
        item: None,
        lesson,
        assessor: cells.assessor,
    })
}

/// Everything a row says, most telling first: rows that are equal in it are the same row.
fn order(a: &Assessment, b: &Assessment) -> Ordering {
    let key = |row: &Assessment| (row.learner, row.at, row.competency, row.kind as u8, row.item);
    key(a)
        .cmp(&key(b))
        .then_with(|| a.score.total_cmp(&b.score))
        .then_with(|| (&a.also, a.lesson, a.assessor).cmp(&(&b.also, b.lesson, b.assessor)))
        .then_with(|| a.weight.total_cmp(&b.weight))
}

/// Gives each item its position among the sorted names, before sorting: numbers compare faster than text.
fn number_items(rows: &mut [Kept<Assessment<'_>>]) -> Vec<String> {
    let names: FxHashSet<&str> = rows.iter().map(|row| row.value.item_name).filter(|item| !item.is_empty()).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.par_sort_unstable();
    let number: FxHashMap<&str, u32> = names.iter().copied().zip(0..).collect();
    rows.par_iter_mut().for_each(|row| row.value.item = number.get(row.value.item_name).copied());
    names.into_iter().map(str::to_string).collect()
}

/// A row's evidence, one piece for each of its competencies.
fn pieces(row: &Assessment<'_>, piece: u32) -> impl Iterator<Item = Evidence> {
    std::iter::once(row.competency).chain(row.also.iter().copied()).map(move |competency| Evidence {
        learner: row.learner,
        competency,
        at: row.at,
        kind: row.kind,
        score: row.score,
        weight: row.weight,
        item: row.item,
        lesson: row.lesson,
        piece,
    })
}

/// Whose evidence it is, is known.
fn v601_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V601", "learner", cell, |id| known.learner(id))
}

/// Of what it is evidence, is known; of several competencies those that are known count.
fn v602_competency<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    known: &'k Known<'_>,
) -> Option<(CompetencyIdx, Vec<CompetencyIdx>)> {
    if let Some(at) = known.competencies.get(cell) {
        return Some((CompetencyIdx(at), Vec::new()));
    }
    let mut all = row.references("V602", "competency", cell, &known.competencies, true);
    all.sort_unstable();
    all.dedup();
    let (first, rest) = all.split_first()?;
    Some((CompetencyIdx(*first), rest.iter().copied().map(CompetencyIdx).collect()))
}

/// When, is a date or a date and a time. A zone is left out: times are the school's own.
fn v603_at(row: &mut RowCheck, cell: &str) -> Option<DateTime> {
    let instant = row.required("V603", "at", cell, instant)?;
    if instant.zoned {
        v608_zone(row);
    }
    Some(instant.at)
}

/// A zone behind an instant is left out: the time counts as the school's own.
fn v608_zone(row: &mut RowCheck) {
    row.tally("V608", "at", "times without a zone (each was read as the school's own time)");
}

/// A kind that is not known counts like practice.
fn v604_kind(row: &mut RowCheck, cell: &str) -> Option<EvidenceKind> {
    if cell.is_empty() {
        return row.required("V604", "kind", cell, word(&EvidenceKind::WORDS));
    }
    match word(&EvidenceKind::WORDS)(cell) {
        Ok(kind) => Some(kind),
        Err(fault) => {
            row.repair("V604", "kind", cell, fault, "counts like practice");
            Some(EvidenceKind::Other)
        }
    }
}

/// A score is a share.
fn v605_score(row: &mut RowCheck, cell: &str, scores: Option<(f64, f64)>) -> Option<f32> {
    let (min, max) = scale(scores);
    row.required("V605", "score", cell, decimal(min..=max)).map(|score| share(score, scores) as f32)
}

/// Scores are shares on the whole; a column in another unit is refused as a whole.
fn v610_unit(table: &Table, scores: Option<(f64, f64)>) -> Option<Issue> {
    let OffScale { found, expected, maybe } = off_scale(TableKind::Evidence, "score", table, scores)?;
    let expected = format!("{expected} (no row of the table is used)");
    Some(Issue { maybe, ..Issue::error("V610", Place::cell(&table.file, 1, "score"), found, expected) })
}

/// Days between evidence and all that is older beyond which a few rows at the end are slips of their date.
const FAR_AHEAD_DAYS: i64 = 180;

/// A few rows long after all others are slips: what is taken for today must not hang on them.
fn v611_far_ahead(checked: &mut Checked<'_, '_, Assessment<'_>>) {
    let mut dates: Vec<Date> = checked.kept.iter().map(|kept| kept.value.at.date()).collect();
    dates.sort_unstable();
    let n = dates.len();
    let few = (n / 100).max(2).min(n.saturating_sub(1) / 2);
    let is_far = |k: &usize| days_between(dates[n - k - 1], dates[n - k]) > FAR_AHEAD_DAYS;
    let Some(slips) = (1..=few).rev().find(is_far) else { return };
    let (last, first_slip) = (dates[n - slips - 1], dates[n - slips]);
    let (table, issues) = (checked.table, &mut checked.found.issues);
    checked.kept.retain(|kept| {
        let date = kept.value.at.date();
        let is_slip = date >= first_slip;
        if is_slip {
            let place = Place::cell(&table.file, table.line(kept.row as usize), "at");
            let expected = format!("a day not long after all other evidence, which ends on {last}");
            issues.push(Issue::error("V611", place, date.to_string(), expected).maybe("Maybe the year is a slip."));
        }
        !is_slip
    });
}

/// The lesson in which it was gathered is known.
fn v606_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LessonIdx> {
    row.optional("V606", "lesson", cell, |id| known.lesson(id))
}

/// A weight is a number from 0 to 10.
fn v607_weight(row: &mut RowCheck, cell: &str) -> f32 {
    row.optional("V607", "weight", cell, decimal(0.0..=10.0)).map_or(1.0, |weight| weight as f32)
}

/// A piece of evidence stands once. Rows alike in everything are one piece: an item or a time of day tells pieces
/// apart.
fn v609_once(checked: &mut Checked<'_, '_, Assessment<'_>>) {
    checked.once("V609", "learner", order);
}
