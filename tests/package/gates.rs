//! Gates before publishing: each kind holds a sound input, and stops what it is for, at the sites that it is about.

use std::collections::BTreeMap;

use daybreak::config::Config;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline::{Before, Checked, Expect, Gate, Inputs, Tonight, check_package, feeds, gates, measure};

/// Two sites of so many learners, each with evidence and records of the days before.
fn school(elm: usize, oak: usize) -> BTreeMap<&'static str, String> {
    let ids = |site: &str, n: usize| (0..n).map(|at| format!("{site}{at}")).collect::<Vec<String>>();
    let all: Vec<(&str, String)> = (ids("elm", elm).into_iter().map(|id| ("elm", id)))
        .chain(ids("oak", oak).into_iter().map(|id| ("oak", id)))
        .collect();
    let rows = |header: &str, row: &dyn Fn(&str, &str) -> String| {
        all.iter().fold(format!("{header}\n"), |table, (site, id)| table + &row(site, id))
    };
    let fixed = |text: &str| text.replace(' ', "\n") + "\n";
    BTreeMap::from([
        ("sites", fixed("site elm oak")),
        ("slots", fixed("site,slot,start,end elm,S1,08:30,09:15 oak,S1,08:30,09:15")),
        ("rooms", fixed("site,room,capacity elm,R1,60 oak,R1,60")),
        ("staff", fixed("site,staff,tags elm,T1,teacher:math oak,T1,teacher:math")),
        ("competencies", fixed("competency,subject,title,grade ADD,math,Add,2")),
        ("prerequisites", "competency,needs\n".to_owned()),
        ("modalities", fixed("modality,grouping,size_min,size_max small,small,1,6")),
        ("lessons", fixed("lesson,title,competency,modality add,Add,ADD,small")),
        ("relations", fixed("learner,other,kind elm0,elm1,apart")),
        ("pins", fixed("date,learner,slot,lesson 2026-11-23,elm0,S1,add")),
        ("learners", rows("site,learner,grade", &|site, id| format!("{site},{id},2\n"))),
        (
            "evidence",
            rows("learner,competency,at,kind,score", &|_, id| {
                format!("{id},ADD,2026-11-18,quiz,1\n{id},ADD,2026-11-19,quiz,1\n{id},ADD,2026-10-01,quiz,1\n")
            }),
        ),
    ])
}

fn checked(tables: &BTreeMap<&'static str, String>) -> Checked {
    let file = |(name, text): (&&'static str, &String)| SourceFile {
        name: format!("{name}.csv"),
        bytes: text.clone().into_bytes(),
    };
    let inputs = Inputs { tables: tables.iter().map(file).collect(), rules: Vec::new() };
    check_package(&inputs, &Config::default(), &())
}

const TONIGHT: Tonight = Tonight { date: Date::constant(2026, 11, 23), is_by_clock: false };

/// What the night before knew.
fn known(tables: &BTreeMap<&'static str, String>) -> Before {
    let checked = checked(tables);
    let rows =
        checked.inputs.iter().map(|card| (card.table.spec().name.to_owned(), card.rows.used + card.rows.repaired));
    Before {
        date: Some(Date::constant(2026, 11, 20)),
        rows: rows.collect(),
        feeds: feeds(&checked.school, Date::constant(2026, 11, 20)),
        ..Before::default()
    }
}

fn failed(
    tables: &BTreeMap<&'static str, String>,
    expect: &Expect,
    before: Option<&Before>,
    tonight: Tonight,
) -> Vec<Gate> {
    let checked = checked(tables);
    gates(&checked, &feeds(&checked.school, tonight.date), &[], expect, before, tonight)
}

fn names(gates: &[Gate]) -> Vec<&str> {
    gates.iter().map(|gate| gate.name.as_str()).collect()
}

#[test]
fn a_sound_input_passes_and_a_halved_roster_stops_its_site() {
    let before = known(&school(40, 40));
    let expect = Expect::default();
    assert!(failed(&school(40, 40), &expect, Some(&before), TONIGHT).is_empty());
    assert!(failed(&school(40, 33), &expect, Some(&before), TONIGHT).is_empty(), "some may leave");
    let halved = failed(&school(40, 20), &expect, Some(&before), TONIGHT);
    assert_eq!(names(&halved), ["rows:learners@oak", "rows:evidence@oak"]);
    assert!(halved.iter().all(|gate| gate.sites.as_ref().is_some_and(|sites| sites.len() == 1)));
    let both = failed(&school(20, 20), &expect, Some(&before), TONIGHT);
    assert_eq!(names(&both), ["rows:learners", "rows:evidence"]);
    assert!(both.iter().all(|gate| gate.sites.is_none()), "what is said of each site stops the run");
}

#[test]
fn a_table_that_is_gone_stops_the_run_however_small_it_was() {
    let (before, expect) = (known(&school(40, 40)), Expect::default());
    let without = |table: &str| {
        let mut tables = school(40, 40);
        tables.remove(table);
        failed(&tables, &expect, Some(&before), TONIGHT)
    };
    assert_eq!(names(&without("evidence")), ["rows:evidence", "recent:evidence"]);
    assert_eq!(names(&without("relations")), ["rows:relations@elm"]);
    assert_eq!(names(&without("pins")), ["rows:pins"], "a person's decisions come and go, their file does not");
    let mut no_pins = school(40, 40);
    no_pins.insert("pins", "date,learner,slot,lesson\n".to_owned());
    assert!(failed(&no_pins, &expect, Some(&before), TONIGHT).is_empty());
    let mut no_site = school(40, 0);
    no_site.insert("sites", "site\nelm\n".to_owned());
    assert!(names(&failed(&no_site, &expect, Some(&before), TONIGHT)).contains(&"site:oak"));
}

#[test]
fn what_is_refused_or_less_than_the_settings_expect_stops_the_run() {
    let mut refused = school(40, 40);
    let dates = refused["evidence"].replace("2026-11-18", "11/18/2026").replace("2026-11-19", "11/19/2026");
    refused.insert("evidence", dates);
    assert_eq!(names(&failed(&refused, &Expect::default(), None, TONIGHT)), ["refused:evidence"]);
    let of = |table: &str, n: u64| BTreeMap::from([(table.to_owned(), n)]);
    let expect =
        Expect { rows: of("services", 1), recent: of("evidence", 81), fresh: BTreeMap::from([("evidence".into(), 1)]) };
    let low = failed(&school(40, 45), &expect, None, TONIGHT);
    assert_eq!(names(&low), ["expected:services", "recent:evidence@elm"]);
    let late = Tonight { date: Date::constant(2026, 11, 25), ..TONIGHT };
    assert!(names(&failed(&school(40, 45), &expect, None, late)).contains(&"fresh:evidence"));
    assert!(Expect { rows: of("service", 1), ..Expect::default() }.fault().is_some());
    assert!(Expect { recent: of("goals", 1), ..Expect::default() }.fault().is_some());
}

#[test]
fn a_clock_that_jumps_stops_the_run_and_a_date_that_is_named_does_not() {
    let (before, expect) = (known(&school(40, 40)), Expect::default());
    let on = |date, is_by_clock| failed(&school(40, 40), &expect, Some(&before), Tonight { date, is_by_clock });
    let (back, ahead) = (Date::constant(2026, 11, 2), Date::constant(2027, 3, 1));
    assert!(names(&on(back, true)).contains(&"date"));
    assert!(!names(&on(back, false)).contains(&"date"));
    assert!(names(&on(ahead, true)).contains(&"fresh:evidence"));
    assert!(!names(&on(ahead, false)).contains(&"fresh:evidence"));
}

#[test]
fn what_is_not_published_is_no_measure_of_the_next_night() {
    let before = known(&school(40, 40));
    let tonight = feeds(&checked(&school(40, 20)).school, TONIGHT.date);
    let learners = |feeds: &[daybreak::model::report::SiteFeeds], site: &str| {
        feeds.iter().find(|feeds| feeds.site == site).map(|feeds| feeds.rows["learners"])
    };
    let held = measure(tonight.clone(), Some(&before), &["oak"], |_| false);
    assert_eq!((learners(&held, "elm"), learners(&held, "oak")), (Some(40), Some(40)));
    let elm = || tonight[..1].to_vec();
    assert_eq!(learners(&measure(elm(), Some(&before), &[], |_| false), "oak"), Some(40), "a site is not forgotten");
    assert_eq!(learners(&measure(elm(), Some(&before), &[], |site| site == "oak"), "oak"), None);
}

#[test]
fn rules_that_are_gone_stop_the_run() {
    let before = Before { rules: vec!["day.toml".to_owned()], ..known(&school(40, 40)) };
    let failed = |rules: &[SourceFile]| {
        let checked = checked(&school(40, 40));
        gates(&checked, &feeds(&checked.school, TONIGHT.date), rules, &Expect::default(), Some(&before), TONIGHT)
    };
    let with = |bytes: &[u8]| failed(&[SourceFile { name: "day.toml".to_owned(), bytes: bytes.to_vec() }]).len();
    assert_eq!((with(b"[[requirement]]"), with(b" \n")), (0, 1));
    assert_eq!(names(&failed(&[])), ["rules"]);
}
