//! Sheets as CSV: UTF-8 without a byte order mark, line feeds, RFC 4180 quoting, lists separated by `;`.
//!
//! Cells are exact: a title that begins with `=` stays so, for these files are read by programs first. The
//! sentences are our own and never begin with a sign that a spreadsheet would take for a formula.

use std::fmt::Write as _;

use rayon::prelude::*;

use crate::OutputFile;
use crate::sheet::{Cell, Form, Sheet};

/// A file for each sheet, in their order.
pub fn files(sheets: &[Sheet<'_>]) -> Vec<OutputFile> {
    sheets.par_iter().map(|sheet| OutputFile { path: path(sheet.spec.name), bytes: bytes(sheet) }).collect()
}

/// The name of a sheet's file.
pub fn path(name: &str) -> String {
    format!("{name}.csv")
}

/// The header, then the rows.
pub fn bytes(sheet: &Sheet<'_>) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(sheet.spec.columns.iter().map(|column| column.name)).expect("writing to memory");
    let mut field = String::new();
    for row in sheet.rows() {
        for (column, cell) in sheet.spec.columns.iter().zip(&row) {
            field.clear();
            writer.write_field(written(cell, column.form, &mut field)).expect("writing to memory");
        }
        writer.write_record(None::<&[u8]>).expect("as many fields as the header has, written to memory");
    }
    writer.into_inner().expect("flushing to memory")
}

/// A cell as a field, in `space` where it is not text yet.
fn written<'s>(cell: &'s Cell<'_>, form: Form, space: &'s mut String) -> &'s str {
    let result = match cell {
        Cell::Empty => return "",
        Cell::Withheld => return "withheld",
        Cell::Flag(true) => return "yes",
        Cell::Flag(false) => return "no",
        Cell::Id(text) | Cell::Text(text) => return text,
        Cell::Integer(number) => write!(space, "{number}"),
        Cell::Decimal(number) => match digits(form) {
            // Nothing is nothing, whatever its sign.
            Some(digits) => write!(space, "{:.digits$}", number + 0.0),
            None => write!(space, "{}", number + 0.0),
        },
        Cell::Date(date) => write!(space, "{date}"),
        Cell::Time(time) => write!(space, "{time}"),
        Cell::List(items) => {
            for (at, item) in items.iter().enumerate() {
                space.push_str(if at > 0 { ";" } else { "" });
                space.push_str(item);
            }
            Ok(())
        }
    };
    result.expect("writing to a string");
    space
}

/// The digits after the point that a column's numbers have; none: as many as each has.
fn digits(form: Form) -> Option<usize> {
    match form {
        Form::Decimal(digits, _) => Some(digits),
        Form::Id
        | Form::Whose
        | Form::Word
        | Form::Text
        | Form::Integer(_)
        | Form::Number(_)
        | Form::Date
        | Form::Time
        | Form::Flag
        | Form::List => None,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::sheet::{Audience, Column, SheetSpec, id, integer, list, maybe, text};

    fn sheet<'a>(form: Form, cells: Vec<Cell<'a>>) -> Sheet<'a> {
        let column = |name, form| Column { name, form, what: "for a test" };
        let columns = vec![column("learner", Form::Whose), column("cell", form)];
        let spec = SheetSpec { name: "cells", what: "cells", audience: &[Audience::Learner], columns };
        let row = |(at, cell): (usize, Cell<'a>)| vec![id(["L1", "L2"][at % 2]), cell];
        Sheet::new(spec, move || Box::new(cells.clone().into_iter().enumerate().map(row)))
    }

    fn written(form: Form, cells: Vec<Cell<'_>>) -> String {
        let text = String::from_utf8(bytes(&sheet(form, cells))).expect("UTF-8");
        text.strip_prefix("learner,cell\n").expect("the header").to_owned()
    }

    #[test]
    fn numbers_have_the_digits_of_their_column() {
        let cells = || vec![Cell::Decimal(0.5), Cell::Withheld, Cell::Empty];
        assert_eq!(written(Form::Decimal(3, "share"), cells()), "L1,0.500\nL2,withheld\nL1,\n");
        assert_eq!(written(Form::Number("credits"), cells()), "L1,0.5\nL2,withheld\nL1,\n");
        assert_eq!(written(Form::Decimal(0, "minutes"), vec![Cell::Decimal(-0.0)]), "L1,0\n");
        assert_eq!(written(Form::Integer("days"), vec![integer(-3), maybe(None::<i32>, integer)]), "L1,-3\nL2,\n");
    }

    #[test]
    fn text_is_exact_and_lists_are_one_cell() {
        assert_eq!(written(Form::Text, vec![text("=1, \"or\" two"), text("")]), "L1,\"=1, \"\"or\"\" two\"\nL2,\n");
        assert_eq!(written(Form::List, vec![list(["a", "b"]), list::<&str>([])]), "L1,a;b\nL2,\n");
        assert_eq!(written(Form::Flag, vec![Cell::Flag(true), Cell::Flag(false)]), "L1,yes\nL2,no\n");
    }

    #[test]
    fn a_learner_gets_the_learners_own_rows() {
        let all = sheet(Form::Word, vec![text("a"), text("b"), text("c")]);
        let own = bytes(&all.of_learner("L2").expect("it is for learners"));
        assert_eq!(String::from_utf8(own).expect("UTF-8"), "learner,cell\nL2,b\n");
        let mut staff = sheet(Form::Word, vec![text("a")]);
        staff.spec.audience = &[Audience::Staff];
        assert!(staff.of_learner("L1").is_none());
    }

    #[test]
    #[should_panic(expected = "cells.cell")]
    fn a_cell_of_another_form_is_a_slip() {
        bytes(&sheet(Form::Date, vec![Cell::Text(Cow::Borrowed("tomorrow"))]));
    }
}
