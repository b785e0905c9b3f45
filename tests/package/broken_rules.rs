//! The shipped rules, broken in many ways: each broken file gives its error, at the right line and column. And rules that
//! cannot be kept together, which no single file shows.

use std::fs;
use std::path::Path;

use daybreak::ingest::rules::read_rules;
use daybreak::issue::Issue;
use daybreak::model::tables::SourceFile;
use daybreak::policy::facts::FACTS;

/// The shipped rules with their tables.
fn shipped() -> Vec<SourceFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files: Vec<SourceFile> = fs::read_dir(folder)
        .expect("the rules folder")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml" || e == "csv"))
        .map(|path| SourceFile {
            name: path.file_name().expect("a file").to_string_lossy().into_owned(),
            bytes: fs::read(path).expect("a readable file"),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The issues when one line of one file reads otherwise.
fn broken(files: &[SourceFile], which: usize, line: usize, text: &str) -> Vec<Issue> {
    let mut files = files.to_vec();
    let whole = String::from_utf8(files[which].bytes.clone()).expect("UTF-8");
    let lines: Vec<&str> = whole.lines().enumerate().map(|(at, own)| if at == line { text } else { own }).collect();
    files[which].bytes = lines.join("\n").into_bytes();
    read_rules(&files).1
}

/// An issue with the code at the place, whose carets stand under that column.
fn is_told(issues: &[Issue], code: &str, file: &str, line: usize, column: usize) -> bool {
    issues.iter().any(|issue| {
        issue.code == code
            && issue.place.file == file
            && issue.place.line == Some(line as u64 + 1)
            && issue.place.column == Some(format!("column {column}"))
            && issue.excerpt.as_ref().is_none_or(|excerpt| excerpt.column == column)
    })
}

/// Every line of every shipped TOML file with its key and where its value begins (from 1).
fn entries(files: &[SourceFile]) -> Vec<(usize, usize, String, String, usize)> {
    let mut found = Vec::new();
    for (which, file) in files.iter().enumerate().filter(|(_, file)| file.name.ends_with(".toml")) {
        for (line, text) in String::from_utf8_lossy(&file.bytes).lines().enumerate() {
            let Some((key, value)) = text.split_once(" = ") else { continue };
            if key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                found.push((which, line, key.to_string(), value.to_string(), key.len() + 4));
            }
        }
    }
    found
}

#[test]
fn a_misspelt_key_is_told_at_its_column() {
    let files = shipped();
    let mut n = 0;
    for (which, line, key, value, _) in entries(&files) {
        if ["steps", "id", "kind", "why", "about"].contains(&key.as_str()) {
            // A list over several lines is broken below; what every rule needs is told as missing.
            continue;
        }
        let issues = broken(&files, which, line, &format!("{key}q = {value}"));
        assert!(is_told(&issues, "R103", &files[which].name, line, 1), "{key}q: {issues:#?}");
        n += 1;
    }
    assert!(n > 80, "{n} keys were broken");
}

#[test]
fn a_value_out_of_range_is_told_at_its_column() {
    let files = shipped();
    let mut n = 0;
    for (which, line, key, value, column) in entries(&files) {
        let is_number = value.starts_with(|c: char| c.is_ascii_digit());
        if is_number && key != "points" {
            for wrong in ["-1", "\"much\"", "[]"] {
                let issues = broken(&files, which, line, &format!("{key} = {wrong}"));
                assert!(is_told(&issues, "R104", &files[which].name, line, column), "{key} = {wrong}: {issues:#?}");
                n += 1;
            }
        }
    }
    assert!(n > 150, "{n} values were broken");
}

#[test]
fn slips_in_conditions_are_told_under_the_word() {
    let files = shipped();
    let mut n = 0;
    for (which, line, key, value, column) in entries(&files) {
        if !["when", "allow", "deny"].contains(&key.as_str()) {
            continue;
        }
        let text = value.split_once('"').and_then(|(_, rest)| rest.split_once('"')).expect("a quoted condition").0;
        let check = |code: &str, wrong: String, at: usize| {
            let issues = broken(&files, which, line, &format!("{key} = \"{wrong}\""));
            assert!(is_told(&issues, code, &files[which].name, line, column + 1 + at), "{wrong}: {issues:#?}");
        };
        for name in FACTS.iter().map(|spec| spec.name) {
            let whole_word = |at: &usize| {
                let before =
                    text[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
                let after = text[at + name.len()..].chars().next();
                before && after.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.')
            };
            for (at, _) in text.match_indices(name).filter(|(at, _)| whole_word(at)) {
                check("R201", format!("{}{name}q{}", &text[..at], &text[at + name.len()..]), at);
                n += 1;
            }
        }
        for (at, _) in text.match_indices("==") {
            check("R202", format!("{}={}", &text[..at], &text[at + 2..]), at);
            n += 1;
        }
        check("R207", format!("{text} and 1 < 2"), text.len() + 5);
        check("R203", format!("{text} and mastery == null"), text.len() + 16);
        check("R204", format!("{text} and mastery"), text.len() + 5);
        check("R208", format!("{text} and status == 'masterd'"), text.len() + 15);
        n += 4;
    }
    assert!(n > 40, "{n} slips were made");
}

#[test]
fn a_broken_cell_of_a_table_is_told_with_its_line_and_column() {
    let files = shipped();
    let which = files.iter().position(|file| file.name == "fit.csv").expect("a table");
    let text = String::from_utf8(files[which].bytes.clone()).expect("UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_string).collect();
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("sound").iter().map(str::to_string).collect()).collect();
    let quoted = |cell: &String| if cell.contains(',') { format!("\"{cell}\"") } else { cell.clone() };
    let mut n = 0;
    for (line, row) in rows.iter().enumerate() {
        for at in 0..row.len() {
            let mut wrong = row.clone();
            wrong[at] = "enough".into();
            let issues = broken(&files, which, line + 1, &wrong.iter().map(quoted).collect::<Vec<_>>().join(","));
            let told = issues.iter().find(|issue| issue.place.file == "fit.csv").expect("an issue of the table");
            assert_eq!((told.place.line, told.place.column.as_ref()), (Some(line as u64 + 2), Some(&header[at])));
            let excerpt = told.excerpt.as_ref().expect("the line itself");
            let shown: String = excerpt.text.chars().skip(excerpt.column - 1).take(excerpt.width).collect();
            assert_eq!(shown, "enough");
            n += 1;
        }
    }
    for (at, name) in header.iter().enumerate() {
        let mut wrong = header.clone();
        wrong[at] = format!("{name}q");
        let issues = broken(&files, which, 0, &wrong.join(","));
        assert!(issues.iter().any(|issue| issue.place.file == "fit.csv" && issue.place.line == Some(1)), "{name}");
        n += 1;
    }
    assert!(n >= 20, "{n} cells were broken");
}

/// The issues of one file and a table beside it, as people read them.
fn issues_of(text: &str, table: Option<&str>) -> Vec<Issue> {
    let mut files = vec![SourceFile { name: "r.toml".into(), bytes: text.as_bytes().to_vec() }];
    files.extend(table.map(|table| SourceFile { name: "t.csv".into(), bytes: table.as_bytes().to_vec() }));
    read_rules(&files).1
}

fn rule(id: &str, kind: &str, rest: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nkind = \"{kind}\"\nwhy = \"W.\"\n{rest}\n")
}

#[test]
fn the_text_is_shown_with_carets() {
    let issues = issues_of(&rule("a", "eligibility", "deny = \"learner.gradee > 3\""), None);
    assert_eq!(
        issues[0].to_string(),
        "R201 r.toml:5 column 9: found \"learner.gradee\", expected one of learner.id, learner.grade, learner.tags, \
         learner.languages, learner.interests, learner.strengths, learner.advisor, learner.group_size_max, \
         learner.screen_slots_max, learner.pace, learner.goals, learner.mentors. Maybe learner.grade."
    );
    assert_eq!(issues[0].carets(), "  |\n5 | deny = \"learner.gradee > 3\"\n  |         ^^^^^^^^^^^^^^\n");
}

#[test]
fn hard_rules_that_cannot_be_kept_together_are_told() {
    let two = |a: &str, b: &str| {
        let text = rule("a", "eligibility", a) + &rule("b", "eligibility", b);
        issues_of(&text, None).iter().map(|issue| format!("{} {}", issue.code, issue.found)).collect::<Vec<_>>()
    };
    assert_eq!(
        two("allow = \"learner.grade > 4\"", "deny = \"learner.grade > 3\""),
        ["R401 rule \"b\": it denies all that \"a\" allows"]
    );
    assert_eq!(
        two("deny = \"ready\"", "allow = \"ready and learner.grade > 2\""),
        ["R401 rule \"b\": it allows only what \"a\" denies"]
    );
    assert_eq!(
        two("allow = \"learner.grade < 3\"", "allow = \"learner.grade >= 3\""),
        ["R401 rule \"b\": together with \"a\" it allows nobody"]
    );
    assert!(two("allow = \"learner.grade > 4\"", "deny = \"learner.grade > 5\"").is_empty());
    assert!(two("allow = \"learner.grade > 4\"", "deny = \"learner.grade > 3\"\nstrength = \"warn\"").is_empty());
    assert!(
        two("allow = \"learner.grade > 4\"\nsites = [\"x\"]", "deny = \"learner.grade > 3\"\nsites = [\"y\"]")
            .is_empty()
    );
    assert!(
        two("allow = \"learner.grade > 4\"\nuntil = 2026-12-01", "deny = \"learner.grade > 3\"\nfrom = 2026-12-02")
            .is_empty()
    );
    let slots = |scope: &str| {
        let text = rule("a", "requirement", "tag = \"staffed\"\nslots_min = 3")
            + &rule("b", "requirement", &format!("tag = \"staffed\"\nslots_max = 2\n{scope}"));
        issues_of(&text, None).len()
    };
    assert_eq!((slots(""), slots("excess_cost = 100"), slots("when = \"learner.grade > 2\"")), (1, 0, 1));
}

#[test]
fn what_a_rule_says_must_hold_together() {
    let one = |kind: &str, rest: &str| {
        let issues = issues_of(&rule("a", kind, rest), None);
        issues.iter().map(|issue| format!("{} {}", issue.code, issue.found)).collect::<Vec<_>>()
    };
    assert_eq!(one("eligibility", "when = \"ready\""), ["R106 neither allow nor deny"]);
    assert_eq!(one("eligibility", "allow = \"ready\"\ndeny = \"known\""), ["R106 allow and deny"]);
    assert_eq!(one("eligibility", "deny = \"ready\"\nexcept = [\"L1\"]"), ["R106 except without by and reason"]);
    assert_eq!(
        one("eligibility", "deny = \"learner.grade > 5 and learner.grade < 3\""),
        ["R210 \"learner.grade < 3\", which never holds together with \"learner.grade > 5\""]
    );
    assert_eq!(one("score", "when = \"ready\""), ["R106 neither points nor table"]);
    assert_eq!(one("score", "table = \"x.csv\""), ["R301 no file x.csv"]);
    assert_eq!(
        one("requirement", "tag = \"staffed\"\nslots_min = 1\nwhen = \"ready\""),
        ["R210 \"ready\", which reads the lesson"]
    );
    assert_eq!(one("requirement", "tag = \"staffed\"\nslots_min = 1\nminutes_max = 30"), ["R106 slots and minutes"]);
    assert_eq!(one("grouping", "lessons = [\"grouping:small\"]"), ["R106 nothing that shapes a group"]);
    assert_eq!(one("priority", "order = [\"goal\", \"gaol\"]").len(), 1);
    assert!(one("priority", "order = [\"goal\", \"staff:nurse\", \"service:speech\", \"waited\"]").is_empty());
    assert_eq!(one("policy", "about = \"struggle\"\nsteps = [{ step = \"alert\", after = 0 }]").len(), 1);
}

#[test]
fn rows_of_a_unique_table_exclude_one_another() {
    let of = |hit: &str, table: &str| {
        let text = rule("a", "score", &format!("table = \"t.csv\"\nhit = \"{hit}\""));
        issues_of(&text, Some(table)).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let table = "mastery,modality.grouping,points\n< 0.5,small,10\n[0.4..0.6],\"small, pair\",20\n>= 0.7,,5\n";
    assert_eq!(
        of("unique", table),
        [
            "R305 t.csv:3: found a row that may hold together with the one on line 2, expected rows that exclude one another, \
          or hit = \"first\" or \"collect\"."
        ]
    );
    assert!(of("first", table).is_empty() && of("collect", table).is_empty());
    assert_eq!(issues_of("", Some(table))[0].code, "R302");
}
