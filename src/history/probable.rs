//! What was planned and has not been reported: it probably took place. Else the planner, told nothing, gives everybody the same
//! lessons again.
//!
//! A day of a site of which records have come for half of its planned slots is reported: who has no record there was away.
//! Until then each planned lesson of a learner without a record counts as had, with the gain that is expected of it, for two
//! weeks; services never do, since a ledger counts what was given. A record that comes later replaces it.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::time::{Date, TimeOfDay, days_between};
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::lost::Unreported;
use daybreak_school::school::{AvailabilityOf, Delivered, DeliveredWhat, School};
use serde::Deserialize;

/// Days after which what was never reported is no longer believed.
pub const BELIEVED_DAYS: i64 = 14;

/// The columns of a playlist that are read.
#[derive(Deserialize)]
struct Row {
    date: Date,
    learner: String,
    slot: String,
    start: String,
    end: String,
    lesson: String,
}

/// Adds to a school what probably took place before a day, from the playlists of its former nights, and notes it as lost; ids that
/// the school does not know are left aside.
///
/// # Errors
/// What is wrong with a playlist, in a sentence.
pub fn assume(school: &mut School, playlists: &[Vec<u8>], today: Date) -> Result<(), String> {
    let mut planned: Vec<Delivered> = Vec::new();
    for bytes in playlists {
        planned.extend(read(bytes, school)?);
    }
    let is_near = |date: Date| (1..=BELIEVED_DAYS).contains(&days_between(date, today));
    planned.retain(|row| is_near(row.date));
    let site = |learner: LearnerIdx| school.learners[learner.i()].site;
    let recorded: BTreeSet<(LearnerIdx, Date)> = school.delivered.iter().map(|row| (row.learner, row.date)).collect();
    // Half of the planned slots: a few exit tickets are no roll call.
    let of_slot: BTreeSet<(LearnerIdx, Date, &str)> =
        school.delivered.iter().map(|row| (row.learner, row.date, row.slot.as_str())).collect();
    let mut slots: BTreeMap<(SiteIdx, Date), (usize, usize)> = BTreeMap::new();
    for row in &planned {
        let (n, all) = slots.entry((site(row.learner), row.date)).or_default();
        *n += usize::from(of_slot.contains(&(row.learner, row.date, row.slot.as_str())));
        *all += 1;
    }
    let reported: BTreeSet<(SiteIdx, Date)> =
        slots.into_iter().filter(|(_, (n, all))| 2 * n >= *all).map(|(day, _)| day).collect();
    let away: BTreeSet<(LearnerIdx, Date, Option<&str>)> = (school.availability.iter())
        .filter(|row| !row.available)
        .filter_map(|row| match row.subject {
            AvailabilityOf::Learner(learner) => Some((learner, row.date?, row.slot.as_deref())),
            _ => None,
        })
        .collect();
    let is_away = |row: &Delivered| {
        let said = |slot| away.contains(&(row.learner, row.date, slot));
        said(None) || said(Some(row.slot.as_str()))
    };
    let probable: Vec<Delivered> = (planned.into_iter())
        .filter(|row| !reported.contains(&(site(row.learner), row.date)))
        .filter(|row| !recorded.contains(&(row.learner, row.date)) && !is_away(row))
        .collect();
    let unreported = unreported(school, &probable);
    school.lost.unreported = unreported;
    school.delivered.extend(probable);
    school.delivered.sort_by(|a, b| (a.learner, a.date, &a.slot, &a.what).cmp(&(b.learner, b.date, &b.slot, &b.what)));
    Ok(())
}

/// What is believed without a report, a line a site.
fn unreported(school: &School, probable: &[Delivered]) -> Vec<Unreported> {
    let mut by_site: BTreeMap<SiteIdx, Vec<&Delivered>> = BTreeMap::new();
    probable.iter().for_each(|row| by_site.entry(school.learners[row.learner.i()].site).or_default().push(row));
    let line = |(site, rows): (SiteIdx, Vec<&Delivered>)| {
        let days: BTreeSet<Date> = rows.iter().map(|row| row.date).collect();
        Some(Unreported {
            site,
            from: *days.first()?,
            until: *days.last()?,
            days: days.len(),
            learners: rows.iter().map(|row| row.learner).collect::<BTreeSet<LearnerIdx>>().len(),
            lessons: rows.len(),
        })
    };
    by_site.into_iter().filter_map(line).collect()
}

/// The lessons of a playlist.
fn read(playlists: &[u8], school: &School) -> Result<Vec<Delivered>, String> {
    let learners: BTreeMap<&str, usize> =
        school.learners.iter().enumerate().map(|(at, learner)| (learner.id.as_str(), at)).collect();
    let lessons: BTreeMap<&str, usize> =
        school.lessons.iter().enumerate().map(|(at, lesson)| (lesson.id.as_str(), at)).collect();
    let mut planned = Vec::new();
    for row in csv::Reader::from_reader(playlists).deserialize() {
        let row: Row = row.map_err(|error| error.to_string())?;
        let (Some(&learner), Some(&lesson)) = (learners.get(row.learner.as_str()), lessons.get(row.lesson.as_str()))
        else {
            continue;
        };
        let minutes = |text: &str| TimeOfDay::parse(text).map(TimeOfDay::minutes);
        let length = minutes(&row.start).zip(minutes(&row.end)).map_or(0, |(start, end)| end.saturating_sub(start));
        let facts = &school.lessons[lesson];
        planned.push(Delivered {
            date: row.date,
            learner: LearnerIdx::at(learner),
            slot: row.slot,
            what: DeliveredWhat::Lesson(LessonIdx::at(lesson)),
            competency: Some(facts.competency),
            modality: Some(facts.modality),
            staff: Vec::new(),
            room: None,
            minutes: length,
            attended: true,
            outcome: None,
            is_reported: false,
        });
    }
    Ok(planned)
}
