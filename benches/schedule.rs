//! How long whole solves take, by size and family. `cargo bench --bench schedule`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::schedule::schedule;

/// Whole solves at the default effort.
fn solves(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schedule");
    group.sample_size(10);
    for n_learners in [100, 300, 1_000] {
        let rich = ProblemSpec { n_learners, ..ProblemSpec::default() };
        let scarce = ProblemSpec { supply: Supply::ScarceStaff, demand: Demand::LongTail, rules: Rules::All, ..rich };
        for (family, spec) in [("rich", rich), ("scarce, all rules", scarce)] {
            let problem = generate_problem(&spec);
            group.bench_with_input(BenchmarkId::new(family, n_learners), &problem, |bencher, problem| {
                bencher.iter(|| black_box(schedule(problem, "", &ScheduleConfig::default(), &())));
            });
        }
    }
    group.finish();
}

/// The first full plan and the first bound, without search.
fn first_plan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("first plan");
    group.sample_size(10);
    let config = ScheduleConfig { effort: 0.0, ..ScheduleConfig::default() };
    for n_learners in [300, 1_000, 2_000, 5_000] {
        let problem = generate_problem(&ProblemSpec { n_learners, ..ProblemSpec::default() });
        group.bench_with_input(BenchmarkId::from_parameter(n_learners), &problem, |bencher, problem| {
            bencher.iter(|| black_box(schedule(problem, "", &config, &())));
        });
    }
    group.finish();
}

criterion_group!(benches, first_plan, solves);
criterion_main!(benches);
