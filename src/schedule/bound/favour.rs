//! The most that a seat could bring, people and company included: the coefficients of the relaxation.

use crate::ids::{ActivityIdx, CandIdx, Grid, LearnerIdx, RoomIdx, StaffIdx};
use crate::instance::{Instance, Moved, NEVER, Room};
use daybreak_day::problem::Points;

/// `cands x slots`: the most a seat could add to the objective, requirements apart, or [`NEVER`].
///
/// - Bonuses of people: for each role the best bonus among those with its tag who are there and not barred, nobody
///   twice for one tag.
/// - Changes by people: what the seat costs because the room or the people of before cannot have it today.
/// - Company: a positive bonus counts only when both are there, so a half for each is enough, and nothing where the
///   other cannot sit; a negative one is left out.
pub(super) fn best_gains(inst: &Instance) -> Grid<CandIdx, Points> {
    let mut gains = inst.gain.clone();
    for (l, learner) in inst.learners.numbered() {
        if learner.together.is_empty() && learner.staff_bonus.is_empty() && inst.moved.is_none() {
            continue;
        }
        for c in inst.cands_of(l) {
            for s in 0..inst.n_slots {
                let gain = &mut gains[(c, s)];
                if *gain != NEVER {
                    *gain += company(inst, l, c, s) + best_bonus(inst, l, c, s) - certain_cost(inst, l, c, s);
                }
            }
        }
    }
    gains
}

/// The learner's share of the bonuses of being together with those who could sit there too.
fn company(inst: &Instance, l: LearnerIdx, c: CandIdx, s: usize) -> Points {
    let activity = inst.cands[c].activity;
    let could_sit = |other: LearnerIdx| {
        inst.cands_of(other).any(|c| inst.cands[c].activity == activity && inst.gain(c, s) != NEVER)
    };
    let shares = inst.learners[l].together.iter().filter(|(other, bonus)| *bonus > 0 && could_sit(*other));
    // The two halves add up to the whole bonus.
    shares.map(|&(other, bonus)| if l < other { bonus - bonus / 2 } else { bonus / 2 }).sum()
}

/// The most that people could add to a seat of candidate `c` that starts in `s`.
fn best_bonus(inst: &Instance, l: LearnerIdx, c: CandIdx, s: usize) -> Points {
    let learner = &inst.learners[l];
    let activity = &inst.activities[inst.cands[c].activity];
    let (Some(run), false) = (inst.run(s, activity.duration), learner.staff_bonus.is_empty()) else { return 0 };
    let bonus =
        |p: StaffIdx| learner.staff_bonus.binary_search_by_key(&p, |b| b.0).map_or(0, |i| learner.staff_bonus[i].1);
    activity
        .needs()
        .map(|(tag, count)| {
            let people = inst.people_with[tag].iter().copied();
            let could =
                people.filter(|&p| inst.staff[p].slots & run == run && learner.staff_barred.binary_search(&p).is_err());
            let mut bonuses: Vec<Points> = could.map(bonus).collect();
            bonuses.sort_unstable_by(|a, b| b.cmp(a));
            bonuses.iter().take(count).sum::<Points>()
        })
        .sum()
}

/// What a seat of candidate `c` that starts in `s` costs as a change whatever the room and people: in every slot with the
/// same offering as before, where that room or those people cannot be.
pub(super) fn certain_cost(inst: &Instance, l: LearnerIdx, c: CandIdx, s: usize) -> Points {
    let cand = &inst.cands[c];
    let activity = &inst.activities[cand.activity];
    let (Some(moved), Some(run)) = (&inst.moved, inst.run(s, activity.duration)) else { return 0 };
    let holds = |r: RoomIdx| {
        let there = |room: &Room| room.slots & run == run && room.sessions_at_once > 0;
        activity.rooms.contains(&r) && there(&inst.rooms[r]) && inst.rooms[r].capacity >= activity.size_min
    };
    let could_serve = |&p: &StaffIdx| {
        p.is_some() && inst.learners[l].staff_barred.binary_search(&p).is_err() && {
            let person = &inst.staff[p];
            let in_time = person.slots & run == run && person.consecutive_max as usize >= activity.duration;
            in_time && person.sessions_max > 0 && activity.roles.iter().any(|tag| person.tags.contains(tag))
        }
    };
    let cost = |same: bool, cost: Points| if same { 0 } else { cost };
    let in_slot = |t: usize| {
        let (_, before) = moved.seats[(l, t)].filter(|(offering, _)| *offering == cand.offering)?;
        let before = &moved.sessions[before];
        let same_people = before.staff.len() == activity.roles.len() && before.staff.iter().all(could_serve);
        Some(cost(holds(before.room), moved.room_cost) + cost(same_people, moved.people_cost))
    };
    (s..s + activity.duration).filter_map(in_slot).sum()
}

/// The most that each session could earn besides its opening cost: costs below zero for being alone.
pub(super) fn session_favour(inst: &Instance, a: ActivityIdx) -> Points {
    if inst.activities[a].is_station {
        return 0;
    }
    inst.never_alone.iter().map(|cost| -cost.unwrap_or(0).min(0)).sum()
}

/// The most that could be earned by what stays as it was: every duty of before, and a change cost below zero.
pub(super) fn kept_favour(inst: &Instance) -> Points {
    let mut ids: Vec<&String> = inst.names.previous_sessions.iter().collect();
    ids.dedup();
    let duties = |moved: &Moved| moved.duties_before(&inst.staff).count() as Points * moved.duty_cost;
    ids.len() as Points * -inst.change_cost.min(0) + inst.moved.as_ref().map_or(0, duties)
}
