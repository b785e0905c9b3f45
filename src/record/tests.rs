//! What a school says of a day and what follows from it, report by report.

use super::*;
use daybreak_day::time::TimeOfDay;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Slot;

fn planned(learner: &str, slot: &str, session: &str, lesson: &str, services: &[&str]) -> Planned {
    Planned {
        site: "elm".into(),
        learner: learner.into(),
        slot: slot.into(),
        session: session.into(),
        lesson: lesson.into(),
        competency: if lesson.is_empty() { String::new() } else { "ADD".into() },
        modality: String::new(),
        room: "R1".into(),
        staff: "T1".into(),
        minutes: 45,
        services: services.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn day() -> Vec<Planned> {
    vec![
        planned("L1", "S1", "add@S1", "add", &[]),
        planned("L1", "S2", "speech@S2", "", &["speech"]),
        planned("L2", "S1", "add@S1", "add", &[]),
        planned("L2", "S2", "more@S2", "more", &[]),
        planned("L3", "S1", "", "", &[]),
    ]
}

fn reported(attendance: &str, changes: &str, outcomes: &str, columns: &str) -> Recorded {
    let file = |name: &str, text: &str| {
        (!text.is_empty()).then(|| SourceFile { name: name.into(), bytes: text.as_bytes().to_vec() })
    };
    let reports = Reports {
        attendance: file("attendance.csv", attendance),
        changes: file("changes.csv", changes),
        outcomes: file("outcomes.csv", outcomes),
        columns: ColumnMap::read(columns).expect("a map"),
        ..Reports::default()
    };
    record(Date::constant(2026, 11, 23), day(), &school(), &reports)
}

/// A school of which a slot is known beyond those of the day.
fn school() -> School {
    let slot = |start| TimeOfDay::from_minutes(start).expect("a time");
    let slots = vec![Slot {
        site: SiteIdx(0),
        id: "S3".into(),
        day_type: String::new(),
        start: slot(600),
        end: slot(645),
        block: String::new(),
    }];
    School { slots, ..School::default() }
}

fn went(recorded: &Recorded) -> Vec<&'static str> {
    recorded.actual.iter().map(|one| one.went.word()).collect()
}

fn codes(recorded: &Recorded) -> Vec<&'static str> {
    recorded.issues.iter().map(|issue| issue.code).collect()
}

#[test]
fn nothing_is_made_up_where_nobody_has_said_anything() {
    let recorded = reported("", "", "", "");
    assert_eq!(went(&recorded), ["not_reported"; 4]);
    assert!(recorded.delivered(Date::constant(2026, 11, 23)).is_empty());
    let (learners, sessions) = recorded.missing();
    assert_eq!((learners.len(), sessions.len()), (2, 2));
}

#[test]
fn a_list_of_absences_says_that_everybody_else_was_there() {
    let recorded = reported("student,present\nL2,absent\n", "", "", "attendance.learner=student");
    assert_eq!(went(&recorded), ["had", "had", "away", "away"]);
    let rows = recorded.delivered(Date::constant(2026, 11, 23));
    assert_eq!(rows[1].join(","), "2026-11-23,L1,S2,service:speech,,,T1,R1,45,yes,");
    assert_eq!(rows[2].join(","), "2026-11-23,L2,S1,add,ADD,,T1,R1,45,no,");
}

#[test]
fn a_list_of_all_leaves_open_what_it_does_not_say() {
    let recorded = reported("learner,present,slot\nL1,yes,S1\n", "", "", "");
    assert_eq!(went(&recorded), ["had", "not_reported", "not_reported", "not_reported"]);
}

#[test]
fn what_took_place_otherwise_is_told_of_those_who_were_there() {
    let attendance = "learner,present\nL1,yes\nL2,yes\n";
    let changes = "session,what,slot\nadd@S1,cancelled,\nmore@S2,moved,S3\n";
    let recorded = reported(attendance, changes, "", "");
    assert_eq!(went(&recorded), ["cancelled", "had", "cancelled", "moved"]);
    let rows = recorded.delivered(Date::constant(2026, 11, 23));
    let slots: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(slots, ["S2", "S3"], "what was cancelled did not take place");
}

#[test]
fn an_exit_ticket_is_evidence_and_says_that_the_learner_was_there() {
    let outcomes = "learner,lesson,score,date\nL1,add,0.8,2026-11-23\nL1,add,0.1,2026-11-20\nL2,more,progress,\n";
    let recorded = reported("", "", outcomes, "");
    assert_eq!(went(&recorded), ["had", "not_reported", "not_reported", "had"]);
    let rows = recorded.evidence(Date::constant(2026, 11, 23));
    assert_eq!(rows.iter().map(|row| row.join(",")).collect::<Vec<_>>(), ["L1,ADD,2026-11-23,exit_ticket,0.8,add"]);
    assert_eq!(recorded.actual[3].outcome, "progress");
}

#[test]
fn faults_are_told_all_at_once() {
    let attendance = "learner,present\nL9,yes\nL1,perhaps\nL2,no\n";
    let changes = "session,what,minutes\nadd@S9,held,\nadd@S1,exploded,\nmore@S2,held,many\n";
    let recorded = reported(attendance, changes, "learner,score,date\nL1,7,\nL1,1,23.11.\nL1,0.5,\n", "");
    assert_eq!(codes(&recorded), ["D109", "D108", "D105", "D104", "D106", "D105", "D107", "D110"]);
    assert_eq!(codes(&reported("who,present\nL1,yes\n", "", "", "")), ["D103"]);
    assert_eq!(codes(&reported("", "", "\n", "")), ["D101"]);
    assert!(ColumnMap::read("attendance.who=x").is_err() && ColumnMap::read("gradebook.learner=x").is_err());
}

#[test]
fn rows_take_the_place_of_what_a_table_says_of_the_day() {
    let rows = [vec!["2026-11-23".to_owned(), "L1".to_owned()]];
    let old = "\u{FEFF}learner,room,date\nL1,R1,2026-11-23\nL1,R2,2026-11-20\n";
    let is_of_day = |cell: &Cells<'_>| cell("date") == "2026-11-23";
    let merged = merged(Some(old.as_bytes()), &["date", "learner"], &rows, is_of_day).expect("a table");
    let merged = String::from_utf8(merged).expect("UTF-8");
    assert_eq!(merged, "\u{FEFF}learner,room,date\nL1,R2,2026-11-20\nL1,,2026-11-23\n");
    let semicolons = super::merged(Some(b"date;learner\n"), &["date"], &[], is_of_day);
    assert!(semicolons.is_err(), "a table that is read otherwise is not added to");
}

#[test]
fn what_stays_of_a_table_stays_byte_for_byte() {
    let of_l1 = |cell: &Cells<'_>| cell("learner") == "L1";
    let row = [vec!["L2".to_owned(), "say \"so\"".to_owned()]];
    let merge = |old: &str, header: &[&str]| {
        let merged = merged(Some(old.as_bytes()), header, &row, of_l1).expect("a table");
        String::from_utf8(merged).expect("UTF-8")
    };
    // A mark, lines that end as elsewhere, cells in quotes that need none, a last line without an end.
    let old = "\u{FEFF}learner,why\r\n\"L3\", a reason \r\nL1,x\r\n\"L4\",\"two\r\nlines\"";
    let wanted = "\u{FEFF}learner,why\r\n\"L3\", a reason \r\n\"L4\",\"two\r\nlines\"\r\nL2,\"say \"\"so\"\"\"\r\n";
    assert_eq!(merge(old, &["learner", "why"]), wanted);
    // A column more: every row gets its cell, with the same ends.
    assert_eq!(
        merge("learner\r\nL1\r\nL3\r\n", &["learner", "why"]),
        "learner,why\r\nL3,\r\nL2,\"say \"\"so\"\"\"\r\n"
    );
    assert_eq!(merge("learner,why", &["learner", "why"]), "learner,why\nL2,\"say \"\"so\"\"\"\n");
}

#[test]
fn a_list_of_one_site_says_nothing_of_another_and_a_session_is_that_of_its_site() {
    let at = |site: &str, learner: &str| Planned { site: site.into(), ..planned(learner, "S1", "add@S1", "add", &[]) };
    let plan = || vec![at("elm", "L1"), at("elm", "L2"), at("oak", "L3")];
    let of = |attendance: Option<&str>, changes: Option<&str>, all_present: bool| {
        let file = |text: &str| SourceFile { name: "list.csv".into(), bytes: text.as_bytes().to_vec() };
        let reports =
            Reports { attendance: attendance.map(file), changes: changes.map(file), all_present, ..Reports::default() };
        record(Date::constant(2026, 11, 23), plan(), &School::default(), &reports)
    };
    let away = of(Some("learner,present\nL1,absent\n"), None, false);
    assert_eq!(went(&away), ["away", "had", "not_reported"]);
    assert_eq!(away.spoken_of().len(), 2, "what is said of another site stays");
    let twice = of(None, Some("session,what\nadd@S1,cancelled\n"), true);
    assert_eq!((codes(&twice), went(&twice)), (vec!["D105"], vec!["had"; 3]));
    let once = of(None, Some("session,site,what\nadd@S1,oak,cancelled\n"), true);
    assert_eq!(went(&once), ["had", "had", "cancelled"]);
    let nowhere = of(Some("learner,present,slot\nL1,no,first\n"), None, true);
    assert_eq!((codes(&nowhere), went(&nowhere)), (vec!["D105"], vec!["not_reported"; 3]));
}
