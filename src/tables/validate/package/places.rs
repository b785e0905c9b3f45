//! Lessons against rooms and devices.

use std::collections::BTreeMap;

use super::Package;
use daybreak_day::issue::{Issue, counted, nearest};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LessonIdx, SiteIdx};
use daybreak_school::school::{Lesson, Room, School, Setting};

/// What a session needs of a room; lessons that need the same are looked at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RoomNeed<'a> {
    features: &'a [String],
    place: &'a str,
    size_min: u32,
}

impl<'a> RoomNeed<'a> {
    fn of(lesson: &'a Lesson) -> Self {
        RoomNeed { features: &lesson.room_features, place: &lesson.place, size_min: lesson.size_min }
    }

    /// Whether the smallest session fits.
    fn fits(&self, room: &Room) -> bool {
        room.capacity >= self.size_min
            && (self.place.is_empty() || self.place == room.zone)
            && self.features.iter().all(|feature| room.features.contains(feature))
    }

    fn text(&self) -> String {
        let mut parts = vec![counted(self.size_min, "seat")];
        if !self.features.is_empty() {
            parts.push(format!("the features {}", self.features.join(";")));
        }
        if !self.place.is_empty() {
            parts.push(format!("the zone {:?}", self.place));
        }
        parts.join(", ")
    }
}

/// What a site's lessons need of rooms, with the lessons that need it.
fn room_needs<'a>(package: &'a Package<'_>, site: SiteIdx) -> BTreeMap<RoomNeed<'a>, Vec<LessonIdx>> {
    let mut needs: BTreeMap<RoomNeed<'_>, Vec<LessonIdx>> = BTreeMap::new();
    for (at, lesson) in package.lessons_at(site) {
        needs.entry(RoomNeed::of(lesson)).or_default().push(at);
    }
    needs
}

/// The rooms of a site with their positions.
fn rooms_of(school: &School, site: SiteIdx) -> impl Iterator<Item = (usize, &Room)> {
    school.rooms.iter().enumerate().filter(move |(_, room)| room.site == site)
}

/// A room is of use to a lesson; services apart may take place anywhere.
pub(super) fn v208_room_unused(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for site in package.sites() {
        let apart = school.services.iter().any(|service| match service.setting {
            Setting::Apart => school.learners[service.learner.i()].site == site,
            Setting::WithClass => false,
        });
        let needs = room_needs(package, site);
        if apart || needs.is_empty() {
            continue;
        }
        for (at, room) in rooms_of(school, site).filter(|(_, room)| !needs.keys().any(|need| need.fits(room))) {
            let place = package.place(TableKind::Rooms, at, "room");
            let found = format!("room {} for {}, which no lesson can use", room.id, counted(room.capacity, "learner"));
            issues.push(Issue::warning("V208", place, found, "a room that the smallest session of some lesson fits"));
        }
    }
}

/// A lesson's smallest session fits into some room of each site that offers it.
pub(super) fn v437_no_room_fits(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for site in package.sites().filter(|&site| rooms_of(school, site).next().is_some()) {
        for (need, lessons) in room_needs(package, site) {
            if rooms_of(school, site).any(|(_, room)| need.fits(room)) {
                continue;
            }
            let place = package.place(TableKind::Lessons, lessons[0].i(), "room_features");
            let found = format!("{}: {}", package.lessons_text(&lessons), need.text());
            let expected = format!("a room of site {} that has it all", package.site_name(site));
            let issue = Issue::warning("V437", place, found, expected);
            issues.push(match room_hint(school, site, &need) {
                Some(hint) => issue.maybe(hint),
                None => issue,
            });
        }
    }
}

/// A feature or zone that the site writes otherwise.
fn room_hint(school: &School, site: SiteIdx, need: &RoomNeed<'_>) -> Option<String> {
    let known = |feature: &&String| !rooms_of(school, site).any(|(_, room)| room.features.contains(feature));
    if let Some(missing) = need.features.iter().find(known) {
        let features = rooms_of(school, site).flat_map(|(_, room)| &room.features).map(String::as_str);
        return nearest(missing, features).map(|feature| format!("Maybe {feature}."));
    }
    let zones = || rooms_of(school, site).map(|(_, room)| room.zone.as_str()).filter(|zone| !zone.is_empty());
    if need.place.is_empty() || zones().any(|zone| zone == need.place) {
        return None;
    }
    nearest(need.place, zones()).map(|zone| format!("Maybe {zone}."))
}

/// The smallest session of a lesson finds enough devices in each site that offers it.
pub(super) fn v438_devices_short(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for site in package.sites() {
        let mut short: BTreeMap<(&str, u32), Vec<LessonIdx>> = BTreeMap::new();
        let count = |pool: &str| school.devices.iter().find(|d| d.site == site && d.id == pool).map_or(0, |d| d.count);
        for (at, lesson) in package.lessons_at(site) {
            // Learners of a station need not all do the same lesson.
            let n_learners = if school.modalities[lesson.modality.i()].station { 1 } else { lesson.size_min };
            for need in &lesson.devices {
                let units = need.units.saturating_mul(n_learners);
                if count(&need.device) < units {
                    short.entry((need.device.as_str(), units)).or_default().push(at);
                }
            }
        }
        for ((pool, units), lessons) in short {
            let place = package.place(TableKind::Lessons, lessons[0].i(), "devices");
            let found = format!("{}: {units} of {pool:?}", package.lessons_text(&lessons));
            let expected = format!("at most {}, the units of site {}", count(pool), package.site_name(site));
            let pools = school.devices.iter().filter(|d| d.site == site && d.id != pool).map(|d| d.id.as_str());
            let issue = Issue::warning("V438", place, found, expected);
            issues.push(match nearest(pool, pools).filter(|_| count(pool) == 0) {
                Some(known) => issue.maybe(format!("Maybe {known}.")),
                None => issue,
            });
        }
    }
}
