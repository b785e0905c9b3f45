//! The tables of `rules/README.md`, written from the schema.

use std::fmt::Write;

use super::ruled::{COMMON, SCOPED};
use super::schema::{Form, KINDS, Kind, Param};
use crate::policy::facts;
use daybreak_school::rules::MASTERY_PRESETS;
use daybreak_school::tag;

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
    page.push_str(&facts());
    page
}

/// What conditions may read.
fn facts() -> String {
    let mut page = String::from(FACTS_INTRO);
    for spec in facts::FACTS {
        let words = if spec.words.is_empty() { String::new() } else { format!("; one of {}", spec.words.join(", ")) };
        let lack = if spec.may_lack { "; may be unknown" } else { "" };
        writeln!(page, "| `{}` | {}{lack} | {}{words} |", spec.name, spec.kind.word(), spec.what)
            .expect("writing to a string");
    }
    page
}

/// How conditions are written.
const FACTS_INTRO: &str = "
## Conditions and facts

A condition compares facts: `learner.grade >= 3 and 'lab' in modality.tags`. It may use `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` and
`not in` (a list such as `[1, 2]`, a list fact, or an interval such as `[3..5]`), `and`, `or`, `not (...)`, `+ - * / %`, `len`, `abs`,
`floor`, `ceil`, `round`, `min`, `max`, `upper`, `lower`, `startsWith`, `endsWith`, `contains`, and of a list `some`, `all`, `none`, `one` and
`count`, with `#` for its element: `some(lesson.interests, # in learner.interests)`. Texts stand in single quotation marks.

A test on a fact that is not known does not hold, and neither does its opposite: `competency.grade > 3` and
`not (competency.grade > 3)` are both false of a competency without a grade.

| fact | form | what it is |
|---|---|---|
";

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
