//! A small day whose figures are worked out by hand, and what is told of few learners.

use std::collections::BTreeMap;

use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::read::{read_plan, read_problem};
use daybreak_day::time::Date;
use daybreak_night::candidate::Activity;
use daybreak_night::explanation::{Answer, Explanations, RequestOutcome, WishOutcome};
use daybreak_night::formulation::Formulation;
use daybreak_night::owed::Owed;
use daybreak_school::evidence::{Evidence, EvidenceKind};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx, RequestIdx, SiteIdx, StaffIdx, WishIdx};
use daybreak_school::pathway::{Focus, Pathways, Step, StepWhy};
use daybreak_school::policies::ChoicePolicy;
use daybreak_school::posted::Posted;
use daybreak_school::quality::{QualityMeasure, QualityRule, SiteQuality, Tally};
use daybreak_school::rules::Rules;
use daybreak_school::school::{
    Accommodations, Competency, Delivered, DeliveredWhat, Grade, Grouping, Learner, Lesson, Modality, Relation,
    RelationKind, Request, Room, School, Site, Span, Staff, Wish, WishFor,
};
use daybreak_school::states::{LearnerStates, MasteryState, MasteryStatus};
use daybreak_school::voice::LearnerDay;

use crate::{Sight, breaches, measure, rows};

/// A Wednesday.
const DATE: &str = "2026-11-25";

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

// Positions of learners, competencies, lessons and adults in the school below.
const K1: u32 = 0;
const K2: u32 = 1;
const G5: u32 = 2;
const G8: u32 = 3;
const ADD: u32 = 0;
const SUB: u32 = 1;
const TALK: u32 = 2;
const READ: u32 = 3;
const ADD_ALONE: u32 = 1;
const SUB_ALONE: u32 = 2;
const TALKING: u32 = 3;
const T1: u32 = 0;
const T2: u32 = 1;
const M1: u32 = 3;

fn learner(id: &str, grade: i8, tags: &[&str], advisor: Option<u32>) -> Learner {
    Learner {
        site: SiteIdx(0),
        id: id.into(),
        grade: Grade(grade),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: advisor.map(StaffIdx),
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Accommodations::default(),
    }
}

fn competency(id: &str, subject: &str, grade: i8) -> Competency {
    Competency {
        id: id.into(),
        subject: subject.into(),
        title: id.into(),
        grade: Some(Grade(grade)),
        grade_until: None,
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: None,
        credits: 0.0,
        code: String::new(),
    }
}

fn modality(id: &str, station: bool) -> Modality {
    Modality {
        id: id.into(),
        grouping: Grouping::Individual,
        station,
        size_min: 1,
        size_max: 40,
        staff: vec![],
        room_features: vec![],
        devices: vec![],
        open_cost: 0,
        tags: vec![],
    }
}

fn lesson(id: &str, competency: u32, modality: u32) -> Lesson {
    Lesson {
        id: id.into(),
        title: id.into(),
        competency: CompetencyIdx(competency),
        competencies_also: vec![],
        modality: ModalityIdx(modality),
        slots: 1,
        level: None,
        languages: vec![],
        interests: vec![],
        staff: vec![],
        room_features: vec![],
        devices: vec![],
        size_min: 1,
        size_max: 40,
        provider: String::new(),
        place: String::new(),
        site: None,
        follows: None,
    }
}

fn school() -> School {
    let room = |id: &str, zone: &str| Room {
        site: SiteIdx(0),
        id: id.into(),
        capacity: 40,
        sessions_at_once: 4,
        features: vec![],
        zone: zone.into(),
    };
    let adult = |id: &str| Staff {
        site: SiteIdx(0),
        id: id.into(),
        tags: vec![],
        sessions_max: None,
        consecutive_max: None,
        zone: String::new(),
    };
    let relation = |learner, other, kind| Relation { learner: LearnerIdx(learner), other: LearnerIdx(other), kind };
    let had = |day: &str, learner, lesson, attended| Delivered {
        date: date(day),
        learner: LearnerIdx(learner),
        slot: "A".into(),
        what: DeliveredWhat::Lesson(LessonIdx(lesson)),
        competency: None,
        modality: None,
        staff: vec![],
        room: None,
        minutes: 45,
        attended,
        outcome: None,
        is_reported: true,
    };
    let wish = |learner, what| Wish { learner: LearnerIdx(learner), what, rank: 1, span: Span::default() };
    let request = |learner| Request {
        staff: StaffIdx(T1),
        learner: LearnerIdx(learner),
        lesson: None,
        competency: None,
        slot: None,
        priority: 1,
        span: Span::default(),
    };
    School {
        sites: vec![Site { id: "elm".into(), time_zone: None }],
        rooms: vec![room("Hall", "commons"), room("R1", "lower"), room("R2", "")],
        staff: ["T1", "T2", "A1", "M1", "X1"].map(adult).to_vec(),
        competencies: vec![
            competency("ADD", "math", 0),
            competency("SUB", "math", 0),
            competency("TALK", "ela", 0),
            competency("READ", "ela", 8),
        ],
        modalities: vec![modality("small", false), modality("practice", true), modality("conference", false)],
        lessons: vec![
            lesson("add-small", ADD, 0),
            lesson("add-alone", ADD, 1),
            lesson("sub-alone", SUB, 1),
            lesson("talking", TALK, 2),
            lesson("read-alone", READ, 1),
        ],
        learners: vec![
            learner("K1", 0, &["ell"], Some(M1)),
            learner("K2", 0, &[], Some(T2)),
            learner("G5", 5, &[], None),
            learner("G8", 8, &[], None),
        ],
        evidence: vec![Evidence {
            learner: LearnerIdx(K1),
            competency: CompetencyIdx(ADD),
            at: date("2026-11-20").at(9, 0, 0, 0),
            kind: EvidenceKind::Quiz,
            score: 1.0,
            item: None,
            lesson: None,
            weight: 1.0,
            piece: 0,
        }],
        // Sorted by learner: K2 missed a talk and had a lesson, G5 talked on Monday, G8 last week.
        delivered: vec![
            had("2026-11-24", K2, TALKING, false),
            had("2026-11-24", K2, SUB_ALONE, true),
            had("2026-11-23", G5, TALKING, true),
            had("2026-11-20", G8, TALKING, true),
        ],
        relations: vec![relation(G5, K1, RelationKind::Mentors), relation(K2, G8, RelationKind::Apart)],
        wishes: vec![
            wish(K1, WishFor::Staff(StaffIdx(T1))),
            wish(K1, WishFor::Partner(LearnerIdx(K2))),
            wish(K2, WishFor::Staff(StaffIdx(T1))),
            wish(K2, WishFor::Place("commons".into())),
            wish(G5, WishFor::Partner(LearnerIdx(K2))),
            wish(G8, WishFor::Lesson(LessonIdx(ADD_ALONE))),
        ],
        requests: vec![request(K1), request(G8)],
        ..School::default()
    }
}

/// Four slots, two halls' worth of own work, two lessons, a talk.
const PROBLEM: &str = r#"{
  "format": "daybreak.problem/1", "site": "elm", "date": "2026-11-25",
  "slots": [
    {"id": "A", "start": "08:00", "end": "08:45", "block": "am"},
    {"id": "B", "start": "08:45", "end": "09:30", "block": "am"},
    {"id": "C", "start": "10:00", "end": "10:45", "block": "pm"},
    {"id": "D", "start": "10:45", "end": "11:30", "block": "pm"}],
  "rooms": [
    {"id": "Hall", "capacity": 40, "sessions_at_once": 4, "zone": "commons"},
    {"id": "R1", "capacity": 40, "zone": "lower"},
    {"id": "R2", "capacity": 40}],
  "staff": [
    {"id": "T1", "tags": ["teacher:math", "supervisor"]}, {"id": "T2", "tags": ["teacher:math"]},
    {"id": "A1", "tags": ["aide", "supervisor"]}, {"id": "M1", "tags": ["mentor"]}, {"id": "X1", "tags": ["partner"]}],
  "stations": [{"id": "practice", "size_min": 1, "size_max": 40, "staff": [{"tag": "supervisor", "count": 1}]}],
  "offerings": [
    {"id": "add-small", "competency": "ADD", "modality": "small", "size_min": 1, "size_max": 8,
     "staff": [{"tag": "teacher:math", "count": 1}]},
    {"id": "add-alone", "competency": "ADD", "modality": "practice", "station": "practice", "size_min": 1, "size_max": 40},
    {"id": "sub-alone", "competency": "SUB", "modality": "practice", "station": "practice", "size_min": 1, "size_max": 40},
    {"id": "talking", "competency": "TALK", "modality": "conference", "size_min": 1, "size_max": 2,
     "staff": [{"tag": "mentor", "count": 1}]}],
  "learners": [
    {"id": "K1", "idle_cost": 0, "candidates": [{"offering": "add-small", "utility": 1}]},
    {"id": "K2", "idle_cost": 0}, {"id": "G5", "idle_cost": 0}, {"id": "G8", "idle_cost": 0}]
}"#;

const PLAN: &str = r#"{
  "format": "daybreak.plan/1", "problem_sha256": "", "objective": 0, "bound": 0, "gap": 0.0, "stopped": "gap",
  "sessions": [
    {"id": "1", "slot": "A", "station": "practice", "room": "Hall", "staff": ["T1"], "learners": [
      {"id": "K1", "offering": "add-alone"}, {"id": "K2", "offering": "add-alone"}, {"id": "G5", "offering": "sub-alone"}]},
    {"id": "2", "slot": "A", "offering": "add-small", "room": "R1", "staff": ["T2"], "learners": [
      {"id": "G8", "offering": "add-small"}]},
    {"id": "3", "slot": "B", "offering": "add-small", "room": "R1", "staff": ["T1"], "learners": [
      {"id": "K1", "offering": "add-small"}, {"id": "G5", "offering": "add-small"}]},
    {"id": "4", "slot": "B", "station": "practice", "room": "Hall", "staff": ["A1"], "learners": [
      {"id": "K2", "offering": "sub-alone"}, {"id": "G8", "offering": "sub-alone"}]},
    {"id": "5", "slot": "C", "offering": "talking", "room": "R2", "staff": ["M1"], "learners": [
      {"id": "K1", "offering": "talking"}]},
    {"id": "6", "slot": "C", "station": "practice", "room": "Hall", "staff": ["A1"], "learners": [
      {"id": "K2", "offering": "add-alone"}]}]
}"#;

/// K1 has mastered addition, surely.
fn states() -> LearnerStates {
    let known = MasteryState {
        competency: CompetencyIdx(ADD),
        mastery: 0.95,
        uncertainty: 0.05,
        evidence: 3,
        last_seen: date("2026-11-20"),
        status: MasteryStatus::Mastered,
        mastered_on: Some(date("2026-11-20")),
        due_review: None,
    };
    LearnerStates { first: vec![0, 1, 1, 1, 1], entries: vec![known], ..LearnerStates::default() }
}

/// K1 has an hour of addition left, K2 a slot of taking away.
fn pathways() -> Pathways {
    let step = |competency, minutes| Step {
        competency: CompetencyIdx(competency),
        minutes,
        minutes_p80: minutes,
        expected: None,
        earliest: None,
        latest_start: None,
        slack_days: None,
        critical: false,
        ready: true,
        why: StepWhy::GradeLevel,
    };
    let focus = |learner, steps| Focus { learner: LearnerIdx(learner), steps };
    Pathways { focus: vec![focus(K1, vec![step(ADD, 60.4)]), focus(K2, vec![step(SUB, 45.0)])], ..Pathways::default() }
}

fn explanations() -> Explanations {
    let wish = |at: u32, answer| WishOutcome { wish: WishIdx(at), answer, reason: String::new() };
    let request =
        |at: u32, answer| RequestOutcome { request: RequestIdx(at), answer, contest: None, reason: String::new() };
    let granted = |at: u32| wish(at, Answer::Granted { session: 0 });
    Explanations {
        wishes: vec![granted(0), granted(1), granted(2), granted(3), granted(4), wish(5, Answer::NothingSuits)],
        requests: vec![request(0, Answer::Granted { session: 2 }), request(1, Answer::NothingSuits)],
        ..Explanations::default()
    }
}

fn formulation(problem: Problem) -> Formulation {
    let n = problem.learners.len();
    let lessons = problem.offerings.len();
    Formulation {
        site: SiteIdx(0),
        date: date(DATE),
        day_type: String::new(),
        problem,
        activities: (0..lessons).map(|at| Activity::Lesson(LessonIdx::at(at))).collect(),
        places: vec![None; lessons],
        losses: vec![None; lessons],
        learners: (0..n).map(LearnerIdx::at).collect(),
        owed: Owed::default(),
        concerns: vec![],
    }
}

fn days(n: usize, worst: &[usize]) -> Vec<LearnerDay> {
    let day = |at: usize| LearnerDay {
        site: SiteIdx(0),
        learner: LearnerIdx::at(at),
        slots: 4,
        planned: 0,
        points: 0,
        ready: 0,
        taught_minutes: 0,
        graded: 0,
        on_grade: 0,
        asked: 0,
        granted: 0,
        missed: vec![],
        is_worst_tenth: worst.contains(&at),
    };
    (0..n).map(day).collect()
}

fn choice() -> ChoicePolicy {
    ChoicePolicy::default()
}

fn measured(school: &School, problem: &str, plan: &str, states: &LearnerStates, ways: &Pathways) -> SiteQuality {
    let problem: Problem = read_problem("problem.json", problem.as_bytes()).expect("a day problem");
    let plan: Plan = read_plan("plan.json", plan.as_bytes()).expect("a plan");
    let formulation = formulation(problem);
    let explanations = if school.wishes.is_empty() { Explanations::default() } else { explanations() };
    let days = days(formulation.learners.len(), &[K2 as usize]);
    measure(&Sight {
        school,
        choice: &choice(),
        states,
        pathways: ways,
        formulation: &formulation,
        plan: &plan,
        explanations: &explanations,
        days: &days,
    })
}

fn sheet() -> SiteQuality {
    measured(&school(), PROBLEM, PLAN, &states(), &pathways())
}

/// What was counted of each learner in order, as pairs.
fn of(measure: QualityMeasure) -> Vec<(u64, u64)> {
    sheet().by_learner[&measure].iter().map(|tally| (tally.count, tally.of)).collect()
}

fn of_site(measure: QualityMeasure) -> (u64, u64) {
    let tally = sheet().of_site[&measure];
    (tally.count, tally.of)
}

#[test]
fn company_is_counted_by_grade_and_adult() {
    // Sessions 1 (K, K, 5), 3 (K, 5) and 4 (K, 8) are wide.
    assert_eq!(of_site(QualityMeasure::WideSessions), (3, 6));
    assert_eq!(of(QualityMeasure::WideSlots), [(2, 3), (2, 3), (2, 2), (1, 2)]);
    // K1 is beside G5 alone, a mentor; K2 is beside G5 and then beside G8.
    assert_eq!(of(QualityMeasure::YoungWithOlder), [(0, 3), (2, 3), (0, 0), (0, 0)]);
    assert_eq!(of_site(QualityMeasure::LearnersPerAdult), (6, 3));
    assert_eq!(of_site(QualityMeasure::CrowdedSessions), (0, 3));
    assert_eq!(of(QualityMeasure::CrowdedSlots), [(0, 1), (0, 3), (0, 1), (0, 1)]);
}

#[test]
fn ways_are_counted_between_neighbouring_slots() {
    // K1: Hall, R1, R2, and R2 names no zone.
    assert_eq!(of(QualityMeasure::RoomChanges), [(2, 1), (0, 1), (1, 1), (1, 1)]);
    assert_eq!(of(QualityMeasure::ZoneChanges), [(1, 1), (0, 1), (1, 1), (1, 1)]);
    assert_eq!(of(QualityMeasure::ManyRoomChanges), [(0, 1); 4]);
    assert_eq!(of(QualityMeasure::ApartInRoom), [(0, 0), (1, 1), (0, 0), (1, 1)]);
}

#[test]
fn adults_are_sums() {
    assert_eq!(of(QualityMeasure::AdultsMet), [(2, 1), (2, 1), (1, 1), (2, 1)]);
    assert_eq!(of(QualityMeasure::WithoutAdvisor), [(0, 1), (1, 1), (0, 0), (0, 0)]);
    // T1 watches over a hall while somebody could be taught mathematics; A1 could teach nothing.
    assert_eq!(of_site(QualityMeasure::QualifiedSupervising), (1, 3));
    assert_eq!(of_site(QualityMeasure::WithoutDuty), (1, 5));
}

#[test]
fn minutes_are_held_against_what_is_left() {
    assert_eq!(of(QualityMeasure::OverMinutes), [(30, 1), (0, 1), (0, 1), (0, 1)]);
    assert_eq!(of(QualityMeasure::OverSteps), [(1, 1), (0, 1), (0, 0), (0, 0)]);
    assert_eq!(of(QualityMeasure::OneCompetency), [(0, 1); 4]);
}

#[test]
fn what_is_new_is_taught_first_or_not() {
    // K1 knows addition, K2 has had subtraction; a conference is no work.
    assert_eq!(of(QualityMeasure::FirstTaught), [(0, 0), (0, 1), (1, 2), (1, 2)]);
    assert_eq!(of(QualityMeasure::PracticeFirst), [(1, 1), (0, 0), (0, 0), (0, 0)]);
    assert_eq!(of(QualityMeasure::SubjectRun), [(0, 1), (1, 1), (0, 1), (0, 1)]);
    // Nothing is usual in grade 5; grade 8 should read, and does not.
    assert_eq!(of(QualityMeasure::SubjectMissing), [(0, 1), (0, 1), (0, 0), (1, 1)]);
}

#[test]
fn reviews_are_of_what_is_mastered() {
    assert_eq!(of(QualityMeasure::ReviewedTwice), [(1, 1), (0, 0), (0, 0), (0, 0)]);
    assert_eq!(of(QualityMeasure::SureReviews), [(2, 2), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn a_wish_granted_in_name_is_not_real() {
    assert_eq!(of(QualityMeasure::WishesGranted), [(2, 2), (2, 2), (1, 1), (0, 1)]);
    // T1 teaches K1 and only watches over K2; K1 and K2 do one lesson, G5 another beside them.
    assert_eq!(of(QualityMeasure::WishesReal), [(2, 2), (1, 2), (0, 1), (0, 0)]);
    assert_eq!(of(QualityMeasure::RequestsGranted), [(1, 1), (0, 0), (0, 0), (0, 1)]);
}

#[test]
fn who_talks_about_goals_is_counted_over_the_week() {
    assert_eq!(of(QualityMeasure::ConferenceToday), [(1, 1), (0, 1), (0, 1), (0, 1)]);
    assert_eq!(of(QualityMeasure::ConferenceWeek), [(1, 1), (0, 1), (1, 1), (0, 1)]);
    assert_eq!(of(QualityMeasure::WorstOff), [(0, 1), (1, 1), (0, 1), (0, 1)]);
}

#[test]
fn a_plan_that_names_what_nobody_knows_is_measured_as_far_as_it_goes() {
    let plan = PLAN
        .replace("\"room\": \"R2\"", "\"room\": \"gone\"")
        .replace("\"id\": \"G8\", \"offering\": \"add", "\"id\": \"G9\", \"offering\": \"add");
    let sheet = measured(&school(), PROBLEM, &plan, &states(), &pathways());
    assert_eq!(sheet.by_learner[&QualityMeasure::ConferenceToday][0], Tally::new(0, 1));
    assert_eq!(sheet.by_learner[&QualityMeasure::AdultsMet][3], Tally::new(1, 1));
}

/// A school of one hall: `young` of kindergarten (tag `ell`), `old` of grade 6, all in own work with one adult in slot A.
fn hall(young: usize, old: usize) -> (School, SiteQuality) {
    let mut facts: Vec<Learner> = (0..young).map(|at| learner(&format!("K{at:02}"), 0, &["ell"], None)).collect();
    facts.extend((0..old).map(|at| learner(&format!("O{at:02}"), 6, &[], None)));
    let rows: Vec<String> = facts.iter().map(|one| format!(r#"{{"id": "{}", "idle_cost": 0}}"#, one.id)).collect();
    let seats: Vec<String> =
        facts.iter().map(|one| format!(r#"{{"id": "{}", "offering": "add-alone"}}"#, one.id)).collect();
    let (head, _) = PROBLEM.split_once("\"learners\": [").expect("learners come last");
    let problem = format!("{head}\"learners\": [{}]}}", rows.join(", "));
    let (head, _) = PLAN.split_once("\"sessions\": [").expect("sessions come last");
    let plan = format!(
        r#"{head}"sessions": [{{"id": "1", "slot": "A", "station": "practice", "room": "Hall", "staff": ["A1"], "learners": [{}]}}]}}"#,
        seats.join(", ")
    );
    let school = School {
        learners: facts,
        wishes: vec![],
        requests: vec![],
        evidence: vec![],
        delivered: vec![],
        relations: vec![],
        ..school()
    };
    let states = LearnerStates { first: vec![0; young + old + 1], ..LearnerStates::default() };
    let sheet = measured(&school, &problem, &plan, &states, &Pathways::default());
    (school, sheet)
}

#[test]
fn a_hall_is_crowded_by_its_youngest() {
    let crowded = |young, old| hall(young, old).1.of_site[&QualityMeasure::CrowdedSessions];
    assert_eq!(crowded(1, 24), Tally::new(0, 1));
    assert_eq!(crowded(1, 25), Tally::new(1, 1));
    assert_eq!(crowded(0, 32), Tally::new(0, 1));
    assert_eq!(crowded(0, 33), Tally::new(1, 1));
}

/// The figure of a line; none: withheld.
fn told(school: &School, sheet: &SiteQuality, by: &str, group: &str, measure: QualityMeasure) -> Option<Option<f64>> {
    let before = BTreeMap::from([(["all", "all", "subject_run"].map(str::to_owned), 0.25)]);
    let rows = rows(school, [sheet], &before);
    let row = rows.iter().find(|row| row.by == by && row.group == group && row.measure == measure);
    let figures = row.expect("the line is there").figures;
    let is_known = by == "all" && measure == QualityMeasure::SubjectRun;
    assert!(
        figures.is_none_or(|figures| figures.before == is_known.then_some(0.25)),
        "the night before stands beside it"
    );
    figures.map(|figures| figures.figure)
}

#[test]
fn groups_are_told_of_where_they_are_not_small() {
    let (school, sheet) = hall(12, 20);
    let told = |by, group, measure| told(&school, &sheet, by, group, measure);
    assert_eq!(told("all", "all", QualityMeasure::SubjectRun), Some(Some(0.0)));
    assert_eq!(told("grade", "K", QualityMeasure::YoungWithOlder), Some(Some(1.0)));
    assert_eq!(
        told("grade", "6", QualityMeasure::YoungWithOlder),
        Some(None),
        "nobody there is young: nothing to count"
    );
    assert_eq!(told("site", "elm", QualityMeasure::CrowdedSessions), Some(Some(1.0)));
    let lines = rows(&school, [&sheet], &BTreeMap::new());
    assert!(!lines.iter().any(|row| row.by == "grade" && !row.measure.is_by_learner()), "a session is of no grade");
}

#[test]
fn few_learners_are_not_told_of_nor_who_gives_them_away() {
    let (school, sheet) = hall(9, 20);
    let told = |by, group, measure| told(&school, &sheet, by, group, measure);
    assert_eq!(told("grade", "K", QualityMeasure::SubjectRun), None);
    assert_eq!(told("tag", "ell", QualityMeasure::SubjectRun), None);
    assert_eq!(told("grade", "6", QualityMeasure::SubjectRun), None, "all less grade 6 are the nine");
    assert_eq!(told("all", "all", QualityMeasure::SubjectRun), Some(Some(0.0)));
    // Nine have something to count, though all are many.
    assert_eq!(told("all", "all", QualityMeasure::YoungWithOlder), None);
}

fn rule(measure: QualityMeasure, most: Option<f64>, least: Option<f64>, grade_max: Option<i8>) -> Posted<QualityRule> {
    let mut posted = Posted::<()>::default().with(QualityRule { measure, most, least });
    posted.id = measure.word().to_owned();
    posted.scope.grade_max = grade_max.map(Grade);
    posted
}

fn found(school: &School, sheet: &SiteQuality, quality: Vec<Posted<QualityRule>>) -> Vec<(Option<String>, (u64, u64))> {
    let rules = Rules { quality, ..Rules::default() };
    let breaches = breaches(school, &rules, date(DATE), sheet);
    breaches.into_iter().map(|breach| (breach.tag, (breach.tally.count, breach.tally.of))).collect()
}

#[test]
fn what_lies_outside_a_bound_is_found_for_those_in_scope() {
    let (school, sheet) = (school(), sheet());
    let found = |rule| found(&school, &sheet, vec![rule]);
    let changes = QualityMeasure::RoomChanges;
    assert_eq!(found(rule(changes, Some(1.0), None, None)), [], "four changes of four learners");
    assert_eq!(found(rule(changes, Some(0.9), None, None)), [(None, (4, 4))]);
    assert_eq!(found(rule(changes, Some(0.9), None, Some(0))), [(None, (2, 2))]);
    assert_eq!(found(rule(QualityMeasure::FirstTaught, None, Some(0.9), None)), [(None, (2, 5))]);
    assert_eq!(found(rule(QualityMeasure::CrowdedSessions, Some(0.0), None, None)), []);
    assert_eq!(found(rule(QualityMeasure::ReviewedTwice, Some(0.0), None, Some(-1))), [], "nobody, nothing to count");
    let mut signed = rule(changes, Some(0.0), None, Some(0));
    signed.except.learners = vec!["K1".into()];
    assert_eq!(found(signed), [], "K1 is excepted, K2 stays in one room");
}

#[test]
fn every_tag_is_held_against_all_where_no_learners_are_chosen() {
    let (school, mut sheet) = hall(12, 20);
    // Three of twelve and one of twenty are among the worst off: two times as many as of all.
    let worst = |at: usize| Tally::one([0, 1, 2, 20].contains(&at));
    sheet.by_learner.insert(QualityMeasure::WorstOff, (0..32).map(worst).collect());
    let worst_off = |most| found(&school, &sheet, vec![rule(QualityMeasure::WorstOff, Some(most), None, None)]);
    assert_eq!(worst_off(1.9), [(Some("ell".into()), (3, 12))]);
    assert_eq!(worst_off(2.0), []);
}
