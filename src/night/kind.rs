//! The kinds of concerns: the words of the `kind` column of `exceptions.csv`, each with its meaning, in one table.

/// Makes the enum, its list, its words and its meanings from one table. A meaning is a sentence without capital and full
/// stop, as the dictionary's are.
macro_rules! kinds {
    ($($kind:ident $word:literal $meaning:literal;)+) => {
        /// What kind of concern it is. A word that is written once stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ConcernKind {
            $(#[doc = $meaning] $kind,)+
        }

        impl ConcernKind {
            /// All kinds, in the order of the table.
            pub const ALL: &[ConcernKind] = &[$(ConcernKind::$kind),+];

            /// The word in `exceptions.csv`.
            pub fn word(self) -> &'static str {
                match self {
                    $(ConcernKind::$kind => $word,)+
                }
            }

            /// What it means, a sentence for the page of tables.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(ConcernKind::$kind => $meaning,)+
                }
            }
        }
    };
}

kinds! {
    SiteFailed "site_failed" "a site could not be planned at all; what went wrong stands in `what`";
    RestrictionUnread "restriction_unread" "a row or cell that restricts (an absence, a separation, a service owed, a limit) cannot be read, so the plan does not hold it; what stands there, whom it concerns and what to write";
    TableLost "table_lost" "many rows of an optional table cannot be used, or none of them";
    TablesAbsent "tables_absent" "tables that a running school hands over every night (the calendar, absences, evidence, services, what took place) are not in the package; what follows from that";
    Unreported "not_reported" "what was planned on earlier days and of which no report has come: it counts as had, with the gain that is expected of it, and for no service";
    GateAccepted "gate_accepted" "a gate before publishing did not hold, and a person let the night pass; which, and why";
    InvalidPlan "invalid_plan" "the judge refuses the plan, which is a fault of the engine";
    Unplaced "unplaced" "a learner who is there has no place in a slot";
    NoCandidates "no_candidates" "a learner is there, and nothing suits them today";
    PinLeftOut "pin_left_out" "a pin contradicts a hard rule or another pin, or names what is not there, and is not kept";
    SignedException "signed_exception" "a person answers for an exception from a rule on this day: for whom, from what, and who";
    AccommodationUnmet "accommodation_unmet" "a learner is to have a room, a device, more time or a language, and does not";
    ServiceShort "service_short" "slots of a service that are due today are not planned, or its period will not hold what is owed";
    ServiceImpossible "service_impossible" "nobody and nothing that is there today can give a service, and it is not short yet";
    NoNews "no_news" "no evidence of any learner of the site has come for several school days";
    RequestDeclined "request_declined" "a teacher asked for a learner, and it is not planned";
    WishDeclined "wish_declined" "a learner gets none of today's wishes";
    Scarce "scarce" "open places, requests and services of a slot wait for the same people, rooms or devices";
    Stuck "unproductive_repetition" "a learner works at something in vain";
    GoalOutOfReach "goal_out_of_reach" "a goal cannot be reached by its date at the learner's pace";
    GoalLacksLesson "goal_lacks_lesson" "a goal has no way: for it, or for something on its way, the learner's site has no lesson";
    RuleBroken "rule_broken" "the day of a learner departs from a rule that only warns";
    SameGroup "same_group" "a group stays the same longer than a rule wants";
    OutOfBounds "out_of_bounds" "a figure of the sheet of quality lies outside what a rule of kind `quality` allows; which, and by whom it could be mended";
    EstimatesOff "estimates_off" "estimates of mastery for a group of learners are too high or too low on the whole";
    LessonImpossible "lesson_impossible" "a lesson would suit learners, and nobody and nothing that is there today can hold it";
    LittleEvidence "little_evidence" "less is known of a learner than one competency needs to count as mastered";
}
