//! How an estimate of mastery came about, for the teacher who doubts it.

use std::fmt::Write;

use super::phrase::{self, count};
use crate::wording::{MasteryAsked, name};
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::School;
use daybreak_school::states::{MasteryAccount, MasteryState, Move};

/// Changes below this are told as none, in points of a hundred.
const NOTHING_BELOW: f32 = 0.5;

/// A line for what stands, what it began with, each piece of evidence and what time took.
pub fn mastery_text(asked: &MasteryAsked<'_>) -> String {
    let &MasteryAsked { school, day, learner, competency, states, account } = asked;
    let about = &school.competencies[competency.i()];
    let mut text = format!(
        "Learner {}, {} ({}), as of {day}\n",
        school.learners[learner.i()].id,
        name::competency(school, competency),
        about.id
    );
    let mut line = |words: String| writeln!(text, "  {words}").expect("a string takes all");
    let state = states.get(learner, competency);
    match state {
        Some(state) => line(standing(state, account)),
        None => line(format!(
            "not started; by grade and by what is known elsewhere {}",
            percent(states.prior(learner, competency))
        )),
    }
    if let Some(word) = school.overrule(learner, competency, day) {
        let says = if word.mastered { "mastered" } else { "not mastered yet" };
        let why = if word.reason.is_empty() { String::new() } else { format!(": {}", word.reason) };
        line(format!("{} said on {} that it is {says}{why}. This stands above the estimate.", word.by, word.at));
    }
    if account.moves.is_empty() {
        line("there is no evidence of it".to_owned());
        return text;
    }
    line(format!("{:>4}  before any evidence, by grade, ability and difficulty", percent(account.start)));
    let mut shown = account.start;
    for step in &account.moves {
        if let Some(words) = faded(shown, step.before) {
            line(words);
        }
        line(format!("{:>4}  {}", percent(step.after), moved(school, competency, step)));
        shown = step.after;
    }
    if let Some(words) = faded(account.latest, account.today) {
        line(words);
    }
    if let Some(state) = state
        && state.mastery > account.today + NOTHING_BELOW / 100.0
    {
        line(format!("{:>4}  because what builds on it is known", percent(state.mastery)));
    }
    text
}

fn standing(state: &MasteryState, account: &MasteryAccount) -> String {
    let (low, high) = state.interval();
    let when = match account.delay_days {
        0 => "today".to_owned(),
        days => format!("in {}", count(days, &phrase::DAY)),
    };
    let due = state.due_review.map(|due| format!("; to be looked at again on {due}")).unwrap_or_default();
    format!(
        "{}: {} likely to succeed at a typical task {when} (between {} and {}), from {}{due}",
        state.status.word(),
        percent(state.mastery),
        percent(low),
        percent(high),
        count(state.evidence, &phrase::PIECE_OF_EVIDENCE)
    )
}

/// What came between two pieces of evidence, where it matters.
fn faded(before: f32, after: f32) -> Option<String> {
    let points = 100.0 * (after - before);
    (points.abs() >= NOTHING_BELOW).then(|| {
        let why = if points < 0.0 { "time without practice" } else { "what it needs went well" };
        format!("{:>4}  {why} ({points:+.0})", percent(after))
    })
}

fn moved(school: &School, competency: CompetencyIdx, step: &Move) -> String {
    let of = match step.competency == competency {
        true => String::new(),
        false => format!(" of {}, which includes it", name::competency(school, step.competency)),
    };
    let points = 100.0 * (step.after - step.before);
    format!("{} {}{of}, scored {:.0} % ({points:+.0})", step.day, step.kind.words(), 100.0 * step.score)
}

fn percent(p: f32) -> String {
    format!("{:.0} %", 100.0 * p)
}
