//! A whole night, from tables in memory to files in memory: the shipped example, and a site of 1,000 learners.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::model::tables::SourceFile;
use daybreak::{export, pipeline};

/// Everything between the files of a package and the files of a plan.
fn night(tables: &[SourceFile], spec: &SchoolSpec) -> usize {
    let inputs = pipeline::Inputs { tables: tables.to_vec(), rules: Vec::new() };
    let config = Config::default();
    let checked = pipeline::check_package(&inputs, &config, &());
    let report = pipeline::plan(checked, &inputs.rules, spec.date, &config, &());
    export::export(&report).len()
}

fn nights(c: &mut Criterion) {
    let mut group = c.benchmark_group("night");
    group.sample_size(10);
    for (name, learners_per_site) in [("example", SchoolSpec::default().learners_per_site), ("1,000 learners", 1_000)] {
        let spec = SchoolSpec { learners_per_site, ..SchoolSpec::default() };
        let tables = generate(&spec).files;
        group.bench_function(name, |b| b.iter(|| black_box(night(&tables, &spec))));
    }
    group.finish();
}

criterion_group!(benches, nights);
criterion_main!(benches);
