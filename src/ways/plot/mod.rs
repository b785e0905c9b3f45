//! The way to each goal: what is still to be learned, in order, in minutes and dates; and when what is known is looked
//! at again.
//!
//! A learner's goals are planned together, so that shared steps count once: the cheapest closure of all of them
//! (`journey`), sequenced by due date, unlocking value and needs (`order`), and laid out on the learner's own calendar
//! (`calendar`, `timing`). Each goal then reports its own part: its steps, their minutes (`effort`) and dates, whether
//! its date holds, and what would help where it does not (`fixes`). Learners without an open goal follow the school's
//! policy (`focus`). The next week changes from night to night only for a gain (`stability`). What is known is reviewed where forgetting would cost most (`reviews`).
//!
//! Learning time is split evenly between the subjects in which the learner works, since a day holds lessons of
//! several subjects and none of them gets it all.

mod calendar;
mod effort;
mod fixes;
mod focus;
mod journey;
mod median;
mod order;
mod reserve;
mod reviews;
mod stability;
mod timing;

use std::cell::RefCell;
use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use calendar::{Calendar, Calendars};
use effort::{Efforts, Work};
use journey::{Aim, Journey, Quota};
use timing::Timing;

use daybreak_day::time::Date;
use daybreak_graph::{Closure, CompetencyGraph};
use daybreak_school::ids::{CompetencyIdx, GoalIdx, LearnerIdx, SiteIdx};
use daybreak_school::pathway::{FormerWays, OnTrack, Pathway, Pathways, Step, StepWhy};
use daybreak_school::rules::PacingPolicy;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;
use daybreak_school::teaching::Teaching;

pub use reviews::reviews;

/// The ways of all learners to their goals, one a goal, in the order of `School::goals`, and the work of those without
/// an open goal.
///
/// `today` is the first day that is still to come. Minutes are for the learner at hand: typical minutes, by pace, by
/// the share still to learn. Dates follow the school's calendar; a step beyond it has none. Reviews are not planned
/// here ([`reviews`]).
pub fn plot(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    today: Date,
    policy: &PacingPolicy,
) -> Pathways {
    plot_from(school, graph, states, today, policy, &FormerWays::new())
}

/// As [`plot`], keeping to what another night expected of the next week unless a change gains more than the policy's
/// `change_gain_min`; says what has changed and why.
pub fn plot_from(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    today: Date,
    policy: &PacingPolicy,
    former: &FormerWays,
) -> Pathways {
    let mut goals_of: Vec<Vec<GoalIdx>> = vec![Vec::new(); school.learners.len()];
    for (i, goal) in school.goals.iter().enumerate() {
        goals_of[goal.learner.i()].push(GoalIdx::at(i));
    }
    let calendars = Calendars::new(school, today);
    let efforts = Efforts::new(school, states, policy, today);
    let teachings: Vec<Teaching> =
        (0..school.sites.len().max(1)).map(|site| Teaching::of(school, Some(SiteIdx::at(site)))).collect();
    let reserves = reserve::reserves(school, graph, states, &calendars, policy, today);
    let (calendars, efforts, teachings, reserves) = (&calendars, &efforts, &teachings, &reserves);
    let plotter = || {
        let closures = RefCell::default();
        Plotter { school, graph, states, policy, calendars, reserves, efforts, teachings, today, former, closures }
    };
    let interests = focus::Interests::new(school);
    let learners = (0..school.learners.len()).into_par_iter().map(LearnerIdx::at);
    let ways: Vec<_> = learners
        .map(|learner| {
            let plotter = plotter();
            let (ways, is_new_order) = plotter.learner(learner, &goals_of[learner.i()]);
            let is_free = ways.iter().all(|way| way.on_track == OnTrack::Reached);
            let focus = is_free.then(|| plotter.focus(learner, &interests)).flatten();
            let changes = plotter.changes(learner, &ways, focus.as_ref(), is_new_order);
            (ways, focus, changes)
        })
        .collect();
    let mut plotted = Pathways::default();
    for (ways, focus, changes) in ways {
        plotted.pathways.extend(ways);
        plotted.focus.extend(focus);
        plotted.changes.extend(changes);
    }
    plotted.pathways.sort_unstable_by_key(|pathway| pathway.goal);
    plotted
}

/// What one learner's ways are plotted from.
struct Plotter<'a> {
    school: &'a School,
    graph: &'a CompetencyGraph,
    states: &'a LearnerStates,
    policy: &'a PacingPolicy,
    calendars: &'a Calendars<'a>,
    /// By site: the share of learning time that is kept from the ways.
    reserves: &'a [f64],
    efforts: &'a Efforts<'a>,
    /// By site.
    teachings: &'a [Teaching],
    today: Date,
    former: &'a FormerWays,
    /// The closures found for this learner: dates and calendars are tried many times, and change none of them.
    closures: RefCell<BTreeMap<journey::Sought, Closure>>,
}

/// How an aim stands against its date.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Standing {
    on_track: OnTrack,
    /// Minutes of the subject's time left over at the due date, below 0: missing; infinite: no date.
    slack: f64,
    /// The same in four cases of five.
    slack_p80: f64,
}

/// A learner's aims laid out on a calendar.
struct Laid<'c> {
    journey: Journey,
    /// Steps in the order of learning.
    sequence: Vec<usize>,
    timing: Timing<'c>,
    /// By aim.
    standings: Vec<Standing>,
}

impl Laid<'_> {
    /// Weight of the dates that are kept.
    fn weight_kept(&self) -> f64 {
        let kept = self.standings.iter().zip(&self.journey.aims).filter(|(s, _)| s.on_track != OnTrack::OutOfReach);
        kept.map(|(_, aim)| aim.weight).sum()
    }
}

impl Plotter<'_> {
    /// All ways of one learner, and whether another night's order was given up for them.
    fn learner(&self, learner: LearnerIdx, goals: &[GoalIdx]) -> (Vec<Pathway>, bool) {
        if goals.is_empty() {
            return (Vec::new(), false);
        }
        let aims: Vec<Aim> = goals.iter().map(|&goal| self.aim(goal)).collect();
        let calendar = self.calendar(learner);
        let fresh = self.lay_out(learner, aims.clone(), None, &calendar);
        let (laid, is_new_order) = self.steady(fresh, &calendar);
        let Laid { journey, sequence, timing, standings } = laid;
        let way = |at: usize| {
            let mut way = self.pathway(&journey, at, &sequence, &timing, standings[at]);
            way.fixes = match way.on_track {
                OnTrack::Tight | OnTrack::OutOfReach => fixes::fixes(self, learner, &aims, &way, &calendar),
                OnTrack::Reached | OnTrack::OnTrack | OnTrack::NoDate => Vec::new(),
            };
            way
        };
        ((0..journey.aims.len()).map(way).collect(), is_new_order)
    }

    /// A goal as an aim.
    fn aim(&self, goal: GoalIdx) -> Aim {
        let row = &self.school.goals[goal.i()];
        let quota = match row.credits {
            Some(wanted) => Some(self.credits(row.learner, row.competency, wanted)),
            None => self.whole(row.learner, row.competency),
        };
        Aim { competency: row.competency, quota, due: row.due, weight: row.weight, goal: Some(goal), deferred: false }
    }

    /// Credits that a learner still needs from the parts of a competency.
    fn credits(&self, learner: LearnerIdx, whole: CompetencyIdx, wanted: f64) -> Quota {
        let thousandths = |credits: f64| (credits.max(0.0) * 1_000.0).round() as u64;
        let parts = self.school.parts_of(whole).into_iter();
        let parts = parts.map(|part| (part, thousandths(self.school.competencies[part.i()].credits)));
        let (mastered, from): (Vec<_>, Vec<_>) =
            parts.filter(|(_, credits)| *credits > 0).partition(|&(part, _)| self.is_mastered(learner, part));
        let earned: u64 = mastered.into_iter().map(|(_, credits)| credits).sum();
        Quota { is_whole: false, from, needed: thousandths(wanted).saturating_sub(earned), earned }
    }

    /// The parts that a learner still needs of a whole; none: it is learned itself, or known as a whole.
    fn whole(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<Quota> {
        let parts = self.teaching(learner).parts_of_whole(competency);
        if parts.is_empty() || self.is_mastered(learner, competency) {
            return None;
        }
        let open = parts.into_iter().filter(|&part| !self.is_mastered(learner, part));
        let from: Vec<(CompetencyIdx, u64)> = open.map(|part| (part, 1_000)).collect();
        Some(Quota { is_whole: true, needed: 1_000 * from.len() as u64, from, earned: 0 })
    }

    /// A learner's time for ways.
    fn calendar(&self, learner: LearnerIdx) -> Calendar {
        let site = self.school.learners[learner.i()].site;
        self.calendars.of(learner, self.reserves[site.i()])
    }

    /// What is taught at a learner's site.
    fn teaching(&self, learner: LearnerIdx) -> &Teaching {
        &self.teachings[self.school.learners[learner.i()].site.i()]
    }

    /// A learner's aims laid out on a calendar. Where not all dates can be kept, the aims whose deferral keeps the most
    /// weight of dates come last: a date that cannot be kept anyway must not cost others theirs (as in Moore 1968, *An n
    /// job, one machine sequencing algorithm for minimizing the number of late jobs*; every choice is laid out and
    /// looked at, because steps are shared).
    fn lay_out<'c>(
        &self,
        learner: LearnerIdx,
        mut aims: Vec<Aim>,
        first: Option<GoalIdx>,
        calendar: &'c Calendar,
    ) -> Laid<'c> {
        let mut laid = self.laid(learner, aims.clone(), first, calendar);
        while laid.standings.iter().any(|standing| standing.on_track == OnTrack::OutOfReach) {
            let deferred = |at: usize| {
                let mut aims = aims.clone();
                aims[at].deferred = true;
                (at, self.laid(learner, aims, first, calendar))
            };
            let open = (0..aims.len()).filter(|&at| !aims[at].deferred && aims[at].due.is_some());
            // The first of equals.
            let best = open.map(deferred).reduce(
                |best, next| {
                    if next.1.weight_kept() > best.1.weight_kept() { next } else { best }
                },
            );
            let Some((at, better)) = best.filter(|(_, better)| better.weight_kept() > laid.weight_kept()) else {
                break;
            };
            aims[at].deferred = true;
            laid = better;
        }
        laid
    }

    fn laid<'c>(
        &self,
        learner: LearnerIdx,
        aims: Vec<Aim>,
        first: Option<GoalIdx>,
        calendar: &'c Calendar,
    ) -> Laid<'c> {
        let journey = self.journey(learner, aims, first);
        let sequence = order::sequence(self.graph, &journey, &[]);
        let timing = self.timing(&journey, &sequence, calendar);
        let standings = (0..journey.aims.len()).map(|at| self.standing(&journey, &timing, at)).collect();
        Laid { journey, sequence, timing, standings }
    }

    fn timing<'c>(&self, journey: &Journey, sequence: &[usize], calendar: &'c Calendar) -> Timing<'c> {
        let spread = self.efforts.spread(journey.learner);
        Timing::new(self.school, self.graph, self.states, journey, sequence, spread, calendar)
    }

    /// How an aim stands: more urgent ones come first and take their time.
    fn standing(&self, journey: &Journey, timing: &Timing, at: usize) -> Standing {
        let (end, end_p80) = timing.end(journey, at);
        let until = journey.aims[at].due.map(|due| timing.minutes_until(due));
        let (slack, slack_p80) = until.map_or((f64::INFINITY, f64::INFINITY), |until| (until - end, until - end_p80));
        // A thousandth of a minute is no reason for another word.
        let on_track = match until {
            _ if journey.parts[at].is_clear() => OnTrack::Reached,
            _ if self.lacks_lesson(journey, at).is_some() => OnTrack::OutOfReach,
            None => OnTrack::NoDate,
            Some(_) if slack < -0.001 => OnTrack::OutOfReach,
            Some(_) if slack_p80 < -0.001 => OnTrack::Tight,
            Some(_) => OnTrack::OnTrack,
        };
        Standing { on_track, slack, slack_p80 }
    }

    /// The first step of an aim for which the learner's site has no lesson.
    fn lacks_lesson(&self, journey: &Journey, at: usize) -> Option<CompetencyIdx> {
        let teaching = self.teaching(journey.learner);
        journey.parts[at].ones().map(|step| journey.closure.steps[step]).find(|&step| !teaching.is_taught(step))
    }

    /// What one goal reports.
    fn pathway(
        &self,
        journey: &Journey,
        at: usize,
        sequence: &[usize],
        timing: &Timing,
        standing: Standing,
    ) -> Pathway {
        let aim = &journey.aims[at];
        let part = &journey.parts[at];
        let critical = journey.critical(self.graph, at);
        let own = sequence.iter().copied().filter(|&step| part[step]);
        let why = |step| self.why(journey, part, aim, journey.closure.steps[step]);
        let steps: Vec<Step> = own.map(|step| self.step(journey, step, timing, &critical, why(step))).collect();
        let minutes: f64 = steps.iter().map(|step| step.minutes).sum();
        let work = steps.iter().fold(Work::default(), |work, step| work.and(step.minutes));
        let is_open = !steps.is_empty();
        let lacks_lesson = self.lacks_lesson(journey, at);
        let is_dated = is_open && lacks_lesson.is_none();
        let (end, end_p80) = timing.end(journey, at);
        Pathway {
            goal: aim.goal.expect("pathways are of goals"),
            on_track: standing.on_track,
            minutes,
            minutes_p80: work.minutes_p80(self.efforts.spread(journey.learner)),
            minutes_available: aim.due.map(|_| (minutes + standing.slack).max(0.0)),
            minutes_short: if is_open { (-standing.slack_p80).max(0.0) } else { 0.0 },
            expected: if is_dated { timing.day(end) } else { None },
            expected_p80: if is_dated { timing.day(end_p80) } else { None },
            fixes: Vec::new(),
            lacks_lesson,
            credits_earned: aim
                .quota
                .as_ref()
                .filter(|quota| !quota.is_whole)
                .map(|quota| quota.earned as f64 / 1_000.0),
            steps,
        }
    }

    /// One step of a journey as it is reported.
    fn step(&self, journey: &Journey, at: usize, timing: &Timing, critical: &FixedBitSet, why: StepWhy) -> Step {
        let competency = journey.closure.steps[at];
        let minutes = journey.minutes[at];
        let is_taught = |_: &Date| self.teaching(journey.learner).is_taught(competency);
        Step {
            competency,
            minutes,
            minutes_p80: Work::default().and(minutes).minutes_p80(self.efforts.spread(journey.learner)),
            expected: timing.expected(at).filter(is_taught),
            earliest: timing.earliest(at).filter(is_taught),
            latest_start: timing.latest_start(at, minutes),
            slack_days: timing.slack_days(at),
            critical: critical[at],
            ready: self.graph.is_ready(competency, |c| self.states.knows(journey.learner, c)),
            why,
        }
    }

    /// Why a step is on the way to an aim: for the first step of the way that relies on it.
    fn why(&self, journey: &Journey, part: &FixedBitSet, aim: &Aim, step: CompetencyIdx) -> StepWhy {
        if aim.quota.is_none() && step == aim.competency {
            return StepWhy::Goal;
        }
        if let Some(quota) = aim.quota.as_ref().filter(|quota| quota.from.iter().any(|&(c, _)| c == step)) {
            return if quota.is_whole { StepWhy::PartOfGoal } else { StepWhy::Credits };
        }
        let steps = part.ones().map(|position| journey.closure.steps[position]).filter(|&c| c != step);
        for next in steps {
            let is_chosen = journey.closure.chosen.binary_search(&(next, step)).is_ok();
            let is_needed = self.graph.all_of(next).contains(&step) || self.graph.taught_with(next).contains(&step);
            if is_needed {
                return StepWhy::NeededFor(next);
            }
            if is_chosen {
                return StepWhy::AlternativeFor(next);
            }
        }
        // A member of a circle may be on the way only because of its bundle.
        StepWhy::NeededFor(aim.competency)
    }

    fn is_mastered(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        self.states.status(learner, competency).is_mastered()
    }
}

#[cfg(test)]
mod tests;
