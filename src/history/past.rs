//! Groups of earlier days, as `delivered.csv` tells them: who was in one session with whom.
//!
//! It states facts and decides nothing; two stages ask it (what the rules say of groups, what a person should see).

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::time::Date;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RoomIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{DeliveredWhat, School};

/// A session of an earlier day; work at stations is no group and not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastSession {
    pub date: Date,
    pub lesson: LessonIdx,
    /// Sorted, two or more.
    pub learners: Vec<LearnerIdx>,
}

/// What makes two rows of delivered lessons the same session. Where a school records neither room nor people, all who did
/// the lesson in the slot count as one group.
type Key<'a> = (Date, &'a str, LessonIdx, Option<RoomIdx>, &'a [StaffIdx]);

/// The sessions of a site on its latest `n_days` school days with delivered lessons before a date, and these days, the
/// latest first.
pub fn past_sessions(school: &School, site: SiteIdx, before: Date, n_days: usize) -> (Vec<Date>, Vec<PastSession>) {
    let days = latest_days(school, site, before, n_days);
    let Some(&from) = days.last() else { return (days, Vec::new()) };
    let mut found: BTreeMap<Key<'_>, Vec<LearnerIdx>> = BTreeMap::new();
    for learner in school.learners_of(site) {
        // Delivered rows are sorted by learner, then date.
        let first = school.delivered.partition_point(|row| (row.learner, row.date) < (learner, from));
        let own = school.delivered[first..].iter().take_while(|row| row.learner == learner && row.date < before);
        for row in own.filter(|row| row.attended) {
            let DeliveredWhat::Lesson(lesson) = row.what else { continue };
            if !school.modalities[school.lessons[lesson.i()].modality.i()].station {
                let key = (row.date, row.slot.as_str(), lesson, row.room, row.staff.as_slice());
                found.entry(key).or_default().push(learner);
            }
        }
    }
    let session = |((date, _, lesson, ..), mut learners): (Key<'_>, Vec<LearnerIdx>)| {
        learners.dedup();
        PastSession { date, lesson, learners }
    };
    let sessions = found.into_iter().map(session).filter(|session| session.learners.len() >= 2).collect();
    (days, sessions)
}

/// The latest days before a date on which the site delivered anything, the latest first.
fn latest_days(school: &School, site: SiteIdx, before: Date, n_days: usize) -> Vec<Date> {
    // So many school days lie within twice as many days and a holiday.
    let far = i64::try_from(n_days).unwrap_or(i64::MAX / 4).saturating_mul(2).saturating_add(30).min(3_660);
    let mut had: BTreeSet<Date> = BTreeSet::new();
    let horizon = before.saturating_sub(jiff::Span::new().days(far));
    for learner in school.learners_of(site) {
        let first = school.delivered.partition_point(|row| (row.learner, row.date) < (learner, horizon));
        let own = school.delivered[first..].iter().take_while(|row| row.learner == learner && row.date < before);
        had.extend(own.filter(|row| row.attended).map(|row| row.date));
    }
    had.into_iter().rev().take(n_days).collect()
}
