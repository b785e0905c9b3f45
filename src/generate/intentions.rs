//! What people want of the day: goals, wishes, requests, relations, decisions, and who is away.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;

use super::calendar::Calendar;
use super::campus::Person;
use super::catalogue::SUBJECTS;
use super::history::{History, World, next_steps};
use super::knowledge::Pupil;
use super::learners::frontier;
use super::modalities::Way;
use super::tables::decimal;
use daybreak_minds::random::{between, chance, pick};
use daybreak_minds::{LEARNED, LOG_ODDS_TO_LEARN};

/// Of so many learners who wish, one proposes a part of the day as well.
const PROPOSES_OF_WISHES: f64 = 8.0;

/// Cells of a row by column.
pub(super) type Row = Vec<(&'static str, String)>;

/// The rows of the tables that people fill.
#[derive(Default)]
pub(super) struct Intentions {
    pub(super) goals: Vec<Row>,
    pub(super) wishes: Vec<Row>,
    pub(super) requests: Vec<Row>,
    pub(super) proposals: Vec<Row>,
    pub(super) relations: Vec<Row>,
    pub(super) pins: Vec<Row>,
    /// Rows of `availability.csv` for the date.
    pub(super) absences: Vec<Row>,
}

/// A site's people and what they know of their past.
pub(super) struct Outlook<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) history: &'a History,
    pub(super) calendar: &'a Calendar,
    /// For each learner and subject the competencies that come next, in order.
    next: Vec<[Vec<usize>; 3]>,
}

impl<'a> Outlook<'a> {
    /// Looks at what each learner has before them.
    pub(super) fn new(world: &'a World<'a>, history: &'a History, calendar: &'a Calendar) -> Self {
        let next = history
            .pupils
            .iter()
            .map(|pupil| std::array::from_fn(|subject| next_steps(world.catalogue, pupil, subject, 4)));
        Outlook { world, history, calendar, next: next.collect() }
    }

    /// Everything that people want.
    pub(super) fn intentions(&self, rng: &mut ChaCha8Rng) -> Intentions {
        let mut all = Intentions::default();
        for at in 0..self.world.learners.len() {
            self.goals(at, rng, &mut all.goals);
            if chance(rng, self.world.spec.wish_share) {
                self.wishes(at, rng, &mut all.wishes);
            }
            // A request is mostly for a few learners at once.
            if chance(rng, self.world.spec.request_share / 3.0) {
                self.requests(at, rng, &mut all.requests);
            }
        }
        self.relations(rng, &mut all.relations);
        self.absences(rng, &mut all.absences);
        self.pins(rng, &all.absences, &mut all.pins);
        // Last, so that all else of a seed stays as it was.
        for at in 0..self.world.learners.len() {
            self.proposals(at, rng, &mut all.proposals);
        }
        all
    }

    fn id(&self, at: usize) -> String {
        self.world.learners[at].id.clone()
    }

    /// The next step of a learner in a subject; the subject's last competency for who has learned all.
    fn step(&self, at: usize, subject: usize, rng: &mut ChaCha8Rng) -> usize {
        let last = self.world.catalogue.subjects[subject].end - 1;
        pick(rng, &self.next[at][subject]).copied().unwrap_or(last)
    }

    /// The periods in which a learner learns.
    fn periods(&self, at: usize) -> Vec<usize> {
        let lunch = self.world.campus.bell.lunch[self.world.learners[at].band()];
        (0..self.world.campus.bell.periods.len()).filter(|&p| p != lunch).collect()
    }

    /// A period's id, one in which the learner learns.
    fn period(&self, at: usize, rng: &mut ChaCha8Rng) -> String {
        let period = *pick(rng, &self.periods(at)).expect("a day has learning slots");
        self.world.campus.bell.periods[period].id.clone()
    }

    /// One to three goals: a competency some steps ahead, and a date that leaves plenty of time, hardly enough, or
    /// too little.
    fn goals(&self, at: usize, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        let World { catalogue, campus, learners, .. } = *self.world;
        let is_learned = &self.history.pupils[at].is_learned;
        let mut subjects = vec![0, 1, 2];
        if chance(rng, 0.4) {
            subjects.remove(between(rng, 0, 2));
        }
        if chance(rng, 0.35) {
            subjects.remove(between(rng, 0, subjects.len() - 1));
        }
        let advisor = learners[at].advisor.map(|a| campus.staff[a].id.clone());
        let mut on_the_way: BTreeSet<usize> = BTreeSet::new();
        for subject in subjects {
            // A tenth to nine tenths of a grade ahead.
            let reach = frontier(catalogue, subject, is_learned) + 0.1 * between(rng, 1, 9) as f64;
            let open = catalogue.subjects[subject].clone().filter(|&c| !is_learned[c]);
            let above = open.filter(|&c| catalogue.competencies[c].strand != "PL");
            let away = |c: &usize| ((catalogue.competencies[*c].level - reach).abs() * 1e6) as i64;
            let Some(goal) = above.min_by_key(away) else { continue };
            self.way(at, goal, &mut on_the_way);
            let minutes: f64 = on_the_way.iter().map(|&c| self.minutes_left(at, c)).sum();
            let pace = match between(rng, 0, 19) {
                0..=14 => between(rng, 22, 45),
                15..=17 => between(rng, 13, 20),
                _ => between(rng, 5, 10),
            };
            // Three quarters of the day's learning time go to goals.
            let minutes_a_day = 0.75 * f64::from(campus.bell.minutes(0) * self.world.spec.slots_per_day);
            let days = (minutes / minutes_a_day * pace as f64 / 10.0).ceil().max(2.0) as usize;
            let weight = pick(rng, &["", "", "", "1.5", "2", "0.5"]).expect("a weight");
            let own = chance(rng, 0.45);
            rows.push(vec![
                ("learner", self.id(at)),
                ("competency", catalogue.competencies[goal].id.clone()),
                ("due", self.calendar.after(days).to_string()),
                ("weight", (*weight).to_owned()),
                ("set_by", advisor.clone().filter(|_| !own).unwrap_or_else(|| self.id(at))),
            ]);
        }
    }

    /// Adds a competency and all that it needs and the learner lacks; of alternatives the first.
    fn way(&self, at: usize, competency: usize, way: &mut BTreeSet<usize>) {
        if self.history.pupils[at].is_learned[competency] || !way.insert(competency) {
            return;
        }
        let needs = &self.world.catalogue.terrain.needs[competency];
        let one_of_each = needs.any.iter().filter_map(|group| group.first());
        needs.all.iter().chain(one_of_each).for_each(|&needed| self.way(at, needed, way));
    }

    /// Minutes that a learner still needs for a competency.
    fn minutes_left(&self, at: usize, competency: usize) -> f64 {
        let left =
            (LEARNED - self.history.pupils[at].mind.knowledge(competency, self.history.today)) / LOG_ODDS_TO_LEARN;
        self.world.catalogue.competencies[competency].minutes_typical * left.clamp(0.1, 1.0)
    }

    /// One to three wishes of different kinds, the dearest first.
    fn wishes(&self, at: usize, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        let mut kinds: Vec<&str> = Vec::new();
        for rank in 1..=between(rng, 1, 3) {
            let all = ["lesson", "competency", "modality", "interest", "place", "time", "partner", "staff"];
            let kind = *pick(rng, &all).expect("a kind");
            let Some(value) = self.wish(at, kind, rng).filter(|_| !kinds.contains(&kind)) else { continue };
            kinds.push(kind);
            let spans = chance(rng, 0.3);
            let today = self.world.spec.date;
            let until = self.calendar.after(between(rng, 1, 10));
            rows.push(vec![
                ("learner", self.id(at)),
                ("kind", kind.to_owned()),
                ("value", value),
                ("rank", rank.to_string()),
                ("from", if spans { today.to_string() } else { String::new() }),
                ("until", if spans { until.to_string() } else { String::new() }),
            ]);
        }
    }

    /// Now and then a learner plans one or two slots of the day: own practice, a project, work in a place or with a friend.
    fn proposals(&self, at: usize, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        if !chance(rng, self.world.spec.wish_share / PROPOSES_OF_WISHES) {
            return;
        }
        let periods = self.periods(at);
        let first = between(rng, 0, periods.len() - 1);
        for k in 0..between(rng, 1, 2.min(periods.len())) {
            let kind = *pick(rng, &["competency", "modality", "place", "partner"]).expect("a kind");
            let Some(value) = self.wish(at, kind, rng) else { continue };
            rows.push(vec![
                ("learner", self.id(at)),
                ("date", self.world.spec.date.to_string()),
                ("slot", self.world.campus.bell.periods[periods[(first + k) % periods.len()]].id.clone()),
                (kind, value),
            ]);
        }
    }

    /// What a wish of a kind names; none where the school has no such thing.
    fn wish(&self, at: usize, kind: &str, rng: &mut ChaCha8Rng) -> Option<String> {
        let World { catalogue, lessons, campus, learners, site, .. } = *self.world;
        let subject = between(rng, 0, 2);
        let step = self.step(at, subject, rng);
        match kind {
            "lesson" => {
                let offered: Vec<usize> = lessons.of[step]
                    .iter()
                    .copied()
                    .filter(|&l| lessons.all[l].site.is_none_or(|s| s == site))
                    .collect();
                pick(rng, &offered).map(|&lesson| lessons.all[lesson].id.clone())
            }
            "competency" => Some(catalogue.competencies[step].id.clone()),
            "modality" => {
                pick(rng, &["project", "peer", "online", "guided", "practice", "lab"]).map(|m| (*m).to_owned())
            }
            "interest" => pick(rng, &learners[at].interests).map(|i| (*i).to_owned()),
            "place" => pick(rng, &["Library1", "Commons1", "community", "Maker1"]).map(|p| (*p).to_owned()),
            "time" => {
                let period = self.period(at, rng);
                let what = *pick(rng, &["math", "ela", "science", "practice", "project", ""]).expect("a subject");
                Some(if what.is_empty() { period } else { format!("{what}@{period}") })
            }
            "partner" => {
                let near = (at.saturating_sub(8)..(at + 9).min(learners.len())).filter(|&other| other != at);
                pick(rng, &near.collect::<Vec<_>>()).map(|&other| learners[other].id.clone())
            }
            _ => {
                let teachers: Vec<&Person> =
                    campus.staff.iter().filter(|p| p.has("mentor") || p.has("tutor")).collect();
                pick(rng, &teachers).map(|person| person.id.clone())
            }
        }
    }

    /// A teacher asks for a learner and up to four others who have the same next step, in a lesson or for the
    /// competency.
    fn requests(&self, at: usize, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        let World { catalogue, lessons, campus, site, .. } = *self.world;
        let subject = between(rng, 0, 2);
        let tag = format!("teacher:{}", SUBJECTS[subject]);
        let teachers: Vec<&Person> = campus.staff.iter().filter(|person| person.has(&tag)).collect();
        let (Some(teacher), Some(reason)) = (pick(rng, &teachers), pick(rng, &REASONS)) else { return };
        let step = self.step(at, subject, rng);
        let guided = lessons.in_way(step, Way::Guided, site).next().filter(|_| chance(rng, 0.6));
        let slot = if chance(rng, 0.3) { self.period(at, rng) } else { String::new() };
        let spans = chance(rng, 0.5);
        let until = self.calendar.after(between(rng, 1, 5));
        let priority = between(rng, 1, 3);
        let near = (at..(at + 30).min(self.next.len())).filter(|&other| self.next[other][subject].contains(&step));
        for learner in near.take(between(rng, 1, 5)) {
            let row = vec![
                ("staff", teacher.id.clone()),
                ("learner", self.id(learner)),
                ("lesson", guided.map(|lesson| lessons.all[lesson].id.clone()).unwrap_or_default()),
                ("competency", if guided.is_none() { catalogue.competencies[step].id.clone() } else { String::new() }),
                ("slot", slot.clone()),
                ("priority", priority.to_string()),
                ("reason", (*reason).to_owned()),
                ("from", if spans { self.world.spec.date.to_string() } else { String::new() }),
                ("until", if spans { until.to_string() } else { String::new() }),
            ];
            // Asked once is enough.
            if rows.iter().all(|asked| asked[..4] != row[..4]) {
                rows.push(row);
            }
        }
    }

    /// Who is better apart, who together, and older learners who help younger ones.
    fn relations(&self, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        let n = self.world.learners.len();
        for at in 0..n {
            let draw = between(rng, 0, 999);
            let near = at + between(rng, 1, 12);
            let far = at + between(rng, n / 9 + 1, 2 * n / 9 + 2);
            let (other, kind) = match draw {
                0..=19 => (near, "apart"),
                20..=54 => (near, "together"),
                55..=84 => (far, "mentors"),
                _ => continue,
            };
            if other >= n {
                continue;
            }
            // The one who helps is the older.
            let (first, second) = if kind == "mentors" { (other, at) } else { (at, other) };
            rows.push(vec![("learner", self.id(first)), ("other", self.id(second)), ("kind", kind.to_owned())]);
        }
    }

    /// Who is away on the date: learners for the day or some periods, an adult or two, a room in the morning.
    fn absences(&self, rng: &mut ChaCha8Rng, rows: &mut Vec<Row>) {
        let World { spec, campus, learners, .. } = *self.world;
        let mut away = |kind: &str, id: &str, slot: &str, reason: &str| {
            rows.push(vec![
                ("site", campus.id.clone()),
                ("kind", kind.to_owned()),
                ("id", id.to_owned()),
                ("date", spec.date.to_string()),
                ("slot", slot.to_owned()),
                ("available", "no".to_owned()),
                ("reason", reason.to_owned()),
            ]);
        };
        for (at, learner) in learners.iter().enumerate() {
            if !chance(rng, spec.absence_share) {
                continue;
            }
            if chance(rng, 0.7) {
                away("learner", &learner.id, "", "absent");
            } else {
                let periods = self.periods(at);
                let half = periods.len() / 2;
                let part = if chance(rng, 0.5) { &periods[..half] } else { &periods[half..] };
                for &period in part {
                    away("learner", &learner.id, &campus.bell.periods[period].id, "appointment");
                }
            }
        }
        if campus.staff.len() > 12 {
            let teachers: Vec<&Person> = campus.staff.iter().filter(|person| person.has("supervisor")).collect();
            let first = pick(rng, &teachers).map(|person| person.id.as_str()).unwrap_or_default();
            away("staff", first, "", "ill");
            let second = pick(rng, &teachers).filter(|person| person.id != first);
            if let Some(person) = second {
                away("staff", &person.id, &campus.bell.periods[0].id, "training");
                away("staff", &person.id, &campus.bell.periods[1].id, "training");
            }
            let room = pick(rng, &campus.rooms).map(|room| room.id.as_str()).unwrap_or_default();
            away("room", room, &campus.bell.periods[0].id, "repairs");
        }
    }

    /// Decisions of people for the date: work of one's own, a place for it, a talk with the advisor, a check.
    fn pins(&self, rng: &mut ChaCha8Rng, absences: &[Row], rows: &mut Vec<Row>) {
        let World { lessons, campus, learners, spec, site, catalogue, .. } = *self.world;
        let is_away =
            |id: &str| absences.iter().any(|row| row.iter().any(|(column, cell)| *column == "id" && cell == id));
        let n = (spec.pins_per_100 * learners.len() as f64 / 100.0).round() as usize;
        let mut pinned: Vec<usize> = Vec::new();
        for turn in 0..n {
            let at = between(rng, 0, learners.len() - 1);
            let step = self.step(at, turn % 3, rng);
            let period = *pick(rng, &self.periods(at)).expect("a day has learning slots");
            let reason = *pick(rng, &DECISIONS).expect("a reason");
            if is_away(&learners[at].id) || pinned.contains(&at) {
                continue;
            }
            pinned.push(at);
            let advisor = learners[at].advisor.map(|advisor| &campus.staff[advisor]);
            let free = advisor.filter(|person| campus.is_here(person, period) && !is_away(&person.id));
            let talk = free.filter(|_| turn % 4 == 1);
            let (competency, way) = match (talk, turn % 4) {
                (Some(_), _) => (catalogue.position[&format!("EL.{}.PL", learners[at].grade_text())], Way::Conference),
                (None, 3) => (step, Way::Show),
                (None, _) => (step, Way::Practice),
            };
            let usual = lessons.in_way(step, Way::Practice, site).next();
            let lesson = lessons.in_way(competency, way, site).next().or(usual);
            rows.push(vec![
                ("date", spec.date.to_string()),
                ("learner", self.id(at)),
                ("slot", campus.bell.periods[period].id.clone()),
                ("lesson", lesson.map(|lesson| lessons.all[lesson].id.clone()).unwrap_or_default()),
                ("room", if turn % 4 == 2 { "Commons1".to_owned() } else { String::new() }),
                ("staff", talk.map(|person| person.id.clone()).unwrap_or_default()),
                ("by", advisor.map(|person| person.id.clone()).unwrap_or_default()),
                ("reason", reason.to_owned()),
            ]);
        }
    }
}

/// Why a teacher asks.
const REASONS: [&str; 6] = [
    "ready to move on",
    "stuck since last week",
    "missed the first lesson",
    "check before the goal is due",
    "finish the draft together",
    "would help the group",
];

/// Why a person decided.
const DECISIONS: [&str; 4] = ["agreed with the family", "make-up work", "wanted by the learner", "to be checked today"];

/// `truth/knowledge.csv` of one learner: what is really known on the date, for all that was met or
/// assessed, and from a grade below the learner's standing to half a grade above.
pub(super) fn truth(outlook: &Outlook, at: usize, mut row: impl FnMut(&[(&str, &str)])) {
    let World { catalogue, learners, .. } = *outlook.world;
    let Pupil { mind, is_learned, .. } = &outlook.history.pupils[at];
    let mut seen: Vec<usize> = (0..catalogue.competencies.len()).filter(|&c| mind.n_lessons(c) > 0).collect();
    let assessed = outlook.history.evidence[at].iter().filter(|piece| piece.competencies.len() == 1);
    seen.extend(assessed.map(|piece| usize::from(piece.competencies[0])));
    for subject in 0..catalogue.subjects.len() {
        let standing = frontier(catalogue, subject, is_learned);
        let is_near = |c: &usize| (-1.0..0.6).contains(&(catalogue.competencies[*c].level - standing));
        seen.extend(catalogue.subjects[subject].clone().filter(is_near));
    }
    seen.sort_unstable();
    seen.dedup();
    for competency in seen {
        let knowledge = mind.knowledge(competency, outlook.history.today);
        row(&[
            ("learner", &learners[at].id),
            ("competency", &catalogue.competencies[competency].id),
            ("p_know", &decimal(daybreak_minds::logistic(knowledge), 3)),
            ("lessons", &mind.n_lessons(competency).to_string()),
        ]);
    }
}
