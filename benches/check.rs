//! How long the judge takes for a site: 1,000 learners in 6 slots, every kind of rule in use. It must stay well under
//! a second, since every plan is judged before it is written.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use daybreak::check::check;
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::ingest::problem::{read_plan, read_problem};
use daybreak::schedule::{Solution, schedule};
use daybreak::validate::problem::validate_problem;

fn bench(criterion: &mut Criterion) {
    let problem = generate_problem(&ProblemSpec {
        n_learners: 1_000,
        n_slots: 6,
        n_candidates: 20,
        supply: Supply::Rich,
        demand: Demand::LongTail,
        rules: Rules::All,
        seed: 1,
    });
    // A plan that is good enough to be full of sessions; how good does not matter here.
    let config = ScheduleConfig { effort: 0.05, ..ScheduleConfig::default() };
    let Solution { plan, .. } = schedule(&problem, "", &config, &()).expect("a generated problem has a plan");
    let verdict = check(&problem, &plan);
    assert!(verdict.is_valid(), "{:#?}", verdict.violations);

    let problem_json = serde_json::to_vec(&problem).expect("JSON");
    let plan_json = serde_json::to_vec(&plan).expect("JSON");
    let mut group = criterion.benchmark_group("1,000 learners x 6 slots");
    group.sample_size(20);
    group.bench_function("read", |b| {
        b.iter(|| {
            (read_problem("problem.json", black_box(&problem_json)), read_plan("plan.json", black_box(&plan_json)))
        });
    });
    group.bench_function("validate", |b| b.iter(|| validate_problem("problem.json", black_box(&problem))));
    group.bench_function("check", |b| b.iter(|| check(black_box(&problem), black_box(&plan))));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
