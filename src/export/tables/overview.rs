//! `overview.csv`: where each grade and each advisor's group stands, competency by competency.
//!
//! It is the coordinator's own file and names no learner, so small cells are shown as they are: without them nobody could
//! see that two learners wait for the same lesson. It does not leave the school.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use daybreak_night::report::Report;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx, StaffIdx};
use daybreak_school::pathway::Step;
use daybreak_school::school::{Competency, Grade, School};
use daybreak_school::states::MasteryStatus;

use super::Table;
use super::columns::{Columns, SITE, SUBJECT};
use crate::sheet::{Audience, Cell, Form, id, integer, text};

pub struct Overview;

pub struct Row<'a> {
    school: &'a School,
    site: SiteIdx,
    group: Group,
    competency: &'a Competency,
    /// Learners of the group.
    learners: u32,
    count: Count,
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
    /// Learning, ready to show, mastered, review soon, taken as known.
    started: [u32; 5],
    next_for: u32,
    on_the_way_for: u32,
}

impl Table for Overview {
    const NAME: &'static str = "overview";
    const WHAT: &'static str = "where each grade and each advisor's group stands, and what is next for how many, by site, group and competency; only competencies that somebody has begun or has on the way. It names no learner but shows small numbers: not for publication";
    const AUDIENCE: &'static [Audience] = &[Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const LEARNERS: Form = Form::Integer("learners");
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.site.i()].id))
            .column("kind", Form::Word, "grade or advisor", |row| {
                text(match row.group {
                    Group::Grade(_) => "grade",
                    Group::Advisor(_) => "advisor",
                })
            })
            .column("group", Form::Id, "the grade, or the advisor's id", |row| match row.group {
                Group::Grade(grade) => Cell::Id(Cow::Owned(grade.to_string())),
                Group::Advisor(advisor) => id(&row.school.staff[advisor.i()].id),
            })
            .shared(SUBJECT, |row| text(&row.competency.subject))
            .column("competency", Form::Id, "of what", |row| id(&row.competency.id))
            .column("learners", LEARNERS, "learners of the group", |row| integer(row.learners))
            .column("not_started", LEARNERS, "of them without evidence", |row| {
                integer(row.learners - row.count.started.iter().sum::<u32>())
            })
            .column("learning", LEARNERS, "of them learning it", |row| integer(row.count.started[0]))
            .column("ready_to_show", LEARNERS, "of them nearly there", |row| integer(row.count.started[1]))
            .column("mastered", LEARNERS, "of them who have mastered it and need no review yet", |row| {
                integer(row.count.started[2])
            })
            .column("due_for_review", LEARNERS, "of them who mastered it, and it is fading", |row| {
                integer(row.count.started[3])
            })
            .column("taken_as_known", LEARNERS, "of them whose earlier record says so, and nothing since", |row| {
                integer(row.count.started[4])
            })
            .column(
                "next_for",
                LEARNERS,
                "of them for whom it is the next step of a way, ready to be learned now",
                |row| integer(row.count.next_for),
            )
            .column("on_the_way_for", LEARNERS, "of them who have it on a way", |row| integer(row.count.on_the_way_for))
    }

    /// One row for each site, group and competency that somebody of the group has begun or has on the way; grades first.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        let school = &report.school;
        let steps = steps(report);
        groups(school).into_iter().flat_map(move |((site, group), members)| {
            let learners = u32::try_from(members.len()).unwrap_or(u32::MAX);
            counts(report, &members, &steps).into_iter().map(move |(competency, count)| {
                let competency = &school.competencies[competency.i()];
                Row { school, site, group, competency, learners, count }
            })
        })
    }
}

/// The learners of each grade and of each advisor.
fn groups(school: &School) -> BTreeMap<(SiteIdx, Group), Vec<LearnerIdx>> {
    let mut groups: BTreeMap<(SiteIdx, Group), Vec<LearnerIdx>> = BTreeMap::new();
    for (at, learner) in school.learners.iter().enumerate() {
        groups.entry((learner.site, Group::Grade(learner.grade))).or_default().push(LearnerIdx::at(at));
        if let Some(advisor) = learner.advisor {
            groups.entry((learner.site, Group::Advisor(advisor))).or_default().push(LearnerIdx::at(at));
        }
    }
    groups
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
                MasteryStatus::ReviewSoon => 3,
                MasteryStatus::TakenAsKnown => 4,
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
    report.pathways.ways(&report.school).for_each(|(learner, own)| steps[learner.i()].extend(own));
    steps
}
