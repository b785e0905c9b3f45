//! What is believed of learners against what they truly know, in schools of every world; and its guard.

use super::believe;
use crate::estimate::estimate;
use daybreak_day::time::Date;
use daybreak_generate::{Founded, SchoolSpec, found};
use daybreak_graph::CompetencyGraph;
use daybreak_minds::{LEARNED, WORLDS, World};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{EvidenceKind, School};
use daybreak_school::states::{LearnerStates, chance_known};

const DATE: Date = Date::constant(2026, 11, 23);

fn founded(seed: u64, learners: u32, minds: World) -> (Founded, School) {
    let spec = SchoolSpec { seed, learners_per_site: learners, minds, date: DATE, ..SchoolSpec::default() };
    let founded = found(&spec);
    let (tables, _) = daybreak_tables::ingest::read_tables(&founded.generated.files);
    let school = daybreak_tables::validate::validate(&tables).school;
    (founded, school)
}

fn states(school: &School) -> LearnerStates {
    estimate(school, DATE, &Rules::default().mastery)
}

/// The chance that who knows is ranked above who does not.
fn ranking(rows: &[(f64, bool)]) -> f64 {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut n) = (0.0, 0.0, 0.0);
    for (_, known) in &rows {
        if *known {
            (sum, n) = (sum + below, n + 1.0);
        } else {
            below += 1.0;
        }
    }
    sum / (n * below)
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn what_is_believed_ranks_what_is_known_above_what_is_not() {
    let (mut better, mut n) = (0.0, 0.0);
    for world in WORLDS {
        let (founded, school) = founded(77, 90, world);
        let graph = CompetencyGraph::new(&school);
        let mut states = states(&school);
        states.beliefs = believe(&school, &graph, &states, DATE, &Rules::default());
        let (mut tested, mut untested) = (Vec::new(), Vec::new());
        for learner in (0..school.learners.len()).map(LearnerIdx::at) {
            let about = &school.learners[learner.i()];
            let mind = &founded.minds.iter().find(|(id, _)| *id == about.id).expect("every learner has a mind").1;
            for (at, id) in founded.competencies.iter().enumerate() {
                let c =
                    school.competencies.iter().position(|c| c.id == *id).expect("every competency is in the school");
                let grade = school.competencies[c].grade.expect("every competency has a grade");
                if !(-1..=0).contains(&(grade.0 - about.grade.0)) {
                    continue;
                }
                let c = CompetencyIdx::at(c);
                let is_known = mind.knowledge(at, founded.today) >= LEARNED - 0.2;
                let believed = states.believed(learner, c).expect("something is believed of everything");
                let estimated = f64::from(states.mastery(learner, c));
                let rows =
                    if states.get(learner, c).is_some_and(|s| s.evidence > 0) { &mut tested } else { &mut untested };
                rows.push((estimated, believed, is_known));
            }
        }
        for (what, rows) in [("tested", tested), ("untested", untested)] {
            let by = |value: fn(&(f64, f64, bool)) -> f64| {
                ranking(&rows.iter().map(|row| (value(row), row.2)).collect::<Vec<_>>())
            };
            let (estimated, believed) = (by(|row| row.0), by(|row| row.1));
            eprintln!("{}, {what}: {} pairs, estimated {estimated:.3}, believed {believed:.3}", world.name, rows.len());
            assert!(believed > estimated - 0.02, "{}: {believed} against {estimated}", world.name);
            (better, n) = (better + believed - estimated, n + 1.0);
        }
    }
    assert!(better / n > 0.01, "on the average {} better", better / n);
}

#[test]
fn one_more_success_lowers_what_is_believed_of_nothing() {
    let (_, school) = founded(5, 18, World::USUAL);
    let (graph, rules, states) = (CompetencyGraph::new(&school), Rules::default(), states(&school));
    let before = believe(&school, &graph, &states, DATE, &rules);
    let failed: Vec<usize> = (0..school.evidence.len()).filter(|&at| school.evidence[at].score < 0.6).collect();
    for &at in failed.iter().step_by(failed.len() / 12) {
        let mut better = school.clone();
        better.evidence[at].score = 1.0;
        let after = believe(&better, &graph, &states, DATE, &rules);
        let learner = school.evidence[at].learner;
        for c in (0..school.competencies.len()).map(CompetencyIdx::at) {
            let (was, is) = (before.of(learner, c).expect("believed"), after.of(learner, c).expect("believed"));
            assert!(is.0 >= was.0, "{} falls from {} to {}", school.competencies[c.i()].id, was.0, is.0);
        }
        let own = school.evidence[at].competency;
        assert!(after.of(learner, own) > before.of(learner, own), "it raises its own");
    }
}

#[test]
fn a_lesson_raises_what_is_believed_and_a_long_wait_does_not() {
    let (_, school) = founded(5, 18, World::USUAL);
    let (graph, rules, states) = (CompetencyGraph::new(&school), Rules::default(), states(&school));
    let row = school.delivered.iter().rposition(|row| row.competency.is_some() && row.attended).expect("a lesson");
    let (learner, c) = (school.delivered[row].learner, school.delivered[row].competency.expect("of a competency"));
    let of = |school: &School, date: Date| {
        believe(school, &graph, &states, date, &rules).of(learner, c).expect("something is believed").0
    };
    let mut missed = school.clone();
    missed.delivered[row].attended = false;
    assert!(of(&school, DATE) > of(&missed, DATE));
    let later = DATE.saturating_add(jiff::Span::new().days(60));
    assert!(of(&school, later) < of(&school, DATE));
}

#[test]
fn the_chance_of_knowing_grows_with_the_mean_and_with_certainty() {
    assert!(chance_known(-1.0, 0.8, 0.8) < 0.1 && chance_known(2.0, 0.8, 0.8) > 0.9);
    assert!(chance_known(2.0, 0.4, 0.8) > chance_known(2.0, 1.0, 0.8));
    assert!(chance_known(1.0, 0.8, 0.9) < chance_known(1.0, 0.8, 0.8));
}

#[test]
fn a_self_rating_says_less_than_a_test() {
    let (_, mut school) = founded(5, 18, World::USUAL);
    let (graph, rules, states) = (CompetencyGraph::new(&school), Rules::default(), states(&school));
    let at = school.evidence.iter().position(|row| row.score < 0.3).expect("a failure");
    let (learner, c) = (school.evidence[at].learner, school.evidence[at].competency);
    let mut of = |kind: EvidenceKind| {
        school.evidence[at].kind = kind;
        believe(&school, &graph, &states, DATE, &rules).of(learner, c).expect("something is believed").0
    };
    assert!(of(EvidenceKind::Test) < of(EvidenceKind::SelfRating));
}

#[test]
fn what_lessons_bring_is_learned_from_the_school() {
    let rate = |name: &str| {
        let (_, school) = founded(8, 90, World::named(name).expect("a world"));
        let rules = Rules::default();
        let states = states(&school);
        super::rate::rate(&school, &super::course::Ways::new(&school, &rules), &states, DATE)
    };
    let (slow, usual, quick) = (rate("slow"), rate("usual"), rate("quick"));
    assert!(slow < usual && usual <= quick && quick <= 1.0, "{slow}, {usual}, {quick}");
}

#[test]
fn failures_after_lessons_make_doubt_what_is_needed() {
    let (_, mut school) = founded(5, 18, World::USUAL);
    let (graph, rules, states) = (CompetencyGraph::new(&school), Rules::default(), states(&school));
    // A competency with a need, on which a learner had many lessons.
    let at = school
        .delivered
        .iter()
        .position(|row| row.attended && row.competency.is_some_and(|c| !graph.all_of(c).is_empty()));
    let at = at.expect("somebody worked on something that needs something");
    let row = school.delivered[at].clone();
    let (learner, c) = (row.learner, row.competency.expect("of a competency"));
    let need = graph.all_of(c)[0];
    school.evidence.retain(|piece| piece.learner != learner || piece.competency != c);
    (0..8).for_each(|_| school.delivered.insert(at, row.clone()));
    let believed =
        |school: &School| believe(school, &graph, &states, DATE, &rules).of(learner, need).expect("believed").0;
    let before = believed(&school);
    let mut piece = *school.evidence.iter().find(|piece| piece.learner == learner).expect("evidence");
    piece.competency = c;
    piece.kind = EvidenceKind::Test;
    piece.score = 0.0;
    piece.at = DATE.yesterday().expect("a day").at(12, 0, 0, 0);
    let at = school.evidence.partition_point(|other| other.learner <= learner);
    for number in 0..3 {
        piece.piece = 1_000_000 + number;
        school.evidence.insert(at, piece);
    }
    assert!(believed(&school) < before - 0.05, "{} against {before}", believed(&school));
}
