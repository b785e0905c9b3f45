//! Figures of the sheet of quality that lie outside a rule's bounds: each needs a person, and each has who can mend it.
//!
//! They are measured when all else has been explained, since some of them count what was granted; so they are put in their places
//! among the other exceptions and matters here.

use super::concerns::Weighed;
use super::gather::{Cause, Gathered, Step};
use super::scene::{Known, Scene};
use super::wording;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{Explanations, Mender, Urgency};
use daybreak_school::quality::{Aspect, Breach, QualityMeasure};

/// Adds an exception and a matter for each breach.
pub fn tell_breaches(known: Known<'_>, breaches: &[Breach<'_>], explanations: &mut Explanations) {
    if breaches.is_empty() {
        return;
    }
    let scene = Scene::new(known);
    // Each weighs as much as a good lesson: a figure is no sum of points.
    let weight = known.rules.scores.goal_step;
    let weighed = |breach: &Breach<'_>| {
        let thousandths = (breach.figure * 1_000.0).round() as u64;
        let Breach { rule, tag, tally, .. } = breach;
        let (rule, measure) = (rule.rule, rule.body.measure);
        let concern = Concern::OutOfBounds { rule, measure, tag: tag.clone(), tally: *tally, thousandths };
        Weighed { concern, urgency: Urgency::Look, weight }
    };
    let found: Vec<Weighed> = breaches.iter().map(weighed).collect();
    let gathered = |(at, (one, breach)): (usize, (&'_ Weighed, &Breach<'_>))| {
        let (kind, cause) = (one.concern.kind(), Cause::Alone(at));
        wording::matters(
            &scene,
            &[Gathered {
                kind,
                cause,
                mends: mends(breach.rule.body.measure),
                concerns: vec![one],
                step: Step::AsTold,
            }],
        )
    };
    explanations.matters.extend(found.iter().zip(breaches).enumerate().flat_map(gathered));
    explanations.matters.sort_by_key(|one| (one.urgency, std::cmp::Reverse(one.weight), one.kind));
    let mut lines = std::mem::take(&mut explanations.exceptions);
    lines.extend(wording::exceptions(&scene, found));
    explanations.exceptions = wording::ranked(lines);
}

/// Who can mend it: by what it is of.
fn mends(measure: QualityMeasure) -> Mender {
    match measure.aspect() {
        Aspect::Company | Aspect::Place | Aspect::Adults | Aspect::Order | Aspect::Fairness | Aspect::Conversation => {
            Mender::Coordinator
        }
        // Lessons of the right length, and what counts as known for how long.
        Aspect::Minutes | Aspect::Review => Mender::Curriculum,
        Aspect::Voice => Mender::Teacher,
    }
}
