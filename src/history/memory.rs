//! The memory of what was granted and declined, from night to night.
//!
//! A day in vain adds one to the credit of what was asked for, a day on which it is granted takes the credit back to
//! nothing, and while time goes by older days count less. Planning the same day once more begins where that day began.

use std::collections::BTreeMap;

use daybreak_day::time::{Date, days_between};
use daybreak_night::explanation::{Answer, Explanations};
use daybreak_school::ids::{RequestIdx, WishIdx};
use daybreak_school::school::{School, WishFor};
use daybreak_school::voice::{DAY_IN_VAIN, FairnessPolicy, ProposalOutcome, Turn, TurnKey, TurnKind, Turns};

/// Windows after which a line of which nothing is left is forgotten.
const FORGOTTEN_AFTER: i64 = 4;

/// How one thing asked for was answered tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    Granted,
    /// It could have been.
    Declined,
    /// The day cannot hold it at all.
    Impossible,
    /// The learner is away: nothing was asked.
    Away,
}

impl Answered {
    /// Of an answer.
    fn of<Fault>(answer: &Answer<Fault>) -> Self {
        match answer {
            Answer::Granted { .. } => Answered::Granted,
            Answer::Blocked(_) => Answered::Declined,
            Answer::Impossible(_) | Answer::NothingSuits => Answered::Impossible,
            Answer::Away => Answered::Away,
        }
    }

    /// Of a learner's proposal.
    fn of_proposal(outcome: &ProposalOutcome) -> Self {
        match (outcome.kept, outcome.is_possible) {
            (true, _) => Answered::Granted,
            (false, true) => Answered::Declined,
            (false, false) => Answered::Impossible,
        }
    }
}

/// The memory after a night, with what it answered at each site; `former` is the memory with which it began.
pub fn next_turns<'a>(
    school: &School,
    former: &Turns,
    fairness: &FairnessPolicy,
    date: Date,
    answers: impl Iterator<Item = &'a Explanations>,
) -> Turns {
    let mut tonight: BTreeMap<TurnKey, Answered> = BTreeMap::new();
    let mut hear = |key: TurnKey, answer: Answered| {
        let heard = tonight.entry(key).or_insert(answer);
        *heard = better(*heard, answer);
    };
    let day = |learner| (learner, TurnKind::Turn, String::new());
    for explanations in answers {
        for outcome in &explanations.wishes {
            let answer = Answered::of(&outcome.answer);
            hear(key_of_wish(school, outcome.wish), answer);
            hear(day(school.wishes[outcome.wish.i()].learner), answer);
        }
        for outcome in &explanations.requests {
            hear(key_of_request(school, outcome.request), Answered::of(&outcome.answer));
        }
        for outcome in &explanations.proposals {
            hear(day(school.proposals[outcome.proposal.i()].learner), Answered::of_proposal(outcome));
        }
    }
    let mut turns = Turns::new();
    for (key, turn) in former {
        let age = days_between(turn.last, date);
        let is_fresh = age <= FORGOTTEN_AFTER * i64::from(fairness.window.days());
        if is_fresh || fairness.left(turn.credit, age) > 0 {
            turns.insert(key.clone(), turn.clone());
        }
    }
    for (key, answer) in tonight {
        let is_counted = match answer {
            Answered::Granted | Answered::Declined => true,
            // Whoever wishes for what cannot be has had no turn, and lost none.
            Answered::Impossible => key.1 != TurnKind::Turn,
            Answered::Away => false,
        };
        if is_counted {
            let former = turns.get(&key).map(|turn| begin_again(turn, date));
            turns.insert(key, after(former, answer == Answered::Granted, fairness, date));
        }
    }
    turns
}

/// The better of two answers to the same thing.
fn better(a: Answered, b: Answered) -> Answered {
    let worth = |answer: Answered| match answer {
        Answered::Granted => 3,
        Answered::Declined => 2,
        Answered::Impossible => 1,
        Answered::Away => 0,
    };
    if worth(b) > worth(a) { b } else { a }
}

/// The line after one more day.
fn after(former: Option<Turn>, granted: bool, fairness: &FairnessPolicy, date: Date) -> Turn {
    let former = former.unwrap_or(Turn { asked: 0, granted: 0, declined: 0, last: date, credit: 0, before: 0 });
    let before = fairness.left(former.credit, days_between(former.last, date));
    Turn {
        asked: former.asked.saturating_add(1),
        granted: former.granted.saturating_add(u32::from(granted)),
        declined: former.declined.saturating_add(u32::from(!granted)),
        last: date,
        credit: if granted { 0 } else { before.saturating_add(DAY_IN_VAIN) },
        before,
    }
}

/// The line as it was before the day, where it tells of that day already.
fn begin_again(turn: &Turn, date: Date) -> Turn {
    if turn.last != date {
        return turn.clone();
    }
    let was_granted = turn.credit == 0;
    Turn {
        asked: turn.asked.saturating_sub(1),
        granted: turn.granted.saturating_sub(u32::from(was_granted)),
        declined: turn.declined.saturating_sub(u32::from(!was_granted)),
        last: date,
        credit: turn.before,
        before: turn.before,
    }
}

/// The credit with which a day begins, before time has told on it, and the days since it was counted.
pub fn at_beginning(turn: &Turn, date: Date) -> (u32, i64) {
    (begin_again(turn, date).credit, days_between(turn.last, date))
}

/// The line of memory of a wish.
pub fn key_of_wish(school: &School, at: WishIdx) -> TurnKey {
    let wish = &school.wishes[at.i()];
    let what = match &wish.what {
        WishFor::Lesson(at) => format!("lesson:{}", school.lessons[at.i()].id),
        WishFor::Competency(at) => format!("competency:{}", school.competencies[at.i()].id),
        WishFor::Modality(at) => format!("modality:{}", school.modalities[at.i()].id),
        WishFor::Interest(interest) => format!("interest:{interest}"),
        WishFor::Place(place) => format!("place:{place}"),
        WishFor::Time { slot, subject, modality } => {
            let how = modality.map(|at| school.modalities[at.i()].id.as_str());
            match subject.as_deref().or(how) {
                Some(what) => format!("time:{what}@{slot}"),
                None => format!("time:{slot}"),
            }
        }
        WishFor::Partner(at) => format!("partner:{}", school.learners[at.i()].id),
        WishFor::Staff(at) => format!("staff:{}", school.staff[at.i()].id),
    };
    (wish.learner, TurnKind::Wish, what)
}

/// The line of memory of a request.
pub fn key_of_request(school: &School, at: RequestIdx) -> TurnKey {
    let request = &school.requests[at.i()];
    (request.learner, TurnKind::Request, school.staff[request.staff.i()].id.clone())
}
