//! The tables of `rules/README.md`, written from the schema.

use std::fmt::Write;

use super::schema::{COMMON, Form, KINDS, Kind};
use crate::model::candidate::tag;
use crate::model::rules::MASTERY_PRESETS;

/// Every kind of rule with its parameters, as Markdown.
pub fn kinds() -> String {
    let mut page = String::from("Every rule has\n\n| key | what it is |\n|---|---|\n");
    for (name, what) in COMMON {
        writeln!(page, "| `{name}` | {what} |").expect("writing to a string");
    }
    for kind in KINDS {
        table(&mut page, kind);
    }
    page
}

fn table(page: &mut String, kind: &Kind) {
    let title = if kind.about.is_empty() {
        format!("`kind = \"{}\"`", kind.name)
    } else {
        format!("`kind = \"{}\"`, `about = \"{}\"`", kind.name, kind.about)
    };
    write!(page, "\n### {title}\n\n{}\n\n| parameter | form | what it means |\n|---|---|---|\n", kind.what)
        .expect("writing to a string");
    for param in kind.params {
        let star = if param.required { "*" } else { "" };
        let form: Form = param.form;
        writeln!(page, "| `{}`{star} | {} | {} |", param.name, form.words(), param.what).expect("writing to a string");
    }
    if kind.name == "requirement" {
        page.push_str(
            "\nWhat a lesson is for the learner has tags as well; a minimum of these asks for no more than the learner's \
             choice of the day could give:\n\n",
        );
        for (tag, what) in tag::ALL {
            writeln!(page, "- `{tag}`: {what}.").expect("writing to a string");
        }
    }
    if kind.params.iter().any(|param| param.form == Form::MasteryPreset) {
        page.push_str("\nThe presets:\n\n");
        for (name, what) in MASTERY_PRESETS {
            writeln!(page, "- `{name}`: {what}.").expect("writing to a string");
        }
    }
}
