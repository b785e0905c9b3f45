//! Sentences for a learner's sheet, and answers to those who asked.
//!
//! Whatever hinges on a service, an accommodation, another learner or somebody's absence is said with the same
//! words as an everyday cause, so that the sentence cannot be read backwards.

use crate::scene::Scene;
use crate::wording::name;
use daybreak_night::candidate::{Activity, Reason};
use daybreak_night::explanation::{Answer, Blocked, Obstacle, RequestFault, SlotWhy, WishFault};
use daybreak_school::pathway::{Fix, FixBy, OnTrack, Pathway, Step, StepWhy};
use daybreak_school::school::{Request, School, Wish, WishFor};

/// Said when nothing more can be told.
const PART_OF_YOUR_DAY: &str = "It is part of your plan for the day.";
/// Said of a group that cannot be made, for whatever reason.
const NO_GROUP: &str = "no group could be made for it today";
/// Said of what collides with other things that the learner does.
const REST_OF_DAY: &str = "it does not fit with the rest of the day";

/// Why a learner is where they are in a slot, for the learner's sheet.
pub fn sheet_reason(scene: &Scene<'_>, learner: usize, why: &SlotWhy) -> String {
    match why {
        SlotWhy::Placed { activity: Activity::Service(_), .. } => {
            "Planned time with an adult who works with you.".to_owned()
        }
        SlotWhy::Placed { activity: Activity::Lesson(_) | Activity::LessonWithService(..), reasons } => {
            let positive = reasons.iter().filter(|(_, points)| *points > 0);
            let mut sentences: Vec<String> =
                positive.filter_map(|&(reason, _)| placed(scene, learner, reason)).collect();
            sentences.dedup();
            sentences.truncate(2);
            if sentences.is_empty() { PART_OF_YOUR_DAY.to_owned() } else { sentences.join(" ") }
        }
        SlotWhy::Open(blocked) => match blocked.first() {
            Some(dearest) => format!("Nothing could be planned for you in this slot: {}.", cause(dearest)),
            None => "Nothing could be planned for you in this slot.".to_owned(),
        },
        SlotWhy::Away => "You have no lessons in this slot.".to_owned(),
    }
}

/// The sentence for one reason of a placement; none for what a sheet does not tell.
fn placed(scene: &Scene<'_>, learner: usize, reason: Reason) -> Option<String> {
    let school = scene.known.school;
    let me = &school.learners[scene.known.formulation.learners[learner].i()];
    let title = |competency| name::competency(school, competency);
    Some(match reason {
        Reason::GoalStep(goal, competency) => {
            let target = school.goals[goal.i()].competency;
            if target == competency {
                format!("It is your goal: {}.", title(target))
            } else {
                format!("A step toward your goal: {}.", title(target))
            }
        }
        Reason::GoalUrgent(goal) => match school.goals[goal.i()].due {
            Some(due) => format!("Your goal is due on {due}."),
            None => return None,
        },
        Reason::WithoutGoal(competency, why) => match why {
            StepWhy::Gap => format!("What comes later builds on this: {}.", title(competency)),
            StepWhy::Interest => format!("You are ready to learn this, and you may like it: {}.", title(competency)),
            StepWhy::GradeLevel
            | StepWhy::Goal
            | StepWhy::Credits
            | StepWhy::NeededFor(_)
            | StepWhy::AlternativeFor(_) => format!("You are ready to learn this: {}.", title(competency)),
        },
        Reason::GradeLevel(competency) => format!("You are ready to learn this: {}.", title(competency)),
        Reason::Ready(competency) => format!("You are ready to learn this: {}.", title(competency)),
        Reason::Review(competency) => format!("Time to look again at what you know: {}.", title(competency)),
        Reason::Demonstrate(competency) => format!("You can show what you have learned: {}.", title(competency)),
        Reason::Deepen(competency) => format!("You know this and can go deeper: {}.", title(competency)),
        Reason::Mentor(competency) => format!("You know this and can help others learn it: {}.", title(competency)),
        Reason::NewApproach(competency) => format!("Another way to learn this: {}.", title(competency)),
        Reason::SmallerGroup(competency) => format!("Another way to learn this: {}.", title(competency)),
        Reason::Wish(wish) => granted_wish(school, &school.wishes[wish.i()]),
        Reason::Proposal(_) => "You proposed this.".to_owned(),
        Reason::Request(_) => "A teacher asked for this for you.".to_owned(),
        Reason::Interest(at) => format!("It touches something you like: {}.", me.interests.get(at as usize)?),
        Reason::Strength(at) => format!("It builds on what you are good at: {}.", me.strengths.get(at as usize)?),
        Reason::Follows(lesson) => {
            format!("It continues a lesson you have had: {}.", school.lessons[lesson.i()].title.trim_end_matches('.'))
        }
        Reason::Advisor => "Time to talk about your goals and how things are going.".to_owned(),
        Reason::Pinned(_) => "Your school has set this for you.".to_owned(),
        // A rule may speak of a service, a tag or a group.
        Reason::Service(_) | Reason::Repeat | Reason::LevelMismatch | Reason::Rule(_) => return None,
    })
}

/// The sentence for a wish that a lesson grants; a partner or an adult is not named.
fn granted_wish(school: &School, wish: &Wish) -> String {
    match &wish.what {
        WishFor::Lesson(_) => "You wished for this lesson.".to_owned(),
        WishFor::Competency(competency) => {
            format!("You wished to learn this: {}.", name::competency(school, *competency))
        }
        WishFor::Modality(_) => "You wished to work in this way.".to_owned(),
        WishFor::Interest(interest) => format!("You wished for something about this: {interest}."),
        WishFor::Place(_) => "You wished to work in this place.".to_owned(),
        WishFor::Time { .. } => "You wished for this time.".to_owned(),
        WishFor::Partner(_) | WishFor::Staff(_) => "It grants one of your wishes.".to_owned(),
    }
}

/// What stands in the way, as the end of a sentence that a learner may read.
fn cause(blocked: &Blocked) -> &'static str {
    match blocked.obstacles.first() {
        None | Some(Obstacle::Overlooked { .. }) => "no place was found",
        Some(Obstacle::NotThen) => "it is not held at a time that fits",
        Some(
            Obstacle::RunsInto
            | Obstacle::HadEnough { .. }
            | Obstacle::OneOfItsKind
            | Obstacle::NotBefore
            | Obstacle::TagFull { .. }
            | Obstacle::TagShort { .. }
            | Obstacle::OthersNeedThem,
        ) => REST_OF_DAY,
        Some(Obstacle::Pinned) => "something else is set for that time",
        Some(
            Obstacle::Apart
            | Obstacle::Alone { .. }
            | Obstacle::GroupLimit { .. }
            | Obstacle::Barred
            | Obstacle::RoomUnfit
            | Obstacle::TooFew { .. },
        ) => NO_GROUP,
        Some(Obstacle::NoStaff { .. } | Obstacle::StaffBusy { .. }) => "no adult was free for it",
        Some(Obstacle::NoRoom | Obstacle::RoomsTaken | Obstacle::NoSeat) => "no room was free for it",
        Some(Obstacle::NoDevices { .. } | Obstacle::DevicesInUse { .. }) => "the devices for it were in use",
        Some(Obstacle::NoCopies) => "it is not held once more today",
        Some(Obstacle::Full { .. }) => "the groups were full",
        Some(Obstacle::Outweighed { .. }) => "other work takes more people further",
    }
}

/// How a wish was answered, for the learner; none: what a learner proposed.
pub fn wish_reason(scene: &Scene<'_>, wish: Option<&Wish>, answer: &Answer<WishFault>) -> String {
    match answer {
        Answer::Granted { session } => granted_at(scene, *session),
        Answer::Away => "You are not there today.".to_owned(),
        Answer::Impossible(fault) => match fault {
            WishFault::NotReady => "It builds on something that you are still learning.".to_owned(),
            WishFault::NotOffered => "It is not offered today.".to_owned(),
            // Which rule, and why, may tell of a tag.
            WishFault::NotAvailable | WishFault::RuledOut(_) => "It is not possible today.".to_owned(),
        },
        Answer::NothingSuits => match wish.map(|wish| &wish.what) {
            Some(WishFor::Partner(_) | WishFor::Staff(_)) => "It is not possible today.".to_owned(),
            None
            | Some(
                WishFor::Lesson(_)
                | WishFor::Competency(_)
                | WishFor::Modality(_)
                | WishFor::Interest(_)
                | WishFor::Place(_)
                | WishFor::Time { .. },
            ) => "Nothing that suits you today would grant it.".to_owned(),
        },
        Answer::Blocked(blocked) => declined("Not today: ", blocked),
    }
}

/// How a request was answered, for the teacher who asked.
pub fn request_reason(scene: &Scene<'_>, request: &Request, answer: &Answer<RequestFault>) -> String {
    match answer {
        Answer::Granted { session } => {
            let asked = &scene.known.school.staff[request.staff.i()].id;
            let planned = &scene.known.plan.sessions[*session];
            let with = planned.staff.iter().filter(|id| *id != asked).map(String::as_str).collect::<Vec<_>>();
            match (planned.staff.contains(asked), with.is_empty()) {
                (true, _) | (false, true) => granted_at(scene, *session),
                (false, false) => format!("{} It is given by {}.", granted_at(scene, *session), with.join(", ")),
            }
        }
        Answer::Away => "The learner is not there today.".to_owned(),
        Answer::Impossible(fault) => match fault {
            RequestFault::LearnerAbsent => "The learner is not there then.".to_owned(),
            RequestFault::StaffAbsent => "The person who asked is not there then.".to_owned(),
            RequestFault::NothingSuitable => "Nothing of the kind suits the learner today.".to_owned(),
            RequestFault::NoSuchSlotToday => "The day has no such slot.".to_owned(),
            RequestFault::RuledOut(_) => "A rule of the school leaves it out for the learner.".to_owned(),
        },
        Answer::NothingSuits => "Nothing of the kind suits the learner today.".to_owned(),
        Answer::Blocked(blocked) => declined("Not today: ", blocked),
    }
}

/// When it takes place.
fn granted_at(scene: &Scene<'_>, session: usize) -> String {
    let id = &scene.known.plan.sessions[session].slot;
    match scene.day.slot(id) {
        Some(slot) => format!("Planned for {}.", scene.day.problem.slots[slot].start),
        None => "Planned.".to_owned(),
    }
}

fn declined(opening: &str, blocked: &[Blocked]) -> String {
    match blocked.first() {
        Some(dearest) => format!("{opening}{}.", cause(dearest)),
        None => "Not today.".to_owned(),
    }
}

/// Why each step is on a learner's way; a reached goal has one sentence.
pub fn pathway_reasons(school: &School, pathway: &Pathway) -> Vec<String> {
    if pathway.steps.is_empty() {
        let reached = match pathway.on_track {
            OnTrack::Reached => "The goal is reached.",
            OnTrack::OnTrack | OnTrack::Tight | OnTrack::OutOfReach | OnTrack::NoDate => "No way to the goal is known.",
        };
        return vec![reached.to_owned()];
    }
    step_reasons(school, &pathway.steps)
}

/// Why each of some steps is to be learned.
pub fn step_reasons(school: &School, steps: &[Step]) -> Vec<String> {
    let sentence = |why: &StepWhy| match why {
        StepWhy::Goal => "It is the goal.".to_owned(),
        StepWhy::Credits => "It earns credits toward the goal.".to_owned(),
        StepWhy::NeededFor(next) => format!("It is needed for this: {}.", name::competency(school, *next)),
        StepWhy::AlternativeFor(next) => {
            format!("The quickest of several ways to this: {}.", name::competency(school, *next))
        }
        StepWhy::Gap => "Later work builds on it.".to_owned(),
        StepWhy::GradeLevel => "It is usual in the grade.".to_owned(),
        StepWhy::Interest => "It touches an interest.".to_owned(),
    };
    steps.iter().map(|step| sentence(&step.why)).collect()
}

/// What would help a way that is tight or out of reach, each with how it would stand then; empty: it stands well, or
/// nothing small helps.
pub fn fixes(school: &School, pathway: &Pathway) -> String {
    let sentence = |fix: &Fix| {
        let change = match fix.change {
            FixBy::MoreSlots(1) => "one more slot a week".to_owned(),
            FixBy::MoreSlots(slots) => format!("{slots} more slots a week"),
            FixBy::Later(date) => format!("{date} as its date"),
            FixBy::Through(competency) => {
                format!("a way of its own, through this: {}", name::competency(school, competency))
            }
            FixBy::Without(goal) => {
                let other = school.goals[goal.i()].competency;
                format!("leaving out another goal: {}", name::competency(school, other))
            }
        };
        format!("With {change}: {}.", fix.then.word())
    };
    pathway.fixes.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybreak_school::ids::LessonIdx;

    fn says(obstacle: Obstacle) -> &'static str {
        cause(&Blocked { activity: Activity::Lesson(LessonIdx(0)), start: None, points: 0, obstacles: vec![obstacle] })
    }

    #[test]
    fn a_private_cause_reads_like_an_everyday_one() {
        let everyday = says(Obstacle::TooFew { learners: 1, needed: 3 });
        for private in [
            Obstacle::Apart,
            Obstacle::Alone { tag: "ell".into() },
            Obstacle::GroupLimit { learners_max: 4 },
            Obstacle::Barred,
            Obstacle::RoomUnfit,
        ] {
            assert_eq!(says(private.clone()), everyday, "{private:?}");
        }
        let everyday = says(Obstacle::RunsInto);
        for private in
            [Obstacle::TagFull { requirement: 0 }, Obstacle::TagShort { requirement: 0 }, Obstacle::OthersNeedThem]
        {
            assert_eq!(says(private.clone()), everyday, "{private:?}");
        }
    }
}
