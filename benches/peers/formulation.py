"""The day as one integer program, complete but for `previous`: every hard rule, every term of the objective.

What makes it small is that nothing alike is told apart. Sessions of an activity in a slot are counted, not named, as
long as nobody who may come makes a difference between them. Where somebody does (a bonus or a bar for a person, a pair,
a group limit, a room's feature, company of one's kind) a session is known by the person who leads it: that is one
person, so at most one session, and there is no symmetry left to break. A session chooses a level of room (a capacity
and features), and levels are matched with groups of like rooms by a flow in each slot. Seats are linked to sessions by
x <= y, one by one.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import supply
from day import Unmodelled
from program import Program


@dataclass
class Cell:
    """Sessions of an activity from one slot: all of them, or the one that a person leads."""

    activity: int
    start: int
    lead: int | None  # a group of people with one member
    sessions_max: int
    held: int = -1
    seats: dict = field(default_factory=dict)  # wish: column
    helpers: dict = field(default_factory=dict)  # (tag, group of people): column
    levels: dict = field(default_factory=dict)  # (capacity, features): column
    shared: dict = field(default_factory=dict)  # shared room: (column of sessions, column of learners)


class Formulation:
    """The program, and what its columns mean."""

    def __init__(self, day):
        self.day = day
        self.program = Program()
        self.program.constant = day.idle_constant()
        self.people = supply.people(day)
        self.rooms, self.shared = supply.rooms(day)
        self.wishes_from = defaultdict(list)
        for w, wish in enumerate(day.wishes):
            for start in wish.gains:
                self.wishes_from[wish.activity, start].append(w)
        self.cells = []
        for a, activity in enumerate(day.activities):
            for start in activity.starts:
                self._cells(a, activity, start)
        self.flows = {}  # (start, duration, level): {group of rooms: column}
        self._match_rooms()
        self._limit_people()
        self._limit_supplies()
        self._learners()
        self._pins()

    # Sessions.

    def _cells(self, a, activity, start):
        """Opens the cells of an activity from a slot."""
        day, run = self.day, set(self.day.run(activity, start))
        wanters = {day.wishes[w].learner for w in self.wishes_from[a, start]}
        most = len(wanters) // max(activity.size_min, 1)
        if activity.sessions_max is not None:
            most = min(most, activity.sessions_max)
        serving = lambda tag: [g for g, p in enumerate(self.people) if tag in p.tags and run <= p.there]
        for tag, wanted in activity.needs:
            most = min(most, sum(len(self.people[g].members) for g in serving(tag)) // wanted)
        fits = lambda room: run <= room.there and activity.features <= room.features
        places = sum(len(room.members) for room in self.rooms if fits(room))
        most = min(most, places + sum(room.sessions_at_once for room in self.shared if fits(room)))
        if most < 1:
            return
        if not activity.told_apart:
            self._cell(Cell(a, start, None, most))
        elif activity.needs:
            for g in serving(activity.needs[0][0]):
                self._cell(Cell(a, start, g, 1))
        else:
            copies = [self._cell(Cell(a, start, None, 1)) for _ in range(most)]
            copies = [cell for cell in copies if cell]
            for one, next_one in zip(copies, copies[1:]):
                self.program.row([(1, next_one.held), (-1, one.held)], most=0)

    def _cell(self, cell):
        """Adds the columns and rows of a cell, unless it can never be held."""
        day, program = self.day, self.program
        activity = day.activities[cell.activity]
        lead = day.staff[self.people[cell.lead].members[0]]["id"] if cell.lead is not None else None
        comers = []
        for w in self.wishes_from[cell.activity, cell.start]:
            learner = day.learners[day.wishes[w].learner]
            limit = learner.get("group_size_max")
            too_large = limit is not None and not activity.is_station and limit < activity.size_min
            if lead not in learner.get("staff_barred", []) and not too_large:
                comers.append(w)
        if len({day.wishes[w].learner for w in comers}) < max(activity.size_min, 1):
            return None
        cell.held = program.column(cell.sessions_max, -activity.open_cost)
        for w in comers:
            wish = day.wishes[w]
            bonus = day.learners[wish.learner].get("staff_bonus", {}).get(lead, 0)
            cell.seats[w] = program.column(points=wish.gains[cell.start] + bonus)
            program.row([(1, cell.seats[w]), (-1, cell.held)], most=0)
        self._fill_needs(cell, activity)
        self._choose_room(cell, activity)
        if activity.told_apart:
            self._company(cell, activity)
        self.cells.append(cell)
        return cell

    def _fill_needs(self, cell, activity):
        """H5: as many people as are needed; the lead is one of the first need."""
        run = set(self.day.run(activity, cell.start))
        for i, (tag, wanted) in enumerate(activity.needs):
            led = cell.lead is not None and i == 0
            terms = [(-(wanted - led), cell.held)]
            for g, group in enumerate(self.people):
                # Who leads and who helps within one need is the same: the lead comes first in the list.
                if tag in group.tags and run <= group.there and (not led or g > cell.lead) and wanted > led:
                    most = min(len(group.members), wanted * cell.sessions_max)
                    cell.helpers[tag, g] = self.program.column(most)
                    terms.append((1, cell.helpers[tag, g]))
            if wanted > led:
                self.program.row(terms, 0, 0)
        for w, seat in cell.seats.items():
            learner = self.day.learners[self.day.wishes[w].learner]
            bonuses, barred = learner.get("staff_bonus", {}), learner.get("staff_barred", [])
            for (_, g), helper in cell.helpers.items():
                person = self.day.staff[self.people[g].members[0]]["id"]
                if person in barred:
                    self.program.row([(1, seat), (1, helper)], most=1)
                elif bonuses.get(person):
                    self.program.both([seat], [helper], bonuses[person])

    def _choose_room(self, cell, activity):
        """H3 and H4 for one cell: each session in a level of room or in a shared room, with as many as fit there."""
        program, day = self.program, self.day
        run = set(day.run(activity, cell.start))
        least = max(activity.size_min, 1)
        fits = lambda room: run <= room.there and activity.features <= room.features and room.capacity >= least
        extras = {frozenset(day.learners[day.wishes[w].learner].get("room_features", [])) for w in cell.seats}
        wanted = {activity.features}
        for extra in extras:
            wanted |= {features | extra for features in wanted}
        # The smallest capacity stands for all that allow the same number of learners.
        capacities = {}
        for room in filter(fits, self.rooms):
            size = min(room.capacity, activity.size_max)
            capacities[size] = min(room.capacity, capacities.get(size, room.capacity))
        for features in sorted(wanted, key=sorted):
            for capacity in sorted(capacities.values()):
                if any(fits(room) and room.capacity >= capacity and features <= room.features for room in self.rooms):
                    cell.levels[capacity, features] = program.column(cell.sessions_max)
        for q, room in enumerate(self.shared):
            if fits(room):
                most = min(room.sessions_at_once, cell.sessions_max)
                size = min(room.capacity, activity.size_max)
                cell.shared[q] = (program.column(most), program.column(size * most))
                program.row([(1, cell.shared[q][1]), (-size, cell.shared[q][0])], most=0)
                program.row([(1, cell.shared[q][1]), (-activity.size_min, cell.shared[q][0])], least=0)
        somewhere = [(1, y) for y in cell.levels.values()] + [(1, v) for v, _ in cell.shared.values()]
        program.row([*somewhere, (-1, cell.held)], 0, 0)
        outside = [(1, x) for x in cell.seats.values()] + [(-1, z) for _, z in cell.shared.values()]
        limits = [(min(capacity, activity.size_max), y) for (capacity, _), y in cell.levels.items()]
        program.row(outside + [(-limit, y) for limit, y in limits], most=0)
        program.row(outside + [(-activity.size_min, y) for _, y in limits], least=0)

    def _company(self, cell, activity):
        """What learners ask of the one session of a cell: its room, its size, who else is there."""
        program, day = self.program, self.day
        seats_of = defaultdict(list)
        for w, seat in cell.seats.items():
            seats_of[day.wishes[w].learner].append(seat)
        everybody = [(1, x) for x in cell.seats.values()]
        for i, seats in seats_of.items():
            learner = day.learners[i]
            here = [(1, x) for x in seats]
            features = frozenset(learner.get("room_features", [])) - activity.features
            if features:
                suited = [y for (_, of_level), y in cell.levels.items() if features <= of_level]
                suited += [v for q, (v, _) in cell.shared.items() if features <= self.shared[q].features]
                program.row(here + [(-1, v) for v in suited], most=0)
            limit = learner.get("group_size_max")
            if limit is not None and not activity.is_station and limit < activity.size_max:
                beyond = activity.size_max - limit
                program.row(everybody + [(beyond, x) for x in seats], most=activity.size_max)
        for pair in day.problem.get("apart", []):
            a, b = (seats_of.get(day.learner_at[x], []) for x in pair)
            if a and b and pair[0] != pair[1]:
                program.row([(1, x) for x in a + b] + [(-1, cell.held)], most=0)
        for pair in day.problem.get("together", []):
            a, b = (seats_of.get(day.learner_at[x], []) for x in pair["learners"])
            if a and b and pair["learners"][0] != pair["learners"][1]:
                program.both(a, b, pair["bonus"])
        if not activity.is_station:
            for rule in day.problem.get("never_alone", []):
                self._never_alone(rule, seats_of)

    def _never_alone(self, rule, seats_of):
        """H11 and its cost: whoever has the tag sits with another, or the session pays."""
        group = [i for i in seats_of if rule["tag"] in self.day.learners[i].get("tags", [])]
        cost = rule.get("cost")
        if cost is not None and cost < 0:
            raise Unmodelled("never_alone with a negative cost")
        alone = [] if cost is None or not group else [(-1, self.program.column(points=-cost))]
        for i in group:
            others = [(-1, x) for other in group if other != i for x in seats_of[other]]
            self.program.row([(1, x) for x in seats_of[i]] + others + alone, most=0)

    # Supplies.

    def _covering(self, t):
        """The cells whose sessions cover a slot."""
        return [c for c in self.cells if c.start <= t < c.start + self.day.activities[c.activity].duration]

    def _match_rooms(self):
        """H4 over all cells: each level's sessions are matched with groups of rooms that suit the level."""
        program, used = self.program, defaultdict(list)
        for cell in self.cells:
            duration = self.day.activities[cell.activity].duration
            for level, column in cell.levels.items():
                used[cell.start, duration, level].append(column)
        occupied = defaultdict(list)
        for (start, duration, level), sessions in used.items():
            run, (capacity, features) = range(start, start + duration), level
            flow = {}
            for g, room in enumerate(self.rooms):
                if room.capacity >= capacity and features <= room.features and room.there.issuperset(run):
                    flow[g] = program.column(len(room.members))
                    for t in run:
                        occupied[g, t].append((1, flow[g]))
            program.row([(1, f) for f in flow.values()] + [(-1, y) for y in sessions], 0, 0)
            self.flows[start, duration, level] = flow
        for (g, _), terms in occupied.items():
            program.row(terms, most=len(self.rooms[g].members))
        for t in range(len(self.day.slots)):
            for q, room in enumerate(self.shared):
                here = [cell.shared[q] for cell in self._covering(t) if q in cell.shared]
                program.row([(1, v) for v, _ in here], most=room.sessions_at_once)
                program.row([(1, z) for _, z in here], most=room.capacity)

    def _limit_people(self):
        """H5: one session in a slot, so many a day, so many slots in a row."""
        program, slots = self.program, range(len(self.day.slots))
        serving = defaultdict(list)  # group: (run, column)
        for cell in self.cells:
            run = self.day.run(self.day.activities[cell.activity], cell.start)
            if cell.lead is not None:
                serving[cell.lead].append((run, cell.held))
            for (_, g), helper in cell.helpers.items():
                serving[g].append((run, helper))
        for g, group in enumerate(self.people):
            busy = lambda window: [(len(set(run) & set(window)), x) for run, x in serving[g] if set(run) & set(window)]
            for t in slots:
                program.row(busy([t]), most=len(group.members))
            if group.sessions_max is not None:
                program.row([(1, x) for _, x in serving[g]], most=group.sessions_max * len(group.members))
            if group.consecutive_max is not None:
                for t in slots:
                    window = slots[t : t + group.consecutive_max + 1]
                    if len(window) > group.consecutive_max and len({self.day.blocks[u] for u in window}) == 1:
                        program.row(busy(window), most=group.consecutive_max)

    def _limit_supplies(self):
        """H6, devices, and H7, copies."""
        held = defaultdict(list)
        for cell in self.cells:
            held[cell.activity].append((1, cell.held))
        for a, activity in enumerate(self.day.activities):
            if activity.sessions_max is not None:
                self.program.row(held[a], most=activity.sessions_max)
        for pool in self.day.problem.get("devices", []):
            for t in range(len(self.day.slots)):
                terms = []
                for cell in self._covering(t):
                    for w, seat in cell.seats.items():
                        units = self.day.wishes[w].devices.get(pool["id"], 0)
                        if units:
                            terms.append((units, seat))
                self.program.row(terms, most=pool["count"])

    # Learners.

    def _learners(self):
        """H1, H2, H10 and its costs."""
        self.uses = defaultdict(list)  # wish: (start, seat)
        for cell in self.cells:
            for w, seat in cell.seats.items():
                self.uses[w].append((cell.start, seat))
        for i, wishes in enumerate(self.day.wishes_of):
            in_slot = defaultdict(list)
            for w in wishes:
                for start, seat in self.uses[w]:
                    for t in range(start, start + self.day.wishes[w].duration):
                        in_slot[t].append((1, seat))
            for terms in in_slot.values():
                self.program.row(terms, most=1)
            self._candidates(wishes)
            for requirement in self.day.learners[i].get("requirements", []):
                self._requirement(requirement, wishes)

    def _candidates(self, wishes):
        """H2: times, exclusive, after."""
        program, day = self.program, self.day
        either = defaultdict(list)
        for w in wishes:
            wish = day.wishes[w]
            seats = [(1, x) for _, x in self.uses[w]]
            program.row(seats, most=wish.times_max)
            if wish.exclusive is not None:
                if wish.times_max > 1:
                    used = program.column()
                    program.row(seats + [(-wish.times_max, used)], most=0)
                    seats = [(1, used)]
                either[wish.exclusive] += seats
            if wish.after is not None:
                self._after(w, next((v for v in wishes if day.wishes[v].offering == wish.after), None))
        for terms in either.values():
            program.row(terms, most=1)

    def _after(self, w, first):
        """A use from a slot needs one of the other that has ended by then; with one use, by any later slot too."""
        wish = self.day.wishes[w]
        for s in sorted({start for start, _ in self.uses[w]}):
            before = [] if first is None else self.uses[first]
            ended = [(-1, x) for start, x in before if start + self.day.wishes[first].duration <= s]
            begun = [(1, x) for start, x in self.uses[w] if start == s or start < s and wish.times_max == 1]
            self.program.row(begun + ended, most=0)

    def _requirement(self, requirement, wishes):
        """H10 and its costs: slots in offerings with the tag."""
        terms = [
            (self.day.wishes[w].duration, x)
            for w in wishes
            if requirement["tag"] in self.day.wishes[w].tags
            for _, x in self.uses[w]
        ]
        n_slots = len(self.day.slots)
        least, most = requirement.get("slots_min", 0), requirement.get("slots_max")
        for side, limit in (("shortfall_cost", least), ("excess_cost", most)):
            cost = requirement.get(side)
            if cost is not None and cost < 0:
                raise Unmodelled("a requirement with a negative cost")
            sign = 1 if side == "shortfall_cost" else -1
            slack = [] if cost is None else [(sign, self.program.column(max(least, n_slots), -cost))]
            if side == "shortfall_cost" and least > 0:
                self.program.row(terms + slack, least=limit)
            elif side == "excess_cost" and most is not None and most < n_slots:
                self.program.row(terms + slack, most=limit)

    def _pins(self):
        """H9: one of the seats that keep the pin is taken, in the room and with the person that it names."""
        for pin in self.day.problem.get("pins", []):
            i, t = self.day.learner_at[pin["learner"]], self.day.slots.index(pin["slot"])
            keeping = []
            for cell in self._covering(t):
                for w, seat in cell.seats.items():
                    wish = self.day.wishes[w]
                    if wish.learner == i and pin.get("offering", wish.offering) == wish.offering:
                        self._pinned_supplies(pin, cell, seat)
                        keeping.append((1, seat))
            self.program.row(keeping, 1, 1)

    def _pinned_supplies(self, pin, cell, seat):
        if "room" in pin:
            is_named = lambda q: self.day.rooms[self.shared[q].member]["id"] == pin["room"]
            rooms = [v for q, (v, _) in cell.shared.items() if is_named(q)]
            self.program.row([(1, seat)] + [(-1, v) for v in rooms], most=0)
        if "staff" in pin:
            named = lambda g: self.day.staff[self.people[g].members[0]]["id"] == pin["staff"]
            if cell.lead is None or not named(cell.lead):
                helpers = [x for (_, g), x in cell.helpers.items() if named(g)]
                self.program.row([(1, seat)] + [(-1, x) for x in helpers], most=0)
