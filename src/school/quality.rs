//! The sheet of quality: what an educator would read off a day, as measured figures.
//!
//! Each measure is one sentence, from which a stranger can recount it out of the tables that are handed in and published;
//! [`TERMS`] says what these sentences take for granted.

use std::collections::BTreeMap;

use super::ids::{LearnerIdx, SiteIdx};
use super::posted::Posted;
use super::school::Grade;

/// What the sentences take for granted, for the page of tables.
pub const TERMS: &str = "The figures of `quality.csv`, which rules of the kind `quality` may bound. In these sentences two slots are \
    neighbours when one follows the other in the bell schedule; a session is *taught* when it is held on no station and needs an adult \
    with a tag that is none of the policy's `supervising_tags`; *own work* is a session on a station; *work* is a session of a lesson \
    whose modality is no conference. A lesson over two slots counts as two slots and one session. Learners are those who are there in \
    some slot. What an earlier night planned and nobody has reported counts as delivered, as it does for the plan.";

/// Grades between the youngest and the oldest of a session up to which it is no wide one: three classes that overlap.
pub const SPAN: i8 = 3;

/// Whose company is looked at most closely: kindergarten and below, beside anybody above grade 3.
pub const YOUNG_UNTIL: Grade = Grade(0);
pub const OLDER_ABOVE: Grade = Grade(3);

/// Learners an adult in own work from which a session is crowded: beyond 25 where the youngest is of grade 5 or below, else
/// beyond 32.
pub const CROWDED: [(Grade, u64); 2] = [(Grade(5), 25), (Grade(i8::MAX), 32)];

/// Changes of room in a day beyond which they are many: 3 up to grade 2, else 4.
pub const CHANGES: [(Grade, u64); 2] = [(Grade(2), 3), (Grade(i8::MAX), 4)];

/// Slots of one competency in a day from which it is much of one thing.
pub const SLOTS_OF_ONE: u64 = 3;

/// Neighbouring slots of one subject from which it runs.
pub const RUN: u64 = 3;

/// Mastery from which a review can hardly tell anything new: nine of ten at a typical task. It is no policy's threshold.
pub const SURE: f64 = 0.9;

/// The limit of the first row whose grade is not below this one.
pub fn limit(rows: &[(Grade, u64)], grade: Grade) -> u64 {
    rows.iter().find(|(until, _)| grade <= *until).map_or(u64::MAX, |(_, limit)| *limit)
}

/// What a measure looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    Company,
    Place,
    Adults,
    Minutes,
    Order,
    Review,
    Voice,
    Fairness,
    Conversation,
}

impl Aspect {
    /// All, in order.
    pub const ALL: [Aspect; 9] = [
        Aspect::Company,
        Aspect::Place,
        Aspect::Adults,
        Aspect::Minutes,
        Aspect::Order,
        Aspect::Review,
        Aspect::Voice,
        Aspect::Fairness,
        Aspect::Conversation,
    ];

    /// The word in `quality.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Company => "company",
            Aspect::Place => "place",
            Aspect::Adults => "adults",
            Aspect::Minutes => "minutes",
            Aspect::Order => "order",
            Aspect::Review => "review",
            Aspect::Voice => "voice",
            Aspect::Fairness => "fairness",
            Aspect::Conversation => "conversation",
        }
    }
}

/// How a measure's figure comes of what was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Part of a whole, 0 to 1.
    Share,
    /// So much of one.
    Mean,
    /// A group's share by the share of all at the same sites; 1: even.
    Ratio,
}

/// Makes the enum, its list, its words and its sentences from one table.
macro_rules! measures {
    ($($name:ident $aspect:ident $word:literal $reading:ident $by_learner:ident $unit:literal $brief:literal $what:literal;)+) => {
        /// A measure of the sheet. A word that is written once stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum QualityMeasure {
            $(#[doc = $what] $name,)+
        }

        impl QualityMeasure {
            /// All measures, in the order of the table.
            pub const ALL: &[QualityMeasure] = &[$(QualityMeasure::$name),+];

            /// Each with its word in rules and tables.
            pub const WORDS: [(&'static str, QualityMeasure); QualityMeasure::ALL.len()] =
                [$(($word, QualityMeasure::$name)),+];

            /// The word in rules and tables.
            pub fn word(self) -> &'static str {
                match self {
                    $(QualityMeasure::$name => $word,)+
                }
            }

            pub fn aspect(self) -> Aspect {
                match self {
                    $(QualityMeasure::$name => Aspect::$aspect,)+
                }
            }

            pub fn reading(self) -> Reading {
                match self {
                    $(QualityMeasure::$name => Reading::$reading,)+
                }
            }

            /// Whether it is counted learner by learner, and so by grade and tag; else it is of sessions or adults, and a
            /// site's alone.
            pub fn is_by_learner(self) -> bool {
                match self {
                    $(QualityMeasure::$name => measures!(@by $by_learner),)+
                }
            }

            /// What is counted, as in "share of sessions", "changes a learner".
            pub fn unit(self) -> &'static str {
                match self {
                    $(QualityMeasure::$name => $unit,)+
                }
            }

            /// What follows the figure in a sentence.
            pub fn brief(self) -> &'static str {
                match self {
                    $(QualityMeasure::$name => $brief,)+
                }
            }

            /// What is counted of what, a sentence without capital and full stop.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(QualityMeasure::$name => $what,)+
                }
            }
        }
    };
    (@by learner) => { true };
    (@by site) => { false };
}

measures! {
    WideSessions Company "wide_sessions" Share site "share of sessions"
        "sessions span more than three grades"
        "sessions in which the grades of the youngest and the oldest learner are more than 3 apart, of all sessions";
    WideSlots Company "wide_slots" Share learner "share of learner slots"
        "learner slots are in sessions that span more than three grades"
        "learner slots in such sessions, of all learner slots with a session";
    YoungWithOlder Company "young_with_older" Share learner "share of learner slots"
        "slots of kindergarten are in a room with grades above 3"
        "learner slots of kindergarten and below in which somebody above grade 3 is in the same room, of all learner slots of kindergarten and below with a session; a learner and a mentor of theirs (`relations.csv`) do not count for each other";
    LearnersPerAdult Company "learners_per_adult" Mean site "learners an adult"
        "learners an adult in own work"
        "learners in own work (sessions on a station), added up over these sessions, by adults who serve them, likewise; a session without an adult counts as one adult's";
    CrowdedSessions Company "crowded_sessions" Share site "share of sessions"
        "sessions of own work are crowded"
        "sessions of own work with more than 25 learners an adult where the youngest is of grade 5 or below, more than 32 where not, of all sessions of own work; a session without an adult counts as one adult's";
    CrowdedSlots Company "crowded_slots" Share learner "share of learner slots"
        "learner slots in own work are in crowded sessions"
        "learner slots in such crowded sessions, of all learner slots in own work";
    RoomChanges Place "room_changes" Mean learner "changes a learner"
        "changes of room a learner"
        "pairs of neighbouring slots in both of which a learner is in a session, the rooms being two, by learners";
    ManyRoomChanges Place "many_room_changes" Share learner "share of learners"
        "learners change rooms often"
        "learners with more than 3 such changes of room up to grade 2, more than 4 above, of all learners";
    ZoneChanges Place "zone_changes" Mean learner "changes a learner"
        "changes of zone a learner"
        "such changes of room in which both rooms name a zone (`rooms.csv`) and the zones are two, by learners";
    ApartInRoom Place "apart_in_room" Share learner "share of learners"
        "learners who are kept apart share a room"
        "learners who in some slot are in one room with a learner from whom `relations.csv` keeps them apart, of all learners who are kept apart from somebody who is there";
    AdultsMet Adults "adults_met" Mean learner "adults a learner"
        "different adults a learner"
        "different adults who serve a learner's sessions of the day, added up over learners, by learners";
    WithoutAdvisor Adults "without_advisor" Share learner "share of learners"
        "learners have no slot with their advisor"
        "learners in none of whose sessions the advisor serves, of all learners who have an advisor";
    QualifiedSupervising Adults "qualified_supervising" Share site "share of adult slots"
        "adults' slots of supervising are by who could teach something"
        "adults' slots in sessions that nobody teaches, by adults with a tag that a taught offering among the candidates of the day problem needs, of all adults' slots in sessions that nobody teaches; a sum over all adults";
    WithoutDuty Adults "without_duty" Share site "share of adults"
        "adults have no duty"
        "adults who serve no session, of all adults who are there in some slot; a sum over all adults";
    OverMinutes Minutes "over_minutes" Mean learner "minutes a learner"
        "minutes a learner beyond what is left of a step"
        "minutes of work on a step of the learner's ways (`pathways.csv`, also without a goal) beyond the minutes expected for the step, added up over steps and learners, by learners; a seat in own work counts by its parts (`part` and `minutes` of `playlists.csv`)";
    OverSteps Minutes "over_steps" Share learner "share of steps"
        "steps are given more than that"
        "steps of a learner's ways with more minutes of work today than are expected for the step, of all steps with work today";
    OneCompetency Minutes "one_competency" Share learner "share of learners"
        "learners do one competency three slots or more"
        "learners with three slots or more of work on one competency, of all learners";
    FirstTaught Order "first_taught" Share learner "share of first meetings"
        "first meetings are taught"
        "competencies that a learner works on today and of which there is no evidence, no overrule and no delivered lesson that the learner attended, whose first session of work today is taught, of all such competencies of learners";
    PracticeFirst Order "practice_first" Share learner "share of learner slots"
        "slots practise before the lesson of the same day"
        "learner slots of work that nobody teaches on a competency, before the learner's first slot in taught work on it today, of all learner slots of work that nobody teaches on a competency that the learner is also taught today";
    SubjectRun Order "subject_run" Share learner "share of learners"
        "learners have a subject three times running"
        "learners with work in one subject in three neighbouring slots or more, of all learners";
    SubjectMissing Order "subject_missing" Share learner "share of learners"
        "learners have nothing of a subject that they need"
        "learners without work in some subject that they need, of all learners who need any; a subject is needed when a step of a way of the learner (`pathways.csv`) is of it, or when a competency of it that is usual in the learner's grade, and has a lesson at the site other than a conference, is not mastered (`mastery.csv`)";
    ReviewedTwice Review "reviewed_twice" Share learner "share of reviewed competencies"
        "competencies under review come more than once"
        "mastered competencies (`mastery.csv`: mastered, review soon, taken as known, overruled: mastered) of learners with two sessions of work or more today, of all with one or more";
    SureReviews Review "sure_reviews" Share learner "share of reviews"
        "reviews are of what is surely known"
        "sessions of work on a competency that the learner has mastered at 0.900 or more (`mastery.csv`), of all sessions of work on mastered competencies, learner by learner";
    WishesGranted Voice "wishes_granted" Share learner "share of wishes"
        "wishes are granted"
        "wishes granted (`wishes.csv`), of all wishes in force, of learners who are there";
    WishesReal Voice "wishes_real" Share learner "share of granted wishes"
        "granted wishes are real"
        "granted wishes that are what was meant, of all granted wishes: of an adult, that the adult serves a taught session of the learner (a conference is one); of a partner, that both are in one session on no station, or do the same lesson in one session; of a place, that the room or its zone is the place; all others are";
    RequestsGranted Voice "requests_granted" Share learner "share of requests"
        "requests are granted"
        "teachers' requests granted (`requests.csv`), of all requests in force for learners who are there";
    WorstOff Fairness "worst_off" Ratio learner "times the share of all"
        "times as often among the worst-off tenth as all learners"
        "share of a group's learners who are among the worst-off tenth of their site (`worst_off.csv`), by the same share of all learners; 1.0: the group is among the worst off as often as all are";
    ConferenceToday Conversation "conference_today" Share learner "share of learners"
        "learners talk about their goals today"
        "learners with a conference today (a lesson in a modality with one of the policy's `conference_tags`), of all learners";
    ConferenceWeek Conversation "conference_in_week" Share learner "share of learners"
        "learners do so, or have since Monday"
        "learners with a conference today, or with one that they attended since the Monday of the week, of all learners";
}

/// So much of so much, whatever is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    pub count: u64,
    pub of: u64,
}

impl Tally {
    pub fn new(count: u64, of: u64) -> Self {
        Tally { count, of }
    }

    /// One, and whether it counts.
    pub fn one(counts: bool) -> Self {
        Tally { count: u64::from(counts), of: 1 }
    }

    /// The share or mean; none where there is nothing to count.
    pub fn figure(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// The figure of a measure, where all together are `all`; none where there is nothing to count, or to compare with.
    pub fn read(self, measure: QualityMeasure, all: Tally) -> Option<f64> {
        match measure.reading() {
            Reading::Share | Reading::Mean => self.figure(),
            Reading::Ratio => self.figure().zip(all.figure()).filter(|(_, all)| *all > 0.0).map(|(own, all)| own / all),
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.count += other.count;
        self.of += other.of;
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(all: I) -> Tally {
        all.fold(Tally::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

/// What was counted of a site's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteQuality {
    pub site: SiteIdx,
    /// Who is there, in order.
    pub learners: Vec<LearnerIdx>,
    /// Measures that are counted learner by learner: for each of `learners` a tally.
    pub by_learner: BTreeMap<QualityMeasure, Vec<Tally>>,
    /// Measures of sessions and adults.
    pub of_site: BTreeMap<QualityMeasure, Tally>,
}

impl SiteQuality {
    /// What was counted of those of the learners, by position, whom `is_meant` picks; of a measure of sessions and adults all.
    pub fn tally(&self, measure: QualityMeasure, is_meant: impl Fn(usize) -> bool) -> Tally {
        match self.by_learner.get(&measure) {
            Some(tallies) => (0..tallies.len()).filter(|&at| is_meant(at)).map(|at| tallies[at]).sum(),
            None => self.of_site.get(&measure).copied().unwrap_or_default(),
        }
    }
}

/// A line of `quality.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityRow {
    /// `all`, `site`, `grade` or `tag`.
    pub by: &'static str,
    pub group: String,
    pub measure: QualityMeasure,
    /// None: withheld.
    pub figures: Option<QualityFigures>,
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualityFigures {
    pub tally: Tally,
    /// None: there is nothing to count.
    pub figure: Option<f64>,
    /// The figure of the night before; none: none is known.
    pub before: Option<f64>,
}

/// The key of a line of another night: by, group, the measure's word.
pub type QualityKey = [String; 3];

/// Bounds a measure for the learners in its scope: a breach is an exception.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityRule {
    pub measure: QualityMeasure,
    pub most: Option<f64>,
    pub least: Option<f64>,
}

impl QualityRule {
    /// Whether a figure lies within.
    pub fn holds(&self, figure: f64) -> bool {
        // A share of whole numbers meets its bound whatever the last digit of its division.
        self.most.is_none_or(|most| figure <= most + 1e-9) && self.least.is_none_or(|least| figure + 1e-9 >= least)
    }
}

/// A figure out of the bounds of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach<'r> {
    pub rule: &'r Posted<QualityRule>,
    /// Of learners with this tag, where the rule speaks of each; none: of all whom it concerns.
    pub tag: Option<String>,
    pub tally: Tally,
    pub figure: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_a_word_of_its_own_and_a_sentence() {
        let words: std::collections::BTreeSet<&str> = QualityMeasure::ALL.iter().map(|m| m.word()).collect();
        assert_eq!(words.len(), QualityMeasure::ALL.len());
        assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
        assert!(QualityMeasure::ALL.iter().all(|m| !m.meaning().ends_with('.') && !m.unit().is_empty()));
        let aspects: Vec<Aspect> = QualityMeasure::ALL.iter().map(|m| m.aspect()).collect();
        assert!(aspects.is_sorted(), "measures of one aspect stand together, in order");
    }

    #[test]
    fn figures_are_read_off_what_was_counted() {
        use QualityMeasure::{RoomChanges, SubjectRun, WorstOff};
        let all = Tally::new(10, 100);
        assert_eq!(Tally::new(3, 12).read(SubjectRun, all), Some(0.25));
        assert_eq!(Tally::new(30, 12).read(RoomChanges, all), Some(2.5));
        assert_eq!(Tally::new(3, 12).read(WorstOff, all), Some(2.5), "a quarter of the group, a tenth of all");
        assert_eq!(Tally::new(3, 12).read(WorstOff, Tally::new(0, 100)), None);
        assert_eq!(Tally::default().read(SubjectRun, all), None);
    }

    #[test]
    fn a_bound_is_met_by_the_bound_itself() {
        let rule = |most, least| QualityRule { measure: QualityMeasure::SubjectRun, most, least };
        assert!(rule(Some(0.1), None).holds(Tally::new(37, 370).figure().expect("of some")));
        assert!(!rule(Some(0.1), None).holds(0.101));
        assert!(rule(None, Some(0.9)).holds(0.9) && !rule(None, Some(0.9)).holds(0.89));
        assert_eq!([Grade(-1), Grade(2), Grade(3)].map(|grade| limit(&CHANGES, grade)), [3, 3, 4]);
        assert_eq!([Grade(5), Grade(6)].map(|grade| limit(&CROWDED, grade)), [25, 32]);
    }
}
