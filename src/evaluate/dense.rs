//! Rows as written become a dense log: learners in order of id, each with its answers in order of time.

use std::collections::BTreeMap;

use super::read::Row;
use daybreak_day::issue::{Issue, Place, counted};
use daybreak_learn::knowledge::log::{Answer, Lists, Log};

/// A log with the names behind its positions.
pub(super) struct Dense {
    pub log: Log,
    /// The file (0, 1) and id of each learner, in order.
    pub learners: Vec<(usize, String)>,
    /// The file and line of each answer, as the log orders them.
    pub lines: Vec<(usize, u64)>,
    /// Learners of each file.
    pub of_file: Vec<Vec<u32>>,
}

/// An item: its name and, when no table says which competencies it needs, those of its rows.
type ItemKey<'a> = (&'a str, &'a [String]);

/// The log of one or two files. A learner of two files is two learners: answers of one are never seen in the other.
/// Times keep their order; equal times keep that of the file. `needs`: item, competency.
pub(super) fn dense(
    files: &[(String, Vec<Row>)],
    needs: Option<&[(String, String, u64)]>,
    issues: &mut Vec<Issue>,
) -> Dense {
    let mut competencies: BTreeMap<&str, u32> = BTreeMap::new();
    let mut of_item: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (item, competency, _) in needs.unwrap_or_default() {
        competencies.insert(competency, 0);
        of_item.entry(item).or_default().push(competency);
    }
    let rows = || files.iter().flat_map(|(_, rows)| rows);
    if needs.is_none() {
        competencies.extend(rows().flat_map(|row| &row.competencies).map(|name| (name.as_str(), 0)));
    }
    competencies.values_mut().zip(0..).for_each(|(at, next)| *at = next);
    let key = |row| -> ItemKey<'_> {
        let row: &Row = row;
        (&row.item, if needs.is_none() { &row.competencies } else { &[] })
    };
    let mut items: BTreeMap<ItemKey, u32> = rows().map(|row| (key(row), 0)).collect();
    items.values_mut().zip(0..).for_each(|(at, next)| *at = next);
    let skills = |(item, own): &ItemKey| -> Vec<u32> {
        let mut skills: Vec<u32> = match needs {
            Some(_) => of_item.get(item).into_iter().flatten().map(|name| competencies[name]).collect(),
            None => own.iter().map(|name| competencies[name.as_str()]).collect(),
        };
        skills.sort_unstable();
        skills.dedup();
        skills
    };
    let skills = Lists::new(items.keys().map(skills));
    e209_items_without_competency(files, needs.is_some(), &skills, issues);

    let mut dense = Dense {
        log: Log { n_skills: competencies.len(), skills, answers: Vec::new(), first: vec![0] },
        learners: Vec::new(),
        lines: Vec::new(),
        of_file: Vec::new(),
    };
    for (file, (_, rows)) in files.iter().enumerate() {
        let mut of_learner: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        rows.iter().for_each(|row| of_learner.entry(&row.learner).or_default().push(row));
        let mut here = Vec::new();
        for (learner, mut rows) in of_learner {
            rows.sort_by(|a, b| a.at.total_cmp(&b.at));
            here.push(u32::try_from(dense.learners.len()).expect("fewer than 2^32 learners"));
            dense.learners.push((file, learner.to_owned()));
            for row in rows {
                dense.log.answers.push(Answer { item: items[&key(row)], at: row.at as i64, score: row.score });
                dense.lines.push((file, row.line));
            }
            dense.log.first.push(dense.log.answers.len());
        }
        dense.of_file.push(here);
    }
    e210_learners_of_both(files, issues);
    dense
}

/// Every item names a competency.
fn e209_items_without_competency(
    files: &[(String, Vec<Row>)],
    by_table: bool,
    skills: &Lists,
    issues: &mut Vec<Issue>,
) {
    let n = (0..skills.len()).filter(|&item| skills.of(item).is_empty()).count();
    if n > 0
        && let Some((file, _)) = files.first()
    {
        let found = format!("{} without a competency", counted(n, "item"));
        let issue = Issue::warning("E209", Place::file(file), found, "at least one each (they are predicted without)");
        issues.push(if by_table { issue.maybe("Maybe --q-matrix belongs to another log.") } else { issue });
    }
}

/// Learners of the test were not in the training.
fn e210_learners_of_both(files: &[(String, Vec<Row>)], issues: &mut Vec<Issue>) {
    let [(_, train), (test_name, test)] = files else { return };
    let known: std::collections::BTreeSet<&str> = train.iter().map(|row| row.learner.as_str()).collect();
    let both: std::collections::BTreeSet<&str> =
        test.iter().map(|row| row.learner.as_str()).filter(|learner| known.contains(learner)).collect();
    if !both.is_empty() {
        let found = format!("{} of the training file", counted(both.len(), "learner"));
        issues.push(
            Issue::warning("E210", Place::file(test_name), found, "other learners (their past is not carried over)")
                .maybe("Maybe the files were split by time, or ids start anew in each."),
        );
    }
}
