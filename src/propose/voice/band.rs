//! Rules that hold a group's mean near everybody's: what they ask of a day, and whether they held.
//!
//! Over the fairness window the group's mean of a day is compared with everybody's at the site. Each learner of the group
//! is owed what the band asks of a day, and what the group was short of it on the days before.

use std::collections::BTreeSet;

use daybreak_day::time::Date;
use daybreak_privacy::is_small;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::SiteIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Rules;
use daybreak_school::school::{Delivered, DeliveredWhat, School};
use daybreak_school::voice::{AccessRule, BandDemand, BandOutcome, LearnerDay, Measure};

/// Slots a day by which what was missed is made up, at most: a day is for the day's own work as well.
const MADE_UP_MAX: f64 = 1.0;

/// What each rule asks of each learner of its tag today, in order of rule.
pub fn demands(day: &SiteDay<'_>, rules: &Rules) -> Vec<BandDemand> {
    let slot_minutes = slot_minutes(day);
    let demand = |posted: &Posted<AccessRule>| {
        let rule = &posted.body;
        let before = means_before(day.school, rules, rule, day.site, day.date);
        let per_slot = match rule.measure {
            Measure::TeacherMinutes => slot_minutes.max(1.0),
            Measure::OnGrade => 1.0,
        };
        let slots_min = before.map_or(0, |(group, all)| {
            let wanted = all * (1.0 - f64::from(rule.band) / 100.0);
            let missing = ((wanted - group) / per_slot).clamp(0.0, MADE_UP_MAX);
            (wanted / per_slot + missing - 1e-9).ceil().max(0.0) as u32
        });
        BandDemand {
            rule: posted.id.clone(),
            tag: rule.tag.clone(),
            measure: rule.measure,
            before,
            slots_min,
            cost: rule.cost,
        }
    };
    let site = &day.school.sites[day.site.i()].id;
    let is_here = |rule: &&Posted<AccessRule>| {
        rule.scope.span.covers(day.date) && (rule.scope.sites.is_empty() || rule.scope.sites.contains(site))
    };
    rules.access.iter().filter(is_here).map(demand).collect()
}

/// What became of the rules at a site; a group of fewer than ten, or a rest of fewer, is not compared.
pub fn outcomes(day: &SiteDay<'_>, rules: &Rules, days: &[LearnerDay]) -> Vec<BandOutcome> {
    let school = day.school;
    let outcome = |demand: BandDemand| {
        let band = rules.access.iter().find(|rule| rule.id == demand.rule).map_or(0, |rule| rule.body.band);
        let value = |day: &LearnerDay| match demand.measure {
            Measure::TeacherMinutes => day.taught_minutes,
            Measure::OnGrade => day.on_grade,
        };
        let is_of = |day: &&LearnerDay| school.learners[day.learner.i()].tags.contains(&demand.tag);
        let group: Vec<u32> = days.iter().filter(is_of).map(value).collect();
        let all: Vec<u32> = days.iter().map(value).collect();
        let (n, others) = (group.len(), all.len() - group.len());
        let is_told = !is_small(n, n) && (others == 0 || !is_small(others, others));
        let tonight = (mean(&group), mean(&all));
        let held = tonight.0 + 1e-9 >= tonight.1 * (1.0 - f64::from(band) / 100.0);
        let learners = u32::try_from(group.len()).expect("fewer learners than 2^32");
        is_told.then_some(BandOutcome { site: day.site, band, learners, tonight, held, demand })
    };
    demands(day, rules).into_iter().filter_map(outcome).collect()
}

fn mean(values: &[u32]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    values.iter().map(|&value| u64::from(value)).sum::<u64>() as f64 / values.len() as f64
}

/// The mean of a learner's day over the window, of the group and of everybody; none where nothing was delivered.
fn means_before(school: &School, rules: &Rules, rule: &AccessRule, site: SiteIdx, date: Date) -> Option<(f64, f64)> {
    let days = i64::from(rules.fairness.window.days());
    let from = date.saturating_sub(jiff::Span::new().days(days));
    let in_window = |row: &&Delivered| {
        row.attended && from <= row.date && row.date < date && school.learners[row.learner.i()].site == site
    };
    let (mut sums, mut present) = ([0_u64; 2], [BTreeSet::new(), BTreeSet::new()]);
    for row in school.delivered.iter().filter(in_window) {
        let is_of = school.learners[row.learner.i()].tags.contains(&rule.tag);
        let value = u64::from(value(school, rules, rule.measure, row));
        for side in [0, 1].into_iter().filter(|&side| side == 1 || is_of) {
            sums[side] += value;
            present[side].insert((row.learner, row.date));
        }
    }
    let mean = |side: usize| sums[side] as f64 / present[side].len() as f64;
    (!present[0].is_empty()).then(|| (mean(0), mean(1)))
}

/// What a row of the past counts.
fn value(school: &School, rules: &Rules, measure: Measure, row: &Delivered) -> u32 {
    let lesson = match row.what {
        DeliveredWhat::Lesson(at) => Some(&school.lessons[at.i()]),
        DeliveredWhat::Service(_) | DeliveredWhat::Unknown => None,
    };
    match measure {
        Measure::TeacherMinutes => {
            let modality = row.modality.or(lesson.map(|lesson| lesson.modality));
            let is_station = modality.is_some_and(|at| school.modalities[at.i()].station);
            let watches = |tag: &String| rules.choice.supervising_tags.contains(tag);
            let teaches = row.staff.iter().any(|at| !school.staff[at.i()].tags.iter().all(watches));
            if teaches && !is_station { row.minutes } else { 0 }
        }
        Measure::OnGrade => {
            let competency = row.competency.or(lesson.map(|lesson| lesson.competency));
            let own = school.learners[row.learner.i()].grade;
            let grade = competency.and_then(|at| school.competencies[at.i()].grade_near(own));
            u32::from(grade == Some(own))
        }
    }
}

/// Minutes of a slot of the day, on average.
fn slot_minutes(day: &SiteDay<'_>) -> f64 {
    let slots = day.slots.iter().map(|at| &day.school.slots[at.i()]);
    let minutes = slots.map(|slot| slot.end.minutes().saturating_sub(slot.start.minutes()));
    f64::from(minutes.sum::<u32>()) / day.slots.len().max(1) as f64
}
