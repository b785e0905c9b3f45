//! Questions to the engine: what a learner knows and why, whether estimates are right, why a day is as it is.

use daybreak_day::certificate::Certificate;
use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::time::Date;
use daybreak_history::Published;
use daybreak_history::rows::Tables;
use daybreak_night::candidate::Candidates;
use daybreak_night::explanation::LearnerAnswer;
use daybreak_night::formulation::Formulation;
use daybreak_school::calibration::Calibration;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::ground::Groundwork;
use super::package::{problem_json, sha256};
use super::site::{known, proposed};
use super::{LANGUAGE, Observer};
use crate::config::Config;
use crate::{check, estimate, explain, formulate, recommend, schedule, uphold};

/// What each learner knows on a day: [`super::groundwork`] without the ways.
pub fn mastery(school: &School, rules: &Rules, day: Date, observer: &dyn Observer) -> LearnerStates {
    observer.stage(None, "estimate");
    estimate::estimate(school, day, &rules.mastery)
}

/// Whether estimates are right on the whole, by subgroup.
pub fn calibration(school: &School, rules: &Rules, day: Date, observer: &dyn Observer) -> Calibration {
    observer.stage(None, "calibrate");
    estimate::calibration(school, day, &rules.mastery)
}

/// How the estimate of one learner and competency came about, in words for a teacher.
pub fn explain_mastery(
    school: &School,
    rules: &Rules,
    day: Date,
    learner: LearnerIdx,
    competency: CompetencyIdx,
    states: &LearnerStates,
) -> String {
    let account = estimate::account(school, day, &rules.mastery, learner, competency);
    let asked = explain::MasteryAsked { school, day, learner, competency, states, account: &account };
    explain::mastery_text(&asked, LANGUAGE)
}

/// One learner's day in words for a coordinator.
pub struct LearnersDay {
    pub text: String,
    pub answer: LearnerAnswer,
    /// Whether the published day was explained; else the day was planned anew.
    pub is_published: bool,
}

/// Explains one learner's day: as it is published where it is, else by a new plan.
///
/// # Errors
/// A sentence when the learner's site cannot be planned.
pub fn explain_learner(
    ground: &Groundwork,
    learner: LearnerIdx,
    question: explain::Question<'_>,
    published: Option<Published>,
    config: &Config,
) -> Result<LearnersDay, String> {
    let site = ground.school.learners[learner.i()].site;
    let id = &ground.school.learners[learner.i()].id;
    let of_day = published.filter(|day| day.problem.learners.iter().any(|row| row.id == *id));
    let asked = question.why_not.map(|lesson| (learner, lesson));
    let day = AskedDay::of(ground, site, asked, of_day, config)?;
    let verdict = check::check(&day.formulation.problem, &day.plan);
    let known = known(ground, &day.candidates, &day.formulation, &day.plan, &verdict);
    let answer = explain::explain_learner(known, learner, question);
    Ok(LearnersDay { text: explain::learner_text(known, &answer), answer, is_published: day.is_published })
}

/// What was found of something of a site's day, in words for a coordinator.
pub struct Answered {
    pub inquired: explain::Inquired,
    /// Whether the published day was asked; else the day was planned anew.
    pub is_published: bool,
}

/// Answers a question about anything of a site's day: of the published day where the package still knows what was published, else
/// of a new plan; `tables` are those of the published night.
///
/// # Errors
/// A sentence when the site cannot be planned.
pub fn inquire(
    ground: &Groundwork,
    site: SiteIdx,
    asked: &explain::Asked,
    published: Option<Published>,
    tables: &Tables,
    config: &Config,
) -> Result<Answered, String> {
    let day = AskedDay::of(ground, site, None, published, config)?;
    let verdict = check::check(&day.formulation.problem, &day.plan);
    let known = known(ground, &day.candidates, &day.formulation, &day.plan, &verdict);
    let documents = explain::Documents { certificate: day.certificate.as_ref(), tables, now: &day.now };
    Ok(Answered { inquired: explain::inquire(known, documents, asked), is_published: day.is_published })
}

/// A site's day of which something is asked.
struct AskedDay {
    candidates: Candidates,
    /// Of the day that is asked: as it was published, or as it was planned anew.
    formulation: Formulation,
    plan: Plan,
    certificate: Option<Certificate>,
    /// The day problem that the package makes now.
    now: Problem,
    is_published: bool,
}

impl AskedDay {
    /// The published day where the package still knows what was published, else a new plan. Of a pair of learner and lesson it is
    /// looked up whether a rule stands against it.
    fn of(
        ground: &Groundwork,
        site: SiteIdx,
        pair: Option<(LearnerIdx, LessonIdx)>,
        published: Option<Published>,
        config: &Config,
    ) -> Result<Self, String> {
        let Groundwork { school, rules, graph, states, pathways, standing, .. } = ground;
        let (day, owed, mut candidates) = proposed(ground, site, &())?;
        candidates.ruled_out.extend(
            pair.and_then(|pair| recommend::rule_against(&day, graph, states, pathways, standing, rules, pair)),
        );
        let formulation = formulate::formulate(&day, owed, &candidates, standing, rules);
        let now = formulation.problem.clone();
        let given = published.and_then(|day| {
            let as_published = uphold::as_published(school, &formulation, &day.problem, &day.plan)?;
            Some((as_published, day.plan, day.certificate))
        });
        let is_published = given.is_some();
        let (formulation, plan, certificate) = match given {
            Some(given) => given,
            None => {
                let hash = sha256(&problem_json(&formulation.problem));
                let solved = schedule::schedule(&formulation.problem, &hash, &config.schedule, &())
                    .map_err(|error| error.to_string())?;
                (formulation, solved.plan, Some(solved.certificate))
            }
        };
        Ok(AskedDay { candidates, formulation, plan, certificate, now, is_published })
    }
}
