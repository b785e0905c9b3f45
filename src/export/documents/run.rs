//! `run.json`: what the run was. Inputs, rules, seed, date and version determine every byte of the other files.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::OutputFile;
use crate::summary::{self, SiteSummary};
use crate::tables::issues;
use daybreak_day::plan::Stopped;
use daybreak_day::problem::Points;
use daybreak_day::verdict::Objective;
use daybreak_night::report::{Accepted, InputCard, Report, SiteFeeds, SiteReport};

/// The format's name; another number means another meaning.
pub const RUN_FORMAT: &str = "daybreak.run/1";

#[derive(Serialize)]
struct Card<'a> {
    format: &'static str,
    version: &'a str,
    date: String,
    seed: u64,
    inputs: Vec<Value>,
    /// Dates of which a person said that there is school, and gates that a person let pass.
    school_days: Vec<String>,
    accepted: Vec<Value>,
    /// Options of the call, the settings and the former night.
    options: &'a BTreeMap<&'static str, String>,
    settings: Option<Value>,
    former: Option<Value>,
    feeds: &'a [SiteFeeds],
    rules_from: &'a str,
    rules: Vec<Value>,
    issues: BTreeMap<&'static str, u64>,
    stages: Vec<Value>,
    sites: Vec<SiteCard<'a>>,
    failed: Vec<Value>,
    /// Those of the failed whose plan of an earlier run of the date is in the folder.
    kept: &'a [String],
    closed: Vec<&'a str>,
    /// Over all sites.
    objective: Points,
    bound: Points,
    gap: f64,
    counts: Counts,
}

#[derive(Serialize)]
struct SiteCard<'a> {
    site: &'a str,
    day_type: &'a str,
    objective: Points,
    bound: Points,
    gap: f64,
    stopped: Stopped,
    terms: Objective,
    violations: usize,
    problem_sha256: &'a str,
    counts: Counts,
    /// Points of a slot: the mean of all learners' days, of the tenth whose days are worth least, and the least.
    slot_worth: SlotWorth,
}

#[derive(Serialize)]
struct SlotWorth {
    mean: f64,
    worst_tenth: f64,
    least: f64,
}

/// Of one site, or of all.
#[derive(Clone, Copy, Default, Serialize)]
struct Counts {
    learners: u64,
    learners_away: u64,
    slots_available: u64,
    slots_filled: u64,
    sessions: u64,
    candidates: u64,
    wishes: u64,
    wishes_granted: u64,
    requests: u64,
    requests_granted: u64,
    services: u64,
    services_short: u64,
    exceptions: u64,
}

/// The run card, as indented JSON.
pub fn card(report: &Report) -> OutputFile {
    let overview = summary::summary(report);
    let sites: Vec<SiteCard<'_>> =
        report.sites.iter().zip(&overview.sites).map(|(s, o)| site_card(report, s, o)).collect();
    let mut counts = Counts::default();
    sites.iter().for_each(|site| counts.add(site.counts));
    let mut issues = BTreeMap::from([("error", 0), ("warning", 0), ("note", 0)]);
    report.issues.iter().for_each(|issue| *issues.entry(issues::word(issue.severity)).or_default() += 1);
    let card = Card {
        format: RUN_FORMAT,
        version: &report.run.version,
        date: report.date.to_string(),
        seed: report.run.seed,
        inputs: report.run.inputs.iter().map(input).collect(),
        school_days: report.run.school_days.iter().map(ToString::to_string).collect(),
        accepted: report.run.accepted.iter().map(accepted).collect(),
        options: &report.run.options,
        settings: report.run.settings.as_ref().map(found),
        former: report.run.former.as_ref().map(found),
        feeds: &report.run.feeds,
        rules_from: &report.run.rules_from,
        rules: report.run.rules.iter().map(|(file, sha256)| json!({"file": file, "sha256": sha256})).collect(),
        issues,
        stages: report.run.stages.iter().map(|(stage, seconds)| json!({"stage": stage, "seconds": seconds})).collect(),
        failed: report
            .failed
            .iter()
            .map(|f| json!({"site": report.school.sites[f.site.i()].id, "why": f.why, "bug": f.bug}))
            .collect(),
        kept: &report.run.kept,
        closed: report.closed.iter().map(|site| report.school.sites[site.i()].id.as_str()).collect(),
        objective: overview.objective,
        bound: overview.bound,
        gap: overview.gap,
        counts,
        sites,
    };
    let mut bytes = serde_json::to_vec_pretty(&card).expect("a card has only string keys");
    bytes.push(b'\n');
    OutputFile { path: "run.json".to_owned(), bytes }
}

fn accepted(accepted: &Accepted) -> Value {
    json!({"gate": accepted.gate, "why": accepted.why, "by": accepted.by})
}

/// Something that was found, and its hash.
fn found((at, sha256): &(String, String)) -> Value {
    json!({"from": at, "sha256": sha256})
}

fn input(card: &InputCard) -> Value {
    let rows = card.rows;
    json!({
        "table": card.table.spec().name,
        "file": card.table.file(),
        "sha256": card.sha256,
        "bytes": card.bytes,
        "rows": {"total": rows.total(), "used": rows.used, "repaired": rows.repaired, "rejected": rows.rejected},
    })
}

fn site_card<'a>(report: &'a Report, site: &'a SiteReport, overview: &SiteSummary) -> SiteCard<'a> {
    let candidates = site.formulation.problem.learners.iter().map(|learner| learner.candidates.len() as u64).sum();
    let [mean, worst_tenth, least] = overview.slot_worth;
    SiteCard {
        slot_worth: SlotWorth { mean, worst_tenth, least },
        site: &report.school.sites[site.site.i()].id,
        day_type: &site.formulation.day_type,
        objective: site.plan.objective,
        bound: site.plan.bound,
        gap: site.plan.gap,
        stopped: site.plan.stopped,
        terms: site.verdict.objective,
        violations: site.verdict.violations.len(),
        problem_sha256: &site.plan.problem_sha256,
        counts: Counts {
            learners: overview.learners,
            learners_away: overview.learners_away,
            slots_available: overview.slots_available,
            slots_filled: overview.slots_filled,
            sessions: overview.sessions,
            candidates,
            wishes: overview.wishes,
            wishes_granted: overview.wishes_granted,
            requests: overview.requests,
            requests_granted: overview.requests_granted,
            services: overview.services,
            services_short: overview.services_short,
            exceptions: site.explanations.exceptions.len() as u64,
        },
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.learners += other.learners;
        self.learners_away += other.learners_away;
        self.slots_available += other.slots_available;
        self.slots_filled += other.slots_filled;
        self.sessions += other.sessions;
        self.candidates += other.candidates;
        self.wishes += other.wishes;
        self.wishes_granted += other.wishes_granted;
        self.requests += other.requests;
        self.requests_granted += other.requests_granted;
        self.services += other.services;
        self.services_short += other.services_short;
        self.exceptions += other.exceptions;
    }
}
