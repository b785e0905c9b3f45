//! One site's day with all that is known about it: what the questions of this stage are asked of.

use rustc_hash::FxHashMap;

use daybreak_day::plan::Plan;
use daybreak_day::verdict::Verdict;
use daybreak_night::candidate::{Activity, Candidate, Candidates, LearnerCandidates};
use daybreak_night::concern::Concern;
use daybreak_night::formulation::Formulation;
use daybreak_night::standing::Standing;
use daybreak_school::ids::{LearnerIdx, ServiceIdx};
use daybreak_school::pathway::Pathways;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::day::Day;
use super::wording::{Language, Words};

/// What the pipeline hands over: all of one site's day.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub school: &'a School,
    pub states: &'a LearnerStates,
    pub pathways: &'a Pathways,
    pub candidates: &'a Candidates,
    pub formulation: &'a Formulation,
    pub plan: &'a Plan,
    pub verdict: &'a Verdict,
    /// What wishes and requests are worth tonight.
    pub standing: &'a Standing,
    pub rules: &'a Rules,
    /// In which language words are made.
    pub language: Language,
}

/// The same, with the day problem by position.
pub struct Scene<'a> {
    pub known: Known<'a>,
    pub day: Day<'a>,
    /// Where each learner stands in the problem.
    positions: FxHashMap<LearnerIdx, usize>,
    /// For each learner of the problem, what was proposed.
    proposed: Vec<Option<&'a LearnerCandidates>>,
    /// For each learner of the problem, the services owed.
    services: Vec<Vec<ServiceIdx>>,
}

impl<'a> Scene<'a> {
    pub fn new(known: Known<'a>) -> Self {
        let learners = &known.formulation.learners;
        let positions: FxHashMap<_, _> = learners.iter().enumerate().map(|(at, &learner)| (learner, at)).collect();
        let mut services = vec![vec![]; learners.len()];
        for (i, service) in known.school.services.iter().enumerate() {
            if let Some(&at) = positions.get(&service.learner) {
                services[at].push(ServiceIdx::at(i));
            }
        }
        Scene {
            known,
            day: Day::new(&known.formulation.problem),
            proposed: learners.iter().map(|&learner| known.candidates.of(learner)).collect(),
            services,
            positions,
        }
    }

    /// The words of the language asked for.
    pub fn words(&self) -> &'static dyn Words {
        self.known.language.words()
    }

    /// What earlier stages raised; the formulation holds what was raised before it as well.
    pub fn raised(&self) -> impl Iterator<Item = &'a Concern> {
        self.known.formulation.concerns.iter()
    }

    /// The position of a learner in the problem; none when the learner is away all day.
    pub fn position(&self, learner: LearnerIdx) -> Option<usize> {
        self.positions.get(&learner).copied()
    }

    /// What was proposed to a learner behind an offering, with its reasons.
    pub fn proposal(&self, learner: usize, offering: usize) -> Option<&'a Candidate> {
        let activity = *self.known.formulation.activities.get(offering)?;
        let place = self.known.formulation.places.get(offering)?.as_deref();
        self.proposed[learner]?.behind(activity, place, |a, b| self.is_same_kind(a, b))
    }

    /// What an offering is for this learner: their own service, or the lesson alone when a classmate is served in it.
    pub fn activity(&self, learner: usize, offering: usize) -> Option<Activity> {
        let activity = *self.known.formulation.activities.get(offering)?;
        let own = |service| self.services[learner].iter().copied().find(|&mine| self.is_same_kind(mine, service));
        Some(match activity {
            Activity::Lesson(lesson) => Activity::Lesson(lesson),
            Activity::Service(service) => Activity::Service(own(service).unwrap_or(service)),
            Activity::LessonWithService(lesson, service) => match own(service) {
                Some(mine) => Activity::LessonWithService(lesson, mine),
                None => Activity::Lesson(lesson),
            },
        })
    }

    /// The learner's own service that an offering gives, if it gives one.
    pub fn service(&self, learner: usize, offering: usize) -> Option<ServiceIdx> {
        match self.activity(learner, offering)? {
            Activity::Lesson(_) => None,
            Activity::Service(service) | Activity::LessonWithService(_, service) => Some(service),
        }
    }

    /// Minutes of a slot of the problem.
    pub fn minutes(&self, slot: usize) -> u32 {
        self.day.problem.slots[slot].minutes()
    }

    /// Whether two learners' services are the same thing: given by the same kind of person in the same kind of group.
    fn is_same_kind(&self, a: ServiceIdx, b: ServiceIdx) -> bool {
        self.known.school.services[a.i()].is_like(&self.known.school.services[b.i()])
    }
}
