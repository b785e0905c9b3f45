"""One problem and everybody's answer to it: each runs alone, each plan is judged by `daybreak verify`.

A plan that does not verify, a bound below an objective that does, a formulation that counts more points than the judge:
these are faults, and a run with faults fails. A peer without a plan after its seconds is only reported.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import child
from day import Day
from families import generate_flags

HERE = Path(__file__).parent


@dataclass
class Answer:
    """What one of them came to; what is not known is None."""

    who: str
    objective: int | None = None
    bound: int | None = None
    first_seconds: float | None = None
    seconds: float | None = None
    memory_mb: float | None = None
    remark: str = ""


@dataclass
class Contest:
    """Problem files and plans lie in `folder`."""

    daybreak: Path
    folder: Path
    seconds: float
    workers: int
    faults: list = field(default_factory=list)

    def problem(self, family, learners, slots, seed, candidates=None):
        """Writes a problem of the family; returns its path."""
        path = self.folder / f"{family.name}-{learners}x{slots}-{candidates or 'usual'}-{seed}.json"
        flags = generate_flags(family, learners, slots, seed, candidates)
        made = child.run([self.daybreak, "generate", "--quiet", "--problem", path, *flags])
        if made.code != 0:
            raise SystemExit(f"{path.name} cannot be generated: {made.err}")
        return path

    def ours(self, problem):
        """Daybreak for the seconds; its first plan is timed in a run of its own, reading and writing included."""
        plan = problem.with_suffix(".daybreak.plan.json")
        command = [self.daybreak, "solve", problem, "-o", plan, "--quiet", "--threads", self.workers]
        first = child.run([*command, "--effort", "0"])
        ran = child.run([*command, "--seconds", self.seconds])
        answer = Answer("daybreak", seconds=ran.seconds, memory_mb=ran.memory_mb)
        if ran.code != 0:
            self.faults.append(f"{problem.name}: daybreak ends with {ran.code}: {ran.err.strip()}")
            answer.remark = "no plan"
            return answer
        written = json.loads(plan.read_text())
        self._judge(problem, plan, answer)
        answer.bound = written["bound"]
        answer.first_seconds = first.seconds if first.code == 0 else None
        return answer

    def peer(self, who, problem):
        """A peer for the same seconds of solving; building its model comes on top, which favours it."""
        plan = problem.with_suffix(f".{who}.plan.json")
        plan.unlink(missing_ok=True)
        command = [sys.executable, "-B", HERE / "solve.py", who, problem, plan]
        # Solvers overrun their limits now and then, and large models take long to build.
        patience = 2 * self.seconds + 120
        ran = child.run([*command, "--seconds", self.seconds, "--workers", self.workers], patience)
        answer = Answer(who, seconds=ran.seconds, memory_mb=ran.memory_mb)
        if ran.code < 0:
            late = ran.seconds >= patience
            answer.remark = f"no plan (still busy after {patience:.0f} s)" if late else f"crashed (signal {-ran.code})"
            return answer
        if ran.code != 0:
            self.faults.append(f"{problem.name}: {who} ends with {ran.code}: {ran.err.strip()}")
            answer.remark = "failed"
            return answer
        said = json.loads(ran.out)
        answer.bound, answer.first_seconds = said["bound"], said["first_seconds"]
        if said["found"]:
            self._claim(problem, plan)
            self._judge(problem, plan, answer)
            claimed = said["claimed"]
            if answer.objective is not None and claimed > answer.objective:
                self.faults.append(f"{problem.name}: {who} counts {claimed} points, the judge {answer.objective}")
        else:
            answer.remark = f"no plan ({said['status']})"
            if said["status"] == "infeasible":
                self.faults.append(f"{problem.name}: {who} finds the problem infeasible")
        return answer

    def compare(self, problem, answers):
        """No bound may be below what somebody reached."""
        best = max((a.objective for a in answers if a.objective is not None), default=None)
        for answer in answers:
            if best is not None and answer.bound is not None and answer.bound < best:
                self.faults.append(f"{problem.name}: {answer.who} claims a bound of {answer.bound}, {best} was reached")

    def _verify(self, problem, plan):
        ran = child.run([self.daybreak, "verify", problem, plan, "--format", "json", "--quiet"])
        return ran.code, json.loads(ran.out) if ran.out.strip() else {"total": None, "violations": [{"what": ran.err}]}

    def _claim(self, problem, plan):
        """Writes the judge's count, and the gap that follows, into a peer's plan."""
        written = json.loads(plan.read_text())
        objective = self._verify(problem, plan)[1]["total"]
        if objective is not None:
            written["objective"] = objective
            written["gap"] = (written["bound"] - objective) / max(1, abs(written["bound"]))
            plan.write_text(json.dumps(written))

    def _judge(self, problem, plan, answer):
        """Takes the objective of a plan that verifies; the violations of one that does not are faults."""
        code, verdict = self._verify(problem, plan)
        if code == 0:
            answer.objective = verdict["total"]
        else:
            answer.remark = "not valid"
            what = "; ".join(violation["what"] for violation in verdict["violations"][:5])
            self.faults.append(f"{problem.name}: the plan of {answer.who} is not valid: {what}")


def size(problem):
    """(seats, candidates of a learner on average) of a problem file."""
    day = Day(problem)
    seats = sum(len(day.there(learner)) for learner in day.learners)
    return seats, sum(len(learner["candidates"]) for learner in day.learners) / max(1, len(day.learners))
