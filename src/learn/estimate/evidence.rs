//! The rows of evidence as trials: what was tried on which day, how it went, and how much it says.

use rustc_hash::FxHashMap;

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::{Evidence, EvidenceKind, Learner, School};

/// One trial of one competency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub competency: CompetencyIdx,
    /// Days since 2000-01-01.
    pub day: i32,
    /// Minutes since 2000-01-01.
    pub minute: i64,
    /// 0 to 1.
    pub score: f64,
    /// How much it says, in quizzes; above 0.
    pub weight: f64,
    pub kind: EvidenceKind,
    /// Position in the school's items.
    pub item: Option<u32>,
    /// The piece of evidence it belongs to, and how many rows that has.
    pub piece: u32,
    pub n_rows: f64,
}

/// The evidence up to today, learner by learner.
pub(super) struct Log<'a> {
    rows: &'a [Evidence],
    /// `learners + 1` positions into `rows`.
    first: Vec<usize>,
    /// By learner, as effects count grades.
    grades: Vec<usize>,
    today: i32,
}

/// Grades that effects tell apart: before kindergarten to beyond school.
pub(super) const GRADES: usize = 15;

impl<'a> Log<'a> {
    /// The school's evidence; rows after `today` are never shown.
    pub fn new(school: &'a School, today: Date) -> Self {
        let rows = school.evidence.as_slice();
        let of = |learner: usize| rows.partition_point(|row| row.learner.i() < learner);
        let grade = |learner: &Learner| usize::try_from(learner.grade.0.clamp(-1, 13) + 1).expect("0 or more");
        Log {
            rows,
            first: (0..=school.learners.len()).map(of).collect(),
            grades: school.learners.iter().map(grade).collect(),
            today: day_number(today),
        }
    }

    /// Days since 2000-01-01.
    pub fn today(&self) -> i32 {
        self.today
    }

    /// Number of learners.
    pub fn n_learners(&self) -> usize {
        self.first.len() - 1
    }

    /// The grade of a learner, below `GRADES`.
    pub fn grade(&self, learner: LearnerIdx) -> usize {
        self.grades[learner.i()]
    }

    /// Rows of a learner, those after today as well.
    pub fn n_rows(&self, learner: LearnerIdx) -> usize {
        self.first[learner.i() + 1] - self.first[learner.i()]
    }

    /// A learner's trials in order of time.
    pub fn of(&self, learner: LearnerIdx) -> impl Iterator<Item = Trial> + '_ {
        self.moments(learner).flatten()
    }

    /// The same, instant by instant: nothing of an instant was known before it. Rows of one instant stand together, so
    /// the rows of one piece do too.
    pub fn moments(&self, learner: LearnerIdx) -> impl Iterator<Item = impl Iterator<Item = Trial>> + '_ {
        let rows = &self.rows[self.first[learner.i()]..self.first[learner.i() + 1]];
        rows.chunk_by(|a, b| a.at == b.at).map(|run| trials(run, self.today))
    }
}

/// The trials of one instant. Rows of one piece share its blame: a task that needs several competencies fails when
/// one of them does, so a failure says less of each; a success says of each that it is there.
fn trials(run: &[Evidence], today: i32) -> impl Iterator<Item = Trial> + '_ {
    let at = run[0].at;
    let day = day_number(at.date());
    let minute = 1_440 * i64::from(day) + 60 * i64::from(at.hour()) + i64::from(at.minute());
    let mut rows_of_piece: FxHashMap<u32, u32> = FxHashMap::default();
    if run.len() > 1 {
        run.iter().for_each(|row| *rows_of_piece.entry(row.piece).or_default() += 1);
    }
    let seen = if day <= today { run } else { &[] };
    seen.iter().filter_map(move |row| {
        let n_rows = f64::from(rows_of_piece.get(&row.piece).copied().unwrap_or(1));
        let score = f64::from(row.score).clamp(0.0, 1.0);
        let weight = f64::from(row.weight) * kind_weight(row.kind) * blamed(score, n_rows);
        let Evidence { competency, kind, item, piece, .. } = *row;
        (weight > 0.0).then_some(Trial { competency, day, minute, score, weight, kind, item, piece, n_rows })
    })
}

/// What is left of a row's weight when `n_rows` share the blame.
fn blamed(score: f64, n_rows: f64) -> f64 {
    score + (1.0 - score) / n_rows
}

impl Trial {
    /// What the row's score says of the piece's: the rows of a piece together as much as one, however it went.
    pub fn weight_of_score(&self) -> f64 {
        self.weight / blamed(self.score, self.n_rows) / self.n_rows
    }
}

/// What a piece of evidence of a kind says, in quizzes.
fn kind_weight(kind: EvidenceKind) -> f64 {
    match kind {
        // The teacher has seen more than any single task shows.
        EvidenceKind::TeacherJudgement => 4.0,
        // Longer, of several tasks, under conditions.
        EvidenceKind::Test | EvidenceKind::PerformanceTask => 2.0,
        EvidenceKind::Portfolio => 1.5,
        EvidenceKind::ExitTicket | EvidenceKind::Quiz | EvidenceKind::Observation => 1.0,
        // Help is at hand.
        EvidenceKind::Practice | EvidenceKind::Other => 0.7,
        EvidenceKind::Homework => 0.5,
        // Learners misjudge themselves, beginners most (Kruger and Dunning 1999).
        EvidenceKind::SelfRating => 0.25,
    }
}

/// Days since 2000-01-01.
pub(super) fn day_number(date: Date) -> i32 {
    // A civil year runs here from March, so that the leap day is its last (the algorithm of the Gregorian
    // calendar's 400-year cycle).
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year;
    days - 730_425
}

/// The date of a day number; the calendar's end where it lies beyond.
pub(super) fn date_of(day: i32) -> Date {
    const ORIGIN: Date = Date::constant(2000, 1, 1);
    ORIGIN.saturating_add(jiff::Span::new().days(i64::from(day).clamp(-3_000_000, 2_900_000)))
}

/// A small map from competencies to positions, cleared in the time it was filled.
pub(super) struct Slots {
    /// Position + 1 by competency; 0: none.
    position: Vec<u32>,
    filled: Vec<CompetencyIdx>,
}

impl Slots {
    pub fn new(n_competencies: usize) -> Self {
        Slots { position: vec![0; n_competencies], filled: Vec::new() }
    }

    /// The position of a competency; `None` once, and then the next free one.
    pub fn get_or_insert(&mut self, competency: CompetencyIdx) -> (usize, bool) {
        let position = &mut self.position[competency.i()];
        let is_new = *position == 0;
        if is_new {
            self.filled.push(competency);
            *position = u32::try_from(self.filled.len()).expect("fewer than 2^32 competencies");
        }
        (*position as usize - 1, is_new)
    }

    /// Inserts different competencies, in order, into an empty map.
    pub fn fill(&mut self, competencies: impl Iterator<Item = CompetencyIdx>) {
        for competency in competencies {
            self.get_or_insert(competency);
        }
    }

    /// The position of a competency, if it was inserted.
    pub fn get(&self, competency: CompetencyIdx) -> Option<usize> {
        (self.position[competency.i()] as usize).checked_sub(1)
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.filled.drain(..).for_each(|c| self.position[c.i()] = 0);
    }
}
