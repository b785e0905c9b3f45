//! What school to make: the knobs of the generator, with units, ranges and the reason for each default.

use daybreak_day::time::Date;
use daybreak_minds::World;

/// A school or district to generate. Equal specs give equal bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct SchoolSpec {
    /// Seeds every random choice.
    pub seed: u64,
    /// The night is planned for this day; the history lies before it. It is a school day whatever the calendar says.
    pub date: Date,
    /// Sites of the district, 1 to 1,000.
    pub n_sites: u32,
    /// Learners of every site, 1 to 20,000. 405: nine grades of 45.
    pub learners_per_site: u32,
    /// The youngest grade, 0 (kindergarten) to 8.
    pub grade_min: i8,
    /// The oldest grade, `grade_min` to 8: the catalogue ends there.
    pub grade_max: i8,
    /// Learning slots of a learner's day, 4 to 12; the bell schedule has one more, for lunch.
    pub slots_per_day: u32,
    /// School days of evidence before the date, 0 to 180.
    pub evidence_days: u32,
    /// Of these, the last ones whose lessons are in `delivered.csv`; at most `evidence_days`.
    pub delivered_days: u32,
    /// Pieces of evidence for every slot in which a learner learned, 0 to 20. 0.35: about two a day.
    pub evidence_per_slot: f64,
    /// 0: a third more staff than usual for the learners; 0.5: usual; 1: a third less.
    pub staff_scarcity: f64,
    /// 0: a third more rooms than usual; 0.5: usual; 1: a third less.
    pub room_scarcity: f64,
    /// How far apart learners of a grade are.
    pub demand: DemandShape,
    /// Share of learners with a wish or more, 0 to 1.
    pub wish_share: f64,
    /// Share of learners for whom a teacher asks, about, 0 to 1.
    pub request_share: f64,
    /// Share of learners who are owed a service or more, 0 to 1.
    pub service_share: f64,
    /// Share of learners absent on the date, for the day or a part of it, 0 to 1.
    pub absence_share: f64,
    /// Decisions of people for the date, for every 100 learners, 0 to 100.
    pub pins_per_100: f64,
    /// How its learners learn and forget.
    pub minds: World,
}

/// How far apart the learners of a grade are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DemandShape {
    /// Near one another: large groups form.
    Even,
    /// Around the grade's place in the year, some a year ahead or behind.
    Spread,
    /// Many different next steps, each wished by few.
    LongTail,
}

impl Default for SchoolSpec {
    /// The shipped example: a K-8 school of 405 learners on a Monday in November.
    fn default() -> Self {
        SchoolSpec {
            seed: 2026,
            date: Date::constant(2026, 11, 23),
            n_sites: 1,
            learners_per_site: 405,
            grade_min: 0,
            grade_max: 8,
            slots_per_day: 6,
            evidence_days: 40,
            delivered_days: 10,
            evidence_per_slot: 0.35,
            staff_scarcity: 0.5,
            room_scarcity: 0.5,
            demand: DemandShape::Spread,
            wish_share: 0.35,
            request_share: 0.08,
            service_share: 0.15,
            absence_share: 0.09,
            pins_per_100: 2.0,
            minds: World::USUAL,
        }
    }
}

impl SchoolSpec {
    /// What is out of range, a sentence each; empty for a spec that can be made as it stands.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut whole = |name: &str, value: i64, low: i64, high: i64| {
            if !(low..=high).contains(&value) {
                faults.push(format!("{name} is {value}, expected {low} to {high}"));
            }
        };
        whole("n_sites", self.n_sites.into(), 1, 1_000);
        whole("learners_per_site", self.learners_per_site.into(), 1, 20_000);
        whole("grade_min", self.grade_min.into(), 0, 8);
        whole("grade_max", self.grade_max.into(), self.grade_min.into(), 8);
        whole("slots_per_day", self.slots_per_day.into(), 4, 12);
        whole("evidence_days", self.evidence_days.into(), 0, 180);
        whole("delivered_days", self.delivered_days.into(), 0, self.evidence_days.into());
        whole("year of date", self.date.year().into(), 1970, 2200);
        for (name, value, high) in [
            ("evidence_per_slot", self.evidence_per_slot, 20.0),
            ("staff_scarcity", self.staff_scarcity, 1.0),
            ("room_scarcity", self.room_scarcity, 1.0),
            ("wish_share", self.wish_share, 1.0),
            ("request_share", self.request_share, 1.0),
            ("service_share", self.service_share, 1.0),
            ("absence_share", self.absence_share, 1.0),
            ("pins_per_100", self.pins_per_100, 100.0),
        ] {
            if !(0.0..=high).contains(&value) {
                faults.push(format!("{name} is {value}, expected 0 to {high}"));
            }
        }
        faults
    }

    /// The same spec with every knob drawn into its range, so that any spec makes a school.
    pub(super) fn bounded(&self) -> SchoolSpec {
        let share = |value: f64, high: f64| if value.is_nan() { 0.0 } else { value.clamp(0.0, high) };
        let grade_min = self.grade_min.clamp(0, 8);
        let evidence_days = self.evidence_days.min(180);
        let in_range = (1970..=2200).contains(&self.date.year());
        SchoolSpec {
            seed: self.seed,
            date: if in_range { self.date } else { SchoolSpec::default().date },
            n_sites: self.n_sites.clamp(1, 1_000),
            learners_per_site: self.learners_per_site.clamp(1, 20_000),
            grade_min,
            grade_max: self.grade_max.clamp(grade_min, 8),
            slots_per_day: self.slots_per_day.clamp(4, 12),
            evidence_days,
            delivered_days: self.delivered_days.min(evidence_days),
            evidence_per_slot: share(self.evidence_per_slot, 20.0),
            staff_scarcity: share(self.staff_scarcity, 1.0),
            room_scarcity: share(self.room_scarcity, 1.0),
            demand: self.demand,
            wish_share: share(self.wish_share, 1.0),
            request_share: share(self.request_share, 1.0),
            service_share: share(self.service_share, 1.0),
            absence_share: share(self.absence_share, 1.0),
            pins_per_100: share(self.pins_per_100, 100.0),
            minds: self.minds,
        }
    }

    /// The number of grades, 1 to 9.
    pub(super) fn n_grades(&self) -> u32 {
        u32::from((self.grade_max - self.grade_min).unsigned_abs()) + 1
    }
}
