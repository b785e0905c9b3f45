//! What the input may look like: every fault gives its issue, and the other rows still count.

use daybreak::ingest::read_tables;
use daybreak::issue::Issue;
use daybreak::model::tables::SourceFile;
use daybreak::validate::{Validated, validate};

/// A small sound package.
const BASE: &[(&str, &str)] = &[
    ("sites.csv", "site\nS1\n"),
    ("slots.csv", "site,slot,start,end\nS1,P1,08:30,09:15\nS1,P2,09:20,10:05\n"),
    ("rooms.csv", "site,room,capacity\nS1,R1,30\nS1,R2,12\n"),
    ("staff.csv", "site,staff,tags\nS1,T1,teacher:math\n"),
    ("competencies.csv", "competency,subject,title\nM1,math,Count to 20\nM2,math,Add within 20\n"),
    ("prerequisites.csv", "competency,needs\nM2,M1\n"),
    ("modalities.csv", "modality,size_min,size_max,staff\nclass,1,25,teacher:{subject}\n"),
    ("lessons.csv", "lesson,title,competency,modality\nL1,Counting,M1,class\nL2,Adding,M2,class\n"),
    ("learners.csv", "site,learner,grade\nS1,A,1\nS1,B,K\n"),
];

/// The base package with some files replaced or added.
fn package(changes: &[(&str, &str)]) -> Vec<SourceFile> {
    let bytes = |text: &str| text.as_bytes().to_vec();
    let kept = BASE.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).map(|(name, text)| SourceFile { name: (*name).into(), bytes: bytes(text) }).collect()
}

fn read(files: &[SourceFile]) -> Validated {
    let (tables, mut issues) = read_tables(files);
    let mut validated = validate(&tables);
    issues.append(&mut validated.issues);
    Validated { issues, ..validated }
}

/// The issues of a package, as sentences.
fn sentences(changes: &[(&str, &str)]) -> Vec<String> {
    read(&package(changes)).issues.iter().map(Issue::to_string).collect()
}

#[test]
fn a_sound_package_has_no_issues() {
    let validated = read(&package(&[]));
    assert_eq!(sentences(&[]), Vec::<String>::new());
    assert_eq!(validated.school.learners.len(), 2);
    assert_eq!(validated.school.lessons[1].staff[0].tag, "teacher:math");
}
