//! Estimates and weights held against the truth of simulated learners.

use super::simulation::{Spec, simulate};
use super::tests::{TODAY, at_once, l, school, ticket};
use super::*;
use daybreak_school::school::Evidence;

/// Estimates held against the truth.
struct Fit {
    n: usize,
    correlation: f64,
    root_mean_square: f64,
    calibration_error: f64,
    bins: Vec<(usize, f64, f64)>,
}

fn fit(pairs: &[(f64, f64)]) -> Fit {
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let moment = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let covariance = moment(&|p| (p.0 - mx) * (p.1 - my));
    let correlation = covariance / (moment(&|p| (p.0 - mx).powi(2)) * moment(&|p| (p.1 - my).powi(2))).sqrt();
    let mut bins = vec![(0usize, 0.0, 0.0); 10];
    for &(x, y) in pairs {
        let bin = &mut bins[((x * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + x, bin.2 + y);
    }
    let calibration_error = bins.iter().map(|(_, x, y)| (x - y).abs()).sum::<f64>() / n;
    let bins = bins.into_iter().map(|(n, x, y)| (n, x / n as f64, y / n as f64)).collect();
    Fit {
        n: pairs.len(),
        correlation,
        root_mean_square: moment(&|p| (p.0 - p.1).powi(2)).sqrt(),
        calibration_error,
        bins,
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn estimates_recover_simulated_knowledge() {
    for seed in [1, 2, 3] {
        let spec = Spec { seed, learners: 200, competencies: 72, days: 60, trials_a_day: 4 };
        let simulated = simulate(&spec);
        let states = estimate(&simulated.school, simulated.today, &at_once());
        let own = fitted(&simulated.school, simulated.today);
        let shipped = weights::Weights::shipped();
        eprintln!("{:?}", weights::Weights { effects: None, ..own.clone() });
        for (own, shipped) in [(own.baseline, shipped.baseline), (own.slope, shipped.slope), (own.slow, shipped.slow)] {
            assert!((own - shipped).abs() < 0.3, "the shipped weights are those of simulated schools");
        }
        let mut pairs = Vec::new();
        let mut naive = Vec::new();
        for learner in 0..spec.learners {
            for state in states.of(l(learner)).iter().filter(|state| state.evidence > 0) {
                let truth = simulated.truth[learner * spec.competencies + state.competency.i()];
                pairs.push((f64::from(state.mastery), truth));
                let rows = simulated
                    .school
                    .evidence
                    .iter()
                    .filter(|row| row.learner == l(learner) && row.competency == state.competency);
                let (sum, count) =
                    rows.fold((0.65, 1.0), |(sum, count), row| (sum + f64::from(row.score), count + 1.0));
                naive.push((sum / count, truth));
            }
        }
        let (ours, plain) = (fit(&pairs), fit(&naive));
        eprintln!(
            "seed {seed}: {} pairs, correlation {:.3} (share of success {:.3}), rms {:.3} ({:.3}), calibration {:.3} ({:.3})",
            ours.n,
            ours.correlation,
            plain.correlation,
            ours.root_mean_square,
            plain.root_mean_square,
            ours.calibration_error,
            plain.calibration_error
        );
        for (n, x, y) in &ours.bins {
            eprintln!("   {n:6} estimated {x:.3} true {y:.3}");
        }
        assert!(ours.correlation > 0.77 && ours.correlation > plain.correlation);
        assert!(ours.calibration_error < 0.05);
        assert!(ours.root_mean_square < 0.175 && ours.root_mean_square < plain.root_mean_square);
    }
}

/// The weights that a school's evidence gives.
fn fitted(school: &School, today: Date) -> weights::Weights {
    Fitted::new(school, today, &at_once()).weights
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn little_evidence_leaves_the_shipped_weights_and_much_has_its_own() {
    let far = |spec: &Spec| {
        let simulated = simulate(spec);
        let (own, shipped) = (fitted(&simulated.school, simulated.today), weights::Weights::shipped());
        (own.slow - shipped.slow).abs() + (own.fast - shipped.fast).abs() + (own.slope - shipped.slope).abs()
    };
    let few = far(&Spec { seed: 5, learners: 4, competencies: 36, days: 25, trials_a_day: 2 });
    let many = far(&Spec { seed: 5, learners: 300, competencies: 36, days: 40, trials_a_day: 4 });
    eprintln!("three weights together lie {few:.3} from the shipped ones with 200 pieces, {many:.3} with 48,000");
    assert!(few < 0.25 && few < many, "{few} with 200 pieces, {many} with 48,000");
}

#[test]
fn weights_that_carry_the_guards_stay_at_0_or_above() {
    // A school in which whoever succeeds fails next: left to itself the fit would turn the signs.
    let mut school = school(60, 3);
    for learner in 0..60 {
        for day in 0..60 {
            let row = ticket(0, 60 - day, f32::from(u8::from(day % 2 == 0)));
            school.evidence.push(Evidence { learner: l(learner), ..row });
        }
    }
    let own = fitted(&school, TODAY);
    assert!(own.fast >= 0.0 && own.slow >= 0.0 && own.slope >= 0.0 && own.lost >= 0.0, "{own:?}");
    assert!(own.fast < weights::Weights::shipped().fast / 2.0, "{own:?}");
}
