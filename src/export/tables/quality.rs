//! `quality.csv`: what an educator would read off the day, as measured figures. For staff.

use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::quality::{QualityFigures, QualityMeasure, QualityRow};

use super::Table;
use super::columns::{Columns, DATE};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Quality;

pub struct Row<'a> {
    date: Date,
    row: &'a QualityRow,
}

impl Table for Quality {
    const NAME: &'static str = "quality";
    const WHAT: &'static str = "what an educator would read off the day, as measured figures: over all sites, by site, by grade and by learners' tag, with the night before beside it; measures of sessions and adults over all sites and by site alone, adults as sums. `withheld` where fewer than ten learners could be told from it, alone or together with other lines. The measures, sentence by sentence: [below](#measures-of-quality)";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator, Audience::System];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const FIGURE: Form = Form::Decimal(3, "of the unit");
        Columns::<Row>::new()
            .shared(DATE, |row| Cell::Date(row.date))
            .column("by", Form::Word, "all, site, grade or tag", |row| text(row.row.by))
            .column("group", Form::Id, "all, or the site's id, the grade, the tag", |row| id(&row.row.group))
            .column(
                "aspect",
                Form::Word,
                "company, place, adults, minutes, order, review, voice, fairness or conversation",
                |row| text(row.row.measure.aspect().word()),
            )
            .column("measure", Form::Word, "a word of the list of measures", |row| text(row.row.measure.word()))
            .column("unit", Form::Text, "what the figure is", |row| text(row.row.measure.unit()))
            .column("count", Form::Integer("of what is counted"), "so many", |row| {
                figure(row, |of| integer(of.tally.count))
            })
            .column("of", Form::Integer("of what is counted"), "of so many, or by so many", |row| {
                figure(row, |of| integer(of.tally.of))
            })
            .column(
                "figure",
                FIGURE,
                "count by of; of worst_off that by the same of all; empty: there is nothing to count",
                |row| figure(row, |of| maybe(of.figure, Cell::Decimal)),
            )
            .column(
                "before",
                FIGURE,
                "the figure of the night that this one went on from; empty: none is known",
                |row| figure(row, |of| maybe(of.before, Cell::Decimal)),
            )
            .column("definition", Form::Text, "what is counted of what, a sentence", |row| {
                text(sentence(row.row.measure))
            })
    }

    /// Rows for everybody, then by site, grade and tag, measure by measure.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        report.quality.iter().map(|row| Row { date: report.date, row })
    }
}

fn figure<'a>(row: &Row<'_>, cell: fn(&QualityFigures) -> Cell<'a>) -> Cell<'a> {
    row.row.figures.as_ref().map_or(Cell::Withheld, cell)
}

/// The measure's sentence with capital and full stop.
fn sentence(measure: QualityMeasure) -> String {
    let mut letters = measure.meaning().chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
