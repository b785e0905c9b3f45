"""Rooms and people in groups whose members are alike, so that no solver has to tell them apart.

A person is alone in a group when some rule or some learner tells them from others; so is a room that holds several
sessions or is named by a pin.
"""

from dataclasses import dataclass


@dataclass
class People:
    """People with the same tags, hours and limits."""

    members: list
    tags: frozenset
    there: frozenset
    sessions_max: int | None
    consecutive_max: int | None


@dataclass
class Rooms:
    """Rooms for one session at a time, with the same capacity, features and hours."""

    members: list
    capacity: int
    features: frozenset
    there: frozenset


@dataclass
class SharedRoom:
    """One room, modelled for itself."""

    member: int
    capacity: int
    features: frozenset
    there: frozenset
    sessions_at_once: int


def people(day):
    """Everybody, in groups."""
    close = {
        tag
        for activity in day.activities
        if activity.told_apart or activity.duration > 1
        for tag, _ in activity.needs
    }
    pinned = {pin.get("staff") for pin in day.problem.get("pins", [])}
    groups = {}
    for p, person in enumerate(day.staff):
        tags, limit = frozenset(person.get("tags", [])), person.get("consecutive_max")
        alone = limit is not None or tags & close or person["id"] in pinned
        key = (p if alone else None, tags, day.there(person), person.get("sessions_max"), limit)
        groups.setdefault(key, []).append(p)
    return [People(members, *key[1:]) for key, members in groups.items()]


def rooms(day):
    """(groups of rooms, shared rooms)."""
    # A room larger than any session is like a room just large enough.
    enough = max((activity.size_max for activity in day.activities), default=0)
    pinned = {pin.get("room") for pin in day.problem.get("pins", [])}
    groups, shared = {}, []
    for r, room in enumerate(day.rooms):
        features, at_once = frozenset(room.get("features", [])), room.get("sessions_at_once", 1)
        if at_once == 1 and room["id"] not in pinned:
            key = (min(room["capacity"], enough), features, day.there(room))
            groups.setdefault(key, []).append(r)
        elif at_once > 0:
            shared.append(SharedRoom(r, room["capacity"], features, day.there(room), at_once))
    return [Rooms(members, *key) for key, members in groups.items()], shared
