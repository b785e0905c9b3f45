//! A term of a school's own package: minds drawn from what is believed of its learners, and the same figures whatever the rows
//! look like.

use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, found, generate};
use daybreak::minds::World;
use daybreak::model::tables::SourceFile;
use daybreak::pipeline::{Eve, Inputs, Planner};
use daybreak::simulate::{Arm, Policy, Results, Study, page, run};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

fn spec() -> SchoolSpec {
    SchoolSpec { seed: 5, learners_per_site: 18, ..SchoolSpec::default() }
}

fn eve(files: &[SourceFile], spec: &SchoolSpec) -> Eve {
    let inputs = Inputs { tables: files.to_vec(), rules: Vec::new() };
    Eve::new(&inputs, spec.date, &Config::default(), &()).expect("the generator writes valid input")
}

/// Two days under the usual class and the planner, as `results.csv` writes them.
fn two_days(files: &[SourceFile]) -> Vec<u8> {
    let arm = |policy: Policy| Arm { name: policy.word().to_owned(), policy, rules: 0 };
    let study = Study { days: 2, arms: vec![arm(Policy::WholeClass), arm(Policy::Daybreak)] };
    let mut config = Config::default();
    config.schedule.effort = 0.02;
    let planner = Planner { rules: vec![Vec::new()], config, blur: 0.0 };
    let building = eve(files, &spec()).building(World::USUAL, 3, 0.35);
    let results: Vec<Results> = run(&study, &[building], &planner, &|_| {}).expect("a term");
    for result in &results {
        assert!(result.measures["log_odds"] > 0.5, "{:?}", result.measures);
        assert!(result.measures["slots"] > 5.0, "{:?}", result.measures);
    }
    page::results_csv(&study, &[3], &results)
}

/// The rows of a table in another order; cells of generated tables hold no line breaks.
fn shuffled(file: &SourceFile, rng: &mut ChaCha8Rng) -> SourceFile {
    let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].shuffle(rng);
    SourceFile { name: file.name.clone(), bytes: (lines.join("\n") + "\n").into_bytes() }
}

#[test]
fn a_term_gives_the_same_bytes_again_in_any_order_of_rows_and_in_any_dialect() {
    let files = generate(&spec()).files;
    let once = two_days(&files);
    assert!(once == two_days(&files), "the same term a second time differs");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let other: Vec<SourceFile> = files.iter().map(|file| shuffled(file, &mut rng)).collect();
    assert!(once == two_days(&other), "another order of rows changes the term");
    // What a spreadsheet makes of the tables to which a term adds rows.
    let mut foreign = files;
    for file in &mut foreign {
        if ["evidence.csv", "delivered.csv", "availability.csv"].contains(&file.name.as_str()) {
            let text = std::str::from_utf8(&file.bytes).expect("UTF-8").replace(',', "\t");
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            file.bytes = [vec![0xFF, 0xFE], units].concat();
            file.name = file.name.to_uppercase();
        }
    }
    assert!(once == two_days(&foreign), "another dialect changes the term");
}

#[test]
fn over_seeds_minds_know_what_learners_of_a_made_up_school_know() {
    let spec = SchoolSpec { learners_per_site: 36, ..spec() };
    let founded = found(&spec);
    let eve = eve(&founded.generated.files, &spec);
    assert_eq!(eve.n_left_out, 0, "what is generated lies before the date");
    let chance = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    let mut sums = [(0.0, 0.0, 0.0); 10];
    let drawn: Vec<_> = (0..12).map(|seed| eve.building(World::USUAL, seed, 0.35)).collect();
    for (id, mind) in &founded.minds {
        let of = |building: &daybreak::simulate::Building| building.minds.iter().position(|(other, _)| other == id);
        let learner = of(&drawn[0]).expect("every learner has a mind");
        for (at, competency) in founded.competencies.iter().enumerate() {
            let position = drawn[0].competencies.iter().position(|other| other == competency).expect("the same graph");
            let known = drawn.iter().map(|building| chance(building.minds[learner].1.knowledge(position, 0)));
            let mean = known.sum::<f64>() / drawn.len() as f64;
            let class = &mut sums[((mean * 10.0) as usize).min(9)];
            *class = (class.0 + 1.0, class.1 + mean, class.2 + chance(mind.knowledge(at, founded.today)));
        }
    }
    let n: f64 = sums.iter().map(|class| class.0).sum();
    let (drawn, truly) = sums.iter().fold((0.0, 0.0), |all, class| (all.0 + class.1 / n, all.1 + class.2 / n));
    assert!((drawn - truly).abs() < 0.03, "on the whole {drawn} are drawn as known and {truly} are");
    let off = sums.iter().map(|class| (class.1 - class.2).abs() / n).sum::<f64>();
    assert!(off < 0.08, "{off}: {sums:?}");
}

#[test]
fn what_will_have_happened_is_left_out() {
    let spec = spec();
    let files = generate(&spec).files;
    let early = SchoolSpec { date: daybreak::model::time::Date::constant(2026, 11, 9), ..spec };
    let past = eve(&files, &early);
    assert!(past.n_left_out > 100, "{} rows", past.n_left_out);
    let building = past.building(World::USUAL, 1, 0.35);
    for (name, column) in [("evidence.csv", "at"), ("delivered.csv", "date")] {
        let file = building.package.iter().find(|file| file.name == name).expect("a table");
        let mut rows = csv::Reader::from_reader(file.bytes.as_slice());
        let at = rows.headers().expect("a header").iter().position(|name| name == column).expect("a column");
        let days: Vec<String> = rows.records().map(|row| row.expect("a row")[at][..10].to_owned()).collect();
        assert!(!days.is_empty() && days.iter().all(|day| day.as_str() < "2026-11-09"), "{name}");
    }
}
