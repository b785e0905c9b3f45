//! A package read and checked, and the documents of a day problem.

use daybreak_day::issue::{Issue, Place, Severity};
use daybreak_day::problem::Problem;
use daybreak_day::time::{Date, days_between};
use daybreak_graph::{CompetencyGraph, GraphFacts};
use daybreak_night::report::InputCard;
use daybreak_school::dictionary::TableKind;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::tables::{SourceFile, TableCounts};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Observer;
use crate::config::Config;
use crate::{ingest, validate};

/// A package and its rules, as bytes.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    pub tables: Vec<SourceFile>,
    pub rules: Vec<SourceFile>,
}

/// What is known once the tables are read and checked.
pub struct Checked {
    pub school: School,
    pub rules: Rules,
    /// Every fault of the tables.
    pub issues: Vec<Issue>,
    /// Every fault of the rules. They are configuration: an error among them means that nothing may be planned.
    pub rule_issues: Vec<Issue>,
    pub inputs: Vec<InputCard>,
    /// Why the run must refuse to plan from this; none: it may.
    pub refusal: Option<String>,
}

/// Reads and checks a package: `ingest`, `validate`, and the rules.
pub fn check_package(inputs: &Inputs, config: &Config, observer: &dyn Observer) -> Checked {
    observer.stage(None, "ingest");
    let (mut tables, mut issues) = ingest::read_tables(&inputs.tables);
    tables.scores = config.ingest.scores();
    issues.retain(|issue| !config.ingest.ignores(issue));
    let (rules, rule_issues) = ingest::rules::read_rules(&inputs.rules);
    tables.rules = rules.signable();
    observer.stage(None, "validate");
    let validated = validate::validate(&tables);
    issues.extend(validated.issues);
    let refusal = validate::refusal(&validated.counts, &issues, &config.ingest);
    let mut school = validated.school;
    school.lost = validate::lost(&tables, &issues, &validated.counts, &school, config.ingest.rejected_share_max);
    Checked { school, rules, issues, rule_issues, inputs: input_cards(&inputs.tables, &validated.counts), refusal }
}

/// The competency graph of a package as written, in figures, and every fault of its two tables. Circles are kept: whether
/// to refuse them is for whoever asks.
pub fn graph_facts(tables: &[SourceFile], minutes_typical: f64) -> (GraphFacts, Vec<Issue>) {
    let of_graph = |file: &&SourceFile| {
        matches!(TableKind::of_file(&file.name), Some(TableKind::Competencies | TableKind::Prerequisites))
    };
    let files: Vec<SourceFile> = tables.iter().filter(of_graph).cloned().collect();
    let (tables, mut issues) = ingest::read_tables(&files);
    // Other tables are not asked for here.
    issues.retain(|issue| issue.code != "F106" || issue.place.file == TableKind::Competencies.file());
    let validated = validate::validate_graph(&tables);
    issues.extend(validated.issues);
    let graph = CompetencyGraph::new(&validated.school);
    (graph.facts(&validated.school, minutes_typical), issues)
}

/// The input tables with their hashes and how their rows ended, in the dictionary's order.
fn input_cards(files: &[SourceFile], counts: &TableCounts) -> Vec<InputCard> {
    let mut cards: Vec<InputCard> = files
        .par_iter()
        .filter_map(|file| {
            let table = TableKind::of_file(&file.name)?;
            let rows = counts.get(&table).copied().unwrap_or_default();
            Some(InputCard { table, sha256: sha256(&file.bytes), bytes: file.bytes.len() as u64, rows })
        })
        .collect();
    cards.sort_by(|a, b| (a.table, &a.sha256).cmp(&(b.table, &b.sha256)));
    cards
}

/// Reads and checks a problem document: its shape, then its sense.
///
/// # Errors
/// Every fault of the document with its JSON path; warnings travel with the problem.
pub fn read_problem(name: &str, bytes: &[u8]) -> Result<(Problem, Vec<Issue>), Vec<Issue>> {
    let problem = ingest::problem::read_problem(name, bytes)?;
    let issues = validate::problem::validate_problem(name, &problem);
    match issues.iter().any(|issue| issue.severity == Severity::Error) {
        true => Err(issues),
        false => Ok((problem, issues)),
    }
}

/// A package's own fault: a date on which no site has school.
pub fn no_school(date: Date) -> Issue {
    Issue::error("V900", Place::file("days.csv"), format!("{date}"), "an instructional day of at least one site")
        .maybe("Maybe another --date is meant.")
}

/// Days after all that a package knows beyond which a date is a slip: two school years.
const FAR_AHEAD_DAYS: i64 = 800;

/// A date so far from everything that a package knows that it can only be a slip; none: it is near, or nothing has a date.
pub fn far_date(school: &School, date: Date) -> Option<Issue> {
    let days = school.days.iter().map(|day| day.date);
    let evidence = school.evidence.iter().map(|row| row.at.date());
    let delivered = school.delivered.iter().map(|row| row.date);
    let last = days.chain(evidence).chain(delivered).max()?;
    (days_between(last, date) > FAR_AHEAD_DAYS).then(|| {
        let expected =
            format!("a date at most {FAR_AHEAD_DAYS} days after all that the package speaks of, which ends on {last}");
        Issue::error("V930", Place::file("days.csv"), date.to_string(), expected).maybe("Maybe the year is a slip.")
    })
}

/// The bytes of a problem document, as written to `problem.json` and named by its plan.
pub fn problem_json(problem: &Problem) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(problem).expect("a problem has only string keys");
    bytes.push(b'\n');
    bytes
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
