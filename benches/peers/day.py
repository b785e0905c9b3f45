"""A day problem with positions for ids, and what every formulation asks of it first.

The document is `daybreak.problem/1`. An activity is what a session is held for: an offering without a station, or a
station. A start is possible when the activity's slots lie in one block.
"""

import hashlib
import json
from dataclasses import dataclass, field


@dataclass
class Activity:
    """What a session is held for."""

    id: str
    is_station: bool
    duration: int
    size_min: int
    size_max: int
    needs: list  # (tag, count)
    features: frozenset
    open_cost: int
    sessions_max: int | None
    starts: list = field(default_factory=list)
    # Told apart: somebody who may come makes a difference between two sessions of it in one slot.
    told_apart: bool = False


@dataclass
class Wish:
    """A learner's candidate; `starts` are the positions of slots from which it can be done."""

    learner: int
    offering: str
    activity: int
    duration: int
    gains: dict  # start: points, with the idle cost that it saves
    times_max: int
    exclusive: str | None
    after: str | None
    tags: frozenset
    devices: dict


class Unmodelled(Exception):
    """A part of the format that the peers' model does not know."""


class Day:
    """The problem, numbered."""

    def __init__(self, path):
        with open(path, "rb") as file:
            content = file.read()
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.problem = json.loads(content)
        if self.problem.get("previous"):
            raise Unmodelled("a previous plan")
        self.slots = [slot["id"] for slot in self.problem["slots"]]
        self.blocks = [slot["block"] for slot in self.problem["slots"]]
        self.offerings = {offering["id"]: offering for offering in self.problem["offerings"]}
        self.rooms = self.problem["rooms"]
        self.staff = self.problem["staff"]
        self.learners = self.problem["learners"]
        self.learner_at = {learner["id"]: i for i, learner in enumerate(self.learners)}
        self._activities()
        self._wishes()
        self._told_apart()

    def there(self, thing):
        """The positions of the slots in which a room, a person or a learner is there."""
        listed = thing.get("slots")
        return frozenset(t for t, slot in enumerate(self.slots) if listed is None or slot in listed)

    def run(self, activity, start):
        """The slots that a session covers."""
        return range(start, start + activity.duration)

    def idle_constant(self):
        """The objective of the empty plan, requirements left out."""
        return -sum(learner["idle_cost"] * len(self.there(learner)) for learner in self.learners)

    def _activities(self):
        self.activities, self.activity_at = [], {}
        stations = [(True, station) for station in self.problem.get("stations", [])]
        offerings = [(False, offering) for offering in self.problem["offerings"] if not offering.get("station")]
        for is_station, row in stations + offerings:
            self.activity_at[is_station, row["id"]] = len(self.activities)
            activity = Activity(
                id=row["id"],
                is_station=is_station,
                duration=1 if is_station else row.get("slots", 1),
                size_min=row["size_min"],
                size_max=row["size_max"],
                needs=_merged((need["tag"], need["count"]) for need in row.get("staff", [])),
                features=frozenset(row.get("room_features", [])),
                open_cost=row.get("open_cost", 0),
                sessions_max=row.get("sessions_max"),
            )
            if activity.size_min == 0 and activity.open_cost < 0:
                raise Unmodelled("sessions that pay without learners")
            last = len(self.slots) - activity.duration
            activity.starts = [s for s in range(last + 1) if len({self.blocks[t] for t in self.run(activity, s)}) == 1]
            self.activities.append(activity)

    def _wishes(self):
        self.wishes = []
        self.wishes_of = [[] for _ in self.learners]
        for i, learner in enumerate(self.learners):
            there = self.there(learner)
            for row in learner.get("candidates", []):
                offering = self.offerings[row["offering"]]
                station = offering.get("station")
                a = self.activity_at[bool(station), station or offering["id"]]
                activity = self.activities[a]
                bonus, saved = row.get("slot_bonus", {}), learner["idle_cost"] * activity.duration
                allowed = self.there(row)
                wish = Wish(
                    learner=i,
                    offering=offering["id"],
                    activity=a,
                    duration=activity.duration,
                    gains={
                        s: row["utility"] + bonus.get(self.slots[s], 0) + saved
                        for s in activity.starts
                        if s in allowed and there.issuperset(self.run(activity, s))
                    },
                    times_max=row.get("times_max", 1),
                    exclusive=row.get("exclusive"),
                    after=row.get("after"),
                    tags=frozenset(offering.get("tags", [])) | frozenset(row.get("tags", [])),
                    devices=offering.get("devices", {}),
                )
                if wish.gains and wish.times_max > 0:
                    self.wishes_of[i].append(len(self.wishes))
                    self.wishes.append(wish)

    def _told_apart(self):
        """Marks the activities whose sessions of one slot are not all alike to those who may come."""
        wanters = [set() for _ in self.activities]
        for wish in self.wishes:
            wanters[wish.activity].add(wish.learner)
        tags_of = [set(person.get("tags", [])) for person in self.staff]
        person_at = {person["id"]: p for p, person in enumerate(self.staff)}
        pairs = [[self.learner_at[x] for x in pair] for pair in self.problem.get("apart", [])]
        pairs += [[self.learner_at[x] for x in pair["learners"]] for pair in self.problem.get("together", [])]
        alone = {rule["tag"] for rule in self.problem.get("never_alone", [])}
        naming = [pin for pin in self.problem.get("pins", []) if "room" in pin or "staff" in pin]
        pinned = {self.learner_at[pin["learner"]] for pin in naming}
        for activity, group in zip(self.activities, wanters):
            tags = {tag for tag, _ in activity.needs}

            def matters(i):
                learner = self.learners[i]
                liked = set(learner.get("staff_bonus", {})) | set(learner.get("staff_barred", []))
                limited = (learner.get("group_size_max") or activity.size_max) < activity.size_max
                return (
                    i in pinned
                    or any(tags & tags_of[person_at[p]] for p in liked if p in person_at)
                    or bool(set(learner.get("room_features", [])) - activity.features)
                    or not activity.is_station and (limited or bool(alone & set(learner.get("tags", []))))
                )

            activity.told_apart = any(matters(i) for i in group) or any(a in group and b in group for a, b in pairs)


def _merged(needs):
    """Needs with one entry a tag."""
    counts = {}
    for tag, count in needs:
        counts[tag] = counts.get(tag, 0) + count
    return [(tag, count) for tag, count in counts.items() if count > 0]
