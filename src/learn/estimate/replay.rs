//! The same evidence gives the same bits, however it came: in one go or night by night, late, corrected, on any threads.
//!
//! A night's estimate replays all evidence. That what was kept of the night before would do as well is a property of the
//! same fold.

use proptest::prelude::*;

use super::evidence::{Slots, Trial};
use super::simulation::{Spec, simulate};
use super::status::{Fold, Memory};
use super::tests::{TODAY, c, drawn, l, school, sorted};
use super::*;
use daybreak_school::school::{Evidence, Prerequisite, Strength};

#[test]
fn thread_counts_give_the_same_states() {
    let simulated = simulate(&Spec { seed: 7, learners: 40, competencies: 36, days: 30, trials_a_day: 4 });
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let states = pool.install(|| estimate(&simulated.school, simulated.today, &MasteryPolicy::default()));
        (states.entries, states.prior, states.pace)
    };
    assert_eq!(with(1), with(8));
}

/// What nights keep of one learner: the trials folded so far, and what they left.
#[derive(Default)]
struct Kept {
    trials: Vec<Trial>,
    memory: Memory,
}

impl Kept {
    /// The next night: goes on where the last one ended, or starts anew when an earlier row came late or was corrected.
    fn next_night(&mut self, fold: &Fold, learner: LearnerIdx, trials: Vec<Trial>, slots: &mut Slots) {
        let is_same = |a: &Trial, b: &Trial| {
            (a.competency, a.day, a.score, a.weight, a.kind) == (b.competency, b.day, b.score, b.weight, b.kind)
        };
        let goes_on = self.trials.len() <= trials.len() && self.trials.iter().zip(&trials).all(|(a, b)| is_same(a, b));
        if !goes_on {
            *self = Kept::default();
        }
        fold.remember(learner, &mut self.memory, trials[self.trials.len()..].iter().copied(), slots);
        self.trials = trials;
    }
}

/// Goes through nights, each with the rows known by then, and holds what was kept against a replay of everything.
fn nightly_is_replay(nights: &[School], learners: usize) {
    let policy = MasteryPolicy::default();
    let last = nights.last().expect("a night");
    let fitted = Fitted::new(last, TODAY, &policy);
    let mut slots = Slots::new(last.competencies.len());
    let mut kept: Vec<Kept> = (0..learners).map(|_| Kept::default()).collect();
    for night in nights {
        let fold = fitted.fold(night, &policy);
        let log = evidence::Log::new(night, TODAY);
        for (at, kept) in kept.iter_mut().enumerate() {
            kept.next_night(&fold, l(at), log.of(l(at)).collect(), &mut slots);
            let mut all = Memory::default();
            fold.remember(l(at), &mut all, log.of(l(at)), &mut slots);
            assert_eq!(kept.memory, all, "learner {at}");
            let (nightly, replayed) = (fold.shown(&kept.memory, &mut slots), fold.shown(&all, &mut slots));
            assert!(nightly.iter().map(|shown| shown.state).eq(replayed.iter().map(|shown| shown.state)));
        }
    }
}

#[test]
fn a_night_after_the_other_is_all_at_once() {
    let simulated = simulate(&Spec { seed: 3, learners: 12, competencies: 36, days: 30, trials_a_day: 4 });
    let days: Vec<Date> = simulated.school.evidence.iter().map(|row| row.at.date()).collect();
    let mut nights: Vec<Date> = days.clone();
    nights.sort_unstable();
    nights.dedup();
    let known_by = |night: &Date| {
        let rows = simulated.school.evidence.iter().zip(&days).filter(|(_, day)| *day <= night);
        School { evidence: rows.map(|(row, _)| *row).collect(), ..simulated.school.clone() }
    };
    nightly_is_replay(&nights.iter().map(known_by).collect::<Vec<_>>(), 12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn rows_that_come_late_or_are_corrected_change_nothing_but_themselves(
        rows in prop::collection::vec((0usize..4, 0i64..60, any::<u8>(), any::<u8>()), 1..40),
        late in prop::collection::vec(0i64..20, 40),
        corrected in prop::collection::vec(any::<u8>(), 40),
    ) {
        // Competency 3 encompasses 0; row i is known `late[i]` days after it was written, and one in five is first
        // written with another score.
        let mut base = school(2, 4);
        base.prerequisites.push(Prerequisite {
            competency: c(3),
            needs: c(0),
            any_of: None,
            strength: Strength::Helpful,
            encompasses: 0.5,
        });
        let evidence = drawn(&rows);
        let nights: Vec<School> = (0..10)
            .map(|night| 54 - 6 * night)
            .map(|days_ago| {
                let known = |at: usize| rows[at].1 - late[at] >= days_ago;
                let row = |at: usize| match corrected[at].is_multiple_of(5) && rows[at].1 - late[at] < days_ago + 6 {
                    true => Evidence { score: 1.0 - evidence[at].score, ..evidence[at] },
                    false => evidence[at],
                };
                School { evidence: sorted((0..rows.len()).filter(|&at| known(at)).map(row).collect()), ..base.clone() }
            })
            .collect();
        nightly_is_replay(&nights, 2);
    }
}
