//! The one door for cases that an educator can read: Markdown with tables in, expected tables out.
//!
//! A case is a file in `tests/cases/`. Its ```csv NAME blocks replace tables of the base school
//! (`tests/cases/base/`) or add to it; ```toml NAME and ```table NAME blocks are rules and their decision tables, a
//! ```night turns.csv block is what the former night remembered. ```morning NAME blocks are tables of the next morning: the day
//! is planned and published from the others, and planned again from these, near what is published; `Now: HH:MM` says what has
//! begun. Its ```expect FILE blocks say what must come
//! out: the header of an output table selects the columns to compare, `expect issues` lists the faults of the
//! tables, `expect answer WHAT` is what a coordinator reads who asks about WHAT. `UPDATE=1 cargo test --release --test package cases` rewrites the expectations; a person reads the
//! difference.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use daybreak::config::Config;
use daybreak::history::rows::Tables;
use daybreak::history::turns::read_turns;
use daybreak::history::{Former, FormerNight, Published};
use daybreak::model::promise::Promise;
use daybreak::model::report::Report;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::{Date, TimeOfDay};
use daybreak::{export, pipeline};

/// The day that cases plan unless they say `Date: YYYY-MM-DD`; a Monday.
const DATE: &str = "2026-11-23";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn cases_hold() {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .expect("tests/cases")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are cases");
    let faults: Vec<String> = paths.iter().filter_map(|path| check(path).err()).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
}

/// Runs one case and compares every expectation.
fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).expect("UTF-8 Markdown");
    let blocks = blocks(&text);
    let actual = run(&text, &blocks);
    let mut updated = text.clone();
    let mut faults = Vec::new();
    let expectations: Vec<&Block> = blocks.iter().filter(|block| block.kind == "expect").collect();
    assert!(!expectations.is_empty(), "{}: a case expects something", path.display());
    for block in expectations {
        let found = answer(&actual, &block.name, &block.body);
        if found != block.body {
            faults.push(format!("{} ({}):\nexpected\n{}found\n{found}", path.display(), block.name, block.body));
            updated = updated.replace(
                &format!("```expect {}\n{}```", block.name, block.body),
                &format!("```expect {}\n{found}```", block.name),
            );
        }
    }
    if !faults.is_empty() && std::env::var_os("UPDATE").is_some() {
        fs::write(path, updated).expect("a writable case");
        return Ok(());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// A fenced block: its kind and name (the words after the fence) and its text.
struct Block {
    kind: String,
    name: String,
    body: String,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(head)) => {
                let (kind, name) = head.split_once(' ').unwrap_or((head, ""));
                open = Some(Block { kind: kind.into(), name: name.into(), body: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.body.push_str(line);
                block.body.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Everything that comes out: output files by name, and `issues`.
fn run(text: &str, blocks: &[Block]) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<String, Vec<u8>> = fs::read_dir(folder().join("base"))
        .expect("tests/cases/base")
        .map(|entry| entry.expect("a readable entry"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("readable")))
        .collect();
    let mut rules = Vec::new();
    for block in blocks {
        match block.kind.as_str() {
            "csv" => drop(tables.insert(block.name.clone(), block.body.clone().into_bytes())),
            "toml" | "table" => {
                rules.push(SourceFile { name: block.name.clone(), bytes: block.body.clone().into_bytes() })
            }
            _ => {}
        }
    }
    let date = text.lines().find_map(|line| line.strip_prefix("Date: ")).unwrap_or(DATE).trim();
    let date: Date = date.parse().expect("Date: YYYY-MM-DD");
    let of = |tables: &BTreeMap<String, Vec<u8>>| {
        tables.iter().map(|(name, bytes)| SourceFile { name: name.clone(), bytes: bytes.clone() }).collect()
    };
    let night = pipeline::Inputs { tables: of(&tables), rules: rules.clone() };
    let news: Vec<&Block> = blocks.iter().filter(|block| block.kind == "morning").collect();
    news.iter().for_each(|block| drop(tables.insert(block.name.clone(), block.body.clone().into_bytes())));
    let inputs = pipeline::Inputs { tables: of(&tables), rules };
    let config = Config::default();
    let checked = pipeline::check_package(&inputs, &config, &());
    let mut issues: String =
        checked.issues.iter().chain(&checked.rule_issues).map(|issue| format!("{issue}\n")).collect();
    if let Some(refusal) = &checked.refusal {
        issues.push_str(&format!("refused: {refusal}\n"));
        return BTreeMap::from([("issues".to_owned(), issues)]);
    }
    let memory = blocks.iter().find(|block| block.kind == "night" && block.name == "turns.csv");
    let turns = memory.map(|block| read_turns(block.body.as_bytes(), &checked.school).expect("the memory of a night"));
    let mut former = FormerNight { turns: turns.unwrap_or_default(), ..FormerNight::default() };
    if !news.is_empty() {
        let now = text.lines().find_map(|line| line.strip_prefix("Now: "));
        promise(&mut former, &night, date, now.map(|now| TimeOfDay::parse(now).expect("Now: HH:MM")));
    }
    let report = pipeline::plan_from(checked, &inputs.rules, date, &former, &config, &());
    for failure in &report.failed {
        issues.push_str(&format!("site failed: {}\n", failure.why));
    }
    let mut actual = BTreeMap::from([("issues".to_owned(), issues)]);
    for file in export::export(&report) {
        actual.insert(file.path, String::from_utf8(file.bytes).expect("our tables are UTF-8"));
    }
    let asked =
        blocks.iter().filter(|block| block.kind == "expect").filter_map(|block| block.name.strip_prefix(ANSWER));
    for what in asked {
        let text = asked_about(what, &report, &actual, &inputs, &former);
        actual.insert(format!("{ANSWER}{what}"), text);
    }
    actual
}

/// What begins the name of an expectation on an answer.
const ANSWER: &str = "answer ";

/// What is said of something of the first site's day, asked by its name.
fn asked_about(
    what: &str,
    report: &Report,
    files: &BTreeMap<String, String>,
    inputs: &pipeline::Inputs,
    former: &FormerNight,
) -> String {
    let config = Config::default();
    let checked = pipeline::check_package(inputs, &config, &());
    let fetch = |file: &str| Ok::<_, ()>(files.get(file).map(|text| text.clone().into_bytes()));
    let names = [
        "sessions.csv",
        "staff.csv",
        "rooms.csv",
        "requests.csv",
        "wishes.csv",
        "matters.csv",
        "exceptions.csv",
        "prices.csv",
    ];
    let tables = Tables::read(fetch, &names).expect("nothing fails in memory");
    let named = pipeline::Names::of(&checked.school, &checked.rules, &tables, report.date).find(what, None);
    let asked = named.expect("one thing is named").asked(&tables).expect("neither a learner nor a lesson");
    let site = &report.sites[0];
    let published = Published {
        problem: site.formulation.problem.clone(),
        plan: site.plan.clone(),
        certificate: Some(site.certificate.clone()),
    };
    let ground = pipeline::groundwork_from(checked.school, checked.rules, report.date, former, &());
    let answer = pipeline::inquire(&ground, site.site, &asked, Some(published), &tables, &config);
    answer.expect("a day that is planned").inquired.text
}

/// Plans and publishes the night, and promises what it says.
fn promise(former: &mut FormerNight, night: &pipeline::Inputs, date: Date, now: Option<TimeOfDay>) {
    let config = Config::default();
    let checked = pipeline::check_package(night, &config, &());
    let prices = checked.rules.changes.morning;
    let report = pipeline::plan_from(checked, &night.rules, date, former, &config, &());
    for site in report.sites {
        let (problem, plan) = (site.formulation.problem, site.plan);
        let promise = Promise { problem, plan: plan.clone(), prices, is_least: true, now, same_offers: true };
        let id = report.school.sites[site.site.i()].id.clone();
        let known =
            Former { plan: Some(plan), certificate: Some(site.certificate), promise: Some(promise), base: None };
        former.sites.insert(id, known);
    }
}

/// The part of an output that an expectation asks for: the columns that its header names; `WHERE column=value` after
/// the file's name keeps only those rows.
fn answer(actual: &BTreeMap<String, String>, name: &str, wanted: &str) -> String {
    if name == "issues" || name.starts_with(ANSWER) {
        return actual[name].clone();
    }
    let (file, filter) = name.split_once(" WHERE ").unwrap_or((name, ""));
    let Some(text) = actual.get(file) else { return format!("no file {file}; there are {:?}\n", actual.keys()) };
    let header = wanted.lines().next().unwrap_or_default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let position = |column: &str| columns.iter().position(|known| known == column);
    let selected: Vec<Option<usize>> = header.split(',').map(position).collect();
    let keep: Vec<(usize, &str)> = filter
        .split(" AND ")
        .filter_map(|part| part.split_once('='))
        .map(|(column, value)| (position(column).expect("a column of the output"), value))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header.split(',')).expect("in memory");
    for record in reader.records() {
        let record = record.expect("our own CSV");
        if keep.iter().all(|(at, value)| record.get(*at) == Some(value)) {
            let cells = selected.iter().map(|at| at.and_then(|at| record.get(at)).unwrap_or("no such column"));
            writer.write_record(cells).expect("in memory");
        }
    }
    String::from_utf8(writer.into_inner().expect("in memory")).expect("UTF-8")
}
