//! The house rules, held by a test: who may know whom, where files, clock and solver live, how files begin.
//!
//! When one fails, the message says what to do. If the rule stands in the way of something good, change the
//! rule here, and say why in README "Decisions".

use std::fs;
use std::path::{Path, PathBuf};

/// The stages, in the order in which data flows; each may know only what stands beside it.
const FLOORS: &[(&str, &[&str])] = &[
    ("model", &["issue", "model"]),
    ("issue", &[]),
    ("config", &[]),
    // Ground floor: the door to the MILP solver knows nobody, and whoever has a small exact problem may use it.
    ("milp", &[]),
    // Which cells of a table by subgroup may be shown: one rule for every such table.
    ("privacy", &[]),
    // Predictions against outcomes by group: of a school's estimates, and of a model on anybody's log.
    ("calibration", &["model", "privacy", "calibration"]),
    ("graph", &["model", "issue", "milp", "graph"]),
    // Models of knowing stand beside the graph: numbers in, numbers out, for a school's log or anybody's.
    ("knowledge", &["knowledge"]),
    // The language of rules stands beside them too: what a condition may read and how it is evaluated is one thing for who
    // loads rules, who proposes by them and who puts them into the day's problem. It decides nothing and asks nobody.
    ("policy", &["model", "issue", "policy"]),
    // What people asked for is weighed once for all stages that ask: proposing, formulating, explaining.
    ("voice", &["model", "voice"]),
    ("ingest", &["model", "issue", "config", "policy", "ingest"]),
    ("validate", &["model", "issue", "config", "graph", "validate"]),
    ("estimate", &["model", "issue", "config", "graph", "knowledge", "calibration", "estimate"]),
    // What was earned follows from the estimate and is told to nobody but the exporters.
    ("award", &["model", "award"]),
    ("plot", &["model", "issue", "config", "graph", "plot"]),
    ("recommend", &["model", "issue", "config", "graph", "policy", "voice", "recommend"]),
    ("formulate", &["model", "issue", "config", "graph", "policy", "voice", "formulate"]),
    ("schedule", &["model", "issue", "config", "milp", "schedule"]),
    ("check", &["model", "issue", "check"]),
    ("explain", &["model", "issue", "config", "graph", "check", "voice", "explain"]),
    ("export", &["model", "issue", "config", "privacy", "export"]),
    // Reads the logs of others as a package is read, and measures on them the models and the school's own estimate; no
    // stage of a night.
    ("evaluate", &["model", "issue", "ingest", "knowledge", "calibration", "estimate", "evaluate"]),
    ("generate", &["model", "issue", "config", "generate"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`: its path relative to the project with `/`, and its text.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("below the project").to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("UTF-8 source");
            (name, text)
        })
        .collect()
}

/// The floor of a file: the folder (or file) right below `src/`.
fn floor(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The part of a source file before its unit tests: tests may look anywhere.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// Every source file of the program itself: not those that `#[cfg(test)] mod name;` declares.
fn source_files() -> Vec<(String, String)> {
    let files = rust_files("src");
    let mut tests: Vec<String> = Vec::new();
    for (path, text) in &files {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].trim() == "#[cfg(test)]") {
            if let Some(name) = pair[1].trim().strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                tests.push(format!("{folder}/{name}.rs"));
            }
        }
    }
    files.into_iter().filter(|(path, _)| !tests.contains(path)).collect()
}

/// Code lines, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    code(text)
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn report(faults: Vec<String>, advice: &str) {
    assert!(faults.is_empty(), "\n{}\n\n{advice}\n", faults.join("\n"));
}

#[test]
fn a_stage_knows_only_its_floor() {
    let mut faults = Vec::new();
    for (path, text) in source_files() {
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == floor(&path)) else { continue };
        for (line, code) in code_lines(&text) {
            for found in code.split("crate::").skip(1) {
                let name: String = found.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = FLOORS.iter().any(|(floor, _)| *floor == name) || name == "pipeline";
                if known && !allowed.contains(&name.as_str()) && name != floor(&path) {
                    faults.push(format!("{path}:{line} uses crate::{name}"));
                }
            }
        }
    }
    report(faults, "Stages meet only in pipeline.rs. Put what both need into model/, or let pipeline hand it over.");
}

#[test]
fn every_floor_is_in_the_table() {
    let faults = source_files()
        .into_iter()
        .map(|(path, _)| floor(&path).to_owned())
        .filter(|name| !["lib", "main", "cli", "pipeline"].contains(&name.as_str()))
        .filter(|name| !FLOORS.iter().any(|(floor, _)| floor == name))
        .collect();
    report(faults, "A new folder below src/ needs a line in FLOORS, in lib.rs and in README's map.");
}

#[test]
fn files_clock_and_printing_live_at_the_roof() {
    let banned =
        ["std::fs", "std::io::std", "println!", "print!(", "std::env::", "Instant::now", "SystemTime", "Zoned::now"];
    let mut faults = Vec::new();
    for (path, text) in source_files() {
        if path.starts_with("src/cli/") || path == "src/main.rs" {
            continue;
        }
        for (line, code) in code_lines(&text) {
            let clock_guard = path == "src/schedule/budget.rs" && code.contains("Instant::now");
            for word in banned.iter().filter(|word| code.contains(**word) && !clock_guard) {
                faults.push(format!("{path}:{line} uses {word}"));
            }
        }
    }
    report(
        faults,
        "The library is pure: hand bytes in and results out; cli/ reads, writes, prints and looks at the clock.",
    );
}

#[test]
fn one_door_to_the_milp_solver() {
    let faults = source_files()
        .into_iter()
        .filter(|(path, _)| path != "src/milp.rs")
        .flat_map(|(path, text)| {
            code_lines(&text)
                .filter(|(_, line)| ["good_lp", "highs::", "highs_sys"].iter().any(|name| line.contains(name)))
                .map(|(line, _)| format!("{path}:{line}"))
                .collect::<Vec<_>>()
        })
        .collect();
    report(faults, "Only src/milp.rs names the MILP crates: it sets every option and doubts every answer.");
}

#[test]
fn the_judge_shares_no_code_with_the_solver() {
    let mut faults = Vec::new();
    for (path, text) in source_files() {
        let other = match floor(&path) {
            "check" => "schedule",
            "schedule" => "check",
            _ => continue,
        };
        for (line, code) in code_lines(&text).filter(|(_, code)| code.contains(&format!("crate::{other}"))) {
            faults.push(format!("{path}:{line} {}", code.trim()));
        }
    }
    report(faults, "The judge is independent: write it again from the contract's sentence.");
}

#[test]
fn files_open_with_their_job() {
    let faults = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(rust_files)
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    report(faults, "Begin the file with `//!`: one line what, then why, then the source.");
}

#[test]
fn lint_exceptions_have_reasons() {
    let mut faults = Vec::new();
    for (path, text) in source_files() {
        for (line, code) in text.lines().enumerate() {
            if code.trim_start().starts_with("#[allow(") || code.trim_start().starts_with("#![allow(") {
                faults.push(format!("{path}:{}", line + 1));
            }
        }
    }
    report(faults, "Write #[expect(lint, reason = \"…\")].");
}

#[test]
fn files_stay_short() {
    // A limit that only falls: lower it when the longest file has been split.
    const LINES_MAX: usize = 540;
    let faults = source_files()
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    report(faults, "A long file has grown a second idea: split it there.");
}

#[test]
fn nothing_names_a_machine() {
    let mut faults = Vec::new();
    for (path, text) in ["src", "tests", "benches"].into_iter().flat_map(rust_files) {
        for (line, code) in text.lines().enumerate() {
            if ["/home/", "/work/", "/Users/"].iter().any(|place| code.contains(place))
                && path != "tests/house/architecture.rs"
            {
                faults.push(format!("{path}:{}", line + 1));
            }
        }
    }
    report(faults, "Paths are relative to the project or come from the command line.");
}
