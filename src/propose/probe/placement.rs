//! Where a learner stands of whom too little is known: a newcomer, or anybody after a summer.
//!
//! A session of single questions, each on another competency. An answer says most where it is nearest to even odds, and it
//! speaks for its neighbours on the graph, so the questions lie where success is most open, spread over subjects and graph
//! (as assessments on knowledge spaces do; Falmagne and Doignon 2011). What the answers say of the learner on the whole and of
//! each competency is told by the next night, which asks again where it is still open.

use std::collections::BTreeSet;

use daybreak_day::time::days_between;
use daybreak_graph::CompetencyGraph;
use daybreak_night::question::{Doubt, Question, QuestionForm};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::{Inquiry, Seat};

/// Minutes of a single question.
const MINUTES: f64 = 1.5;

/// Grades below and above the learner's own that are asked about.
const GRADES_BELOW: i64 = 3;
const GRADES_ABOVE: i64 = 1;

/// What a competency that is asked about leaves of the worth of its neighbours, and of its subject.
const NEIGHBOUR: f64 = 0.4;
const SUBJECT: f64 = 0.93;

/// What a grade between the learner and a competency leaves of its worth.
const A_GRADE: f64 = 0.8;

/// Single questions in the learner's first session of own work; none: enough is known, or there is no such session. A school
/// that hands over no evidence at all is not asked for any.
pub(super) fn placement(inquiry: &Inquiry<'_>, own: &[Seat<'_>]) -> Option<Vec<Question>> {
    let policy = &inquiry.rules.probes;
    let school = inquiry.day.school;
    let seat = own.iter().find(|seat| inquiry.is_own(seat.lesson))?;
    if school.evidence.is_empty() || recent(inquiry, seat.learner) >= policy.placement_below as usize {
        return None;
    }
    let takes = MINUTES * inquiry.extra_time(seat.learner);
    let room = (inquiry.slot_minutes(seat.slot) / takes).floor() as usize;
    let n = room.min(policy.placement_questions as usize);
    let is_open = |c: CompetencyIdx| !inquiry.is_settled(seat.learner, c);
    let asked = chosen(school, inquiry.graph, inquiry.states, seat.learner, is_open, n);
    let question = |competency: CompetencyIdx| Question {
        learner: seat.learner,
        slot: seat.slot.to_owned(),
        session: seat.session.to_owned(),
        form: QuestionForm::Placement,
        competency,
        n_tasks: 1,
        minutes: takes,
        doubt: Doubt::Standing,
        worth: 0.0,
    };
    (!asked.is_empty()).then(|| asked.into_iter().map(question).collect())
}

/// Pieces of evidence of a learner within the policy's days.
fn recent(inquiry: &Inquiry<'_>, learner: LearnerIdx) -> usize {
    let days = i64::from(inquiry.rules.probes.placement_days);
    let own = inquiry.day.school.evidence_of(learner).iter();
    own.filter(|row| (0..=days).contains(&days_between(row.at.date(), inquiry.day.date))).count()
}

/// So many competencies to ask a learner about, one question each, in order of competency; only such as are open.
pub fn chosen(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    learner: LearnerIdx,
    is_open: impl Fn(CompetencyIdx) -> bool,
    n: usize,
) -> Vec<CompetencyIdx> {
    let own = school.learners[learner.i()].grade;
    let taught: BTreeSet<CompetencyIdx> = school.lessons.iter().map(|lesson| lesson.competency).collect();
    let mut worth: Vec<f64> = (0..school.competencies.len())
        .map(|c| {
            let apart = school.competencies[c].grade_near(own).map_or(0, |grade| i64::from(grade.0) - i64::from(own.0));
            if !(-GRADES_BELOW..=GRADES_ABOVE).contains(&apart)
                || !taught.contains(&CompetencyIdx::at(c))
                || !is_open(CompetencyIdx::at(c))
            {
                return 0.0;
            }
            let p = match states.beliefs.of(learner, CompetencyIdx::at(c)) {
                Some((mean, _)) => 1.0 / (1.0 + (-mean).exp()),
                None => f64::from(states.mastery(learner, CompetencyIdx::at(c))),
            };
            4.0 * p * (1.0 - p) * A_GRADE.powi(apart.unsigned_abs() as i32)
        })
        .collect();
    let mut asked = Vec::new();
    while asked.len() < n {
        let best = (0..worth.len()).max_by(|&a, &b| worth[a].total_cmp(&worth[b]).then(b.cmp(&a)));
        let Some(best) = best.filter(|&best| worth[best] > 0.0) else { break };
        let c = CompetencyIdx::at(best);
        asked.push(c);
        worth[best] = 0.0;
        graph.all_of(c).iter().chain(graph.dependents(c)).for_each(|near| worth[near.i()] *= NEIGHBOUR);
        let subject = &school.competencies[best].subject;
        let same = (0..worth.len()).filter(|&other| school.competencies[other].subject == *subject);
        same.for_each(|other| worth[other] *= SUBJECT);
    }
    asked.sort();
    asked
}
