//! What would bring a goal that is tight or out of reach on track: each change is made, the learner's ways are plotted
//! anew with it, and only what then stands better is told.

use super::calendar::Calendar;
use super::journey::Aim;
use super::{Laid, Plotter, Standing};
use daybreak_day::time::Date;
use daybreak_school::ids::{GoalIdx, LearnerIdx};
use daybreak_school::pathway::{Fix, FixBy, OnTrack, Pathway};

/// More slots a week than this are no small change.
const MORE_SLOTS_MAX: u32 = 10;

/// School days of a week, over which more slots are spread.
const DAYS_A_WEEK: f64 = 5.0;

/// Other goals that are left out to see whether it helps, the least weighty first.
const GOALS_TRIED: usize = 3;

/// What helps the way of one goal, of each kind the smallest change: a way through other competencies, more slots, a
/// later date, another goal left out.
pub(super) fn fixes(
    plotter: &Plotter<'_>,
    learner: LearnerIdx,
    aims: &[Aim],
    way: &Pathway,
    calendar: &Calendar,
) -> Vec<Fix> {
    let question = Question { plotter, learner, aims, goal: way.goal, calendar };
    let ways = [question.through(way), question.more_slots(), question.later(), question.without()];
    let is_better = |fix: &Fix| rank(fix.then) < rank(way.on_track);
    ways.into_iter().flatten().filter(is_better).collect()
}

/// The smaller, the better.
fn rank(on_track: OnTrack) -> u8 {
    match on_track {
        OnTrack::Reached | OnTrack::OnTrack | OnTrack::NoDate => 0,
        OnTrack::Tight => 1,
        OnTrack::OutOfReach => 2,
    }
}

/// Which learner's goal is asked about, and what it stands in.
struct Question<'a, 'p> {
    plotter: &'a Plotter<'p>,
    learner: LearnerIdx,
    aims: &'a [Aim],
    goal: GoalIdx,
    calendar: &'a Calendar,
}

impl Question<'_, '_> {
    /// How the goal stands with these aims, calendar and way, and the day by which it is done in four cases of five.
    fn plotted(&self, aims: Vec<Aim>, calendar: &Calendar, first: Option<GoalIdx>) -> (Standing, Option<Date>) {
        let laid = self.plotter.lay_out(self.learner, aims, first, calendar);
        let at = self.position(&laid);
        (laid.standings[at], laid.timing.day(laid.timing.end(&laid.journey, at).1))
    }

    /// The goal's place among the aims.
    fn position(&self, laid: &Laid) -> usize {
        laid.journey.aims.iter().position(|aim| aim.goal == Some(self.goal)).expect("the goal is among the aims")
    }

    /// The goal's own cheapest way, where the goals together take another one.
    fn through(&self, way: &Pathway) -> Option<Fix> {
        let laid = self.plotter.lay_out(self.learner, self.aims.to_vec(), Some(self.goal), self.calendar);
        let at = self.position(&laid);
        let steps = &laid.journey.closure.steps;
        let is_new = |step: &usize| way.steps.iter().all(|old| old.competency != steps[*step]);
        let through = steps[laid.journey.parts[at].ones().find(is_new)?];
        Some(Fix { change: FixBy::Through(through), then: laid.standings[at].on_track })
    }

    /// The fewest slots more a week that bring it on track; they go to the goal's subject alone.
    fn more_slots(&self) -> Option<Fix> {
        // Every subject gets an equal part of a day, so this much a day gives each subject the slots.
        let slot = self.plotter.calendars.slot_minutes(self.learner) / DAYS_A_WEEK * self.n_subjects();
        let with = |slots: u32| {
            let calendar = self.calendar.with_more(slot * f64::from(slots));
            self.plotted(self.aims.to_vec(), &calendar, None).0.on_track
        };
        // More time never hurts: the first number that suffices is found by halving.
        let (mut too_few, mut enough) = (0, MORE_SLOTS_MAX);
        if with(enough) != OnTrack::OnTrack {
            return None;
        }
        while enough - too_few > 1 {
            let middle = (too_few + enough) / 2;
            if with(middle) == OnTrack::OnTrack { enough = middle } else { too_few = middle }
        }
        Some(Fix { change: FixBy::MoreSlots(enough), then: OnTrack::OnTrack })
    }

    /// The day by which it is done in four cases of five, as the new date; other goals may then come first.
    fn later(&self) -> Option<Fix> {
        let mut aims = self.aims.to_vec();
        let at = aims.iter().position(|aim| aim.goal == Some(self.goal))?;
        let mut date = self.plotted(aims.clone(), self.calendar, None).1?;
        for _ in 0..aims.len() + 1 {
            aims[at].due = Some(date);
            let (standing, end) = self.plotted(aims.clone(), self.calendar, None);
            if standing.on_track == OnTrack::OnTrack {
                return Some(Fix { change: FixBy::Later(date), then: OnTrack::OnTrack });
            }
            // Goals that are due in between now come first.
            date = end.filter(|&end| end > date)?;
        }
        None
    }

    /// The least weighty other goal without which it stands better.
    fn without(&self) -> Option<Fix> {
        let mut others: Vec<&Aim> = self.aims.iter().filter(|aim| aim.goal != Some(self.goal)).collect();
        others.sort_by(|a, b| a.weight.total_cmp(&b.weight).then(b.due.cmp(&a.due)).then(a.goal.cmp(&b.goal)));
        let without = |other: &&Aim| {
            let aims = self.aims.iter().filter(|aim| aim.goal != other.goal).cloned().collect();
            let goal = other.goal.expect("only goals are left out");
            Fix { change: FixBy::Without(goal), then: self.plotted(aims, self.calendar, None).0.on_track }
        };
        let tried: Vec<Fix> = others.iter().take(GOALS_TRIED).map(without).collect();
        tried.into_iter().min_by_key(|fix| rank(fix.then))
    }

    /// Subjects between which the learner's day is split.
    fn n_subjects(&self) -> f64 {
        self.plotter.laid(self.learner, self.aims.to_vec(), None, self.calendar).timing.n_subjects
    }
}
