"""Hands the program to CP-SAT, in its own words: clauses where rows are clauses, linear constraints elsewhere."""

import math
import time

from ortools.sat.python import cp_model


# What one strategy is good at the other is not, and two workers cannot run both beside the neighbourhood search. On
# rich days of 100 learners the first found plans a quarter to a third better than the default portfolio; the second proved
# bounds 5 to 20 % lower on rich and scarce ones. Each is asked in a run of its own.
STRATEGIES = {"plans": "reduced_costs", "bounds": "max_lp"}


class _Firsts(cp_model.CpSolverSolutionCallback):
    """Notes when the first plan was there."""

    def __init__(self):
        super().__init__()
        self.begun, self.first = time.monotonic(), None

    def on_solution_callback(self):
        if self.first is None:
            self.first = time.monotonic() - self.begun


def solve(program, seconds, workers, aim):
    """(values or None, proven upper bound or None, seconds to the first plan or None, status)."""
    model = cp_model.CpModel()
    columns = [model.new_bool_var("") if most == 1 else model.new_int_var(0, most, "") for most in program.upper]
    for row in program.rows:
        _add(model, program, columns, *row)
    used = [(x, p) for x, p in zip(columns, program.points) if p]
    model.maximize(cp_model.LinearExpr.weighted_sum([x for x, _ in used], [p for _, p in used]) + program.constant)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.linearization_level = 2
    solver.parameters.subsolvers.append(STRATEGIES[aim])
    firsts = _Firsts()
    status = solver.solve(model, firsts)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = [solver.value(x) for x in columns] if found else None
    bound = math.floor(solver.best_objective_bound + 1e-6) if status != cp_model.INFEASIBLE else None
    return values, bound, firsts.first, solver.status_name(status).lower()


def _add(model, program, columns, indices, coefficients, least, most):
    """Adds a row as the constraint that it is."""
    terms = [columns[i] for i in indices]
    binary = all(program.upper[i] == 1 for i in indices)
    if not terms:
        if not (least or 0) <= 0 <= (0 if most is None else most):
            model.add_bool_or([])
    elif binary and least is None and most == 1 and set(coefficients) == {1}:
        model.add_at_most_one(terms)
    elif binary and least == most == 1 and set(coefficients) == {1}:
        model.add_exactly_one(terms)
    elif binary and least is None and most == 0 and coefficients.count(1) == 1 and set(coefficients) == {1, -1}:
        # One column needs one of the others.
        needy = terms[coefficients.index(1)]
        model.add_bool_or([needy.negated()] + [x for x, c in zip(terms, coefficients) if c == -1])
    else:
        sum_of = cp_model.LinearExpr.weighted_sum(terms, coefficients)
        model.add_linear_constraint(
            sum_of,
            cp_model.INT_MIN if least is None else least,
            cp_model.INT_MAX if most is None else most,
        )
