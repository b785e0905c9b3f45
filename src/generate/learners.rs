//! The learners of a site: profiles that the package shows, and the hidden traits behind their evidence.

use rand_chacha::ChaCha8Rng;

use super::campus::Campus;
use super::care::{self, Service};
use super::catalogue::{Catalogue, SUBJECTS};
use super::lessons::INTERESTS;
use super::spec::{DemandShape, SchoolSpec};
use daybreak_minds::Traits;
use daybreak_minds::random::{between, chance, normal, pick};

/// A learner's profile and hidden traits.
pub(super) struct Learner {
    pub(super) id: String,
    /// 0 to 8.
    pub(super) grade: i8,
    pub(super) tags: Vec<&'static str>,
    /// Home language first.
    pub(super) languages: Vec<&'static str>,
    pub(super) interests: Vec<&'static str>,
    pub(super) strengths: Vec<&'static str>,
    /// Position in the site's staff.
    pub(super) advisor: Option<usize>,
    pub(super) group_size_max: Option<u32>,
    pub(super) room_features: Vec<&'static str>,
    pub(super) screen_slots_max: Option<u32>,
    /// Time as a multiple of that of others; none: as everybody.
    pub(super) extra_time: Option<f64>,
    pub(super) devices_needed: Vec<&'static str>,
    pub(super) services: Vec<Service>,
    pub(super) traits: Traits,
    /// Where the learner stands in each subject when the history begins, in grades (3.4: a good third of grade 3).
    pub(super) position: [f64; 3],
}

impl Learner {
    /// The grade band: 0 for K-2, 1 for 3-5, 2 for 6-8.
    pub(super) fn band(&self) -> usize {
        usize::from(self.grade.unsigned_abs()) / 3
    }

    /// Of those with a plan of their own, every third has half as much time again and every eighth a laptop; by number
    /// and not by lot, so that nothing else of the school hangs on it.
    fn accommodate(&mut self, number: u32) {
        if self.tags.contains(&"iep") {
            self.extra_time = number.is_multiple_of(3).then_some(1.5);
            self.devices_needed.extend(number.is_multiple_of(8).then_some("laptop"));
        }
    }

    /// The grade as the package writes it.
    pub(super) fn grade_text(&self) -> String {
        if self.grade == 0 { "K".to_owned() } else { self.grade.to_string() }
    }
}

/// The learners of a site in order of grade; ids run through the district.
pub(super) fn learners(spec: &SchoolSpec, campus: &Campus, site: usize, rng: &mut ChaCha8Rng) -> Vec<Learner> {
    let n = spec.learners_per_site;
    let width = (spec.n_sites * n).to_string().len().max(3);
    let mentors: Vec<usize> = (0..campus.staff.len()).filter(|&at| campus.staff[at].has("mentor")).collect();
    (0..n)
        .map(|at| {
            let number = site as u32 * n + at + 1;
            let grade = spec.grade_min + i8::try_from(at * spec.n_grades() / n).expect("at most nine grades");
            let mut learner = profile(format!("L{number:0width$}"), grade, spec, rng);
            // Neighbours share an advisor, so that an advisory is a group of one age.
            let advisory = (at as usize * mentors.len()) / n as usize;
            learner.advisor = mentors.get(advisory).copied();
            learner.accommodate(number);
            learner
        })
        .collect()
}

/// One learner of a grade.
fn profile(id: String, grade: i8, spec: &SchoolSpec, rng: &mut ChaCha8Rng) -> Learner {
    let (position, traits) = traits(grade, spec, rng);
    let home = *pick(rng, &["es", "es", "es", "ar", "vi", "zh"]).expect("a language");
    let is_learning_english = chance(rng, 0.11);
    let bilingual = chance(rng, 0.08);
    let services =
        if chance(rng, spec.service_share) { care::services(is_learning_english, grade, rng) } else { vec![] };
    let mut tags = Vec::new();
    if is_learning_english {
        tags.push("ell");
    }
    if services.iter().any(|service| service.id == "special_education" || service.id == "speech") {
        tags.push("iep");
    }
    let mut interests: Vec<&str> = Vec::new();
    for _ in 0..between(rng, 1, 3) {
        interests.extend(pick(rng, &INTERESTS).map(|(interest, _)| *interest).filter(|i| !interests.contains(i)));
    }
    let place_in_year = f64::from(grade);
    let strengths = (0..3).filter(|&s| position[s] > place_in_year + 0.45).map(|s| SUBJECTS[s]).collect();
    let screen_slots_max = match grade {
        0..=2 => Some(1),
        _ => chance(rng, 0.3).then_some(2),
    };
    let languages = if is_learning_english || bilingual { vec![home, "en"] } else { vec!["en"] };
    let mut room_features = Vec::new();
    if chance(rng, 0.012) {
        room_features.push("accessible");
    }
    let group_size_max = (!services.is_empty() && chance(rng, 0.15)).then(|| between(rng, 5, 10) as u32);
    Learner {
        id,
        grade,
        tags,
        languages,
        interests,
        strengths,
        advisor: None,
        group_size_max,
        room_features,
        screen_slots_max,
        extra_time: None,
        devices_needed: Vec::new(),
        services,
        traits,
        position,
    }
}

/// Where the learner stands, and the hidden traits. Abilities in the subjects hang together; the spread is the spec's.
fn traits(grade: i8, spec: &SchoolSpec, rng: &mut ChaCha8Rng) -> ([f64; 3], Traits) {
    let spread = match spec.demand {
        DemandShape::Even => 0.2,
        DemandShape::Spread => 0.35,
        DemandShape::LongTail => 1.1,
    };
    let general = normal(rng);
    let mut position = [0.0; 3];
    for place in &mut position {
        *place = f64::from(grade) + 0.08 + spread * (0.7 * general + 0.6 * normal(rng)).clamp(-2.5, 2.5);
    }
    (position, Traits::drawn(general, rng))
}

/// How well a way of learning suits: a learner gains a little more where an interest is touched.
pub(super) fn interest_fit(learner: &Learner, interest: Option<&str>) -> f64 {
    if interest.is_some_and(|i| learner.interests.contains(&i)) { 1.15 } else { 1.0 }
}

/// The learner's standing in a subject at the end of the history: the mean level of what is next.
pub(super) fn frontier(catalogue: &Catalogue, subject: usize, is_learned: &[bool]) -> f64 {
    let open = catalogue.subjects[subject].clone().filter(|&c| !is_learned[c]);
    let next: Vec<f64> = open
        .filter(|&c| catalogue.is_ready(c, |needed| is_learned[needed]))
        .take(5)
        .map(|c| catalogue.competencies[c].level)
        .collect();
    if next.is_empty() { 9.0 } else { next.iter().sum::<f64>() / next.len() as f64 }
}
