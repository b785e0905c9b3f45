//! What learners have earned: credit is posted as soon as mastery is shown, badges are awarded by rules with what they
//! rest on.
//!
//! Nothing is remembered from night to night: credits and badges follow from the evidence, so that a row of evidence
//! that is corrected corrects them too.

mod badges;

use rayon::prelude::*;

use daybreak_day::time::Date;
use daybreak_school::awards::{Awards, Badge, Credit};
use daybreak_school::ids::{LearnerIdx, SiteIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, MasteryStatus};

/// Days that are looked back for the school day before: no holiday is longer.
const LOOK_BACK_DAYS: i64 = 90;

/// The credits and badges of every learner as of a day, in order of learner.
pub fn award(school: &School, states: &LearnerStates, today: Date, rules: &Rules) -> Awards {
    let days_before: Vec<Date> = (0..school.sites.len()).map(|at| day_before(school, SiteIdx::at(at), today)).collect();
    let pools = badges::Pool::of_rules(school, &rules.badges);
    let learners: Vec<LearnerIdx> = (0..school.learners.len()).map(LearnerIdx::at).collect();
    let found: Vec<(Vec<Credit>, Vec<Badge>)> = learners
        .par_iter()
        .map(|&learner| {
            let new_from = days_before[school.learners[learner.i()].site.i()];
            let badges = badges::of_learner(school, states, learner, &pools, today, new_from);
            (credits(school, states, learner, new_from), badges)
        })
        .collect();
    let mut awards = Awards::default();
    for (credits, badges) in found {
        awards.credits.extend(credits);
        awards.badges.extend(badges);
    }
    awards
}

/// The last school day before today (today itself where there was none): what was shown from then on is new.
fn day_before(school: &School, site: SiteIdx, today: Date) -> Date {
    let earlier = (1..=LOOK_BACK_DAYS).map(|days| today.saturating_sub(jiff::Span::new().days(days)));
    earlier.into_iter().find(|&day| school.day_type(site, day).is_some()).unwrap_or(today)
}

/// A credit for every mastered competency that carries some.
fn credits(school: &School, states: &LearnerStates, learner: LearnerIdx, new_from: Date) -> Vec<Credit> {
    let earned = states.of(learner).iter().filter_map(|state| Some((state, state.mastered_on?)));
    earned
        .map(|(state, earned_on)| Credit {
            learner,
            competency: state.competency,
            credits: school.competencies[state.competency.i()].credits,
            earned_on,
            evidence: state.evidence,
            by_word: state.status == MasteryStatus::OverruledMastered,
            is_new: earned_on >= new_from,
        })
        .filter(|credit| credit.credits > 0.0)
        .collect()
}

#[cfg(test)]
mod tests;
