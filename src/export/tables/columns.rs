//! How a table's columns are written down, each with the cell that it takes from a row; and the columns that several have.

use crate::sheet::{Cell, Column, Form};

/// The columns of a table whose rows are made of `R`s. A column and its cells are one entry, so they cannot disagree.
pub struct Columns<'a, R> {
    pub heads: Vec<Column>,
    cells: Vec<fn(&R) -> Cell<'a>>,
}

impl<'a, R> Columns<'a, R> {
    pub fn new() -> Self {
        Columns { heads: Vec::new(), cells: Vec::new() }
    }

    /// The next column.
    pub fn column(self, name: &'static str, form: Form, what: &'static str, cell: fn(&R) -> Cell<'a>) -> Self {
        self.shared(Column { name, form, what }, cell)
    }

    /// The next column, one of those below.
    pub fn shared(mut self, column: Column, cell: fn(&R) -> Cell<'a>) -> Self {
        self.heads.push(column);
        self.cells.push(cell);
        self
    }

    /// The cells of a row.
    pub fn row(&self, row: &R) -> Vec<Cell<'a>> {
        self.cells.iter().map(|cell| cell(row)).collect()
    }
}

const fn column(name: &'static str, form: Form, what: &'static str) -> Column {
    Column { name, form, what }
}

pub const DATE: Column = column("date", Form::Date, "the day planned");
pub const SITE: Column = column("site", Form::Id, "the site's id");
pub const LEARNER: Column = column("learner", Form::Whose, "whose");
pub const SUBJECT: Column = column("subject", Form::Word, "the competency's subject");
pub const SLOT: Column = column("slot", Form::Id, "the slot's id");
pub const START: Column = column("start", Form::Time, "when the slot begins");
pub const END: Column = column("end", Form::Time, "when the slot ends");
pub const SESSION: Column = column("session", Form::Id, "the session's id, as in plan.json; empty: no session");
pub const STATION: Column =
    column("station", Form::Id, "the station, where learners do different lessons; empty: one lesson");
pub const PEOPLE: Column = column("staff", Form::List, "the people who serve the session");
pub const NEW: Column = column("new", Form::Flag, "yes: earned since the school day before");
pub const GRANTED: Column = column("granted", Form::Flag, "whether it was granted");
