//! The ledger of services: owed, delivered, planned today, still owed, and by when.

use super::attempt::{Ask, Trial};
use super::scene::Scene;
use super::slots;
use daybreak_night::explanation::{Blocked, OwedBecause, ServiceOutcome};
use daybreak_night::owed::{ServiceDue, ShortWhy};
use daybreak_school::ids::ServiceIdx;

/// One line for each service in force, in order.
pub fn ledger(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<ServiceOutcome> {
    let mut trial = trial.clone();
    scene.known.formulation.owed.services.iter().map(|due| line(scene, &mut trial, due)).collect()
}

fn line(scene: &Scene<'_>, trial: &mut Trial<'_>, due: &ServiceDue) -> ServiceOutcome {
    let learner = scene.position(scene.known.school.services[due.service.i()].learner);
    let slots = learner.map_or(vec![], |learner| slots_of(scene, trial, learner, due.service));
    let planned: u32 = slots.iter().map(|&slot| scene.minutes(slot)).sum();
    let n_planned = u32::try_from(slots.len()).expect("slots of a day");
    let slots_short = due.due_today_slots.saturating_sub(n_planned);
    let still_owed = due.remaining().saturating_sub(planned);
    let short = due.due.saturating_sub(planned).saturating_sub(due.later_minutes);
    let blocked = match learner {
        Some(learner) if slots_short > 0 => blocked(scene, trial, learner, due.service),
        Some(_) | None => vec![],
    };
    ServiceOutcome {
        service: due.service,
        owed: due.owed,
        delivered: due.delivered,
        planned,
        still_owed,
        by_when: due.by_when,
        period: due.period,
        due: due.due,
        make_up: due.make_up,
        missed: due.missed,
        make_up_until: due.make_up_until,
        slots_short,
        short,
        cause: (still_owed > 0).then(|| cause(due, slots_short, short, learner.is_none())),
        blocked,
    }
}

/// Why minutes stay owed: what a count proves comes before what was seen today.
fn cause(due: &ServiceDue, slots_short: u32, short: u32, is_away: bool) -> OwedBecause {
    match due.shortage.filter(|_| short > 0).map(|shortage| shortage.why) {
        Some(ShortWhy::OwnTime { possible }) if !is_away => OwedBecause::OwnTime { possible },
        Some(ShortWhy::Shared { people, owed, possible }) => OwedBecause::Specialists { people, owed, possible },
        Some(ShortWhy::OwnTime { .. } | ShortWhy::Unseen) | None => match (is_away, short > 0, slots_short > 0) {
            (_, false, false) => OwedBecause::Later,
            (true, _, _) => OwedBecause::LearnerAway,
            (false, _, _) => OwedBecause::NotPlaced,
        },
    }
}

/// The slots in which the learner is given the service.
fn slots_of(scene: &Scene<'_>, trial: &Trial<'_>, learner: usize, service: ServiceIdx) -> Vec<usize> {
    let gives = |&slot: &usize| {
        let offering = trial.seating.doing(learner, slot);
        offering.and_then(|offering| scene.service(learner, offering)) == Some(service)
    };
    (0..scene.day.n_slots).filter(gives).collect()
}

/// What stands against giving the service today, in each start of each way to give it.
fn blocked(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, service: ServiceIdx) -> Vec<Blocked> {
    let day = &scene.day;
    let mut blocked = vec![];
    for candidate in 0..day.learners[learner].candidates.len() {
        let offering = day.learners[learner].candidates[candidate].offering;
        if scene.service(learner, offering) == Some(service) {
            let is_other = |start: &usize| trial.seating.doing(learner, *start) != Some(offering);
            let starts: Vec<usize> = (0..day.n_slots).filter(is_other).collect();
            let asks = starts.into_iter().map(|start| Ask { learner, candidate, start, may_leave: true });
            blocked.extend(slots::entries(scene, trial, asks));
        }
    }
    slots::sort(&mut blocked);
    blocked
}
