//! What a rule costs: the day planned with it and without it, with the same budget.

use std::fmt;

use daybreak::config::Config;
use daybreak::history::FormerNight;
use daybreak::ingest::rules;
use daybreak::model::problem::Points;
use daybreak::model::report::Report;
use daybreak::model::time::Date;
use daybreak::pipeline::{self, Checked, Inputs};
use serde::Serialize;

use super::find;
use crate::cli::check::refuse_bad_rules;
use crate::cli::exit::Failure;
use crate::cli::observer::Watcher;

/// The day planned without a rule. Both plans are the best found with the same budget, not the best there are.
#[derive(Clone, Debug, Serialize)]
pub struct Confirmed {
    pub rule: String,
    pub objective: Points,
    pub without: Points,
    pub gain: Points,
}

impl fmt::Display for Confirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Confirmed { rule, objective, without, gain } = self;
        write!(
            f,
            "without {rule}: {without} points instead of {objective} ({gain:+}); both are the best plans found, so a small difference may be chance"
        )
    }
}

/// The day as all rules have it, and once more without each of some.
pub fn without(
    inputs: &Inputs,
    date: Date,
    ids: &[String],
    config: &Config,
    watcher: &Watcher,
) -> Result<(Report, Vec<Confirmed>), Failure> {
    let checked = || -> Result<Checked, Failure> {
        let checked = pipeline::check_package(inputs, config, watcher);
        refuse_bad_rules(&checked)?;
        match &checked.refusal {
            Some(why) => Err(Failure::refused(format!("nothing can be planned from this package: {why}"))),
            None => Ok(checked),
        }
    };
    let plan =
        |checked: Checked| pipeline::plan_from(checked, &inputs.rules, date, &FormerNight::default(), config, watcher);
    let first = checked()?;
    ids.iter().try_for_each(|id| find(&first.rules, id))?;
    let day = plan(first);
    if day.sites.is_empty() {
        return Err(Failure::refused(pipeline::no_school(date).to_string()));
    }
    let objective = total(&day);
    let mut confirmed = Vec::new();
    for id in ids {
        let mut other = checked()?;
        other.rules = rules::without(&inputs.rules, &[id]);
        let without = total(&plan(other));
        confirmed.push(Confirmed { rule: id.clone(), objective, without, gain: without - objective });
    }
    Ok((day, confirmed))
}

/// The objective of all sites.
fn total(report: &Report) -> Points {
    report.sites.iter().map(|site| site.plan.objective).sum()
}
