//! The rules that educators write: the shipped ones are sound and documented, and broken ones are refused by name.

use std::fs;
use std::path::{Path, PathBuf};

use daybreak::ingest::rules::{read_rules, readme, trial, without};
use daybreak::kinds::RuleKind;
use daybreak::model::rules::Rules;
use daybreak::model::tables::SourceFile;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

/// The shipped rules as files, with the tables beside them.
fn shipped() -> Vec<SourceFile> {
    files_of(&folder(), &["toml", "csv"])
}

fn files_of(folder: &Path, extensions: &[&str]) -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = fs::read_dir(folder)
        .expect("a folder of the project")
        .map(|entry| entry.expect("a readable entry"))
        .filter(|entry| entry.path().extension().is_some_and(|own| extensions.iter().any(|wanted| own == *wanted)))
        .map(|entry| SourceFile {
            name: entry.file_name().to_string_lossy().into_owned(),
            bytes: fs::read(entry.path()).expect("a readable file"),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.into(), bytes: text.as_bytes().to_vec() }
}

/// The issues of one file, as people read them.
fn issues_of(text: &str) -> Vec<String> {
    read_rules(&[file("r.toml", text)]).1.iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_rules_have_no_fault() {
    let (rules, issues) = read_rules(&shipped());
    assert!(issues.is_empty(), "{issues:#?}");
    assert_eq!(shipped().len(), 11);
    assert!(rules.requirements.len() >= 5 && !rules.never_alone.is_empty());
    assert!(!rules.eligibility.is_empty() && !rules.points.is_empty() && !rules.grouping.is_empty());
    assert!(rules.texts.iter().all(|text| text.why.ends_with('.')), "every reason is a sentence");
}

#[test]
fn without_files_policies_and_points_are_the_shipped_ones() {
    let (shipped, _) = read_rules(&shipped());
    let (none, issues) = read_rules(&[]);
    assert!(issues.is_empty());
    assert_eq!(none.mastery, shipped.mastery);
    assert_eq!(none.pacing, shipped.pacing);
    assert_eq!(none.choice, shipped.choice);
    assert_eq!(none.services, shipped.services);
    assert_eq!(none.scores, shipped.scores);
    assert_eq!(none.fairness, shipped.fairness);
    assert_eq!(none.changes, shipped.changes);
    assert_eq!(none.effects, shipped.effects);
    assert_eq!(none.struggle, shipped.struggle);
    assert_eq!(none.advance, shipped.advance);
}

#[test]
fn the_shipped_rules_pass_their_own_tests() {
    let (rules, _) = read_rules(&shipped());
    let tests = files_of(&folder().join("tests"), &["csv"]);
    let trial = trial::run(&rules, &tests);
    assert!(trial.issues.is_empty(), "{:#?}", trial.issues);
    assert!(trial.n_cases >= 10, "{} cases", trial.n_cases);
    // Every rule that decides of lessons is decided by some case.
    let text: String = tests.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
    for text_of in rules.texts.iter().filter(|text| text.kind == "eligibility") {
        assert!(text.contains(&text_of.id), "no case names {}", text_of.id);
    }
    for rule in &rules.points {
        assert!(text.contains(&rule.id), "no case names {}", rule.id);
    }
}

#[test]
fn a_rule_test_that_fails_says_what_was_decided() {
    let (rules, _) = read_rules(&shipped());
    let of = |text: &str| {
        let trial = trial::run(&rules, &[file("t.csv", text)]);
        trial.issues.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        of("case,grades_above,goal,requested,eligible\nfar up,5,false,false,true\n"),
        ["R501 t.csv:2 eligible: found \"false\" by reach-with-a-reason in case \"far up\", expected \"true\"."]
    );
    assert_eq!(of("grade_above,eligible\n5,true\n").len(), 1);
    assert_eq!(of("mastery,points\nmuch,5\n")[0], "R204 t.csv:2 mastery: found \"much\", expected a number.");
}

#[test]
fn every_parameter_of_policies_and_points_is_shipped_with_its_reason() {
    let text: String = shipped().iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
    let settings = RuleKind::ALL.iter().filter(|kind| !kind.spec().scoped);
    for key in settings.flat_map(|kind| kind.own_keys()) {
        let set = text.lines().any(|line| line.split('=').next().is_some_and(|name| name.trim() == key.name));
        assert!(set, "{} is not set by the shipped rules", key.name);
    }
}

#[test]
fn the_readme_lists_every_kind_and_parameter() {
    let path = folder().join("README.md");
    let page = fs::read_to_string(&path).expect("rules/README.md");
    let mark = "cargo test --release --test house rules`. -->\n";
    let (head, tail) = page.split_once(mark).expect("the mark after which the page is written by this test");
    let wanted = format!("\n{}", readme::kinds());
    if tail != wanted && std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}{mark}{wanted}")).expect("a writable page");
        return;
    }
    let other = tail.lines().zip(wanted.lines()).find(|(page, schema)| page != schema);
    assert!(
        tail == wanted,
        "UPDATE=1 cargo test --release --test house rules writes the page; page and schema differ: {other:#?}"
    );
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut files = shipped();
    files.reverse();
    assert_eq!(format!("{:?}", read_rules(&files)), format!("{:?}", read_rules(&shipped())));
}

#[test]
fn all_faults_are_reported_at_once_with_line_and_column() {
    let text = r#"
[[rule]]
id = "one"
kind = "scroe"
why = "A slip."

[[rule]]
id = "two"
kind = "score"
why = "Another slip."
gaol_step = 900
wish = "much"

[[rule]]
id = "three"
kind = "requirement"
why = "Nothing is counted."
slots_min = 3
slots_max = 2
"#;
    assert_eq!(
        issues_of(text),
        [
            "R103 r.toml:4 column 8: found \"scroe\", expected the kind access, badge, eligibility, grouping, place, policy, priority, quality, requirement, score. \
             Maybe score.",
            "R103 r.toml:11 column 1: found \"gaol_step\", expected a key of score rules: advisor, conference, deepen, \
             demonstrate, early, follows, goal_step, goal_urgent, grade_level, id, idle, interest, kind, level_mismatch, mentor, \
             new_approach, proposal, ready, repeat, request, review, service, service_short, strength, taught_individual, \
             taught_pair, taught_small, taught_whole, together, untaught_individual, untaught_pair, untaught_small, \
             untaught_whole, why, wish. Maybe goal_step.",
            "R104 r.toml:12 column 8: found \"much\" (string), expected whole points, 0 to 1,000,000.",
            "R105 r.toml:14 column 1: found no tag, expected tag = a text.",
            "R106 r.toml:14 column 1: found slots_min 3 above slots_max 2, expected slots_min up to slots_max.",
        ]
    );
}

#[test]
fn a_rule_with_a_fault_changes_nothing() {
    let (rules, issues) =
        read_rules(&[file("r.toml", "[[rule]]\nid = \"a\"\nkind = \"score\"\nwhy = \"W.\"\nwish = 7\nidle = -1\n")]);
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!(rules.scores, Rules::default().scores);
    assert!(rules.texts.is_empty());
}

#[test]
fn a_fault_of_a_rule_as_a_whole_is_told_once() {
    let policy =
        |rest: &str| issues_of(&format!("[[rule]]\nid = \"p\"\nkind = \"policy\"\nwhy = \"W.\"\nabout = {rest}\n"));
    assert_eq!(
        policy("\"fairness\"\npercent_max = 99"),
        ["R106 r.toml:1 column 1: found percent_max 99, expected 100 or more: nobody loses by waiting."]
    );
    assert_eq!(
        policy("\"pacing\"\nwithout_goal = [\"gap\"]"),
        ["R103 r.toml:1 column 1: found \"gap\", expected without_goal: gaps, grade_level, interest. Maybe gaps."]
    );
}

/// A rule of each kind that says something else than the shipped ones; the compiler asks for one of a new kind.
fn a_rule_of(kind: RuleKind) -> String {
    let keys = match kind {
        RuleKind::Mastery => "threshold = 0.5",
        RuleKind::Pacing => "minutes_typical = 7",
        RuleKind::Choice => "candidates_max = 7",
        RuleKind::Services => "group_size_max = 7",
        RuleKind::Fairness => "step_percent = 7",
        RuleKind::Changes => "morning_lesson = 7",
        RuleKind::Probes => "probes_max = 1",
        RuleKind::Struggle => "steps = [{ step = \"alert\", after = 7 }]",
        RuleKind::Advance => "steps = [{ step = \"mentor\", from = 0.7 }]",
        RuleKind::Eligibility => "deny = \"learner.grade > 7\"",
        RuleKind::Scores => "wish = 7",
        RuleKind::Points => "points = 7",
        RuleKind::Requirement => "tag = \"staffed\"\nslots_min = 7",
        RuleKind::Grouping => "tag = \"ell\"",
        RuleKind::Place => "room_change = 7",
        RuleKind::Priority => "order = [\"goal\"]",
        RuleKind::Badge => "title = \"Seven\"\nmastered_min = 7",
        RuleKind::Quality => "measure = \"subject_run\"\nmost = 0.7",
        RuleKind::Access => "tag = \"ell\"\nmeasure = \"on_grade\"\ncost = 7",
    };
    let spec = kind.spec();
    let about = if spec.about.is_empty() { String::new() } else { format!("about = \"{}\"\n", spec.about) };
    format!("[[rule]]\nid = \"{kind:?}\"\nkind = \"{}\"\n{about}why = \"W.\"\n{keys}\n", spec.name)
}

#[test]
fn a_rule_of_every_kind_can_be_taken_out() {
    let of = |kinds: &[RuleKind]| file("r.toml", &kinds.iter().map(|kind| a_rule_of(*kind)).collect::<String>());
    // The places of the others are further up then.
    let told = |rules: &Rules| {
        let mut rules = rules.clone();
        rules.texts.iter_mut().for_each(|text| text.place.clear());
        format!("{rules:?}")
    };
    let all = of(RuleKind::ALL);
    let (whole, issues) = read_rules(std::slice::from_ref(&all));
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(whole.texts.len(), RuleKind::ALL.len());
    let default = told(&read_rules(&[]).0);
    for kind in RuleKind::ALL {
        let (alone, _) = read_rules(&[of(&[*kind])]);
        let others: Vec<RuleKind> = RuleKind::ALL.iter().copied().filter(|other| other != kind).collect();
        let (wanted, _) = read_rules(&[of(&others)]);
        let without = without(std::slice::from_ref(&all), &[&format!("{kind:?}")]);
        assert_eq!(told(&without), told(&wanted), "{kind:?}");
        // The rule did something, beyond its text.
        assert_ne!(told(&Rules { texts: Vec::new(), ..alone }), default, "{kind:?}");
    }
}

#[test]
fn what_is_said_twice_points_to_the_first() {
    let rule = "[[rule]]\nid = \"a\"\nkind = \"score\"\nwhy = \"W.\"\nwish = 7\n";
    let issues = issues_of(&format!("{rule}{rule}"));
    assert_eq!(
        issues,
        [
            "R107 r.toml:10 column 1: found a second value of wish, expected one only (the first is at r.toml:5 column 1).",
            "R107 r.toml:6 column 1: found a second rule \"a\", expected one only (the first is at r.toml:1 column 1).",
        ]
    );
}

#[test]
fn numbers_out_of_range_and_files_that_are_no_toml_are_refused() {
    let policy = |line: &str| {
        issues_of(&format!("[[rule]]\nid = \"p\"\nkind = \"policy\"\nabout = \"mastery\"\nwhy = \"W.\"\n{line}\n"))
    };
    assert_eq!(policy("threshold = 0.9"), [""; 0]);
    assert_eq!(
        policy("threshold = 1.5"),
        ["R104 r.toml:6 column 13: found 1.5 (float), expected a number from 0 to 1."]
    );
    assert_eq!(policy("threshold = nan").len(), 1);
    assert_eq!(policy("evidence_min = 0").len(), 1);
    assert_eq!(policy("half_life_days = 0").len(), 1);
    assert!(issues_of("[[rule]\nid =")[0].starts_with("R102 r.toml:"));
    assert!(issues_of("rule = 3")[0].starts_with("R104 r.toml:1 column 8"));
    assert!(issues_of("[[rules]]")[0].contains("Maybe rule."));
    let (_, issues) = read_rules(&[SourceFile { name: "r.toml".into(), bytes: vec![b'\n', 0xff] }]);
    assert_eq!(issues[0].to_string(), "R101 r.toml:2: found bytes that are not UTF-8, expected a text file in UTF-8.");
}

proptest::proptest! {
    /// Bytes of any kind are read or refused, never a panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = read_rules(&[SourceFile { name: "r.toml".into(), bytes }]);
    }

    /// Shipped files with a piece replaced are read or refused, never a panic.
    #[test]
    fn damaged_rules_are_read_or_refused(which in 0..7_usize, at in 0..2_000_usize, len in 0..40_usize, piece in ".{0,12}") {
        let source = shipped().swap_remove(which);
        let mut bytes = source.bytes;
        let start = at.min(bytes.len());
        let end = (start + len).min(bytes.len());
        bytes.splice(start..end, piece.into_bytes());
        let _ = read_rules(&[SourceFile { name: source.name, bytes }]);
    }
}
