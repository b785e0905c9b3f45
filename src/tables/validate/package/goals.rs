//! Goals and competencies against the catalogue.

use std::collections::BTreeMap;

use super::Package;
use daybreak_day::issue::{Issue, counted};
use daybreak_graph::{learnable, needs};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::School;
use daybreak_school::teaching::Teaching;

/// There is a lesson for a competency.
pub(super) fn v311_no_lesson(package: &Package<'_>, issues: &mut Vec<Issue>) {
    if package.school.lessons.is_empty() {
        return;
    }
    let teaching = Teaching::of(package.school, None);
    for at in (0..package.school.competencies.len()).filter(|&at| !teaching.is_taught(CompetencyIdx::at(at))) {
        let place = package.place(TableKind::Competencies, at, "competency");
        let found = format!("competency {}, for which there is no lesson", package.school.competencies[at].id);
        issues.push(Issue::warning("V311", place, found, "a lesson in lessons.csv for it or a part of it"));
    }
}

/// A goal is due after the last evidence.
pub(super) fn v705_due_in_the_past(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    let Some(last) = school.evidence.iter().map(|evidence| evidence.at.date()).max() else { return };
    for (at, goal) in school.goals.iter().enumerate() {
        if let Some(due) = goal.due.filter(|&due| due < last) {
            let place = package.place(TableKind::Goals, at, "due");
            let expected = format!("a date not before the last evidence, {last}");
            issues.push(Issue::warning("V705", place, due.to_string(), expected));
        }
    }
}

/// A goal has a way: lessons at the learner's site for it and for everything that it needs.
pub(super) fn v706_no_way(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    if school.lessons.is_empty() || school.goals.is_empty() {
        return;
    }
    for site in package.sites() {
        let blocked = blocked(school, &Teaching::of(school, Some(site)));
        let mut without: BTreeMap<CompetencyIdx, Vec<usize>> = BTreeMap::new();
        for (at, goal) in school.goals.iter().enumerate() {
            if school.learners[goal.learner.i()].site == site && blocked[goal.competency.i()].is_some() {
                without.entry(goal.competency).or_default().push(at);
            }
        }
        for (goal, rows) in without {
            let name = |at: CompetencyIdx| &school.competencies[at.i()].id;
            let by = blocked[goal.i()].expect("only goals without a way are listed");
            let lacks = if by == goal { "it".to_string() } else { format!("{}, which it needs,", name(by)) };
            let found = format!(
                "the goal {} of {}; for {lacks} there is no lesson",
                name(goal),
                counted(rows.len(), "learner")
            );
            let place = package.place(TableKind::Goals, rows[0], "competency");
            let expected = format!("lessons at site {} for all of its way", package.site_name(site));
            issues.push(Issue::warning("V706", place, found, expected));
        }
    }
}

/// A goal in credits has parts that hold as many.
pub(super) fn v708_credits(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for (at, goal) in school.goals.iter().enumerate() {
        let Some(wanted) = goal.credits else { continue };
        let held: f64 = school.parts_of(goal.competency).iter().map(|part| school.competencies[part.i()].credits).sum();
        if held + 1e-9 < wanted {
            let id = &school.competencies[goal.competency.i()].id;
            let place = package.place(TableKind::Goals, at, "credits");
            let expected = format!("at most the {held} credits that the parts of {id} hold");
            issues.push(
                Issue::warning("V708", place, wanted.to_string(), expected)
                    .maybe("Maybe competencies.csv lacks some parents or credits."),
            );
        }
    }
}

/// For each competency that cannot be reached, one for which there is no lesson: itself, or on its way.
fn blocked(school: &School, teaching: &Teaching) -> Vec<Option<CompetencyIdx>> {
    let n = school.competencies.len();
    let rows = &school.prerequisites;
    let needs = needs(rows);
    let is_open = learnable(n, rows, &needs, |at| teaching.is_taught(at));
    let all = (0..n).map(CompetencyIdx::at);
    let mut blocked: Vec<Option<CompetencyIdx>> = all.map(|at| (!teaching.is_taught(at)).then_some(at)).collect();
    let shut = |rows_of: &[usize]| !rows_of.iter().any(|&row| is_open[rows[row].needs.i()]);
    // What is not taught shuts what needs it, and so on: until nothing more is shut.
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for (competency, rows_of) in needs.iter().filter(|(_, rows_of)| shut(rows_of)) {
            let by = rows_of.iter().find_map(|&row| blocked[rows[row].needs.i()]);
            if blocked[competency.i()].is_none() && by.is_some() {
                blocked[competency.i()] = by;
                goes_on = true;
            }
        }
    }
    blocked
}
