//! What is asked for a learner today, and what the learner has had: looked up by learner.

use std::collections::BTreeMap;

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, GoalIdx, LearnerIdx, LessonIdx};
use daybreak_school::ids::{PinIdx, ProposalIdx, RequestIdx, ServiceIdx, WishIdx};
use daybreak_school::pathway::Pathways;
use daybreak_school::school::{DeliveredWhat, RelationKind, School};

use super::Stage;
use super::by_learner::ByLearner;
use super::catalogue::Role;
use super::reviews;
use super::ruling::Ruling;
use super::struggles::{self, Struggles};

/// What is in force today, by learner.
pub struct Asks {
    pub goals: ByLearner<GoalIdx>,
    /// The dearest first.
    pub wishes: ByLearner<WishIdx>,
    /// The most urgent first.
    pub requests: ByLearner<RequestIdx>,
    /// For today.
    pub proposals: ByLearner<ProposalIdx>,
    pub services: ByLearner<ServiceIdx>,
    pub pins: ByLearner<PinIdx>,
    /// Planned for today, as positions in `Pathways::reviews`.
    pub reviews: ByLearner<u32>,
    /// Whom the learner helps.
    pub helps: ByLearner<LearnerIdx>,
    /// Positions in `School::delivered`, before today.
    delivered: ByLearner<u32>,
    pub date: Date,
}

impl Asks {
    pub fn new(school: &School, pathways: &Pathways, date: Date) -> Self {
        let n = school.learners.len();
        let goals = school.goals.iter().enumerate().map(|(i, goal)| (goal.learner, GoalIdx::at(i)));
        let mut wishes: Vec<(LearnerIdx, WishIdx)> = (school.wishes.iter().enumerate())
            .filter(|(_, wish)| wish.span.covers(date))
            .map(|(i, wish)| (wish.learner, WishIdx::at(i)))
            .collect();
        wishes.sort_by_key(|&(_, wish)| school.wishes[wish.i()].rank);
        let mut requests: Vec<(LearnerIdx, RequestIdx)> = (school.requests.iter().enumerate())
            .filter(|(_, request)| request.span.covers(date))
            .map(|(i, request)| (request.learner, RequestIdx::at(i)))
            .collect();
        requests.sort_by_key(|&(_, request)| school.requests[request.i()].priority);
        let proposals = (school.proposals.iter().enumerate())
            .filter(|(_, proposal)| proposal.date == date)
            .map(|(i, proposal)| (proposal.learner, ProposalIdx::at(i)));
        let services = (school.services.iter().enumerate())
            .filter(|(_, service)| service.span.covers(date))
            .map(|(i, service)| (service.learner, ServiceIdx::at(i)));
        let pins = (school.pins.iter().enumerate())
            .filter(|(_, pin)| pin.date == date)
            .map(|(i, pin)| (pin.learner, PinIdx::at(i)));
        let helps = (school.relations.iter())
            .filter(|relation| relation.kind == RelationKind::Mentors)
            .map(|relation| (relation.learner, relation.other));
        let delivered = (school.delivered.iter().enumerate())
            .filter(|(_, row)| row.date < date)
            .map(|(i, row)| (row.learner, u32::try_from(i).expect("a list of fewer than 2^32 rows")));
        Asks {
            goals: ByLearner::new(n, goals),
            wishes: ByLearner::new(n, wishes.into_iter()),
            requests: ByLearner::new(n, requests.into_iter()),
            proposals: ByLearner::new(n, proposals),
            services: ByLearner::new(n, services),
            pins: ByLearner::new(n, pins),
            reviews: reviews::of_date(school, &pathways.reviews, date),
            helps: ByLearner::new(n, helps),
            delivered: ByLearner::new(n, delivered),
            date,
        }
    }
}

/// What one learner has had on earlier days, and came to.
#[derive(Default)]
pub struct Memory {
    /// For each lesson had: how often, and the last day.
    pub lessons: BTreeMap<LessonIdx, (u32, Date)>,
    pub struggles: Struggles,
    /// The last day on which each competency had a lesson.
    pub worked: BTreeMap<CompetencyIdx, Date>,
    /// The last conference on goals and progress.
    pub last_conference: Option<Date>,
    /// What the rules say of the lessons that will be looked at several times; of others it is asked when they turn up.
    pub rulings: BTreeMap<LessonIdx, Ruling>,
}

impl Memory {
    pub fn new(stage: &Stage<'_>, learner: LearnerIdx) -> Self {
        let mut memory = Memory::default();
        // Delivered rows are sorted by learner, date, slot.
        for &at in stage.asks.delivered.of(learner) {
            let row = &stage.school.delivered[at as usize];
            if !row.attended {
                continue;
            }
            let lesson = match row.what {
                DeliveredWhat::Lesson(lesson) => Some(lesson),
                DeliveredWhat::Service(_) | DeliveredWhat::Unknown => None,
            };
            if let Some(lesson) = lesson {
                let had = memory.lessons.entry(lesson).or_insert((0, row.date));
                *had = (had.0 + 1, row.date);
                if stage.catalogue.offer(lesson).role == Role::Conference {
                    memory.last_conference = Some(row.date);
                }
            }
            let facts = lesson.map(|at| &stage.school.lessons[at.i()]);
            let competency = row.competency.or(facts.map(|lesson| lesson.competency));
            let modality = row.modality.or(facts.map(|lesson| lesson.modality));
            if let Some(competency) = competency {
                memory.worked.insert(competency, row.date);
            }
            if let (Some(competency), Some(outcome)) = (competency, row.outcome) {
                let group = facts.map(|lesson| lesson.size_max);
                memory.struggles.entry(competency).or_default().count(modality, group, outcome);
            }
        }
        memory.struggles = struggles::with_evidence(stage, learner, memory.struggles);
        memory
    }
}
