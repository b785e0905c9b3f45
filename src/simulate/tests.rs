//! Terms without a planner, and with one that plans nothing: what is counted, and that policies differ in who decides alone.

use std::collections::BTreeSet;

use super::plain::Plain;
use super::term::Term;
use super::*;
use daybreak_generate::{SchoolSpec, found};
use daybreak_minds::{WORLDS, World};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::AvailabilityOf;

const DATE: Date = Date::constant(2026, 11, 23);

/// Reads packages, and plans a day on which everybody stays at home.
struct Idle;

impl Nightly for Idle {
    fn school(&self, package: &[SourceFile]) -> Result<School, String> {
        let (tables, issues) = daybreak_tables::ingest::read_tables(package);
        let validated = daybreak_tables::validate::validate(&tables);
        let faults: Vec<String> = issues.iter().chain(&validated.issues).map(|issue| issue.code.to_string()).collect();
        if faults.is_empty() { Ok(validated.school) } else { Err(faults.join(" ")) }
    }

    fn night(
        &self,
        _: usize,
        package: &[SourceFile],
        _: Date,
        _: &[SourceFile],
        _: &Knowing<'_>,
    ) -> Result<Night, String> {
        // What the term has written reads without a fault.
        self.school(package).map(|_| Night::default())
    }
}

fn building(seed: u64, minds: World) -> Building {
    let spec = SchoolSpec { seed, learners_per_site: 36, date: DATE, minds, ..SchoolSpec::default() };
    let founded = found(&spec);
    Building {
        package: founded.generated.files,
        competencies: founded.competencies,
        terrain: founded.truth,
        minds: founded.minds,
        date: DATE,
        today: founded.today,
        seed,
        tickets: 0.35,
    }
}

fn study(policies: &[Policy], days: usize) -> Study {
    let arm = |&policy: &Policy| Arm { name: policy.word().to_owned(), policy, rules: 0 };
    Study { days, arms: policies.iter().map(arm).collect() }
}

#[test]
fn who_has_no_lesson_gains_nothing_and_who_has_gains_in_every_world() {
    for world in WORLDS {
        let study = study(&[Policy::Daybreak, Policy::WholeClass, Policy::Coordinator], 5);
        let results = run(&study, &[building(3, world)], &Idle, &|_| {}).expect("the building can be read");
        let of = |arm: usize, name: &str| results[arm].measures[name];
        assert_eq!(of(0, "newly"), 0.0, "{}", world.name);
        assert_eq!(of(0, "log_odds"), 0.0, "{}", world.name);
        assert_eq!(of(0, "slots"), 0.0);
        for arm in [1, 2] {
            assert!(of(arm, "newly") <= of(arm, "newly_bound"), "{}", world.name);
            assert!(of(arm, "log_odds") > 1.0, "{}: {}", world.name, of(arm, "log_odds"));
            assert!(of(arm, "slots") > 15.0 && of(arm, "slots") <= 30.0, "{}", of(arm, "slots"));
        }
    }
}

#[test]
fn the_same_term_twice_gives_the_same_figures_whatever_runs_beside_it() {
    let alone = run(&study(&[Policy::AbilityGroups], 4), &[building(3, World::USUAL)], &Idle, &|_| {});
    let all = [Policy::Software, Policy::AbilityGroups, Policy::WholeClass];
    let beside = run(&study(&all, 4), &[building(3, World::USUAL)], &Idle, &|_| {}).expect("it can be read");
    assert_eq!(alone.expect("it can be read")[0].measures, beside[1].measures);
}

#[test]
fn nobody_is_in_two_places_and_no_room_holds_too_many() {
    let building = building(4, World::USUAL);
    let mut term = Term::new(&building, Idle.school(&building.package).expect("a school")).expect("a term");
    let catalogue = term.catalogue();
    for policy in [Policy::WholeClass, Policy::AbilityGroups, Policy::Software, Policy::Coordinator] {
        term.announce(DATE);
        let mut plain = Plain::new(policy, &term.school, &catalogue);
        let day = SiteDay::of(&term.school, SiteIdx::at(0), DATE);
        let sittings = plain.day(&day, 0, 57);
        assert!(sittings.len() > 100, "{}: {} sittings", policy.word(), sittings.len());
        let mut places = BTreeSet::new();
        let mut held: BTreeSet<(StaffRoom, usize)> = BTreeSet::new();
        for sitting in &sittings {
            assert!(places.insert((sitting.learner, sitting.slot)), "{}: two places at once", policy.word());
            let presence = day.learner(sitting.learner).expect("who has a lesson is there");
            assert!(presence.there[sitting.slot]);
            for staff in &sitting.staff {
                held.insert(((*staff, sitting.room), sitting.slot));
                let person = day.staff.iter().find(|one| one.who == *staff).expect("who teaches is there");
                assert!(person.there[sitting.slot], "{}: an adult who is away", policy.word());
            }
            assert!(!sitting.staff.is_empty(), "{}: nobody looks after a lesson", policy.word());
        }
        // An adult is in one room in a slot.
        let adults: BTreeSet<_> = held.iter().map(|((staff, _), slot)| (*staff, *slot)).collect();
        assert_eq!(adults.len(), held.len(), "{}", policy.word());
    }
}

type StaffRoom = (daybreak_school::ids::StaffIdx, Option<daybreak_school::ids::RoomIdx>);

#[test]
fn who_is_known_to_be_away_is_away_for_everybody() {
    let building = building(3, World::USUAL);
    let mut term = Term::new(&building, Idle.school(&building.package).expect("a school")).expect("a term");
    let (mut n_learners, mut n_adults) = (0, 0);
    for days in 0..5 {
        let date = Date::constant(2026, 11, 23 + days);
        term.announce(date);
        let read = Idle.school(&term.package.files).expect("a school");
        for school in [&read, &*term.school] {
            // A row for the whole of the day, as it was announced.
            let rows = school.availability.iter().filter(|row| row.date == Some(date) && row.slot.is_none());
            let day = SiteDay::of(school, SiteIdx::at(0), date);
            for row in rows.filter(|row| !row.available) {
                match row.subject {
                    AvailabilityOf::Learner(learner) => {
                        n_learners += 1;
                        assert_eq!(day.learner(learner), None, "{date}: a learner");
                    }
                    AvailabilityOf::Staff(staff) => {
                        n_adults += 1;
                        assert!(day.staff.iter().all(|one| one.who != staff), "{date}: an adult");
                    }
                    AvailabilityOf::Room(_) | AvailabilityOf::Device(_) => {}
                }
            }
        }
    }
    assert!(n_learners > 0 && n_adults > 0, "{n_learners} learners and {n_adults} adults");
}

#[test]
fn absences_hang_on_the_seed_and_the_day_alone() {
    let building = building(4, World::USUAL);
    let term = Term::new(&building, Idle.school(&building.package).expect("a school")).expect("a term");
    let mut once = term.clone();
    let mut again = term;
    once.announce(DATE);
    again.announce(DATE.tomorrow().expect("a day"));
    again.announce(DATE);
    let of = |term: &Term<'_>| {
        term.package.files.iter().find(|file| file.name == "availability.csv").map(|f| f.bytes.clone())
    };
    assert_eq!(of(&once), of(&again));
}
