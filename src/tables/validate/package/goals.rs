//! Goals and competencies against the catalogue.

use std::collections::BTreeMap;

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Package;
use daybreak_day::issue::{Issue, counted};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, SiteIdx};
use daybreak_school::school::{School, Strength};

/// For each competency, whether a lesson of the site (of any site without one) is about it, or about a part of it.
fn taught(package: &Package<'_>, site: Option<SiteIdx>) -> Vec<bool> {
    let school = package.school;
    let mut taught = vec![false; school.competencies.len()];
    for lesson in school.lessons.iter().filter(|l| site.is_none_or(|site| l.site.is_none_or(|own| own == site))) {
        taught[lesson.competency.i()] = true;
        lesson.competencies_also.iter().for_each(|also| taught[also.i()] = true);
    }
    // What has parts is taught by way of them; parents run in no circle.
    for part in 0..taught.len() {
        let mut parent = school.competencies[part].parent.filter(|_| taught[part]);
        while let Some(whole) = parent.filter(|whole| !taught[whole.i()]) {
            taught[whole.i()] = true;
            parent = school.competencies[whole.i()].parent;
        }
    }
    taught
}

/// There is a lesson for a competency.
pub(super) fn v311_no_lesson(package: &Package<'_>, issues: &mut Vec<Issue>) {
    if package.school.lessons.is_empty() {
        return;
    }
    let taught = taught(package, None);
    for at in (0..taught.len()).filter(|&at| !taught[at]) {
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
    let order = order(school);
    for site in package.sites() {
        let blocked = blocked(school, &order, &taught(package, Some(site)));
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

/// The competencies so that what is needed comes first.
fn order(school: &School) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    for _ in &school.competencies {
        graph.add_node(());
    }
    for edge in &school.prerequisites {
        graph.add_edge(NodeIndex::new(edge.needs.i()), NodeIndex::new(edge.competency.i()), ());
    }
    let order = toposort(&graph, None).expect("prerequisites have no circle: V326 has opened them");
    order.into_iter().map(NodeIndex::index).collect()
}

/// For each competency that cannot be reached, one for which there is no lesson: itself, or on its way.
fn blocked(school: &School, order: &[usize], taught: &[bool]) -> Vec<Option<CompetencyIdx>> {
    let mut blocked: Vec<Option<CompetencyIdx>> =
        taught.iter().enumerate().map(|(at, &taught)| (!taught).then(|| CompetencyIdx::at(at))).collect();
    for &at in order {
        if blocked[at].is_some() {
            continue;
        }
        // Prerequisites are sorted by competency.
        let competency = CompetencyIdx::at(at);
        let first = school.prerequisites.partition_point(|edge| edge.competency < competency);
        let mut alternatives: BTreeMap<&str, Option<CompetencyIdx>> = BTreeMap::new();
        for edge in school.prerequisites[first..].iter().take_while(|edge| edge.competency == competency) {
            match (edge.strength, &edge.any_of) {
                (Strength::Helpful, _) => {}
                (Strength::Hard, None) => blocked[at] = blocked[at].or(blocked[edge.needs.i()]),
                (Strength::Hard, Some(label)) => {
                    let by = alternatives.entry(label).or_insert(blocked[edge.needs.i()]);
                    // One open alternative is enough.
                    if blocked[edge.needs.i()].is_none() {
                        *by = None;
                    }
                }
            }
        }
        blocked[at] = blocked[at].or(alternatives.into_values().flatten().next());
    }
    blocked
}
