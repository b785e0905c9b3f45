//! Each learner's day in figures, and whose day is worth least: the sum alone would hide them.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::Learner;
use daybreak_night::candidate::{Activity, Candidates};
use daybreak_night::explanation::Explanations;
use daybreak_night::formulation::{Formulation, Taken};
use daybreak_school::ids::LearnerIdx;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::tag;
use daybreak_school::voice::LearnerDay;

/// One in so many learners is among the worst off.
const TENTH: usize = 10;

/// The days of a site's learners who are there, in order of learner.
pub fn account(
    school: &School,
    rules: &Rules,
    candidates: &Candidates,
    formulation: &Formulation,
    plan: &Plan,
    explanations: &Explanations,
) -> Vec<LearnerDay> {
    let problem = &formulation.problem;
    let asked = asked(school, explanations);
    let mut days: Vec<LearnerDay> = (problem.learners.iter().zip(&formulation.learners))
        .map(|(row, &learner)| {
            let (asked, granted) = asked.get(&learner).copied().unwrap_or_default();
            LearnerDay {
                site: formulation.site,
                learner,
                slots: row.slots.as_ref().map_or(problem.slots.len(), Vec::len) as u32,
                planned: 0,
                points: 0,
                ready: 0,
                taught_minutes: 0,
                graded: 0,
                on_grade: 0,
                asked,
                granted,
                missed: Vec::new(),
                is_worst_tenth: false,
            }
        })
        .collect();
    let mut counted: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); problem.learners.len()];
    for Taken { session, learner: l, offering: o } in formulation.taken(plan) {
        let Some(first) = problem.slots.iter().position(|slot| slot.id == session.slot) else { continue };
        let (offering, row, day) = (&problem.offerings[o], &problem.learners[l], &mut days[l]);
        let minutes: u32 =
            (problem.slots.iter().skip(first).take(offering.slots as usize)).map(|slot| slot.minutes()).sum();
        day.planned += offering.slots;
        day.taught_minutes += if rules.choice.is_taught(offering) { minutes } else { 0 };
        let own = row.candidates.iter().find(|candidate| candidate.offering == offering.id);
        day.points += own.map_or(0, |own| own.utility + own.slot_bonus.get(&session.slot).copied().unwrap_or(0));
        let own_tags = own.map_or(&[][..], |own| &own.tags);
        let tags: BTreeSet<&str> = offering.tags.iter().chain(own_tags).map(String::as_str).collect();
        tags.into_iter().for_each(|tag| *counted[l].entry(tag).or_default() += offering.slots);
        add_activity(school, candidates, formulation, o, offering.slots, day);
    }
    for ((row, day), counted) in problem.learners.iter().zip(&mut days).zip(&counted) {
        day.missed = missed(row, counted);
    }
    mark_worst(&mut days);
    days
}

/// What only the school knows of an activity: whether the learner is ready for it, and its grade.
fn add_activity(
    school: &School,
    candidates: &Candidates,
    formulation: &Formulation,
    offering: usize,
    slots: u32,
    day: &mut LearnerDay,
) {
    let (activity, place) = (formulation.activities[offering], formulation.places[offering].as_deref());
    let is_like = |a: daybreak_school::ids::ServiceIdx, b: daybreak_school::ids::ServiceIdx| {
        school.services[a.i()].is_like(&school.services[b.i()])
    };
    let behind = candidates.of(day.learner).and_then(|own| own.behind(activity, place, is_like));
    day.ready += if behind.is_some_and(|candidate| candidate.tags.contains(&tag::READY)) { slots } else { 0 };
    let lesson = match activity {
        Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => Some(lesson),
        Activity::Service(_) => None,
    };
    let own = school.learners[day.learner.i()].grade;
    let grade = lesson.and_then(|at| school.competencies[school.lessons[at.i()].competency.i()].grade_near(own));
    if let Some(grade) = grade {
        day.graded += slots;
        day.on_grade += if grade == own { slots } else { 0 };
    }
}

/// Rules on requirements whose minimum the day misses; services have a ledger of their own.
fn missed(row: &Learner, counted: &BTreeMap<&str, u32>) -> Vec<String> {
    let is_missed = |q: &&daybreak_day::problem::Requirement| {
        !q.id.starts_with("service:") && counted.get(q.tag.as_str()).copied().unwrap_or(0) < q.slots_min
    };
    row.requirements.iter().filter(is_missed).map(|q| q.id.clone()).collect()
}

/// Wishes in force and proposals by learner: asked, granted.
fn asked(school: &School, explanations: &Explanations) -> BTreeMap<LearnerIdx, (u32, u32)> {
    let wishes = explanations
        .wishes
        .iter()
        .map(|outcome| (school.wishes[outcome.wish.i()].learner, outcome.answer.is_granted()));
    let proposals =
        explanations.proposals.iter().map(|outcome| (school.proposals[outcome.proposal.i()].learner, outcome.kept));
    let mut asked: BTreeMap<LearnerIdx, (u32, u32)> = BTreeMap::new();
    for (learner, granted) in wishes.chain(proposals) {
        let entry = asked.entry(learner).or_default();
        *entry = (entry.0 + 1, entry.1 + u32::from(granted));
    }
    asked
}

/// Marks the tenth whose slots are worth least; of equal ones the less taught, then by id.
fn mark_worst(days: &mut [LearnerDay]) {
    let mut order: Vec<usize> = (0..days.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&days[a], &days[b]);
        let worth = |day: &LearnerDay| (day.points_per_slot(), f64::from(day.taught_minutes));
        let (x, y) = (worth(a), worth(b));
        x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1)).then(a.learner.cmp(&b.learner))
    });
    for &at in order.iter().take(days.len().div_ceil(TENTH)) {
        days[at].is_worst_tenth = true;
    }
}
