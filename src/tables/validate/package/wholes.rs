//! A need of a whole that no lesson teaches is a need of its parts, as a goal on it is: nobody could ever meet it else.

use std::collections::BTreeSet;

use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Prerequisite, School};

/// The prerequisites of a school with each such need replaced by needs of the parts; in order, each once. Alternatives stay as they
/// are written: of these another one may do.
pub(in crate::validate) fn needs_by_parts(school: &School) -> Vec<Prerequisite> {
    let taught: BTreeSet<CompetencyIdx> = school.lessons.iter().map(|lesson| lesson.competency).collect();
    let mut parts = vec![Vec::new(); school.competencies.len()];
    for (at, competency) in school.competencies.iter().enumerate() {
        competency.parent.into_iter().for_each(|whole| parts[whole.i()].push(CompetencyIdx::at(at)));
    }
    let mut needs: Vec<Prerequisite> = Vec::with_capacity(school.prerequisites.len());
    for row in &school.prerequisites {
        let leaves = if row.any_of.is_none() { leaves(row.needs, &parts, &taught) } else { Vec::new() };
        if leaves.is_empty() {
            needs.push(row.clone());
        }
        let others = leaves.into_iter().filter(|part| *part != row.competency);
        needs.extend(others.map(|part| Prerequisite { needs: part, ..row.clone() }));
    }
    let key = |row: &Prerequisite| (row.competency, row.needs, row.any_of.clone());
    needs.sort_by_key(key);
    needs.dedup_by(|later, first| key(later) == key(first));
    needs
}

/// The parts that make up a whole without a lesson of its own; none: it is learned itself. Parents run in no circle.
fn leaves(whole: CompetencyIdx, parts: &[Vec<CompetencyIdx>], taught: &BTreeSet<CompetencyIdx>) -> Vec<CompetencyIdx> {
    if taught.contains(&whole) {
        return Vec::new();
    }
    let of_part = |part: &CompetencyIdx| match leaves(*part, parts, taught) {
        inner if inner.is_empty() => vec![*part],
        inner => inner,
    };
    parts[whole.i()].iter().flat_map(of_part).collect()
}
