//! Explanations suffice: what is said to stand in the way is enough, and what is said to be possible is.
//!
//! Tiny random days with every kind of constraint, planned by the scheduler. For each learner, candidate and slot
//! that is not in the plan the question is put, and the answer is tried out with the judge: a move said to be
//! possible must be valid and worth what was said; of one said to be blocked everything that was not named is
//! lifted, and then no way of seating the learner may pass the judge.

use daybreak::check::check_rules;
use daybreak::config::ScheduleConfig;
use daybreak::explain::{Tried, Try, try_move};
use daybreak::model::explanation::Obstacle;
use daybreak::model::plan::{Plan, Seat, Session};
use daybreak::model::problem::{Learner, Points, Problem, Room, Staff};
use daybreak::schedule::{Solution, schedule};

use crate::support::tiny::tiny_problem;

/// Seeds tried, from `DAYBREAK_SEED` (0) on; each is a day with a handful of questions.
const SEEDS: u64 = 250;

/// How often each kind of answer came, to see that the test asks what it means to ask.
#[derive(Debug, Default)]
struct Seen {
    possible: u32,
    blocked: u32,
    kinds: std::collections::BTreeSet<String>,
}

#[test]
fn what_is_named_suffices_and_what_is_possible_is_worth_what_is_said() {
    let mut seen = Seen::default();
    let first = std::env::var("DAYBREAK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    for seed in first..first + SEEDS {
        let problem = tiny_problem(seed);
        let config = ScheduleConfig { seed, effort: 0.1, ..ScheduleConfig::default() };
        let Ok(Solution { plan, .. }) = schedule(&problem, "", &config, &()) else { continue };
        for learner in &problem.learners {
            for candidate in &learner.candidates {
                for slot in &problem.slots {
                    let question =
                        Try { learner: &learner.id, offering: &candidate.offering, slot: &slot.id, may_leave: false };
                    ask(seed, &problem, &plan, question, &mut seen);
                    if !does(&plan, question) {
                        ask_leaving(seed, &problem, &plan, Try { may_leave: true, ..question }, &mut seen);
                    }
                }
            }
        }
    }
    assert!(seen.possible > 50 && seen.blocked > 1_000 && seen.kinds.len() >= 15, "too little variety: {seen:?}");
}

/// Whether the learner does the offering then.
fn does(plan: &Plan, question: Try<'_>) -> bool {
    plan.sessions.iter().any(|session| {
        session.slot == question.slot
            && session.learners.iter().any(|seat| seat.id == question.learner && seat.offering == question.offering)
    })
}

fn objective(problem: &Problem, plan: &Plan) -> Points {
    check_rules(problem, plan).objective.total()
}

/// A learner who has nothing then: joins or opens.
fn ask(seed: u64, problem: &Problem, plan: &Plan, question: Try<'_>, seen: &mut Seen) {
    let tried = try_move(problem, plan, question).expect("ids of the problem");
    possible_is_valid(seed, problem, plan, question, &tried, seen);
    if tried.sessions.is_some() || tried.obstacles == [Obstacle::RunsInto] {
        return;
    }
    seen.blocked += 1;
    let (opening, joining) = (&tried.obstacles[..1], &tried.obstacles[..]);
    let own_day = tried.obstacles.len() == 1;
    let for_opening = lift(problem, opening, question.learner);
    still_valid(seed, &for_opening, plan);
    for session in openings(&for_opening, plan, question) {
        refuse(seed, &for_opening, plan, with_new(plan, session), question, &tried);
    }
    // Without sessions to join, the one obstacle stands against opening; else it is the learner's own day.
    let joins = joinings(problem, plan, question);
    if !joins.is_empty() && (own_day || joining.len() > 1) {
        let for_joining = lift(problem, joining, question.learner);
        still_valid(seed, &for_joining, plan);
        for sessions in joins {
            refuse(seed, &for_joining, plan, sessions, question, &tried);
        }
    }
}

/// A learner who would leave what they do then.
fn ask_leaving(seed: u64, problem: &Problem, plan: &Plan, question: Try<'_>, seen: &mut Seen) {
    let tried = try_move(problem, plan, question).expect("ids of the problem");
    possible_is_valid(seed, problem, plan, question, &tried, seen);
}

fn possible_is_valid(seed: u64, problem: &Problem, plan: &Plan, question: Try<'_>, tried: &Tried, seen: &mut Seen) {
    for obstacle in &tried.obstacles {
        let name = format!("{obstacle:?}");
        seen.kinds.insert(name.split(' ').next().unwrap_or_default().to_owned());
    }
    let Some(sessions) = &tried.sessions else { return };
    seen.possible += 1;
    let after = Plan { sessions: sessions.clone(), ..plan.clone() };
    let verdict = check_rules(problem, &after);
    assert!(verdict.is_valid(), "seed {seed} {question:?}: {:?}\n{:?}", verdict.violations, tried);
    let gain = verdict.objective.total() - objective(problem, plan);
    let said = match tried.obstacles[..] {
        [Obstacle::Overlooked { points }] => points,
        [Obstacle::Outweighed { points }] => -points,
        _ => panic!("seed {seed} {question:?}: {:?} beside sessions", tried.obstacles),
    };
    assert_eq!(said, gain, "seed {seed} {question:?}");
}

/// Lifting rules must break none: else a refusal would mean nothing.
fn still_valid(seed: u64, problem: &Problem, plan: &Plan) {
    let base = check_rules(problem, plan);
    assert!(base.is_valid(), "seed {seed}: {:?}", base.violations);
}

/// The judge must refuse a way of seating the learner.
fn refuse(seed: u64, problem: &Problem, plan: &Plan, sessions: Vec<Session>, question: Try<'_>, tried: &Tried) {
    let after = Plan { sessions, ..plan.clone() };
    let verdict = check_rules(problem, &after);
    assert!(
        !verdict.is_valid(),
        "seed {seed} {question:?}: said to be blocked by {:?}, and yet {:?} is valid",
        tried.obstacles,
        after.sessions
    );
}

fn with_new(plan: &Plan, session: Session) -> Vec<Session> {
    plan.sessions.iter().cloned().chain([session]).collect()
}

/// The plan with the learner in each of the sessions that there are.
fn joinings(problem: &Problem, plan: &Plan, question: Try<'_>) -> Vec<Vec<Session>> {
    let offering = problem.offerings.iter().find(|o| o.id == question.offering).expect("an offering");
    let is_it = |session: &Session| {
        session.slot == question.slot
            && match &offering.station {
                Some(station) => session.station.as_ref() == Some(station),
                None => session.offering.as_ref() == Some(&offering.id),
            }
    };
    let join = |k: usize| {
        let mut sessions = plan.sessions.clone();
        sessions[k].learners.push(Seat { id: question.learner.into(), offering: question.offering.into() });
        sessions
    };
    (0..plan.sessions.len()).filter(|&k| is_it(&plan.sessions[k])).map(join).collect()
}

/// Every session that could be opened for the learner, alone or with any of those who have nothing in its first slot.
fn openings(problem: &Problem, plan: &Plan, question: Try<'_>) -> Vec<Session> {
    let offering = problem.offerings.iter().find(|o| o.id == question.offering).expect("an offering");
    let is_idle = |learner: &&Learner| {
        let there = |session: &Session| {
            session.slot == question.slot && session.learners.iter().any(|seat| seat.id == learner.id)
        };
        learner.id != question.learner && !plan.sessions.iter().any(there)
    };
    let mut groups = vec![vec![Seat { id: question.learner.into(), offering: question.offering.into() }]];
    for learner in problem.learners.iter().filter(is_idle) {
        let ways = learner.candidates.iter().filter(|candidate| {
            let other = problem.offerings.iter().find(|o| o.id == candidate.offering).expect("an offering");
            other.id == offering.id || (other.station.is_some() && other.station == offering.station)
        });
        let with: Vec<Vec<Seat>> = ways
            .flat_map(|way| {
                groups.iter().map(|group| {
                    let mut group = group.clone();
                    group.push(Seat { id: learner.id.clone(), offering: way.offering.clone() });
                    group
                })
            })
            .collect();
        groups.extend(with);
    }
    let station = problem.stations.iter().find(|station| offering.station.as_ref() == Some(&station.id));
    let needs = station.map_or(&offering.staff, |station| &station.staff);
    let n_people: u32 = needs.iter().map(|need| need.count).sum();
    let mut sessions = vec![];
    for room in &problem.rooms {
        // More or fewer people than needed are refused anyway.
        for people in (0..1_u32 << problem.staff.len()).filter(|people| people.count_ones() == n_people) {
            let staff = problem.staff.iter().enumerate().filter(|(at, _)| people >> at & 1 == 1);
            let staff: Vec<String> = staff.map(|(_, person)| person.id.clone()).collect();
            for learners in &groups {
                sessions.push(Session {
                    id: "tried".into(),
                    slot: question.slot.into(),
                    offering: offering.station.is_none().then(|| offering.id.clone()),
                    station: offering.station.clone(),
                    room: room.id.clone(),
                    staff: staff.clone(),
                    learners: learners.clone(),
                });
            }
        }
    }
    sessions
}

/// The problem with everything lifted that the obstacles do not name.
fn lift(problem: &Problem, obstacles: &[Obstacle], learner: &str) -> Problem {
    let names = |is: fn(&Obstacle) -> bool| obstacles.iter().any(is);
    let mut problem = problem.clone();
    let group = names(|o| {
        matches!(o, Obstacle::TooFew { .. } | Obstacle::Alone { .. } | Obstacle::GroupLimit { .. } | Obstacle::Apart)
    });
    // A resource that is short may be short for the group that must be made, and the group is what the rules leave.
    let staff = names(|o| matches!(o, Obstacle::NoStaff { .. } | Obstacle::StaffBusy { .. } | Obstacle::Barred));
    let rooms =
        names(|o| matches!(o, Obstacle::NoRoom | Obstacle::RoomsTaken | Obstacle::RoomUnfit | Obstacle::NoSeat));
    let devices = names(|o| matches!(o, Obstacle::NoDevices { .. } | Obstacle::DevicesInUse { .. }));
    let resource = staff || rooms || devices;
    if !names(|o| matches!(o, Obstacle::NoCopies)) {
        problem.offerings.iter_mut().for_each(|o| o.sessions_max = None);
        problem.stations.iter_mut().for_each(|s| s.sessions_max = None);
    }
    if !names(|o| matches!(o, Obstacle::Full { .. })) && !group {
        problem.offerings.iter_mut().for_each(|o| o.size_max += 10);
        problem.stations.iter_mut().for_each(|s| s.size_max += 10);
    }
    if !group && !resource {
        problem.offerings.iter_mut().for_each(|o| o.size_min = o.size_min.min(1));
        problem.stations.iter_mut().for_each(|s| s.size_min = s.size_min.min(1));
        problem.apart.clear();
        problem.apart_places.clear();
        problem.never_alone.retain(|rule| rule.cost.is_some());
        problem.learners.iter_mut().for_each(|l| l.group_size_max = None);
    }
    if !staff {
        plenty_of_staff(&mut problem);
    }
    if !rooms {
        problem.rooms.iter_mut().for_each(|room| room.capacity += 100);
        plenty_of_rooms(&mut problem);
    }
    if !devices {
        problem.devices.iter_mut().for_each(|device| device.count += 1_000);
    }
    lift_own_day(&mut problem, obstacles, learner);
    problem
}

/// What belongs to the learner's own day.
fn lift_own_day(problem: &mut Problem, obstacles: &[Obstacle], learner: &str) {
    let names = |is: fn(&Obstacle) -> bool| obstacles.iter().any(is);
    if !names(|o| matches!(o, Obstacle::Pinned)) {
        problem.pins.retain(|pin| pin.learner != learner);
    }
    let learner = problem.learners.iter_mut().find(|l| l.id == learner).expect("the learner");
    for candidate in &mut learner.candidates {
        if !names(|o| matches!(o, Obstacle::HadEnough { .. })) {
            candidate.times_max = 100;
        }
        if !names(|o| matches!(o, Obstacle::OneOfItsKind)) {
            candidate.exclusive = None;
        }
        if !names(|o| matches!(o, Obstacle::NotBefore)) {
            candidate.after = None;
        }
        if !names(|o| matches!(o, Obstacle::NotThen)) {
            candidate.slots = None;
        }
    }
    if !names(|o| matches!(o, Obstacle::TagFull { .. } | Obstacle::TagShort { .. })) {
        learner.requirements.clear();
    }
}

/// Four more people with every tag.
fn plenty_of_staff(problem: &mut Problem) {
    let mut tags: Vec<String> = problem.staff.iter().flat_map(|person| person.tags.clone()).collect();
    let needs = problem.offerings.iter().map(|o| &o.staff).chain(problem.stations.iter().map(|s| &s.staff));
    tags.extend(needs.flatten().map(|need| need.tag.clone()));
    tags.sort_unstable();
    tags.dedup();
    problem.staff.extend((0..4).map(|at| Staff {
        id: format!("extra{at}"),
        tags: tags.clone(),
        slots: None,
        sessions_max: None,
        consecutive_max: None,
        room_change_cost: 0,
        zone_change_cost: 0,
    }));
}

/// One more room, with every feature.
fn plenty_of_rooms(problem: &mut Problem) {
    let mut features: Vec<String> = problem.rooms.iter().flat_map(|room| room.features.clone()).collect();
    features.extend(problem.offerings.iter().flat_map(|o| o.room_features.clone()));
    features.extend(problem.stations.iter().flat_map(|s| s.room_features.clone()));
    features.extend(problem.learners.iter().flat_map(|l| l.room_features.clone()));
    problem.rooms.push(Room {
        id: "extra".into(),
        capacity: 100,
        sessions_at_once: 1,
        features,
        zone: String::new(),
        slots: None,
    });
}
