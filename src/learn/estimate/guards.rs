//! The two guards as properties of one fit: what is fitted to all may move with a piece of evidence; what given weights make of a
//! learner's own trials never turns against it.

use proptest::prelude::*;
use std::sync::LazyLock;

use super::design;
use super::evidence::{Log, Slots, day_number};
use super::simulation::{Spec, simulate};
use super::status::Memory;
use super::tests::{TODAY, at_once, c, drawn, l, sorted};
use super::*;
use daybreak_school::school::Evidence;

static SCHOOL: LazyLock<School> =
    LazyLock::new(|| simulate(&Spec { seed: 11, learners: 60, competencies: 24, days: 40, trials_a_day: 4 }).school);
static POLICY: LazyLock<MasteryPolicy> = LazyLock::new(at_once);
static FITTED: LazyLock<Fitted<'static>> = LazyLock::new(|| Fitted::new(&SCHOOL, TODAY, &POLICY));

/// Mastery of the first three competencies by this evidence of learner 0, with weights that were fitted to other evidence.
fn masteries(evidence: &[Evidence], days_later: i32) -> Vec<f32> {
    let own = School { evidence: sorted(evidence.to_vec()), ..SCHOOL.clone() };
    let log = Log::new(&own, TODAY);
    let mut slots = Slots::new(SCHOOL.competencies.len());
    let fold = FITTED.fold(&SCHOOL, &POLICY);
    let mut memory = Memory::default();
    fold.remember(l(0), &mut memory, log.of(l(0)), &mut slots);
    let day = day_number(TODAY) + days_later;
    (0..3).map(|at| fold.expected(l(0), c(at), &memory, day, &mut slots)).collect()
}

fn rows() -> impl Strategy<Value = Vec<(usize, i64, u8, u8)>> {
    prop::collection::vec((0usize..3, 0i64..120, any::<u8>(), any::<u8>()), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn one_more_success_lowers_the_mastery_of_nothing(
        rows in rows(),
        (competency, days_ago, kind) in (0usize..3, 0i64..120, any::<u8>()),
    ) {
        let mut evidence = drawn(&rows);
        evidence.iter_mut().for_each(|row| row.learner = l(0));
        let before = masteries(&evidence, 0);
        evidence.push(Evidence { learner: l(0), ..drawn(&[(competency, days_ago, 4, kind)])[0] });
        let after = masteries(&evidence, 0);
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(*after >= before - 1e-6, "{before} before, {after} after");
        }
    }

    #[test]
    fn a_longer_gap_raises_no_mastery(rows in rows(), days in 1i32..400) {
        let evidence = drawn(&rows);
        for (now, then) in masteries(&evidence, 0).iter().zip(masteries(&evidence, days)) {
            prop_assert!(then <= *now);
        }
    }
}

#[test]
fn no_effect_takes_a_weight_below_its_guard() {
    let weights = &FITTED.weights;
    let (pooled, least) = (weights.columns(), design::least());
    assert!(pooled.iter().zip(least).all(|(weight, least)| *weight >= least));
    let effects = weights.effects.as_ref().expect("fitted");
    let mut differ = false;
    for own in (0..SCHOOL.competencies.len()).map(|at| effects.competencies.of(at)) {
        for (effect, (column, _)) in own.iter().zip(weights::COMPETENCY) {
            assert!(pooled[column] + effect >= least[column]);
            differ |= effect.abs() > 0.01;
        }
    }
    assert!(differ, "competencies have effects of their own");
}
