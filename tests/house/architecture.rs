//! The house rules, held by a test: who may know whom, where files, clock and solver live, how files begin.
//!
//! When one fails, the message says what to do. If the rule stands in the way of something good, change the
//! rule here, and say why in src/DECISIONS.md.

use std::fs;
use std::path::{Path, PathBuf};

/// The crates of the workspace from the ground up; each names in its manifest just what stands beside it.
const FLOORS: &[(&str, &[&str])] = &[
    // The day contract: what an auditor reads first.
    ("day", &[]),
    // The door to the MILP solver knows nobody, and whoever has a small exact problem may use it.
    ("milp", &[]),
    // Which cells of a table by subgroup may be shown: one rule for every such table.
    ("privacy", &[]),
    ("schedule", &["day", "milp"]),
    ("check", &["day"]),
    ("school", &["day"]),
    ("graph", &["milp", "school"]),
    ("tables", &["day", "graph", "school"]),
    ("rules", &["day", "school"]),
    ("learn", &["day", "graph", "privacy", "school"]),
    ("ways", &["day", "graph", "school"]),
    ("night", &["day", "school"]),
    ("history", &["day", "night", "school"]),
    // What took place, for the next night: of the plan's own files and of anybody's lists.
    ("record", &["day", "school", "tables"]),
    ("propose", &["day", "graph", "history", "night", "privacy", "rules", "school"]),
    // Measures a finished day; nothing of a plan hinges on it.
    ("quality", &["day", "night", "privacy", "school"]),
    ("explain", &["day", "history", "night", "school"]),
    ("export", &["day", "night", "privacy", "school"]),
    // Reads the logs of others as a package is read, and measures on them the models and the school's own estimate; no
    // stage of a night.
    ("evaluate", &["day", "learn", "school", "tables"]),
    // The one simulator of learners' minds: for schools that are made up, and for terms that are lived through.
    ("minds", &["day", "school"]),
    ("generate", &["day", "minds", "school"]),
    // Terms, to see what plans bring; the planner is handed in, so it knows no stage of a night.
    ("simulate", &["day", "minds", "privacy", "school"]),
];

/// Stages that share a crate: each may know only those beside it.
const STAGES: &[(&str, &[&str])] = &[
    ("tables/ingest", &[]),
    ("tables/validate", &[]),
    // What a condition may read and how it is evaluated is one thing for who loads rules, who proposes by them and who puts
    // them into the day's problem. It decides nothing and asks nobody.
    ("rules/policy", &[]),
    ("rules/kinds", &["policy"]),
    ("rules/read", &["kinds", "policy"]),
    // Models of knowing: numbers in, numbers out, for a school's log or anybody's.
    ("learn/knowledge", &[]),
    // Predictions against outcomes by group: of a school's estimates, and of a model on anybody's log.
    ("learn/calibration", &[]),
    ("learn/estimate", &["knowledge", "calibration"]),
    // Goes on from an estimate that is handed in.
    ("learn/belief", &[]),
    // What was earned follows from the estimate and is told to nobody but the exporters.
    ("ways/award", &[]),
    ("ways/plot", &[]),
    ("propose/owe", &[]),
    // What people asked for is weighed once for all stages that ask.
    ("propose/voice", &[]),
    ("propose/recommend", &[]),
    ("propose/formulate", &["voice"]),
    // Questions are laid into a plan that is handed in.
    ("propose/probe", &[]),
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
pub fn source_files() -> Vec<(String, String)> {
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

pub fn report(faults: Vec<String>, advice: &str) {
    assert!(faults.is_empty(), "\n{}\n\n{advice}\n", faults.join("\n"));
}

/// The crates of this workspace that a member's manifest names under `[dependencies]`.
fn dependencies(member: &str) -> Vec<String> {
    let path = root().join(format!("src/{member}/Cargo.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let manifest: toml::Table = text.parse().expect("a manifest");
    let table = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten();
    table.filter_map(|(name, _)| name.strip_prefix("daybreak-")).map(str::to_owned).collect()
}

#[test]
fn a_crate_knows_only_its_floor() {
    let mut faults = Vec::new();
    for (member, allowed) in FLOORS {
        let named = dependencies(member);
        for name in named.iter().filter(|name| !allowed.contains(&name.as_str())) {
            faults.push(format!("src/{member}/Cargo.toml names daybreak-{name}"));
        }
        // An edge that nobody uses is an invitation.
        for name in allowed.iter().filter(|name| !named.iter().any(|named| named == *name)) {
            faults.push(format!("FLOORS lets {member} know {name}, which its manifest does not name"));
        }
        let files: Vec<(String, String)> =
            source_files().into_iter().filter(|(path, _)| path.starts_with(&format!("src/{member}/"))).collect();
        for name in named {
            let uses = |(_, text): &(String, String)| {
                code_lines(text).any(|(_, line)| line.contains(&format!("daybreak_{name}::")))
            };
            if !files.iter().any(uses) {
                faults.push(format!("src/{member}/Cargo.toml names daybreak-{name} and nothing uses it"));
            }
        }
    }
    report(faults, "Crates meet only in pipeline/. Put what both need further down, or let the pipeline hand it over.");
}

#[test]
fn a_stage_knows_only_its_floor() {
    let mut faults = Vec::new();
    for (path, text) in source_files() {
        let Some((stage, allowed)) = STAGES.iter().find(|(stage, _)| path.starts_with(&format!("src/{stage}/"))) else {
            continue;
        };
        let (member, own) = stage.split_once('/').expect("a crate and a stage");
        for (line, code) in code_lines(&text) {
            for found in code.split("crate::").skip(1) {
                let name: String = found.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_stage = STAGES.iter().any(|(stage, _)| *stage == format!("{member}/{name}"));
                if is_stage && name != own && !allowed.contains(&name.as_str()) {
                    faults.push(format!("{path}:{line} uses crate::{name}"));
                }
            }
        }
    }
    report(faults, "Stages meet only in pipeline/. Put what both need further down, or let the pipeline hand it over.");
}

#[test]
fn every_floor_is_in_the_table() {
    let mut faults: Vec<String> = source_files()
        .into_iter()
        .map(|(path, _)| floor(&path).to_owned())
        .filter(|name| !["lib", "main", "cli", "config", "pipeline"].contains(&name.as_str()))
        .filter(|name| !FLOORS.iter().any(|(floor, _)| floor == name))
        .collect();
    faults.dedup();
    report(
        faults,
        "A new folder below src/ needs a manifest, a line in FLOORS, in the root manifest and in the map (src/README.md).",
    );
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
        .filter(|(path, _)| path != "src/milp/lib.rs")
        .flat_map(|(path, text)| {
            code_lines(&text)
                .filter(|(_, line)| ["good_lp", "highs::", "highs_sys"].iter().any(|name| line.contains(name)))
                .map(|(line, _)| format!("{path}:{line}"))
                .collect::<Vec<_>>()
        })
        .collect();
    report(faults, "Only src/milp names the MILP crates: it sets every option and doubts every answer.");
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
        for (line, code) in code_lines(&text).filter(|(_, code)| code.contains(&format!("daybreak_{other}"))) {
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
    const LINES_MAX: usize = 510;
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
