//! `daybreak verify`: does a plan keep every rule, and is it worth what it says?

use daybreak::model::verdict::Verdict;
use daybreak::{check, ingest, pipeline};
use serde::Serialize;

use super::args::{Format, VerifyArgs};
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;
use super::solve::read_problem;

/// The document of `--format json`.
#[derive(Serialize)]
struct Answer<'a> {
    format: &'static str,
    valid: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
    total: i64,
}

/// Runs the command.
pub fn run(args: &VerifyArgs, printer: &Printer) -> Result<Exit, Failure> {
    let bytes = files::read(&args.problem)?;
    let (problem, _) = read_problem(&args.problem, &bytes, printer)?;
    let name = args.plan.display().to_string();
    let plan = ingest::problem::read_plan(&name, &files::read(&args.plan)?).map_err(|issues| {
        printer.issues(&issues, 20);
        Failure::refused(format!("{name} is not a day plan"))
    })?;
    let mut verdict = check::check(&problem, &plan);
    verdict.violations.extend(check::check_hash(&plan, &pipeline::sha256(&bytes)));
    match printer.format {
        Format::Json => printer.json(&Answer {
            format: "daybreak.verdict/1",
            valid: verdict.is_valid(),
            verdict: &verdict,
            total: verdict.objective.total(),
        }),
        Format::Human => printer.data(text(&verdict).as_bytes()),
    }
    Ok(if verdict.is_valid() { Exit::Good } else { Exit::Findings })
}

/// The verdict for people.
fn text(verdict: &Verdict) -> String {
    let mut lines: Vec<String> = verdict
        .violations
        .iter()
        .map(|v| {
            let place =
                [v.session.as_ref().map(|s| format!("session {s}")), v.slot.as_ref().map(|s| format!("slot {s}"))];
            let place: Vec<String> = place.into_iter().flatten().collect();
            format!("{}: {}{}{}", v.rule.name(), place.join(", "), if place.is_empty() { "" } else { ": " }, v.what)
        })
        .collect();
    lines.push(match verdict.is_valid() {
        true => format!("valid: every rule holds, objective {}", verdict.objective.total()),
        false => format!("not valid: {} violations, objective {}", verdict.violations.len(), verdict.objective.total()),
    });
    lines.join("\n") + "\n"
}
