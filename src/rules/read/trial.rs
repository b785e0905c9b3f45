//! Tests of rules: small tables beside them that say what the rules should decide.
//!
//! Each column is a fact, or what is expected of eligibility rules and points: `eligible` (true or false), `points` (the
//! sum that rules earn the lesson) and `rules` (the ids of all rules that decide, with `;` between them); `case` is a name for the
//! reader. An empty cell of a fact: it is not known.

use std::collections::BTreeMap;

use crate::policy::facts::{self, Known};
use crate::policy::{self, Engine, Facts, Given, Value, covers, matching_rows};
use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_day::problem::Points;
use daybreak_school::condition::Fact;
use daybreak_school::rules::{Rules, Scope};
use daybreak_school::ruling::{Earns, Exception, Strength, Verdict};
use daybreak_school::tables::SourceFile;

/// Columns that are no facts.
const EXPECTED: [&str; 4] = ["case", "eligible", "points", "rules"];

/// What came of the tests of all files.
#[derive(Debug, Default)]
pub struct Trial {
    pub n_cases: usize,
    /// Tests that cannot be read, and cases that came out otherwise than expected (`R501`), in order.
    pub issues: Vec<Issue>,
}

/// Runs the tests.
pub fn run(rules: &Rules, files: &[SourceFile]) -> Trial {
    let engine = engine(rules);
    let mut trial = Trial::default();
    for file in files {
        let read = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file.bytes.as_slice());
        if let Err(error) = table(rules, &engine, file, read, &mut trial) {
            let line = error.position().map(csv::Position::line);
            let place = Place { file: file.name.clone(), line, column: None };
            trial.issues.push(Issue::error("R303", place, error.to_string(), "a CSV table"));
        }
    }
    trial
}

fn engine(rules: &Rules) -> Engine {
    let conditions = rules.eligibility.iter().flat_map(|rule| [&rule.body.when, rule.body.verdict.condition()]);
    Engine::of(conditions.chain(rules.points.iter().map(|rule| &rule.body.when)))
}

fn table(
    rules: &Rules,
    engine: &Engine,
    file: &SourceFile,
    mut reader: csv::Reader<&[u8]>,
    trial: &mut Trial,
) -> Result<(), csv::Error> {
    let header = reader.headers()?.clone();
    let n_issues = trial.issues.len();
    for name in header.iter().filter(|name| !EXPECTED.contains(name) && facts::find(name).is_none()) {
        let issue = Issue::error(
            "R201",
            Place::cell(&file.name, 1, name),
            format!("\"{name}\""),
            "a fact, eligible, points, rules or case",
        );
        trial.issues.push(match facts::nearest_name(name).or(nearest(name, EXPECTED)) {
            Some(near) => issue.maybe(format!("Maybe {near}.")),
            None => issue,
        });
    }
    if trial.issues.len() > n_issues {
        return Ok(());
    }
    for record in reader.records() {
        let record = record?;
        trial.n_cases += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let place = |column: &str| Place::cell(&file.name, line, column);
        let mut given = Case::default();
        for (name, cell) in header.iter().zip(&record) {
            let Some(fact) = facts::find(name) else { continue };
            match policy::read_value(fact, cell) {
                Ok(Some(value)) => drop(given.values.insert(fact, value)),
                Ok(None) => {}
                Err(expected) => trial.issues.push(Issue::error("R204", place(name), format!("\"{cell}\""), expected)),
            }
        }
        let decided = decide(rules, &given, engine);
        for (name, cell) in header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty()) {
            let found = match name {
                "eligible" => decided.eligible.to_string(),
                "points" => decided.points.to_string(),
                "rules" => decided.rules.join(";"),
                _ => continue,
            };
            let mut wanted: Vec<&str> = cell.split(';').map(str::trim).collect();
            wanted.sort_unstable();
            if found != wanted.join(";") {
                let by = if decided.rules.is_empty() { "no rule".to_string() } else { decided.rules.join(", ") };
                let case = header.iter().position(|name| name == "case").and_then(|at| record.get(at));
                let case =
                    case.filter(|case| !case.is_empty()).map(|case| format!(" in case \"{case}\"")).unwrap_or_default();
                let found = format!("\"{found}\" by {by}{case}");
                trial.issues.push(Issue::error("R501", place(name), found, format!("\"{cell}\"")));
            }
        }
    }
    Ok(())
}

/// The facts of one case.
#[derive(Default)]
struct Case {
    values: BTreeMap<Fact, Given>,
}

impl Facts for Case {
    fn value(&self, fact: Known) -> Value<'_> {
        match self.values.get(&Fact::from(fact)) {
            Some(Given::Number(number)) => Value::Number(*number),
            Some(Given::Text(text)) => Value::Text(text),
            Some(Given::Bool(holds)) => Value::Bool(*holds),
            Some(Given::Texts(texts)) => Value::Texts(texts),
            None => Value::Unknown,
        }
    }
}

/// What the rules decide of one case.
struct Decided {
    eligible: bool,
    points: Points,
    /// Sorted.
    rules: Vec<String>,
}

fn decide(rules: &Rules, case: &Case, engine: &Engine) -> Decided {
    let mut decided = Decided { eligible: true, points: 0, rules: Vec::new() };
    for rule in &rules.eligibility {
        let keeps_out = concerns(&rule.scope, &rule.except, case)
            && covers(&rule.body.when, case, engine)
            && match &rule.body.verdict {
                Verdict::Allow(allowed) => !covers(allowed, case, engine),
                Verdict::Deny(denied) => covers(denied, case, engine),
            };
        if keeps_out {
            match rule.strength {
                Strength::Hard => decided.eligible = false,
                Strength::Warn => {}
                Strength::Weight(points) => decided.points -= points,
            }
            decided.rules.push(rule.id.clone());
        }
    }
    for rule in &rules.points {
        if !concerns(&rule.scope, &rule.except, case) || !covers(&rule.body.when, case, engine) {
            continue;
        }
        let points = match &rule.body.earns {
            Earns::Points(points) => *points,
            Earns::Table(table) => matching_rows(table, case, engine).into_iter().map(|at| table.rows[at].points).sum(),
        };
        if points != 0 {
            decided.points += points;
            decided.rules.push(rule.id.clone());
        }
    }
    decided.rules.sort_unstable();
    decided
}

/// Whether a rule concerns the case: what the case does not say is in nobody's scope but everybody's.
fn concerns(scope: &Scope, except: &Exception, case: &Case) -> bool {
    let text = |fact: Known| match case.value(fact) {
        Value::Text(text) => Some(text),
        _ => None,
    };
    let tags = match case.value(Known::LearnerTags) {
        Value::Texts(tags) => tags,
        _ => &[],
    };
    let grade = match case.value(Known::LearnerGrade) {
        Value::Number(grade) => Some(grade.0 / 1_000_000),
        _ => None,
    };
    let date = text(Known::DayDate).and_then(|date| date.parse().ok());
    let is_always = scope.span.from.is_none() && scope.span.until.is_none();
    (scope.sites.is_empty() || text(Known::DaySite).is_some_and(|site| scope.sites.iter().any(|s| s == site)))
        && scope.grade_min.is_none_or(|min| grade.is_some_and(|grade| i64::from(min.0) <= grade))
        && scope.grade_max.is_none_or(|max| grade.is_some_and(|grade| grade <= i64::from(max.0)))
        && (scope.tags.is_empty() || scope.tags.iter().any(|tag| tags.contains(tag)))
        && (is_always || date.is_some_and(|date| scope.span.covers(date)))
        && !text(Known::LearnerId).is_some_and(|id| except.learners.iter().any(|learner| learner == id))
}
