//! Lessons and services as offerings, and the stations on which learners work side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Band, Groups};
use daybreak_day::problem::{Offering, Points, StaffNeed, Station};
use daybreak_night::candidate::{Activity, Candidate, Candidates};
use daybreak_night::naming::PLANNED_TIME;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx, ModalityIdx, RuleIdx, ServiceIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{Grade, Need, School, ServiceKind};

use super::accommodations;

/// What makes two candidates the same offering. Learners of like services share one, which the first of them names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A lesson, in a wished zone or room, for a band of grades where its station is opened by bands.
    Lesson(LessonIdx, Option<String>, Option<Band>),
    WithService(LessonIdx, ServiceIdx),
    Service(ServiceIdx),
    /// A lesson that runs over so many slots, for learners who have more time.
    Longer(LessonIdx, u32),
}

impl Key {
    pub fn activity(&self) -> Activity {
        match self {
            Key::Lesson(lesson, ..) | Key::Longer(lesson, _) => Activity::Lesson(*lesson),
            Key::WithService(lesson, service) => Activity::LessonWithService(*lesson, *service),
            Key::Service(service) => Activity::Service(*service),
        }
    }

    /// The same lesson in a station that is open to all; none where it is not opened by bands.
    fn open_to_all(&self) -> Option<Key> {
        match self {
            Key::Lesson(lesson, place, Some(_)) => Some(Key::Lesson(*lesson, place.clone(), None)),
            Key::Lesson(..) | Key::WithService(..) | Key::Service(_) | Key::Longer(..) => None,
        }
    }

    pub fn place(&self) -> Option<&str> {
        match self {
            Key::Lesson(_, place, _) => place.as_deref(),
            Key::WithService(..) | Key::Service(_) | Key::Longer(..) => None,
        }
    }
}

/// An offering with what it stands for.
pub struct Entry {
    pub key: Key,
    pub offering: Offering,
    /// Whom a session of it needs, whether it is held on a station or not.
    pub needs: Vec<StaffNeed>,
    /// The rule by which it is worth less to whoever takes it, and by how many points.
    pub loss: Option<(RuleIdx, Points)>,
}

/// The demand side's vocabulary: all offerings that somebody may take.
#[derive(Default)]
pub struct Catalogue {
    /// In the order of their keys.
    pub entries: Vec<Entry>,
    /// In order of id.
    pub stations: Vec<Station>,
    by_key: BTreeMap<Key, usize>,
    /// For each service the first one that is like it.
    like: Vec<ServiceIdx>,
    /// For each service the tag by which its slots are counted.
    owed_tags: Vec<String>,
    /// Slots of lessons for learners who have more time.
    longer: BTreeMap<(LearnerIdx, LessonIdx), u32>,
    /// The band of grades of a learner at the stations of lessons that are opened by bands.
    bands: BTreeMap<(LearnerIdx, LessonIdx), Band>,
}

impl Catalogue {
    /// The offerings behind the candidates.
    pub fn new(day: &SiteDay<'_>, rules: &Rules, groups: &Groups<'_>, candidates: &Candidates) -> Self {
        let like = likeness(day.school);
        let owed_tags = owed_tags(day.school, &like);
        let mut catalogue = Catalogue { like, owed_tags: owed_tags.clone(), ..Catalogue::default() };
        let mut grades: BTreeMap<Key, Band> = BTreeMap::new();
        for (learner, candidate) in candidates.each() {
            if let Activity::Lesson(lesson) = candidate.activity {
                if let Some(slots) = accommodations::longer(day, rules, learner, lesson) {
                    catalogue.longer.insert((learner, lesson), slots);
                }
                if let Some(band) = station_band(day, groups, learner, lesson) {
                    catalogue.bands.insert((learner, lesson), band);
                }
            }
            let grade = day.school.learners[learner.i()].grade;
            let key = catalogue.key(learner, candidate);
            let tags = |lesson: LessonIdx| day.tags_of(&day.school.lessons[lesson.i()]);
            let may_be_open = |lesson: &LessonIdx| groups.unbanded_loss(&tags(*lesson)).is_some();
            let open = key.open_to_all().filter(|_| key.activity().lesson().as_ref().is_some_and(may_be_open));
            for key in open.into_iter().chain([key]) {
                let of_key = grades.entry(key).or_insert((grade, grade));
                *of_key = (of_key.0.min(grade), of_key.1.max(grade));
            }
        }
        let keys: Vec<Key> = grades.keys().cloned().collect();
        let (stations, ids) = (BTreeMap::new(), BTreeSet::new());
        let mut maker = Maker { day, rules, groups, grades, owed_tags, stations, ids };
        let entries: Vec<Entry> = keys.into_iter().map(|key| maker.entry(key)).collect();
        catalogue.entries = entries;
        catalogue.stations = maker.stations.into_values().collect();
        catalogue.stations.sort_by(|a, b| a.id.cmp(&b.id));
        catalogue.index();
        catalogue
    }

    fn index(&mut self) {
        self.by_key = self.entries.iter().enumerate().map(|(i, entry)| (entry.key.clone(), i)).collect();
    }

    /// Keeps the offerings for which `keep` holds, and the stations still in use.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        let mut at = 0;
        self.entries.retain(|_| {
            at += 1;
            keep(at - 1)
        });
        let used: BTreeSet<&str> = self.entries.iter().filter_map(|entry| entry.offering.station.as_deref()).collect();
        self.stations.retain(|station| used.contains(station.id.as_str()));
        self.index();
    }

    /// The offering of a learner's candidate; none when it is not held today.
    pub fn entry(&self, learner: LearnerIdx, candidate: &Candidate) -> Option<&Entry> {
        self.by_key.get(&self.key(learner, candidate)).map(|&at| &self.entries[at])
    }

    /// All offerings of a learner's candidate: its own, then that in a station that is open to all, where it is opened by bands.
    pub fn entries(&self, learner: LearnerIdx, candidate: &Candidate) -> impl Iterator<Item = &Entry> {
        let key = self.key(learner, candidate);
        let open = key.open_to_all();
        [Some(key), open].into_iter().flatten().filter_map(|key| self.by_key.get(&key).map(|&at| &self.entries[at]))
    }

    /// The key of the offering behind a learner's candidate.
    fn key(&self, learner: LearnerIdx, candidate: &Candidate) -> Key {
        match candidate.activity {
            Activity::Lesson(lesson) => match self.longer.get(&(learner, lesson)) {
                Some(&slots) => Key::Longer(lesson, slots),
                None => self.lesson_key(learner, lesson, candidate.place.clone()),
            },
            Activity::LessonWithService(lesson, service) => Key::WithService(lesson, self.like[service.i()]),
            Activity::Service(service) => Key::Service(self.like[service.i()]),
        }
    }

    fn lesson_key(&self, learner: LearnerIdx, lesson: LessonIdx, place: Option<String>) -> Key {
        Key::Lesson(lesson, place, self.bands.get(&(learner, lesson)).copied())
    }

    /// The tag that the sessions of a service carry, and those of no other.
    pub fn owed_tag(&self, service: ServiceIdx) -> &str {
        &self.owed_tags[service.i()]
    }

    /// The offering of a lesson for a learner, wherever it may be.
    pub fn lesson(&self, learner: LearnerIdx, lesson: LessonIdx) -> Option<&Entry> {
        self.by_key.get(&self.lesson_key(learner, lesson, None)).map(|&at| &self.entries[at])
    }

    /// The offerings in which a specialist joins the class of a lesson.
    pub fn with_services(&self, lesson: LessonIdx) -> impl Iterator<Item = &Entry> {
        let all = Key::WithService(lesson, ServiceIdx(0))..=Key::WithService(lesson, ServiceIdx(u32::MAX));
        self.by_key.range(all).map(|(_, &at)| &self.entries[at])
    }

    /// Room features that offerings and stations ask for.
    pub fn features_asked(&self) -> impl Iterator<Item = &str> {
        let offered = self.entries.iter().flat_map(|entry| &entry.offering.room_features);
        offered.chain(self.stations.iter().flat_map(|station| &station.room_features)).map(String::as_str)
    }

    /// Staff tags that offerings and stations ask for.
    pub fn tags_asked(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().flat_map(|entry| &entry.needs).map(|need| need.tag.as_str())
    }
}

/// For each service the first of the same kind. Learners of several sites never meet, so sites need no regard.
fn likeness(school: &School) -> Vec<ServiceIdx> {
    let mut first: BTreeMap<ServiceKind<'_>, ServiceIdx> = BTreeMap::new();
    let services = school.services.iter().enumerate();
    services.map(|(i, service)| *first.entry(service.kind()).or_insert(ServiceIdx::at(i))).collect()
}

/// For each service the tag that counts its slots: `service:ID`, and where sessions of the same service are of several
/// kinds (apart and with the class, in larger and smaller groups) `service:ID~1`, `service:ID~2`, ..., for a session
/// of one kind pays nothing of another.
fn owed_tags(school: &School, like: &[ServiceIdx]) -> Vec<String> {
    let mut kinds: BTreeMap<&str, Vec<ServiceIdx>> = BTreeMap::new();
    for (service, &first) in school.services.iter().zip(like) {
        let known = kinds.entry(service.service.as_str()).or_default();
        if !known.contains(&first) {
            known.push(first);
        }
    }
    let tag = |(service, first): (&daybreak_school::school::Service, &ServiceIdx)| {
        let known = &kinds[service.service.as_str()];
        let at = known.iter().position(|other| other == first).expect("a kind of its service");
        match known.len() {
            1 => format!("service:{}", service.service),
            _ => format!("service:{}~{}", service.service, at + 1),
        }
    };
    school.services.iter().zip(like).map(tag).collect()
}

/// The band of grades for which a lesson's station is opened for the learner; none: it is no station, or no rule asks.
fn station_band(day: &SiteDay<'_>, groups: &Groups<'_>, learner: LearnerIdx, lesson: LessonIdx) -> Option<Band> {
    let row = &day.school.lessons[lesson.i()];
    let is_station = day.school.modalities[row.modality.i()].station && row.slots == 1;
    is_station.then(|| groups.band(&day.tags_of(row), learner)).flatten()
}

/// What makes two lessons share a station.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct StationKey {
    modality: ModalityIdx,
    needs: Vec<StaffNeedKey>,
    room_features: Vec<String>,
    size: (u32, u32),
    band: Option<Band>,
}

type StaffNeedKey = (String, u32);

/// Makes offerings and, on the way, their stations.
struct Maker<'a> {
    day: &'a SiteDay<'a>,
    rules: &'a Rules,
    groups: &'a Groups<'a>,
    /// The grades of those who may take an offering.
    grades: BTreeMap<Key, Band>,
    /// As in the catalogue.
    owed_tags: Vec<String>,
    stations: BTreeMap<StationKey, Station>,
    /// Ids of offerings given so far.
    ids: BTreeSet<String>,
}

impl Maker<'_> {
    fn entry(&mut self, key: Key) -> Entry {
        let is_open_to_all = matches!(key, Key::Lesson(_, _, None));
        let mut entry = match &key {
            Key::Lesson(lesson, place, _) => self.lesson(*lesson, place.clone(), key),
            Key::WithService(lesson, service) => self.with_service(*lesson, *service, key),
            Key::Service(service) => self.service(*service, key),
            Key::Longer(lesson, slots) => self.longer(*lesson, *slots, key),
        };
        if is_open_to_all && entry.offering.station.is_some() {
            entry.loss = self.groups.unbanded_loss(&entry.offering.tags);
        }
        entry
    }

    /// An id that no other offering has.
    fn unique(&mut self, id: String) -> String {
        let mut unique = id.clone();
        let mut n = 2;
        while !self.ids.insert(unique.clone()) {
            unique = format!("{id}~{n}");
            n += 1;
        }
        unique
    }

    fn lesson(&mut self, at: LessonIdx, place: Option<String>, key: Key) -> Entry {
        let school = self.day.school;
        let lesson = &school.lessons[at.i()];
        let modality = &school.modalities[lesson.modality.i()];
        let needs = self.day.needs_of(lesson);
        let mut features = lesson.room_features.clone();
        features.extend((!lesson.place.is_empty()).then(|| format!("zone:{}", lesson.place)));
        features.extend(place.clone());
        self.bind_to_zones(&mut features, &needs, lesson.size_min);
        features.sort_unstable();
        features.dedup();
        let needs: Vec<StaffNeed> = needs.into_iter().map(|n| StaffNeed { tag: n.tag, count: n.count }).collect();
        let band = match &key {
            Key::Lesson(_, _, band) => *band,
            Key::WithService(..) | Key::Service(_) | Key::Longer(..) => None,
        };
        let mut id = match place {
            Some(place) => format!("{}@{place}", lesson.id),
            None => lesson.id.clone(),
        };
        if let Some((low, high)) = band {
            id = format!("{id}~{low}-{high}");
        }
        let tags = self.day.tags_of(lesson);
        let own = (lesson.size_min, lesson.size_max);
        let grades = band.or_else(|| self.grades.get(&key).copied()).unwrap_or((Grade(i8::MIN), Grade(i8::MAX)));
        // Whoever shares a station without bands does so with everybody there, of all grades.
        let is_of_all = modality.station && band.is_none();
        let (size_min, size_max) = if is_of_all { own } else { self.groups.sizes(&tags, grades, own) };
        // A station's session lasts one slot; a longer piece of work is a session of its own.
        let station = (modality.station && lesson.slots == 1).then(|| {
            let size = (size_min, size_max);
            self.station(lesson.modality, needs.clone(), features.clone(), (size, band))
        });
        let competency = |c: &daybreak_school::ids::CompetencyIdx| school.competencies[c.i()].id.clone();
        let offering = Offering {
            id: self.unique(id),
            competency: competency(&lesson.competency),
            modality: modality.id.clone(),
            tags,
            slots: lesson.slots,
            station,
            size_min,
            size_max,
            staff: needs.clone(),
            room_features: features,
            devices: lesson.devices.iter().map(|need| (need.device.clone(), need.units)).collect(),
            open_cost: modality.open_cost,
            sessions_max: None,
            competencies_also: lesson.competencies_also.iter().map(competency).collect(),
        };
        Entry { key, offering, needs, loss: None }
    }

    /// The lesson over more slots, a session of its own even where it is usually held on a station.
    fn longer(&mut self, lesson: LessonIdx, slots: u32, key: Key) -> Entry {
        let mut entry = self.lesson(lesson, None, key);
        entry.offering.slots = slots;
        if entry.offering.station.take().is_some() {
            entry.offering.size_min = 1;
        }
        entry
    }

    /// The lesson with the specialist beside its own staff, one session of the class.
    ///
    /// Its id is the lesson's: session ids are made from it and stand on learners' sheets, which tell no service.
    fn with_service(&mut self, lesson: LessonIdx, at: ServiceIdx, key: Key) -> Entry {
        let service = &self.day.school.services[at.i()];
        let mut entry = self.lesson(lesson, None, key);
        match entry.needs.iter_mut().find(|need| need.tag == service.staff_tag) {
            Some(need) => need.count += 1,
            None => entry.needs.push(StaffNeed { tag: service.staff_tag.clone(), count: 1 }),
        }
        entry.offering.staff = entry.needs.clone();
        entry.offering.station = None;
        entry.offering.tags.push(format!("service:{}", service.service));
        entry.offering.tags.push(self.owed_tags[at.i()].clone());
        entry.offering.tags.push("staffed".to_string());
        entry.offering.tags.sort_unstable();
        entry.offering.tags.dedup();
        entry
    }

    /// The service apart from the class. Its id tells nothing, for learners' sheets show it.
    fn service(&mut self, at: ServiceIdx, key: Key) -> Entry {
        let service = &self.day.school.services[at.i()];
        let need = Need { tag: service.staff_tag.clone(), count: 1 };
        let mut features = Vec::new();
        self.bind_to_zones(&mut features, std::slice::from_ref(&need), 1);
        let needs = vec![StaffNeed { tag: need.tag, count: need.count }];
        let size_max = service.group_size_max.unwrap_or(self.rules.services.group_size_max).max(1);
        let mut tags =
            vec![format!("service:{}", service.service), self.owed_tags[at.i()].clone(), "staffed".to_string()];
        tags.dedup();
        let offering = Offering {
            id: self.unique(PLANNED_TIME.to_string()),
            competency: String::new(),
            modality: "service".to_string(),
            tags,
            slots: 1,
            station: None,
            size_min: 1,
            size_max,
            staff: needs.clone(),
            room_features: features,
            devices: BTreeMap::new(),
            open_cost: 0,
            sessions_max: None,
            competencies_also: Vec::new(),
        };
        Entry { key, offering, needs, loss: None }
    }

    /// Where everybody who can fill a need works in one zone, the session takes place there, as long as a room of
    /// the zone has what else is asked for.
    fn bind_to_zones(&self, features: &mut Vec<String>, needs: &[Need], size_min: u32) {
        let zone_of = |features: &[String]| {
            let zones: Vec<String> =
                features.iter().filter_map(|f| f.strip_prefix("zone:")).map(str::to_string).collect();
            zones
        };
        for need in needs {
            let [zone] = self.day.zones_of(need)[..] else { continue };
            let asked = zone_of(features);
            let has_room = self.day.rooms.iter().any(|presence| {
                let room = &self.day.school.rooms[presence.who.i()];
                room.zone == zone
                    && room.capacity >= size_min
                    && asked.iter().all(|asked| *asked == room.zone)
                    && features.iter().all(|feature| {
                        feature.starts_with("zone:")
                            || *feature == format!("room:{}", room.id)
                            || room.features.contains(feature)
                    })
            });
            if has_room && !asked.iter().any(|asked| asked == zone) {
                features.push(format!("zone:{zone}"));
            }
        }
    }

    /// The id of the station for these needs, made when it is new. The plain one bears the modality's id.
    fn station(
        &mut self,
        at: ModalityIdx,
        needs: Vec<StaffNeed>,
        features: Vec<String>,
        (size, band): ((u32, u32), Option<Band>),
    ) -> String {
        let modality = &self.day.school.modalities[at.i()];
        let key = StationKey {
            modality: at,
            needs: needs.iter().map(|need| (need.tag.clone(), need.count)).collect(),
            room_features: features.clone(),
            size,
            band,
        };
        if let Some(station) = self.stations.get(&key) {
            return station.id.clone();
        }
        let mut id = modality.id.clone();
        let own = modality.staff.iter().map(|need| (need.tag.clone(), need.count));
        if !own.eq(key.needs.iter().cloned()) {
            let tags: Vec<String> = needs.iter().map(|need| count_word(&need.tag, need.count)).collect();
            id = format!("{id}/{}", if tags.is_empty() { "nobody".to_string() } else { tags.join("+") });
        }
        let mut own_features = modality.room_features.clone();
        own_features.sort_unstable();
        if own_features != features {
            id = format!("{id}/{}", if features.is_empty() { "anywhere".to_string() } else { features.join("+") });
        }
        if let Some((low, high)) = band {
            id = format!("{id}/{low}-{high}");
        } else if size != (modality.size_min, modality.size_max) {
            id = format!("{id}/{}-{}", size.0, size.1);
        }
        while self.stations.values().any(|station| station.id == id) {
            id.push('~');
        }
        let station = Station {
            id: id.clone(),
            size_min: size.0,
            size_max: size.1,
            staff: needs,
            room_features: features,
            open_cost: modality.open_cost,
            sessions_max: None,
        };
        self.stations.insert(key, station);
        id
    }
}

/// `tag`, or `tag*2` for two.
fn count_word(tag: &str, count: u32) -> String {
    if count == 1 { tag.to_string() } else { format!("{tag}*{count}") }
}
