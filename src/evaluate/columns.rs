//! Which column of a log holds what: by the caller's mapping, else by the names that public logs use.

use daybreak_day::issue::{Issue, Place, nearest};

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Learner,
    Item,
    Competency,
    At,
    Score,
    /// Rows with the same value are one answer, told once a competency.
    Answer,
}

/// A role, its word, and the names by which it is found without a mapping.
const ROLES: [(Role, &str, &[&str]); 6] = [
    (Role::Learner, "learner", &["learner", "user_id", "student_id", "learner_id", "user", "student"]),
    (Role::Item, "item", &["item", "item_id", "problem_id", "question_id", "step_id"]),
    (Role::Competency, "competency", &["competency", "skill_id", "skill", "competency_id", "kc"]),
    (Role::At, "at", &["at", "timestamp", "time", "start_time", "date"]),
    (Role::Score, "score", &["score", "correct", "outcome", "result"]),
    (Role::Answer, "answer", &["answer", "order_id"]),
];

/// The caller's mapping: column names by role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<(Role, String)>);

impl Mapping {
    /// Reads `learner=user_id,item=item_id`; roles that are not named keep their usual columns.
    ///
    /// # Errors
    /// A sentence for a part without `=`, an unknown role or a role said twice.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut mapping = Mapping::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let Some((word, column)) = part.split_once('=') else {
                return Err(format!("found {part:?}, expected ROLE=COLUMN, e.g. learner=user_id"));
            };
            let word = word.trim();
            let Some(&(role, _, _)) = ROLES.iter().find(|(_, known, _)| *known == word) else {
                let words = ROLES.map(|(_, word, _)| word);
                let hint = nearest(word, words).map(|near| format!(" Maybe {near}.")).unwrap_or_default();
                return Err(format!("found the role {word:?}, expected one of {}.{hint}", words.join(", ")));
            };
            if mapping.0.iter().any(|(known, _)| *known == role) {
                return Err(format!("found {word:?} twice, expected it once"));
            }
            mapping.0.push((role, column.trim().to_owned()));
        }
        Ok(mapping)
    }
}

/// Positions of the columns in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns([Option<usize>; ROLES.len()]);

impl Columns {
    /// Finds them in a header. A column that is named or needed, and absent, is an error (E202).
    pub fn find(file: &str, header: &[String], mapping: &Mapping, needed: &[Role], issues: &mut Vec<Issue>) -> Self {
        let mut columns = Columns::default();
        for (role, word, usual) in ROLES {
            let named = mapping.0.iter().find(|(known, _)| *known == role).map(|(_, column)| column.as_str());
            let at = |name: &str| header.iter().position(|column| same(column, name));
            columns.0[role as usize] = match named {
                Some(name) => at(name),
                None => usual.iter().find_map(|name| at(name)),
            };
            if columns.0[role as usize].is_none() && (named.is_some() || needed.contains(&role)) {
                issues.push(e202_missing_column(file, header, word, named, usual));
            }
        }
        columns
    }

    pub fn of(&self, role: Role) -> Option<usize> {
        self.0[role as usize]
    }
}

fn same(column: &str, name: &str) -> bool {
    column.trim().eq_ignore_ascii_case(name.trim())
}

/// A column that is needed, or that the call names, stands in the file.
fn e202_missing_column(file: &str, header: &[String], word: &str, named: Option<&str>, usual: &[&str]) -> Issue {
    let place = Place { file: file.to_owned(), line: Some(1), column: Some(word.to_owned()) };
    let expected = match named {
        Some(name) => format!("a column {name}"),
        None => format!("a column {}", usual.join(" or ")),
    };
    let issue = Issue::error("E202", place, format!("the columns {}", header.join(", ")), expected);
    let known = || header.iter().map(String::as_str);
    match named.into_iter().chain(usual.iter().copied()).find_map(|name| nearest(name, known())) {
        Some(near) => issue.maybe(format!("Maybe --columns {word}={near} is meant.")),
        None => issue,
    }
}
