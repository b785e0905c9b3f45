//! `mastery.csv`: what each learner knows, where there is evidence. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, date, text};
use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, MasteryState};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    competency: &'a str,
    mastery: String,
    status: &'a str,
    evidence: u32,
    last_seen: String,
    due_review: String,
    low: String,
    high: String,
    as_of: String,
    overruled_by: &'a str,
    overruled_at: String,
    overruled_why: &'a str,
}

/// The table of a run.
pub fn table(report: &Report) -> OutputFile {
    of(&report.school, &report.states, report.date, None)
}

/// Rows by learner (which are in order of site and id), then competency; of one learner alone, or of all.
pub fn of(school: &School, states: &LearnerStates, day: Date, only: Option<LearnerIdx>) -> OutputFile {
    let learners = (0..school.learners.len()).map(LearnerIdx::at);
    let rows = learners
        .filter(|learner| only.is_none_or(|only| only == *learner))
        .flat_map(|learner| states.of(learner).iter().map(move |state| row(school, day, learner, state)));
    table::file("mastery", rows)
}

fn row<'a>(school: &'a School, day: Date, learner: LearnerIdx, state: &MasteryState) -> Row<'a> {
    let profile = &school.learners[learner.i()];
    let overrule = school.overrule(learner, state.competency, day);
    let (low, high) = state.interval();
    Row {
        site: &school.sites[profile.site.i()].id,
        learner: &profile.id,
        competency: &school.competencies[state.competency.i()].id,
        mastery: format!("{:.3}", state.mastery),
        status: state.status.word(),
        evidence: state.evidence,
        last_seen: text(state.last_seen),
        due_review: date(state.due_review),
        low: format!("{low:.3}"),
        high: format!("{high:.3}"),
        as_of: text(day),
        overruled_by: overrule.map_or("", |word| &word.by),
        overruled_at: date(overrule.map(|word| word.at)),
        overruled_why: overrule.map_or("", |word| &word.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("mastery", Row::default());
    }
}
