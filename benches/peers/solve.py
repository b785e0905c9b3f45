"""One peer on one problem: `solve.py PEER PROBLEM PLAN --seconds S --workers N`; says what came out as JSON.

The plan claims no points: whoever runs this has it recounted.
"""

import argparse
import importlib
import json
import time

from day import Day
from families import PEERS
from formulation import Formulation
from planner import Planner


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("problem")
    parser.add_argument("plan")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    begun = time.monotonic()
    day = Day(args.problem)
    formulation = Formulation(day)
    program = formulation.program
    built = time.monotonic() - begun
    solver, _, aim = args.peer.partition("-")
    values, bound, first, status = importlib.import_module(solver).solve(program, args.seconds, args.workers, aim)
    if values is not None:
        plan = {
            "format": "daybreak.plan/1",
            "problem_sha256": day.sha256,
            "sessions": Planner(formulation, values).sessions(),
            "objective": 0,
            "bound": bound if bound is not None else _most(program),
            "gap": 0.0,
            "stopped": "gap" if status == "optimal" else "deadline",
        }
        with open(args.plan, "w", encoding="utf-8") as file:
            json.dump(plan, file)
    print(
        json.dumps(
            {
                "status": status,
                "found": values is not None,
                "bound": bound,
                "claimed": None if values is None else _claimed(program, values),
                "first_seconds": None if first is None else built + first,
                "build_seconds": built,
                "columns": len(program.upper),
                "rows": len(program.rows),
            }
        )
    )


def _most(program):
    """A bound that needs no solver: everything that pays, at once."""
    return program.constant + sum(most * points for most, points in zip(program.upper, program.points) if points > 0)


def _claimed(program, values):
    """What the solver says its plan is worth."""
    return program.constant + sum(points * round(value) for points, value in zip(program.points, values) if points)


if __name__ == "__main__":
    main()
