//! How well each lesson suits the learner: the reasons for and against it, in points.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::WishFor;
use daybreak_school::waiver::{Lifted, Waived};

use super::Stage;
use super::catalogue::Role;
use super::demand::Demand;
use super::drafts::{Draft, Scorer};
use super::memory::Memory;
use super::purpose::Purpose;
use super::shortlist::Profile;
use super::waived::Only;

/// Levels between lesson and learner beyond which a lesson is no worse.
const LEVELS_APART_MAX: f64 = 5.0;

/// A lesson with what it earns.
#[derive(Clone, Debug)]
pub struct Scored {
    pub lesson: LessonIdx,
    pub reasons: Vec<(Reason, Points)>,
    pub slot_bonus: Vec<(String, Points)>,
    /// Asked for by name, or decided.
    pub is_asked: bool,
    /// Not to be crowded out by other lessons (set by `choose`).
    pub is_kept: bool,
    /// The zone or room wished for it (see `Candidate::place`).
    pub place: Option<String>,
    /// In which slots exceptions let the learner have it.
    pub only: Only,
}

impl Scored {
    /// The sum of the reasons' points.
    pub fn utility(&self) -> Points {
        self.reasons.iter().map(|reason| reason.1).sum()
    }
}

/// Scores every lesson for the competencies of the shortlist that suits the learner, in order of lesson.
pub fn score_all(stage: &Stage<'_>, learner: LearnerIdx, profile: &Profile) -> Vec<Scored> {
    let Profile { memory, purposes, shortlist } = profile;
    let scorer = Scorer { stage, learner, facts: &stage.school.learners[learner.i()], memory };
    let mut drafts: BTreeMap<LessonIdx, Draft> = BTreeMap::new();
    for (&competency, purpose) in shortlist.iter().filter_map(|competency| purposes.get_key_value(competency)) {
        for &lesson in stage.catalogue.of(competency) {
            scorer.draft(&mut drafts, lesson, purpose);
        }
        for &lesson in stage.catalogue.also(competency) {
            scorer.draft_also(&mut drafts, lesson, purposes, purpose);
        }
    }
    scorer.draft_conferences(&mut drafts, purposes);
    scorer.draft_asked(&mut drafts);
    scorer.draft_proposals(&mut drafts);
    let mut scored: Vec<Scored> =
        drafts.into_iter().filter_map(|(lesson, draft)| scorer.finish(lesson, draft)).collect();
    scorer.add_places(&mut scored);
    scorer.add_proposed_places(&mut scored);
    scored
}

/// Scores the lessons of competencies to deepen, for days on which little else is open.
pub fn score_deepening(
    stage: &Stage<'_>,
    learner: LearnerIdx,
    memory: &Memory,
    competencies: &[CompetencyIdx],
) -> Vec<Scored> {
    let scorer = Scorer { stage, learner, facts: &stage.school.learners[learner.i()], memory };
    let mut drafts = BTreeMap::new();
    for &competency in competencies {
        let reason = (Reason::Deepen(competency), stage.rules.scores.deepen);
        let purpose = Purpose { progress: vec![reason], ..Purpose::default() };
        for &lesson in stage.catalogue.of(competency).iter().filter(|&&lesson| stage.may_deepen(learner, lesson)) {
            scorer.draft(&mut drafts, lesson, &purpose);
        }
    }
    drafts.into_iter().filter_map(|(lesson, draft)| scorer.finish(lesson, draft)).collect()
}

/// Scores lessons that somebody else asks for and needs company in: for who has a purpose in what they teach they serve
/// that, though it was not among the best; for who knows it and is at most a grade away they are a chance to go deeper.
/// Lessons scored before are left out.
pub fn score_company(
    stage: &Stage<'_>,
    learner: LearnerIdx,
    profile: &Profile,
    demand: &Demand,
    before: &[Scored],
) -> Vec<Scored> {
    let memory = &profile.memory;
    let scorer = Scorer { stage, learner, facts: &stage.school.learners[learner.i()], memory };
    let mut drafts = BTreeMap::new();
    for &lesson in demand.lonely().iter().filter(|lesson| before.iter().all(|entry| entry.lesson != **lesson)) {
        let competency = stage.school.lessons[lesson.i()].competency;
        let is_near = stage.grades_apart(learner, competency).is_none_or(|apart| apart <= 1);
        if let Some(purpose) = profile.purposes.get(&competency) {
            scorer.draft(&mut drafts, lesson, purpose);
        } else if is_near && stage.is_known(learner, competency) && stage.may_deepen(learner, lesson) {
            let reason = (Reason::Deepen(competency), stage.rules.scores.deepen);
            scorer.draft(&mut drafts, lesson, &Purpose { progress: vec![reason], ..Purpose::default() });
        }
    }
    drafts.into_iter().filter_map(|(lesson, draft)| scorer.finish(lesson, draft)).collect()
}

impl Scorer<'_> {
    /// Adds what depends on learner and lesson alone; none when the lesson does not suit.
    fn finish(&self, lesson: LessonIdx, mut draft: Draft) -> Option<Scored> {
        // What a person decided is proposed even where it does not suit, as long as the site has it.
        let open = if draft.is_pinned {
            self.stage.catalogue.offer(lesson).here.then(Only::default)
        } else {
            self.open(lesson)
        };
        let mut only = open.filter(|_| !draft.reasons.is_empty())?;
        let ruling = self.stage.ruling(self.learner, lesson, self.memory);
        if ruling.barred_by.is_some() && !draft.is_pinned {
            return None;
        }
        if !draft.is_pinned {
            draft.lifted.take().into_iter().for_each(|lifted| only.and(lifted));
            ruling.only.0.into_iter().for_each(|slots| only.and(Lifted::In(slots)));
        }
        draft.reasons.extend(ruling.reasons);
        self.add_tastes(lesson, &mut draft);
        self.add_wishes(lesson, &mut draft);
        self.add_proposals(lesson, &mut draft);
        self.add_history(lesson, &mut draft);
        self.add_level(lesson, &mut draft);
        draft.reasons.sort_by(|a, b| b.1.abs().cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        Some(Scored {
            lesson,
            reasons: draft.reasons,
            slot_bonus: self.start_bonuses(lesson, draft.slot_bonus),
            is_asked: draft.is_asked,
            is_kept: false,
            place: None,
            only,
        })
    }

    /// Whether the learner may sit in the lesson today.
    pub fn suits(&self, at: LessonIdx) -> bool {
        self.open(at).is_some()
    }

    /// In which slots the learner may sit in the lesson today; none: not at all.
    fn open(&self, at: LessonIdx) -> Option<Only> {
        let offer = self.stage.catalogue.offer(at);
        let fits_room = self.facts.room_features.is_empty()
            || self.stage.catalogue.has_room_with(self.lesson(at), &self.facts.room_features);
        if !offer.here || offer.impossible.is_some() || !fits_room {
            return None;
        }
        let mut only = Only::default();
        let asked = [
            (self.stage.speaks(self.learner, at), Waived::Language),
            (self.stage.fits_group(self.learner, at), Waived::GroupSize),
        ];
        for (_, what) in asked.into_iter().filter(|(holds, _)| !holds) {
            only.and(self.stage.lifted(self.learner, at, &what)?);
        }
        Some(only)
    }

    /// Interests and strengths; the first of each that the lesson touches.
    fn add_tastes(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        let scores = &self.stage.rules.scores;
        if let Some(i) = self.facts.interests.iter().position(|interest| lesson.interests.contains(interest)) {
            draft.reasons.push((Reason::Interest(i as u32), scores.interest));
        }
        let subject = &self.stage.school.competencies[lesson.competency.i()].subject;
        let modality = &self.stage.school.modalities[lesson.modality.i()];
        let touches = |strength: &String| {
            strength == subject || modality.tags.contains(strength) || lesson.interests.contains(strength)
        };
        if let Some(i) = self.facts.strengths.iter().position(touches) {
            draft.reasons.push((Reason::Strength(i as u32), scores.strength));
        }
    }

    /// Wishes that concern the way, the theme, the place or the time.
    fn add_wishes(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        for &wish_at in self.stage.asks.wishes.of(self.learner) {
            let is_met = match &self.stage.school.wishes[wish_at.i()].what {
                WishFor::Modality(modality) => *modality == lesson.modality,
                WishFor::Interest(interest) => lesson.interests.contains(interest),
                WishFor::Place(place) => !lesson.place.is_empty() && *place == lesson.place,
                // Lessons and competencies have been counted; times follow; people are met in `formulate`.
                WishFor::Lesson(_)
                | WishFor::Competency(_)
                | WishFor::Time { .. }
                | WishFor::Partner(_)
                | WishFor::Staff(_) => false,
            };
            if is_met {
                // Where the wish itself opened the lesson, it stands there without points.
                draft.reasons.retain(|reason| *reason != (Reason::Wish(wish_at), 0));
                draft.reasons.push((Reason::Wish(wish_at), self.stage.standing.wish(wish_at)));
            }
        }
        self.add_wishes_for_a_time(at, draft);
        self.add_requests_for_a_time(at, draft);
    }

    /// Wishes for a time earn their points in the slot: for a subject or way of working, or, where they name the slot
    /// alone, for work of the learner's own choice.
    fn add_wishes_for_a_time(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        let own_subject = &self.stage.school.competencies[lesson.competency.i()].subject;
        for &wish_at in self.stage.asks.wishes.of(self.learner) {
            let WishFor::Time { slot, subject, modality } = &self.stage.school.wishes[wish_at.i()].what else {
                continue;
            };
            let is_met = match (subject, modality) {
                (None, None) => self.is_own_choice(at, draft),
                (subject, modality) => {
                    subject.as_ref().is_none_or(|subject| subject == own_subject)
                        && modality.is_none_or(|modality| modality == lesson.modality)
                }
            };
            if is_met {
                draft.slot_bonus.push((slot.clone(), self.stage.standing.wish(wish_at)));
                draft.reasons.push((Reason::Wish(wish_at), 0));
            }
        }
    }

    /// Whether the lesson is one that the learner would choose: own work, something of interest, or wished for.
    fn is_own_choice(&self, at: LessonIdx, draft: &Draft) -> bool {
        let is_liked = |reason: &(Reason, Points)| {
            reason.1 > 0 && matches!(reason.0, Reason::Wish(_) | Reason::Interest(_) | Reason::Strength(_))
        };
        self.stage.catalogue.offer(at).role == Role::Own || draft.reasons.iter().any(is_liked)
    }

    /// A teacher asks for the learner at a time, whatever the lesson: any that the teacher can serve.
    fn add_requests_for_a_time(&self, at: LessonIdx, draft: &mut Draft) {
        for &request_at in self.stage.asks.requests.of(self.learner) {
            let request = &self.stage.school.requests[request_at.i()];
            let (None, None, Some(slot)) = (request.lesson, request.competency, &request.slot) else { continue };
            let tags = &self.stage.school.staff[request.staff.i()].tags;
            if self.stage.catalogue.offer(at).needs.iter().any(|need| tags.contains(&need.tag)) {
                draft.slot_bonus.push((slot.clone(), self.stage.standing.request(request_at)));
                draft.reasons.push((Reason::Request(request_at), 0));
            }
        }
    }

    /// What the learner has had: repeats cost, what follows pays, and what failed often is tried in another way.
    fn add_history(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        let scores = &self.stage.rules.scores;
        if let Some(&(times, _)) = self.memory.lessons.get(&at)
            && self.stage.catalogue.offer(at).role != Role::Conference
        {
            let again = (times + 1).saturating_sub(self.stage.times_usual(at));
            let points = scores.repeat * Points::from(again.min(2));
            // Own work is repeated by its nature; the same lesson in a group is not.
            let is_own = self.stage.catalogue.offer(at).role == Role::Own;
            if points > 0 {
                draft.reasons.push((Reason::Repeat, if is_own { -points / 2 } else { -points }));
            }
        }
        if let Some(before) = lesson.follows
            && self.memory.lessons.contains_key(&before)
        {
            draft.reasons.push((Reason::Follows(before), scores.follows));
        }
        if let Some(struggle) = self.memory.struggles.get(&lesson.competency) {
            if self.stage.is_other_way(struggle, at) {
                draft.reasons.push((Reason::NewApproach(lesson.competency), scores.new_approach));
            }
            if self.stage.is_smaller_group(struggle, at) {
                draft.reasons.push((Reason::SmallerGroup(lesson.competency), scores.new_approach));
            }
        }
    }

    /// The distance between the lesson's level and what fits: the competency's own level for half mastery, half a
    /// level below for a beginner and half a level above for who has mastered it.
    fn add_level(&self, at: LessonIdx, draft: &mut Draft) {
        let lesson = self.lesson(at);
        let competency = &self.stage.school.competencies[lesson.competency.i()];
        if let (Some(level), Some(own)) = (lesson.level, competency.level) {
            let mastery = f64::from(self.stage.states.mastery(self.learner, lesson.competency));
            let apart = (level - (own + mastery - 0.5)).abs().min(LEVELS_APART_MAX);
            let points = (apart * self.stage.rules.scores.level_mismatch as f64).round() as Points;
            if points > 0 {
                draft.reasons.push((Reason::LevelMismatch, -points));
            }
        }
    }

    /// The bonuses by start slot, in order of slot id: a long lesson is held in a slot wherever it runs over it.
    pub fn start_bonuses(&self, at: LessonIdx, bonuses: Vec<(String, Points)>) -> Vec<(String, Points)> {
        let day = self.stage.day;
        let n_slots = self.lesson(at).slots;
        let mut sums: BTreeMap<String, Points> = BTreeMap::new();
        for (slot, points) in bonuses {
            let Some(wanted) = day.slot(&slot) else { continue };
            let first = (wanted + 1).saturating_sub(n_slots as usize);
            for start in (first..=wanted).filter(|&start| day.can_start(start, n_slots)) {
                *sums.entry(day.slot_id(start).to_string()).or_default() += points;
            }
        }
        sums.into_iter().collect()
    }

    /// The zone or room of that name that is in use today, as offerings are bound to it.
    pub fn place(&self, name: &str) -> Option<String> {
        let mut rooms = self.stage.day.rooms.iter().map(|room| &self.stage.school.rooms[room.who.i()]);
        let has_zone = rooms.clone().any(|room| room.zone == name);
        let has_room = rooms.any(|room| room.id == name);
        match (has_zone, has_room) {
            (true, _) => Some(format!("zone:{name}")),
            (false, true) => Some(format!("room:{name}")),
            (false, false) => None,
        }
    }

    /// For a wished zone or room, the best individual work is also proposed there.
    fn add_places(&self, scored: &mut Vec<Scored>) {
        let school = self.stage.school;
        for &at in self.stage.asks.wishes.of(self.learner) {
            let WishFor::Place(place) = &school.wishes[at.i()].what else { continue };
            let Some(bound) = self.place(place) else { continue };
            let is_own = |entry: &&Scored| {
                self.stage.catalogue.offer(entry.lesson).role == Role::Own
                    && self.lesson(entry.lesson).place.is_empty()
                    && entry.place.is_none()
            };
            let mut own: Vec<&Scored> = scored.iter().filter(is_own).collect();
            own.sort_by_key(|entry| (-entry.utility(), entry.lesson));
            let points = self.stage.standing.wish(at);
            let there = own.into_iter().take(PLACED_MAX).cloned().map(|mut entry| {
                entry.reasons.push((Reason::Wish(at), points));
                entry.reasons.sort_by(|a, b| b.1.abs().cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
                entry.place = Some(bound.clone());
                entry.is_asked = true;
                entry
            });
            let there: Vec<Scored> = there.collect();
            scored.extend(there);
        }
    }
}

/// Lessons proposed in a wished place, at most.
const PLACED_MAX: usize = 3;
