//! How long a package takes to be read and checked: a million rows of evidence, and a school of middling size.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use daybreak::ingest::read_tables;
use daybreak::model::tables::SourceFile;
use daybreak::validate::validate;

/// A package with so many learners, competencies (one lesson each) and rows of evidence.
fn package(n_learners: usize, n_competencies: usize, n_evidence: usize) -> Vec<SourceFile> {
    let mut competencies = String::from("competency,subject,title,grade\n");
    let mut prerequisites = String::from("competency,needs\n");
    let mut lessons = String::from("lesson,title,competency,modality\n");
    for i in 0..n_competencies {
        writeln!(competencies, "C{i:04},math,\"What is learned, in words, number {i}\",{}", 1 + i % 8).unwrap();
        writeln!(lessons, "L{i:04},Lesson {i},C{i:04},class").unwrap();
        if i > 0 {
            writeln!(prerequisites, "C{i:04},C{:04}", i / 2).unwrap();
        }
    }
    let mut learners = String::from("site,learner,grade,tags,interests\n");
    for i in 0..n_learners {
        writeln!(learners, "S1,P{i:05},{},ell;iep,space;music", 1 + i % 8).unwrap();
    }
    let mut evidence = String::from("learner,competency,at,kind,score,item,lesson,assessor,weight\n");
    for i in 0..n_evidence {
        let (learner, competency) = (i * 7919 % n_learners, i * 104_729 % n_competencies);
        let (day, hour, minute) = (1 + i % 28, 8 + i % 7, i / 7 % 60);
        let (kind, score) = (["exit_ticket", "quiz", "practice"][i % 3], (i * 37 % 101) as f64 / 100.0);
        writeln!(
            evidence,
            "P{learner:05},C{competency:04},2026-10-{day:02}T{hour:02}:{minute:02},{kind},{score},I{:05},L{competency:04},,",
            i % 20_011
        )
        .unwrap();
    }
    let file = |name: &str, text: String| SourceFile { name: name.into(), bytes: text.into_bytes() };
    vec![
        file("sites.csv", "site\nS1\n".into()),
        file("slots.csv", "site,slot,start,end\nS1,P1,08:30,09:15\nS1,P2,09:20,10:05\n".into()),
        file("rooms.csv", "site,room,capacity\nS1,R1,30\n".into()),
        file("staff.csv", "site,staff,tags\nS1,T1,teacher:math\n".into()),
        file("modalities.csv", "modality,size_min,size_max,staff\nclass,1,25,teacher:{subject}\n".into()),
        file("competencies.csv", competencies),
        file("prerequisites.csv", prerequisites),
        file("lessons.csv", lessons),
        file("learners.csv", learners),
        file("evidence.csv", evidence),
    ]
}

fn bench(criterion: &mut Criterion, name: &str, files: &[SourceFile]) {
    let mut group = criterion.benchmark_group("ingest");
    let n_bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    group.sample_size(10).throughput(Throughput::Bytes(n_bytes as u64));
    group.bench_function(format!("{name}: read"), |bencher| bencher.iter(|| read_tables(black_box(files))));
    let (tables, _) = read_tables(files);
    group.bench_function(format!("{name}: validate"), |bencher| bencher.iter(|| validate(black_box(&tables))));
    group.bench_function(format!("{name}: both"), |bencher| {
        bencher.iter(|| validate(&read_tables(black_box(files)).0));
    });
    group.finish();
}

fn ingest(criterion: &mut Criterion) {
    let files = package(10_000, 2_000, 1_000_000);
    let validated = validate(&read_tables(&files).0);
    assert_eq!(validated.school.evidence.len(), 1_000_000);
    assert!(validated.issues.is_empty(), "{:?}", validated.issues.first());
    bench(criterion, "1,000,000 rows of evidence", &files);
    bench(criterion, "400 learners, 40,000 rows of evidence", &package(400, 300, 40_000));
}

criterion_group!(benches, ingest);
criterion_main!(benches);
