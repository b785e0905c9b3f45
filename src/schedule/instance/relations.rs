//! What binds people of a day to each other and to places: who must not meet, who earns by meeting, whom it costs to walk.

use std::collections::BTreeMap;

use super::dictionary::Dictionary;
use super::rows::{Instance, Walk};
use crate::ScheduleError;
use crate::ids::{CampIdx, CandIdx, LearnerIdx, Table};
use daybreak_day::problem::{Candidate, Problem};
use rustc_hash::FxHashMap;

/// The learner's candidates that a candidate follows, where being early costs anything.
pub(super) fn followed(row: &Candidate, of_offering: &FxHashMap<&str, CandIdx>) -> Vec<CandIdx> {
    let others = row.followed().filter(|id| row.early_cost != 0 && **id != row.offering);
    let mut found: Vec<CandIdx> = others.filter_map(|id| of_offering.get(id.as_str()).copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Adds relations to learners whose rows are there.
pub(super) fn add(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) -> Result<(), ScheduleError> {
    for [a, b] in &problem.apart {
        let (a, b) = (ids.learners.get(a)?, ids.learners.get(b)?);
        if a != b {
            inst.learners[a].apart.push(b);
            inst.learners[b].apart.push(a);
        }
    }
    for [a, b] in &problem.apart_places {
        let (a, b) = (ids.learners.get(a)?, ids.learners.get(b)?);
        if a != b {
            inst.learners[a].apart_places.push(b);
            inst.learners[b].apart_places.push(a);
        }
    }
    for pair in &problem.together {
        let (a, b) = (ids.learners.get(&pair.learners[0])?, ids.learners.get(&pair.learners[1])?);
        if a != b {
            inst.learners[a].together.push((b, pair.bonus));
            inst.learners[b].together.push((a, pair.bonus));
        }
    }
    for learner in &mut inst.learners {
        for list in [&mut learner.apart, &mut learner.apart_places] {
            list.sort_unstable();
            list.dedup();
        }
        learner.together.sort_unstable();
    }
    make_camps(inst);
    for cand in inst.cands.iter().filter(|cand| !cand.follows.is_empty()) {
        inst.learners[cand.learner].has_order = true;
    }
    let is_paid = |walk: Walk| walk != Walk::default();
    inst.walks = inst.learners.iter().any(|l| is_paid(l.walk)) || inst.staff.iter().any(|p| is_paid(p.walk));
    Ok(())
}

/// Gathers learners who are kept apart in place from the same others: where a rule parts the young from the old there are
/// thousands of pairs and two camps, and a room need only count those.
fn make_camps(inst: &mut Instance) {
    let mut camps: BTreeMap<Vec<LearnerIdx>, CampIdx> = BTreeMap::new();
    for learner in inst.learners.iter_mut().filter(|learner| !learner.apart_places.is_empty()) {
        let n = camps.len();
        learner.camp = *camps.entry(learner.apart_places.clone()).or_insert(CampIdx::at(n));
    }
    inst.camps = Table::filled(Vec::new(), camps.len());
    for (others, camp) in camps {
        let mut theirs: Vec<CampIdx> = others.iter().map(|other| inst.learners[*other].camp).collect();
        theirs.sort_unstable();
        theirs.dedup();
        inst.camps[camp] = theirs;
    }
}
