//! What `daybreak plan` tells a coordinator: who is placed, how good the plan provably is, what needs a person,
//! where the files are.

mod quality;

use std::fmt::Write as _;

use serde::Serialize;

use super::tables::exceptions::ranked;
use super::tables::matters::{Gathered, gathered};
use daybreak_day::plan::gap;
use daybreak_day::problem::Points;
use daybreak_night::explanation::{Exception, SlotWhy, Urgency};
use daybreak_night::report::{Report, SiteReport};
use daybreak_school::voice::LearnerDay;

use quality::QualityLine;

/// Matters told in the summary: as many as a person reads. `matters.csv` has them all, `exceptions.csv` what they stand for.
const MATTERS_TOLD: usize = 12;

/// A run at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub date: String,
    /// Points of all sites together.
    pub objective: Points,
    /// No valid plans of the sites are worth more together.
    pub bound: Points,
    /// `(bound - objective) / max(1, |bound|)`.
    pub gap: f64,
    pub sites: Vec<SiteSummary>,
    /// Sites that could not be planned, with what happened.
    pub failed: Vec<(String, String)>,
    /// Sites without school on the date.
    pub closed: Vec<String>,
    /// How many exceptions of each urgency.
    pub act: u64,
    pub look: u64,
    pub know: u64,
    /// The weightiest matters that are new or to be acted on.
    pub top: Vec<TopMatter>,
    /// Matters besides.
    pub folded: u64,
    /// How many exceptions of each kind there are, the most urgent kinds first.
    pub kinds: Vec<(&'static str, u64)>,
    /// What an educator would read off the day, over all sites.
    pub quality: Vec<QualityLine>,
}

/// One site at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct SiteSummary {
    pub site: String,
    /// Learners who are there in at least one slot.
    pub learners: u64,
    pub learners_away: u64,
    /// Learners of these whose every available slot is filled.
    pub full_days: u64,
    /// Learner slots.
    pub slots_available: u64,
    pub slots_filled: u64,
    pub sessions: u64,
    pub objective: Points,
    pub bound: Points,
    pub gap: f64,
    /// The most that a single opening, closing or moving of a session would gain; null: nobody looked.
    pub gain_of_a_change: Option<Points>,
    pub wishes: u64,
    pub wishes_granted: u64,
    pub requests: u64,
    pub requests_granted: u64,
    pub services: u64,
    /// Services of which slots due today are not planned.
    pub services_short: u64,
    /// Points of a slot: the mean of all learners' days, of the tenth whose days are worth least, and the least.
    pub slot_worth: [f64; 3],
}

/// A matter in the summary.
#[derive(Clone, Debug, Serialize)]
pub struct TopMatter {
    pub severity: &'static str,
    pub kind: &'static str,
    pub site: String,
    pub mends: &'static str,
    /// Exceptions that it stands for, and how many of them are new; null: no former night is known.
    pub exceptions: u64,
    pub new: Option<u64>,
    pub what: String,
    pub next_step: String,
    /// Whether the step was tried.
    pub tried: bool,
}

/// Counts and ranks what the report holds.
pub fn summary(report: &Report) -> Summary {
    let sites: Vec<SiteSummary> = report.sites.iter().map(|site| site_summary(report, site)).collect();
    let exceptions = ranked(report);
    let count = |urgency| exceptions.iter().filter(|(_, exception)| exception.urgency == urgency).count() as u64;
    let id = |site: daybreak_school::ids::SiteIdx| report.school.sites[site.i()].id.clone();
    let objective = sites.iter().fold(0, |sum: Points, site| sum.saturating_add(site.objective));
    let bound = sites.iter().fold(0, |sum: Points, site| sum.saturating_add(site.bound));
    let kinds = kinds(&exceptions);
    let (top, folded) = top(&gathered(report));
    Summary {
        date: report.date.to_string(),
        objective,
        bound,
        gap: gap(objective, bound),
        failed: report.failed.iter().map(|failure| (id(failure.site), failure.why.clone())).collect(),
        closed: report.closed.iter().map(|&site| id(site)).collect(),
        act: count(Urgency::Act),
        look: count(Urgency::Look),
        know: count(Urgency::Know),
        top,
        folded,
        kinds,
        quality: quality::lines(report),
        sites,
    }
}

/// The weightiest matters that are new or to be acted on; what was told before and may wait is folded.
fn top(matters: &[Gathered<'_>]) -> (Vec<TopMatter>, u64) {
    let is_told = |one: &&Gathered<'_>| one.severity == Urgency::Act || !one.is_known();
    let told = matters.iter().filter(is_told).take(MATTERS_TOLD).map(|one| TopMatter {
        severity: one.severity.word(),
        kind: one.kind,
        site: one.site.to_owned(),
        mends: one.mends,
        exceptions: one.n as u64,
        new: one.new.map(|n| n as u64),
        what: one.what.to_owned(),
        next_step: one.next_step.to_owned(),
        tried: one.is_tried,
    });
    let told: Vec<TopMatter> = told.collect();
    let folded = (matters.len() - told.len()) as u64;
    (told, folded)
}

/// How many exceptions of each kind there are, in the order in which the kinds come.
fn kinds(exceptions: &[(&str, &Exception)]) -> Vec<(&'static str, u64)> {
    let mut kinds: Vec<(&'static str, u64)> = vec![];
    for (_, exception) in exceptions {
        let word = exception.kind.word();
        match kinds.iter_mut().find(|(kind, _)| *kind == word) {
            Some((_, n)) => *n += 1,
            None => kinds.push((word, 1)),
        }
    }
    kinds
}

fn site_summary(report: &Report, site: &SiteReport) -> SiteSummary {
    let explained = &site.explanations;
    let n_slots = site.formulation.problem.slots.len().max(1);
    let is_open = |why: &SlotWhy| matches!(why, SlotWhy::Open(_));
    let available = explained.slots.iter().filter(|slot| slot.why != SlotWhy::Away);
    let filled = explained.slots.iter().filter(|slot| matches!(slot.why, SlotWhy::Placed { .. }));
    let days = explained.slots.chunks(n_slots);
    let learners = site.formulation.learners.len() as u64;
    SiteSummary {
        site: report.school.sites[site.site.i()].id.clone(),
        learners,
        learners_away: report.school.learners_of(site.site).count() as u64 - learners,
        full_days: days.filter(|day| !day.iter().any(|slot| is_open(&slot.why))).count() as u64,
        slots_available: available.count() as u64,
        slots_filled: filled.count() as u64,
        sessions: site.plan.sessions.len() as u64,
        objective: site.plan.objective,
        bound: site.plan.bound,
        gap: site.plan.gap,
        gain_of_a_change: site.search.gain_of_a_change,
        wishes: explained.wishes.len() as u64,
        wishes_granted: explained.wishes.iter().filter(|wish| wish.answer.is_granted()).count() as u64,
        requests: explained.requests.len() as u64,
        requests_granted: explained.requests.iter().filter(|request| request.answer.is_granted()).count() as u64,
        services: explained.services.len() as u64,
        slot_worth: slot_worth(&site.days),
        services_short: explained.services.iter().filter(|service| service.is_short()).count() as u64,
    }
}

/// Points of a slot, to a tenth: the mean of all days, of the worst tenth, and the least.
pub fn slot_worth<'a>(days: impl IntoIterator<Item = &'a LearnerDay>) -> [f64; 3] {
    let days: Vec<&LearnerDay> = days.into_iter().collect();
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let all: Vec<f64> = days.iter().map(|day| day.points_per_slot()).collect();
    let worst = days.iter().filter(|day| day.is_worst_tenth).map(|day| day.points_per_slot()).collect();
    let least = all.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    [mean(all), mean(worst), least].map(|value| (value * 10.0).round() / 10.0)
}

impl Summary {
    /// The summary for people, with the folder in which the files are.
    pub fn to_text(&self, folder: &str) -> String {
        let mut text = format!("Plan for {}\n\n", self.date);
        for site in &self.sites {
            site.write(&mut text);
        }
        if self.sites.len() > 1 {
            line(&mut text, &format!("All sites: {}", proof(self.objective, self.bound, self.gap)));
        }
        for site in &self.closed {
            line(&mut text, &format!("{site}: no school."));
        }
        for (site, why) in &self.failed {
            line(&mut text, &format!("{site}: NOT PLANNED. {why}"));
        }
        self.write_exceptions(&mut text);
        text.push_str(&quality::text(&self.quality));
        line(&mut text, &format!("Files: {folder}"));
        line(
            &mut text,
            "  playlists.csv for learners, staff.csv for teachers, exceptions.csv for you; run.json says what was read.",
        );
        text
    }

    fn write_exceptions(&self, text: &mut String) {
        if self.act + self.look + self.know == 0 {
            line(text, "Nothing needs a person.");
            text.push('\n');
            return;
        }
        line(
            text,
            &format!(
                "Needs a person: {} to act on before the day, {} to look at, {} to know of.",
                grouped(self.act as Points),
                grouped(self.look as Points),
                grouped(self.know as Points)
            ),
        );
        for (at, matter) in self.top.iter().enumerate() {
            let new = if matter.new.is_some_and(|n| n > 0) { " new:" } else { "" };
            line(text, &format!("  {}. [{}]{new} {}", at + 1, matter.severity, matter.what));
            if !matter.next_step.is_empty() {
                let tried = if matter.tried { "Tried" } else { "Next" };
                line(text, &format!("     {tried}: {}", matter.next_step));
            }
        }
        if self.folded > 0 {
            line(text, &format!("  and {} more matters in matters.csv, known already or less weighty", self.folded));
        }
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, n)| format!("{} {kind}", grouped(*n as Points))).collect();
        line(text, &format!("  exceptions.csv has them all: {}.", kinds.join(", ")));
        text.push('\n');
    }
}

impl SiteSummary {
    fn write(&self, text: &mut String) {
        line(text, &self.site);
        let full = format!(
            "{} of {} learners have a full day",
            grouped(self.full_days as Points),
            grouped(self.learners as Points)
        );
        let away = if self.learners_away > 0 { format!(" ({} away)", self.learners_away) } else { String::new() };
        line(
            text,
            &format!(
                "  placed    {full}{away}; {} of {} learner slots are filled, in {} sessions",
                grouped(self.slots_filled as Points),
                grouped(self.slots_available as Points),
                grouped(self.sessions as Points)
            ),
        );
        line(text, &format!("  quality   {}", proof(self.objective, self.bound, self.gap)));
        if let Some(gain) = self.gain_of_a_change {
            line(text, &format!("  stable    {}", stability(gain)));
        }
        let mut asked = vec![];
        for (what, granted, all) in
            [("wishes", self.wishes_granted, self.wishes), ("requests", self.requests_granted, self.requests)]
        {
            if all > 0 {
                asked.push(format!("{granted} of {all} {what} granted"));
            }
        }
        if self.services > 0 {
            asked.push(match self.services_short {
                0 => "every service due today is planned".to_owned(),
                short => format!("{short} of {} services are short today", self.services),
            });
        }
        if !asked.is_empty() {
            line(text, &format!("  asked     {}", asked.join("; ")));
        }
        let [mean, tenth, least] = self.slot_worth;
        line(
            text,
            &format!(
                "  fair      a slot is worth {mean:.0} points, {tenth:.0} for the worst-off tenth, {least:.0} at least"
            ),
        );
        text.push('\n');
    }
}

/// How good the plan is, in words: 1,000 points are the progress of a typical learner in one well-matched lesson.
fn proof(objective: Points, bound: Points, gap: f64) -> String {
    let lessons = grouped(objective / 1_000);
    let share = (gap * 1_000.0).ceil() / 10.0;
    let proven = if bound <= objective {
        "proven the best there is".to_owned()
    } else {
        format!("proven within {share:.1} % of the best there can be (at most {})", grouped(bound))
    };
    format!("{} points (the progress of {lessons} good lessons); {proven}", grouped(objective))
}

/// What a single change of a session would gain, in words.
fn stability(gain: Points) -> String {
    match gain {
        0 => "no opening, closing or moving of one session would improve it".to_owned(),
        gain => format!("no opening, closing or moving of one session would gain more than {} points", grouped(gain)),
    }
}

/// A whole number with commas between thousands.
pub fn grouped(number: Points) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

fn line(text: &mut String, words: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{words}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(-1_234_567), "-1,234,567");
    }

    #[test]
    fn a_closed_gap_is_said_so() {
        assert!(proof(5_000, 5_000, 0.0).ends_with("proven the best there is"));
        assert!(proof(5_000, 5_100, gap(5_000, 5_100)).contains("within 2.0 % of the best"));
    }
}
