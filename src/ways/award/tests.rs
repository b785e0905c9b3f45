//! Small schools in which it is plain who has earned what.

use super::*;
use daybreak_school::awards::Proof;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::posted::Posted;
use daybreak_school::rules::Scope;
use daybreak_school::ruling::{BadgeRule, Exception};
use daybreak_school::school::{Competency, Day, Evidence, EvidenceKind, Grade, Learner, Site};
use daybreak_school::states::MasteryState;

const TODAY: Date = Date::constant(2026, 11, 23);

fn competency(id: &str, subject: &str, parent: Option<u32>, credits: f64) -> Competency {
    Competency {
        id: id.into(),
        subject: subject.into(),
        title: String::new(),
        grade: Some(Grade(5)),
        level: None,
        parent: parent.map(CompetencyIdx),
        mastery_at: None,
        minutes_typical: None,
        grade_until: None,
        credits,
        code: String::new(),
    }
}

/// Algebra with two parts that carry half a credit each, and a reading competency without credits.
fn school() -> School {
    let learner = |id: &str, tag: &str| Learner {
        site: SiteIdx(0),
        id: id.into(),
        grade: Grade(5),
        tags: vec![tag.into()],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    };
    let shown = |learner: u32, day: i8, kind: EvidenceKind, score: f32| Evidence {
        learner: LearnerIdx(learner),
        competency: CompetencyIdx(3),
        at: Date::constant(2026, 11, day).at(10, 0, 0, 0),
        kind,
        score,
        weight: 1.0,
        item: None,
        lesson: None,
        piece: 0,
    };
    School {
        sites: vec![Site { id: "N".into(), time_zone: None }],
        days: vec![Day {
            site: SiteIdx(0),
            date: Date::constant(2026, 11, 20),
            day_type: String::new(),
            instructional: false,
        }],
        competencies: vec![
            competency("alg", "math", None, 0.0),
            competency("alg.1", "math", Some(0), 0.5),
            competency("alg.2", "math", Some(0), 0.5),
            competency("read", "ela", None, 0.0),
        ],
        learners: vec![learner("A", "x"), learner("B", "y")],
        evidence: vec![
            shown(0, 2, EvidenceKind::Portfolio, 0.9),
            shown(0, 3, EvidenceKind::Portfolio, 0.2),
            shown(0, 4, EvidenceKind::Quiz, 1.0),
            shown(0, 9, EvidenceKind::Portfolio, 0.8),
            shown(0, 25, EvidenceKind::Portfolio, 0.8),
        ],
        ..School::default()
    }
}

/// Learner A has mastered these, each on a day of November.
fn states(mastered: &[(u32, i8)]) -> LearnerStates {
    let entries: Vec<MasteryState> = (mastered.iter())
        .map(|&(competency, day)| MasteryState {
            competency: CompetencyIdx(competency),
            mastery: 0.9,
            uncertainty: 0.1,
            evidence: 3,
            last_seen: Date::constant(2026, 11, day),
            status: MasteryStatus::Mastered,
            mastered_on: Some(Date::constant(2026, 11, day)),
            due_review: None,
        })
        .collect();
    let n = u32::try_from(entries.len()).expect("few");
    LearnerStates { first: vec![0, n, n], entries, ..LearnerStates::default() }
}

fn awarded(mastered: &[(u32, i8)], body: BadgeRule) -> Awards {
    awarded_by(mastered, Posted { body, ..Posted::default() })
}

fn awarded_by(mastered: &[(u32, i8)], rule: Posted<BadgeRule>) -> Awards {
    award(&school(), &states(mastered), TODAY, &Rules { badges: vec![rule], ..Rules::default() })
}

#[test]
fn credit_is_posted_on_the_day_on_which_mastery_was_shown() {
    let credits = awarded(&[(0, 2), (1, 3), (2, 19), (3, 4)], BadgeRule::default()).credits;
    let told: Vec<_> = credits.iter().map(|c| (c.competency.0, c.credits, c.earned_on.day(), c.is_new)).collect();
    // Friday the 20th is no school day, so Thursday's mastery is news on Monday.
    assert_eq!(told, [(1, 0.5, 3, false), (2, 0.5, 19, true)]);
}

#[test]
fn a_badge_for_a_whole_with_its_parts_waits_for_the_last_of_them() {
    let rule = || BadgeRule { competencies: vec!["alg".into()], ..BadgeRule::default() };
    assert!(awarded(&[(0, 2), (1, 3)], rule()).badges.is_empty());
    let badges = awarded(&[(0, 2), (1, 3), (2, 6)], rule()).badges;
    assert_eq!((badges.len(), badges[0].learner, badges[0].earned_on.day()), (1, LearnerIdx(0), 6));
    assert_eq!(badges[0].proofs.len(), 3);
    let two = BadgeRule { mastered_min: Some(2), ..rule() };
    assert_eq!(awarded(&[(0, 2), (1, 3), (2, 6)], two).badges[0].earned_on.day(), 3);
}

#[test]
fn a_signed_exception_leaves_a_learner_out_of_a_badge() {
    let rule = |learner: &str| Posted {
        except: Exception { learners: vec![learner.into()], by: "S1".into(), reason: "R.".into() },
        body: BadgeRule { competencies: vec!["read".into()], ..BadgeRule::default() },
        ..Posted::default()
    };
    assert_eq!(awarded_by(&[(3, 4)], rule("B")).badges.len(), 1);
    assert!(awarded_by(&[(3, 4)], rule("A")).badges.is_empty());
}

#[test]
fn a_badge_for_showing_counts_successes_of_its_kinds_up_to_today() {
    let rule = |n| BadgeRule { shown_by: vec![EvidenceKind::Portfolio], successes_min: n, ..BadgeRule::default() };
    let badges = awarded(&[], rule(2)).badges;
    let on = |day| Proof {
        on: Date::constant(2026, 11, day),
        competency: CompetencyIdx(3),
        kind: Some(EvidenceKind::Portfolio),
    };
    assert_eq!(badges.iter().map(|badge| badge.proofs.clone()).collect::<Vec<_>>(), [vec![on(2), on(9)]]);
    assert!(awarded(&[], rule(3)).badges.is_empty(), "the third lies after today");
}

#[test]
fn a_badge_has_its_scope_and_is_never_for_nothing() {
    let of = |tag: &str| Posted {
        scope: Scope { tags: vec![tag.into()], ..Scope::default() },
        body: BadgeRule { subject: Some("math".into()), mastered_min: Some(1), ..BadgeRule::default() },
        ..Posted::default()
    };
    assert_eq!(awarded_by(&[(1, 3)], of("x")).badges.len(), 1);
    assert!(awarded_by(&[(1, 3)], of("y")).badges.is_empty());
    let unknown = BadgeRule { competencies: vec!["geometry".into()], ..BadgeRule::default() };
    assert!(awarded(&[(1, 3)], unknown).badges.is_empty());
}
