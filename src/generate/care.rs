//! Services owed: special education, speech, language, counseling, with minutes in a period.

use rand_chacha::ChaCha8Rng;

use daybreak_minds::random::{between, chance, pick};

/// Minutes of a service owed to a learner.
pub(super) struct Service {
    pub(super) id: &'static str,
    pub(super) staff_tag: &'static str,
    pub(super) minutes: u32,
    pub(super) per: &'static str,
    pub(super) with_class: bool,
    pub(super) group_size_max: Option<u32>,
}

impl Service {
    /// Minutes a school day, on average.
    pub(super) fn minutes_a_day(&self) -> f64 {
        let days = match self.per {
            "day" => 1.0,
            "week" => 5.0,
            "10days" => 10.0,
            _ => 21.0,
        };
        f64::from(self.minutes) / days
    }
}

/// What one learner is owed: mostly one service, sometimes two.
pub(super) fn services(is_learning_english: bool, grade: i8, rng: &mut ChaCha8Rng) -> Vec<Service> {
    let mut services = Vec::new();
    if is_learning_english {
        let minutes = if grade <= 5 { 90 } else { 180 };
        let per = if grade <= 5 { "week" } else { "10days" };
        services.push(service("language", minutes, per, chance(rng, 0.3), 6));
    }
    let minutes = 45 * between(rng, 1, 3) as u32;
    match *pick(rng, &["special", "special", "special", "daily", "speech", "speech", "counselor", "counselor"])
        .expect("a service")
    {
        "special" => services.push(service("special_education", minutes, "week", chance(rng, 0.35), 5)),
        "daily" => services.push(service("special_education", 30, "day", chance(rng, 0.5), 5)),
        "speech" => services.push(service("speech", 45 + 15 * (minutes / 90), "week", false, 3)),
        _ => services.push(service("counselor", 45, "month", false, 4)),
    }
    services
}

/// A service whose staff tag is its id.
fn service(id: &'static str, minutes: u32, per: &'static str, with_class: bool, size_max: u32) -> Service {
    Service { id, staff_tag: id, minutes, per, with_class, group_size_max: (!with_class).then_some(size_max) }
}
