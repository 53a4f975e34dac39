"""Compiling what a search compiles before somebody waits for it."""

from datetime import date

from .annealing import CHUNKS, Annealing
from .construct import first_duties
from .incumbent import Incumbent
from .model import build_model
from .network import network_of
from .parts import Stopper
from .problem import Problem, Shift, Worker

DAY = (540, 1020)


def warm_up() -> None:
    """Anneal one day of one person: a process that has, and those it forks, find everything compiled."""
    shift = Shift("day", "D", "middle", (DAY,), 480)
    worker = Worker("one", "One", False, {}, (frozenset([shift.id]),), 2400, (480,))
    problem = Problem(date(2026, 1, 5), 1, (shift,), (worker,), ((DAY,),), (), {"eligible": {}})
    incumbent = Incumbent(build_model(problem), lambda: 0.0)
    incumbent.start(first_duties(problem, None))
    network = network_of(incumbent.model, incumbent.matrix, incumbent.freeing)
    Annealing(incumbent, network, Stopper(), 0).repeat(CHUNKS)
