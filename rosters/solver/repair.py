"""Mending a roster that people already live by: as little as possible moves, and no pinned cell.

Plain Python and no model, so that it can answer while somebody waits. First what breaks hard
rules is taken away or replaced; then, on the days this is about, each change is kept that
saves more than it costs, the best first. A change is a call to somebody: it has its price.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from time import monotonic

from .duties import Cell, Duties
from .ledger import Ledger, Score
from .problem import Problem, Worker
from .rules.absences import is_away

CHANGE_PRICE = 600
SECONDS = 1.3
JUDGED, TRIED, ROOMS = 4, 6, 8
WINDOW = 7

Set = dict[Cell, str | None]
"""Cells and what they are to hold."""


@dataclass(frozen=True, slots=True)
class RepairedCell:
    """A cell that holds something else; None is a day off."""

    worker: str
    day: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Repaired:
    """A mended roster beside the one it came from: what changed, and both as the checker sees them."""

    duties: Duties
    changes: list[RepairedCell]
    before: Score
    after: Score


def repair(
    problem: Problem,
    duties: Duties,
    *,
    days: Collection[int] = (),
    price: int = CHANGE_PRICE,
    seconds: float = SECONDS,
    clock: Callable[[], float] = monotonic,
) -> Repaired:
    """The duties with what is broken mended and what has become short filled, as far as changes are worth it.

    Pinned cells stay, be they right or wrong: pin what is past. A day from which somebody had to
    be taken becomes as good as it was, if it can; `days` are made as good as they can be. A
    changed cell costs `price`. After `seconds` the best so far is the answer.
    """
    bench = Bench(problem, duties, price, clock() + seconds, clock)
    before = bench.ledger.whole(bench.cells)
    mend(bench)
    felt = bench.ledger.days_of(bench.base, bench.cells, bench.changed)
    was = {day: bench.ledger.day(day, bench.base).price for day in felt}
    fill(bench, was | dict.fromkeys(days, 0))
    settle(bench)
    return Repaired(Duties(problem, bench.cells), bench.changes(), before, bench.ledger.whole(bench.cells))


@dataclass
class Bench:
    """The roster under repair: what may move, what moving it costs."""

    problem: Problem
    duties: Duties
    price: int
    until: float
    clock: Callable[[], float]
    ledger: Ledger = field(init=False)
    cells: dict[Cell, str] = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.problem)
        self.base = {cell: id for cell, id in self.duties.cells.items() if id}
        self.cells = dict(self.base)
        self.fixed = {(pin.worker, pin.day) for pin in self.problem.pins}
        self._options: dict[Cell, list[str | None]] = {}
        self._hall: Score | None = None

    @property
    def is_late(self) -> bool:
        return self.clock() >= self.until

    @property
    def changed(self) -> set[Cell]:
        return {cell for cell, id in self.base.items() if self.cells.get(cell) != id} | (
            self.cells.keys() - self.base.keys()
        )

    def changes(self) -> list[RepairedCell]:
        rows = (RepairedCell(*cell, self.base.get(cell), self.cells.get(cell)) for cell in self.changed)
        return sorted(rows, key=lambda row: (row.day, row.worker))

    def options(self, worker: Worker, day: int) -> list[str | None]:
        """What else the cell can hold: nothing when it may not move."""
        cell = worker.id, day
        if cell not in self._options:
            self._options[cell] = [] if cell in self.fixed else list(self._possible(worker, day))
        return [id for id in self._options[cell] if id != self.cells.get(cell)]

    def _possible(self, worker: Worker, day: int) -> Iterator[str | None]:
        yield None
        near = [absence for absence in worker.absences if absence.day - day in range(-1, 3)]
        for id in sorted(worker.shifts[day]):
            if not any(is_away(absence, self.problem.shift_by_id[id], day) for absence in near):
                yield id

    def after(self, move: Set) -> dict[Cell, str]:
        cells = dict(self.cells)
        for cell, id in move.items():
            cells.pop(cell, None)
            if id:
                cells[cell] = id
        return cells

    def cost(self, move: Set) -> Score:
        """By how much the move makes the roster dearer, changed cells priced, but for the rules of the hall."""
        return self.ledger.move(self.cells, self.after(move), move).plus(Score(0, self.toll(move)))

    def toll(self, move: Set) -> int:
        """What the move's own changes cost, those that bring a cell back taken off."""
        more = sum(
            (id != self.base.get(cell)) - (self.cells.get(cell) != self.base.get(cell)) for cell, id in move.items()
        )
        return more * self.price

    def best(self, costs: Iterable[tuple[Score, Set]]) -> Set | None:
        """Of moves and what they cost, the one that makes the whole roster cheapest; None when none does."""
        worth = ((cost, str(move), move) for cost, move in costs if cost < Score(0, self.price))
        judged = [(cost.plus(self.hall_cost(move)), key, move) for cost, key, move in nsmallest(JUDGED, worth)]
        least = min(judged, default=None)
        return least[2] if least and least[0] < Score(0, 0) else None

    def hall_cost(self, move: Set) -> Score:
        if self._hall is None:
            self._hall = self.ledger.hall(self.cells)
        return self.ledger.hall(self.after(move)).less(self._hall)

    def take(self, move: Set) -> None:
        self.cells, self._hall = self.after(move), None


# -- what is broken -----------------------------------------------------------------


def mend(bench: Bench) -> None:
    """Let nobody's month break a hard rule that moving her own free cells can keep; never for want of time."""
    for worker in bench.problem.workers:
        while bench.ledger.own(worker.id, bench.cells).hard and (move := mending(bench, worker)):
            bench.take(move)


def mending(bench: Bench, worker: Worker) -> Set | None:
    """The cheapest change of hers after which less is broken; else work taken away, on the way there."""
    costs = sorted((bench.cost(move), str(move), move) for move in broken_moves(bench, worker))
    if costs and costs[0][0].hard < 0:
        return costs[0][2]
    return next((move for _, _, move in costs if not any(move.values())), None)


def broken_moves(bench: Bench, worker: Worker) -> Iterator[Set]:
    """One cell of hers at a time, of those that a broken hard rule speaks of."""
    faults = bench.ledger.own_faults(worker.id, bench.cells)
    days = {day for fault in faults if fault.is_hard for day in fault.days or range(bench.problem.days)}
    # A week's rule names its ends only.
    days = {day for first in days for day in range(min(days), max(days) + 1)} if days else days
    for day in sorted(days):
        if day >= 0 and bench.cells.get((worker.id, day)):
            for id in bench.options(worker, day):
                yield {(worker.id, day): id}


# -- what is short ------------------------------------------------------------------


def fill(bench: Bench, goals: Mapping[int, int]) -> None:
    """Bring people to the days that cost more than their goal, the worst first, while it is worth it."""
    waiting = dict(goals)
    while waiting and not bench.is_late:
        excess = {day: bench.ledger.day(day, bench.cells).price - goal for day, goal in waiting.items()}
        day = max(excess, key=lambda day: (excess[day], -day))
        move = best_for(bench, day) if excess[day] > bench.price else None
        if move is None:
            del waiting[day]
        else:
            bench.take(move)


def best_for(bench: Bench, day: int) -> Set | None:
    """The change of one cell that helps the day best; where none is worth it, of two."""
    single = list(singles(bench, day))
    if move := bench.best(single):
        return move
    likely = nsmallest(TRIED, ((cost.price, str(move), move) for cost, move in single))
    pairs = (pair for _, _, move in likely for pair in with_room(bench, move))
    return bench.best((bench.cost(pair), pair) for pair in pairs if not bench.is_late)


def singles(bench: Bench, day: int) -> Iterator[tuple[Score, Set]]:
    """The changes of one cell by which the day itself gets better, and what each costs."""
    now = bench.ledger.day(day, bench.cells).price
    helpful = shifts_for(bench, day)
    for worker in bench.problem.workers:
        for id in bench.options(worker, day):
            move: Set = {(worker.id, day): id}
            if id not in helpful or bench.is_late:
                continue
            if bench.ledger.day(day, bench.after(move)).price + bench.price < now:
                yield bench.cost(move), move


def shifts_for(bench: Bench, day: int) -> set[str]:
    """The shifts that are on the floor when somebody is missing."""
    spans = [(one.start, one.end) for one in bench.ledger.day_faults(day, bench.cells) if one.start is not None]
    return {
        shift.id
        for shift in bench.problem.shifts
        for since, until in shift.segments
        if any(since < (end or 0) and (start or 0) < until for start, end in spans)
    }


def with_room(bench: Bench, move: Set) -> Iterator[Set]:
    """The move with one of her other days given up or moved, or with a colleague in her old place."""
    ((id, day),) = move
    worker = bench.problem.worker_by_id[id]
    yield from nsmallest(
        ROOMS, others(bench, worker, day, move), key=lambda pair: (bench.ledger.own(id, bench.after(pair)), str(pair))
    )
    if left := bench.cells.get((id, day)):
        for colleague in bench.problem.workers:
            if colleague is not worker and left in bench.options(colleague, day):
                yield {**move, (colleague.id, day): left}


def others(bench: Bench, worker: Worker, day: int, move: Set) -> Iterator[Set]:
    for other in range(max(0, day - WINDOW), min(bench.problem.days, day + WINDOW + 1)):
        if other != day and (worker.id, other) in bench.cells:
            yield from ({**move, (worker.id, other): id} for id in bench.options(worker, other))


def settle(bench: Bench) -> None:
    """Take back changes that are not worth their price by now, and give back hours to those who came."""
    while not bench.is_late:
        taken_back: list[Set] = [{cell: bench.base.get(cell)} for cell in bench.changed if cell not in bench.fixed]
        came = {cell for cell in bench.changed if cell in bench.cells}
        eased = (rest for id, day in came for rest in others(bench, bench.problem.worker_by_id[id], day, {}))
        moves = {str(move): move for move in (*taken_back, *eased)}
        move = bench.best((bench.cost(moves[key]), moves[key]) for key in sorted(moves) if not bench.is_late)
        if move is None:
            return
        bench.take(move)
