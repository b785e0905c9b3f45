//! Accounts, matching and the dry run, against cases and against brute force.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::owe;
use super::seats::{Claim, DryRun, Horizon, Kind, Person};
use daybreak_day::time::{Date, TimeOfDay};
use daybreak_night::owed::{Missed, ServiceDue, ShortWhy};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx, StaffIdx};
use daybreak_school::rules::ServicePolicy;
use daybreak_school::school::{
    Availability, AvailabilityOf, Day, Delivered, DeliveredWhat, Grade, Learner, Per, School, Service, Setting, Site,
    Slot, Span, Staff,
};

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A site with slots of these minutes, learners and specialists of speech; Monday is 2026-11-23.
fn school(minutes: &[u32], n_learners: usize, n_staff: usize) -> School {
    let mut start = 480;
    let slots = minutes.iter().enumerate().map(|(i, minutes)| {
        let from = TimeOfDay::from_minutes(start).expect("within the day");
        start += minutes;
        let end = TimeOfDay::from_minutes(start).expect("within the day");
        Slot { site: SiteIdx(0), id: format!("S{i}"), start: from, end, block: "am".into(), day_type: String::new() }
    });
    let learner = |i: usize| Learner {
        site: SiteIdx(0),
        id: format!("L{i}"),
        grade: Grade(3),
        tags: vec![],
        languages: vec![],
        interests: vec![],
        strengths: vec![],
        advisor: None,
        group_size_max: None,
        room_features: vec![],
        screen_slots_max: None,
        accommodations: Default::default(),
    };
    let person = |i: usize| Staff {
        site: SiteIdx(0),
        id: format!("P{i}"),
        tags: vec!["speech".into()],
        sessions_max: None,
        consecutive_max: None,
        zone: String::new(),
    };
    School {
        sites: vec![Site { id: "elm".into(), time_zone: None }],
        slots: slots.collect(),
        learners: (0..n_learners).map(learner).collect(),
        staff: (0..n_staff).map(person).collect(),
        ..School::default()
    }
}

fn service(learner: usize, minutes: u32, per: Per) -> Service {
    Service {
        learner: LearnerIdx::at(learner),
        service: "speech".into(),
        staff_tag: "speech".into(),
        minutes,
        per,
        setting: Setting::Apart,
        group_size_max: Some(1),
        span: Span::default(),
    }
}

fn had(on: &str, learner: usize, minutes: u32, attended: bool) -> Delivered {
    Delivered {
        date: date(on),
        learner: LearnerIdx::at(learner),
        slot: "S0".into(),
        what: DeliveredWhat::Service("speech".into()),
        competency: None,
        modality: None,
        staff: vec![StaffIdx(0)],
        room: None,
        minutes,
        attended,
        outcome: None,
        is_reported: true,
    }
}

fn away(subject: AvailabilityOf, on: &str) -> Availability {
    let (date, day_type, slot) = (Some(date(on)), None, None);
    Availability { site: SiteIdx(0), subject, date, day_type, slot, available: false }
}

fn due(school: &School, policy: &ServicePolicy, on: &str) -> Vec<ServiceDue> {
    owe(&SiteDay::of(school, SiteIdx(0), date(on)), policy).services
}

#[test]
fn a_debt_of_twenty_minutes_is_one_slot_of_forty_five() {
    let mut school = school(&[45, 45], 1, 1);
    school.services = vec![service(0, 65, Per::Week)];
    school.delivered = vec![had("2026-11-23", 0, 45, true)];
    let [line] = due(&school, &ServicePolicy::default(), "2026-11-24")[..] else { panic!("one service") };
    assert_eq!((line.owed, line.delivered, line.remaining(), line.due_today_slots), (65, 45, 20, 1));
    assert_eq!(line.make_up, 0, "the record begins on Monday");
}

#[test]
fn slots_count_by_their_own_length() {
    let mut school = school(&[30, 30, 30], 1, 1);
    school.services = vec![service(0, 90, Per::Day)];
    let [line] = due(&school, &ServicePolicy::default(), "2026-11-23")[..] else { panic!("one service") };
    assert_eq!((line.due_today_slots, line.urgency_percent, line.shortage), (3, 100, None));
    school.services = vec![service(0, 100, Per::Day)];
    let [line] = due(&school, &ServicePolicy::default(), "2026-11-23")[..] else { panic!("one service") };
    let short = line.shortage.expect("ten minutes too much");
    assert_eq!((short.minutes, short.why), (10, ShortWhy::OwnTime { possible: 90 }));
}

#[test]
fn what_a_past_week_missed_is_owed_on_top_until_it_lapses() {
    let mut school = school(&[45, 45], 1, 1);
    school.services = vec![service(0, 90, Per::Week)];
    // Week of 9 November: 45 of 90, while the learner was away; week of 16 November: 90.
    school.delivered = vec![
        had("2026-11-09", 0, 45, true),
        had("2026-11-10", 0, 45, false),
        had("2026-11-16", 0, 45, true),
        had("2026-11-17", 0, 45, true),
    ];
    let policy = ServicePolicy::default();
    let [line] = due(&school, &policy, "2026-11-23")[..] else { panic!("one service") };
    assert_eq!((line.owed, line.make_up, line.missed, line.due), (90, 45, Some(Missed::LearnerAbsent), 135));
    assert_eq!(line.make_up_until, Some(date("2026-12-27")));
    let [line] = due(&school, &ServicePolicy { make_up_absences: 0.0, ..policy.clone() }, "2026-11-23")[..] else {
        panic!("one service")
    };
    assert_eq!(line.make_up, 0, "an absence is not made up for");
    let [line] = due(&school, &ServicePolicy { make_up_weeks: 1, ..policy.clone() }, "2026-11-23")[..] else {
        panic!("one service")
    };
    assert_eq!(line.make_up, 0, "lapsed on Sunday");
    let [line] = due(&school, &ServicePolicy { make_up_percent_max: 10, ..policy.clone() }, "2026-11-23")[..] else {
        panic!("one service")
    };
    assert_eq!((line.make_up, line.due), (45, 99), "ten percent of ninety in one week");
}

#[test]
fn what_is_given_beyond_a_period_pays_old_debts_and_nothing_else() {
    let mut school = school(&[45, 45], 1, 1);
    school.services = vec![service(0, 60, Per::Week)];
    // 60 missed, then 90 given: 30 of it pay the debt.
    school.delivered =
        vec![had("2026-11-09", 0, 0, true), had("2026-11-16", 0, 45, true), had("2026-11-17", 0, 45, true)];
    let policy = ServicePolicy::default();
    let [line] = due(&school, &policy, "2026-11-23")[..] else { panic!("one service") };
    assert_eq!((line.owed, line.make_up, line.missed), (60, 30, Some(Missed::NoRecord)));
    // Without a debt nothing is left over, unless the rules say so.
    school.delivered = vec![had("2026-11-16", 0, 45, true), had("2026-11-17", 0, 45, true)];
    assert_eq!(due(&school, &policy, "2026-11-23")[0].owed, 60);
    assert_eq!(due(&school, &ServicePolicy { advance: 1.0, ..policy }, "2026-11-23")[0].owed, 30);
}

#[test]
fn a_specialist_who_was_away_is_told_apart_from_a_plan_that_forgot() {
    let mut school = school(&[45], 2, 1);
    school.services = vec![service(0, 45, Per::Week)];
    let lesson = |on: &str| Delivered { what: DeliveredWhat::Lesson(LessonIdx(0)), ..had(on, 1, 45, true) };
    let week = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"];
    school.delivered = week.iter().map(|on| lesson(on)).collect();
    let policy = ServicePolicy::default();
    assert_eq!(due(&school, &policy, "2026-11-23")[0].missed, Some(Missed::NotPlanned));
    school.availability = vec![away(AvailabilityOf::Staff(StaffIdx(0)), "2026-11-18")];
    assert_eq!(due(&school, &policy, "2026-11-23")[0].missed, Some(Missed::StaffAbsent));
    school.availability = vec![away(AvailabilityOf::Learner(LearnerIdx(0)), "2026-11-18")];
    assert_eq!(due(&school, &policy, "2026-11-23")[0].missed, Some(Missed::LearnerAbsent));
}

#[test]
fn a_delivered_row_counts_once_where_a_service_stands_twice() {
    let mut school = school(&[45, 45], 1, 1);
    let with_class = Service { setting: Setting::WithClass, ..service(0, 45, Per::Week) };
    school.services = vec![service(0, 45, Per::Week), with_class];
    school.delivered = vec![had("2026-11-23", 0, 45, true)];
    let given = |school: &School| -> Vec<u32> {
        due(school, &ServicePolicy::default(), "2026-11-24").iter().map(|line| line.delivered).collect()
    };
    assert_eq!(given(&school), [45, 0], "apart: no lesson stands beside it");
    let beside = Delivered { what: DeliveredWhat::Lesson(LessonIdx(0)), ..had("2026-11-23", 0, 45, true) };
    school.delivered = vec![beside, had("2026-11-23", 0, 45, true)];
    assert_eq!(given(&school), [0, 45], "with the class");
    // Two rows alike in everything but their spans: the first is filled first.
    school.services = vec![service(0, 45, Per::Week), service(0, 45, Per::Week)];
    school.services[1].span.from = Some(date("2026-11-02"));
    let again = Delivered { slot: "S1".into(), ..had("2026-11-23", 0, 45, true) };
    school.delivered = vec![had("2026-11-23", 0, 45, true)];
    assert_eq!(given(&school), [45, 0]);
    school.delivered.push(again);
    assert_eq!(given(&school), [45, 45]);
}

#[test]
fn a_part_of_a_week_owes_its_part() {
    let mut school = school(&[45], 1, 1);
    school.services = vec![service(0, 91, Per::Week)];
    school.services[0].span.from = Some(date("2026-11-26"));
    assert_eq!(due(&school, &ServicePolicy::default(), "2026-11-26")[0].owed, 37, "two of five days, rounded up");
}

#[test]
fn what_the_specialist_s_days_cannot_hold_is_known_on_monday() {
    let mut school = school(&[45], 4, 1);
    school.services = (0..4).map(|learner| service(learner, 45, Per::Week)).collect();
    let friday_off = Day { site: SiteIdx(0), date: date("2026-11-27"), day_type: String::new(), instructional: false };
    school.days = vec![friday_off];
    school.availability = vec![away(AvailabilityOf::Staff(StaffIdx(0)), "2026-11-25")];
    let lines = due(&school, &ServicePolicy::default(), "2026-11-23");
    let short: Vec<_> = lines.iter().filter_map(|line| line.shortage).collect();
    assert_eq!(short.len(), 1, "four slots are owed and three are left: {lines:?}");
    assert_eq!(short[0].why, ShortWhy::Shared { people: 1, owed: 180, possible: 135 });
    assert_eq!(lines.iter().map(|line| line.due_today_slots).sum::<u32>(), 1);
    assert!(lines.iter().all(|line| line.by_when == Some(date("2026-11-26"))), "{lines:?}");
}

/// A tiny horizon: claims of one or two slots, one seat a session, one claim a learner.
fn tiny(rng: &mut ChaCha8Rng) -> Horizon {
    let (n_days, n_slots) = (rng.random_range(1..=3), rng.random_range(1..=2));
    let there = |rng: &mut ChaCha8Rng, odds: f64| -> Vec<Vec<bool>> {
        (0..n_days).map(|_| (0..n_slots).map(|_| rng.random_bool(odds)).collect()).collect()
    };
    let n_people = rng.random_range(1..=2);
    let people: Vec<Person> = (0..n_people)
        .map(|_| Person {
            there: there(rng, 0.7),
            sessions_max: if rng.random_bool(0.5) { rng.random_range(1..=2) } else { usize::MAX },
        })
        .collect();
    let kinds = (0..n_people).map(|first| Kind { seats: 1, people: (first..n_people).collect() }).collect();
    let claims = (0..rng.random_range(1..=4))
        .map(|learner| Claim {
            learner,
            kind: rng.random_range(0..n_people),
            minutes: 45 * rng.random_range(1..=2),
            there: there(rng, 0.6),
        })
        .collect();
    Horizon { minutes: vec![vec![45; n_slots]; n_days], people, kinds, claims }
}

/// Slots by claim, sessions by person and day, and the learners, days and slots taken.
type State = (Vec<u32>, Vec<usize>, Vec<(usize, usize, usize)>);

/// The most slots that can be given in all, by trying everything.
fn most(horizon: &Horizon) -> usize {
    fn go(horizon: &Horizon, seats: &[(usize, usize, usize)], at: usize, state: &mut State) -> usize {
        let Some(&(person, day, slot)) = seats.get(at) else { return 0 };
        let mut best = go(horizon, seats, at + 1, state);
        let n_days = horizon.minutes.len();
        for (i, claim) in horizon.claims.iter().enumerate() {
            let fits = claim.there[day][slot]
                && horizon.people[person].there[day][slot]
                && horizon.kinds[claim.kind].people.contains(&person)
                && state.0[i] * 45 < claim.minutes
                && state.1[person * n_days + day] < horizon.people[person].sessions_max
                && !state.2.contains(&(claim.learner, day, slot));
            if fits {
                state.0[i] += 1;
                state.1[person * n_days + day] += 1;
                state.2.push((claim.learner, day, slot));
                best = best.max(1 + go(horizon, seats, at + 1, state));
                state.2.pop();
                state.1[person * n_days + day] -= 1;
                state.0[i] -= 1;
            }
        }
        best
    }
    let mut seats = Vec::new();
    for person in 0..horizon.people.len() {
        for day in 0..horizon.minutes.len() {
            seats.extend((0..horizon.minutes[day].len()).map(|slot| (person, day, slot)));
        }
    }
    let mut state = (vec![0; horizon.claims.len()], vec![0; horizon.people.len() * horizon.minutes.len()], vec![]);
    go(horizon, &seats, 0, &mut state)
}

#[test]
fn the_dry_run_gives_out_as_much_as_brute_force() {
    for seed in 0..600 {
        let horizon = tiny(&mut ChaCha8Rng::seed_from_u64(seed));
        let run = DryRun::new(&horizon);
        let given: u32 = (0..horizon.claims.len()).map(|claim| run.slots(claim)).sum();
        assert_eq!(given as usize, most(&horizon), "seed {seed}: {horizon:?}");
    }
}

#[test]
fn following_the_ledger_day_by_day_repays_whatever_can_be_repaid() {
    let mut n_all = 0;
    for seed in 0..600 {
        let mut horizon = tiny(&mut ChaCha8Rng::seed_from_u64(seed));
        let slots: u32 = horizon.claims.iter().map(|claim| claim.minutes / 45).sum();
        if most(&horizon) < slots as usize {
            continue;
        }
        n_all += 1;
        for _ in 0..horizon.minutes.len() {
            let run = DryRun::new(&horizon);
            let today: Vec<u32> = (0..horizon.claims.len()).map(|claim| run.slots_today(claim)).collect();
            horizon.minutes.remove(0);
            horizon.people.iter_mut().for_each(|person| drop(person.there.remove(0)));
            for (claim, slots) in horizon.claims.iter_mut().zip(today) {
                claim.there.remove(0);
                claim.minutes = claim.minutes.saturating_sub(45 * slots);
            }
        }
        assert!(horizon.claims.iter().all(|claim| claim.minutes == 0), "seed {seed} leaves a debt");
    }
    assert!(n_all > 150, "only {n_all} of the cases could be repaid at all");
}

#[test]
fn whoever_is_said_to_have_slack_can_wait() {
    let mut n_waiting = 0;
    for seed in 0..600 {
        let horizon = tiny(&mut ChaCha8Rng::seed_from_u64(seed));
        let run = DryRun::new(&horizon);
        for claim in 0..horizon.claims.len() {
            let today = run.slots_today(claim);
            if today > 0 && run.more_later(claim, 8).0 >= today {
                let mut waiting = horizon.clone();
                waiting.claims[claim].there[0].fill(false);
                assert_eq!(most(&waiting), most(&horizon), "seed {seed}: claim {claim} should lose nothing by waiting");
                n_waiting += 1;
            }
        }
    }
    assert!(n_waiting > 100, "only {n_waiting} claims could wait");
}

#[test]
fn shared_sessions_hold_their_seats_and_no_more() {
    let there = vec![vec![true; 2]; 2];
    let claims = (0..7).map(|learner| Claim { learner, kind: 0, minutes: 45, there: there.clone() }).collect();
    let person = Person { there: there.clone(), sessions_max: 1 };
    let kinds = vec![Kind { seats: 3, people: vec![0] }];
    let horizon = Horizon { minutes: vec![vec![45; 2]; 2], people: vec![person], kinds, claims };
    let run = DryRun::new(&horizon);
    let given: u32 = (0..7).map(|claim| run.slots(claim)).sum();
    assert_eq!(given, 6, "two days, a session each, three seats each");
}
