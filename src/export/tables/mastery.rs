//! `mastery.csv`: what each learner knows, where there is evidence. For staff.

use daybreak_day::time::Date;
use daybreak_night::report::Report;
use daybreak_school::evidence::Overrule;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::{Learner, School};
use daybreak_school::states::{LearnerStates, MasteryState};

use super::Table;
use super::columns::{Columns, LEARNER, SITE};
use crate::sheet::{Audience, Cell, Form, Sheet, id, integer, maybe, text};

pub struct Mastery;

pub struct Row<'a> {
    school: &'a School,
    day: Date,
    learner: &'a Learner,
    state: &'a MasteryState,
    /// The ends of mastery's interval.
    interval: (f32, f32),
    overrule: Option<&'a Overrule>,
}

/// The sheet of any day; of one learner alone, or of all.
pub fn of<'a>(school: &'a School, states: &'a LearnerStates, day: Date, only: Option<LearnerIdx>) -> Sheet<'a> {
    super::sheet::<Mastery, _>(move || {
        rows(school, states, day)
            .filter(move |(learner, _)| only.is_none_or(|only| only == *learner))
            .map(|(_, row)| row)
    })
}

impl Table for Mastery {
    const NAME: &'static str = "mastery";
    const WHAT: &'static str = "what each learner knows, where there is evidence, by learner and competency";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        const PROBABILITY: Form = Form::Decimal(3, "probability, 0 to 1");
        Columns::<Row>::new()
            .shared(SITE, |row| id(&row.school.sites[row.learner.site.i()].id))
            .shared(LEARNER, |row| id(&row.learner.id))
            .column("competency", Form::Id, "of what", |row| id(&row.school.competencies[row.state.competency.i()].id))
            .column(
                "mastery",
                PROBABILITY,
                "probability of success at a typical task after the policy's delay",
                |row| Cell::Decimal(row.state.mastery.into()),
            )
            .column(
                "status",
                Form::Word,
                "not started, learning, ready to show, taken as known (a person's word in a record, and nothing since), mastered, review soon (mastered, past due, and fading), overruled: mastered or overruled: not yet",
                |row| text(row.state.status.word()),
            )
            .column("evidence", Form::Integer("pieces"), "pieces of evidence", |row| integer(row.state.evidence))
            .column("last_seen", Form::Date, "the day of the latest", |row| Cell::Date(row.state.last_seen))
            .column("due_review", Form::Date, "the day on which to look again; empty: none set", |row| {
                maybe(row.state.due_review, Cell::Date)
            })
            .column("low", PROBABILITY, "the end of mastery's 80 % interval below", |row| {
                Cell::Decimal(row.interval.0.into())
            })
            .column("high", PROBABILITY, "and above", |row| Cell::Decimal(row.interval.1.into()))
            .column("as_of", Form::Date, "the day of which it speaks", |row| Cell::Date(row.day))
            .column("overruled_by", Form::Id, "whose word stands above the estimate; empty: nobody's", |row| {
                maybe(row.overrule, |word| id(&word.by))
            })
            .column("overruled_at", Form::Date, "since when", |row| maybe(row.overrule, |word| Cell::Date(word.at)))
            .column("overruled_why", Form::Text, "why", |row| maybe(row.overrule, |word| text(&word.reason)))
    }

    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        rows(&report.school, &report.states, report.date).map(|(_, row)| row)
    }
}

/// Rows by learner (which are in order of site and id), then competency.
fn rows<'a>(
    school: &'a School,
    states: &'a LearnerStates,
    day: Date,
) -> impl Iterator<Item = (LearnerIdx, Row<'a>)> + use<'a> {
    let learners = (0..school.learners.len()).map(LearnerIdx::at);
    let all = learners.flat_map(|learner| states.of(learner).iter().map(move |state| (learner, state)));
    all.map(move |(at, state)| {
        let overrule = school.overrule(at, state.competency, day);
        let learner = &school.learners[at.i()];
        (at, Row { school, day, learner, state, interval: state.interval(), overrule })
    })
}
