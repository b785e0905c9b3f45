//! What could not be used of a package, for the coordinator.

use crate::wording::Sentences;
use daybreak_school::dictionary::TableKind;
use daybreak_school::lost::{LostTable, Unread};
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
    let column = one.column.as_deref().unwrap_or_default();
    Sentences {
        what: format!("{}{whom}: {place}{many} cannot be read, and the plan does not hold it.", lifted(one)),
        why: format!("{column} holds {}; {} was expected.", one.found, without_remedy(&one.expected))
            .trim_start()
            .to_owned(),
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

/// What is said of a table of which much is lost.
pub fn table_lost(lost: &LostTable) -> Sentences {
    let file = lost.table.file();
    let why = match &lost.fault {
        Some((found, expected, _)) => format!("Mostly: {found}; {} was expected.", without_remedy(expected)),
        None => String::new(),
    };
    let what = match lost.rejected == lost.total {
        true => format!("None of the {} rows of {file} can be used.", lost.total),
        false => format!("{} of the {} rows of {file} cannot be used.", lost.rejected, lost.total),
    };
    let maybe = lost.fault.as_ref().and_then(|(_, _, maybe)| maybe.as_deref());
    Sentences { what, why, help: after(maybe, &format!("A look at the export of {file}.")) }
}
