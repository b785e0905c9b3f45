//! Readers and protocols: what damaged logs become, and that nothing of a test learner leaks.

use std::fmt::Write;

use super::*;
use daybreak_learn::knowledge::Kind;

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.into(), bytes: text.as_bytes().to_vec() }
}

/// A log of so many learners who answer items of three competencies; the able ones succeed more often.
fn log(first: usize, learners: usize) -> String {
    let mut text = String::from("user_id,item_id,skill_id,timestamp,correct\n");
    for learner in first..first + learners {
        for at in 0..24 {
            let item = (learner * 7 + at * 5) % 12;
            let right = (learner * 31 + at * 17 + item * 3) % 10 < 3 + learner % 5 + at / 8;
            let row = format!("u{learner:03},i{item},s{},{at},{}", item % 3, u8::from(right));
            writeln!(text, "{row}").expect("a string");
        }
    }
    text
}

fn question(train: &str, test: &str, model: impl Into<Model>) -> Question {
    Question {
        protocol: Protocol::Files { train: file("train.csv", train), test: file("test.csv", test) },
        model: model.into(),
        reading: Reading::default(),
        q_matrix: None,
        detector: false,
        groups: None,
    }
}

fn run(question: &Question) -> Evaluation {
    evaluate(question, &|_| {}).unwrap_or_else(|issues| panic!("{issues:?}"))
}

fn codes(issues: &[Issue]) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = issues.iter().map(|issue| issue.code).collect();
    codes.dedup();
    codes
}

const MODELS: [Model; 7] = [
    Model::Of(Kind::Plr),
    Model::Of(Kind::Elo),
    Model::Of(Kind::Bkt),
    Model::Of(Kind::Irt),
    Model::Of(Kind::Pfa),
    Model::Of(Kind::BestLr),
    Model::School,
];

impl From<Kind> for Model {
    fn from(kind: Kind) -> Self {
        Model::Of(kind)
    }
}

#[test]
fn every_model_predicts_every_answer() {
    for kind in MODELS {
        let out = run(&question(&log(0, 30), &log(100, 10), kind));
        assert_eq!((out.predictions.len(), out.document.rows_test, out.document.rows_train), (240, 240, 720));
        assert!(out.predictions.iter().all(|p| p.predicted > 0.0 && p.predicted < 1.0), "{kind:?}");
        assert!(out.document.figures.auc > 0.5, "{kind:?}: {}", out.document.figures.auc);
    }
}

#[test]
fn an_answer_is_predicted_from_what_came_before_it_alone() {
    // Turning the last answer of each test learner changes no prediction but (of it) none at all.
    let test = log(100, 4);
    let turned: String = test
        .lines()
        .map(|line| match line.contains(",23,") {
            true => format!("{}{}\n", &line[..line.len() - 1], if line.ends_with('1') { '0' } else { '1' }),
            false => format!("{line}\n"),
        })
        .collect();
    assert_ne!(test, turned);
    for kind in MODELS {
        let predicted = |test: &str| -> Vec<f32> {
            run(&question(&log(0, 30), test, kind)).predictions.iter().map(|p| p.predicted).collect()
        };
        assert_eq!(predicted(&test), predicted(&turned), "{kind:?}");
    }
}

#[test]
fn threads_and_the_order_of_learners_change_nothing() {
    let (train, test) = (log(0, 40), log(100, 10));
    let mut lines: Vec<&str> = train.lines().skip(1).collect();
    // Learners stand in another order; each learner's rows keep theirs.
    lines.sort_by_key(|line| std::cmp::Reverse(line[..4].to_owned()));
    let shuffled = format!("user_id,item_id,skill_id,timestamp,correct\n{}\n", lines.join("\n"));
    for kind in MODELS {
        let with = |threads: usize, train: &str| -> Vec<Prediction> {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| run(&question(train, &test, kind)).predictions)
        };
        let one = with(1, &train);
        assert_eq!(one, with(8, &train), "{kind:?}");
        assert_eq!(one, with(2, &shuffled), "{kind:?}");
    }
}

#[test]
fn logs_are_read_however_they_are_written() {
    let plain = run(&question(&log(0, 30), &log(100, 5), Kind::Elo)).document.figures;
    let unusual = |text: String| format!("\u{feff}{}", text.replace(',', "\t").replace('\n', "\r\n"));
    let same = run(&question(&unusual(log(0, 30)), &unusual(log(100, 5)), Kind::Elo)).document.figures;
    assert_eq!(plain, same);
    let mut rows: Vec<String> = log(100, 5).lines().map(str::to_owned).collect();
    let header = rows.remove(0);
    rows.reverse();
    let unsorted = format!("{header}\n{}\n", rows.join("\n"));
    assert_eq!(plain, run(&question(&log(0, 30), &unsorted, Kind::Elo)).document.figures, "times are put in order");
}

#[test]
fn faults_are_named_all_at_once() {
    let mut train = log(0, 30);
    train.push_str("u001,i1,s1,30,maybe\nu001,i1,s1,yesterday,1\n,i1,s1,31,1\nu001,i1,s1,32,87\n");
    let out = run(&question(&train, &log(100, 5), Kind::Elo));
    let words: Vec<String> = out.issues.iter().map(Issue::to_string).collect();
    assert_eq!(codes(&out.issues), ["E204", "E205", "E203", "E204"], "{words:?}");
    assert!(words[0].starts_with("E204 train.csv:722 score: found \"maybe\""), "{}", words[0]);
    assert!(words[3].ends_with("Maybe it is a percentage: divide it by 100."), "{}", words[3]);

    let refused = |train: &str, test: &str| {
        evaluate(&question(train, test, Kind::Elo), &|_| {}).err().map(|issues| codes(&issues)).unwrap_or_default()
    };
    assert_eq!(refused("", &log(100, 5)), ["E201"]);
    assert_eq!(refused("learner,score\n", "user,scor\n1,1\n"), ["E201", "E202"]);
    assert_eq!(refused("learner,score\na,1\nb,x\n", &log(100, 5)), ["E204", "E206"]);
}

#[test]
fn a_missing_column_is_named_with_the_nearest() {
    let mut asked = question("learner,skore\n1,1\n", &log(0, 2), Kind::Elo);
    asked.reading.mapping = Mapping::read("score=skor").expect("a mapping");
    let issues = evaluate(&asked, &|_| {}).err().expect("a fault");
    assert!(issues[0].to_string().contains("Maybe --columns score=skore is meant."), "{}", issues[0]);
    assert!(Mapping::read("lerner=x").expect_err("no role").contains("Maybe learner."));
    assert!(Mapping::read("learner").is_err() && Mapping::read("score=a,score=b").is_err());
}

#[test]
fn an_answer_told_once_a_competency_is_one_prediction() {
    let header = "learner,item,competency,at,score\n";
    let test = format!("{header}x,i1,s0,1,1\nx,i1,s1,1,1\nx,i2,s0,2,0\nx,i2,s0,3,0\n");
    let out = run(&question(&log(0, 30), &test, Kind::Plr));
    assert_eq!(out.predictions.len(), 3);
    assert!(codes(&out.issues).contains(&"E208"));
}

#[test]
fn items_of_the_table_and_unknown_ones_are_predicted() {
    let mut asked = question(&log(0, 30), "user_id,item_id,correct\nx,i0,1\nx,never seen,1\n", Kind::Plr);
    let needs: String = (0..12).map(|item| format!("i{item},s{}\ni{item},t\n", item % 3)).collect();
    asked.q_matrix = Some(file("q.csv", &format!("item,competency\n{needs}")));
    let out = run(&asked);
    assert_eq!((out.predictions.len(), out.document.competencies), (2, 4));
    assert!(codes(&out.issues).contains(&"E209"), "{:?}", out.issues);
}

#[test]
fn folds_are_dealt_by_seed_or_named_by_a_table() {
    let by_seed = |seed| Question {
        protocol: Protocol::Learners { file: file("log.csv", &log(0, 30)), folds: 5, seed },
        ..question("", "", Kind::Elo)
    };
    let (one, two) = (run(&by_seed(1)), run(&by_seed(2)));
    assert_eq!((one.document.folds.len(), one.document.rows_test), (5, 720));
    assert_ne!(one.document.folds, two.document.folds);
    let folds: String = (0..30).map(|learner| format!("u{learner:03},{}\n", learner % 3)).collect();
    let named = |folds: &str| Question {
        protocol: Protocol::Folds { file: file("log.csv", &log(0, 30)), folds: file("folds.csv", folds) },
        ..question("", "", Kind::Elo)
    };
    assert_eq!(run(&named(&format!("learner,fold\n{folds}"))).document.folds.len(), 3);
    let issues = evaluate(&named("learner,fold\nu001,0\nu002,1\n"), &|_| {}).err().expect("28 are missing");
    assert_eq!(codes(&issues), ["E212"]);
}

#[test]
fn repetition_without_progress_is_seen_early() {
    // Half of the learners never get two right in a row, the others get everything right from the fourth answer on.
    let rows = |first: usize| -> String {
        let row = |learner: usize, at: usize| {
            let right = if learner.is_multiple_of(2) { at % 2 == 1 } else { at >= 3 || at == learner % 2 };
            format!("u{learner},i{at},s,{at},{}\n", u8::from(right))
        };
        (first..first + 40).flat_map(|learner| (0..12).map(move |at| row(learner, at))).collect()
    };
    let log = |first| format!("learner,item,competency,at,score\n{}", rows(first));
    let asked = Question { detector: true, ..question(&log(0), &log(100), Kind::Elo) };
    let found = run(&asked).document.detector.expect("asked for");
    assert_eq!((found[1].opportunities, found[1].pairs), (5, 40));
    assert!((found[1].spinning - 0.5).abs() < 1e-6 && found[1].auc > 0.99, "{found:?}");
}

#[test]
fn learners_of_both_files_are_told() {
    let out = run(&question(&log(0, 30), &log(29, 3), Kind::Elo));
    assert_eq!(codes(&out.issues), ["E210"]);
}

/// A log in which learners of group `b` score far below what their earlier answers suggest, if `is_biased`.
fn log_of_groups(first: usize, n_answers: usize, is_biased: bool) -> String {
    let mut text = String::from("learner,item,skill,score\n");
    for learner in first..first + 60 {
        for at in 0..n_answers {
            // A number that follows no pattern of learners or tasks.
            let luck = (((learner * 64 + at) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) % 100;
            let chance = if is_biased && learner % 2 == 1 && at % 2 == 1 { 20 } else { 75 };
            writeln!(text, "u{learner:03},i{},s{},{}", at % 6, at % 3, u8::from(luck < chance)).expect("a string");
        }
    }
    text
}

#[test]
fn groups_are_told_apart_and_small_ones_are_not() {
    let groups: String = (100..160).map(|l| format!("u{l},{}\n", if l % 2 == 1 { "b" } else { "a" })).collect();
    let few: String = (100..105).map(|l| format!("u{l},few\n")).collect();
    let asked = |is_biased| Question {
        groups: Some(file("groups.csv", &format!("learner,group\n{groups}{few}nobody,a\n"))),
        ..question(&log_of_groups(0, 30, false), &log_of_groups(100, 12, is_biased), Kind::Irt)
    };
    let (fair, biased) = (run(&asked(false)), run(&asked(true)));
    assert!(codes(&fair.issues).contains(&"E213"), "{:?}", fair.issues);
    let off = |out: &Evaluation| -> Vec<String> {
        out.document.calibration.iter().flat_map(|table| table.off()).map(|(cell, _)| cell.group.clone()).collect()
    };
    assert!(off(&fair).is_empty(), "{:?}", off(&fair));
    assert!(off(&biased).contains(&"b".to_owned()) && !off(&biased).contains(&"a".to_owned()), "{:?}", off(&biased));
    let text = biased.document.text();
    assert!(text.contains("few          not shown") && text.contains(": OFF"), "{text}");
}
