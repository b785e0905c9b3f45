//! The next week as another night told it: it is kept unless a change gains enough, and what changes is told with its
//! reason, because people have made arrangements.

use std::collections::BTreeSet;

use super::calendar::Calendar;
use super::{Laid, Plotter, order};
use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{Change, ChangeWhat, ChangeWhy, Focus, Pathway, Step, WEEK_DAYS};

impl Plotter<'_> {
    /// The last day of the week that is kept.
    fn week_end(&self) -> Date {
        self.today.saturating_add(jiff::Span::new().days(WEEK_DAYS - 1))
    }

    /// What another night expected of a learner's next week.
    pub(super) fn former_week(&self, learner: LearnerIdx) -> &[CompetencyIdx] {
        self.former.get(&learner).map_or(&[], |former| &former.week)
    }

    /// What a competency counts where routes are compared: less where last night's week has it.
    pub(super) fn share_with_former(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        let was_there = self.former_week(learner).contains(&competency);
        if was_there { 1.0 - self.policy.change_gain_min.clamp(0.0, 1.0) } else { 1.0 }
    }

    /// The learner's steps in last night's order where that costs little: no date, and on average over the aims (by
    /// weight) no more of the week than the policy's threshold. And whether last night's order was given up.
    pub(super) fn steady<'c>(&self, fresh: Laid<'c>, calendar: &'c Calendar) -> (Laid<'c>, bool) {
        let former = self.former_week(fresh.journey.learner);
        let sequence = order::sequence(self.graph, &fresh.journey, former);
        if sequence == fresh.sequence {
            return (fresh, false);
        }
        let timing = self.timing(&fresh.journey, &sequence, calendar);
        let aims = || 0..fresh.journey.aims.len();
        let standings: Vec<_> = aims().map(|at| self.standing(&fresh.journey, &timing, at)).collect();
        let loses_a_date = aims().any(|at| standings[at].on_track > fresh.standings[at].on_track);
        let weight = |at: usize| fresh.journey.aims[at].weight;
        let later = |at: usize| timing.end(&fresh.journey, at).0 - fresh.timing.end(&fresh.journey, at).0;
        let gain: f64 = aims().map(|at| weight(at) * later(at)).sum::<f64>() / aims().map(weight).sum::<f64>();
        if loses_a_date || gain > self.policy.change_gain_min * timing.minutes_until(self.week_end()) {
            return (fresh, true);
        }
        (Laid { sequence, timing, standings, ..fresh }, false)
    }

    /// What has changed in a learner's next week, and why.
    pub(super) fn changes(
        &self,
        learner: LearnerIdx,
        ways: &[Pathway],
        focus: Option<&Focus>,
        is_new_order: bool,
    ) -> Vec<Change> {
        let Some(former) = self.former.get(&learner) else { return Vec::new() };
        let steps: Vec<&Step> =
            ways.iter().flat_map(|way| &way.steps).chain(focus.iter().flat_map(|f| &f.steps)).collect();
        let until = |end: Date| -> BTreeSet<CompetencyIdx> {
            let is_soon = |step: &&&Step| step.expected.is_some_and(|date| date <= end);
            steps.iter().filter(is_soon).map(|step| step.competency).collect()
        };
        // The last day of this week lay beyond that of the night before.
        let this_week = until(self.week_end());
        let former_days = until(self.week_end().yesterday().unwrap_or(self.today));
        let on_the_way: BTreeSet<CompetencyIdx> = steps.iter().map(|step| step.competency).collect();
        let has_new_goal = |competency: CompetencyIdx| {
            let needing = ways.iter().filter(|way| way.steps.iter().any(|step| step.competency == competency));
            needing.into_iter().any(|way| !former.goals.contains(&self.school.goals[way.goal.i()].competency))
        };
        let removed = former.week.iter().filter(|c| !this_week.contains(c)).map(|&competency| {
            let why = match () {
                () if self.states.knows(learner, competency) => ChangeWhy::Mastered,
                () if !on_the_way.contains(&competency) => ChangeWhy::GoalGone,
                () if is_new_order => ChangeWhy::Better,
                () => ChangeWhy::Behind,
            };
            Change { learner, competency, what: ChangeWhat::Removed, why }
        });
        let added = former_days.iter().filter(|c| !former.week.contains(c)).map(|&competency| {
            let why = match () {
                () if has_new_goal(competency) => ChangeWhy::GoalNew,
                () if !former.steps.contains(&competency) => ChangeWhy::Forgotten,
                () if is_new_order => ChangeWhy::Better,
                () => ChangeWhy::Ahead,
            };
            Change { learner, competency, what: ChangeWhat::Added, why }
        });
        let mut changes: Vec<Change> = removed.chain(added).collect();
        changes.sort();
        changes.dedup();
        changes
    }
}
