//! Yesterday's coordinator: makes groups of what falls together in a period, with the people and rooms at hand.
//!
//! A plain rule, not a plan: the largest demands first, a whole group where many want the same, a teacher's small
//! group where a few do, stations for the rest as long as an adult is free. Nobody is in two places at once.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::campus::Campus;
use super::catalogue::SUBJECTS;
use super::history::World;
use super::knowledge::Pupil;
use super::modalities::Way;
use daybreak_minds::random::{between, chance};

/// What a learner would do in a period.
pub(super) struct Want {
    pub(super) learner: u32,
    pub(super) competency: usize,
    /// With the advisor.
    pub(super) is_talk: bool,
    /// Time of the learner's own choice.
    pub(super) is_free: bool,
}

/// A group that met.
pub(super) struct Session {
    pub(super) learners: Vec<u32>,
    /// The lesson of each learner; in a station they differ.
    pub(super) lessons: Vec<u32>,
    pub(super) staff: Vec<u16>,
    pub(super) room: Option<u16>,
    pub(super) n_periods: usize,
}

/// Who and what is free on a day.
pub(super) struct Desk<'a> {
    campus: &'a Campus,
    /// People by periods.
    is_busy: Vec<Vec<bool>>,
    n_sessions: Vec<u32>,
    /// Rooms by periods: sessions and learners in it.
    in_room: Vec<Vec<(u32, u32)>>,
}

impl<'a> Desk<'a> {
    /// A day on which nobody is taken yet.
    pub(super) fn new(campus: &'a Campus) -> Self {
        let n = campus.bell.periods.len();
        Desk {
            campus,
            is_busy: campus.staff.iter().map(|p| (0..n).map(|at| !campus.is_here(p, at)).collect()).collect(),
            n_sessions: vec![0; campus.staff.len()],
            in_room: vec![vec![(0, 0); n]; campus.rooms.len()],
        }
    }

    /// The person with a tag who is here in a period, whether taken or not.
    pub(super) fn specialist(&self, tag: &str, period: usize) -> Option<usize> {
        let staff = &self.campus.staff;
        (0..staff.len()).find(|&at| staff[at].has(tag) && self.campus.is_here(&staff[at], period))
    }

    /// Whether a person has a session in a period.
    pub(super) fn is_taken(&self, person: usize, period: usize) -> bool {
        self.is_busy[person][period]
    }

    /// A person begins a session (once for a period).
    pub(super) fn take(&mut self, person: usize, period: usize) {
        if !std::mem::replace(&mut self.is_busy[person][period], true) {
            self.n_sessions[person] += 1;
        }
    }

    /// The free person with a tag who has had the least to do, for so many periods.
    fn person(&self, tag: &str, period: usize, n_periods: usize, but: Option<usize>) -> Option<usize> {
        let staff = &self.campus.staff;
        let is_free = |at: usize| (period..period + n_periods).all(|p| self.is_busy[at].get(p) == Some(&false));
        (0..staff.len())
            .filter(|&at| staff[at].has(tag) && Some(at) != but && is_free(at))
            .filter(|&at| staff[at].sessions_max.is_none_or(|max| self.n_sessions[at] < max))
            .min_by_key(|&at| (self.n_sessions[at], at))
    }

    /// The smallest room with a feature that still holds so many, and takes them in.
    pub(super) fn room(&mut self, period: usize, size: u32, feature: &str) -> Option<u16> {
        let rooms = &self.campus.rooms;
        let fits = |at: &usize| {
            let (sessions, learners) = self.in_room[*at][period];
            let room = &rooms[*at];
            let special = feature.is_empty() && (room.features.contains(&"lab") || room.zone == "community");
            let has = feature.is_empty() || room.features.contains(&feature) || room.zone == feature;
            !special && has && sessions < room.sessions_at_once && learners + size <= room.capacity
        };
        let at = (0..rooms.len()).filter(fits).min_by_key(|&at| (rooms[at].capacity, at))?;
        let (sessions, learners) = &mut self.in_room[at][period];
        *sessions += 1;
        *learners += size;
        Some(at as u16)
    }

    /// Groups for everyone who wants something in a period, as far as adults are free.
    pub(super) fn form(
        &mut self,
        world: &World,
        period: usize,
        wants: Vec<Want>,
        pupils: &[Pupil],
        rng: &mut ChaCha8Rng,
    ) -> Vec<Session> {
        let mut sessions = Vec::new();
        let wants = self.workshop(world, period, wants, rng, &mut sessions);
        let wants = self.talks(world, period, wants, &mut sessions);
        let mut buckets: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for want in wants {
            buckets.entry(want.competency).or_default().push(want.learner);
        }
        let mut buckets: Vec<(usize, Vec<u32>)> = buckets.into_iter().collect();
        buckets.sort_by_key(|(competency, learners)| (usize::MAX - learners.len(), *competency));
        let mut alone: Vec<(u32, usize)> = Vec::new();
        let mut waiting: usize = buckets.iter().map(|(_, learners)| learners.len()).sum();
        for (competency, mut learners) in buckets {
            // A fifth of the time a competency is for work on one's own; and groups end where the adults left are
            // just enough to watch over everyone else.
            while !learners.is_empty() && self.can_spare(period, waiting) && !chance(rng, 0.2) {
                let Some(session) = self.group(world, period, competency, &mut learners, rng) else { break };
                waiting -= session.learners.len();
                sessions.push(session);
            }
            alone.extend(learners.into_iter().map(|learner| (learner, competency)));
        }
        self.stations(world, period, alone, pupils, rng, &mut sessions);
        sessions
    }

    /// Whether one more adult may leave those who wait: a supervisor watches over some thirty-six.
    fn can_spare(&self, period: usize, waiting: usize) -> bool {
        let staff = &self.campus.staff;
        let free = (0..staff.len()).filter(|&at| {
            let rested = staff[at].sessions_max.is_none_or(|max| self.n_sessions[at] < max);
            staff[at].has("supervisor") && !self.is_busy[at][period] && rested
        });
        free.count() > waiting.div_ceil(36) + 1
    }

    /// The partner of the community offers a workshop to those whose time is their own.
    fn workshop(
        &mut self,
        world: &World,
        period: usize,
        wants: Vec<Want>,
        rng: &mut ChaCha8Rng,
        sessions: &mut Vec<Session>,
    ) -> Vec<Want> {
        let Some(partner) = self.person("partner", period, 1, None) else { return wants };
        let offered: Vec<usize> = (0..world.lessons.all.len())
            .rev()
            .take_while(|&at| world.lessons.all[at].way == Way::Workshop)
            .filter(|&at| world.lessons.all[at].site == Some(world.site))
            .collect();
        let Some(&lesson) = daybreak_minds::random::pick(rng, &offered) else { return wants };
        let competency = world.lessons.all[lesson].competency;
        let grade = world.catalogue.competencies[competency].grade;
        let may = |want: &Want| {
            want.is_free && !want.is_talk && (world.learners[want.learner as usize].grade - grade).abs() <= 1
        };
        let most = Way::Workshop.modality().size_max as usize;
        let coming: Vec<u32> = wants.iter().filter(|want| may(want)).map(|want| want.learner).take(most).collect();
        let Some(second) = self.person("supervisor", period, 1, None).filter(|_| coming.len() >= 6) else {
            return wants;
        };
        self.take(partner, period);
        self.take(second, period);
        let room = self.room(period, coming.len() as u32, "community");
        let left = wants.into_iter().filter(|want| !coming.contains(&want.learner)).collect();
        sessions.push(Session {
            lessons: vec![lesson as u32; coming.len()],
            learners: coming,
            staff: vec![partner as u16, second as u16],
            room,
            n_periods: 1,
        });
        left
    }

    /// Talks with an advisor who is free; the others do something else with the time.
    fn talks(&mut self, world: &World, period: usize, wants: Vec<Want>, sessions: &mut Vec<Session>) -> Vec<Want> {
        let mut left = Vec::new();
        let mut by_advisor: BTreeMap<usize, usize> = BTreeMap::new();
        for want in wants {
            let advisor = world.learners[want.learner as usize].advisor.filter(|_| want.is_talk);
            let lesson = world.lessons.in_way(want.competency, Way::Conference, world.site).next();
            let (Some(advisor), Some(lesson)) = (advisor, lesson) else {
                left.push(want);
                continue;
            };
            let open = by_advisor.get(&advisor).copied().filter(|&at: &usize| {
                let session: &Session = &sessions[at];
                session.learners.len() < 2 && session.lessons[0] == lesson as u32
            });
            if let Some(at) = open {
                sessions[at].learners.push(want.learner);
                sessions[at].lessons.push(lesson as u32);
            } else if !self.is_taken(advisor, period) {
                self.take(advisor, period);
                by_advisor.insert(advisor, sessions.len());
                sessions.push(Session {
                    learners: vec![want.learner],
                    lessons: vec![lesson as u32],
                    staff: vec![advisor as u16],
                    room: self.room(period, 2, ""),
                    n_periods: 1,
                });
            } else {
                left.push(want);
            }
        }
        left
    }

    /// One group for a competency out of those who want it, in the first way that people and numbers allow.
    fn group(
        &mut self,
        world: &World,
        period: usize,
        competency: usize,
        learners: &mut Vec<u32>,
        rng: &mut ChaCha8Rng,
    ) -> Option<Session> {
        let n = learners.len() as u32;
        let first = between(rng, 0, 3);
        let order: [Way; 7] = match first {
            0 => [Way::Lab, Way::Project, Way::Circle, Way::Whole, Way::Guided, Way::Peer, Way::Tutoring],
            1 => [Way::Guided, Way::Whole, Way::Peer, Way::Tutoring, Way::Lab, Way::Circle, Way::Project],
            _ => [Way::Whole, Way::Guided, Way::Circle, Way::Lab, Way::Peer, Way::Tutoring, Way::Project],
        };
        for way in order {
            let modality = way.modality();
            if n < modality.size_min {
                continue;
            }
            let Some(lesson) = world.lessons.in_way(competency, way, world.site).next() else { continue };
            let n_periods = world.lessons.all[lesson].slots as usize;
            if n_periods > 1 && !self.can_run_on(world, period, learners) {
                continue;
            }
            let subject = SUBJECTS[world.catalogue.competencies[competency].subject];
            let tag = modality.staff.replace("{subject}", subject);
            let Some(person) = self.person(&tag, period, n_periods, None) else { continue };
            let size = n.min(modality.size_max);
            let feature = if way == Way::Lab { "lab" } else { "" };
            let room = self.room(period, size, feature);
            if room.is_none() && way == Way::Lab {
                continue;
            }
            for later in 0..n_periods {
                self.take(person, period + later);
            }
            let members: Vec<u32> = learners.drain(..size as usize).collect();
            let lessons = vec![lesson as u32; members.len()];
            return Some(Session { learners: members, lessons, staff: vec![person as u16], room, n_periods });
        }
        None
    }

    /// Whether a long lesson may begin: the next period lies in the same block and is nobody's lunch. That all are
    /// free of services then is asked of few, so long lessons wait for periods without any.
    fn can_run_on(&self, world: &World, period: usize, learners: &[u32]) -> bool {
        let bell = &self.campus.bell;
        let eats = |learner: &u32| bell.lunch[world.learners[*learner as usize].band()] == period + 1;
        let is_owed = |learner: &u32| !world.learners[*learner as usize].services.is_empty();
        bell.is_contiguous(period) && !learners.iter().any(|learner| eats(learner) || is_owed(learner))
    }

    /// Work on one's own, side by side: practice, online, showing what is learned.
    fn stations(
        &mut self,
        world: &World,
        period: usize,
        alone: Vec<(u32, usize)>,
        pupils: &[Pupil],
        rng: &mut ChaCha8Rng,
        sessions: &mut Vec<Session>,
    ) {
        let mut by_way: BTreeMap<Way, Vec<(u32, u32)>> = BTreeMap::new();
        for (learner, competency) in alone {
            let mind = &pupils[learner as usize].mind;
            let is_near = mind.n_lessons(competency) >= 2 && chance(rng, 0.2);
            let lesson_in = |way: Way| world.lessons.in_way(competency, way, world.site).next().map(|at| (way, at));
            let show = if is_near { lesson_in(Way::Show) } else { None };
            let online = if chance(rng, 0.6) { lesson_in(Way::Online) } else { None };
            if let Some((way, lesson)) = show.or(online).or_else(|| lesson_in(Way::Practice)) {
                by_way.entry(way).or_default().push((learner, lesson as u32));
            }
        }
        for (way, members) in by_way {
            for group in members.chunks(way.modality().size_max as usize) {
                // Without an adult there is no station; those learners read on their own, and nothing is recorded.
                let Some(person) = self.person("supervisor", period, 1, None) else { continue };
                self.take(person, period);
                sessions.push(Session {
                    learners: group.iter().map(|member| member.0).collect(),
                    lessons: group.iter().map(|member| member.1).collect(),
                    staff: vec![person as u16],
                    room: self.room(period, group.len() as u32, if way == Way::Show { "quiet" } else { "" }),
                    n_periods: 1,
                });
            }
        }
    }
}
