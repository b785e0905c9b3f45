//! What a hand would do: who is moved, what it costs, and what cannot be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use daybreak::export::summary::{self, SiteSummary};
use daybreak::model::files::RUN;
use daybreak::model::promise::{Moved, MovedWho};
use daybreak::model::report::Report;
use serde::{Deserialize, Serialize};

use super::Done;
use super::against::Item;
use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::replan::{MovedDocument, document, sentence};

/// Changes that are told one by one.
const TOLD: usize = 12;

/// What a refusal ends with where a person may sign.
const SIGN: &str = "--sign makes an exception, with your name and why.";

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
    /// Whether it takes back an older one.
    #[serde(skip)]
    is_undo: bool,
    /// Why it cannot be kept.
    refused: Vec<String>,
    /// Whether rules alone stand against it, from which a person may make an exception.
    #[serde(skip)]
    may_be_signed: bool,
    /// What stands against it; what does not refuse it makes others give way.
    against: &'a [Item],
    /// From what a person has signed an exception.
    signed: &'a [Item],
}

impl<'a> Effect<'a> {
    pub fn of(report: &'a Report, before: Card, done: &'a Done) -> Self {
        let kept = || report.sites.iter().filter_map(|site| site.kept.as_ref());
        let moved: Vec<&Moved> = match &done.moved {
            Some(moved) => moved.iter().collect(),
            None => kept().flat_map(|kept| &kept.moved).collect(),
        };
        let newcomers: BTreeSet<&String> = kept().flat_map(|kept| &kept.newcomers).collect();
        let is_other = |one: &&&Moved| {
            one.who == MovedWho::Learner && !newcomers.contains(&one.id) && !done.about.contains(&one.id)
        };
        let failed = report.failed.iter().map(|failure| {
            format!("{}: the day cannot be planned so: {}", report.school.sites[failure.site.i()].id, failure.why)
        });
        let refused = done.against.0.iter().filter(|item| item.refuses).map(stands).chain(failed).collect();
        Effect {
            format: "daybreak.desk/1",
            before,
            after: Card::of(report),
            others: moved.iter().filter(is_other).count(),
            least: kept().map(|kept| kept.least).sum(),
            is_undo: done.moved.is_some(),
            sentences: moved.iter().map(|one| sentence(one)).collect(),
            moved: moved.into_iter().map(document).collect(),
            refused,
            may_be_signed: report.failed.is_empty() && done.against.0.iter().all(|item| item.waives.is_some()),
            against: &done.against.0,
            signed: &done.signed,
        }
    }

    /// Whether it cannot be kept.
    pub fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// What was signed for, as the log tells it.
    pub fn signed_words(&self) -> String {
        match self.signed {
            [] => String::new(),
            signed => format!(", signed: {}", signed.iter().map(told).collect::<Vec<_>>().join(", ")),
        }
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
            lines.push(match self.may_be_signed {
                true => SIGN.to_owned(),
                false => "--sign makes no exception from a limit that is no rule.".to_owned(),
            });
            return lines.join("\n") + "\n";
        }
        lines.extend(self.signed.iter().map(|item| format!("By a signed exception: {}.", told(item))));
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
        if self.signed.is_empty() && !self.against.is_empty() {
            lines.push("With everybody else where they are it would break:".to_owned());
            lines.extend(self.against.iter().take(TOLD).map(|item| format!("  {}", stands(item))));
            if self.against.iter().all(|item| item.waives.is_some()) {
                lines.push(SIGN.to_owned());
            }
        }
        lines.push(match folder {
            Some(folder) if self.is_undo => format!("Taken back: {folder}."),
            Some(folder) => format!("Kept: {folder}. daybreak desk … undo --keep takes it back."),
            None => "Nothing is written: --keep keeps it.".to_owned(),
        });
        lines.join("\n") + "\n"
    }
}

/// `size_max for L13 in S1, add-small`.
fn told(item: &Item) -> String {
    let Item { learner, slot, lesson, waives, .. } = item;
    format!("{} for {learner} in {slot}, {lesson}", waives.as_deref().unwrap_or("a limit"))
}

/// One thing that stands against a hand.
fn stands(item: &Item) -> String {
    match item.waives {
        Some(_) => format!("{}: {}", told(item), item.what),
        None => {
            format!("{} in {}, {}: {} (nobody can sign this away)", item.learner, item.slot, item.lesson, item.what)
        }
    }
}
