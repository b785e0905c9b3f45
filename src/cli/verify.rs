//! `daybreak verify`: does a plan keep every rule, is it worth what it says, and does its certificate prove its bound?

use std::path::Path;

use daybreak::model::certificate::Certificate;
use daybreak::model::plan::Plan;
use daybreak::model::problem::Points;
use daybreak::model::verdict::Verdict;
use daybreak::{check, pipeline};
use serde::Serialize;

use super::args::{Format, VerifyArgs};
use super::documents::{read_certificate, read_plan, read_problem};
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;

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
    let plan = read_plan(&args.plan, printer)?;
    let mut verdict = check::check(&problem, &plan);
    let hash = pipeline::sha256(&bytes);
    verdict.violations.extend(check::check_hash(&plan, &hash));
    if args.bound {
        let certificate = certificate(args, &plan, printer)?;
        verdict.violations.extend(check::check_bound(&problem, &hash, &plan, certificate.as_ref()));
    }
    match printer.format {
        Format::Json => printer.json(&Answer {
            format: "daybreak.verdict/1",
            valid: verdict.is_valid(),
            verdict: &verdict,
            total: verdict.objective.total(),
        }),
        Format::Human => printer.data(text(&verdict, args.bound.then_some(plan.bound)).as_bytes()),
    }
    Ok(if verdict.is_valid() { Exit::Good } else { Exit::Findings })
}

/// The certificate that the command or the plan names; none when neither does.
fn certificate(args: &VerifyArgs, plan: &Plan, printer: &Printer) -> Result<Option<Certificate>, Failure> {
    let beside = |name: &String| {
        // A name only: a plan must not make the judge read elsewhere.
        let name = Path::new(name).file_name().unwrap_or_default();
        args.plan.with_file_name(name)
    };
    let Some(path) = args.certificate.clone().or_else(|| plan.certificate.as_ref().map(beside)) else {
        return Ok(None);
    };
    read_certificate(&path, printer).map(Some)
}

/// The verdict for people, with the bound where it was recomputed.
fn text(verdict: &Verdict, bound: Option<Points>) -> String {
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
        true => {
            let proven = bound.map(|bound| format!(", and no plan earns more than {bound}")).unwrap_or_default();
            format!("valid: every rule holds, objective {}{proven}", verdict.objective.total())
        }
        false => format!("not valid: {} violations, objective {}", verdict.violations.len(), verdict.objective.total()),
    });
    lines.join("\n") + "\n"
}
