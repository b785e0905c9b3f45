//! Speed of the learner model and of the competency graph: a million rows of evidence folded, fringes and closures
//! of a hundred thousand learners over two thousand competencies, the ways of a thousand learners.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use daybreak::estimate::estimate;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::graph::{CompetencyGraph, Frontier};
use daybreak::model::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak::model::rules::{MasteryPolicy, PacingPolicy};
use daybreak::model::school::{Competency, Evidence, EvidenceKind, Grade, Learner, Prerequisite, School, Strength};
use daybreak::model::time::Date;
use daybreak::{ingest, plot, validate};
use fixedbitset::FixedBitSet;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

const TODAY: Date = Date::constant(2026, 11, 23);

/// Learners and competencies of grades 0 to 8, each competency needing up to two of the twenty before it, one in
/// eight also one of two alternatives.
fn catalogue(n_learners: usize, n_competencies: usize) -> School {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let grade = |at: usize, n: usize| Grade(i8::try_from(at * 9 / n).expect("0 to 8"));
    let competency = |i: usize| Competency {
        id: format!("C{i:05}"),
        subject: ["math", "ela", "science"][i % 3].into(),
        title: String::new(),
        grade: Some(grade(i, n_competencies)),
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: Some(60.0 + (i % 7) as f64 * 20.0),
        grade_until: None,
        credits: 0.0,
        code: String::new(),
    };
    let learner = |i: usize| Learner {
        site: SiteIdx::at(0),
        id: format!("L{i:06}"),
        grade: grade(i % 900, 900),
        tags: vec![],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    };
    let mut prerequisites = Vec::new();
    for at in 20..n_competencies {
        let mut need = |any_of: Option<&str>| {
            let needs = CompetencyIdx::at(at - rng.random_range(1..=20));
            let any_of = any_of.map(str::to_string);
            prerequisites.push(Prerequisite {
                competency: CompetencyIdx::at(at),
                needs,
                any_of,
                strength: Strength::Hard,
                encompasses: 0.0,
            });
        };
        (0..at % 3).for_each(|_| need(None));
        if at % 8 == 0 {
            (0..2).for_each(|_| need(Some("either")));
        }
    }
    School {
        competencies: (0..n_competencies).map(competency).collect(),
        learners: (0..n_learners).map(learner).collect(),
        prerequisites,
        ..School::default()
    }
}

/// So many rows of evidence, spread over the learners, each near the learner's grade.
fn with_evidence(n_learners: usize, n_competencies: usize, n_rows: usize) -> School {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut school = catalogue(n_learners, n_competencies);
    let start = Date::constant(2026, 9, 1).at(8, 0, 0, 0);
    for learner in 0..n_learners {
        let first = usize::try_from(school.learners[learner].grade.0).expect("0 to 8") * n_competencies / 9;
        let n_own = n_rows / n_learners;
        for row in 0..n_own {
            let minutes = i64::try_from(row * 80 * 24 * 60 / n_own).expect("within a term");
            school.evidence.push(Evidence {
                learner: LearnerIdx::at(learner),
                competency: CompetencyIdx::at(first + rng.random_range(0..n_competencies / 18)),
                at: start.saturating_add(jiff::Span::new().minutes(minutes)),
                kind: if row % 4 == 0 { EvidenceKind::Quiz } else { EvidenceKind::ExitTicket },
                score: if rng.random_bool(0.7) { 1.0 } else { 0.0 },
                weight: 1.0,
                item: None,
                lesson: None,
                piece: u32::try_from(school.evidence.len()).expect("fewer than 2^32"),
            });
        }
    }
    school
}

/// What each learner knows: what lies below the own grade, and some of it.
fn knowledge(school: &School) -> Vec<FixedBitSet> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let knows = |learner: &Learner, competency: &Competency, rng: &mut ChaCha8Rng| {
        let below = competency.grade < Some(learner.grade);
        rng.random_bool(if below {
            0.95
        } else if competency.grade == Some(learner.grade) {
            0.4
        } else {
            0.0
        })
    };
    let row = |learner: &Learner, rng: &mut ChaCha8Rng| {
        school.competencies.iter().enumerate().filter(|(_, c)| knows(learner, c, rng)).map(|(i, _)| i).collect()
    };
    school.learners.iter().map(|learner| row(learner, &mut rng)).collect()
}

fn on_one_core<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread").install(work)
}

fn evidence(criterion: &mut Criterion) {
    let school = with_evidence(10_000, 2_000, 1_000_000);
    let mut group = criterion.benchmark_group("estimate");
    group.sample_size(10).throughput(Throughput::Elements(school.evidence.len() as u64));
    group.bench_function("1,000,000 rows on one core", |b| {
        b.iter(|| on_one_core(|| black_box(estimate(&school, TODAY, &MasteryPolicy::default())).entries.len()));
    });
    group.bench_function("1,000,000 rows on all cores", |b| {
        b.iter(|| black_box(estimate(&school, TODAY, &MasteryPolicy::default())).entries.len());
    });
    group.finish();
}

fn graph(criterion: &mut Criterion) {
    let school = catalogue(100_000, 2_000);
    let graph = CompetencyGraph::new(&school);
    let known = knowledge(&school);
    let mut group = criterion.benchmark_group("graph");
    group.sample_size(10).throughput(Throughput::Elements(known.len() as u64));
    group.bench_function("building 2,000 competencies", |b| b.iter(|| black_box(CompetencyGraph::new(&school)).len()));
    group.bench_function("both fringes of 100,000 learners, all cores", |b| {
        let fringes = |known: &FixedBitSet| {
            let frontier = Frontier::new(&graph, known);
            frontier.outer().count_ones(..) + frontier.inner().count_ones(..)
        };
        b.iter(|| known.par_iter().map(fringes).sum::<usize>());
    });
    group.bench_function("a night's 20 changes of 100,000 learners, all cores", |b| {
        let frontiers: Vec<Frontier> = known.par_iter().map(|known| Frontier::new(&graph, known)).collect();
        b.iter_batched_ref(
            || frontiers.clone(),
            |frontiers| {
                frontiers.par_iter_mut().for_each(|frontier| {
                    let next: Vec<usize> = frontier.outer().ones().take(20).collect();
                    next.into_iter().for_each(|c| frontier.learn(CompetencyIdx::at(c)));
                });
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.bench_function("closures of 100,000 learners, all cores", |b| {
        let closure = |(at, known): (usize, &FixedBitSet)| {
            let grade = usize::try_from(school.learners[at].grade.0).expect("0 to 8");
            let goal = CompetencyIdx::at(((grade + 1) * 2_000 / 9 + 40).min(1_999));
            let minutes = |c: CompetencyIdx| school.competencies[c.i()].minutes_typical.unwrap_or(120.0);
            graph.closure(&[goal], |c| known[c.i()], minutes).steps.len()
        };
        b.iter(|| known.par_iter().enumerate().map(closure).sum::<usize>());
    });
    group.finish();
}

fn ways(criterion: &mut Criterion) {
    let spec = SchoolSpec { learners_per_site: 1_000, ..SchoolSpec::default() };
    let (tables, _) = ingest::read_tables(&generate(&spec).files);
    let school = validate::validate(&tables).school;
    let graph = CompetencyGraph::new(&school);
    let states = estimate(&school, spec.date, &MasteryPolicy::default());
    let mut group = criterion.benchmark_group("plot");
    group.sample_size(10).throughput(Throughput::Elements(school.goals.len() as u64));
    group.bench_function("the goals of 1,000 generated learners", |b| {
        b.iter(|| plot::plot(&school, &graph, &states, spec.date, &PacingPolicy::default()).pathways.len());
    });
    group.finish();
}

criterion_group!(benches, evidence, graph, ways);
criterion_main!(benches);
