//! What a term brought, counted in minds and apart from any points.
//!
//! Everything is held against the same minds without a single lesson (`idle`): what is known anyway is nobody's merit.

use std::collections::BTreeMap;

use super::Night;
use super::term::{Had, Term};
use daybreak_day::time::{Date, days_between};
use daybreak_minds::assess::Setting;
use daybreak_minds::{Mind, logistic};
use daybreak_privacy::CELL_MIN;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};

/// Log odds from which a competency counts as mastered (four of five), and from which it is still known later (seven of ten).
pub(super) const MASTERED: f64 = 1.386;
pub(super) const STILL_KNOWN: f64 = 0.847;

/// Days after the term at which it is asked what is still known.
pub(super) const LATER_DAYS: i16 = 28;

/// Each measure with what it says; a mean over learners unless it says otherwise.
pub const MEASURES: [(&str, &str); 21] = [
    ("newly", "competencies newly mastered in the term and still known four weeks later"),
    ("newly_own_grade", "the same, of the own grade or above"),
    (
        "newly_bound",
        "newly mastered that nobody could exceed: time alone binds, staff and rooms are free and nothing fades",
    ),
    (
        "saved",
        "competencies known before the term that are still known four weeks after it, and would not be without a lesson",
    ),
    (
        "log_odds",
        "log odds of success gained by the end of the term against no lessons at all, all competencies together",
    ),
    ("newly_worst_tenth", "newly of the tenth of learners who began lowest for their grade"),
    ("goals_met", "share of the goals due within the term that were mastered by their date"),
    ("slots", "slots with a lesson"),
    ("slots_show", "share of slots in which mastery is shown"),
    ("slots_known", "share of slots on what is mastered already, planned reviews and shows apart"),
    ("slots_review", "share of slots planned as reviews"),
    ("slots_unready", "share of slots on what is not mastered while something it truly needs is not known"),
    ("slots_unfinished", "share of slots on what is not mastered by the end of the term"),
    ("touched", "competencies with a lesson in the term"),
    ("touched_once_or_twice", "share of these with one lesson or two"),
    ("refilled", "log odds that lessons brought and that only made good what had faded since the latest touch"),
    ("teacher_minutes", "minutes a day with an adult who teaches"),
    ("taken_away", "share of the steps told for a week that a night took away although they are not mastered"),
    ("mastery_off", "mean distance between estimated and true chance of success, in ten classes of the estimate"),
    (
        "dates_kept",
        "share of the steps expected within the term, as told on the first evening, that were mastered by their date",
    ),
    ("gap", "how far from the best possible the plans of the nights can be, on the average"),
];

/// What a term brought, by the name of the measure; `newly:TAG` for each tag of ten learners or more beside those of [`MEASURES`].
pub type Measures = BTreeMap<String, f64>;

/// Counts while the term goes by.
pub(super) struct Tally {
    idle: Vec<Mind>,
    first_day: i16,
    /// Learners × competencies: mastered at some time, as a day; not yet: `i16::MAX`.
    mastered_on: Vec<i16>,
    /// Lessons had, learners × competencies.
    lessons: Vec<u16>,
    /// Slots on each, learners × competencies.
    slots: Vec<u16>,
    /// Highest log odds since the first lesson of the term.
    reached: Vec<f32>,
    n_slots: f64,
    n_show: f64,
    n_known: f64,
    n_review: f64,
    n_unready: f64,
    refilled: f64,
    teacher_minutes: f64,
    told: f64,
    taken_away: f64,
    gaps: Vec<f64>,
    promised: Vec<(LearnerIdx, CompetencyIdx, Date)>,
    mastery: Vec<(LearnerIdx, CompetencyIdx, f32)>,
    /// Newly mastered and known at the end of each day, a learner.
    pub(super) curve: Vec<f64>,
}

impl Tally {
    pub(super) fn new(term: &Term<'_>, first: Date) -> Self {
        let n = term.minds.len() * term.school.competencies.len();
        let first_day = term.day(first);
        let mut tally = Tally {
            idle: term.minds.clone(),
            first_day,
            mastered_on: vec![i16::MAX; n],
            lessons: vec![0; n],
            slots: vec![0; n],
            reached: vec![f32::NEG_INFINITY; n],
            n_slots: 0.0,
            n_show: 0.0,
            n_known: 0.0,
            n_review: 0.0,
            n_unready: 0.0,
            refilled: 0.0,
            teacher_minutes: 0.0,
            told: 0.0,
            taken_away: 0.0,
            gaps: Vec::new(),
            promised: Vec::new(),
            mastery: Vec::new(),
            curve: Vec::new(),
        };
        for (at, learner, competency) in pairs(term) {
            if term.knowledge(learner, competency, first_day) >= MASTERED {
                tally.mastered_on[at] = i16::MIN;
            }
        }
        tally
    }

    /// What a night said.
    pub(super) fn night(&mut self, night: Night) {
        if self.curve.is_empty() {
            self.promised = night.expected;
        }
        self.told += night.told as f64;
        self.taken_away += night.taken_away as f64;
        self.gaps.push(night.gap);
        self.mastery = night.mastery;
    }

    /// What a day brought.
    pub(super) fn day(&mut self, term: &Term<'_>, date: Date, had: &[Had]) {
        let n = term.school.competencies.len();
        let day = term.day(date);
        for lesson in had {
            let at = lesson.learner.i() * n + lesson.competency.i();
            let slots = f64::from(lesson.n_slots);
            let is_known = lesson.before >= MASTERED;
            self.n_slots += slots;
            if lesson.setting == Setting::Show {
                self.n_show += slots;
            } else if lesson.is_review {
                self.n_review += slots;
            } else if is_known && lesson.setting != Setting::Conference {
                self.n_known += slots;
            }
            if !is_known && !lesson.is_ready {
                self.n_unready += slots;
            }
            if lesson.has_adult {
                self.teacher_minutes += lesson.minutes;
            }
            self.lessons[at] = self.lessons[at].saturating_add(1);
            self.slots[at] = self.slots[at].saturating_add(lesson.n_slots as u16);
            let reached = f64::from(self.reached[at]);
            if reached.is_finite() {
                self.refilled += (reached.min(lesson.after) - lesson.before).max(0.0);
            }
            self.reached[at] = self.reached[at].max(lesson.after as f32);
        }
        let mut newly = 0;
        for (at, learner, competency) in pairs(term) {
            if self.mastered_on[at] == i16::MIN {
                continue;
            }
            let knowledge = term.knowledge(learner, competency, day);
            if knowledge >= MASTERED && self.mastered_on[at] == i16::MAX {
                self.mastered_on[at] = day;
            }
            newly += usize::from(self.mastered_on[at] != i16::MAX && knowledge >= STILL_KNOWN);
        }
        self.curve.push(newly as f64 / term.minds.len().max(1) as f64);
    }

    /// The measures at the end of a term whose last day this was.
    pub(super) fn close(&self, term: &Term<'_>, last: Date) -> Measures {
        let school = &term.school;
        let (n, end) = (school.competencies.len(), term.day(last));
        let (n_learners, n_days) = (term.minds.len().max(1) as f64, self.curve.len().max(1) as f64);
        let later = end + LATER_DAYS;
        let idle =
            |learner: LearnerIdx, c: CompetencyIdx, day| self.idle[learner.i()].knowledge(term.position[c.i()], day);
        let mut newly = vec![0.0; term.minds.len()];
        let mut standing = vec![0.0; term.minds.len()];
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for (at, learner, c) in pairs(term) {
            let grade = school.learners[learner.i()].grade;
            let of_grade = school.competencies[c.i()].grade;
            let then = term.knowledge(learner, c, later);
            if self.mastered_on[at] != i16::MIN && self.mastered_on[at] != i16::MAX && then >= STILL_KNOWN {
                newly[learner.i()] += 1.0;
                if of_grade.is_none_or(|of| of >= grade) {
                    *sums.entry("newly_own_grade").or_default() += 1.0;
                }
            }
            let was_known = idle(learner, c, self.first_day) >= STILL_KNOWN;
            let is_new = self.mastered_on[at] != i16::MIN && self.mastered_on[at] != i16::MAX;
            if was_known && !is_new && idle(learner, c, later) < STILL_KNOWN && then >= STILL_KNOWN {
                *sums.entry("saved").or_default() += 1.0;
            }
            *sums.entry("log_odds").or_default() += term.knowledge(learner, c, end) - idle(learner, c, end);
            if of_grade.is_some_and(|of| (of.0 - grade.0).abs() <= 1) {
                standing[learner.i()] += idle(learner, c, self.first_day).clamp(-2.0, 2.0);
            }
            if self.lessons[at] > 0 {
                *sums.entry("touched").or_default() += 1.0;
                *sums.entry("once_or_twice").or_default() += f64::from(u8::from(self.lessons[at] <= 2));
                if self.mastered_on[at] == i16::MAX {
                    *sums.entry("unfinished").or_default() += f64::from(self.slots[at]);
                }
            }
        }
        let sum = |name: &str| sums.get(name).copied().unwrap_or(0.0);
        let share = |part: f64| part / self.n_slots.max(1.0);
        let mut lowest: Vec<usize> = (0..term.minds.len()).collect();
        lowest.sort_by(|&a, &b| standing[a].total_cmp(&standing[b]).then(a.cmp(&b)));
        let tenth = &lowest[..term.minds.len().div_ceil(10)];
        let mut measures: Measures = [
            ("newly", newly.iter().sum::<f64>() / n_learners),
            ("newly_own_grade", sum("newly_own_grade") / n_learners),
            ("saved", sum("saved") / n_learners),
            ("log_odds", sum("log_odds") / n_learners),
            ("newly_worst_tenth", tenth.iter().map(|&at| newly[at]).sum::<f64>() / tenth.len().max(1) as f64),
            ("slots", self.n_slots / n_learners),
            ("slots_show", share(self.n_show)),
            ("slots_known", share(self.n_known)),
            ("slots_review", share(self.n_review)),
            ("slots_unready", share(self.n_unready)),
            ("slots_unfinished", share(sum("unfinished"))),
            ("touched", sum("touched") / n_learners),
            ("touched_once_or_twice", sum("once_or_twice") / sum("touched").max(1.0)),
            ("refilled", self.refilled / n_learners),
            ("teacher_minutes", self.teacher_minutes / n_learners / n_days),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        let mut also = |name: &str, value: Option<f64>| value.map(|value| measures.insert(name.to_owned(), value));
        also("goals_met", self.goals_met(term, last, n));
        also("taken_away", (self.told > 0.0).then(|| self.taken_away / self.told));
        also("dates_kept", self.dates_kept(term, last, n));
        also("mastery_off", self.mastery_off(term, end));
        let planned = self.gaps.iter().any(|gap| *gap != 0.0);
        also("gap", planned.then(|| self.gaps.iter().sum::<f64>() / self.gaps.len() as f64));
        let mut by_tag: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (learner, newly) in school.learners.iter().zip(&newly) {
            for tag in &learner.tags {
                let (sum, n) = by_tag.entry(tag).or_default();
                (*sum, *n) = (*sum + newly, *n + 1.0);
            }
        }
        by_tag.retain(|_, (_, n)| *n >= CELL_MIN as f64);
        measures.extend(by_tag.into_iter().map(|(tag, (sum, n))| (format!("newly:{tag}"), sum / n)));
        measures
    }

    /// Whether a pair was mastered by a day.
    fn is_mastered_by(&self, at: usize, day: i16) -> bool {
        self.mastered_on[at] <= day
    }

    fn goals_met(&self, term: &Term<'_>, last: Date, n: usize) -> Option<f64> {
        let due = term.school.goals.iter().filter_map(|goal| Some((goal, goal.due.filter(|due| *due <= last)?)));
        // What was mastered before is no merit of the term.
        let open = due.map(|(goal, due)| (goal.learner.i() * n + goal.competency.i(), term.day(due)));
        let met: Vec<bool> = open
            .filter(|(at, _)| self.mastered_on[*at] != i16::MIN)
            .map(|(at, day)| self.is_mastered_by(at, day))
            .collect();
        (!met.is_empty()).then(|| met.iter().filter(|met| **met).count() as f64 / met.len() as f64)
    }

    fn dates_kept(&self, term: &Term<'_>, last: Date, n: usize) -> Option<f64> {
        let within = self.promised.iter().filter(|(.., date)| days_between(*date, last) >= 0);
        let kept: Vec<bool> =
            within.map(|(learner, c, date)| self.is_mastered_by(learner.i() * n + c.i(), term.day(*date))).collect();
        (!kept.is_empty()).then(|| kept.iter().filter(|kept| **kept).count() as f64 / kept.len() as f64)
    }

    fn mastery_off(&self, term: &Term<'_>, end: i16) -> Option<f64> {
        let mut classes = [(0.0, 0.0, 0.0); 10];
        for &(learner, c, estimated) in &self.mastery {
            // As estimates are: success some days on.
            let truth = logistic(term.knowledge(learner, c, end + 7));
            let class = &mut classes[((f64::from(estimated) * 10.0) as usize).min(9)];
            *class = (class.0 + 1.0, class.1 + f64::from(estimated), class.2 + truth);
        }
        let n: f64 = classes.iter().map(|class| class.0).sum();
        (n > 0.0).then(|| classes.iter().map(|class| (class.1 - class.2).abs()).sum::<f64>() / n)
    }
}

/// Every learner and competency, with the position of the pair.
fn pairs<'a>(term: &'a Term<'_>) -> impl Iterator<Item = (usize, LearnerIdx, CompetencyIdx)> + 'a {
    let n = term.school.competencies.len();
    (0..term.minds.len() * n).map(move |at| (at, LearnerIdx::at(at / n), CompetencyIdx::at(at % n)))
}
