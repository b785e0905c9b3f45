//! What a hand has moved, put back: the published plan as it would be without the hand, what came later left as it is.

use std::collections::{BTreeMap, BTreeSet};

use daybreak::model::plan::{Plan, Seat, Session};
use daybreak::model::promise::{Doing, Whereabouts};

use crate::cli::documents::SiteOfNight;

/// The plan of a site from which a day is planned when a hand is taken back. `before` and `after`: the site right before the hand
/// and right after it. Whom somebody has moved again since stays there.
pub fn put_back(now: &SiteOfNight, before: &SiteOfNight, after: &SiteOfNight) -> Plan {
    let read = |site: &SiteOfNight| Whereabouts::of(&now.problem, &site.plan).learners;
    let (was, became, is) = (read(before), read(after), read(now));
    let what = |doing: Option<&Doing>| doing.map(|d| (d.what.clone(), d.room.clone(), d.staff.clone()));
    let mut leaves: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut returns: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for key in was.keys().chain(became.keys()) {
        let (was, became, is) = (was.get(key), became.get(key), is.get(key));
        if what(was) == what(became) || what(is) != what(became) {
            continue;
        }
        leaves.extend(is.map(|doing| (key.0.as_str(), doing.session.as_str())));
        if let Some(doing) = was {
            returns.entry(&doing.session).or_default().insert(&key.0);
        }
    }
    let mut plan = now.plan.clone();
    for session in &mut plan.sessions {
        session.learners.retain(|seat| !leaves.contains(&(seat.id.as_str(), session.id.as_str())));
    }
    for then in before.plan.sessions.iter().filter(|then| returns.contains_key(then.id.as_str())) {
        let back = &returns[then.id.as_str()];
        let seats: Vec<Seat> = then.learners.iter().filter(|seat| back.contains(seat.id.as_str())).cloned().collect();
        let is_it = |session: &&mut Session| session.id == then.id;
        match plan.sessions.iter_mut().find(is_it) {
            // All who were in it come back, so it is as it was.
            Some(session) if session.learners.is_empty() => *session = Session { learners: seats, ..then.clone() },
            Some(session) => session.learners.extend(seats),
            None => plan.sessions.push(Session { learners: seats, ..then.clone() }),
        }
    }
    plan.sessions.retain(|session| !session.learners.is_empty());
    plan
}
