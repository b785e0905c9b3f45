//! The answer as a document.

use daybreak::explain::{AskedFound, Change, ChangeBy, Fault, Found};
use daybreak::model::explanation::{Answer as Granted, Scarce};
use daybreak::model::ids::LearnerIdx;
use daybreak::model::problem::Points;
use daybreak::model::school::School;
use serde::Serialize;

use super::ExplainArgs;
use crate::cli::rules::price::Confirmed;

/// The document of `--format json`.
#[derive(Serialize)]
pub struct Answer {
    pub format: &'static str,
    /// Of a learner's day, whose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learner: Option<String>,
    pub date: String,
    pub lines: Vec<String>,
    /// What was asked about: `KIND:ID`, and its kind; empty where the published tables alone know the id.
    pub what: String,
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Whether the published plan was asked; else the day was planned anew.
    pub published: bool,
    /// Tables and files of rules that are another since the plan was made.
    pub moved: Vec<String>,
    /// Wishes and requests that the answer is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AskedFor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Confirmed>,
}

impl Answer {
    pub fn new(args: &ExplainArgs, what: String, kind: &'static str, published: bool, text: &str) -> Self {
        Answer {
            format: "daybreak.answer/1",
            learner: None,
            date: args.date.to_string(),
            lines: text.lines().map(str::to_owned).collect(),
            what,
            kind,
            site: None,
            published,
            moved: vec![],
            asked: vec![],
            price: None,
        }
    }

    /// The answer for people.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A wish or a request.
#[derive(Serialize)]
pub struct AskedFor {
    pub learner: String,
    /// None: it is not in force on the day.
    pub granted: Option<bool>,
    /// What would grant it, the smallest first; tried on the plan.
    pub changes: Vec<ChangeTold>,
}

/// A change that was tried.
#[derive(Serialize)]
pub struct ChangeTold {
    /// `move`, `classmates`, `staff`, `room`, `device` or `once_more`.
    pub by: &'static str,
    /// Who has what then, in which slot it begins.
    pub learner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<String>,
    pub slot: String,
    /// The classmates who come along; the tag of the adult that it takes.
    pub with: Vec<String>,
    /// What the plan would lose, in points (below 0: gain).
    pub cost: Points,
}

fn change(school: &School, change: &Change) -> ChangeTold {
    let (by, with) = match &change.by {
        ChangeBy::Moves => ("move", vec![]),
        ChangeBy::Classmates(others, adult) => ("classmates", others.iter().chain(adult).cloned().collect()),
        ChangeBy::OneMore(Scarce::Staff(tag)) => ("staff", vec![tag.clone()]),
        ChangeBy::OneMore(Scarce::Rooms) => ("room", vec![]),
        ChangeBy::OneMore(Scarce::Devices(_)) => ("device", vec![]),
        ChangeBy::OnceMore => ("once_more", vec![]),
    };
    let lesson = change.activity.lesson().map(|at| school.lessons[at.i()].id.clone());
    ChangeTold { by, learner: change.learner.clone(), lesson, slot: change.slot.clone(), with, cost: change.cost }
}

/// The wishes and requests of an answer.
pub fn asked_for(school: &School, found: &Found) -> Vec<AskedFor> {
    fn told<At: Fault>(school: &School, learner: LearnerIdx, one: &AskedFound<At>) -> AskedFor {
        let granted = one.answer.as_ref().map(Granted::is_granted);
        let changes = one.changes.iter().map(|one| change(school, one)).collect();
        AskedFor { learner: school.learners[learner.i()].id.clone(), granted, changes }
    }
    match found {
        Found::Wishes(wishes) => {
            wishes.iter().map(|one| told(school, school.wishes[one.at.i()].learner, one)).collect()
        }
        Found::Requests(requests, _) => {
            requests.iter().map(|one| told(school, school.requests[one.at.i()].learner, one)).collect()
        }
        Found::Rule(_)
        | Found::Session(_)
        | Found::Adult(_)
        | Found::Room(_)
        | Found::Slot(_)
        | Found::Lines(_)
        | Found::NotThere(_) => vec![],
    }
}
