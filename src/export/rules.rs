//! What each rule did on the planned days of a report, all sites together.

use daybreak_night::report::{Report, SiteReport};
pub use daybreak_night::rule_use::RuleUse;
use daybreak_night::rule_use::{self, PlannedDay};

/// Every rule, in order of id; see [`rule_use::usage`].
pub fn usage(report: &Report) -> Vec<RuleUse> {
    rule_use::usage(&report.rules, report.sites.iter().map(|site| day(report, site)))
}

fn day<'a>(report: &'a Report, site: &'a SiteReport) -> PlannedDay<'a> {
    PlannedDay {
        school: &report.school,
        rules: &report.rules,
        date: report.date,
        candidates: &site.candidates,
        formulation: &site.formulation,
        plan: &site.plan,
    }
}
