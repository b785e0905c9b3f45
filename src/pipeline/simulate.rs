//! The planner that [`crate::simulate`] tries out: whole nights of the chain, in memory.
//!
//! What a night leaves the next one is exported and read again, and the package is read as a school's would be, so that
//! nothing is known that a real night would not know. Two ways of knowing more are there to be measured against: the truth
//! in place of estimates, and the truth with what each lesson would bring in place of the rules' points.

use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_history::{FormerNight, Unreadable};
use daybreak_minds::random::{normal, stream};
use daybreak_night::candidate::{Activity, Candidates, Reason};
use daybreak_night::files::{CERTIFICATE, PLAN, TURNS, WAYS};
use daybreak_night::formulation::Taken;
use daybreak_night::question::Question;
use daybreak_night::report::{Report, RunCard, SiteReport};
use daybreak_school::calibration::Calibration;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, RoomIdx, StaffIdx};
use daybreak_school::pathway::{ChangeWhat, ChangeWhy};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::{Beliefs, LearnerStates, MasteryState, MasteryStatus, SLIPS};
use daybreak_school::tables::SourceFile;
use daybreak_simulate::{Asked, Knowing, Night, Nightly, Sitting, Truth, What, Worth};

use super::ground::{Groundwork, groundwork_on, states};
use super::night::{not_planned, plan_sites, report};
use super::package::{Inputs, check_package};
use super::site::{candidates, plan_from_candidates};
use crate::config::Config;
use crate::{export, owe};

/// The planner under one set of rules or several.
pub struct Planner {
    /// The files of each set of rules; an empty set is the built-in policy.
    pub rules: Vec<Vec<SourceFile>>,
    pub config: Config,
    /// Standard error in log odds of the truth that is told, an error of its own for every learner and competency; 0: none.
    pub blur: f64,
}

impl Planner {
    /// A package under a set of rules.
    fn read(&self, rules: usize, package: &[SourceFile]) -> Result<(School, Rules), String> {
        let rules = self.rules.get(rules).cloned().unwrap_or_default();
        let checked = check_package(&Inputs { tables: package.to_vec(), rules }, &self.config, &());
        match checked.refusal {
            Some(refusal) => Err(refusal),
            None => Ok((checked.school, checked.rules)),
        }
    }
}

impl Nightly for Planner {
    fn school(&self, package: &[SourceFile]) -> Result<School, String> {
        self.read(0, package).map(|read| read.0)
    }

    fn night(
        &self,
        rules: usize,
        package: &[SourceFile],
        date: Date,
        left: &[SourceFile],
        knowing: &Knowing<'_>,
    ) -> Result<Night, String> {
        let (school, mut rules) = self.read(rules, package)?;
        let fetch = |path: &str| -> Result<Option<Vec<u8>>, String> {
            Ok(left.iter().find(|file| file.name == path).map(|file| file.bytes.clone()))
        };
        let former = FormerNight::read(fetch, &school, date).map_err(|unreadable| match unreadable {
            Unreadable::Outside(why) | Unreadable::Table { why, .. } => why,
            Unreadable::Document { file, .. } => format!("{file} cannot be read again"),
        })?;
        let graph = CompetencyGraph::new(&school);
        let estimated = states(&school, &rules, &graph, date, &());
        let mastery = shown(&estimated, school.learners.len());
        let (states, worth) = match knowing {
            Knowing::Estimated => (estimated, None),
            Knowing::Truth(truth) => (as_it_is(&school, &estimated, (truth, self.blur), date, &rules), None),
            Knowing::Oracle(truth, worth) => {
                // Who sees what each lesson brings chooses among many.
                rules.choice.candidates_max = rules.choice.candidates_max.max(ORACLE_CANDIDATES);
                rules.choice.competencies_per_subject_max =
                    rules.choice.competencies_per_subject_max.max(ORACLE_COMPETENCIES);
                (as_it_is(&school, &estimated, (truth, 0.0), date, &rules), Some(*worth))
            }
        };
        let ground = groundwork_on(school, rules, date, (graph, states), &former, &());
        let plan = |site| {
            let day = SiteDay::of(&ground.school, site, date);
            let owed = owe::owe(&day, &ground.rules.services);
            let mut candidates = candidates(&ground, &day, &owed);
            if let Some(worth) = worth {
                priced(&mut candidates, &ground, worth);
            }
            let before = former.sites.get(&ground.school.sites[site.i()].id);
            plan_from_candidates(&ground, &day, owed, candidates, before, &self.config, &())
        };
        let planned = plan_sites(&ground, plan, &());
        if let Some(failure) = planned.1.first() {
            return Err(not_planned(&ground.school.sites[failure.site.i()].id, failure));
        }
        let told = former.ways.iter().flat_map(|(&learner, way)| way.week.iter().map(move |&c| (learner, c)));
        let told = told.filter(|&(learner, c)| !ground.states.knows(learner, c)).count();
        let report = report(ground, planned, (Calibration::default(), Vec::new(), RunCard::default()), &former);
        Ok(Night { mastery, ..night_of(&report, told) })
    }
}

/// Estimated mastery of whatever has evidence.
fn shown(estimated: &LearnerStates, n_learners: usize) -> Vec<(LearnerIdx, CompetencyIdx, f32)> {
    let of = |learner: LearnerIdx| {
        let tried = estimated.of(learner).iter().filter(|state| state.evidence > 0);
        tried.map(move |state| (learner, state.competency, state.mastery))
    };
    (0..n_learners).map(LearnerIdx::at).flat_map(of).collect()
}

/// How many candidates, of how many competencies of a subject, an oracle looks at.
const ORACLE_CANDIDATES: usize = 120;
const ORACLE_COMPETENCIES: usize = 12;

/// How sure the truth is, as a standard error.
const TRUTH_UNCERTAINTY: f32 = 0.02;
const TRUTH_SPREAD: f32 = 0.3;

/// The states of learners as they are.
fn as_it_is(
    school: &School,
    estimated: &LearnerStates,
    (truth, blur): (&Truth, f64),
    date: Date,
    rules: &Rules,
) -> LearnerStates {
    let mut states = LearnerStates { entries: Vec::new(), first: vec![0], ..estimated.clone() };
    states.beliefs = Beliefs::with_capacity(school.learners.len(), school.competencies.len());
    let yesterday = date.yesterday().unwrap_or(date);
    for learner in (0..school.learners.len()).map(LearnerIdx::at) {
        for competency in (0..school.competencies.len()).map(CompetencyIdx::at) {
            let mastery = truth.chance(learner, competency);
            let threshold = rules.mastery.threshold_of(&school.competencies[competency.i()]);
            let p = mastery.clamp(0.01, 0.99);
            // What is known, as it would show in tasks.
            let told = ((p / (1.0 - p)).ln() - SLIPS as f32, TRUTH_SPREAD);
            if blur > 0.0 {
                // A measurement of everything, and what evidence says beside it.
                let measured = (f64::from(told.0) + blur * error(school, learner, competency), blur);
                let estimated_so = estimated.beliefs.of(learner, competency).unwrap_or(measured);
                let (mean, spread) = together(measured, estimated_so);
                states.beliefs.push(mean as f32, spread as f32);
                states.entries.extend(estimated.get(learner, competency).copied());
                continue;
            }
            states.beliefs.push(told.0, told.1);
            let is_mastered = f64::from(mastery) >= threshold;
            let seen = estimated.get(learner, competency);
            let mastered_on = seen.and_then(|state| state.mastered_on).unwrap_or(yesterday);
            let last_seen = seen.map_or(yesterday, |state| state.last_seen);
            let review = jiff::Span::new().days(i64::from(rules.mastery.review_after_days));
            states.entries.push(MasteryState {
                competency,
                mastery,
                uncertainty: TRUTH_UNCERTAINTY,
                evidence: seen.map_or(1, |state| state.evidence.max(1)),
                last_seen,
                status: if is_mastered { MasteryStatus::Mastered } else { MasteryStatus::Learning },
                mastered_on: is_mastered.then_some(mastered_on),
                due_review: is_mastered.then(|| last_seen.saturating_add(review)),
            });
        }
        states.first.push(u32::try_from(states.entries.len()).expect("fewer than 2^32 entries"));
    }
    states
}

/// A standard normal number that hangs on a learner and a competency alone.
fn error(school: &School, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
    let ids = (&school.learners[learner.i()].id, &school.competencies[competency.i()].id);
    normal(&mut stream(0, ids.0, Date::constant(2000, 1, 1), ids.1))
}

/// Two independent measurements of one thing, each with its standard error.
fn together(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let precision = |spread: f64| 1.0 / spread.max(0.1).powi(2);
    let (of_a, of_b) = (precision(a.1), precision(b.1));
    ((a.0 * of_a + b.0 * of_b) / (of_a + of_b), (1.0 / (of_a + of_b)).sqrt())
}

/// Candidates that earn what they bring, and nothing else.
fn priced(candidates: &mut Candidates, ground: &Groundwork, worth: Worth<'_>) {
    for own in &mut candidates.learners {
        let learner = own.learner;
        own.candidates.retain_mut(|candidate| {
            let Activity::Lesson(lesson) = candidate.activity else { return true };
            let points = worth(learner, lesson);
            let competency = ground.school.lessons[lesson.i()].competency;
            candidate.reasons = vec![(Reason::Ready(competency), points)];
            candidate.utility = points;
            candidate.slot_bonus.clear();
            points > 0
        });
    }
}

/// What a report says of the day, and what it leaves the next night.
fn night_of(report: &Report, told: usize) -> Night {
    let changes = report.pathways.changes.iter();
    let taken = changes.filter(|change| change.what == ChangeWhat::Removed && change.why != ChangeWhy::Mastered);
    let steps = report.pathways.pathways.iter().flat_map(|way| {
        let learner = report.school.goals[way.goal.i()].learner;
        way.steps.iter().filter_map(move |step| Some((learner, step.competency, step.expected?)))
    });
    let is_left = |path: &str| {
        [PLAN, CERTIFICATE].iter().any(|name| path.ends_with(&format!("/{name}"))) || [WAYS, TURNS].contains(&path)
    };
    let left = export::export(report).into_iter().filter(|file| is_left(&file.path));
    let gaps: Vec<f64> = report.sites.iter().map(|site| site.plan.gap).collect();
    Night {
        sittings: report.sites.iter().flat_map(|site| sittings(report, site)).collect(),
        asked: report.sites.iter().flat_map(|site| asked(report, site)).collect(),
        left: left.map(|file| SourceFile { name: file.path, bytes: file.bytes }).collect(),
        told,
        taken_away: taken.count(),
        expected: steps.collect(),
        mastery: Vec::new(),
        gap: gaps.iter().sum::<f64>() / gaps.len().max(1) as f64,
    }
}

/// What a site asks of whom.
fn asked(report: &Report, site: &SiteReport) -> Vec<Asked> {
    let day = SiteDay::of(&report.school, site.site, report.date);
    let of = |question: &Question| {
        let Question { learner, competency, n_tasks, minutes, form, .. } = *question;
        let (kind, weight) = form.evidence();
        Some(Asked { learner, slot: day.slot(&question.slot)?, competency, n_tasks, kind, weight, minutes })
    };
    site.questions.iter().filter_map(of).collect()
}

/// Who sits in what, in a site's plan.
fn sittings(report: &Report, site: &SiteReport) -> Vec<Sitting> {
    let school = &report.school;
    let day = SiteDay::of(school, site.site, report.date);
    let staff = |id: &String| school.staff.iter().position(|one| one.site == site.site && one.id == *id);
    let room = |id: &str| school.rooms.iter().position(|one| one.site == site.site && one.id == id);
    let mut found = Vec::new();
    for Taken { session, learner, offering } in site.formulation.taken(&site.plan) {
        let Some(slot) = day.slot(&session.slot) else { continue };
        let (activity, learner) = (site.formulation.activities[offering], site.formulation.learners[learner]);
        let what = match activity {
            Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => What::Lesson(lesson),
            Activity::Service(service) => What::Service(service),
        };
        let own = site.candidates.of(learner);
        let place = site.formulation.places[offering].as_deref();
        let behind = own.and_then(|own| own.behind(activity, place, |_, _| false));
        let is_review = behind.is_some_and(|candidate| {
            let of_itself = |reason: &Reason| matches!(reason, Reason::Review(_));
            candidate.reasons.iter().any(|(reason, _)| of_itself(reason))
        });
        let adults: Vec<StaffIdx> = session.staff.iter().filter_map(staff).map(StaffIdx::at).collect();
        let room = room(&session.room).map(RoomIdx::at);
        found.push(Sitting { learner, slot, what, staff: adults, room, is_review });
    }
    found
}
