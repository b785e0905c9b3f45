//! The roof: what a run is made of. Only this folder composes stages.
//!
//! Pure: no files, no clock, no printing. Whoever calls hands in bytes and an [`Observer`] that hears which stage begins and
//! may say stop, and writes what [`crate::export`] makes of the report.
//!
//! `package` reads and checks, `feeds` counts what came and `gates` says whether it may be published from; `ground` works out
//! what all sites share; `night` plans, a run on one screen, and `site` one site of it; `ask` answers
//! questions about a day without planning all of it, `named` finds what they name, `simulate` is the planner that is tried out over a term, and `forecast`
//! what such a term of a school's own begins with.

mod ask;
mod feeds;
mod forecast;
mod gates;
mod ground;
mod morning;
mod named;
mod night;
mod package;
mod simulate;
mod site;

pub use ask::{Answered, LearnersDay, calibration, explain_learner, explain_mastery, inquire, mastery};
pub use feeds::feeds;
pub use forecast::Eve;
pub use gates::{Before, Expect, GATES, Gate, Tonight, before, gates, measure};
pub use ground::{Groundwork, groundwork, groundwork_from};
pub use named::{Kind, Named, Names, NotNamed};
pub use night::{not_planned, plan, plan_from, published};
pub use package::{
    Checked, Inputs, check_package, far_date, graph_facts, no_school, problem_json, read_problem, sha256,
};
pub use simulate::Planner;

/// The language of all words of a night. A district that asks for another makes this a setting.
const LANGUAGE: crate::explain::Language = crate::explain::Language::English;

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
