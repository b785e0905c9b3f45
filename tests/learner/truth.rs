//! What is estimated and plotted for generated schools, held against the truth that the generator keeps apart.

use std::collections::BTreeMap;

use daybreak::generate::{DemandShape, Generated, SchoolSpec, generate};
use daybreak::graph::CompetencyGraph;
use daybreak::model::ids::{CompetencyIdx, LearnerIdx};
use daybreak::model::pathway::OnTrack;
use daybreak::model::rules::{MasteryPolicy, PacingPolicy};
use daybreak::model::school::School;
use daybreak::model::states::LearnerStates;
use daybreak::{estimate, ingest, plot, validate};

/// A generated school as the chain sees it, with its states and the truth behind them.
struct Case {
    school: School,
    states: LearnerStates,
    /// Chance of knowing by learner and competency, for what was met.
    truth: BTreeMap<(LearnerIdx, CompetencyIdx), f64>,
}

fn case(spec: &SchoolSpec) -> Case {
    let Generated { files, truth } = generate(spec);
    let (tables, _) = ingest::read_tables(&files);
    let school = validate::validate(&tables).school;
    let states = estimate::estimate(&school, spec.date, &MasteryPolicy::default());
    let truth = read_truth(&school, &truth[0].bytes);
    Case { school, states, truth }
}

fn read_truth(school: &School, bytes: &[u8]) -> BTreeMap<(LearnerIdx, CompetencyIdx), f64> {
    let learners: BTreeMap<&str, usize> = school.learners.iter().enumerate().map(|(i, l)| (l.id.as_str(), i)).collect();
    let competencies: BTreeMap<&str, usize> =
        school.competencies.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
    let mut reader = csv::Reader::from_reader(bytes);
    let rows = reader.records().map(|row| row.expect("the generator writes rows"));
    rows.map(|row| {
        let who = LearnerIdx::at(learners[&row[0]]);
        let what = CompetencyIdx::at(competencies[&row[1]]);
        ((who, what), row[2].parse().expect("a probability"))
    })
    .collect()
}

fn schools() -> [SchoolSpec; 3] {
    let base = SchoolSpec { learners_per_site: 180, ..SchoolSpec::default() };
    [
        base.clone(),
        SchoolSpec { seed: 7, demand: DemandShape::LongTail, evidence_per_slot: 0.8, ..base.clone() },
        SchoolSpec { seed: 8, demand: DemandShape::Even, evidence_days: 15, ..base },
    ]
}

/// Correlation of pairs, and the mean distance of estimate and truth by tenths of the estimate.
fn fit(pairs: &[(f64, f64)]) -> (f64, f64, Vec<(usize, f64, f64)>) {
    let n = pairs.len() as f64;
    let mean = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let (mx, my) = (mean(&|p| p.0), mean(&|p| p.1));
    let covariance = mean(&|p| (p.0 - mx) * (p.1 - my));
    let correlation = covariance / (mean(&|p| (p.0 - mx).powi(2)) * mean(&|p| (p.1 - my).powi(2))).sqrt();
    let mut bins = vec![(0usize, 0.0, 0.0); 10];
    for &(x, y) in pairs {
        let bin = &mut bins[((x * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + x, bin.2 + y);
    }
    let error = bins.iter().map(|(_, x, y)| (x - y).abs()).sum::<f64>() / n;
    (
        correlation,
        error,
        bins.into_iter().filter(|bin| bin.0 > 0).map(|(k, x, y)| (k, x / k as f64, y / k as f64)).collect(),
    )
}

/// What the generator's learners get right: they guess 15 % of what they do not know and slip on 7 % of what they do.
fn success(p_know: f64) -> f64 {
    0.15 * (1.0 - p_know) + 0.93 * p_know
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn estimates_follow_the_hidden_knowledge() {
    for spec in schools() {
        let case = case(&spec);
        let (mut shown, mut unseen) = (Vec::new(), Vec::new());
        for (&(learner, competency), &p_know) in &case.truth {
            let estimate = f64::from(case.states.mastery(learner, competency));
            match case.states.get(learner, competency) {
                Some(state) if state.evidence > 0 => shown.push((estimate, success(p_know))),
                Some(_) | None => unseen.push((estimate, success(p_know))),
            }
        }
        let (correlation, error, bins) = fit(&shown);
        let (unseen_correlation, unseen_error, _) = fit(&unseen);
        eprintln!(
            "seed {}: {} with evidence, correlation {correlation:.3}, calibration error {error:.3}; \
             {} without, {unseen_correlation:.3}, {unseen_error:.3}",
            spec.seed,
            shown.len(),
            unseen.len()
        );
        for (n, estimated, truth) in bins {
            eprintln!("   {n:6} estimated {estimated:.3} true {truth:.3}");
        }
        assert!(correlation > 0.5, "seed {}: {correlation}", spec.seed);
        assert!(error < 0.12, "seed {}: {error}", spec.seed);
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn what_is_taken_for_known_mostly_is() {
    for spec in schools() {
        let case = case(&spec);
        let rate = |known: bool, evidence: bool| {
            let of = case.truth.iter().filter(|((l, c), _)| {
                case.states.knows(*l, *c) == known
                    && case.states.get(*l, *c).is_some_and(|s| s.evidence > 0) == evidence
            });
            let (n, sum) = of.fold((0, 0.0), |(n, sum), (_, p)| (n + 1, sum + p));
            (n, sum / f64::from(n.max(1)))
        };
        let ((n, known), (m, open)) = (rate(true, true), rate(false, true));
        eprintln!("seed {}: taken for known {n}, chance {known:.2}; not {m}, chance {open:.2}", spec.seed);
        eprintln!("   without evidence: known {:?}, not {:?}", rate(true, false), rate(false, false));
        assert!(known > open + 0.1);
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn ways_lead_from_what_is_known_to_every_goal() {
    for spec in schools() {
        let Case { school, states, .. } = case(&spec);
        let graph = CompetencyGraph::new(&school);
        let pathways = plot::plot(&school, &graph, &states, spec.date, &PacingPolicy::default()).pathways;
        assert_eq!(pathways.len(), school.goals.len());
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut n_steps = 0;
        for way in &pathways {
            let goal = &school.goals[way.goal.i()];
            *counts.entry(way.on_track.word()).or_default() += 1;
            n_steps += way.steps.len();
            let mut known: Vec<CompetencyIdx> = Vec::new();
            for step in &way.steps {
                let is_known = |c| known.contains(&c) || states.knows(goal.learner, c);
                let is_shown = states.knows(goal.learner, step.competency);
                assert!(is_shown || graph.is_ready(step.competency, is_known), "seed {}: needs come first", spec.seed);
                known.push(step.competency);
            }
            let is_mastered = states.status(goal.learner, goal.competency).is_mastered();
            assert_eq!(way.on_track == OnTrack::Reached, is_mastered);
        }
        eprintln!(
            "seed {}: {} goals, {:.1} steps each, {counts:?}",
            spec.seed,
            pathways.len(),
            n_steps as f64 / pathways.len() as f64
        );
    }
}

#[test]
fn everybody_has_something_to_learn_next() {
    for spec in schools() {
        let Case { school, states, .. } = case(&spec);
        let graph = CompetencyGraph::new(&school);
        for learner in (0..school.learners.len()).map(LearnerIdx::at) {
            assert!(!graph.outer_fringe(|c| states.knows(learner, c)).is_empty(), "seed {}", spec.seed);
        }
    }
}
