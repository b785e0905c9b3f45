//! Wishes and requests: granted by what; else why not, and the smallest change that would grant it, carried out on the plan.

use daybreak_history::memory::key_of_wish;
use daybreak_history::rows::{Row, Tables, cell};
use daybreak_night::candidate::Reason;
use daybreak_night::explanation::{Answer, Blocked, RequestFault, WishFault};
use daybreak_school::ids::{LessonIdx, RequestIdx, WishIdx};
use daybreak_school::school::{Request, WishFor};

use crate::asks;
use crate::attempt::Trial;
use crate::change::{self, Aim, Change};
use crate::scene::Scene;
use crate::together::{self, Together};

/// A wish or a request, and what became of it.
pub struct AskedFound<At: Fault> {
    pub at: At,
    /// None: it is not in force on the day.
    pub answer: Option<Answer<At::Why>>,
    /// What would grant it, the smallest first; empty where it is granted, or where no single change does.
    pub changes: Vec<Change>,
    pub then: Then,
}

/// Why the day cannot hold what is asked for.
pub trait Fault {
    type Why;
}

impl Fault for WishIdx {
    type Why = WishFault;
}

impl Fault for RequestIdx {
    type Why = RequestFault;
}

/// How the published night answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Granted,
    Declined,
    /// It was not asked for then.
    NotAsked,
    /// The night has no such table.
    Unknown,
}

/// Declined requests of one teacher for one lesson or competency, tried as one group.
pub struct GroupFound {
    pub lesson: LessonIdx,
    /// Positions in the problem.
    pub learners: Vec<usize>,
    /// None: it is no candidate of one of them.
    pub together: Option<Together>,
}

/// Each wish by itself.
pub fn wishes(scene: &Scene<'_>, trial: &Trial<'_>, tables: &Tables, asked: &[WishIdx]) -> Vec<AskedFound<WishIdx>> {
    asked.iter().map(|&at| wish(scene, trial, tables, at)).collect()
}

fn wish(scene: &Scene<'_>, trial: &Trial<'_>, tables: &Tables, at: WishIdx) -> AskedFound<WishIdx> {
    let school = scene.known.school;
    let row = &school.wishes[at.i()];
    let what = key_of_wish(school, at).2;
    let learner = &school.learners[row.learner.i()].id;
    let is_it = |told: &&Row| {
        cell(told, "learner") == learner && format!("{}:{}", cell(told, "kind"), cell(told, "value")) == what
    };
    let then = then(tables.rows("wishes.csv"), is_it);
    if !row.span.covers(scene.known.formulation.date) {
        return AskedFound { at, answer: None, changes: vec![], then };
    }
    let answer = asks::answer_wish(scene, &mut trial.clone(), at, row);
    let partner = if let WishFor::Partner(other) = &row.what { scene.position(*other) } else { None };
    let own = scene.position(row.learner);
    let changes = own.map_or(vec![], |own| {
        let movers: Vec<usize> = [Some(own), partner].into_iter().flatten().collect();
        let is_met = |trial: &Trial<'_>| {
            let mut seats = asks::seats(scene, trial, own).into_iter();
            seats.any(|seat| asks::grants_wish(scene, trial, &seat, &row.what, Some(at)))
        };
        changes(scene, trial, &answer, &movers, &is_met)
    });
    AskedFound { at, answer: Some(answer), changes, then }
}

/// Each request by itself; and those that need each other together, with what else the teacher asks for of the same.
pub fn requests(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    tables: &Tables,
    asked: &[RequestIdx],
) -> (Vec<AskedFound<RequestIdx>>, Vec<GroupFound>) {
    let found: Vec<AskedFound<RequestIdx>> = asked.iter().map(|&at| request(scene, trial, tables, at)).collect();
    let school = scene.known.school;
    let cause = |at: &RequestIdx| {
        let row = &school.requests[at.i()];
        (row.staff, row.lesson, row.competency, row.slot.as_deref())
    };
    // The first of each group stands for it.
    let is_first = |(at, one): &(usize, &RequestIdx)| !asked[..*at].iter().any(|other| cause(other) == cause(one));
    let firsts = asked.iter().enumerate().filter(is_first);
    let groups = firsts.filter_map(|(_, first)| group(scene, trial, *first)).collect();
    (found, groups)
}

fn request(scene: &Scene<'_>, trial: &Trial<'_>, tables: &Tables, at: RequestIdx) -> AskedFound<RequestIdx> {
    let school = scene.known.school;
    let row = &school.requests[at.i()];
    let lesson = row.lesson.map_or("", |at| school.lessons[at.i()].id.as_str());
    let competency = row.competency.map_or("", |at| school.competencies[at.i()].id.as_str());
    let learner = &school.learners[row.learner.i()].id;
    let keys = [
        ("staff", school.staff[row.staff.i()].id.as_str()),
        ("learner", learner),
        ("lesson", lesson),
        ("competency", competency),
        ("slot", row.slot.as_deref().unwrap_or_default()),
    ];
    let is_it = |told: &&Row| keys.iter().all(|(column, value)| cell(told, column) == *value);
    let then = then(tables.rows("requests.csv"), is_it);
    if !row.span.covers(scene.known.formulation.date) {
        return AskedFound { at, answer: None, changes: vec![], then };
    }
    let answer = asks::answer_request(scene, &mut trial.clone(), at, row);
    let changes = scene.position(row.learner).map_or(vec![], |own| {
        let is_met = |trial: &Trial<'_>| {
            let mut seats = asks::seats(scene, trial, own).into_iter();
            seats.any(|seat| asks::grants_request(scene, trial, &seat, row))
        };
        changes(scene, trial, &answer, &[own], &is_met)
    });
    AskedFound { at, answer: Some(answer), changes, then }
}

/// What was told of it then.
fn then(rows: &[Row], is_it: impl Fn(&&Row) -> bool) -> Then {
    match rows.iter().find(is_it).map(|row| cell(row, "granted") == "yes") {
        Some(true) => Then::Granted,
        Some(false) => Then::Declined,
        None if rows.is_empty() => Then::Unknown,
        None => Then::NotAsked,
    }
}

/// What would grant something that is declined.
fn changes<Why>(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    answer: &Answer<Why>,
    movers: &[usize],
    is_met: &dyn Fn(&Trial<'_>) -> bool,
) -> Vec<Change> {
    let blocked: &[Blocked] = match answer {
        Answer::Granted { .. } | Answer::Away => return vec![],
        Answer::Impossible(_) | Answer::NothingSuits => &[],
        Answer::Blocked(blocked) => blocked,
    };
    change::smallest(scene, trial, &Aim { movers, blocked, is_met })
}

/// The declined requests of the same teacher for the same, where there are several.
fn group(scene: &Scene<'_>, trial: &Trial<'_>, first: RequestIdx) -> Option<GroupFound> {
    let school = scene.known.school;
    let row = &school.requests[first.i()];
    let is_alike = |other: &Request| {
        (other.staff, other.lesson, other.competency, &other.slot) == (row.staff, row.lesson, row.competency, &row.slot)
            && other.span.covers(scene.known.formulation.date)
            && asks::is_of_site(scene, other.learner)
    };
    let mut lesson = row.lesson;
    let mut learners = vec![];
    for (at, other) in school.requests.iter().enumerate().filter(|(_, other)| is_alike(other)) {
        let answer = asks::answer_request(scene, &mut trial.clone(), RequestIdx::at(at), other);
        if let (Answer::Blocked(blocked), Some(learner)) = (&answer, scene.position(other.learner)) {
            lesson = lesson.or_else(|| blocked.iter().find_map(|entry| entry.activity.lesson()));
            learners.push(learner);
        }
    }
    learners.sort_unstable();
    learners.dedup();
    let lesson = lesson.filter(|_| learners.len() > 1)?;
    let slot = row.slot.as_deref().and_then(|slot| scene.day.slot(slot));
    let together = together::as_one_group(scene, trial, &learners, lesson, slot);
    Some(GroupFound { lesson, learners, together })
}

/// What a service that is owed lacks today: the changes that would give the learner one more slot of it.
pub fn service(scene: &Scene<'_>, trial: &Trial<'_>, at: daybreak_school::ids::ServiceIdx) -> Vec<Change> {
    let Some(own) = scene.position(scene.known.school.services[at.i()].learner) else { return vec![] };
    let given = |trial: &Trial<'_>| {
        let offerings = trial.seating.uses(own).filter(|&(_, offering)| scene.service(own, offering) == Some(at));
        offerings.count()
    };
    let today = given(trial);
    let is_met = |trial: &Trial<'_>| given(trial) > today;
    let mut blocked = asks::blocked_for(scene, &mut trial.clone(), own, None, |why| why == Reason::Service(at));
    blocked.retain(|entry| entry.start.is_some());
    change::smallest(scene, trial, &Aim { movers: &[own], blocked: &blocked, is_met: &is_met })
}

/// The changes that would place a learner in a slot.
pub fn place(scene: &Scene<'_>, trial: &Trial<'_>, learner: usize, slot: usize) -> Vec<Change> {
    let blocked = crate::slots::blocked_in(scene, &mut trial.clone(), learner, slot, true);
    let is_met = |trial: &Trial<'_>| trial.seating.session(learner, slot).is_some();
    change::smallest(scene, trial, &Aim { movers: &[learner], blocked: &blocked, is_met: &is_met })
}
