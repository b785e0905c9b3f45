//! What is believed of learners against what they truly know, in schools of every world.

use super::believe;
use crate::estimate::estimate;
use daybreak_generate::{SchoolSpec, found};
use daybreak_graph::CompetencyGraph;
use daybreak_minds::WORLDS;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::Rules;

fn auc(rows: &[(f64, bool)]) -> f64 {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut n) = (0.0, 0.0, 0.0);
    for (_, known) in &rows {
        if *known { sum += below; n += 1.0 } else { below += 1.0 }
    }
    sum / (n * below)
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn beliefs_are_nearer_to_the_truth_than_estimates() {
    for world in WORLDS {
        let spec = SchoolSpec { seed: 77, learners_per_site: 90, minds: world, ..SchoolSpec::default() };
        let founded = found(&spec);
        let (tables, _) = daybreak_tables::ingest::read_tables(&founded.generated.files);
        let (school, rules) = (daybreak_tables::validate::validate(&tables).school, Rules::default());
        let graph = CompetencyGraph::new(&school);
        let states = estimate(&school, spec.date, &rules.mastery);
        let beliefs = believe(&school, &graph, &states, spec.date, &rules);
        let mut by: Vec<(f64, f64, f64, bool, bool)> = vec![];
        for l in (0..school.learners.len()).map(LearnerIdx::at) {
            let mind = &founded.minds.iter().find(|m| m.0 == school.learners[l.i()].id).expect("a mind").1;
            for c in (0..school.competencies.len()).map(CompetencyIdx::at) {
                let away = school.competencies[c.i()].grade.map_or(9, |g| g.0) - school.learners[l.i()].grade.0;
                if !(-1..=0).contains(&away) { continue }
                let at = founded.competencies.iter().position(|id| *id == school.competencies[c.i()].id).expect("there");
                let truth = mind.knowledge(at, founded.today);
                let (mean, sd) = beliefs.of(l, c).expect("a belief");
                let p = 1.0 / (1.0 + (1.702 * (1.386 - mean) / sd.max(0.3)).exp());
                let _ = p; by.push((f64::from(states.mastery(l, c)), mean, truth, states.get(l, c).is_some_and(|s| s.evidence > 0), false));
            }
        }
        for tested in [true, false] {
            let rows: Vec<_> = by.iter().filter(|r| r.3 == tested).collect();
            let a = auc(&rows.iter().map(|r| (r.0, r.2 >= 1.386)).collect::<Vec<_>>());
            let b = auc(&rows.iter().map(|r| (r.1, r.2 >= 1.386)).collect::<Vec<_>>());
            eprintln!("{} tested {tested} n {} known {:.3} auc est {a:.3} belief {b:.3}", world.name, rows.len(), rows.iter().filter(|r| r.2 >= 1.386).count() as f64 / rows.len() as f64);
            for bin in -5..5 {
                let own: Vec<_> = rows.iter().filter(|r| (r.1 * 2.0).floor().clamp(-5.0, 4.0) as i32 == bin).collect();
                if own.is_empty() { continue }
                eprintln!("   {bin} n {:5} known {:.2} truth {:.2}", own.len(), own.iter().filter(|r| r.2 >= 1.386).count() as f64 / own.len() as f64, own.iter().map(|r| r.2).sum::<f64>() / own.len() as f64);
            }
        }
    }
}
