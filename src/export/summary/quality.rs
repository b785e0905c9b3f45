//! The sheet of quality in short, for what `daybreak plan` tells: a line an aspect, over all sites.

use daybreak_night::report::Report;
use daybreak_school::quality::{Aspect, QualityFigures, QualityMeasure, QualityRow, Reading};
use serde::Serialize;

/// What is told; `quality.csv` has all of it.
const TOLD: [QualityMeasure; 20] = [
    QualityMeasure::WideSessions,
    QualityMeasure::YoungWithOlder,
    QualityMeasure::CrowdedSessions,
    QualityMeasure::RoomChanges,
    QualityMeasure::ManyRoomChanges,
    QualityMeasure::AdultsMet,
    QualityMeasure::WithoutAdvisor,
    QualityMeasure::QualifiedSupervising,
    QualityMeasure::OverMinutes,
    QualityMeasure::OneCompetency,
    QualityMeasure::FirstTaught,
    QualityMeasure::PracticeFirst,
    QualityMeasure::SubjectRun,
    QualityMeasure::SubjectMissing,
    QualityMeasure::ReviewedTwice,
    QualityMeasure::SureReviews,
    QualityMeasure::WishesReal,
    QualityMeasure::RequestsGranted,
    QualityMeasure::WorstOff,
    QualityMeasure::ConferenceWeek,
];

/// A measure in the summary.
#[derive(Clone, Debug, Serialize)]
pub struct QualityLine {
    pub aspect: &'static str,
    pub measure: &'static str,
    /// `tag` and the tag, of the one furthest from even; else empty.
    pub group: String,
    pub count: u64,
    pub of: u64,
    pub figure: f64,
    /// The figure of the night before; null: none is known.
    pub before: Option<f64>,
    /// The same in words.
    pub text: String,
}

/// The measures that are told, where there is anything to count and not too few to tell of.
pub fn lines(report: &Report) -> Vec<QualityLine> {
    TOLD.iter().filter_map(|&measure| line(&report.quality, measure)).collect()
}

fn line(rows: &[QualityRow], measure: QualityMeasure) -> Option<QualityLine> {
    let of_measure = rows.iter().filter(|row| row.measure == measure);
    let told = of_measure.filter_map(|row| Some((row, row.figures?, row.figures?.figure?)));
    let (row, figures, figure) = match measure.reading() {
        // All are as often among the worst off as all: the tag furthest above is told.
        Reading::Ratio => told.filter(|(row, ..)| row.by == "tag").max_by(|a, b| a.2.total_cmp(&b.2))?,
        Reading::Share | Reading::Mean => told.into_iter().find(|(row, ..)| row.by == "all")?,
    };
    let group = if row.by == "all" { String::new() } else { format!("{} {}", row.by, row.group) };
    Some(QualityLine {
        aspect: measure.aspect().word(),
        measure: measure.word(),
        count: figures.tally.count,
        of: figures.tally.of,
        figure,
        before: figures.before,
        text: words(measure, &group, figures, figure),
        group,
    })
}

/// `12 of 374 learners change rooms often (3 %, 5 % the night before)`.
fn words(measure: QualityMeasure, group: &str, figures: QualityFigures, figure: f64) -> String {
    let brief = measure.brief();
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    match measure.reading() {
        Reading::Share => {
            let before =
                figures.before.map_or(String::new(), |before| format!(", {} the night before", percent(before)));
            format!("{} of {} {brief} ({}{before})", figures.tally.count, figures.tally.of, percent(figure))
        }
        Reading::Mean => {
            let before = figures.before.map_or(String::new(), |before| format!(" ({before:.1} the night before)"));
            format!("{figure:.1} {brief}{before}")
        }
        Reading::Ratio => {
            let before = figures.before.map_or(String::new(), |before| format!(" ({before:.1} the night before)"));
            format!("{group}: {figure:.1} {brief}{before}")
        }
    }
}

/// The block for people; empty where nothing may be told.
pub fn text(lines: &[QualityLine]) -> String {
    let mut text = String::new();
    for aspect in Aspect::ALL {
        let own: Vec<&str> =
            lines.iter().filter(|line| line.aspect == aspect.word()).map(|line| line.text.as_str()).collect();
        if !own.is_empty() {
            text.push_str(&format!("  {:<13} {}\n", aspect.word(), own.join("; ")));
        }
    }
    if text.is_empty() {
        text
    } else {
        format!("The day as an educator would read it:\n{text}  quality.csv has it all, by grade and tag.\n\n")
    }
}
