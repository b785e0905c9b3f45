//! What was planned and nobody has reported counts as probably had, until a report comes.

use std::collections::BTreeSet;

use daybreak::config::Config;
use daybreak::history::probable::assume;
use daybreak::model::school::School;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline::{Inputs, check_package};

const MONDAY: &str = "date,site,learner,slot,start,end,session,lesson,title,competency,modality,room,staff,reason
2026-11-23,elm,L1,S1,08:30,09:15,add@S1,add,Add,ADD,small,R1,T1,
2026-11-23,elm,L1,S2,09:15,10:00,x@S2,,Planned time,,,R1,T1,
2026-11-23,elm,L2,S1,08:30,09:15,add@S1,add,Add,ADD,small,R1,T1,
2026-11-23,elm,L3,S1,08:30,09:15,add@S1,add,Add,ADD,small,R1,T1,
2026-11-23,elm,L9,S1,08:30,09:15,add@S1,add,Add,ADD,small,R1,T1,
";

/// A school of three learners in which so much is reported and said of who is away.
fn school(delivered: &str, availability: &str) -> School {
    let delivered = format!("date,learner,slot,lesson\n{delivered}");
    let availability = format!("site,kind,id,date,slot,available\n{availability}");
    let tables = [
        ("sites", "site\nelm\n"),
        ("slots", "site,slot,start,end\nelm,S1,08:30,09:15\nelm,S2,09:15,10:00\n"),
        ("rooms", "site,room,capacity\nelm,R1,60\n"),
        ("staff", "site,staff,tags\nelm,T1,teacher:math\n"),
        ("competencies", "competency,subject,title,grade\nADD,math,Add,2\n"),
        ("prerequisites", "competency,needs\n"),
        ("modalities", "modality,grouping,size_min,size_max\nsmall,small,1,6\n"),
        ("lessons", "lesson,title,competency,modality\nadd,Add,ADD,small\n"),
        ("learners", "site,learner,grade\nelm,L1,2\nelm,L2,2\nelm,L3,2\n"),
        ("delivered", &delivered),
        ("availability", &availability),
    ];
    let file =
        |(name, text): &(&str, &str)| SourceFile { name: format!("{name}.csv"), bytes: text.as_bytes().to_vec() };
    let inputs = Inputs { tables: tables.iter().map(file).collect(), rules: Vec::new() };
    check_package(&inputs, &Config::default(), &()).school
}

/// Whose lessons of Monday count as probably had on a day.
fn believed(mut school: School, today: Date) -> BTreeSet<String> {
    assume(&mut school, &[MONDAY.as_bytes().to_vec()], today).expect("a playlist");
    assert!(school.delivered.is_sorted_by_key(|row| (row.learner, row.date, row.slot.clone())));
    let probable = school.delivered.iter().filter(|row| !row.is_reported);
    let told: usize = school.lost.unreported.iter().map(|one| one.lessons).sum();
    assert_eq!(told, probable.clone().count(), "what is believed is said");
    probable.map(|row| school.learners[row.learner.i()].id.clone()).collect()
}

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn a_plan_is_believed_until_a_report_comes() {
    let tuesday = Date::constant(2026, 11, 24);
    assert_eq!(believed(school("", ""), tuesday), ids(&["L1", "L2", "L3"]));
    let one = "2026-11-23,L1,S1,add\n";
    assert_eq!(believed(school(one, ""), tuesday), ids(&["L2", "L3"]), "one of three is not yet a report");
    let two = "2026-11-23,L1,S1,add\n2026-11-23,L2,S1,add\n";
    assert_eq!(believed(school(two, ""), tuesday), ids(&[]), "who is not in a report was away");
    let away = "elm,learner,L1,2026-11-23,,no\nelm,learner,L2,2026-11-23,S1,no\n";
    assert_eq!(believed(school("", away), tuesday), ids(&["L3"]));
}

#[test]
fn it_is_not_believed_for_ever_nor_of_the_day_itself() {
    assert_eq!(believed(school("", ""), Date::constant(2026, 12, 7)).len(), 3);
    assert_eq!(believed(school("", ""), Date::constant(2026, 12, 8)).len(), 0);
    assert_eq!(believed(school("", ""), Date::constant(2026, 11, 23)).len(), 0);
    assert!(assume(&mut school("", ""), &[b"nothing\nhere\n".to_vec()], Date::constant(2026, 11, 24)).is_err());
}
