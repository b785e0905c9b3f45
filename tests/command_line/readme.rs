//! The pages keep their word: their commands run and print what they show, their paths and links lead somewhere, and
//! the example has one value everywhere.
//!
//! A ```console block is a script: every line that begins with `$ ` is run in one folder after another command, and
//! what follows must be what it prints (stdout and stderr). A line `...` stands for any lines. A ```sh block is run as
//! a whole and prints nothing. All pages share one folder, in the order of [`PAGES`]: what README made is there for
//! the manual. Of `make` and `cargo` only the targets, crates and tests that they name must exist.
//! `UPDATE=1 cargo test --release --test command_line readme` writes the real output; lines hidden behind `...` stay hidden.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every page that speaks of the project, README first.
const PAGES: [&str; 11] = [
    "README.md",
    "data/MANUAL.md",
    "data/README.md",
    "data/example/ABOUT.md",
    "rules/README.md",
    "src/README.md",
    "src/DECISIONS.md",
    "benches/README.md",
    "tests/cases/README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

/// README is read in a few minutes; what does not fit belongs on one of the other pages.
const README_BYTES_MAX: usize = 13_000;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a page shows.
enum Shown {
    /// A command of a console block, with the output it shows.
    Command { command: String, output: Vec<String> },
    /// A block to copy into a shell.
    Script(String),
}

/// What the console and sh blocks show, in order.
fn shown(text: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut fence = None;
    for line in text.lines() {
        match (fence, line) {
            (None, _) => {
                fence = line.strip_prefix("```");
                if fence == Some("sh") {
                    all.push(Shown::Script(String::new()));
                }
            }
            (Some(_), "```") => fence = None,
            (Some("console"), line) => match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push(Shown::Command { command: command.into(), output: vec![] }),
                (None, Some(Shown::Command { output, .. })) => output.push(line.into()),
                (None, _) => panic!("a console block begins with a command, not with {line:?}"),
            },
            (Some("sh"), line) => match all.last_mut() {
                Some(Shown::Script(script)) => script.extend([line, "\n"]),
                _ => unreachable!("the fence has begun a script"),
            },
            (Some(_), _) => {}
        }
    }
    all
}

/// The text outside of fenced blocks: each row of a table, and each paragraph as one line.
fn paragraphs(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if fenced || line.starts_with("```") || line.is_empty() {
            all.push(String::new());
        } else if line.starts_with(['|', '#', '-']) {
            all.push(line.into());
        } else {
            let last = all.last_mut().expect("begun with one");
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    all.retain(|paragraph| !paragraph.is_empty());
    all
}

/// What stands in backticks, with the page on which it does.
fn quoted() -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for name in PAGES {
        for paragraph in paragraphs(&page(name)).iter().filter(|paragraph| !paragraph.contains("``")) {
            all.extend(paragraph.split('`').skip(1).step_by(2).map(|quoted| (name, quoted.to_owned())));
        }
    }
    all
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

/// Whether a command is one that builds: too slow to run here, and what it runs are these tests.
fn builds(command: &str) -> bool {
    ["make ", "cargo ", "UPDATE=1 cargo "].iter().any(|begin| command.starts_with(begin))
}

#[cfg(unix)]
#[test]
fn commands_print_what_is_shown() {
    let folder = checkout();
    let mut faults = Vec::new();
    for name in PAGES {
        let text = page(name);
        let mut updated = text.clone();
        for shown in shown(&text) {
            let (command, output) = match shown {
                Shown::Command { command, output } => (command, output),
                Shown::Script(script) => {
                    let printed = run(folder.path(), &script);
                    if !printed.is_empty() {
                        faults.push(format!("{name}: a script prints:\n{printed}"));
                    }
                    continue;
                }
            };
            if builds(&command) {
                continue;
            }
            let printed = run(folder.path(), &command);
            let lines: Vec<&str> = printed.lines().collect();
            if !matches(&output, &lines) {
                faults.push(format!("{name}\n$ {command}\nshown:\n{}\nprinted:\n{printed}", output.join("\n")));
                let keeps_head = output.iter().position(|line| line.trim() == "...");
                let new = match keeps_head {
                    Some(head) => format!("{}\n...", lines[..head.min(lines.len())].join("\n")),
                    None => lines.join("\n"),
                };
                let before: String = output.iter().map(|line| format!("{line}\n")).collect();
                updated = updated.replace(&format!("$ {command}\n{before}"), &format!("$ {command}\n{new}\n"));
            }
        }
        if std::env::var_os("UPDATE").is_some() && updated != text {
            fs::write(root().join(name), updated).expect("a writable page");
        }
    }
    if std::env::var_os("UPDATE").is_none() {
        assert!(faults.is_empty(), "\n{}\n\nUPDATE=1 writes the real output.", faults.join("\n\n"));
    }
}

#[test]
fn readme_stays_short() {
    let bytes = page("README.md").len();
    assert!(bytes <= README_BYTES_MAX, "README has {bytes} bytes: move something to the page that it speaks of");
}

/// Every whole number of a text that is a million or more, written with or without commas.
fn millions(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit() && c != ',')
        .filter_map(|digits| digits.replace(',', "").parse().ok())
        .filter(|number| *number >= 1_000_000)
        .collect()
}

/// Every share of a text such as `12.5 %`, without the sign.
fn shares(text: &str) -> Vec<&str> {
    text.match_indices(" %")
        .map(|(at, _)| text[..at].rsplit(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default())
        .filter(|share| share.contains('.'))
        .collect()
}

/// README shows what `plan` prints of the example (another test runs it); no page may tell other points, another bound
/// or another gap.
#[test]
fn the_example_has_one_value() {
    let readme = page("README.md");
    let quality = readme.lines().find(|line| line.starts_with("  quality ")).expect("README shows the example's plan");
    let (values, gap) = (millions(quality), shares(quality));
    assert_eq!((values.len(), gap.len()), (2, 1), "points, bound and gap: {quality}");
    let mut mentions = 0;
    let mut faults = Vec::new();
    for name in PAGES {
        for text in paragraphs(&page(name)) {
            if !["the example school", "data/example", "the example's day"].iter().any(|words| text.contains(words)) {
                continue;
            }
            mentions += millions(&text).len();
            let wrong = millions(&text).iter().any(|number| !values.contains(number));
            if wrong || shares(&text).iter().any(|share| *share != gap[0]) {
                faults.push(format!("{name}: {text}"));
            }
        }
    }
    assert!(faults.is_empty(), "of the example `plan` prints\n{quality}\nbut there stands\n{}", faults.join("\n"));
    assert!(mentions >= 2, "benches/README.md tells the example's points and bound");
}

#[test]
fn paths_exist() {
    let mut faults = Vec::new();
    for (name, quoted) in quoted() {
        let is_path = ["src/", "rules/", "data/", "tests/", "benches/"].iter().any(|folder| quoted.starts_with(folder));
        if is_path && !quoted.contains(['*', '<', '…', ' ', '{']) && !root().join(&quoted).exists() {
            faults.push(format!("{name}: {quoted}"));
        }
    }
    assert!(faults.is_empty(), "these are not there:\n{}", faults.join("\n"));
}

#[test]
fn every_folder_stands_in_the_map() {
    let text = page("src/README.md");
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            let name = format!("`src/{}/`", path.file_name().expect("a name").to_string_lossy());
            assert!(text.contains(&name), "the map of src/README.md lacks {name}");
        }
    }
}

/// The names of the crates, the root first.
fn crates() -> Vec<String> {
    let mut names = vec!["daybreak".to_owned()];
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let manifest = entry.expect("a readable entry").path().join("Cargo.toml");
        let Ok(text) = fs::read_to_string(manifest) else { continue };
        names.extend(
            text.lines().find_map(|line| Some(line.strip_prefix("name = \"")?.trim_end_matches('"').to_owned())),
        );
    }
    names
}

/// What a command names that is not there: targets of make, crates, tests and benches of cargo.
fn lacks(command: &str, crates: &[String], makefile: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    if words.first() == Some(&"make") {
        let target = words.get(1)?;
        return (!makefile.lines().any(|line| line.starts_with(&format!("{target}:"))))
            .then(|| format!("make {target}"));
    }
    words.windows(2).find_map(|pair| {
        let (name, root) = (pair[1], root());
        let there = match pair[0] {
            "-p" => crates.iter().any(|known| known == name),
            "--test" => {
                root.join(format!("tests/{name}.rs")).exists() || root.join(format!("tests/{name}/main.rs")).exists()
            }
            "--bench" => root.join(format!("benches/{name}.rs")).exists(),
            _ => true,
        };
        (!there).then(|| format!("{} {name}", pair[0]))
    })
}

#[test]
fn what_builds_names_what_is_there() {
    let (crates, makefile) = (crates(), page("Makefile"));
    let mut commands: Vec<(&str, String)> = quoted();
    for name in PAGES {
        commands.extend(shown(&page(name)).into_iter().filter_map(|shown| match shown {
            Shown::Command { command, .. } => Some((name, command)),
            Shown::Script(_) => None,
        }));
    }
    let faults: Vec<String> = commands
        .into_iter()
        .filter(|(_, command)| builds(command))
        .filter_map(|(name, command)| Some(format!("{name}: `{command}`: no {}", lacks(&command, &crates, &makefile)?)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The anchors of a page: its headings as GitHub writes them.
fn anchors(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix('#'))
        .map(|heading| {
            let words = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    for name in PAGES {
        let text = page(name);
        let folder = root().join(name).parent().expect("a folder").to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { root().join(name) } else { folder.join(file) };
            let has_anchor = || {
                let text = fs::read_to_string(&path).unwrap_or_default();
                anchors(&text).iter().any(|known| known == anchor)
            };
            if !path.exists() || (!anchor.is_empty() && !has_anchor()) {
                faults.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(faults.is_empty(), "these links lead nowhere:\n{}", faults.join("\n"));
}
