//! Conversation: whether somebody talks with each learner about goals and progress, within the week.

use daybreak_school::ids::ModalityIdx;
use daybreak_school::quality::{QualityMeasure, SiteQuality, Tally};
use daybreak_school::school::{Delivered, DeliveredWhat};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let (school, date) = (laid.sight.school, laid.sight.formulation.date);
    let monday = date.saturating_sub(jiff::Span::new().days(date.weekday().to_monday_zero_offset()));
    let today = |learner: usize| {
        laid.seats_of(learner).any(|(_, seat)| seat.lesson.is_some_and(|lesson| laid.is_conference(lesson)))
    };
    let modality = |row: &Delivered| -> Option<ModalityIdx> {
        row.modality.or(match row.what {
            DeliveredWhat::Lesson(lesson) => Some(school.lessons[lesson.i()].modality),
            DeliveredWhat::Service(_) | DeliveredWhat::Unknown => None,
        })
    };
    let is_conference = |row: &Delivered| {
        modality(row).is_some_and(|at| school.modalities[at.i()].is_one_of(&laid.sight.choice.conference_tags))
    };
    let before = |learner: usize| {
        let rows = school.delivered_of(laid.learner(learner)).iter();
        rows.filter(|row| monday <= row.date && row.date < date && row.attended).any(is_conference)
    };
    each(sheet, QualityMeasure::ConferenceToday, laid, |learner| Tally::one(today(learner)));
    each(sheet, QualityMeasure::ConferenceWeek, laid, |learner| Tally::one(today(learner) || before(learner)));
}
