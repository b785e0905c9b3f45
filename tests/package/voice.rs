//! Voice and fairness over many nights: turns come round, nobody waits longer than capacity asks, proposals are kept or
//! answered, groups are held in their band, and no report gives away a few.

#![expect(clippy::print_stdout, reason = "a run reports its counts, which --nocapture shows")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::history::FormerNight;
use daybreak::model::report::Report;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::{Date, is_weekend};
use daybreak::model::voice::{TurnKind, Turns};
use daybreak::{export, pipeline};

/// A light search: many nights are planned.
fn config() -> Config {
    let mut config = Config::default();
    config.schedule.effort = 0.2;
    config
}

fn night(tables: &[SourceFile], rules: &[SourceFile], date: Date, turns: Turns) -> Report {
    let inputs = pipeline::Inputs { tables: tables.to_vec(), rules: rules.to_vec() };
    let checked = pipeline::check_package(&inputs, &config(), &());
    assert_eq!(checked.refusal, None);
    assert!(checked.rule_issues.is_empty(), "{:?}", checked.rule_issues);
    let former = FormerNight { turns, ..FormerNight::default() };
    let report = pipeline::plan_from(checked, rules, date, &former, &config(), &());
    assert!(report.failed.is_empty(), "{:?}", report.failed.iter().map(|f| &f.why).collect::<Vec<_>>());
    report
}

/// The school days from a date on.
fn school_days(from: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |date| date.tomorrow().ok()).filter(|date| !is_weekend(*date))
}

/// The bytes of an output table.
fn table(report: &Report, name: &str) -> Vec<u8> {
    let path = format!("{name}.csv");
    export::export(report).into_iter().find(|file| file.path == path).expect("a table of that name").bytes
}

fn rows(report: &Report, name: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(table(report, name).as_slice())
        .deserialize()
        .map(|row| row.expect("our own CSV"))
        .collect()
}

/// The base school of the readable cases with some tables replaced or added.
fn base(with: &[(&str, String)]) -> Vec<SourceFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tables: BTreeMap<String, Vec<u8>> = fs::read_dir(folder)
        .expect("tests/cases/base")
        .map(|entry| entry.expect("a readable entry"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("readable")))
        .collect();
    for (name, text) in with {
        tables.insert((*name).to_owned(), text.clone().into_bytes());
    }
    tables.into_iter().map(|(name, bytes)| SourceFile { name, bytes }).collect()
}

/// Nine learners who all wish for the tutor's one session of three.
fn nine_for_three() -> Vec<SourceFile> {
    let ids: Vec<String> = (1..=9).map(|i| format!("L{i}")).collect();
    let lines = |header: &str, row: &dyn Fn(&String) -> String| {
        let rows: String = ids.iter().map(row).collect();
        format!("{header}\n{rows}")
    };
    base(&[
        ("learners.csv", lines("site,learner,grade", &|id| format!("elm,{id},3\n"))),
        (
            "evidence.csv",
            lines("learner,competency,at,kind,score", &|id| {
                [16, 18, 19].map(|day| format!("{id},ADD,2026-11-{day},quiz,1\n")).concat()
            }),
        ),
        ("wishes.csv", lines("learner,kind,value,rank", &|id| format!("{id},lesson,mul-tutor,1\n"))),
        (
            "modalities.csv",
            "modality,grouping,station,size_min,size_max,staff,tags\ntutoring,small,no,1,3,teacher:{subject},staffed\n\
             independent,individual,yes,1,20,aide,\n"
                .to_owned(),
        ),
        (
            "lessons.csv",
            "lesson,title,competency,modality\nmul-tutor,Rows with a tutor,MUL,tutoring\nmul-alone,Multiplication practice,\
             MUL,independent\nsub-alone,Taking away practice,SUB,independent\nadd-alone,Adding practice,ADD,independent\n"
                .to_owned(),
        ),
        ("staff.csv", "site,staff,tags,sessions_max\nelm,T1,teacher:math,1\nelm,A1,aide,\n".to_owned()),
    ])
}

#[test]
fn nobody_waits_longer_than_capacity_asks() {
    let tables = nine_for_three();
    let mut turns = Turns::new();
    let mut waiting: BTreeMap<String, u32> = BTreeMap::new();
    let mut longest = 0;
    for date in school_days(Date::constant(2026, 11, 23)).take(12) {
        let report = night(&tables, &[], date, turns);
        let granted = rows(&report, "wishes").into_iter().filter(|row| row["granted"] == "yes").count();
        assert_eq!(granted, 3, "{date}: the session is full");
        for row in rows(&report, "wishes") {
            let days = waiting.entry(row["learner"].clone()).or_default();
            *days = if row["granted"] == "yes" { 0 } else { *days + 1 };
            longest = longest.max(*days);
        }
        turns = report.turns;
    }
    assert!(longest <= 2, "nine learners, three a day: two days in vain at most, found {longest}");
}

#[test]
fn memory_survives_the_table_and_a_day_planned_twice() {
    let tables = nine_for_three();
    let (friday, monday) = (Date::constant(2026, 11, 20), Date::constant(2026, 11, 23));
    let first = night(&tables, &[], friday, Turns::new());
    let files = export::export(&first);
    let fetch = |path: &str| -> Result<Option<Vec<u8>>, ()> {
        Ok(files.iter().find(|file| file.path == path).map(|file| file.bytes.clone()))
    };
    let read = FormerNight::read(fetch, &first.school, monday).expect("our own files");
    assert_eq!(read.turns, first.turns);
    let (site, former) = (&first.sites[0], &read.sites["elm"]);
    assert_eq!(former.plan.as_ref(), Some(&site.plan));
    assert_eq!(former.certificate.as_ref(), Some(&site.certificate));
    assert_eq!(read.ways.len(), 9, "what each learner was to learn");
    let second = night(&tables, &[], monday, read.turns);
    let again = night(&tables, &[], monday, second.turns.clone());
    assert_eq!(table(&again, "turns"), table(&second, "turns"), "the day begins with the credit that it had");
    assert_eq!(table(&again, "playlists"), table(&second, "playlists"));
    let credits = second.turns.values().map(|turn| turn.credit);
    assert!(credits.max() > Some(150), "three days later most of a day in vain is left");
}

/// For every learner with wishes that could be granted: the share of the nights on which one was.
fn shares(tables: &[SourceFile], from: Date, remembers: bool) -> (BTreeMap<String, (u32, u32)>, u32) {
    let mut shares: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let (mut turns, mut granted) = (Turns::new(), 0);
    for date in school_days(from).take(20) {
        let report = night(tables, &[], date, turns);
        granted += rows(&report, "wishes").iter().filter(|row| row["granted"] == "yes").count() as u32;
        let tonight = report.turns.iter().filter(|((_, kind, _), turn)| *kind == TurnKind::Turn && turn.last == date);
        for ((learner, _, _), turn) in tonight {
            let share = shares.entry(report.school.learners[learner.i()].id.clone()).or_default();
            *share = (share.0 + u32::from(turn.credit == 0), share.1 + 1);
        }
        turns = if remembers { report.turns } else { Turns::new() };
    }
    (shares, granted)
}

#[test]
fn with_memory_the_worst_off_are_granted_more() {
    let spec = SchoolSpec {
        seed: 7,
        learners_per_site: 60,
        staff_scarcity: 0.9,
        wish_share: 0.9,
        evidence_days: 20,
        ..SchoolSpec::default()
    };
    let files = generate(&spec).files;
    let worst = |shares: &BTreeMap<String, (u32, u32)>| {
        let mut all: Vec<f64> =
            shares.values().filter(|s| s.1 >= 10).map(|s| f64::from(s.0) / f64::from(s.1)).collect();
        all.sort_by(f64::total_cmp);
        let quarter = all.len().div_ceil(4);
        (all[0], all[..quarter].iter().sum::<f64>() / quarter as f64, all.len())
    };
    let (without, n_without) = shares(&files, spec.date, false);
    let (with, n_with) = shares(&files, spec.date, true);
    let (a, b) = (worst(&without), worst(&with));
    println!("least, worst quarter, learners: {a:?} without memory, {b:?} with; wishes granted {n_without}, {n_with}");
    assert!(b.1 > a.1, "the worst-off quarter: {a:?} without memory, {b:?} with");
    assert!(b.0 >= a.0, "the least: {a:?} without memory, {b:?} with");
}

#[test]
fn a_proposal_is_kept_or_answered() {
    let spec = SchoolSpec { seed: 11, learners_per_site: 80, wish_share: 1.0, ..SchoolSpec::default() };
    let files = generate(&spec).files;
    let report = night(&files, &[], spec.date, Turns::new());
    let proposals = rows(&report, "proposals");
    assert!(proposals.len() >= 8, "enough of them: {}", proposals.len());
    let playlists = rows(&report, "playlists");
    for row in &proposals {
        let at = playlists.iter().find(|p| p["learner"] == row["learner"] && p["slot"] == row["slot"]).expect("a row");
        assert_eq!(at["session"], row["session"], "{row:?}");
        assert!(!row["why"].is_empty());
        if row["kept"] == "yes" {
            for (kind, value) in row["proposed"].split(';').filter_map(|part| part.split_once(':')) {
                match kind {
                    "modality" => assert_eq!(at["modality"], value, "{row:?}"),
                    "lesson" => assert_eq!(at["lesson"], value, "{row:?}"),
                    _ => {}
                }
            }
        }
    }
    let kept = proposals.iter().filter(|row| row["kept"] == "yes").count();
    println!("{kept} of {} proposals kept", proposals.len());
    assert!(kept > 0);
}

#[test]
fn a_band_raises_a_group_that_had_less() {
    let spec = SchoolSpec { seed: 5, learners_per_site: 150, service_share: 0.0, ..SchoolSpec::default() };
    let mut files = generate(&spec).files;
    // On the days before, learners of the tag were never taught.
    let tagged: Vec<String> = {
        let file = files.iter().find(|file| file.name == "learners.csv").expect("learners");
        let rows: Vec<BTreeMap<String, String>> =
            csv::Reader::from_reader(file.bytes.as_slice()).deserialize().map(|row| row.expect("CSV")).collect();
        rows.iter()
            .filter(|row| row["tags"].split(';').any(|tag| tag == "ell"))
            .map(|row| row["learner"].clone())
            .collect()
    };
    assert!(tagged.len() >= 10, "{}", tagged.len());
    let delivered = files.iter_mut().find(|file| file.name == "delivered.csv").expect("delivered");
    let mut reader = csv::Reader::from_reader(delivered.bytes.as_slice());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|own| own == name).expect("a column");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("in memory");
    for record in reader.records().map(|record| record.expect("CSV")) {
        let is_of = tagged.iter().any(|id| *id == record[column("learner")]);
        let cells = record.iter().enumerate().map(|(at, cell)| if is_of && at == column("staff") { "" } else { cell });
        writer.write_record(cells).expect("in memory");
    }
    let bytes = writer.into_inner().expect("in memory");
    delivered.bytes = bytes;
    let rule = |cost: u32| {
        let text = format!(
            "[[rule]]\nid = \"near\"\nkind = \"access\"\nwhy = \"Its share.\"\ntag = \"ell\"\nmeasure = \"teacher_minutes\"\n\
             band = 10\ncost = {cost}\n"
        );
        vec![SourceFile { name: "access.toml".into(), bytes: text.into_bytes() }]
    };
    let minutes = |report: &Report| -> f64 { rows(report, "bands")[0]["group"].parse().expect("a number") };
    let (weak, strong) =
        (night(&files, &rule(0), spec.date, Turns::new()), night(&files, &rule(3_000), spec.date, Turns::new()));
    let row = &rows(&strong, "bands")[0];
    assert_eq!(row["group_before"], "0.0", "{row:?}");
    assert!(row["owed_slots"].parse::<u32>().expect("slots") >= 1, "{row:?}");
    assert_eq!(row["held"], "yes", "{row:?}");
    println!("teacher minutes of the group: {} at no cost, {} with the band", minutes(&weak), minutes(&strong));
    assert!(minutes(&strong) > minutes(&weak), "{} {}", minutes(&weak), minutes(&strong));
}

#[test]
fn the_report_on_access_speaks_of_no_few() {
    for seed in [2, 3, 4] {
        let spec = SchoolSpec { seed, learners_per_site: 45, n_sites: 2, ..SchoolSpec::default() };
        let report = night(&generate(&spec).files, &[], spec.date, Turns::new());
        let access = rows(&report, "access");
        assert_eq!(access[0]["by"], "all");
        let (mut shown, mut all) = (0, 0);
        for row in access.iter().filter(|row| row["by"] == "grade") {
            all += 1;
            if let Ok(n) = row["learners"].parse::<u32>() {
                assert!(n >= 10, "{row:?}");
                shown += 1;
            }
        }
        // All less the grades shown is what is left: never fewer than ten.
        let told: u32 = access
            .iter()
            .filter(|row| row["by"] == "grade")
            .filter_map(|row| row["learners"].parse::<u32>().ok())
            .sum();
        let everybody: u32 = access[0]["learners"].parse().expect("shown");
        assert!(shown == all || everybody - told >= 10, "seed {seed}: {access:?}");
        let mut withheld = access.iter().filter(|row| row["learners"] == "withheld");
        assert!(withheld.all(|row| row["teacher_minutes"] == "withheld" && row["on_grade"] == "withheld"));
    }
}
