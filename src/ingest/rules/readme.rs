//! The tables of `rules/README.md`, written from the schema.

use std::fmt::Write;

use super::ruled::{COMMON, SCOPED};
use super::schema::{Form, KINDS, Kind, Param};
use crate::model::rules::MASTERY_PRESETS;

/// Every kind of rule with its parameters, as Markdown.
pub fn kinds() -> String {
    let mut page = String::from("Every rule has\n\n| key | what it is |\n|---|---|\n");
    for (name, what) in COMMON {
        writeln!(page, "| `{name}` | {what} |").expect("writing to a string");
    }
    page.push_str("\nRules other than policies and points for reasons may also have\n\n| key | form | what it means |\n|---|---|---|\n");
    SCOPED.iter().for_each(|param| line(&mut page, param));
    for kind in KINDS {
        table(&mut page, kind);
    }
    page
}

fn line(page: &mut String, param: &Param) {
    let star = if param.required { "*" } else { "" };
    let form: Form = param.form;
    writeln!(page, "| `{}`{star} | {} | {} |", param.name, form.words(), param.what).expect("writing to a string");
}

fn table(page: &mut String, kind: &Kind) {
    let title = if let [first, second, ..] = kind.known_by {
        format!("`kind = \"{}\"` with `{first}` or `{second}`", kind.name)
    } else if kind.about.is_empty() {
        format!("`kind = \"{}\"`", kind.name)
    } else {
        format!("`kind = \"{}\"`, `about = \"{}\"`", kind.name, kind.about)
    };
    write!(page, "\n### {title}\n\n{}\n\n| parameter | form | what it means |\n|---|---|---|\n", kind.what)
        .expect("writing to a string");
    kind.params.iter().for_each(|param| line(page, param));
    if kind.params.iter().any(|param| param.form == Form::MasteryPreset) {
        page.push_str("\nThe presets:\n\n");
        for (name, what) in MASTERY_PRESETS {
            writeln!(page, "- `{name}`: {what}.").expect("writing to a string");
        }
    }
}
