//! `daybreak solve`: a day problem written by anyone, answered by a plan.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use daybreak::schedule::Start;
use daybreak::{check, export, pipeline, schedule};

use super::args::{Format, SolveArgs};
use super::documents::{read_certificate, read_plan, read_problem};
use super::exit::{Exit, Failure};
use super::files;
use super::observer::{SearchWatcher, listen_for_signals};
use super::package::read_settings;
use super::print::{self, Printer};

/// The certificate beside a plan: `plan.json` has `certificate.json`, `day.plan.json` has `day.plan.certificate.json`.
fn certificate_path(plan: &Path) -> PathBuf {
    let name = plan.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    match stem {
        "plan" => plan.with_file_name(export::CERTIFICATE),
        stem => plan.with_file_name(format!("{stem}.{}", export::CERTIFICATE)),
    }
}

/// Runs the command.
pub fn run(args: &SolveArgs, printer: &Printer) -> Result<Exit, Failure> {
    let begun = Instant::now();
    listen_for_signals();
    let mut config = read_settings(None, Some(&args.search))?.config.schedule;
    // Reading counts as well: whoever waits does not care which part took the time.
    let allowed = config.seconds.and_then(|s| begun.checked_add(Duration::try_from_secs_f64(s).ok()?));
    config.deadline = config.deadline.into_iter().chain(allowed).min();
    let bytes = files::read(&args.problem)?;
    let (problem, warnings) = read_problem(&args.problem, &bytes, printer)?;
    printer.issues(&warnings, 3);
    let hash = pipeline::sha256(&bytes);
    let plan = args.start.as_deref().map(|path| read_plan(path, printer)).transpose()?;
    let certificate = args.prices.as_deref().map(|path| read_certificate(path, printer)).transpose()?;
    let start = Start { plan: plan.as_ref(), certificate: certificate.as_ref() };
    let watcher = SearchWatcher::new(printer);
    let solved = schedule::schedule_from(&problem, &hash, start, &config, &watcher);
    watcher.finish();
    let schedule::Solution { mut plan, certificate, log } =
        solved.map_err(|error| Failure::refused(format!("{}: {error}", args.problem.display())))?;
    let verdict = check::check(&problem, &plan);
    assert!(verdict.is_valid(), "the judge refuses our own plan: {:?}", verdict.violations);
    let refused = check::check_bound(&problem, &hash, &plan, Some(&certificate));
    assert!(refused.is_empty(), "the judge refuses our own bound: {refused:?}");
    let to_stdout = args.out.as_os_str() == "-";
    if !to_stdout {
        let path = certificate_path(&args.out);
        files::write_file(&path, &export::certificate_json(&certificate))?;
        plan.certificate = path.file_name().map(|name| name.to_string_lossy().into_owned());
    }
    let mut json = serde_json::to_vec_pretty(&plan).expect("a plan has only string keys");
    json.push(b'\n');
    match to_stdout {
        true => printer.data(&json),
        false => files::write_file(&args.out, &json)?,
    }
    print::unknown(printer, "--start", log.unknown_in_start);
    print::unknown(printer, "--prices", log.unknown_in_prices);
    printer.say(&format!(
        "objective {}, bound {}, gap {:.2} %, {} sessions, stopped: {}",
        plan.objective,
        plan.bound,
        100.0 * plan.gap,
        plan.sessions.len(),
        plan.stopped.word()
    ));
    if let Some(given) = &certificate.given_sessions {
        printer.say(&format!("with the sessions it holds no plan earns more than {}", given.bound));
    }
    printer.say(&match log.stability {
        None => "there was no time to try every opening, closing and moving of a session".to_owned(),
        Some(stability) if stability.gain == 0 => {
            "no opening, closing or moving of one session gains anything".to_owned()
        }
        Some(stability) => {
            format!("no opening, closing or moving of one session gains more than {}", stability.gain)
        }
    });
    printer.detail(&format!("{log:?}"));
    if !to_stdout && printer.format == Format::Json {
        printer.json(&verdict.objective);
    }
    Ok(Exit::Good)
}
