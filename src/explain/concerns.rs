//! What a person should see: found and weighed here, put into words elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::asks::is_of_site;
use super::rules;
use super::scene::Scene;
use daybreak_day::problem::Points;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{
    Answer, RequestOutcome, Scarce, ServiceOutcome, SlotExplanation, SlotWhy, Urgency, WishOutcome,
};
use daybreak_school::ids::{GoalIdx, LearnerIdx};
use daybreak_school::pathway::OnTrack;
use daybreak_school::school::Evidence;

/// School days without any evidence from which the feed is doubted, and days that are looked at.
const QUIET_SCHOOL_DAYS: u32 = 3;
const QUIET_DAYS_MAX: i64 = 100;

/// A concern with its rank: urgency, then weight in points.
pub struct Weighed {
    pub concern: Concern,
    pub urgency: Urgency,
    pub weight: Points,
}

/// All concerns of a site, not yet in order.
pub fn find(
    scene: &Scene<'_>,
    slots: &[SlotExplanation],
    wishes: &[WishOutcome],
    requests: &[RequestOutcome],
    services: &[ServiceOutcome],
) -> Vec<Weighed> {
    let mut found = vec![];
    invalid_plan(scene, &mut found);
    let raised = raised(scene);
    unplaced(scene, slots, &raised, &mut found);
    services_short(scene, services, &raised, &mut found);
    requests_declined(scene, requests, &mut found);
    wishes_declined(scene, wishes, &mut found);
    scarcity(slots, requests, services, &mut found);
    told(scene, raised, services, &mut found);
    little_evidence(scene, &mut found);
    no_news(scene, &mut found);
    super::groups::same_groups(scene, &mut found);
    rules::broken(scene, slots, &mut found);
    found
}

/// What earlier stages could not do as asked, and goals out of reach: each once.
fn raised(scene: &Scene<'_>) -> BTreeSet<Concern> {
    let known = scene.known;
    let out_of_reach = known.pathways.pathways.iter().filter(|pathway| {
        let goal = &known.school.goals[pathway.goal.i()];
        pathway.on_track == OnTrack::OutOfReach && is_of_site(scene, goal.learner)
    });
    let mut all: BTreeSet<Concern> = scene.raised().cloned().collect();
    let goal_of = |concern: &Concern| {
        if let Concern::GoalOutOfReach { goal, .. } = concern { Some(*goal) } else { None }
    };
    let known_goals: BTreeSet<GoalIdx> = all.iter().filter_map(goal_of).collect();
    all.extend(out_of_reach.filter(|pathway| !known_goals.contains(&pathway.goal)).map(|pathway| {
        if let Some(competency) = pathway.lacks_lesson {
            return Concern::GoalLacksLesson { goal: pathway.goal, competency };
        }
        let short = (pathway.minutes - pathway.minutes_available.unwrap_or(0.0)).max(0.0).ceil();
        // Saturates: a way longer than 8,000 years stays that.
        Concern::GoalOutOfReach { goal: pathway.goal, minutes_short: short as u32 }
    }));
    all
}

fn invalid_plan(scene: &Scene<'_>, found: &mut Vec<Weighed>) {
    if let Some(first) = scene.known.verdict.violations.first() {
        let violations = scene.known.verdict.violations.len();
        let concern = Concern::InvalidPlan { violations, first: first.to_string() };
        found.push(Weighed { concern, urgency: Urgency::Act, weight: Points::MAX });
    }
}

/// Every learner without a place in a slot; a learner with nothing to choose from is one concern, not one a slot.
fn unplaced(scene: &Scene<'_>, slots: &[SlotExplanation], raised: &BTreeSet<Concern>, found: &mut Vec<Weighed>) {
    for slot in slots {
        let SlotWhy::Open(blocked) = &slot.why else { continue };
        let is_told = raised.contains(&Concern::NoCandidates { learner: slot.learner });
        if blocked.is_empty() && is_told {
            continue;
        }
        let idle_cost = scene.position(slot.learner).map_or(0, |at| scene.day.problem.learners[at].idle_cost);
        let weight = idle_cost.saturating_add(blocked.first().map_or(0, |dearest| dearest.points));
        let concern = Concern::Unplaced { learner: slot.learner, slot: slot.slot, blocked: blocked.clone() };
        found.push(Weighed { concern, urgency: Urgency::Act, weight });
    }
}

/// Services of which slots of today are missing, or for which the period has no room; minutes that no day is left for
/// come first.
fn services_short(
    scene: &Scene<'_>,
    services: &[ServiceOutcome],
    raised: &BTreeSet<Concern>,
    found: &mut Vec<Weighed>,
) {
    for outcome in services.iter().filter(|outcome| outcome.is_short()) {
        let away = scene.position(scene.known.school.services[outcome.service.i()].learner).is_none();
        let impossible = raised.iter().find_map(|concern| {
            let Concern::ServiceImpossible { service, why } = concern else { return None };
            (*service == outcome.service).then_some(*why)
        });
        let is_last_day = outcome.short > 0 || outcome.by_when.is_none_or(|day| day <= scene.known.formulation.date);
        // What later days still hold is worth a look; what the period will lack is worth an act.
        let urgency = if is_last_day { Urgency::Act } else { Urgency::Look };
        // A minute is worth a thirtieth of a lesson of progress; a debt that lapses today counts ten times.
        let weight = i64::from(outcome.still_owed) * 33 * if is_last_day { 10 } else { 1 };
        let concern = Concern::ServiceShort { outcome: outcome.clone(), impossible, away };
        found.push(Weighed { concern, urgency, weight });
    }
}

fn requests_declined(scene: &Scene<'_>, requests: &[RequestOutcome], found: &mut Vec<Weighed>) {
    for outcome in requests.iter().filter(|outcome| !outcome.answer.is_granted()) {
        let priority = scene.known.school.requests[outcome.request.i()].priority.max(1);
        let weight = scene.known.rules.scores.request / i64::from(priority);
        let concern = Concern::RequestDeclined { request: outcome.request, answer: outcome.answer.clone() };
        found.push(Weighed { concern, urgency: Urgency::Look, weight });
    }
}

/// Learners who are there and get none of what they wished for: one concern a learner.
fn wishes_declined(scene: &Scene<'_>, wishes: &[WishOutcome], found: &mut Vec<Weighed>) {
    let mut by_learner: BTreeMap<LearnerIdx, Vec<&WishOutcome>> = BTreeMap::new();
    for outcome in wishes {
        by_learner.entry(scene.known.school.wishes[outcome.wish.i()].learner).or_default().push(outcome);
    }
    for (learner, outcomes) in by_learner {
        let is_away = scene.position(learner).is_none();
        if is_away || outcomes.iter().any(|outcome| outcome.answer.is_granted()) {
            continue;
        }
        let rank = |outcome: &&&WishOutcome| (scene.known.school.wishes[outcome.wish.i()].rank, outcome.wish);
        let dearest = outcomes.iter().min_by_key(rank).expect("a learner with a wish");
        let wishes = u32::try_from(outcomes.len()).expect("wishes of a learner");
        let answer = dearest.answer.clone();
        let concern = Concern::WishesDeclined { learner, wishes, dearest: dearest.wish, answer };
        let weight = scene.known.rules.scores.wish;
        found.push(Weighed { concern, urgency: Urgency::Know, weight });
    }
}

/// What the day has too little of: for each resource and slot, who waits for it and for how many points.
fn scarcity(
    slots: &[SlotExplanation],
    requests: &[RequestOutcome],
    services: &[ServiceOutcome],
    found: &mut Vec<Weighed>,
) {
    let open = slots.iter().filter_map(|slot| match &slot.why {
        SlotWhy::Open(blocked) => Some(blocked),
        SlotWhy::Placed { .. } | SlotWhy::Away => None,
    });
    let asked = requests.iter().filter_map(|outcome| match &outcome.answer {
        Answer::Blocked(blocked) => Some(blocked),
        Answer::Granted { .. } | Answer::Away | Answer::Impossible(_) | Answer::NothingSuits => None,
    });
    let owed = services.iter().map(|outcome| &outcome.blocked);
    let mut waiting: BTreeMap<(Scarce, usize), (u32, Points)> = BTreeMap::new();
    for blocked in open.chain(asked).chain(owed) {
        // Each waits for one thing: the dearest that a resource would give.
        let wait = blocked.iter().find_map(|entry| Some(((entry.scarce()?, entry.start?), entry.points)));
        if let Some((key, points)) = wait {
            let (learners, total) = waiting.entry(key).or_default();
            *learners += 1;
            *total = total.saturating_add(points);
        }
    }
    for ((resource, slot), (learners, points)) in waiting {
        let concern = Concern::Scarcity { resource, slot, learners, points };
        found.push(Weighed { concern, urgency: Urgency::Look, weight: points });
    }
}

/// What earlier stages raised and no other concern tells already.
fn told(scene: &Scene<'_>, raised: BTreeSet<Concern>, services: &[ServiceOutcome], found: &mut Vec<Weighed>) {
    let scores = &scene.known.rules.scores;
    for concern in raised {
        let (urgency, weight) = match &concern {
            Concern::PinLeftOut { .. } => (Urgency::Act, scores.goal_step),
            // Somebody has decided; the others should know.
            Concern::SignedException { .. } => (Urgency::Know, scores.goal_step),
            Concern::NoCandidates { .. } => (Urgency::Act, scores.idle.saturating_mul(scene.day.n_slots as i64)),
            Concern::LessonImpossible { learners, .. } => {
                (Urgency::Know, i64::from(*learners).saturating_mul(scores.ready))
            }
            Concern::ServiceImpossible { service, .. } => {
                if services.iter().any(|outcome| outcome.service == *service && outcome.is_short()) {
                    continue;
                }
                (Urgency::Look, scores.service)
            }
            Concern::AccommodationUnmet { .. } => (Urgency::Act, scores.service_short),
            // Each has its own line in the answers to wishes and requests.
            Concern::RequestImpossible { .. } | Concern::WishImpossible { .. } => continue,
            // Every try in vain was an hour of progress that did not come.
            Concern::Stuck { tries, .. } => (Urgency::Look, scores.ready.saturating_mul(i64::from(*tries))),
            Concern::GoalOutOfReach { goal, minutes_short } => {
                let heft = scene.known.school.goals[goal.i()].weight.clamp(0.0, 100.0);
                (Urgency::Look, (heft * f64::from(*minutes_short)) as i64)
            }
            Concern::GoalLacksLesson { goal, .. } => {
                let heft = scene.known.school.goals[goal.i()].weight.clamp(0.0, 100.0);
                (Urgency::Look, (heft * scores.goal_step as f64) as i64)
            }
            // Found in this stage, where each is weighed.
            Concern::LittleEvidence { .. }
            | Concern::NoNews { .. }
            | Concern::Package(_)
            | Concern::InvalidPlan { .. }
            | Concern::Unplaced { .. }
            | Concern::ServiceShort { .. }
            | Concern::RequestDeclined { .. }
            | Concern::WishesDeclined { .. }
            | Concern::Scarcity { .. }
            | Concern::RuleBroken { .. }
            | Concern::SameGroup { .. }
            | Concern::OutOfBounds { .. } => continue,
        };
        found.push(Weighed { concern, urgency, weight });
    }
}

/// Evidence has stopped coming: the plan goes on from the last that is known, and somebody should ask why.
fn no_news(scene: &Scene<'_>, found: &mut Vec<Weighed>) {
    let known = &scene.known;
    let (site, date) = (known.formulation.site, known.formulation.date);
    let of_site = |row: &&Evidence| known.school.learners[row.learner.i()].site == site;
    let days = known.school.evidence.iter().filter(of_site).map(|row| row.at.date());
    let Some(since) = days.filter(|day| *day < date).max() else { return };
    let later = (1..=QUIET_DAYS_MAX).map(|n| since.saturating_add(jiff::Span::new().days(n)));
    let quiet = later.take_while(|day| *day < date).filter(|day| known.school.day_type(site, *day).is_some()).count();
    let quiet = u32::try_from(quiet).expect("a few days");
    if quiet >= QUIET_SCHOOL_DAYS {
        let weight = known.rules.scores.goal_step;
        found.push(Weighed { concern: Concern::NoNews { since, days: quiet }, urgency: Urgency::Act, weight });
    }
}

/// Learners of whom less is known than one competency needs to count as mastered.
fn little_evidence(scene: &Scene<'_>, found: &mut Vec<Weighed>) {
    for &learner in &scene.known.formulation.learners {
        let evidence: u32 = scene.known.states.of(learner).iter().map(|state| state.evidence).sum();
        if evidence < scene.known.rules.mastery.evidence_min {
            let concern = Concern::LittleEvidence { learner, evidence };
            found.push(Weighed { concern, urgency: Urgency::Know, weight: 0 });
        }
    }
}
