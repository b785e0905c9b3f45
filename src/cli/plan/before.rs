//! What a night begins from: gates that its input must pass, the night before, and what that one planned and nobody reported.

use std::path::Path;

use daybreak::history::probable::{BELIEVED_DAYS, assume};
use daybreak::history::{FormerNight, Unreadable};
use daybreak::model::dictionary::TableKind;
use daybreak::model::files::{PLAYLISTS, RUN, SITES};
use daybreak::model::report::{Accepted, Report, SiteFeeds};
use daybreak::model::school::School;
use daybreak::model::time::{Date, days_between};
use daybreak::model::voice::Turns;
use daybreak::pipeline::{self, Before, Checked, GATES, Gate, Tonight};

use crate::cli::args::PlanArgs;
use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::nights::{Night, Nights};
use crate::cli::package::Call;
use crate::cli::print::Printer;

/// Who lets a gate pass, by the names under which machines know that.
const WHO: [&str; 3] = ["DAYBREAK_BY", "USER", "LOGNAME"];

/// The gates that a call lets pass: names and reasons.
///
/// # Errors
/// A name that no gate can have.
pub fn accepted_gates(args: &PlanArgs) -> Result<Vec<(&str, &str)>, Failure> {
    let gates = args.accept.iter().map(|text| text.split_once('=').unwrap_or((text, "")));
    gates.map(|(name, why)| if may_be_a_gate(name) { Ok((name, why)) } else { Err(no_gate(name)) }).collect()
}

fn may_be_a_gate(name: &str) -> bool {
    let table = |name: &str| TableKind::ALL.iter().any(|kind| kind.spec().name == name);
    match name.split_once(':') {
        None => name == "date" || name == "rules",
        Some(("site", site)) => !site.is_empty(),
        Some((kind, rest)) => GATES.contains(&kind) && table(rest.split('@').next().unwrap_or(rest)),
    }
}

fn no_gate(name: &str) -> Failure {
    let kinds = GATES.map(|kind| match kind {
        "date" | "rules" => kind.to_owned(),
        kind => format!("{kind}:…"),
    });
    Failure::usage(format!("--accept {name}: no gate has this name; there are {}", kinds.join(", ")))
}

/// Who calls, as the machine knows the person.
pub fn who() -> String {
    WHO.into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}

/// What came of the gates.
pub struct Passed {
    pub accepted: Vec<Accepted>,
    /// The night against which the input was held.
    pub before: Option<Before>,
    /// What each site's feeds hold.
    pub feeds: Vec<SiteFeeds>,
}

/// Holds the input against the settings and the night published last. Gates that do not hold stop their sites, or the run; those
/// that a person lets pass are told and recorded.
pub fn pass_gates(
    args: &PlanArgs,
    checked: &mut Checked,
    call: &Call,
    nights: &Nights,
    tonight: Tonight,
) -> Result<Passed, Failure> {
    let accept = accepted_gates(args)?;
    let before = nights.current().map(|night| card(&night)).transpose()?;
    if before.as_ref().is_some_and(|before| is_of_another_school(before, &checked.school)) {
        return Err(Failure::refused(format!(
            "{} holds nights of another school, and nothing is published among them: name another folder with --out",
            args.out.display()
        )));
    }
    let why_accepted = |gate: &Gate| {
        let of_all = gate.name.split('@').next().unwrap_or(&gate.name);
        accept.iter().find(|(name, _)| *name == gate.name || *name == of_all).map(|(_, why)| (*why).to_owned())
    };
    let (mut accepted, mut failed) = (Vec::new(), Vec::new());
    let by = who();
    let feeds = pipeline::feeds(&checked.school, tonight.date);
    for gate in
        pipeline::gates(checked, &feeds, &call.inputs.rules, &call.settings.config.expect, before.as_ref(), tonight)
    {
        match why_accepted(&gate) {
            Some(why) => accepted.push(Accepted { gate: gate.name, why, by: by.clone() }),
            None => failed.push(gate),
        }
    }
    let told =
        |gate: &Gate| format!("\n  {} {} (--accept {} publishes in spite of it)", gate.name, gate.why, gate.name);
    if failed.iter().any(|gate| gate.sites.is_none()) {
        let gates: String = failed.iter().map(told).collect();
        return Err(Failure::refused(format!("nothing is published, and the last plan stays:{gates}")));
    }
    let lost = &mut checked.school.lost;
    for gate in failed {
        let sites = gate.sites.unwrap_or_default();
        if sites.is_empty() {
            lost.missing
                .push(format!("gate {}: {} (--accept {} publishes without it)", gate.name, gate.why, gate.name));
        }
        let why = format!("gate {}: {} (--accept {} plans in spite of it)", gate.name, gate.why, gate.name);
        lost.kept_back.extend(sites.into_iter().map(|site| (site, why.clone())));
    }
    lost.accepted = accepted.iter().map(|one| (one.gate.clone(), one.why.clone())).collect();
    Ok(Passed { accepted, before, feeds })
}

/// The feeds by which the next night is held.
pub fn measure(passed: &Passed, report: &Report) -> Vec<SiteFeeds> {
    let failed: Vec<&str> =
        report.failed.iter().map(|failure| report.school.sites[failure.site.i()].id.as_str()).collect();
    let is_accepted = |site: &str| passed.accepted.iter().any(|one| one.gate == format!("site:{site}"));
    pipeline::measure(passed.feeds.clone(), passed.before.as_ref(), &failed, is_accepted)
}

/// Whether none of the sites of a night is one of the school.
fn is_of_another_school(before: &Before, school: &School) -> bool {
    let is_known = |id: &str| school.sites.iter().any(|site| site.id == id);
    !before.feeds.is_empty() && !before.feeds.iter().any(|feeds| is_known(&feeds.site))
}

/// What a night's card says for the gates of the next.
fn card(night: &Night) -> Result<Before, Failure> {
    let path = night.path.join(RUN);
    pipeline::before(&files::read(&path)?).map_err(|why| {
        Failure::refused(format!(
            "{} is not the card of a night, so nothing can be compared with it: {why}. daybreak rollback or publish makes another \
             night current",
            path.display()
        ))
    })
}

/// The night from which this one goes on, and where it is: the one that is named, else the last one in place before the date.
pub fn former(
    args: &PlanArgs,
    nights: &Nights,
    school: &School,
    date: Date,
    printer: &Printer,
) -> Result<(FormerNight, Option<(String, String)>), Failure> {
    if let Some(folder) = &args.start_from {
        let night = read_former(folder, school, date, printer)?;
        return Ok((night, found(folder)));
    }
    if args.fresh {
        return Ok((FormerNight::default(), None));
    }
    let Some(last) = nights.before(date).next() else { return Ok((FormerNight::default(), None)) };
    match read_former(&last.path, school, date, printer) {
        Ok(night) => Ok((night, found(&last.path))),
        Err(failure) => {
            printer.say(&format!("this night begins from nothing: {failure}"));
            Ok((FormerNight::default(), None))
        }
    }
}

fn found(folder: &Path) -> Option<(String, String)> {
    let card = files::read(&folder.join(RUN)).ok()?;
    Some((folder.display().to_string(), pipeline::sha256(&card)))
}

/// What another night wrote: about each site, about the ways, about what was granted.
fn read_former(folder: &Path, school: &School, date: Date, printer: &Printer) -> Result<FormerNight, Failure> {
    if !folder.join(SITES).is_dir() {
        return Err(Failure::usage(format!("{} is not the folder of a night: it has no sites", folder.display())));
    }
    if let Ok(bytes) = files::read(&folder.join(RUN))
        && let Ok(before) = pipeline::before(&bytes)
    {
        if let Some(later) = before.date.filter(|of| *of > date) {
            return Err(Failure::usage(format!("{} is the night of {later}, after {date}", folder.display())));
        }
        if is_of_another_school(&before, school) {
            return Err(Failure::usage(format!("{} is a night of another school", folder.display())));
        }
    }
    FormerNight::read(|file| fetch(folder, file), school, date).map_err(|why| unreadable(folder, why, printer))
}

/// Takes what former nights planned and nobody has reported as probably had.
pub fn assume_unreported(args: &PlanArgs, nights: &Nights, school: &mut School, date: Date) -> Result<(), Failure> {
    if args.fresh {
        return Ok(());
    }
    let near = nights.before(date).take_while(|night| days_between(night.date, date) <= BELIEVED_DAYS);
    let paths = near.map(|night| night.path.join(PLAYLISTS)).filter(|path| path.is_file());
    let playlists: Vec<Vec<u8>> = paths.map(|path| files::read(&path)).collect::<Result<_, Failure>>()?;
    assume(school, &playlists, date)
        .map_err(|why| Failure::refused(format!("a {PLAYLISTS} of a former night cannot be read: {why}")))
}

/// What another night granted and declined; nothing where it did not write it.
pub fn former_turns(folder: &Path, school: &School, printer: &Printer) -> Result<Turns, Failure> {
    FormerNight::read_turns(|file| fetch(folder, file), school).map_err(|why| unreadable(folder, why, printer))
}

/// A file of a night; none: it wrote no such file.
pub fn fetch(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, Failure> {
    let path = folder.join(file);
    path.is_file().then(|| files::read(&path)).transpose()
}

/// What is wrong with a file of a night, said in full.
pub fn unreadable(folder: &Path, why: Unreadable<Failure>, printer: &Printer) -> Failure {
    let is_not = |file: &str, what: &str| format!("{} is not {what}", folder.join(file).display());
    match why {
        Unreadable::Outside(failure) => failure,
        Unreadable::Document { file, what, issues } => {
            printer.issues(&issues, 20);
            Failure::refused(is_not(&file, what))
        }
        Unreadable::Table { file, what, why } => Failure::refused(format!("{}: {why}", is_not(&file, what))),
    }
}
