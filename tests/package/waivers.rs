//! What a waiver changes in a day problem, and that nothing else does: each name that can be waived, held against the problem
//! without it.

use std::fs;
use std::path::Path;

use daybreak::config::Config;
use daybreak::history::FormerNight;
use daybreak::model::problem::{Problem, Signed};
use daybreak::model::tables::SourceFile;
use daybreak::pipeline;

const DAY: &str = "2026-11-23";

/// The base school of the cases with limits of every kind, in which L4 is decided into a group in the second slot.
fn problem(waivers: &str) -> Problem {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tables: Vec<SourceFile> = fs::read_dir(base)
        .expect("the base school")
        .map(|entry| entry.expect("a readable entry").path())
        .map(|path| SourceFile {
            name: path.file_name().expect("a file").to_string_lossy().into_owned(),
            bytes: fs::read(&path).expect("readable"),
        })
        .collect();
    let mut put = |name: &str, text: &str| {
        tables.retain(|file| file.name != name);
        tables.push(SourceFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() });
    };
    put(
        "learners.csv",
        "site,learner,grade,group_size_max,screen_slots_max,tags\nelm,L1,3,,,new\nelm,L2,3,,,new\nelm,L3,2,4,1,\nelm,L4,2,4,1,new\n",
    );
    put(
        "modalities.csv",
        "modality,grouping,station,size_min,size_max,staff,tags\nsmall,small,no,2,6,teacher:{subject},staffed;screen\nindependent,individual,yes,1,20,aide,\n",
    );
    put("relations.csv", "learner,other,kind\nL3,L4,apart\n");
    put("pins.csv", &format!("date,learner,slot,lesson\n{DAY},L4,S2,add-small\n{DAY},L3,S1,add-small\n"));
    put("waivers.csv", &format!("date,learner,slot,lesson,waives,by,reason\n{waivers}"));
    let rules = vec![SourceFile {
        name: "rules.toml".to_owned(),
        bytes: br#"
[[rule]]
kind = "grouping"
id = "not-the-only-new-one"
why = "Nobody new is the only one."
tag = "new"

[[rule]]
kind = "requirement"
id = "not-only-groups"
why = "Half of the day is one's own."
tag = "staffed"
slots_max = 1

[[rule]]
kind = "eligibility"
id = "no-adding"
why = "Adding is done."
when = "competency.id == 'ADD'"
deny = "learner.grade < 4"
strength = "hard"
"#
        .to_vec(),
    }];
    let inputs = pipeline::Inputs { tables, rules };
    let checked = pipeline::check_package(&inputs, &Config::default(), &());
    assert!(checked.rule_issues.is_empty(), "{:?}", checked.rule_issues);
    let date = DAY.parse().expect("a date");
    let report = pipeline::plan_from(checked, &inputs.rules, date, &FormerNight::default(), &Config::default(), &());
    assert!(report.failed.is_empty(), "Elm is planned");
    let problem = report.sites.into_iter().next().expect("Elm").formulation.problem;
    // Which pins hold is what follows.
    Problem { pins: Vec::new(), ..problem }
}

fn waiver(date: &str, learner: &str, slot: &str, lesson: &str, waives: &str) -> String {
    format!("{date},{learner},{slot},{lesson},{waives},rivera,agreed with the family\n")
}

fn of_pin(waives: &str) -> Problem {
    problem(&waiver(DAY, "L4", "S2", "add-small", waives))
}

/// The one thing signed for of the pinned session.
fn row(set: impl Fn(&mut Signed)) -> Vec<Signed> {
    let mut row = Signed {
        learner: "L4".into(),
        slot: "S2".into(),
        offering: "add-small".into(),
        size_max: false,
        group_size: false,
        never_alone: Vec::new(),
        apart: Vec::new(),
    };
    set(&mut row);
    vec![row]
}

#[test]
fn what_concerns_a_session_is_signed_for_and_the_rest_of_the_day_is_the_same() {
    let without = problem("");
    let cases: [(&str, Vec<Signed>); 5] = [
        ("size_max", row(|row| row.size_max = true)),
        ("group_size", row(|row| row.group_size = true)),
        ("apart:L3", row(|row| row.apart = vec!["L3".into()])),
        ("apart", row(|row| row.apart = vec!["L3".into()])),
        ("not-the-only-new-one", row(|row| row.never_alone = vec!["new".into()])),
    ];
    for (waives, signed) in cases {
        let with = of_pin(waives);
        assert_eq!(with.signed, signed, "{waives}");
        assert_eq!(Problem { signed: Vec::new(), ..with }, without, "{waives}");
    }
}

#[test]
fn what_concerns_the_learners_day_is_wider_by_the_lesson_that_is_decided() {
    let without = problem("");
    for limit in ["screen_slots_max", "not-only-groups"] {
        let mut with = of_pin(limit);
        let learner = with.learners.iter_mut().find(|learner| learner.id == "L4").expect("L4");
        let row = learner.requirements.iter_mut().find(|row| row.id == limit).expect("the limit");
        assert_eq!(row.slots_max, Some(2), "{limit}");
        row.slots_max = Some(1);
        assert_eq!(with, without, "{limit}");
    }
    let mut with = of_pin("times_a_day");
    let own = |problem: &Problem| {
        let learner = problem.learners.iter().find(|learner| learner.id == "L4").expect("L4");
        learner.candidates.iter().position(|candidate| candidate.offering == "add-small").expect("it is decided")
    };
    let at = own(&with);
    let learner = with.learners.iter_mut().find(|learner| learner.id == "L4").expect("L4");
    assert_eq!(learner.candidates[at].exclusive.take(), None);
    learner.candidates[at].exclusive = Some("ADD:taught".into());
    let before = without.learners.iter().find(|learner| learner.id == "L4").expect("L4");
    assert_eq!(before.candidates[own(&without)].exclusive.as_deref(), Some("ADD:taught"));
    assert_eq!(with, without);
}

#[test]
fn a_lesson_for_fewer_is_a_variant_of_its_own_once_in_its_slot() {
    let (without, mut with) = (problem(""), of_pin("size_min"));
    let variant = with.offerings.pop().expect("the variant");
    assert_eq!((variant.id.as_str(), variant.size_min, variant.sessions_max), ("add-small~2", 1, Some(1)));
    for learner in &mut with.learners {
        learner.candidates.retain(|candidate| {
            let is_variant = candidate.offering == variant.id;
            assert!(!is_variant || candidate.slots.as_deref() == Some(&["S2".to_owned()]), "{candidate:?}");
            !is_variant
        });
    }
    assert_eq!(with, without);
}

#[test]
fn a_waiver_of_another_day_learner_slot_or_lesson_changes_nothing() {
    let without = problem("");
    let all = "size_max;group_size;size_min;apart:L3;times_a_day;screen_slots_max;not-only-groups;not-the-only-new-one";
    // Without a pin of its own, a session is nobody's to sign for.
    let others = [
        waiver("2026-11-24", "L4", "S2", "add-small", all),
        waiver(DAY, "L4", "S1", "add-small", "size_max;size_min;apart:L3;times_a_day;screen_slots_max;not-only-groups"),
        waiver(DAY, "L4", "S2", "sub-small", "size_max;size_min;apart:L3;times_a_day;screen_slots_max;not-only-groups"),
        waiver(DAY, "L2", "S2", "add-small", "size_max;size_min;apart:L3;times_a_day;screen_slots_max;not-only-groups"),
        // What cannot be read lifts nothing, the names before and after it neither.
        waiver(DAY, "L4", "S2", "add-small", "size_max;sise_min;apart:L3"),
        waiver(DAY, "L4", "S2", "add-small", "size_max").replace("rivera", ""),
        // A pin outranks these, so for it nothing is left to lift.
        waiver(DAY, "L4", "S2", "add-small", "prerequisites;language;ban;no-adding"),
    ];
    for rows in others {
        assert_eq!(problem(&rows), without, "{rows}");
    }
}

#[test]
fn a_rule_is_lifted_for_one_learner_and_slot() {
    let lessons = |problem: &Problem, id: &str, lesson: &str| {
        let learner = problem.learners.iter().find(|learner| learner.id == id).expect("a learner");
        learner
            .candidates
            .iter()
            .find(|candidate| candidate.offering == lesson)
            .map(|candidate| candidate.slots.clone())
    };
    let without = problem("");
    assert_eq!(lessons(&without, "L3", "add-alone"), None, "the rule leaves it out");
    let with = problem(&waiver(DAY, "L3", "S2", "add-alone", "no-adding"));
    assert_eq!(lessons(&with, "L3", "add-alone"), Some(Some(vec!["S2".to_owned()])));
    let all_day = problem(&waiver(DAY, "L3", "", "add-alone", "no-adding"));
    assert_eq!(lessons(&all_day, "L3", "add-alone"), Some(None));
    for other in ["L1", "L2", "L4"] {
        assert_eq!(lessons(&all_day, other, "add-alone"), None, "{other}");
    }
}
