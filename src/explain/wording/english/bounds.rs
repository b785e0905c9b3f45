//! Figures of quality out of bounds: what was found, what the rule says, what would bring them back.

use daybreak_school::ids::RuleIdx;
use daybreak_school::quality::{QualityMeasure, Reading, Tally};

use crate::scene::Scene;
use crate::wording::Sentences;

/// A figure out of bounds.
pub struct Outside<'a> {
    pub rule: RuleIdx,
    pub measure: QualityMeasure,
    pub tag: Option<&'a str>,
    pub tally: Tally,
    pub thousandths: u64,
}

/// What is said of it.
pub fn out_of_bounds(scene: &Scene<'_>, found: &Outside<'_>) -> Sentences {
    let rules = scene.known.rules;
    let text = rules.text(found.rule);
    let rule = rules.quality.iter().find(|posted| posted.rule == found.rule);
    let (most, least) = rule.map_or((None, None), |posted| (posted.body.most, posted.body.least));
    let bounds = [least.map(|least| ("at least", least)), most.map(|most| ("at most", most))];
    let bounds: Vec<String> =
        bounds.into_iter().flatten().map(|(word, bound)| format!("{word} {}", number(found.measure, bound))).collect();
    let figure = number(found.measure, found.thousandths as f64 / 1_000.0);
    let (brief, bounds) = (found.measure.brief(), bounds.join(" and "));
    let whom = match (found.tag, text.scope.is_empty()) {
        (Some(tag), _) => format!("Learners with the tag {tag}: "),
        (None, false) => format!("Learners in scope ({}): ", text.scope),
        (None, true) => String::new(),
    };
    let what = match found.measure.reading() {
        Reading::Share => {
            let Tally { count, of } = found.tally;
            format!("{whom}{count} of {of} {brief}; that is {figure}, wanted is {bounds}.")
        }
        Reading::Mean | Reading::Ratio => format!("{whom}{figure} {brief}; wanted is {bounds}."),
    };
    Sentences { what, why: format!("The rule {} says: {}", text.id, text.why), help: help(found.measure).to_owned() }
}

/// A share in percent, anything else as it is.
fn number(measure: QualityMeasure, figure: f64) -> String {
    match measure.reading() {
        Reading::Share => format!("{} %", short((figure * 1_000.0).round() / 10.0)),
        Reading::Mean | Reading::Ratio => short((figure * 100.0).round() / 100.0),
    }
}

/// Without digits that say nothing.
fn short(number: f64) -> String {
    format!("{number}")
}

/// What would bring it back; nothing of it was tried.
fn help(measure: QualityMeasure) -> &'static str {
    match measure {
        QualityMeasure::WideSessions | QualityMeasure::WideSlots => {
            "A rule of kind grouping with grade_span_max for these lessons: halls are opened by bands of grades then."
        }
        QualityMeasure::YoungWithOlder => {
            "A rule of kind place with grade_span_max for kindergarten, or a room of its own in these slots."
        }
        QualityMeasure::LearnersPerAdult | QualityMeasure::CrowdedSessions | QualityMeasure::CrowdedSlots => {
            "More adults for own work, or a rule of kind grouping with a smaller size_max for it."
        }
        QualityMeasure::RoomChanges | QualityMeasure::ManyRoomChanges => {
            "A higher room_change in a rule of kind place."
        }
        QualityMeasure::ZoneChanges => "A higher zone_change in a rule of kind place.",
        QualityMeasure::ApartInRoom => "A rule of kind place with apart = \"rooms\".",
        QualityMeasure::AdultsMet => "Groups that stay with one adult for several slots.",
        QualityMeasure::WithoutAdvisor => "A higher score for advisor, or advisors who are free in more slots.",
        QualityMeasure::QualifiedSupervising => {
            "Others who watch over own work, so that who can teach is free to teach."
        }
        QualityMeasure::WithoutDuty => "Lessons that need them (staff.csv shows who is free when), or another duty.",
        QualityMeasure::OverMinutes | QualityMeasure::OverSteps => {
            "Shorter lessons for what is nearly finished, and other work for the rest of the slot."
        }
        QualityMeasure::OneCompetency => "Lessons of more competencies that these learners are ready for.",
        QualityMeasure::FirstTaught => "Adults who are free to teach then, or taught lessons for what is new.",
        QualityMeasure::PracticeFirst => "A higher score for early.",
        QualityMeasure::SubjectRun => "A rule of kind requirement with slots_max for the subject.",
        QualityMeasure::SubjectMissing => "A rule of kind requirement with slots_min for the subject.",
        QualityMeasure::ReviewedTwice | QualityMeasure::SureReviews => {
            "A lower score for review, or a longer review_after_days in the policy on mastery."
        }
        QualityMeasure::WishesGranted => "wishes.csv says of each why it was declined.",
        QualityMeasure::WishesReal => {
            "A talk with those whose wish was granted in name alone; wishes.csv has the sessions."
        }
        QualityMeasure::RequestsGranted => "requests.csv says of each what stood against it.",
        QualityMeasure::WorstOff => {
            "worst_off.csv says what these days lack; a rule of kind access for the tag, or a floor under each day."
        }
        QualityMeasure::ConferenceToday | QualityMeasure::ConferenceWeek => {
            "More slots of those who hold conferences, or a higher score for conference."
        }
    }
}
