//! The lines of `exceptions.csv`: what, why, what would help.

use crate::concerns::Weighed;
use crate::scene::Scene;
use crate::wording::{desk, name, owed};
use daybreak_night::explanation::{Answer, Concern, Exception, Impossible, Notice, PinFault, RequestFault, WishFault};
use daybreak_school::ids::{LearnerIdx, PinIdx, RequestIdx, WishIdx};
use daybreak_school::ruling::StruggleStep;
use daybreak_school::school::WishFor;

/// What, why, what would help.
pub(super) struct Words {
    pub(super) kind: &'static str,
    pub(super) subject: String,
    pub(super) slot: Option<String>,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) help: String,
}

/// Puts concerns into words, the most urgent first, then the weightiest; equal ones by kind, subject and slot.
pub fn exceptions(scene: &Scene<'_>, concerns: Vec<Weighed>) -> Vec<Exception> {
    let mut lines: Vec<Exception> = concerns
        .into_iter()
        .map(|Weighed { concern, urgency, weight }| {
            let Words { kind, subject, slot, what, why, help } = words(scene, &concern);
            Exception { urgency, kind, subject, slot, what, why, what_would_help: help, weight }
        })
        .collect();
    lines.sort_by(|a, b| {
        let rank = |e: &Exception| (e.urgency, std::cmp::Reverse(e.weight), e.kind);
        let order = rank(a).cmp(&rank(b));
        order.then_with(|| (&a.subject, &a.slot, &a.what).cmp(&(&b.subject, &b.slot, &b.what)))
    });
    lines
}

fn words(scene: &Scene<'_>, concern: &Concern) -> Words {
    let school = scene.known.school;
    match concern {
        Concern::InvalidPlan { violations, first } => Words {
            kind: "invalid_plan",
            subject: school.sites[scene.known.formulation.site.i()].id.clone(),
            slot: None,
            what: format!("The plan breaks {}; do not use it.", name::count(*violations as u64, "hard rule")),
            why: first.clone(),
            help: "Report it: the engine should never write such a plan.".to_owned(),
        },
        Concern::Unplaced { learner, slot, blocked } => {
            let id = name::learner(school, *learner);
            let at = scene.position(*learner);
            Words {
                kind: "unplaced",
                subject: id.to_owned(),
                slot: Some(scene.day.problem.slots[*slot].id.clone()),
                what: format!("Learner {id} has no place in {}.", name::slot(scene, *slot)),
                why: at.map_or(String::new(), |at| desk::summary(scene, at, blocked)),
                help: desk::help(scene, blocked),
            }
        }
        Concern::ServiceShort { outcome, impossible, away } => {
            owed::service_short(scene, outcome, impossible.map(impossible_words), *away)
        }
        Concern::RequestDeclined { request, answer } => request_declined(scene, *request, answer),
        Concern::WishesDeclined { learner, wishes, dearest, answer } => {
            wishes_declined(scene, *learner, *wishes, *dearest, answer)
        }
        Concern::Scarcity { resource, slot, learners, points } => {
            let what = desk::resource(scene, resource);
            Words {
                kind: "scarce",
                subject: what.clone(),
                slot: Some(scene.day.problem.slots[*slot].id.clone()),
                what: format!("There are too few {what} in {}.", name::slot(scene, *slot)),
                why: match learners {
                    1 => format!("One open place, request or service waits for them, worth {points} points."),
                    n => {
                        format!("{n} open places, requests and services wait for them, together worth {points} points.")
                    }
                },
                help: format!("More {what} in slot {}.", scene.day.problem.slots[*slot].id),
            }
        }
        Concern::Notice(notice) => notice_words(scene, notice),
        Concern::RuleBroken { rule, learner, slot } => {
            let id = name::learner(school, *learner);
            let then = slot.map(|slot| format!(" in {}", name::slot(scene, slot))).unwrap_or_default();
            Words {
                kind: "rule_broken",
                subject: id.to_owned(),
                slot: slot.map(|slot| scene.day.problem.slots[slot].id.clone()),
                what: format!("The day of learner {id} departs from a rule{then}."),
                why: super::rules::quoted(scene.known.rules, *rule),
                help: "A pin, or strength = \"hard\" in the rule.".to_owned(),
            }
        }
        Concern::SameGroup { session, days, rule } => {
            let session = &scene.known.plan.sessions[*session];
            let rule = scene.known.rules.text(*rule);
            Words {
                kind: "same_group",
                subject: session.id.clone(),
                slot: Some(session.slot.clone()),
                what: format!(
                    "The group of {} in {} stays the same.",
                    name::count(session.learners.len() as u64, "learner"),
                    session.id
                ),
                why: format!(
                    "It was the same on each of the last {days} school days. The rule {} says: {}",
                    rule.id, rule.why
                ),
                help: "A look at whether they still need the same; else a pin for one of them elsewhere.".to_owned(),
            }
        }
        Concern::NoNews { since, days } => Words {
            kind: "no_news",
            subject: school.sites[scene.known.formulation.site.i()].id.clone(),
            slot: None,
            what: format!("No evidence has come since {since}."),
            why: format!(
                "{} went by without any. The plan goes on from what was known then, and is the less sure the longer it lasts.",
                name::count(u64::from(*days), "school day")
            ),
            help: "A look at the export of assessments; the last days handed over late are taken in the next night."
                .to_owned(),
        },
        Concern::LittleEvidence { learner, evidence } => {
            let id = name::learner(school, *learner);
            Words {
                kind: "little_evidence",
                subject: id.to_owned(),
                slot: None,
                what: format!("Little is known of learner {id}."),
                why: format!("There is so much evidence: {}.", name::count(u64::from(*evidence), "piece")),
                help: "A short assessment or a teacher's judgement.".to_owned(),
            }
        }
    }
}

fn request_declined(scene: &Scene<'_>, at: RequestIdx, answer: &Answer<RequestFault>) -> Words {
    let school = scene.known.school;
    let request = &school.requests[at.i()];
    let (why, help) =
        desk::declined(scene, scene.position(request.learner), answer, |fault| request_fault(scene, *fault));
    let work = match (request.lesson, request.competency) {
        (Some(lesson), _) => format!(" for {}", name::lesson(school, lesson)),
        (None, Some(competency)) => format!(" to learn: {}", name::competency(school, competency)),
        (None, None) => String::new(),
    };
    Words {
        kind: "request_declined",
        subject: name::learner(school, request.learner).to_owned(),
        slot: request.slot.clone(),
        what: format!(
            "{} asked for learner {}{work}; it is not planned.",
            school.staff[request.staff.i()].id,
            name::learner(school, request.learner)
        ),
        why,
        help,
    }
}

fn request_fault(scene: &Scene<'_>, fault: RequestFault) -> String {
    match fault {
        RequestFault::RuledOut(rule) => return super::rules::ruled_out(scene.known.rules, rule),
        RequestFault::LearnerAbsent => "The learner is not there then.",
        RequestFault::StaffAbsent => "The person who asked is not there then.",
        RequestFault::NothingSuitable => "Nothing of the kind suits the learner today.",
        RequestFault::NoSuchSlotToday => "The day has no such slot.",
    }
    .to_owned()
}

fn wishes_declined(
    scene: &Scene<'_>,
    learner: LearnerIdx,
    wishes: u32,
    dearest: WishIdx,
    answer: &Answer<WishFault>,
) -> Words {
    let school = scene.known.school;
    let (why, help) = desk::declined(scene, scene.position(learner), answer, |fault| wish_fault(scene, *fault));
    let id = name::learner(school, learner);
    Words {
        kind: "wish_declined",
        subject: id.to_owned(),
        slot: None,
        what: format!(
            "Learner {id} gets none of today's {}; the dearest was {}.",
            name::count(u64::from(wishes), "wish").replace("wishs", "wishes"),
            wish_words(scene, &school.wishes[dearest.i()].what)
        ),
        why,
        help,
    }
}

fn wish_fault(scene: &Scene<'_>, fault: WishFault) -> String {
    match fault {
        WishFault::RuledOut(rule) => return super::rules::ruled_out(scene.known.rules, rule),
        WishFault::NotReady => "It builds on what the learner is still learning.",
        WishFault::NotOffered => "Nothing of the kind is offered here today.",
        WishFault::NotAvailable => "Who was wished for is not there, or is kept apart by a decision.",
    }
    .to_owned()
}

/// What was wished for, for the coordinator.
pub fn wish_words(scene: &Scene<'_>, what: &WishFor) -> String {
    let school = scene.known.school;
    match what {
        WishFor::Lesson(lesson) => name::lesson(school, *lesson),
        WishFor::Competency(competency) => format!("to learn: {}", name::competency(school, *competency)),
        WishFor::Modality(modality) => format!("to work by {}", school.modalities[modality.i()].id),
        WishFor::Interest(interest) => format!("something about {interest}"),
        WishFor::Place(place) => format!("to work in {place}"),
        WishFor::Time { slot, subject, modality } => {
            let subject = subject.as_ref().map(|subject| format!(" with {subject}")).unwrap_or_default();
            let modality = modality.map(|m| format!(" by {}", school.modalities[m.i()].id)).unwrap_or_default();
            format!("slot {slot}{subject}{modality}")
        }
        WishFor::Partner(other) => format!("to work with {}", name::learner(school, *other)),
        WishFor::Staff(person) => format!("to work with {}", school.staff[person.i()].id),
    }
}

fn notice_words(scene: &Scene<'_>, notice: &Notice) -> Words {
    let school = scene.known.school;
    match notice {
        Notice::PinLeftOut { pin, why } => pin_left_out(scene, *pin, *why),
        Notice::NoCandidates { learner } => {
            let id = name::learner(school, *learner);
            Words {
                kind: "no_candidates",
                subject: id.to_owned(),
                slot: None,
                what: format!("Learner {id} is there and nothing suits them today."),
                why: "No lesson of the catalogue fits what the learner is ready for.".to_owned(),
                help: "A pin, a goal, or lessons for what the learner is ready for.".to_owned(),
            }
        }
        Notice::LessonImpossible { lesson, why, learners } => Words {
            kind: "lesson_impossible",
            subject: school.lessons[lesson.i()].id.clone(),
            slot: None,
            what: format!(
                "{} cannot take place today; it would suit {}.",
                name::lesson(school, *lesson),
                name::count(u64::from(*learners), "learner")
            ),
            why: impossible_words(*why).to_owned(),
            help: impossible_help(*why).to_owned(),
        },
        Notice::ServiceImpossible { service, why } => {
            let owed = &school.services[service.i()];
            let id = name::learner(school, owed.learner);
            Words {
                kind: "service_impossible",
                subject: id.to_owned(),
                slot: None,
                what: format!("Service {} of learner {id} cannot take place today.", owed.service),
                why: impossible_words(*why).to_owned(),
                help: format!("Somebody with {} today. {}", owed.staff_tag, impossible_help(*why)),
            }
        }
        Notice::RequestImpossible { request, why } => {
            let answer = Answer::Impossible(*why);
            request_declined(scene, *request, &answer)
        }
        Notice::WishImpossible { wish, why } => {
            let learner = school.wishes[wish.i()].learner;
            wishes_declined(scene, learner, 1, *wish, &Answer::Impossible(*why))
        }
        Notice::Stuck { learner, competency, tries, spinning_percent, next } => {
            let id = name::learner(school, *learner);
            Words {
                kind: "unproductive_repetition",
                subject: id.to_owned(),
                slot: None,
                what: format!("Learner {id} works in vain at: {}.", name::competency(school, *competency)),
                why: match spinning_percent {
                    Some(percent) => format!(
                        "{tries} tries, and of ten such learners {} do not get there by going on as before.",
                        (f64::from(*percent) / 10.0).round()
                    ),
                    None => format!("{tries} tries without three successes in a row or lasting progress."),
                },
                help: struggle_step(*next).to_owned(),
            }
        }
        Notice::AccommodationUnmet { learner, what } => owed::accommodation_unmet(scene, *learner, what),
        Notice::GoalOutOfReach { goal, minutes_short } => {
            let goal = &school.goals[goal.i()];
            let id = name::learner(school, goal.learner);
            let due = goal.due.map(|due| format!(" by {due}")).unwrap_or_default();
            Words {
                kind: "goal_out_of_reach",
                subject: id.to_owned(),
                slot: None,
                what: format!("Learner {id} cannot reach a goal{due}: {}.", name::competency(school, goal.competency)),
                why: format!("At the learner's pace {minutes_short} minutes of learning time are missing."),
                help: "A later date, more time for the subject, or a nearer goal, set with the teacher.".to_owned(),
            }
        }
    }
}

/// What the ladder for struggle does next, and what it leaves to a person.
fn struggle_step(next: Option<StruggleStep>) -> &'static str {
    match next {
        Some(StruggleStep::OtherLesson) => {
            "Another lesson of it is proposed; a talk with the learner about what is hard."
        }
        Some(StruggleStep::OtherWay) => {
            "Another way of learning it is proposed; a talk with the learner about what is hard."
        }
        Some(StruggleStep::SmallerGroup) => {
            "A smaller group with a teacher is proposed; somebody who looks over their shoulder."
        }
        Some(StruggleStep::PrerequisiteCheck) => {
            "What it builds on is looked at again; a short assessment of what is missing."
        }
        Some(StruggleStep::Alert) | None => {
            "The catalogue has no other way left: a lesson made for it, or a nearer goal, set with the teacher."
        }
    }
}

fn pin_left_out(scene: &Scene<'_>, at: PinIdx, why: PinFault) -> Words {
    let school = scene.known.school;
    let pin = &school.pins[at.i()];
    let id = name::learner(school, pin.learner);
    let reason = match why {
        PinFault::LearnerAbsent => "The learner is not there then.".to_owned(),
        PinFault::NoSuchSlotToday => "The day has no such slot.".to_owned(),
        PinFault::LessonDoesNotFitSlot => "The lesson cannot run in that slot.".to_owned(),
        PinFault::LessonNotHere => "The lesson cannot take place at this site today.".to_owned(),
        PinFault::RoomUnavailable => "The room is not available then.".to_owned(),
        PinFault::RoomUnsuitable => "The room lacks what the lesson or the learner needs.".to_owned(),
        PinFault::StaffUnavailable => "The person is not there then.".to_owned(),
        PinFault::StaffNotNeeded => "The person is not of the kind that the lesson needs.".to_owned(),
        PinFault::GroupTooSmall => "Too few others may do the lesson then.".to_owned(),
        PinFault::Contradiction(other) => {
            let other = &school.pins[other.i()];
            format!(
                "It contradicts the pin of learner {} in slot {}.",
                name::learner(school, other.learner),
                other.slot
            )
        }
    };
    let lesson = pin.lesson.map(|lesson| format!(" to {}", name::lesson(school, lesson))).unwrap_or_default();
    Words {
        kind: "pin_left_out",
        subject: id.to_owned(),
        slot: Some(pin.slot.clone()),
        what: format!("The pin of learner {id}{lesson} in slot {} is not kept.", pin.slot),
        why: reason,
        help: "The pin changed or taken back.".to_owned(),
    }
}

fn impossible_words(why: Impossible) -> &'static str {
    match why {
        Impossible::NoStaff => "Nobody who is there today may give it.",
        Impossible::NoRoom => "No room that is there today can hold it.",
        Impossible::NoDevices => "There are too few devices for it.",
        Impossible::NoSlots => "The day has no run of slots that is long enough.",
        Impossible::NoSize => "The school's rules on group sizes leave no group for it.",
    }
}

fn impossible_help(why: Impossible) -> &'static str {
    match why {
        Impossible::NoStaff => "A substitute with the right tag.",
        Impossible::NoRoom => "A room with the features and seats that it needs.",
        Impossible::NoDevices => "More devices, or a lesson that does without.",
        Impossible::NoSlots => "Another day, or a shorter lesson.",
        Impossible::NoSize => "Another size in the rules, or a lesson for fewer or more learners.",
    }
}
