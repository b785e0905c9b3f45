//! Rows under inspection: every fault of a row is collected, and every row ends used, repaired or rejected.
//!
//! Big tables are inspected in chunks side by side; the chunks depend on the table alone and are put together in
//! order, so that the findings do not depend on the number of threads.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, Error, SeqDeserializer};

use super::cells::{Cell, Fault, entries, expected, integer};
use super::dates::date;
use super::ids::Ids;
use daybreak_day::issue::{Issue, Place};
use daybreak_school::school::Span;
use daybreak_school::tables::RowCounts;
use daybreak_school::tables::Table;

/// Rows of a chunk.
const CHUNK_ROWS: usize = 16_384;

/// Comparisons that hints for unknown ids of one table may cost (a tenth of a second).
const HINT_COMPARISONS_MAX: usize = 300_000;

/// What is found where a row is left out since another one speaks of the same.
pub(super) const ANOTHER_ROW: &str = "another row for";

/// What is found where a row only repeats another one.
pub(super) const SAME_ROW: &str = "the same as in line";

/// What is said of a limit that is read in the stricter way, before the number.
pub(super) const READ_AS: &str = "read as ";

/// A row that can be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<T> {
    /// Its position in the table.
    pub row: u32,
    pub repaired: bool,
    pub value: T,
}

/// What was found in some rows.
#[derive(Debug, Default)]
pub(super) struct Findings<'k> {
    pub issues: Vec<Issue>,
    /// Issues that name an unknown id: position, word, and the ids among which it was looked for.
    unknown: Vec<(usize, String, &'k Ids<'k>)>,
    /// What happened so often that one note for the table is enough: first line and count.
    tallies: BTreeMap<(&'static str, &'static str, &'static str), (u64, u64)>,
}

/// One row under inspection.
pub(super) struct RowCheck<'a, 'k> {
    file: &'a str,
    line: u64,
    repaired: bool,
    found: &'a mut Findings<'k>,
}

impl<'k> RowCheck<'_, 'k> {
    /// A cell without which the row is of no use.
    pub(super) fn required<T>(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        parse: impl FnOnce(&str) -> Cell<'k, T>,
    ) -> Option<T> {
        parse(cell).map_err(|fault| self.reject(code, column, cell, fault)).ok()
    }

    /// A cell that may be empty, but whose damage would change what the row says.
    pub(super) fn strict<T>(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        parse: impl FnOnce(&str) -> Cell<'k, T>,
    ) -> Option<Option<T>> {
        if cell.is_empty() { Some(None) } else { self.required(code, column, cell, parse).map(Some) }
    }

    /// A cell that may be empty, and counts as empty when it cannot be read.
    pub(super) fn optional<T>(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        parse: impl FnOnce(&str) -> Cell<'k, T>,
    ) -> Option<T> {
        if cell.is_empty() {
            return None;
        }
        parse(cell).map_err(|fault| self.repair(code, column, cell, fault, "the cell counts as empty")).ok()
    }

    /// A limit, none where the cell is empty. A cell that begins with a number and says more (`1:1`, `1 (half time)`) is read as that
    /// number, with a warning: the limit then holds in the stricter way.
    pub(super) fn limit(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        if cell.is_empty() {
            return None;
        }
        integer(range.clone())(cell).map_or_else(
            |fault| {
                let number: String = cell.chars().take_while(char::is_ascii_digit).collect();
                let read = number.parse().ok().filter(|number| range.contains(number));
                let remedy = read.map_or("the cell counts as empty".to_owned(), |number| format!("{READ_AS}{number}"));
                self.repair(code, column, cell, fault, &remedy);
                read
            },
            Some,
        )
    }

    /// Refuses the row because of a cell.
    pub(super) fn reject(&mut self, code: &'static str, column: &'static str, cell: &str, fault: Fault<'k>) {
        let found = if cell.is_empty() { "an empty cell".to_string() } else { quoted(cell) };
        let issue = Issue::error(code, Place::cell(self.file, self.line, column), found, fault.expected);
        self.push(issue, cell, fault.maybe, fault.among);
    }

    /// Uses the row in spite of a cell; `remedy` says how.
    pub(super) fn repair(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        fault: Fault<'k>,
        remedy: &str,
    ) {
        self.repaired = true;
        let expected = format!("{} ({remedy})", fault.expected);
        let issue = Issue::warning(code, Place::cell(self.file, self.line, column), quoted(cell), expected);
        self.push(issue, cell, fault.maybe, fault.among);
    }

    fn push(&mut self, issue: Issue, cell: &str, maybe: Option<String>, among: Option<&'k Ids<'k>>) {
        if let Some(among) = among {
            self.found.unknown.push((self.found.issues.len(), cell.to_string(), among));
        }
        self.found.issues.push(Issue { maybe, ..issue });
    }

    /// The entries of a list of tags. Commas between them are read as `;`: as one tag they would match nothing.
    pub(super) fn tags(&mut self, code: &'static str, column: &'static str, cell: &str) -> Vec<String> {
        let list = if cell.contains([',', '|']) { cell.replace([',', '|'], ";") } else { cell.to_string() };
        let tags: Vec<String> = entries(&list).into_iter().map(str::to_string).collect();
        if list != cell {
            let fault = expected("a list parted by `;`");
            self.repair(code, column, cell, fault, &format!("read as {}", tags.join(";")));
        }
        tags
    }

    /// The positions of the entries of a list. Unknown entries are left out when at least one is known; when none
    /// is, they are refused if the cell is `needed`.
    pub(super) fn references(
        &mut self,
        code: &'static str,
        column: &'static str,
        cell: &str,
        ids: &'k Ids<'k>,
        needed: bool,
    ) -> Vec<u32> {
        let entries = entries(cell);
        let known: Vec<u32> = entries.iter().filter_map(|id| ids.get(id)).collect();
        for id in entries.iter().filter(|id| ids.get(id).is_none()) {
            let fault = ids.find(id).expect_err("an id that is not known");
            if known.is_empty() && needed {
                self.reject(code, column, id, fault);
            } else {
                self.repair(code, column, id, fault, "left out");
            }
        }
        if entries.is_empty() && needed {
            self.reject(code, column, cell, expected(format!("the id of {}", ids.what())));
        }
        known
    }

    /// From and until. A damaged date leaves its side open, so that nothing owed or asked ends too early; an end
    /// before the start refuses the row.
    pub(super) fn span(&mut self, code: &'static str, from: &str, until: &str) -> Option<Span> {
        let span =
            Span { from: self.optional(code, "from", from, date), until: self.optional(code, "until", until, date) };
        if span.from.zip(span.until).is_some_and(|(first, last)| last < first) {
            let fault = expected(format!("a day from {from} on"));
            self.reject(code, "until", until, fault.maybe(Some("Maybe the two dates are swapped.".to_string())));
            return None;
        }
        Some(span)
    }

    /// Counts what deserves one note for the table, not one a row.
    pub(super) fn tally(&mut self, code: &'static str, column: &'static str, expected: &'static str) {
        let line = self.line;
        let tally = self.found.tallies.entry((code, column, expected)).or_insert((line, 0));
        tally.1 += 1;
    }
}

/// A cell's text as an issue shows it: in quotation marks, not too long.
pub(super) fn quoted(cell: &str) -> String {
    const CHARS_MAX: usize = 60;
    match cell.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{:?}...", &cell[..end]),
        None => format!("{cell:?}"),
    }
}

/// A table under inspection: what can be used of it, and what was found.
pub(super) struct Checked<'t, 'k, T> {
    pub table: &'t Table,
    pub kept: Vec<Kept<T>>,
    pub found: Findings<'k>,
}

/// Inspects every row of a table. `R` is a struct of as many text fields as the table has columns, in their order.
pub(super) fn check_rows<'t, 'k, R, T>(
    table: &'t Table,
    check: impl Fn(&mut RowCheck<'_, 'k>, R) -> Option<T> + Sync,
) -> Checked<'t, 'k, T>
where
    R: Deserialize<'t>,
    T: Send,
{
    let n_chunks = table.len().div_ceil(CHUNK_ROWS);
    let inspect = |chunk: usize| {
        let mut found = Findings::default();
        let rows = chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(table.len());
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            let mut under = RowCheck { file: &table.file, line: table.line(row), repaired: false, found: &mut found };
            if let Some(value) = check(&mut under, deserialize(table, row)) {
                kept.push(Kept {
                    row: u32::try_from(row).expect("rows are counted in 32 bits"),
                    repaired: under.repaired,
                    value,
                });
            }
        }
        (kept, found)
    };
    let chunks: Vec<(Vec<Kept<T>>, Findings<'k>)> = (0..n_chunks).into_par_iter().map(inspect).collect();
    let mut whole = Checked { table, kept: Vec::with_capacity(table.len()), found: Findings::default() };
    for (kept, found) in chunks {
        whole.kept.extend(kept);
        whole.found.absorb(found);
    }
    whole.mark_padded_rows();
    whole
}

/// A row as a struct that borrows its cells.
fn deserialize<'t, R: Deserialize<'t>>(table: &'t Table, row: usize) -> R {
    let cells = table.row(row).map(BorrowedStrDeserializer::<Error>::new);
    R::deserialize(SeqDeserializer::new(cells)).expect("a row struct has one text field a column")
}

impl<'k> Findings<'k> {
    fn absorb(&mut self, other: Findings<'k>) {
        let n_before = self.issues.len();
        self.issues.extend(other.issues);
        self.unknown.extend(other.unknown.into_iter().map(|(at, word, among)| (at + n_before, word, among)));
        for (key, (line, count)) in other.tallies {
            self.tallies.entry(key).or_insert((line, 0)).1 += count;
        }
    }

    /// The issues, with the nearest known id for the unknown ones. Each word is looked up once; a table in which
    /// too many are unknown is the wrong table, and gets hints for the first of them in the alphabet only.
    fn into_issues(mut self, file: &str) -> Vec<Issue> {
        let mut words: BTreeMap<(&str, &str), (&Ids<'_>, Vec<usize>)> = BTreeMap::new();
        for (at, word, among) in &self.unknown {
            words.entry((among.what(), word)).or_insert((among, Vec::new())).1.push(*at);
        }
        let mut n_comparisons = 0;
        for ((_, word), (among, at)) in words {
            n_comparisons += among.len();
            if n_comparisons > HINT_COMPARISONS_MAX {
                break;
            }
            if let Some(near) = among.nearest(word) {
                at.iter().for_each(|&at| self.issues[at].maybe = Some(format!("Maybe {near}.")));
            }
        }
        for ((code, column, expected), (line, count)) in self.tallies {
            let found =
                if count == 1 { "such a cell".to_string() } else { format!("{count} such cells, this the first") };
            self.issues.push(Issue::note(code, Place::cell(file, line, column), found, expected));
        }
        self.issues
    }
}

impl<'t, 'k, T> Checked<'t, 'k, T> {
    /// Rows that were repaired while they were read.
    fn mark_padded_rows(&mut self) {
        let padded = &self.table.repaired;
        if !padded.is_empty() {
            self.kept.iter_mut().for_each(|kept| kept.repaired |= padded.binary_search(&kept.row).is_ok());
        }
    }

    /// Looks at the kept rows once more, for what could be checked only when all were known.
    pub(super) fn revisit<R: Deserialize<'t>>(&mut self, check: impl Fn(&mut RowCheck<'_, 'k>, R, &mut T)) {
        for kept in &mut self.kept {
            let row = kept.row as usize;
            let line = self.table.line(row);
            let mut under = RowCheck { file: &self.table.file, line, repaired: kept.repaired, found: &mut self.found };
            check(&mut under, deserialize(self.table, row), &mut kept.value);
            kept.repaired = under.repaired;
        }
    }

    /// Sorts the rows by `order`, then by content, and keeps one of each group of equals. Which one stays depends
    /// on what the rows say, never on where they stand: of two that differ, the first by its cells' text.
    pub(super) fn unique(&mut self, code: &'static str, column: &'static str, order: impl Fn(&T, &T) -> Ordering + Sync)
    where
        T: Send,
    {
        self.sort_and_drop(code, column, order, Again::Contradicts);
    }

    /// The same where `order` tells everything that counts: further rows repeat the first, whatever their notes say.
    pub(super) fn once(&mut self, code: &'static str, column: &'static str, order: impl Fn(&T, &T) -> Ordering + Sync)
    where
        T: Send,
    {
        self.sort_and_drop(code, column, order, Again::Repeats);
    }

    fn sort_and_drop(
        &mut self,
        code: &'static str,
        column: &'static str,
        order: impl Fn(&T, &T) -> Ordering + Sync,
        otherwise: Again,
    ) where
        T: Send,
    {
        let table = self.table;
        let content = |a: &Kept<T>, b: &Kept<T>| table.row(a.row as usize).cmp(table.row(b.row as usize));
        self.kept
            .par_sort_by(|a, b| order(&a.value, &b.value).then_with(|| content(a, b)).then_with(|| a.row.cmp(&b.row)));
        let mut stays = Vec::with_capacity(self.kept.len());
        let mut leader = 0;
        for (i, kept) in self.kept.iter().enumerate() {
            let again = i > 0 && order(&self.kept[leader].value, &kept.value) == Ordering::Equal;
            if again {
                self.found.issues.push(duplicate_issue(
                    code,
                    column,
                    table,
                    (self.kept[leader].row, kept.row),
                    otherwise,
                ));
            } else {
                leader = i;
            }
            stays.push(!again);
        }
        let mut stays = stays.into_iter();
        self.kept.retain(|_| stays.next().expect("one answer a row"));
    }

    /// Each kept row's position after sorting, its id in the given column, and its value.
    pub(super) fn ids(&self, column: usize) -> impl Iterator<Item = (u32, &'t str, &T)> + '_ {
        let table = self.table;
        self.kept.iter().zip(0..).map(move |(kept, at)| {
            let id = table.row(kept.row as usize).nth(column).expect("a column of the table");
            (at, id, &kept.value)
        })
    }

    /// The used rows' values, the issues, and how every row ended.
    pub(super) fn finish(self, issues: &mut Vec<Issue>) -> (Vec<T>, RowCounts) {
        let repaired = self.kept.iter().filter(|kept| kept.repaired).count() as u64;
        let kept = self.kept.len() as u64;
        let counts = RowCounts {
            used: kept - repaired,
            repaired,
            rejected: self.table.len() as u64 - kept + self.table.n_unreadable,
        };
        issues.extend(self.found.into_issues(&self.table.file));
        (self.kept.into_iter().map(|kept| kept.value).collect(), counts)
    }
}

/// What a further row with the same key does, when it is not the same in every cell.
#[derive(Clone, Copy)]
enum Again {
    Repeats,
    Contradicts,
}

/// The same row again is counted once; a row that contradicts another is refused.
fn duplicate_issue(
    code: &'static str,
    column: &'static str,
    table: &Table,
    (first, again): (u32, u32),
    otherwise: Again,
) -> Issue {
    let (first, again) = (first as usize, again as usize);
    let place = Place::cell(&table.file, table.line(again), column);
    let identical = table.row(first).eq(table.row(again));
    match otherwise {
        Again::Contradicts if !identical => {
            let found = format!("{ANOTHER_ROW} what line {} speaks of", table.line(first));
            Issue::error(code, place, found, "one row for each (this one was not used)")
        }
        Again::Contradicts | Again::Repeats => {
            let found = format!("{SAME_ROW} {}", table.line(first));
            Issue::warning(code, place, found, "each once (this one was not used)")
        }
    }
}
