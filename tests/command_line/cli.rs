//! The command line as a script meets it: exit codes, streams, what is written and what is not.

use std::fs;
use std::path::Path;
use std::process::Output;

use daybreak::generate::problem::{ProblemSpec, generate_problem};

use crate::program::{code, daybreak, package, stderr, text};

#[test]
fn help_teaches_and_names_the_exit_codes() {
    let output = daybreak(&["--help"]);
    assert_eq!(code(&output), 0);
    let help = String::from_utf8_lossy(&output.stdout);
    for word in
        ["check", "graph", "plan", "solve", "verify", "whatif", "generate", "explain", "mastery", "evaluate", "75"]
    {
        assert!(help.contains(word), "--help names {word}");
    }
}

#[test]
fn a_graph_with_a_circle_is_shown_and_strictly_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    let rows = "competency,needs\nADD,DIV\nMUL,ADD\nDIV,MUL\nSUB,SUB\n";
    fs::write(package.join("prerequisites.csv"), rows).expect("a table");
    let lenient = daybreak(&["graph", &text(&package), "--format", "json"]);
    assert_eq!(code(&lenient), 0, "{}", stderr(&lenient));
    let facts: serde_json::Value = serde_json::from_slice(&lenient.stdout).expect("JSON");
    assert_eq!(facts["circles"], serde_json::json!([["ADD", "DIV", "MUL"], ["SUB"]]));
    let strict = daybreak(&["graph", &text(&package), "--strict"]);
    assert_eq!(code(&strict), 3);
    assert!(stderr(&strict).contains("ADD needs DIV needs MUL needs ADD; SUB needs itself"), "{}", stderr(&strict));
    let csv = daybreak(&["graph", &text(&package), "--csv"]);
    let csv = String::from_utf8_lossy(&csv.stdout).into_owned();
    assert!(csv.starts_with("competency,subject,grade,layer,needs,needed_by,closure,taught_with\n"), "{csv}");
    assert!(csv.contains("\nADD,math,2,0,0,0,2,2\n"), "{csv}");
}

#[test]
fn the_next_week_is_kept_from_another_night() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    fs::write(package.join("goals.csv"), "learner,competency,due\nL3,DIV,2027-01-29\n").expect("a table");
    let (package, first_out) = (text(&package), text(&folder.path().join("first")));
    let monday = folder.path().join("first/2026-11-23");
    let first = daybreak(&["plan", &package, "--date", "2026-11-23", "--out", &first_out]);
    assert_eq!(code(&first), 0, "{}", stderr(&first));
    // In a folder of its own the second night knows of nothing that was probably had.
    let out = text(&folder.path().join("out"));
    let again = daybreak(&["plan", &package, "--date", "2026-11-24", "--out", &out, "--start-from", &text(&monday)]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    let changes = fs::read_to_string(folder.path().join("out/2026-11-24/changes.csv")).expect("changes.csv");
    assert_eq!(
        changes, "site,learner,competency,change,why\n",
        "nothing was learned, and nothing fell out of seven days"
    );
    fs::write(monday.join("pathways.csv"), "nothing\nhere\n").expect("a table");
    let broken = daybreak(&["plan", &package, "--date", "2026-11-24", "--out", &out, "--start-from", &text(&monday)]);
    assert_eq!(code(&broken), 3);
    assert!(stderr(&broken).contains("pathways.csv is not the ways of a night"), "{}", stderr(&broken));
}

#[test]
fn a_wrong_call_is_2() {
    assert_eq!(code(&daybreak(&["plan"])), 2);
    assert_eq!(code(&daybreak(&["plan", "data/example", "--date", "tomorrow"])), 2);
    let absent = daybreak(&["check", "no/such/package"]);
    assert_eq!(code(&absent), 2);
    assert!(stderr(&absent).contains("no/such/package"), "the message names the folder");
}

#[test]
fn a_plan_is_written_whole_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = text(&package(folder.path()));
    let out = text(&folder.path().join("out"));
    for _ in 0..2 {
        let output = daybreak(&["plan", &package, "--date", "2026-11-23", "--out", &out]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    let day = folder.path().join("out/2026-11-23");
    for name in [
        "playlists.csv",
        "sessions.csv",
        "rooms.csv",
        "staff.csv",
        "mastery.csv",
        "pathways.csv",
        "services.csv",
        "exceptions.csv",
        "run.json",
        "sites/elm/problem.json",
        "sites/elm/plan.json",
        "sites/elm/certificate.json",
    ] {
        assert!(day.join(name).is_file(), "{name} is written");
    }
    let left: Vec<String> = fs::read_dir(folder.path().join("out"))
        .expect("out")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "no temporary folder is left: {left:?}");
    let problem = text(&day.join("sites/elm/problem.json"));
    let plan = text(&day.join("sites/elm/plan.json"));
    assert_eq!(code(&daybreak(&["verify", &problem, &plan, "--bound"])), 0);
}

#[test]
fn too_many_bad_rows_are_refused_with_3_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    fs::write(package.join("rooms.csv"), "site,room,capacity\nelm,R1,-3\nelm,R2,20\n").expect("writable");
    let out = folder.path().join("out");
    let output = daybreak(&["plan", &text(&package), "--date", "2026-11-23", "--out", &text(&out)]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("rooms.csv:2 capacity: found \"-3\""), "{}", stderr(&output));
    assert!(!out.join("2026-11-23").exists());
    let tolerant =
        daybreak(&["plan", &text(&package), "--date", "2026-11-23", "--out", &text(&out), "--rejected-share-max", "1"]);
    assert_eq!(code(&tolerant), 0, "{}", stderr(&tolerant));
}

#[test]
fn findings_are_1_and_json_goes_to_stdout() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    fs::write(package.join("wishes.csv"), "learner,kind,value\nL1,lesson,add-smal\n").expect("writable");
    let output = daybreak(&["check", &text(&package), "--format", "json"]);
    assert_eq!(code(&output), 1);
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    let issues = findings["issues"].as_array().expect("a list");
    let issue = issues.iter().find(|issue| issue["file"] == "wishes.csv").expect("the unknown lesson");
    assert_eq!((issue["line"].as_u64(), issue["column"].as_str()), (Some(2), Some("value")));
    assert!(issue["maybe"].as_str().is_some_and(|hint| hint.contains("add-small")), "{issue}");
}

#[test]
fn a_malformed_problem_names_the_json_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = ProblemSpec { n_learners: 10, ..ProblemSpec::default() };
    let mut problem = serde_json::to_value(generate_problem(&spec)).expect("a document");
    let path = folder.path().join("problem.json");
    problem["learners"][3]["candidates"][0]["offering"] = "no such offering".into();
    fs::write(&path, problem.to_string()).expect("writable");
    let output = daybreak(&["solve", &text(&path)]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("learners[3].candidates[0].offering"), "{}", stderr(&output));
    fs::write(&path, "{\"format\": 7").expect("writable");
    assert_eq!(code(&daybreak(&["solve", &text(&path)])), 3);
}

#[test]
fn solve_and_verify_agree_and_a_touched_plan_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let problem = text(&folder.path().join("problem.json"));
    let plan = folder.path().join("plan.json");
    let spec = ProblemSpec { n_learners: 40, ..ProblemSpec::default() };
    fs::write(&problem, serde_json::to_vec(&generate_problem(&spec)).expect("a document")).expect("writable");
    let solved = daybreak(&["solve", &problem, "-o", &text(&plan), "--seed", "7"]);
    assert_eq!(code(&solved), 0, "{}", stderr(&solved));
    assert!(solved.stdout.is_empty(), "the plan went to the file");
    assert_eq!(code(&daybreak(&["verify", &problem, &text(&plan)])), 0);
    let mut touched: serde_json::Value = serde_json::from_slice(&fs::read(&plan).expect("a plan")).expect("JSON");
    touched["objective"] = (touched["objective"].as_i64().expect("points") + 1).into();
    fs::write(&plan, touched.to_string()).expect("writable");
    let verdict = daybreak(&["verify", &problem, &text(&plan)]);
    assert_eq!(code(&verdict), 1);
    assert!(String::from_utf8_lossy(&verdict.stdout).contains("claim"));
}

#[test]
fn a_bound_is_recomputed_from_its_certificate() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| text(&folder.path().join(name));
    let spec = ProblemSpec { n_learners: 20, ..ProblemSpec::default() };
    fs::write(at("p.json"), serde_json::to_vec(&generate_problem(&spec)).expect("a document")).expect("writable");
    let verify =
        |more: &[&str]| daybreak(&[&["verify", &at("p.json"), &at("day.plan.json"), "--bound"], more].concat());
    assert_eq!(code(&daybreak(&["solve", &at("p.json"), "-o", &at("day.plan.json"), "--effort", "0.1"])), 0);
    assert_eq!(code(&verify(&[])), 0);
    let certificate = fs::read_to_string(at("day.plan.certificate.json")).expect("beside the plan");
    fs::write(at("other.json"), certificate.replace("\"scale\":", "\"scale\":-")).expect("writable");
    let refused = verify(&["--certificate", &at("other.json")]);
    assert_eq!(code(&refused), 1);
    assert!(String::from_utf8_lossy(&refused.stdout).contains("bound: the certificate's scale"));
    fs::write(at("other.json"), certificate.replace("\"scale\":", "\"scales\":")).expect("writable");
    assert_eq!(code(&verify(&["--certificate", &at("other.json")])), 3);
    // A plan on stdout has no file beside it, so it names none.
    let streamed = daybreak(&["solve", &at("p.json"), "--effort", "0.1"]);
    fs::write(at("day.plan.json"), streamed.stdout).expect("writable");
    assert_eq!(code(&verify(&[])), 1);
    assert_eq!(code(&verify(&["--certificate", &at("day.plan.certificate.json")])), 0);
}

#[test]
fn what_if_there_were_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let problem = text(&folder.path().join("problem.json"));
    let spec = ProblemSpec { n_learners: 30, ..ProblemSpec::default() };
    let day = generate_problem(&spec);
    fs::write(&problem, serde_json::to_vec(&day).expect("a document")).expect("writable");
    let tag = day.offerings.iter().flat_map(|o| &o.staff).next().expect("a need").tag.clone();
    let slot = &day.slots[0].id;
    let ask = |more: &str| daybreak(&["whatif", &problem, "--more", more, "--effort", "0.1", "--format", "json"]);
    for what in [format!("staff:{tag}"), format!("staff:{tag}@{slot}")] {
        let output = ask(&what);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        let points = |name: &str| answer[name].as_i64().expect("points");
        assert_eq!(points("objective_with") - points("objective"), points("difference"));
        assert!(points("estimate") >= 0);
    }
    for wrong in ["staff:nobody", "staff", "room:none", "device:none=2", &format!("staff:{tag}@never")] {
        assert_eq!(code(&ask(wrong)), 2, "{wrong}");
    }
}

#[test]
fn a_run_in_the_way_is_75() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = text(&package(folder.path()));
    let out = folder.path().join("out");
    fs::create_dir_all(&out).expect("a folder");
    let held = fs::File::create(out.join(".daybreak.lock")).expect("a lock file");
    held.lock().expect("a lock");
    let output = daybreak(&["plan", &package, "--date", "2026-11-23", "--out", &text(&out)]);
    assert_eq!(code(&output), 75, "{}", stderr(&output));
}

#[test]
fn a_day_without_school_is_no_error_and_leaves_no_night() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = text(&package(folder.path()));
    let out = text(&folder.path().join("out"));
    let sunday = daybreak(&["plan", &package, "--date", "2026-11-22", "--out", &out]);
    assert_eq!(code(&sunday), 0, "{}", stderr(&sunday));
    let said = String::from_utf8_lossy(&sunday.stdout).into_owned();
    assert_eq!(said, "No site has school on 2026-11-22: nothing is planned.\n");
    assert!(!folder.path().join("out/2026-11-22").exists() && !folder.path().join("out/current").exists());
}

#[test]
fn a_site_that_fails_is_reported_and_the_others_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    let add = |table: &str, rows: &str| {
        let path = package.join(table);
        let text = fs::read_to_string(&path).expect("a table of the base school");
        fs::write(path, text + rows).expect("writable");
    };
    // More slots than the scheduler computes with: it says so, for this site alone.
    let slots: String = (0..200)
        .map(|i| (480 + 3 * i, 483 + 3 * i))
        .map(|(a, b)| format!("oak,Z{a},{:02}:{:02},{:02}:{:02},z\n", a / 60, a % 60, b / 60, b % 60))
        .collect();
    add("sites.csv", "oak\n");
    add("slots.csv", &slots);
    add("rooms.csv", "oak,R1,20,1,\n");
    add("staff.csv", "oak,A1,aide\n");
    add("learners.csv", "oak,L7,3\n");
    let out = folder.path().join("out");
    let output = daybreak(&["plan", &text(&package), "--date", "2026-11-23", "--out", &text(&out)]);
    assert_eq!(code(&output), 4, "{}", stderr(&output));
    assert!(stderr(&output).contains("site oak is not planned"), "{}", stderr(&output));
    let sites = out.join("2026-11-23/sites");
    assert!(sites.join("elm/plan.json").is_file() && !sites.join("oak").exists());
    // A term needs every site.
    let term = ["simulate", &text(&package), "--date", "2026-11-23", "--out", &text(&out), "--policy", "daybreak"];
    let term = daybreak(&term);
    assert_eq!(code(&term), 4, "{}", stderr(&term));
    assert!(stderr(&term).contains("error: site oak is not planned"), "{}", stderr(&term));
}

#[test]
fn a_term_of_ones_own_package_is_a_forecast_and_refused_as_its_plan_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = package(folder.path());
    let out = folder.path().join("out");
    let simulate = |more: &[&str]| {
        let (package, out) = (text(&package), text(&out));
        let own = ["simulate", &package, "--out", &out, "--policy", "class", "--policy", "daybreak", "--days", "2"];
        daybreak(&[&own[..], more].concat())
    };
    let output = simulate(&["--date", "2026-11-23", "--effort", "0.02", "--seeds", "1,2"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("a forecast, no measurement"), "{}", stderr(&output));
    for file in ["results.csv", "summary.csv", "curves.csv", "curves.svg"] {
        fs::remove_file(out.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
    let both = simulate(&["--learners", "45"]);
    assert_eq!(code(&both), 2);
    assert!(stderr(&both).contains("--learners is for a generated school"), "{}", stderr(&both));
    let planned = |date: &str| {
        let out = text(&folder.path().join("plans"));
        daybreak(&["plan", &text(&package), "--date", date, "--out", &out])
    };
    let as_planned = |date: &str, exit: i32| {
        let (plan, term) = (planned(date), simulate(&["--date", date]));
        assert_eq!((code(&plan), code(&term)), (exit, exit), "{}", stderr(&term));
        let why =
            |output: &Output| stderr(output).lines().filter(|line| line.starts_with("error: ")).collect::<String>();
        assert_eq!(why(&plan), why(&term));
    };
    assert_eq!(code(&simulate(&["--date", "2026-11-22"])), 3, "a term begins on a school day");
    fs::remove_file(package.join("rooms.csv")).expect("a table");
    as_planned("2026-11-23", 3);
    assert!(!out.join("results.csv").exists(), "a term that is refused writes nothing");
}

#[test]
fn completions_and_man_pages_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let output = daybreak(&["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(String::from_utf8_lossy(&output.stdout).contains("daybreak"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&daybreak(&["man", "--dir", &text(folder.path())])), 0);
    assert!(folder.path().join("daybreak-plan.1").is_file());
}

#[test]
fn mastery_is_told_as_of_any_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = text(&package(folder.path()));
    let evidence = "learner,competency,at,kind,score\nL1,ADD,2026-11-02,quiz,1\nL1,ADD,2026-11-09,test,1\n";
    fs::write(Path::new(&package).join("evidence.csv"), evidence).expect("written");
    let word = "learner,competency,mastered,at,by,reason\nL1,ADD,no,2026-11-12,T1,copied\n";
    fs::write(Path::new(&package).join("overrules.csv"), word).expect("written");
    let rows = |day: &str| {
        let output = daybreak(&["mastery", &package, "--as-of", day, "--learner", "L1"]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(rows("2026-11-01").lines().count(), 1, "nothing was shown yet");
    assert!(rows("2026-11-10").contains("2026-11-09") && !rows("2026-11-10").contains("overruled: "));
    let overruled = rows("2026-11-13");
    assert!(overruled.contains("overruled: not yet") && overruled.contains(",T1,2026-11-12,copied"), "{overruled}");

    let why = daybreak(&["mastery", &package, "--as-of", "2026-11-13", "--learner", "L1", "--competency", "ADD"]);
    let words = String::from_utf8_lossy(&why.stdout).into_owned();
    for part in ["2026-11-02 quiz, scored 100 %", "2026-11-09 test, scored 100 %", "T1 said on 2026-11-12", "copied"] {
        assert!(words.contains(part), "{words}");
    }
    let unknown = daybreak(&["mastery", &package, "--as-of", "2026-11-13", "--learner", "L1", "--competency", "AD"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("Maybe ADD."), "{}", stderr(&unknown));
}

#[test]
fn a_log_is_evaluated_and_a_bad_one_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| text(&folder.path().join(name));
    let mut log = String::from("student,question,skill,correct\n");
    for at in 0..400 {
        log.push_str(&format!("s{},q{},k{},{}\n", at / 10, at % 7, at % 3, u8::from((at * 7 + at / 10) % 10 < 6)));
    }
    fs::write(path("log.csv"), &log).expect("written");
    let call = |more: &[&str]| {
        let log = path("log.csv");
        daybreak(&[&["evaluate", &log, "--columns", "item=question"], more].concat())
    };
    let out = path("predictions.csv");
    let output = call(&["--cv", "learners:4", "--format", "json", "--predictions", &out]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!((answer["format"].as_str(), answer["rows_test"].as_u64()), (Some("daybreak.evaluation/1"), Some(400)));
    assert!(answer["seconds"]["fit"].as_f64().is_some() && answer["by_opportunity"][0]["from"] == 1);
    assert_eq!(fs::read_to_string(&out).expect("written").lines().count(), 401);
    assert_eq!(code(&call(&["--cv", "learners:1"])), 2);
    assert_eq!(code(&call(&[])), 2, "a protocol is needed");
    let refused = daybreak(&["evaluate", &path("log.csv"), "--cv", "2", "--columns", "score=corect"]);
    assert_eq!(code(&refused), 3);
    assert!(stderr(&refused).contains("Maybe --columns score=correct"), "{}", stderr(&refused));
}
