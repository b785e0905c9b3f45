//! The records of a text, with the lines on which they start: the one reader of everybody's CSV.
//!
//! A quotation mark too many can swallow the rest of a file as one cell. Such a record is recognised by what it
//! does (it spans lines and has the wrong number of cells, or never ends), its first line is given up, and
//! reading goes on at the next line: one slip costs one row.

use csv::{ReaderBuilder, StringRecord};

/// Lines that one record may span; a longer one is a quotation that was not closed.
const LINES_PER_ROW_MAX: usize = 100;

/// Times that reading starts anew after a broken quotation before it gives the file up.
const RESTARTS_MAX: usize = 200;

/// Where a record starts and ends in the text.
#[derive(Clone, Copy)]
pub struct Extent {
    /// The line on which it starts, from 1.
    pub line: u64,
    start: usize,
    end: usize,
}

/// The records of a text, one after the other.
pub struct Records<'t> {
    text: &'t str,
    delimiter: u8,
    /// Where the reader was started, in bytes and lines before it.
    base: usize,
    base_lines: u64,
    reader: csv::Reader<&'t [u8]>,
    /// The record that was read last.
    pub record: StringRecord,
    n_restarts: usize,
}

impl<'t> Records<'t> {
    /// Of a text from a position on (0, or that of its second line).
    pub fn new(text: &'t str, base: usize, delimiter: u8) -> Self {
        let base_lines = u64::from(base > 0);
        let reader = reader(&text[base..], delimiter);
        Records { text, delimiter, base, base_lines, reader, record: StringRecord::new(), n_restarts: 0 }
    }

    /// Reads the next record into `record`; none at the end.
    pub fn read(&mut self) -> Option<Extent> {
        let before = self.reader.position().clone();
        let found = self.reader.read_record(&mut self.record).expect("text in memory, of any width, can be read");
        if !found {
            return None;
        }
        let from = self.base + usize::try_from(before.byte()).expect("a position in the text");
        let end = self.base + usize::try_from(self.reader.position().byte()).expect("a position in the text");
        // The reader passes over empty lines (and the line feed of the record before) without telling.
        let skipped = self.text.as_bytes()[from..end].iter().take_while(|b| matches!(b, b'\n' | b'\r'));
        let (n, n_lines) = skipped.fold((0, 0), |(n, lines), &b| (n + 1, lines + u64::from(b == b'\n')));
        Some(Extent { line: self.base_lines + before.line() + n_lines, start: from + n, end })
    }

    /// Goes on reading at the line after the one on which `extent` starts; the lines given up.
    fn restart_after_first_line(&mut self, extent: Extent) -> u64 {
        self.n_restarts += 1;
        let rest = &self.text[extent.start..];
        let given_up =
            if self.n_restarts > RESTARTS_MAX { rest.len() } else { rest.find('\n').map_or(rest.len(), |at| at + 1) };
        let n_lines = rest[..given_up].lines().filter(|line| !line.trim().is_empty()).count() as u64;
        self.base = extent.start + given_up;
        self.base_lines = extent.line - 1 + rest[..given_up].matches('\n').count() as u64;
        self.reader = reader(&self.text[self.base..], self.delimiter);
        n_lines
    }

    /// Gives up the first line of a record that a quotation holds together which is not closed where it should be, and says how
    /// many lines that cost; none: it is sound. `n_cells` are those of the header, `is_row` says what a row must hold.
    pub fn give_up_broken_quotation(
        &mut self,
        extent: Extent,
        n_cells: usize,
        is_row: impl Fn(&StringRecord) -> bool,
    ) -> Option<u64> {
        let raw = &self.text[extent.start..extent.end];
        let n_breaks = raw.trim_end_matches(['\n', '\r']).matches('\n').count();
        // An open quotation ends with the text, and leaves an odd number of marks in what it swallowed.
        let at_end = extent.end == self.text.len();
        let never_ends = at_end && raw.matches('"').count() % 2 == 1;
        let wrong_width = self.record.len() != n_cells;
        let swallows =
            || n_breaks >= LINES_PER_ROW_MAX || wrong_width || never_ends || self.holds_a_row(raw, n_cells, &is_row);
        (n_breaks > 0 && swallows() || never_ends && wrong_width).then(|| self.restart_after_first_line(extent))
    }

    /// Whether a later line of a record would be a whole row by itself. The last line of a cell that may span lines
    /// has an odd number of quotation marks: that which closes it, and pairs.
    fn holds_a_row(&self, raw: &str, n_cells: usize, is_row: &impl Fn(&StringRecord) -> bool) -> bool {
        raw.lines().skip(1).filter(|line| line.matches('"').count() % 2 == 0).any(|line| {
            let mut record = StringRecord::new();
            let found = reader(line, self.delimiter).read_record(&mut record).expect("text in memory can be read");
            found && record.len() == n_cells && is_row(&record)
        })
    }

    /// The cells of a record of one line in which text follows a closing quotation mark, as they were meant: a mark closes a
    /// cell where the cell ends and is part of it elsewhere. None: there is no such mark.
    pub fn meant(&self, extent: Extent) -> Option<Vec<String>> {
        let raw = self.text[extent.start..extent.end].trim_end_matches(['\n', '\r']);
        if !raw.contains('"') || raw.contains('\n') {
            return None;
        }
        let (mut cells, mut is_stray, mut rest) = (Vec::new(), false, raw);
        loop {
            let (cell, after, stray) = cell(rest, char::from(self.delimiter));
            cells.push(cell);
            is_stray |= stray;
            match after {
                Some(after) => rest = after,
                None => break,
            }
        }
        is_stray.then_some(cells)
    }
}

/// A reader that takes rows of any width.
fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// The first cell of a line, what follows its delimiter (none: the line ends), and whether a mark stands within it that is
/// neither doubled nor at its end.
fn cell(line: &str, delimiter: char) -> (String, Option<&str>, bool) {
    let plain = |line: &'_ str| -> (String, Option<usize>) {
        let end = line.find(delimiter);
        (line[..end.unwrap_or(line.len())].to_owned(), end.map(|end| end + delimiter.len_utf8()))
    };
    let Some(quoted) = line.strip_prefix('"') else {
        let (text, after) = plain(line);
        return (text, after.map(|at| &line[at..]), false);
    };
    let (mut text, mut is_stray, mut chars) = (String::new(), false, quoted.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        let after = &quoted[at + c.len_utf8()..];
        match c {
            '"' if after.is_empty() => return (text, None, is_stray),
            '"' if after.starts_with(delimiter) => return (text, Some(&after[delimiter.len_utf8()..]), is_stray),
            '"' if after.starts_with('"') => {
                chars.next();
                text.push('"');
            }
            // As programs write it that escape a mark with a backslash.
            '\\' if after.starts_with('"') && after.len() > 1 && !after[1..].starts_with(delimiter) => {}
            c => {
                is_stray |= c == '"';
                text.push(c);
            }
        }
    }
    // Nothing closes it: the mark at its start is part of it.
    let (text, after) = plain(line);
    (text, after.map(|at| &line[at..]), true)
}

/// What was found where a quotation is broken.
pub fn broken_quotation(n_lines: u64) -> String {
    match n_lines {
        0 | 1 => "a quotation that is not closed in its row".to_owned(),
        n => format!("a broken quotation after {RESTARTS_MAX} others; {n} lines were given up"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(line: &str) -> Option<Vec<String>> {
        let mut records = Records::new(line, 0, b',');
        let extent = records.read().expect("a record");
        records.meant(extent)
    }

    #[test]
    fn a_mark_inside_a_cell_is_part_of_it() {
        let cells = |cells: [&str; 3]| Some(cells.map(str::to_owned).to_vec());
        assert_eq!(
            meant(r#"a,"Read \"Anno's Jar\" and multiply",c"#),
            cells(["a", r#"Read "Anno's Jar" and multiply"#, "c"])
        );
        assert_eq!(meant(r#"a,"Add" with blocks,c"#), cells(["a", r#""Add" with blocks"#, "c"]));
        assert_eq!(meant(r#"a,"6" pots, 4"" pans",c"#), cells(["a", r#"6" pots, 4" pans"#, "c"]));
    }

    #[test]
    fn sound_records_are_left_alone() {
        for line in [r#"a,"b ""c"" d",e"#, r#""a","b","c""#, "a,b,c", r#"a,5" pipe,c"#] {
            assert_eq!(meant(line), None, "{line}");
        }
    }
}
