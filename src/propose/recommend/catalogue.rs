//! The lessons that can take place at the site today, by competency.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_night::explanation::Impossible;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LessonIdx, RoomIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{Grouping, Lesson, Need};

/// Today's catalogue of one site.
pub struct Catalogue<'a> {
    day: &'a SiteDay<'a>,
    /// One entry a lesson of the school.
    pub offers: Vec<Offer>,
    /// Lessons of the site by their own competency, also those that cannot take place today.
    of: Vec<Vec<LessonIdx>>,
    /// Lessons of the site by the further competencies that they practise.
    also: Vec<Vec<LessonIdx>>,
    /// Lessons of the site in which goals and progress are talked over.
    pub conferences: Vec<LessonIdx>,
    /// Competencies for which a lesson touches an interest.
    pub by_interest: BTreeMap<&'a str, BTreeSet<CompetencyIdx>>,
    /// Competencies for which a lesson takes place in a zone.
    pub by_place: BTreeMap<&'a str, BTreeSet<CompetencyIdx>>,
}

/// What a lesson is, as far as proposing it goes.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The site has it.
    pub here: bool,
    /// Why it cannot take place today.
    pub impossible: Option<Impossible>,
    pub role: Role,
    /// Percent of the points for progress that its way of learning earns, over all its slots.
    pub percent: i64,
    /// Whom it needs.
    pub needs: Vec<Need>,
}

/// What a lesson does for its competency; of each role one lesson a competency and day is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An adult teaches.
    Taught,
    /// Learners work with one another.
    Shared,
    /// The learner works on it alone, at a station or elsewhere.
    Own,
    /// A longer piece of work.
    Project,
    /// Mastery is shown.
    Shown,
    /// Goals and progress are talked over.
    Conference,
}

impl Role {
    /// The word in the key of what excludes one another.
    pub fn word(self) -> &'static str {
        match self {
            Role::Taught => "taught",
            Role::Shared => "shared",
            Role::Own => "own",
            Role::Project => "project",
            Role::Shown => "shown",
            Role::Conference => "conference",
        }
    }
}

impl<'a> Catalogue<'a> {
    pub fn new(day: &'a SiteDay<'a>, rules: &Rules) -> Self {
        let school = day.school;
        let offers: Vec<Offer> = school.lessons.iter().map(|lesson| offer(day, rules, lesson)).collect();
        let mut catalogue = Catalogue {
            day,
            offers,
            of: vec![Vec::new(); school.competencies.len()],
            also: vec![Vec::new(); school.competencies.len()],
            conferences: Vec::new(),
            by_interest: BTreeMap::new(),
            by_place: BTreeMap::new(),
        };
        for (i, lesson) in school.lessons.iter().enumerate() {
            let at = LessonIdx::at(i);
            if !catalogue.offers[i].here {
                continue;
            }
            if catalogue.offers[i].role == Role::Conference {
                catalogue.conferences.push(at);
                continue;
            }
            for interest in &lesson.interests {
                catalogue.by_interest.entry(interest).or_default().insert(lesson.competency);
            }
            if !lesson.place.is_empty() {
                catalogue.by_place.entry(&lesson.place).or_default().insert(lesson.competency);
            }
            catalogue.of[lesson.competency.i()].push(at);
            for &competency in &lesson.competencies_also {
                catalogue.also[competency.i()].push(at);
            }
        }
        catalogue
    }

    pub fn offer(&self, lesson: LessonIdx) -> &Offer {
        &self.offers[lesson.i()]
    }

    /// The site's lessons whose own competency this is.
    pub fn of(&self, competency: CompetencyIdx) -> &[LessonIdx] {
        &self.of[competency.i()]
    }

    /// The site's lessons that practise it besides their own competency.
    pub fn also(&self, competency: CompetencyIdx) -> &[LessonIdx] {
        &self.also[competency.i()]
    }

    /// Whether a room that is open today has what the lesson and these features ask for.
    pub fn has_room_with(&self, lesson: &Lesson, features: &[String]) -> bool {
        self.day.rooms.iter().any(|room| room_suits(self.day, room.who, lesson, features))
    }
}

/// What the lesson is today.
fn offer(day: &SiteDay<'_>, rules: &Rules, lesson: &Lesson) -> Offer {
    let modality = &day.school.modalities[lesson.modality.i()];
    let needs = day.needs_of(lesson);
    // An adult who watches over a station, or over learners who work with one another, does not teach.
    let teaches = |need: &Need| !rules.choice.supervising_tags.contains(&need.tag);
    let is_taught = !modality.station && needs.iter().any(teaches);
    let role = if modality.is_one_of(&rules.choice.conference_tags) {
        Role::Conference
    } else if modality.is_one_of(&rules.choice.demonstration_tags) {
        Role::Shown
    } else if lesson.slots > 1 {
        Role::Project
    } else if is_taught {
        Role::Taught
    } else if modality.station || modality.grouping == Grouping::Individual {
        Role::Own
    } else {
        Role::Shared
    };
    let percent = i64::from(rules.effects.percent(modality.grouping, is_taught)) * i64::from(lesson.slots);
    let here = lesson.site.is_none_or(|site| site == day.site);
    Offer { here, impossible: here.then(|| impossible(day, lesson, &needs)).flatten(), role, percent, needs }
}

/// Why the lesson cannot take place in any slot of today.
fn impossible(day: &SiteDay<'_>, lesson: &Lesson, needs: &[Need]) -> Option<Impossible> {
    let n = lesson.slots as usize;
    let starts: Vec<usize> = (0..day.slots.len()).filter(|&at| day.can_start(at, lesson.slots)).collect();
    let there = |presence: &[bool], at: usize| presence[at..at + n].iter().all(|&there| there);
    let has_staff = |at: usize| {
        needs.iter().all(|need| {
            let able = day.staff_with(&need.tag).filter(|person| there(&person.there, at)).count();
            able >= need.count as usize
        })
    };
    let has_room =
        |at: usize| day.rooms.iter().any(|room| there(&room.there, at) && room_suits(day, room.who, lesson, &[]));
    let has_devices = |at: usize| {
        lesson.devices.iter().all(|need| {
            day.devices.iter().any(|pool| {
                let device = &day.school.devices[pool.who.i()];
                let units = u64::from(need.units) * u64::from(lesson.size_min);
                device.id == need.device && u64::from(device.count) >= units && there(&pool.there, at)
            })
        })
    };
    if starts.is_empty() {
        Some(Impossible::NoSlots)
    } else if !starts.iter().any(|&at| has_staff(at)) {
        Some(Impossible::NoStaff)
    } else if !starts.iter().any(|&at| has_room(at)) {
        Some(Impossible::NoRoom)
    } else if !starts.iter().any(|&at| has_devices(at)) {
        Some(Impossible::NoDevices)
    } else if !starts.iter().any(|&at| has_staff(at) && has_room(at) && has_devices(at)) {
        // Each is there at some time, never all at once: people are the usual reason.
        Some(Impossible::NoStaff)
    } else {
        None
    }
}

/// Whether the room holds the smallest session of the lesson and has what it and these features ask for.
fn room_suits(day: &SiteDay<'_>, room: RoomIdx, lesson: &Lesson, features: &[String]) -> bool {
    let room = &day.school.rooms[room.i()];
    room.capacity >= lesson.size_min
        && (lesson.place.is_empty() || lesson.place == room.zone)
        && lesson.room_features.iter().chain(features).all(|feature| room.features.contains(feature))
}
