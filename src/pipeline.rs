//! The whole run on one screen: tables in, report out. Only this file composes stages.
//!
//! Pure: no files, no clock, no printing. The roof hands in bytes and an [`Observer`] that hears which stage
//! begins and may say stop; it writes what [`crate::export`] makes of the [`Report`].

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::graph::{CompetencyGraph, GraphFacts};
use crate::issue::{Issue, Place};
use crate::model::awards::Awards;
use crate::model::calibration::Calibration;
use crate::model::candidate::Candidates;
use crate::model::certificate::Certificate;
use crate::model::day::SiteDay;
use crate::model::dictionary::TableKind;
use crate::model::explanation::LearnerAnswer;
use crate::model::formulation::Formulation;
use crate::model::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use crate::model::pathway::{FormerWays, Pathways};
use crate::model::plan::Plan;
use crate::model::problem::Problem;
use crate::model::report::{InputCard, Report, RunCard, SearchCard, SiteFailure, SiteReport};
use crate::model::rules::Rules;
use crate::model::school::School;
use crate::model::standing::Standing;
use crate::model::states::LearnerStates;
use crate::model::tables::{SourceFile, TableCounts};
use crate::model::time::Date;
use crate::model::verdict::Verdict;
use crate::model::voice::{LearnerDay, Turns};
use crate::{award, check, estimate, explain, export, formulate, ingest, plot, recommend, schedule, validate, voice};

/// Hears what the run does, and may ask it to stop with the best plan so far.
pub trait Observer: Sync {
    /// A stage begins: of the whole run, or of one site (sites run side by side).
    fn stage(&self, _site: Option<&str>, _name: &'static str) {}
    /// A site is done, of so many.
    fn site_done(&self, _site: &str, _n_sites: usize) {}
    /// Whether to stop searching and return what there is.
    fn interrupted(&self) -> bool {
        false
    }
}

impl Observer for () {}

/// A package and its rules, as bytes.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    pub tables: Vec<SourceFile>,
    pub rules: Vec<SourceFile>,
}

/// What is known once the tables are read and checked.
pub struct Checked {
    pub school: School,
    pub rules: Rules,
    /// Every fault of the tables.
    pub issues: Vec<Issue>,
    /// Every fault of the rules. They are configuration: an error among them means that nothing may be planned.
    pub rule_issues: Vec<Issue>,
    pub inputs: Vec<InputCard>,
    /// Why the run must refuse to plan from this; none: it may.
    pub refusal: Option<String>,
}

/// Reads and checks a package: `ingest`, `validate`, and the rules.
pub fn check_package(inputs: &Inputs, config: &Config, observer: &dyn Observer) -> Checked {
    observer.stage(None, "ingest");
    let (tables, mut issues) = ingest::read_tables(&inputs.tables);
    let (rules, rule_issues) = ingest::rules::read_rules(&inputs.rules);
    observer.stage(None, "validate");
    let validated = validate::validate(&tables);
    issues.extend(validated.issues);
    let refusal = validate::refusal(&validated.counts, &issues, &config.ingest);
    Checked {
        school: validated.school,
        rules,
        issues,
        rule_issues,
        inputs: input_cards(&inputs.tables, &validated.counts),
        refusal,
    }
}

/// The competency graph of a package as written, in figures, and every fault of its two tables. Circles are kept: whether
/// to refuse them is for whoever asks.
pub fn graph_facts(tables: &[SourceFile], minutes_typical: f64) -> (GraphFacts, Vec<Issue>) {
    let of_graph = |file: &&SourceFile| {
        matches!(TableKind::of_file(&file.name), Some(TableKind::Competencies | TableKind::Prerequisites))
    };
    let files: Vec<SourceFile> = tables.iter().filter(of_graph).cloned().collect();
    let (tables, mut issues) = ingest::read_tables(&files);
    // Other tables are not asked for here.
    issues.retain(|issue| issue.code != "F106" || issue.place.file == TableKind::Competencies.file());
    let validated = validate::validate_graph(&tables);
    issues.extend(validated.issues);
    let graph = CompetencyGraph::new(&validated.school);
    (graph.facts(&validated.school, minutes_typical), issues)
}

/// The language of all words of a night. A district that asks for another makes this a setting.
const LANGUAGE: explain::Language = explain::Language::English;

/// What all sites share on one day: what each learner knows, and the way to each goal.
pub struct Groundwork {
    pub school: School,
    pub rules: Rules,
    pub date: Date,
    pub graph: CompetencyGraph,
    pub states: LearnerStates,
    pub awards: Awards,
    pub pathways: Pathways,
    /// What each wish and request is worth.
    pub standing: Standing,
}

/// Estimates and plots: everything that does not depend on a site's day.
pub fn groundwork(school: School, rules: Rules, date: Date, observer: &dyn Observer) -> Groundwork {
    groundwork_from(school, rules, date, &FormerNight::default(), observer)
}

/// As [`groundwork`], keeping to the next week that another night told, and to what it granted and declined.
pub fn groundwork_from(
    school: School,
    rules: Rules,
    date: Date,
    former: &FormerNight,
    observer: &dyn Observer,
) -> Groundwork {
    observer.stage(None, "estimate");
    let states = estimate::estimate(&school, date, &rules.mastery);
    observer.stage(None, "award");
    let awards = award::award(&school, &states, date, &rules);
    observer.stage(None, "plot");
    let graph = CompetencyGraph::new(&school);
    let mut pathways = plot::plot_from(&school, &graph, &states, date, &rules.pacing, &former.ways);
    pathways.reviews = plot::reviews(&school, &graph, &states, &pathways, date, &rules.pacing, &rules.mastery);
    let standing = voice::standing(&school, &rules, &former.turns, date);
    Groundwork { school, rules, date, graph, states, awards, pathways, standing }
}

/// What each learner knows on a day: [`groundwork`] without the ways.
pub fn mastery(school: &School, rules: &Rules, day: Date, observer: &dyn Observer) -> LearnerStates {
    observer.stage(None, "estimate");
    estimate::estimate(school, day, &rules.mastery)
}

/// Whether estimates are right on the whole, by subgroup.
pub fn calibration(school: &School, rules: &Rules, day: Date, observer: &dyn Observer) -> Calibration {
    observer.stage(None, "calibrate");
    estimate::calibration(school, day, &rules.mastery)
}

/// How the estimate of one learner and competency came about, in words for a teacher.
pub fn explain_mastery(
    school: &School,
    rules: &Rules,
    day: Date,
    learner: LearnerIdx,
    competency: CompetencyIdx,
    states: &LearnerStates,
) -> String {
    let account = estimate::account(school, day, &rules.mastery, learner, competency);
    let asked = explain::MasteryAsked { school, day, learner, competency, states, account: &account };
    explain::mastery_text(&asked, LANGUAGE)
}

/// What another night wrote about a site: where the search for this one may begin.
#[derive(Clone, Debug, Default)]
pub struct Former {
    pub plan: Option<Plan>,
    pub certificate: Option<Certificate>,
}

/// What another night wrote.
#[derive(Clone, Debug, Default)]
pub struct FormerNight {
    /// By the site's id.
    pub sites: BTreeMap<String, Former>,
    /// What each learner was to learn.
    pub ways: FormerWays,
    /// What was granted and declined.
    pub turns: Turns,
}

/// Plans the day of every site of a checked package.
pub fn plan(checked: Checked, rules: &[SourceFile], date: Date, config: &Config, observer: &dyn Observer) -> Report {
    plan_from(checked, rules, date, &FormerNight::default(), config, observer)
}

/// As [`plan`], beginning from what another night wrote.
pub fn plan_from(
    checked: Checked,
    rules: &[SourceFile],
    date: Date,
    former: &FormerNight,
    config: &Config,
    observer: &dyn Observer,
) -> Report {
    let Checked { school, rules: policy, mut issues, rule_issues, inputs, refusal: _ } = checked;
    issues.extend(rule_issues);
    let ground = groundwork_from(school, policy, date, former, observer);
    observer.stage(None, "calibrate");
    let calibration = estimate::calibration(&ground.school, date, &ground.rules.mastery);
    let exceptions = explain::package_exceptions(&calibration, LANGUAGE);
    let way_words = explain::way_words(&ground.school, &ground.pathways, LANGUAGE);
    let (open, closed): (Vec<SiteIdx>, Vec<SiteIdx>) =
        (0..ground.school.sites.len()).map(SiteIdx::at).partition(|&site| ground.school.day_type(site, date).is_some());
    observer.stage(None, "sites");
    // Sites are independent: side by side, gathered in their order, and a site that fails fails alone.
    let planned: Vec<Result<SiteReport, SiteFailure>> = open
        .par_iter()
        .map(|&site| {
            let id = &ground.school.sites[site.i()].id;
            let outcome = alone(site, || plan_site(&ground, site, former.sites.get(id), config, observer));
            observer.site_done(id, open.len());
            outcome
        })
        .collect();
    let mut sites = Vec::new();
    let mut failed = Vec::new();
    for outcome in planned {
        match outcome {
            Ok(site) => sites.push(site),
            Err(failure) => failed.push(failure),
        }
    }
    let run = RunCard {
        version: env!("CARGO_PKG_VERSION").into(),
        seed: config.schedule.seed,
        inputs,
        rules: rules.iter().map(|file| (file.name.clone(), sha256(&file.bytes))).collect(),
        stages: Vec::new(),
    };
    let Groundwork { school, rules, date, graph: _, states, awards, pathways, standing } = ground;
    let turns =
        voice::next_turns(&school, &former.turns, &rules.fairness, date, sites.iter().map(|site| &site.explanations));
    let days: Vec<LearnerDay> = sites.iter().flat_map(|site| site.days.iter().cloned()).collect();
    let access = voice::access(&school, &days);
    Report {
        date,
        school,
        rules,
        states,
        awards,
        calibration,
        pathways,
        standing,
        way_words,
        sites,
        failed,
        closed,
        exceptions,
        turns,
        access,
        issues,
        run,
    }
}

/// One site from candidates to explanations.
fn plan_site(
    ground: &Groundwork,
    site: SiteIdx,
    former: Option<&Former>,
    config: &Config,
    observer: &dyn Observer,
) -> Result<SiteReport, String> {
    let stage = |name| observer.stage(Some(&ground.school.sites[site.i()].id), name);
    stage("recommend");
    let day = SiteDay::of(&ground.school, site, ground.date);
    let candidates = candidates(ground, &day);
    stage("formulate");
    let formulation = formulate::formulate(&day, &candidates, &ground.standing, &ground.rules);
    let problem_json = problem_json(&formulation.problem);
    stage("schedule");
    let start = schedule::Start {
        plan: former.and_then(|former| former.plan.as_ref()),
        certificate: former.and_then(|former| former.certificate.as_ref()),
    };
    let (hash, watch) = (sha256(&problem_json), Watch(observer));
    let schedule::Solution { mut plan, certificate, log } =
        schedule::schedule_from(&formulation.problem, &hash, start, &config.schedule, &watch)
            .map_err(|error| error.to_string())?;
    let search = SearchCard {
        gain_of_a_change: log.stability.map(|stability| stability.gain),
        unknown_in_start: log.unknown_in_start,
        unknown_in_prices: log.unknown_in_prices,
    };
    let refused = check::check_bound(&formulation.problem, &plan.problem_sha256, &plan, Some(&certificate));
    assert!(refused.is_empty(), "the judge refuses the bound of {}: {refused:?}", formulation.problem.site);
    plan.certificate = Some(export::CERTIFICATE.to_owned());
    stage("check");
    let verdict = check::check(&formulation.problem, &plan);
    assert!(verdict.is_valid(), "the judge refuses the plan of {}: {:?}", formulation.problem.site, verdict.violations);
    stage("explain");
    let explanations = explain::explain(known(ground, &candidates, &formulation, &plan, &verdict));
    let Groundwork { school, rules, .. } = ground;
    let days = voice::account(school, rules, &candidates, &formulation, &plan, &explanations);
    let bands = voice::outcomes(&day, rules, &days);
    Ok(SiteReport {
        site,
        formulation,
        candidates,
        plan,
        certificate,
        search,
        verdict,
        explanations,
        days,
        bands,
        problem_json,
    })
}

/// Tomorrow's possibilities of a site's learners.
fn candidates(ground: &Groundwork, day: &SiteDay<'_>) -> Candidates {
    let Groundwork { rules, graph, states, pathways, standing, .. } = ground;
    recommend::recommend(day, graph, states, pathways, standing, rules)
}

/// All that explanations draw on.
fn known<'a>(
    ground: &'a Groundwork,
    candidates: &'a Candidates,
    formulation: &'a Formulation,
    plan: &'a Plan,
    verdict: &'a Verdict,
) -> explain::Known<'a> {
    let Groundwork { school, rules, states, pathways, standing, .. } = ground;
    let language = LANGUAGE;
    explain::Known { school, states, pathways, candidates, formulation, plan, verdict, standing, rules, language }
}

/// One learner's day in words for a coordinator.
pub struct LearnersDay {
    pub text: String,
    pub answer: LearnerAnswer,
    /// Whether the handed plan was explained; without one that answers today's problem the day was planned anew.
    pub by_given_plan: bool,
}

/// Explains one learner's day: by `plan` where it answers the problem that the package gives today, else by a new plan.
///
/// # Errors
/// A sentence when the learner's site cannot be planned.
pub fn explain_learner(
    ground: &Groundwork,
    learner: LearnerIdx,
    question: explain::Question<'_>,
    plan: Option<Plan>,
    config: &Config,
) -> Result<LearnersDay, String> {
    let site = ground.school.learners[learner.i()].site;
    let Groundwork { school, rules, date, graph, states, pathways, standing, .. } = ground;
    let day = SiteDay::of(school, site, *date);
    let mut candidates = candidates(ground, &day);
    let asked = question.why_not.map(|lesson| (learner, lesson));
    candidates
        .ruled_out
        .extend(asked.and_then(|pair| recommend::rule_against(&day, graph, states, pathways, standing, rules, pair)));
    let formulation = formulate::formulate(&day, &candidates, standing, rules);
    let hash = sha256(&problem_json(&formulation.problem));
    let given = plan.filter(|plan| plan.problem_sha256 == hash);
    let by_given_plan = given.is_some();
    let plan = match given {
        Some(plan) => plan,
        None => schedule::schedule(&formulation.problem, &hash, &config.schedule, &()).map_err(|e| e.to_string())?.plan,
    };
    let verdict = check::check(&formulation.problem, &plan);
    let known = known(ground, &candidates, &formulation, &plan, &verdict);
    let answer = explain::explain_learner(known, learner, question);
    Ok(LearnersDay { text: explain::learner_text(known, &answer), answer, by_given_plan })
}

/// Runs one site so that its failure, even a bug of ours, does not take the district with it.
fn alone(site: SiteIdx, run: impl FnOnce() -> Result<SiteReport, String>) -> Result<SiteReport, SiteFailure> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(why)) => Err(SiteFailure { site, why, bug: false }),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let why = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
            Err(SiteFailure { site, why: why.to_owned(), bug: true })
        }
    }
}

/// Lets the scheduler ask the observer whether to stop.
struct Watch<'a>(&'a dyn Observer);

impl schedule::Watch for Watch<'_> {
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

/// The bytes of a problem document, as written to `problem.json` and named by its plan.
pub fn problem_json(problem: &Problem) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(problem).expect("a problem has only string keys");
    bytes.push(b'\n');
    bytes
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The input tables with their hashes and how their rows ended, in the dictionary's order.
fn input_cards(files: &[SourceFile], counts: &TableCounts) -> Vec<InputCard> {
    let mut cards: Vec<InputCard> = files
        .par_iter()
        .filter_map(|file| {
            let table = TableKind::of_file(&file.name)?;
            let rows = counts.get(&table).copied().unwrap_or_default();
            Some(InputCard { table, sha256: sha256(&file.bytes), bytes: file.bytes.len() as u64, rows })
        })
        .collect();
    cards.sort_by(|a, b| (a.table, &a.sha256).cmp(&(b.table, &b.sha256)));
    cards
}

/// Reads and checks a problem document: its shape, then its sense.
///
/// # Errors
/// Every fault of the document with its JSON path; warnings travel with the problem.
pub fn read_problem(name: &str, bytes: &[u8]) -> Result<(Problem, Vec<Issue>), Vec<Issue>> {
    let problem = ingest::problem::read_problem(name, bytes)?;
    let issues = validate::problem::validate_problem(name, &problem);
    match issues.iter().any(|issue| issue.severity == crate::issue::Severity::Error) {
        true => Err(issues),
        false => Ok((problem, issues)),
    }
}

/// A package's own fault: a date on which no site has school.
pub fn no_school(date: Date) -> Issue {
    Issue::error("V900", Place::file("days.csv"), format!("{date}"), "an instructional day of at least one site")
        .maybe("Maybe another --date is meant.")
}
