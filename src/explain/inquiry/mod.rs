//! Questions about anything of a published day: a wish, a request, a session, an adult, a room, a slot, a rule, a line of what
//! needs a person. Answered in types, from the plan that was published and what was told with it.
//!
//! Where the package has moved since, the answer is still that of the published plan; [`since`] says what is another now.

mod asked;
mod day;
mod line;
mod rule;
mod session;
mod since;

use daybreak_day::certificate::Certificate;
use daybreak_day::problem::Problem;
use daybreak_history::rows::{Row, Tables};
use daybreak_school::ids::{RequestIdx, RuleIdx, WishIdx};

use super::attempt::Trial;
use super::scene::Scene;
pub use asked::{AskedFound, Fault, GroupFound, Then};
pub use day::{AdultFound, InSlot, RoomFound, SlotFound};
pub use line::{LineFound, Remedies};
pub use rule::{RuleDoes, RuleFound};
pub use session::{SessionFound, TimeFound};
pub use since::{Since, Whose};

/// What is asked about.
#[derive(Clone, Debug)]
pub enum Asked {
    Wishes(Vec<WishIdx>),
    /// Those of one teacher, which may need each other.
    Requests(Vec<RequestIdx>),
    Rule(RuleIdx),
    Session(String),
    Adult(String),
    Room(String),
    Slot(String),
    /// Lines of `exceptions.csv`, each with its place in it.
    Exceptions(Vec<(usize, Row)>),
    /// Lines of `matters.csv`.
    Matters(Vec<Row>),
}

/// What a night published besides the day problem and the plan.
#[derive(Clone, Copy)]
pub struct Documents<'a> {
    pub certificate: Option<&'a Certificate>,
    pub tables: &'a Tables,
    /// The day problem that the package would make now.
    pub now: &'a Problem,
}

/// What was found of what was asked about.
pub enum Found {
    Wishes(Vec<AskedFound<WishIdx>>),
    Requests(Vec<AskedFound<RequestIdx>>, Vec<GroupFound>),
    Rule(RuleFound),
    Session(SessionFound),
    Adult(AdultFound),
    Room(RoomFound),
    Slot(SlotFound),
    Lines(Vec<LineFound>),
    /// The published plan knows nothing of it: an adult or a room that was not there.
    NotThere(String),
}

/// Answers a question, and says what of it is another now.
pub fn find(scene: &Scene<'_>, trial: &Trial<'_>, documents: Documents<'_>, asked: &Asked) -> (Found, Vec<Since>) {
    let found = match asked {
        Asked::Wishes(wishes) => Found::Wishes(asked::wishes(scene, trial, documents.tables, wishes)),
        Asked::Requests(requests) => {
            let (found, groups) = asked::requests(scene, trial, documents.tables, requests);
            Found::Requests(found, groups)
        }
        Asked::Rule(rule) => Found::Rule(rule::rule(scene, *rule)),
        Asked::Session(id) => session::session(scene, trial, id).map_or(Found::NotThere(id.clone()), Found::Session),
        Asked::Adult(id) => day::adult(scene, trial, documents, id).map_or(Found::NotThere(id.clone()), Found::Adult),
        Asked::Room(id) => day::room(scene, trial, documents, id).map_or(Found::NotThere(id.clone()), Found::Room),
        Asked::Slot(id) => day::slot(scene, trial, documents, id).map_or(Found::NotThere(id.clone()), Found::Slot),
        Asked::Exceptions(rows) => Found::Lines(line::exceptions(scene, trial, rows)),
        Asked::Matters(rows) => {
            Found::Lines(rows.iter().map(|row| line::matter(scene, trial, documents.tables, row)).collect())
        }
    };
    let since = since::since(scene, documents.now, &since::concerned(scene, &found));
    (found, since)
}
