//! Ways to goals: order, dates, shared steps, alternatives.

use proptest::prelude::*;

use super::*;
use daybreak_day::time::TimeOfDay;
use daybreak_school::ids::{SiteIdx, SlotIdx};
use daybreak_school::pathway::{Change, ChangeWhat, ChangeWhy, FixBy, FormerWay, WEEK_DAYS};
use daybreak_school::school::{
    Availability, AvailabilityOf, Competency, Day, Delivered, DeliveredWhat, Goal, Grade, Learner, Per, Prerequisite,
    Service, Setting, Site, Slot, Span, Strength,
};
use daybreak_school::states::{MasteryState, MasteryStatus};

/// A Monday.
const TODAY: Date = Date::constant(2026, 11, 23);

fn c(i: usize) -> CompetencyIdx {
    CompetencyIdx::at(i)
}

/// A site with 200 learning minutes a day, one learner, `n` competencies of 120 minutes in one subject.
fn school(n: usize, needs: &[(usize, usize)]) -> School {
    let slot = |i: u32| Slot {
        site: SiteIdx::at(0),
        id: format!("P{i}"),
        start: TimeOfDay::from_minutes(480 + 60 * i).expect("in the morning"),
        end: TimeOfDay::from_minutes(530 + 60 * i).expect("in the morning"),
        block: format!("P{i}"),
        day_type: String::new(),
    };
    School {
        sites: vec![Site { id: "S".into(), time_zone: None }],
        slots: (0..4).map(slot).collect(),
        competencies: (0..n).map(|i| competency(i, "math")).collect(),
        prerequisites: needs.iter().map(|&(c, needs)| row(c, needs, None)).collect(),
        learners: vec![learner(0)],
        ..School::default()
    }
}

fn competency(i: usize, subject: &str) -> Competency {
    Competency {
        id: format!("C{i}"),
        subject: subject.into(),
        title: String::new(),
        grade: None,
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: None,
        grade_until: None,
        credits: 0.0,
        code: String::new(),
    }
}

fn learner(i: usize) -> Learner {
    Learner {
        site: SiteIdx::at(0),
        id: format!("L{i}"),
        grade: Grade(5),
        tags: vec![],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    }
}

fn row(competency: usize, needs: usize, label: Option<&str>) -> Prerequisite {
    Prerequisite {
        competency: c(competency),
        needs: c(needs),
        any_of: label.map(str::to_string),
        strength: Strength::Hard,
        encompasses: 0.0,
    }
}

fn goal(competency: usize, due: Option<Date>) -> Goal {
    Goal { learner: LearnerIdx::at(0), competency: c(competency), due, weight: 1.0, credits: None }
}

/// States of learner 0: nothing known but `mastered`; typical pace.
fn states(school: &School, mastered: &[usize]) -> LearnerStates {
    let entry = |&i: &usize| MasteryState {
        competency: c(i),
        mastery: 0.9,
        uncertainty: 0.05,
        evidence: 4,
        last_seen: TODAY,
        status: MasteryStatus::Mastered,
        mastered_on: Some(TODAY),
        due_review: Some(TODAY),
    };
    LearnerStates {
        first: vec![0, u32::try_from(mastered.len()).expect("few")],
        entries: mastered.iter().map(entry).collect(),
        prior: vec![0.2; school.competencies.len()],
        prior_class: vec![0],
        n_competencies: school.competencies.len(),
        pace: vec![1.0],
        known_from: Some(0.8),
        ..LearnerStates::default()
    }
}

/// The ways of a school whose learner has mastered these; no reserve.
fn ways(school: &School, mastered: &[usize]) -> Vec<Pathway> {
    let policy = PacingPolicy { reserve_share: 0.0, ..PacingPolicy::default() };
    plot(school, &CompetencyGraph::new(school), &states(school, mastered), TODAY, &policy).pathways
}

fn steps(way: &Pathway) -> Vec<usize> {
    way.steps.iter().map(|step| step.competency.i()).collect()
}

fn day(month: i8, day: i8) -> Date {
    Date::constant(2026, month, day)
}

#[test]
fn a_school_without_goals_has_no_ways() {
    assert!(ways(&school(3, &[]), &[]).is_empty());
}

#[test]
fn steps_come_in_order_with_minutes_and_dates() {
    let mut school = school(4, &[(1, 0), (2, 1), (3, 2)]);
    school.goals = vec![goal(2, Some(day(11, 30)))];
    let way = &ways(&school, &[])[0];
    assert_eq!(steps(way), [0, 1, 2]);
    assert_eq!(way.minutes, 360.0);
    // 200 minutes a day: 120 on Monday, 240 and 360 on Tuesday.
    let dates: Vec<Option<Date>> = way.steps.iter().map(|step| step.expected).collect();
    assert_eq!(dates, [Some(day(11, 23)), Some(day(11, 24)), Some(day(11, 24))]);
    assert_eq!(way.steps.iter().map(|step| step.ready).collect::<Vec<_>>(), [true, false, false]);
    let why: Vec<StepWhy> = way.steps.iter().map(|step| step.why).collect();
    assert_eq!(why, [StepWhy::NeededFor(c(1)), StepWhy::NeededFor(c(2)), StepWhy::Goal]);
    // Monday to Friday and the Monday after.
    assert_eq!((way.on_track, way.minutes_available), (OnTrack::OnTrack, Some(1200.0)));
}

#[test]
fn what_is_mastered_is_not_on_the_way() {
    let mut school = school(3, &[(1, 0), (2, 1)]);
    school.goals = vec![goal(2, None), goal(0, Some(TODAY))];
    let ways = ways(&school, &[0]);
    assert_eq!((steps(&ways[0]), ways[0].on_track, ways[0].minutes_available), (vec![1, 2], OnTrack::NoDate, None));
    assert_eq!((steps(&ways[1]), ways[1].on_track, ways[1].minutes), (vec![], OnTrack::Reached, 0.0));
}

#[test]
fn a_goal_taken_for_granted_still_has_to_be_shown() {
    let mut school = school(2, &[(1, 0)]);
    school.goals = vec![goal(1, None)];
    let mut states = states(&school, &[]);
    states.prior = vec![0.95; 2];
    let way = &plot(&school, &CompetencyGraph::new(&school), &states, TODAY, &PacingPolicy::default()).pathways[0];
    assert_eq!(steps(way), [1]);
    assert!((way.minutes - 12.0).abs() < 1e-9, "a tenth of the typical minutes");
}

#[test]
fn the_date_decides_between_on_track_tight_and_out_of_reach() {
    let verdict = |due: Date| {
        let mut school = school(5, &[(1, 0), (2, 1), (3, 2), (4, 3)]);
        school.goals = vec![goal(4, Some(due))];
        let way = ways(&school, &[]).remove(0);
        (way.on_track, way.minutes_available.expect("a date") - way.minutes)
    };
    // 600 minutes of work, 200 a day.
    assert_eq!(verdict(day(11, 26)), (OnTrack::OnTrack, 200.0));
    assert_eq!(verdict(day(11, 25)), (OnTrack::Tight, 0.0));
    assert_eq!(verdict(day(11, 24)), (OnTrack::OutOfReach, -200.0));
    assert_eq!(verdict(day(11, 20)), (OnTrack::OutOfReach, -600.0), "a date gone by");
}

#[test]
fn holidays_weekends_and_absences_cost_time() {
    let due = Some(day(12, 1));
    let mut school = school(1, &[]);
    school.goals = vec![goal(0, due)];
    let available = |school: &School| ways(school, &[])[0].minutes_available.expect("a date");
    // Seven weekdays.
    assert_eq!(available(&school), 1400.0);
    let holiday = |date| Day { site: SiteIdx::at(0), date, day_type: String::new(), instructional: false };
    school.days = vec![holiday(day(11, 26)), holiday(day(11, 27))];
    assert_eq!(available(&school), 1000.0);
    let row = |date, slot: &str, available| Availability {
        site: SiteIdx::at(0),
        subject: AvailabilityOf::Learner(LearnerIdx::at(0)),
        date,
        day_type: None,
        slot: Some(slot.into()),
        available,
    };
    // Lunch every day in the third slot; on one day also away in the first.
    school.availability = vec![row(None, "P2", false), row(Some(day(11, 24)), "P0", false)];
    assert_eq!(available(&school), 5.0 * 150.0 - 50.0);
    school.services = vec![Service {
        learner: LearnerIdx::at(0),
        service: "speech".into(),
        staff_tag: "speech".into(),
        minutes: 100,
        per: Per::Week,
        setting: Setting::Apart,
        group_size_max: None,
        span: Span::default(),
    }];
    assert_eq!(available(&school), 5.0 * 130.0 - 50.0);
}

#[test]
fn other_bell_schedules_have_their_own_minutes() {
    let mut school = school(1, &[]);
    school.goals = vec![goal(0, Some(TODAY))];
    school.days = vec![Day { site: SiteIdx::at(0), date: TODAY, day_type: "short".into(), instructional: true }];
    let mut short = school.slots[0].clone();
    short.day_type = "short".into();
    short.id = SlotIdx::at(9).0.to_string();
    school.slots.push(short);
    assert_eq!(ways(&school, &[])[0].minutes_available, Some(50.0));
}

#[test]
fn shared_steps_count_once_and_the_urgent_goal_goes_first() {
    let mut school = school(4, &[(1, 0), (2, 0), (3, 0)]);
    school.goals = vec![goal(1, Some(day(12, 4))), goal(2, Some(day(11, 24))), goal(3, None)];
    let ways = ways(&school, &[]);
    assert_eq!((steps(&ways[0]), steps(&ways[1])), (vec![0, 1], vec![0, 2]));
    // The second goal is due first: 240 of 400 minutes.
    assert_eq!(ways[1].minutes_available, Some(400.0));
    assert_eq!(ways[1].steps[1].expected, Some(day(11, 24)));
    // The first then needs 120 more by its own date: 2,000 less the 120 that only the other needs.
    assert_eq!(ways[0].minutes_available, Some(2000.0 - 120.0));
    assert_eq!(ways[0].steps[1].expected, Some(day(11, 24)));
    assert_eq!(ways[2].steps[1].expected, Some(day(11, 25)), "480 minutes");
}

#[test]
fn subjects_share_the_day() {
    let mut school = school(2, &[]);
    school.competencies[1] = competency(1, "science");
    school.goals = vec![goal(0, None), goal(1, None)];
    let ways = ways(&school, &[]);
    // 100 minutes a day each.
    assert_eq!(ways[0].steps[0].expected, Some(day(11, 24)));
    assert_eq!(ways[1].steps[0].expected, Some(day(11, 24)));
}

#[test]
fn a_step_beyond_the_calendar_has_no_date() {
    let mut school = school(2, &[(1, 0)]);
    let only = |date| Day { site: SiteIdx::at(0), date, day_type: String::new(), instructional: true };
    school.days = vec![only(TODAY), only(day(11, 24))];
    school.competencies[1].minutes_typical = Some(500.0);
    school.goals = vec![goal(1, None)];
    let way = &ways(&school, &[])[0];
    assert_eq!(way.steps.iter().map(|step| step.expected).collect::<Vec<_>>(), [Some(TODAY), None]);
}

#[test]
fn the_cheapest_alternative_is_taken_and_named() {
    let mut school = school(3, &[]);
    school.prerequisites = vec![row(2, 0, Some("a")), row(2, 1, Some("a"))];
    school.competencies[0].minutes_typical = Some(200.0);
    school.goals = vec![goal(2, None)];
    let way = &ways(&school, &[])[0];
    assert_eq!(steps(way), [1, 2]);
    assert_eq!(way.steps[0].why, StepWhy::AlternativeFor(c(2)));
}

#[test]
fn a_faster_learner_needs_fewer_minutes() {
    let mut school = school(1, &[]);
    school.goals = vec![goal(0, None)];
    let mut states = states(&school, &[]);
    states.pace = vec![2.0];
    let way = &plot(&school, &CompetencyGraph::new(&school), &states, TODAY, &PacingPolicy::default()).pathways[0];
    assert_eq!(way.minutes, 60.0);
}

#[test]
fn a_circle_is_learned_together() {
    let mut school = school(3, &[(0, 1), (1, 0), (2, 0)]);
    school.goals = vec![goal(2, None), goal(1, None)];
    let ways = ways(&school, &[]);
    assert_eq!(steps(&ways[0]), [0, 1, 2]);
    assert_eq!(steps(&ways[1]), [0, 1]);
    assert_eq!(ways[1].steps[0].why, StepWhy::NeededFor(c(1)));
}

/// What a night's ways tell the next one.
fn told(ways: &Pathways, school: &School) -> FormerWays {
    let mut former = FormerWay::default();
    let mut week: Vec<(Date, CompetencyIdx)> = Vec::new();
    for way in &ways.pathways {
        former.goals.insert(school.goals[way.goal.i()].competency);
        former.steps.extend(way.steps.iter().map(|step| step.competency));
        week.extend(way.steps.iter().filter_map(|step| Some((step.expected?, step.competency))));
    }
    week.sort_by_key(|&(date, _)| date);
    for (_, competency) in
        week.into_iter().filter(|&(date, _)| date < TODAY.saturating_add(jiff::Span::new().days(WEEK_DAYS - 1)))
    {
        if !former.week.contains(&competency) {
            former.week.push(competency);
        }
    }
    FormerWays::from([(LearnerIdx::at(0), former)])
}

#[test]
fn a_small_gain_changes_nothing_and_a_large_one_does() {
    let mut school = school(3, &[]);
    school.goals = vec![goal(0, None), Goal { weight: 2.0, ..goal(1, None) }];
    let policy = PacingPolicy { reserve_share: 0.0, ..PacingPolicy::default() };
    let former = FormerWay { week: vec![c(0), c(2)], steps: [c(0), c(2)].into(), goals: [c(0), c(1), c(2)].into() };
    let former = FormerWays::from([(LearnerIdx::at(0), former)]);
    let plotted = |school: &School| {
        plot_from(school, &CompetencyGraph::new(school), &states(school, &[]), TODAY, &policy, &former)
    };
    let dates = |ways: &Pathways| ways.pathways.iter().map(|way| way.expected).collect::<Vec<_>>();
    let ways = plotted(&school);
    assert_eq!(dates(&ways), [Some(day(11, 23)), Some(day(11, 24))], "40 minutes on average are less than 100");
    let change = |at: usize, what, why| Change { learner: LearnerIdx::at(0), competency: c(at), what, why };
    let gone = change(2, ChangeWhat::Removed, ChangeWhy::GoalGone);
    let known = change(1, ChangeWhat::Added, ChangeWhy::Forgotten);
    assert_eq!(ways.changes, [known, gone]);
    school.competencies[0].minutes_typical = Some(1_500.0);
    let ways = plotted(&school);
    assert_eq!(dates(&ways), [Some(day(12, 3)), Some(day(11, 23))]);
    assert_eq!(ways.changes, [change(0, ChangeWhat::Removed, ChangeWhy::Better), known, gone]);
}

#[test]
fn the_share_of_time_that_ways_get_follows_what_was_reported() {
    // Two steps of 120 minutes, 200 minutes a day of which a quarter is kept: a day and a half.
    let mut school = school(3, &[(1, 0)]);
    school.goals = vec![goal(1, None)];
    let end = |school: &School| ways(school, &[])[0].expected;
    assert_eq!(end(&school), Some(day(11, 24)));
    // Twenty days on which one lesson of 50 minutes was on the way and the rest beside it: a quarter, not three.
    let reported = |date: Date, competency: usize, minutes: u32| Delivered {
        learner: LearnerIdx::at(0),
        date,
        slot: "P0".into(),
        what: DeliveredWhat::Unknown,
        competency: Some(c(competency)),
        modality: None,
        staff: vec![],
        room: None,
        minutes,
        attended: true,
        outcome: None,
        is_reported: true,
    };
    for back in 1..=28 {
        let date = TODAY.saturating_sub(jiff::Span::new().days(back));
        if !daybreak_day::time::is_weekend(date) {
            school.delivered.extend([reported(date, 0, 50), reported(date, 2, 150)]);
        }
    }
    let with_lessons_beside = end(&school).expect("within the calendar");
    assert!(with_lessons_beside >= day(11, 25), "{with_lessons_beside}");
    // Whose time went to the way keeps its date; what was reported long ago says nothing.
    school.delivered.iter_mut().for_each(|row| row.competency = Some(c(0)));
    assert_eq!(end(&school), Some(day(11, 24)));
    school.delivered.iter_mut().for_each(|row| {
        row.competency = Some(c(2));
        row.date = row.date.saturating_sub(jiff::Span::new().days(60));
    });
    assert_eq!(end(&school), Some(day(11, 24)));
}

/// A school of ten competencies with needs (the third value: without alternatives, or of which), goals (competency, days
/// until due, weight) and typical minutes.
fn drawn(needs: &[(usize, usize, usize)], goals: &[(usize, Option<i64>, u32)], minutes: &[u32]) -> School {
    let mut school = school(10, &[]);
    school.prerequisites = needs.iter().map(|&(a, b, kind)| row(a, b, [None, Some("a"), Some("b")][kind])).collect();
    for (competency, &minutes) in school.competencies.iter_mut().zip(minutes) {
        competency.minutes_typical = Some(f64::from(minutes));
    }
    for &(at, due, weight) in goals {
        let due = due.map(|days| TODAY.saturating_add(jiff::Span::new().days(days)));
        school.goals.push(Goal { weight: f64::from(weight), ..goal(at, due) });
    }
    school
}

proptest! {
    #[test]
    fn ways_keep_needs_dates_and_sums(
        needs in prop::collection::vec((0usize..10, 0usize..10, 0usize..3), 0..20),
        mastered in prop::collection::btree_set(0usize..10, 0..4),
        goals in prop::collection::vec((0usize..10, prop::option::of(0i64..60), 1u32..4), 1..5),
        minutes in prop::collection::vec(5u32..2_000, 10),
    ) {
        let school = drawn(&needs, &goals, &minutes);
        let mastered: Vec<usize> = mastered.into_iter().collect();
        let graph = CompetencyGraph::new(&school);
        let ways = ways(&school, &mastered);
        prop_assert_eq!(ways.len(), goals.len());
        for (at, way) in ways.iter().enumerate() {
            prop_assert_eq!(way.goal.i(), at);
            let target = school.goals[at].competency;
            prop_assert_eq!(way.on_track == OnTrack::Reached, mastered.contains(&target.i()));
            prop_assert!(way.steps.is_empty() || way.steps.iter().any(|step| step.competency == target));
            let sum: f64 = way.steps.iter().map(|step| step.minutes).sum();
            prop_assert!(way.minutes_p80 >= way.minutes && way.expected_p80 >= way.expected || way.expected_p80.is_none());
            prop_assert!(way.steps.iter().all(|step| step.earliest <= step.expected || step.expected.is_none()));
            for fix in &way.fixes {
                prop_assert!(fix.then == OnTrack::OnTrack || fix.then == OnTrack::Tight);
                if let FixBy::Later(date) = fix.change {
                    let mut later = school.clone();
                    later.goals[at].due = Some(date);
                    prop_assert_eq!(self::ways(&later, &mastered)[at].on_track, OnTrack::OnTrack, "as foretold");
                }
            }
            prop_assert!((sum - way.minutes).abs() < 1e-6);
            let mut known: Vec<CompetencyIdx> = mastered.iter().map(|&i| c(i)).collect();
            for step in &way.steps {
                prop_assert!(graph.is_ready(step.competency, |need| known.contains(&need)), "needs come first");
                known.push(step.competency);
            }
            let within_calendar = way.steps.iter().take_while(|step| step.expected.is_some()).count();
            prop_assert!(way.steps[..within_calendar].is_sorted_by_key(|step| step.expected));
            let soon = |step: &&Step| step.slack_days.is_some_and(|days| days < 0);
            let late = way.steps.iter().find(soon);
            prop_assert!(late.is_none() || ways.iter().any(|way| way.on_track == OnTrack::OutOfReach), "nobody is late");
            if let (OnTrack::OnTrack, Some(due)) = (way.on_track, school.goals[at].due) {
                let last = way.steps.iter().map(|step| step.expected.expect("within the calendar")).max();
                prop_assert!(last.is_none_or(|last| last <= due), "on track, and done by the date");
            }
        }
    }

    #[test]
    fn the_same_night_again_changes_nothing(
        needs in prop::collection::vec((0usize..10, 0usize..10, 0usize..3), 0..20),
        goals in prop::collection::vec((0usize..10, prop::option::of(0i64..60), 1u32..4), 1..5),
        minutes in prop::collection::vec(5u32..600, 10),
    ) {
        let school = drawn(&needs, &goals, &minutes);
        let (graph, states, policy) = (CompetencyGraph::new(&school), states(&school, &[]), PacingPolicy::default());
        let first = plot(&school, &graph, &states, TODAY, &policy);
        let again = plot_from(&school, &graph, &states, TODAY, &policy, &told(&first, &school));
        prop_assert_eq!(again.changes, vec![]);
        for (one, other) in first.pathways.iter().zip(&again.pathways) {
            prop_assert_eq!(one.minutes, other.minutes);
            prop_assert_eq!(one.on_track, other.on_track);
        }
    }
}
