//! Rules that bound a measure: which figures of a site's day lie outside.

use std::collections::BTreeSet;

use daybreak_day::time::Date;
use daybreak_privacy::is_small;
use daybreak_school::posted::Posted;
use daybreak_school::quality::{Breach, QualityRule, Reading, SiteQuality, Tally};
use daybreak_school::rules::Rules;
use daybreak_school::school::{Learner, School};

/// The figures out of bounds, in order of rule, then of tag. Where there is nothing to count, a rule holds.
pub fn breaches<'r>(school: &School, rules: &'r Rules, date: Date, sheet: &SiteQuality) -> Vec<Breach<'r>> {
    let site = &school.sites[sheet.site.i()].id;
    let in_force = rules.quality.iter().filter(|rule| rule.scope.covers_day(site, date));
    in_force.flat_map(|rule| of_rule(school, rule, date, sheet)).collect()
}

fn of_rule<'r>(school: &School, rule: &'r Posted<QualityRule>, date: Date, sheet: &SiteQuality) -> Vec<Breach<'r>> {
    let measure = rule.body.measure;
    let facts = |at: usize| &school.learners[sheet.learners[at].i()];
    let site = &school.sites[sheet.site.i()].id;
    let concerns =
        |learner: &Learner| rule.scope.covers(site, learner, date) && !rule.except.learners.contains(&learner.id);
    let all: Tally = sheet.tally(measure, |_| true);
    let breach = |tag: Option<&str>, tally: Tally| {
        let figure = tally.read(measure, all).filter(|figure| !rule.body.holds(*figure))?;
        Some(Breach { rule, tag: tag.map(str::to_owned), tally, figure })
    };
    match measure.reading() {
        Reading::Ratio => {
            // A group is compared with everybody: without a choice of learners each tag's is, where neither it nor the rest is small.
            let picks = rule.scope.grade_min.or(rule.scope.grade_max).is_some() || !rule.scope.tags.is_empty();
            if picks {
                return breach(None, sheet.tally(measure, |at| concerns(facts(at)))).into_iter().collect();
            }
            let has = |at: usize, tag: &str| concerns(facts(at)) && facts(at).tags.iter().any(|own| own == tag);
            let n = sheet.learners.len();
            let tags: BTreeSet<&str> = (0..n).flat_map(|at| &facts(at).tags).map(String::as_str).collect();
            let told = tags.into_iter().filter(|tag| {
                let own = (0..n).filter(|&at| has(at, tag)).count();
                !is_small(own, own) && (own == n || !is_small(n - own, n - own))
            });
            told.filter_map(|tag| breach(Some(tag), sheet.tally(measure, |at| has(at, tag)))).collect()
        }
        Reading::Share | Reading::Mean => {
            breach(None, sheet.tally(measure, |at| concerns(facts(at)))).into_iter().collect()
        }
    }
}
