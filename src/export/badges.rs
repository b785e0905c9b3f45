//! `badges.csv`: badges awarded by rules, with what they rest on.

use serde::Serialize;

use super::OutputFile;
use super::table::{self, list, text};
use daybreak_night::report::Report;
use daybreak_school::awards::{Badge, Proof};

#[derive(Default, Serialize)]
struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    badge: &'a str,
    title: &'a str,
    earned_on: String,
    new: &'a str,
    evidence: String,
    why: &'a str,
}

/// One row a badge, by learner and rule.
pub fn table(report: &Report) -> OutputFile {
    table::file("badges", report.awards.badges.iter().map(|badge| row(report, badge)))
}

fn row<'a>(report: &'a Report, badge: &Badge) -> Row<'a> {
    let school = &report.school;
    let learner = &school.learners[badge.learner.i()];
    let rule = &report.rules.badges[badge.rule];
    let proofs: Vec<String> = badge.proofs.iter().map(|proof| proof_text(report, proof)).collect();
    Row {
        site: &school.sites[learner.site.i()].id,
        learner: &learner.id,
        badge: &rule.id,
        title: &rule.body.title,
        earned_on: text(badge.earned_on),
        new: if badge.is_new { "yes" } else { "no" },
        evidence: list(proofs.iter().map(String::as_str)),
        why: &rule.why,
    }
}

/// For example `MA.5.NF.1 mastered 2026-11-20`.
fn proof_text(report: &Report, proof: &Proof) -> String {
    let competency = &report.school.competencies[proof.competency.i()].id;
    format!("{competency} {} {}", proof.kind.map_or("mastered", |kind| kind.word()), proof.on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("badges", Row::default());
    }
}
