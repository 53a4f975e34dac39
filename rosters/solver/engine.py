"""Solving a problem: first roster, neighbourhood search and exact search side by side."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from .check import check, penalty_of, pin_conflicts
from .construct import first_duties, insertion_order
from .duties import Duties
from .exact import ExactSearch
from .incumbent import Incumbent
from .local import LocalSearch
from .model import build_model
from .parts import Stopper
from .problem import Problem
from .violation import Violation

DEFAULT_WORKERS = 4
TICK = 0.2
REPORT = 0.9


@dataclass(frozen=True)
class Progress:
    """How a solve stands after `elapsed` seconds.

    `penalty` is the checker's, `bound` what no roster can cost less than, `gap` their
    distance as a part of the penalty. `duties` is the best roster when it is new since
    the last report, else None. `phase` is "first" until people are placed, then "search".
    """

    elapsed: float
    penalty: int
    bound: int
    gap: float
    duties: Duties | None
    phase: str


@dataclass(frozen=True)
class Solution:
    """What came of a solve.

    `status` is "optimal", "feasible" or "infeasible"; then `conflicts` says which hard rules
    the pins break and there are no duties. `penalty` is always the checker's. `trace`
    lists (second, penalty, bound) as they got better; `build_seconds` went into the model.
    """

    status: str
    duties: Duties | None = None
    penalty: int | None = None
    bound: int = 0
    seconds: float = 0.0
    trace: list[tuple[float, int, int]] = field(default_factory=list)
    conflicts: list[Violation] = field(default_factory=list)
    build_seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """The distance from the bound as a part of the penalty; None without a roster."""
        return None if self.penalty is None else gap_of(self.penalty, self.bound)


def gap_of(penalty: int, bound: int) -> float:
    return max(0.0, (penalty - bound) / penalty) if penalty else 0.0


def solve(
    problem: Problem,
    *,
    seconds: float,
    workers: int | None = None,
    seed: int = 0,
    repeatable: bool = False,
    hint: Duties | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """The best roster found within the seconds, or proven best before.

    `workers` is the number of solver threads (at least two run; the proof of a small month
    takes one more). `repeatable`
    gives the same roster for the same seed on any machine: `seconds` are deterministic
    then, about as long as real ones. A `hint` is where the search begins, as far as hard
    rules allow. `on_progress` is called about every second and `should_stop` is asked five
    times a second, both in the calling thread. Raises ValueError when the problem names
    an unknown rule or setting.
    """
    started = monotonic()
    if conflicts := pin_conflicts(problem):
        return Solution("infeasible", seconds=monotonic() - started, conflicts=conflicts)
    first = first_duties(problem, hint)
    penalty = penalty_of(check(problem, first))
    placed = monotonic() - started
    if on_progress:
        # Shown at once: the model of a large hall takes seconds to build.
        on_progress(Progress(placed, penalty, 0, gap_of(penalty, 0), first, "first"))
    incumbent = Incumbent(build_model(problem), lambda: monotonic() - started)
    built = monotonic() - started - placed
    incumbent.start(first)
    crew = Crew(incumbent, seed, max(2, workers or DEFAULT_WORKERS))
    watch = Watch(crew, on_progress or (lambda _: None), should_stop or (lambda: False))
    if repeatable:
        with crew.at_work([lambda: crew.repeat(seconds)]):
            watch.keep(None)
    else:
        with crew.at_work(crew.threads()):
            watch.keep(seconds)
        incumbent.judge()
    watch.report()
    return solution_of(incumbent, [(placed, penalty, 0)], built)


def solution_of(incumbent: Incumbent, begun: list[tuple[float, int, int]], build_seconds: float) -> Solution:
    """What the search has come to; `begun` is the trace from before it."""
    best = incumbent.judged
    return Solution(
        "optimal" if incumbent.is_optimal else "feasible",
        best.duties,
        best.penalty,
        min(incumbent.bound, best.penalty),
        incumbent.clock(),
        [*begun, *incumbent.trace],
        build_seconds=build_seconds,
    )


class Crew:
    """The searches of one solve, and the threads they run in."""

    def __init__(self, incumbent: Incumbent, seed: int, workers: int):
        self.incumbent, self.seed = incumbent, seed
        self.stopper = Stopper()
        self.exact = ExactSearch(incumbent, self.stopper, seed)
        self.locals = max(1, workers - 1) if len(incumbent.freeing.cells) else 0
        self.waiting = insertion_order(incumbent.model.problem)
        self.placing = self.locals
        self.failure: BaseException | None = None
        self._running: list[threading.Thread] = []
        self._lock = threading.Lock()

    @property
    def phase(self) -> str:
        return "first" if self.placing else "search"

    @property
    def is_working(self) -> bool:
        return any(thread.is_alive() for thread in self._running)

    def threads(self) -> list[Callable[[], None]]:
        local = [LocalSearch(self.incumbent, self.stopper, self.seed * 1000 + n) for n in range(self.locals)]
        return [self.prove, *(lambda one=one: self.search(one) for one in local)]

    def prove(self) -> None:
        """The exact search, once everybody has been placed: a large model would take their time.

        Where it is stuck, one more local search in its stead.
        """
        while self.placing and not self.stopper.is_set:
            self.stopper.wait(TICK)
        self.exact.run()
        if self.locals:
            LocalSearch(self.incumbent, self.stopper, self.seed * 1000 + self.locals).run()

    def search(self, local: LocalSearch) -> None:
        """Insert people as long as there are any, sharing them with the other threads."""
        local.insert(self._next_groups())
        self.placing -= 1
        local.run()

    def _next_groups(self) -> Iterator[tuple[int, ...]]:
        while True:
            with self._lock:
                group = next(self.waiting, None)
            if group is None:
                return
            yield group

    def repeat(self, seconds: float) -> None:
        """Everything in one thread, and nothing that looks at the clock."""
        local = LocalSearch(self.incumbent, self.stopper, self.seed, is_repeatable=True)
        if self.locals:
            local.insert(self.waiting)
            self.incumbent.judge()
        self.placing = 0
        self.exact.prove(seconds * 0.3)
        while self.locals and local.effort < seconds * 0.4 and not self._is_over():
            local.round()
            self.incumbent.judge()
        if not self._is_over():
            self.exact.prove(seconds * 0.3)

    def _is_over(self) -> bool:
        return self.stopper.is_set or self.incumbent.is_optimal

    @contextmanager
    def at_work(self, works: list[Callable[[], None]]) -> Iterator[None]:
        """Run the works in threads of their own; all have ended afterwards."""
        self._running = [threading.Thread(target=self._guard, args=(work,)) for work in works]
        for thread in self._running:
            thread.start()
        try:
            yield
        finally:
            while self.is_working:
                self.stopper.stop()
                for thread in self._running:
                    thread.join(TICK / len(self._running))
        if self.failure:
            raise self.failure

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            self.failure = failure
            self.stopper.stop()


class Watch:
    """The calling thread's part: judge, report, and know when it is over."""

    def __init__(self, crew: Crew, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]):
        self.crew, self.on_progress, self.should_stop = crew, on_progress, should_stop
        self.reported_at = -REPORT
        self.reported: Duties | None = None
        self.phase = ""

    def keep(self, seconds: float | None) -> None:
        """Return when the time is up, the search has ended, or somebody wants it to stop.

        Without seconds the search ends itself and judges its own rosters.
        """
        incumbent = self.crew.incumbent
        while self.crew.is_working and not self.should_stop():
            if seconds is not None:
                incumbent.judge()
                if incumbent.is_optimal or incumbent.clock() >= seconds:
                    return
            if incumbent.clock() - self.reported_at >= REPORT or self.crew.phase != self.phase:
                self.report()
            self.crew.stopper.wait(TICK)

    def report(self) -> None:
        incumbent = self.crew.incumbent
        self.reported_at, self.phase = incumbent.clock(), self.crew.phase
        best, bound = incumbent.judged, min(incumbent.bound, incumbent.judged.penalty)
        duties = best.duties if best.duties is not self.reported else None
        self.reported = best.duties
        gap = gap_of(best.penalty, bound)
        self.on_progress(Progress(self.reported_at, best.penalty, bound, gap, duties, self.phase))
