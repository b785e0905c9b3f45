//! Choices taken at the desk: who takes one has it, in the session where it was held, and nobody else changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::morning::{DAY, Morning, whereabouts};

type Row = BTreeMap<String, String>;

fn choices(morning: &Morning) -> Vec<Row> {
    let text = fs::read(Path::new(&morning.out()).join(DAY).join("choices.csv")).expect("choices.csv");
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| header.iter().zip(&record).map(|(c, v)| (c.into(), v.into())).collect();
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

fn everybody(morning: &Morning) -> BTreeMap<(String, String), (String, String, BTreeSet<String>)> {
    let [problem, plan] = ["problem.json", "plan.json"].map(|name| morning.document(&morning.out(), name));
    whereabouts(&problem, &plan)
}

#[test]
fn who_takes_a_choice_has_it_and_nobody_else_changes() {
    let morning = Morning::new("choices", "8");
    let (rows, before) = (choices(&morning), everybody(&morning));
    // One choice of every third learner, not always the first, all in one hand.
    let mut own: BTreeMap<&String, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| own.entry(&row["learner"]).or_default().push(row));
    let taken: Vec<&Row> = own.values().enumerate().step_by(3).map(|(at, own)| own[at % own.len()]).collect();
    assert!(taken.len() > 3, "{} may choose", own.len());
    let words: Vec<&str> = taken.iter().flat_map(|row| [row["learner"].as_str(), row["choice"].as_str()]).collect();

    let (first, number) = (&taken[0]["learner"], &taken[0]["choice"]);
    for (wrong, said) in [
        (vec!["take", first, "99"], "there is no choice 99"),
        (vec!["take", first], "2 values"),
        (vec!["take", first, number, first, number], "named twice"),
        (vec!["take", "nobody", "1"], "no choice is held"),
    ] {
        let refused = morning.desk(&wrong);
        assert!(refused.0 == 2 && refused.1.contains(said), "{wrong:?}: {}", refused.1);
    }

    let shown = morning.desk(&[&["take"], words.as_slice()].concat());
    assert_eq!(shown.0, 0, "{}", shown.1);
    assert!(shown.1.contains("nobody else changes"), "{}", shown.1);
    assert_eq!(everybody(&morning), before, "what is shown is not kept");

    let kept = morning.desk(&[&["--keep", "take"], words.as_slice()].concat());
    assert_eq!(kept.0, 0, "{}", kept.1);
    let after = everybody(&morning);
    let changed: BTreeSet<_> =
        before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key)).collect();
    for (learner, slot) in &changed {
        let row = taken.iter().find(|row| row["learner"] == *learner);
        let row = row.unwrap_or_else(|| panic!("{learner} changes in {slot} and took nothing"));
        let (lesson, room, people) = &after[&(learner.clone(), slot.clone())];
        assert!(lesson.starts_with(&row["lesson"]), "{row:?}: {lesson}");
        assert_eq!(
            (room, people),
            (&row["room"], &row["staff"].split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect())
        );
    }
    assert!(
        taken.iter().all(|row| changed.contains(&(row["learner"].clone(), row["slot"].clone()))),
        "all have theirs"
    );
    assert!(morning.desk(&["log"]).1.contains("take "), "the log tells it");
    // Who has taken a choice has decided: there is nothing else to choose in that slot.
    let now = choices(&morning);
    assert!(
        taken
            .iter()
            .all(|row| now.iter().all(|new| (&new["learner"], &new["slot"]) != (&row["learner"], &row["slot"])))
    );
}
