//! A session: who and why, why then and there, what keeps it open, who was considered.

use super::super::{desk, learner as person, phrase};
use super::{held, learner, line, named};
use crate::inquiry::{SessionFound, TimeFound};
use crate::scene::Scene;
use daybreak_night::candidate::Activity;

/// Learners whose reasons are told, learners told who were considered, and reasons of each.
const SEATS_TOLD: usize = 12;
const CONSIDERED_TOLD: usize = 5;
const REASONS_TOLD: usize = 2;

pub fn session(scene: &Scene<'_>, found: &SessionFound) -> String {
    let problem = scene.day.problem;
    let session = &scene.known.plan.sessions[found.in_plan];
    let staff = |people: &[usize]| people.iter().map(|&at| problem.staff[at].id.clone()).collect::<Vec<String>>();
    let mut text = format!("Session {} on {}\n", session.id, scene.known.formulation.date);
    let with = match found.staff.as_slice() {
        [] => String::new(),
        people => format!(" with {}", staff(people).join(", ")),
    };
    let long = if found.len > 1 { format!(", over {} slots", found.len) } else { String::new() };
    let (slot, what) = (phrase::slot(scene, found.start), held(scene, found.in_plan));
    line(&mut text, 0, &format!("{what}, {slot}{long}, in {}{with}", session.room));

    let earns: i64 = found.seats.iter().map(|seat| seat.points).sum();
    line(
        &mut text,
        0,
        &format!("Who: {}, together {earns} points", phrase::count(found.seats.len() as u64, &phrase::LEARNER)),
    );
    for seat in found.seats.iter().take(SEATS_TOLD) {
        let own = if found.is_station {
            format!("{}: ", phrase::activity(scene.known.school, seat.activity))
        } else {
            String::new()
        };
        let why: Vec<String> = (seat.reasons.iter().take(REASONS_TOLD))
            .map(|&(why, points)| format!("{points:+} {}", person::reason(scene, seat.learner, why)))
            .collect();
        line(
            &mut text,
            1,
            &format!("{} ({} points): {own}{}", learner(scene, seat.learner), seat.points, why.join("; ")),
        );
    }
    if found.seats.len() > SEATS_TOLD {
        line(&mut text, 1, &format!("and {} more", found.seats.len() - SEATS_TOLD));
    }

    let served = found.seats.iter().filter(|seat| !matches!(seat.activity, Activity::Lesson(_))).count();
    if served > 0 {
        line(&mut text, 0, &format!("A service is given in it to {}.", phrase::count(served as u64, &phrase::LEARNER)));
    }
    line(&mut text, 0, &keeps_open(found, earns));

    if !found.times.is_empty() {
        line(&mut text, 0, "When else the same group could have it:");
        found.times.iter().for_each(|time| line(&mut text, 1, &time_text(scene, found, time, earns)));
    }
    line(&mut text, 0, &where_else(scene, found));
    for (tag, free) in &found.people {
        let free = match free.as_slice() {
            [] => "nobody else with it is free then".to_owned(),
            free => format!("free then with it: {}", named(&staff(free))),
        };
        line(&mut text, 0, &format!("It needs {tag}; {free}."));
    }
    line(
        &mut text,
        0,
        &format!("Who else could have it then: {}", phrase::count(found.considered.len() as u64, &phrase::LEARNER)),
    );
    for one in found.considered.iter().take(CONSIDERED_TOLD) {
        let why = match &one.answer {
            Ok(gain) if *gain > 0 => format!("would raise the plan by {gain} points; the search did not find it"),
            Ok(0) => "would be worth just as much".to_owned(),
            Ok(gain) => format!("would lower the plan by {} points", -gain),
            Err(obstacle) => desk::obstacle(scene, one.learner, obstacle),
        };
        line(&mut text, 1, &format!("{} ({} points): {why}", learner(scene, one.learner), one.points));
    }
    text
}

/// Its size against its least, and what it brings against what it costs to open.
fn keeps_open(found: &SessionFound, earns: i64) -> String {
    let size = found.seats.len() as u64;
    let spare = size.saturating_sub(u64::from(found.size_min));
    let leave = match spare {
        0 => "nobody may leave it".to_owned(),
        n => format!("{n} may leave it"),
    };
    format!(
        "What keeps it open: {size} of at least {} and at most {}, so {leave}; it brings {earns} points and costs {} to open.",
        found.size_min, found.size_max, found.open_cost
    )
}

/// "slot P2 (09:05 to 09:50): 8,200 points; S06 serves another session; the room is taken".
fn time_text(scene: &Scene<'_>, found: &SessionFound, time: &TimeFound, earns: i64) -> String {
    let ids = |people: &[usize]| {
        people.iter().map(|&at| scene.day.problem.staff[at].id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let mut parts = vec![match time.points {
        Some(points) if points == earns => "worth as much to them".to_owned(),
        Some(points) => format!("worth {points} points to them"),
        None => "one of them cannot begin it then".to_owned(),
    }];
    if !time.staff_away.is_empty() {
        parts.push(format!("{} is not there", ids(&time.staff_away)));
    }
    if !time.staff_busy.is_empty() {
        parts.push(format!("{} serves another session", ids(&time.staff_busy)));
    }
    if time.is_room_taken {
        parts.push(format!("{} is taken", scene.day.problem.rooms[found.room].id));
    }
    if time.points.is_some() && parts.len() == 1 {
        parts.push("only what they do then stands against it".to_owned());
    }
    format!("{}: {}", phrase::slot(scene, time.slot), parts.join("; "))
}

fn where_else(scene: &Scene<'_>, found: &SessionFound) -> String {
    let rooms = &scene.day.problem.rooms;
    let room = &rooms[found.room];
    let free: Vec<String> =
        found.rooms_free.iter().filter(|&&at| at != found.room).map(|&at| rooms[at].id.clone()).collect();
    let others = match free.as_slice() {
        [] => "no other of them is free then".to_owned(),
        free => format!("free then: {}", named(free)),
    };
    let suiting = phrase::count(found.rooms_suiting as u64, &phrase::ROOM);
    format!("Where: {} ({} seats); {suiting} would suit the group, {others}.", room.id, room.capacity)
}
