//! How long a site's candidates and its day problem take: 1,000 learners and the generator's whole catalogue.

use criterion::{Criterion, criterion_group, criterion_main};
use daybreak::generate::{SchoolSpec, generate};
use daybreak::graph::CompetencyGraph;
use daybreak::model::ids::SiteIdx;
use daybreak::model::rules::Rules;
use daybreak::{estimate, formulate, ingest, plot, recommend, validate};

fn benches(criterion: &mut Criterion) {
    let spec = SchoolSpec { learners_per_site: 1_000, evidence_days: 20, ..Default::default() };
    let (tables, _) = ingest::read_tables(&generate(&spec).files);
    let school = validate::validate(&tables).school;
    let rules = Rules::default();
    let states = estimate::estimate(&school, spec.date, &rules.mastery);
    let graph = CompetencyGraph::new(&school);
    let pathways = plot::plot(&school, &graph, &states, spec.date, &rules.pacing);
    let site = SiteIdx(0);
    let propose = || recommend::recommend(&school, &graph, &states, &pathways, site, spec.date, &rules);
    let candidates = propose();
    let mut group = criterion.benchmark_group("a site of 1,000 learners");
    group.sample_size(10);
    group.bench_function("recommend", |bencher| bencher.iter(propose));
    group.bench_function("formulate", |bencher| {
        bencher.iter(|| formulate::formulate(&school, &candidates, site, spec.date, &rules));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
