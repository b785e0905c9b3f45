//! A term in a building: days take place, minds learn, and what shows of it goes back into the package.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::gradebook::Gradebook;
use super::package::{Package, Row};
use super::policy::Catalogue;
use super::sitting::{Sitting, What};
use daybreak_day::time::{Date, TimeOfDay};
use daybreak_minds::assess::{self, FORMS, Setting};
use daybreak_minds::random::{between, chance, stream};
use daybreak_minds::{Mind, Needs, Taught, Terrain, logistic};
use daybreak_school::day::SiteDay;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::school::{Availability, AvailabilityOf, EvidenceKind, School};
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
    pub(super) school: School,
    pub(super) package: Package,
    /// The terrain's position of each competency of the school.
    pub(super) position: Vec<usize>,
    /// By learner of the school.
    pub(super) minds: Vec<Mind>,
    n_availability: usize,
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
            n_availability: school.availability.len(),
            availability_bytes: package.len(TableKind::Availability),
            missing: vec![false; school.learners.len()],
            school,
            package,
        })
    }

    /// What the catalogue says of needs and minutes, by competency of the school.
    pub(super) fn catalogue(&self) -> Catalogue {
        let n = self.school.competencies.len();
        let mut needs = vec![Needs::default(); n];
        let mut any: BTreeMap<(CompetencyIdx, &str), Vec<usize>> = BTreeMap::new();
        for row in &self.school.prerequisites {
            match &row.any_of {
                _ if row.strength == daybreak_school::school::Strength::Helpful => {}
                Some(label) => any.entry((row.competency, label)).or_default().push(row.needs.i()),
                None => needs[row.competency.i()].all.push(row.needs.i()),
            }
        }
        for ((competency, _), group) in any {
            needs[competency.i()].any.push(group);
        }
        let minutes = self.school.competencies.iter().map(|about| about.minutes_typical.unwrap_or(120.0)).collect();
        Catalogue::new(&self.school, Terrain { minutes, needs, encompasses: vec![Vec::new(); n] })
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
        self.school.availability.truncate(self.n_availability);
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
        for at in 0..self.school.learners.len() {
            let (is_away, is_known) = (chance(&mut rng, LEARNERS_AWAY), chance(&mut rng, 0.5));
            self.missing[at] = is_away && !is_known;
            if is_away && is_known {
                let (site, id) = (self.school.learners[at].site, self.school.learners[at].id.clone());
                away(site, AvailabilityOf::Learner(LearnerIdx::at(at)), "learner", &id, &mut self.school);
            }
        }
        for at in 0..self.school.staff.len() {
            if chance(&mut rng, ADULTS_AWAY) {
                let (site, id) = (self.school.staff[at].site, self.school.staff[at].id.clone());
                let who = AvailabilityOf::Staff(daybreak_school::ids::StaffIdx::at(at));
                away(site, who, "staff", &id, &mut self.school);
            }
        }
        self.package.append(TableKind::Availability, &rows);
    }

    /// A day takes place.
    pub(super) fn live(
        &mut self,
        date: Date,
        catalogue: &Catalogue,
        mut sittings: Vec<Sitting>,
        book: Option<&mut Gradebook>,
    ) -> Vec<Had> {
        sittings.sort_by_key(|sitting| (sitting.learner, sitting.slot));
        let day = self.day(date);
        let mut evidence: Vec<Row<'_>> = Vec::new();
        let mut delivered: Vec<Row<'_>> = Vec::new();
        let mut marks: Vec<(LearnerIdx, CompetencyIdx, EvidenceKind, f32)> = Vec::new();
        let mut had = Vec::new();
        let days: Vec<SiteDay<'_>> =
            (0..self.school.sites.len()).map(|site| SiteDay::of(&self.school, SiteIdx::at(site), date)).collect();
        for sitting in &sittings {
            let learner = &self.school.learners[sitting.learner.i()];
            let site_day = &days[learner.site.i()];
            let attended = !self.missing[sitting.learner.i()];
            let mut outcome = String::new();
            let (mut lesson_id, mut competency_id, mut n_slots) = (String::new(), String::new(), 1);
            match sitting.what {
                What::Service(service) => {
                    lesson_id = format!("service:{}", self.school.services[service.i()].service);
                }
                What::Lesson(at) => {
                    let lesson = &self.school.lessons[at.i()];
                    n_slots = lesson.slots;
                    lesson_id.clone_from(&lesson.id);
                    competency_id.clone_from(&self.school.competencies[lesson.competency.i()].id);
                    if attended {
                        let minutes = minutes(site_day, sitting.slot, n_slots as usize);
                        let setting = catalogue.setting(at);
                        let taught = self.taught(sitting.learner, at, setting, minutes);
                        let position = self.position[lesson.competency.i()];
                        let mind = &mut self.minds[sitting.learner.i()];
                        let before = mind.knowledge(position, day);
                        let is_ready = mind.is_ready(&self.building.terrain, position, day);
                        mind.learn(&self.building.terrain, position, day, taught);
                        had.push(Had {
                            learner: sitting.learner,
                            competency: lesson.competency,
                            setting,
                            is_review: sitting.is_review,
                            has_adult: lesson.staff.iter().any(|need| need.tag != "supervisor" && need.tag != "aide"),
                            minutes: f64::from(minutes),
                            n_slots,
                            before,
                            after: mind.knowledge(position, day),
                            is_ready,
                        });
                        let purpose = site_day.slot_id(sitting.slot);
                        let mut rng = stream(self.building.seed, &learner.id, date, purpose);
                        if setting == Setting::Show || chance(&mut rng, self.building.tickets) {
                            let own: Vec<CompetencyIdx> = std::iter::once(lesson.competency)
                                .chain(lesson.competencies_also.iter().copied())
                                .collect();
                            let positions: Vec<usize> = own.iter().map(|c| self.position[c.i()]).collect();
                            let (kind, score, item) = assessed(mind, &positions, day, setting, &mut rng);
                            if kind == EvidenceKind::ExitTicket {
                                outcome = thousandths(score);
                            }
                            marks.extend(own.iter().map(|&c| (sitting.learner, c, kind, f32::from(score) / 1_000.0)));
                            let ids: Vec<&str> =
                                own.iter().map(|c| self.school.competencies[c.i()].id.as_str()).collect();
                            let last =
                                site_day.slots[(sitting.slot + n_slots as usize - 1).min(site_day.slots.len() - 1)];
                            let at = self.school.slots[last.i()].end;
                            evidence.push(vec![
                                ("learner", learner.id.clone()),
                                ("competency", ids.join(";")),
                                ("at", format!("{date}T{}", time(at))),
                                ("kind", kind.word().to_owned()),
                                ("score", thousandths(score)),
                                ("item", item.map(|form| format!("{}/{form}", ids[0])).unwrap_or_default()),
                                ("lesson", lesson.id.clone()),
                            ]);
                        }
                    }
                }
            }
            let staff: Vec<&str> = sitting.staff.iter().map(|at| self.school.staff[at.i()].id.as_str()).collect();
            for slot in sitting.slot..(sitting.slot + n_slots as usize).min(site_day.slots.len()) {
                delivered.push(vec![
                    ("date", date.to_string()),
                    ("learner", learner.id.clone()),
                    ("slot", site_day.slot_id(slot).to_owned()),
                    ("lesson", lesson_id.clone()),
                    ("competency", competency_id.clone()),
                    ("staff", staff.join(";")),
                    ("room", sitting.room.map(|at| self.school.rooms[at.i()].id.clone()).unwrap_or_default()),
                    ("minutes", minutes(site_day, slot, 1).to_string()),
                    ("attended", if attended { String::new() } else { "no".to_owned() }),
                    ("outcome", outcome.clone()),
                ]);
            }
        }
        drop(days);
        self.package.append(TableKind::Evidence, &evidence);
        self.package.append(TableKind::Delivered, &delivered);
        if let Some(book) = book {
            marks
                .into_iter()
                .for_each(|(learner, competency, kind, score)| book.enter(learner, competency, kind, score));
        }
        had
    }
}

/// A piece of evidence: its kind, its score in thousandths, the form of the task.
fn assessed(
    mind: &Mind,
    positions: &[usize],
    day: i16,
    setting: Setting,
    rng: &mut ChaCha8Rng,
) -> (EvidenceKind, u16, Option<u8>) {
    let kind = setting.kind(rng);
    let knowledge = positions.iter().map(|&c| mind.knowledge(c, day)).sum::<f64>() / positions.len() as f64;
    let form = assess::has_forms(kind).then(|| between(rng, 1, usize::from(FORMS)) as u8);
    let difficulty = form.map_or(0.0, |form| assess::item_difficulty(positions[0], form, mind.world.items));
    (kind, assess::score(kind, knowledge - difficulty, mind.traits.self_bias, rng), form)
}

fn thousandths(score: u16) -> String {
    format!("{}.{:03}", score / 1_000, score % 1_000)
}

fn time(at: TimeOfDay) -> String {
    format!("{:02}:{:02}", at.minutes() / 60, at.minutes() % 60)
}

/// Minutes of so many slots of a day from a position on.
pub(super) fn minutes(day: &SiteDay<'_>, slot: usize, n_slots: usize) -> u32 {
    let of = |at: &daybreak_school::ids::SlotIdx| {
        let slot = &day.school.slots[at.i()];
        slot.end.minutes() - slot.start.minutes()
    };
    day.slots[slot..(slot + n_slots).min(day.slots.len())].iter().map(of).sum()
}
