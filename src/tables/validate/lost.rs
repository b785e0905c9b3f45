//! What a package says and could not be used, where that matters before the day: restrictions that would be lifted, tables of
//! which much is gone, and days of which nobody knows whether there is school.
//!
//! Read off the faults, whichever check raised them: a row or cell that restricts (the dictionary says which do) and has a
//! fault that costs it, stands here. So a new check or column cannot forget to say so.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{CODES, Otherwise};
use super::dates::{date, suggestion};
use super::row::{ANOTHER_ROW, READ_AS, SAME_ROW};
use daybreak_day::issue::{Issue, Severity};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::lost::{Lost, LostTable, UnclearDay, Unnamed, Unread};
use daybreak_school::restricts::Restricts;
use daybreak_school::school::{School, Span};
use daybreak_school::tables::{RowCounts, TableCounts, Tables};

/// Repairs after which a cell says what it said: a list parted otherwise, a device that is kept and told as unmet.
const KEPT: [&str; 2] = ["V507", "V509"];

/// Rows with the same fault beyond which they are told together.
const TOLD_APART: usize = 20;

/// Tables that a school which runs hands over every night.
const FEEDS: [TableKind; 5] =
    [TableKind::Days, TableKind::Availability, TableKind::Evidence, TableKind::Services, TableKind::Delivered];

/// Rejected rows of an optional table from which it counts as lost in part, where they are more than the accepted share.
pub(super) const ROWS_MIN: u64 = 3;

/// All that was lost; `issues` are all faults of the package, in order.
pub fn lost(tables: &Tables, issues: &[Issue], counts: &TableCounts, school: &School, share_max: f64) -> Lost {
    let sites: BTreeMap<&str, SiteIdx> =
        school.sites.iter().enumerate().map(|(at, site)| (site.id.as_str(), SiteIdx::at(at))).collect();
    let learners: BTreeMap<&str, SiteIdx> =
        school.learners.iter().map(|learner| (learner.id.as_str(), learner.site)).collect();
    let package = Package { tables, sites, learners };
    let is_empty =
        |kind: TableKind| tables.tables.get(&kind).is_none_or(|table| table.is_empty() && table.n_unreadable == 0);
    let restrictions = told_together(package.restrictions(issues));
    Lost {
        restrictions,
        tables: lost_tables(issues, counts, share_max),
        days: package.unclear_days(issues),
        repeated: counts.keys().map(|kind| (*kind, repeated(*kind, issues))).filter(|(_, n)| *n > 0).collect(),
        unnamed: package.unnamed(issues),
        absent: FEEDS.into_iter().filter(|kind| is_empty(*kind)).collect(),
        ..Lost::default()
    }
}

/// What rows are read from again.
struct Package<'a> {
    tables: &'a Tables,
    sites: BTreeMap<&'a str, SiteIdx>,
    /// The site of each learner.
    learners: BTreeMap<&'a str, SiteIdx>,
}

impl Package<'_> {
    fn restrictions(&self, issues: &[Issue]) -> Vec<Unread> {
        let mut rows: BTreeSet<(TableKind, Option<u64>)> = BTreeSet::new();
        let mut found = Vec::new();
        for issue in issues {
            let Some(kind) = table_of(issue) else { continue };
            let row = || issue.place.line.and_then(|line| self.row(kind, line));
            let Some((restricts, is_row)) = lifted(kind, issue).or_else(|| another_word(kind, issue, &row()?)) else {
                continue;
            };
            // A row is refused once, whatever else is wrong with it.
            if is_row && !rows.insert((kind, issue.place.line)) {
                continue;
            }
            let row = row();
            found.push(Unread {
                table: kind,
                line: issue.place.line,
                rows: 1,
                column: issue.place.column.clone(),
                found: issue.found.clone(),
                expected: issue.expected.clone(),
                maybe: issue.maybe.clone(),
                read_as: read_as(&issue.expected),
                restricts,
                is_row,
                site: row.as_ref().and_then(|row| self.site(row)),
                whom: row.as_ref().map_or_else(Vec::new, whom),
                holds: row.as_ref().map_or_else(Span::default, holds),
            });
        }
        found
    }

    /// The cells of the row that starts on a line, by column.
    fn row(&self, kind: TableKind, line: u64) -> Option<BTreeMap<&str, &str>> {
        let table = self.tables.tables.get(&kind)?;
        let cells = table.row(table.row_on(line)?);
        Some(kind.spec().columns.iter().map(|column| column.name).zip(cells).collect())
    }

    /// Columns and files under names far from any that is known, where one that restricts is not there.
    fn unnamed(&self, issues: &[Issue]) -> Vec<Unnamed> {
        let mut found: BTreeMap<Option<TableKind>, Vec<String>> = BTreeMap::new();
        for issue in issues {
            let name = match (issue.code, &issue.place.column) {
                ("F112", Some(column)) if issue.maybe.is_none() => {
                    (TableKind::of_file(base_name(&issue.place.file)), column.clone())
                }
                ("F115", _) => (TableKind::of_file(base_name(&issue.place.file)), "without a name".to_owned()),
                ("F101", _) if issue.maybe.is_none() => (None, issue.place.file.clone()),
                _ => continue,
            };
            found.entry(name.0).or_default().push(name.1);
        }
        let unnamed = |(table, found): (Option<TableKind>, Vec<String>)| {
            let absent = match table {
                Some(kind) => self.absent_columns(kind),
                None => self.absent_tables(),
            };
            let restricts = absent.iter().map(|(_, restricts)| *restricts).min()?;
            let absent = absent.into_iter().map(|(name, _)| name).collect();
            Some(Unnamed { table, found, absent, restricts })
        };
        found.into_iter().filter_map(unnamed).collect()
    }

    /// Columns that restrict, or of a table that does, and that its file lacks.
    fn absent_columns(&self, kind: TableKind) -> Vec<(String, Restricts)> {
        let Some(table) = self.tables.tables.get(&kind) else { return Vec::new() };
        let spec = kind.spec();
        let columns = spec.columns.iter().zip(&table.present).filter(|(_, present)| !**present);
        columns.filter_map(|(column, _)| Some((column.name.to_owned(), column.restricts.or(spec.restricts)?))).collect()
    }

    /// Files of restricting tables that the package lacks.
    fn absent_tables(&self) -> Vec<(String, Restricts)> {
        let absent = TableKind::ALL.into_iter().filter(|kind| !self.tables.tables.contains_key(kind));
        absent.filter_map(|kind| Some((kind.file(), kind.spec().restricts?))).collect()
    }

    fn site(&self, row: &BTreeMap<&str, &str>) -> Option<SiteIdx> {
        let named = row.get("site").and_then(|id| self.sites.get(id));
        named.or_else(|| row.get("learner").and_then(|id| self.learners.get(id))).copied()
    }

    /// Rows of the calendar that were refused, another word on a date that has one (V119) among them. A column that nobody knows,
    /// where one is not there, and a file without a byte put every day in doubt.
    fn unclear_days(&self, issues: &[Issue]) -> Vec<UnclearDay> {
        let of_calendar = |issue: &&Issue| table_of(issue) == Some(TableKind::Days) && issue.code != "F101";
        let lacks_column = self.absent_columns(TableKind::Days).iter().any(|(name, _)| name == "instructional");
        let is_whole = |issue: &Issue| issue.code == "F116" || ["F112", "F115"].contains(&issue.code) && lacks_column;
        let refused = (issues.iter().filter(of_calendar)).filter(|issue| is_whole(issue) || costs_its_row(issue));
        let unclear = |issue: &Issue| {
            let row = issue.place.line.and_then(|line| self.row(TableKind::Days, line));
            let cell = |name: &str| row.as_ref().and_then(|row| row.get(name).copied()).unwrap_or_default();
            UnclearDay {
                line: issue.place.line.unwrap_or(1),
                site: self.sites.get(cell("site")).copied(),
                // A guess is good enough for a doubt.
                date: date(cell("date")).ok().or_else(|| suggestion(cell("date"))),
                outweighs: is_whole(issue) || issue.code == "V119",
                found: match &issue.place.column {
                    Some(column) if issue.code == "F112" => format!("a column {column} that nobody knows"),
                    _ => issue.found.clone(),
                },
                expected: match is_whole(issue) {
                    true => "instructional (or the column's name under ignore of [ingest] in the settings)".to_owned(),
                    false => issue.expected.clone(),
                },
            }
        };
        let mut days: Vec<UnclearDay> = refused.map(unclear).collect();
        days.dedup_by_key(|day| day.line);
        days
    }
}

/// The table that a fault is of; of a file with a name that nobody knows, the table that was probably meant.
fn table_of(issue: &Issue) -> Option<TableKind> {
    match issue.code {
        "F101" => TableKind::of_file(issue.maybe.as_deref()?.strip_prefix("Maybe ")?.strip_suffix('.')?),
        _ => TableKind::of_file(base_name(&issue.place.file)),
    }
}

/// The last part of a file's name.
fn base_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// What a fault lifts, and whether it costs the whole row; none: nothing that restricts.
fn lifted(kind: TableKind, issue: &Issue) -> Option<(Restricts, bool)> {
    let spec = kind.spec();
    if costs_its_row(issue) || matches!(issue.code, "F101" | "F116") {
        return spec.restricts.map(|restricts| (restricts, true));
    }
    if issue.severity != Severity::Warning {
        return None;
    }
    let column = |name: &str| spec.column(name).and_then(|at| spec.columns[at].restricts);
    let is_repaired = || CODES.iter().any(|code| code.code == issue.code && code.otherwise == Otherwise::Repaired);
    match (issue.code, &issue.place.column) {
        (code, _) if KEPT.contains(&code) => None,
        // A column under a name that nobody knows, where one that restricts was probably meant.
        ("F112", _) => {
            let meant = issue.maybe.as_deref()?.strip_prefix("Maybe ")?.strip_suffix('.')?;
            column(meant).or(spec.restricts).map(|restricts| (restricts, false))
        }
        (_, Some(name)) if is_repaired() => column(name).map(|restricts| (restricts, false)),
        _ => None,
    }
}

/// What a row restricts that is left out since another one speaks of the same, of a table whose rows do not restrict by themselves.
fn another_word(kind: TableKind, issue: &Issue, row: &BTreeMap<&str, &str>) -> Option<(Restricts, bool)> {
    let is_another = issue.severity == Severity::Error && issue.found.starts_with(ANOTHER_ROW);
    let filled = |name: &str| row.get(name).is_some_and(|cell| !cell.is_empty());
    let restricting = kind.spec().columns.iter().filter(|column| filled(column.name));
    is_another.then(|| Some((restricting.filter_map(|column| column.restricts).min()?, true)))?
}

/// Whether a fault costs its row, or all rows of its file. A row that only repeats another costs nothing, and says so in a
/// warning.
fn costs_its_row(issue: &Issue) -> bool {
    issue.severity == Severity::Error
        && (issue.code.starts_with('F') && issue.code != "F106" && issue.code != "F117"
            || CODES.iter().any(|code| code.code == issue.code && code.otherwise == Otherwise::Rejected))
}

/// The number as which a limit is read all the same.
fn read_as(expected: &str) -> Option<String> {
    let (_, read) = expected.split_once(&format!("({READ_AS}"))?;
    Some(read.trim_end_matches(')').to_owned())
}

/// Ids of whom or what a row speaks.
fn whom(row: &BTreeMap<&str, &str>) -> Vec<String> {
    let ids = ["learner", "other", "staff", "id", "room"].into_iter().filter_map(|column| row.get(column));
    let ids: Vec<String> = ids.filter(|id| !id.is_empty()).map(|id| (*id).to_owned()).collect();
    if ids.is_empty() { row.get("competency").map(|id| (*id).to_owned()).into_iter().collect() } else { ids }
}

/// The days that a row speaks of, as far as it says so.
fn holds(row: &BTreeMap<&str, &str>) -> Span {
    let of = |name: &str| row.get(name).and_then(|cell| date(cell).ok());
    match of("date") {
        Some(day) => Span { from: Some(day), until: Some(day) },
        None => {
            let span = Span { from: of("from"), until: of("until") };
            // An end before the start is a slip that says nothing.
            if span.from.zip(span.until).is_some_and(|(from, until)| until < from) { Span::default() } else { span }
        }
    }
}

/// Many rows with the same fault are one line: the first, with how many there are.
fn told_together(found: Vec<Unread>) -> Vec<Unread> {
    let key = |one: &Unread| (one.table, one.column.clone(), one.expected.clone(), one.is_row, one.site);
    let mut groups: BTreeMap<_, Vec<Unread>> = BTreeMap::new();
    for one in found {
        groups.entry(key(&one)).or_default().push(one);
    }
    let together = |group: Vec<Unread>| match group.len() {
        n if n > TOLD_APART => {
            let first = group.into_iter().next().expect("more than twenty");
            vec![Unread { rows: n, whom: Vec::new(), holds: Span::default(), ..first }]
        }
        _ => group,
    };
    let mut told: Vec<Unread> = groups.into_values().flat_map(together).collect();
    told.sort_by(|a, b| (a.table, a.line, &a.column).cmp(&(b.table, b.line, &b.column)));
    told
}

/// Tables that may be absent and of which much could not be used. Those that may not are refused, and rows that restrict are
/// told one by one.
fn lost_tables(issues: &[Issue], counts: &TableCounts, share_max: f64) -> Vec<LostTable> {
    let is_lost = |kind: TableKind, rows: &RowCounts| {
        let own = rows.rejected.saturating_sub(repeated(kind, issues));
        let share = own as f64 / rows.total().max(1) as f64;
        let none_is_left = rows.total() > 0 && rows.rejected == rows.total();
        none_is_left || own >= ROWS_MIN && share > share_max
    };
    // What restricts is told row by row.
    let may_be_lost = |kind: TableKind| !kind.spec().required && kind.spec().restricts.is_none();
    let lost =
        counts.iter().filter(|(kind, rows)| may_be_lost(**kind) && is_lost(**kind, rows)).map(|(&kind, rows)| {
            LostTable { table: kind, rejected: rows.rejected, total: rows.total(), fault: usual_fault(kind, issues) }
        });
    let empty = issues.iter().filter(|issue| issue.code == "F116").filter_map(table_of);
    let empty =
        empty.filter(|kind| may_be_lost(*kind)).map(|table| LostTable { table, rejected: 0, total: 0, fault: None });
    lost.chain(empty).collect()
}

/// Rows of a table that only repeat another one: they cost nothing.
pub(super) fn repeated(kind: TableKind, issues: &[Issue]) -> u64 {
    let file = kind.file();
    issues.iter().filter(|issue| issue.place.file == file && issue.found.starts_with(SAME_ROW)).count() as u64
}

/// The fault that costs most rows of a table: what was found in the first of them, what was expected, and a guess.
fn usual_fault(kind: TableKind, issues: &[Issue]) -> Option<(String, String, Option<String>)> {
    let file = kind.file();
    let of_table = || issues.iter().filter(|issue| issue.place.file == file && costs_its_row(issue));
    let mut n: BTreeMap<(&str, &Option<String>), usize> = BTreeMap::new();
    of_table().for_each(|issue| *n.entry((issue.code, &issue.place.column)).or_default() += 1);
    let (usual, _) = n.into_iter().max_by_key(|&(_, n)| n)?;
    let first = of_table().find(|issue| (issue.code, &issue.place.column) == usual)?;
    let column = first.place.column.as_deref().map_or_else(String::new, |column| format!("{column} "));
    Some((format!("{column}{}", first.found), first.expected.clone(), first.maybe.clone()))
}
