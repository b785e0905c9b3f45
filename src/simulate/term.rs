//! A term in a building: days take place, minds learn, and what shows of it goes back into the package.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Asked;
use super::catalogue::Catalogue;
use super::gradebook::Gradebook;
use super::package::{Package, Row};
use super::sitting::{Sitting, What, is_taught};
use daybreak_day::time::{Date, TimeOfDay};
use daybreak_minds::assess::{Setting, Shown, ask, assess};
use daybreak_minds::random::{chance, stream};
use daybreak_minds::{Mind, Taught, Terrain, logistic};
use daybreak_school::day::SiteDay;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::rules::PacingPolicy;
use daybreak_school::school::{Availability, AvailabilityOf, EvidenceKind, Lesson, School};
use daybreak_school::tables::SourceFile;

/// A school as it is handed over, and what nobody is told of it.
pub struct Building {
    pub package: Vec<SourceFile>,
    /// The competencies' ids by position of the terrain.
    pub competencies: Vec<String>,
    /// What there is to learn as it truly is.
    pub terrain: Terrain,
    /// Each learner's id and mind.
    pub minds: Vec<(String, Mind)>,
    /// The first day of the term, and the same in the minds' count.
    pub date: Date,
    pub today: i16,
    /// Seeds what the term leaves to chance.
    pub seed: u64,
    /// Pieces of evidence that a lesson leaves, 0 to 1; where mastery is shown there is always one.
    pub tickets: f64,
}

/// What learners truly know on an evening, in the order of the school.
pub struct Truth {
    n_competencies: usize,
    /// Chance of success at a typical task after so many days.
    chance: Vec<f32>,
}

impl Truth {
    /// Chance that a learner succeeds at a typical task some days on.
    pub fn chance(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f32 {
        self.chance[learner.i() * self.n_competencies + competency.i()]
    }
}

/// Days after which the planner that is told the truth is told it: as a school's usual policy asks.
const TRUTH_AFTER_DAYS: i16 = 7;

/// Shares of learners and adults who are away on a day. Of learners every second one is known to be before the day is
/// planned.
const LEARNERS_AWAY: f64 = 0.10;
const ADULTS_AWAY: f64 = 0.06;

/// How much better a lesson suits where it touches an interest.
const INTEREST_FIT: f64 = 1.15;

/// A building on its way through a term.
#[derive(Clone)]
pub(super) struct Term<'a> {
    building: &'a Building,
    /// Shared, so that a day can be looked at while minds change.
    pub(super) school: Arc<School>,
    pub(super) package: Package,
    /// The terrain's position of each competency of the school.
    pub(super) position: Vec<usize>,
    /// By learner of the school.
    pub(super) minds: Vec<Mind>,
    /// What the package says of who is there, apart from what is announced.
    availability: Vec<Availability>,
    availability_bytes: usize,
    /// Who turned out to be away today.
    missing: Vec<bool>,
}

/// What a day brought one learner in one lesson.
pub(super) struct Had {
    pub(super) learner: LearnerIdx,
    pub(super) competency: CompetencyIdx,
    pub(super) setting: Setting,
    pub(super) is_review: bool,
    pub(super) has_adult: bool,
    pub(super) minutes: f64,
    pub(super) n_slots: u32,
    /// Log odds before and after, and whether all that it truly needs was known.
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) is_ready: bool,
}

impl<'a> Term<'a> {
    /// The building on the first evening; `school` is what its package says.
    ///
    /// # Errors
    /// A learner or competency without a mind or place, in a sentence.
    pub(super) fn new(building: &'a Building, school: School) -> Result<Self, String> {
        let at: BTreeMap<&str, usize> =
            building.competencies.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
        let minds: BTreeMap<&str, &Mind> = building.minds.iter().map(|(id, mind)| (id.as_str(), mind)).collect();
        let position: Option<Vec<usize>> =
            school.competencies.iter().map(|competency| at.get(competency.id.as_str()).copied()).collect();
        let own: Option<Vec<Mind>> =
            school.learners.iter().map(|learner| minds.get(learner.id.as_str()).map(|mind| (*mind).clone())).collect();
        let package = Package::new(building.package.clone());
        Ok(Term {
            building,
            position: position.ok_or("a competency of the package has no place in what is learned")?,
            minds: own.ok_or("a learner of the package has no mind")?,
            availability: school.availability.clone(),
            availability_bytes: package.len(TableKind::Availability),
            missing: vec![false; school.learners.len()],
            school: Arc::new(school),
            package,
        })
    }

    /// What the catalogue says of needs and minutes, by competency of the school.
    pub(super) fn catalogue(&self) -> Catalogue {
        Catalogue::new(&self.school, Terrain::of(&self.school, PacingPolicy::default().minutes_typical))
    }

    /// A day of the term in the minds' count.
    pub(super) fn day(&self, date: Date) -> i16 {
        let days = daybreak_day::time::days_between(self.building.date, date);
        self.building.today + i16::try_from(days).unwrap_or(i16::MAX / 2)
    }

    /// Log odds of what a learner knows.
    pub(super) fn knowledge(&self, learner: LearnerIdx, competency: CompetencyIdx, day: i16) -> f64 {
        self.minds[learner.i()].knowledge(self.position[competency.i()], day)
    }

    /// What learners truly know on the evening before a date.
    pub(super) fn truth(&self, date: Date) -> Truth {
        let later = self.day(date) + TRUTH_AFTER_DAYS;
        let n_competencies = self.school.competencies.len();
        let of = |learner: usize| {
            (0..n_competencies).map(move |c| logistic(self.minds[learner].knowledge(self.position[c], later)) as f32)
        };
        Truth { n_competencies, chance: (0..self.minds.len()).flat_map(of).collect() }
    }

    /// Whether a learner turned out to be away today.
    pub(super) fn is_missing(&self, learner: LearnerIdx) -> bool {
        self.missing[learner.i()]
    }

    /// What there is to learn as it truly is.
    pub(super) fn terrain(&self) -> &Terrain {
        &self.building.terrain
    }

    /// What a lesson brings a mind: its length and how much it suits.
    pub(super) fn taught(&self, learner: LearnerIdx, lesson: LessonIdx, setting: Setting, minutes: u32) -> Taught {
        let likes = &self.school.learners[learner.i()].interests;
        let touches = self.school.lessons[lesson.i()].interests.iter().any(|interest| likes.contains(interest));
        let fit = setting.effect() * if touches { INTEREST_FIT } else { 1.0 };
        Taught { minutes: f64::from(minutes), fit }
    }

    /// Says who will be away on a date, in the package and in the school, as far as it is known the evening before.
    pub(super) fn announce(&mut self, date: Date) {
        let school = Arc::make_mut(&mut self.school);
        school.availability.clone_from(&self.availability);
        self.package.cut(TableKind::Availability, self.availability_bytes);
        let mut rng = stream(self.building.seed, "term", date, "absences");
        let mut rows: Vec<Row<'_>> = Vec::new();
        let mut away = |site: SiteIdx, subject: AvailabilityOf, kind: &str, id: &str, school: &mut School| {
            rows.push(vec![
                ("site", school.sites[site.i()].id.clone()),
                ("kind", kind.to_owned()),
                ("id", id.to_owned()),
                ("date", date.to_string()),
                ("available", "no".to_owned()),
            ]);
            let everyday =
                Availability { site, subject, date: Some(date), day_type: None, slot: None, available: false };
            school.availability.push(everyday);
        };
        for at in 0..school.learners.len() {
            let (is_away, is_known) = (chance(&mut rng, LEARNERS_AWAY), chance(&mut rng, 0.5));
            self.missing[at] = is_away && !is_known;
            if is_away && is_known {
                let (site, id) = (school.learners[at].site, school.learners[at].id.clone());
                away(site, AvailabilityOf::Learner(LearnerIdx::at(at)), "learner", &id, school);
            }
        }
        for at in 0..school.staff.len() {
            if chance(&mut rng, ADULTS_AWAY) {
                let (site, id) = (school.staff[at].site, school.staff[at].id.clone());
                let who = AvailabilityOf::Staff(daybreak_school::ids::StaffIdx::at(at));
                away(site, who, "staff", &id, school);
            }
        }
        // The rows of a subject lie side by side, or whoever decides without reading the package anew would not find these.
        school.availability.sort_by_key(|row| row.subject);
        self.package.append(TableKind::Availability, &rows);
    }

    /// A day takes place.
    pub(super) fn live(
        &mut self,
        date: Date,
        catalogue: &Catalogue,
        mut sittings: Vec<Sitting>,
        asked: &[Asked],
        book: Option<&mut Gradebook>,
    ) -> Vec<Had> {
        sittings.sort_by_key(|sitting| (sitting.learner, sitting.slot));
        let (mut evidence, mut delivered, mut marks, mut had) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let school = Arc::clone(&self.school);
        let days: Vec<SiteDay<'_>> =
            (0..school.sites.len()).map(|site| SiteDay::of(&school, SiteIdx::at(site), date)).collect();
        for sitting in &sittings {
            let site_day = &days[school.learners[sitting.learner.i()].site.i()];
            let mut outcome = String::new();
            if let What::Lesson(lesson) = sitting.what
                && !self.missing[sitting.learner.i()]
            {
                let before = asked.iter().filter(|one| one.learner == sitting.learner && one.slot == sitting.slot);
                let mut lost = 0.0;
                for one in before {
                    lost += one.minutes;
                    evidence.push(self.answered(site_day, sitting, one));
                }
                let (lived, shown) = self.attend(site_day, sitting, lesson, catalogue.setting(lesson), lost as u32);
                had.push(lived);
                if let Some(shown) = shown {
                    if shown.kind == EvidenceKind::ExitTicket {
                        outcome = thousandths(shown.score);
                    }
                    let facts = &school.lessons[lesson.i()];
                    let score = f32::from(shown.score) / 1_000.0;
                    marks.extend(taught_in(facts).map(|c| (sitting.learner, c, shown.kind, score)));
                    evidence.push(piece(site_day, sitting, facts, shown));
                }
            }
            delivered.extend(self.delivered(site_day, sitting, &outcome));
        }
        self.package.append(TableKind::Evidence, &evidence);
        self.package.append(TableKind::Delivered, &delivered);
        if let Some(book) = book {
            let enter = |(learner, competency, kind, score)| book.enter(learner, competency, kind, score);
            marks.into_iter().for_each(enter);
        }
        had
    }

    /// A learner sits in a lesson: what it brought, and what was assessed of it.
    fn attend(
        &mut self,
        site_day: &SiteDay<'_>,
        sitting: &Sitting,
        lesson: LessonIdx,
        setting: Setting,
        lost: u32,
    ) -> (Had, Option<Shown>) {
        let (day, facts) = (self.day(site_day.date), &site_day.school.lessons[lesson.i()]);
        let minutes = minutes(site_day, sitting.slot, facts.slots as usize).saturating_sub(lost);
        let taught = self.taught(sitting.learner, lesson, setting, minutes);
        let position = self.position[facts.competency.i()];
        let mind = &mut self.minds[sitting.learner.i()];
        let before = mind.knowledge(position, day);
        let is_ready = mind.is_ready(&self.building.terrain, position, day);
        mind.learn(&self.building.terrain, position, day, taught);
        let had = Had {
            learner: sitting.learner,
            competency: facts.competency,
            setting,
            is_review: sitting.is_review,
            has_adult: is_taught(facts),
            minutes: f64::from(minutes),
            n_slots: facts.slots,
            before,
            after: mind.knowledge(position, day),
            is_ready,
        };
        let learner = &site_day.school.learners[sitting.learner.i()].id;
        let mut rng = stream(self.building.seed, learner, site_day.date, site_day.slot_id(sitting.slot));
        let is_assessed = setting == Setting::Show || chance(&mut rng, self.building.tickets);
        let shown = is_assessed.then(|| {
            let positions: Vec<usize> = taught_in(facts).map(|c| self.position[c.i()]).collect();
            assess(mind, &positions, day, setting, &mut rng)
        });
        (had, shown)
    }

    /// What was answered, as a row of `evidence.csv`.
    fn answered(&self, site_day: &SiteDay<'_>, sitting: &Sitting, asked: &Asked) -> Row<'static> {
        let school = site_day.school;
        let learner = &school.learners[sitting.learner.i()].id;
        let stage = format!("{} {}", site_day.slot_id(sitting.slot), asked.competency.0);
        let mut rng = stream(self.building.seed, learner, site_day.date, &stage);
        let position = self.position[asked.competency.i()];
        let score = ask(&self.minds[sitting.learner.i()], position, self.day(site_day.date), asked.n_tasks, &mut rng);
        let at = school.slots[site_day.slots[sitting.slot].i()].start;
        vec![
            ("learner", learner.clone()),
            ("competency", school.competencies[asked.competency.i()].id.clone()),
            ("at", format!("{}T{}", site_day.date, time(at))),
            ("kind", asked.kind.word().to_owned()),
            ("score", thousandths(score)),
            ("weight", asked.weight.to_string()),
        ]
    }

    /// The rows of `delivered.csv` for a sitting: one a slot.
    fn delivered(&self, site_day: &SiteDay<'_>, sitting: &Sitting, outcome: &str) -> Vec<Row<'static>> {
        let school = site_day.school;
        let (lesson, competency, n_slots) = match sitting.what {
            What::Service(at) => (format!("service:{}", school.services[at.i()].service), String::new(), 1),
            What::Lesson(at) => {
                let facts = &school.lessons[at.i()];
                (facts.id.clone(), school.competencies[facts.competency.i()].id.clone(), facts.slots as usize)
            }
        };
        let staff: Vec<&str> = sitting.staff.iter().map(|at| school.staff[at.i()].id.as_str()).collect();
        let attended = if self.missing[sitting.learner.i()] { "no" } else { "" };
        let row = |slot: usize| {
            vec![
                ("date", site_day.date.to_string()),
                ("learner", school.learners[sitting.learner.i()].id.clone()),
                ("slot", site_day.slot_id(slot).to_owned()),
                ("lesson", lesson.clone()),
                ("competency", competency.clone()),
                ("staff", staff.join(";")),
                ("room", sitting.room.map(|at| school.rooms[at.i()].id.clone()).unwrap_or_default()),
                ("minutes", minutes(site_day, slot, 1).to_string()),
                ("attended", attended.to_owned()),
                ("outcome", outcome.to_owned()),
            ]
        };
        (sitting.slot..(sitting.slot + n_slots).min(site_day.slots.len())).map(row).collect()
    }
}

/// The competencies of a lesson, its own first.
fn taught_in(lesson: &Lesson) -> impl Iterator<Item = CompetencyIdx> + '_ {
    std::iter::once(lesson.competency).chain(lesson.competencies_also.iter().copied())
}

/// The row of `evidence.csv` for what was shown at the end of a lesson.
fn piece(site_day: &SiteDay<'_>, sitting: &Sitting, lesson: &Lesson, shown: Shown) -> Row<'static> {
    let school = site_day.school;
    let ids: Vec<&str> = taught_in(lesson).map(|c| school.competencies[c.i()].id.as_str()).collect();
    let last = (sitting.slot + lesson.slots as usize - 1).min(site_day.slots.len() - 1);
    let end = school.slots[site_day.slots[last].i()].end;
    vec![
        ("learner", school.learners[sitting.learner.i()].id.clone()),
        ("competency", ids.join(";")),
        ("at", format!("{}T{}", site_day.date, time(end))),
        ("kind", shown.kind.word().to_owned()),
        ("score", thousandths(shown.score)),
        ("item", shown.form.map(|form| format!("{}/{form}", ids[0])).unwrap_or_default()),
        ("lesson", lesson.id.clone()),
    ]
}

fn thousandths(score: u16) -> String {
    format!("{}.{:03}", score / 1_000, score % 1_000)
}

fn time(at: TimeOfDay) -> String {
    format!("{:02}:{:02}", at.minutes() / 60, at.minutes() % 60)
}

/// Minutes of so many slots of a day from a position on.
pub(super) fn minutes(day: &SiteDay<'_>, slot: usize, n_slots: usize) -> u32 {
    day.slots[slot..(slot + n_slots).min(day.slots.len())].iter().map(|at| day.school.slots[at.i()].minutes()).sum()
}
