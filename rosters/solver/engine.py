"""Solving a problem: first roster, annealing, neighbourhood search and exact search side by side."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from time import monotonic
from typing import TypeVar

from .annealing import Annealing
from .bylines import first_by_lines, is_vast, solve_by_lines
from .check import check, penalty_of, pin_conflicts
from .construct import first_duties
from .duties import Duties
from .exact import ExactSearch
from .incumbent import Clock, Incumbent
from .linesearch import LineSearch, suits
from .local import LocalSearch
from .model import Abandoned, build_model
from .network import network_of
from .parts import Stopper
from .problem import Problem
from .progress import Progress, Solution, gap_of
from .relaxation import Relaxation
from .turns import Turns

T = TypeVar("T")

DEFAULT_WORKERS = 4
TICK = 0.2
FIRST_ATTEMPT = 3.0
SMALL_IS_SLOW, LARGE_IS_SLOW = (4, 0.01), (10, 0.03)
"""In so many seconds the best roster has become cheaper by less than this part: quick gains have ended."""
PROVABLE = 0.12
"""A roster that costs no more than so much above the relaxation's bound may be proven by an exact search."""
REPORT = 0.9
TICKS = 5
"""Looks at whether the model is there for each report."""
TRIES = 10_000
"""Moves tried for each deterministic second."""
JUDGING = 10
"""So many times as long as a judgement took is waited before the next."""
LINES_SHARE = 0.25
"""The part of the time in which everybody's row is made anew in turn, before anything is searched whole."""


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
    takes one more). `repeatable` gives the same roster for the same seed on any machine:
    `seconds` are deterministic then, about as long as real ones. A `hint` is where the search
    begins, as far as hard rules allow. `on_progress` is called about every second and
    `should_stop` is asked five times a second once everybody has been placed, before that only
    between people whose rows are made, both in the calling thread. A horizon too large for
    one model is searched row by row, by the clock and without a bound. Raises ValueError when
    the problem names an unknown rule or setting.
    """
    clock = clock_from(monotonic())
    if conflicts := pin_conflicts(problem):
        return Solution("infeasible", seconds=clock(), conflicts=conflicts)
    on_progress = on_progress or (lambda _: None)
    should_stop = should_stop or (lambda: False)
    lines = LineSearch(problem, seed) if suits(problem) and (hint is None or is_vast(problem)) else None
    if lines and is_vast(problem):
        return solve_by_lines(lines, seconds, clock, on_progress, should_stop)
    late = seconds * LINES_SHARE
    is_late = (lambda: False) if repeatable else (lambda: clock() > late or should_stop())
    first = first_by_lines(lines, is_late, should_stop) if lines else first_duties(problem, hint)
    penalty = penalty_of(check(problem, first))
    placed = clock()
    begun = Progress(placed, penalty, 0, gap_of(penalty, 0), first, "first")
    # Shown at once: the model of a large hall takes seconds to build.
    on_progress(begun)
    try:
        incumbent = attended(
            lambda is_over: incumbent_of(problem, first, clock, is_over),
            lambda: on_progress(replace(begun, elapsed=clock(), duties=None)),
            lambda: should_stop() or (clock() >= seconds and not repeatable),
        )
    except Abandoned:
        return Solution("feasible", first, penalty, 0, clock(), [(placed, penalty, 0)])
    built = clock() - placed
    crew = Crew(incumbent, seed, max(2, workers or DEFAULT_WORKERS))
    search(crew, Reporter(crew, on_progress, should_stop), seconds, repeatable=repeatable)
    return solution_of(incumbent, [(placed, penalty, 0)], built)


def search(crew: "Crew", reporter: "Reporter", seconds: float, *, repeatable: bool) -> None:
    """Let the crew work until the time is up or nothing is left to find, and report the last of it."""
    if repeatable:
        with crew.at_work([lambda: crew.repeat(seconds)]):
            reporter.keep(None)
    else:
        with crew.at_work(crew.threads()):
            reporter.keep(seconds)
        crew.incumbent.judge()
    reporter.report()


def clock_from(started: float) -> Clock:
    """Tells the seconds since then."""
    return lambda: monotonic() - started


def incumbent_of(problem: Problem, first: Duties, clock: Clock, is_over: Callable[[], bool]) -> Incumbent:
    """The model of the problem with the first roster in it; Abandoned when it is over before."""
    model = build_model(problem, is_over=is_over)
    if is_over():
        raise Abandoned
    incumbent = Incumbent(model, clock)
    incumbent.start(first)
    return incumbent


def attended(work: Callable[[Callable[[], bool]], T], tick: Callable[[], None], is_over: Callable[[], bool]) -> T:
    """What the work returns, done in a thread of its own while this one ticks about every second.

    The work is given what tells it that nobody waits any more.
    """
    has_ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, has_ended.is_set)
        for number in count(1):
            if wait([future], TICK).done:
                break
            if is_over():
                has_ended.set()
            if not number % TICKS:
                tick()
        return future.result()


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
        self.relaxation = Relaxation(incumbent, self.stopper)
        self.locals = max(1, workers - 1) if len(incumbent.freeing.cells) else 0
        self.network = network_of(incumbent.model, incumbent.matrix, incumbent.freeing)
        self.failure: BaseException | None = None
        self._running: list[threading.Thread] = []

    @property
    def is_working(self) -> bool:
        return any(thread.is_alive() for thread in self._running)

    def threads(self) -> list[Callable[[], None]]:
        turns = [self._turns(number) for number in range(self.locals)]
        return [self.prove, *(partial(self.search, one) for one in turns)]

    def _turns(self, number: int) -> Turns:
        seed = self.seed * 1000 + number
        local = LocalSearch(self.incumbent, self.stopper, seed)
        return Turns(local, Annealing(self.incumbent, self.network, self.stopper, seed))

    def prove(self) -> None:
        """The relaxation for a bound, then the exact search where its proof may come.

        Until each is worth while one more local search in its stead, and again wherever the exact
        one is stuck, until a proof is near. What is small is proven without its relaxation.
        """
        turns = self._turns(self.locals)
        if self.locals:
            if not self.exact.is_large:
                # What is easy to prove is not waited for.
                self.exact.attempt(FIRST_ATTEMPT)
            turns.run(until=self.has_slowed)
            if not self.exact.is_small:
                self.relaxation.run()
            turns.run(until=self.is_worth_proving)
        while not self._is_over():
            began = self.incumbent.clock()
            self.exact.run()
            if not self.locals:
                return
            turns.run(until=partial(self._may_prove, 2 * self.incumbent.clock() - began))

    def has_slowed(self) -> bool:
        """Whether the quick gains have ended, which take longer in a large month."""
        slow = LARGE_IS_SLOW if self.exact.is_large else SMALL_IS_SLOW
        return self.incumbent.has_slowed(*slow)

    def is_worth_proving(self) -> bool:
        """Whether the exact search would do more with a thread than one more local search.

        In a small month it takes all of them once the quick gains have ended, and a good
        roster bounds what it looks at. In others it raises no bound that is far from the roster.
        """
        return self.has_slowed() and (self.exact.is_small or self.incumbent.is_within(PROVABLE))

    def _may_prove(self, since: float) -> bool:
        return self.incumbent.clock() >= since and self.exact.is_close

    def search(self, turns: Turns) -> None:
        """Search, in a small month until all threads are for its proof."""
        turns.run(until=lambda: self.exact.is_small and self.is_worth_proving())

    def repeat(self, seconds: float) -> None:
        """Everything in one thread, and nothing that looks at the clock."""
        local = LocalSearch(self.incumbent, self.stopper, self.seed, is_repeatable=True)
        if self.locals:
            Annealing(self.incumbent, self.network, self.stopper, self.seed).repeat(round(seconds * TRIES))
            self.incumbent.judge()
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
            self.failure = self.failure or failure
            self.stopper.stop()


class Reporter:
    """The calling thread's part: judge, report, and know when it is over."""

    def __init__(self, crew: Crew, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]):
        self.crew, self.on_progress, self.should_stop = crew, on_progress, should_stop
        self.reported_at = -REPORT
        self.reported: Duties | None = None
        self.judge_from = 0.0

    def keep(self, seconds: float | None) -> None:
        """Return when the time is up, the search has ended, or somebody wants it to stop.

        Without seconds the search ends itself and judges its own rosters.
        """
        incumbent = self.crew.incumbent
        while self.crew.is_working and not self.should_stop():
            if seconds is not None:
                self._judge()
                if incumbent.is_optimal or incumbent.clock() >= seconds:
                    return
            if incumbent.clock() - self.reported_at >= REPORT:
                self.report()
            self.crew.stopper.wait(TICK)

    def _judge(self) -> None:
        """Judge, if that takes no more than a part of the time: the searches wait while it does."""
        clock = self.crew.incumbent.clock
        if (began := clock()) >= self.judge_from:
            self.crew.incumbent.judge()
            self.judge_from = clock() + JUDGING * (clock() - began)

    def report(self) -> None:
        incumbent = self.crew.incumbent
        self.reported_at = incumbent.clock()
        best, bound = incumbent.judged, min(incumbent.bound, incumbent.judged.penalty)
        duties = best.duties if best.duties is not self.reported else None
        self.reported = best.duties
        gap = gap_of(best.penalty, bound)
        self.on_progress(Progress(self.reported_at, best.penalty, bound, gap, duties, "search"))
