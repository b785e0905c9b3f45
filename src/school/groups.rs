//! The groups of learners of which reports tell: everybody, a site's, a grade's, a tag's. Which of them are too small to be told of
//! is for the report to ask.

use std::collections::BTreeMap;

use super::ids::LearnerIdx;
use super::school::{Grade, School};

/// A group of the learners that were handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `all`, `site`, `grade` or `tag`.
    pub by: &'static str,
    /// `all`, or the site's id, the grade, the tag.
    pub name: String,
    /// Positions in what was handed in, ascending.
    pub members: Vec<usize>,
}

/// Everybody, then sites, grades and tags, each in order.
pub fn groups(school: &School, learners: impl Iterator<Item = LearnerIdx>) -> Vec<Group> {
    let mut groups: BTreeMap<(u8, Key<'_>), Vec<usize>> = BTreeMap::new();
    for (at, learner) in learners.enumerate() {
        let learner = &school.learners[learner.i()];
        groups.entry((0, Key::Word("all"))).or_default().push(at);
        groups.entry((1, Key::Word(&school.sites[learner.site.i()].id))).or_default().push(at);
        groups.entry((2, Key::Grade(learner.grade))).or_default().push(at);
        let mut tags: Vec<&str> = learner.tags.iter().map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags {
            groups.entry((3, Key::Word(tag))).or_default().push(at);
        }
    }
    let group = |((by, key), members): ((u8, Key<'_>), Vec<usize>)| Group {
        by: ["all", "site", "grade", "tag"][usize::from(by)],
        name: key.text(),
        members,
    };
    groups.into_iter().map(group).collect()
}

/// What names a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Grade(Grade),
    Word(&'a str),
}

impl Key<'_> {
    fn text(&self) -> String {
        match self {
            Key::Grade(grade) => grade.to_string(),
            Key::Word(word) => (*word).to_string(),
        }
    }
}
