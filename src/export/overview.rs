//! `overview.csv`: where each grade and each advisor's group stands, competency by competency.
//!
//! It is the coordinator's own file and names no learner, so small cells are shown as they are: without them nobody could
//! see that two learners wait for the same lesson. It does not leave the school.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::report::Report;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx, StaffIdx};
use daybreak_school::pathway::Step;
use daybreak_school::school::Grade;
use daybreak_school::states::MasteryStatus;

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    kind: &'a str,
    group: String,
    subject: &'a str,
    competency: &'a str,
    learners: u32,
    not_started: u32,
    learning: u32,
    ready_to_show: u32,
    mastered: u32,
    due_for_review: u32,
    next_for: u32,
    on_the_way_for: u32,
}

/// Learners who are looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Grade(Grade),
    Advisor(StaffIdx),
}

/// Learners of a group at one competency, by where they are.
#[derive(Clone, Default)]
struct Count {
    started: [u32; 4],
    next_for: u32,
    on_the_way_for: u32,
}

/// One row for each site, group and competency that somebody of the group has begun or has on the way; grades first.
pub fn table(report: &Report) -> OutputFile {
    let school = &report.school;
    let mut groups: BTreeMap<(SiteIdx, Group), Vec<LearnerIdx>> = BTreeMap::new();
    for (at, learner) in school.learners.iter().enumerate() {
        groups.entry((learner.site, Group::Grade(learner.grade))).or_default().push(LearnerIdx::at(at));
        if let Some(advisor) = learner.advisor {
            groups.entry((learner.site, Group::Advisor(advisor))).or_default().push(LearnerIdx::at(at));
        }
    }
    let steps = steps(report);
    let rows = groups.iter().flat_map(|(&(site, group), learners)| {
        let (kind, group) = match group {
            Group::Grade(grade) => ("grade", grade.to_string()),
            Group::Advisor(advisor) => ("advisor", school.staff[advisor.i()].id.clone()),
        };
        let n = u32::try_from(learners.len()).unwrap_or(u32::MAX);
        let row = move |(competency, count): (CompetencyIdx, Count)| {
            let [learning, ready_to_show, mastered, due_for_review] = count.started;
            Row {
                site: &school.sites[site.i()].id,
                kind,
                group: group.clone(),
                subject: &school.competencies[competency.i()].subject,
                competency: &school.competencies[competency.i()].id,
                learners: n,
                not_started: n - learning - ready_to_show - mastered - due_for_review,
                learning,
                ready_to_show,
                mastered,
                due_for_review,
                next_for: count.next_for,
                on_the_way_for: count.on_the_way_for,
            }
        };
        counts(report, learners, &steps).into_iter().map(row)
    });
    table::file("overview", rows)
}

/// The competencies of a group with its learners counted.
fn counts(report: &Report, learners: &[LearnerIdx], steps: &[Vec<&Step>]) -> BTreeMap<CompetencyIdx, Count> {
    let mut counts: BTreeMap<CompetencyIdx, Count> = BTreeMap::new();
    for &learner in learners {
        for state in report.states.of(learner) {
            let place = match state.status {
                MasteryStatus::NotStarted => continue,
                MasteryStatus::Learning | MasteryStatus::OverruledOpen => 0,
                MasteryStatus::ReadyToShow => 1,
                MasteryStatus::Mastered | MasteryStatus::OverruledMastered => 2,
                MasteryStatus::DueForReview => 3,
            };
            counts.entry(state.competency).or_default().started[place] += 1;
        }
        let mut seen: BTreeSet<CompetencyIdx> = BTreeSet::new();
        for step in steps[learner.i()].iter().filter(|step| seen.insert(step.competency)) {
            let count = counts.entry(step.competency).or_default();
            count.on_the_way_for += 1;
            count.next_for += u32::from(step.ready);
        }
    }
    counts
}

/// The steps of each learner, of all goals and of the work without one.
fn steps(report: &Report) -> Vec<Vec<&Step>> {
    let mut steps: Vec<Vec<&Step>> = vec![Vec::new(); report.school.learners.len()];
    for way in &report.pathways.pathways {
        steps[report.school.goals[way.goal.i()].learner.i()].extend(&way.steps);
    }
    for focus in &report.pathways.focus {
        steps[focus.learner.i()].extend(&focus.steps);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("overview", Row::default());
    }
}
