//! A former night, read from the files that it left.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::certificate::Certificate;
use daybreak_day::issue::Issue;
use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::read::{read_certificate, read_plan, read_problem};
use daybreak_day::time::Date;
use daybreak_night::files::{CERTIFICATE, EXCEPTIONS, PLAN, PROBLEM, QUALITY, TURNS, WAYS, of_site};
use daybreak_night::promise::Promise;
use daybreak_school::pathway::FormerWays;
use daybreak_school::quality::QualityKey;
use daybreak_school::school::School;
use daybreak_school::voice::Turns;
use serde::Deserialize;

use crate::quality::read_quality;
use crate::turns::read_turns;
use crate::ways::read_ways;

/// What another night wrote about a site: where the search for this one may begin.
#[derive(Clone, Debug, Default)]
pub struct Former {
    pub plan: Option<Plan>,
    pub certificate: Option<Certificate>,
    /// What is to be kept to: the plan of the same day.
    pub promise: Option<Promise>,
    /// Beside what the day is planned.
    pub base: Option<Base>,
}

/// A day beside which another is planned: the search begins from its plan.
#[derive(Clone, Debug)]
pub struct Base {
    /// Its day problem: what is the same in both goes by the same name, so that the plan fits.
    pub problem: Problem,
    /// What people have in hand: a difference from it must be worth the policy's price of a change by night, or a second search
    /// would rearrange half of the day for a few points.
    pub in_hand: Plan,
    /// There is only more than in the base, so that all that is planned there stays possible on the same terms.
    pub only_more: bool,
}

/// A day as a site published it.
#[derive(Clone, Debug)]
pub struct Published {
    pub problem: Problem,
    pub plan: Plan,
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
    /// What a person was to see; none: nothing is known of it.
    pub told: Option<Told>,
    /// The figures of its sheet of quality; empty: none is known.
    pub quality: BTreeMap<QualityKey, f64>,
}

/// Kind, site, subject and slot of every exception of a night.
pub type Told = BTreeSet<[String; 4]>;

/// Why the files of a former night cannot be used.
#[derive(Clone, Debug)]
pub enum Unreadable<E> {
    /// The file could not be fetched.
    Outside(E),
    /// A document has faults.
    Document { file: String, what: &'static str, issues: Vec<Issue> },
    /// A table is not what such a night writes; why, in a sentence.
    Table { file: String, what: &'static str, why: String },
}

impl FormerNight {
    /// Reads what a night left for the sites of a school; `fetch` hands over a file by its path inside the night's folder, or
    /// nothing where there is none. What is not there is not known; ids that the school does not know are left aside.
    ///
    /// # Errors
    /// The first file that cannot be fetched or is malformed.
    pub fn read<E>(
        fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
        school: &School,
        today: Date,
    ) -> Result<Self, Unreadable<E>> {
        let mut sites = BTreeMap::new();
        for site in &school.sites {
            let plan = document(&fetch, of_site(&site.id, PLAN), "a day plan", read_plan)?;
            let certificate = document(&fetch, of_site(&site.id, CERTIFICATE), "a certificate", read_certificate)?;
            sites.insert(site.id.clone(), Former { plan, certificate, ..Former::default() });
        }
        let ways = table(&fetch, WAYS, "the ways of a night", |bytes| read_ways(bytes, school, today))?;
        let told = fetch(EXCEPTIONS).map_err(Unreadable::Outside)?.and_then(|bytes| told(&bytes));
        let quality =
            fetch(QUALITY).map_err(Unreadable::Outside)?.map(|bytes| read_quality(&bytes)).unwrap_or_default();
        Ok(FormerNight { sites, ways, turns: Self::read_turns(&fetch, school)?, told, quality })
    }

    /// What a night published for a site: its day problem, its plan and the plan's certificate; none where it planned nothing there.
    ///
    /// # Errors
    /// As there.
    pub fn read_published<E>(
        fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
        site: &str,
    ) -> Result<Option<Published>, Unreadable<E>> {
        let problem = document(&fetch, of_site(site, PROBLEM), "a day problem", read_problem)?;
        let plan = document(&fetch, of_site(site, PLAN), "a day plan", read_plan)?;
        let certificate = document(&fetch, of_site(site, CERTIFICATE), "a certificate", read_certificate)?;
        Ok(problem.zip(plan).map(|(problem, plan)| Published { problem, plan, certificate }))
    }

    /// The memory of a night alone, as [`FormerNight::read`] reads it.
    ///
    /// # Errors
    /// As there.
    pub fn read_turns<E>(
        fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
        school: &School,
    ) -> Result<Turns, Unreadable<E>> {
        table(&fetch, TURNS, "the memory of a night", |bytes| read_turns(bytes, school))
    }
}

/// A JSON document, if it is there.
fn document<T, E>(
    fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
    file: String,
    what: &'static str,
    read: impl Fn(&str, &[u8]) -> Result<T, Vec<Issue>>,
) -> Result<Option<T>, Unreadable<E>> {
    let Some(bytes) = fetch(&file).map_err(Unreadable::Outside)? else { return Ok(None) };
    read(&file, &bytes).map(Some).map_err(|issues| Unreadable::Document { file, what, issues })
}

/// A table; empty where it is not there.
fn table<T: Default, E>(
    fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
    file: &str,
    what: &'static str,
    read: impl Fn(&[u8]) -> Result<T, String>,
) -> Result<T, Unreadable<E>> {
    let Some(bytes) = fetch(file).map_err(Unreadable::Outside)? else { return Ok(T::default()) };
    read(&bytes).map_err(|why| Unreadable::Table { file: file.to_owned(), what, why })
}

/// What a night told; none where the table is of another form, which only means that everything is new.
fn told(exceptions: &[u8]) -> Option<Told> {
    #[derive(Deserialize)]
    struct Row {
        kind: String,
        site: String,
        subject: String,
        slot: String,
    }
    let rows = csv::Reader::from_reader(exceptions).into_deserialize::<Row>();
    rows.map(|row| row.ok().map(|row| [row.kind, row.site, row.subject, row.slot])).collect()
}
