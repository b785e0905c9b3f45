//! What was planned: each learner's day, read from the night's own files.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::time::TimeOfDay;
use serde::Deserialize;

/// How a service is named among the tags of an offering and the lessons of a record.
pub const SERVICE: &str = "service:";

/// A learner in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub site: String,
    pub learner: String,
    pub slot: String,
    /// Empty: nothing was planned.
    pub session: String,
    /// Empty: time that is no lesson.
    pub lesson: String,
    pub competency: String,
    pub modality: String,
    pub room: String,
    /// Parted by `;`.
    pub staff: String,
    pub minutes: u32,
    /// Services that the learner gets there, by id.
    pub services: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    site: String,
    learner: String,
    slot: String,
    start: String,
    end: String,
    session: String,
    lesson: String,
    competency: String,
    modality: String,
    room: String,
    staff: String,
}

/// The plan of a night, of its playlists and of each site's problem and plan, which alone know the services.
///
/// # Errors
/// What is wrong with the playlists, in a sentence.
pub fn planned(playlists: &[u8], sites: &[(Problem, Plan)]) -> Result<Vec<Planned>, String> {
    let services = services(sites);
    let mut all = Vec::new();
    for row in csv::Reader::from_reader(playlists).deserialize() {
        let row: Row = row.map_err(|error| error.to_string())?;
        let minute = |text: &str| TimeOfDay::parse(text).map(TimeOfDay::minutes);
        let minutes = minute(&row.start).zip(minute(&row.end)).map_or(0, |(start, end)| end.saturating_sub(start));
        let key = (row.site.clone(), row.learner.clone(), row.session.clone());
        all.push(Planned {
            services: services.get(&key).cloned().unwrap_or_default(),
            site: row.site,
            learner: row.learner,
            slot: row.slot,
            session: row.session,
            lesson: row.lesson,
            competency: row.competency,
            modality: row.modality,
            room: row.room,
            staff: row.staff,
            minutes,
        });
    }
    Ok(all)
}

/// Services by site, learner and session: those of an offering's tags that the learner's day has to hold.
fn services(sites: &[(Problem, Plan)]) -> BTreeMap<(String, String, String), Vec<String>> {
    let mut found = BTreeMap::new();
    for (problem, plan) in sites {
        let tags: BTreeMap<&str, Vec<&str>> = (problem.offerings.iter())
            .map(|offering| (offering.id.as_str(), offering.tags.iter().map(String::as_str).collect()))
            .collect();
        let owed: BTreeMap<&str, BTreeSet<&str>> = (problem.learners.iter())
            .map(|learner| (learner.id.as_str(), learner.requirements.iter().map(|one| one.tag.as_str()).collect()))
            .collect();
        for session in &plan.sessions {
            for seat in &session.learners {
                let is_owed = |tag: &&&str| {
                    tag.starts_with(SERVICE) && owed.get(seat.id.as_str()).is_some_and(|owed| owed.contains(**tag))
                };
                let tags = tags.get(seat.offering.as_str()).into_iter().flatten().filter(is_owed);
                // Several kinds of one service are told apart by a number behind a tilde.
                let ids = tags.filter_map(|tag| tag.strip_prefix(SERVICE)?.split('~').next());
                let ids: BTreeSet<String> = ids.map(str::to_owned).collect();
                let key = (problem.site.clone(), seat.id.clone(), session.id.clone());
                found.insert(key, ids.into_iter().collect());
            }
        }
    }
    found
}
