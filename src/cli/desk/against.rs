//! What stands against a hand: rules from which a person may sign an exception, and limits that nobody can sign away.
//!
//! The planner says which decisions it cannot keep and what keeps a learner from a lesson. Beside it the judge is asked what the
//! published plan would break if the hand alone were carried out, everybody else where they are: that is what a signature can
//! spare the others.

use std::collections::BTreeSet;

use daybreak::check;
use daybreak::model::candidate::Bar;
use daybreak::model::concern::Concern;
use daybreak::model::ids::{LearnerIdx, PinIdx};
use daybreak::model::kind::ConcernKind;
use daybreak::model::plan::{Plan, Seat, Session};
use daybreak::model::problem::Problem;
use daybreak::model::promise::Whereabouts;
use daybreak::model::report::{Report, SiteReport};
use daybreak::model::verdict::{Breach, Violation};
use daybreak::model::waiver::Waived;
use serde::Serialize;

use super::Change;
use super::hand::{Desk, lesson_of};

/// What a hand decides on, as its row says.
pub struct Decided {
    pub learner: String,
    pub slot: String,
    pub lesson: String,
    room: String,
    staff: String,
}

/// One thing that stands against a hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    pub learner: String,
    pub slot: String,
    pub lesson: String,
    /// Its name in `waivers.csv`; none: nobody can sign it away.
    pub waives: Option<String>,
    /// For people.
    pub what: String,
    /// Whether the hand cannot be kept because of it; else others would give way.
    pub refuses: bool,
}

/// All that stands against a hand.
#[derive(Default)]
pub struct Against(pub Vec<Item>);

impl Against {
    /// Of a day that was planned with the hand.
    pub fn of(report: &Report, desk: &Desk, decided: &[Decided]) -> Self {
        let mut found = BTreeSet::new();
        for site in &report.sites {
            let teller = Teller { report, site, decided };
            found.extend(teller.bars());
            found.extend(teller.left_out());
            if let Some(published) = desk.published(&site.formulation.problem.site) {
                let broken = teller.broken(&published.plan);
                found.extend(teller.pushed_out(&published.problem, &broken));
                found.extend(broken);
            }
        }
        // What cannot be kept is said once, though the judge says it too.
        let mut items: Vec<Item> = found.into_iter().collect();
        let refusing: BTreeSet<(String, String, Option<String>)> =
            items.iter().filter(|item| item.refuses).map(Item::key).collect();
        items.retain(|item| item.refuses || !refusing.contains(&item.key()));
        Against(items)
    }

    /// What nobody can sign away.
    pub fn limits(&self) -> impl Iterator<Item = &Item> {
        self.0.iter().filter(|item| item.waives.is_none())
    }

    /// What a person may sign for.
    pub fn signable(&self) -> impl Iterator<Item = &Item> {
        self.0.iter().filter(|item| item.waives.is_some())
    }
}

impl Item {
    fn key(&self) -> (String, String, Option<String>) {
        (self.learner.clone(), self.slot.clone(), self.waives.clone())
    }
}

impl Decided {
    /// Of the rows that a hand writes.
    pub fn of(changes: &[Change]) -> Vec<Self> {
        let cell = |change: &Change, column: &str| change.row.get(column).cloned().unwrap_or_default();
        let pins = changes.iter().filter(|change| change.table == "pins" && !change.goes);
        let decided = pins.map(|change| Decided {
            learner: cell(change, "learner"),
            slot: cell(change, "slot"),
            lesson: cell(change, "lesson"),
            room: cell(change, "room"),
            staff: cell(change, "staff"),
        });
        decided.collect()
    }
}

/// Reads a planned site.
struct Teller<'a> {
    report: &'a Report,
    site: &'a SiteReport,
    decided: &'a [Decided],
}

impl Teller<'_> {
    /// The hand's decision behind a pin of the package.
    fn decided(&self, pin: PinIdx) -> Option<&Decided> {
        let pin = &self.report.school.pins[pin.i()];
        let id = self.learner(pin.learner);
        (pin.date == self.report.date)
            .then(|| self.decided.iter().find(|one| one.learner == id && one.slot == pin.slot))
            .flatten()
    }

    fn learner(&self, learner: LearnerIdx) -> &str {
        &self.report.school.learners[learner.i()].id
    }

    fn item(&self, one: &Decided, waives: Option<String>, what: String, refuses: bool) -> Item {
        let Decided { learner, slot, lesson, .. } = one;
        Item { learner: learner.clone(), slot: slot.clone(), lesson: lesson.clone(), waives, what, refuses }
    }

    /// What keeps learners from the lessons.
    fn bars(&self) -> Vec<Item> {
        let school = &self.report.school;
        let of = |bar: Bar| match bar {
            Bar::Rule(rule) => {
                let text = self.report.rules.text(rule);
                (Waived::Rule(text.id.clone()), text.why.clone())
            }
            Bar::Prerequisites(weakest) => {
                let weakest = weakest.map_or("what the lesson builds on".to_owned(), |competency| {
                    school.competencies[competency.i()].id.clone()
                });
                (Waived::Prerequisites, format!("{weakest} is not known well enough"))
            }
            Bar::Language => (Waived::Language, "the lesson is in no language of the learner".to_owned()),
            Bar::GroupSize => {
                (Waived::GroupSize, "the lesson's smallest group is larger than the learner's largest".to_owned())
            }
        };
        let told = self.site.candidates.against.iter().filter_map(|against| {
            let (waived, why) = of(against.bar);
            Some(self.item(self.decided(against.pin)?, Some(waived.word(school)), why, true))
        });
        told.collect()
    }

    /// Decisions that are not kept.
    fn left_out(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for concern in &self.site.formulation.concerns {
            let Concern::PinLeftOut { pin, lifting, .. } = concern else { continue };
            let Some(one) = self.decided(*pin) else { continue };
            let told = self.site.explanations.exceptions.iter().find(|exception| {
                exception.kind == ConcernKind::PinLeftOut
                    && exception.subject == one.learner
                    && exception.slot.as_ref() == Some(&one.slot)
            });
            let what = told.map_or_else(String::new, |told| told.why.clone());
            if lifting.is_empty() {
                items.push(self.item(one, None, what.clone(), true));
            }
            for waived in lifting {
                items.push(self.item(one, Some(waived.word(&self.report.school)), what.clone(), true));
            }
        }
        items
    }

    /// Decisions that held and no longer would: what the hand breaks there refuses it, and without a rule the decision itself.
    fn pushed_out(&self, published: &Problem, broken: &[Item]) -> Vec<Item> {
        let school = &self.report.school;
        let mut items = Vec::new();
        for concern in &self.site.formulation.concerns {
            let Concern::PinLeftOut { pin: at, .. } = concern else { continue };
            let pin = &school.pins[at.i()];
            let id = self.learner(pin.learner);
            let held = published.pins.iter().any(|row| row.learner == id && row.slot == pin.slot);
            if !held || self.decided(*at).is_some() {
                continue;
            }
            let here = broken.iter().filter(|item| item.slot == pin.slot && item.waives.is_some());
            let here: Vec<Item> = here.map(|item| Item { refuses: true, ..item.clone() }).collect();
            if let (true, Some(one)) = (here.is_empty(), self.decided.first()) {
                let what = format!("what is decided for {id} in {} would no longer hold", pin.slot);
                items.push(self.item(one, None, what, true));
            }
            items.extend(here);
        }
        items
    }

    /// What the published plan would break with the hand in it.
    fn broken(&self, published: &Plan) -> Vec<Item> {
        let problem = &self.site.formulation.problem;
        let Some((plan, seated)) = self.carried_out(problem, published) else { return Vec::new() };
        let before: BTreeSet<Violation> = check::check(problem, published).violations.into_iter().collect();
        let after = check::check(problem, &plan).violations.into_iter().filter(|one| !before.contains(one));
        after.flat_map(|violation| self.told(problem, &plan, &seated, &violation)).collect()
    }

    /// The published plan with the hand's learners in the sessions that they are decided into, and which these are; none where
    /// the plan has no such session.
    fn carried_out(&self, problem: &Problem, published: &Plan) -> Option<(Plan, Vec<(&Decided, String)>)> {
        let whereabouts = Whereabouts::of(problem, published);
        let mut plan = published.clone();
        let mut seats = Vec::new();
        for one in self.decided {
            let at = problem.slots.iter().position(|slot| slot.id == one.slot)?;
            let into = plan.sessions.iter().find(|session| is_meant(problem, session, one))?.id.clone();
            let left = whereabouts.learners.get(&(one.learner.clone(), at)).map(|doing| doing.session.clone());
            if left.as_ref() == Some(&into) {
                continue;
            }
            for session in plan.sessions.iter_mut().filter(|session| Some(&session.id) == left.as_ref()) {
                session.learners.retain(|seat| seat.id != one.learner);
            }
            seats.push((one, into));
        }
        for (one, into) in &seats {
            let session = plan.sessions.iter_mut().find(|session| session.id == *into)?;
            let offering = offering(problem, session, one)?;
            session.learners.push(Seat { id: one.learner.clone(), offering });
        }
        (!seats.is_empty()).then_some((plan, seats))
    }

    /// What a breach means for the hand.
    fn told(&self, problem: &Problem, plan: &Plan, seated: &[(&Decided, String)], violation: &Violation) -> Vec<Item> {
        let here = || seated.iter().filter(|(_, into)| violation.session.as_ref() == Some(into)).map(|(one, _)| *one);
        let of_learner =
            || seated.iter().filter(|(one, _)| violation.learner.as_ref() == Some(&one.learner)).map(|(one, _)| *one);
        let told = |one: &Decided, waived: Waived| {
            self.item(one, Some(waived.word(&self.report.school)), violation.what.clone(), false)
        };
        let session = plan.sessions.iter().find(|session| violation.session.as_ref() == Some(&session.id));
        // A limit of a classmate is lifted for the classmate.
        let classmates = |of: &dyn Fn(&daybreak::model::problem::Learner) -> Option<Waived>| -> Vec<Item> {
            let Some((one, session)) = here().next().zip(session) else { return Vec::new() };
            let members = session.learners.iter().filter_map(|seat| problem.learners.iter().find(|l| l.id == seat.id));
            let items = members.filter_map(|learner| Some((learner, of(learner)?)));
            items.map(|(learner, waived)| Item { learner: learner.id.clone(), ..told(one, waived) }).collect()
        };
        match violation.breach {
            Breach::SizeMax => here().map(|one| told(one, Waived::SizeMax)).collect(),
            Breach::GroupSizeMax => {
                let n = session.map_or(0, |session| session.learners.len() as u32);
                classmates(&|learner| (learner.group_size_max? < n).then_some(Waived::GroupSize))
            }
            Breach::NotApart => {
                let Some(session) = session else { return Vec::new() };
                let mates = |one: &Decided| {
                    let parted = problem.apart.iter().filter(|pair| pair.contains(&one.learner));
                    let others = parted.flat_map(|pair| pair.iter().filter(|id| **id != one.learner));
                    let there = others.filter(|id| session.learners.iter().any(|seat| seat.id == **id));
                    there.filter_map(|id| self.index(id)).collect::<Vec<_>>()
                };
                let all = here().flat_map(|one| mates(one).into_iter().map(move |mate| (one, mate)));
                all.map(|(one, mate)| told(one, Waived::Apart(Some(mate)))).collect()
            }
            Breach::Alone => {
                let n_with = |tag: &String| {
                    let members = session.into_iter().flat_map(|session| &session.learners);
                    members
                        .filter(|seat| problem.learners.iter().any(|l| l.id == seat.id && l.tags.contains(tag)))
                        .count()
                };
                let rules = self.report.rules.never_alone.iter().filter(|rule| rule.body.cost.is_none());
                let rules: Vec<_> = rules.filter(|rule| n_with(&rule.body.tag) == 1).collect();
                rules
                    .into_iter()
                    .flat_map(|rule| {
                        classmates(&|learner| {
                            learner.tags.contains(&rule.body.tag).then(|| Waived::Rule(rule.id.clone()))
                        })
                    })
                    .collect()
            }
            Breach::TimesMax | Breach::Exclusive => of_learner().map(|one| told(one, Waived::TimesADay)).collect(),
            Breach::SlotsMax => {
                let day = Whereabouts::of(problem, plan);
                of_learner()
                    .flat_map(|one| self.limits(problem, &day, one))
                    .map(|(one, what)| told(one, what))
                    .collect()
            }
            Breach::Capacity
            | Breach::SessionsAtOnce
            | Breach::RoomAbsent
            | Breach::RoomFeature
            | Breach::DevicesOver
            | Breach::LearnerAbsent
            | Breach::LearnerTwice
            | Breach::Barred
            | Breach::PinBroken => {
                let one = of_learner().next().or_else(|| here().next()).or_else(|| seated.first().map(|(one, _)| *one));
                one.map(|one| self.item(one, None, violation.what.clone(), false)).into_iter().collect()
            }
            // What others need when somebody leaves is theirs, and what is no lesson of the learner's was told.
            _ => Vec::new(),
        }
    }

    /// The limits of a learner's day that are exceeded.
    fn limits<'d>(&self, problem: &Problem, day: &Whereabouts, one: &'d Decided) -> Vec<(&'d Decided, Waived)> {
        let Some(learner) = problem.learners.iter().find(|learner| learner.id == one.learner) else {
            return Vec::new();
        };
        let mine = day.learners.iter().filter(|((id, _), _)| *id == one.learner).map(|(_, doing)| &doing.what);
        let mine: Vec<_> = mine.filter_map(|id| problem.offerings.iter().find(|offering| offering.id == *id)).collect();
        let is_over = |tag: &String, most: u32| mine.iter().filter(|o| learner.counts(o, tag)).count() > most as usize;
        let over = learner
            .requirements
            .iter()
            .filter(|row| row.excess_cost.is_none() && row.slots_max.is_some_and(|most| is_over(&row.tag, most)));
        let name = |id: &String| {
            let known = Waived::WORDS.iter().find(|(word, _)| word == id).map(|(_, waived)| waived.clone());
            known.unwrap_or_else(|| Waived::Rule(id.clone()))
        };
        over.map(|row| (one, name(&row.id))).collect()
    }

    fn index(&self, id: &str) -> Option<LearnerIdx> {
        self.report.school.learners.iter().position(|learner| learner.id == id).map(LearnerIdx::at)
    }
}

/// Whether a session is the one that a decision means.
fn is_meant(problem: &Problem, session: &Session, one: &Decided) -> bool {
    session.slot == one.slot
        && (one.room.is_empty() || session.room == one.room)
        && (one.staff.is_empty() || session.staff.contains(&one.staff))
        && offering(problem, session, one).is_some()
}

/// What the decided learner would do in a session; none: the lesson is not had there.
fn offering(problem: &Problem, session: &Session, one: &Decided) -> Option<String> {
    match &session.offering {
        Some(offering) => (lesson_of(offering) == one.lesson).then(|| offering.clone()),
        None => {
            let there = problem.offerings.iter().filter(|offering| offering.station == session.station);
            there.map(|offering| &offering.id).find(|id| lesson_of(id) == one.lesson).cloned()
        }
    }
}
