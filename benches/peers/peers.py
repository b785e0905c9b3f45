"""Daybreak against CP-SAT and HiGHS: the same problems, seconds and cores; every plan judged. `make peers`.

Writes its table into benches/README.md and ends with 1 when a plan does not verify or a bound is not one.
"""

import argparse
import sys
from pathlib import Path

import families
import report
from contest import Answer, Contest

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"daybreak": "Daybreak", **families.PEERS}
HEADER = ["problem", "solver", "objective", "bound", "gap", "first plan", "seconds", "memory"]


def arguments():
    words = lambda text: [word for word in text.split(",") if word]
    numbers = lambda text: [int(word) for word in words(text)]
    known = [family.name for family in families.FAMILIES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every family, size and number of slots (many hours)")
    parser.add_argument("--only", type=words, metavar="NAMES", help=f"families, of {', '.join(known)}")
    parser.add_argument("--sizes", type=numbers, metavar="N,...", help="learners")
    parser.add_argument("--slots", type=numbers, metavar="N,...", help="slots")
    parser.add_argument("--seconds", type=float, help="for each solver and problem")
    parser.add_argument("--workers", type=int, default=2, help="threads for each solver")
    parser.add_argument("--seed", type=int, default=1, help="of the problems")
    everybody = list(families.PEERS)
    parser.add_argument("--peers", type=words, default=everybody, metavar="NAMES", help=f"of {', '.join(everybody)}")
    parser.add_argument("--peer-learners-max", type=int, default=1000, help="beyond it no peer is asked: memory")
    parser.add_argument("--print-only", action="store_true", help="leave benches/README.md as it is")
    args = parser.parse_args()
    chosen = families.ALL if args.all else families.DEFAULT
    args.only = args.only or chosen["families"]
    args.sizes = args.sizes or chosen["sizes"]
    args.slots = args.slots or chosen["slots"]
    args.seconds = args.seconds if args.seconds is not None else chosen["seconds"]
    for name in args.only:
        if name not in known:
            parser.error(f"no family is called {name}; there are {', '.join(known)}")
    for name in args.peers:
        if name not in families.PEERS:
            parser.error(f"no peer is called {name}; there are {', '.join(families.PEERS)}")
    return args


def main():
    args = arguments()
    folder = ROOT / "target" / "peers" / "problems"
    folder.mkdir(parents=True, exist_ok=True)
    contest = Contest(ROOT / "target" / "release" / "daybreak", folder, args.seconds, args.workers)
    rows = []
    for family in (family for family in families.FAMILIES if family.name in args.only):
        for slots in args.slots:
            for learners in args.sizes:
                problem = contest.problem(family, learners, slots, args.seed)
                answers = [contest.ours(problem)]
                for who in args.peers:
                    asked = learners <= args.peer_learners_max
                    answers.append(contest.peer(who, problem) if asked else Answer(who, remark="not asked"))
                contest.compare(problem, answers)
                for answer in answers:
                    rows.append(row(f"{family.name} {learners:,} x {slots}", answer))
                    print(report.table(HEADER, rows[-1:]).splitlines()[-1], flush=True)
    text = page(args, rows)
    print(f"\n{text}")
    for fault in contest.faults:
        print(f"fault: {fault}", file=sys.stderr)
    if contest.faults:
        return 1
    if not args.print_only:
        report.rewrite(ROOT / "benches" / "README.md", "peers", text)
    return 0


def row(problem, answer):
    """A line of the table."""
    seconds = lambda value: "" if value is None else f"{value:.1f} s"
    return [
        problem,
        NAMES[answer.who],
        answer.remark or report.number(answer.objective),
        report.number(answer.bound),
        report.percent(answer.bound, answer.objective),
        seconds(answer.first_seconds),
        seconds(answer.seconds),
        "" if answer.memory_mb is None else f"{answer.memory_mb:,.0f} MB",
    ]


def page(args, rows):
    """What benches/README.md shows."""
    pinned = (ROOT / "benches" / "peers" / "requirements.txt").read_text().split()
    versions = ", ".join(pinned).replace("==", " ")
    budget = f"{args.seconds:g} seconds and {args.workers} threads each, seed {args.seed}"
    said = f"{report.machine()}; {versions}; {budget}."
    return f"{said}\n\n{report.table(HEADER, rows)}"


if __name__ == "__main__":
    sys.exit(main())
