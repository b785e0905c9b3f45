//! When what is known is looked at again: where forgetting would cost most, within the policy's share of learning time.
//!
//! Week by week, each learner's known competencies are ranked by what a review saves: the retention that another week
//! would cost, weighted by what builds on it. New work that encompasses a competency reviews it by the way and takes no
//! time of its own; among reviews, one that practises others that are due as well counts for them too (implicit
//! repetition, as in Math Academy's FIRe). The gap to the next review doubles each time, because expanding gaps hold
//! longer for the same effort (Kang 2014, *Spaced repetition promotes efficient and effective learning*), up to a fifth
//! of the horizon of a school year (Cepeda et al. 2008: the best gap is 5 to 10 % of a year's horizon, 20 to 40 % of a
//! week's). Reviews of a week lie on its days in mixed blocks of three or more: mixed practice holds better than blocked
//! (Rohrer et al. 2020).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::calendar::Calendars;
use daybreak_day::time::{Date, monday};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{Pathways, Review, Step};
use daybreak_school::rules::{MasteryPolicy, PacingPolicy};
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, MasteryState, MasteryStatus};

/// The longest gap between two reviews, in days: a fifth of a school year of 40 weeks.
const GAP_DAYS_MAX: f64 = 56.0;

/// By what a review lengthens the gap to the next.
const GAP_GROWTH: f64 = 2.0;

/// Share of a competency that other work must practise to stand for its review.
const ENCOMPASSED_MIN: f64 = 0.5;

/// Reviews of a block at least, where there are as many: fewer would not be mixed.
const BLOCK: usize = 3;

/// Reviews of every learner over the policy's `weeks_ahead`, by learner, date and competency.
///
/// `pathways` says which new work is expected when. Retention falls by half in `half_life_days` after the first review
/// gap, and more slowly the longer the gap that the learner's evidence has earned.
pub fn reviews(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    pathways: &Pathways,
    today: Date,
    pacing: &PacingPolicy,
    mastery: &MasteryPolicy,
) -> Vec<Review> {
    let calendars = Calendars::new(school, today);
    let mut steps: Vec<Vec<&Step>> = vec![Vec::new(); school.learners.len()];
    pathways.ways(school).for_each(|(learner, own)| steps[learner.i()].extend(own));
    let planner = Planner { school, graph, states, calendars: &calendars, today, pacing, mastery };
    let by_learner: Vec<Vec<Review>> = (0..school.learners.len())
        .into_par_iter()
        .map(|learner| planner.learner(LearnerIdx::at(learner), &steps[learner]))
        .collect();
    by_learner.into_iter().flatten().collect()
}

/// What all learners' reviews are planned from.
struct Planner<'a> {
    school: &'a School,
    graph: &'a CompetencyGraph,
    states: &'a LearnerStates,
    calendars: &'a Calendars<'a>,
    today: Date,
    pacing: &'a PacingPolicy,
    mastery: &'a MasteryPolicy,
}

/// Something known, and when it is next worth a look.
#[derive(Clone, Debug)]
struct Item {
    competency: CompetencyIdx,
    /// Probability of success on the day of `as_of`.
    mastery: f64,
    /// Days after today; the last look, real or planned.
    as_of: f64,
    /// Days after today.
    due: f64,
    gap: f64,
    /// What builds on it.
    weight: f64,
}

impl Item {
    /// The probability of success foreseen for a day.
    fn foreseen(&self, day: f64, mastery: &MasteryPolicy) -> f64 {
        let half_life = mastery.half_life_days * (self.gap / f64::from(mastery.review_after_days.max(1))).max(0.1);
        self.mastery * (-(day - self.as_of).max(0.0) / half_life).exp2()
    }

    /// Success that a review saves against none until a day, weighted.
    fn saved(&self, day: f64, mastery: &MasteryPolicy) -> f64 {
        self.weight * (self.mastery.max(mastery.threshold) - self.foreseen(day, mastery)).max(0.0)
    }

    /// Marks a look at it: how far it counts is 1 for a review, less for practice by the way.
    fn look(&mut self, day: f64, share: f64, mastery: &MasteryPolicy) {
        let now = self.foreseen(day, mastery);
        self.mastery = now + (self.mastery.max(mastery.threshold) - now).max(0.0) * share;
        self.gap = (self.gap * GAP_GROWTH.powf(share)).min(GAP_DAYS_MAX);
        (self.as_of, self.due) = (day, day + self.gap);
    }
}

/// A review of a week, not yet on a day.
struct Chosen {
    competency: CompetencyIdx,
    /// Probability of success foreseen for the beginning of the week.
    foreseen: f64,
    /// As in [`Review::saved`].
    saved: f64,
    /// The review that practises it by the way; none: it has its own time.
    by: Option<CompetencyIdx>,
}

/// One teaching week of a learner.
struct Week {
    /// Days after today of its first day and of the day after its last.
    from: f64,
    to: f64,
    days: Vec<Date>,
    minutes: f64,
}

impl Planner<'_> {
    fn learner(&self, learner: LearnerIdx, steps: &[&Step]) -> Vec<Review> {
        let mut items = self.items(learner, steps);
        if items.is_empty() {
            return Vec::new();
        }
        let mut reviews = Vec::new();
        for week in self.weeks(learner) {
            self.by_the_way(learner, &week, steps, &mut items, &mut reviews);
            let chosen = self.chosen(&week, &mut items);
            let dated = self.interleaved(chosen, &week.days);
            reviews.extend(dated.into_iter().map(|(date, chosen)| {
                let Chosen { competency, foreseen, saved, by } = chosen;
                let minutes = if by.is_some() { 0.0 } else { self.pacing.review_minutes };
                Review { learner, competency, date, minutes, foreseen, saved, by }
            }));
        }
        reviews.sort_by_key(|review| (review.date, review.competency, review.by));
        reviews
    }

    /// What the learner has mastered, with the weight of what builds on it: each step of the learner's ways that needs it
    /// counts one, anything else that is not known a tenth.
    fn items(&self, learner: LearnerIdx, steps: &[&Step]) -> Vec<Item> {
        // What an earlier record says is looked at where a way depends on it.
        let matters = |state: &&MasteryState| {
            let builds = |step: &&Step| self.graph.all_of(step.competency).contains(&state.competency);
            state.status.is_mastered() && (state.status != MasteryStatus::TakenAsKnown || steps.iter().any(builds))
        };
        let mastered = self.states.of(learner).iter().filter(matters);
        let weight = |competency: CompetencyIdx| {
            let open = self.graph.dependents(competency).iter().filter(|&&next| !self.states.knows(learner, next));
            let of = |next: &CompetencyIdx| if steps.iter().any(|s| s.competency == *next) { 1.0 } else { 0.1 };
            1.0 + open.map(of).sum::<f64>()
        };
        mastered.map(|state| self.item(state, weight(state.competency))).collect()
    }

    fn item(&self, state: &MasteryState, weight: f64) -> Item {
        let days = |date: Date| f64::from((date - self.today).get_days());
        let usual = f64::from(self.mastery.review_after_days.max(1));
        let due = state.due_review.map_or(days(state.last_seen) + usual, days);
        let gap = (due - days(state.last_seen)).clamp(usual.min(GAP_DAYS_MAX), GAP_DAYS_MAX);
        Item { competency: state.competency, mastery: f64::from(state.mastery), as_of: 0.0, due, gap, weight }
    }

    /// The learner's teaching weeks (Monday to Sunday) within the horizon.
    fn weeks(&self, learner: LearnerIdx) -> Vec<Week> {
        let end = self.today.saturating_add(jiff::Span::new().days(i64::from(self.pacing.weeks_ahead) * 7));
        let mut weeks: BTreeMap<Date, (Vec<Date>, f64)> = BTreeMap::new();
        let mut before = 0.0;
        for (date, total) in self.calendars.of(learner, 0.0).days.into_iter().take_while(|&(date, _)| date < end) {
            let (days, minutes) = weeks.entry(monday(date)).or_default();
            if total > before {
                days.push(date);
            }
            *minutes += total - before;
            before = total;
        }
        let days = |date: Date| f64::from((date - self.today).get_days());
        let week = |(monday, (dates, minutes)): (Date, (Vec<Date>, f64))| Week {
            from: days(monday).max(0.0),
            to: days(monday) + 7.0,
            days: dates,
            minutes,
        };
        weeks.into_iter().map(week).filter(|week| !week.days.is_empty()).collect()
    }

    /// New work of the week that practises what is known; it stands for the review where one is due.
    fn by_the_way(
        &self,
        learner: LearnerIdx,
        week: &Week,
        steps: &[&Step],
        items: &mut [Item],
        reviews: &mut Vec<Review>,
    ) {
        let mut worked: Vec<(Date, CompetencyIdx)> = steps
            .iter()
            .filter_map(|step| Some((step.expected?, step.competency)))
            .filter(|(date, _)| week.days.contains(date))
            .collect();
        worked.sort();
        worked.dedup_by_key(|&mut (_, competency)| competency);
        for (date, work) in worked {
            for &(competency, share) in
                self.graph.encompassed(work).iter().filter(|(_, share)| *share >= ENCOMPASSED_MIN)
            {
                let Some(item) = items.iter_mut().find(|item| item.competency == competency) else { continue };
                let day = f64::from((date - self.today).get_days());
                if item.due < week.to {
                    let foreseen = item.foreseen(day, self.mastery);
                    let saved = share * item.saved(week.to, self.mastery);
                    reviews.push(Review { learner, competency, date, minutes: 0.0, foreseen, saved, by: Some(work) });
                }
                item.look(day, share, self.mastery);
            }
        }
    }

    /// The reviews of a week within its time, and what they practise by the way.
    fn chosen(&self, week: &Week, items: &mut [Item]) -> Vec<Chosen> {
        let mut left = week.minutes * self.pacing.review_share_max.clamp(0.0, 1.0);
        let mut chosen = Vec::new();
        while left >= self.pacing.review_minutes {
            let due = (0..items.len()).filter(|&at| items[at].due < week.to);
            let best = due
                .map(|at| (self.saved(items, at, week), at))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(items[b.1].competency.cmp(&items[a.1].competency)));
            let Some((_, at)) = best else { break };
            left -= self.pacing.review_minutes;
            let work = items[at].competency;
            chosen.push(self.look(&mut items[at], week, 1.0, None));
            for (other, share) in self.practised(items, work, week) {
                chosen.push(self.look(&mut items[other], week, share, Some(work)));
            }
        }
        chosen
    }

    /// Looks at an item at the beginning of a week, and tells what that is good for.
    fn look(&self, item: &mut Item, week: &Week, share: f64, by: Option<CompetencyIdx>) -> Chosen {
        let foreseen = item.foreseen(week.from, self.mastery);
        let saved = share * item.saved(week.to, self.mastery);
        item.look(week.from, share, self.mastery);
        Chosen { competency: item.competency, foreseen, saved, by }
    }

    /// Retention that a review saves, weighted: against a week without it, for the item and what it practises besides.
    fn saved(&self, items: &[Item], at: usize, week: &Week) -> f64 {
        let of = |item: &Item| item.saved(week.to, self.mastery);
        let others = self.practised(items, items[at].competency, week).into_iter();
        of(&items[at]) + others.map(|(other, share)| share * of(&items[other])).sum::<f64>()
    }

    /// Items that are due and that a review of `work` practises by the way, and how far.
    fn practised(&self, items: &[Item], work: CompetencyIdx, week: &Week) -> Vec<(usize, f64)> {
        let shares = self.graph.encompassed(work).iter().filter(|(_, share)| *share >= ENCOMPASSED_MIN);
        let find = |&(competency, share): &(CompetencyIdx, f64)| {
            let at = items.iter().position(|item| item.competency == competency && item.due < week.to)?;
            Some((at, share))
        };
        shares.filter_map(find).collect()
    }

    /// A week's reviews on its days: neighbours of different subjects, in blocks of three or more, spread over the week.
    fn interleaved(&self, chosen: Vec<Chosen>, days: &[Date]) -> Vec<(Date, Chosen)> {
        let subject = |c: CompetencyIdx| self.school.competencies[c.i()].subject.as_str();
        let (own, by_the_way): (Vec<Chosen>, Vec<Chosen>) = chosen.into_iter().partition(|chosen| chosen.by.is_none());
        let mut by_subject: BTreeMap<&str, usize> = BTreeMap::new();
        let mut ranked: Vec<(usize, Chosen)> = own
            .into_iter()
            .map(|chosen| {
                let rank = by_subject.entry(subject(chosen.competency)).or_default();
                *rank += 1;
                (*rank, chosen)
            })
            .collect();
        ranked.sort_by(|a, b| (a.0, subject(a.1.competency)).cmp(&(b.0, subject(b.1.competency))));
        let n = ranked.len();
        let n_blocks = (n / BLOCK).clamp(1, days.len());
        // Each block begins its part of the week: planned anew every night, a later day would recede until the last.
        let date = |at: usize| days[(at * n_blocks / n) * days.len() / n_blocks];
        let mut dated: Vec<(Date, Chosen)> =
            ranked.into_iter().enumerate().map(|(at, (_, chosen))| (date(at), chosen)).collect();
        for chosen in by_the_way {
            let day = dated.iter().find(|(_, own)| Some(own.competency) == chosen.by).map(|(date, _)| *date);
            dated.push((day.expect("its work is a review of the week"), chosen));
        }
        dated
    }
}
