//! A published lesson stays possible for its learner, though another night would propose something else by now.
//!
//! What is proposed hinges a little on who else is there: twenty absences would change the choice of everybody. Only what a
//! rule forbids, what is no lesson any more, and what the learner has mastered by late evidence loses its worth.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::{self, Offering, Problem};
use daybreak_night::candidate::{Activity, Candidate, Candidates, Reason};
use daybreak_night::formulation::Formulation;
use daybreak_night::naming::{lesson_and_place, without_band, without_number};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, ServiceIdx};
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;
use daybreak_school::tag;

/// Adds the published lessons that are missing among the candidates of those who have them, and lets each be had as often as
/// it was published.
pub fn carry(
    day: &SiteDay<'_>,
    states: &LearnerStates,
    (problem, plan): (&Problem, &Plan),
    candidates: &mut Candidates,
) {
    let reader = Reader::of(day.school, problem, plan);
    let ruled_out: Vec<(LearnerIdx, LessonIdx)> =
        candidates.ruled_out.iter().map(|out| (out.learner, out.lesson)).collect();
    // What some learner is proposed is offered to all of a class: nobody else need carry it.
    let offered: BTreeSet<Activity> = candidates.each().map(|(_, candidate)| candidate.activity).collect();
    for own in &mut candidates.learners {
        let id = day.school.learners[own.learner.i()].id.as_str();
        for (offering, uses) in reader.had.get(id).into_iter().flatten() {
            let Some(mut candidate) = reader.candidate(own.learner, id, offering) else { continue };
            candidate.slot_bonus.retain(|(slot, _)| day.slot(slot).is_some());
            let is_same = |known: &&mut Candidate| {
                known.activity == candidate.activity && (known.place == candidate.place || offering.slots > 1)
            };
            if let Some(known) = own.candidates.iter_mut().find(is_same) {
                known.times_max = known.times_max.max(*uses);
                continue;
            }
            let lesson = candidate.activity.lesson();
            let alone = lesson.and_then(|lesson| {
                own.candidates
                    .iter_mut()
                    .find(|known| known.activity == Activity::Lesson(lesson) && known.place.is_none())
            });
            if let (Activity::LessonWithService(..), Some(known)) = (candidate.activity, alone) {
                known.times_max = known.times_max.max(*uses);
                if offered.contains(&candidate.activity) {
                    continue;
                }
                (candidate.utility, candidate.reasons) = (known.utility, known.reasons.clone());
            }
            let is_out = lesson.is_some_and(|lesson| ruled_out.contains(&(own.learner, lesson)));
            if !is_out {
                candidate.times_max = candidate.times_max.max(*uses);
                let mastered = lesson.is_some_and(|lesson| {
                    let competency = day.school.lessons[lesson.i()].competency;
                    states.status(own.learner, competency).is_mastered()
                });
                own.candidates.push(if mastered { worth_nothing(candidate) } else { candidate });
            }
        }
    }
}

/// The formulation with the problem as it was published, so that questions are answered by what everybody has in hand; none
/// where the school does not know any more what was offered, or to whom.
pub fn as_published(school: &School, formulation: &Formulation, problem: &Problem, plan: &Plan) -> Option<Formulation> {
    let reader = Reader::of(school, problem, plan);
    let by_id: BTreeMap<&str, LearnerIdx> =
        school.learners.iter().enumerate().map(|(i, row)| (row.id.as_str(), LearnerIdx::at(i))).collect();
    let learners: Vec<LearnerIdx> =
        problem.learners.iter().map(|row| by_id.get(row.id.as_str()).copied()).collect::<Option<_>>()?;
    // Whoever may have an offering says what it is; a service is somebody's.
    let mut whose: BTreeMap<&str, Vec<LearnerIdx>> = BTreeMap::new();
    for (row, learner) in problem.learners.iter().zip(&learners) {
        row.candidates.iter().for_each(|c| whose.entry(c.offering.as_str()).or_default().push(*learner));
    }
    let of = |offering: &Offering| {
        let owners = whose.get(offering.id.as_str())?;
        let found: Vec<(Activity, Option<String>)> =
            owners.iter().filter_map(|learner| reader.activity(*learner, offering)).collect();
        let is_served = |(activity, _): &&(Activity, Option<String>)| !matches!(activity, Activity::Lesson(_));
        found.iter().find(is_served).or_else(|| found.first()).cloned()
    };
    let today: BTreeMap<&str, usize> =
        formulation.problem.offerings.iter().enumerate().map(|(at, offering)| (offering.id.as_str(), at)).collect();
    let (mut activities, mut places, mut losses) = (Vec::new(), Vec::new(), Vec::new());
    let mut known = problem.clone();
    known.offerings.retain(|offering| of(offering).is_some());
    for offering in &known.offerings {
        let (activity, place) = of(offering)?;
        activities.push(activity);
        places.push(place);
        losses.push(today.get(offering.id.as_str()).and_then(|at| formulation.losses[*at]));
    }
    let all_there = plan
        .sessions
        .iter()
        .flat_map(|session| &session.learners)
        .all(|seat| known.offerings.iter().any(|offering| offering.id == seat.offering));
    all_there.then(|| Formulation { problem: known, activities, places, losses, learners, ..formulation.clone() })
}

/// What late evidence has made idle: it may stay, and nothing is lost when it goes.
fn worth_nothing(mut candidate: Candidate) -> Candidate {
    candidate.utility = 0;
    candidate.slot_bonus.clear();
    candidate.reasons = vec![(Reason::Published, 0)];
    candidate
}

/// Reads published offerings as what they are in the school.
struct Reader<'a> {
    school: &'a School,
    lessons: BTreeMap<&'a str, LessonIdx>,
    learners: BTreeMap<&'a str, &'a problem::Learner>,
    /// By learner: what the plan gives them, with how often.
    had: BTreeMap<&'a str, Vec<(&'a Offering, u32)>>,
}

impl<'a> Reader<'a> {
    fn of(school: &'a School, problem: &'a Problem, plan: &'a Plan) -> Self {
        let offerings: BTreeMap<&str, &Offering> =
            problem.offerings.iter().map(|offering| (offering.id.as_str(), offering)).collect();
        let mut had: BTreeMap<&str, Vec<(&Offering, u32)>> = BTreeMap::new();
        for seat in plan.sessions.iter().flat_map(|session| &session.learners) {
            let Some(&offering) = offerings.get(seat.offering.as_str()) else { continue };
            let own = had.entry(seat.id.as_str()).or_default();
            match own.iter_mut().find(|(known, _)| known.id == offering.id) {
                Some((_, uses)) => *uses += 1,
                None => own.push((offering, 1)),
            }
        }
        Reader {
            school,
            lessons: school.lessons.iter().enumerate().map(|(i, row)| (row.id.as_str(), LessonIdx::at(i))).collect(),
            learners: problem.learners.iter().map(|row| (row.id.as_str(), row)).collect(),
            had,
        }
    }

    /// The candidate that a learner had for an offering; none where the school does not know it any more.
    fn candidate(&self, learner: LearnerIdx, id: &str, offering: &Offering) -> Option<Candidate> {
        let published = self.learners.get(id)?.candidates.iter().find(|c| c.offering == offering.id)?;
        let (activity, place) = self.activity(learner, offering)?;
        let after = published.after.as_deref().and_then(|id| self.lesson(id)).map(|(lesson, _)| lesson);
        let mut tags: Vec<&'static str> =
            tag::ALL.iter().map(|(name, _)| *name).filter(|name| published.tags.iter().any(|t| t == name)).collect();
        tags.sort_unstable();
        Some(Candidate {
            activity,
            utility: published.utility,
            slot_bonus: published.slot_bonus.iter().map(|(slot, points)| (slot.clone(), *points)).collect(),
            reasons: vec![(Reason::Published, published.utility)],
            times_max: published.times_max,
            exclusive: published.exclusive.clone(),
            place,
            after,
            only_in: None,
            tags,
        })
    }

    /// What an offering is for a learner, and the place to which a wish binds it.
    fn activity(&self, learner: LearnerIdx, offering: &Offering) -> Option<(Activity, Option<String>)> {
        let service = || {
            let of_kind = || {
                let services = self.school.services.iter().enumerate();
                services.filter(|(_, service)| offering.tags.contains(&format!("service:{}", service.service)))
            };
            let own = of_kind().find(|(_, service)| service.learner == learner);
            // Classmates sit there because of another, who may be away.
            let served = || {
                of_kind().find(|(_, service)| {
                    let id = self.school.learners[service.learner.i()].id.as_str();
                    self.had.get(id).is_some_and(|had| had.iter().any(|(had, _)| had.id == offering.id))
                })
            };
            own.or_else(served).map(|(i, _)| ServiceIdx::at(i))
        };
        match self.lesson(&offering.id) {
            Some((lesson, place)) => {
                let with = offering.tags.iter().any(|tag| tag.starts_with("service:")).then(service).flatten();
                Some((with.map_or(Activity::Lesson(lesson), |at| Activity::LessonWithService(lesson, at)), place))
            }
            None if offering.competency.is_empty() => {
                let own = service().filter(|at| self.school.services[at.i()].learner == learner);
                own.map(|at| (Activity::Service(at), None))
            }
            None => None,
        }
    }

    /// The lesson that an offering's id begins with, and the place after it.
    fn lesson(&self, id: &str) -> Option<(LessonIdx, Option<String>)> {
        // A lesson's own id may end like a number, or hold an `@`.
        let plain = without_number(id);
        [id, plain, without_band(plain)].into_iter().find_map(|name| match self.lessons.get(name) {
            Some(&lesson) => Some((lesson, None)),
            None => lesson_and_place(name)
                .find_map(|(lesson, place)| Some((*self.lessons.get(lesson)?, Some(place.to_owned())))),
        })
    }
}
