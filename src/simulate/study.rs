//! Several policies in the same buildings, side by side.

use rayon::prelude::*;

use super::bound::Bound;
use super::catalogue::Catalogue;
use super::measure::{LATER_DAYS, MASTERED, Measures, STILL_KNOWN, Tally};
use super::plain::Plain;
use super::policy::Policy;
use super::term::{Building, Term, minutes};
use super::{Knowing, Night, Nightly};
use daybreak_day::time::Date;
use daybreak_minds::logistic;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx};

/// What is tried out.
#[derive(Clone, Debug)]
pub struct Study {
    /// School days of a term.
    pub days: usize,
    pub arms: Vec<Arm>,
}

/// One way of deciding.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What it is called in the results.
    pub name: String,
    pub policy: Policy,
    /// The position of its rules; without meaning for policies that have none.
    pub rules: usize,
}

/// What one arm brought in one building.
#[derive(Clone, Debug)]
pub struct Results {
    /// Positions in the study and among the buildings.
    pub arm: usize,
    pub building: usize,
    pub measures: Measures,
    /// Newly mastered and known, a learner, at the end of each day.
    pub curve: Vec<f64>,
}

/// Lives through the term in every building under every arm, side by side; results in the order of buildings, then arms.
/// `say` hears what has come to an end.
///
/// # Errors
/// The first building that cannot be read or planned, in a sentence.
pub fn run(
    study: &Study,
    buildings: &[Building],
    nightly: &dyn Nightly,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Vec<Results>, String> {
    let turns: Vec<(usize, usize)> =
        (0..buildings.len()).flat_map(|building| (0..study.arms.len()).map(move |arm| (building, arm))).collect();
    turns
        .into_par_iter()
        .map(|(building, arm)| {
            let lived = live(study, arm, &buildings[building], nightly);
            say(&format!("{} in building {}", study.arms[arm].name, building + 1));
            lived.map(|(measures, curve)| Results { arm, building, measures, curve })
        })
        .collect()
}

/// One term.
fn live(study: &Study, arm: usize, building: &Building, nightly: &dyn Nightly) -> Result<(Measures, Vec<f64>), String> {
    let Arm { policy, rules, .. } = study.arms[arm];
    let mut term = Term::new(building, nightly.school(&building.package)?)?;
    let catalogue = term.catalogue();
    let dates = school_days(&term, building.date, study.days);
    let before = school_days_before(&term, building.date);
    let last = *dates.last().ok_or("no school day lies ahead")?;
    let mut tally = Tally::new(&term, building.date);
    let mut bound = Bound::new(&term, &catalogue, building.date);
    let mut plain = (!policy.is_planned()).then(|| Plain::new(policy, &term.school, &catalogue));
    let mut left = Vec::new();
    for (number, &date) in dates.iter().enumerate() {
        term.announce(date);
        let mut night = match &mut plain {
            Some(plain) => {
                let sites = (0..term.school.sites.len()).map(SiteIdx::at);
                let days = sites.map(|site| SiteDay::of(&term.school, site, date));
                let sittings = days.flat_map(|day| plain.day(&day, number, before + number)).collect();
                Night { sittings, ..Night::default() }
            }
            None => planned(&term, &catalogue, nightly, (policy, rules), date, &left, last)?,
        };
        left = std::mem::take(&mut night.left);
        let sittings = std::mem::take(&mut night.sittings);
        let asked = std::mem::take(&mut night.asked);
        tally.night(night);
        bound.day(&term, date);
        let had = term.live(date, &catalogue, sittings, &asked, plain.as_mut().map(|plain| &mut plain.book));
        tally.day(&term, date, &had);
    }
    let mut measures = tally.close(&term, last);
    measures.insert("newly_bound".to_owned(), bound.close());
    Ok((measures, tally.curve))
}

/// A night of the planner.
fn planned(
    term: &Term<'_>,
    catalogue: &Catalogue,
    nightly: &dyn Nightly,
    (policy, rules): (Policy, usize),
    date: Date,
    left: &[daybreak_school::tables::SourceFile],
    last: Date,
) -> Result<Night, String> {
    let files = &term.package.files;
    if policy == Policy::Daybreak {
        return nightly.night(rules, files, date, left, &Knowing::Estimated);
    }
    let truth = term.truth(date);
    if policy == Policy::Truth {
        return nightly.night(rules, files, date, left, &Knowing::Truth(&truth));
    }
    let days: Vec<SiteDay<'_>> =
        (0..term.school.sites.len()).map(|site| SiteDay::of(&term.school, SiteIdx::at(site), date)).collect();
    let worth = |learner: LearnerIdx, lesson: LessonIdx| worth(term, catalogue, &days, (learner, lesson), date, last);
    nightly.night(rules, files, date, left, &Knowing::Oracle(&truth, &worth))
}

/// What a lesson brings a learner, as one who sees minds would count it: competencies that will be known four weeks after the
/// term, in thousandths. What takes several lessons is worth its share of what it will be when it is finished.
fn worth(
    term: &Term<'_>,
    catalogue: &Catalogue,
    days: &[SiteDay<'_>],
    (learner, lesson): (LearnerIdx, LessonIdx),
    date: Date,
    last: Date,
) -> i64 {
    let about = &term.school.lessons[lesson.i()];
    let site = &days[term.school.learners[learner.i()].site.i()];
    if site.slots.is_empty() {
        return 0;
    }
    let length = minutes(site, 0, 1) * about.slots;
    let taught = term.taught(learner, lesson, catalogue.setting(lesson), length);
    let (mind, position) = (&term.minds[learner.i()], term.position[about.competency.i()]);
    let (day, later) = (term.day(date), term.day(last) + LATER_DAYS);
    let gain = mind.gain(term.terrain(), position, day, taught);
    if gain <= 0.0 {
        return 0;
    }
    // Soft, since what is nearly known is nearly worth as much.
    let known = |log_odds: f64| logistic((log_odds - STILL_KNOWN) / 0.25);
    let now = mind.knowledge(position, day);
    let without = known(mind.foreseen(position, day, 0.0, later));
    let at_once = known(mind.foreseen(position, day, gain, later)) - without;
    // A little beyond mastery, so that it lasts.
    let to_go = (MASTERED + 0.6 - now).max(0.0);
    let in_time = if to_go > 0.0 {
        (known(mind.foreseen(position, day, to_go, later)) - without) / (to_go / gain).max(1.0)
    } else {
        0.0
    };
    (1_000.0 * at_once.max(in_time) / f64::from(about.slots)).round() as i64 * i64::from(about.slots)
}

/// The next school days of any site from a date on.
fn school_days(term: &Term<'_>, from: Date, n: usize) -> Vec<Date> {
    let mut dates = Vec::new();
    let mut date = from;
    // A year ahead at most.
    for _ in 0..366 {
        let is_open = (0..term.school.sites.len()).any(|site| term.school.day_type(SiteIdx::at(site), date).is_some());
        if is_open && dates.len() < n {
            dates.push(date);
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    dates
}

/// School days of the year before a date: since the first that the calendar names.
fn school_days_before(term: &Term<'_>, date: Date) -> usize {
    let first = term.school.days.iter().map(|day| day.date).min().unwrap_or(date);
    let mut n = 0;
    let mut day = first;
    while day < date {
        n += usize::from(
            (0..term.school.sites.len()).any(|site| term.school.day_type(SiteIdx::at(site), day).is_some()),
        );
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    n
}
