//! Where a day takes place: what it costs to go from room to room, and who is never in one room.

use daybreak_school::posted::Posted;
use daybreak_school::rules::{PlaceRule, Rules};
use daybreak_school::ruling::Strength;

use super::param::{Form, Param, opt, words};
use super::{Faults, Head, Kind, Spec};

#[derive(Default)]
pub struct Draft(PlaceRule);

impl Kind for Draft {
    const SPEC: Spec = Spec::scoped(
        "place",
        "Where a day takes place: what it costs to change rooms from one slot to the next, for learners in scope and for adults, and who is never in one room at the same time. Costs of several rules add up.",
    );

    const PARAMS: &'static [Param<Self>] = &[
        opt(
            "room_change",
            Form::Points,
            "points lost whenever a learner is in another room than in the slot before",
            |d, v| d.0.room_change = v.points(),
        ),
        opt("zone_change", Form::Points, "points lost on top when the two rooms are in different zones", |d, v| {
            d.0.zone_change = v.points()
        }),
        opt("adult_room_change", Form::Points, "the same as room_change, for adults", |d, v| {
            d.0.adult_room_change = v.points()
        }),
        opt("adult_zone_change", Form::Points, "the same as zone_change, for adults", |d, v| {
            d.0.adult_zone_change = v.points()
        }),
        opt(
            "grade_span_max",
            Form::Count,
            "a learner in scope is never in a room with anybody whose grade is further away; mentors and whom they help may be",
            |d, v| d.0.grade_span_max = Some(v.count()),
        ),
        opt(
            "apart",
            Form::OneOf(&words(&PlaceRule::APART)),
            "with `rooms`: learners who are kept apart (`relations.csv`), one of them in scope, are never in one room, not even in two sessions; `sessions`, if not given: only never in one session",
            |d, v| d.0.apart_in_rooms = v.word(&PlaceRule::APART),
        ),
    ];

    fn begin(_: &Rules) -> Self {
        Draft::default()
    }

    fn faults(&self, head: &Head, say: &mut Faults) {
        let PlaceRule {
            room_change,
            zone_change,
            adult_room_change,
            adult_zone_change,
            grade_span_max,
            apart_in_rooms,
        } = self.0;
        let of_adults = adult_room_change > 0 || adult_zone_change > 0;
        let of_learners = room_change > 0 || zone_change > 0;
        let is_hard = grade_span_max.is_some() || apart_in_rooms;
        say.when(
            !of_adults && !of_learners && !is_hard,
            "nothing about places",
            "room_change, zone_change, adult_room_change, adult_zone_change, grade_span_max or apart",
        );
        say.when(of_adults && head.picks_learners(), "costs of adults beside tags or grades", "sites and days alone");
        say.when(
            !matches!(head.strength, None | Some(Strength::Hard)),
            "strength",
            "costs in points; grade_span_max and apart always hold",
        );
    }

    fn strength(&self, head: &Head) -> String {
        let costs = [self.0.room_change, self.0.zone_change, self.0.adult_room_change, self.0.adult_zone_change];
        let costs: Vec<Option<i64>> = costs.into_iter().filter(|cost| *cost > 0).map(Some).collect();
        head.strength_words(&costs)
    }

    fn post(self, posted: Posted<()>, rules: &mut Rules) {
        rules.places.push(posted.with(self.0));
    }
}
