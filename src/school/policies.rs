//! Settings of the whole school: what counts as mastered, how time is counted, what things are worth, how much is offered, asked
//! and made up for. Each is a policy in `rules/*.toml`; the values here are those of a school that says nothing.

use super::school::{Competency, EvidenceKind, Grouping};
use daybreak_day::problem::{Offering, Points};

/// When a competency counts as mastered, and when it should be looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct MasteryPolicy {
    /// Probability of success, 0 to 1, from which it counts as mastered (a competency's own `mastery_at` wins).
    pub threshold: f64,
    /// Days after which that success is asked for: what is gone within a week was not mastered.
    pub delay_days: u32,
    /// How sure the estimate must be that the threshold is reached, 0 to 1; 0.5: as likely as not.
    pub certainty: f64,
    /// Pieces of evidence needed before anything counts as mastered.
    pub evidence_min: u32,
    /// Successes on different days, or of different kinds, needed before anything counts as mastered.
    pub successes_min: u32,
    /// Kinds of evidence of which at least one success is demanded; empty: any.
    pub shown_by: Vec<EvidenceKind>,
    /// Days until an unused piece of knowledge has lost half of its strength right after being learned.
    pub half_life_days: f64,
    /// Days after mastery at which the first review is due; later ones grow with every success.
    pub review_after_days: u32,
}

/// Names of the shipped policies of mastery, and what each is for.
pub const MASTERY_PRESETS: [(&str, &str); 4] = [
    ("steady", "four of five a week later, shown on two days"),
    ("light", "seven of ten on the day, for much short practice"),
    (
        "strict",
        "nine of ten two weeks later, shown three times, once in a test, a task or to a teacher, and known surely",
    ),
    ("demonstrated", "as steady, and shown in a performance task, a portfolio, an observation or to a teacher"),
];

impl Default for MasteryPolicy {
    fn default() -> Self {
        MasteryPolicy {
            threshold: 0.8,
            delay_days: 7,
            certainty: 0.5,
            evidence_min: 2,
            successes_min: 2,
            shown_by: Vec::new(),
            half_life_days: 60.0,
            review_after_days: 14,
        }
    }
}

impl MasteryPolicy {
    /// Probability of success from which a competency counts as mastered: its own, or the policy's.
    pub fn threshold_of(&self, competency: &Competency) -> f64 {
        competency.mastery_at.unwrap_or(self.threshold)
    }

    /// A shipped policy by its name; none: there is no such.
    pub fn preset(name: &str) -> Option<Self> {
        let steady = MasteryPolicy::default();
        match name {
            "steady" => Some(steady),
            "light" => Some(MasteryPolicy { threshold: 0.7, delay_days: 0, ..steady }),
            "strict" => Some(MasteryPolicy {
                threshold: 0.9,
                delay_days: 14,
                certainty: 0.7,
                evidence_min: 4,
                successes_min: 3,
                shown_by: vec![
                    EvidenceKind::Test,
                    EvidenceKind::PerformanceTask,
                    EvidenceKind::Portfolio,
                    EvidenceKind::TeacherJudgement,
                ],
                ..steady
            }),
            "demonstrated" => Some(MasteryPolicy {
                shown_by: vec![
                    EvidenceKind::PerformanceTask,
                    EvidenceKind::Portfolio,
                    EvidenceKind::Observation,
                    EvidenceKind::TeacherJudgement,
                ],
                ..steady
            }),
            _ => None,
        }
    }
}

/// What [`PacingPolicy::without_goal`] may name.
pub const WITHOUT_GOAL: [&str; 3] = ["gaps", "grade_level", "interest"];

/// How time is counted on the way to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct PacingPolicy {
    /// Minutes of a competency that names none.
    pub minutes_typical: f64,
    /// Share of learning time kept for reviews, projects and conferences, 0 to 1; where days were reported, what the site has
    /// seen of the last four weeks counts as well.
    pub reserve_share: f64,
    /// Share of learning time that planned reviews may take at most, 0 to 1.
    pub review_share_max: f64,
    /// Minutes of one planned review.
    pub review_minutes: f64,
    /// Weeks ahead for which reviews, demand and the work of learners without a goal are planned.
    pub weeks_ahead: u32,
    /// What learners without an open goal work on, the first first: `gaps`, `grade_level`, `interest`.
    pub without_goal: Vec<String>,
    /// Share of the next week's minutes that a new order of steps must gain before last night's order is given up, 0 to 1.
    pub change_gain_min: f64,
}

impl PacingPolicy {
    /// Minutes that a competency typically takes, 1 or more: its own, or the policy's.
    pub fn minutes_of(&self, competency: &Competency) -> f64 {
        competency.minutes_typical.unwrap_or(self.minutes_typical).max(1.0)
    }
}

impl Default for PacingPolicy {
    fn default() -> Self {
        PacingPolicy {
            minutes_typical: 120.0,
            reserve_share: 0.25,
            review_share_max: 0.15,
            review_minutes: 15.0,
            weeks_ahead: 8,
            without_goal: vec!["gaps".into(), "grade_level".into(), "interest".into()],
            change_gain_min: 0.1,
        }
    }
}

/// Points for each reason for which a lesson is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// A next step toward a goal of weight 1 that is on track.
    pub goal_step: Points,
    /// On top, when the goal's way is tight or out of reach.
    pub goal_urgent: Points,
    /// Ready to learn and usual in the learner's grade; for a learner without an open goal the next step by
    /// [`PacingPolicy::without_goal`].
    pub grade_level: Points,
    /// Ready to learn, neither goal nor grade.
    pub ready: Points,
    /// A review that saves a fifth of the success in one competency; more and less in proportion, from half of it to
    /// double. One that is due and not planned for the day earns half.
    pub review: Points,
    /// A wish of rank 1; rank r earns this divided by r.
    pub wish: Points,
    /// A request of priority 1; priority p earns this divided by p.
    pub request: Points,
    /// What a learner proposed for a slot, in that slot.
    pub proposal: Points,
    /// A service owed today.
    pub service: Points,
    /// Lost for every slot of a service that falls due today and is not given.
    pub service_short: Points,
    /// An interest of the learner that the lesson touches.
    pub interest: Points,
    /// A strength of the learner that the lesson builds on.
    pub strength: Points,
    /// The lesson that follows one the learner has had.
    pub follows: Points,
    /// Lost when own work on a competency comes before its lesson of the same day.
    pub early: Points,
    /// A chance to show what is nearly mastered.
    pub demonstrate: Points,
    /// Mastered, and little else is open: going deeper.
    pub deepen: Points,
    /// Helping others learn what the learner has mastered.
    pub mentor: Points,
    /// Another way of learning what was tried several times in vain.
    pub new_approach: Points,
    /// A conference on goals and progress.
    pub conference: Points,
    /// Every session with the learner's advisor.
    pub advisor: Points,
    /// Two learners who are to be together, or a mentor with who is helped, in one session.
    pub together: Points,
    /// Subtracted when the learner has had the lesson before without mastering it.
    pub repeat: Points,
    /// Subtracted per level between the lesson's level and what fits the learner.
    pub level_mismatch: Points,
    /// Lost for every slot in which a learner has nothing.
    pub idle: Points,
}

impl Default for Scores {
    fn default() -> Self {
        Scores {
            goal_step: 1_000,
            goal_urgent: 300,
            grade_level: 600,
            ready: 400,
            review: 500,
            wish: 300,
            request: 1_500,
            proposal: 1_200,
            service: 200,
            service_short: 5_000,
            interest: 100,
            strength: 50,
            follows: 150,
            early: 500,
            demonstrate: 500,
            deepen: 200,
            mentor: 250,
            new_approach: 200,
            conference: 500,
            advisor: 50,
            together: 100,
            repeat: 400,
            level_mismatch: 100,
            idle: 500,
        }
    }
}

/// How many candidates a learner brings to the day.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoicePolicy {
    /// Candidates of a learner at most.
    pub candidates_max: usize,
    /// Different competencies of a subject among them at most.
    pub competencies_per_subject_max: usize,
    /// Mastery of the weakest prerequisite below which a wished lesson is not offered, 0 to 1.
    pub readiness_min: f64,
    /// Grades above the learner's own beyond which nothing is proposed without a goal, a wish or a request.
    pub grades_above_max: u32,
    /// School days before which a lesson is not proposed again while another one of its competency is left.
    pub repeat_after_days: u32,
    /// Tags of modalities (or their ids) in which mastery is shown.
    pub demonstration_tags: Vec<String>,
    /// Tags of modalities (or their ids) in which goals and progress are talked over.
    pub conference_tags: Vec<String>,
    /// Tags of staff who watch over learners and do not teach.
    pub supervising_tags: Vec<String>,
    /// Choices held for a learner's morning at most; 0: none.
    pub alternatives_max: u32,
    /// Points that the plan may lose by one of them.
    pub alternatives_within: Points,
}

impl ChoicePolicy {
    /// Whether an adult with this tag teaches, and does not merely watch over learners.
    pub fn teaches(&self, tag: &str) -> bool {
        !self.supervising_tags.iter().any(|watching| watching == tag)
    }

    /// Whether an adult teaches: one who does more than watch over a station.
    pub fn is_taught(&self, offering: &Offering) -> bool {
        offering.station.is_none() && offering.staff.iter().any(|need| self.teaches(&need.tag))
    }
}

impl Default for ChoicePolicy {
    fn default() -> Self {
        ChoicePolicy {
            candidates_max: 40,
            competencies_per_subject_max: 4,
            readiness_min: 0.25,
            grades_above_max: 2,
            repeat_after_days: 5,
            demonstration_tags: vec!["assessment".into(), "demonstration".into()],
            conference_tags: vec!["conference".into()],
            supervising_tags: vec!["aide".into(), "supervisor".into()],
            alternatives_max: 3,
            alternatives_within: 300,
        }
    }
}

/// What is found out, and what time there is for it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbePolicy {
    /// Probes of a learner a day, at most; 0: none.
    pub probes_max: u32,
    /// Tasks of a probe.
    pub tasks: u32,
    /// Minutes of a probe.
    pub minutes: f64,
    /// Single questions of a placement; 0: none.
    pub placement_questions: u32,
    /// Pieces of evidence below which a learner is placed, and the days within which they count.
    pub placement_below: u32,
    pub placement_days: u32,
}

impl Default for ProbePolicy {
    fn default() -> Self {
        ProbePolicy {
            probes_max: 2,
            tasks: 5,
            minutes: 7.0,
            placement_questions: 28,
            placement_below: 10,
            placement_days: 60,
        }
    }
}

/// How owed services take place.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePolicy {
    /// Learners of a session apart, when the service names no limit of its own.
    pub group_size_max: u32,
    /// Lessons of a learner in which a specialist may join the class, at most.
    pub class_lessons_max: usize,
    /// Share of what a period stayed short of that is owed on top later, 0 to 1.
    pub make_up: f64,
    /// The same for minutes that took place without the learner, times `make_up`; 0 to 1.
    pub make_up_absences: f64,
    /// Weeks after the period's end during which it is owed.
    pub make_up_weeks: u32,
    /// What make-up may add to one period, in percent of the service's minutes.
    pub make_up_percent_max: u32,
    /// Share of what was given beyond a period and its make-up that counts for the next period, 0 to 1.
    pub advance: f64,
}

impl Default for ServicePolicy {
    fn default() -> Self {
        ServicePolicy {
            group_size_max: 5,
            class_lessons_max: 6,
            make_up: 1.0,
            make_up_absences: 1.0,
            make_up_weeks: 4,
            make_up_percent_max: 50,
            advance: 0.0,
        }
    }
}

/// How much of the points for progress a way of learning earns, in percent: 100 is a taught small group.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// With an adult who teaches, by grouping: whole, small, pair, individual.
    pub taught: [u32; 4],
    /// Among learners or alone, by grouping: whole, small, pair, individual.
    pub untaught: [u32; 4],
}

impl Default for Effects {
    fn default() -> Self {
        Effects { taught: [80, 100, 105, 110], untaught: [60, 75, 75, 65] }
    }
}

impl Effects {
    /// Percent for a grouping, taught or not.
    pub fn percent(&self, grouping: Grouping, taught: bool) -> u32 {
        let row = if taught { &self.taught } else { &self.untaught };
        match grouping {
            Grouping::Whole => row[0],
            Grouping::Small => row[1],
            Grouping::Pair => row[2],
            Grouping::Individual => row[3],
        }
    }
}

/// What it costs to change a plan that somebody counts on, in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangePrices {
    /// A learner's slot with another lesson.
    pub lesson: Points,
    /// A learner's slot with the same lesson in another room.
    pub room: Points,
    /// A learner's slot with the same lesson with other adults.
    pub adult: Points,
    /// An adult's slot with another duty.
    pub duty: Points,
}

/// What a change costs: by night, of what was promised for the day, and in the morning, of what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangesPolicy {
    pub night: ChangePrices,
    pub morning: ChangePrices,
}

impl Default for ChangesPolicy {
    fn default() -> Self {
        ChangesPolicy {
            night: ChangePrices { lesson: 60, room: 20, adult: 30, duty: 10 },
            // By seven a sheet is printed: a lesson moved must gain most of a good lesson.
            morning: ChangePrices { lesson: 800, room: 300, adult: 400, duty: 150 },
        }
    }
}
