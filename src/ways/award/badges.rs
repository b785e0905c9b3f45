//! Badges: what a rule asks for, found in what a learner has mastered and shown.

use daybreak_day::time::Date;
use daybreak_school::awards::{Badge, Proof};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::posted::Posted;
use daybreak_school::rules::Scope;
use daybreak_school::ruling::{BadgeRule, Exception};
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

/// A score (0 to 1) from which a piece of evidence is a success.
const SUCCESS: f32 = 0.5;

/// A rule with the competencies that it is about.
pub struct Pool<'a> {
    rule: &'a BadgeRule,
    scope: &'a Scope,
    except: &'a Exception,
    /// By competency.
    is_in: Vec<bool>,
    /// Competencies that must be mastered.
    mastered_min: usize,
}

impl<'a> Pool<'a> {
    /// The pool of each rule, in their order.
    pub fn of_rules(school: &School, rules: &'a [Posted<BadgeRule>]) -> Vec<Pool<'a>> {
        rules.iter().map(|rule| Pool::new(school, rule)).collect()
    }

    /// Named competencies with all their parts; else those of the subject and grade.
    fn new(school: &School, posted: &'a Posted<BadgeRule>) -> Self {
        let rule = &posted.body;
        let is_named = |competency: CompetencyIdx| {
            let above = std::iter::successors(Some(competency), |c| school.competencies[c.i()].parent);
            // A circle of parents ends where it has gone through them all.
            above.take(school.competencies.len()).any(|c| rule.competencies.contains(&school.competencies[c.i()].id))
        };
        let is_in: Vec<bool> = (school.competencies.iter().enumerate())
            .map(|(at, facts)| {
                (rule.competencies.is_empty() || is_named(CompetencyIdx::at(at)))
                    && rule.subject.as_ref().is_none_or(|subject| *subject == facts.subject)
                    && rule.grade.is_none_or(|grade| facts.grade_near(grade) == Some(grade))
            })
            .collect();
        let all = is_in.iter().filter(|&&is_in| is_in).count();
        let unsaid = if rule.shown_by.is_empty() { all } else { 0 };
        // A badge for nothing is none: where the catalogue has none of its competencies, nobody earns it.
        let mastered_min = rule.mastered_min.map_or(unsaid, |min| min as usize);
        Pool { rule, scope: &posted.scope, except: &posted.except, is_in, mastered_min }
    }

    /// The proofs of mastery, the earliest as many as are asked for; none: too few.
    fn mastered(&self, states: &LearnerStates, learner: LearnerIdx) -> Option<Vec<Proof>> {
        let own = states.of(learner).iter().filter(|state| self.is_in[state.competency.i()]);
        let mastered = own.filter_map(|s| Some(Proof { on: s.mastered_on?, competency: s.competency, kind: None }));
        earliest(mastered.collect(), self.mastered_min)
    }

    /// The successes of the kinds asked for, on different days, the earliest as many as are asked for; none: too few.
    fn shown(&self, school: &School, learner: LearnerIdx, today: Date) -> Option<Vec<Proof>> {
        if self.rule.shown_by.is_empty() {
            return Some(Vec::new());
        }
        let own = school.evidence_of(learner).iter().take_while(|row| row.at.date() <= today);
        let shows = own.filter(|row| {
            self.is_in[row.competency.i()] && row.score > SUCCESS && self.rule.shown_by.contains(&row.kind)
        });
        let mut proofs: Vec<Proof> =
            shows.map(|row| Proof { on: row.at.date(), competency: row.competency, kind: Some(row.kind) }).collect();
        proofs.sort();
        proofs.dedup_by_key(|proof| (proof.on, proof.competency));
        earliest(proofs, self.rule.successes_min as usize)
    }
}

/// The earliest so many; none where there are fewer.
fn earliest(mut proofs: Vec<Proof>, n: usize) -> Option<Vec<Proof>> {
    proofs.sort();
    (proofs.len() >= n).then(|| {
        proofs.truncate(n);
        proofs
    })
}

/// The badges of one learner, in order of rule.
pub fn of_learner(
    school: &School,
    states: &LearnerStates,
    learner: LearnerIdx,
    pools: &[Pool<'_>],
    today: Date,
    new_from: Date,
) -> Vec<Badge> {
    let facts = &school.learners[learner.i()];
    let site = &school.sites[facts.site.i()].id;
    let concerns = |pool: &Pool<'_>| pool.scope.covers(site, facts, today) && !pool.except.learners.contains(&facts.id);
    let concerned = pools.iter().enumerate().filter(|(_, pool)| concerns(pool));
    concerned
        .filter_map(|(rule, pool)| {
            let mut proofs = pool.mastered(states, learner)?;
            proofs.extend(pool.shown(school, learner, today)?);
            proofs.sort();
            let earned_on = proofs.last()?.on;
            Some(Badge { learner, rule, earned_on, proofs, is_new: earned_on >= new_from })
        })
        .collect()
}
