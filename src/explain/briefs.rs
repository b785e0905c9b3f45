//! Briefs: what an adult should know of a session before it begins. Who is in it and why together, what each has shown and missed
//! of it lately, what it rests on, and what comes next.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::scene::Scene;
use daybreak_day::plan::Session;
use daybreak_night::brief::{Brief, BriefOf, BriefWork, Tally};
use daybreak_night::candidate::{Activity, Reason};
use daybreak_school::catalogue::Strength;
use daybreak_school::evidence::EvidenceKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::pathway::Step;
use daybreak_school::school::Grade;

/// Days before the date that are called lately: four weeks.
pub const LATELY_DAYS: i64 = 28;

/// How far apart in mastery (0 to 1) a group is that is called alike: the width of a band of the rules on readiness.
const ALIKE: f32 = 0.3;

/// Why learners are together: how many of them for what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    pub learners: usize,
    /// Each works on something of their own.
    pub side_by_side: bool,
    /// For whom it is a next step, a review, a chance to show what they know, another way after tries in vain.
    pub steps: usize,
    pub reviews: usize,
    pub shows: usize,
    pub other_ways: usize,
    /// Who helps others.
    pub helps: usize,
    /// For whom a person asked or decided, and who wished for it.
    pub asked: usize,
    pub wished: usize,
    /// The least and the greatest mastery of the competency; none: side by side, or no lesson.
    pub mastery: Option<(f32, f32)>,
    /// The youngest and the oldest grade.
    pub grades: (Grade, Grade),
}

impl Together {
    /// Whether the group is about as far.
    pub fn is_alike(&self) -> Option<bool> {
        self.mastery.filter(|_| self.learners > 1).map(|(least, most)| most - least <= ALIKE)
    }
}

/// A brief for each session with an adult, in the plan's order.
pub fn briefs(scene: &Scene<'_>) -> Vec<Brief> {
    let clerk = Clerk::new(scene);
    let sessions = scene.known.plan.sessions.par_iter().enumerate();
    let with_adult = sessions.filter(|(_, session)| !session.staff.is_empty());
    with_adult.map(|(at, session)| clerk.brief(at, session)).collect()
}

/// Looks things up.
struct Clerk<'a> {
    scene: &'a Scene<'a>,
    /// What each competency needs: alternatives together.
    needs: FxHashMap<CompetencyIdx, Vec<Vec<CompetencyIdx>>>,
    /// Each learner's ways.
    ways: FxHashMap<LearnerIdx, Vec<&'a [Step]>>,
    /// The lesson that continues a lesson.
    continued: FxHashMap<LessonIdx, LessonIdx>,
}

impl<'a> Clerk<'a> {
    fn new(scene: &'a Scene<'a>) -> Self {
        let (school, pathways) = (scene.known.school, scene.known.pathways);
        let mut groups: BTreeMap<(CompetencyIdx, Option<&str>, CompetencyIdx), Vec<CompetencyIdx>> = BTreeMap::new();
        for row in school.prerequisites.iter().filter(|row| row.strength == Strength::Hard) {
            let own = if row.any_of.is_some() { row.competency } else { row.needs };
            groups.entry((row.competency, row.any_of.as_deref(), own)).or_default().push(row.needs);
        }
        let mut needs: FxHashMap<CompetencyIdx, Vec<Vec<CompetencyIdx>>> = FxHashMap::default();
        for ((competency, ..), group) in groups {
            needs.entry(competency).or_default().push(group);
        }
        let mut ways: FxHashMap<LearnerIdx, Vec<&[Step]>> = FxHashMap::default();
        pathways.ways(school).for_each(|(learner, steps)| ways.entry(learner).or_default().push(steps));
        let mut continued = FxHashMap::default();
        for (at, lesson) in school.lessons.iter().enumerate() {
            if let Some(first) = lesson.follows {
                continued.entry(first).or_insert(LessonIdx::at(at));
            }
        }
        Clerk { scene, needs, ways, continued }
    }

    fn brief(&self, at: usize, session: &Session) -> Brief {
        let scene = self.scene;
        let seats: Vec<(usize, usize)> = (session.learners.iter())
            .filter_map(|seat| Some((scene.day.learner(&seat.id)?, scene.day.offering(&seat.offering)?)))
            .collect();
        let learners: Vec<BriefOf> = seats.iter().map(|&(learner, offering)| self.of(learner, offering)).collect();
        let mut next: BTreeMap<CompetencyIdx, usize> = BTreeMap::new();
        for competency in learners.iter().filter_map(|one| one.work?.next) {
            *next.entry(competency).or_default() += 1;
        }
        let lesson = session.offering.as_ref().and(learners.iter().find_map(|one| one.work)).map(|work| work.lesson);
        let served = session.offering.is_some() && lesson.is_none();
        Brief {
            session: at,
            together: scene.words().together((!served).then(|| self.together(session, &seats)).as_ref()),
            // Of equals the first of the catalogue.
            next: next.iter().rev().max_by_key(|(_, n)| **n).map(|(competency, _)| *competency),
            next_lesson: lesson.and_then(|lesson| self.continued.get(&lesson).copied()),
            learners,
        }
    }

    fn of(&self, learner: usize, offering: usize) -> BriefOf {
        let who = self.scene.known.formulation.learners[learner];
        let lesson = self.scene.activity(learner, offering).and_then(Activity::lesson);
        let work = lesson.map(|lesson| {
            let competency = self.scene.known.school.lessons[lesson.i()].competency;
            BriefWork {
                lesson,
                shown: self.tally(who, competency),
                needs: self.weakest(who, competency).map(|needs| (needs, self.tally(who, needs))),
                next: self.next(who, competency),
            }
        });
        BriefOf { learner: who, work }
    }

    /// What a learner has shown and missed lately; what they think of themselves is left out.
    fn tally(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Tally {
        let (school, date) = (self.scene.known.school, self.scene.known.formulation.date);
        let asked = school.competencies[competency.i()].mastery_at.unwrap_or(self.scene.known.rules.mastery.threshold);
        let since = date.checked_sub(jiff::Span::new().days(LATELY_DAYS)).unwrap_or(date);
        let mut tally = Tally::default();
        for row in school.evidence_of(learner) {
            let is_of_it = row.competency == competency && row.kind != EvidenceKind::SelfRating && row.weight > 0.0;
            if is_of_it && (since..date).contains(&row.at.date()) {
                match f64::from(row.score) >= asked {
                    true => tally.shown += 1,
                    false => tally.missed += 1,
                }
            }
        }
        tally
    }

    /// What a competency needs that the learner knows least; of alternatives the one known best stands for all.
    fn weakest(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<CompetencyIdx> {
        let mastery = |needs: &CompetencyIdx| self.scene.known.states.mastery(learner, *needs);
        let by_mastery = |a: &CompetencyIdx, b: &CompetencyIdx| mastery(a).total_cmp(&mastery(b)).then(b.cmp(a));
        let groups = self.needs.get(&competency)?.iter();
        groups.filter_map(|group| group.iter().copied().max_by(by_mastery)).min_by(by_mastery)
    }

    /// What comes after a competency on a way that it is on; where it is the last or on none, what is ready first.
    fn next(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<CompetencyIdx> {
        let ways = self.ways.get(&learner)?;
        let on_it = ways.iter().find_map(|way| {
            let at = way.iter().position(|step| step.competency == competency)?;
            way.get(at + 1)
        });
        let ready = || ways.iter().flat_map(|way| way.iter()).find(|step| step.ready && step.competency != competency);
        on_it.or_else(ready).map(|step| step.competency)
    }

    fn together(&self, session: &Session, seats: &[(usize, usize)]) -> Together {
        let (school, states) = (self.scene.known.school, self.scene.known.states);
        let who = |learner: usize| self.scene.known.formulation.learners[learner];
        let reasons = |&(learner, offering): &(usize, usize)| {
            self.scene.proposal(learner, offering).map_or(&[][..], |proposal| proposal.reasons.as_slice())
        };
        let count = |is: fn(&Reason) -> bool| {
            seats.iter().filter(|seat| reasons(seat).iter().any(|(reason, points)| *points > 0 && is(reason))).count()
        };
        let grades = || seats.iter().map(|&(learner, _)| school.learners[who(learner).i()].grade);
        let mastery = |&(learner, offering): &(usize, usize)| {
            let lesson = self.scene.activity(learner, offering).and_then(Activity::lesson)?;
            Some(states.mastery(who(learner), school.lessons[lesson.i()].competency))
        };
        let known: Vec<f32> = seats.iter().filter_map(mastery).collect();
        let least = known.iter().copied().min_by(f32::total_cmp);
        let most = known.iter().copied().max_by(f32::total_cmp);
        let young = grades().min().unwrap_or(Grade(0));
        Together {
            learners: seats.len(),
            side_by_side: session.station.is_some(),
            steps: count(|reason| {
                matches!(
                    reason,
                    Reason::GoalStep(..)
                        | Reason::WithoutGoal(..)
                        | Reason::GradeLevel(_)
                        | Reason::Ready(_)
                        | Reason::NearlyThere(_)
                )
            }),
            reviews: count(|reason| matches!(reason, Reason::Review(_))),
            shows: count(|reason| matches!(reason, Reason::Demonstrate(_))),
            other_ways: count(|reason| matches!(reason, Reason::NewApproach(_) | Reason::SmallerGroup(_))),
            helps: count(|reason| matches!(reason, Reason::Mentor(_))),
            asked: count(|reason| matches!(reason, Reason::Request(_) | Reason::Pinned(_))),
            wished: count(|reason| matches!(reason, Reason::Wish(_) | Reason::Proposal(_))),
            mastery: least.zip(most).filter(|_| session.station.is_none()),
            grades: (young, grades().max().unwrap_or(young)),
        }
    }
}
