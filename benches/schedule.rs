//! How long the stages of a schedule and whole solves take, by family. `cargo bench --bench schedule`.
//!
//! The stages are reached from outside: without effort only the first plan is made; when any plan is good enough
//! the bound alone is worked on. `make peers` compares with other solvers, `make scaling` shows the growth.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use daybreak::check::check;
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::model::problem::Problem;
use daybreak::schedule::schedule;

/// A family at a size: plenty, a little of everything, and short of everything.
fn families(n_learners: usize) -> [(&'static str, Problem); 3] {
    let rich = ProblemSpec { n_learners, ..ProblemSpec::default() };
    let mixed = ProblemSpec { supply: Supply::Mixed, demand: Demand::Spread, rules: Rules::All, ..rich };
    let scarce = ProblemSpec { supply: Supply::ScarceBoth, demand: Demand::LongTail, rules: Rules::All, ..rich };
    [("rich", rich), ("mixed", mixed), ("scarce", scarce)].map(|(name, spec)| (name, generate_problem(&spec)))
}

fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    group
}

/// Schedules every family at the sizes.
fn scheduled(criterion: &mut Criterion, name: &str, sizes: &[usize], config: &ScheduleConfig) {
    let mut group = group(criterion, name);
    for &n_learners in sizes {
        for (family, problem) in families(n_learners) {
            group.bench_with_input(BenchmarkId::new(family, n_learners), &problem, |bencher, problem| {
                bencher.iter(|| black_box(schedule(problem, "", config, &())));
            });
        }
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let usual = ScheduleConfig::default();
    let idle = ScheduleConfig { effort: 0.0, ..usual.clone() };
    scheduled(criterion, "first plan", &[300, 1_000, 2_000], &idle);
    let content = ScheduleConfig { effort: 0.1, gap: 1.0, ..usual.clone() };
    scheduled(criterion, "first plan, a tenth of the bound", &[300], &content);
    let brief = ScheduleConfig { effort: 0.1, ..usual };
    scheduled(criterion, "a tenth of the search and of the bound", &[300], &brief);
}

fn verdicts(criterion: &mut Criterion) {
    let mut group = group(criterion, "verify");
    let idle = ScheduleConfig { effort: 0.0, ..ScheduleConfig::default() };
    for (family, problem) in families(1_000) {
        let plan = schedule(&problem, "", &idle, &()).expect("a generated day has a plan").plan;
        group.bench_function(family, |bencher| bencher.iter(|| black_box(check(&problem, &plan))));
    }
    group.finish();
}

fn solves(criterion: &mut Criterion) {
    scheduled(criterion, "whole solve", &[100], &ScheduleConfig::default());
}

criterion_group!(benches, stages, verdicts, solves);
criterion_main!(benches);
