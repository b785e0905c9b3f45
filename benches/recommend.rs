//! How long a site's candidates and its day problem take: 1,000 learners and the generator's whole catalogue, without
//! rules on lessons and with fifty of them.

use criterion::{Criterion, criterion_group, criterion_main};
use daybreak::generate::{SchoolSpec, generate};
use daybreak::graph::CompetencyGraph;
use daybreak::model::day::SiteDay;
use daybreak::model::ids::SiteIdx;
use daybreak::model::rules::Rules;
use daybreak::model::tables::SourceFile;
use daybreak::model::voice::Turns;
use daybreak::{estimate, formulate, ingest, owe, plot, recommend, validate, voice};

/// Rules of every make: on the learner, the lesson, the pair, and some that only zen can evaluate.
fn fifty() -> String {
    let rule = |i: usize| {
        let what = match i % 5 {
            0 => format!(
                "kind = \"eligibility\"\nwhen = \"grades_above > {}\"\nallow = \"goal or requested\"",
                3 + i % 3
            ),
            1 => format!(
                "kind = \"score\"\nwhen = \"learner.grade < {} and 'screen' in modality.tags\"\npoints = -{i}",
                i % 9
            ),
            2 => format!("kind = \"score\"\nwhen = \"mastery < 0.{i} and modality.grouping == 'small'\"\npoints = {i}"),
            3 => format!("kind = \"score\"\nwhen = \"times_had == 0 and lesson.slots > {}\"\npoints = {i}", i % 2),
            _ => format!(
                "kind = \"score\"\nwhen = \"len(lesson.interests) > {} and learner.grade + 1 < competency.grade\"\npoints = {i}",
                i % 2
            ),
        };
        format!("[[rule]]\nid = \"r{i}\"\nwhy = \"W.\"\n{what}\n")
    };
    (10..60).map(rule).collect()
}

fn benches(criterion: &mut Criterion) {
    let spec = SchoolSpec { learners_per_site: 1_000, evidence_days: 20, ..Default::default() };
    let (tables, _) = ingest::read_tables(&generate(&spec).files);
    let school = validate::validate(&tables).school;
    let rules = Rules::default();
    let states = estimate::estimate(&school, spec.date, &rules.mastery);
    let graph = CompetencyGraph::new(&school);
    let pathways = plot::plot(&school, &graph, &states, spec.date, &rules.pacing);
    let day = SiteDay::of(&school, SiteIdx(0), spec.date);
    let standing = voice::standing(&school, &rules, &Turns::new(), spec.date);
    let owed = owe::owe(&day, &rules.services);
    let propose = || recommend::recommend(&day, &graph, &states, &pathways, &owed, &standing, &rules);
    let (fifty, issues) = ingest::rules::read_rules(&[SourceFile { name: "r.toml".into(), bytes: fifty().into() }]);
    assert!(issues.is_empty(), "{issues:?}");
    let propose_by_fifty = || recommend::recommend(&day, &graph, &states, &pathways, &owed, &standing, &fifty);
    let candidates = propose();
    let mut group = criterion.benchmark_group("a site of 1,000 learners");
    group.sample_size(10);
    group.bench_function("recommend", |bencher| bencher.iter(propose));
    let name = format!("recommend by 50 rules from {} lessons", school.lessons.len());
    group.bench_function(name, |bencher| bencher.iter(propose_by_fifty));
    group.bench_function("formulate", |bencher| {
        bencher.iter(|| formulate::formulate(&day, owed.clone(), &candidates, &standing, &rules));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
