//! The tables of `rules/README.md`, written from the kinds.

use std::fmt::Write;

use crate::kinds::{COMMON, Key, RuleKind, SCOPED};
use crate::policy::facts;

/// Every kind of rule with its parameters, as Markdown.
pub fn kinds() -> String {
    let mut page = String::from("Every rule has\n\n| key | what it is |\n|---|---|\n");
    for (name, what) in COMMON {
        writeln!(page, "| `{name}` | {what} |").expect("writing to a string");
    }
    page.push_str("\nRules other than policies and points for reasons may also have\n\n| key | form | what it means |\n|---|---|---|\n");
    SCOPED.iter().for_each(|param| line(&mut page, &param.key));
    RuleKind::ALL.iter().for_each(|kind| table(&mut page, *kind));
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

fn line(page: &mut String, key: &Key) {
    let star = if key.required { "*" } else { "" };
    writeln!(page, "| `{}`{star} | {} | {} |", key.name, key.form.words(), key.what).expect("writing to a string");
}

fn table(page: &mut String, kind: RuleKind) {
    let spec = kind.spec();
    let title = if let [first, second, ..] = spec.known_by {
        format!("`kind = \"{}\"` with `{first}` or `{second}`", spec.name)
    } else if spec.about.is_empty() {
        format!("`kind = \"{}\"`", spec.name)
    } else {
        format!("`kind = \"{}\"`, `about = \"{}\"`", spec.name, spec.about)
    };
    write!(page, "\n### {title}\n\n{}\n\n| parameter | form | what it means |\n|---|---|---|\n", spec.what)
        .expect("writing to a string");
    kind.own_keys().into_iter().for_each(|key| line(page, key));
    page.push_str(&kind.below());
}
