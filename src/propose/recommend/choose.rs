//! A varied choice out of everything that suits: several competencies of each subject, several ways of learning
//! each, work at a station among them, and enough of it to fill the learner's day.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::Points;
use daybreak_night::candidate::{Activity, Candidate, Reason};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx};
use daybreak_school::school::Lesson;

use super::Stage;
use super::catalogue::Role;
use super::demand::Demand;
use super::memory::Memory;
use super::purposes::to_deepen;
use super::score::{Scored, score_deepening};
use daybreak_day::time::days_between;

/// Slots of work beyond the day's own that a learner's candidates should offer, so that one full group or absent
/// teacher leaves no hole.
const SPARE_SLOTS: u32 = 3;

/// Competencies to deepen that are tried at a time when the day is not full.
const DEEPEN_STEP: usize = 6;

/// Lessons kept for each wish and request that several lessons could meet, and for each slot that is asked for.
const PER_ASK: usize = 2;

/// Conferences kept.
const CONFERENCES_KEPT: usize = 2;

/// Lessons kept because somebody else asks for them and needs company, at most.
const COMPANY_MAX: usize = 6;

/// The candidates kept, in no particular order.
pub fn choose(
    stage: &Stage<'_>,
    learner: LearnerIdx,
    memory: &Memory,
    demand: &Demand,
    scored: Vec<Scored>,
) -> Vec<Candidate> {
    let mut scored = without_fresh_repeats(stage, memory, scored);
    mark_kept(stage, demand, &mut scored);
    scored
        .retain(|entry| entry.is_kept || demand.can_form(entry.lesson, lesson(stage, entry), is_station(stage, entry)));
    let mut kept = varied(stage, demand, scored);
    keep_chains(stage, memory, &mut kept);
    fill(stage, learner, memory, &mut kept);
    let mut candidates: Vec<Candidate> =
        kept.into_iter().map(|scored| candidate(stage, learner, memory, scored)).collect();
    widen(stage, learner, &mut candidates);
    candidates
}

fn lesson<'a>(stage: &Stage<'a>, entry: &Scored) -> &'a Lesson {
    &stage.school.lessons[entry.lesson.i()]
}

fn is_station(stage: &Stage<'_>, entry: &Scored) -> bool {
    stage.school.modalities[lesson(stage, entry).modality.i()].station
}

/// Marks what stays whatever else is there: the best of each wish and request, of the conferences, and of what
/// others ask for.
fn mark_kept(stage: &Stage<'_>, demand: &Demand, scored: &mut [Scored]) {
    let mut order: Vec<usize> = (0..scored.len()).collect();
    order.sort_by_cached_key(|&at| (-prospect(stage, demand, &scored[at]), scored[at].lesson));
    let mut per_ask: BTreeMap<Reason, usize> = BTreeMap::new();
    let mut per_slot: BTreeMap<String, usize> = BTreeMap::new();
    let (mut n_conferences, mut n_company) = (0, 0);
    for at in order {
        let entry = &mut scored[at];
        let mut is_kept = false;
        for (reason, _) in entry
            .reasons
            .iter()
            .filter(|(reason, _)| matches!(reason, Reason::Wish(_) | Reason::Request(_) | Reason::Proposal(_)))
        {
            let n = per_ask.entry(*reason).or_default();
            *n += 1;
            is_kept = is_kept || *n <= PER_ASK;
        }
        for (slot, _) in &entry.slot_bonus {
            let n = per_slot.entry(slot.clone()).or_default();
            *n += 1;
            is_kept = is_kept || *n <= PER_ASK;
        }
        if stage.catalogue.offer(entry.lesson).role == Role::Conference {
            n_conferences += 1;
            is_kept = is_kept || n_conferences <= CONFERENCES_KEPT;
        }
        if demand.is_asked(entry.lesson) && !entry.is_asked {
            n_company += 1;
            is_kept = is_kept || n_company <= COMPANY_MAX;
        }
        entry.is_kept = entry.is_asked || is_kept;
    }
}

/// What the lesson promises, with regard to the group that it needs.
fn prospect(stage: &Stage<'_>, demand: &Demand, entry: &Scored) -> Points {
    demand.prospect(entry.lesson, lesson(stage, entry), is_station(stage, entry), entry.utility())
}

/// Leaves out a lesson that the learner has just had, or that is more of what did not help, as long as another one of its
/// competency is left.
fn without_fresh_repeats(stage: &Stage<'_>, memory: &Memory, scored: Vec<Scored>) -> Vec<Scored> {
    let gap = i64::from(stage.rules.choice.repeat_after_days);
    let is_fresh = |entry: &Scored| {
        let had = memory.lessons.get(&entry.lesson);
        had.is_some_and(|had| had.0 >= stage.times_usual(entry.lesson) && days_between(had.1, stage.asks.date) < gap)
            || stage.is_worn(memory, entry.lesson)
    };
    let competency = |entry: &Scored| stage.school.lessons[entry.lesson.i()].competency;
    let others: BTreeSet<CompetencyIdx> = scored.iter().filter(|entry| !is_fresh(entry)).map(competency).collect();
    scored
        .into_iter()
        .filter(|entry| entry.is_asked || !is_fresh(entry) || !others.contains(&competency(entry)))
        .collect()
}

/// The varied top: what is asked for, then round by round the next best lesson of every competency kept.
fn varied(stage: &Stage<'_>, demand: &Demand, scored: Vec<Scored>) -> Vec<Scored> {
    let policy = &stage.rules.choice;
    let (asked, free): (Vec<Scored>, Vec<Scored>) = scored.into_iter().partition(|entry| entry.is_kept);
    let mut by_competency: BTreeMap<CompetencyIdx, Vec<Scored>> = BTreeMap::new();
    for entry in free {
        by_competency.entry(stage.school.lessons[entry.lesson.i()].competency).or_default().push(entry);
    }
    let mut ranked: Vec<(Points, CompetencyIdx, Vec<Scored>)> = by_competency
        .into_iter()
        .map(|(competency, lessons)| {
            let best = lessons.iter().map(|entry| prospect(stage, demand, entry)).max().unwrap_or(0);
            (best, competency, in_rounds(stage, demand, lessons))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut per_subject: BTreeMap<&str, usize> = BTreeMap::new();
    ranked.retain(|(_, competency, _)| {
        let n = per_subject.entry(stage.school.competencies[competency.i()].subject.as_str()).or_default();
        *n += 1;
        *n <= policy.competencies_per_subject_max
    });
    let mut rounds: Vec<(usize, Points, Scored)> = Vec::new();
    for (_, _, lessons) in ranked {
        let in_turn = lessons.into_iter().enumerate();
        rounds.extend(in_turn.map(|(round, entry)| (round, prospect(stage, demand, &entry), entry)));
    }
    rounds.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.lesson.cmp(&b.2.lesson)));
    let room = policy.candidates_max.saturating_sub(asked.len());
    asked.into_iter().chain(rounds.into_iter().take(room).map(|(_, _, entry)| entry)).collect()
}

/// A competency's lessons, best first, but every way of learning once before any comes twice, and own work (which
/// always has room) among the first two.
fn in_rounds(stage: &Stage<'_>, demand: &Demand, mut lessons: Vec<Scored>) -> Vec<Scored> {
    lessons.sort_by_cached_key(|entry| (-prospect(stage, demand, entry), entry.lesson));
    let mut seen: BTreeMap<ModalityIdx, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, Scored)> = lessons
        .into_iter()
        .map(|entry| {
            let turn = seen.entry(stage.school.lessons[entry.lesson.i()].modality).or_default();
            *turn += 1;
            (*turn, entry)
        })
        .collect();
    turns.sort_by_key(|turn| turn.0);
    let mut lessons: Vec<Scored> = turns.into_iter().map(|turn| turn.1).collect();
    let own = lessons.iter().position(|entry| stage.catalogue.offer(entry.lesson).role == Role::Own);
    if let Some(at) = own.filter(|&at| at > 1) {
        let entry = lessons.remove(at);
        lessons.insert(1, entry);
    }
    lessons
}

/// Leaves out what follows a lesson that the learner neither has had nor may have today.
fn keep_chains(stage: &Stage<'_>, memory: &Memory, kept: &mut Vec<Scored>) {
    loop {
        let present: BTreeSet<LessonIdx> = kept.iter().map(|entry| entry.lesson).collect();
        let before = kept.len();
        kept.retain(|entry| {
            let follows = stage.school.lessons[entry.lesson.i()].follows;
            entry.is_asked || follows.is_none_or(|f| memory.lessons.contains_key(&f) || present.contains(&f))
        });
        if kept.len() == before {
            return;
        }
    }
}

/// Adds lessons to deepen what is known until the candidates could fill the day.
fn fill(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, kept: &mut Vec<Scored>) {
    let wanted = wanted_slots(stage, learner);
    if offered_slots(stage, kept.iter().map(|entry| entry.lesson)) >= wanted {
        return;
    }
    let known = to_deepen(stage, learner);
    for some in known.chunks(DEEPEN_STEP) {
        let more = without_fresh_repeats(stage, memory, score_deepening(stage, learner, memory, some));
        let present: BTreeSet<LessonIdx> = kept.iter().map(|entry| entry.lesson).collect();
        let room = stage.rules.choice.candidates_max.saturating_sub(kept.len());
        let mut more: Vec<Scored> = more.into_iter().filter(|entry| !present.contains(&entry.lesson)).collect();
        more.sort_by(|a, b| b.utility().cmp(&a.utility()).then(a.lesson.cmp(&b.lesson)));
        kept.extend(more.into_iter().take(room));
        keep_chains(stage, memory, kept);
        let full = kept.len() >= stage.rules.choice.candidates_max;
        if full || offered_slots(stage, kept.iter().map(|entry| entry.lesson)) >= wanted {
            return;
        }
    }
}

/// Slots of the learner's day, and some to spare.
fn wanted_slots(stage: &Stage<'_>, learner: LearnerIdx) -> u32 {
    let own = stage.day.learner(learner).map_or(0, |presence| presence.n_slots());
    u32::try_from(own).unwrap_or(u32::MAX).saturating_add(SPARE_SLOTS)
}

/// Slots that these lessons could fill, one of each kind for a competency.
fn offered_slots(stage: &Stage<'_>, lessons: impl Iterator<Item = LessonIdx>) -> u32 {
    let mut longest: BTreeMap<(CompetencyIdx, Role), u32> = BTreeMap::new();
    for at in lessons {
        let lesson = &stage.school.lessons[at.i()];
        let slots = longest.entry((lesson.competency, stage.catalogue.offer(at).role)).or_default();
        *slots = (*slots).max(lesson.slots);
    }
    longest.into_values().fold(0, u32::saturating_add)
}

/// When there is still too little, own work may be gone on with for several slots.
fn widen(stage: &Stage<'_>, learner: LearnerIdx, candidates: &mut [Candidate]) {
    let lessons = || candidates.iter().filter_map(|candidate| candidate.activity.lesson());
    let short = wanted_slots(stage, learner).saturating_sub(offered_slots(stage, lessons()));
    let is_own = |candidate: &Candidate| {
        candidate.activity.lesson().is_some_and(|lesson| stage.catalogue.offer(lesson).role == Role::Own)
    };
    let n_own = u32::try_from(candidates.iter().filter(|c| is_own(c)).count()).unwrap_or(u32::MAX);
    if short == 0 || n_own == 0 {
        return;
    }
    let times = 1 + short.div_ceil(n_own);
    for candidate in candidates.iter_mut().filter(|candidate| is_own(candidate)) {
        candidate.times_max = candidate.times_max.max(times);
    }
}

/// Own work on what takes more than one lesson yet may be gone on with at once: what is finished in one go does not fade in
/// between.
fn times_max(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, scored: &Scored, role: Role) -> u32 {
    let lesson = &stage.school.lessons[scored.lesson.i()];
    let is_new = |(reason, _): &(Reason, Points)| {
        matches!(reason, Reason::GoalStep(..) | Reason::WithoutGoal(..) | Reason::GradeLevel(_) | Reason::Ready(_))
    };
    if role != Role::Own || !scored.reasons.iter().any(is_new) {
        return 1;
    }
    let left = stage.place(learner, memory, lesson.competency).lessons_left;
    (left.round() as u32).clamp(1, AT_ONCE_MAX)
}

/// Slots of own work on one competency in a day, at most.
const AT_ONCE_MAX: u32 = 2;

/// The candidate of a lesson kept.
fn candidate(stage: &Stage<'_>, learner: LearnerIdx, memory: &Memory, scored: Scored) -> Candidate {
    let lesson = &stage.school.lessons[scored.lesson.i()];
    let role = stage.catalogue.offer(scored.lesson).role;
    let exclusive = match role {
        Role::Conference => role.word().to_string(),
        Role::Taught | Role::Shared | Role::Own | Role::Project | Role::Shown => {
            format!("{}:{}", stage.school.competencies[lesson.competency.i()].id, role.word())
        }
    };
    // A person's word needs no lesson before it.
    let after = lesson.follows.filter(|before| !scored.is_asked && !memory.lessons.contains_key(before));
    let times_max = times_max(stage, learner, memory, &scored, role);
    Candidate {
        activity: Activity::Lesson(scored.lesson),
        utility: scored.utility(),
        slot_bonus: scored.slot_bonus,
        reasons: scored.reasons,
        times_max,
        exclusive: Some(exclusive),
        place: scored.place,
        after,
        only_in: scored.only.0,
        tags: Vec::new(),
    }
}
