//! What could not be used of a package, for the coordinator.

use crate::wording::Sentences;
use daybreak_school::dictionary::TableKind;
use daybreak_school::lost::{LostTable, Unnamed, Unread, Unreported};
use daybreak_school::restricts::Restricts;

/// What is said of a restriction that cannot be read.
pub fn restriction_unread(one: &Unread) -> Sentences {
    let whom = match one.whom.as_slice() {
        [] => String::new(),
        ids => format!(" ({})", ids.join(", ")),
    };
    let place = match one.line {
        Some(line) => format!("{}:{line}", one.table.file()),
        None => one.table.file(),
    };
    let many = match one.rows {
        0 | 1 => String::new(),
        n => format!(" and {} more rows like it", n - 1),
    };
    let found = match &one.column {
        None => format!("Found: {}", one.found),
        // A name that nobody knows is itself what was found.
        Some(column) if one.table.spec().column(column).is_none() => format!("{column} is {}", one.found),
        Some(column) => format!("{column} holds {}", one.found),
    };
    let what = match &one.read_as {
        Some(number) => format!(
            "A limit{whom} is not what was written, maybe: {place}{many} holds more than a number, and the plan reads it as {number}."
        ),
        None => format!("{}{whom}: {place}{many} cannot be read, and the plan does not hold it.", lifted(one)),
    };
    Sentences {
        what,
        why: format!("{found}; {} was expected.", without_remedy(&one.expected)),
        help: after(one.maybe.as_deref(), "Mend the file and plan again, or arrange it by hand."),
    }
}

/// What was expected, without what became of it, which another sentence says.
fn without_remedy(expected: &str) -> &str {
    expected.split(" (").next().unwrap_or_default()
}

/// A sentence, after a guess where there is one.
fn after(maybe: Option<&str>, sentence: &str) -> String {
    maybe.map_or(sentence.to_owned(), |maybe| format!("{maybe} {sentence}"))
}

/// What may be lifted, the beginning of a sentence.
fn lifted(one: &Unread) -> &'static str {
    match (one.table, one.restricts) {
        (TableKind::Availability, _) => "Somebody or something may be away",
        (TableKind::Days, _) => "There may be no school, or another bell schedule",
        (TableKind::Relations, _) => "Learners may have to be apart or together",
        (TableKind::Services, Restricts::Limits) => "A service may have to be given to fewer at a time",
        (TableKind::Services, _) => "A service may be owed",
        (TableKind::Pins, _) => "A person's decision is not kept as written",
        (TableKind::Waivers, _) => "A signed exception does not hold as written",
        (TableKind::Bans, _) => "A person's ban is not kept as written",
        (TableKind::Overrules, _) => "A teacher's word on mastery is not heeded as written",
        (TableKind::Prerequisites, _) => "Something may be needed before a competency is learned",
        (TableKind::Slots, _) => "A slot of the bell schedule is missing",
        (TableKind::Learners, Restricts::Limits) => "A limit of a learner's day is lifted",
        (TableKind::Learners, _) if one.is_row => "A learner has no day",
        (TableKind::Learners, _) => "A learner may be without what the learner must have",
        (TableKind::Staff, _) => "A limit of a person's day is lifted",
        (_, Restricts::Closes) => "There may be no school",
        (_, Restricts::Removes) => "Somebody or something may be away",
        (_, Restricts::Separates) => "Learners may have to be apart or together",
        (_, Restricts::Owes) => "Something may be owed",
        (_, Restricts::Limits) => "A limit is lifted",
        (_, Restricts::Protects) => "Something that has to be there or known before is not asked for",
    }
}

/// What is said of names that nobody knows, where what restricts is not there.
pub fn names_unknown(one: &Unnamed) -> Sentences {
    let (found, absent) = (one.found.join(", "), one.absent.join(", "));
    let first = one.found.first().map_or("", String::as_str);
    let (what, ignored) = match one.table {
        Some(table) => (
            format!("{} has columns that nobody knows ({found}): what they say is not held by the plan.", table.file()),
            format!("{}.{first}", table.spec().name),
        ),
        None => (
            format!("The package has files that nobody knows ({found}): what they say is not held by the plan."),
            first.to_owned(),
        ),
    };
    Sentences {
        what,
        why: format!("What restricts and is not there: {absent}. One of them may be meant."),
        help: format!(
            "Give it the name of data/README.md; or say that it does not matter, in the settings: [ingest] ignore = [\"{ignored}\"]."
        ),
    }
}

/// What is said of tables that a running school hands over.
pub fn tables_absent(tables: &[TableKind]) -> Sentences {
    let files: Vec<String> = tables.iter().map(|table| table.file()).collect();
    let without = tables.iter().filter_map(|table| match table {
        TableKind::Days => Some("every day from Monday to Friday counts as a school day"),
        TableKind::Availability => Some("everybody and everything counts as there"),
        TableKind::Evidence => Some("nothing is known of any learner"),
        TableKind::Services => Some("no service is owed"),
        TableKind::Delivered => Some("nothing is known of earlier days"),
        _ => None,
    });
    let without: Vec<&str> = without.collect();
    Sentences {
        what: format!("The package has no {}.", files.join(", no ")),
        why: format!("So {}.", without.join("; ")),
        help: "If the school keeps them, an export is missing. Where a table must be there, say so in the settings: [expect.rows]."
            .to_owned(),
    }
}

/// What is said of a site that the package does not know any more.
pub fn site_missing(why: &str) -> Sentences {
    Sentences {
        what: "A site of the last night is not planned: it is not in the package.".to_owned(),
        why: why.to_owned(),
        help: "A look at the export of sites.csv.".to_owned(),
    }
}

/// What is said of lessons that were planned and not reported.
pub fn unreported(one: &Unreported) -> Sentences {
    let Unreported { from, until, days, learners, lessons, .. } = one;
    let when = match days {
        1 => format!("on {from}"),
        n => format!("on {n} days from {from} to {until}"),
    };
    let are = if *lessons == 1 { "lesson was" } else { "lessons were" };
    let of = if *learners == 1 { "learner" } else { "learners" };
    Sentences {
        what: format!("{lessons} {are} planned {when} for {learners} {of}, and no report has come."),
        why: "They count as had, with the gain that is expected of them, so that nobody gets the same again; for no service."
            .to_owned(),
        help: "delivered.csv with these days; daybreak record makes it of attendance and exit tickets.".to_owned(),
    }
}

/// What is said of a gate that a person let pass.
pub fn gate_accepted(gate: &str, why: &str) -> Sentences {
    Sentences {
        what: format!("The gate {gate} did not hold, and the night was published in spite of it."),
        why: if why.is_empty() { "No reason was given.".to_owned() } else { format!("The reason given: {why}") },
        help: "What it is about may be missing from the plan.".to_owned(),
    }
}

/// What is said of a table of which much is lost.
pub fn table_lost(lost: &LostTable) -> Sentences {
    let file = lost.table.file();
    let why = match &lost.fault {
        Some((found, expected, _)) => format!("Mostly: {found}; {} was expected.", without_remedy(expected)),
        None => String::new(),
    };
    let what = match lost.rejected == lost.total {
        true if lost.total == 0 => format!("{file} is empty: it has not even a header."),
        true => format!("None of the {} rows of {file} can be used.", lost.total),
        false => format!("{} of the {} rows of {file} cannot be used.", lost.rejected, lost.total),
    };
    let maybe = lost.fault.as_ref().and_then(|(_, _, maybe)| maybe.as_deref());
    Sentences { what, why, help: after(maybe, &format!("A look at the export of {file}.")) }
}
