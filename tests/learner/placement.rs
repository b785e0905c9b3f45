//! Newcomers of whom nothing is known: a session of single questions, held against what they truly know.

use std::collections::BTreeSet;

use daybreak::belief::believe;
use daybreak::estimate::estimate;
use daybreak::generate::{Founded, SchoolSpec, found};
use daybreak::graph::CompetencyGraph;
use daybreak::minds::assess::{ask, success};
use daybreak::minds::random::stream;
use daybreak::minds::{Mind, World};
use daybreak::model::ids::{CompetencyIdx, LearnerIdx};
use daybreak::model::question::QuestionForm;
use daybreak::model::rules::Rules;
use daybreak::model::school::{Evidence, School};
use daybreak::model::states::LearnerStates;
use daybreak::probe::placement::chosen;
use daybreak::{ingest, validate};
use rand::RngExt;

/// Log odds from which something is known.
const KNOWN: f64 = 1.386;

/// Questions of a placement.
const QUESTIONS: usize = 28;

/// A school of which some learners have just come.
struct Case {
    founded: Founded,
    school: School,
    graph: CompetencyGraph,
    newcomers: Vec<LearnerIdx>,
}

impl Case {
    fn new(world: World) -> Case {
        let spec = SchoolSpec { seed: 41, learners_per_site: 120, minds: world, ..SchoolSpec::default() };
        let founded = found(&spec);
        let (tables, _) = ingest::read_tables(&founded.generated.files);
        let mut school = validate::validate(&tables).school;
        let newcomers: Vec<LearnerIdx> = (0..school.learners.len()).step_by(4).map(LearnerIdx::at).collect();
        school.evidence.retain(|row| !newcomers.contains(&row.learner));
        school.delivered.retain(|row| !newcomers.contains(&row.learner));
        let graph = CompetencyGraph::new(&school);
        Case { founded, school, graph, newcomers }
    }

    fn states(&self, school: &School) -> LearnerStates {
        let (date, rules) = (SchoolSpec::default().date, Rules::default());
        let mut states = estimate(school, date, &rules.mastery);
        states.beliefs = believe(school, &self.graph, &states, date, &rules);
        states
    }

    fn mind(&self, learner: LearnerIdx) -> &Mind {
        let id = &self.school.learners[learner.i()].id;
        &self.founded.minds.iter().find(|(own, _)| own == id).expect("every learner has a mind").1
    }

    /// The terrain's position of a competency.
    fn position(&self, c: CompetencyIdx) -> usize {
        let id = &self.school.competencies[c.i()].id;
        self.founded.competencies.iter().position(|own| own == id).expect("every competency has a place")
    }

    /// The school after these questions were answered, a task each.
    fn answered(&self, questions: impl Fn(LearnerIdx) -> Vec<CompetencyIdx>) -> School {
        let mut school = self.school.clone();
        let (kind, weight) = QuestionForm::Placement.evidence();
        let date = SchoolSpec::default().date;
        for &learner in &self.newcomers {
            for c in questions(learner) {
                let id = &school.learners[learner.i()].id;
                let mut rng = stream(5, id, date, &school.competencies[c.i()].id);
                let score = ask(self.mind(learner), self.position(c), self.founded.today, 1, &mut rng);
                let piece = school.evidence.iter().map(|row| row.piece).max().unwrap_or(0) + 1;
                school.evidence.push(Evidence {
                    learner,
                    competency: c,
                    at: date.yesterday().expect("a date").at(9, 0, 0, 0),
                    kind,
                    score: f32::from(score) / 1_000.0,
                    weight,
                    item: None,
                    lesson: None,
                    piece,
                });
            }
        }
        school.evidence.sort_by_key(|row| (row.learner, row.at, row.competency));
        school
    }

    /// How often of two competencies of one grade near the learner's, one known and one not, the known one is ranked higher; and
    /// how far success at a task (guessed now and then, and missed) is from what is believed, on the average.
    fn quality(&self, states: &LearnerStates) -> (f64, f64) {
        let (mut right, mut pairs, mut off, mut n) = (0.0, 0.0, 0.0, 0.0);
        for &learner in &self.newcomers {
            let grade = self.school.learners[learner.i()].grade.0;
            for of_grade in grade - 2..=grade + 1 {
                let is_of_it =
                    |c: &CompetencyIdx| self.school.competencies[c.i()].grade.is_some_and(|grade| grade.0 == of_grade);
                let all = (0..self.school.competencies.len()).map(CompetencyIdx::at).filter(is_of_it);
                let (known, unknown): (Vec<_>, Vec<_>) = all
                    .map(|c| {
                        let (mean, _) = states.beliefs.of(learner, c).expect("something is believed of everything");
                        (mean, self.mind(learner).knowledge(self.position(c), self.founded.today))
                    })
                    .partition(|&(_, truth)| truth >= KNOWN);
                for (mean, truth) in known.iter().chain(&unknown) {
                    let believed = 1.0 / (1.0 + (-mean).exp());
                    (off, n) = (off + (believed - success(*truth)).abs(), n + 1.0);
                }
                for (a, _) in &known {
                    right += unknown.iter().map(|(b, _)| if a > b { 1.0 } else { 0.0 }).sum::<f64>();
                    pairs += unknown.len() as f64;
                }
            }
        }
        (right / pairs, off / n)
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn twenty_eight_questions_say_where_a_newcomer_stands() {
    for world in [World::USUAL, World::named("leaps").expect("a world"), World::named("crooked").expect("a world")] {
        let case = Case::new(world);
        let before = case.states(&case.school);
        let none = case.quality(&before);
        let asked = |learner| chosen(&case.school, &case.graph, &before, learner, |_| true, QUESTIONS);
        let placed = case.quality(&case.states(&case.answered(asked)));
        let by_lot = |learner: LearnerIdx| -> Vec<CompetencyIdx> {
            let mut rng = stream(9, &case.school.learners[learner.i()].id, SchoolSpec::default().date, "lot");
            let mut drawn = BTreeSet::new();
            while drawn.len() < QUESTIONS {
                drawn.insert(rng.random_range(0..case.school.competencies.len()));
            }
            drawn.into_iter().map(CompetencyIdx::at).collect()
        };
        let lot = case.quality(&case.states(&case.answered(by_lot)));
        eprintln!(
            "{}: ranked right {:.3} without a question, {:.3} after {QUESTIONS}, {:.3} after as many by lot; off by {:.3}, \
             {:.3}, {:.3}",
            world.name, none.0, placed.0, lot.0, none.1, placed.1, lot.1
        );
        // Ability takes a cold question for one after a lesson, so what is believed of success falls on the whole; what is ranked
        // above what is better than without.
        assert!(placed.0 > none.0 + 0.02 && placed.0 > lot.0, "{placed:?} against {none:?} and {lot:?}");
    }
}
