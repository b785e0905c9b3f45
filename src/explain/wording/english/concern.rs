//! What a person should see, for the coordinator: what, why, what would help.

use super::declined::{request_declined, wishes_declined};
use super::{bounds, desk, lost, owed, phrase, ways};
use crate::gather::first_fix;
use crate::scene::Scene;
use crate::wording::{Sentences, name};
use daybreak_night::concern::{Concern, EstimatesOff, PackageConcern};
use daybreak_night::explanation::{Answer, Impossible, PinFault};
use daybreak_school::ids::{PinIdx, WaiverIdx};
use daybreak_school::ruling::StruggleStep;
use daybreak_school::waiver::Waived;

/// What is said of a concern.
pub fn concern(scene: &Scene<'_>, concern: &Concern) -> Sentences {
    let school = scene.known.school;
    match concern {
        Concern::InvalidPlan { violations, first } => Sentences {
            what: format!("The plan breaks {}; do not use it.", phrase::count(*violations as u64, &phrase::HARD_RULE)),
            why: first.clone(),
            help: "Report it: the engine should never write such a plan.".to_owned(),
        },
        Concern::Unplaced { learner, slot, blocked } => {
            let id = name::learner(school, *learner);
            let at = scene.position(*learner);
            Sentences {
                what: format!("Learner {id} has no place in {}.", phrase::slot(scene, *slot)),
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
            Sentences {
                what: format!("There are too few {what} in {}.", phrase::slot(scene, *slot)),
                why: match learners {
                    1 => format!("One open place, request or service waits for them, worth {points} points."),
                    n => {
                        format!("{n} open places, requests and services wait for them, together worth {points} points.")
                    }
                },
                help: format!("More {what} in slot {}.", scene.day.problem.slots[*slot].id),
            }
        }
        Concern::Package(of_package) => package(of_package),
        Concern::PinLeftOut { pin, why, lifting } => pin_left_out(scene, *pin, *why, lifting),
        Concern::SignedException { waiver } => signed_exception(scene, *waiver),
        Concern::NoCandidates { learner } => {
            let id = name::learner(school, *learner);
            Sentences {
                what: format!("Learner {id} is there and nothing suits them today."),
                why: "No lesson of the catalogue fits what the learner is ready for.".to_owned(),
                help: "A pin, a goal, or lessons for what the learner is ready for.".to_owned(),
            }
        }
        Concern::LessonImpossible { lesson, why, learners } => Sentences {
            what: format!(
                "{} cannot take place today; it would suit {}.",
                name::lesson(school, *lesson),
                phrase::count(*learners, &phrase::LEARNER)
            ),
            why: impossible_words(*why).to_owned(),
            help: impossible_help(*why).to_owned(),
        },
        Concern::ServiceImpossible { service, why } => {
            let owed = &school.services[service.i()];
            let id = name::learner(school, owed.learner);
            Sentences {
                what: format!("Service {} of learner {id} cannot take place today.", owed.service),
                why: impossible_words(*why).to_owned(),
                help: format!("Somebody with {} today. {}", owed.staff_tag, impossible_help(*why)),
            }
        }
        Concern::RequestImpossible { request, why } => {
            let answer = Answer::Impossible(*why);
            request_declined(scene, *request, &answer)
        }
        Concern::WishImpossible { wish, why } => {
            let learner = school.wishes[wish.i()].learner;
            wishes_declined(scene, learner, 1, *wish, &Answer::Impossible(*why))
        }
        Concern::Stuck { learner, competency, tries, spinning_percent, next } => {
            let id = name::learner(school, *learner);
            Sentences {
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
        Concern::AccommodationUnmet { learner, what } => owed::accommodation_unmet(scene, *learner, what),
        Concern::GoalOutOfReach { goal, minutes_short } => {
            let goal_at = *goal;
            let goal = &school.goals[goal.i()];
            let id = name::learner(school, goal.learner);
            let due = goal.due.map(|due| format!(" by {due}")).unwrap_or_default();
            Sentences {
                what: format!("Learner {id} cannot reach a goal{due}: {}.", name::competency(school, goal.competency)),
                why: format!("At the learner's pace {minutes_short} minutes of learning time are missing."),
                help: match first_fix(scene, goal_at) {
                    Some(fix) => ways::fix(school, &fix),
                    None => "No small change that was plotted brings it on track: a nearer goal, set with the teacher."
                        .to_owned(),
                },
            }
        }
        Concern::GoalLacksLesson { goal, competency } => {
            let goal = &school.goals[goal.i()];
            let id = name::learner(school, goal.learner);
            let lacks = name::competency(school, *competency);
            Sentences {
                what: format!("Learner {id} has no way to a goal: {}.", name::competency(school, goal.competency)),
                why: format!("The site has no lesson for this, or for a part of it: {lacks}."),
                help: "A lesson for it in lessons.csv, or another goal, set with the teacher.".to_owned(),
            }
        }
        Concern::RuleBroken { rule, learner, slot } => {
            let id = name::learner(school, *learner);
            let then = slot.map(|slot| format!(" in {}", phrase::slot(scene, slot))).unwrap_or_default();
            Sentences {
                what: format!("The day of learner {id} departs from a rule{then}."),
                why: super::rules::quoted(scene.known.rules, *rule),
                help: "A pin, or strength = \"hard\" in the rule.".to_owned(),
            }
        }
        Concern::SameGroup { session, days, rule } => {
            let session = &scene.known.plan.sessions[*session];
            let rule = scene.known.rules.text(*rule);
            Sentences {
                what: format!(
                    "The group of {} in {} stays the same.",
                    phrase::count(session.learners.len() as u64, &phrase::LEARNER),
                    session.id
                ),
                why: format!(
                    "It was the same on each of the last {days} school days. The rule {} says: {}",
                    rule.id, rule.why
                ),
                help: "A look at whether they still need the same; else a pin for one of them elsewhere.".to_owned(),
            }
        }
        Concern::OutOfBounds { rule, measure, tag, tally, thousandths } => {
            let figure = bounds::Outside {
                rule: *rule,
                measure: *measure,
                tag: tag.as_deref(),
                tally: *tally,
                thousandths: *thousandths,
            };
            bounds::out_of_bounds(scene, &figure)
        }
        Concern::NoNews { since, days } => Sentences {
            what: format!("No evidence has come since {since}."),
            why: format!(
                "{} went by without any. The plan goes on from what was known then, and is the less sure the longer it lasts.",
                phrase::count(*days, &phrase::SCHOOL_DAY)
            ),
            help: "A look at the export of assessments; the last days handed over late are taken in the next night."
                .to_owned(),
        },
        Concern::LittleEvidence { learner, evidence } => {
            let id = name::learner(school, *learner);
            Sentences {
                what: format!("Little is known of learner {id}."),
                why: format!("There is so much evidence: {}.", phrase::count(*evidence, &phrase::PIECE)),
                help: "A short assessment or a teacher's judgement.".to_owned(),
            }
        }
    }
}

/// What, why and what would help, of what was handed over.
pub fn package(concern: &PackageConcern) -> Sentences {
    match concern {
        PackageConcern::RestrictionUnread(one) => lost::restriction_unread(one),
        PackageConcern::NamesUnknown(one) => lost::names_unknown(one),
        PackageConcern::TableLost(table) => lost::table_lost(table),
        PackageConcern::TablesAbsent(tables) => lost::tables_absent(tables),
        PackageConcern::SiteMissing(why) => lost::site_missing(why),
        PackageConcern::Unreported(one) => lost::unreported(one),
        PackageConcern::GateAccepted { gate, why } => lost::gate_accepted(gate, why),
        PackageConcern::EstimatesOff(off) => estimates_off(off),
    }
}

/// What is said of a group whose estimates are off.
fn estimates_off(off: &EstimatesOff) -> Sentences {
    let who = match &off.group {
        None => "everybody".to_owned(),
        Some((kind, name)) => format!("learners of {kind} {name}"),
    };
    let way = if off.too_high { "high" } else { "low" };
    Sentences {
        what: format!("Estimates for {who} are too {way}, by {} points of a hundred on average.", off.off),
        why: format!(
            "{} of {}: expected {} %, scored {} %; the difference lies between {} and {} points.",
            phrase::count(off.pieces, &phrase::PIECE_OF_EVIDENCE),
            phrase::count(off.learners, &phrase::LEARNER),
            off.predicted,
            off.observed,
            off.off_min,
            off.off_max
        ),
        help: "A look at how this evidence comes about: which kinds, in which language, by whom, with which help. \
               calibration.csv has all groups."
            .to_owned(),
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

fn signed_exception(scene: &Scene<'_>, at: WaiverIdx) -> Sentences {
    let school = scene.known.school;
    let waiver = &school.waivers[at.i()];
    let id = name::learner(school, waiver.learner);
    let when = waiver.slot.as_ref().map_or(String::new(), |slot| format!(" in slot {slot}"));
    let lifted: Vec<String> = waiver.waives.iter().map(|waived| waived.word(school)).collect();
    Sentences {
        what: format!("By a signed exception learner {id} may have {}{when}.", name::lesson(school, waiver.lesson)),
        why: format!("{} answers for it; lifted: {}.", waiver.by, lifted.join(", ")),
        help: "The row of waivers.csv taken back, if it should not be.".to_owned(),
    }
}

fn pin_left_out(scene: &Scene<'_>, at: PinIdx, why: PinFault, lifting: &[Waived]) -> Sentences {
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
    Sentences {
        what: format!("The pin of learner {id}{lesson} in slot {} is not kept.", pin.slot),
        why: reason,
        help: match lifting {
            [] => "The pin changed or taken back.".to_owned(),
            _ => {
                let words: Vec<String> = lifting.iter().map(|waived| waived.word(school)).collect();
                format!("The pin changed or taken back; or a signed exception from {}.", words.join(", "))
            }
        },
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
