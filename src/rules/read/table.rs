//! Decision tables: CSV files whose columns are facts, read into tests, and checked against their hit policy.

use crate::policy::{self, facts};
use daybreak_day::issue::{Excerpt, Issue, Place};
use daybreak_school::condition::Fact;
use daybreak_school::ruling::{DecisionTable, HitPolicy, TableRow};
use daybreak_school::tables::SourceFile;

/// The last column.
const POINTS: &str = "points";

/// Points beyond this are a slip, as in rules.
const POINTS_MAX: i64 = 1_000_000;

/// The table, if it has no fault, and every fault in it.
pub fn read(source: &SourceFile, hit: HitPolicy) -> (Option<DecisionTable>, Vec<Issue>) {
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        let found = "bytes that are not UTF-8";
        return (None, vec![Issue::error("R303", Place::file(&source.name), found, "a text file in UTF-8")]);
    };
    let mut page = Page { name: &source.name, lines: text.lines().collect(), issues: Vec::new() };
    let table = page.table(text, hit);
    let is_sound = page.issues.is_empty();
    (table.filter(|_| is_sound), page.issues)
}

struct Page<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
    issues: Vec<Issue>,
}

impl Page<'_> {
    fn table(&mut self, text: &str, hit: HitPolicy) -> Option<DecisionTable> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(|name| name.trim_start_matches('\u{feff}').to_string()).collect(),
            Err(error) => return self.r303_csv(&error),
        };
        let columns = self.columns(&header)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => return self.r303_csv(&error),
            };
            let line = record.position().map_or(0, csv::Position::line);
            if record.len() != header.len() {
                let found = format!("{} cells", record.len());
                let issue = Issue::error("R304", self.place(line, None), found, format!("{} cells", header.len()));
                self.issues.push(issue);
                continue;
            }
            rows.extend(self.row(line, &columns, &record));
        }
        if hit == HitPolicy::Unique {
            self.check_unique(&rows);
        }
        let names = header[..columns.len()].to_vec();
        Some(DecisionTable { file: self.name.to_string(), hit, columns: names, rows })
    }

    /// The facts of the columns before the last one.
    fn columns(&mut self, header: &[String]) -> Option<Vec<Fact>> {
        let Some((last, names)) = header.split_last().filter(|(_, names)| !names.is_empty()) else {
            let expected = "columns named by facts, and points at the end";
            self.issues.push(Issue::error("R304", self.place(1, None), "too few columns", expected));
            return None;
        };
        if last != POINTS {
            let found = format!("\"{last}\" as the last column");
            self.say("R304", 1, names.len(), found, POINTS.to_string(), None);
        }
        let mut columns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match facts::find(name) {
                Some(fact) if columns.contains(&fact) => {
                    self.say("R304", 1, at, format!("a second column \"{name}\""), "one only".to_string(), None);
                }
                Some(fact) => columns.push(fact),
                None => {
                    let hint = facts::nearest_name(name);
                    let expected = "the name of a fact; rules/README.md lists them".to_string();
                    self.say("R201", 1, at, format!("\"{name}\""), expected, hint);
                }
            }
        }
        self.issues.is_empty().then_some(columns)
    }

    fn row(&mut self, line: u64, columns: &[Fact], record: &csv::StringRecord) -> Option<TableRow> {
        let n_issues = self.issues.len();
        let mut cells = Vec::new();
        for (at, fact) in columns.iter().enumerate() {
            match policy::read_cell(*fact, &record[at]) {
                Ok(test) => cells.push(test),
                Err(fault) => {
                    let place = self.place(line, Some(facts::spec(*fact).name));
                    let issue = Issue::error(fault.code, place, fault.found, fault.expected);
                    let issue = issue.showing(self.excerpt(line, at));
                    self.issues.push(match fault.maybe {
                        Some(hint) => issue.maybe(hint),
                        None => issue,
                    });
                }
            }
        }
        let cell = &record[columns.len()];
        let points = cell.parse::<i64>().ok().filter(|points| (-POINTS_MAX..=POINTS_MAX).contains(points));
        if points.is_none() {
            let expected = "whole points, -1,000,000 to 1,000,000".to_string();
            self.say("R304", line, columns.len(), format!("\"{cell}\""), expected, None);
        }
        let points = points?;
        (self.issues.len() == n_issues).then_some(TableRow { line, cells, points })
    }

    /// Of a unique table no two rows may hold together.
    fn check_unique(&mut self, rows: &[TableRow]) {
        for (i, row) in rows.iter().enumerate() {
            if let Some(other) = rows[..i].iter().find(|other| policy::overlap(&row.cells, &other.cells)) {
                let found = format!("a row that may hold together with the one on line {}", other.line);
                let expected = "rows that exclude one another, or hit = \"first\" or \"collect\"";
                let issue = Issue::error("R305", self.place(row.line, None), found, expected);
                let text = self.lines.get(row.line as usize - 1).copied().unwrap_or_default().to_string();
                let width = text.chars().count();
                self.issues.push(issue.showing(Excerpt { text, column: 1, width }));
            }
        }
    }

    /// A fault in a cell, with its column's name.
    fn say(&mut self, code: &'static str, line: u64, at: usize, found: String, expected: String, near: Option<&str>) {
        let mut fields = csv::ReaderBuilder::new().has_headers(false).from_reader(self.lines[0].as_bytes());
        let header = fields.records().next().and_then(Result::ok).unwrap_or_default();
        let column = header.get(at).map(str::trim);
        let issue = Issue::error(code, self.place(line, column), found, expected).showing(self.excerpt(line, at));
        self.issues.push(match near {
            Some(near) => issue.maybe(format!("Maybe {near}.")),
            None => issue,
        });
    }

    fn place(&self, line: u64, column: Option<&str>) -> Place {
        Place { file: self.name.to_string(), line: Some(line), column: column.map(str::to_string) }
    }

    /// The line, with the cell at a position.
    fn excerpt(&self, line: u64, at: usize) -> Excerpt {
        let text = self.lines.get(line as usize - 1).copied().unwrap_or_default();
        let (mut cell, mut is_quoted, mut from, mut to) = (0, false, 0, 0);
        for (position, character) in text.chars().enumerate() {
            match character {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => {
                    cell += 1;
                    if cell == at {
                        from = position + 1;
                    }
                    continue;
                }
                _ => {}
            }
            if cell == at {
                to = position + 1;
            }
        }
        Excerpt { text: text.to_string(), column: from + 1, width: to.saturating_sub(from).max(1) }
    }

    /// The file is no CSV.
    fn r303_csv(&mut self, error: &csv::Error) -> Option<DecisionTable> {
        let line = error.position().map(csv::Position::line);
        let place = Place { file: self.name.to_string(), line, column: None };
        self.issues.push(Issue::error("R303", place, error.to_string(), "a CSV table"));
        None
    }
}
