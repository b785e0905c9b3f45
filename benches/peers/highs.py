"""Hands the program to HiGHS, as a matrix."""

import math
import time

import highspy
import numpy as np


def solve(program, seconds, workers, _aim):
    """(values or None, proven upper bound or None, seconds to the first plan or None, status)."""
    solver = highspy.Highs()
    for name, value in {
        "output_flag": False,
        "time_limit": float(seconds),
        "threads": workers,
        "parallel": "on",
        "mip_rel_gap": 0.0,
        # The root relaxation of 100 learners takes the simplex method 36 seconds, the interior point 6.
        "mip_lp_solver": "ipm",
        # Both crash in 1.15: vtjeng/MIPVerify.jl 219, ERGO-Code/HiGHS 3262.
        "mip_heuristic_run_rins": False,
        "mip_heuristic_run_feasibility_jump": False,
    }.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise RuntimeError(f"HiGHS does not take {name} = {value}")
    solver.passModel(_matrix(program))
    begun, first = time.monotonic(), []
    solver.cbMipImprovingSolution.subscribe(lambda _: first or first.append(time.monotonic() - begun))
    solver.solve()
    status = solver.getModelStatus()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = list(solver.getSolution().col_value) if found else None
    return values, _bound(info, status), first[0] if first else None, solver.modelStatusToString(status).lower()


def _bound(info, status):
    """The solver's bound in whole points; its tolerance stays."""
    bound = info.mip_dual_bound
    if status == highspy.HighsModelStatus.kInfeasible or not math.isfinite(bound):
        return None
    return math.floor(bound + 1e-3 + abs(bound) * 1e-9)


def _matrix(program):
    """The program as HiGHS wants it, row by row."""
    model = highspy.HighsLp()
    n = len(program.upper)
    model.num_col_, model.num_row_ = n, len(program.rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.offset_ = float(program.constant)
    model.col_cost_ = np.array(program.points, dtype=float)
    model.col_lower_ = np.array(program.lower, dtype=float)
    model.col_upper_ = np.array(program.upper, dtype=float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * n
    infinity = highspy.kHighsInf
    model.row_lower_ = np.array([-infinity if least is None else least for _, _, least, _ in program.rows], dtype=float)
    model.row_upper_ = np.array([infinity if most is None else most for _, _, _, most in program.rows], dtype=float)
    sizes = [len(columns) for columns, _, _, _ in program.rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([i for columns, _, _, _ in program.rows for i in columns], dtype=np.int32)
    model.a_matrix_.value_ = np.array([c for _, values, _, _ in program.rows for c in values], dtype=float)
    return model
