//! Why a lesson could be proposed at all: what it does for the competencies with a purpose, and who asks for it.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::school::{Learner, Lesson, WishFor};
use daybreak_school::waiver::{Lifted, Waived};

use super::Stage;
use super::catalogue::Role;
use super::memory::Memory;
use super::purpose::{Purpose, Purposes};
use daybreak_day::time::days_between;

/// Conference lessons weighed for one learner, at most: one conference a day is enough.
const CONFERENCES_MAX: usize = 4;

/// A lesson on the way to a score.
#[derive(Default)]
pub struct Draft {
    pub reasons: Vec<(Reason, Points)>,
    pub slot_bonus: Vec<(String, Points)>,
    pub is_asked: bool,
    /// A person decided: it is proposed even where it does not suit.
    pub is_pinned: bool,
    /// A signed exception without which it would not be proposed.
    pub lifted: Option<Lifted>,
}

/// Scores lessons for one learner.
pub struct Scorer<'a> {
    pub stage: &'a Stage<'a>,
    pub learner: LearnerIdx,
    pub facts: &'a Learner,
    pub memory: &'a Memory,
}

impl Scorer<'_> {
    pub fn lesson(&self, lesson: LessonIdx) -> &Lesson {
        &self.stage.school.lessons[lesson.i()]
    }

    /// Adds the reasons of its own competency that the lesson's role can serve.
    pub fn draft(&self, drafts: &mut BTreeMap<LessonIdx, Draft>, lesson: LessonIdx, purpose: &Purpose) {
        let offer = self.stage.catalogue.offer(lesson);
        let mut reasons = Vec::new();
        match offer.role {
            Role::Shown => {
                reasons.extend(&purpose.shown);
                reasons.extend(&purpose.flat);
            }
            Role::Taught | Role::Shared | Role::Own | Role::Project | Role::Conference => {
                let progress = purpose.progress.iter().map(|&(reason, points)| (reason, points * offer.percent / 100));
                reasons.extend(progress);
                reasons.extend(&purpose.flat);
                if offer.role == Role::Shared || self.stage.bands.is_mixed(lesson) {
                    reasons.extend(&purpose.shared);
                }
            }
        }
        // Urgency and the like alone are no reason to sit in a demonstration that shows nothing.
        let is_useful = reasons.iter().any(|(reason, _)| !matches!(reason, Reason::GoalUrgent(_)));
        if is_useful {
            drafts.entry(lesson).or_default().reasons.append(&mut reasons);
        }
    }

    /// Adds half of the best that the lesson does for a further competency, where the learner may take the lesson
    /// at all: its own competency is known or has a purpose itself.
    pub fn draft_also(
        &self,
        drafts: &mut BTreeMap<LessonIdx, Draft>,
        lesson: LessonIdx,
        purposes: &Purposes,
        purpose: &Purpose,
    ) {
        let own = self.lesson(lesson).competency;
        let open = self.stage.is_known(self.learner, own) || purposes.contains_key(&own);
        if !open || self.stage.catalogue.offer(lesson).role == Role::Shown {
            return;
        }
        // The reasons for progress are parts of one sum, told by the first of them.
        let progress: Points = purpose.progress.iter().map(|reason| reason.1).sum();
        let progress = purpose.progress.first().map(|&(reason, _)| (reason, progress));
        let best = progress.into_iter().chain(purpose.flat.iter().copied()).max_by_key(|(_, points)| *points);
        if let Some((reason, points)) = best {
            let reasons = &mut drafts.entry(lesson).or_default().reasons;
            // The own competency's reason may be the same wish or request; it counts once.
            if !reasons.iter().any(|(other, _)| *other == reason) {
                reasons.push((reason, points / 2));
            }
        }
    }

    /// Adds conferences, unless there was one lately.
    pub fn draft_conferences(&self, drafts: &mut BTreeMap<LessonIdx, Draft>, purposes: &Purposes) {
        let gap = i64::from(self.stage.rules.choice.repeat_after_days);
        let is_due = self.memory.last_conference.is_none_or(|last| days_between(last, self.stage.asks.date) >= gap);
        if !is_due {
            return;
        }
        let has_purpose = |lesson: LessonIdx| purposes.contains_key(&self.lesson(lesson).competency);
        let own_grade = |lesson: LessonIdx| {
            let grade = self.stage.school.competencies[self.lesson(lesson).competency.i()].grade;
            grade.is_none_or(|grade| grade == self.facts.grade)
        };
        let mut suitable: Vec<LessonIdx> =
            self.stage.catalogue.conferences.iter().copied().filter(|&lesson| self.suits(lesson)).collect();
        suitable.sort_by_key(|&lesson| (!own_grade(lesson), !has_purpose(lesson), lesson));
        for lesson in suitable.into_iter().take(CONFERENCES_MAX) {
            drafts.entry(lesson).or_default().reasons.push((Reason::Advisor, self.stage.rules.scores.conference));
        }
    }

    /// Adds lessons that are asked for by name, requests for a slot, and what a person decided.
    pub fn draft_asked(&self, drafts: &mut BTreeMap<LessonIdx, Draft>) {
        for &at in self.stage.asks.wishes.of(self.learner) {
            let wish = &self.stage.school.wishes[at.i()];
            let WishFor::Lesson(lesson) = wish.what else { continue };
            let is_near = self.stage.is_near(self.learner, self.lesson(lesson).competency);
            let lifted = self.stage.lifted(self.learner, lesson, &Waived::Prerequisites).filter(|_| !is_near);
            if is_near || lifted.is_some() {
                let draft = drafts.entry(lesson).or_default();
                draft.lifted = lifted.filter(|_| draft.reasons.is_empty());
                draft.reasons.push((Reason::Wish(at), self.stage.standing.wish(at)));
                draft.is_asked = true;
            }
        }
        for &at in self.stage.asks.requests.of(self.learner) {
            let request = &self.stage.school.requests[at.i()];
            let points = self.stage.standing.request(at);
            let asked: Vec<LessonIdx> = match (request.lesson, request.competency) {
                (Some(lesson), _) => vec![lesson],
                (None, Some(competency)) => self.stage.catalogue.of(competency).to_vec(),
                (None, None) => Vec::new(),
            };
            for lesson in asked {
                let draft = drafts.entry(lesson).or_default();
                draft.lifted = None;
                draft.is_asked = draft.is_asked || request.lesson.is_some();
                match &request.slot {
                    Some(slot) => {
                        draft.slot_bonus.push((slot.clone(), points));
                        // Worth proposing at all; the points are earned in the slot.
                        draft.reasons.push((Reason::Request(at), 0));
                    }
                    None if request.lesson.is_some() => draft.reasons.push((Reason::Request(at), points)),
                    None => {}
                }
            }
        }
        for &at in self.stage.asks.pins.of(self.learner) {
            if let Some(lesson) = self.stage.school.pins[at.i()].lesson {
                let draft = drafts.entry(lesson).or_default();
                draft.reasons.push((Reason::Pinned(at), 0));
                draft.is_asked = true;
                draft.is_pinned = true;
            }
        }
    }
}
