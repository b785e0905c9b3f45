//! Validate: tables become a [`School`], checked facts with dense typed ids.
//!
//! Every fault of every row is collected; a row ends used, repaired or rejected, and is counted. Each check is a
//! function that carries its code in its name: search for `V203` or `v203` and the report, the documentation and
//! the code meet. What the school says does not depend on the order of rows: lists are sorted by content, and of
//! rows that contradict each other the one that stays is chosen by content.

mod cells;
pub mod codes;
mod cycles;
mod dates;
mod ids;
mod lost;
mod package;
mod refusal;
mod row;
mod scale;
mod tables;

pub use dates::day_of;
pub use lost::lost;
pub use refusal::refusal;

use daybreak_day::issue::Issue;
use daybreak_school::dictionary::TableKind;
use daybreak_school::lost::Lost;
use daybreak_school::school::School;
use daybreak_school::tables::{Table, TableCounts, Tables};
use tables::prerequisites::Circles;
use tables::{Known, Out};

/// What validation makes of a package.
#[derive(Clone, Debug, Default)]
pub struct Validated {
    pub school: School,
    /// Every fault, in order of file, line and column.
    pub issues: Vec<Issue>,
    /// How the rows of each table ended; tables without rows are not listed.
    pub counts: TableCounts,
}

/// Checks every row of every table, and then the package as a whole.
pub fn validate(tables: &Tables) -> Validated {
    let absent = Table::default();
    let table = |kind: TableKind| tables.tables.get(&kind).unwrap_or(&absent);
    let (mut known, mut out) = (Known { rules: &tables.rules, ..Known::default() }, Out::default());
    // In the order in which references need them: each table adds its ids to what is known.
    let sites = tables::sites::sites(table(TableKind::Sites), &mut known, &mut out);
    let days = tables::days::days(table(TableKind::Days), &known, &mut out);
    let slots = tables::slots::slots(table(TableKind::Slots), &mut known, &mut out);
    let rooms = tables::rooms::rooms(table(TableKind::Rooms), &mut known, &mut out);
    let staff = tables::staff::staff(table(TableKind::Staff), &mut known, &mut out);
    let devices = tables::devices::devices(table(TableKind::Devices), &mut known, &mut out);
    let competencies = tables::competencies::competencies(table(TableKind::Competencies), &mut known, &mut out);
    let edges = table(TableKind::Prerequisites);
    let prerequisites = tables::prerequisites::prerequisites(edges, &competencies, Circles::Open, &known, &mut out);
    let modalities = tables::modalities::modalities(table(TableKind::Modalities), &mut known, &mut out);
    let catalogue = tables::lessons::Catalogue { competencies: &competencies, modalities: &modalities };
    let lessons = tables::lessons::lessons(table(TableKind::Lessons), &catalogue, &mut known, &mut out);
    let learners = tables::learners::learners(table(TableKind::Learners), &mut known, &mut out);
    let availability = tables::availability::availability(table(TableKind::Availability), &known, &mut out);
    let (evidence, items) = tables::evidence::evidence(table(TableKind::Evidence), tables.scores, &known, &mut out);
    let overrules = tables::overrules::overrules(table(TableKind::Overrules), &known, &mut out);
    let goals = tables::goals::goals(table(TableKind::Goals), &known, &mut out);
    let wishes = tables::wishes::wishes(table(TableKind::Wishes), &known, &mut out);
    let requests = tables::requests::requests(table(TableKind::Requests), &known, &mut out);
    let proposals = tables::proposals::proposals(table(TableKind::Proposals), &known, &mut out);
    let services = tables::services::services(table(TableKind::Services), &known, &mut out);
    let relations = tables::relations::relations(table(TableKind::Relations), &known, &mut out);
    let pins = tables::pins::pins(table(TableKind::Pins), &known, &mut out);
    let bans = tables::bans::bans(table(TableKind::Bans), &known, &mut out);
    let waivers = tables::waivers::waivers(table(TableKind::Waivers), &known, &mut out);
    let bells = tables::delivered::Bells { slots: &slots, days: &days };
    let delivered = tables::delivered::delivered(table(TableKind::Delivered), tables.scores, &bells, &known, &mut out);
    let mut school = School {
        sites,
        days,
        slots,
        rooms,
        staff,
        devices,
        availability,
        competencies,
        prerequisites,
        modalities,
        lessons,
        learners,
        evidence,
        items,
        overrules,
        goals,
        wishes,
        requests,
        proposals,
        services,
        relations,
        pins,
        bans,
        waivers,
        delivered,
        lost: Lost::default(),
    };
    let found = package::whole_package(&school, &out);
    school.prerequisites = package::needs_by_parts(&school);
    let Out { mut issues, counts, .. } = out;
    issues.extend(found);
    ids::v131_separator(tables, &mut issues);
    issues.sort_by(|a, b| (&a.place, a.code, &a.found).cmp(&(&b.place, b.code, &b.found)));
    Validated { school, issues, counts }
}

/// The competency graph of a package as it is written: competencies and prerequisites alone, circles and self-loops
/// included, which [`validate`] would open.
pub fn validate_graph(tables: &Tables) -> Validated {
    let absent = Table::default();
    let table = |kind: TableKind| tables.tables.get(&kind).unwrap_or(&absent);
    let (mut known, mut out) = (Known::default(), Out::default());
    let competencies = tables::competencies::competencies(table(TableKind::Competencies), &mut known, &mut out);
    let edges = table(TableKind::Prerequisites);
    let prerequisites = tables::prerequisites::prerequisites(edges, &competencies, Circles::Keep, &known, &mut out);
    let Out { mut issues, counts, .. } = out;
    issues.sort_by(|a, b| (&a.place, a.code, &a.found).cmp(&(&b.place, b.code, &b.found)));
    Validated { school: School { competencies, prerequisites, ..School::default() }, issues, counts }
}
