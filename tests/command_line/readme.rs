//! README keeps its word: its commands run and print what it shows, its paths exist.
//!
//! A ```console block is a script: every line that begins with `$ ` is run in one folder after another command, and
//! what follows must be what it prints (stdout and stderr). A line `...` stands for any lines.
//! `UPDATE=1 cargo test --release --test command_line readme` writes the real output; lines hidden behind `...` stay hidden.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// A command of a console block, with the output it shows.
struct Shown {
    command: String,
    output: Vec<String>,
}

/// The commands of all console blocks, in order.
fn shown(text: &str) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match line.strip_prefix("$ ") {
                Some(command) => commands.push(Shown { command: command.into(), output: vec![] }),
                None => commands.last_mut().expect("a block begins with a command").output.push(line.into()),
            },
            (false, _) => {}
        }
    }
    commands
}

/// A folder that looks like a checkout after `make demo`: data and rules are there, and `daybreak` is on the path.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["data", "rules"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).expect("a link");
    }
    folder
}

fn run(folder: &Path, command: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_daybreak")).parent().expect("a folder").to_owned();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Whether the printed lines are the shown ones, `...` standing for any.
fn matches(shown: &[String], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [dots, rest @ ..] if dots.trim() == "..." => (0..=printed.len()).any(|skip| matches(rest, &printed[skip..])),
        [line, rest @ ..] => {
            printed.first().is_some_and(|first| first.trim_end() == line.trim_end()) && matches(rest, &printed[1..])
        }
    }
}

#[cfg(unix)]
#[test]
fn commands_print_what_is_shown() {
    let text = readme();
    let folder = checkout();
    let mut updated = text.clone();
    let mut faults = Vec::new();
    for Shown { command, output } in shown(&text).into_iter().filter(|shown| !shown.command.starts_with("make")) {
        let printed = run(folder.path(), &command);
        let lines: Vec<&str> = printed.lines().collect();
        if !matches(&output, &lines) {
            faults.push(format!("$ {command}\nshown:\n{}\nprinted:\n{printed}", output.join("\n")));
            let keeps_head = output.iter().position(|line| line.trim() == "...");
            let new = match keeps_head {
                Some(head) => format!("{}\n...", lines[..head.min(lines.len())].join("\n")),
                None => lines.join("\n"),
            };
            let before: String = output.iter().map(|line| format!("{line}\n")).collect();
            updated = updated.replace(&format!("$ {command}\n{before}"), &format!("$ {command}\n{new}\n"));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join("README.md"), updated).expect("a writable README");
    } else {
        assert!(faults.is_empty(), "\n{}\n\nUPDATE=1 writes the real output.", faults.join("\n\n"));
    }
}

#[test]
fn paths_in_tables_exist() {
    let text = readme();
    let mut faults = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        for quoted in line.split('`').skip(1).step_by(2) {
            let is_path =
                ["src/", "rules/", "data/", "tests/", "benches/"].iter().any(|folder| quoted.starts_with(folder));
            if is_path && !quoted.contains(['*', '<', '…']) && !root().join(quoted).exists() {
                faults.push(quoted.to_owned());
            }
        }
    }
    assert!(faults.is_empty(), "README's tables name what is not there: {faults:?}");
}

#[test]
fn every_stage_stands_in_the_map() {
    let text = readme();
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            let name = format!("`src/{}/`", path.file_name().expect("a name").to_string_lossy());
            assert!(text.contains(&name), "README's map lacks {name}");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for target in readme().split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !target.starts_with("http") && !target.starts_with('#') {
            assert!(root().join(target.split('#').next().unwrap_or(target)).exists(), "README links to {target}");
        }
    }
}
