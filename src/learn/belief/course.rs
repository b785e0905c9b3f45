//! The course of one learner with each competency: what lessons should have brought, what has faded, what was shown when.

use rustc_hash::FxHashMap;

use daybreak_day::time::{Date, days_between};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{DeliveredWhat, Evidence, EvidenceKind, Grouping, School};
use daybreak_school::states::{LearnerStates, UNREADY};

/// Log odds from a beginner's one in four to four in five, which take the typical minutes of a competency (Koedinger et al.
/// 2023: evenly in log odds).
pub(super) const LOG_ODDS_TO_LEARN: f64 = 2.5;

/// Log odds that fade for every e-fold of days since the latest practice; practice on other days makes it slower.
const FADING: f64 = 0.2;
const SLOWER: f64 = 0.15;

/// How uncertain what a lesson brings is, as a share of it; and what a day adds to the variance.
const LESSON_SPREAD: f64 = 0.5;
const VARIANCE_A_DAY: f64 = 0.005;

/// Log odds around which lessons bring half as much: who knows learns little more.
const HALF_AT: f64 = 1.9;
const HALF_WITHIN: f64 = 0.5;

/// Variance of log odds before any evidence.
const VARIANCE: f64 = 1.4;

/// Information of a task, in log odds, whatever its outcome: p (1 - p) at a success of three in four. Fixed, so that how much a
/// later piece weighs hangs on no score, and one more success can never lower what is believed.
const INFORMATION: f64 = 0.18;

/// What a lesson of a way of learning brings, as a share, where mastery is shown or goals are talked over.
const SHOWN: f64 = 0.4;

/// The most that a competency may make doubt what it builds on: twenty to one.
const DOUBT_MAX: f64 = 3.0;

/// Where one learner stands at one competency by its own lessons and evidence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Log odds of success at a typical task today, by lessons and evidence.
    pub now: f64,
    pub variance: f64,
    /// The same by lessons alone.
    pub by_lessons: f64,
    variance_by_lessons: f64,
    /// Log odds that lessons should have brought.
    taught: f64,
}

impl Course {
    /// By how much evidence says that the learner is ahead of what lessons alone would make one believe, and with what
    /// information; 0 of both without evidence.
    pub fn surprise(&self) -> (f64, f64) {
        let information = (1.0 / self.variance - 1.0 / self.variance_by_lessons).max(0.0);
        if information < 1e-6 {
            return (0.0, 0.0);
        }
        // What is left of a surprise after the prior's pull, undone.
        ((self.now - self.by_lessons) / (information * self.variance), information)
    }

    /// By how much evidence after lessons speaks for it that something needed is not there, as a logarithm of a ratio of
    /// likelihoods, 0 or more: unready lessons would have brought half. More failures raise it, successes lower it.
    pub fn doubt(&self) -> f64 {
        let (difference, information) = self.surprise();
        let half = UNREADY * self.taught;
        (information * half * (-difference - half / 2.0)).clamp(0.0, DOUBT_MAX)
    }
}

/// What happened when: the competency, the day, its turn within the day.
pub(super) type Happened = (CompetencyIdx, Date, u8, Event);

/// What is asked of a school and its rules again and again.
pub(super) struct Ways<'a> {
    school: &'a School,
    rules: &'a Rules,
    /// What a minute of each lesson counts, against one in which everybody is taught.
    worth: Vec<f64>,
}

/// What happened on a day.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Lesson { minutes: f64 },
    Evidence { score: f64, tasks: f64 },
}

impl<'a> Ways<'a> {
    pub(super) fn new(school: &'a School, rules: &'a Rules) -> Self {
        // The catalogue's minutes are those of lessons for everybody.
        let usual = f64::from(rules.effects.percent(Grouping::Whole, true)).max(1.0);
        let worth = school.lessons.iter().map(|lesson| {
            let modality = &school.modalities[lesson.modality.i()];
            let choice = &rules.choice;
            if modality.is_one_of(&choice.demonstration_tags) || modality.is_one_of(&choice.conference_tags) {
                return SHOWN;
            }
            let teaches = |tag: &String| !rules.choice.supervising_tags.contains(tag);
            let is_taught = !modality.station && lesson.staff.iter().any(|need| teaches(&need.tag));
            f64::from(rules.effects.percent(modality.grouping, is_taught)) / usual
        });
        Ways { school, rules, worth: worth.collect() }
    }

    /// The courses of a learner through what happened to it, by competency met, where a lesson brings `rate` times what is usual.
    pub(super) fn courses(
        &self,
        states: &LearnerStates,
        learner: LearnerIdx,
        events: &[Happened],
        rate: f64,
        today: Date,
    ) -> Vec<(CompetencyIdx, Course)> {
        let runs = events.chunk_by(|a, b| a.0 == b.0);
        runs.map(|run| (run[0].0, self.course(states, learner, run, rate, today))).collect()
    }

    /// Lessons had and evidence given by a learner, by competency and time; nothing from `today` on is seen, but for evidence
    /// of the day.
    pub(super) fn events(&self, learner: LearnerIdx, today: Date) -> Vec<Happened> {
        let mut events: Vec<Happened> = Vec::new();
        for row in self.school.delivered_of(learner).iter().filter(|row| row.attended && row.date < today) {
            let Some(competency) = row.competency else { continue };
            let worth = match row.what {
                DeliveredWhat::Lesson(lesson) => self.worth[lesson.i()],
                DeliveredWhat::Service(_) | DeliveredWhat::Unknown => 1.0,
            };
            events.push((competency, row.date, 0, Event::Lesson { minutes: f64::from(row.minutes) * worth }));
        }
        let rows: Vec<&Evidence> =
            self.school.evidence_of(learner).iter().filter(|row| row.at.date() <= today).collect();
        let mut parts: FxHashMap<u32, f64> = FxHashMap::default();
        rows.iter().for_each(|row| *parts.entry(row.piece).or_default() += 1.0);
        for row in rows {
            let score = f64::from(row.score).clamp(0.0, 1.0);
            // A task of several competencies fails when one of them does.
            let blamed = score + (1.0 - score) / parts[&row.piece];
            let tasks = tasks(row.kind) * f64::from(row.weight) * blamed;
            if tasks > 0.0 {
                events.push((row.competency, row.at.date(), 1, Event::Evidence { score, tasks }));
            }
        }
        events.sort_by_key(|&(competency, date, turn, _)| (competency, date, turn));
        events
    }

    /// Minutes that a competency takes a learner.
    pub(super) fn minutes(&self, states: &LearnerStates, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        let typical = self.rules.pacing.minutes_of(&self.school.competencies[competency.i()]);
        let extra = self.school.learners[learner.i()].accommodations.extra_time;
        typical / states.pace_of(learner) * extra
    }

    /// One course, through its events in order of time.
    fn course(
        &self,
        states: &LearnerStates,
        learner: LearnerIdx,
        events: &[Happened],
        rate: f64,
        today: Date,
    ) -> Course {
        let minutes = self.minutes(states, learner, events[0].0);
        let mut course = Course::begin(usual(states, learner, events[0].0));
        let mut lasting = 1.0;
        // Practised last; nothing fades before the first lesson, since what was known then is in the prior.
        let mut last: Option<Date> = None;
        let mut day = events[0].1;
        for (_, date, _, event) in events {
            course.wait(day, *date, last, lasting);
            day = *date;
            match event {
                Event::Lesson { minutes: had } => {
                    course.learn(LOG_ODDS_TO_LEARN * rate * had / minutes);
                    if last.is_some_and(|last| last < day) {
                        lasting += SLOWER;
                    }
                    last = Some(day);
                }
                Event::Evidence { score, tasks } => course.see(*score, *tasks),
            }
        }
        course.wait(day, today, last, lasting);
        course
    }
}

impl Course {
    /// Where a learner stands before anything happened.
    pub(super) fn begin(start: f64) -> Self {
        Course { now: start, variance: VARIANCE, by_lessons: start, variance_by_lessons: VARIANCE, taught: 0.0 }
    }

    /// Time goes by.
    fn wait(&mut self, from: Date, to: Date, last: Option<Date>, lasting: f64) {
        let days = days_between(from, to).max(0) as f64;
        self.variance += VARIANCE_A_DAY * days;
        self.variance_by_lessons += VARIANCE_A_DAY * days;
        if let Some(last) = last {
            let since = days_between(last, from).max(0) as f64;
            let faded = FADING * ((1.0 + since + days) / (1.0 + since)).ln() / lasting;
            self.now -= faded;
            self.by_lessons -= faded;
        }
    }

    /// A lesson that would bring a beginner so much.
    pub(super) fn learn(&mut self, gain: f64) {
        let brings = |now: f64| gain / (1.0 + ((now - HALF_AT) / HALF_WITHIN).exp());
        let (by_all, by_lessons) = (brings(self.now), brings(self.by_lessons));
        self.now += by_all;
        self.by_lessons += by_lessons;
        self.taught += by_lessons;
        // Whatever was believed before, so that how much later evidence weighs hangs on no score.
        self.variance += (LESSON_SPREAD * by_lessons).powi(2);
        self.variance_by_lessons += (LESSON_SPREAD * by_lessons).powi(2);
    }

    /// The chance of success at a task by lessons alone, over all that is not known of the learner.
    pub(super) fn success_by_lessons(&self) -> f64 {
        // MacKay 1992: the mean of a logistic of a normal number.
        let narrowed = self.by_lessons / (1.0 + std::f64::consts::PI * self.variance_by_lessons / 8.0).sqrt();
        (1.0 / (1.0 + (-narrowed).exp())).clamp(0.02, 0.98)
    }

    /// So many tasks, of which a share succeeded: a Newton step toward what would explain it.
    fn see(&mut self, score: f64, tasks: f64) {
        let p = 1.0 / (1.0 + (-self.now).exp());
        let information = tasks * INFORMATION;
        self.now += (score - p) * tasks * self.variance / (1.0 + self.variance * information);
        self.variance /= 1.0 + self.variance * information;
    }
}

/// What is said of a competency before its own evidence, in log odds: what grade and ability suggest, and what evidence of its
/// neighbours implies where it has none itself.
pub(super) fn usual(states: &LearnerStates, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
    let p = match states.get(learner, competency) {
        Some(state) if state.evidence == 0 => state.mastery,
        Some(_) | None => states.prior(learner, competency),
    };
    let p = f64::from(p).clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

/// How much a piece of a kind says, in independent tasks: fewer than it has, since items of a form are alike and help may be
/// at hand.
fn tasks(kind: EvidenceKind) -> f64 {
    match kind {
        EvidenceKind::Test => 5.0,
        EvidenceKind::TeacherJudgement => 5.0,
        EvidenceKind::Quiz | EvidenceKind::PerformanceTask => 4.0,
        EvidenceKind::ExitTicket | EvidenceKind::Portfolio => 3.0,
        EvidenceKind::Observation | EvidenceKind::Practice | EvidenceKind::Other => 2.5,
        EvidenceKind::Homework => 1.5,
        EvidenceKind::SelfRating => 0.5,
    }
}
