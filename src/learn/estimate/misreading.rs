//! Whether a group whose evidence is misread is found, in generated schools, and how often one is that is not there.

use super::simulation::{Spec, simulate};
use super::tests::at_once;
use super::*;

/// A school of three hundred with five tags; from its middle day on, whatever learners of `misread` get right is read as
/// wrong one time in three.
fn off(seed: u64, misread: Option<&str>) -> Vec<(String, f64)> {
    let spec = Spec { seed, learners: 300, competencies: 48, days: 40, trials_a_day: 3 };
    let simulated = simulate(&spec);
    let mut school = simulated.school;
    for (at, learner) in school.learners.iter_mut().enumerate() {
        for (name, every) in [("a", 3usize), ("b", 5), ("c", 7), ("d", 11), ("e", 40)] {
            if (at * 13 + seed as usize).is_multiple_of(every) {
                learner.tags.push(name.to_owned());
            }
        }
    }
    let middle = simulated.today.saturating_sub(jiff::Span::new().days(20));
    for row in &mut school.evidence {
        let is_tagged = misread.is_some_and(|tag| school.learners[row.learner.i()].tags.iter().any(|own| own == tag));
        if is_tagged && row.at.date() >= middle && row.piece.is_multiple_of(3) {
            row.score = 0.0;
        }
    }
    let table = calibration(&school, simulated.today, &at_once());
    table
        .off()
        .map(|(cell, figures)| (format!("{}:{}", cell.kind, cell.group), figures.predicted - figures.observed))
        .collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn evidence_that_is_misread_is_found_by_its_tag_and_seldom_where_there_is_none() {
    let (mut found, mut others, mut false_alarms) = (0, 0, 0);
    for seed in 1..=8 {
        let biased = off(seed, Some("b"));
        let fair = off(seed, None);
        eprintln!("seed {seed}: misread {biased:?}, read well {fair:?}");
        found += usize::from(biased.iter().any(|(group, off)| group == "tag:b" && *off > 0.0));
        others += biased.iter().filter(|(group, _)| group.starts_with("tag:") && group != "tag:b").count();
        false_alarms += usize::from(!fair.is_empty());
    }
    assert_eq!(found, 8, "the misread tag is found in every school");
    assert!(others <= 1, "{others} other tags named");
    assert_eq!(false_alarms, 0, "of eight schools whose evidence is read well");
}

#[test]
fn predictions_see_nothing_of_what_they_predict() {
    // Turning each learner's last score changes no prediction of the learner's own, nor those before it of anybody in
    // the same fold.
    let simulated = simulate(&Spec { seed: 4, learners: 20, competencies: 24, days: 20, trials_a_day: 3 });
    let mut turned = simulated.school.clone();
    let last: Vec<usize> = (0..20)
        .map(|at| turned.evidence.iter().rposition(|row| row.learner.i() == at).expect("every learner has rows"))
        .collect();
    last.iter().for_each(|&at| turned.evidence[at].score = 1.0 - turned.evidence[at].score);
    let seen: Vec<LearnerIdx> = (0..10).map(LearnerIdx::at).collect();
    let held: Vec<LearnerIdx> = (10..20).map(LearnerIdx::at).collect();
    let policy = at_once();
    let told = |school: &School| -> Vec<f32> {
        let of_seen = Foreteller::new(&simulated.school, simulated.today, &policy);
        let model = of_seen.fit(&seen);
        let foreteller = Foreteller::new(school, simulated.today, &policy);
        foreteller.tell(&model, &held).iter().map(|told| told.foretold.predicted).collect()
    };
    assert_eq!(told(&simulated.school), told(&turned));
}
