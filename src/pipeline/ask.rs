//! Questions to the engine: what a learner knows and why, whether estimates are right, why a day is as it is.

use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::time::Date;
use daybreak_night::explanation::LearnerAnswer;
use daybreak_school::calibration::Calibration;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use super::ground::Groundwork;
use super::package::{problem_json, sha256};
use super::site::{candidates, cannot_be_planned, known};
use super::{LANGUAGE, Observer};
use crate::config::Config;
use crate::{check, estimate, explain, formulate, owe, recommend, schedule, uphold};

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
    published: Option<(Problem, Plan)>,
    config: &Config,
) -> Result<LearnersDay, String> {
    let site = ground.school.learners[learner.i()].site;
    let Groundwork { school, rules, date, graph, states, pathways, standing, .. } = ground;
    let day = SiteDay::of(school, site, *date);
    if let Some(why) = cannot_be_planned(school, &day) {
        return Err(why);
    }
    let owed = owe::owe(&day, &rules.services);
    let mut candidates = candidates(ground, &day, &owed);
    let asked = question.why_not.map(|lesson| (learner, lesson));
    candidates
        .ruled_out
        .extend(asked.and_then(|pair| recommend::rule_against(&day, graph, states, pathways, standing, rules, pair)));
    let formulation = formulate::formulate(&day, owed, &candidates, standing, rules);
    let of_day =
        published.filter(|(problem, _)| problem.learners.iter().any(|row| row.id == school.learners[learner.i()].id));
    let given = of_day.and_then(|(problem, plan)| {
        uphold::as_published(school, &formulation, &problem, &plan).map(|formulation| (formulation, plan))
    });
    let is_published = given.is_some();
    let (formulation, plan) = match given {
        Some(given) => given,
        None => {
            let hash = sha256(&problem_json(&formulation.problem));
            let solved = schedule::schedule(&formulation.problem, &hash, &config.schedule, &());
            (formulation, solved.map_err(|error| error.to_string())?.plan)
        }
    };
    let verdict = check::check(&formulation.problem, &plan);
    let known = known(ground, &candidates, &formulation, &plan, &verdict);
    let answer = explain::explain_learner(known, learner, question);
    Ok(LearnersDay { text: explain::learner_text(known, &answer), answer, is_published })
}
