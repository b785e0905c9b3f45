//! `access.csv`: who gets teachers, choice and work of their grade, by site, grade and tag. For staff, and for whoever asks
//! whether the day is fair.

use daybreak_night::report::Report;
use daybreak_school::voice::{AccessFigures, AccessRow};

use super::Table;
use super::columns::Columns;
use crate::sheet::{Audience, Cell, Form, id, integer, text};

pub struct Access;

impl Table for Access {
    const NAME: &'static str = "access";
    const WHAT: &'static str = "who gets teachers, choice and work of their grade: means of a day over all sites, by site, by grade and by learners' tag; `withheld` where fewer than ten learners could be told from it, alone or together with other lines";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = &'a AccessRow;

    fn columns<'a>() -> Columns<'a, &'a AccessRow> {
        Columns::<&AccessRow>::new()
            .column("by", Form::Word, "all, site, grade or tag", |row| text(row.by))
            .column("group", Form::Id, "all, or the site's id, the grade, the tag", |row| id(&row.group))
            .column("learners", Form::Integer("learners"), "who are there", |row| {
                figure(row, |all| integer(all.learners))
            })
            .column("teacher_minutes", Form::Decimal(1, "minutes a learner"), "in which an adult teaches", |row| {
                figure(row, |all| Cell::Decimal(all.teacher_minutes))
            })
            .column(
                "choice_granted",
                Form::Decimal(3, "share, 0 to 1"),
                "of their wishes and proposals that are granted; withheld where fewer than ten of them have any",
                |row| figure(row, |all| all.choice_granted.map_or(Cell::Withheld, Cell::Decimal)),
            )
            .column(
                "on_grade",
                Form::Decimal(3, "share, 0 to 1"),
                "of their slots in lessons of a known grade that are of their own",
                |row| figure(row, |all| Cell::Decimal(all.on_grade)),
            )
            .column(
                "worst_tenth",
                Form::Decimal(3, "share, 0 to 1"),
                "of them among the tenth of their site whose day is worth least",
                |row| figure(row, |all| Cell::Decimal(all.worst_tenth)),
            )
    }

    /// Rows for everybody, then by site, grade and tag.
    fn rows(report: &Report) -> impl Iterator<Item = &AccessRow> {
        report.access.iter()
    }
}

fn figure<'a>(row: &AccessRow, cell: fn(&AccessFigures) -> Cell<'a>) -> Cell<'a> {
    row.figures.as_ref().map_or(Cell::Withheld, cell)
}
