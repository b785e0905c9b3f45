//! Phrases for the coordinator: what stands in the way, and what would help.

use std::collections::BTreeMap;

use super::phrase;
use crate::scene::Scene;
use crate::slots;
use daybreak_night::explanation::{Answer, Blocked, Obstacle, Scarce};
use daybreak_night::promise::MovedWhy;

/// What stands in the way of a learner, as a clause without a full stop.
pub fn obstacle(scene: &Scene<'_>, learner: usize, obstacle: &Obstacle) -> String {
    let problem = scene.day.problem;
    let tag_of = |requirement: &usize| {
        problem.learners[learner].requirements.get(*requirement).map_or("", |requirement| requirement.tag.as_str())
    };
    match obstacle {
        Obstacle::NotThen => "cannot start then".to_owned(),
        Obstacle::RunsInto => "would run into another session or an absence".to_owned(),
        Obstacle::HadEnough { times } => {
            format!("is had {} already, as often as it may be", phrase::count(*times, &phrase::TIME))
        }
        Obstacle::OneOfItsKind => "is not had beside another of its kind on the same day".to_owned(),
        Obstacle::NotBefore => "must come in order with the lesson that it belongs to".to_owned(),
        Obstacle::Pinned => "contradicts a pin".to_owned(),
        Obstacle::TagFull { requirement } => format!("would exceed the slots with {}", tag_of(requirement)),
        Obstacle::TagShort { requirement } => format!("would leave too few slots with {}", tag_of(requirement)),
        Obstacle::Apart => "would bring together learners who are kept apart".to_owned(),
        Obstacle::Alone { tag } => format!("would leave one learner with {tag} alone in the group"),
        Obstacle::GroupLimit { learners_max } => {
            format!("is a larger group than suits one of its learners (at most {learners_max})")
        }
        Obstacle::Barred => "has only people who are not to work with one of the learners".to_owned(),
        Obstacle::RoomUnfit => "is in a room that lacks what the learner needs".to_owned(),
        Obstacle::NoStaff { tag } => format!("needs more people with {tag} than are there"),
        Obstacle::NoRoom => "needs a room that is not there".to_owned(),
        Obstacle::NoDevices { device } => format!("needs more of {} than there are", problem.devices[*device].id),
        Obstacle::NoCopies => "is held as often as it may be".to_owned(),
        Obstacle::TooFew { learners, needed } => {
            format!("needs {} and has {learners} free", phrase::count(*needed, &phrase::LEARNER))
        }
        Obstacle::StaffBusy { tag } => format!("needs {tag}, and everyone with it is busy"),
        Obstacle::RoomsTaken => "needs a room, and all that suit are taken".to_owned(),
        Obstacle::DevicesInUse { device } => format!("needs {}, and all are in use", problem.devices[*device].id),
        Obstacle::Full { learners_max } => format!("is full ({})", phrase::count(*learners_max, &phrase::LEARNER)),
        Obstacle::NoSeat => "is in a room without another seat".to_owned(),
        Obstacle::OthersNeedThem => "would leave the learner's present group too small".to_owned(),
        Obstacle::Outweighed { points: 0 } => "would be worth just as much".to_owned(),
        Obstacle::Outweighed { points } => format!("would lower the plan by {points} points"),
        Obstacle::Overlooked { points } => {
            format!("is possible and would raise the plan by {points} points; the search did not find it")
        }
    }
}

/// Everything that stands against a blocked candidate, as clauses.
pub fn obstacles(scene: &Scene<'_>, learner: usize, blocked: &Blocked) -> String {
    let mut clauses: Vec<String> = blocked.obstacles.iter().map(|o| obstacle(scene, learner, o)).collect();
    clauses.dedup();
    match clauses.split_first() {
        None => String::new(),
        Some((first, [])) => first.clone(),
        Some((first, joins)) => format!("{first}; the one already open {}", joins.join(" or ")),
    }
}

/// What stands against all of them, the most frequent first, each with how many it stops.
pub fn summary(scene: &Scene<'_>, learner: usize, blocked: &[Blocked]) -> String {
    if blocked.is_empty() {
        return "Nothing suits the learner today.".to_owned();
    }
    let mut counts: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (at, entry) in blocked.iter().enumerate() {
        let (n, _) = counts.entry(obstacles(scene, learner, entry)).or_insert((0, at));
        *n += 1;
    }
    let mut clauses: Vec<(String, (u64, usize))> = counts.into_iter().collect();
    clauses.sort_by_key(|&(_, (n, first))| (std::cmp::Reverse(n), first));
    if let [(clause, _)] = clauses.as_slice() {
        return match blocked.len() {
            1 => format!("It {clause}."),
            n => format!("Every lesson that would do ({n}) {clause}."),
        };
    }
    let first = &clauses[0];
    let others = clauses[1..].iter().map(|(clause, _)| format!("it {clause}")).collect::<Vec<_>>().join(", or ");
    let mostly = if first.1.0 * 2 > blocked.len() as u64 { "Mostly" } else { "Often" };
    format!("{mostly}: it {}. Else {others}.", first.0)
}

/// The smallest change that would let one of them take place: a possible move first, the cheapest one; else the
/// dearest candidate for which a person can do something.
pub fn help(scene: &Scene<'_>, blocked: &[Blocked]) -> String {
    let possible = blocked.iter().filter(|entry| slots::nearness(entry) >= POSSIBLE).max_by_key(|e| slots::nearness(e));
    let found = possible.into_iter().chain(blocked).find_map(|entry| Some((entry, remedy(scene, entry)?)));
    match found {
        Some((entry, remedy)) => {
            format!("{remedy}: then {} could take place.", phrase::activity(scene.known.school, entry.activity))
        }
        None => "Another day: nothing that one change of today's resources would give.".to_owned(),
    }
}

/// From here on a blocked candidate is possible and only costs.
const POSSIBLE: (u8, i64) = (14, i64::MIN);

/// What a person could do about the first obstacle; none where only moving others helps.
fn remedy(scene: &Scene<'_>, blocked: &Blocked) -> Option<String> {
    let at = blocked.start.map(|slot| format!(" in slot {}", scene.day.problem.slots[slot].id)).unwrap_or_default();
    match blocked.obstacles.first()? {
        Obstacle::NoStaff { tag } | Obstacle::StaffBusy { tag } => Some(format!("One more person with {tag}{at}")),
        Obstacle::NoRoom | Obstacle::RoomsTaken => Some(format!("One more suitable room{at}")),
        Obstacle::NoSeat => Some(format!("One more seat{at}")),
        Obstacle::NoDevices { device } | Obstacle::DevicesInUse { device } => {
            Some(format!("More of {}{at}", scene.day.problem.devices[*device].id))
        }
        Obstacle::TooFew { learners, needed } => {
            let more = phrase::count(needed.saturating_sub(*learners), &phrase::CLASSMATE);
            Some(format!("{more} more, free and ready for it{at}"))
        }
        Obstacle::NoCopies => Some("Leave to hold it once more".to_owned()),
        Obstacle::Overlooked { .. } => Some(format!("A pin{at}, or a longer search")),
        Obstacle::Outweighed { points } => Some(format!("A pin{at}, at a price of {points} points")),
        Obstacle::OthersNeedThem => Some(format!("A pin{at}, which takes the learner out of a group that needs them")),
        Obstacle::Pinned => Some(format!("The pin{at} given up")),
        Obstacle::NotThen
        | Obstacle::RunsInto
        | Obstacle::HadEnough { .. }
        | Obstacle::OneOfItsKind
        | Obstacle::NotBefore
        | Obstacle::TagFull { .. }
        | Obstacle::TagShort { .. }
        | Obstacle::Apart
        | Obstacle::Alone { .. }
        | Obstacle::GroupLimit { .. }
        | Obstacle::Barred
        | Obstacle::RoomUnfit
        | Obstacle::Full { .. } => None,
    }
}

/// A resource by name.
pub fn resource(scene: &Scene<'_>, resource: &Scarce) -> String {
    match resource {
        Scarce::Staff(tag) => format!("people with {tag}"),
        Scarce::Rooms => "rooms".to_owned(),
        Scarce::Devices(device) => format!("units of {}", scene.day.problem.devices[*device].id),
    }
}

/// Why something that was asked for is declined, and what would help.
pub fn declined<Fault>(
    scene: &Scene<'_>,
    learner: Option<usize>,
    answer: &Answer<Fault>,
    fault: impl Fn(&Fault) -> String,
) -> (String, String) {
    match (answer, learner) {
        (Answer::Blocked(blocked), Some(learner)) => (summary(scene, learner, blocked), help(scene, blocked)),
        (Answer::Impossible(why), _) => (fault(why), String::new()),
        (Answer::NothingSuits, _) => (
            "Nothing among what suits the learner today would grant it.".to_owned(),
            "A pin, if a person decides so.".to_owned(),
        ),
        (Answer::Away, _) | (Answer::Blocked(_), None) => ("The learner is not there today.".to_owned(), String::new()),
        (Answer::Granted { .. }, _) => (String::new(), String::new()),
    }
}

/// Why somebody is moved from where they were published to be.
pub fn moved(why: &MovedWhy) -> String {
    match why {
        MovedWhy::AdultAway(person) => format!("{person} is away"),
        MovedWhy::RoomClosed(room) => format!("{room} cannot be used"),
        MovedWhy::GroupTooSmall { there, size_min } => {
            format!("{there} of the group are there, and it needs {size_min}")
        }
        MovedWhy::Decided => "a person decided".to_owned(),
        MovedWhy::KeptApart(other) => format!("to be kept apart from {other}"),
        MovedWhy::OwnDay => "what was planned then has another slot".to_owned(),
        MovedWhy::NotOffered => "it is no longer possible for the learner".to_owned(),
        MovedWhy::StandsIn(person) => format!("stands in for {person}"),
        MovedWhy::SessionEnded => "the session does not take place".to_owned(),
        MovedWhy::ForOthers => "others need it, or the day gains by it".to_owned(),
    }
}
