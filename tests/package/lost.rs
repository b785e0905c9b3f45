//! Nothing that restricts is lifted in silence: a walk over the dictionary. Every cell of every table whose rows restrict, and every
//! cell that restricts by itself, is damaged in several ways; a damage that costs the row or the cell ends in a line for a
//! person or a refusal, and nonsense is a fault wherever a cell does not hold free words. So do columns and files under names
//! that nobody knows, and files without a byte.

use std::collections::BTreeSet;

use daybreak::config::Config;
use daybreak::issue::Severity;
use daybreak::model::dictionary::{DICTIONARY, TableSpec};
use daybreak::model::tables::SourceFile;
use daybreak::pipeline::{Checked, Inputs, check_package};

/// Ways in which exports and hands damage a cell.
const DAMAGES: [&str; 7] = ["???", "11/23/2026", "-1", "1:1", "50%", "1 (half time)", "no contact"];

/// Columns that hold free words, in which nothing can be wrong by itself.
const FREE: [(&str, &str); 16] = [
    ("bans", "by"),
    ("bans", "reason"),
    ("waivers", "by"),
    ("waivers", "reason"),
    ("days", "day_type"),
    ("availability", "reason"),
    ("pins", "by"),
    ("pins", "reason"),
    ("overrules", "by"),
    ("overrules", "reason"),
    ("services", "service"),
    ("services", "staff_tag"),
    ("prerequisites", "any_of"),
    ("slots", "block"),
    ("slots", "day_type"),
    ("slots", "slot"),
];

/// Cells whose row is refused with them, which is safe: what took place and cannot be read is credited to nobody.
const SAFE: (&str, &str) = ("delivered", "attended");

/// A school in which every restricting table has a row and every restricting cell is filled.
fn school() -> Vec<(&'static str, Vec<Vec<&'static str>>)> {
    let table = |name, rows: &[&'static str]| (name, rows.iter().map(|row| row.split(',').collect()).collect());
    vec![
        table("sites", &["site", "elm"]),
        table("days", &["site,date,day_type,instructional", "elm,2026-11-26,,no", "elm,2026-11-25,,yes"]),
        table("slots", &["site,slot,start,end,block,day_type", "elm,S1,08:30,09:15,a,", "elm,S2,09:15,10:00,b,"]),
        table("rooms", &["site,room,capacity,sessions_at_once", "elm,R1,30,2", "elm,R2,30,1"]),
        table("staff", &["site,staff,tags,sessions_max,consecutive_max", "elm,T1,teacher:math,4,2", "elm,A1,aide,4,2"]),
        table("devices", &["site,device,count", "elm,laptop,9"]),
        table(
            "availability",
            &["site,kind,id,date,day_type,slot,available,reason", "elm,learner,L1,2026-11-23,,S1,no,dentist"],
        ),
        table(
            "competencies",
            &[
                "competency,subject,title,grade,mastery_at,minutes_typical",
                "ADD,math,Add,2,0.8,90",
                "SUB,math,Subtract,3,0.8,90",
            ],
        ),
        table("prerequisites", &["competency,needs,any_of,strength,encompasses", "SUB,ADD,,hard,0.3"]),
        table("modalities", &["modality,grouping,size_min,size_max", "small,small,1,4", "alone,individual,1,30"]),
        table(
            "lessons",
            &[
                "lesson,title,competency,modality,follows",
                "add-1,Add,ADD,small,",
                "add-2,Add again,ADD,small,add-1",
                "sub-1,Subtract,SUB,alone,",
            ],
        ),
        table(
            "learners",
            &[
                "site,learner,grade,group_size_max,screen_slots_max,extra_time,devices_needed",
                "elm,L1,3,4,2,1.5,laptop",
                "elm,L2,3,4,2,1.5,laptop",
                "elm,L3,3,,,,",
            ],
        ),
        table(
            "overrules",
            &["learner,competency,mastered,at,by,until,reason", "L1,ADD,no,2026-11-01,T1,2026-12-24,seen it"],
        ),
        table(
            "services",
            &[
                "learner,service,staff_tag,minutes,per,setting,group_size_max,from,until",
                "L1,speech,aide,45,week,apart,2,2026-09-01,2027-06-01",
            ],
        ),
        table("relations", &["learner,other,kind", "L1,L2,apart"]),
        table("delivered", &["date,learner,slot,lesson,attended", "2026-11-20,L1,S1,service:speech,yes"]),
        table(
            "pins",
            &[
                "date,learner,slot,lesson,room,staff,by,reason",
                "2026-11-23,L2,S1,add-1,R1,T1,T1,agreed with the family",
            ],
        ),
        table("bans", &["date,learner,slot,lesson,staff,room,by,reason", "2026-11-23,L1,S2,add-2,,,T1,a quarrel"]),
        table(
            "waivers",
            &["date,learner,slot,lesson,waives,by,reason", "2026-11-23,L2,S1,add-1,size_max,T1,agreed with the family"],
        ),
    ]
}

fn check(school: &[(&str, Vec<Vec<&str>>)]) -> Checked {
    let file = |(name, rows): &(&str, Vec<Vec<&str>>)| SourceFile {
        name: format!("{name}.csv"),
        bytes: rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes(),
    };
    let inputs = Inputs { tables: school.iter().map(file).collect(), rules: Vec::new() };
    check_package(&inputs, &Config::default(), &())
}

/// Whether a person is told before the day, or nothing is planned.
fn is_told(checked: &Checked) -> bool {
    let lost = &checked.school.lost;
    checked.refusal.is_some() || !lost.restrictions.is_empty() || !lost.unnamed.is_empty() || !lost.days.is_empty()
}

/// What the checked package raises beyond the sound one, in a line each.
fn damages_of(spec: &TableSpec, sound: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for column in spec.columns.iter().filter(|column| spec.restricts.is_some() || column.restricts.is_some()) {
        for damage in DAMAGES {
            let mut school = school();
            let (_, rows) = school.iter_mut().find(|(name, _)| *name == spec.name).expect("a table of the school");
            let Some(at) = rows[0].iter().position(|name| *name == column.name) else { continue };
            rows[1][at] = damage;
            let checked = check(&school);
            let raised = checked.issues.iter().filter(|issue| !sound.contains(&issue.to_string()));
            // A device that nobody knows is kept, and told as unmet with the plan.
            let costs: Vec<String> = raised
                .filter(|issue| issue.place.file == format!("{}.csv", spec.name))
                .filter(|issue| {
                    issue.severity == Severity::Error
                        || issue.severity == Severity::Warning && column.restricts.is_some() && issue.code != "V509"
                })
                .map(ToString::to_string)
                .collect();
            let is_told = is_told(&checked);
            let is_free = FREE.contains(&(spec.name, column.name));
            let place = format!("{}.{} = {damage:?}", spec.name, column.name);
            if !costs.is_empty() && !is_told && (spec.name, column.name) != SAFE {
                faults.push(format!("{place} is told to nobody: {}", costs.join(" ")));
            }
            if !is_free && damage == "???" && checked.issues.len() <= sound.len() && !is_told {
                faults.push(format!("{place} raises nothing at all"));
            }
        }
    }
    faults
}

#[test]
fn nothing_that_restricts_is_lifted_in_silence() {
    let checked = check(&school());
    assert!(checked.refusal.is_none() && checked.school.lost.restrictions.is_empty(), "the school is sound");
    let sound: BTreeSet<String> = checked.issues.iter().map(ToString::to_string).collect();
    let restricting: Vec<&TableSpec> = (DICTIONARY.iter())
        .filter(|spec| spec.restricts.is_some() || spec.columns.iter().any(|column| column.restricts.is_some()))
        .collect();
    assert!(restricting.len() >= 12, "{}", restricting.len());
    let faults: Vec<String> = restricting.into_iter().flat_map(|spec| damages_of(spec, &sound)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_file_or_column_under_a_wrong_name_lifts_nothing_in_silence() {
    let mut renamed = school();
    renamed.iter_mut().find(|(name, _)| *name == "relations").expect("a table").0 = "relation";
    let lost = check(&renamed).school.lost.restrictions;
    assert_eq!(lost.len(), 1, "{lost:?}");
    let mut misspelt = school();
    let (_, learners) = misspelt.iter_mut().find(|(name, _)| *name == "learners").expect("a table");
    learners[0][3] = "group_size_mx";
    let lost = check(&misspelt).school.lost.restrictions;
    assert_eq!(lost.len(), 1, "{lost:?}");
}

#[test]
fn a_name_that_nobody_knows_hides_nothing_that_restricts() {
    let restricting =
        |spec: &&TableSpec| spec.columns.iter().any(|column| column.restricts.or(spec.restricts).is_some());
    for spec in DICTIONARY.iter().filter(restricting) {
        for column in spec.columns.iter().filter(|column| column.restricts.or(spec.restricts).is_some()) {
            let mut school = school();
            let Some((_, rows)) = school.iter_mut().find(|(name, _)| *name == spec.name) else { continue };
            let Some(at) = rows[0].iter().position(|name| *name == column.name) else { continue };
            rows[0][at] = "qqqq";
            assert!(is_told(&check(&school)), "{}.{} as qqqq", spec.name, column.name);
        }
    }
    for spec in DICTIONARY.iter().filter(|spec| spec.restricts.is_some()) {
        for (damage, name) in [("far", "qqqq"), ("empty", spec.name)] {
            let mut school = school();
            let (of, rows) = school.iter_mut().find(|(name, _)| *name == spec.name).expect("a table of the school");
            *of = name;
            if damage == "empty" {
                rows.clear();
            }
            assert!(is_told(&check(&school)), "{}.csv, {damage}", spec.name);
        }
    }
}

#[test]
fn what_a_person_says_to_be_of_no_matter_is_not_told() {
    let mut school = school();
    let (_, learners) = school.iter_mut().find(|(name, _)| *name == "learners").expect("a table");
    let at = learners[0].iter().position(|name| *name == "group_size_max").expect("a column");
    learners[0][at] = "nickname";
    let file = |(name, rows): &(&str, Vec<Vec<&str>>)| SourceFile {
        name: format!("{name}.csv"),
        bytes: rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes(),
    };
    let inputs = Inputs { tables: school.iter().map(file).collect(), rules: Vec::new() };
    let mut config = Config::default();
    assert_eq!(check_package(&inputs, &config, &()).school.lost.unnamed.len(), 1);
    config.ingest.ignore = vec!["learners.nickname".to_owned()];
    assert!(check_package(&inputs, &config, &()).school.lost.unnamed.is_empty());
}
