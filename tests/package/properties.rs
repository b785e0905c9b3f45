//! What holds for every school: the plan verifies, threads and row order change no byte, the bound is no lower
//! than the plan. Schools come from the generator; a failure names the seed that repeats it.

use std::collections::BTreeMap;

use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::model::report::Report;
use daybreak::model::tables::SourceFile;
use daybreak::{check, export, pipeline};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Small schools of different shapes, named by their seed.
fn schools() -> Vec<(u64, SchoolSpec)> {
    let base = SchoolSpec::default();
    (1..=6u64)
        .map(|seed| {
            let learners = [1, 12, 40, 60, 25, 80][seed as usize - 1];
            let sites = if seed == 4 { 3 } else { 1 };
            let scarce = if seed % 2 == 0 { 0.9 } else { 0.2 };
            let spec = SchoolSpec {
                seed,
                n_sites: sites,
                learners_per_site: learners,
                staff_scarcity: scarce,
                room_scarcity: scarce,
                ..base.clone()
            };
            (seed, spec)
        })
        .collect()
}

fn plan(files: &[SourceFile], spec: &SchoolSpec) -> Report {
    let inputs = pipeline::Inputs { tables: files.to_vec(), rules: Vec::new() };
    let config = Config::default();
    let checked = pipeline::check_package(&inputs, &config, &());
    assert_eq!(checked.refusal, None, "seed {}: the generator writes valid input", spec.seed);
    pipeline::plan(checked, &[], spec.date, &config, &())
}

/// Every file of a run but the card, which names the hashes of the inputs.
fn bytes(report: &Report) -> BTreeMap<String, Vec<u8>> {
    export::export(report)
        .into_iter()
        .filter(|file| file.path != "run.json")
        .map(|file| (file.path, file.bytes))
        .collect()
}

/// Names the first file that differs, instead of printing all of them.
fn same(seed: u64, what: &str, a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "seed {seed}: {what}");
    for (path, bytes) in a {
        assert!(bytes == &b[path], "seed {seed}: {what} changes {path}");
    }
}

fn with_threads<T: Send>(n: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool").install(run)
}

#[test]
fn every_plan_verifies_and_respects_its_bound() {
    for (seed, spec) in schools() {
        let report = plan(&generate(&spec).files, &spec);
        assert!(
            report.failed.is_empty(),
            "seed {seed}: {:?}",
            report.failed.iter().map(|f| &f.why).collect::<Vec<_>>()
        );
        assert_eq!(report.sites.len(), spec.n_sites as usize, "seed {seed}");
        for site in &report.sites {
            let verdict = check::check(&site.formulation.problem, &site.plan);
            assert!(verdict.is_valid(), "seed {seed}: {:?}", verdict.violations);
            assert_eq!(verdict.objective.total(), site.plan.objective, "seed {seed}");
            assert!(site.plan.bound >= site.plan.objective, "seed {seed}");
        }
    }
}

#[test]
fn threads_change_no_byte() {
    for (seed, spec) in schools() {
        let files = generate(&spec).files;
        let one = with_threads(1, || bytes(&plan(&files, &spec)));
        let two = with_threads(2, || bytes(&plan(&files, &spec)));
        same(seed, "the number of threads", &one, &two);
    }
}

#[test]
fn row_order_changes_no_byte() {
    for (seed, spec) in schools() {
        let files = generate(&spec).files;
        let shuffled: Vec<SourceFile> = files.iter().map(|file| shuffle_rows(file, seed)).collect();
        same(seed, "the order of rows", &bytes(&plan(&files, &spec)), &bytes(&plan(&shuffled, &spec)));
    }
}

/// The same table with its rows in another order.
fn shuffle_rows(file: &SourceFile, seed: u64) -> SourceFile {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let header = reader.headers().expect("a header").clone();
    let mut records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("valid CSV");
    records.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("in memory");
    for record in &records {
        writer.write_record(record).expect("in memory");
    }
    SourceFile { name: file.name.clone(), bytes: writer.into_inner().expect("in memory") }
}
