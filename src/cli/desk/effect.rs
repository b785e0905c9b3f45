//! What a hand would do: who is moved, what it costs, and what cannot be kept.

use std::collections::BTreeMap;
use std::path::Path;

use daybreak::export::summary::{self, SiteSummary};
use daybreak::model::files::RUN;
use daybreak::model::kind::ConcernKind;
use daybreak::model::report::Report;
use serde::{Deserialize, Serialize};

use super::Hand;
use super::hand::Desk;
use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::replan::{MovedDocument, document, sentence};

/// Changes that are told one by one.
const TOLD: usize = 12;

/// A night in figures, over all its sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Card {
    /// Of the objective, changes apart.
    pub points: i64,
    pub slots_filled: u64,
    pub wishes_granted: u64,
    pub requests_granted: u64,
    pub services_short: u64,
}

impl Card {
    /// Reads the card of a night.
    pub fn read(night: &Path) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Run {
            sites: Vec<Site>,
        }
        #[derive(Deserialize)]
        struct Site {
            objective: i64,
            terms: BTreeMap<String, i64>,
            counts: BTreeMap<String, u64>,
        }
        let path = night.join(RUN);
        let run: Run = serde_json::from_slice(&files::read(&path)?)
            .map_err(|error| Failure::refused(format!("{} is not the card of a night: {error}", path.display())))?;
        let mut card = Card::default();
        for site in run.sites {
            let count = |name: &str| site.counts.get(name).copied().unwrap_or(0);
            card.points += site.objective + site.terms.get("change_cost").copied().unwrap_or(0);
            card.slots_filled += count("slots_filled");
            card.wishes_granted += count("wishes_granted");
            card.requests_granted += count("requests_granted");
            card.services_short += count("services_short");
        }
        Ok(card)
    }

    fn of(report: &Report) -> Self {
        let mut card = Card::default();
        let summary = summary::summary(report);
        for (site, summed) in report.sites.iter().zip(&summary.sites) {
            let SiteSummary { slots_filled, wishes_granted, requests_granted, services_short, .. } = *summed;
            card.points += site.verdict.objective.total() + site.verdict.objective.change_cost;
            card.slots_filled += slots_filled;
            card.wishes_granted += wishes_granted;
            card.requests_granted += requests_granted;
            card.services_short += services_short;
        }
        card
    }
}

/// What a hand does, against the published night.
#[derive(Serialize)]
pub struct Effect<'a> {
    format: &'static str,
    before: Card,
    after: Card,
    /// Slots of learners of whom the hand says nothing that change all the same.
    others: usize,
    /// The fewest slots of learners that any plan changes.
    least: u64,
    moved: Vec<MovedDocument<'a>>,
    #[serde(skip)]
    sentences: Vec<String>,
    /// What of it cannot be kept, and by which rule.
    refused: Vec<String>,
}

impl<'a> Effect<'a> {
    pub fn of(report: &'a Report, before: Card, desk: &Desk, hand: &Hand) -> Self {
        let about = desk.about(hand);
        let kept = || report.sites.iter().filter_map(|site| site.kept.as_ref());
        let moved = || kept().flat_map(|kept| &kept.moved);
        let others =
            kept().flat_map(|kept| kept.learners()).filter(|moved| !about.contains(&moved.id.as_str())).count();
        let is_meant = |learner: &str| about.is_empty() || about.contains(&learner);
        let lost = report.sites.iter().flat_map(|site| &site.explanations.exceptions);
        let lost = lost.filter(|e| e.kind == ConcernKind::PinLeftOut && is_meant(&e.subject));
        // Of a hand alone: what stood in the package before it is told every night.
        let is_pinning =
            matches!(hand, Hand::Move { .. } | Hand::Swap { .. } | Hand::Lock { .. } | Hand::Substitute { .. });
        let refused = if is_pinning { lost.map(|e| format!("{} {}", e.what, e.why)).collect() } else { Vec::new() };
        Effect {
            format: "daybreak.desk/1",
            before,
            after: Card::of(report),
            others,
            least: kept().map(|kept| kept.least).sum(),
            moved: moved().map(document).collect(),
            sentences: moved().map(sentence).collect(),
            refused,
        }
    }

    /// Whether a rule stands against it.
    pub fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// For people; `folder`: where it was kept.
    pub fn text(&self, folder: Option<&str>) -> String {
        let mut lines: Vec<String> = Vec::new();
        if self.is_refused() {
            lines.push("It cannot be kept as it is:".to_owned());
            lines.extend(self.refused.iter().take(TOLD).map(|line| format!("  {line}")));
            if self.refused.len() > TOLD {
                lines.push(format!("  and {} more like these", self.refused.len() - TOLD));
            }
            return lines.join("\n") + "\n";
        }
        lines.extend(self.sentences.iter().take(TOLD).cloned());
        if self.sentences.len() > TOLD {
            lines.push(format!("and {} more", self.sentences.len() - TOLD));
        }
        if self.sentences.is_empty() {
            lines.push("Nobody is moved.".to_owned());
        }
        let others = match self.others {
            0 => "nobody else changes".to_owned(),
            n => format!("{n} slots of others change"),
        };
        let Card { points, slots_filled, wishes_granted, requests_granted, services_short } = self.before;
        let by = |before: u64, after: u64| after.cast_signed() - before.cast_signed();
        lines.push(format!(
            "{others}; points {:+}, filled slots {:+}, wishes {:+}, requests {:+}, services short {:+}",
            self.after.points - points,
            by(slots_filled, self.after.slots_filled),
            by(wishes_granted, self.after.wishes_granted),
            by(requests_granted, self.after.requests_granted),
            by(services_short, self.after.services_short)
        ));
        lines.push(match folder {
            Some(folder) => format!("Kept: {folder}. daybreak desk … undo --keep takes it back."),
            None => "Nothing is written: --keep keeps it.".to_owned(),
        });
        lines.join("\n") + "\n"
    }
}
