//! The dictionary of what goes out as a page of Markdown, for `data/README.md`.

use super::dictionary::OUT;

/// The files that are no tables, with what they hold.
pub const DOCUMENTS: [(&str, &str); 4] = [
    ("sites/SITE/problem.json", "the day problem of a site (format daybreak.problem/1)"),
    ("sites/SITE/plan.json", "its plan (format daybreak.plan/1), with a proven bound; it names the problem's SHA-256"),
    (
        "sites/SITE/certificate.json",
        "prices from which `daybreak verify --bound` recomputes the plan's bound (format daybreak.certificate/1)",
    ),
    (
        "run.json",
        "inputs with hashes and row counts, rules, seed, version, seconds of each stage, objective, bound, gap and counts of each site",
    ),
];

/// The dictionary as Markdown: a section a table, then the other files. Headings are of level three.
pub fn markdown() -> String {
    let mut text = String::new();
    for spec in &OUT {
        text.push_str(&format!("### {}.csv\n\n{}.\n\n", spec.name, capital(spec.what)));
        text.push_str("| column | holds |\n|---|---|\n");
        for column in spec.columns {
            text.push_str(&format!("| {} | {} |\n", column.name, column.what));
        }
        text.push('\n');
    }
    text.push_str("### Other files\n\n| file | holds |\n|---|---|\n");
    for (file, what) in DOCUMENTS {
        text.push_str(&format!("| {file} | {what} |\n"));
    }
    text
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
