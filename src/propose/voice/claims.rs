//! Whose request goes first by a rule of kind `priority`: each entry of its order as a number, the smaller the sooner.

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, RequestIdx};
use daybreak_school::rules::Rules;
use daybreak_school::ruling::{Claim, PriorityRule};
use daybreak_school::school::{Goal, School};

/// Days within which a goal's date is called in danger here, where no way to it is at hand.
const URGENT_DAYS: i32 = 14;

/// The first rule that concerns the learner of a request.
pub fn rule_of<'a>(school: &School, rules: &'a Rules, date: Date, at: RequestIdx) -> Option<&'a PriorityRule> {
    let learner = &school.learners[school.requests[at.i()].learner.i()];
    let site = &school.sites[learner.site.i()].id;
    let rule = rules.priority.iter().find(|rule| rule.scope.covers(site, learner, date));
    rule.map(|rule| &rule.body)
}

/// The place of a request by each entry of the order; `credit` tells in hundredths how long it has waited.
pub fn places(school: &School, rule: &PriorityRule, date: Date, at: RequestIdx, credit: u32) -> Vec<i64> {
    rule.order.iter().map(|claim| place(school, claim, date, at, credit)).collect()
}

fn place(school: &School, claim: &Claim, date: Date, at: RequestIdx, credit: u32) -> i64 {
    let request = &school.requests[at.i()];
    let competency = request.competency.or(request.lesson.map(|lesson| school.lessons[lesson.i()].competency));
    let holds = match claim {
        Claim::StaffTag(tag) => school.staff[request.staff.i()].tags.contains(tag),
        Claim::Service(id) => {
            let owed = |s: &&daybreak_school::school::Service| s.learner == request.learner && s.span.covers(date);
            let gives = |tag: &String| school.staff[request.staff.i()].tags.contains(tag);
            school.services.iter().filter(owed).any(|service| service.service == *id && gives(&service.staff_tag))
        }
        Claim::UrgentGoal => goals_of(school, at, competency).any(|goal| is_near(goal, date)),
        Claim::Goal => goals_of(school, at, competency).next().is_some(),
        Claim::Subject(subject) => competency.is_some_and(|at| school.competencies[at.i()].subject == *subject),
        Claim::Waited => return -i64::from(credit),
        Claim::OwnPriority => return i64::from(request.priority),
    };
    i64::from(!holds)
}

/// The learner's goals that the competency is, or is a part of.
fn goals_of(school: &School, at: RequestIdx, competency: Option<CompetencyIdx>) -> impl Iterator<Item = &Goal> {
    let learner = school.requests[at.i()].learner;
    let serves = move |goal: &&Goal| {
        let above = std::iter::successors(competency, |at| school.competencies[at.i()].parent);
        goal.learner == learner && above.take(school.competencies.len()).any(|at| at == goal.competency)
    };
    school.goals.iter().filter(serves)
}

fn is_near(goal: &Goal, date: Date) -> bool {
    goal.due.is_some_and(|due| due >= date && (due - date).get_days() <= URGENT_DAYS)
}
