//! Another night's `pathways.csv`: what it expected of each learner, for the next night to keep to.

use std::collections::BTreeMap;

use serde::Deserialize;

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::{FormerWays, WEEK_DAYS};
use daybreak_school::school::School;

/// Days from today that the week of the night before still has.
const DAYS: i64 = WEEK_DAYS - 1;

/// The columns that are looked at.
#[derive(Deserialize)]
struct Row {
    learner: String,
    goal: String,
    competency: String,
    expected_date: Option<Date>,
}

/// Reads the ways of another night; learners and competencies that the school does not know are left aside.
///
/// # Errors
/// What is wrong with the table, in a sentence.
pub fn read_ways(bytes: &[u8], school: &School, today: Date) -> Result<FormerWays, String> {
    let learners: BTreeMap<&str, LearnerIdx> =
        school.learners.iter().enumerate().map(|(i, learner)| (learner.id.as_str(), LearnerIdx::at(i))).collect();
    let competencies: BTreeMap<&str, CompetencyIdx> =
        school.competencies.iter().enumerate().map(|(i, c)| (c.id.as_str(), CompetencyIdx::at(i))).collect();
    let end = today.saturating_add(jiff::Span::new().days(DAYS));
    let mut ways = FormerWays::new();
    let mut weeks: BTreeMap<LearnerIdx, Vec<(Date, CompetencyIdx)>> = BTreeMap::new();
    for row in csv::Reader::from_reader(bytes).deserialize() {
        let row: Row = row.map_err(|error| error.to_string())?;
        let Some(&learner) = learners.get(row.learner.as_str()) else { continue };
        let way = ways.entry(learner).or_default();
        way.goals.extend(competencies.get(row.goal.as_str()));
        let Some(&competency) = competencies.get(row.competency.as_str()) else { continue };
        way.steps.insert(competency);
        if let Some(date) = row.expected_date.filter(|&date| date < end) {
            weeks.entry(learner).or_default().push((date, competency));
        }
    }
    for (learner, mut week) in weeks {
        // Steps of one day stay in the order in which they were written.
        week.sort_by_key(|&(date, _)| date);
        let way = ways.entry(learner).or_default();
        for (_, competency) in week {
            if !way.week.contains(&competency) {
                way.week.push(competency);
            }
        }
    }
    Ok(ways)
}
