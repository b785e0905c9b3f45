//! A table apart from any format: what its columns mean, whom it is for, and its rows as typed cells.
//!
//! Rows are made while they are read and borrow from the report, so that a table of millions of rows is never held twice.

use std::borrow::Cow;

use daybreak_day::time::{Date, TimeOfDay};

/// A table of a report, to be turned into bytes by a format.
pub struct Sheet<'a> {
    pub spec: SheetSpec,
    make: Box<dyn Fn() -> Rows<'a> + Send + Sync + 'a>,
}

/// Rows in the table's order, each with a cell a column.
pub type Rows<'a> = Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>;

/// What a sheet is, whatever its rows.
#[derive(Clone, Debug)]
pub struct SheetSpec {
    /// Letters and `_`; a format adds its own ending, as in `playlists.csv`.
    pub name: &'static str,
    /// What it is: one row for what, in which order.
    pub what: &'static str,
    /// Whom it is for; never empty. Whoever is not named does not get it.
    pub audience: &'static [Audience],
    pub columns: Vec<Column>,
}

/// Who may see a sheet. A learner and a family see the rows of one learner only ([`Sheet::of_learner`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    Learner,
    Family,
    Staff,
    /// Who answers for the day.
    Coordinator,
    /// Another program, or the next night.
    System,
}

/// A column: its name, what kind of cells it has, and what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub form: Form,
    pub what: &'static str,
}

/// What kind of cells a column has; any of them may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An id of the package, the rules or the plan.
    Id,
    /// The id of the learner whose row it is.
    Whose,
    /// One of a few words.
    Word,
    /// A title or sentences.
    Text,
    /// A whole number of this unit.
    Integer(&'static str),
    /// A number of this unit with so many digits after the point.
    Decimal(usize, &'static str),
    /// A number of this unit with as many digits as it has.
    Number(&'static str),
    Date,
    Time,
    /// Yes or no.
    Flag,
    /// Ids or words.
    List,
}

/// What stands where a row and a column meet. Numbers and dates are not text yet: each format writes its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Empty,
    /// A number that could speak of too few learners to be told.
    Withheld,
    Id(Cow<'a, str>),
    Text(Cow<'a, str>),
    Integer(i64),
    /// Written with the digits of its column.
    Decimal(f64),
    Date(Date),
    Time(TimeOfDay),
    Flag(bool),
    List(Vec<Cow<'a, str>>),
}

impl<'a> Sheet<'a> {
    /// A sheet whose rows are made anew by each call of `make`. Panics while they are read if a cell is not of its column's
    /// form, or a row has another number of cells than there are columns.
    pub fn new(spec: SheetSpec, make: impl Fn() -> Rows<'a> + Send + Sync + 'a) -> Self {
        Sheet { spec, make: Box::new(make) }
    }

    /// The rows, from the first.
    pub fn rows(&self) -> impl Iterator<Item = Vec<Cell<'a>>> {
        (self.make)().inspect(|row| {
            assert_eq!(row.len(), self.spec.columns.len(), "{}: a cell a column", self.spec.name);
            for (column, cell) in self.spec.columns.iter().zip(row) {
                assert!(
                    column.form.fits(cell),
                    "{}.{}: {cell:?} is not {:?}",
                    self.spec.name,
                    column.name,
                    column.form
                );
            }
        })
    }

    /// What one learner, or the family, may see of it: the learner's own rows, or all of a sheet whose rows are nobody's.
    /// None when the sheet is for neither.
    pub fn of_learner(self, id: &'a str) -> Option<Sheet<'a>> {
        if !self.spec.is_for(Audience::Learner) && !self.spec.is_for(Audience::Family) {
            return None;
        }
        let Some(at) = self.spec.columns.iter().position(|column| column.form == Form::Whose) else {
            return Some(self);
        };
        let make = self.make;
        let is_own = move |row: &Vec<Cell<'a>>| matches!(&row[at], Cell::Id(own) if own == id);
        Some(Sheet::new(self.spec, move || Box::new(make().filter(is_own))))
    }
}

impl SheetSpec {
    /// Whether it is for this audience.
    pub fn is_for(&self, audience: Audience) -> bool {
        self.audience.contains(&audience)
    }
}

impl Audience {
    /// The word in the dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Learner => "learner",
            Audience::Family => "family",
            Audience::Staff => "staff",
            Audience::Coordinator => "coordinator",
            Audience::System => "system",
        }
    }
}

impl Form {
    /// The unit of a number; none where cells are no numbers.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Form::Integer(unit) | Form::Decimal(_, unit) | Form::Number(unit) => Some(unit),
            Form::Id | Form::Whose | Form::Word | Form::Text | Form::Date | Form::Time | Form::Flag | Form::List => {
                None
            }
        }
    }

    /// Whether a cell may stand in a column of this form.
    pub fn fits(self, cell: &Cell<'_>) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Withheld => self.unit().is_some(),
            Cell::Id(_) => matches!(self, Form::Id | Form::Whose),
            Cell::Text(_) => matches!(self, Form::Word | Form::Text),
            Cell::Integer(_) => matches!(self, Form::Integer(_)),
            Cell::Decimal(_) => matches!(self, Form::Decimal(..) | Form::Number(_)),
            Cell::Date(_) => self == Form::Date,
            Cell::Time(_) => self == Form::Time,
            Cell::Flag(_) => self == Form::Flag,
            Cell::List(_) => self == Form::List,
        }
    }
}

/// An id; nothing is an empty cell.
pub fn id(id: &str) -> Cell<'_> {
    if id.is_empty() { Cell::Empty } else { Cell::Id(Cow::Borrowed(id)) }
}

/// A word, a title or sentences; nothing is an empty cell.
pub fn text<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A count, or a sum of whole units.
pub fn integer<'a>(number: impl TryInto<i64>) -> Cell<'a> {
    Cell::Integer(number.try_into().ok().expect("a count below 2^63"))
}

/// A list; an empty one is an empty cell.
pub fn list<'a, S: Into<Cow<'a, str>>>(items: impl IntoIterator<Item = S>) -> Cell<'a> {
    let items: Vec<Cow<'a, str>> = items.into_iter().map(Into::into).collect();
    if items.is_empty() { Cell::Empty } else { Cell::List(items) }
}

/// A cell that may be empty.
pub fn maybe<'a, T>(value: Option<T>, cell: impl FnOnce(T) -> Cell<'a>) -> Cell<'a> {
    value.map_or(Cell::Empty, cell)
}
