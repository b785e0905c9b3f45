//! What came of the lessons of a day.

use std::collections::BTreeSet;

use daybreak_day::issue::Issue;

use super::sources::Said;
use super::{Actual, Catalogue, Ticket, Went, d104_learner};

/// What came of lessons; each score is a piece of evidence as well. Who has an outcome was there.
pub(super) fn with_outcomes(
    actual: &mut [Actual],
    rows: &[Said],
    catalogue: &Catalogue<'_>,
    (learners, scores): (&BTreeSet<&str>, Option<(f64, f64)>),
    issues: &mut Vec<Issue>,
) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for row in rows {
        if !d104_learner(row, learners, issues) {
            continue;
        }
        let Some((outcome, score)) = d108_outcome(row, scores, issues) else { continue };
        let (session, lesson, competency) = (row.of("session"), row.of("lesson"), row.of("competency"));
        let is_it = |one: &&mut Actual| {
            let of = &one.planned;
            of.learner == row.of("learner")
                && (session.is_empty() || of.session == session)
                && (lesson.is_empty() || of.lesson == lesson)
                && (competency.is_empty() || of.competency == competency)
        };
        let mut found: Vec<&mut Actual> = actual.iter_mut().filter(is_it).collect();
        let sessions: BTreeSet<&str> = found.iter().map(|one| one.planned.session.as_str()).collect();
        let about = match (sessions.len(), found.first()) {
            (1, Some(one)) => (one.planned.competency.clone(), one.planned.lesson.clone()),
            // A lesson that was not planned for the learner may have been given all the same.
            (0, _) if catalogue.lessons.contains_key(lesson) => {
                (catalogue.lessons[lesson].0.to_owned(), lesson.to_owned())
            }
            (_, _) if catalogue.competencies.contains(competency) => (competency.to_owned(), lesson.to_owned()),
            (n, _) => {
                let found = if n == 0 { "nothing of the learner's day".to_owned() } else { format!("{n} sessions") };
                let expected = "a session, a lesson or a competency of the learner's day";
                issues.push(Issue::error("D105", row.place("session"), found, expected));
                continue;
            }
        };
        if sessions.len() == 1 {
            for one in &mut found {
                one.went = Went::Had;
                one.outcome.clone_from(&outcome);
            }
        }
        let (competency, lesson) = about;
        tickets.extend(score.filter(|_| !competency.is_empty()).map(|score| Ticket {
            learner: row.of("learner").to_owned(),
            competency,
            lesson,
            score,
        }));
    }
    tickets.sort_by(|a, b| {
        let key = |one: &Ticket| (one.learner.clone(), one.competency.clone(), one.lesson.clone());
        key(a).cmp(&key(b)).then(a.score.total_cmp(&b.score))
    });
    tickets.dedup();
    tickets
}

/// An outcome as `delivered.csv` writes it, and as a number where it is a score.
fn d108_outcome(row: &Said, scores: Option<(f64, f64)>, issues: &mut Vec<Issue>) -> Option<(String, Option<f64>)> {
    let said = if row.of("score").is_empty() { row.of("outcome") } else { row.of("score") };
    let word = said.to_lowercase();
    if ["mastered", "progress", "none"].contains(&word.as_str()) {
        return Some((word, None));
    }
    let (min, max) = scores.unwrap_or((0.0, 1.0));
    match said.parse::<f64>() {
        // As the school writes it: its tables have the same unit.
        Ok(score) if (min..=max).contains(&score) => Some((score.to_string(), Some(score))),
        _ => {
            let expected = format!("a score from {min} to {max}, mastered, progress or none");
            let issue = Issue::error("D108", row.place("score"), format!("{said:?}"), expected);
            issues.push(match said.parse::<f64>() {
                Ok(_) => {
                    issue.maybe("Maybe score_min and score_max under [ingest] of the settings declare another unit.")
                }
                Err(_) => issue,
            });
            None
        }
    }
}
