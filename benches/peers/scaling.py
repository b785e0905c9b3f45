"""How Daybreak's cost grows with learners, slots and candidates, one at a time. `make scaling`.

A unit is a seat (a learner in a slot) times a candidate of that learner. Time for a unit that stays the same from row
to row is linear growth.
"""

import argparse
import sys
from pathlib import Path

import child
import families
import report
from contest import Contest, size

ROOT = Path(__file__).resolve().parents[2]
HEADER = ["learners x slots x candidates", "first plan", "a unit", "whole solve", "a unit", "memory", "a unit"]
CURVES = [
    [(learners, 6, 20) for learners in (250, 500, 1000, 2000, 4000)],
    [(1000, slots, 20) for slots in (4, 6, 8, 10)],
    [(1000, 6, candidates) for candidates in (10, 20, 40, 80)],
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [family.name for family in families.FAMILIES]
    parser.add_argument("--only", default="mixed", choices=known, help="the family")
    parser.add_argument("--effort", type=float, default=1.0, help="of the whole solve; 1 is the default budget")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--print-only", action="store_true", help="leave benches/README.md as it is")
    args = parser.parse_args()
    folder = ROOT / "target" / "peers" / "problems"
    folder.mkdir(parents=True, exist_ok=True)
    contest = Contest(ROOT / "target" / "release" / "daybreak", folder, 0, args.workers)
    family = next(family for family in families.FAMILIES if family.name == args.only)
    measured = {}
    for shape in dict.fromkeys(shape for curve in CURVES for shape in curve):
        measured[shape] = measure(contest, family, shape, args)
        print(measured[shape], file=sys.stderr, flush=True)
    tables = [report.table(HEADER, [measured[shape] for shape in curve]) for curve in CURVES]
    text = f"{report.machine()}; family {family.name}, effort {args.effort:g}, {args.workers} threads.\n\n"
    text += "\n\n".join(tables)
    print(text)
    if not args.print_only:
        report.rewrite(ROOT / "benches" / "README.md", "scaling", text)


def measure(contest, family, shape, args):
    """A line of the table."""
    learners, slots, candidates = shape
    problem = contest.problem(family, learners, slots, args.seed, candidates)
    seats, per_learner = size(problem)
    units = seats * per_learner
    plan = problem.with_suffix(".daybreak.plan.json")
    command = [contest.daybreak, "solve", problem, "-o", plan, "--quiet", "--threads", args.workers]
    first, whole = (child.run([*command, "--effort", effort]) for effort in (0, args.effort))
    seconds = lambda ran: f"{ran.seconds:.2f} s" if ran.code == 0 else f"no plan ({ran.seconds:.2f} s)"
    microseconds = lambda ran: f"{1e6 * ran.seconds / units:.2f} us"
    return [
        f"{learners:,} x {slots} x {per_learner:.0f}",
        seconds(first),
        microseconds(first),
        seconds(whole),
        microseconds(whole),
        f"{whole.memory_mb:,.0f} MB",
        f"{1e6 * whole.memory_mb / units:,.0f} B",
    ]


if __name__ == "__main__":
    main()
