//! What the rules say of a learner and a lesson: whether the learner may have it, and the points it earns or loses.
//!
//! Tests on one side were evaluated once a row (`policy::Split`); here only pairs are looked at that have a purpose.
//! What a person has pinned outranks eligibility; a teacher's request and a learner's wish do not, unless a signed
//! exception says so.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_night::candidate::{Reason, RuledOut};
use daybreak_rules::policy::facts::Known;
use daybreak_rules::policy::{Engine, Facts, Rows, Split, Value, matching_rows, real, whole};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, RuleIdx};
use daybreak_school::pathway::OnTrack;
use daybreak_school::posted::Posted;
use daybreak_school::ruling::{Earns, EligibilityRule, PointsRule, Strength, Verdict};
use daybreak_school::school::WishFor;
use daybreak_school::states::MasteryStatus;

use super::Stage;
use super::memory::Memory;
use super::ruling::Ruling;
use super::shortlist::Profile;
use daybreak_day::time::days_between;

/// The rules of a day, ready to be asked about any learner and lesson.
pub struct Rulings<'a> {
    rows: Rows<'a>,
    engine: Engine,
    eligibility: Vec<(&'a Posted<EligibilityRule>, Split<'a>, Split<'a>)>,
    points: Vec<(&'a Posted<PointsRule>, Split<'a>)>,
}

impl<'a> Rulings<'a> {
    /// The rules that may concern somebody who is there today.
    pub fn new(rules: &'a daybreak_school::rules::Rules, rows: Rows<'a>) -> Self {
        let conditions = rules.eligibility.iter().flat_map(|rule| [&rule.body.when, rule.body.verdict.condition()]);
        let conditions = conditions.chain(rules.points.iter().map(|rule| &rule.body.when));
        let mut engine = Engine::of(conditions);
        for table in rules.points.iter().filter_map(|rule| table_of(&rule.body.earns)) {
            table.rows.iter().flat_map(|row| row.cells.iter().flatten()).for_each(|test| engine.learn(test));
        }
        let eligibility = (rules.eligibility.iter())
            .map(|rule| {
                let concerns = |learner| rows.concerns(&rule.scope, &rule.except, learner);
                let when = Split::new(&rule.body.when, &rows, &engine, concerns);
                (rule, when, Split::new(rule.body.verdict.condition(), &rows, &engine, |_| true))
            })
            .collect();
        let points = (rules.points.iter())
            .map(|rule| {
                let concerns = |learner| rows.concerns(&rule.scope, &rule.except, learner);
                (rule, Split::new(&rule.body.when, &rows, &engine, concerns))
            })
            .collect();
        Rulings { rows, engine, eligibility, points }
    }
}

fn table_of(earns: &Earns) -> Option<&daybreak_school::ruling::DecisionTable> {
    match earns {
        Earns::Table(table) => Some(table),
        Earns::Points(_) => None,
    }
}

impl Stage<'_> {
    /// What the rules say of the learner and the lesson.
    pub fn ruling(&self, learner: LearnerIdx, lesson: LessonIdx, memory: &Memory) -> Ruling {
        match memory.rulings.get(&lesson) {
            Some(ruling) => ruling.clone(),
            None => self.rule(learner, lesson, memory),
        }
    }

    /// What the rules say of the lessons of these competencies that can take place today.
    pub fn rulings_of(
        &self,
        learner: LearnerIdx,
        memory: &Memory,
        competencies: &[CompetencyIdx],
    ) -> BTreeMap<LessonIdx, Ruling> {
        let is_open = |lesson: &LessonIdx| {
            let offer = self.catalogue.offer(*lesson);
            offer.here && offer.impossible.is_none()
        };
        let lessons = competencies.iter().flat_map(|competency| self.catalogue.of(*competency)).copied();
        lessons.filter(is_open).map(|lesson| (lesson, self.rule(learner, lesson, memory))).collect()
    }

    /// Asks every rule.
    fn rule(&self, learner: LearnerIdx, lesson: LessonIdx, memory: &Memory) -> Ruling {
        let rulings = &self.rulings;
        let pair = Pair { stage: self, learner, lesson, memory };
        let mut ruling = Ruling::default();
        for (rule, strength) in self.broken(&pair) {
            match (strength, self.lifted_rule(learner, lesson, rule)) {
                (Strength::Hard, Some(lifted)) => ruling.only.and(lifted),
                (Strength::Hard, None) => ruling.barred_by = ruling.barred_by.or(Some(rule)),
                (Strength::Warn, _) => ruling.reasons.push((Reason::Rule(rule), 0)),
                (Strength::Weight(points), _) => ruling.reasons.push((Reason::Rule(rule), -points)),
            }
        }
        for (rule, when) in &rulings.points {
            let earns = when.holds(learner, lesson, &pair, &rulings.engine);
            let points = match &rule.body.earns {
                _ if !earns => 0,
                Earns::Points(points) => *points,
                Earns::Table(table) => {
                    matching_rows(table, &pair, &rulings.engine).into_iter().map(|at| table.rows[at].points).sum()
                }
            };
            if points != 0 {
                ruling.reasons.push((Reason::Rule(rule.rule), points));
            }
        }
        ruling
    }

    /// The rules that speak against the pair, with how binding each is: on who may have what, then on groups of like readiness.
    fn broken(&self, pair: &Pair<'_>) -> Vec<(RuleIdx, Strength)> {
        let Pair { learner, lesson, .. } = *pair;
        let engine = &self.rulings.engine;
        let mut broken = Vec::new();
        for (rule, when, verdict) in &self.rulings.eligibility {
            let keeps_out = |holds: bool| match rule.body.verdict {
                Verdict::Allow(_) => !holds,
                Verdict::Deny(_) => holds,
            };
            if when.holds(learner, lesson, pair, engine) && keeps_out(verdict.holds(learner, lesson, pair, engine)) {
                broken.push((rule.rule, rule.strength));
            }
        }
        broken.extend(self.bands.outside(self, learner, lesson).map(|band| (band.rule, band.strength)));
        broken
    }

    /// The hard rules that keep a learner from a lesson, signed for or not.
    pub fn bars(&self, learner: LearnerIdx, lesson: LessonIdx, memory: &Memory) -> Vec<RuleIdx> {
        let broken = self.broken(&Pair { stage: self, learner, lesson, memory });
        broken.into_iter().filter(|(_, strength)| *strength == Strength::Hard).map(|(rule, _)| rule).collect()
    }
}

impl Stage<'_> {
    /// Lessons with a purpose for the learner that could take place and that a hard rule leaves out, in order.
    pub fn ruled_out(&self, learner: LearnerIdx, profile: &Profile) -> Vec<RuledOut> {
        if self.rulings.eligibility.iter().all(|(rule, ..)| rule.strength != Strength::Hard) {
            return Vec::new();
        }
        let asked = self.asks.requests.of(learner).iter().filter_map(|at| self.school.requests[at.i()].lesson);
        let wished = self.asks.wishes.of(learner).iter().filter_map(|at| match self.school.wishes[at.i()].what {
            WishFor::Lesson(lesson) => Some(lesson),
            WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_)
            | WishFor::Staff(_) => None,
        });
        let useful = profile.shortlist.iter().flat_map(|competency| self.catalogue.of(*competency)).copied();
        let lessons: BTreeSet<LessonIdx> = useful.chain(asked).chain(wished).collect();
        let could_be = |lesson: &LessonIdx| {
            let offer = self.catalogue.offer(*lesson);
            offer.here && offer.impossible.is_none()
        };
        let barred = |lesson: LessonIdx| {
            let rule = self.ruling(learner, lesson, &profile.memory).barred_by?;
            Some(RuledOut { learner, lesson, rule })
        };
        lessons.into_iter().filter(could_be).filter_map(barred).collect()
    }
}

/// The facts of a learner together with a lesson.
struct Pair<'a> {
    stage: &'a Stage<'a>,
    learner: LearnerIdx,
    lesson: LessonIdx,
    memory: &'a Memory,
}

impl Facts for Pair<'_> {
    fn value(&self, fact: Known) -> Value<'_> {
        match fact {
            Known::Mastery => real(f64::from(self.stage.states.mastery(self.learner, self.competency()))),
            Known::Known => Value::Bool(self.stage.is_known(self.learner, self.competency())),
            Known::Ready => Value::Bool(self.is_ready()),
            Known::Readiness => real(self.stage.readiness(self.learner, self.competency())),
            Known::Status => Value::Text(status_word(self.stage.states.status(self.learner, self.competency()))),
            Known::Evidence => {
                whole(self.stage.states.get(self.learner, self.competency()).map_or(0, |entry| entry.evidence))
            }
            Known::TimesHad => whole(self.memory.lessons.get(&self.lesson).map_or(0, |had| had.0)),
            Known::DaysSince => match self.memory.lessons.get(&self.lesson) {
                Some(had) => whole(days_between(had.1, self.stage.asks.date)),
                None => Value::Unknown,
            },
            Known::TriesInVain => {
                whole(self.memory.struggles.get(&self.competency()).map_or(0, |struggle| struggle.tries))
            }
            Known::Goal => Value::Bool(self.goals().next().is_some()),
            Known::GoalUrgent => Value::Bool(self.goals().any(|is_urgent| is_urgent)),
            Known::Wished => Value::Bool(self.is_wished()),
            Known::Requested => Value::Bool(self.is_requested()),
            Known::ReviewDue => Value::Bool(self.is_review_due()),
            Known::OnGrade => Value::Bool(self.grades_above() == Some(0)),
            Known::GradesAbove => self.grades_above().map_or(Value::Unknown, whole),
            Known::SharedLanguage => {
                let (own, lesson) = (&self.facts().languages, &self.lesson().languages);
                Value::Bool(own.is_empty() || lesson.is_empty() || lesson.iter().any(|l| own.contains(l)))
            }
            Known::SharedInterest => {
                Value::Bool(self.lesson().interests.iter().any(|i| self.facts().interests.contains(i)))
            }
            Known::LearnerId
            | Known::LearnerGrade
            | Known::LearnerTags
            | Known::LearnerLanguages
            | Known::LearnerInterests
            | Known::LearnerStrengths
            | Known::LearnerAdvisor
            | Known::LearnerGroupSizeMax
            | Known::LearnerScreenSlotsMax
            | Known::LearnerPace
            | Known::LearnerGoals
            | Known::LearnerMentors => self.stage.rulings.rows.of_learner(fact, self.learner),
            _ => self.stage.rulings.rows.of_lesson(fact, self.lesson),
        }
    }
}

impl Pair<'_> {
    fn lesson(&self) -> &daybreak_school::school::Lesson {
        &self.stage.school.lessons[self.lesson.i()]
    }

    fn facts(&self) -> &daybreak_school::school::Learner {
        &self.stage.school.learners[self.learner.i()]
    }

    fn competency(&self) -> CompetencyIdx {
        self.lesson().competency
    }

    /// Not known, and everything that it needs is.
    fn is_ready(&self) -> bool {
        let known = |c: &CompetencyIdx| self.stage.is_known(self.learner, *c);
        let (graph, competency) = (self.stage.graph, self.competency());
        !known(&competency)
            && graph.all_of(competency).iter().all(known)
            && graph.any_of(competency).all(|some| some.iter().any(known))
    }

    /// For each goal of the learner that the competency is, or is a next step toward: whether its date is in danger.
    fn goals(&self) -> impl Iterator<Item = bool> + '_ {
        let competency = self.competency();
        self.stage.asks.goals.of(self.learner).iter().filter_map(move |&goal| {
            let pathway = self.stage.pathways.pathways.get(goal.i())?;
            let is_step = pathway.steps.iter().any(|step| step.ready && step.competency == competency);
            let is_target = self.stage.school.goals[goal.i()].competency == competency;
            (is_step || is_target).then_some(matches!(pathway.on_track, OnTrack::Tight | OnTrack::OutOfReach))
        })
    }

    fn is_wished(&self) -> bool {
        self.stage.asks.wishes.of(self.learner).iter().any(|wish| match self.stage.school.wishes[wish.i()].what {
            WishFor::Lesson(lesson) => lesson == self.lesson,
            WishFor::Competency(competency) => competency == self.competency(),
            WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. }
            | WishFor::Partner(_)
            | WishFor::Staff(_) => false,
        })
    }

    fn is_requested(&self) -> bool {
        self.stage.asks.requests.of(self.learner).iter().any(|request| {
            let request = &self.stage.school.requests[request.i()];
            match (request.lesson, request.competency) {
                (Some(lesson), _) => lesson == self.lesson,
                (None, Some(competency)) => competency == self.competency(),
                (None, None) => false,
            }
        })
    }

    fn is_review_due(&self) -> bool {
        self.stage.states.get(self.learner, self.competency()).is_some_and(|entry| {
            entry.status == MasteryStatus::ReviewSoon
                || (entry.status.is_mastered() && entry.due_review.is_some_and(|due| due <= self.stage.asks.date))
        })
    }

    fn grades_above(&self) -> Option<i64> {
        let own = self.facts().grade;
        let grade = self.stage.school.competencies[self.competency().i()].grade_near(own);
        grade.map(|grade| i64::from(grade.0) - i64::from(own.0))
    }
}

/// The word of a status among the published ones.
fn status_word(status: MasteryStatus) -> &'static str {
    match status {
        MasteryStatus::NotStarted => "not_started",
        MasteryStatus::Learning | MasteryStatus::OverruledOpen => "learning",
        MasteryStatus::ReadyToShow => "ready_to_show",
        MasteryStatus::Mastered | MasteryStatus::OverruledMastered => "mastered",
        MasteryStatus::ReviewSoon => "due_for_review",
        MasteryStatus::TakenAsKnown => "taken_as_known",
    }
}
