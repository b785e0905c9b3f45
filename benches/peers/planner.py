"""From the columns' values to a plan: like rooms and people get their names, pooled learners their sessions.

The formulation leaves nothing to luck here. Sessions of like rooms are intervals, so that as many rooms as are busy at
once suffice; like people take turns, so that nobody serves twice in a slot or more often than their share.
"""

from collections import defaultdict


class Planner:
    """Reads one solution."""

    def __init__(self, formulation, values):
        self.form, self.day = formulation, formulation.day
        self.value = lambda column: int(round(values[column]))

    def sessions(self):
        """The plan's sessions, in order of slot, then of id."""
        sessions = []
        for cell in sorted(self.form.cells, key=lambda cell: cell.start):
            if self.value(cell.held) > 0:
                sessions += self._held(cell)
        self._name_rooms(sessions)
        self._name_people(sessions)
        return [self._written(session, i) for i, session in enumerate(sessions)]

    def _held(self, cell):
        """The sessions of a cell, each with its learners and the kind of its room."""
        activity = self.day.activities[cell.activity]
        waiting = [w for w, seat in cell.seats.items() if self.value(seat)]
        sessions = []
        for q, (held, inside) in cell.shared.items():
            n = self.value(held)
            # One session holds everybody; of several each takes an even share of those inside.
            total = self.value(inside) if cell.sessions_max > 1 else len(waiting)
            for i in range(n):
                size = total // n + (i < total % n)
                sessions.append({"cell": cell, "shared": q, "wishes": [waiting.pop() for _ in range(size)]})
        outside = []
        for level, column in cell.levels.items():
            for _ in range(self.value(column)):
                outside.append({"cell": cell, "level": level, "wishes": []})
        for session in outside:
            session["wishes"] = [waiting.pop() for _ in range(min(activity.size_min, len(waiting)))]
        for session in outside:
            room = min(session["level"][0], activity.size_max) - len(session["wishes"])
            session["wishes"] += [waiting.pop() for _ in range(min(room, len(waiting)))]
        return sessions + outside

    def _name_rooms(self, sessions):
        """Levels take from the flow's groups; within a group the first free room."""
        at_level = defaultdict(list)
        for session in sessions:
            if "shared" in session:
                session["room"] = self.form.shared[session["shared"]].member
            else:
                cell = session["cell"]
                duration = self.day.activities[cell.activity].duration
                at_level[cell.start, duration, session["level"]].append(session)
        in_group = defaultdict(list)
        for key, waiting in at_level.items():
            for g, column in self.form.flows[key].items():
                for _ in range(self.value(column)):
                    in_group[g].append((key[0], key[1], waiting.pop()))
        for g, held in in_group.items():
            free_from = {r: 0 for r in self.form.rooms[g].members}
            for start, duration, session in sorted(held, key=lambda item: item[0]):
                session["room"] = next(r for r, free in free_from.items() if free <= start)
                free_from[session["room"]] = start + duration

    def _name_people(self, sessions):
        """Sessions come in order of slot; like people take turns."""
        turn = defaultdict(int)
        of_cell = defaultdict(list)
        for session in sessions:
            session["people"] = []
            of_cell[id(session["cell"])].append(session)
        for held in of_cell.values():
            cell = held[0]["cell"]
            if cell.lead is not None:
                held[0]["people"].append(self.form.people[cell.lead].members[0])
            for i, (tag, wanted) in enumerate(self.day.activities[cell.activity].needs):
                places = wanted - (cell.lead is not None and i == 0)
                open_places = [session for session in held for _ in range(places)]
                for (of_tag, g), column in cell.helpers.items():
                    members = self.form.people[g].members
                    for _ in range(self.value(column) if of_tag == tag else 0):
                        open_places.pop()["people"].append(members[turn[g] % len(members)])
                        turn[g] += 1

    def _written(self, session, i):
        activity = self.day.activities[session["cell"].activity]
        slot = self.day.slots[session["cell"].start]
        learner = lambda w: {
            "id": self.day.learners[self.day.wishes[w].learner]["id"],
            "offering": self.day.wishes[w].offering,
        }
        return {
            "id": f"{i:05}",
            "slot": slot,
            "station" if activity.is_station else "offering": activity.id,
            "room": self.day.rooms[session["room"]]["id"],
            "staff": sorted(self.day.staff[p]["id"] for p in session["people"]),
            "learners": sorted(map(learner, session["wishes"]), key=lambda seat: seat["id"]),
        }
