//! Sentences for a learner's sheet, and answers to those who asked.

use crate::wording::name;
use crate::wording::told::{Cause, ChoiceTold, Contested, Reason, Reply, SlotTold, TeacherReply};
use daybreak_day::time::TimeOfDay;
use daybreak_night::part::Part;
use daybreak_school::school::School;
use daybreak_school::voice::ComesFirstBy;

/// The sentence for one reason of a placement.
pub fn reason(school: &School, reason: Reason<'_>) -> String {
    let title = |competency| name::competency(school, competency);
    match reason {
        Reason::IsGoal(competency) => format!("It is your goal: {}.", title(competency)),
        Reason::StepToward(goal) => format!("A step toward your goal: {}.", title(goal)),
        Reason::GoalDue(due) => format!("Your goal is due on {due}."),
        Reason::BuiltUpon(competency) => format!("What comes later builds on this: {}.", title(competency)),
        Reason::ReadyAndOfInterest(competency) => {
            format!("You are ready to learn this, and you may like it: {}.", title(competency))
        }
        Reason::Ready(competency) => format!("You are ready to learn this: {}.", title(competency)),
        Reason::NearlyThere(competency) => format!("You are on the way to finishing this: {}.", title(competency)),
        Reason::Review(competency) => format!("Time to look again at what you know: {}.", title(competency)),
        Reason::Demonstrate(competency) => format!("You can show what you have learned: {}.", title(competency)),
        Reason::Deepen(competency) => format!("You know this and can go deeper: {}.", title(competency)),
        Reason::Mentor(competency) => format!("You know this and can help others learn it: {}.", title(competency)),
        Reason::AnotherWay(competency) => format!("Another way to learn this: {}.", title(competency)),
        Reason::WishedLesson => "You wished for this lesson.".to_owned(),
        Reason::WishedCompetency(competency) => format!("You wished to learn this: {}.", title(competency)),
        Reason::WishedWay => "You wished to work in this way.".to_owned(),
        Reason::WishedInterest(interest) => format!("You wished for something about this: {interest}."),
        Reason::WishedPlace => "You wished to work in this place.".to_owned(),
        Reason::WishedTime => "You wished for this time.".to_owned(),
        Reason::Wished => "It grants one of your wishes.".to_owned(),
        Reason::Proposed => "You proposed this.".to_owned(),
        Reason::Asked => "A teacher asked for this for you.".to_owned(),
        Reason::Interest(interest) => format!("It touches something you like: {interest}."),
        Reason::Strength(strength) => format!("It builds on what you are good at: {strength}."),
        Reason::Continues(lesson) => {
            format!("It continues a lesson you have had: {}.", school.lessons[lesson.i()].title.trim_end_matches('.'))
        }
        Reason::Advisor => "Time to talk about your goals and how things are going.".to_owned(),
        Reason::SetBySchool => "Your school has set this for you.".to_owned(),
    }
}

/// What else stands in a slot.
pub fn slot(told: SlotTold) -> String {
    match told {
        SlotTold::Adult => "Planned time with an adult who works with you.".to_owned(),
        SlotTold::PartOfTheDay => "It is part of your plan for the day.".to_owned(),
        SlotTold::Open(Some(dearest)) => format!("Nothing could be planned for you in this slot: {}.", cause(dearest)),
        SlotTold::Open(None) => "Nothing could be planned for you in this slot.".to_owned(),
        SlotTold::Away => "You have no lessons in this slot.".to_owned(),
        SlotTold::AwayAllDay => "You have no lessons today.".to_owned(),
    }
}

/// What may be taken instead.
pub fn choice(school: &School, told: ChoiceTold<'_>) -> String {
    match told {
        ChoiceTold::Lesson { lesson, room: None } => {
            format!("Instead you may do this, where you are: {}.", name::lesson_title(school, lesson))
        }
        ChoiceTold::Lesson { lesson, room: Some(room) } => {
            format!("Instead you may do this, in {room}: {}.", name::lesson_title(school, lesson))
        }
        ChoiceTold::Place(room) => format!("Instead you may do the same in another place: {room}."),
        ChoiceTold::Group => "Instead you may do the same with another group.".to_owned(),
    }
}

/// What the minutes of a slot are for.
pub fn parts(school: &School, parts: &[Part]) -> String {
    let minutes = |minutes: u32| if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") };
    let Some((first, others)) = parts.split_first() else { return String::new() };
    let then =
        others.iter().map(|part| format!("{} for {}", minutes(part.minutes), name::lesson_title(school, part.lesson)));
    format!("{} of it, then {}.", minutes(first.minutes), then.collect::<Vec<_>>().join(", then "))
}

/// What stands in the way, as the end of a sentence.
fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::NoPlaceFound => "no place was found",
        Cause::NotAtThatTime => "it is not held at a time that fits",
        Cause::RestOfDay => "it does not fit with the rest of the day",
        Cause::SomethingElseIsSet => "something else is set for that time",
        Cause::NoGroup => "no group could be made for it today",
        Cause::NoAdult => "no adult was free for it",
        Cause::NoRoom => "no room was free for it",
        Cause::NoDevices => "the devices for it were in use",
        Cause::NotOnceMore => "it is not held once more today",
        Cause::GroupsFull => "the groups were full",
        Cause::OthersFurther => "other work takes more people further",
    }
}

/// How a wish or a proposal was answered, for the learner.
pub fn reply(reply: Reply) -> String {
    match reply {
        Reply::Planned(at) => planned(at),
        Reply::AsProposed => "As you proposed.".to_owned(),
        Reply::Away => "You are not there today.".to_owned(),
        Reply::StillLearning => "It builds on something that you are still learning.".to_owned(),
        Reply::NotOffered => "It is not offered today.".to_owned(),
        Reply::NotPossible => "It is not possible today.".to_owned(),
        Reply::NotTogether => "It is not possible together then.".to_owned(),
        Reply::NoSuchSlot => "The day has no such slot.".to_owned(),
        Reply::NothingGrantsIt => "Nothing that suits you today would grant it.".to_owned(),
        Reply::NothingAsProposed => "Nothing that suits you then would be what you proposed.".to_owned(),
        Reply::NotToday(dearest) => not_today(dearest),
    }
}

/// How a request was answered, for the teacher who asked.
pub fn teacher_reply(reply: &TeacherReply<'_>) -> String {
    match reply {
        TeacherReply::Planned { at, by } if by.is_empty() => planned(*at),
        TeacherReply::Planned { at, by } => format!("{} It is given by {}.", planned(*at), by.join(", ")),
        TeacherReply::Away => "The learner is not there today.".to_owned(),
        TeacherReply::LearnerAbsentThen => "The learner is not there then.".to_owned(),
        TeacherReply::StaffAbsentThen => "The person who asked is not there then.".to_owned(),
        TeacherReply::NothingSuits => "Nothing of the kind suits the learner today.".to_owned(),
        TeacherReply::NoSuchSlot => "The day has no such slot.".to_owned(),
        TeacherReply::RuledOut => "A rule of the school leaves it out for the learner.".to_owned(),
        TeacherReply::NotToday(dearest) => not_today(*dearest),
    }
}

/// What a teacher is told of another who asks for the same learner and slot.
pub fn contested(contested: Contested<'_>) -> String {
    let by = match contested.by {
        ComesFirstBy::Priority => "it is more urgent",
        ComesFirstBy::Turn => "it was declined lately",
        ComesFirstBy::Rule => "the school's order of requests says so",
        ComesFirstBy::Id => "of equal requests the staff's ids decide",
    };
    let next = if contested.counts_more_next { " This request counts more next time." } else { "" };
    match contested.first {
        None => format!("Another teacher asks for the same learner then; this request comes first: {by}.{next}"),
        Some(winner) => format!("{winner} asks for the same learner then and comes first: {by}.{next}"),
    }
}

fn planned(at: Option<TimeOfDay>) -> String {
    match at {
        Some(start) => format!("Planned for {start}."),
        None => "Planned.".to_owned(),
    }
}

fn not_today(dearest: Option<Cause>) -> String {
    match dearest {
        Some(dearest) => format!("Not today: {}.", cause(dearest)),
        None => "Not today.".to_owned(),
    }
}
