//! A site: its bell schedule, its rooms, its people and its devices.
//!
//! A learner's day has so many learning slots; the bell schedule has one more, because each grade band (K-2, 3-5,
//! 6-8) has lunch in another period, and so do the adults. Numbers of staff and rooms follow the number of learners
//! and the spec's scarcity; a site of 405 at the usual scarcity has 30 people and 24 rooms.

use daybreak_day::time::TimeOfDay;

use super::spec::SchoolSpec;

/// The site for which the usual numbers of people and rooms are stated.
const USUAL_LEARNERS: f64 = 405.0;

/// A site and what stands in it.
pub(super) struct Campus {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) bell: Bell,
    pub(super) rooms: Vec<Room>,
    pub(super) staff: Vec<Person>,
    /// Laptops in working order.
    pub(super) laptops: u32,
}

/// The periods of a day and who eats when.
pub(super) struct Bell {
    pub(super) periods: Vec<Period>,
    /// The lunch period of each grade band, a position in `periods`.
    pub(super) lunch: [usize; 3],
}

/// A period of the regular day and of the early-release day.
pub(super) struct Period {
    pub(super) id: String,
    pub(super) regular: (TimeOfDay, TimeOfDay),
    pub(super) early: (TimeOfDay, TimeOfDay),
    pub(super) block: &'static str,
}

/// A space.
pub(super) struct Room {
    pub(super) id: String,
    pub(super) capacity: u32,
    pub(super) sessions_at_once: u32,
    pub(super) features: &'static [&'static str],
    pub(super) zone: &'static str,
}

/// An adult.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) tags: Vec<&'static str>,
    pub(super) sessions_max: Option<u32>,
    pub(super) consecutive_max: Option<u32>,
    pub(super) zone: &'static str,
    /// The band with which the person eats; none: the person is here only in part of the day.
    pub(super) lunch_band: Option<usize>,
    /// Positions of the only periods in which the person is here; none: all.
    pub(super) only: Option<Vec<usize>>,
}

impl Person {
    /// Whether the person carries the tag.
    pub(super) fn has(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }
}

impl Campus {
    /// The site at this position of the district.
    pub(super) fn new(spec: &SchoolSpec, position: usize) -> Self {
        let learners = f64::from(spec.learners_per_site);
        let bell = Bell::new(spec.slots_per_day);
        let (id, name) = site_name(position);
        Campus {
            staff: people(learners, 1.25 - 0.5 * spec.staff_scarcity, &bell),
            rooms: rooms(learners, 1.25 - 0.5 * spec.room_scarcity),
            laptops: scaled(96.0, learners, 1.25 - 0.5 * spec.room_scarcity),
            bell,
            id,
            name,
        }
    }

    /// Whether a person is here in a period of an ordinary day.
    pub(super) fn is_here(&self, person: &Person, period: usize) -> bool {
        let lunch = person.lunch_band.is_some_and(|band| self.bell.lunch[band] == period);
        !lunch && person.only.as_ref().is_none_or(|only| only.contains(&period))
    }
}

impl Bell {
    /// So many learning slots for each learner, and lunch by band.
    fn new(slots_per_day: u32) -> Self {
        let n = slots_per_day as usize + 1;
        // Lunch lies around noon and never in the last period.
        let lunch_first = (n.div_ceil(2) - 1).min(n - 4);
        let minutes = if n <= 9 { 45 } else { 30 };
        // Shorter periods on early-release days; passing time lies between blocks.
        let (mut regular, mut early) = (8 * 60 + 20, 8 * 60 + 20);
        let mut periods = Vec::with_capacity(n);
        for at in 0..n {
            let block = block(at, n, lunch_first);
            if at > 0 && block != self::block(at - 1, n, lunch_first) {
                regular += 10;
                early += 5;
            }
            let early_minutes = minutes * 2 / 3;
            periods.push(Period {
                id: format!("P{}", at + 1),
                regular: (time(regular), time(regular + minutes)),
                early: (time(early), time(early + early_minutes)),
                block,
            });
            regular += minutes;
            early += early_minutes;
        }
        Bell { periods, lunch: [lunch_first, lunch_first + 1, lunch_first + 2] }
    }

    /// Minutes of a regular period.
    pub(super) fn minutes(&self, period: usize) -> u32 {
        let (start, end) = self.periods[period].regular;
        end.minutes() - start.minutes()
    }

    /// Minutes of a period on an early-release day.
    pub(super) fn minutes_early(&self, period: usize) -> u32 {
        let (start, end) = self.periods[period].early;
        end.minutes() - start.minutes()
    }

    /// Whether a long lesson may run from a period into the next.
    pub(super) fn is_contiguous(&self, period: usize) -> bool {
        self.periods.get(period + 1).is_some_and(|next| next.block == self.periods[period].block)
    }
}

/// The block of a period: before the lunches, around the first two, and the rest of the day.
fn block(at: usize, n: usize, lunch_first: usize) -> &'static str {
    let morning_ends = (lunch_first.saturating_sub(1)).max(1);
    if at < morning_ends {
        "morning"
    } else if at < (lunch_first + 2).min(n) {
        "midday"
    } else {
        "afternoon"
    }
}

/// A time of day; the longest day of the generator ends in the afternoon.
fn time(minutes: u32) -> TimeOfDay {
    TimeOfDay::from_minutes(minutes).expect("a generated day ends before midnight")
}

/// So many for a usual site, scaled to the learners and the supply; at least one.
fn scaled(usual: f64, learners: f64, supply: f64) -> u32 {
    ((usual * learners / USUAL_LEARNERS * supply).round() as u32).max(1)
}

/// A site's id and name: trees, then numbered trees.
fn site_name(position: usize) -> (String, String) {
    const TREES: [(&str, &str); 12] = [
        ("alder", "Alder"),
        ("birch", "Birch"),
        ("cedar", "Cedar"),
        ("elm", "Elm"),
        ("fir", "Fir"),
        ("hazel", "Hazel"),
        ("juniper", "Juniper"),
        ("larch", "Larch"),
        ("maple", "Maple"),
        ("oak", "Oak"),
        ("pine", "Pine"),
        ("rowan", "Rowan"),
    ];
    let (id, tree) = TREES[position % TREES.len()];
    match position / TREES.len() {
        0 => (id.to_owned(), format!("{tree} Street School")),
        round => (format!("{id}{}", round + 1), format!("{tree} Street School {}", round + 1)),
    }
}

/// The adults: their numbers at a usual site, what they may do, how many sessions they take.
fn people(learners: f64, supply: f64, bell: &Bell) -> Vec<Person> {
    let n_periods = bell.periods.len();
    let teaching = u32::try_from(n_periods - 2).expect("a few periods");
    let mut people: Vec<Person> = Vec::new();
    let mut add = |usual: f64, tags: &[&'static str], second: Option<&'static str>, max: Option<u32>| {
        for at in 0..scaled(usual, learners, supply) {
            let mut tags = tags.to_vec();
            tags.extend(second.filter(|_| at % 3 == 2));
            let place = people.len();
            people.push(Person {
                id: format!("S{:02}", place + 1),
                tags,
                sessions_max: max,
                consecutive_max: None,
                zone: "",
                lunch_band: Some(place % 3),
                only: None,
            });
        }
    };
    add(5.0, &["teacher:math", "mentor", "supervisor"], Some("teacher:science"), Some(teaching));
    add(6.0, &["teacher:ela", "mentor", "supervisor"], Some("teacher:math"), Some(teaching));
    add(3.0, &["teacher:science", "mentor", "supervisor"], Some("teacher:math"), Some(teaching));
    add(6.0, &["aide", "supervisor"], None, None);
    add(3.0, &["tutor", "supervisor"], None, None);
    add(1.0, &["speech"], None, None);
    add(2.0, &["special_education", "teacher:ela"], None, Some(teaching + 1));
    add(1.0, &["language", "teacher:ela"], None, Some(teaching + 1));
    add(1.0, &["counselor", "mentor"], None, None);
    add(1.0, &["librarian", "supervisor"], None, None);
    add(1.0, &["partner"], None, Some(3));
    for person in &mut people {
        if person.has("tutor") {
            person.consecutive_max = Some(2);
        }
        if person.has("partner") {
            person.zone = "community";
            person.lunch_band = None;
            person.only = Some(((n_periods / 2)..n_periods).collect());
        }
    }
    // One tutor comes in the mornings only.
    if let Some(tutor) = people.iter_mut().rev().find(|person| person.has("tutor")) {
        tutor.only = Some((0..n_periods.div_ceil(2)).collect());
    }
    people
}

/// The rooms: numbers at a usual site, capacity, sessions at once, features, zone.
fn rooms(learners: f64, supply: f64) -> Vec<Room> {
    let mut rooms: Vec<Room> = Vec::new();
    let mut add = |prefix: &str,
                   usual: f64,
                   capacity: u32,
                   at_once: u32,
                   features: &'static [&'static str],
                   zone: &'static str| {
        for at in 0..scaled(usual, learners, supply) {
            rooms.push(Room { id: format!("{prefix}{}", at + 1), capacity, sessions_at_once: at_once, features, zone });
        }
    };
    add("A10", 4.0, 24, 1, &["accessible"], "lower");
    add("B10", 4.0, 26, 1, &["accessible"], "middle");
    add("C20", 4.0, 28, 1, &[], "upper");
    add("Hall", 2.0, 48, 2, &["accessible", "stage"], "commons");
    add("Commons", 1.0, 110, 4, &["accessible"], "commons");
    add("Library", 1.0, 40, 2, &["quiet", "accessible"], "commons");
    add("Lab", 1.0, 24, 1, &["lab", "sink", "accessible"], "upper");
    add("Maker", 1.0, 20, 1, &["workbench", "sink", "accessible"], "commons");
    add("Studio", 1.0, 16, 1, &["sink", "accessible"], "middle");
    add("Small", 4.0, 8, 1, &["quiet", "accessible"], "services");
    add("Garden", 1.0, 30, 1, &["accessible", "sink"], "community");
    rooms
}
