//! What may be told to a learner and to whoever may read a learner's sheet, before words are made of it.
//!
//! Whatever hinges on a service, an accommodation, another learner or somebody's absence is told as an everyday cause is:
//! no language has a type for more, so no sentence can be read backwards.

use crate::scene::Scene;
use daybreak_day::time::{Date, TimeOfDay};
use daybreak_night::candidate::{self, Activity};
use daybreak_night::explanation::{Answer, Blocked, Obstacle, RequestFault, SlotWhy, WishFault};
use daybreak_school::ids::{CompetencyIdx, LessonIdx, RequestIdx};
use daybreak_school::pathway::StepWhy;
use daybreak_school::school::{Wish, WishFor};
use daybreak_school::voice::{ComesFirstBy, Contest, Proposal};

/// Reasons told of one placement.
const REASONS_TOLD: usize = 2;

/// Why a lesson stands in a slot, as far as a sheet tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason<'a> {
    IsGoal(CompetencyIdx),
    /// A step toward the goal of this competency.
    StepToward(CompetencyIdx),
    GoalDue(Date),
    /// What comes later builds on it.
    BuiltUpon(CompetencyIdx),
    ReadyAndOfInterest(CompetencyIdx),
    Ready(CompetencyIdx),
    NearlyThere(CompetencyIdx),
    Review(CompetencyIdx),
    Demonstrate(CompetencyIdx),
    Deepen(CompetencyIdx),
    Mentor(CompetencyIdx),
    AnotherWay(CompetencyIdx),
    WishedLesson,
    WishedCompetency(CompetencyIdx),
    WishedWay,
    WishedInterest(&'a str),
    WishedPlace,
    WishedTime,
    /// A wish that names somebody.
    Wished,
    Proposed,
    /// A teacher asked for it.
    Asked,
    Interest(&'a str),
    Strength(&'a str),
    /// It continues a lesson that the learner has had.
    Continues(LessonIdx),
    Advisor,
    SetBySchool,
}

/// What is told of a slot besides the reasons of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotTold {
    /// Time with an adult.
    Adult,
    /// A lesson of which no reason can be told.
    PartOfTheDay,
    /// Nothing could be planned; what stands in the way, where something would suit.
    Open(Option<Cause>),
    Away,
    AwayAllDay,
}

/// What a learner may take instead of what is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceTold<'a> {
    /// Another lesson; the room where it is another.
    Lesson { lesson: LessonIdx, room: Option<&'a str> },
    /// The same lesson in another room.
    Place(&'a str),
    /// The same lesson in the same room with another group.
    Group,
}

/// What stands in the way, as far as a learner may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    NoPlaceFound,
    NotAtThatTime,
    /// It collides with other things that the learner does.
    RestOfDay,
    SomethingElseIsSet,
    /// A group that cannot be made, for whatever reason.
    NoGroup,
    NoAdult,
    NoRoom,
    NoDevices,
    NotOnceMore,
    GroupsFull,
    OthersFurther,
}

/// The answer to a learner's wish or proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// When it is planned for.
    Planned(Option<TimeOfDay>),
    AsProposed,
    Away,
    StillLearning,
    NotOffered,
    NotPossible,
    NotTogether,
    NoSuchSlot,
    NothingGrantsIt,
    NothingAsProposed,
    /// Nothing came of it; what stood in the way, where something would suit.
    NotToday(Option<Cause>),
}

/// The answer to a teacher's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeacherReply<'a> {
    /// When it is planned for, and who gives it, where that is not who asked.
    Planned {
        at: Option<TimeOfDay>,
        by: Vec<&'a str>,
    },
    Away,
    LearnerAbsentThen,
    StaffAbsentThen,
    NothingSuits,
    NoSuchSlot,
    RuledOut,
    NotToday(Option<Cause>),
}

/// Another teacher asks for the same learner and slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contested<'a> {
    /// Who comes first; none: this request.
    pub first: Option<&'a str>,
    pub by: ComesFirstBy,
    /// Whether the request comes the nearer to its turn.
    pub counts_more_next: bool,
}

/// Why a learner is where they are in a slot, for the learner's sheet.
pub fn slot(scene: &Scene<'_>, learner: usize, why: &SlotWhy) -> String {
    let words = scene.words();
    match why {
        SlotWhy::Placed { activity: Activity::Service(_), .. } => words.slot(SlotTold::Adult),
        SlotWhy::Placed { activity: Activity::Lesson(_) | Activity::LessonWithService(..), reasons } => {
            let positive = reasons.iter().filter(|(_, points)| *points > 0);
            let told = positive.filter_map(|&(why, _)| reason(scene, learner, why));
            let mut sentences: Vec<String> = told.map(|why| words.reason(scene.known.school, why)).collect();
            sentences.dedup();
            sentences.truncate(REASONS_TOLD);
            if sentences.is_empty() { words.slot(SlotTold::PartOfTheDay) } else { sentences.join(" ") }
        }
        SlotWhy::Open(blocked) => words.slot(SlotTold::Open(blocked.first().map(cause))),
        SlotWhy::Away => words.slot(SlotTold::Away),
    }
}

/// What is told of one reason of a placement; none where a sheet does not tell it.
fn reason<'a>(scene: &Scene<'a>, learner: usize, why: candidate::Reason) -> Option<Reason<'a>> {
    use candidate::Reason as Why;
    let school = scene.known.school;
    let me = &school.learners[scene.known.formulation.learners[learner].i()];
    Some(match why {
        Why::GoalStep(goal, competency) => match school.goals[goal.i()].competency {
            target if target == competency => Reason::IsGoal(target),
            target => Reason::StepToward(target),
        },
        Why::GoalUrgent(goal) => Reason::GoalDue(school.goals[goal.i()].due?),
        Why::WithoutGoal(competency, StepWhy::Gap) => Reason::BuiltUpon(competency),
        Why::WithoutGoal(competency, StepWhy::Interest) => Reason::ReadyAndOfInterest(competency),
        Why::WithoutGoal(
            competency,
            StepWhy::GradeLevel
            | StepWhy::Goal
            | StepWhy::Credits
            | StepWhy::PartOfGoal
            | StepWhy::NeededFor(_)
            | StepWhy::AlternativeFor(_),
        ) => Reason::Ready(competency),
        Why::GradeLevel(competency) | Why::Ready(competency) => Reason::Ready(competency),
        Why::NearlyThere(competency) => Reason::NearlyThere(competency),
        Why::Review(competency) => Reason::Review(competency),
        Why::Demonstrate(competency) => Reason::Demonstrate(competency),
        Why::Deepen(competency) => Reason::Deepen(competency),
        Why::Mentor(competency) => Reason::Mentor(competency),
        Why::NewApproach(competency) | Why::SmallerGroup(competency) => Reason::AnotherWay(competency),
        Why::Wish(wish) => granted_wish(&school.wishes[wish.i()]),
        Why::Proposal(_) => Reason::Proposed,
        Why::Request(_) => Reason::Asked,
        Why::Interest(at) => Reason::Interest(me.interests.get(at as usize)?),
        Why::Strength(at) => Reason::Strength(me.strengths.get(at as usize)?),
        Why::Follows(lesson) => Reason::Continues(lesson),
        Why::Advisor => Reason::Advisor,
        Why::Pinned(_) => Reason::SetBySchool,
        // A rule may speak of a service, a tag or a group.
        Why::Service(_) | Why::PerhapsKnown(_) | Why::Repeat | Why::LevelMismatch | Why::Published | Why::Rule(_) => {
            return None;
        }
    })
}

/// What is told of a wish that a lesson grants; a partner or an adult is not named.
fn granted_wish(wish: &Wish) -> Reason<'_> {
    match &wish.what {
        WishFor::Lesson(_) => Reason::WishedLesson,
        WishFor::Competency(competency) => Reason::WishedCompetency(*competency),
        WishFor::Modality(_) => Reason::WishedWay,
        WishFor::Interest(interest) => Reason::WishedInterest(interest),
        WishFor::Place(_) => Reason::WishedPlace,
        WishFor::Time { .. } => Reason::WishedTime,
        WishFor::Partner(_) | WishFor::Staff(_) => Reason::Wished,
    }
}

/// What stands in the way, as far as a learner may know.
fn cause(blocked: &Blocked) -> Cause {
    match blocked.obstacles.first() {
        None | Some(Obstacle::Overlooked { .. }) => Cause::NoPlaceFound,
        Some(Obstacle::NotThen) => Cause::NotAtThatTime,
        Some(
            Obstacle::RunsInto
            | Obstacle::HadEnough { .. }
            | Obstacle::OneOfItsKind
            | Obstacle::NotBefore
            | Obstacle::TagFull { .. }
            | Obstacle::TagShort { .. }
            | Obstacle::OthersNeedThem,
        ) => Cause::RestOfDay,
        Some(Obstacle::Pinned) => Cause::SomethingElseIsSet,
        Some(
            Obstacle::Apart
            | Obstacle::Alone { .. }
            | Obstacle::GroupLimit { .. }
            | Obstacle::Barred
            | Obstacle::RoomUnfit
            | Obstacle::TooFew { .. },
        ) => Cause::NoGroup,
        Some(Obstacle::NoStaff { .. } | Obstacle::StaffBusy { .. }) => Cause::NoAdult,
        Some(Obstacle::NoRoom | Obstacle::RoomsTaken | Obstacle::NoSeat) => Cause::NoRoom,
        Some(Obstacle::NoDevices { .. } | Obstacle::DevicesInUse { .. }) => Cause::NoDevices,
        Some(Obstacle::NoCopies) => Cause::NotOnceMore,
        Some(Obstacle::Full { .. }) => Cause::GroupsFull,
        Some(Obstacle::Outweighed { .. }) => Cause::OthersFurther,
    }
}

/// How a wish was answered, for the learner.
pub fn wish(scene: &Scene<'_>, wish: &Wish, answer: &Answer<WishFault>) -> String {
    let reply = match answer {
        Answer::Granted { session } => Reply::Planned(start(scene, *session)),
        Answer::Away => Reply::Away,
        Answer::Impossible(WishFault::NotReady) => Reply::StillLearning,
        Answer::Impossible(WishFault::NotOffered) => Reply::NotOffered,
        // Which rule, and why, may tell of a tag.
        Answer::Impossible(WishFault::NotAvailable | WishFault::RuledOut(_)) => Reply::NotPossible,
        Answer::NothingSuits => match &wish.what {
            WishFor::Partner(_) | WishFor::Staff(_) => Reply::NotPossible,
            WishFor::Lesson(_)
            | WishFor::Competency(_)
            | WishFor::Modality(_)
            | WishFor::Interest(_)
            | WishFor::Place(_)
            | WishFor::Time { .. } => Reply::NothingGrantsIt,
        },
        Answer::Blocked(blocked) => Reply::NotToday(blocked.first().map(cause)),
    };
    scene.words().reply(reply)
}

/// How a proposal was answered, for the learner; of a partner no more is told than that it could not be.
pub fn proposal(scene: &Scene<'_>, proposal: &Proposal, answer: &Answer<WishFault>) -> String {
    let reply = match answer {
        Answer::Granted { .. } => Reply::AsProposed,
        Answer::Away => Reply::Away,
        Answer::Impossible(_) => Reply::NoSuchSlot,
        Answer::NothingSuits if proposal.partner.is_some() => Reply::NotTogether,
        Answer::NothingSuits => Reply::NothingAsProposed,
        Answer::Blocked(blocked) => Reply::NotToday(blocked.first().map(cause)),
    };
    scene.words().reply(reply)
}

/// How a request was answered, for the teacher who asked, and what is told of another who asks for the same.
pub fn request(scene: &Scene<'_>, at: RequestIdx, answer: &Answer<RequestFault>, contest: Option<Contest>) -> String {
    let words = scene.words();
    let reply = words.teacher_reply(&teacher_reply(scene, at, answer));
    let Some(Contest { first, by }) = contest else { return reply };
    let school = scene.known.school;
    let winner = (first != at).then(|| school.staff[school.requests[first.i()].staff.i()].id.as_str());
    let contested = Contested { first: winner, by, counts_more_next: winner.is_some() && !answer.is_granted() };
    format!("{reply} {}", words.contested(contested))
}

fn teacher_reply<'a>(scene: &Scene<'a>, at: RequestIdx, answer: &Answer<RequestFault>) -> TeacherReply<'a> {
    match answer {
        Answer::Granted { session } => {
            let school = scene.known.school;
            let asked = &school.staff[school.requests[at.i()].staff.i()].id;
            let staff = &scene.known.plan.sessions[*session].staff;
            let by = if staff.contains(asked) { vec![] } else { staff.iter().map(String::as_str).collect() };
            TeacherReply::Planned { at: start(scene, *session), by }
        }
        Answer::Away => TeacherReply::Away,
        Answer::Impossible(RequestFault::LearnerAbsent) => TeacherReply::LearnerAbsentThen,
        Answer::Impossible(RequestFault::StaffAbsent) => TeacherReply::StaffAbsentThen,
        Answer::Impossible(RequestFault::NothingSuitable) | Answer::NothingSuits => TeacherReply::NothingSuits,
        Answer::Impossible(RequestFault::NoSuchSlotToday) => TeacherReply::NoSuchSlot,
        Answer::Impossible(RequestFault::RuledOut(_)) => TeacherReply::RuledOut,
        Answer::Blocked(blocked) => TeacherReply::NotToday(blocked.first().map(cause)),
    }
}

/// When a session of the plan begins.
fn start(scene: &Scene<'_>, session: usize) -> Option<TimeOfDay> {
    let slot = scene.day.slot(&scene.known.plan.sessions[session].slot)?;
    Some(scene.day.problem.slots[slot].start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(obstacle: Obstacle) -> Cause {
        cause(&Blocked { activity: Activity::Lesson(LessonIdx(0)), start: None, points: 0, obstacles: vec![obstacle] })
    }

    #[test]
    fn a_private_cause_is_told_as_an_everyday_one() {
        let everyday = told(Obstacle::TooFew { learners: 1, needed: 3 });
        for private in [
            Obstacle::Apart,
            Obstacle::Alone { tag: "ell".into() },
            Obstacle::GroupLimit { learners_max: 4 },
            Obstacle::Barred,
            Obstacle::RoomUnfit,
        ] {
            assert_eq!(told(private.clone()), everyday, "{private:?}");
        }
        let everyday = told(Obstacle::RunsInto);
        for private in
            [Obstacle::TagFull { requirement: 0 }, Obstacle::TagShort { requirement: 0 }, Obstacle::OthersNeedThem]
        {
            assert_eq!(told(private.clone()), everyday, "{private:?}");
        }
    }
}
