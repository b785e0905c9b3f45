//! A line of what needs a person: as it was published, whole, and what would change it, carried out on the plan.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_history::rows::{Row, Tables, cell};
use daybreak_night::kind::ConcernKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, RequestIdx, ServiceIdx, StaffIdx, WishIdx};

use super::asked::{self, AskedFound, GroupFound};
use crate::asks;
use crate::attempt::Trial;
use crate::change::Change;
use crate::scene::Scene;
use crate::services;

/// An exception or a matter.
pub struct LineFound {
    /// Its place in the list of its table.
    pub number: String,
    pub row: Row,
    /// Of a matter, the exceptions that it stands for, each with its place.
    pub stands_for: Vec<(usize, Row)>,
    pub tried: Remedies,
}

/// What was carried out on the published plan for it.
pub enum Remedies {
    /// The kind of thing that no change of the day's plan mends.
    Nothing,
    Wishes(Vec<AskedFound<WishIdx>>),
    Requests(Vec<AskedFound<RequestIdx>>, Vec<GroupFound>),
    /// One more slot of each service that is short: by what; none found where it is empty.
    Services(Vec<(ServiceIdx, Vec<Change>)>),
    /// A place in the slot, the same.
    Place(Vec<Change>),
}

/// Lines of `exceptions.csv`.
pub fn exceptions(scene: &Scene<'_>, trial: &Trial<'_>, rows: &[(usize, Row)]) -> Vec<LineFound> {
    let found = |(number, row): &(usize, Row)| LineFound {
        number: number.to_string(),
        row: row.clone(),
        stands_for: vec![],
        tried: tried(scene, trial, row),
    };
    rows.iter().map(found).collect()
}

/// A line of `matters.csv` with the exceptions of its kind about its subjects.
pub fn matter(scene: &Scene<'_>, trial: &Trial<'_>, tables: &Tables, row: &Row) -> LineFound {
    let subjects: BTreeSet<&str> = cell(row, "subjects").split(';').collect();
    let is_of_it = |line: &&(usize, &Row)| {
        let same = |column| cell(line.1, column) == cell(row, column);
        same("kind") && same("site") && subjects.contains(cell(line.1, "subject"))
    };
    let lines = tables.rows("exceptions.csv").iter().enumerate().map(|(at, line)| (at + 1, line));
    let stands_for: Vec<(usize, Row)> =
        lines.filter(|line| is_of_it(&line)).map(|(at, line)| (at, line.clone())).collect();
    // What needs each other is tried together; else each line tells what was tried for it.
    let tried = if let [(_, only)] = stands_for.as_slice() {
        tried(scene, trial, only)
    } else if cell(row, "kind") == ConcernKind::RequestDeclined.word() {
        let own = alike(scene, trial, &subjects);
        let (found, groups) = asked::requests(scene, trial, &Tables::default(), &own);
        Remedies::Requests(found, groups)
    } else {
        Remedies::Nothing
    };
    LineFound { number: cell(row, "rank").to_owned(), row: row.clone(), stands_for, tried }
}

/// What is tried for an exception of a kind that a plan can mend.
fn tried(scene: &Scene<'_>, trial: &Trial<'_>, row: &Row) -> Remedies {
    let school = scene.known.school;
    let learner = school.learners.iter().position(|learner| learner.id == cell(row, "subject")).map(LearnerIdx::at);
    let Some(learner) = learner else { return Remedies::Nothing };
    let is = |kind: ConcernKind| cell(row, "kind") == kind.word();
    let date = scene.known.formulation.date;
    if is(ConcernKind::RequestDeclined) {
        let own = declined(scene, trial, |id| id == cell(row, "subject"));
        let (found, groups) = asked::requests(scene, trial, &Tables::default(), &own);
        return Remedies::Requests(found, groups);
    }
    if is(ConcernKind::WishDeclined) {
        let own =
            school.wishes.iter().enumerate().filter(|(_, wish)| wish.learner == learner && wish.span.covers(date));
        let own: Vec<WishIdx> = own.map(|(at, _)| WishIdx::at(at)).collect();
        return Remedies::Wishes(asked::wishes(scene, trial, &Tables::default(), &own));
    }
    if is(ConcernKind::ServiceShort) && scene.position(learner).is_some() {
        let ledger = services::ledger(scene, trial).into_iter();
        let short = ledger.filter(|line| line.is_short() && school.services[line.service.i()].learner == learner);
        let short = short.map(|line| (line.service, asked::service(scene, trial, line.service)));
        return Remedies::Services(short.collect());
    }
    if is(ConcernKind::Unplaced)
        && let (Some(at), Some(slot)) = (scene.position(learner), scene.day.slot(cell(row, "slot")))
    {
        return Remedies::Place(asked::place(scene, trial, at, slot));
    }
    Remedies::Nothing
}

/// One teacher's declined requests for one thing, where they are for just these learners.
fn alike(scene: &Scene<'_>, trial: &Trial<'_>, subjects: &BTreeSet<&str>) -> Vec<RequestIdx> {
    let school = scene.known.school;
    let mut by_cause: BTreeMap<(StaffIdx, Option<LessonIdx>, Option<CompetencyIdx>), Vec<RequestIdx>> = BTreeMap::new();
    for at in declined(scene, trial, |id| subjects.contains(id)) {
        let row = &school.requests[at.i()];
        by_cause.entry((row.staff, row.lesson, row.competency)).or_default().push(at);
    }
    let of = |requests: &Vec<RequestIdx>| -> BTreeSet<&str> {
        let learners = requests.iter().map(|at| school.requests[at.i()].learner);
        learners.map(|learner| school.learners[learner.i()].id.as_str()).collect()
    };
    by_cause.into_values().find(|requests| of(requests) == *subjects).unwrap_or_default()
}

/// The requests in force for learners that the plan does not grant.
fn declined(scene: &Scene<'_>, trial: &Trial<'_>, is_for: impl Fn(&str) -> bool) -> Vec<RequestIdx> {
    let school = scene.known.school;
    let mut trial = trial.clone();
    let mut is_declined = |at: RequestIdx| {
        let row = &school.requests[at.i()];
        let in_force = row.span.covers(scene.known.formulation.date);
        in_force && !asks::answer_request(scene, &mut trial, at, row).is_granted()
    };
    let all = (0..school.requests.len()).map(RequestIdx::at);
    let of_them = all.filter(|at| is_for(&school.learners[school.requests[at.i()].learner.i()].id));
    of_them.filter(|at| is_declined(*at)).collect()
}
