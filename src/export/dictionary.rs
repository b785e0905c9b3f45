//! The dictionary of what goes out as a page of Markdown, for `data/README.md`: made from the sheets.

use super::documents::DOCUMENTS;
use super::formats::csv;
use super::sheet::{Audience, Form};
use super::tables::TABLES;
use daybreak_school::quality::{QualityMeasure, TERMS};

/// A section a table, then the other files. Headings are of level three.
pub fn markdown() -> String {
    let mut page = String::new();
    for spec in TABLES.iter().map(|table| (table.spec)()) {
        page.push_str(&format!("### {}\n\n{}.\n\n", csv::path(spec.name), capital(spec.what)));
        page.push_str(&format!("For: {}.\n\n", words(spec.audience)));
        page.push_str("| column | form | holds |\n|---|---|---|\n");
        for column in spec.columns {
            page.push_str(&format!("| {} | {} | {} |\n", column.name, form(column.form), column.what));
        }
        page.push('\n');
    }
    page.push_str("### Measures of quality\n\n");
    page.push_str(&measures());
    page.push_str("### Other files\n\n| file | for | holds |\n|---|---|---|\n");
    for document in &DOCUMENTS {
        page.push_str(&format!("| {} | {} | {} |\n", document.path, words(document.audience), document.what));
    }
    page
}

/// The measures of `quality.csv`, each with its sentence.
fn measures() -> String {
    let mut page = TERMS.to_owned();
    page.push_str("\n\n| measure | aspect | unit | counts |\n|---|---|---|---|\n");
    for measure in QualityMeasure::ALL {
        let (aspect, unit) = (measure.aspect().word(), measure.unit());
        page.push_str(&format!("| {} | {aspect} | {unit} | {} |\n", measure.word(), measure.meaning()));
    }
    page.push('\n');
    page
}

/// A column's form with its unit, for people.
fn form(form: Form) -> String {
    match form {
        Form::Id | Form::Whose => "id".to_owned(),
        Form::Word => "word".to_owned(),
        Form::Text => "text".to_owned(),
        Form::Integer(unit) => format!("whole number: {unit}"),
        Form::Decimal(0, unit) => format!("number, rounded: {unit}"),
        Form::Decimal(1, unit) => format!("number, 1 decimal: {unit}"),
        Form::Decimal(digits, unit) => format!("number, {digits} decimals: {unit}"),
        Form::Number(unit) => format!("number: {unit}"),
        Form::Date => "YYYY-MM-DD".to_owned(),
        Form::Time => "HH:MM".to_owned(),
        Form::Flag => "yes or no".to_owned(),
        Form::List => "list".to_owned(),
    }
}

fn words(audience: &[Audience]) -> String {
    audience.iter().map(|audience| audience.word()).collect::<Vec<_>>().join(", ")
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
