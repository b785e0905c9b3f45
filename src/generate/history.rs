//! The school days before the date: who learned what, with whom, where, and what assessments showed.
//!
//! Every learner follows the next open competency of a subject, grades share a timetable of subjects, and what falls
//! together in a period becomes a group ([`super::sessions`]). Minds learn and forget as they go, so the evidence
//! hangs together with the hidden truth and with `delivered.csv`.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use daybreak_day::time::{Date, TimeOfDay};
use daybreak_school::school::EvidenceKind;

use super::calendar::{DayKind, SchoolDay};
use super::campus::Campus;
use super::catalogue::Catalogue;
use super::evidence::{self, Evidence, Occasion};
use super::knowledge::Pupil;
use super::learners::{Learner, interest_fit};
use super::lessons::Lessons;
use super::sessions::{Desk, Session, Want};
use super::spec::{DemandShape, SchoolSpec};
use daybreak_minds::random::{between, chance, lot, normal, pick, stream};
use daybreak_minds::{Taught, Terrain};

/// What is known of the past of a site.
pub(super) struct History {
    /// For each learner, in order of time.
    pub(super) evidence: Vec<Vec<Evidence>>,
    pub(super) delivered: Vec<Delivered>,
    pub(super) pupils: Vec<Pupil>,
    /// Calendar days from the history's first day to the date.
    pub(super) today: i16,
}

/// What one learner did in a period.
pub(super) struct Delivered {
    pub(super) date: Date,
    pub(super) learner: u32,
    pub(super) period: u8,
    pub(super) what: What,
    pub(super) staff: Vec<u16>,
    pub(super) room: Option<u16>,
    pub(super) minutes: u32,
    pub(super) attended: bool,
    pub(super) outcome: String,
}

/// A lesson (a position in the lessons) or a service (its id).
pub(super) enum What {
    Lesson(u32),
    Service(&'static str),
}

/// What a site's simulation reads.
pub(super) struct World<'a> {
    pub(super) spec: &'a SchoolSpec,
    pub(super) catalogue: &'a Catalogue,
    pub(super) lessons: &'a Lessons,
    pub(super) campus: &'a Campus,
    /// Position of the site.
    pub(super) site: usize,
    pub(super) learners: &'a [Learner],
    /// What there is to learn as it truly is, which the catalogue may not say.
    pub(super) truth: &'a Terrain,
}

/// Subjects in the order of the timetable; 3 stands for the learner's own choice.
const TIMETABLE: [usize; 6] = [0, 1, 2, 0, 1, FLEX];
const FLEX: usize = 3;

impl History {
    /// Lives through the days.
    pub(super) fn simulate(world: &World, days: &[SchoolDay]) -> Self {
        let today = world.spec.date;
        let first = days.first().map_or(today, |day| day.date);
        let mut rng = stream(world.spec.seed, &world.campus.id, today, "minds");
        let mut pupils = Vec::with_capacity(world.learners.len());
        let mut evidence = Vec::with_capacity(world.learners.len());
        for learner in world.learners {
            let lot = lot(world.spec.seed, &learner.id);
            let pupil = Pupil::new(world.catalogue, learner, world.spec.minds, lot, &mut rng);
            let advisor = learner.advisor.map(|at| at as u16);
            let records = if days.is_empty() {
                Vec::new()
            } else {
                evidence::records(world.catalogue, &pupil, learner.grade, advisor, first, &mut rng)
            };
            pupils.push(pupil);
            evidence.push(records);
        }
        let mut history = History { evidence, delivered: Vec::new(), pupils, today: days_between(first, today) };
        let recorded_from = days.len().saturating_sub(world.spec.delivered_days as usize);
        for (number, &day) in days.iter().enumerate() {
            let today = Today {
                world,
                day,
                number,
                since: days_between(first, day.date),
                is_recorded: number >= recorded_from,
                rng: stream(world.spec.seed, &world.campus.id, day.date, "history"),
            };
            today.live(&mut history);
        }
        history
    }
}

/// One day of the history.
struct Today<'a> {
    world: &'a World<'a>,
    day: SchoolDay,
    /// Which day of the history it is.
    number: usize,
    /// Calendar days since the first.
    since: i16,
    is_recorded: bool,
    rng: ChaCha8Rng,
}

impl Today<'_> {
    /// From the first period to the last.
    fn live(mut self, history: &mut History) {
        let world = self.world;
        let n_periods = world.campus.bell.periods.len();
        let is_absent: Vec<bool> = world.learners.iter().map(|_| chance(&mut self.rng, 0.05)).collect();
        let mut desk = Desk::new(world.campus);
        let mut busy = self.services(&mut desk, &is_absent, history);
        let mut n_slots = vec![0_usize; world.learners.len()];
        for period in 0..n_periods {
            let wants = self.wants(period, &busy, &mut n_slots, &is_absent, history);
            for session in desk.form(world, period, wants, &history.pupils, &mut self.rng) {
                for &learner in &session.learners {
                    for later in 1..session.n_periods {
                        busy[learner as usize][period + later] = true;
                    }
                }
                self.teach(period, &session, &is_absent, history);
            }
        }
    }

    /// Specialists meet whom they owe most, a group a period; returns who is busy when.
    fn services(&mut self, desk: &mut Desk, is_absent: &[bool], history: &mut History) -> Vec<Vec<bool>> {
        let campus = self.world.campus;
        let n_periods = campus.bell.periods.len();
        let mut busy = vec![vec![false; n_periods]; self.world.learners.len()];
        let mut groups: BTreeMap<(&str, usize, usize), Vec<u32>> = BTreeMap::new();
        for (at, learner) in self.world.learners.iter().enumerate() {
            for service in &learner.services {
                // A little less than owed is delivered: people are ill, assemblies come between.
                let slots_a_day = service.minutes_a_day() / f64::from(self.minutes(0));
                if !chance(&mut self.rng, 0.88 * slots_a_day) {
                    continue;
                }
                let seats = service.group_size_max.unwrap_or(4) as usize;
                let lunch = campus.bell.lunch[learner.band()];
                let start = between(&mut self.rng, 0, n_periods - 1);
                let free = (0..n_periods).map(|p| (p + start) % n_periods).find_map(|p| {
                    let open = p != lunch && !busy[at][p];
                    let who = desk.specialist(service.staff_tag, p).filter(|_| open)?;
                    let group = groups.get(&(service.id, who, p)).map_or(0, Vec::len);
                    let taken_by_other = desk.is_taken(who, p) && group == 0;
                    (!taken_by_other && group < seats).then_some((who, p))
                });
                if let Some((who, period)) = free {
                    busy[at][period] = true;
                    desk.take(who, period);
                    groups.entry((service.id, who, period)).or_default().push(at as u32);
                }
            }
        }
        if self.is_recorded {
            for ((id, who, period), group) in groups {
                let room = desk.room(period, group.len() as u32, "quiet");
                history.delivered.extend(group.into_iter().map(|learner| Delivered {
                    date: self.day.date,
                    learner,
                    period: period as u8,
                    what: What::Service(id),
                    staff: vec![who as u16],
                    room,
                    minutes: self.minutes(period),
                    attended: !is_absent[learner as usize],
                    outcome: String::new(),
                }));
            }
        }
        busy
    }

    /// What every free learner would do in a period: where several steps are open, mostly the one that most of the
    /// others could take too, so that groups form.
    fn wants(
        &mut self,
        period: usize,
        busy: &[Vec<bool>],
        n_slots: &mut [usize],
        is_absent: &[bool],
        history: &History,
    ) -> Vec<Want> {
        let mut open: Vec<Open> = Vec::new();
        for (at, learner) in self.world.learners.iter().enumerate() {
            if self.world.campus.bell.lunch[learner.band()] == period {
                continue;
            }
            n_slots[at] += 1;
            // Most absences are known too late to plan around them.
            if busy[at][period] || (is_absent[at] && self.number.is_multiple_of(3)) {
                continue;
            }
            let turn = n_slots[at] - 1 + usize::from(learner.grade.unsigned_abs()) * 2 + self.number;
            open.push(self.open(at, TIMETABLE[turn % TIMETABLE.len()], &history.pupils[at]));
        }
        let mut demand: BTreeMap<usize, u32> = BTreeMap::new();
        open.iter().flat_map(|open| &open.steps).for_each(|&step| *demand.entry(step).or_default() += 1);
        let with_others = match self.world.spec.demand {
            DemandShape::Even => 0.95,
            DemandShape::Spread => 0.9,
            DemandShape::LongTail => 0.2,
        };
        let mut wants = Vec::with_capacity(open.len());
        for Open { learner, steps, is_talk, is_free } in open {
            let usual = steps.iter().copied().max_by_key(|step| (demand[step], usize::MAX - step));
            let own = pick(&mut self.rng, &steps).copied();
            let step = if chance(&mut self.rng, with_others) { usual } else { own };
            wants.extend(step.map(|competency| Want { learner, competency, is_talk, is_free }));
        }
        wants
    }

    /// A learner's open steps in a subject, or a free choice: a talk, a review, another step.
    fn open(&mut self, at: usize, subject: usize, pupil: &Pupil) -> Open {
        let rng = &mut self.rng;
        let catalogue = self.world.catalogue;
        let learner = &self.world.learners[at];
        let is_free = subject == FLEX;
        let draw = between(rng, 0, 99);
        let subject = if is_free { between(rng, 0, 2) } else { subject };
        let open = |steps: Vec<usize>, is_talk: bool| Open { learner: at as u32, steps, is_talk, is_free };
        if is_free && draw < 18 {
            let own = format!("EL.{}.PL", learner.grade_text());
            return open(vec![catalogue.position[&own]], true);
        }
        if draw < if is_free { 50 } else { 8 } {
            let standing = pupil.position[subject];
            let known = catalogue.subjects[subject].clone().filter(|&c| pupil.is_learned[c]);
            let recent = known.filter(|&c| catalogue.competencies[c].level > standing - 0.8);
            // What fades most is looked at again.
            let faded = recent.min_by_key(|&c| (pupil.mind.knowledge(c, self.since) * 50.0) as i64);
            if let Some(competency) = faded {
                return open(vec![competency], false);
            }
        }
        let mut steps = next_steps(catalogue, pupil, subject, 4);
        if steps.is_empty() {
            // Who has learned everything deepens the last competency.
            steps.push(catalogue.subjects[subject].end - 1);
        }
        open(steps, false)
    }

    /// A session takes place: minds change, evidence is left, the day is recorded.
    fn teach(&mut self, period: usize, session: &Session, is_absent: &[bool], history: &mut History) {
        for (&learner, &lesson) in session.learners.iter().zip(&session.lessons) {
            let at = learner as usize;
            let attended = !is_absent[at];
            let outcome = if attended { self.learn(at, period, lesson, session, history) } else { String::new() };
            for later in (0..session.n_periods).filter(|_| self.is_recorded) {
                history.delivered.push(Delivered {
                    date: self.day.date,
                    learner,
                    period: (period + later) as u8,
                    what: What::Lesson(lesson),
                    staff: session.staff.clone(),
                    room: session.room,
                    minutes: self.minutes(period + later),
                    attended,
                    outcome: outcome.clone(),
                });
            }
        }
    }

    /// One learner's part in a session; returns the outcome as `delivered.csv` writes it.
    fn learn(&mut self, at: usize, period: usize, lesson_at: u32, session: &Session, history: &mut History) -> String {
        let World { lessons, learners, .. } = *self.world;
        let lesson = &lessons.all[lesson_at as usize];
        let pupil = &mut history.pupils[at];
        let minutes: u32 = (0..session.n_periods).map(|later| self.minutes(period + later)).sum();
        let fit = lesson.way.setting().effect() * interest_fit(&learners[at], lesson.interest);
        let was_learned = pupil.is_learned[lesson.competency];
        let (taught, luck) = (Taught { minutes: f64::from(minutes), fit }, 0.5 * normal(&mut self.rng));
        pupil.learn(self.world.truth, lesson.competency, self.since, taught, luck);
        let last = &self.world.campus.bell.periods[period + session.n_periods - 1];
        let end = if self.day.kind == DayKind::Early { last.early.1 } else { last.regular.1 };
        let mut occasion = Occasion {
            date: self.day.date,
            time: end,
            day: self.since,
            lesson: lesson_at,
            way: lesson.way,
            staff: session.staff.first().copied(),
        };
        let competencies: Vec<usize> = std::iter::once(lesson.competency).chain(lesson.also).collect();
        let per_slot = self.world.spec.evidence_per_slot;
        let n = per_slot as usize + usize::from(chance(&mut self.rng, per_slot.fract()));
        let mut outcome =
            if pupil.is_learned[lesson.competency] && !was_learned { "mastered" } else { "progress" }.to_owned();
        for piece in 0..n {
            // A minute apart, so that no piece looks like a copy of another.
            occasion.time = TimeOfDay::from_minutes(end.minutes() - piece as u32).unwrap_or(end);
            let piece = evidence::assess(pupil, &competencies, &occasion, &mut self.rng);
            if piece.kind == EvidenceKind::ExitTicket {
                outcome = super::tables::decimal(f64::from(piece.score) / 1_000.0, 3);
            }
            history.evidence[at].push(piece);
        }
        outcome
    }

    /// Minutes of a period today.
    fn minutes(&self, period: usize) -> u32 {
        let bell = &self.world.campus.bell;
        if self.day.kind == DayKind::Early { bell.minutes_early(period) } else { bell.minutes(period) }
    }
}

/// What a learner could do in a period.
struct Open {
    learner: u32,
    /// Competencies; not empty.
    steps: Vec<usize>,
    is_talk: bool,
    is_free: bool,
}

/// The first competencies of a subject that are open and ready, in order of level.
pub(super) fn next_steps(catalogue: &Catalogue, pupil: &Pupil, subject: usize, n: usize) -> Vec<usize> {
    let open = catalogue.subjects[subject].clone().filter(|&c| !pupil.is_learned[c]);
    let own = open.filter(|&c| catalogue.competencies[c].strand != "PL");
    own.filter(|&c| catalogue.is_ready(c, |needed| pupil.is_learned[needed])).take(n).collect()
}

/// Calendar days from one date to a later one; at most what fits.
fn days_between(first: Date, then: Date) -> i16 {
    let days = first.until(then).map_or(0, |span| span.get_days());
    i16::try_from(days).unwrap_or(i16::MAX)
}
