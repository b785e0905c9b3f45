//! Tomorrow's possibilities: for each learner who is there, the lessons that suit, with points and typed reasons.
//!
//! First it is asked what each competency would be worth today (`purposes`: the next step to a goal, usual in the
//! grade, due for review, wished, requested, ...), then which lessons there are for it and how well each suits the
//! learner (`score`), and at last a varied choice is kept (`choose`), wide enough to fill the learner's day and with
//! regard to what others could share (`demand`).
//! Every file stands on `Stage`, all that is read while a site's candidates are worked out, which therefore lies here above
//! them; beside it a file knows only what comes before it.
//!
//! A candidate's utility is the sum of its reasons' points, so a plan's value can be read aloud.

mod advance;
mod by_learner;
mod catalogue;
mod choose;
mod concerns;
mod demand;
mod drafts;
mod memory;
mod progress;
mod proposals;
mod purpose;
mod purposes;
mod readiness;
mod reviews;
mod rules;
mod ruling;
mod score;
mod services;
mod shortlist;
mod struggle;
mod struggles;
mod tags;
mod waived;
mod wished;

use std::collections::BTreeSet;

use rayon::prelude::*;

use daybreak_graph::CompetencyGraph;
use daybreak_night::candidate::{Against, Candidates, LearnerCandidates, RuledOut};
use daybreak_night::concern::Concern;
use daybreak_night::owed::Owed;
use daybreak_night::standing::Standing;
use daybreak_rules::policy::Rows;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::pathway::Pathways;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

use catalogue::Catalogue;
use demand::Demand;
use memory::{Asks, Memory};
use readiness::Bands;
use rules::Rulings;
use score::Scored;
use shortlist::Profile;

/// The candidates of every learner who is at the site on the date, in order of learner; empty when nothing is
/// planned there then.
///
/// Learners are worked on side by side and gathered in order, so the number of threads changes nothing.
pub fn recommend(
    day: &SiteDay<'_>,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    pathways: &Pathways,
    owed: &Owed,
    standing: &Standing,
    rules: &Rules,
) -> Candidates {
    let stage = Stage::new(day, graph, states, pathways, owed, standing, rules);
    let profiles = shortlist::profiles(&stage);
    let mut demand = Demand::count(&stage, &profiles, |learner, profile| stage.suitable(learner, profile));
    for _ in 1..demand::ROUNDS {
        let chosen = Demand::count(&stage, &profiles, |learner, profile| stage.chosen(learner, profile, &demand));
        demand = chosen.looking_like(&demand);
    }
    let found: Vec<Found> = (day.learners.par_iter().zip(&profiles))
        .map(|(presence, profile)| {
            let (candidates, concerns) = stage.learner(presence.who, profile, &demand);
            let ruled_out = stage.ruled_out(presence.who, profile);
            Found { candidates, concerns, ruled_out, against: stage.against(presence.who, &profile.memory) }
        })
        .collect();
    let mut candidates = Candidates::default();
    for Found { candidates: of_learner, concerns, ruled_out, against } in found {
        candidates.learners.push(of_learner);
        candidates.concerns.extend(concerns);
        candidates.ruled_out.extend(ruled_out);
        candidates.against.extend(against);
    }
    candidates.against.sort();
    candidates.concerns.extend(concerns::of_absent(&stage));
    concerns::count_impossible_lessons(&mut candidates.concerns);
    candidates.concerns.sort();
    candidates
}

/// What is found for one learner.
struct Found {
    candidates: LearnerCandidates,
    concerns: Vec<Concern>,
    ruled_out: Vec<RuledOut>,
    against: Vec<Against>,
}

/// The hard rule that keeps a learner from a lesson on the date, whatever else speaks for or against it; none: no rule.
pub fn rule_against(
    day: &SiteDay<'_>,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    pathways: &Pathways,
    standing: &Standing,
    rules: &Rules,
    (learner, lesson): (LearnerIdx, LessonIdx),
) -> Option<RuledOut> {
    let owed = Owed::default();
    let stage = Stage::new(day, graph, states, pathways, &owed, standing, rules);
    let rule = stage.ruling(learner, lesson, &Memory::new(&stage, learner)).barred_by?;
    Some(RuledOut { learner, lesson, rule })
}

/// All that is read while one site's candidates are worked out.
struct Stage<'a> {
    school: &'a School,
    graph: &'a CompetencyGraph,
    states: &'a LearnerStates,
    pathways: &'a Pathways,
    rules: &'a Rules,
    day: &'a SiteDay<'a>,
    catalogue: Catalogue<'a>,
    asks: Asks,
    rulings: Rulings<'a>,
    bands: Bands,
    owed: &'a Owed,
    standing: &'a Standing,
    /// Minutes of a usual slot, and of a usual competency.
    lesson_minutes: f64,
    minutes_usual: f64,
}

impl<'a> Stage<'a> {
    fn new(
        day: &'a SiteDay<'a>,
        graph: &'a CompetencyGraph,
        states: &'a LearnerStates,
        pathways: &'a Pathways,
        owed: &'a Owed,
        standing: &'a Standing,
        rules: &'a Rules,
    ) -> Self {
        let school = day.school;
        let mut stage = Stage {
            school,
            graph,
            states,
            pathways,
            rules,
            catalogue: Catalogue::new(day, rules),
            asks: Asks::new(school, pathways, day.date),
            rulings: Rulings::new(rules, Rows::new(day, Some(&states.pace))),
            day,
            bands: Bands::default(),
            owed,
            standing,
            lesson_minutes: progress::lesson_minutes(school),
            minutes_usual: progress::minutes_usual(school, rules),
        };
        stage.bands = Bands::new(&stage);
        stage
    }

    /// One learner's candidates, best first, and what was asked for in vain.
    fn learner(&self, learner: LearnerIdx, profile: &Profile, demand: &Demand) -> (LearnerCandidates, Vec<Concern>) {
        let scored = self.scored(learner, profile, demand);
        let mut candidates = choose::choose(self, learner, &profile.memory, demand, scored);
        candidates.extend(services::candidates(self, learner, demand, &candidates));
        candidates.sort_by(|a, b| {
            b.utility.cmp(&a.utility).then_with(|| a.activity.cmp(&b.activity)).then_with(|| a.place.cmp(&b.place))
        });
        candidates.iter_mut().for_each(|candidate| candidate.tags = tags::of(self, learner, candidate));
        let concerns = concerns::of_learner(self, learner, profile, &candidates);
        (LearnerCandidates { learner, candidates }, concerns)
    }

    /// The lessons that suit the learner, and those in which the learner could keep somebody company.
    fn scored(&self, learner: LearnerIdx, profile: &Profile, demand: &Demand) -> Vec<Scored> {
        let mut scored = score::score_all(self, learner, profile);
        scored.extend(score::score_company(self, learner, profile, demand, &scored));
        scored
    }

    /// The lessons that suit the learner today.
    fn suitable(&self, learner: LearnerIdx, profile: &Profile) -> Vec<LessonIdx> {
        distinct(score::score_all(self, learner, profile).iter().map(|entry| entry.lesson))
    }

    /// The lessons that the learner would choose, given how many could share each.
    fn chosen(&self, learner: LearnerIdx, profile: &Profile, demand: &Demand) -> Vec<LessonIdx> {
        let candidates = choose::choose(self, learner, &profile.memory, demand, self.scored(learner, profile, demand));
        distinct(candidates.iter().filter_map(|candidate| candidate.activity.lesson()))
    }
}

/// Each lesson once, in order.
fn distinct(lessons: impl Iterator<Item = LessonIdx>) -> Vec<LessonIdx> {
    lessons.collect::<BTreeSet<LessonIdx>>().into_iter().collect()
}
