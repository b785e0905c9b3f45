//! What evidence makes of mastery: statuses, priors, pace, the policy's word and a teacher's, and the two guards as properties.

use proptest::prelude::*;

use super::simulation::Spec;
use super::*;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Delivered, DeliveredWhat, Evidence, EvidenceKind, Grade, Prerequisite, Strength};
use daybreak_school::states::MasteryStatus;

pub(super) const TODAY: Date = Date::constant(2026, 11, 23);

/// A school of `learners` fifth-graders and `competencies` in strands, without evidence.
pub(super) fn school(learners: usize, competencies: usize) -> School {
    simulation::school(&Spec { seed: 0, learners, competencies, days: 0, trials_a_day: 0 })
}

pub(super) fn c(i: usize) -> CompetencyIdx {
    CompetencyIdx::at(i)
}

pub(super) fn l(i: usize) -> LearnerIdx {
    LearnerIdx::at(i)
}

/// An exit ticket of learner 0, so many days before today.
pub(super) fn ticket(competency: usize, days_ago: i64, score: f32) -> Evidence {
    Evidence {
        learner: l(0),
        competency: c(competency),
        at: TODAY.saturating_sub(jiff::Span::new().days(days_ago)).at(10, 0, 0, 0),
        kind: EvidenceKind::ExitTicket,
        score,
        weight: 1.0,
        item: None,
        lesson: None,
        piece: 0,
    }
}

/// The states of a school with this evidence of learner 0.
fn states(learners: usize, competencies: usize, evidence: &[Evidence]) -> LearnerStates {
    let mut school = school(learners, competencies);
    school.evidence = sorted(evidence.to_vec());
    estimate(&school, TODAY, &MasteryPolicy::default())
}

/// Mastery as of today, not some days later.
pub(super) fn at_once() -> MasteryPolicy {
    MasteryPolicy { delay_days: 0, ..MasteryPolicy::default() }
}

pub(super) fn sorted(mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    evidence.sort_by(|a, b| {
        (a.learner, a.at, a.competency, a.kind)
            .cmp(&(b.learner, b.at, b.competency, b.kind))
            .then(a.score.total_cmp(&b.score))
    });
    for (piece, row) in evidence.iter_mut().enumerate() {
        row.piece = u32::try_from(piece).expect("few rows");
    }
    evidence
}

fn mastery(evidence: &[Evidence]) -> f32 {
    states(1, 3, evidence).mastery(l(0), c(0))
}

#[test]
fn an_empty_school_has_no_states() {
    let states = estimate(&School::default(), TODAY, &MasteryPolicy::default());
    assert_eq!((states.first, states.entries.len()), (vec![0], 0));
}

#[test]
fn without_evidence_the_prior_speaks() {
    let states = states(2, 3, &[]);
    assert!(states.of(l(0)).is_empty() && states.of(l(1)).is_empty());
    assert_eq!(states.status(l(0), c(0)), MasteryStatus::NotStarted);
    assert!((states.mastery(l(0), c(0)) - 0.35).abs() < 0.01);
    assert!(!states.knows(l(0), c(0)));
    assert_eq!(states.pace, [1.0, 1.0]);
}

#[test]
fn earlier_grades_are_taken_for_granted_until_evidence_speaks_against_them() {
    let mut school = school(1, 2);
    school.competencies[0].grade = Some(Grade(2));
    let before = estimate(&school, TODAY, &MasteryPolicy::default());
    assert!(before.knows(l(0), c(0)));
    assert_eq!(before.status(l(0), c(0)), MasteryStatus::NotStarted);

    school.evidence = sorted(vec![ticket(0, 1, 1.0)]);
    assert!(estimate(&school, TODAY, &MasteryPolicy::default()).knows(l(0), c(0)), "one success confirms");
    school.evidence = sorted(vec![ticket(0, 2, 0.0), ticket(0, 1, 0.0)]);
    assert!(!estimate(&school, TODAY, &MasteryPolicy::default()).knows(l(0), c(0)), "failures refute");
}

#[test]
fn a_failed_need_is_not_built_upon_unseen() {
    let mut school = school(1, 2);
    school.competencies.iter_mut().for_each(|competency| competency.grade = Some(Grade(2)));
    school.evidence = sorted(vec![ticket(0, 3, 0.0), ticket(0, 2, 0.0), ticket(0, 1, 0.0)]);
    let states = estimate(&school, TODAY, &MasteryPolicy::default());
    assert!(!states.knows(l(0), c(1)));
    assert_eq!(states.get(l(0), c(1)).map(|state| state.evidence), Some(0));
}

#[test]
fn what_was_shown_above_is_known_below() {
    let evidence: Vec<Evidence> = (1..6).map(|day| ticket(2, day, 1.0)).collect();
    let states = states(1, 3, &evidence);
    assert!(states.status(l(0), c(2)).is_mastered());
    assert!(states.knows(l(0), c(1)) && states.knows(l(0), c(0)));
    assert_eq!(states.status(l(0), c(0)), MasteryStatus::NotStarted, "inferred, not shown");
}

#[test]
fn statuses_follow_the_evidence() {
    let status = |evidence: &[Evidence]| states(1, 3, evidence).status(l(0), c(0));
    let good: Vec<Evidence> = (1..6).map(|day| ticket(0, day, 1.0)).collect();
    assert_eq!(status(&[ticket(0, 1, 0.0)]), MasteryStatus::Learning);
    assert_eq!(status(&good[..1]), MasteryStatus::ReadyToShow, "too few pieces");
    assert_eq!(status(&good), MasteryStatus::Mastered);
    let long_ago: Vec<Evidence> = (40..45).map(|day| ticket(0, day, 1.0)).collect();
    assert_eq!(status(&long_ago), MasteryStatus::Mastered, "what is known well does not fade by a date");
    let barely = |n: i64, last: f32| -> Vec<Evidence> {
        (0..n).map(|at| ticket(0, 100 + at, if at == 0 { last } else { 1.0 })).collect()
    };
    let is_seen = (2..12).any(|n| [0.5, 0.6, 0.7, 0.8].iter().any(|&last| status(&barely(n, last)).is_mastered()));
    assert!(is_seen, "a middling last piece does not undo what was mastered");
    let judged = Evidence { kind: EvidenceKind::TeacherJudgement, ..ticket(0, 60, 0.9) };
    assert_eq!(status(std::slice::from_ref(&judged)), MasteryStatus::TakenAsKnown);
    assert_eq!(status(&[judged, ticket(0, 3, 1.0)]), MasteryStatus::Mastered, "shown since");
    let mut lost = good.clone();
    lost.extend([ticket(0, 0, 0.0), ticket(0, 0, 0.0), ticket(0, 0, 0.0), ticket(0, 0, 0.0)]);
    assert_eq!(status(&lost), MasteryStatus::Learning);
}

#[test]
fn reviews_come_later_with_every_success() {
    let due = |evidence: &[Evidence]| {
        let mut school = school(1, 3);
        school.evidence = sorted(evidence.to_vec());
        let states = estimate(&school, TODAY, &MasteryPolicy { successes_min: 1, ..at_once() });
        let state = *states.get(l(0), c(0)).expect("evidence");
        (state.last_seen, state.due_review.expect("mastered"))
    };
    let days = |(from, to): (Date, Date)| (to - from).get_days();
    let mut evidence = vec![ticket(0, 60, 1.0); 5];
    assert_eq!(days(due(&evidence)), 14);
    evidence.push(ticket(0, 46, 1.0));
    assert_eq!(days(due(&evidence)), 28, "a success after the interval doubles it");
    evidence.push(ticket(0, 18, 1.0));
    assert_eq!(days(due(&evidence)), 56);
    evidence.push(ticket(0, 17, 0.0));
    assert_eq!(days(due(&evidence)), 14, "a failure starts over");
}

#[test]
fn a_teachers_judgement_outweighs_single_tasks() {
    let mut judgement = ticket(0, 0, 1.0);
    judgement.kind = EvidenceKind::TeacherJudgement;
    let failed = [ticket(0, 2, 0.0), ticket(0, 1, 0.0)];
    let judged = [failed[0], failed[1], judgement];
    let states = states(1, 3, &judged);
    assert!(states.mastery(l(0), c(0)) > mastery(&failed) + 0.3);
    let mut alone = judgement;
    alone.score = 0.0;
    assert!(
        mastery(&[ticket(0, 2, 1.0), ticket(0, 1, 1.0), alone])
            < mastery(&[ticket(0, 2, 1.0), ticket(0, 1, 1.0), ticket(0, 0, 0.0)])
    );
}

#[test]
fn evidence_after_today_is_not_seen() {
    let mut future = ticket(0, 0, 1.0);
    future.at = TODAY.tomorrow().expect("a date").at(8, 0, 0, 0);
    assert!(states(1, 3, &[future]).of(l(0)).is_empty());
}

#[test]
fn practising_what_encompasses_counts_in_part() {
    let mut school = school(1, 3);
    school.prerequisites[0] =
        Prerequisite { competency: c(1), needs: c(0), any_of: None, strength: Strength::Hard, encompasses: 0.5 };
    school.evidence = sorted(vec![ticket(0, 30, 1.0), ticket(0, 29, 1.0), ticket(0, 28, 1.0)]);
    let alone = estimate(&school, TODAY, &MasteryPolicy::default());
    school.evidence.push(ticket(1, 2, 1.0));
    let both = estimate(&school, TODAY, &MasteryPolicy::default());
    assert!(both.mastery(l(0), c(0)) > alone.mastery(l(0), c(0)) + 0.02);
    let due = |states: &LearnerStates| states.get(l(0), c(0)).expect("evidence").due_review;
    assert!(due(&both) > due(&alone), "it also puts the review off");
    assert_eq!(both.get(l(0), c(0)).expect("evidence").evidence, 3);
}

#[test]
fn one_failed_task_of_several_competencies_says_less_of_each() {
    let mut rows = vec![ticket(0, 1, 0.0), ticket(1, 1, 0.0)];
    let mut school = school(1, 3);
    school.evidence = rows.clone();
    let together = estimate(&school, TODAY, &MasteryPolicy::default()).mastery(l(0), c(0));
    rows[1].piece = 1;
    school.evidence = rows;
    let apart = estimate(&school, TODAY, &MasteryPolicy::default()).mastery(l(0), c(0));
    assert!(together > apart);
}

#[test]
fn pace_is_what_was_earned_for_what_was_spent() {
    let mut school = school(2, 3);
    school.evidence = sorted((1..6).map(|day| ticket(0, day, 1.0)).collect());
    let lesson = |learner: usize, minutes: u32| Delivered {
        date: Date::constant(2026, 11, 20),
        learner: l(learner),
        slot: "1".into(),
        what: DeliveredWhat::Unknown,
        competency: Some(c(0)),
        modality: None,
        staff: vec![],
        room: None,
        minutes,
        attended: true,
        outcome: None,
        is_reported: true,
    };
    let pace = |minutes: u32| {
        let mut school = school.clone();
        school.delivered = vec![lesson(0, minutes)];
        estimate(&school, TODAY, &MasteryPolicy::default()).pace[0]
    };
    assert!((pace(120) - 1.0).abs() < 1e-6, "120 typical minutes in 120");
    assert!(pace(60) > 1.0 && pace(240) < 1.0);
}

#[test]
fn forgetting_follows_the_measured_figures() {
    // A skill near 89 % right after practice, looked at a week and a month later.
    let base = vec![ticket(0, 60, 1.0); 3];
    let mut school = school(1, 3);
    school.evidence = sorted(base);
    let at = |days: i64| {
        let day = TODAY.saturating_sub(jiff::Span::new().days(60 - days));
        f64::from(estimate(&school, day, &at_once()).mastery(l(0), c(0)))
    };
    let (fresh, week, month) = (at(0), at(7), at(30));
    assert!((0.82..0.94).contains(&fresh), "{fresh}");
    assert!((0.05..0.14).contains(&(fresh - week)), "a week costs {}", fresh - week);
    assert!((0.10..0.22).contains(&(fresh - month)), "a month costs {}", fresh - month);
}

#[test]
fn the_policy_says_what_mastered_is() {
    let status = |policy: MasteryPolicy, evidence: &[Evidence]| {
        let mut school = school(1, 3);
        school.evidence = sorted(evidence.to_vec());
        estimate(&school, TODAY, &policy).status(l(0), c(0))
    };
    let one_day = [ticket(0, 1, 1.0); 6];
    let days: Vec<Evidence> = (1..7).map(|day| ticket(0, day, 1.0)).collect();
    let steady = MasteryPolicy::default();
    assert_eq!(status(steady.clone(), &one_day), MasteryStatus::ReadyToShow, "one good day is one success");
    assert_eq!(status(steady.clone(), &days), MasteryStatus::Mastered);
    let strict = MasteryPolicy::preset("strict").expect("a preset");
    assert!(!status(strict, &days).is_mastered(), "no test, no task");
    let demonstrated = MasteryPolicy::preset("demonstrated").expect("a preset");
    assert!(!status(demonstrated.clone(), &days).is_mastered());
    let mut shown = days.clone();
    shown[0].kind = EvidenceKind::PerformanceTask;
    assert_eq!(status(demonstrated, &shown), MasteryStatus::Mastered);
    let sure = MasteryPolicy { certainty: 0.95, ..steady };
    assert!(!status(sure, &days).is_mastered(), "six tickets are not that sure");
    assert!(daybreak_school::rules::MASTERY_PRESETS.iter().all(|(name, _)| MasteryPolicy::preset(name).is_some()));
}

#[test]
fn a_teachers_word_stands_above_the_estimate() {
    let mut school = school(1, 3);
    school.evidence = sorted((1..7).map(|day| ticket(0, day, 1.0)).collect());
    let word = |competency: usize, mastered: bool, until: Option<Date>| daybreak_school::school::Overrule {
        learner: l(0),
        competency: c(competency),
        mastered,
        at: Date::constant(2026, 11, 20),
        until,
        by: "T1".into(),
        reason: "seen in conversation".into(),
    };
    school.overrules = vec![word(0, false, None), word(2, true, Some(TODAY))];
    let states = estimate(&school, TODAY, &MasteryPolicy::default());
    assert_eq!(states.status(l(0), c(0)), MasteryStatus::OverruledOpen);
    assert!(!states.knows(l(0), c(0)) && states.mastery(l(0), c(0)) > 0.8, "the estimate stays beside it");
    assert_eq!(states.status(l(0), c(2)), MasteryStatus::OverruledMastered);
    assert!(states.knows(l(0), c(2)));
    assert_eq!(school.overrule(l(0), c(2), TODAY).map(|word| word.by.as_str()), Some("T1"));
    let later = estimate(&school, TODAY.tomorrow().expect("a date"), &MasteryPolicy::default());
    assert_eq!(later.status(l(0), c(2)), MasteryStatus::NotStarted, "until its last day");
}

/// Evidence of learner 0 (and a classmate's) as drawn: competency, days ago, score, kind.
pub(super) fn drawn(rows: &[(usize, i64, u8, u8)]) -> Vec<Evidence> {
    let kinds =
        [EvidenceKind::ExitTicket, EvidenceKind::SelfRating, EvidenceKind::TeacherJudgement, EvidenceKind::Test];
    rows.iter()
        .enumerate()
        .map(|(at, &(competency, days_ago, score, kind))| Evidence {
            learner: l(at % 4 / 3),
            kind: kinds[usize::from(kind) % 4],
            ..ticket(competency, days_ago, f32::from(score % 5) / 4.0)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn one_more_success_never_lowers_mastery(
        rows in prop::collection::vec((0usize..3, 0i64..120, any::<u8>(), any::<u8>()), 0..25),
        success in (0usize..3, 0i64..120, any::<u8>()),
    ) {
        let mut evidence = drawn(&rows);
        let before = states(2, 3, &evidence);
        let (competency, days_ago, kind) = success;
        evidence.push(Evidence { learner: l(0), ..drawn(&[(competency, days_ago, 4, kind)])[0] });
        let after = states(2, 3, &evidence);
        // Under one fit it never does (`guards`); a fit to two dozen rows is moved by the row itself: in 20,000 cases by
        // less than this.
        prop_assert!(after.mastery(l(0), c(competency)) >= before.mastery(l(0), c(competency)) - 1e-3);
    }

    #[test]
    fn a_longer_gap_never_raises_mastery(
        rows in prop::collection::vec((0usize..3, 0i64..120, any::<u8>(), any::<u8>()), 0..25),
        days in 1i64..400,
    ) {
        let mut school = school(2, 3);
        school.evidence = sorted(drawn(&rows));
        let later = TODAY.saturating_add(jiff::Span::new().days(days));
        let (now, then) = (estimate(&school, TODAY, &MasteryPolicy::default()), estimate(&school, later, &MasteryPolicy::default()));
        for competency in (0..3).map(c) {
            prop_assert!(then.mastery(l(0), competency) <= now.mastery(l(0), competency));
        }
    }

    #[test]
    fn states_hold_what_they_promise(rows in prop::collection::vec((0usize..3, -5i64..120, any::<u8>(), any::<u8>()), 0..40)) {
        let states = states(2, 3, &drawn(&rows));
        for learner in [l(0), l(1)] {
            prop_assert!(states.of(learner).is_sorted_by(|a, b| a.competency < b.competency));
            for state in states.of(learner) {
                prop_assert!((0.0..=1.0).contains(&state.mastery) && (0.0..=0.5).contains(&state.uncertainty));
                prop_assert!(state.last_seen <= TODAY);
                prop_assert_eq!(state.due_review.is_some(), state.status.is_mastered());
            }
        }
    }

    #[test]
    fn dates_and_day_numbers_agree(days in -700_000i64..2_000_000) {
        let date = Date::constant(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
        prop_assert_eq!(i64::from(evidence::day_number(date)), days);
        prop_assert_eq!(evidence::date_of(evidence::day_number(date)), date);
    }
}
