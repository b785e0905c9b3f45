//! Order: what is met first and how, what comes before what, and what of a subject a day has.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::quality::{QualityMeasure, RUN, SiteQuality, Tally};
use daybreak_school::school::{DeliveredWhat, School};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let is_taught = |held: usize| laid.held[held].is_taught;
    each(sheet, QualityMeasure::FirstTaught, laid, |learner| {
        let met = met(laid.sight.school, laid.learner(learner));
        let first = laid.work_of(learner).into_iter().filter(|(competency, _)| !met.contains(competency));
        first.map(|(_, slots)| Tally::one(is_taught(slots[0].1))).sum()
    });
    each(sheet, QualityMeasure::PracticeFirst, laid, |learner| {
        let early = |slots: &Vec<(usize, usize)>| -> Tally {
            let Some(&(lesson, _)) = slots.iter().find(|(_, held)| is_taught(*held)) else { return Tally::default() };
            slots.iter().filter(|(_, held)| !is_taught(*held)).map(|(slot, _)| Tally::one(*slot < lesson)).sum()
        };
        laid.work_of(learner).values().map(early).sum()
    });
    each(sheet, QualityMeasure::SubjectRun, laid, |learner| Tally::one(longest_run(laid, learner) >= RUN));
    let needed = needed(laid);
    each(sheet, QualityMeasure::SubjectMissing, laid, |learner| {
        if needed[learner].is_empty() {
            return Tally::default();
        }
        let had: BTreeSet<&str> = laid.work_of(learner).into_keys().map(|at| subject(laid.sight.school, at)).collect();
        Tally::one(needed[learner].iter().any(|subject| !had.contains(subject)))
    });
}

fn subject(school: &School, competency: CompetencyIdx) -> &str {
    &school.competencies[competency.i()].subject
}

/// What a learner has met before today, by any record of it.
fn met(school: &School, learner: LearnerIdx) -> BTreeSet<CompetencyIdx> {
    let shown = school.evidence_of(learner).iter().map(|row| row.competency);
    let first = school.overrules.partition_point(|row| row.learner < learner);
    let said = school.overrules[first..].iter().take_while(|row| row.learner == learner).map(|row| row.competency);
    let had = school.delivered_of(learner).iter().filter(|row| row.attended).filter_map(|row| {
        row.competency.or(match row.what {
            DeliveredWhat::Lesson(lesson) => Some(school.lessons[lesson.i()].competency),
            DeliveredWhat::Service(_) | DeliveredWhat::Unknown => None,
        })
    });
    shown.chain(said).chain(had).collect()
}

/// Neighbouring slots with work in one subject, at most.
fn longest_run(laid: &Laid<'_>, learner: usize) -> u64 {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for seat in &laid.seats[learner] {
        let now = seat.as_ref().and_then(|seat| laid.work(seat)).map(|at| subject(laid.sight.school, at));
        run = match now {
            None => 0,
            Some(_) if now == last => run + 1,
            Some(_) => 1,
        };
        last = now;
        longest = longest.max(run);
    }
    longest
}

/// The subjects that each learner needs: those of ways, and those of work of the grade that is not mastered.
fn needed<'a>(laid: &Laid<'a>) -> Vec<BTreeSet<&'a str>> {
    let (school, ways, states) = (laid.sight.school, laid.sight.pathways, laid.sight.states);
    let positions = laid.positions();
    let mut needed: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); laid.n_learners()];
    for (learner, steps) in ways.ways(school) {
        if let Some(&at) = positions.get(&learner) {
            needed[at].extend(steps.iter().map(|step| subject(school, step.competency)));
        }
    }
    let offered = offered(laid);
    let mut of_grade: BTreeMap<_, Vec<CompetencyIdx>> = BTreeMap::new();
    for (at, needed) in needed.iter_mut().enumerate() {
        let grade = laid.grade(at);
        let usual = of_grade.entry(grade).or_insert_with(|| {
            let is_usual = |c: &&CompetencyIdx| school.competencies[c.i()].grade_near(grade) == Some(grade);
            offered.iter().filter(is_usual).copied().collect()
        });
        let open = usual.iter().filter(|&&c| !states.status(laid.learner(at), c).is_mastered());
        needed.extend(open.map(|&c| subject(school, c)));
    }
    needed
}

/// Competencies with a lesson at the site other than a conference.
fn offered(laid: &Laid<'_>) -> BTreeSet<CompetencyIdx> {
    let lessons = laid.sight.school.lessons.iter().enumerate();
    let here = lessons.filter(|(_, lesson)| lesson.site.is_none_or(|site| site == laid.sight.formulation.site));
    let of_work = here.filter(|(at, _)| !laid.is_conference(daybreak_school::ids::LessonIdx::at(*at)));
    of_work.map(|(_, lesson)| lesson.competency).collect()
}
