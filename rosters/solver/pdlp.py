"""The door to PDLP, a first-order method for linear programs, in a process of its own.

`python -m rosters.solver.pdlp < PROGRAM.npz > PRICES.npy`: while it works nothing else in its process does,
and nothing stops it but killing that.
"""

import ctypes
import io
import signal
import sys
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.linear_solver_pb2 import MPModelProto
from ortools.pdlp.python import pdlp
from ortools.pdlp.solvers_pb2 import PrimalDualHybridGradientParams

Floats = NDArray[np.float64]

TOLERANCE = 1e-4
LONGEST = 120.0
"""Seconds after which it is content with what it has."""
DIES_WITH_PARENT = 1


def main(program: IO[bytes], prices: IO[bytes]) -> None:
    """Write the prices of the program's rows as an array."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    np.save(prices, solved(io.BytesIO(program.read())))


def solved(program: IO[bytes]) -> Floats:
    """The prices of the rows when every column may be any number between its bounds.

    The program is a file of arrays: `low`, `high` and `costs` of the columns, `row_low` and `row_high` of the
    rows, infinite where there is none, and the entries row by row: `starts`, `columns`, `factors`.
    """
    parameters = PrimalDualHybridGradientParams()
    parameters.termination_criteria.time_sec_limit = LONGEST
    criteria = parameters.termination_criteria.simple_optimality_criteria
    criteria.eps_optimal_relative = criteria.eps_optimal_absolute = TOLERANCE
    with np.load(program) as arrays:
        proto = proto_of({name: arrays[name].tolist() for name in arrays.files})
    result = pdlp.primal_dual_hybrid_gradient(pdlp.qp_from_mpmodel_proto(proto, True), parameters)
    return np.array(result.dual_solution)


def proto_of(lists: dict[str, list[Any]]) -> MPModelProto:
    proto = MPModelProto()
    for low, high, cost in zip(lists["low"], lists["high"], lists["costs"], strict=True):
        proto.variable.add(lower_bound=low, upper_bound=high, objective_coefficient=cost)
    columns, factors, starts = lists["columns"], lists["factors"], lists["starts"]
    for start, end, low, high in zip(starts, starts[1:], lists["row_low"], lists["row_high"], strict=False):
        entries = {"var_index": columns[start:end], "coefficient": factors[start:end]}
        proto.constraint.add(**entries, lower_bound=low, upper_bound=high)
    return proto


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
