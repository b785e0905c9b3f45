//! What one more teacher, room or device would be worth on a day problem, by planning the day with it.

use std::path::Path;

use daybreak::export::prices::{Scarce, dearest_room, worth};
use daybreak::model::problem::{Points, Problem, Staff};
use daybreak::{pipeline, schedule};
use serde::Serialize;

use super::More;
use crate::cli::args::{Format, SearchArgs};
use crate::cli::documents::read_problem;
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::observer::SearchWatcher;
use crate::cli::package::read_settings;
use crate::cli::print::Printer;

/// The document of `--format json`, in points.
#[derive(Serialize)]
struct Answer {
    format: &'static str,
    objective: Points,
    objective_with: Points,
    difference: Points,
    bound: Points,
    bound_with: Points,
    /// By the prices of the day as it is.
    estimate: Points,
}

/// Plans the day without and with it.
pub fn run(path: &Path, more: &[More], search: &SearchArgs, printer: &Printer) -> Result<Exit, Failure> {
    let config = read_settings(None, Some(search))?.config;
    let bytes = files::read(path)?;
    let (problem, _) = read_problem(path, &bytes, printer)?;
    let solve = |problem: &Problem, bytes: &[u8]| {
        let watcher = SearchWatcher::new(printer);
        let solved = schedule::schedule(problem, &pipeline::sha256(bytes), &config.schedule, &watcher);
        watcher.finish();
        solved.map_err(|error| Failure::refused(format!("{}: {error}", path.display())))
    };
    let before = solve(&problem, &bytes)?;
    let mut changed = problem.clone();
    let mut estimate: Points = 0;
    for (i, more) in more.iter().enumerate() {
        let each = worth(&problem, &before.certificate, &more.what, more.slot.as_deref());
        estimate = estimate.saturating_add(each.saturating_mul(Points::from(more.n)));
        add(&problem, &mut changed, &before, more, i)?;
    }
    let after = solve(&changed, &pipeline::problem_json(&changed))?;
    let answer = Answer {
        format: "daybreak.whatif/1",
        objective: before.plan.objective,
        objective_with: after.plan.objective,
        difference: after.plan.objective - before.plan.objective,
        bound: before.plan.bound,
        bound_with: after.plan.bound,
        estimate,
    };
    match printer.format {
        Format::Json => printer.json(&answer),
        Format::Human => printer.data(text(&answer).as_bytes()),
    }
    Ok(Exit::Good)
}

/// Changes the problem; refuses what it does not know.
fn add(
    problem: &Problem,
    changed: &mut Problem,
    before: &schedule::Solution,
    more: &More,
    i: usize,
) -> Result<(), Failure> {
    let unknown = |what: &str, id: &str| Failure::usage(format!("the problem has no {what} {id:?}"));
    if let Some(slot) = more.slot.as_ref().filter(|slot| problem.slots.iter().all(|s| s.id != **slot)) {
        return Err(unknown("slot", slot));
    }
    let slots = more.slot.as_ref().map(|slot| vec![slot.clone()]);
    let id = fresh(changed, i);
    match &more.what {
        Scarce::Staff(tag) => {
            let needs = problem.offerings.iter().flat_map(|o| &o.staff);
            let mut needs = needs.chain(problem.stations.iter().flat_map(|s| &s.staff));
            if needs.all(|need| need.tag != *tag) {
                return Err(unknown("need of staff with tag", tag));
            }
            changed.staff.push(Staff::without_limits(id, vec![tag.clone()], slots));
        }
        Scarce::Room(feature) => {
            let like = dearest_room(problem, &before.certificate, feature);
            let like = like.ok_or_else(|| unknown("room with feature", feature))?;
            let mut room = like.clone();
            (room.id, room.slots) = (id, slots.or(like.slots.clone()));
            changed.rooms.push(room);
        }
        Scarce::Device(pool) => {
            let device = changed.devices.iter_mut().find(|device| device.id == *pool);
            let device = device.ok_or_else(|| unknown("pool", pool))?;
            device.count = device.count.saturating_add(more.n);
        }
    }
    Ok(())
}

/// An id that neither a room nor a person has.
fn fresh(problem: &Problem, i: usize) -> String {
    let is_taken = |id: &String| problem.rooms.iter().any(|r| r.id == *id) || problem.staff.iter().any(|p| p.id == *id);
    let mut id = format!("whatif.{}", i + 1);
    while is_taken(&id) {
        id.push('+');
    }
    id
}

/// The answer for people.
fn text(answer: &Answer) -> String {
    format!(
        "objective {} without, {} with it: {:+} points\nbound     {} without, {} with it: {:+} points\nestimate by prices: {:+} points\n",
        answer.objective,
        answer.objective_with,
        answer.difference,
        answer.bound,
        answer.bound_with,
        answer.bound_with - answer.bound,
        answer.estimate
    )
}
